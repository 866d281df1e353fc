"""What is forgotten is looked for in the bytes of the file, in every form in which a ledger writes it down."""

from __future__ import annotations

import hashlib
import zlib
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from reportedly import Ledger
from reportedly.ledger import settle
from reportedly.ledger.arrivals import Arrival
from reportedly.ledger.checking import unsound
from reportedly.ledger.columns import prepared
from reportedly.ledger.copy_tables import row_of
from reportedly.ledger.forgetting import doomed, forget
from reportedly.ledger.terms import stem
from reportedly.ledger.values import Report
from reportedly.ledger.vectors import packed
from reportedly.records import Reading
from tests.ledger.readings import ferry
from tests.ledger.whole import Page, all_readings, judge, put

SYLLABLES = ("zyx", "qua", "vorn", "thrim", "oqu", "jast", "ewix", "plu", "kzan", "urv")
chance = Random(25)
WORDS = sorted({"".join(chance.choice(SYLLABLES) for _ in range(4)) for _ in range(60)})
"""Words that no other article has."""

VECTOR = tuple(chance.uniform(-1, 1) for _ in range(48))
URL = f"https://{WORDS[0]}.example/{WORDS[1]}"


def strange() -> Arrival:
    """An article of words of its own in all that is known of it, with its page, its key and a vector."""
    reading = ferry(6, outlet=f"The {WORDS[2].title()}", words=f"“{' '.join(WORDS[3:])},” the Orvan premier said. " * 3)
    (event,), (statement,) = reading.events, reading.statements
    speaker = replace(statement.source, name=f"Ilse {WORDS[4].title()}")  # type: ignore[arg-type]
    party = replace(event.actor, name=f"{WORDS[5].title()} Guard")  # type: ignore[arg-type]
    article = replace(
        reading.article, url=URL, title=f"{WORDS[6].title()} sunk", file=f"{WORDS[7]}.html", byline=WORDS[8]
    )
    made = Reading(article, (replace(statement, source=speaker),), (replace(event, actor=party),), reading.figures)
    page = Page(URL, f"<html><p>{article.text}</p></html>".encode(), headers=(("ETag", f'"{WORDS[9]}"'),))
    key = hashlib.sha256(article.text.encode()).digest()[:16]
    return Arrival(made, key, page, vectors={event.number: VECTOR})


def windows(data: bytes, size: int = 16) -> list[bytes]:
    return [data[at : at + size] for at in range(0, max(1, len(data) - size), 4)]


def traces(ledger: Ledger, arrival: Arrival) -> dict[str, list[bytes]]:
    """Everything by which a ledger could tell of the article, by what it is."""
    id, article = Report(arrival.reading, "").id, arrival.reading.article
    assert arrival.page is not None
    assert arrival.key is not None
    numbers = [n for (n,) in ledger.db.execute("SELECT number FROM copy_numbers WHERE report = ?", (row_of(id),))]
    others = {n for (n,) in ledger.db.execute("SELECT number FROM copy_numbers WHERE report <> ?", (row_of(id),))}
    own = [n for n in numbers if n not in others and abs(n) >> 48]
    blob = zlib.compress(arrival.page.body)
    return {
        "words": [word.encode() for word in WORDS],
        "stems": [stem(word)[:9].encode() for word in WORDS],
        "words of two bytes a letter": [word.encode("utf-16-le") for word in WORDS],
        "the page": windows(blob[8:-8]),
        "the digest of the page": [hashlib.sha256(arrival.page.body).digest()],
        "the key of the input": [arrival.key],
        "the vector": windows(packed(VECTOR)[1]),
        "ids": [id.encode(), article.id.encode(), row_of(id).to_bytes(8, "big", signed=True)],
        "numbers of its words": [n.to_bytes(8, "big", signed=True) for n in own],
    }  # fmt: skip


def found(path: Path, told: dict[str, list[bytes]]) -> dict[str, int]:
    data = b"".join(file.read_bytes() for file in path.parent.iterdir()).lower()
    return {what: count for what, those in told.items() if (count := sum(one.lower() in data for one in those))}


@pytest.mark.parametrize("order", ["first", "last"])
def test_nothing_of_it_is_left_in_any_form(tmp_path: Path, order: str):
    path = tmp_path / "a.ledger"
    arrival = strange()
    with Ledger.open(path) as ledger:
        parts = [all_readings()[:4], all_readings()[4:]]
        for part in parts[: 0 if order == "first" else 2]:
            put(ledger, part)
        with ledger.writing("add") as writing:
            _, changed = writing.put([prepared(arrival)])
            settle.settle(writing, changed)
        for part in parts[0 if order == "first" else 2 :]:
            put(ledger, part)
        judge(ledger)
        id = Report(arrival.reading, "").id
        ledger.judge(f"{id}:e1", "note", "Ines", note=f"ask {WORDS[10]}")
        told = traces(ledger, arrival)
        before = found(path, told)
        # What is looked for is there as long as the article is: a search that finds nothing proves nothing.
        assert before.keys() == told.keys() - {"words of two bytes a letter"}
        assert before["words"] == len(WORDS)
        assert forget(ledger, doomed(ledger, [id]))
        assert found(path, told) == {}
        assert [str(one) for one in unsound(ledger)] == []
    assert found(path, told) == {}
    assert [file.name for file in tmp_path.iterdir() if file.stat().st_size] == [path.name]

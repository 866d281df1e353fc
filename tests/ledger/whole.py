"""A ledger with something in every table, and readings to make one of."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace

from reportedly import Ledger
from reportedly.ledger import settle
from reportedly.ledger.arrivals import Arrival
from reportedly.ledger.columns import prepared
from reportedly.records import Article, Mention, ReadBy, Reading, Statement
from reportedly.text import Span
from tests.ledger.readings import ferry
from tests.ledger.test_correcting import first, same_address
from tests.ledger.test_joining import COPIED, same_attack, told

QUOTED = "“We shall leave no stone of that pier standing while their launches lie behind it,”"


@dataclass(frozen=True)
class Page:
    url: str
    body: bytes
    asked: str | None = None
    fetched_at: str = "2026-01-03T00:00:00Z"
    status: int = 200
    headers: tuple[tuple[str, str], ...] = (("Content-Type", "text/html"), ("ETag", '"a"'))


def quoting(outlet: str, day: int, more: str = "The council meets today.") -> Reading:
    """One statement, word for word what other outlets print."""
    text = f"{QUOTED} Admiral Tove Hald said. {more}"
    hald = Mention(Span(text.index("Admiral"), text.index(" said")), "person", "Tove Hald", "NOR", "MIL")
    said, content = Span(hald.span.end + 1, hald.span.end + 5), Span(0, len(QUOTED))
    statement = Statement(1, Span(0, said.end), hald, "person", said, (content,), "direct", "threatens")
    published = f"2026-01-{day:02}"
    address = f"https://{outlet.split()[-1].lower()}.example/hald-{day}"
    return Reading(Article(text, address, None, None, None, outlet, "en", published, "fake-1", "words-1"), (statement,))


def by_another(reading: Reading) -> Reading:
    """As another reader than our own model would give it."""
    return replace(
        reading, article=replace(reading.article, reader=ReadBy("scribe", "0a", "0b", 2, 1, (("twice", 1),)))
    )


def all_readings() -> list[Reading]:
    """Copies, quotations, a correction, an attack that several tell, and a talk."""
    return [
        *same_attack(), told(3, "The Curlew", words=COPIED), by_another(quoting("The Tern", 4)), quoting("The Gull", 5),
        first(), same_address(), ferry(9),
    ]  # fmt: skip


def put(ledger: Ledger, readings: Sequence[Reading], pages: bool = True) -> None:
    """Add readings with a page and a key each."""
    arrivals = []
    for reading in readings:
        article = reading.article
        page = Page(article.url, f"<p>{article.text}</p>".encode()) if pages and article.url else None
        known = f"{article.text}{article.url}{article.published}{article.publisher}".encode()
        vectors = {1: (0.6, 0.8)} if reading.events and not reading.statements else {}
        arrivals.append(Arrival(reading, hashlib.sha256(known).digest()[:16], page, vectors=vectors))
    ledger.settle()
    with ledger.writing("add") as writing:
        _, changed = writing.put([prepared(one) for one in arrivals])
        settle.settle(writing, changed)


def judge(ledger: Ledger) -> None:
    """A record that is wrong, one that is edited, and two tellings that are apart."""
    by_outlet = {r.outlet: r.id for r in ledger.reports(since="2026-01-01", until="2026-01-03") if r.reading.statements}
    tern, gull, plover = by_outlet["The Tern"], by_outlet["The Gull"], by_outlet["The Plover"]
    ledger.judge(f"{tern}:f1", "wrong", "Ines", note="an exercise")
    ledger.judge(f"{gull}:e1", "edited", "Ines", edited={"status": "planned"})
    ledger.judge_link(f"{tern}:e1", f"{plover}:e1", False, "Ines")


def whole(ledger: Ledger) -> Ledger:
    put(ledger, all_readings())
    judge(ledger)
    return ledger

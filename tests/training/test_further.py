"""Acts of further real articles: packed and unpacked, and nothing of the articles' words in the repository."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from benchmarks.common import ROOT, json_lines
from reportedly.model.labels import MODES
from reportedly.records import STATUSES
from tests.factories import parse_of
from training import further
from training.acts import of_records

Row = dict[str, Any]

TEXT = "Ovar, Kestria and Duma met at Port Ansel. The talks failed. Ovar fined the banks and jailed a pilot."


def mention(words: str | None) -> Row | None:
    return {"span": [TEXT.index(words), TEXT.index(words) + len(words)], "text": words} if words else None


def event(id: str, trigger: str, type: str, actor: str | None, recipient: str | None, **more: Any) -> Row:
    row = {"kind": "event", "id": f"x:{id}", "span": mention(trigger)["span"], "text": trigger, "type": type}  # type: ignore[index]
    parties = {"actor": mention(actor), "recipient": mention(recipient)}
    return row | parties | {"mode": None, "status": "happened", "same_as": None} | more


def article(*events: Row) -> list[Row]:
    return [{"kind": "article", "id": "x", "text": TEXT}, *events]


def told(rows: list[Row]) -> set[tuple[Any, ...]]:
    """What of events is to be learned, whatever their ids and order; a retelling by the trigger that it retells."""
    triggers = {row["id"]: tuple(row["span"]) for row in rows if row["kind"] == "event"}
    return {
        (
            *(tuple(row["span"]), row["type"], row["mode"], row["status"]),
            *(row[role] and tuple(row[role]["span"]) for role in ("actor", "recipient")),
            row["same_as"] and triggers[row["same_as"]],
        )
        for row in rows
        if row["kind"] == "event"
    }


CASES = {
    "no act": [],
    "no parties": [event("e1", "failed", "REJECT", None, None, status="denied")],
    "one party": [event("e1", "jailed", "COERCE", "Ovar", None, mode="arrest")],
    "each with each": [
        event("e1", "fined", "SANCTION", "Ovar", "the banks", status="planned"),
        event("e2", "fined", "SANCTION", "Ovar", "a pilot", status="planned"),
        event("e3", "fined", "SANCTION", "Duma", "the banks", status="planned"),
        event("e4", "fined", "SANCTION", "Duma", "a pilot", status="planned"),
    ],
    "between equals": [
        event("e1", "met", "CONSULT", "Ovar", "Kestria", mode="multilateral"),
        event("e2", "met", "CONSULT", "Kestria", "Ovar", mode="multilateral"),
    ],
    "between three": [
        event(f"e{n}", "met", "CONSULT", one, other)
        for n, (one, other) in enumerate(
            (one, other) for one in ("Ovar", "Kestria", "Duma") for other in ("Ovar", "Kestria", "Duma") if one != other
        )
    ],
    "one on itself is not between equals": [event("e1", "fined", "SANCTION", "Ovar", "Ovar")],
    "retold": [
        event("e1", "met", "CONSULT", "Ovar", "Kestria"),
        event("e2", "talks", "CONSULT", "Ovar", "Kestria", same_as="x:e1"),
        event("e3", "fined", "SANCTION", "Ovar", "the banks"),
    ],
}


@pytest.mark.parametrize("name", CASES)
def test_packed_acts_come_back(name: str) -> None:
    rows = article(*CASES[name])
    line = json.loads(json.dumps(further.packed(rows, "here")))
    assert told(further.unpacked(line, TEXT)) == told(rows)


def test_what_is_learned_is_the_same() -> None:
    """Of retellings between equals the two directions are put together: what `of_records` makes of them stays."""
    rows = article(
        *CASES["between equals"],
        event("e3", "talks", "CONSULT", "Kestria", "Ovar", same_as="x:e2"),
        event("e4", "talks", "CONSULT", "Ovar", "Kestria", same_as="x:e1"),
        event("e5", "fined", "SANCTION", "Ovar", "the banks", status="planned"),
        event("e6", "fined", "SANCTION", "Ovar", "a pilot", status="planned"),
    )
    parse = parse_of(TEXT)
    before = of_records(parse, rows)
    after = of_records(parse, further.unpacked(further.packed(rows, "here"), TEXT))
    fields = [(a.trigger, a.words, a.kind, a.mode, a.status, a.parts) for a in before.found]
    assert [(a.trigger, a.words, a.kind, a.mode, a.status, a.parts) for a in after.found] == fields
    assert before.retold
    assert after.retold

    def groups(chain: tuple[str, ...]) -> list[int]:
        return [chain.index(name) for name in chain]

    assert groups(after.retold.chain) == groups(before.retold.chain) == [0, 0, 2]


def test_a_line_holds_no_word_of_the_article() -> None:
    packed = json.dumps(further.packed(article(*CASES["retold"], *CASES["one party"]), "here"))
    assert not [word for word in re.findall(r"\w+", TEXT) if len(word) > 3 and word in packed]


def test_an_article_without_its_text_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    line = further.packed(article(), "the shelf")
    path = tmp_path / "acts.jsonl"
    further.write([line], path)
    texts = tmp_path / "texts.jsonl"
    texts.write_text(json.dumps({"text": TEXT}) + "\n", encoding="utf-8")
    monkeypatch.setattr(further, "_TEXTS", ("texts.jsonl",))
    ((name, rows),) = further.records(tmp_path, path)
    assert (name, rows[0]["text"]) == ("x", TEXT)
    texts.write_text(json.dumps({"text": TEXT + " "}) + "\n", encoding="utf-8")
    with pytest.raises(ValueError, match="the shelf"):
        list(further.records(tmp_path, path))


def test_counts_are_of_acts_and_tell_no_text() -> None:
    lines = [
        further.packed(article(*CASES["between equals"], *CASES["one party"]), "Wikinews 1"),
        further.packed(article(*CASES["each with each"]), "PolNeAR 2"),
        further.packed(article(*CASES["retold"]), "PolNeAR 3"),
    ]
    found = further.counts(lines)
    assert found["articles"] == {"in all": 3, "PolNeAR": 2, "Wikinews": 1}
    assert {name: n for name, n in found["type"].items() if n} == {"CONSULT": 3, "COERCE": 1, "SANCTION": 2}
    assert {name: n for name, n in found["status"].items() if n} == {"happened": 5, "planned": 1}
    assert found["acts"] == {
        "in all": 6, "with a mode": 2, "without an actor": 0, "without a recipient": 1, "between equals": 1,
        "each with each": 1, "retellings": 1,
    }  # fmt: skip
    told = further.markdown(found)
    assert "| articles | in all 3, PolNeAR 2, Wikinews 1 |" in told
    assert not [word for word in re.findall(r"[A-Z]\w+", TEXT) if word in told]


class TestRepository:
    """`corpus/acts.jsonl`: what it may hold, so that no text of others gets into the repository."""

    @pytest.fixture
    def found(self) -> list[Row]:
        return list(json_lines(ROOT / further.PATH))

    def test_lines_hold_a_digest_an_origin_and_acts(self, found: list[Row]) -> None:
        assert found
        for line in found:
            assert line.keys() == {"article", "digest", "origin", "acts"}
            assert re.fullmatch("[0-9a-f]{64}", line["digest"])
            assert line["article"] == line["digest"][:16]
            # The name that its corpus gives an article, so that it can be found there.
            assert re.fullmatch(
                r"Wikinews [0-9a-f]{16}|PolNeAR [a-z-]+_\d{4}-\d\d-\d\d_[a-z0-9-]{1,32}", line["origin"]
            ), line["origin"]

    def test_acts_hold_offsets_and_labels(self, found: list[Row]) -> None:
        for line in found:
            for span, kind, mode, actors, recipients, equals, status, before in line["acts"]:
                for start, end in (span, *actors, *recipients):
                    assert (type(start), type(end)) == (int, int)
                    assert 0 <= start < end
                assert (kind, mode) in MODES
                assert status in STATUSES
                assert equals in (0, 1)
                assert before is None or (type(before) is int and 0 <= before < len(line["acts"]))

    def test_its_strings_are_digests_origins_and_labels(self, found: list[Row]) -> None:
        labels = {label for kind, mode in MODES for label in (kind, mode) if label} | set(STATUSES)

        def strings(value: Any) -> Iterator[str]:
            if isinstance(value, str):
                yield value
            elif isinstance(value, list):
                for one in value:
                    yield from strings(one)

        assert {s for line in found for s in strings(line["acts"])} <= labels

    def test_no_article_is_there_twice_or_in_what_is_annotated_in_full(self, found: list[Row]) -> None:
        digests = [line["digest"] for line in found]
        assert len(set(digests)) == len(digests)
        whole = {next(json_lines(path))["digest"] for path in (ROOT / "corpus" / "standoff").glob("*/*.jsonl")}
        assert whole
        assert not whole & set(digests)


def test_a_digest_is_that_of_the_text() -> None:
    assert further.packed(article(), "here")["digest"] == sha256(TEXT.encode()).hexdigest()

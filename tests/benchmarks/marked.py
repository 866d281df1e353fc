"""Gold and readings for tests of benchmarks, written in the markup of the dispatches.

A reading is the gold with something replaced in its text or lines, and an oracle that has read it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from reportedly.errors import NotTextError
from reportedly.records import Article, Event, Mention, Reading, Statement
from reportedly.text import Span
from training.corpus.linked import link
from training.corpus.markup import read_text
from training.corpus.records import rows

Row = dict[str, Any]

TEXT = "{a:The navy} {s1c:said} {s1:{b:the rebels} had {e1:shelled} {c:the port} twice}. {d:The crowd} stayed calm."
LINES = """\
a - | group FRA MIL
b - | group FRA REB
c - | group FRA CVL
d - | group FRA CVL
s1 a office
e1 ASSAULT heavy-weapons b > c happened"""


def records(text: str = TEXT, lines: str = LINES) -> list[Row]:
    """The records of a dispatch; of two labels on one trigger, `{e1+e2:…}`."""
    found, faults = read_text(f"=== t001 | test | wire | 1994-03-02 | harbour\n{text}\n---\n{lines}\n")
    linked, wrong = link(found[0])
    assert linked is not None, [*faults, *wrong]
    return rows(linked)


def replaced(changes: Mapping[str, str]) -> list[Row]:
    text, lines = TEXT, LINES
    for old, new in changes.items():
        assert old in text + lines
        text, lines = text.replace(old, new), lines.replace(old, new)
    return records(text, lines)


class Oracle:
    """A pipeline that knows what is to be read: the rows of some articles, told apart by their texts."""

    def __init__(self, known: Iterable[list[Row]]) -> None:
        self.known = {told[0]["text"]: told for told in known}
        self.asked = 0

    def read(
        self, data: bytes, *, file: str | None = None, url: str | None = None, published: str | None = None
    ) -> Reading:
        self.asked += 1
        text = data.decode()
        if text not in self.known:
            raise NotTextError(f"{file} is not known")
        return reading_of(self.known[text])


def reading_of(told: list[Row]) -> Reading:
    """Records from rows."""

    def mention(row: Row | None) -> Mention | None:
        if row is None:
            return None
        return Mention(Span(*row["span"]), row["entity"], row["name"], row["country"], row["sector"])

    def number(name: str | None) -> int | None:
        return int(name.split(":")[1][1:]) if name else None

    statements = [
        Statement(
            number=number(r["id"]) or 0,
            span=Span(*r["span"]),
            source=mention(r["source"]),
            source_type=r["source_type"],
            cue=Span(*r["cue"]) if r["cue"] else None,
            content=tuple(Span(*s) for s in r["content"]),
            form=r["form"],
            stance=r["stance"],
            confidence=r.get("confidence"),
        )
        for r in told
        if r["kind"] == "statement"
    ]
    events = [
        Event(
            number=number(r["id"]) or 0,
            span=Span(*r["span"]),
            type=r["type"],
            mode=r["mode"],
            quad=r["quad"],
            intensity=r["intensity"],
            actor=mention(r["actor"]),
            recipient=mention(r["recipient"]),
            status=r["status"],
            according_to=number(r["according_to"]),
            confidence=r["confidence"],
        )
        for r in told
        if r["kind"] == "event"
    ]
    return Reading(Article(told[0]["text"]), tuple(statements), tuple(events))

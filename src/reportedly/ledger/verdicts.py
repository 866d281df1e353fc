"""What a person has decided of a record or a link, anchored to the words, and found again in a new reading.

A verdict holds on to words and not to numbers: to the exact words of the record with what stands before and after them
(a TextQuoteSelector of the W3C's Web Annotation). Where they are not found again, or are found twice, it is lost; it is
never given to what only looks like it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

from ..records import Event, Figure, Flaw, Mention, Reading, Statement
from ..text import Span

__all__ = ["CONTEXT", "Anchor", "Anchored", "Decision", "Lost", "Verdict", "anchor_of", "find_again", "reanchored"]

CONTEXT = 32
"""Characters that are kept of what stands before and after the words."""

NEAREST = 8
"""Characters of a side that has changed that must still be the same."""

Decision = Literal["right", "wrong", "edited", "note"]
DECISIONS: tuple[Decision, ...] = get_args(Decision)
Kind = Literal["statement", "event", "figure", "flaw"]
KINDS: tuple[Kind, ...] = get_args(Kind)
Link = Literal["copy of", "same incident", "corrects"]

Record = Statement | Event | Figure | Flaw


@dataclass(frozen=True, slots=True)
class Anchor:
    """Where a record stands: the article's id, the record's kind and span, and the words.

    `alone`: whether in that article the words stand nowhere else with the same text before and after, with the same
    before, with the same after: where they did, that can't tell the place later either. `facts`: what tells records
    on the same words apart (an event's type and parties, a statement's source, a figure's measure), as it was then.
    """

    article: str
    kind: Kind
    span: Span
    exact: str
    prefix: str
    suffix: str
    alone: tuple[bool, bool, bool] = (True, True, True)
    facts: tuple[tuple[str, str], ...] = ()

    def row(self) -> dict[str, Any]:
        return {
            "article": self.article,
            "kind": self.kind,
            "span": list(self.span),
            "exact": self.exact,
            "prefix": self.prefix,
            "suffix": self.suffix,
            "alone": list(self.alone),
            "facts": dict(self.facts),
        }


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was decided. One anchor for a record; two and a `link` for what ties two records or articles.

    `edited`: for the name of a field what it should be, as JSON has it. `when`: ISO 8601 in UTC, given by the caller.
    """

    anchors: tuple[Anchor, ...]
    decision: Decision
    who: str
    when: str
    note: str = ""
    link: Link | None = None
    edited: Mapping[str, Any] = field(default_factory=dict)

    def row(self) -> dict[str, Any]:
        return {
            "kind": "verdict",
            "decision": self.decision,
            "link": self.link,
            "anchors": [a.row() for a in self.anchors],
            "edited": dict(self.edited),
            "note": self.note,
            "who": self.who,
            "when": self.when,
        }


@dataclass(frozen=True, slots=True)
class Anchored:
    """A verdict whose words were found again: for each anchor where it now stands, and the record's number there
    (None for a flaw, which has none)."""

    verdict: Verdict
    anchors: tuple[Anchor, ...]
    numbers: tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class Lost:
    """A verdict that was not found again, and why. It is kept, and tried again at the next reading."""

    verdict: Verdict
    reason: str


def anchor_of(reading: Reading, record: Record) -> Anchor:
    """The anchor of a record of `reading`."""
    text, span = reading.article.text, record.span
    exact, prefix, suffix = span.of(text), text[max(0, span.start - CONTEXT) : span.start], text[span.end :][:CONTEXT]
    places = list(_places(exact, text))
    before = {p for p in places if text[: p.start].endswith(prefix)}
    after = {p for p in places if text.startswith(suffix, p.end)}
    return Anchor(
        article=reading.article.id,
        kind=_kind(record),
        span=span,
        exact=exact,
        prefix=prefix,
        suffix=suffix,
        alone=(len(before & after) == 1, len(before) == 1, len(after) == 1),
        facts=_facts(record, text),
    )


def _kind(record: Record) -> Kind:
    if isinstance(record, Statement):
        return "statement"
    if isinstance(record, Event):
        return "event"
    return "figure" if isinstance(record, Figure) else "flaw"


def _facts(record: Record, text: str) -> tuple[tuple[str, str], ...]:
    def called(mention: Mention | None) -> str:
        return (mention.name or " ".join(mention.span.of(text).split())) if mention else ""

    if isinstance(record, Statement):
        return (("source", called(record.source)),)
    if isinstance(record, Event):
        return (("type", record.type), ("actor", called(record.actor)), ("recipient", called(record.recipient)))
    if isinstance(record, Figure):
        return (("unit", record.unit or ""), ("measure", record.measure or ""))
    return (("problem", record.problem),)


# Words, found again


def find_again(anchor: Anchor, text: str) -> tuple[Span | None, str]:
    """Where the words of an anchor stand in `text`, and how they were found; None and the reason where they are lost.

    The words must be there exactly, with the text before and after that the anchor has. Where only one side is still
    as it was, the nearest `NEAREST` characters of the other side must be, and the place the only such one. What could
    not tell the place in the first article is not asked in the second. Words alone prove nothing, be they ever so rare.
    """
    if not anchor.exact:
        return None, "it has no words"
    places = list(_places(anchor.exact, text))
    if not places:
        return None, "its words are no longer in the text"
    both, before, after = anchor.alone
    if not both:
        return None, "its words stood in several places that looked alike"
    whole = [p for p in places if _before(text, p, anchor, CONTEXT) and _after(text, p, anchor, CONTEXT)]
    if whole:
        return _only(whole, "by its words and what stands around them")
    half = [
        p
        for p in places
        if (before and _before(text, p, anchor, CONTEXT) and _after(text, p, anchor, NEAREST))
        or (after and _after(text, p, anchor, CONTEXT) and _before(text, p, anchor, NEAREST))
    ]
    return _only(half, "by its words and what stands on one side") if half else (None, "it stands among other words")


def _only(places: Sequence[Span], how: str) -> tuple[Span | None, str]:
    if len(places) == 1:
        return places[0], how
    return None, f"its words stand in {len(places)} places that look alike"


def _places(exact: str, text: str) -> Iterator[Span]:
    at = text.find(exact)
    while at >= 0:
        yield Span(at, at + len(exact))
        at = text.find(exact, at + 1)


def _before(text: str, place: Span, anchor: Anchor, size: int) -> bool:
    """Whether the last `size` characters before are the anchor's; where it had fewer, the article must begin there."""
    wanted = anchor.prefix[-size:]
    return text[: place.start].endswith(wanted) and (len(wanted) == size or place.start == len(wanted))


def _after(text: str, place: Span, anchor: Anchor, size: int) -> bool:
    wanted = anchor.suffix[:size]
    return text.startswith(wanted, place.end) and (len(wanted) == size or len(text) - place.end == len(wanted))


# Records, found again


def reanchored(verdict: Verdict, readings: Sequence[Reading]) -> Anchored | Lost:
    """The verdict on new readings: one for each of its anchors, in their order, of the same article or a newer version.

    The record that it is about must stand on the very words, be of the same kind, and where several do, have the same
    facts. Raises ValueError where there are more or fewer readings than anchors.
    """
    if len(readings) != len(verdict.anchors):
        raise ValueError(f"{len(verdict.anchors)} anchors and {len(readings)} readings")
    anchors: list[Anchor] = []
    numbers: list[int | None] = []
    for anchor, reading in zip(verdict.anchors, readings, strict=True):
        found = _record(anchor, reading)
        if isinstance(found, str):
            return Lost(verdict, found)
        anchors.append(anchor_of(reading, found))
        numbers.append(None if isinstance(found, Flaw) else found.number)
    return Anchored(verdict, tuple(anchors), tuple(numbers))


def _record(anchor: Anchor, reading: Reading) -> Record | str:
    """The record that an anchor means, or why there is none."""
    text = reading.article.text
    if reading.article.id == anchor.article:
        same = anchor.span.of(text) == anchor.exact
        span, why = (anchor.span, "") if same else (None, "its span does not hold its words")
    else:
        span, why = find_again(anchor, text)
    if span is None:
        return why
    records: Mapping[Kind, Sequence[Record]] = {
        "statement": reading.statements, "event": reading.events, "figure": reading.figures, "flaw": reading.flaws,
    }  # fmt: skip
    there = [r for r in records[anchor.kind] if r.span == span]
    if not there:
        return f"no {anchor.kind} is read at its words any more"
    alike = [r for r in there if _facts(r, text) == anchor.facts]
    if len(alike) == 1:
        return alike[0]
    if len(there) == 1 and _still(anchor, there[0], text):
        return there[0]
    return f"{len(there)} records are read at its words, and which of them was meant cannot be told"


def _still(anchor: Anchor, record: Record, text: str) -> bool:
    """Whether the only record on the words may be the one that was meant: it may be read otherwise now in one thing,
    but an act from one to another is not the act of the other upon the one."""
    then, now = dict(anchor.facts), dict(_facts(record, text))
    if anchor.kind != "event":
        return True
    turned = then.get("actor") and then.get("actor") == now["recipient"]
    return not turned and sum(then.get(key) != value for key, value in now.items()) <= 1

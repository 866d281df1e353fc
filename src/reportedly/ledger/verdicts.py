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

Decision = Literal["right", "wrong", "edited", "note"]
DECISIONS: tuple[Decision, ...] = get_args(Decision)
Kind = Literal["statement", "event", "figure", "flaw"]
KINDS: tuple[Kind, ...] = get_args(Kind)
Link = Literal["copy of", "same incident", "corrects"]

Record = Statement | Event | Figure | Flaw


@dataclass(frozen=True, slots=True)
class Anchor:
    """Where a record stands: the article's id, the record's kind and span, and the words. `facts`: what tells records on
    the same words apart (an event's type and parties, a statement's source, a figure's measure), as it was then."""

    article: str
    kind: Kind
    span: Span
    exact: str
    prefix: str
    suffix: str
    facts: tuple[tuple[str, str], ...] = ()

    def row(self) -> dict[str, Any]:
        return {
            "article": self.article,
            "kind": self.kind,
            "span": list(self.span),
            "exact": self.exact,
            "prefix": self.prefix,
            "suffix": self.suffix,
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
    return Anchor(
        article=reading.article.id,
        kind=_kind(record),
        span=span,
        exact=span.of(text),
        prefix=text[max(0, span.start - CONTEXT) : span.start],
        suffix=text[span.end : span.end + CONTEXT],
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

    The words must be there exactly. Of the places where they are, one must have both the text before and the text after
    that the anchor has; or where there is none such, one must have either, and be the only one that has. Words alone, as
    often as they may stand there or as seldom, prove nothing.
    """
    if not anchor.exact:
        return None, "it has no words"
    places = list(_places(anchor.exact, text))
    if not places:
        return None, "its words are no longer in the text"
    before = {p for p in places if _ends_with(text, p.start, anchor.prefix)}
    after = {p for p in places if _goes_on_with(text, p.end, anchor.suffix)}
    for those, how in ((before & after, "by its words and what stands around them"),
                       (before ^ after, "by its words and what stands on one side of them")):  # fmt: skip
        if len(those) == 1:
            return next(iter(those)), how
        if those:
            return None, f"its words stand in {len(those)} places that look alike"
    return None, "its words stand there among other words"


def _places(exact: str, text: str) -> Iterator[Span]:
    at = text.find(exact)
    while at >= 0:
        yield Span(at, at + len(exact))
        at = text.find(exact, at + 1)


def _ends_with(text: str, at: int, prefix: str) -> bool:
    """Whether `prefix` stands before `at`; one that was cut short by the start of the article must be there too."""
    if len(prefix) < CONTEXT and at != len(prefix):
        return False
    return text[max(0, at - len(prefix)) : at] == prefix


def _goes_on_with(text: str, at: int, suffix: str) -> bool:
    if len(suffix) < CONTEXT and len(text) - at != len(suffix):
        return False
    return text[at : at + len(suffix)] == suffix


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

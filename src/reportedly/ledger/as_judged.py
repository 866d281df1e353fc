"""A reading as persons have judged it: without the records that are wrong, and with what was edited.

What the machine said is never changed in the ledger; this makes another value of it, from which incidents are told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from math import isfinite
from typing import Any, get_args

from ..ontology import event_types
from ..records import BOUNDS, SOURCE_TYPES, STANCES, STATUSES, Event, Figure, Mention, Reading, Statement, When, Where
from ..text import Span
from .dyads import side_of
from .ends import ENDS, taken_to, voiced_anew, with_ends
from .verdicts import Anchored, Kind, Verdict, reanchored

__all__ = ["EDITABLE", "as_judged", "edited_from"]


@dataclass(slots=True)
class _Decided:
    """What verdicts on one record come to. Grows as they are gone through."""

    wrong: bool = False
    edited: dict[str, Any] = field(default_factory=dict)

    def then(self, verdict: Verdict) -> None:
        """A later verdict goes before an earlier one; notes decide nothing, edits add up."""
        if verdict.decision == "note":
            return
        self.wrong = verdict.decision == "wrong"
        self.edited = {**self.edited, **verdict.edited} if verdict.decision == "edited" else {}


def as_judged(reading: Reading, verdicts: Sequence[Verdict]) -> Reading:
    """`reading` without what is judged wrong, and as it was edited; records keep their numbers.

    `verdicts` in the order in which they were made; those that are lost in this reading, those on links and on flaws
    decide nothing. A statement that is wrong goes, unless something hangs on it: then it stays as the word of nobody
    named, for without it a claim would look like the article's own words. Where the first telling of an act goes, the
    next one takes its place; a figure whose act goes has none.
    """
    decided = _decided(reading, verdicts)
    if not decided:
        return reading

    def wrong(kind: Kind, number: int) -> bool:
        return (kind, number) in decided and decided[kind, number].wrong

    def edits(kind: Kind, record: Statement | Event | Figure) -> Mapping[str, Any]:
        if (kind, record.number) not in decided:
            return {}
        told, ends = decided[kind, record.number].edited, ENDS[kind]
        if ends not in told:
            return told
        # Where other words stand there now, the ends stay as they are read.
        span = taken_to(record, told[ends], reading.article.text)
        rest = {name: value for name, value in told.items() if name != ends}
        return {**rest, ends: span} if span else rest

    events = tuple(edited_event(e, edits("event", e)) for e in reading.events if not wrong("event", e.number))
    gone = {e.number for e in reading.events} - {e.number for e in events}
    figures = tuple(
        replace(edited_figure(f, edits("figure", f)), event=None if f.event in gone else f.event)
        for f in reading.figures
        if not wrong("figure", f.number)
    )
    needed = (
        {e.according_to for e in events} | {f.according_to for f in figures} | {s.within for s in reading.statements}
    )
    statements = tuple(
        _nobodys(s) if wrong("statement", s.number) else edited_statement(s, edits("statement", s))
        for s in reading.statements
        if not wrong("statement", s.number) or s.number in needed
    )
    judged = replace(reading, statements=statements, events=_chained(events) if gone else events, figures=figures)
    before = {s.number: s for s in reading.statements}
    for statement in statements:
        if statement.content != before[statement.number].content:
            judged = voiced_anew(judged, before[statement.number], statement)
    return judged


def _decided(reading: Reading, verdicts: Iterable[Verdict]) -> dict[tuple[Kind, int], _Decided]:
    found: dict[tuple[Kind, int], _Decided] = {}
    for verdict in verdicts:
        if len(verdict.anchors) != 1 or verdict.link is not None:
            continue
        anchored = reanchored(verdict, [reading])
        if isinstance(anchored, Anchored) and (number := anchored.numbers[0]) is not None:
            found.setdefault((verdict.anchors[0].kind, number), _Decided()).then(verdict)
    return found


def _nobodys(statement: Statement) -> Statement:
    return replace(statement, source=None, source_type="unattributed", stance="asserts")


def _chained(events: Iterable[Event]) -> tuple[Event, ...]:
    """Each retelling bound to the first of its act that is still there."""
    firsts: dict[int, int] = {}
    chained = []
    for event in events:
        first = firsts.setdefault(event.number if event.same_as is None else event.same_as, event.number)
        chained.append(replace(event, same_as=None if first == event.number else first))
    return tuple(chained)


# What a field may be edited to


def _one_of(*values: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        if text not in values:
            raise ValueError(f"one of {', '.join(values)}")
        return text

    return read


def _day(text: str) -> str:
    if date.fromisoformat(text).isoformat() != text:
        raise ValueError("a day as YYYY-MM-DD")
    return text


_SECTORS = (
    "GOV", "MIL", "SPY", "LEG", "JUD", "COP", "PTY", "OPP", "REB", "UAF", "PRM", "AGR", "BUS", "CRM", "CVL", "EDU",
    "ELI", "JRN", "LAB", "MED", "REF", "REL", "SOC", "IGO", "NGO",
)  # fmt: skip


def _country(text: str) -> str:
    if len(text) != 3 or not text.isascii() or not text.isupper():
        raise ValueError("a code of three capitals")
    return text


def _number(text: str) -> float:
    number = float(text)
    if not isfinite(number):
        raise ValueError("not one")
    return number


def _words(text: str) -> str:
    if not text.strip():
        raise ValueError("words, or null")
    return " ".join(text.split())


def _party(name: str) -> dict[str, Callable[[str], Any]]:
    return {name: _words, f"{name}.name": _words, f"{name}.country": _country, f"{name}.sector": _one_of(*_SECTORS)}


EDITABLE: Mapping[Kind, Mapping[str, Callable[[str], Any]]] = {
    "statement": {
        **_party("source"),
        "source_type": _one_of(*SOURCE_TYPES),
        "stance": _one_of(*STANCES),
        "content": _words,
    },
    "event": {
        "type": _one_of(*event_types()),
        "mode": _one_of(*sorted({mode for kind in event_types().values() for mode in kind.modes})),
        "status": _one_of(*STATUSES),
        **_party("actor"),
        **_party("recipient"),
        "when.start": _day,
        "when.end": _day,
        "where.name": _words,
        "where.country": _country,
        "span": _words,
    },
    "figure": {
        "value": _number,
        "low": _number,
        "high": _number,
        "bound": _one_of(*BOUNDS),
        "unit": _words,
        "measure": _words,
        "span": _words,
    },
    "flaw": {},
}
"""For each kind of record the fields that may be edited, with what reads a value and raises ValueError where it is
none. `actor=NAME` names somebody else altogether, `actor.name=` only calls the same one otherwise. The words of `span`
and `content` are looked for in the article by `ends.moved_to`."""

_NEVER_NULL = frozenset({"type", "status", "source_type", "stance", "bound", *ENDS.values()})


def edited_from(kind: Kind, told: Mapping[str, str]) -> dict[str, Any]:
    """The edits of a record from words; `null` takes a value away. Raises ValueError with what is wrong."""
    found: dict[str, Any] = {}
    for name, text in told.items():
        if name not in EDITABLE[kind]:
            known = ", ".join(EDITABLE[kind]) or "nothing"
            raise ValueError(f"no field {name!r} of {'an' if kind == 'event' else 'a'} {kind} can be set (but {known})")
        if text == "null" and name not in _NEVER_NULL:
            found[name] = None
            continue
        try:
            found[name] = EDITABLE[kind][name](text)
        except ValueError as error:
            why = str(error) if not str(error).startswith(("could not convert", "Invalid isoformat")) else "not one"
            raise ValueError(f"{name}={text}: {why}") from None
    type, mode = found.get("type"), found.get("mode")
    if type and mode and mode not in event_types()[type].modes:
        raise ValueError(f"mode={mode}: {type} has {', '.join(sorted(event_types()[type].modes)) or 'no mode'}")
    return found


# Edits applied


def edited_event(event: Event, edited: Mapping[str, Any]) -> Event:
    """`event` with the fields of `edited`; quad and intensity follow type and mode."""
    if not edited:
        return event
    if "type" in edited or "mode" in edited:
        kind = event_types()[edited.get("type", event.type)]
        mode = edited.get("mode", event.mode)
        mode = mode if mode in kind.modes else None
        event = replace(event, type=kind.name, mode=mode, quad=kind.quad, intensity=kind.intensity_of(mode))
    return replace(
        event,
        span=edited.get("span", event.span),
        status=edited.get("status", event.status),
        actor=_mention(event.actor, edited, "actor", event.span),
        recipient=_mention(event.recipient, edited, "recipient", event.span),
        when=_when(event.when, edited, event.span),
        where=_where(event.where, edited, event.span),
    )


def edited_statement(statement: Statement, edited: Mapping[str, Any]) -> Statement:
    """`statement` with the fields of `edited`."""
    if not edited:
        return statement
    return replace(
        with_ends(statement, edited["content"]) if "content" in edited else statement,
        source=_mention(statement.source, edited, "source", statement.cue or statement.span),
        source_type=edited.get("source_type", statement.source_type),
        stance=edited.get("stance", statement.stance),
    )


def edited_figure(figure: Figure, edited: Mapping[str, Any]) -> Figure:
    """`figure` with the fields of `edited`; where the value alone is, it is exact."""
    if "value" in edited and not edited.keys() & {"low", "high", "bound"}:
        edited = {**edited, "low": edited["value"], "high": edited["value"], "bound": "exact"}
    return replace(figure, **edited) if edited else figure


def _mention(mention: Mention | None, edited: Mapping[str, Any], role: str, place: Span) -> Mention | None:
    """A mention that was not there stands at `place`, the words of the act itself."""
    if role in edited:
        name = edited[role]
        if name is None:
            mention = None
        else:
            side, span = side_of(name), mention.span if mention else place
            if side.country:
                mention = Mention(span, "country", side.label, side.country, "GOV")
            else:
                mention = Mention(span, mention.entity if mention else "organization", name)
    told = {part: edited[f"{role}.{part}"] for part in ("name", "country", "sector") if f"{role}.{part}" in edited}
    return replace(mention or Mention(place, "organization"), **told) if told else mention


def _when(when: When | None, edited: Mapping[str, Any], place: Span) -> When | None:
    told = {part: edited[f"when.{part}"] for part in ("start", "end") if f"when.{part}" in edited}
    if not told:
        return when
    new = replace(when or When(place), **told)
    return replace(new, precision="day" if new.start and new.start == new.end else new.precision)


def _where(where: Where | None, edited: Mapping[str, Any], place: Span) -> Where | None:
    told = {part: edited[f"where.{part}"] for part in ("name", "country") if f"where.{part}" in edited}
    # Another place has other coordinates, and nobody told them.
    return replace(where or Where(place), **told, latitude=None, longitude=None) if told else where


assert set(EDITABLE) == set(get_args(Kind))

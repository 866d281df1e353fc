"""A record close up: its words in their paragraph, what is told of it, and what of it can be changed."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from ..errors import QuestionError
from ..ledger.as_judged import as_judged
from ..ledger.ends import ENDS, ends_of
from ..ledger.questions import Judged, judged
from ..ledger.reviewing import verdicts_about
from ..ledger.verdict_tables import found_record, listed, verdicts_on
from ..ledger.verdicts import Kind
from ..ontology import event_types
from ..records import BOUNDS, SOURCE_TYPES, STANCES, STATUSES, Event, Figure, Flaw, Mention, Reading, Statement
from ..text import Span, cover, paragraphs, trimmed

__all__ = ["Closeup", "Field", "Token", "closeup_of", "told_in"]

AROUND = 700
"""Characters of a paragraph that are shown on either side of a record, at most."""

_WORD = re.compile(r"\S+")
_NONE = ("", "none")


@dataclass(frozen=True, slots=True)
class Token:
    """A word of the text, or what stands between two. `inside`: within the ends of the record; `roles`: as classes."""

    text: str
    start: int
    end: int
    word: bool
    inside: bool
    roles: str


@dataclass(frozen=True, slots=True)
class Field:
    """One thing that can be changed. `options`: groups of values with their words; none where it is free."""

    name: str
    label: str
    value: str
    options: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = ()
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Closeup:
    """What is shown of a record. `id` is its name by its article; `report` one that has it; `name` its place in the
    article's page (`e3`); `facts`: what is told of it, by label; `seen`: the number of the last verdict on it, 0 for
    none; `machine`: whether what is shown is what the machine said."""

    id: str
    kind: Kind
    report: str
    name: str
    outlet: str
    published: str | None
    title: str
    tokens: tuple[Token, ...]
    cut: tuple[bool, bool]
    facts: tuple[tuple[str, str, str], ...]
    fields: tuple[Field, ...]
    ends: Span
    words: str
    exact: str
    confidence: float | None
    verdicts: tuple[tuple[int, Judged], ...]
    machine: bool

    @property
    def seen(self) -> int:
        return max((number for number, _ in self.verdicts), default=0)


def closeup_of(db: sqlite3.Connection, name: str) -> Closeup:
    """The record with this id, as it stands with what was judged of it; one that is judged wrong as the machine had it.

    Raises QuestionError where there is none.
    """
    reading, machines = found_record(db, name)
    assert not isinstance(machines, Flaw)
    article = reading.article
    kind: Kind = _kind(machines)
    record = _as_it_stands(reading, machines, verdicts_on(db, [article.id]).get(article.id, ()))
    text, spans = article.text, _roles(record, reading)
    ends = ends_of(record)
    shown = _window(text, cover([ends, *(span for span, _ in spans)]), ends)
    numbers = verdicts_about(db, article.id, kind, machines.number)
    told = [judged([one])[0] for one in listed(db, numbers=numbers)]
    report, outlet, published, title = _report(db, name.partition(":")[0], article.id)
    return Closeup(
        id=f"{article.id}:{kind[0]}{machines.number}",
        kind=kind,
        report=report,
        name=f"{kind[0]}{machines.number}",
        outlet=outlet or "an unnamed outlet",
        published=published,
        title=" ".join((title or "").split()) or "without a title",
        tokens=tuple(_tokens(text, shown, ends, spans)),
        cut=(_is_cut(text[: shown.start][-1:]), _is_cut(text[shown.end : shown.end + 1])),
        facts=tuple(_facts(record, reading)),
        fields=tuple(_fields(record)),
        ends=ends,
        words=" ".join(ends.of(text).split()),
        exact=machines.span.of(text),
        confidence=machines.confidence,
        verdicts=tuple(zip(numbers, told, strict=True)),
        machine=record == machines,
    )


def _kind(record: Statement | Event | Figure) -> Kind:
    return "statement" if isinstance(record, Statement) else "event" if isinstance(record, Event) else "figure"


def _as_it_stands(
    reading: Reading, record: Statement | Event | Figure, verdicts: Iterable[object]
) -> Statement | Event | Figure:
    standing = as_judged(reading, tuple(verdicts))  # type: ignore[arg-type]
    records: Mapping[Kind, tuple[Statement | Event | Figure, ...]] = {
        "statement": standing.statements, "event": standing.events, "figure": standing.figures,
    }  # fmt: skip
    return next((one for one in records[_kind(record)] if one.number == record.number), record)


def _report(db: sqlite3.Connection, start: str, article: str) -> tuple[str, str | None, str | None, str | None]:
    """The report that is meant, of several with this text: that whose id begins so, else the earliest."""
    query = (
        "SELECT reports.id, outlet, published, title FROM reports JOIN texts ON texts.number = text WHERE texts.id = ? "
        "ORDER BY NOT (reports.id >= ? AND reports.id < ?), published IS NULL, published, reports.id LIMIT 1"
    )
    found = db.execute(query, (article, start, f"{start}g")).fetchone()
    if found is None:
        raise QuestionError(f"{start}: no report has this text any more")
    id, outlet, published, title = found
    return str(id), outlet, published, title


# Its words


def _roles(record: Statement | Event | Figure, reading: Reading) -> list[tuple[Span, str]]:
    """What else of the text belongs to it, and as what."""
    found: list[tuple[Span, str]] = []
    if isinstance(record, Statement):
        told = [(record.source, "source")]
        found = [(record.cue, "cue")] if record.cue else []
    elif isinstance(record, Event):
        told = [(record.actor, "actor"), (record.recipient, "recipient")]
        found = [(one.span, role) for one, role in ((record.when, "when"), (record.where, "where")) if one]
    else:
        told = []
        found = [(e.span, "act") for e in reading.events if e.number == record.event]
    found += [(mention.span, role) for mention, role in told if mention]
    near = ends_of(record)
    # A party may be named far away; what is shown is the place of the record.
    return [(span, role) for span, role in found if abs(span.start - near.start) <= AROUND]


def _window(text: str, whole: Span, ends: Span) -> Span:
    """The paragraphs that hold a record with what belongs to it, cut where they go on for too long."""
    blocks = [p for p in paragraphs(text) if p.overlaps(whole)]
    wide = cover(blocks) if blocks else whole
    start, end = (
        max(wide.start, min(whole.start, ends.start) - AROUND),
        min(wide.end, max(whole.end, ends.end) + AROUND),
    )
    # Never within a word.
    while wide.start < start < len(text) and not text[start - 1].isspace():
        start -= 1
    while end < wide.end and not text[end].isspace():
        end += 1
    return trimmed(text, start, end) or whole


def _is_cut(beside: str) -> bool:
    """Whether the paragraph goes on, by the character beside."""
    return beside not in ("", "\n")


def _tokens(text: str, window: Span, ends: Span, roles: list[tuple[Span, str]]) -> Iterator[Token]:
    def token(start: int, end: int, word: bool) -> Token:
        place = Span(start, end)
        of = dict.fromkeys(role for span, role in roles if span.contains(place) or (word and span.overlaps(place)))
        inside = ends.contains(place) or (word and ends.overlaps(place))
        return Token(text[start:end], start, end, word, inside, " ".join(f"role-{role}" for role in of))

    # A word is also parted where the record ends within it, as in "U-boats," or "“Never".
    edges = sorted({at for span in (ends, *(s for s, _ in roles)) for at in span})
    at = window.start
    for m in _WORD.finditer(text, window.start, window.end):
        if m.start() > at:
            yield token(at, m.start(), False)
        places = [m.start(), *(edge for edge in edges if m.start() < edge < m.end()), m.end()]
        for start, end in pairwise(places):
            yield token(start, end, True)
        at = m.end()


# What is told of it


def _called(mention: Mention | None, text: str) -> str:
    if mention is None:
        return ""
    phrase = " ".join(mention.span.of(text).split())
    return f"{mention.name} (“{phrase}”)" if mention.name and mention.name != phrase else mention.name or f"“{phrase}”"


def _facts(record: Statement | Event | Figure, reading: Reading) -> Iterator[tuple[str, str, str]]:
    """Label, words, and the role that they have in the text."""
    text = reading.article.text
    if isinstance(record, Statement):
        yield "Who", _called(record.source, text) or "nobody is named", "source" if record.source else ""
        yield "As", record.source_type, ""
        yield "Stance", record.stance, "cue" if record.cue else ""
        yield "Form", record.form, ""
        voice = record.within
    elif isinstance(record, Event):
        yield "Type", f"{record.type} {record.mode or ''}".strip(), ""
        yield "Status", record.status, ""
        yield "Who", _called(record.actor, text) or "not told", "actor" if record.actor else ""
        yield "To whom", _called(record.recipient, text) or "not told", "recipient" if record.recipient else ""
        if record.when:
            days = " to ".join(dict.fromkeys(day for day in (record.when.start, record.when.end) if day))
            yield (
                "When",
                f"{days} (“{record.when.span.of(text)}”)" if days else f"“{record.when.span.of(text)}”",
                "when",
            )
        if record.where:
            yield "Where", record.where.name or f"“{record.where.span.of(text)}”", "where"
        voice = record.according_to
    else:
        yield "How many", _quantity(record), ""
        yield "Of what", record.unit or "not told", ""
        yield "What happened to them", record.measure or "not told", ""
        if act := next((e for e in reading.events if e.number == record.event), None):
            yield "In the act", f"“{act.span.of(text)}”", "act"
        voice = record.according_to
    yield "On whose word", _voice(voice, reading) or "the article’s own", ""


def _quantity(figure: Figure) -> str:
    parts = [f"{figure.bound}"]
    for name, value in (("value", figure.value), ("low", figure.low), ("high", figure.high)):
        if value is not None:
            parts.append(f"{name} {_plain(value)}")
    return ", ".join(parts)


def _voice(number: int | None, reading: Reading) -> str:
    """From the innermost to the one that ultimately vouches."""
    by_number = {s.number: s for s in reading.statements}
    chain: list[str] = []
    while number is not None and number in by_number and len(chain) < len(by_number):
        one = by_number[number]
        chain.append(f"{_called(one.source, reading.article.text) or 'nobody named'} ({one.stance})")
        number = one.within
    return ", told by ".join(chain)


# What of it can be changed


def _plain(value: float | None) -> str:
    return "" if value is None else str(int(value)) if value == int(value) else str(value)


def _choice(values: Iterable[str], *more: tuple[str, str]) -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    return (("", (*more, *((value, value) for value in values))),)


def _party(name: str, label: str, mention: Mention | None) -> Field:
    hint = "a name, or a state; empty where nobody is told"
    return Field(name, label, (mention.name or "") if mention else "", hint=hint)


def _fields(record: Statement | Event | Figure) -> Iterator[Field]:
    if isinstance(record, Statement):
        yield _party("source", "Source", record.source)
        yield Field("source_type", "Kind of source", record.source_type, _choice(SOURCE_TYPES))
        yield Field("stance", "Stance", record.stance, _choice(STANCES))
    elif isinstance(record, Event):
        types = event_types()
        modes = tuple((name, tuple((m, m) for m in sorted(kind.modes))) for name, kind in types.items() if kind.modes)
        yield Field("type", "Type", record.type, _choice(types))
        yield Field("mode", "Mode", record.mode or "", (("", (_NONE,)), *modes))
        yield Field("status", "Status", record.status, _choice(STATUSES))
        yield _party("actor", "Who", record.actor)
        yield _party("recipient", "To whom", record.recipient)
        yield Field("when.start", "From", (record.when.start if record.when else None) or "", hint="YYYY-MM-DD")
        yield Field("when.end", "To", (record.when.end if record.when else None) or "", hint="YYYY-MM-DD")
        yield Field("where.name", "Place", (record.where.name if record.where else None) or "")
    else:
        yield Field("value", "Value", _plain(record.value))
        yield Field("low", "Low", _plain(record.low))
        yield Field("high", "High", _plain(record.high))
        yield Field("bound", "Bound", record.bound, _choice(BOUNDS))
        yield Field("unit", "Unit", record.unit or "", hint="singular, as person")
        yield Field("measure", "What happened to them", record.measure or "", hint="as killed")


def told_in(form: Mapping[str, str], shown: Closeup) -> dict[str, str]:
    """What a form changes of what was shown, as `Ledger.judge` takes it.

    Raises QuestionError where a mode is none of the type's.
    """
    told: dict[str, str] = {}
    for one in shown.fields:
        given = " ".join(form.get(one.name, one.value).split())
        if given != one.value:
            told[one.name] = given or "null"
    before = {one.name: one.value for one in shown.fields}
    if told.get("mode", "null") != "null":
        kind = event_types().get(told.get("type", before["type"]))
        if kind is not None and told["mode"] not in kind.modes:
            fitting = ", ".join(sorted(kind.modes)) or "no mode"
            raise QuestionError(f"{told['mode']} is no mode of {kind.name}, which has {fitting}")
    ends = ENDS[shown.kind]
    start, end = form.get("start", ""), form.get("end", "")
    if start.isascii() and start.isdecimal() and end.isascii() and end.isdecimal():
        if (int(start), int(end)) != shown.ends:
            told[ends] = f"@{start}-{end}"
    elif (words := " ".join(form.get("words", shown.words).split())) != shown.words:
        told[ends] = words
    return told

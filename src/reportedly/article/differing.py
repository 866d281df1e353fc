"""Where two readings of one text differ: what the one has and the other has not, and what both have and tell
otherwise. A pure function of two readings, whoever read them.

Records are the same where they rest on the same words: events by their triggers, statements by cue and content, figures
by the quantity. Of several that could be, the one that agrees in most.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias, TypeVar

from ..records import Event, Figure, Mention, Reading, Statement
from ..text import Span

__all__ = ["Difference", "Kind", "alike", "differences"]

Kind: TypeAlias = Literal["statement", "event", "figure"]

Record = TypeVar("Record", Statement, Event, Figure)

Fields: TypeAlias = Mapping[str, str | None]


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that two readings tell otherwise.

    kind, span, text: of the record, as the first reading that has it bears it. one, other: its numbers in the two
    readings, None where it is not there. field: what differs, None where a whole record is missing; says: what each
    says of that field in words, None where it says nothing.
    """

    kind: Kind
    span: Span
    text: str
    one: int | None
    other: int | None
    field: str | None = None
    says: tuple[str | None, str | None] = (None, None)

    def row(self, article: str) -> dict[str, Any]:
        """As a row for machines; ids as in the contract."""
        letter = self.kind[0]
        return {
            "kind": "difference",
            "article": article,
            "record": self.kind,
            "span": list(self.span),
            "text": self.text,
            "one": f"{article}:{letter}{self.one}" if self.one is not None else None,
            "other": f"{article}:{letter}{self.other}" if self.other is not None else None,
            "field": self.field,
            "says": list(self.says),
        }


def differences(one: Reading, other: Reading) -> tuple[Difference, ...]:
    """All differences, in the order of the text. Raises ValueError for readings of two texts."""
    if one.article.text != other.article.text:
        raise ValueError("these are readings of two texts")
    found = [
        *_between("statement", one.statements, other.statements, one, other, _said),
        *_between("event", one.events, other.events, one, other, _done),
        *_between("figure", one.figures, other.figures, one, other, _counted),
    ]
    return tuple(sorted(found, key=lambda d: (d.span, d.kind, d.one or 0, d.other or 0, d.field or "")))


def alike(one: Reading, other: Reading, found: Sequence[Difference]) -> int:
    """How many records both readings have, and tell alike. `found`: their differences."""
    missing = sum(d.field is None and d.one is not None for d in found)
    otherwise = len({(d.kind, d.one) for d in found if d.field is not None})
    return len(one.statements) + len(one.events) + len(one.figures) - missing - otherwise


Telling: TypeAlias = Callable[[Any, Reading], tuple[tuple[Span, ...], Fields]]


def _between(
    kind: Kind, ones: Sequence[Record], others: Sequence[Record], one: Reading, other: Reading, telling: Telling
) -> Iterator[Difference]:
    text = one.article.text
    told = [telling(record, one) for record in ones], [telling(record, other) for record in others]
    pairs = _paired(*told)
    partner = dict(pairs)
    for n, record in enumerate(ones):
        if n not in partner:
            yield Difference(kind, record.span, record.span.of(text), record.number, None)
            continue
        there = others[partner[n]]
        here_says, there_says = told[0][n][1], told[1][partner[n]][1]
        for field, says in here_says.items():
            if says != there_says[field]:
                words = record.span.of(text)
                yield Difference(
                    kind, record.span, words, record.number, there.number, field, (says, there_says[field])
                )
    taken = {m for _, m in pairs}
    for m, record in enumerate(others):
        if m not in taken:
            yield Difference(kind, record.span, record.span.of(text), None, record.number)


def _paired(
    ones: Sequence[tuple[tuple[Span, ...], Fields]], others: Sequence[tuple[tuple[Span, ...], Fields]]
) -> list[tuple[int, int]]:
    """Places of records that rest on the same words, each in one pair: those first that agree in most."""
    starts = sorted((span.start, span.end, m) for m, (spans, _) in enumerate(others) for span in spans)
    options = []
    for n, (spans, fields) in enumerate(ones):
        near = {m for span in spans for start, end, m in starts if start < span.end and span.start < end}
        for m in sorted(near):
            shared = _shared(spans, others[m][0])
            agree = sum(says == others[m][1][field] for field, says in fields.items())
            options.append((-agree, -shared, n, m))
    pairs: list[tuple[int, int]] = []
    taken: tuple[set[int], set[int]] = set(), set()
    for *_, n, m in sorted(options):
        if n not in taken[0] and m not in taken[1]:
            pairs.append((n, m))
            taken[0].add(n)
            taken[1].add(m)
    return sorted(pairs)


def _shared(ones: Sequence[Span], others: Sequence[Span]) -> int:
    return sum(max(0, min(a.end, b.end) - max(a.start, b.start)) for a in ones for b in others)


# What records rest on, and what they say in words


def _said(statement: Statement, reading: Reading) -> tuple[tuple[Span, ...], Fields]:
    text = reading.article.text
    # By its cue where it has one: contents of two statements lie in each other.
    spans = (statement.cue,) if statement.cue is not None else statement.content
    return spans, {
        "source": _who(statement.source, text),
        "source_type": statement.source_type,
        "content": " … ".join(_squeezed(span.of(text)) for span in statement.content) or None,
        "stance": statement.stance,
    }


def _done(event: Event, reading: Reading) -> tuple[tuple[Span, ...], Fields]:
    text = reading.article.text
    voice = next((s for s in reading.statements if s.number == event.according_to), None)
    when, where = event.when, event.where
    return (event.span,), {
        "type": event.type,
        "mode": event.mode,
        "actor": _who(event.actor, text),
        "recipient": _who(event.recipient, text),
        "status": event.status,
        "voice": None if voice is None else _who(voice.source, text) or "nobody named",
        "when": f"{when.start or ''}/{when.end or ''}" if when and (when.start or when.end) else None,
        "where": where.name or _squeezed(where.span.of(text)) if where else None,
    }


def _counted(figure: Figure, reading: Reading) -> tuple[tuple[Span, ...], Fields]:
    numbers = ("?" if n is None else f"{n:g}" for n in (figure.low, figure.value, figure.high))
    return (figure.span,), {
        "number": f"{figure.bound} {'/'.join(numbers)}",
        "unit": figure.unit,
        "measure": figure.measure,
    }


def _who(mention: Mention | None, text: str) -> str | None:
    """The name, else the phrase."""
    return None if mention is None else mention.name or _squeezed(mention.span.of(text))


def _squeezed(text: str) -> str:
    return " ".join(text.split())

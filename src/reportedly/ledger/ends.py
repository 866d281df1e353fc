"""Where a record begins and ends, as a person has moved it.

Kept as words and as how far each end was moved from where the machine had it, and taken only where those very words
stand there: like a verdict itself, moved ends are never given to what only looks like the place.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, TypeVar

from ..records import Event, Figure, Reading, Statement
from ..text import Span, cover, trimmed

__all__ = ["ENDS", "ends_of", "moved_to", "taken_to", "voiced_anew", "with_ends"]

ENDS: Mapping[str, str] = {"statement": "content", "event": "span", "figure": "span"}
"""For each kind of record the field whose ends can be moved: of a statement those of what is said."""

FARTHEST = 5_000
"""Characters by which an end may be moved."""

_OFFSETS = re.compile(r"@(\d+)-(\d+)", re.ASCII)

Record = TypeVar("Record", Event, Figure)


def ends_of(record: Statement | Event | Figure) -> Span:
    """The ends that can be moved: those of what is said where that is told, else of the record."""
    if isinstance(record, Statement) and record.content:
        return cover(record.content)
    return record.span


def moved_to(record: Statement | Event | Figure, told: str, text: str) -> dict[str, Any]:
    """What is kept of new ends of `record`: `from` and `to`, how far they lie from the start and the end of its span,
    and `words`. `told`: the words, of several places the one nearest to the record, or `@START-END` in code points.

    Raises ValueError where there are no such words, or too far away.
    """
    offsets, old = _OFFSETS.fullmatch(told.strip()), ends_of(record)
    if offsets:
        span = trimmed(text, min(int(offsets[1]), len(text)), min(int(offsets[2]), len(text)))
    else:
        span = _nearest(told.strip(), old, text)
    if span is None:
        raise ValueError("no such words in the article")
    if max(abs(span.start - old.start), abs(span.end - old.end)) > FARTHEST:
        raise ValueError("too far from where the record stands")
    return {"from": span.start - record.span.start, "to": span.end - record.span.end, "words": span.of(text)}


def _nearest(words: str, old: Span, text: str) -> Span | None:
    """Where `words` stand, whatever white space is between them."""
    pattern = r"\s+".join(map(re.escape, words.split()))
    places = [Span(*m.span()) for m in re.finditer(pattern, text)] if pattern else []
    return min(places, key=lambda p: (abs(p.start - old.start) + abs(p.end - old.end), p), default=None)


def taken_to(record: Statement | Event | Figure, kept: Mapping[str, Any], text: str) -> Span | None:
    """The moved ends in `text`, None where other words stand there now."""
    start, end = record.span.start + int(kept["from"]), record.span.end + int(kept["to"])
    if not 0 <= start < end <= len(text) or text[start:end] != kept["words"]:
        return None
    return Span(start, end)


def with_ends(statement: Statement, span: Span) -> Statement:
    """`statement` with what is said ending at `span`: pieces outside of it go, the outermost left reach its ends."""
    pieces = [Span(max(p.start, span.start), min(p.end, span.end)) for p in statement.content if p.overlaps(span)]
    if pieces:
        pieces[0] = Span(span.start, pieces[0].end)
        pieces[-1] = Span(pieces[-1].start, span.end)
    content = tuple(pieces) or (span,)
    rest = [place for place in (statement.source and statement.source.span, statement.cue) if place]
    return replace(statement, content=content, span=cover([*content, *rest]))


def voiced_anew(reading: Reading, old: Statement, new: Statement) -> Reading:
    """`reading`, in which `new` has taken the place of `old`, with what it says now on its word: acts and figures that
    came into its content hang on it unless another statement within holds them, and those that fell out no longer."""

    def told(record: Record) -> Record:
        was, now = (any(p.contains(record.span) for p in one.content) for one in (old, new))
        if now and not was and record.according_to in (None, old.within):
            return replace(record, according_to=new.number)
        if was and not now and record.according_to == old.number:
            return replace(record, according_to=old.within)
        return record

    return replace(reading, events=tuple(map(told, reading.events)), figures=tuple(map(told, reading.figures)))

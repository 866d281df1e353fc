"""Texts that are too long for one article, section by section, so that reading takes time and memory like their length.

Who is meant by "he" or "the minister" is looked for among all that are named, and an act among all acts before it; in a
whole book that would take the square of its length, and be wrong. So a text of more words than any article has is read
like several articles that stand one after another: nobody is recalled from one section in another, and no statement
reaches over.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields, is_dataclass, replace
from itertools import islice
from typing import Any, TypeVar, cast

from ..records import Article, Event, Figure, Flaw, Reading, Statement
from ..text import Span, paragraphs, trimmed

__all__ = ["MOST", "joined", "moved_flaw", "part_of", "sections", "within"]

MOST = 20_000
"""Words of a section, and of the longest text that is read as a whole: the longest articles have that many."""

_WORD = re.compile(r"\w+|[^\w\s]")
_SENTENCE_END = re.compile(r"[.!?…][\"'”’)\]]*\s")
_BACK = 2_000
"""Characters at the end of a section among which the end of a sentence is looked for, in a paragraph without end."""

Record = TypeVar("Record", Statement, Event, Figure, Flaw)


def sections(text: str) -> list[Span]:
    """The sections of a text, which together are all of it: one, where it is no longer than an article may be.

    They are parted between paragraphs; a paragraph that is longer by itself, between sentences, or else between words.
    """
    if len(text) <= MOST:
        return [Span(0, len(text))]
    cuts = list(_cuts(text))
    return [Span(a, b) for a, b in zip([0, *cuts], [*cuts, len(text)], strict=True)]


def _cuts(text: str) -> Iterator[int]:
    count = start = 0
    for block in paragraphs(text):
        at = block.start
        words = _words(text, at, block.end)
        if count and count + words[0] > MOST:
            yield at
            count, start = 0, at
        while words[0] > MOST:
            at = _edge(text, max(start, at), words[1])
            yield at
            start = at
            words = _words(text, at, block.end)
        count += words[0]


def _words(text: str, start: int, end: int) -> tuple[int, int]:
    """How many words there are, `MOST` and one at most, and where the last of them begins."""
    count, last = 0, start
    for found in islice(_WORD.finditer(text, start, end), MOST + 1):
        count, last = count + 1, found.start()
    return count, last


def _edge(text: str, start: int, end: int) -> int:
    """Where a section that would end within a paragraph is better ended."""
    least = max(start + 1, end - _BACK)
    stops = [stop.end() for stop in _SENTENCE_END.finditer(text, least, end)]
    if stops:
        return stops[-1]
    blank = next((at for at in range(end, least, -1) if text[at - 1].isspace()), None)
    return blank if blank is not None else max(least, end)


def part_of(article: Article, section: Span) -> Article:
    """The section as an article of its own."""
    title = article.title if section.start == 0 else None
    return replace(article, text=section.of(article.text), title=title)


def within(flaws: Iterable[Flaw], article: Article, section: Span) -> list[Flaw]:
    """The flaws of the article that reach into a section, as places in this one."""
    found = []
    for flaw in flaws:
        if flaw.span.overlaps(section):
            inside = max(flaw.span.start, section.start), min(flaw.span.end, section.end)
            span = trimmed(article.text, *inside)
            if span:
                found.append(Flaw(Span(span.start - section.start, span.end - section.start), flaw.problem))
    return found


def joined(article: Article, parts: Sequence[tuple[Span, Reading]], flaws: Iterable[Flaw]) -> Reading:
    """What was read in the sections, as the reading of the article. `flaws`: all of its flaws."""
    statements: list[Statement] = []
    events: list[Event] = []
    figures: list[Figure] = []
    vectors: dict[int, tuple[float, ...]] = {}
    for section, one in parts:
        said, done, counted = len(statements), len(events), len(figures)
        for statement in one.statements:
            moved = _moved(statement, section.start)
            statements.append(replace(moved, number=moved.number + said, within=_after(moved.within, said)))
        for event in one.events:
            act = _moved(event, section.start)
            voice, first = _after(act.according_to, said), _after(act.same_as, done)
            events.append(replace(act, number=act.number + done, according_to=voice, same_as=first))
        for figure in one.figures:
            many = _moved(figure, section.start)
            number, voice, act_of = many.number + counted, _after(many.according_to, said), _after(many.event, done)
            figures.append(replace(many, number=number, according_to=voice, event=act_of))
        vectors |= {number + done: vector for number, vector in one.vectors.items()}
    return Reading(article, tuple(statements), tuple(events), tuple(figures), tuple(flaws), vectors)


def _after(number: int | None, before: int) -> int | None:
    return None if number is None else number + before


def moved_flaw(flaw: Flaw, section: Span) -> Flaw:
    """A flaw of a section as a place in the article."""
    return _moved(flaw, section.start)


def _moved(record: Record, by: int) -> Record:
    """The record with every span in it so many characters further on."""
    return cast(Record, _shifted(record, by)) if by else record


def _shifted(value: Any, by: int) -> Any:
    if isinstance(value, Span):
        return Span(value.start + by, value.end + by)
    if isinstance(value, tuple):
        return tuple(_shifted(one, by) for one in value)
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{one.name: _shifted(getattr(value, one.name), by) for one in fields(value)})
    return value

"""Two versions of an article held side by side: what was taken out, put in, and put otherwise."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise

from ..model.words import split_words
from ..text import Span, paragraphs

__all__ = ["Edit", "edits"]

_MOST = 4_000
"""Paragraphs or words that are held against each other one by one: the time may grow with their square."""


@dataclass(frozen=True, slots=True)
class Edit:
    """One change. `before` and `after`: where it stands in the one text and in the other; a span of length 0 is the
    place where the words are missing."""

    before: Span
    after: Span


def edits(before: str, after: str) -> tuple[Edit, ...]:
    """What must be changed in `before` to get the words of `after`, in the order of the text.

    Whole paragraphs are matched first; then, between them, paragraphs that have half of their words in common; then the
    words within, by the longest common run (Ratcliff and Obershelp, as in difflib). Blanks between words don't count.
    """
    old, new = paragraphs(before), paragraphs(after)
    found: list[Edit] = []
    for (a1, a2), (b1, b2) in _changed([_bare(s.of(before)) for s in old], [_bare(s.of(after)) for s in new]):
        pairs = list(_pairs([s.of(before) for s in old[a1:a2]], [s.of(after) for s in new[b1:b2]]))
        for (i1, i2), (j1, j2) in pairs:
            one, other = _range(old, a1 + i1, a1 + i2, before), _range(new, b1 + j1, b1 + j2, after)
            found += _within(before, one, after, other)
    return tuple(found)


def _pairs(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    """Ranges of paragraphs to be held side by side: one by one from both ends while they are alike, then the rest."""
    most = min(len(old), len(new))
    start = next((n for n in range(most) if not _alike(old[n], new[n])), most)
    end = next((n for n in range(most - start) if not _alike(old[-1 - n], new[-1 - n])), most - start)
    yield from (((n, n + 1), (n, n + 1)) for n in range(start))
    if len(old) > start + end or len(new) > start + end:
        yield (start, len(old) - end), (start, len(new) - end)
    yield from (((len(old) - n, len(old) - n + 1), (len(new) - n, len(new) - n + 1)) for n in range(end, 0, -1))


def _alike(one: str, other: str) -> bool:
    words, others = Counter(one.split()), Counter(other.split())
    return 2 * (words & others).total() >= min(words.total(), others.total())


def _within(before: str, one: Span, after: str, other: Span) -> Iterator[Edit]:
    if one.start == one.end or other.start == other.end:
        yield Edit(one, other)
        return
    old = [Span(one.start + a, one.start + b) for a, b in split_words(one.of(before))]
    new = [Span(other.start + a, other.start + b) for a, b in split_words(other.of(after))]
    for (a1, a2), (b1, b2) in _changed([s.of(before) for s in old], [s.of(after) for s in new]):
        yield Edit(_place(old, a1, a2, one), _place(new, b1, b2, other))


def _changed(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    """The ranges of both between what is common to them; where there are too many, all from the first difference to
    the last."""
    start = _common(old, new)
    end = min(_common(old[::-1], new[::-1]), len(old) - start, len(new) - start)
    a, b = old[start : len(old) - end], new[start : len(new) - end]
    matches = []
    if max(len(a), len(b)) <= _MOST:
        matches = [m for m in SequenceMatcher(None, a, b, autojunk=False).get_matching_blocks() if m.size]
    edges = [(0, 0, 0), *((m.a, m.b, m.size) for m in matches), (len(a), len(b), 0)]
    for (i, j, size), (next_i, next_j, _) in pairwise(edges):
        if (i + size, j + size) != (next_i, next_j):
            yield (start + i + size, start + next_i), (start + j + size, start + next_j)


def _common(old: Sequence[str], new: Sequence[str]) -> int:
    """How many they begin with in common."""
    for number, (a, b) in enumerate(zip(old, new, strict=False)):
        if a != b:
            return number
    return min(len(old), len(new))


def _range(blocks: Sequence[Span], first: int, end: int, text: str) -> Span:
    if first < end:
        return Span(blocks[first].start, blocks[end - 1].end)
    place = blocks[first].start if first < len(blocks) else len(text)
    return Span(place, place)


def _place(words: Sequence[Span], first: int, end: int, whole: Span) -> Span:
    if first < end:
        return Span(words[first].start, words[end - 1].end)
    place = words[first].start if first < len(words) else whole.end
    return Span(place, place)


def _bare(text: str) -> str:
    return " ".join(text.split())

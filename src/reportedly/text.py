"""Spans and paragraphs: where in a text something stands.

Offsets are half-open and count Unicode code points of the article's text, everywhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple


class Span(NamedTuple):
    """`[start, end)` in code points of the article's text."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """The words themselves."""
        return text[self.start : self.end]

    def shared(self, other: Span) -> int:
        """How many characters the two have in common."""
        return max(0, min(self.end, other.end) - max(self.start, other.start))

    def overlaps(self, other: Span) -> bool:
        return self.start < other.end and other.start < self.end

    def contains(self, other: Span) -> bool:
        return self.start <= other.start and other.end <= self.end


TURNING = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
"""Characters that turn the direction of writing around. One that is never closed in a name, or in a quotation, would
turn around whatever stands beside it on the screen: "not attacked" can look like anything."""

_SEEN = dict.fromkeys(map(ord, TURNING), "\ufffd")


def unturned(text: str) -> str:
    """`text` with such characters as `�`, one for one, so that every offset holds."""
    return text.translate(_SEEN)


_LINE = re.compile(r"[^\n]+")


def trimmed(text: str, start: int, end: int) -> Span | None:
    """The span without white space at its edges, or None where nothing is left."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end) if start < end else None


def cover(spans: Iterable[Span]) -> Span:
    """The shortest span that holds all of `spans`. Raises ValueError where there are none."""
    spans = list(spans)
    return Span(min(s.start for s in spans), max(s.end for s in spans))


def paragraphs(text: str) -> list[Span]:
    """The paragraphs of an article's text, in order, without white space at their edges.

    Every line is a paragraph, unless the text is hard-wrapped: then blank lines part them
    (`records.md`, further rulings).
    """
    pattern = _BLOCK if hard_wrapped(text) else _LINE
    found = (trimmed(text, m.start(), m.end()) for m in pattern.finditer(text))
    return [span for span in found if span]


_BLOCK = re.compile(r"(?:[^\n]+\n?)+")
_SENTENCE_END = re.compile(r"[.!?:;\"'”’)\]]\s*$")


def hard_wrapped(text: str) -> bool:
    """Whether lines are broken at a column rather than at the end of a paragraph.

    Wrapped text has many lines of nearly the longest line's length that end within a sentence.
    A handful of lines proves nothing, so short texts count as not wrapped.
    """
    lines = [m.group() for m in _LINE.finditer(text[:200_000])]
    if len(lines) < 6:
        return False
    widest = max(map(len, lines))
    if not 40 <= widest <= 120:
        return False
    blocks = [m.group().rstrip("\n").split("\n") for m in _BLOCK.finditer(text[:200_000])]
    inner = [line for block in blocks for line in block[:-1]]
    if len(inner) < max(4, len(lines) // 3):
        return False
    broken = sum(1 for line in inner if len(line) >= 0.7 * widest and not _SENTENCE_END.search(line))
    return broken >= 0.6 * len(inner)

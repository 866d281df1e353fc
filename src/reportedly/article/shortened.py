"""Abbreviations that an article explains itself: "the Lakeport Harbour Authority (LHA)"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..text import Span

__all__ = ["explained"]

_BRACKET = re.compile(r"\s\(([A-Z][A-Za-z&.-]{1,9})\)")
_WORD = re.compile(r"[^\W_]+(?:[’'.][^\W_]+)*")
# Words that an explanation may have beside those that give the letters.
_SPARE = 4
# Letters of words that give none.
_SMALL = 3


def explained(text: str) -> Iterator[tuple[str, Span]]:
    """Every abbreviation in brackets with the span of the words before it whose first letters it is made of."""
    for match in _BRACKET.finditer(text):
        letters = [c.lower() for c in match[1] if c.isalpha()]
        if len(letters) < 2 or sum(c.isupper() for c in match[1]) < 2:
            continue
        line = text.rfind("\n", 0, match.start()) + 1
        words = list(_WORD.finditer(text, max(line, match.start() - 120), match.start()))
        start = _start(words[-len(letters) - _SPARE :], letters)
        if start is None:
            start = _in_another_order(words[-len(letters) :], letters)
        if start is not None:
            yield match[1], Span(start, match.start())


def _in_another_order(words: list[re.Match[str]], letters: list[str]) -> int | None:
    """Where as many words with capitals begin as there are letters, of another language's order: "the Lakeport Tennis
    Federation (FLT)"."""
    own = sorted(word[0][0].lower() for word in words)
    return words[0].start() if own == sorted(letters) and all(word[0][0].isupper() for word in words) else None


def _start(words: list[re.Match[str]], letters: list[str]) -> int | None:
    """Where the words begin that have the letters as their first ones, in order, the last word among them."""
    left = list(letters)
    for n, word in enumerate(reversed(words)):
        if word[0].islower() and len(word[0]) <= _SMALL:
            continue  # "of the"
        if left and word[0][0].lower() == left[-1]:
            left.pop()
        elif n == 0 or not word[0].islower():
            return None  # a capital that has no letter in it belongs to something else
        if not left:
            return word.start() if word[0][0].isupper() else None
    return None

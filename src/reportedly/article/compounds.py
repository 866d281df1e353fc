"""Parties inside a hyphenated word: "UN" in "UN-sponsored", "Iran" in "anti-Iran", either in "US-Turkish"."""

from __future__ import annotations

import re

from ..text import Span
from .context import Context
from .wording import Wording

__all__ = ["inner"]

_HYPHENS = frozenset("-–‑")
_PIECE = re.compile(r"[^-–‑]+")


def inner(context: Context, wording: Wording, word: int) -> Span | None:
    """Where a party stands that `word` only holds, or is a half of; None where the word is its head as others are."""
    span = context.parse.words[word]
    pieces = [Span(span.start + m.start(), span.start + m.end()) for m in _PIECE.finditer(span.of(context.text))]
    if len(pieces) > 1:
        opening = context.plain[pieces[0].start : pieces[0].end]
        if opening in wording.listed["against"]:
            return Span(pieces[1].start, span.end)
        # "UN-sponsored" is no noun of its own; "Al-Qaida" and "counter-protesters" are.
        small = context.text[pieces[-1].start].islower()
        return pieces[0] if small and context.text[span.start].isupper() and _verbal(context, word) else None
    return span if _half(context, word, -1) or _half(context, word, 1) else None


def _verbal(context: Context, word: int) -> bool:
    return context.parse.upos[word] in ("VERB", "ADJ")


def _half(context: Context, word: int, step: int) -> bool:
    """Whether a hyphen and another word with a capital stand on this side of an adjective, without a blank."""
    words, other = context.parse.words, word + 2 * step
    if not 0 <= other < len(words) or context.parse.upos[word] != "ADJ" or not context.form_is_capital(word):
        return False
    first, last = min(word, other), max(word, other)
    joined = words[first].end == words[first + 1].start and words[first + 1].end == words[last].start
    return joined and context.lower(first + 1) in _HYPHENS and context.form_is_capital(other)

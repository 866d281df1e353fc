"""Sentences of a dispatch, by its punctuation. Good enough to count, and to compare; nothing is learned from them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from reportedly.article.furniture import furniture
from reportedly.text import Span, paragraphs, trimmed

_STOP = re.compile(r"(\w*)[.!?…]+[\"'”’)\]]*(?=\s+[\"“‘'(\[—–-]?\s?[^\W_a-z])")


def sentences(text: str) -> list[Span]:
    """The sentences of a text, in order; none reaches over a paragraph."""
    return [s for paragraph in paragraphs(text) for s in _in_paragraph(text, paragraph)]


def _in_paragraph(text: str, paragraph: Span) -> Iterator[Span]:
    start = paragraph.start
    for stop in _STOP.finditer(text, paragraph.start, paragraph.end):
        word = stop.group(1)
        dotted = text[stop.start(1) - 1 : stop.start(1)] == "."
        full = text[stop.end(1)] == "."
        if full and ((len(word) == 1 and (word.isupper() or dotted)) or word in furniture().abbreviations):
            continue
        span = trimmed(text, start, stop.end())
        if span:
            yield span
        start = stop.end()
    span = trimmed(text, start, paragraph.end)
    if span:
        yield span

"""A text in the small pieces that phrases of time are made of: words, numbers, signs, each with its place."""

from __future__ import annotations

import re
from typing import NamedTuple

__all__ = ["Token", "forms", "tokens"]

# A date in digits; numbers with signs inside ("9/11", "13:40", "2,000"); "14th", "1990s"; "'87", "'80s"; the
# possessive; "a.m."; words; and any other sign alone.
_TOKEN = re.compile(
    r"\d{4}-\d\d-\d\d(?![\d-])|\d+(?:[.,/:]\d+)+|\d+(?:st|nd|rd|th|d|s)\b|\d+"
    r"|['’‘]\d\ds?\b|['’]s\b|[AaPp]\.[Mm]\.?|[^\W\d_]+|[^\w\s]|_"
)
_SAME = str.maketrans({"’": "'", "‘": "'", "–": "-", "‑": "-", "−": "-"})


class Token(NamedTuple):
    """`form` is in lower case, apostrophes and hyphens straight; `capital`: it begins with a capital letter."""

    form: str
    start: int
    end: int
    capital: bool


def tokens(text: str) -> list[Token]:
    return [Token(_form(m.group()), m.start(), m.end(), m.group()[0].isupper()) for m in _TOKEN.finditer(text)]


def forms(text: str) -> tuple[str, ...]:
    return tuple(token.form for token in tokens(text))


def _form(words: str) -> str:
    lowered = words.lower().translate(_SAME)
    return lowered.rstrip(".") if len(lowered) > 1 else lowered

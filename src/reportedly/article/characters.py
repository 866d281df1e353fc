"""Markup without the characters that XML does not have: libxml2 takes them in where they stand by their numbers, and
then what it has read cannot be given out again, so that one such character would cost a whole page or feed."""

from __future__ import annotations

import re
import sys

__all__ = ["allowed", "without_forbidden"]

# https://www.w3.org/TR/xml/#charsets
_FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_NUMBERED = re.compile(r"&#(?:[xX]0*([0-9A-Fa-f]{1,8})(?![0-9A-Fa-f])|0*([0-9]{1,10})(?![0-9]));?")
# A page or a line ends there: HTML takes the one for white space, and neither joins two words.
_BREAKS = str.maketrans("\v\f", "  ")


def allowed(markup: str) -> str:
    """HTML or XML without characters that XML does not have, as they are or by their numbers ("&#31;")."""
    return _NUMBERED.sub(_reference, without_forbidden(markup.translate(_BREAKS)))


def without_forbidden(text: str) -> str:
    """A text without them as they are."""
    return _FORBIDDEN.sub("", text)


def _reference(found: re.Match[str]) -> str:
    number = int(found[1], 16) if found[1] else int(found[2])
    if number > sys.maxunicode:
        return ""
    left = without_forbidden(chr(number).translate(_BREAKS))
    return found[0] if left == chr(number) else left

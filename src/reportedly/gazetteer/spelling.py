"""Words of a name and the key under which they are found, whatever their case, diacritics, points and apostrophes."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

__all__ = ["ANY", "CAPITAL", "CAPITALS", "SILENT", "Word", "case_of", "fold", "key_of", "plural", "words_of"]

# How a name must be written to be found: in any case, with a capital, in capitals only.
ANY, CAPITAL, CAPITALS = 0, 1, 2
SILENT = frozenset("&()")
"""Signs within a name that its key leaves out."""
# Abbreviations of so many letters at most can be words of the language: "US", "WHO", "CARE".
_SHORT = 5
# Every sign that is used for an apostrophe, or to write the Semitic ones.
_APOSTROPHES = "'’‘ʼʻʾʿ`´"
_WORDS = re.compile(
    rf"(?:[^\W\d_]\.(?=[^\W\d_]\.))+[^\W\d_]\.?"  # U.S., U.N.
    rf"|(?<=[\w.])[{_APOSTROPHES}]s?(?!\w)"  # the possessive ending
    rf"|\w+(?:[{_APOSTROPHES}](?!s(?!\w))\w+|&\w+)*"
    r"|[^\w\s]"
)
# Letters that no decomposition takes apart.
_LETTERS = str.maketrans(
    {"ı": "i", "ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ß": "ss", "æ": "ae", "œ": "oe", "ə": "a"}
)
_DROPPED = str.maketrans("", "", _APOSTROPHES + ".")


class Word(NamedTuple):
    """One word or sign of a phrase. `joined`: a hyphen stands before it. Offsets are those of the phrase."""

    text: str
    key: str
    start: int
    end: int
    joined: bool

    @property
    def capital(self) -> bool:
        return self.text[:1].isupper()

    @property
    def capitals(self) -> bool:
        return self.text.isupper()

    @property
    def possessive(self) -> bool:
        return self.text[0] in _APOSTROPHES

    @property
    def sign(self) -> bool:
        return not self.text[0].isalnum() and not self.possessive


@lru_cache(maxsize=1 << 14)
def fold(word: str) -> str:
    """`word` in lower case, without diacritics, apostrophes and points."""
    if word.isascii():
        return word.lower().translate(_DROPPED)
    lowered = word.lower().translate(_LETTERS)
    plain = "".join(c for c in unicodedata.normalize("NFKD", lowered) if not unicodedata.combining(c))
    return plain.translate(_DROPPED)


def words_of(text: str) -> tuple[Word, ...]:
    """The words and signs of `text`. Hyphens and the points of abbreviations are no words of their own."""
    return _remembered(text) if len(text) <= _PHRASE else _words_of(text)


def _words_of(text: str) -> tuple[Word, ...]:
    found: list[Word] = []
    joined = False
    for match in _WORDS.finditer(text):
        piece = match.group()
        if piece in "-‐‑":
            near = match.start() > 0 and not text[match.start() - 1].isspace()
            joined = near and not text[match.end() : match.end() + 1].isspace()
            if near or joined:
                continue
        if piece == ".":
            continue
        key = "'s" if piece[0] in _APOSTROPHES else fold(piece)
        found.append(Word(piece, key, match.start(), match.end(), joined))
        joined = False
    return tuple(found)


# An article looks up the same phrases again and again.
_PHRASE = 120
_remembered = lru_cache(maxsize=1 << 13)(_words_of)


def key_of(words: Sequence[Word]) -> str:
    """The key of a run of words: "people's party" and "Peoples Party" are one."""
    if len(words) == 1:
        return words[0].key
    return " ".join([w.key for w in words]).replace(" 's", "s")


def case_of(words: tuple[Word, ...], ordinary: frozenset[str]) -> int:
    """How a name must be written to be found; only single words can be taken for words of the language."""
    if len(words) != 1:
        return ANY
    letters = words[0].text.replace(".", "")
    # "Nato" is listed beside "NATO" where the press writes it so; "Sadr" is not SADR.
    if letters.isupper() and (len(letters) <= _SHORT or words[0].key in ordinary):
        return CAPITALS
    return CAPITAL if letters[:1].isupper() else ANY


def plural(noun: str) -> str:
    """The regular plural of `noun`, in its last word; of "attorney general" in its first word, see the tables."""
    if noun.endswith("man"):
        return f"{noun[:-3]}men"
    if noun.endswith("y") and noun[-2:-1] not in "aeiou":
        return f"{noun[:-1]}ies"
    if noun.endswith(("s", "ch", "sh", "x", "z")):
        return f"{noun}es"
    return f"{noun}s"

"""Words → word pieces, by the encoder's own vocabulary.

The words are split before they come here (`words.py`), so what is left of a tokenizer is short: fold case and
accents, part punctuation inside a word ("U.S." → u . s .), and take the longest known piece from the left
(WordPiece; Schuster & Nakajima 2012). The library that does the same brings network code along.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path

_LONGEST_WORD = 64  # A longer word is no word; it becomes one unknown piece.
_CACHED_WORDS = 1 << 14


class Pieces:
    """The vocabulary of word pieces, and a memory of words already cut.

    `cut(word)` gives the ids of a word's pieces: at least one, at most `most`.
    """

    cut: Callable[[str], tuple[int, ...]]

    def __init__(self, vocabulary: Sequence[str], most: int = 8) -> None:
        self._ids = {piece: number for number, piece in enumerate(vocabulary)}
        self._most = most
        self.cut = lru_cache(maxsize=_CACHED_WORDS)(self._cut)
        self.pad, self.unknown = self._ids["[PAD]"], self._ids["[UNK]"]
        self.start, self.end = self._ids["[CLS]"], self._ids["[SEP]"]

    @classmethod
    def read(cls, path: Path) -> Pieces:
        """From a file of one piece a line. Raises OSError or KeyError where it is none."""
        return cls(path.read_text(encoding="utf-8").rstrip("\n").split("\n"))

    def __len__(self) -> int:
        return len(self._ids)

    def _cut(self, word: str) -> tuple[int, ...]:
        if len(word) > _LONGEST_WORD:
            return (self.unknown,)
        ids: list[int] = []
        for part in _parts(_folded(word)):
            ids += self._longest(part)
        return tuple(ids[: self._most]) or (self.unknown,)

    def _longest(self, part: str) -> list[int]:
        ids, start = [], 0
        while start < len(part):
            prefix = "##" if start else ""
            for end in range(len(part), start, -1):
                found = self._ids.get(prefix + part[start:end])
                if found is not None:
                    ids.append(found)
                    start = end
                    break
            else:
                return [self.unknown]
        return ids


def _folded(word: str) -> str:
    """Lower case without accents, and odd quotation marks and dashes as the encoder knows them."""
    decomposed = unicodedata.normalize("NFD", word.lower())
    return "".join(c for c in decomposed if unicodedata.category(c) not in {"Mn", "Cf", "Cc"})


def _parts(word: str) -> list[str]:
    """Runs of letters and digits, and every other character by itself."""
    parts: list[str] = []
    run = ""
    for character in word:
        if unicodedata.category(character)[0] in "PS" or "\u4e00" <= character <= "\u9fff":
            if run:
                parts.append(run)
                run = ""
            parts.append(character)
        else:
            run += character
    if run:
        parts.append(run)
    return parts

"""Names into black bars of the same length, so that every offset stays what it was.

A name is known by its words, whatever their case, marks and signs that are not seen. Nothing here decides whose name is
hidden (`private.py` does).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from urllib.parse import unquote

from ..article.everybody import letters_of
from ..gazetteer import fold, load_gazetteer
from ..text import Span
from ..vocabulary import load_lexicon

__all__ = ["BAR", "NOBODY", "Names", "blackened", "blackened_address", "hidden_spans", "key_words"]

BAR = "█"

_UNSEEN = {ord(c): None for c in "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"}
_HUMP = re.compile(r"[^\W\d_a-z][^\W\d_A-Z]*")
_GAP = 8
"""Characters between two words of one name at most."""
_BETWEEN = 4
"""Words from the first of a name to its last at most."""
_BEFORE = ("", ".", ". ", ".\u00a0", " ", "\u00a0", "'", "’", "-", "‐", "‑")
"""What stands between an initial, or the O of O'Hara, and the word after it."""
_INFINITE = frozenset({"be", "been", "to"})
_SHORT = 4
"""Letters of a word in "-ed" that need not be a verb: "bed", "need"."""
_ENDS = frozenset('.!?:\n“”"‘(')
"""What stands before the first word of a sentence."""


@dataclass(frozen=True, slots=True)
class Names:
    """What is hidden, as keys of words.

    In all of a ledger: `pairs`: of a first word those that it is a name with, wherever they stand together. `rare`:
    words that are hidden wherever they stand, in any case; `capital`: where they begin with a capital; `joined`: names
    written as one word. In one article: `here`: words that are hidden where they begin with a capital; `weak`: such of
    them as are words of the language as well, and stay at the head of a sentence; `pairs_here`, `joined_here`;
    `initials`.
    `loose`: no word has a capital, as in addresses, names of files and keys of tables.
    """

    pairs: Mapping[str, frozenset[str]]
    rare: frozenset[str] = frozenset()
    capital: frozenset[str] = frozenset()
    joined: frozenset[str] = frozenset()
    here: frozenset[str] = frozenset()
    weak: frozenset[str] = frozenset()
    pairs_here: Mapping[str, frozenset[str]] = field(default_factory=dict)
    joined_here: frozenset[str] = frozenset()
    initials: frozenset[str] = frozenset()
    loose: bool = False

    def loosely(self) -> Names:
        return replace(self, loose=True)


NOBODY = Names({})


@lru_cache(maxsize=1 << 16)
def _key(word: str) -> str:
    return fold(word.translate(_UNSEEN))


def key_words(text: str) -> list[str]:
    """The keys of the words of letters in `text`."""
    return [_key(span.of(text)) for span in letters_of(text)]


def blackened(text: str, names: Names) -> str:
    """`text` with bars in place of the names, character for character."""
    parts, at = [], 0
    for span in hidden_spans(text, names):
        parts += [text[at : span.start], BAR * (span.end - span.start)]
        at = span.end
    return "".join((*parts, text[at:])) if parts else text


def blackened_address(url: str, names: Names) -> str:
    """The same of an address, or the name of a file; what is written in percent signs is taken as what it means."""
    loose = names.loosely()
    plain = unquote(url)
    if plain != url and hidden_spans(plain, loose):
        return blackened(plain, loose)
    return blackened(url, loose)


def hidden_spans(text: str, names: Names) -> list[Span]:
    """Where bars go, in order: the words of names, and not what stands between them."""
    words = list(_parted(text))
    keys = [_key(word.of(text)) for word in words]
    hidden = {at for at, key in enumerate(keys) if _alone(text, words, at, key, names)}
    for at, key in enumerate(keys):
        for pairs in (names.pairs, names.pairs_here):
            if key in pairs:
                hidden.update(_together(text, words, keys, at, pairs[key]))
    hidden |= _weak(text, words, keys, hidden, names)
    hidden |= _initials(text, words, keys, names)
    _reach_back(text, words, hidden)
    return [words[at] for at in sorted(hidden)]


def _parted(text: str) -> Iterator[Span]:
    """The words of letters; of one in several capitals ("FreeMarlow" behind a "#") each part that begins with one."""
    for word in letters_of(text):
        parts = list(_HUMP.finditer(text, word.start, word.end)) if text[word.start - 1 : word.start] == "#" else []
        if len(parts) > 1 and parts[0].start() == word.start:
            yield from (Span(*part.span()) for part in parts)
        else:
            yield word


def _alone(text: str, words: Sequence[Span], at: int, key: str, names: Names) -> bool:
    if key in names.rare or key in names.joined or key in names.joined_here:
        return True
    if text[words[at].start].islower() and not names.loose:
        return False
    return key in names.capital or (key in names.here and key not in names.weak)


def _together(text: str, words: Sequence[Span], keys: Sequence[str], at: int, lasts: Iterable[str]) -> Iterable[int]:
    """From the word at `at` to that which it is a name with. Between them nothing stands in small letters but "de"."""
    particles = load_gazetteer().shape("particles")
    for end in range(at + 1, min(len(words), at + 1 + _BETWEEN)):
        gap = text[words[end - 1].end : words[end].start]
        if len(gap) > _GAP or "\n\n" in gap:
            break
        if keys[end] in lasts:
            return range(at, end + 1)
        if text[words[end].start].islower() and keys[end] not in particles:
            break
    return ()


def _weak(text: str, words: Sequence[Span], keys: Sequence[str], hidden: set[int], names: Names) -> set[int]:
    found = set()
    for at, key in enumerate(keys):
        if key in names.weak and key in names.here and text[words[at].start].isupper():
            beside = any(n in hidden and _near(text, words, at, n) for n in (at - 1, at + 1))
            if beside or not _heads(text, words[at].start) or _acts(text, words, keys, at):
                found.add(at)
    return found


def _acts(text: str, words: Sequence[Span], keys: Sequence[str], at: int) -> bool:
    """Whether what stands behind a word says that it is a name: "Will was", "Will, who", "Will and Ada", "Will's"."""
    if at + 1 >= len(words):
        return False
    gap, after = text[words[at].end : words[at + 1].start], keys[at + 1]
    joined = after == "and" and at + 2 < len(words) and text[words[at + 2].start].isupper()
    return (gap == " " and (joined or _is_finite(after))) or gap == ", " or (gap in ("'", "’") and after == "s")


def _is_finite(word: str) -> bool:
    """Whether a word looks like a finite verb of which somebody is the subject."""
    lexicon = load_lexicon()
    told = word in lexicon.bases or word in lexicon.to_be | lexicon.auxiliaries | lexicon.modals
    return (told and word not in _INFINITE and not word.endswith("ing")) or (word.endswith("ed") and len(word) > _SHORT)


def _heads(text: str, start: int) -> bool:
    """Whether the word there may be the first of a sentence. After “…,” the sentence goes on: “…,” Field said."""
    before = text[max(0, start - 50) : start].rstrip(" \t\u00a0")
    if before[-1:] in ('"', "”") and before[-2:-1] == ",":
        return False
    return not before or before[-1] in _ENDS


def _near(text: str, words: Sequence[Span], one: int, other: int) -> bool:
    first, second = sorted((one, other))
    return text[words[first].end : words[second].start] in _BEFORE


def _initials(text: str, words: Sequence[Span], keys: Sequence[str], names: Names) -> set[int]:
    """ "J.D.", and "JDM" where it is written in capitals and long enough to be nothing else."""
    found: set[int] = set()
    if not names.initials:
        return found
    for at, word in enumerate(words):
        if word.end - word.start >= 3 and word.of(text).isupper() and keys[at] in names.initials:
            found.add(at)
        end, letters = at, ""
        while end < len(words) and words[end].end - words[end].start == 1 and text[words[end].start].isupper():
            letters += keys[end]
            end += 1
            if letters in names.initials and text[words[end - 1].end : words[end - 1].end + 1] == ".":
                found.update(range(at, end))
            if end < len(words) and text[words[end - 1].end : words[end].start] not in (".", ". ", ".\u00a0"):
                break
    return found


def _reach_back(text: str, words: Sequence[Span], hidden: set[int]) -> None:
    """Initials before a name belong to it, and the O of O'Hara."""
    for at in sorted(hidden):
        n = at - 1
        while n >= 0 and n not in hidden and words[n].end - words[n].start == 1 and text[words[n].start].isupper():
            gap = text[words[n].end : words[n + 1].start]
            if gap not in _BEFORE or (gap in (" ", "\u00a0") and words[n].of(text) in ("A", "I")):
                break
            hidden.add(n)
            n -= 1

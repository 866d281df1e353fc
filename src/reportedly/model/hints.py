"""What the vocabulary of acts knows of a word, as the model is told it: a feature, and never the only way in.

For every word and every type of act four things: whether the vocabulary has the word as a verb or a phrase that begins
with it, or as a noun or a phrase that ends with it, and in both cases whether it tells the act by itself or only along
with other words. Training imports this very file.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from ..deeds import Deeds, Sense, load_deeds
from ..vocabulary import plain
from .labels import ACTS

_TYPES = {name: n for n, name in enumerate(ACTS[1:])}
_VERB, _WEAK_VERB, _NOUN, _WEAK_NOUN = (n * len(_TYPES) for n in range(4))
HINTS = 4 * len(_TYPES)
# A particle stands at most so many words behind its verb: "drove the last of the rebels out".
_APART = 6


def hints(forms: Sequence[str]) -> tuple[tuple[int, ...], ...]:
    """For each word of a text in order the numbers (below HINTS) of what is known of it, mostly none."""
    known = load_deeds()
    alone = list(map(_alone, forms))
    found = [own.numbers for own in alone]
    for at, own in enumerate(alone):
        if own.begins:
            for place, number in _phrases(known, [a.word for a in alone[at : at + max(_APART + 1, known.longest)]]):
                found[at + place] |= {number}
    return tuple(tuple(sorted(numbers)) for numbers in found)


@dataclass(frozen=True, slots=True)
class _Alone:
    """A word by itself, as the tables have it; `begins`: whether a phrase may begin with it."""

    word: str
    numbers: frozenset[int]
    begins: bool


@lru_cache(maxsize=1 << 14)
def _alone(form: str) -> _Alone:
    known, word = load_deeds(), plain(form)
    numbers = {
        *_numbers(known.verbs, word, _VERB, _WEAK_VERB),
        *_numbers(known.nouns, word, _NOUN, _WEAK_NOUN),
        *_numbers(known.fixed, word, _NOUN, _WEAK_NOUN),
    }
    return _Alone(word, frozenset(numbers), word in known.beginnings)


def _phrases(known: Deeds, words: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Phrases that begin with the first word: the places of their heads, and numbers."""
    if words[0] in known.verbs:
        for particle in words[2 : _APART + 1]:
            if (phrase := f"{words[0]} {particle}") in known.verbs:
                yield from ((0, n) for n in _numbers(known.verbs, phrase, _WEAK_VERB, _WEAK_VERB))
    for length in range(2, min(known.longest, len(words)) + 1):
        phrase = " ".join(words[:length])
        for table, head, strong, weak in (
            (known.verbs, 0, _VERB, _WEAK_VERB),
            (known.nouns, length - 1, _NOUN, _WEAK_NOUN),
            (known.fixed, 0, _NOUN, _WEAK_NOUN),
        ):
            if phrase in table:
                yield from ((head, n) for n in _numbers(table, phrase, strong, weak))


def _numbers(table: Mapping[str, tuple[Sense, ...]], text: str, strong: int, weak: int) -> Iterator[int]:
    for sense in table.get(text, ()):
        yield (weak if sense.weak else strong) + _TYPES[sense.type]

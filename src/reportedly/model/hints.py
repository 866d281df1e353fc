"""What the vocabulary of acts knows of a word, as the model is told it: a feature, and never the only way in.

For every word and every type of act four things: whether the vocabulary has the word as a verb or a phrase that begins
with it, or as a noun or a phrase that ends with it, and in both cases whether it tells the act by itself or only along
with other words. Training imports this very file.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..deeds import Deeds, Sense, load_deeds
from ..vocabulary import plain
from .labels import ACTS

_TYPES = {name: n for n, name in enumerate(ACTS[1:])}
_VERB, _WEAK_VERB, _NOUN, _WEAK_NOUN = (n * len(_TYPES) for n in range(4))
HINTS = 4 * len(_TYPES)
# A particle stands at most so many words behind its verb: "drove the last of the rebels out".
_APART = 6


def hints(forms: Sequence[str], deeds: Deeds | None = None) -> tuple[tuple[int, ...], ...]:
    """For each word of a text in order the numbers (below HINTS) of what is known of it, mostly none."""
    known = deeds or load_deeds()
    words = [plain(form) for form in forms]
    found: list[set[int]] = [set() for _ in words]
    for at, word in enumerate(words):
        _note(found[at], known.verbs, word, _VERB, _WEAK_VERB)
        _note(found[at], known.nouns, word, _NOUN, _WEAK_NOUN)
        _note(found[at], known.fixed, word, _NOUN, _WEAK_NOUN)
        if word in known.verbs:
            for apart in range(2, _APART + 1):
                if at + apart < len(words):
                    _note(found[at], known.verbs, f"{word} {words[at + apart]}", _WEAK_VERB, _WEAK_VERB)
        for length in range(2, known.longest + 1):
            phrase = " ".join(words[at : at + length])
            if len(words) < at + length:
                break
            _note(found[at], known.verbs, phrase, _VERB, _WEAK_VERB)
            _note(found[at + length - 1], known.nouns, phrase, _NOUN, _WEAK_NOUN)
            _note(found[at], known.fixed, phrase, _NOUN, _WEAK_NOUN)
    return tuple(tuple(sorted(numbers)) for numbers in found)


def _note(numbers: set[int], table: Mapping[str, tuple[Sense, ...]], text: str, strong: int, weak: int) -> None:
    for sense in table.get(text, ()):
        numbers.add((weak if sense.weak else strong) + _TYPES[sense.type])

"""Acts that are none: what nature, illness or an accident does, and what is done in play, told in words of violence."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from ..errors import VocabularyError
from ..inflection import plural
from ..lists import file_told, read_table, words_of
from ..model.parse import Parse

__all__ = ["Untold", "is_none", "load_untold", "read_untold"]

# A force acts, or makes a compound with the act; whoever plays may be anything in its clause.
_ACTING = frozenset({"nsubj", "obl:agent", "compound", "nmod:desc"})
_BEFORE = frozenset({"compound", "amod", "nmod:desc"})
_AROUND = frozenset({"nsubj", "obj", "iobj", "obl", "nmod", "compound"})


@dataclass(frozen=True, slots=True)
class Untold:
    """What `untold.toml` says: nouns in either number, in lower case."""

    forces: frozenset[str]
    before: frozenset[str]
    play: frozenset[str]


@lru_cache(maxsize=8)
def load_untold(language: str = "en") -> Untold:
    """The words of `language`. Raises VocabularyError where a file is missing or wrong."""
    return read_untold(files("reportedly").joinpath("data", "lexicon", language))


@file_told("untold.toml")
def read_untold(folder: Traversable) -> Untold:
    """The words in `folder`. Raises VocabularyError where a file is missing or wrong."""
    raw = read_table(folder, "untold.toml")
    if raw.keys() != {"forces", "play"}:
        raise VocabularyError("untold.toml: sections 'forces' and 'play' are due")

    def nouns(section: str, key: str) -> frozenset[str]:
        words = words_of(f"untold.toml: {section}.{key}", raw[section][key])
        return frozenset(form for word in words for form in (word, plural(word)))

    return Untold(nouns("forces", "nouns"), nouns("forces", "before"), nouns("play", "nouns"))


def is_none(parse: Parse, lower: Callable[[int], str], below: Sequence[Sequence[int]], word: int) -> bool:
    """Whether the act that `word` tells is none. `lower` gives a word in lower case, `below` what hangs on it."""
    untold = load_untold()
    for n in below[word]:
        relation, form = parse.deprels[n], lower(n)
        base = relation.partition(":")[0]
        if form in untold.forces and (relation in _ACTING or base == "nsubj") and relation != "nsubj:pass":
            return True
        if form in untold.before and relation in _BEFORE and n < word:
            return True
        if form in untold.play and base in _AROUND:
            return True
    return False

"""Acts that are none: what nature, illness or an accident does, and what is done in play, told in words of violence."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from ..errors import VocabularyError
from ..inflection import inflected, plural
from ..lists import file_told, read_table, words_of
from ..model.parse import Parse

__all__ = ["Untold", "is_none", "load_untold", "read_untold"]

# A force acts, or makes a compound with the act; whoever plays may be anything in its clause.
_ACTING = frozenset({"nsubj", "obl:agent", "compound", "nmod:desc"})
_BEFORE = frozenset({"compound", "amod", "nmod:desc"})
_AROUND = frozenset({"nsubj", "obj", "iobj", "obl", "nmod", "compound"})
# What an act is done to, and how far behind its word that is looked for where the tree is lost.
_OBJECTS, _BEHIND = frozenset({"obj", "nsubj:pass"}), 6
_PHRASE = frozenset({"DET", "ADJ", "NUM", "NOUN", "PROPN", "PRON"})
_PARTICLES = frozenset({"compound:prt", "advmod"})


@dataclass(frozen=True, slots=True)
class Untold:
    """What `untold.toml` says: nouns in either number, in lower case; `beside` has for every form of a word, with its
    particle if it has one, the nouns with which it tells no act."""

    forces: frozenset[str]
    before: frozenset[str]
    play: frozenset[str]
    beside: Mapping[str, frozenset[str]]


@lru_cache(maxsize=8)
def load_untold(language: str = "en") -> Untold:
    """The words of `language`. Raises VocabularyError where a file is missing or wrong."""
    return read_untold(files("reportedly").joinpath("data", "lexicon", language))


@file_told("untold.toml")
def read_untold(folder: Traversable) -> Untold:
    """The words in `folder`. Raises VocabularyError where a file is missing or wrong."""
    raw, verbs = read_table(folder, "untold.toml"), read_table(folder, "verbs.toml")
    if raw.keys() != {"forces", "play", "with"}:
        raise VocabularyError("untold.toml: sections 'forces', 'play' and 'with' are due")
    irregular, doubling = verbs["irregular"], frozenset(verbs["doubling"]["verbs"])

    def nouns(section: str, key: str) -> frozenset[str]:
        words = words_of(f"untold.toml: {section}.{key}", raw[section][key])
        return frozenset(form for word in words for form in (word, plural(word)))

    beside: dict[str, frozenset[str]] = {}
    for key in raw["with"]:
        verb, blank, particle = key.partition(" ")
        for form in (verb, plural(verb), *inflected(verb, irregular, doubling)):
            beside[f"{form}{blank}{particle}"] = nouns("with", key)
    return Untold(nouns("forces", "nouns"), nouns("forces", "before"), nouns("play", "nouns"), beside)


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
    return _is_said_of(parse, lower, below, word, untold)


def _is_said_of(
    parse: Parse, lower: Callable[[int], str], below: Sequence[Sequence[int]], word: int, untold: Untold
) -> bool:
    """Whether what it is done to shows that the word tells no act."""
    particles = [n for n in below[word] if parse.deprels[n] in _PARTICLES and n > word]
    beside = untold.beside.get(lower(word))
    for n in particles:
        beside = untold.beside.get(f"{lower(word)} {lower(n)}", beside)
    if not beside:
        return False
    objects = {n for n in below[word] if parse.deprels[n] in _OBJECTS}
    return any(lower(n) in beside for n in {*objects, *_behind(parse, word, particles)})


def _behind(parse: Parse, word: int, particles: Sequence[int]) -> Iterator[int]:
    """The last word of the noun phrase right behind a word and its particle, be it after a preposition."""
    at = max((n for n in particles if n <= word + 2), default=word) + 1
    end = min(len(parse.words), at + _BEHIND)
    if at < end and parse.upos[at] == "ADP" and parse.upos[word] in ("NOUN", "PROPN", "VERB"):
        at += 1
    last = None
    while at < end and parse.upos[at] in _PHRASE:
        last, at = at, at + 1
    if last is not None and parse.upos[last] in ("NOUN", "PROPN"):
        yield last

"""Words that tell whether an act happened: `data/lexicon/*/status.toml`, checked and inflected when loaded."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from .errors import VocabularyError
from .inflection import inflected, plural
from .lists import read_table, words_of
from .records import STATUSES

__all__ = ["EFFORT", "SAME", "Signs", "load_signs"]

# Two signs that are no status: what is tried is done or only meant, as the case may be; what begins, goes on or is
# brought about has the status of the word that says so.
EFFORT, SAME = "effort", "same"
_FILE = "status.toml"
_KINDS = ("verbs", "nouns", "adjectives", "auxiliaries", "adverbs", "markers")


@dataclass(frozen=True, slots=True)
class Signs:
    """For every form of a word or phrase, in lower case, the status of the act that it governs or stands by.

    One table for each kind of list that the file explains; values are of `records.STATUSES`, or EFFORT or SAME.
    `longest` is the number of words of the longest entry.
    """

    verbs: Mapping[str, str]
    nouns: Mapping[str, str]
    adjectives: Mapping[str, str]
    auxiliaries: Mapping[str, str]
    adverbs: Mapping[str, str]
    markers: Mapping[str, str]
    longest: int


@lru_cache(maxsize=8)
def load_signs(language: str = "en") -> Signs:
    """The signs of `language`. Raises VocabularyError where a file is missing or wrong."""
    return read_signs(files("reportedly").joinpath("data", "lexicon", language))


def read_signs(folder: Traversable) -> Signs:
    """The signs in `folder`. Raises VocabularyError where a file is missing or wrong."""
    table, verbs = read_table(folder, _FILE), read_table(folder, "verbs.toml")
    irregular, doubling = verbs["irregular"], frozenset(verbs["doubling"]["verbs"])
    statuses = {*STATUSES, EFFORT, SAME}
    if table.keys() != statuses:
        wrong = sorted(table.keys() ^ statuses)[0]
        raise VocabularyError(f"{_FILE}: section {wrong!r} is {'unknown' if wrong in table else 'missing'}")
    for status, lists in table.items():
        if not isinstance(lists, dict) or lists.keys() != set(_KINDS):
            raise VocabularyError(f"{_FILE}: {status}: the lists {', '.join(_KINDS)} are due")
    forms: dict[str, Callable[[str], tuple[str, ...]]] = {
        "verbs": lambda verb: _verb_forms(verb, irregular, doubling),
        "nouns": lambda noun: (noun, plural(noun)),
    }
    kinds = {kind: _signs(table, kind, forms.get(kind, lambda word: (word,))) for kind in _KINDS}
    return Signs(**kinds, longest=max(word.count(" ") + 1 for words in kinds.values() for word in words))


def _signs(table: Mapping[str, Any], kind: str, forms: Callable[[str], tuple[str, ...]]) -> dict[str, str]:
    """All forms of one kind of list. What is listed as it stands wins over what inflection makes."""
    listed: dict[str, str] = {}
    for status, lists in table.items():
        for word in words_of(f"{_FILE}: {status}.{kind}", lists[kind]):
            if word in listed:
                raise VocabularyError(f"{_FILE}: {status}.{kind}: {word!r} stands in {listed[word]} too")
            listed[word] = status
    made = {form: status for word, status in listed.items() for form in forms(word)}
    return made | listed


def _verb_forms(verb: str, irregular: Mapping[str, list[str]], doubling: frozenset[str]) -> tuple[str, ...]:
    first, blank, rest = verb.partition(" ")
    return (verb, *(f"{form}{blank}{rest}" for form in inflected(first, irregular, doubling)))

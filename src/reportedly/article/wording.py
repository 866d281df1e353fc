"""Words around an act: `data/lexicon/*/standing.toml`, checked and inflected when loaded."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from ..errors import VocabularyError
from ..inflection import inflected, plural
from ..lists import read_table
from ..records import STATUSES

__all__ = ["Wording", "load_wording", "read_wording"]

_LISTS = {
    "compounds": ("against", "means", "places"),
    "parties": (
        "relative", "nobody", "each_other", "by_both", "two", "falling", "captor", "beside", "between", "carrying",
    ),
    "clauses": (
        "agent", "of_others", "helping", "being", "owned", "joining", "onto", "even", "open", "conditions", "negations",
        "nearly", "no", "instead", "undone", "aim", "about", "occasions", "innocent",
        "setting_out",
    ),
    "modals": ("will", "would", "could", "should", "perfect", "awaited"),
}  # fmt: skip
_HANGING = ("infinitive", "own", "clause", "object", "noun", "preposition", "gerund", "adjective")

Standings = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Wording:
    """What `standing.toml` says, all in lower case.

    `listed` has its lists by their keys. The others have for every form of a word the place in `records.STATUSES` of
    what hangs on it; keys of two words are such a form, a blank and a preposition or a particle. `adjective` has that
    of the noun on which the word hangs.
    """

    listed: Mapping[str, frozenset[str]]
    infinitive: Standings
    own: Standings
    clause: Standings
    object: Standings
    noun: Standings
    preposition: Standings
    gerund: Standings
    adjective: Standings


@lru_cache(maxsize=8)
def load_wording(language: str = "en") -> Wording:
    """The words of `language`. Raises VocabularyError where a file is missing or wrong."""
    return read_wording(files("reportedly").joinpath("data", "lexicon", language))


def read_wording(folder: Traversable) -> Wording:
    """The words in `folder`. Raises VocabularyError where a file is missing or wrong."""
    raw, verbs = read_table(folder, "standing.toml"), read_table(folder, "verbs.toml")
    irregular, doubling = verbs["irregular"], frozenset(verbs["doubling"]["verbs"])

    def of_verb(verb: str) -> tuple[str, ...]:
        first, blank, particle = verb.partition(" ")
        return tuple(f"{form}{blank}{particle}" for form in (first, *inflected(first, irregular, doubling)))

    def of_noun(noun: str) -> tuple[str, ...]:
        return noun, plural(noun)

    due = {*_LISTS, *_HANGING}
    if raw.keys() != due:
        raise VocabularyError(f"standing.toml: sections {', '.join(sorted(due ^ raw.keys()))} are missing or unknown")
    listed = {
        key: _words(f"{section}.{key}", raw[section].get(key)) for section, keys in _LISTS.items() for key in keys
    }
    return Wording(
        listed,
        infinitive=_standings("infinitive", raw["infinitive"], of_verb),
        own=_standings("own", raw["own"], of_verb),
        clause=_standings("clause", raw["clause"], of_verb),
        object=_standings("object", raw["object"], of_verb),
        noun=_standings("noun", raw["noun"], of_noun),
        preposition=_standings("preposition", raw["preposition"], lambda pair: _pairs(pair, (of_verb, of_noun))),
        gerund=_standings("gerund", raw["gerund"], lambda pair: _pairs(pair, (of_verb,))),
        adjective=_standings("adjective", raw["adjective"], lambda word: (word,)),
    )


def _words(where: str, value: Any) -> frozenset[str]:
    if not isinstance(value, list) or not value or not all(isinstance(w, str) and w == w.lower() for w in value):
        raise VocabularyError(f"standing.toml: {where}: a list of words in lower case is due")
    return frozenset(value)


def _standings(where: str, section: Mapping[str, Any], forms: Callable[[str], Iterable[str]]) -> Standings:
    found: dict[str, int] = {}
    for status, words in section.items():
        if status not in STATUSES:
            raise VocabularyError(f"standing.toml: {where}: {status!r} is no status")
        for word in sorted(_words(f"{where}.{status}", words)):
            for form in forms(word):
                if found.setdefault(form, STATUSES.index(status)) != STATUSES.index(status):
                    raise VocabularyError(f"standing.toml: {where}: {form!r} has two statuses")
    return found


def _pairs(pair: str, forms: Iterable[Callable[[str], Iterable[str]]]) -> Iterable[str]:
    word, _, preposition = pair.partition(" ")
    return sorted({f"{form} {preposition}" for inflect in forms for form in inflect(word)})

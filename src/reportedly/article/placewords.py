"""Words by which places are told: `data/lexicon/*/places.toml`, checked and inflected when loaded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from ..atlas.lookup import KINDS
from ..errors import VocabularyError
from ..inflection import inflected, plural
from ..lists import read_table, words_of

__all__ = ["PlaceWords", "load_place_words", "read_place_words"]

_KINDS = {*KINDS, "part", "border", "country", "seat"}
_SECTIONS = {
    "directions": ("words",), "prepositions": ("in", "either", "motion", "nested"), "moving": ("words",),
    "befalling": ("words",), "anaphors": ("definite", "there"), "doubtful": ("names",),
    "inside": ("words",), "ships": ("words",),
    "playing": ("words",),
    "small": (
        "of", "the", "in", "beside", "between", "by", "meeting", "to", "from", "out", "listed", "last", "natures",
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class PlaceWords:
    """What `places.toml` says, all in lower case.

    nouns: for every noun, singular or plural, the kind of place; several: those that are plurals; adjectives: for
    directions how they stand before a state's name; abbreviations: of states of the USA, without points; clues: for
    a name that two countries bear, words by which an article means one country's or the other's; small: small words by
    the part that they play.
    """

    nouns: Mapping[str, str]
    several: frozenset[str]
    directions: frozenset[str]
    adjectives: Mapping[str, str]
    inside: frozenset[str]
    either: frozenset[str]
    motion: frozenset[str]
    nested: frozenset[str]
    moving: frozenset[str]
    befalling: frozenset[str]
    definite: frozenset[str]
    there: frozenset[str]
    doubtful: frozenset[str]
    joining: frozenset[str]
    ships: frozenset[str]
    playing: frozenset[str]
    abbreviations: Mapping[str, str]
    clues: Mapping[str, Mapping[str, frozenset[str]]]
    small: Mapping[str, frozenset[str]]


@lru_cache(maxsize=8)
def load_place_words(language: str = "en") -> PlaceWords:
    """The words of `language`. Raises VocabularyError where a file is missing or wrong."""
    return read_place_words(files("reportedly").joinpath("data", "lexicon", language))


def read_place_words(folder: Traversable) -> PlaceWords:
    """The words in `folder`. Raises VocabularyError where a file is missing or wrong."""
    raw, verbs = read_table(folder, "places.toml"), read_table(folder, "verbs.toml")
    due = {*_SECTIONS, "nouns", "abbreviations", "clues"}
    if raw.keys() != due:
        raise VocabularyError(f"places.toml: sections {', '.join(sorted(due ^ raw.keys()))} are missing or unknown")
    irregular, doubling = verbs["irregular"], frozenset(verbs["doubling"]["verbs"])
    nouns: dict[str, str] = {}
    several: set[str] = set()
    for kind, listed in raw["nouns"].items():
        if kind not in _KINDS:
            raise VocabularyError(f"places.toml: nouns.{kind}: no kind of place")
        for noun in words_of(f"places.toml: nouns.{kind}", listed):
            nouns.setdefault(noun, kind)
            if plural(noun) not in nouns and not noun.endswith("s"):
                nouns[plural(noun)] = kind
                several.add(plural(noun))
    lists = {
        (section, key): frozenset(words_of(f"places.toml: {section}.{key}", raw[section].get(key)))
        for section, keys in _SECTIONS.items()
        for key in keys
    }

    def forms(section: str) -> frozenset[str]:
        words = lists[section, "words"]
        nouned = (plural(word) for word in words)
        return words | {f for word in words for f in inflected(word, irregular, doubling)} | frozenset(nouned)

    return PlaceWords(
        nouns=nouns,
        several=frozenset(several),
        directions=lists["directions", "words"],
        adjectives=_strings("directions.adjectives", raw["directions"].get("adjectives")),
        inside=lists["prepositions", "in"],
        either=lists["prepositions", "either"],
        motion=lists["prepositions", "motion"],
        nested=lists["prepositions", "nested"],
        moving=forms("moving"),
        befalling=forms("befalling"),
        definite=lists["anaphors", "definite"],
        there=lists["anaphors", "there"],
        doubtful=lists["doubtful", "names"],
        joining=lists["inside", "words"],
        ships=lists["ships", "words"],
        playing=forms("playing"),
        abbreviations=_strings("abbreviations", raw["abbreviations"]),
        clues=_clues(raw["clues"]),
        small={key: lists["small", key] for key in _SECTIONS["small"]},
    )


def _clues(table: object) -> dict[str, dict[str, frozenset[str]]]:
    if not isinstance(table, dict) or not all(isinstance(countries, dict) for countries in table.values()):
        raise VocabularyError("places.toml: clues: a table of tables is due")
    return {
        name: {
            code: frozenset(words_of(f"places.toml: clues.{name}.{code}", found)) for code, found in countries.items()
        }
        for name, countries in table.items()
    }


def _strings(where: str, table: object) -> dict[str, str]:
    if not isinstance(table, dict) or not all(isinstance(v, str) and v for v in table.values()):
        raise VocabularyError(f"places.toml: {where}: a table of strings is due")
    return dict(table)

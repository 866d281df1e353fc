"""The words for what happened to what is counted: `measures.toml` of the lexicon, checked and inflected when loaded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, Literal, cast

from ..errors import VocabularyError
from ..inflection import bases, inflected, participle, participle_of, plural
from ..lists import read_table, words_of

__all__ = ["Kind", "Measures", "Outcome", "load_measures", "read_measures"]

Kind = Literal["persons", "soldiers", "things", "money", "forces"]
_FILE = "measures.toml"
# The section of what tells no measure, whatever its first word alone does.
_NOTHING = "nothing"
_LISTS = ("objects", "subjects", "agents", "beside", "of", "nouns", "tolls", "through", "otherwise")
_WORDS = (
    "passive", "perfect", "between", "tallies", "causes", "dying", "custody", "listed", "relative", "tolled", "ahead",
    "then", "likewise", "where", "they", "groups", "when", "agents", "except", "either", "staying", "bounds", "of",
    "to", "aside", "members", "care", "wounds", "captors", "joining", "hurts", "with", "along", "besides", "existing",
    "alone",
)  # fmt: skip
_KINDS: tuple[Kind, ...] = ("persons", "soldiers", "things", "money", "forces")


@dataclass(frozen=True, slots=True)
class Outcome:
    """A word that tells a measure, with the further words that must stand by it, and whose measure it is.

    `measure` is empty where they tell none, though the first word alone would.
    """

    measure: str
    beside: tuple[str, ...]
    only: frozenset[Kind]


@dataclass(frozen=True, slots=True)
class Measures:
    """`measures.toml`: for every form of a first word its entries, those with further words first.

    `idle`: all forms of the verbs that do nothing to their object. `past`: the participles of irregular verbs, by all
    of their forms, and `doubling` those that double their last consonant.
    """

    objects: Mapping[str, tuple[Outcome, ...]]
    subjects: Mapping[str, tuple[Outcome, ...]]
    agents: Mapping[str, tuple[Outcome, ...]]
    beside: Mapping[str, tuple[Outcome, ...]]
    of: Mapping[str, tuple[Outcome, ...]]
    nouns: Mapping[str, tuple[Outcome, ...]]
    tolls: Mapping[str, tuple[Outcome, ...]]
    through: Mapping[str, tuple[Outcome, ...]]
    otherwise: Mapping[str, tuple[Outcome, ...]]
    names: frozenset[str]
    of_persons: frozenset[str]
    participles: frozenset[str]
    words: Mapping[str, frozenset[str]]
    idle: frozenset[str]
    past: Mapping[str, str]
    doubling: frozenset[str]

    def done(self, verb: str) -> str:
        """The past participle of the verb that `verb` is a form of."""
        return participle_of(verb, self.past, self.doubling)


@lru_cache(maxsize=8)
def load_measures(language: str = "en") -> Measures:
    """The measures of `language`. Raises VocabularyError where a file is missing or wrong."""
    return read_measures(files("reportedly").joinpath("data", "lexicon", language))


def read_measures(folder: Traversable) -> Measures:
    """The measures in `folder`. Raises VocabularyError where a file is missing or wrong."""
    raw, verbs = read_table(folder, _FILE), read_table(folder, "verbs.toml")
    own = {verb: words_of(f"{_FILE}: irregular.{verb}", forms) for verb, forms in raw.pop("irregular", {}).items()}
    irregular, doubling = {**verbs["irregular"], **own}, frozenset(verbs["doubling"]["verbs"])
    found: dict[str, dict[str, list[Outcome]]] = {name: {} for name in _LISTS}
    words = raw.pop("words", None)
    if not isinstance(words, dict) or words.keys() != set(_WORDS):
        raise VocabularyError(f"{_FILE}: words: a table with {', '.join(_WORDS)} is due")
    same = raw.pop("same", {})
    doing_nothing = raw.pop("idle", None)
    if not isinstance(doing_nothing, dict) or doing_nothing.keys() != {"verbs"}:
        raise VocabularyError(f"{_FILE}: idle: a table with verbs is due")
    idle = words_of(f"{_FILE}: idle.verbs", doing_nothing["verbs"])
    participles: set[str] = set()
    for measure, section, only in _sections(raw):
        told = "" if measure == _NOTHING else measure
        for name, value in section.items():
            if name not in _LISTS:
                raise VocabularyError(f"{_FILE}: {measure}: unknown list {name!r}")
            for phrase in words_of(f"{_FILE}: {measure}.{name}", value):
                first, *further = phrase.split()
                if name == "objects" and told:
                    participles |= {participle(first, irregular, doubling), inflected(first, irregular, doubling)[-2]}
                entry = Outcome(told, tuple(further), only)
                for form in _forms(name, first, irregular, doubling):
                    entries = found[name].setdefault(form, [])
                    if entry not in entries:
                        entries.append(entry)
    for kind, list_ in same.items():
        if kind not in _KINDS:
            raise VocabularyError(f"{_FILE}: same.{kind}: one of {', '.join(_KINDS)} is due")
        for verb in words_of(f"{_FILE}: same.{kind}", list_):
            measure = participle(verb, irregular, doubling)
            participles |= {measure, inflected(verb, irregular, doubling)[-2]}
            entry = Outcome(measure, (), frozenset({kind}))
            for form in _forms("objects", verb, irregular, doubling):
                entries = found["objects"].setdefault(form, [])
                if not any(kind in other.only and not other.beside for other in entries):
                    entries.append(entry)
    ordered = {
        name: {form: tuple(sorted(entries, key=lambda e: -len(e.beside))) for form, entries in table.items()}
        for name, table in found.items()
    }
    return Measures(
        **ordered,
        names=frozenset(raw) - {_NOTHING},
        participles=frozenset(participles),
        of_persons=frozenset(m for m, section in raw.items() if section.get("only") == ["persons"]),
        words={key: frozenset(words_of(f"{_FILE}: words.{key}", value)) for key, value in words.items()},
        idle=frozenset({*idle, *bases(idle, irregular, doubling)}),
        past={
            form: participle(verb, irregular, doubling)
            for verb in irregular
            for form in (verb, *inflected(verb, irregular, doubling))
        },
        doubling=doubling,
    )


def _sections(raw: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any], frozenset[Kind]]]:
    """Every measure with its lists and those of whom they are told; `[withdrawn.soldiers]` holds more of `withdrawn`
    that is told of soldiers alone."""
    for measure, section in raw.items():
        only = frozenset(words_of(f"{_FILE}: {measure}.only", section.get("only", list(_KINDS))))
        if odd := only - set(_KINDS):
            raise VocabularyError(f"{_FILE}: {measure}.only: {sorted(odd)[0]!r} is none of {', '.join(_KINDS)}")
        lists = {name: value for name, value in section.items() if name != "only" and name not in _KINDS}
        yield measure, lists, cast(frozenset[Kind], only)
        for kind in _KINDS:
            if kind in section:
                if not isinstance(section[kind], dict):
                    raise VocabularyError(f"{_FILE}: {measure}.{kind}: a table is due")
                yield measure, section[kind], frozenset({kind})


def _forms(name: str, word: str, irregular: Mapping[str, Sequence[str]], doubling: frozenset[str]) -> Iterable[str]:
    if name in ("objects", "subjects", "agents", "through"):
        return {word, *bases([word], irregular, doubling)}
    return {word, plural(word)} if name in ("nouns", "otherwise") else {word}

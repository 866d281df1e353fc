"""The words for how many of what: `numbers.toml` and `units.toml` of the lexicon, checked when loaded."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, cast

from ..errors import VocabularyError
from ..inflection import plural
from ..lists import read_table, words_of
from ..records import Bound

__all__ = ["Numbers", "Units", "load_numbers", "load_units", "read_numbers", "read_units"]

_NUMBERS, _UNITS = "numbers.toml", "units.toml"
_NONE = ("persons", "determiners", "stressed", "single", "negations", "of")
Phrase = tuple[str, ...]
Bounds = Mapping[str, tuple[tuple[Phrase, Bound], ...]]


@dataclass(frozen=True)
class Numbers:
    """What `numbers.toml` says, in lower case; see there for each list.

    `few` and `few_alone`: phrases, the longest first, and what they multiply by or mean at least. `before`: for the
    last word of a phrase the phrases that end so and their bounds, longest first; `after`: the same for the first word.
    `separators` stand between the ends of a range, `joins` where one of `openers` that are followed by "and" stands
    before them.
    """

    cardinals: Mapping[str, int]
    scales: Mapping[str, int]
    glued: Mapping[str, int]
    groups: Mapping[str, int]
    single: Mapping[str, int]
    vague: Mapping[str, int]
    least: Mapping[str, int]
    few: tuple[tuple[Phrase, int], ...]
    few_alone: tuple[tuple[Phrase, int], ...]
    fractions: Mapping[str, int]
    signs: Mapping[str, float]
    before: Bounds
    after: Bounds
    openers: tuple[tuple[Phrase, bool], ...]
    separators: tuple[Phrase, ...]
    joins: tuple[Phrase, ...]
    none: Mapping[str, tuple[Phrase, ...]]
    fixed: Mapping[str, frozenset[str]]

    @cached_property
    def begins(self) -> frozenset[str]:
        """The words with which a number in words can begin: most words of a text cannot."""
        tables = (self.cardinals, self.scales, self.groups, self.single, self.vague, self.signs)
        phrases = (phrase[0] for phrase, _ in (*self.few, *self.few_alone))
        return frozenset({*self.fixed["indefinite"], *self.fixed["bare_parts"], *phrases}.union(*tables))

    @cached_property
    def begins_none(self) -> frozenset[str]:
        """The words with which a number of zero can begin."""
        return frozenset(phrase[0] for phrases in self.none.values() for phrase in phrases)


@dataclass(frozen=True, slots=True)
class Units:
    """What `units.toml` says: for every form of a noun its unit, and what is money and what no figure at all.

    `units` has singulars and plurals, `singulars` irregular plurals. `by_state`: for a currency of several states the
    code by the state whose money it is. `kinds`: units that are told of like others. `fixed` has the remaining
    lists by their names.
    """

    units: Mapping[str, str]
    singulars: Mapping[str, str]
    measured: frozenset[str]
    money: Mapping[str, str]
    signs: Mapping[str, str]
    letters: Mapping[str, str]
    codes: Mapping[str, str]
    by_state: Mapping[str, Mapping[str, str]]
    hundredths: Mapping[str, str]
    fixed: Mapping[str, frozenset[str]]
    longest: int
    kinds: Mapping[str, frozenset[str]]
    money_codes: frozenset[str]


@lru_cache(maxsize=8)
def load_numbers(language: str = "en") -> Numbers:
    """The numbers of `language`. Raises VocabularyError where the file is missing or wrong."""
    return read_numbers(_folder(language))


@lru_cache(maxsize=8)
def load_units(language: str = "en") -> Units:
    """The units of `language`. Raises VocabularyError where the file is missing or wrong."""
    return read_units(_folder(language))


def _folder(language: str) -> Traversable:
    return files("reportedly").joinpath("data", "lexicon", language)


def read_numbers(folder: Traversable) -> Numbers:
    """The numbers in `folder`. Raises VocabularyError where the file is missing or wrong."""
    table = _Table(_NUMBERS, read_table(folder, _NUMBERS))
    sections = (
        "cardinals", "scales", "glued", "groups", "single", "vague", "least", "few", "few_alone", "fractions", "signs",
        "before", "after", "ranges", "none", "fixed",
    )  # fmt: skip
    table.due(sections)
    ranges, none = table.lists("ranges", ("between", "from", "to", "and")), table.lists("none", _NONE)
    whole = {name: {k: int(v) for k, v in table.numbers(name).items()} for name in sections[:10]}
    return Numbers(
        cardinals=whole["cardinals"],
        scales=whole["scales"],
        glued=whole["glued"],
        groups=whole["groups"],
        single=whole["single"],
        vague=whole["vague"],
        least=whole["least"],
        few=_longest_first(whole["few"]),
        few_alone=_longest_first(whole["few_alone"]),
        fractions=whole["fractions"],
        signs=table.numbers("signs"),
        before=_bounds(table, "before", -1),
        after=_bounds(table, "after", 0),
        openers=tuple((p, key == "between") for key in ("between", "from") for p in _phrases(ranges[key])),
        separators=_phrases(ranges["to"]),
        joins=_phrases(ranges["and"]),
        none={key: _phrases(none[key]) for key in _NONE},
        fixed={key: frozenset(value) for key, value in table.lists("fixed").items()},
    )


def read_units(folder: Traversable) -> Units:
    """The units in `folder`. Raises VocabularyError where the file is missing or wrong."""
    raw = read_table(folder, _UNITS)
    table = _Table(_UNITS, raw)
    table.due(("of", "irregular", "kinds", "measured", "money", "not_counted"))
    money = _Table(f"{_UNITS}: money", raw["money"])
    money.due(("names", "signs", "letters", "before", "by_state", "hundredths"))
    singulars = table.strings("irregular")
    plurals: dict[str, list[str]] = {}
    for many, one in singulars.items():
        plurals.setdefault(one, []).append(many)
    units: dict[str, str] = {}
    for unit, nouns in table.lists("of").items():
        for noun in nouns:
            for form in (noun, *_plurals(noun, plurals)):
                units.setdefault(form, unit)
    names = money.strings("names")
    hundredths = money.strings("hundredths")
    by_state = {
        noun: _Table(f"{_UNITS}: money.by_state", raw["money"]["by_state"]).strings(noun)
        for noun in raw["money"]["by_state"]
    }
    return Units(
        units=units,
        singulars=singulars,
        measured=frozenset(table.lists("measured", ("units",))["units"]),
        money=names | {many: code for noun, code in names.items() for many in _plurals(noun, plurals)},
        signs=money.strings("signs"),
        letters=money.strings("letters"),
        codes=money.strings("before"),
        by_state={names.get(noun, noun): states for noun, states in by_state.items()},
        hundredths=hundredths | {many: unit for noun, unit in hundredths.items() for many in _plurals(noun, plurals)},
        fixed={key: frozenset(value) for key, value in table.lists("not_counted").items()},
        longest=max(len(form.split()) for form in units),
        kinds={key: frozenset(value) for key, value in table.lists("kinds", ("persons", "soldiers", "forces")).items()},
        money_codes=frozenset(
            {
                *names.values(),
                *money.strings("letters").values(),
                *(c for states in by_state.values() for c in states.values()),
            }
        ),
    )


def _plurals(noun: str, irregular: Mapping[str, list[str]]) -> list[str]:
    """The plurals of a noun of one word or several, whose last word is inflected."""
    for joint in (" per ", " an "):
        if joint in noun:
            unit, _, time = noun.partition(joint)
            return [f"{many}{joint}{time}" for many in _plurals(unit, irregular)]
    *first, last = noun.split()
    forms = irregular.get(last) or [plural(last)]
    if last.endswith("man") and last not in ("human", "german", "roman", "norman", "ottoman"):
        forms = [f"{last[:-3]}men"]
    return [" ".join((*first, form)) for form in forms]


class _Table:
    """One TOML table with what is checked of it. Every method raises VocabularyError with the place of a fault."""

    __slots__ = ("name", "raw")

    def __init__(self, name: str, raw: Mapping[str, Any]) -> None:
        self.name, self.raw = name, raw

    def due(self, sections: Iterable[str]) -> None:
        if odd := set(sections) ^ self.raw.keys():
            raise VocabularyError(f"{self.name}: sections {', '.join(sorted(odd))} are missing or unknown")

    def _section(self, name: str) -> Mapping[str, Any]:
        section = self.raw.get(name)
        if not isinstance(section, dict):
            raise VocabularyError(f"{self.name}: {name}: a table is due")
        return section

    def numbers(self, name: str) -> dict[str, float]:
        found = {}
        for key, value in self._section(name).items():
            if isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
                raise VocabularyError(f"{self.name}: {name}.{key}: a number is due")
            found[key] = value
        return found

    def strings(self, name: str) -> dict[str, str]:
        found = {}
        for key, value in self._section(name).items():
            if not isinstance(value, str) or not value:
                raise VocabularyError(f"{self.name}: {name}.{key}: a string is due")
            found[key] = value
        return found

    def lists(self, name: str, keys: Iterable[str] = ()) -> dict[str, list[str]]:
        section = self._section(name)
        for key in keys:
            if key not in section:
                raise VocabularyError(f"{self.name}: key {name}.{key} is missing")
        return {key: words_of(f"{self.name}: {name}.{key}", value) for key, value in section.items()}


def _phrases(words: Iterable[str]) -> tuple[Phrase, ...]:
    return tuple(sorted((tuple(_split(word)) for word in words), key=lambda p: (-len(p), p)))


def _split(phrase: str) -> list[str]:
    """The tokens of a phrase, as `numerals.tokens` makes them: hyphens and full stops are their own."""
    return phrase.replace("-", " - ").replace(".", " . ").split()


def _longest_first(table: Mapping[str, int]) -> tuple[tuple[Phrase, int], ...]:
    return tuple(
        (phrase, table[key])
        for phrase, key in sorted(((tuple(k.split()), k) for k in table), key=lambda e: (-len(e[0]), e[0]))
    )


def _bounds(table: _Table, section: str, place: int) -> dict[str, tuple[tuple[Phrase, Bound], ...]]:
    found: dict[str, list[tuple[Phrase, Bound]]] = {}
    for bound, phrases in table.lists(section).items():
        if bound not in ("about", "at least", "at most", "exact"):
            raise VocabularyError(f"{table.name}: {section}: {bound!r} is no bound of a number")
        for phrase in _phrases(phrases):
            found.setdefault(phrase[place], []).append((phrase, cast(Bound, bound)))
    return {word: tuple(sorted(entries, key=lambda e: (-len(e[0]), e[0]))) for word, entries in found.items()}

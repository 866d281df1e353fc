"""Words of times: `data/lexicon/*/times.toml` and `days.toml`, checked when loaded."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, get_args

from ..errors import VocabularyError
from ..inflection import inflected
from ..lists import read_table, words_of
from ..records import Precision
from .stretches import SEASONS, Stretch, Unit, easter, nth_weekday
from .timetokens import forms

__all__ = ["Named", "TimeWords", "load_timewords", "read_timewords"]

_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
# The lists of times.toml that are only ever asked whether a word stands in them.
_LISTS = {
    "days": (
        "today", "tonight", "yesterday", "tomorrow", "overnight", "parts", "nights", "midnight", "all", "clock", "eve",
        "hours", "half", "clock_after",
    ),
    "joints": (
        "a", "the", "of", "to", "and", "plain", "on", "in", "at", "for", "over", "within", "between", "since", "from",
        "as", "until", "up", "by", "before", "after", "ago", "now", "then", "possessive", "in_of", "clocked",
        "through",
    ),
    "which": ("last", "next", "this", "past", "coming", "recent", "following", "preceding", "same", "that"),
    "parts": (
        "early", "mid", "late", "beginning", "end", "earlier", "later", "lead", "quarter", "half", "former", "latter",
    ),
    "amounts": ("about", "over", "vague", "of"),
    "places": ("later", "earlier", "from", "hence"),
    "vague": ("phrases",),
    "guards": (
        "not_before", "not_after", "months_doubtful", "months_whole", "months_in", "months_sure", "titles", "speaking",
        "counted", "determiners", "goes_on", "own", "compound", "years_after",
    ),
    "direction": ("ahead_verbs", "ahead", "past", "present", "infinitive", "will", "not", "would"),
}  # fmt: skip
_NUMBERED = ("months", "weekdays", "numbers", "ordinals", "decades", "units", "seasons")
_DAYS = ("fixed", "small", "easter", "floating", "once", "untold", "lunar")

# Lists with whose words the core of a phrase may begin, that is, what is left of it without a preposition; beside the
# words with numbers, the names and the vague phrases.
_OPENING_CORE = (
    "days.today", "days.tonight", "days.yesterday", "days.tomorrow", "days.overnight", "days.clock", "days.eve",
    "joints.a", "joints.the", "which.last", "which.next", "which.this", "which.past", "which.recent",
    "which.following", "which.preceding", "which.coming", "which.that", "parts.early", "parts.mid", "parts.late",
    "parts.beginning", "parts.end", "parts.earlier", "parts.later", "parts.lead", "amounts.about", "amounts.over",
    "amounts.vague",
)  # fmt: skip
# What may follow "the" at the beginning of a core, beside those.
_AFTER_THE = ("which.same", "days.parts", "parts.former", "parts.latter")
# The same for a whole phrase.
_OPENING = (
    "days.all", "days.today", "days.tonight", "days.yesterday", "days.tomorrow", "days.overnight", "days.clock",
    "joints.the", "joints.plain", "joints.since", "joints.from", "joints.as", "joints.until", "joints.through",
    "joints.up", "joints.by", "joints.before", "joints.after", "joints.between", "which.last", "which.next",
    "which.this", "which.past", "which.recent", "which.following", "which.coming", "which.that", "parts.early",
    "parts.mid", "parts.late", "parts.earlier", "parts.later", "amounts.about", "amounts.over", "amounts.vague",
)  # fmt: skip

_Mapped = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Named:
    """A time that has a name. `yearly` tells how its stretch is found (a section of days.toml), with `value`."""

    yearly: str
    value: Any

    @property
    def once(self) -> Stretch | None:
        """The stretch of what happened once; one without dates where they cannot be told; None where it recurs."""
        if self.yearly == "untold":
            return Stretch()
        return self.value if self.yearly == "once" else None

    def of(self, year: int) -> Stretch | None:
        """That of `year`: for a lunar one, the one with the most days in it. None where none is known."""
        if self.yearly == "lunar":
            return max(
                (s for s in self.value if year in (s.start.year, s.end.year)),
                key=lambda s: _within(s, year),
                default=None,
            )
        if self.yearly == "easter":
            start = date.fromordinal(easter(year).toordinal() + self.value)
        elif self.yearly == "floating":
            start = nth_weekday(year, *self.value)
        else:
            start = date(year, *self.value)
        return Stretch(start, start, "day")


def _within(stretch: Stretch, year: int) -> int:
    start, end = stretch.start or date.max, stretch.end or date.min
    return (min(end, date(year, 12, 31)) - max(start, date(year, 1, 1))).days


@dataclass(frozen=True, slots=True)
class TimeWords:
    """What the two files say, all in lower case with straight apostrophes.

    `lists` has the plain lists by `section.key`, `keys` for every word in them where it stands. The others give for a
    word its number, unit or season; `named` for the words of a name the time; `phrases` are the vague ones. `first_of`
    has for a word the phrases and names that begin with it, longest first; `beginnings` are the words with which a
    phrase may begin, `cores` those with which its core may, `after_the` those that may follow "the" there. `ahead`:
    words under which something lies ahead; `past_forms`: irregular forms of the past.
    """

    lists: Mapping[str, frozenset[str]]
    keys: Mapping[str, frozenset[str]]
    months: _Mapped
    weekdays: _Mapped
    numbers: _Mapped
    ordinals: _Mapped
    decades: _Mapped
    units: Mapping[str, Unit]
    seasons: Mapping[str, str]
    named: Mapping[tuple[str, ...], Named]
    small: frozenset[tuple[str, ...]]
    first_of: Mapping[str, tuple[tuple[str, ...], ...]]
    phrases: frozenset[tuple[str, ...]]
    beginnings: frozenset[str]
    cores: frozenset[str]
    after_the: frozenset[str]
    ahead: frozenset[str]
    past_forms: frozenset[str]


@lru_cache(maxsize=8)
def load_timewords(language: str = "en") -> TimeWords:
    """The words of `language`. Raises VocabularyError where a file is missing or wrong."""
    return read_timewords(files("reportedly").joinpath("data", "lexicon", language))


def read_timewords(folder: Traversable) -> TimeWords:
    """The words in `folder`. Raises VocabularyError where a file is missing or wrong."""
    raw, names, verbs = (read_table(folder, name) for name in ("times.toml", "days.toml", "verbs.toml"))
    _check_sections("times.toml", raw, {*_LISTS, *_NUMBERED})
    _check_sections("days.toml", names, set(_DAYS))
    lists = {
        f"{section}.{key}": words_of(f"times.toml: {section}.{key}", raw[section].get(key))
        for section, keys in _LISTS.items()
        for key in keys
    }
    for section, keys in _LISTS.items():
        for key in raw[section].keys() - set(keys):
            raise VocabularyError(f"times.toml: unknown key {section}.{key}")
    named, small = _named(names)
    irregular, doubling = verbs["irregular"], frozenset(verbs["doubling"]["verbs"])
    ahead = {f for v in lists["direction.ahead_verbs"] for f in (v, *inflected(v, irregular, doubling))}
    phrases, hours = ({forms(p) for p in lists[key]} for key in ("vague.phrases", "days.hours"))
    first_of: dict[str, list[tuple[str, ...]]] = {}
    for words in {*phrases, *named, *hours}:
        first_of.setdefault(words[0], []).append(words)
    numbered = frozenset[str]().union(*(raw[section][key] for section in _NUMBERED for key in raw[section]))
    cores = numbered.union(first_of, *(lists[key] for key in _OPENING_CORE))
    return TimeWords(
        lists={key: frozenset(words) for key, words in lists.items()},
        keys=_turned(lists),
        months=_numbered(raw, "months", _MONTHS),
        weekdays=_numbered(raw, "weekdays", _WEEKDAYS),
        numbers=_numbered(raw, "numbers"),
        ordinals=_numbered(raw, "ordinals"),
        decades=_numbered(raw, "decades"),
        units={
            word: unit
            for unit in get_args(Unit)
            for word in words_of(f"times.toml: units.{unit}", raw["units"].get(unit))
        },
        seasons={w: s for s in SEASONS for w in words_of(f"times.toml: seasons.{s}", raw["seasons"].get(s))},
        named=named,
        small=small,
        first_of={word: tuple(sorted(those, key=lambda w: (-len(w), w))) for word, those in first_of.items()},
        phrases=frozenset(phrases),
        beginnings=numbered.union(first_of, *(lists[key] for key in _OPENING)),
        cores=cores,
        after_the=cores.union(
            (words[1] for the in lists["joints.the"] for words in first_of.get(the, ()) if len(words) > 1),
            *(lists[key] for key in _AFTER_THE),
        ),
        ahead=frozenset(ahead | set(lists["direction.ahead"])),
        past_forms=frozenset(f for forms in irregular.values() for f in forms if not f.endswith("ing"))
        - {forms[0] for forms in irregular.values()}
        - set(lists["direction.present"]),
    )


def _check_sections(name: str, raw: Mapping[str, Any], due: set[str]) -> None:
    if raw.keys() != due:
        raise VocabularyError(f"{name}: sections {', '.join(sorted(due ^ raw.keys()))} are missing or unknown")
    for section, table in raw.items():
        if not isinstance(table, dict):
            raise VocabularyError(f"{name}: {section}: a section is due")


def _numbered(raw: Mapping[str, Any], section: str, names: Iterable[str] = ()) -> dict[str, int]:
    """For every word the number that its key is, or the place of its key among `names`, from 1."""
    order = {name: n for n, name in enumerate(names, 1)}
    found: dict[str, int] = {}
    for key, value in raw[section].items():
        number = order.get(key, int(key) if key.isdecimal() else None)
        if number is None:
            raise VocabularyError(f"times.toml: unknown key {section}.{key}")
        for word in words_of(f"times.toml: {section}.{key}", value):
            found[word] = number
    for name in order.keys() - raw[section].keys():
        raise VocabularyError(f"times.toml: key {section}.{name} is missing")
    return found


def _turned(lists: Mapping[str, Iterable[str]]) -> dict[str, frozenset[str]]:
    """For every word of the lists those in which it stands."""
    found: dict[str, set[str]] = {}
    for key, words in lists.items():
        for word in words:
            found.setdefault(word, set()).add(key)
    return {word: frozenset(keys) for word, keys in found.items()}


def _named(raw: Mapping[str, Any]) -> tuple[dict[tuple[str, ...], Named], frozenset[tuple[str, ...]]]:
    found: dict[tuple[str, ...], Named] = {}
    for section in _DAYS:
        entries = (
            raw[section]
            if section != "untold"
            else dict.fromkeys(words_of("days.toml: untold.names", raw[section].get("names")))
        )
        for name, value in entries.items():
            try:
                found[forms(name)] = Named("fixed" if section == "small" else section, _value(section, value))
            except (ValueError, TypeError, AttributeError, KeyError) as error:
                raise VocabularyError(f"days.toml: {section}.{name}: {error}") from error
    return found, frozenset(map(forms, raw["small"]))


def _value(section: str, value: Any) -> Any:
    if section in ("fixed", "small"):
        month, day = map(int, value.split("-"))
        date(2000, month, day)
        return month, day
    if section == "easter":
        return int(value)
    if section == "floating":
        month, weekday, which = map(int, value)
        nth_weekday(2000, month, weekday, which)
        return month, weekday, which
    if section == "once":
        start, end, precision = value
        if precision not in get_args(Precision):
            raise ValueError(f"{precision!r} is no precision")
        return Stretch(date.fromisoformat(start), date.fromisoformat(end), precision)
    if section == "lunar":
        ends = ([date.fromisoformat(day) for day in entry.split("/")] for entry in value)
        return tuple(Stretch(start, end, "month") for start, end in ends)
    return None

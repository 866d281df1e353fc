"""The words of acts: `data/lexicon/*/acts_*.toml`, checked and inflected when loaded.

How the files are made is said at the head of `acts_verbal_cooperation.toml`. What does not hold to it raises
VocabularyError with the file and the place: an unknown type, mode or list, a type or a mode without a section, a
word in capitals, a word twice in one section, a word of several types that `acts_order.toml` does not rank.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from .errors import VocabularyError
from .inflection import inflected, plural
from .lists import read_table, words_of
from .ontology import event_types

__all__ = ["Deeds", "Sense", "load_deeds"]

# A type and a mode of it, or none; the lists of one section.
_Key = tuple[str, str | None]
_Lists = Mapping[str, list[str]]

_ORDER = "acts_order.toml"
_LISTS = ("verbs", "phrases", "nouns", "fixed", "weak_verbs", "weak_nouns", "beside", "of")
# Which lists a word may stand in only once in a section.
_ONE_OF = (("verbs", "weak_verbs"), ("nouns", "weak_nouns"))
# The lists that one part of speech is looked up in.
_VERBS, _NOUNS, _FIXED = ("verbs", "phrases", "weak_verbs"), ("nouns", "weak_nouns"), ("fixed",)


@dataclass(frozen=True, slots=True)
class Sense:
    """An act that a word may tell. `weak`: only along with other words."""

    type: str
    mode: str | None
    weak: bool = False


@dataclass(frozen=True, slots=True)
class Deeds:
    """Words and the acts that they tell, in lower case, words parted by one blank, a hyphen with blanks or without.

    `verbs`, `nouns` and `fixed` have for every form, of one word or several, its senses, the likeliest first.
    `beside` has for every type the words that tell one or several of its modes when they stand by a trigger; `of` what
    mode of a trigger is told by the act that it is about; `without` what speaks for no mode, as log-odds. `light` are
    the forms of verbs that carry a noun that tells the act ("launched an attack"), `participles` those forms of verbs
    that may stand as adjectives. `entries` is how many there are, `longest` the words of the longest one,
    `beginnings` the first words of those of several words.
    """

    verbs: Mapping[str, tuple[Sense, ...]]
    nouns: Mapping[str, tuple[Sense, ...]]
    fixed: Mapping[str, tuple[Sense, ...]]
    beside: Mapping[str, Mapping[str, tuple[str, ...]]]
    of: Mapping[str, Mapping[tuple[str, str | None], str]]
    without: Mapping[str, float]
    light: frozenset[str]
    participles: frozenset[str]
    entries: int
    longest: int
    beginnings: frozenset[str]

    def senses(self, text: str, upos: str | None = None) -> tuple[Sense, ...]:
        """What `text` (as `vocabulary.plain` makes it) may tell as a part of speech, or as any where none is given.

        Nouns in -ing may be verbs, adjectives are participles or none.
        """
        tables: list[Mapping[str, tuple[Sense, ...]]]
        match upos:
            case "VERB" | "AUX":
                tables = [self.verbs, self.fixed]
            case "NOUN":
                tables = [self.nouns, self.fixed, self.verbs if text.endswith("ing") else {}]
            case "PROPN":
                tables = [self.nouns]
            case "ADJ":
                tables = [self.fixed, self.verbs if text in self.participles else {}]
            case None:
                tables = [self.verbs, self.nouns, self.fixed]
            case _:
                tables = [self.fixed]
        found = [senses for table in tables if (senses := table.get(text))]
        if upos is None:
            return tuple(dict.fromkeys(sense for senses in found for sense in senses))
        return found[0] if found else ()


@lru_cache(maxsize=8)
def load_deeds(language: str = "en") -> Deeds:
    """The words of acts in `language`. Raises VocabularyError where a file is missing or wrong."""
    return read_deeds(files("reportedly").joinpath("data", "lexicon", language))


def read_deeds(folder: Traversable) -> Deeds:
    """The words of acts in `folder`. Raises VocabularyError where a file is missing or wrong."""
    names = sorted(f.name for f in folder.iterdir() if f.name.startswith("acts_") and f.name.endswith(".toml"))
    sections: dict[_Key, _Lists] = {}
    for name in names:
        if name != _ORDER:
            for key, lists in _sections(name, read_table(folder, name)):
                if key in sections:
                    raise VocabularyError(f"{name}: {_told(key)} has a section already")
                sections[key] = lists
    for kind in event_types().values():
        for mode in (None, *kind.modes):
            if (kind.name, mode) not in sections:
                raise VocabularyError(f"acts_*.toml: there is no section for {_told((kind.name, mode))}")
    verbs, common = read_table(folder, "verbs.toml"), read_table(folder, _ORDER)
    if common.keys() != {"light", "without", "order"} or common["light"].keys() != {"verbs"}:
        raise VocabularyError(f"{_ORDER}: sections 'light', with 'verbs', 'without' and 'order' are due")
    light = _checked(f"{_ORDER}: light", common["light"])["verbs"]
    without = common["without"]
    due = {kind.name for kind in event_types().values() if kind.modes}
    if without.keys() != due or not all(isinstance(odds, float) for odds in without.values()):
        raise VocabularyError(f"{_ORDER}: without: a number is due for each of {', '.join(sorted(due))}")
    order = _order(common["order"], sections)
    irregular, doubling = verbs["irregular"], frozenset(verbs["doubling"]["verbs"])
    return _built(sections, order, light, without, lambda verb: inflected(verb, irregular, doubling))


def _told(key: _Key) -> str:
    return key[0] if key[1] is None else f"{key[0]}.{key[1]}"


def _sections(name: str, table: Mapping[str, Any]) -> Iterator[tuple[_Key, _Lists]]:
    for kind, section in table.items():
        if kind not in event_types() or not isinstance(section, dict):
            raise VocabularyError(f"{name}: {kind!r} is no type of event")
        own: dict[str, list[str]] = {}
        for key, value in section.items():
            if not isinstance(value, dict):
                own[key] = value
            elif key in event_types()[kind].modes:
                yield (kind, key), _checked(f"{name}: {kind}.{key}", value)
            else:
                raise VocabularyError(f"{name}: {kind} has no mode {key!r}")
        yield (kind, None), _checked(f"{name}: {kind}", own)


def _checked(where: str, lists: Mapping[str, Any]) -> _Lists:
    for key, value in lists.items():
        if key not in _LISTS:
            raise VocabularyError(f"{where}: unknown list {key!r}")
        if key == "of":
            for told in value if isinstance(value, list) else (value,):
                _act(f"{where}.{key}", told)
            continue
        for word in words_of(f"{where}.{key}", value):
            if (" " in word) != (key == "phrases") and key in ("phrases", "verbs", "weak_verbs", "beside"):
                raise VocabularyError(f"{where}.{key}: {word!r} has the wrong number of words")
    for keys in (*_ONE_OF, *((key,) for key in lists)):
        seen: set[str] = set()
        for word in (word for key in keys for word in lists.get(key, ())):
            if word in seen:
                raise VocabularyError(f"{where}: {word!r} stands twice among {' and '.join(keys)}")
            seen.add(word)
    return lists


def _act(where: str, told: object) -> _Key:
    """What is written "ASSAULT" or "ASSAULT drone", as a type and a mode."""
    kind, _, mode = str(told).partition(" ")
    if kind not in event_types() or (mode and mode not in event_types()[kind].modes):
        raise VocabularyError(f"{where}: {told!r} is no type of event, or no mode of it")
    return kind, mode or None


def _order(order: Mapping[str, Any], sections: Mapping[_Key, _Lists]) -> Mapping[str, list[str]]:
    """Types of words that have several, the likeliest first. Every word that tells several by itself needs them."""
    strong: dict[str, set[str]] = {}
    weak: dict[str, set[str]] = {}
    for (kind, _), lists in sections.items():
        for key in (*_VERBS, *_NOUNS, *_FIXED):
            for word in lists.get(key, ()):
                (weak if key.startswith("weak") else strong).setdefault(word, set()).add(kind)
    for word, kinds in order.items():
        if not isinstance(kinds, list) or len(set(kinds)) < max(2, len(kinds)):
            raise VocabularyError(f"{_ORDER}: {word!r}: a list of different types is due")
        for kind in kinds:
            if kind not in strong.get(word, set()) | weak.get(word, set()):
                raise VocabularyError(f"{_ORDER}: {word!r} does not stand under {kind!r}")
    for word, kinds_of in sorted(strong.items()):
        missing = kinds_of - set(order.get(word, ()))
        if len(kinds_of) > 1 and missing:
            raise VocabularyError(f"{_ORDER}: {word!r} is not ranked among {', '.join(sorted(kinds_of))}")
    return order


def _built(
    sections: Mapping[_Key, _Lists],
    order: Mapping[str, Sequence[str]],
    light: Sequence[str],
    without: Mapping[str, float],
    inflect: Callable[[str], tuple[str, ...]],
) -> Deeds:
    def forms(entry: str, keys: Sequence[str]) -> tuple[str, ...]:
        first, blank, rest = entry.partition(" ")
        if keys is _VERBS:
            return (entry, *(f"{form}{blank}{rest}" for form in inflect(first)))
        return (entry, plural(entry)) if keys is _NOUNS else (entry,)

    tables = []
    for keys in (_VERBS, _NOUNS, _FIXED):
        found: dict[str, list[tuple[tuple[int, ...], Sense]]] = {}
        for entry, ranked in _ranked(sections, order, keys):
            for form in dict.fromkeys(forms(entry, keys)):
                for written in _written(form):
                    found.setdefault(written, []).append(ranked)
        tables.append({form: _in_order(senses) for form, senses in found.items()})
    beside: dict[str, dict[str, tuple[str, ...]]] = {kind: {} for kind in event_types()}
    of: dict[str, dict[_Key, str]] = {kind: {} for kind in event_types()}
    for (kind, mode), lists in sections.items():
        if mode is not None:
            for form in dict.fromkeys(f for w in lists.get("beside", ()) for f in (w, plural(w), *inflect(w))):
                beside[kind][form] = (*beside[kind].get(form, ()), mode)
            of[kind] |= {_act("of", told): mode for told in lists.get("of", ())}
    verbs, nouns, fixed = tables
    single = [verb for lists in sections.values() for key in ("verbs", "weak_verbs") for verb in lists.get(key, ())]
    return Deeds(
        verbs=verbs,
        nouns=nouns,
        fixed=fixed,
        beside=beside,
        of=of,
        without=without,
        light=frozenset(form for verb in light for form in (verb, *inflect(verb))),
        # All forms but the base and the third person.
        participles=frozenset(form for verb in single for form in inflect(verb)[1:]),
        entries=sum(len(lists.get(key, ())) for lists in sections.values() for key in (*_VERBS, *_NOUNS, *_FIXED)),
        beginnings=frozenset(
            form.partition(" ")[0] for table in (verbs, nouns, fixed) for form in table if " " in form
        ),
        longest=max(form.count(" ") + 1 for table in tables for form in table),
    )


def _ranked(
    sections: Mapping[_Key, _Lists], order: Mapping[str, Sequence[str]], keys: Sequence[str]
) -> Iterator[tuple[str, tuple[tuple[int, ...], Sense]]]:
    """Every entry of the given lists with a sense, and what this is put in order by: its rank, then the ontology."""
    kinds = list(event_types())
    for (kind, mode), lists in sections.items():
        place = (kinds.index(kind), [None, *event_types()[kind].modes].index(mode))
        for key in keys:
            weak = key.startswith("weak")
            for entry in lists.get(key, ()):
                ranks = order.get(entry, ())
                rank = ranks.index(kind) if kind in ranks else len(kinds)
                yield entry, ((rank, weak, *place), Sense(kind, mode, weak))


def _in_order(senses: Sequence[tuple[tuple[int, ...], Sense]]) -> tuple[Sense, ...]:
    if len(senses) == 1:  # as nearly all are
        return (senses[0][1],)
    return tuple(dict.fromkeys(sense for _, sense in sorted(senses, key=lambda ranked: ranked[0])))


def _written(form: str) -> tuple[str, ...]:
    """As a form stands in a text, and as the words of a text joined by blanks, where a hyphen is a word."""
    return (form, form.replace("-", " - ")) if "-" in form else (form,)

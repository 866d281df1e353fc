"""The words of acts: `data/lexicon/*/acts_*.toml`, checked and inflected when loaded.

How the files are made is said at the head of `acts_verbal_cooperation.toml`. What does not hold to it raises
VocabularyError with the file and the place: an unknown type, mode or list, a type or a mode without a section, a
word in capitals, a word twice in one section, a word of several types that `acts_order.toml` does not rank.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from .errors import VocabularyError
from .inflection import inflected, plural
from .ontology import event_types

__all__ = ["Deeds", "Sense", "load_deeds"]

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
    """Words and the acts that they tell, in lower case, hyphens as written, words parted by one blank.

    `verbs`, `nouns` and `fixed` have for every form, of one word or several, its senses, the likeliest first.
    `beside` has for every type the words that tell one or several of its modes when they stand by a trigger; `of` what
    mode of a trigger is told by the act that it is about. `light` are the forms of verbs that carry a noun that tells
    the act ("launched an attack"). `entries` is how many there are, `longest` the words of the longest one.
    """

    verbs: Mapping[str, tuple[Sense, ...]]
    nouns: Mapping[str, tuple[Sense, ...]]
    fixed: Mapping[str, tuple[Sense, ...]]
    beside: Mapping[str, Mapping[str, tuple[str, ...]]]
    of: Mapping[str, Mapping[tuple[str, str | None], str]]
    light: frozenset[str]
    entries: int
    longest: int

    def senses(self, text: str, upos: str | None = None) -> tuple[Sense, ...]:
        """What `text` (as `vocabulary.plain` makes it) may tell as a part of speech, or as any."""
        tables = (
            (self.nouns, self.fixed, self.verbs) if upos in ("NOUN", "PROPN") else (self.verbs, self.fixed, self.nouns)
        )
        found = (table.get(text, ()) for table in tables)
        if upos in ("NOUN", "PROPN", "VERB", "AUX"):
            return next(filter(None, found), ())
        return tuple(dict.fromkeys(sense for senses in found for sense in senses))


@lru_cache(maxsize=8)
def load_deeds(language: str = "en") -> Deeds:
    """The words of acts in `language`. Raises VocabularyError where a file is missing or wrong."""
    return read_deeds(files("reportedly").joinpath("data", "lexicon", language))


def read_deeds(folder: Traversable) -> Deeds:
    """The words of acts in `folder`. Raises VocabularyError where a file is missing or wrong."""
    names = sorted(f.name for f in folder.iterdir() if f.name.startswith("acts_") and f.name.endswith(".toml"))
    sections: dict[tuple[str, str | None], Mapping[str, list[str]]] = {}
    for name in names:
        if name != _ORDER:
            for key, lists in _sections(name, _table(folder, name)):
                if key in sections:
                    raise VocabularyError(f"{name}: {_told(key)} has a section already")
                sections[key] = lists
    for kind in event_types().values():
        for mode in (None, *kind.modes):
            if (kind.name, mode) not in sections:
                raise VocabularyError(f"acts_*.toml: there is no section for {_told((kind.name, mode))}")
    verbs, common = _table(folder, "verbs.toml"), _table(folder, _ORDER)
    if common.keys() != {"light", "order"} or common["light"].keys() != {"verbs"}:
        raise VocabularyError(f"{_ORDER}: sections 'light', with 'verbs', and 'order' are due")
    light = _checked(f"{_ORDER}: light", common["light"])["verbs"]
    order = _order(common["order"], sections)
    return _built(sections, order, light, verbs["irregular"], frozenset(verbs["doubling"]["verbs"]))


def _table(folder: Traversable, name: str) -> dict[str, Any]:
    try:
        return tomllib.loads(folder.joinpath(name).read_bytes().decode("utf-8"))
    except OSError as error:
        raise VocabularyError(f"{name}: the file is missing") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise VocabularyError(f"{name}: {error}") from error


def _told(key: tuple[str, str | None]) -> str:
    return key[0] if key[1] is None else f"{key[0]}.{key[1]}"


def _sections(name: str, table: Mapping[str, Any]) -> Iterator[tuple[tuple[str, str | None], Mapping[str, list[str]]]]:
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


def _checked(where: str, lists: Mapping[str, Any]) -> Mapping[str, list[str]]:
    for key, value in lists.items():
        if key not in _LISTS:
            raise VocabularyError(f"{where}: unknown list {key!r}")
        if not isinstance(value, list) or not value or not all(isinstance(w, str) and w for w in value):
            raise VocabularyError(f"{where}.{key}: a list of strings is due")
        for word in value:
            if key == "of":
                _act(f"{where}.{key}", word)
            elif word != " ".join(word.lower().split()):
                raise VocabularyError(f"{where}.{key}: {word!r} is not in lower case, one blank between words")
            elif (" " in word) != (key == "phrases") and key in ("phrases", "verbs", "weak_verbs", "beside"):
                raise VocabularyError(f"{where}.{key}: {word!r} has the wrong number of words")
    for keys in (*_ONE_OF, *((key,) for key in lists)):
        seen: set[str] = set()
        for word in (word for key in keys for word in lists.get(key, ())):
            if word in seen:
                raise VocabularyError(f"{where}: {word!r} stands twice among {' and '.join(keys)}")
            seen.add(word)
    return lists


def _act(where: str, told: str) -> tuple[str, str | None]:
    """ "ASSAULT" or "ASSAULT drone" as a type and a mode."""
    kind, _, mode = told.partition(" ")
    if kind not in event_types() or (mode and mode not in event_types()[kind].modes):
        raise VocabularyError(f"{where}: {told!r} is no type of event, or no mode of it")
    return kind, mode or None


def _order(
    order: Mapping[str, Any], sections: Mapping[tuple[str, str | None], Mapping[str, list[str]]]
) -> Mapping[str, list[str]]:
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
    sections: Mapping[tuple[str, str | None], Mapping[str, list[str]]],
    order: Mapping[str, Sequence[str]],
    light: Sequence[str],
    irregular: Mapping[str, Sequence[str]],
    doubling: frozenset[str],
) -> Deeds:
    places = {
        (kind.name, mode): (n, m)
        for n, kind in enumerate(event_types().values())
        for m, mode in enumerate((None, *kind.modes))
    }
    found: tuple[dict[str, list[tuple[tuple[int, ...], Sense]]], ...] = ({}, {}, {})
    beside: dict[str, dict[str, list[str]]] = {kind: {} for kind in event_types()}
    of: dict[str, dict[tuple[str, str | None], str]] = {kind: {} for kind in event_types()}
    entries = 0
    for (kind, mode), lists in sections.items():
        for table, keys in zip(found, (_VERBS, _NOUNS, _FIXED), strict=True):
            for key in keys:
                for entry in lists.get(key, ()):
                    entries += 1
                    ranks = order.get(entry, ())
                    rank = ranks.index(kind) if kind in ranks else len(event_types())
                    weak = key.startswith("weak")
                    sense = ((rank, weak, *places[kind, mode]), Sense(kind, mode, weak))
                    for form in dict.fromkeys(_forms(entry, keys, irregular, doubling)):
                        table.setdefault(form, []).append(sense)
        if mode is not None:
            for word in lists.get("beside", ()):
                for form in dict.fromkeys((word, plural(word), *inflected(word, irregular, doubling))):
                    modes = beside[kind].setdefault(form, [])
                    if mode not in modes:
                        modes.append(mode)
            of[kind] |= {_act("of", told): mode for told in lists.get("of", ())}
    verbs, nouns, fixed = (
        {
            form: tuple(dict.fromkeys(sense for _, sense in sorted(senses, key=lambda s: s[0])))
            for form, senses in table.items()
        }
        for table in found
    )
    return Deeds(
        verbs=verbs,
        nouns=nouns,
        fixed=fixed,
        beside={kind: {word: tuple(modes) for word, modes in words.items()} for kind, words in beside.items()},
        of=of,
        light=frozenset(form for verb in light for form in (verb, *inflected(verb, irregular, doubling))),
        entries=entries,
        longest=max(form.count(" ") + 1 for table in (verbs, nouns, fixed) for form in table),
    )


def _forms(
    entry: str, keys: Sequence[str], irregular: Mapping[str, Sequence[str]], doubling: frozenset[str]
) -> Iterator[str]:
    yield entry
    if keys is _VERBS:
        first, blank, rest = entry.partition(" ")
        yield from (f"{form}{blank}{rest}" for form in inflected(first, irregular, doubling))
    elif keys is _NOUNS:
        yield plural(entry)

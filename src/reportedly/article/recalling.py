"""Which of the parties that an article has named a description takes up again, by its noun.

"The judge" is whom the article called a judge, "the committee" the one committee that it named, "the group" the armed
group that was spoken of last. Where the model's chains know nothing, the noun often does.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

from ..gazetteer import Gazetteer, key_of, words_of
from .resolving import ARMED, can_mean
from .scene import Identity

__all__ = ["Named", "Names", "by_kind", "by_noun", "label", "otherwise_called", "same_names"]

# Sectors of those whom the press calls a group or an organization.
_MOVED = ARMED | frozenset({"NGO", "PTY", "OPP", "SOC", "REL", "LAB", "CVL"})

# Persons named last who are looked at where a description is taken up.
_LOOKED_AT = 50


@dataclass(frozen=True, slots=True)
class Named:
    """A mention that bears a name: its head word, and who it is."""

    word: int
    who: Identity


class Names(tuple[Named, ...]):
    """Mentions that bear names, in the order of the text, as they are looked for again and again."""

    def before(self, word: int) -> Iterator[Named]:
        """Those before a word, the nearest first."""
        return (self[at] for at in range(bisect_left(self._words, word) - 1, -1, -1))

    def between(self, first: int, end: int) -> Sequence[Named]:
        """Those from the word `first` to before the word `end`."""
        return self[bisect_left(self._words, first) : bisect_left(self._words, end)]

    @cached_property
    def _words(self) -> list[int]:
        return [n.word for n in self]

    @cached_property
    def persons(self) -> Mapping[str, Sequence[Named]]:
        """For each noun of a role the persons who are called so."""
        found: dict[str, list[Named]] = {}
        for n in self:
            if n.who.entity == "person" and n.who.name:
                for role in sorted(n.who.roles):
                    found.setdefault(role, []).append(n)
        return found

    @cached_property
    def bodies(self) -> Mapping[str, Names]:
        """For each word the organizations and groups that have it in their name."""
        found: dict[str, list[Named]] = {}
        for n in self:
            if n.who.entity in ("organization", "group"):
                for key in dict.fromkeys(key_of(words_of(n.who.name or "")).split()):
                    found.setdefault(key, []).append(n)
        return {key: Names(those) for key, those in found.items()}

    @cached_property
    def documents(self) -> Mapping[str, Names]:
        """For each noun the documents."""
        found: dict[str, list[Named]] = {}
        for n in self:
            if n.who.entity == "document" and n.who.noun:
                found.setdefault(n.who.noun, []).append(n)
        return {noun: Names(those) for noun, those in found.items()}

    def nearest(self, word: int) -> Named | None:
        """The last one before a word, else the first after it."""
        return next(self.before(word), None) or next(self.after(word), None)

    def after(self, word: int) -> Iterator[Named]:
        """Those after a word, the nearest first."""
        return (self[at] for at in range(bisect_right(self._words, word), len(self)))


def by_noun(own: Identity, word: int, named: Names, gazetteer: Gazetteer) -> Named | None:
    """The party that the article told with the same noun: of persons the only one, of bodies the nearest before."""
    if own.plural or not own.noun or own.noun in gazetteer.shape("several"):
        return None
    if own.entity == "person":
        return _person(own, word, named, gazetteer)
    if own.definite is False:
        return None
    if own.entity == "document":
        return next(named.documents.get(own.noun, Names()).before(word), None)
    if own.entity not in ("organization", "group"):
        return None
    last = own.noun.split()[-1]
    if last in gazetteer.shape("vague"):
        return None
    those = named.bodies.get(last, Names())
    return next((n for n in chain(those.before(word), those.after(word)) if can_mean(own, n.who, gazetteer)), None)


def _person(own: Identity, word: int, named: Names, gazetteer: Gazetteer) -> Named | None:
    roles, noun = named.persons, own.noun
    called = _called(roles, [noun]) or _called(roles, [role for role in roles if _ends(role, noun)])
    ministers = gazetteer.shape("ministers")
    if not called and noun in ministers:
        called = _called(roles, [role for role in roles if role.split()[-1] in ministers])
    if len({n.who.name for n in called}) != 1:
        return None
    first = called[0]
    if own.definite is False and first.word < word:
        return None  # "a judge" is not the judge who was named before; he may be named later
    known = Identity(None, "person", own.country, own.sector, noun=own.noun, definite=True)
    return called.nearest(word) if can_mean(known, first.who, gazetteer) else None


def _called(roles: Mapping[str, Sequence[Named]], nouns: Iterable[str]) -> Names:
    """Who is called by any of these nouns, each once, in the order of the text."""
    found = {n.word: n for noun in nouns for n in roles.get(noun, ())}
    return Names(found[word] for word in sorted(found))


def _ends(role: str, noun: str) -> bool:
    """Whether one is the other with more before it: "defence minister", "minister"."""
    return role.endswith(f" {noun}") or noun.endswith(f" {role}")


def by_kind(own: Identity, word: int, named: Names, gazetteer: Gazetteer) -> Named | None:
    """The party of the kind that a general noun tells that was spoken of last: "the group", "the company"."""
    if own.definite is not True or not own.alone or own.entity == "person" or own.noun in gazetteer.shape("several"):
        return None
    if own.noun in gazetteer.shape("foreign"):
        return None
    loose = own.noun in gazetteer.shape("movements")
    bloc = own.noun in gazetteer.shape("blocs")
    if own.sector in (None, "GOV") and not (loose or bloc):
        return None
    return next(
        (
            n for n in named.before(word)
            if n.who.entity in ("organization", "group")
            and (_alike(own.sector, n.who.sector) or (bloc and n.who.country == "IGO"))
            and can_mean(own, n.who, gazetteer)
        ),
        None,
    )  # fmt: skip


def _alike(told: str | None, sector: str | None) -> bool:
    if told is None:
        return sector in _MOVED
    return sector == told or (told in ARMED and sector in ARMED)


def label(who: Identity | None) -> tuple[bool, str | None] | None:
    """What tells one mention from another, see `coreference.Apart`."""
    if who is None:
        return None
    person = who.entity == "person"
    return person, None if person else who.name


def same_names(names: Mapping[int, str]) -> dict[int, int]:
    """For every name but its first telling the one before it."""
    last: dict[str, int] = {}
    found: dict[int, int] = {}
    for n, name in sorted(names.items()):
        if name in last:
            found[n] = last[name]
        last[name] = n
    return found


def otherwise_called(mentions: Sequence[Identity | None]) -> Iterator[tuple[int, list[int]]]:
    """For "the minister" who takes up "a minister" the persons that were named in between and are called otherwise:
    "Skipper Doe" is not he. Mentions are told by their place in the article's order."""
    last: dict[str, int] = {}
    named: list[tuple[int, Identity]] = []
    for n, who in enumerate(mentions):
        if who is None or who.entity != "person" or who.plural:
            continue
        if who.name is not None:
            named.append((n, who))
        elif who.noun and who.definite is False:
            last[who.noun] = n
        elif who.noun in last and who.definite:
            since = ((m, one) for m, one in named[-_LOOKED_AT:] if m > last[who.noun])
            others = [m for m, one in since if one.roles and who.noun not in one.roles]
            if others:
                yield n, others

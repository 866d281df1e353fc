"""Which of the parties that an article has named a description takes up again, by its noun.

"The judge" is whom the article called a judge, "the committee" the one committee that it named, "the group" the armed
group that was spoken of last. Where the model's chains know nothing, the noun often does.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ..gazetteer import Gazetteer, key_of, words_of
from .resolving import ARMED, can_mean
from .scene import Identity

__all__ = ["Named", "by_kind", "by_noun"]

# Sectors of those whom the press calls a group or an organization.
_MOVED = ARMED | frozenset({"NGO", "PTY", "OPP", "SOC", "REL", "LAB", "CVL"})


@dataclass(frozen=True, slots=True)
class Named:
    """A mention that bears a name: its head word, and who it is."""

    word: int
    who: Identity


def by_noun(own: Identity, word: int, named: Sequence[Named], gazetteer: Gazetteer) -> Named | None:
    """The party that the article told with the same noun: of persons the only one, of bodies the nearest before."""
    if own.plural or not own.noun or own.noun in gazetteer.shape("several"):
        return None
    if own.entity == "person":
        return _person(own, word, named, gazetteer)
    if own.definite is False:
        return None
    if own.entity == "document":
        return _nearest(
            word, [n for n in named if n.who.entity == "document" and n.who.noun == own.noun and n.word < word]
        )
    if own.entity not in ("organization", "group"):
        return None
    last = own.noun.split()[-1]
    if last in gazetteer.shape("vague"):
        return None
    fitting = [
        n for n in named
        if n.who.entity in ("organization", "group")
        and last in key_of(words_of(n.who.name or "")).split()
        and can_mean(own, n.who, gazetteer)
    ]  # fmt: skip
    return _nearest(word, fitting)


def _person(own: Identity, word: int, named: Sequence[Named], gazetteer: Gazetteer) -> Named | None:
    persons = [n for n in named if n.who.entity == "person" and n.who.name]
    called = [n for n in persons if own.noun in n.who.roles]
    called = called or [n for n in persons if any(_ends(role, own.noun) for role in n.who.roles)]
    ministers = gazetteer.shape("ministers")
    if not called and own.noun in ministers:
        called = [n for n in persons if any(role.split()[-1] in ministers for role in n.who.roles)]
    if len({n.who.name for n in called}) != 1:
        return None
    first = called[0]
    if own.definite is False and first.word < word:
        return None  # "a judge" is not the judge who was named before; he may be named later
    known = Identity(None, "person", own.country, own.sector, noun=own.noun, definite=True)
    return _nearest(word, called) if can_mean(known, first.who, gazetteer) else None


def _ends(role: str, noun: str) -> bool:
    """Whether one is the other with more before it: "defence minister", "minister"."""
    return role.endswith(f" {noun}") or noun.endswith(f" {role}")


def by_kind(own: Identity, word: int, named: Sequence[Named], gazetteer: Gazetteer) -> Named | None:
    """The party of the kind that a general noun tells that was spoken of last: "the group", "the company"."""
    if own.definite is not True or not own.alone or own.entity == "person" or own.noun in gazetteer.shape("several"):
        return None
    if own.noun in gazetteer.shape("foreign"):
        return None
    loose = own.noun in gazetteer.shape("movements")
    if own.sector in (None, "GOV") and not loose:
        return None
    fitting = [
        n for n in named
        if n.word < word
        and n.who.entity in ("organization", "group")
        and _alike(own.sector, n.who.sector)
        and can_mean(own, n.who, gazetteer)
    ]  # fmt: skip
    return fitting[-1] if fitting else None


def _alike(told: str | None, sector: str | None) -> bool:
    if told is None:
        return sector in _MOVED
    return sector == told or (told in ARMED and sector in ARMED)


def _nearest(word: int, named: Sequence[Named]) -> Named | None:
    """The last one before a word, else the first after it."""
    before = [n for n in named if n.word < word]
    if before:
        return before[-1]
    return next((n for n in named if n.word > word), None)

"""What it tells of somebody whose he is: "their spokesman" speaks for them, "his sister" is not he."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ..gazetteer import Gazetteer
from ..model.parse import Parse
from ..text import Span
from .calling import torn
from .scene import Identity

if TYPE_CHECKING:
    from .roster import Roster

__all__ = ["acting_for", "acts", "at_home_with", "is_family", "kin_of", "named_owner", "of_the_state", "owners"]

_STATES_OWN = (None, "GOV", "MIL")
# How far before its noun a name in the genitive stands.
_NEAR = 8


def acting_for(who: Identity, owner: Identity | None) -> Identity:
    """`who`, with the sector of the movement or the firm that he acts for, if `owner`, whose he is, is one."""
    if owner is None or owner.entity not in ("organization", "group") or owner.sector in _STATES_OWN:
        return who
    return replace(who, country=owner.country or who.country, sector=owner.sector, body=who.body or owner.name)


def acts(who: Identity, gazetteer: Gazetteer) -> bool:
    """Whether a phrase is of somebody who acts for others, and does not tell for whom."""
    if who.entity not in ("person", "group") or who.sector not in _STATES_OWN:
        return False
    return bool({who.noun, *who.roles} & gazetteer.shape("acting_for"))


def is_family(who: Identity, gazetteer: Gazetteer) -> bool:
    """Whether somebody is told as the kin of another, and not of which state he is."""
    kin = {who.noun, *who.roles} & gazetteer.shape("family")
    return who.country is None and who.kind != "pronoun" and who.entity in ("person", "group") and bool(kin)


def owners(parse: Parse, word: int) -> list[int]:
    """The words in the genitive before a noun: "her" and "country" of "her army", "the country's army"."""
    return [n for n in range(max(0, word - _NEAR), word) if parse.heads[n] == word and parse.deprels[n] == "nmod:poss"]


def named_owner(roster: Roster, word: int) -> Identity | None:
    """Whose somebody is, where a name tells it: "Ruiz's sister"."""
    parse = roster.context.parse
    if torn(roster, word):
        return roster.of_part(roster.core(word).of(roster.context.text))
    name = next((n for n in owners(parse, word) if n in roster.bare), None)
    return None if name is None else roster.named(name) or roster.bare[name]


def at_home_with(who: Identity, owner: Identity | None) -> Identity:
    """`who`, of the state of the person whose kin he is."""
    if owner is None or owner.entity != "person":
        return who
    return replace(who, country=owner.country, sector=who.sector or "CVL")


def kin_of(own: Identity, owner: Identity | None, named: Identity | None, who: Identity, gazetteer: Gazetteer) -> bool:
    """Whether a description is of somebody by whose he is, and `who` is just that one or a stranger, whatever their
    chain. `owner`: whose he is, where a pronoun or "the country" tells it; `named`: where a name does."""
    if _strangers(own, named, who, gazetteer):
        return True
    if owner is None:
        return False
    if owner.entity == "country" and own.noun in gazetteer.shape("stately") and own.noun in gazetteer.shape("kin"):
        return who.entity == "person"  # "Australia … its neighbour" is a state
    if own.noun.split(" ")[-1] not in gazetteer.shape("kin"):
        return False
    return owner.name is not None and owner.name == who.name


def _strangers(own: Identity, owner: Identity | None, who: Identity, gazetteer: Gazetteer) -> bool:
    """Whether `who` cannot be the kin of somebody named: "Ruiz's son" is nobody who is not told to be kin of anybody
    and bears another surname."""
    if owner is None or owner.entity != "person" or owner.name is None or who.name is None:
        return False
    if own.noun not in gazetteer.shape("family") or {who.noun, *who.roles} & gazetteer.shape("family"):
        return False
    return owner.name.split()[-1] != who.name.split()[-1]


def of_the_state(roster: Roster, word: int) -> Span:
    """The phrase by which a mention is read, without "the country's" before it, which tells no more than "its"."""
    parse, span = roster.context.parse, roster.reading(word)
    states = roster.gazetteer.shape("the_state")
    for n in owners(parse, word):
        if roster.context.lower(n) in states:
            rest = next(m for m in range(n + 1, word + 1) if parse.deprels[m] != "case")
            return Span(max(span.start, parse.words[rest].start), span.end)
    return span

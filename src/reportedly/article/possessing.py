"""What it tells of somebody whose he is: "their spokesman" speaks for them, "his sister" is not he."""

from __future__ import annotations

from dataclasses import replace

from ..gazetteer import Gazetteer
from .scene import Identity

__all__ = ["acting_for", "acts", "kin_of"]

_STATES_OWN = (None, "GOV", "MIL")


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


def kin_of(own: Identity, owner: Identity | None, who: Identity, gazetteer: Gazetteer) -> bool:
    """Whether a description is of somebody by whose he is, and `who` is just that one, whatever their chain."""
    if owner is None:
        return False
    if owner.entity == "country" and own.noun in gazetteer.shape("stately") and own.noun in gazetteer.shape("kin"):
        return who.entity == "person"  # "Australia … its neighbour" is a state
    if own.noun.split(" ")[-1] not in gazetteer.shape("kin"):
        return False
    return owner.name is not None and owner.name == who.name

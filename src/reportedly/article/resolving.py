"""Whether one phrase can be another name for a party that an article has told of, and what comes of the two."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ..gazetteer import Gazetteer, Word, key_of, words_of
from ..gazetteer.tables import NOT_STATES
from .scene import Identity

__all__ = ["ARMED", "another_state", "can_mean", "can_stand", "clash", "completed", "merged", "otherwise", "spoken_for"]

# Sectors that one body or one person does not have at once. What stands in no set goes with all.
# So does ELI: who has been in office, or is known for his songs, may be anything now.
_OFFICES = frozenset({"GOV", "MIL", "SPY", "LEG", "JUD", "PTY", "IGO"})
ARMED = frozenset({"REB", "PRM", "UAF", "CRM"})
_PERSONS = (_OFFICES, ARMED, frozenset({"JRN"}), frozenset({"MED"}), frozenset({"REF"}), frozenset({"COP"}))
_OPPOSING = frozenset({"OPP", "PTY"})
_BODIES = (
    ARMED, _OPPOSING, frozenset({"MIL"}), frozenset({"COP"}), frozenset({"JUD"}), frozenset({"LEG"}),
    frozenset({"MED"}), frozenset({"REL"}), frozenset({"BUS", "JRN"}), frozenset({"EDU"}),
    frozenset({"REF", "CVL", "AGR", "LAB"}),
)  # fmt: skip
# Who governs has an army and courts, but is no rebel, firm or church.
_GOVERNS = frozenset({"GOV", "IGO"})
_NOT_GOVERNING = ARMED | frozenset({"REL", "BUS", "JRN", "EDU", "REF", "CVL", "AGR", "LAB"})
_THINGS = ("document", "object", "place")
# Whose "we" is their country.
_STATESMEN = frozenset({"GOV", "ELI", "PTY", "MIL"})


def can_mean(own: Identity, who: Identity, gazetteer: Gazetteer, person: str | None = None) -> bool:
    """Whether a phrase that names nobody can mean `who`, whom the article names. `person`: a pronoun's class."""
    if own.kind == "pronoun":
        if person in ("masculine", "feminine", "speaker"):
            return who.entity == "person"
        if person == "plural" and who.entity == "place":
            return False  # "in Afrin they tried …": not the town
        return person not in ("thing", "plural") or who.entity != "person"
    if own.noun in gazetteer.shape("foreign"):
        own = replace(own, sector=None)  # a coalition may be of armies or of parties
    if _of_a_movement(own, who, gazetteer):
        return True
    if own.entity in _THINGS or own.definite is False or clash(own, who):
        return False
    if own.noun in gazetteer.shape("branches") and own.noun not in key_of(words_of(who.name or "")):
        return False
    if _of_other_affairs(own, who, gazetteer) or _of_another_court(own, who, gazetteer):
        return False
    wide = who.country is None or who.country in NOT_STATES or who.sector in ("PTY", "OPP", "REB")
    if own.noun in gazetteer.shape("blocs") and (not wide or (who.country is None and who.sector == "GOV")):
        return False  # "the bloc" is of several states, and no part of the world
    if who.entity == "country":
        return own.noun in gazetteer.shape("stately") and own.sector in (None, "GOV")
    if own.plural:
        # "The militants" are their movement, "police" a force; ministers and interns are no one body.
        # "Suspects" and "attackers" are single people, whoever sent them.
        band = own.sector in ("REB", "PRM") and own.noun not in gazetteer.shape("several")
        told = own.people or (own.country is not None and own.country != who.country) or not (own.alone or own.definite)
        return (band or own.noun in gazetteer.shape("wholes")) and not told and who.entity in ("organization", "group")
    # "The Kurdish militia" is none that fights everywhere.
    return not (own.people and who.country is None)


def _of_other_affairs(own: Identity, who: Identity, gazetteer: Gazetteer) -> bool:
    """Whether an office of state is told by affairs that the name does not have: "the health ministry" in "Centre for
    Health"."""
    words = frozenset(own.noun.split())
    named = {part.key for part in words_of(who.name or "")}
    told = len(words) > 1 and not words.isdisjoint(gazetteer.shape("ministries"))
    return told and not words - gazetteer.shape("small") <= named


def _of_another_court(own: Identity, who: Identity, gazetteer: Gazetteer) -> bool:
    """Whether a court is told that the name is none of, or not of that instance: "the appeals court" is no prosecutor's
    office, and no district court."""
    noun, named = frozenset(own.noun.split()), {part.key for part in words_of(who.name or "")}
    judging, charging, instances = map(gazetteer.shape, ("judging", "charging", "instances"))
    if not noun.isdisjoint(judging):
        return not named.isdisjoint(charging) or not noun & instances <= named
    return not noun.isdisjoint(charging) and not named.isdisjoint(judging)


def _of_a_movement(own: Identity, who: Identity, gazetteer: Gazetteer) -> bool:
    """Whether somebody's forces, whose state no word tells, can be an armed movement: "our troops"."""
    forces = own.plural and own.sector == "MIL" and own.noun in gazetteer.shape("national")
    if not forces or own.definite is not True or own.people:
        return False
    near = own.country is None or own.country == who.country
    return near and who.sector in ("REB", "PRM") and who.entity in ("organization", "group")


def spoken_for(who: Identity, gazetteer: Gazetteer) -> Identity:
    """Whom a speaker means by "we": the organization that he is told to speak for, the state that he governs or would
    govern, else a group of his kind without a name; an organization means itself."""
    if who.entity != "person":
        return who if who.name is not None else replace(who, entity="group" if who.plural else who.entity)
    state = gazetteer.codes.get(who.country or "")
    if state is not None and who.sector in _STATESMEN:
        return Identity(state.name, "country", state.code, "GOV")
    if who.body is not None and who.sector != "LEG":
        return Identity(who.body, "organization", who.country, who.sector)
    return Identity(None, "group", who.country, who.sector)


def clash(one: Identity, other: Identity) -> bool:
    """Whether what two phrases tell by their own words cannot hold of one party."""
    if "pronoun" in (one.kind, other.kind):
        return False
    if (one.entity == "person") != (other.entity == "person"):
        return True
    if one.country and other.country and one.country != other.country:
        return True
    if one.sector is None or other.sector is None:
        return False
    if _no_army(one, other) or _no_army(other, one):
        return True
    return _apart(one.sector, other.sector, _PERSONS if one.entity == "person" else _BODIES, one.entity == "person")


def _no_army(one: Identity, other: Identity) -> bool:
    """Whether one is an army or a party and the other an office of state with a name: "the army" is no palace."""
    office = other.sector == "GOV" and other.entity == "organization" and other.kind == "name"
    return one.sector in ("MIL", "PTY") and one.entity != "person" and office


def _apart(one: str, other: str, sets: tuple[frozenset[str], ...], person: bool) -> bool:
    if not person and ((one in _GOVERNS and other in _NOT_GOVERNING) or (other in _GOVERNS and one in _NOT_GOVERNING)):
        return True
    if (one in _OPPOSING and other in ARMED) or (other in _OPPOSING and one in ARMED):
        return False  # some of them bear arms
    mine = next((s for s in sets if one in s), None)
    others = next((s for s in sets if other in s), None)
    return mine is not None and others is not None and mine is not others


def otherwise(words: Sequence[Word], own: Identity, who: Identity, gazetteer: Gazetteer, date: str | None) -> bool:
    """Whether the words of a phrase say that it is not `who`: by a surname not his own, or another state's capital."""
    if own.kind == "name" and own.entity == who.entity == "person" and words:
        return words[-1].capital and words[-1].key not in {part.key for part in words_of(who.name or "")}
    if who.country not in gazetteer.codes:
        return False
    hits = (gazetteer.find(words, at, date) for at in range(len(words)) if words[at].capital)
    seats = (gazetteer.state_of(hit, words, date) for hit in hits if hit is not None and hit.kind == "capital")
    return any(state is not None and state.code != who.country for state in seats)


def another_state(own: Identity, who: Identity, home: str | None, gazetteer: Gazetteer) -> bool:
    """Whether "the government" is that of the article's state, or "the regime" that of `home`, and `who` is another
    state, whatever their chain."""
    ruling = own.name is not None and own.noun in gazetteer.shape("rules_here", "regimes") and own.country == home
    return ruling and who.entity == "country" and who.country != own.country


def can_stand(who: Identity, person: str) -> bool:
    """Whether a pronoun can stand for what a description is."""
    if person == "plural":
        return who.entity != "person"
    return (who.entity == "person") == (person != "thing") and not who.plural


def merged(who: Identity, own: Identity) -> Identity:
    """`who`, with what the phrase tells of state and sector where nothing else does."""
    return replace(who, country=who.country or own.country, sector=who.sector or own.sector)


def completed(before: Identity, more: Identity) -> Identity:
    """`before`, with what another telling of the same name tells where the first tells nothing."""
    return replace(
        before,
        country=before.country or more.country,
        sector=before.sector or more.sector,
        body=before.body or more.body,
        roles=before.roles | more.roles,
    )

"""Who is the same one: parties of an act, and sources, across reports."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Literal, TypeAlias

from ..gazetteer import fold, load_gazetteer, words_of
from ..records import Entity, Mention, SourceType, Statement
from ..vocabulary import load_lexicon

__all__ = ["Party", "Source", "SourceKind", "same_party"]

SourceKind = SourceType | Literal["own voice"]
"""The kinds of source of the contract, and the outlet itself where nobody else vouches."""

STATE: frozenset[str] = frozenset({"GOV", "MIL", "SPY", "LEG", "JUD", "COP"})
"""PLOVER's sectors that act for a state."""

ARMED: frozenset[str] = frozenset({"REB", "UAF", "CRM", "OPP"})
"""Those that act against one, or outside it: of one country with a state's, they are somebody else."""

_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Party:
    """Who is meant, as far as it can be told across reports. `label` is the name, else the phrase as it stands.

    `definite`: the phrase has "the" before it, and so has the name in a sentence.
    """

    label: str
    name: str | None
    entity: Entity
    country: str | None
    sector: str | None
    definite: bool = field(default=False, compare=False)

    @property
    def of_state(self) -> bool:
        return self.country is not None and (self.entity == "country" or self.sector in STATE)

    @property
    def known(self) -> bool:
        """Whether it can be told from others at all: by a name or a state."""
        return self.name is not None or self.country is not None

    def row(self) -> dict[str, Any]:
        return {"name": self.label, "country": self.country, "sector": self.sector}


def party_of(mention: Mention | None, text: str) -> Party | None:
    """The party of a mention in `text`; a pronoun without a name is called by what it stands for."""
    if mention is None:
        return None
    phrase = " ".join((mention.resolved_from or mention.span).of(text).split())
    definite = phrase.lower().startswith("the ") and mention.entity not in ("person", "place")
    label = mention.name or _inside(phrase)
    return Party(label, mention.name, mention.entity, mention.country, mention.sector, definite)


def actor_of(mention: Mention | None, text: str) -> Party | None:
    """The same of who acts. A place without a name or a state ("the region") is where, and does nothing."""
    party = party_of(mention, text)
    return None if party is None or (party.entity == "place" and not party.known) else party


def _inside(phrase: str) -> str:
    """A phrase as it stands inside a sentence: "Twelve villagers" is "twelve villagers", "Soviet crews" stay."""
    words = words_of(phrase)
    if not words:
        return phrase
    first = words[0]
    written = first.text[1:].islower() or first.text == "A"
    named = len(words) > 1 and words[1].capital and first.key not in load_lexicon().definite | {"the", "a", "an"}
    if not written or named or load_gazetteer().find(words, 0):
        return phrase
    return first.text.lower() + phrase[len(first.text) :] if phrase.startswith(first.text) else phrase


def speaks_for(source: Party, actor: Party) -> bool:
    """Whether what a source says of an actor it says of itself: one name, or one state's and of one branch of it.

    A mayor does not speak for the army, a president does for the country.
    """
    if not same_party(source, actor):
        return False
    one_name = source.name and actor.name and folded(source.name) == folded(actor.name)
    return bool(one_name) or "country" in (source.entity, actor.entity) or source.sector == actor.sector


def same_party(one: Party, other: Party) -> bool | None:
    """Whether two parties are the same one or act for the same state; None where that cannot be told.

    A ministry and its state are the same one; a rebel force and the state that it is of are not.
    """
    if one.name and other.name and folded(one.name) == folded(other.name):
        return not (one.country and other.country and one.country != other.country)
    if one.country and other.country:
        if one.country != other.country:
            return False
        if one.of_state and other.of_state:
            return True
        if (one.of_state and other.sector in ARMED) or (other.of_state and one.sector in ARMED):
            return False
    # Two names for what is neither a state's nor of two countries: a person may speak for a group.
    outside = not one.of_state and not other.of_state and "person" not in (one.entity, other.entity)
    return False if outside and one.name and other.name else None


@lru_cache(maxsize=4096)
def folded(words: str) -> str:
    """Words as they are compared: without case, marks, points and articles; `U.S.` is `us`."""
    found: list[str] = _WORD.findall(fold(words.replace(".", "")))
    return " ".join([word for word in found if word not in ("the", "a", "an")] or found)


@dataclass(frozen=True, slots=True)
class Source:
    """Who vouches. `key` is the same for the same source, across reports where it can be told who it is.

    Who withholds a name is somebody else in each report, unless one copied the other. `party` is None for nobody
    ("it is said") and for an outlet in its own voice.
    """

    key: str
    label: str
    kind: SourceKind
    party: Party | None = None

    @property
    def official(self) -> bool:
        """Whether a state speaks: its institutions, its papers, or a person who is told to act for it."""
        return self.party is not None and self.party.of_state and self.kind in ("office", "document", "person")

    @property
    def several(self) -> bool:
        """Whether it is told as several people without a name, who "doubt it" and not "doubts it"."""
        return self.party is not None and self.party.entity == "group" and self.party.name is None

    @property
    def named(self) -> bool:
        return self.kind in ("person", "office", "document", "outlet") and self.party is not None

    def row(self) -> dict[str, Any]:
        return {
            "name": self.label,
            "kind": self.kind,
            "country": self.party.country if self.party else None,
            "sector": self.party.sector if self.party else None,
        }


NOBODY = "nobody named"


Called: TypeAlias = tuple[str, str | None]
"""A name, folded, and the state that its bearer is told to belong to."""


def called_in(mentions: Iterable[Mention | None]) -> frozenset[Called]:
    return frozenset((folded(one.name), one.country or None) for one in mentions if one and one.name)


class Names:
    """Which states the bearers of each name are known to belong to, so that two ministries of one name stay two."""

    def __init__(self, mentions: Iterable[Mention | None] = (), called: Iterable[Called] = ()) -> None:
        states: defaultdict[str, set[str]] = defaultdict(set)
        for name, country in (*called_in(mentions), *called):
            if country:
                states[name].add(country)
        self._states: Mapping[str, set[str]] = states

    def shared(self, name: str) -> bool:
        """Whether bearers of several states are known."""
        return len(self._states.get(folded(name), ())) > 1

    def key(self, name: str, country: str | None) -> str:
        """One key for a name, unless bearers of two states are known: then one for each state."""
        plain = folded(name)
        return f"{plain}|{country or '?'}" if len(self._states.get(plain, ())) > 1 else plain


def source_of(statement: Statement, text: str, origin: str, names: Names) -> Source:
    """The source of a statement that stands in `text` and was first printed by the report `origin`."""
    kind, mention = statement.source_type, statement.source
    party = party_of(mention, text)
    if mention is None or party is None:
        return Source(f"{kind}:{origin}", NOBODY, kind)
    if mention.name and kind == "outlet":
        return Source(f"outlet:{folded(mention.name)}", party.label, kind, party)
    if mention.name and kind != "anonymous":
        return Source(names.key(mention.name, mention.country), party.label, kind, party)
    phrase = folded(party.label)
    # "The army" of one state is the same in every report; "officials" are whoever talked to this one.
    if mention.country and kind in ("office", "document", "outlet"):
        return Source(f"{kind}:{mention.country}:{phrase}", party.label, kind, party)
    return Source(f"{kind}:{origin}:{phrase}", party.label, kind, party)


def own_voice(origin: str, outlet: str | None, label: str) -> Source:
    """The outlet itself, where nobody else vouches: the same as where others cite it. Without one, the report."""
    return Source(f"outlet:{folded(outlet) if outlet else origin}", label, "own voice")

"""What is read off a phrase, and what is known beside it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from ..gazetteer import Gazetteer
from ..records import Entity

__all__ = ["NOWHERE", "Asked", "Home", "Identity", "IdentityKind", "Scene", "at_home"]

Asked = Literal["home", "known"]
Home = Callable[[], str | None]
"""Tells the state that an article is about, once it is asked for: most phrases tell for themselves."""
IdentityKind = Literal["name", "metonym", "office", "description", "pronoun"]


@dataclass(frozen=True, slots=True)
class Identity:
    """Who a phrase means, as far as it tells.

    `kind` is how: by a `name`, a `metonym` ("Washington"; a demonym alone, "Turkish"), an `office` whose holder
    the tables know, a `description` that names nobody, or a `pronoun`, of which nothing is known here.
    Of a description, `noun` is its last noun as a key, `plural` its number, `alone` whether nothing but an article
    stands before it, and `definite` whether it speaks of somebody
    who is known ("the", "his"), of anybody ("a", "other"), or does not say (None). `body` is the organization that a
    person is told to speak or act for; `roles` are the nouns that the article calls a named person by. `people`: it is
    told by the name of a people that has no state. `called` is the surname or the given name by which a phrase tells of
    somebody without more.
    """

    name: str | None
    entity: Entity
    country: str | None = None
    sector: str | None = None
    kind: IdentityKind = "description"
    noun: str = ""
    plural: bool = False
    alone: bool = False
    definite: bool | None = None
    body: str | None = None
    roles: frozenset[str] = frozenset()
    people: bool = False
    called: str = ""


def at_home(state: str | None) -> Home:
    """What tells a state that is known, or None."""
    return lambda: state


NOWHERE = at_home(None)


@dataclass(frozen=True, slots=True)
class Scene:
    """What is known beside the phrase: the article's date and home, the model's word, the names before it.

    `spot`: the model takes the phrase for a place. A place that speaks or acts may be a state, but is no person.
    `states`: the codes of those that the article names; `acting`: with those that somebody acts for in it, None of a
    phrase without an article. `asked` gathers which of "home" and "known" a reading looked at: one that looked at
    neither is the same whatever they are.
    """

    gazetteer: Gazetteer
    date: str | None = None
    told_home: Home = NOWHERE
    entity: str | None = None
    told_known: Mapping[str, Identity] = field(default_factory=dict)
    spot: bool = False
    states: frozenset[str] = frozenset()
    acting: frozenset[str] | None = None
    asked: set[Asked] = field(default_factory=set, compare=False)

    @property
    def home(self) -> str | None:
        """The state that the article is about."""
        self.asked.add("home")
        return self.told_home()

    @property
    def known(self) -> Mapping[str, Identity]:
        """The full names met before in the article, each with its identity."""
        self.asked.add("known")
        return self.told_known

    @property
    def thing(self) -> bool:
        """Whether the model takes the phrase for a place or a thing: it tells rice from Ms Rice, and a headline's "Sent
        Home" from Lord Home."""
        return self.spot or self.entity in ("object", "document", "place")

    @property
    def hint(self) -> Entity | None:
        """What the model takes the phrase for, as the contract calls it."""
        return self.entity  # type: ignore[return-value]

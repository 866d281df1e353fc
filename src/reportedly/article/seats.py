"""Whose president it is: the state of an office that a phrase tells without one."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from .home import states_in
from .masthead import dateline as dateline_end

if TYPE_CHECKING:
    from .roster import Roster

__all__ = ["Seats"]

# Paragraphs among which the one is that bears the dateline.
_HEAD = 4


@dataclass(frozen=True)
class Seats:
    """The offices of state that one article tells of."""

    roster: Roster

    def of(self, word: int, noun: str) -> str | None:
        """The state whose "president" or "foreign minister" is meant by a phrase that does not say.

        It is that of the one who was told with the same noun before ("the Kenyan president … the president"), else that
        from which the report comes. Where no report tells that, it is that which the article is about, if the sentence
        names no other.
        """
        before = [country for at, country in self._ruling.get(noun, ()) if at < word]
        if before or self.dateline is not None:
            return before[-1] if before else self.dated_from
        near = self.roster.home_of(word)
        return near if self.roster.home in (None, near) else None

    @cached_property
    def _ruling(self) -> dict[str, list[tuple[int, str]]]:
        """For each noun of an office where phrases tell the state that it is of."""
        found: dict[str, list[tuple[int, str]]] = {}
        for n, word in enumerate(self.roster.described.heads.tolist()):
            who = self.roster.sort(n)
            if who is not None and who.kind == "office" and who.country and self.roster.tells(word, who.country):
                found.setdefault(who.noun, []).append((word, who.country))
        return found

    @cached_property
    def dateline(self) -> str | None:
        """The article's dateline: "MONTEVIDEO, Feb. 11 —"."""
        paragraphs = [paragraph.of(self.roster.context.text) for paragraph in self.roster.context.paragraphs[:_HEAD]]
        return next((text[:end] for text in paragraphs if (end := dateline_end(text))), None)

    @cached_property
    def dated_from(self) -> str | None:
        """The one state whose place stands in the dateline."""
        told = states_in(self.dateline, self.roster.gazetteer, self.roster.date) if self.dateline else {}
        return next(iter(told)) if len(told) == 1 else None

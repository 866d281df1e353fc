"""Phrases of time in a text, by a grammar over its words: where they stand, and what they say (a `Term`).

The grammar reads from left to right and takes the longest phrase that begins at a word. The preposition belongs to it
("on Friday", "since 2011"), but for the one before the name of a day: "on New Year's Eve" is "New Year's Eve". What it
cannot be sure of it leaves: a month that may be a person, a number that may count something.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ..text import Span
from .stretches import Part
from .timebounds import Bound, Clock, Limit, Parted, Since, Stretched
from .timecores import Cores
from .timereader import Found
from .timeterms import Fixed, Relative, Term, Weekday, Yearless
from .timetokens import tokens
from .timewords import TimeWords, load_timewords

__all__ = ["Phrase", "find_phrases"]

_SIDES: tuple[Part, ...] = ("early", "late", "earlier", "later")
_LIMITS: tuple[Limit, ...] = ("since", "from", "until", "by", "before", "after")
# Lists with whose words a bounded time may begin.
_BOUNDING = tuple(f"joints.{joint}" for joint in (*_LIMITS, "as", "through", "up", "between"))


@dataclass(frozen=True, slots=True)
class Phrase:
    """One phrase of time. `follows`: it tells of the clause that follows it ("a day after …"); `meant_for`: "for
    Wednesday", which lies ahead."""

    span: Span
    term: Term
    follows: bool = False
    meant_for: bool = False

    @property
    def deadline(self) -> bool:
        """Whether it is the end of the time in which something is to be done."""
        return isinstance(self.term, Bound) and self.term.limit in ("until", "by", "before")


def find_phrases(text: str, words: TimeWords | None = None) -> list[Phrase]:
    """The phrases of a text, in order; none overlap."""
    return list(_Reader(text, words or load_timewords()).phrases())


def _is_pair(term: Term) -> bool:
    """Whether it tells of both ends of a time."""
    if isinstance(term, Fixed):
        stretch = term.stretch
        return stretch.precision == "day" and stretch.start != stretch.end
    return isinstance(term, Stretched)


def _may_be_ahead(term: Term) -> bool:
    """Whether the side on which it lies is left to what is told."""
    return isinstance(term.first if isinstance(term, Stretched) else term, (Weekday, Yearless))


class _Reader(Cores):
    def __init__(self, text: str, words: TimeWords) -> None:
        super().__init__(tokens(text), words)

    def phrases(self) -> Iterator[Phrase]:
        at = 0
        while at < len(self.tokens):
            if not self.may_begin(at):
                at += 1
                continue
            found = self._phrase(at)
            if found is None:
                at += 1
                continue
            yield found[0]
            at = found[1]

    def _phrase(self, at: int) -> tuple[Phrase, int] | None:
        found = self.vague(at) or self._bounded(at) or self._plain(at)
        if found is None or found.next <= at:
            return None
        first = found.first if found.first is not None else at
        if self._in_compound(found.next):
            return None
        span = Span(self.tokens[first].start, self.tokens[found.next - 1].end)
        meant = self.at(first, "joints.for") and _may_be_ahead(found.term)
        return Phrase(span, found.term, follows=found.follows, meant_for=meant), found.next

    def _in_compound(self, at: int) -> bool:
        """Whether the time is part of an adjective: "a 1990s-style sedan" tells none."""
        return self.form(at) == "-" and self.at(at + 1, "guards.compound")

    # What may stand before the core

    def _plain(self, at: int) -> Found | None:
        found = self.core(at)
        if found is not None:
            return found
        weekend = self._weekend(at)
        if weekend is not None:
            return weekend
        if self.at(at, "joints.plain"):
            inner = self.core(at + 1)
            if inner is None:
                return None
            # The name of a day stands for itself.
            return inner.since(at + 1 if inner.name and self.at(at, "joints.on") else at)
        return self._late(at)

    def _late(self, at: int) -> Found | None:
        """A time with its part before the preposition: "late on Monday", "earlier in the day"."""
        for which in _SIDES:
            if self.at(at, f"parts.{which}") and self.at(at + 1, "joints.plain"):
                inner = self.of_the_unit(at + 2) or self.core(at + 2)
                if inner is not None:
                    return inner.over(Parted(inner.term, which))
        return None

    def _weekend(self, at: int) -> Found | None:
        """The weekend: "over the weekend", "all weekend"."""
        begin = at + 2 if self.at(at, "joints.plain") and self.at(at + 1, "joints.the") else at + 1
        whole = begin == at + 2 or self.at(at, "days.all")
        if whole and self.words.units.get(self.form(begin)) == "weekend":
            return Found(Relative("weekend", 0), begin + 1)
        return None

    def _bounded(self, at: int) -> Found | None:
        if not self.at(at, *_BOUNDING):
            return None
        limit = next((limit for limit in _LIMITS if self.at(at, f"joints.{limit}")), None)
        begin = at + 1
        if (
            limit is None
            and self.at(at, "joints.as")
            and (self.at(at + 1, "joints.of") or self.at(at + 1, "joints.from"))
        ):
            limit, begin = "from", at + 2
        if self.at(at, "joints.through"):
            limit = "until"
        if limit is None and self.at(at, "joints.up") and self.at(at + 1, "joints.to"):
            limit, begin = "until", at + 2
        if self.at(at, "joints.between"):
            pair = self._pair(at + 1, "joints.and")
            return pair.since(at) if pair else None
        if limit is None:
            return None
        if limit == "since" and self.at(begin, "joints.then"):
            return Found(Since(), begin + 1)
        if limit == "from":
            pair = self._pair(begin, "joints.to")
            if pair is not None:
                return pair.since(at)
        inner = self._late(begin) or self.core(begin)
        if inner is None or self.at(inner.next, "joints.possessive") or inner.follows:
            return None
        if inner.nowhere:
            return inner.since(at)
        if inner.hour and (limit in ("before", "after") or not inner.dated):
            # "Before dawn on Friday" is on Friday; "by noon" is by noon of some day.
            if limit == "since":
                return inner.over(Bound("since", Clock(0)))
            return inner if limit in ("before", "after") else inner.over(Fixed(self.unknown_day))
        return Found(Bound(limit, inner.term), inner.next)

    def _pair(self, at: int, joint: str) -> Found | None:
        """Two times with a word between them."""
        first = self._plain(at)
        if first is not None and self.form(first.next) == "," and self.at(first.next + 1, joint):
            first = first.until(first.next + 1)
        if first is None or not self.at(first.next, joint):
            # "Between 3 and 5 May": the core has read both.
            return first if first is not None and _is_pair(first.term) else None
        last = self._plain(first.next + 1)
        if last is None:
            return None
        return Found(Stretched(first.term, last.term), last.next)

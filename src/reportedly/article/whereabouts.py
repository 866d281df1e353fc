"""Where each event happened: its act and the places of its sentence → the one that it happened at, or none.

Signs tell how a place stands to an act: the way through the tree, the preposition, the kind of act. Each has a weight,
learned from annotated articles by `training/whereabouts.py`, which imports this very file; a log-linear choice among
the places of the sentence, and none. A dateline is the article's place and not every event's.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from ..errors import VocabularyError
from ..records import Event, Where
from ..sums import packaged
from ..text import Span
from .context import Context
from .placephrases import describes
from .places import Spot, find_places
from .placewords import load_place_words

__all__ = ["FILE", "Weighing", "Whereabouts", "load_weighing", "located"]

FILE = "whereabouts.json"

# Steps on the way through the tree, and from which probability on a place is told.
_LONGEST, _STEPS = 6, 7
_SURE = 0.5
_DISTANCES = (1, 2, 4, 8, 16, 32)


@dataclass(frozen=True)
class Weighing:
    """What every sign weighs, as log-odds; no other sign weighs anything. Empty: no place is ever told."""

    weights: Mapping[str, float] = field(default_factory=dict)
    digest: str = ""

    def sum(self, signs: Iterable[str]) -> float:
        return sum(self.weights.get(sign, 0.0) for sign in signs)


@lru_cache(maxsize=1)
def load_weighing() -> Weighing:
    """The weights that come with the package. Raises VocabularyError where they are missing or broken."""
    try:
        raw = json.loads(packaged(FILE))
        return Weighing({str(sign): float(weight) for sign, weight in raw["weights"].items()}, str(raw["digest"]))
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise VocabularyError(f"{FILE}: {error}") from error


class Whereabouts:
    """The places of one article, and how each stands to an act."""

    def __init__(self, context: Context, spots: Sequence[Spot]) -> None:
        self._context, self.spots = context, tuple(spots)
        self._children = context.parse.children()
        self._small = load_place_words().small
        self._in: dict[int, list[int]] = {}
        for n, spot in enumerate(self.spots):
            self._in.setdefault(context.sentence(spot.where.span.start), []).append(n)

    def beside(self, span: Span) -> list[int]:
        """The places told in the sentence of an act, in order, those that the act's own words are left out."""
        found = self._in.get(self._context.sentence(span.start), [])
        return [n for n in found if not self.spots[n].where.span.overlaps(span) or self._wider(n, span)]

    def _wider(self, n: int, span: Span) -> bool:
        where = self.spots[n].where.span
        return where.start < span.start or span.end < where.end

    def nowhere(self, event: Event) -> Iterator[str]:
        """The signs that speak for no place."""
        frame = self._frame(self._head(event.span))
        yield from ("0", f"0t:{event.type}", f"0f:{frame}", f"0tf:{event.type} {frame}")
        yield f"0n:{min(4, len(self.beside(event.span)))}"
        yield f"0w:{self._form(self._head(event.span))}"

    def signs(self, event: Event, n: int) -> Iterator[str]:
        """The signs of a place as that of an event."""
        parse, spot, kind = self._context.parse, self.spots[n], event.type
        act, head = self._head(event.span), self.spots[n].phrase.head
        frame, sort = self._frame(act), self._sort(spot)
        case = self._case(spot)
        yield from (f"s:{sort}", f"c:{case}", f"sc:{sort} {case}", f"tc:{kind} {case}", f"ts:{kind} {sort}")
        yield f"d:{parse.deprels[head]} {case}"
        yield f"p:{spot.party:d}{sort}"
        side = "-" if spot.phrase.first < act else "+"
        near = next((d for d in _DISTANCES if abs(head - act) <= d), 64)
        yield from (f"b:{side}{near}", f"bs:{side}{near} {sort}")
        way = self._way(act, head)
        if way is None:
            yield f"w:far {side} {case}"
        else:
            told = " ".join(way)
            yield from (f"w:{frame} {told}", f"wc:{frame} {told} {case}", f"wt:{kind} {told} {case}", f"wn:{len(way)}")
            yield f"ws:{frame} {told} {sort}"
            yield f"wa:{self._form(act)} {told} {case}"
        beside = self.beside(event.span)
        yield f"o:{min(3, len(beside))} {sort}"
        between = [m for m in beside if m != n and min(act, head) < self.spots[m].phrase.head < max(act, head)]
        yield f"n:{min(3, len(between))}{side}"
        where = spot.where.span
        for role, party in (("a", event.actor), ("r", event.recipient)):
            if party is not None and party.span.overlaps(where):
                whole = party.span.contains(where) and where.contains(party.span)
                yield from (f"{role}:{whole:d}", f"{role}c:{whole:d} {sort} {case}", f"{role}t:{kind} {whole:d} {sort}")

    def _sort(self, spot: Spot) -> str:
        if spot.sort != "name":
            return f"{spot.sort}{spot.phrase.kind or ''}"
        return (
            "state"
            if spot.state and spot.phrase.noun is None
            else "wide"
            if spot.wide
            else "site"
            if spot.site
            else "town"
        )

    def _form(self, word: int) -> str:
        return self._context.lower(word)

    def _head(self, span: Span) -> int:
        """The word by which a trigger hangs in the tree."""
        heads = self._context.parse.heads
        words = self._context.words_in(span)
        if not words:
            return 0
        return next((w for w in words if heads[w] not in words or heads[w] == w), words.start)

    def _frame(self, word: int) -> str:
        parse = self._context.parse
        if parse.upos[word] != "VERB":
            return "N" if parse.upos[word] in ("NOUN", "PROPN") else "X"
        passive = any(parse.deprels[n] in ("aux:pass", "nsubj:pass") for n in self._children[word])
        return "P" if passive else "A"

    def _case(self, spot: Spot) -> str:
        """The preposition before a place."""
        parse, head = self._context.parse, spot.phrase.head
        cases = [self._form(n) for n in self._children[head] if parse.deprels[n] == "case" and n < head]
        if cases or describes(self._context, spot.phrase):
            return cases[0] if cases else ""
        before = spot.phrase.first - 1
        return self._form(before) if before >= 0 and parse.upos[before] == "ADP" else ""

    def _way(self, act: int, head: int) -> tuple[str, ...] | None:
        """The relations from an act up to what it shares with a place, and down to it; None where that is too long."""
        parse = self._context.parse
        above = {act: 0}
        up: list[str] = []
        at = act
        for _ in range(_STEPS):
            if parse.heads[at] == at:
                break
            up.append(f"{parse.deprels[at]}^")
            at = parse.heads[at]
            if at in above:
                break
            above[at] = len(up)
        down: list[str] = []
        at = head
        while at not in above:
            down.append(parse.deprels[at])
            if len(down) > _LONGEST or parse.heads[at] == at:
                return None
            at = parse.heads[at]
        steps = (*up[: above[at]], *reversed(down))
        return steps if len(steps) <= _LONGEST else None

    def joined(self, n: int) -> Where:
        """The place with those that are told together with it: of two states it is in neither."""
        spots = [self.spots[m] for m in self._together(n)]
        if len(spots) == 1:
            return spots[0].where
        first, last = spots[0].where, spots[-1].where
        span = Span(first.span.start, last.span.end)
        names = [spot.where.name for spot in spots]
        countries = {spot.where.country for spot in spots}
        name = None if None in names else _enumerated([name for name in names if name is not None])
        return Where(span, name, countries.pop() if len(countries) == 1 else None)

    def _together(self, n: int) -> list[int]:
        found = [n]
        while found[0] > 0 and self._listed(found[0] - 1, found[0]):
            found.insert(0, found[0] - 1)
        while found[-1] + 1 < len(self.spots) and self._listed(found[-1], found[-1] + 1):
            found.append(found[-1] + 1)
        return found

    def _listed(self, one: int, other: int) -> bool:
        """Whether two places stand side by side in a list, of one sort, in one sentence."""
        a, b = self.spots[one], self.spots[other]
        between = range(a.phrase.end, b.phrase.first)
        if not 1 <= len(between) <= 3 or a.sort != b.sort or a.sort != "name" or a.wide != b.wide:
            return False
        if any(self._form(w) not in self._small["listed"] for w in between) or [self._form(w) for w in between] == [
            ","
        ]:
            return [self._form(w) for w in between] == [","] and self._goes_on(other)
        return True

    def _goes_on(self, n: int) -> bool:
        """Whether a list goes on behind a place after a comma: an "and" brings its last."""
        for m in range(n, min(n + 8, len(self.spots) - 1)):
            between = [self._form(w) for w in range(self.spots[m].phrase.end, self.spots[m + 1].phrase.first)]
            if not self._small["last"].isdisjoint(between):
                return len(between) <= 3 and all(w in self._small["listed"] for w in between)
            if between != [","]:
                return False
        return False


def _enumerated(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def located(
    context: Context, events: Sequence[Event], date: str | None, weighing: Weighing | None = None
) -> tuple[Event, ...]:
    """The events, each with the place where it happened, as far as its sentence tells one.

    `date`: the article's, an ISO date. `weighing`: where None, the one that comes with the package.
    """
    if not events:
        return ()
    chosen = weighing or load_weighing()
    places = Whereabouts(context, find_places(context, date))
    return tuple(_placed(places, event, chosen) for event in events)


def _placed(places: Whereabouts, event: Event, weighing: Weighing) -> Event:
    beside = places.beside(event.span)
    if not beside:
        return event
    scores = [weighing.sum(places.signs(event, n)) for n in beside]
    scores.append(weighing.sum(places.nowhere(event)))
    most = max(scores)
    total = sum(math.exp(score - most) for score in scores)
    best = max(range(len(beside)), key=lambda n: (scores[n], -n))
    if math.exp(scores[best] - most) / total < _SURE:
        return event
    where = places.joined(beside[best])
    return replace(event, where=where) if where.name is not None or where.country is not None else event

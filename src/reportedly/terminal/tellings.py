"""Which events are told together: both directions of an act between equals, and an act with its retellings.

Pure, without colours. What the table tells in one place is an `Act`: no event is left out of them, and none is in
two of them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ..records import Event, Mention


@dataclass(frozen=True, slots=True)
class Telling:
    """One event, or the two of an act between equals; `event` is the one that stands first."""

    event: Event
    back: Event | None = None

    @property
    def numbers(self) -> tuple[int, ...]:
        return (self.event.number, self.back.number) if self.back else (self.event.number,)

    @property
    def confidence(self) -> float | None:
        """That of the less certain direction; None where one bears none."""
        if self.back is None or self.event.confidence is None or self.back.confidence is None:
            return None if self.back else self.event.confidence
        return min(self.event.confidence, self.back.confidence)


@dataclass(frozen=True, slots=True)
class Act:
    """The first telling of an act. Those `again` say nothing else of it; those `otherwise` tell another status,
    another type, or other parties."""

    first: Telling
    again: tuple[Telling, ...] = ()
    otherwise: tuple[Telling, ...] = ()


def acts(events: Sequence[Event], text: str) -> list[Act]:
    """The events as acts, in the order of their first tellings. `text` is the article's."""
    told = tellings(events)
    place = {number: at for at, telling in enumerate(told) for number in telling.numbers}
    roots = firsts({at: _earlier(telling, place) for at, telling in enumerate(told)})
    later: defaultdict[int, list[Telling]] = defaultdict(list)
    for at, telling in enumerate(told):
        if roots[at] != at:
            later[roots[at]].append(telling)
    return [
        Act(
            first,
            tuple(t for t in later[at] if _says_the_same(t, first, text)),
            tuple(t for t in later[at] if not _says_the_same(t, first, text)),
        )
        for at, first in enumerate(told)
        if roots[at] == at
    ]


def tellings(events: Sequence[Event]) -> list[Telling]:
    """Every event once: with the one that goes the other way, where there is one on the same words."""
    waiting: dict[tuple[object, ...], Event] = {}
    backs: dict[int, Event] = {}
    for event in events:
        if event.actor is None or event.recipient is None:
            continue
        same = (event.span, event.type, event.mode, event.status, event.according_to)
        forth = waiting.pop((same, event.recipient.span, event.actor.span), None)
        if forth is None:
            waiting[same, event.actor.span, event.recipient.span] = event
        else:
            backs[forth.number] = event
    taken = {back.number for back in backs.values()}
    return [Telling(event, backs.get(event.number)) for event in events if event.number not in taken]


def firsts(earlier: Mapping[int, int | None]) -> dict[int, int]:
    """For every number the first one of its chain, which may be itself.

    `earlier` names the one before. What names none that is there is the first; so is the least of a ring.
    """
    found: dict[int, int] = {}
    for number in earlier:
        path: list[int] = []
        step: int | None = number
        while step is not None and step in earlier and step not in found and step not in path:
            path.append(step)
            step = earlier[step]
        if step is not None and step in found:
            first = found[step]
        else:
            first = min(path[path.index(step) :]) if step in path else path[-1]
        found.update(dict.fromkeys(path, first))
    return found


def _earlier(telling: Telling, place: Mapping[int, int]) -> int | None:
    """Where the first telling is that either direction names."""
    named = (telling.event.same_as, telling.back.same_as if telling.back else None)
    return next((place[number] for number in named if number is not None and number in place), None)


def _says_the_same(telling: Telling, first: Telling, text: str) -> bool:
    one, other = telling.event, first.event
    if (one.type, one.status) != (other.type, other.status) or one.mode not in (None, other.mode):
        return False
    if telling.back and not first.back:
        return False
    return any(
        _adds_nothing(one.actor, known.actor, text) and _adds_nothing(one.recipient, known.recipient, text)
        for known in (other, first.back)
        if known
    )


def _adds_nothing(party: Mention | None, known: Mention | None, text: str) -> bool:
    """Whether `party` is nobody, or the one known already: by its name, its words, or what it refers to."""
    if party is None or known is None:
        return party is None
    if party.name or known.name:
        return party.name == known.name
    return bool({party.span, party.resolved_from} & {known.span, known.resolved_from} - {None}) or (
        party.span.of(text).casefold() == known.span.of(text).casefold()
    )

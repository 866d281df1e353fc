"""Each telling follows the likeliest one before it: who of a report's tellings is one incident with what came earlier.

The best antecedent (Ng and Cardie 2002), as in coreference: tellings are looked at in the order of their reports'
dates, and each joins the incident of the earlier one that it is most likely the same as, if that is likely enough, and
if it has something in common with one of the first `FIRST` tellings of that incident too, so that a chain of likely
links never drifts from one happening to the next. What a telling follows depends on earlier ones alone: a report that
comes costs no more in a large incident than in a small one, and the order in which reports come cannot show.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from .sketches import Scene, Sketch

__all__ = [
    "FIRST", "Choice", "Earlier", "Heard", "Standing", "followed", "heard", "id_in", "place_in_order",
    "report_in_order",
]  # fmt: skip

FIRST = 4
"""So many tellings speak for all that came to the first of them by links of the machine. One alone may tell by an odd
word, or of a part; that more than four of them do is no surer, and costs more."""

T = TypeVar("T")

_UNDATED = 9_999_999


@dataclass(frozen=True, slots=True)
class Earlier(Generic[T]):
    """An earlier telling that another may follow. at: its place in the order; score: of the link, 0 to 1."""

    at: str
    telling: T
    score: float


@dataclass(frozen=True, slots=True)
class Standing(Generic[T]):
    """Where a telling stands. incident: the id; anchor: the first telling that it came to by links of the machine, in
    whose line it stands. Whoever follows it must have something in common with one of the first of that line."""

    incident: str
    anchor: T


@dataclass(frozen=True, slots=True)
class Choice(Generic[T]):
    """What a telling follows; by_person: because a person said that the two are one."""

    telling: T
    by_person: bool


def report_in_order(scene: Scene) -> str:
    """Words that sort reports by date, undated ones last, those of one day by their ids."""
    return f"{_UNDATED if scene.day is None else scene.day:07d}/{scene.id}"


def id_in(place: str) -> str:
    """The id of the report that has a place in the order of reports."""
    return place.partition("/")[2]


def place_in_order(sketch: Sketch) -> str:
    """Words that sort tellings by their reports, within one by where they stand."""
    return f"{report_in_order(sketch.scene)}/{sketch.span.start:08d}/{sketch.span.end:08d}/{sketch.id}"


def followed(
    earlier: Iterable[Earlier[T]],
    least: float,
    standing: Callable[[T], Standing[T]],
    akin: Callable[[T], bool],
    confirmed: Sequence[T] = (),
    barred: Collection[str] = (),
) -> Choice[T] | None:
    """What a telling follows, None where it begins an incident.

    `earlier`: those that it is linked with; `least`: from which score on one may be followed; `akin`: whether the
    telling has something in common with one of the first `FIRST` before it in the line of an anchor; `confirmed`:
    earlier ones that a person said it is one with, in their order: of these the first is heard whose incident is not
    barred; `barred`: incidents of earlier ones that a person said it is not one with.
    """
    for one in confirmed:
        if standing(one).incident not in barred:
            return Choice(one, True)
    for near in sorted(earlier, key=lambda e: (-e.score, e.at)):
        if near.score < least:
            break
        there = standing(near.telling)
        if there.incident not in barred and (there.anchor == near.telling or akin(there.anchor)):
            return Choice(near.telling, False)
    return None


@dataclass(frozen=True, slots=True)
class Heard(Generic[T]):
    """What persons decided, with all that follows from it. same: for a telling all that are one with it; apart: for a
    telling all that are not, for a person cut them from it or from what is one with it."""

    same: Mapping[T, frozenset[T]]
    apart: Mapping[T, frozenset[T]]


def heard(confirmed: Iterable[tuple[T, T]], cut: Iterable[tuple[T, T]], at: Mapping[T, str]) -> Heard[T]:
    """`at`: places in the order; pairs with a telling that has none are passed over.

    Where decisions contradict each other (A with B, B with C, but not A with C), what is cut stays apart, and of the
    confirmed pairs those of earlier tellings are heard.
    """
    barred: defaultdict[T, set[T]] = defaultdict(set)
    for one, other in cut:
        if one in at and other in at and one != other:
            barred[one].add(other)
            barred[other].add(one)
    group: dict[T, set[T]] = {}
    known = [(one, other) for one, other in confirmed if one in at and other in at]
    pairs = {(one, other) if at[one] < at[other] else (other, one) for one, other in known}
    for one, other in sorted(pairs, key=lambda both: (at[both[0]], at[both[1]])):
        mine, theirs = group.get(one, {one}), group.get(other, {other})
        if mine is not theirs and not any(barred[a] & theirs for a in mine if a in barred):
            both = mine | theirs
            group |= dict.fromkeys(both, both)
    same = {one: frozenset(those - {one}) for one, those in group.items()}
    apart: defaultdict[T, set[T]] = defaultdict(set)
    for third, others in barred.items():
        beyond = {one for other in others for one in group.get(other, {other})}
        for fourth in group.get(third, {third}):
            apart[fourth] |= beyond
    return Heard(same, {one: frozenset(those) for one, those in apart.items()})

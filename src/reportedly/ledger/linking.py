"""Two tellings → how likely it is that they tell of one incident, and why.

The chance comes from a logistic regression over `likeness.FEATURES` and, where both have vectors, from small trees
over the same numbers (`trees.py`); all are in `data/ledger/incidents.json`, made by `python -m training.incidents`.
Beside that it comes from what the records tell and the training data do not bear: dates, places, states of the
parties, status, figures, many acts summed up. What these weigh is set by hand in `RULES`, as log-odds.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import mul
from types import MappingProxyType
from typing import TypeVar

import numpy as np

from ..errors import ModelError
from ..sums import packaged
from .ceiling import Ceiling
from .kin import NEAR
from .likeness import FEATURES, VECTOR_FEATURES, comparable, cosine, halves, kinship, likeness, overlap
from .several import EARLIER, SEVERAL
from .sketches import Party, Sketch
from .trees import NO_TREES, Trees, read_trees

__all__ = ["RULES", "Linker", "chance", "load_linker", "possible", "possible_among", "reasons", "rules_of"]

RULES: Mapping[str, float] = MappingProxyType({
    "other days": -6.0,
    "a day of distance": -0.1,
    "most for distance": -4.0,
    "other country of the place": -6.0,
    "far away": -1.5,
    "near by": 0.5,
    "actors of other states": -1.0,
    "recipients of other states": -2.5,
    "other recipient": -2.3,
    "only talked of by one": -4.3,
    "denied by one": -1.0,
    "denied, with no party in common": -4.0,
    "denied to come, and told to have happened": -3.1,
    "planned, and told to have happened": -1.5,
    "planned, and talked of": -0.5,
    "may have happened, and told to": -1.5,
    "one a total": -4.0,
    "one of earlier acts": -5.0,
    "one of several acts": -0.7,
    "same figures": 0.7,
})  # fmt: skip
"""Log-odds that are added to what was learned. Of status, recipients and sums of acts `training/standings.py` tells
them, from pairs of one article; there a plan speaks twice as strongly against what happened, but a later report may
tell that it came about. What may lie behind already ("might have been hit") speaks there no more strongly than it
does here. States of actors do four times as strongly, but who did it is what reports dispute. What one tells of
earlier acts is never what another tells, in 133 pairs there. That one tells of several acts speaks with -0.9 there,
and with -0.7 between articles of ECB+ train. Nothing tells the others, so they are cautious."""

# Days by which two reports of one event may differ, and from which on undated tellings speak of other events.
SLACK, CLOSE = 1, 3
NEAR_KM, FAR_KM = 25.0, 200.0
# What came about or was to, against what is only talked of.
_TALK = frozenset({"threatened", "called for", "hypothetical"})
# A number below this is shared by too many incidents.
_TELLING_FIGURE = 3
# Log-odds that no rule adds more than, all together; and by which a chance that is rounded up may lie below.
_MOST_FOR = sum(odds for odds in RULES.values() if odds > 0)
_ROUNDED = 0.01
# From where on the model finds two triggers alike, and how much sums may differ by their order.
_ALIKE, _CLOSE_CALL = 0.25, 1e-9
# What is said as a reason.
_LIKE_WORDS, _LIKE_SENTENCES, _LIKE_ARTICLES, _LIKE_VECTORS = 0.5, 0.3, 0.3, 0.6
_EARTH_KM = 6371.0

T = TypeVar("T")


@dataclass(frozen=True, slots=True, eq=False)
class Weights:
    """bias and one weight for each feature, in their order; trees: what features tell together beyond that."""

    bias: float
    weights: tuple[float, ...]
    trees: Trees = NO_TREES

    def summed(self, row: tuple[float, ...]) -> float:
        """Log-odds without the trees."""
        # Exact sums: no order of features can show.
        return self.bias + math.fsum(map(mul, self.weights, row))

    def log_odds(self, row: tuple[float, ...]) -> float:
        return self.summed(row) + self.trees.more(row)


@lru_cache(maxsize=8)
def _ceiling(weights: Weights) -> Ceiling:
    return Ceiling(weights.bias, weights.weights)


@dataclass(frozen=True, slots=True)
class Linker:
    """plain, vectored: for pairs without and with vectors; least: from which mean chance on two groups are one."""

    plain: Weights
    vectored: Weights
    least: float
    digest: str


@lru_cache(maxsize=1)
def load_linker() -> Linker:
    """The weights that come with the package. Raises ModelError where they are missing, damaged or of others."""
    try:
        told = json.loads(packaged("ledger/incidents.json"))
        names = [*FEATURES, *VECTOR_FEATURES]
        plain, vectored = (
            Weights(
                float(told[kind]["bias"]),
                tuple(float(told[kind]["weights"][name]) for name in wanted),
                read_trees(told[kind].get("trees", ()), wanted),
            )
            for kind, wanted in (("plain", list(FEATURES)), ("vectored", names))
        )
        if [told[kind]["weights"].keys() for kind in ("plain", "vectored")] != [set(FEATURES), set(names)]:
            raise ValueError("it is of other features")
        return Linker(plain, vectored, float(told["least"]), str(told["digest"]))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelError(f"data/ledger/incidents.json cannot be used: {error}") from error


def possible(a: Sketch, b: Sketch) -> bool:
    """Whether a look at two tellings is worth while: words that are kin, one type, or a model that finds them alike."""
    if _plainly_possible(a, b):
        return True
    told = halves(a, b)
    return (told is None and a.type is None and b.type is None) or (told is not None and told[0] >= _ALIKE)


def _plainly_possible(a: Sketch, b: Sketch) -> bool:
    return (a.type is not None and a.type == b.type) or kinship(a, b) > 0


def possible_among(mine: Mapping[T, Sketch], theirs: Mapping[T, Sketch]) -> Iterator[tuple[T, T]]:
    """The keys of those pairs that are `possible`, all pairs of two reports at once."""
    glance = _at_a_glance(list(mine.values()), list(theirs.values()))
    heads = {sketch.head: sketch for sketch in theirs.values()}
    for i, (n, a) in enumerate(mine.items()):
        kin = {head for head, b in heads.items() if kinship(a, b) > 0}
        for j, (m, b) in enumerate(theirs.items()):
            if b.head in kin or (a.type is not None and a.type == b.type):
                yield n, m
            elif glance is None:
                if a.type is None and b.type is None:
                    yield n, m
            elif glance[i][j] > _CLOSE_CALL or (glance[i][j] >= -_CLOSE_CALL and possible(a, b)):
                yield n, m


def _at_a_glance(mine: Sequence[Sketch], theirs: Sequence[Sketch]) -> list[list[float]] | None:
    """For each of `mine` and each of `theirs` by how much the model finds the two more alike than it takes, but for the
    order in which sums are taken; 0 for all where a vector is missing or another model's, so that each must be looked
    at. None where none has a vector."""
    kinds = {(len(sketch.vector), sketch.made_by) for sketch in (*mine, *theirs)}
    if all(size == 0 for size, _ in kinds):
        return None
    if len(kinds) != 1:
        return [[0.0] * len(theirs)] * len(mine)
    half = kinds.pop()[0] // 2
    one, other = (np.array([sketch.vector[:half] for sketch in side]) for side in (mine, theirs))
    table: list[list[float]] = (2 * (one @ other.T) - _ALIKE).tolist()
    return table


def chance(a: Sketch, b: Sketch, linker: Linker | None = None, more: float = 0.0, least: float = 0.0) -> float:
    """How likely two tellings are one incident, 0 to 1 with four decimals; the same either way round.

    `more`: log-odds for what is known beside the two. `least`: what is less likely than this may be told as 0.
    """
    chosen = linker or load_linker()
    weights = chosen.vectored if comparable(a, b) else chosen.plain
    enough = math.log(least / (1 - least)) - _ROUNDED - more if least else -math.inf
    beyond = weights.trees.most
    most = beyond + _ceiling(weights)(a, b, enough - _MOST_FOR - beyond) if least else math.inf
    if most + _MOST_FOR < enough:
        return 0.0
    rules = _of_rules(a, b)
    if most + rules < enough:
        return 0.0
    row = likeness(a, b)
    known = weights.summed(row)
    if known + beyond + rules < enough:
        return 0.0
    odds = more + (known + weights.trees.more(row)) + rules
    return round(1 / (1 + math.exp(-max(-60.0, min(60.0, odds)))), 4)


def rules_of(a: Sketch, b: Sketch) -> Iterator[tuple[str, float]]:
    """The names of the rules that hold for two tellings, and how many times each counts."""
    return ((name, times) for name, times, _ in _told(a, b))


def _of_rules(a: Sketch, b: Sketch) -> float:
    return math.fsum(RULES[name] * times for name, times in rules_of(a, b))


def reasons(a: Sketch, b: Sketch) -> tuple[str, ...]:
    """What speaks for a link between two tellings, and after "but" what speaks against, in words for people."""
    return (*_for(a, b), *(f"but {words}" for name, _, words in _told(a, b) if RULES[name] < 0))


def _for(a: Sketch, b: Sketch) -> Iterator[str]:
    if a.head == b.head:
        yield f"same act: {min(a.form, b.form, key=lambda form: (len(form), form))}"
    elif kinship(a, b) == NEAR:
        yield f"words for one act: {', '.join(sorted({a.form, b.form}))}"
    elif a.type is not None and a.type == b.type:
        yield f"same type: {a.type}"
    for role, one, other in (("actor", a.actor, b.actor), ("recipient", a.recipient, b.recipient)):
        yield from _same_party(role, one, other)
    yield from _same_place(a, b)
    yield from _same_time(a, b)
    yield from (words for name, _, words in _told(a, b) if RULES[name] > 0)
    told = halves(a, b)
    if told is not None and told[0] >= _LIKE_VECTORS:
        yield "used alike by the model's reading"
    if cosine(a.sentence, b.sentence) >= _LIKE_SENTENCES:
        yield "like sentences"
    if a.scene.id == b.scene.id:
        yield "in one article"
    elif cosine(a.scene.terms, b.scene.terms) >= _LIKE_ARTICLES:
        yield "like articles"


def _same_party(role: str, one: Party, other: Party) -> Iterator[str]:
    names = one.names & other.names
    if names:
        yield f"same {role}: {', '.join(sorted(names))}"
    elif overlap(one.terms, other.terms) >= _LIKE_WORDS:
        yield f"same {role}: {min(one.phrase, other.phrase, key=lambda phrase: (len(phrase), phrase))}"


def _same_place(a: Sketch, b: Sketch) -> Iterator[str]:
    if a.place and b.place and not a.places.isdisjoint(b.places):
        yield f"same place: {min(a.place, b.place, key=lambda name: (len(name), name))}"


def _same_time(a: Sketch, b: Sketch) -> Iterator[str]:
    if a.days and b.days:
        apart = _between(a.days, b.days)
        if apart <= SLACK:
            yield (
                "on the same day" if a.dated and b.dated and apart == 0 else "within a day" if apart else "at one time"
            )
    elif a.scene.day is not None and b.scene.day is not None and a.scene.id != b.scene.id:
        apart = abs(a.scene.day - b.scene.day)
        if apart <= CLOSE:
            yield "in reports of one day" if not apart else f"in reports {apart} day{'s' if apart > 1 else ''} apart"


def _told(a: Sketch, b: Sketch) -> Iterator[tuple[str, float, str]]:
    """The rules that hold, how many times they count, and the words for it."""
    distance = days_between(a, b)
    if distance is not None and a.days and b.days:
        if distance > SLACK:
            yield "other days", 1.0, f"{distance} days apart"
    elif distance is not None and distance > CLOSE:
        times = min(distance - CLOSE, RULES["most for distance"] / RULES["a day of distance"])
        yield "a day of distance", float(times), f"told {distance} days apart"
    if a.country and b.country and a.country != b.country:
        yield "other country of the place", 1.0, f"in {' and '.join(sorted((a.country, b.country)))}"
    elif a.point and b.point:
        far = kilometres(a.point, b.point)
        if far > FAR_KM:
            yield "far away", 1.0, f"{round(far)} km apart"
        elif far <= NEAR_KM:
            yield "near by", 1.0, f"places within {round(NEAR_KM)} km"
    if _other_state(a.actor, b.actor):
        yield "actors of other states", 1.0, "actors of other states"
    if _other_state(a.recipient, b.recipient):
        yield "recipients of other states", 1.0, "recipients of other states"
    one, two = a.recipient, b.recipient
    if one.names and two.names and one.names.isdisjoint(two.names) and overlap(one.terms, two.terms) < _LIKE_WORDS:
        yield "other recipient", 1.0, f"done to {' and to '.join(sorted((min(one.names), min(two.names))))}"
    standing = _other_standing(a, b)
    if standing:
        yield standing, 1.0, f"{min(a.status or '', b.status or '')} and {max(a.status or '', b.status or '')}"
        if standing.startswith("denied") and a.all_parties.isdisjoint(b.all_parties):
            yield "denied, with no party in common", 1.0, "no party in common"
    yield from _other_number(a, b)
    if a.figures and b.figures and (same := _same_figures(a, b)):
        measure, unit, low, _ = same[0]
        yield "same figures", 1.0, f"same figure: {low:g} {unit or ''} {measure}".replace("  ", " ")


def _other_number(a: Sketch, b: Sketch) -> Iterator[tuple[str, float, str]]:
    """The rule for two tellings of which one sums up many acts."""
    totals = [bool(s.long and s.figures) for s in (a, b)]
    if totals[0] != totals[1] and not (a.long and b.long):
        yield "one a total", 1.0, "one is a total of a longer time"
    elif (a.many == EARLIER) != (b.many == EARLIER):
        yield "one of earlier acts", 1.0, "one is of earlier acts"
    elif (a.many == SEVERAL) != (b.many == SEVERAL):
        yield "one of several acts", 1.0, "one is of several acts"


def _same_figures(a: Sketch, b: Sketch) -> list[tuple[str, str | None, float | None, float | None]]:
    return sorted({one for one in a.figures if one in b.figures and (one[2] or 0) >= _TELLING_FIGURE}, key=str)


def _other_standing(a: Sketch, b: Sketch) -> str | None:
    """The rule for the statuses of two tellings, None where they go together or one is not known."""
    both = {a.status, b.status}
    if None in both or len(both) == 1 or both <= _TALK:
        return None
    if "denied" in both:
        came = "happened" in both and (a.ahead or b.ahead)
        return "denied to come, and told to have happened" if came else "denied by one"
    if "happened" in both:
        if a.behind or b.behind:
            return "may have happened, and told to"
        return "planned, and told to have happened" if "planned" in both else "only talked of by one"
    return "planned, and talked of"


def _other_state(one: Party, other: Party) -> bool:
    return bool(one.country and other.country and one.country != other.country and one.names.isdisjoint(other.names))


def days_between(a: Sketch, b: Sketch) -> int | None:
    """Days between two tellings; one without a date of its own is taken to tell of the day of its report.

    None where a day is not known. Within one article only dates of their own count.
    """
    if a.scene.id == b.scene.id and not (a.days and b.days):
        return None
    one, other = (s.days or ((s.scene.day, s.scene.day) if s.scene.day is not None else None) for s in (a, b))
    return _between(one, other) if one and other else None


def _between(one: tuple[int, int], other: tuple[int, int]) -> int:
    return max(0, other[0] - one[1], one[0] - other[1])


def kilometres(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Between two places in degrees of latitude and longitude, on a sphere (the haversine formula)."""
    (a, b), (c, d) = (tuple(map(math.radians, place)) for place in (one, other))
    h = math.sin((c - a) / 2) ** 2 + math.cos(a) * math.cos(c) * math.sin((d - b) / 2) ** 2
    return 2 * _EARTH_KM * math.asin(min(1.0, math.sqrt(h)))

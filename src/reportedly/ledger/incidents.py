"""Tellings of one event, within and across reports, laid together: incidents.

Everything here is a function of the tellings it is given. What two tellings have in common is a function of the two;
what becomes of a graph of such links is a function of the graph; so the order in which reports come cannot show.

At once: `incidents(sketches)`. One by one, with a store that keeps for every telling its sketch and its keys:

1. `keys_of(sketch)` of the new tellings; stored tellings that share a key with one of them are candidates;
2. `link(new, candidate)` for each, and among the new; links that are not None are stored;
3. the new tellings, and all that hangs together with them by stored links, are handed to `laid_together`, which gives
   the incidents that take the place of all those that these tellings were in before.

A relation of its own: that one report copies another says nothing of incidents but through `copied`, and whether
tellings agree is asked only within an incident.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from .grouping import Pair, components, grouped, pair
from .linking import Linker, chance, load_linker, possible, reasons
from .sketches import Scene, Sketch

__all__ = [
    "FLOOR", "Incident", "Link", "buckets", "candidates", "incident_id", "incidents", "keys_of", "laid_together", "link",
    "links_among", "scene_keys",
]  # fmt: skip

FLOOR = 0.1
"""A pair less likely than this is not kept: it counts as 0, and holds nothing together."""

# Tellings by the same words are one; a copied passage and a retelling that the reading found say so as surely.
_SAME_WORDS, _COPIED, _RETOLD = 1.0, 0.98, 0.8
# A bucket of days; tellings within so many days share one.
_BUCKET = 15
_SCENE_KEYS, _PARTY_KEYS = 5, 2
# A telling of a longer time is looked for by the day of its report.
_LONGEST = 40

Origin = Literal["machine", "copy", "person"]


@dataclass(frozen=True, slots=True)
class Link:
    """Why two tellings, ids in order, are taken for one incident. score: from 0 to 1; origin: who says so."""

    one: str
    other: str
    score: float
    reasons: tuple[str, ...]
    origin: Origin = "machine"

    @property
    def pair(self) -> Pair:
        return self.one, self.other


@dataclass(frozen=True, slots=True)
class Incident:
    """tellings: ids, sorted; links: those among them, in order. id: of the telling that was reported first."""

    id: str
    tellings: tuple[str, ...]
    links: tuple[Link, ...]


def keys_of(sketch: Sketch) -> frozenset[str]:
    """What a telling is looked for by, some thirty short strings; two tellings without a shared one are not compared.

    Keys bear a bucket of days, so that as a ledger grows in time the tellings behind one key do not grow with it. A
    telling of a report without a date, and without one of its own, shares keys with such tellings only.
    """
    return scene_keys(sketch.scene, sketch) | _telling_keys(sketch)


def scene_keys(scene: Scene, sketch: Sketch | None = None) -> frozenset[str]:
    """Pairs of the most telling words of a report: of two reports on one matter all tellings are compared."""
    terms = scene.terms | {term: weight + scene.terms.get(term, 0.0) for term, weight in scene.title.items()}
    top = sorted(sorted(terms, key=lambda term: (-terms[term], term))[:_SCENE_KEYS])
    days = sorted({*buckets(scene.day, scene.day), *(buckets(*_days(sketch)) if sketch else ())})
    return frozenset(f"s:{day}:{one}+{other}" for day in days for n, one in enumerate(top) for other in top[n + 1 :])


def _telling_keys(sketch: Sketch) -> frozenset[str]:
    """Type and two of those who act and are acted on: a telling in passing, in a report on something else."""
    if sketch.type is None:
        return frozenset()
    who = sorted(sketch.actor.names)[:_PARTY_KEYS] or sorted(filter(None, [sketch.actor.country]))
    whom = sorted(sketch.recipient.names)[:_PARTY_KEYS] or sorted(filter(None, [sketch.recipient.country]))
    days = sorted(buckets(*_days(sketch)))
    return frozenset(
        f"t:{day}:{sketch.type}:{'+'.join(sorted((one, other)))}" for day in days for one in who for other in whom
    )


def _days(sketch: Sketch) -> tuple[int | None, int | None]:
    if sketch.days and sketch.days[1] - sketch.days[0] <= _LONGEST:
        return sketch.days
    return sketch.scene.day, sketch.scene.day


def buckets(first: int | None, last: int | None) -> set[str]:
    """Numbers of buckets, each for two stretches of days, so that neighbours meet; "-" where no day is known."""
    if first is None or last is None:
        return {"-"}
    return {str(n) for day in range(first // _BUCKET, last // _BUCKET + 1) for n in (day, day + 1)}


def candidates(sketches: Iterable[Sketch]) -> list[Pair]:
    """The pairs of ids that share a key, in order."""
    blocks: dict[str, list[str]] = {}
    for sketch in sketches:
        for key in keys_of(sketch):
            blocks.setdefault(key, []).append(sketch.id)
    return sorted({pair(one, other) for ids in blocks.values() for n, one in enumerate(ids) for other in ids[:n]})


def link(a: Sketch, b: Sketch, *, copied: bool = False, linker: Linker | None = None) -> Link | None:
    """What joins two tellings, or None where it is too little to keep. `copied`: they stand in a shared passage."""
    a, b = sorted((a, b), key=lambda s: s.id)
    here = a.scene.id == b.scene.id
    if here and a.span == b.span:
        return Link(a.id, b.id, _SAME_WORDS, ("told by the same words",))
    if copied:
        return Link(a.id, b.id, _COPIED, ("told in a copied passage", *reasons(a, b)), "copy")
    retold = here and a.first == b.first
    score = chance(a, b, linker) if retold or possible(a, b) else 0.0
    if retold:
        return Link(a.id, b.id, max(score, _RETOLD), ("retold in the article", *reasons(a, b)))
    return Link(a.id, b.id, score, reasons(a, b)) if score >= FLOOR else None


def links_among(
    sketches: Mapping[str, Sketch],
    pairs: Iterable[Pair],
    copied: Collection[Pair] = (),
    linker: Linker | None = None,
) -> Iterator[Link]:
    """The links among the given pairs of ids of `sketches`, in order, and among those of `copied`."""
    shared = {pair(*both) for both in copied if both[0] in sketches and both[1] in sketches}
    for one, other in sorted({*pairs, *shared}):
        found = link(sketches[one], sketches[other], copied=(one, other) in shared, linker=linker)
        if found is not None:
            yield found


def incident_id(tellings: Iterable[Sketch]) -> str:
    """16 hex digits after the telling of the earliest report, of those of one day the one whose id comes first.

    An incident keeps its id while earlier tellings do not turn up.
    """
    first = min(tellings, key=lambda s: (s.scene.day is None, s.scene.day or 0, s.id))
    return hashlib.sha256(f"incident\x1f{first.id}".encode()).hexdigest()[:16]


def laid_together(
    sketches: Mapping[str, Sketch],
    links: Iterable[Link],
    confirmed: Collection[Pair] = (),
    cut: Collection[Pair] = (),
    linker: Linker | None = None,
) -> tuple[Incident, ...]:
    """The incidents of the tellings in `sketches`, in the order of their first ids.

    `sketches`: whole components, that is with every telling all that hang together with it by links or by `confirmed`.
    `confirmed` and `cut`: pairs of telling ids that a person has decided on; those outside of `sketches` are passed over.
    Where decisions contradict each other (A with B, B with C, but not A with C), what is cut stays apart, and of the
    confirmed pairs those that come first are heard. A telling by itself is an incident too.
    """
    least = (linker or load_linker()).least
    sure = {pair(*both) for both in confirmed}
    barred = {pair(*both) for both in cut}
    known = {one.pair: one for one in links if one.one in sketches and one.other in sketches and one.pair not in barred}
    same_words = {both for both, one in known.items() if one.score >= _SAME_WORDS}
    found = grouped(sketches, {both: one.score for both, one in known.items()}, least, sure | same_words, barred)
    for one, other in sorted(sure - barred):
        if one in sketches and other in sketches:
            said = reasons(sketches[one], sketches[other])
            known[one, other] = Link(one, other, 1.0, ("confirmed by a person", *said), "person")
    inside: dict[str, list[Link]] = {}
    group_of = {member: group[0] for group in found for member in group}
    for both in sorted(known):
        if group_of[both[0]] == group_of[both[1]]:
            inside.setdefault(group_of[both[0]], []).append(known[both])
    return tuple(
        Incident(incident_id(sketches[one] for one in group), group, tuple(inside.get(group[0], ()))) for group in found
    )


def incidents(
    sketches: Sequence[Sketch],
    confirmed: Collection[Pair] = (),
    cut: Collection[Pair] = (),
    copied: Collection[Pair] = (),
    linker: Linker | None = None,
) -> tuple[Incident, ...]:
    """The incidents of many tellings at once. `copied`: pairs of tellings that stand in a passage that one report has
    from another, as `copies.py` finds them. Raises ModelError where the weights cannot be used."""
    known = {sketch.id: sketch for sketch in sketches}
    links = tuple(links_among(known, candidates(known.values()), copied, linker))
    by_group: list[Incident] = []
    joined = [one.pair for one in links] + [pair(*both) for both in confirmed]
    of: dict[str, list[Link]] = {}
    found = components(known, joined)
    number = {member: group[0] for group in found for member in group}
    for one in links:
        of.setdefault(number[one.one], []).append(one)
    for group in found:
        chosen = {one: known[one] for one in group}
        by_group += laid_together(chosen, of.get(group[0], ()), confirmed, cut, linker)
    return tuple(sorted(by_group, key=lambda incident: incident.tellings))

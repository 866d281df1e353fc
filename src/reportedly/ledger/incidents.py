"""Tellings of one event, within and across reports, laid together: incidents.

Everything here is a function of the tellings it is given. What two tellings have in common is a function of the two;
what becomes of a graph of such links is a function of the graph; so the order in which reports come cannot show.

At once: `incidents(sketches)`. One by one, with a store that keeps the keys of every report and telling:

1. `reports.report_keys(scene)` of a new report and `telling_keys(sketch)` of its tellings; candidates are the tellings
   of stored reports that share a report key with it and are `like_reports`, and those that share a telling key;
2. `link(new, candidate)` for each, and among the new; links that are not None are stored;
3. the new tellings, and all that hangs together with them by stored links, are handed to `laid_together`, which gives
   the incidents that take the place of all those that these tellings were in before.

A relation of its own: that one report copies another says nothing of incidents but through `copied`, and whether
tellings agree is asked only within an incident.
"""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from .grouping import Pair, components, grouped, pair
from .linking import Linker, chance, load_linker, possible, reasons
from .reports import report_keys, story_chance
from .sketches import Scene, Sketch

__all__ = [
    "FLOOR", "Incident", "Link", "candidates", "incident_id", "incidents", "laid_together",
    "like_reports", "link", "links_among", "telling_keys",
]  # fmt: skip

FLOOR = 0.1
"""A pair less likely than this is not kept: it counts as 0, and holds nothing together."""

# Tellings by the same words are one; those in a copied passage nearly always.
_SAME_WORDS, _COPIED = 1.0, 0.98
# What it adds that the reading takes one for a retelling of the other, as log-odds: of such pairs in ECB+ train four
# in ten are of one event there, where other pairs of an article with like words are rarely.
_RETOLD = 1.0
_PARTY_KEYS = 2
# Reports less likely than this to be of one happening are of different matters.
_LIKE = 0.03
# A telling of a longer time, in days, is not looked for by itself; nor are days looked up one by one.
_LONGEST, _DAYS = 4, 2

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


def like_reports(a: Scene, b: Scene) -> bool:
    """Whether two reports that share a key have enough in common for their tellings to be compared."""
    return a.id == b.id or story_chance(a, b) >= _LIKE


def telling_keys(sketch: Sketch) -> frozenset[str]:
    """What a telling is looked for by beside its report, a few short strings or none: its word, two of those who act
    and are acted on, and its day. So one in passing is found, in a report on something else, where it bears a date."""
    if sketch.days is None or sketch.days[1] - sketch.days[0] > _LONGEST:
        return frozenset()
    who = sorted(sketch.actor.names)[:_PARTY_KEYS] or sorted(filter(None, [sketch.actor.country]))
    whom = sorted(sketch.recipient.names)[:_PARTY_KEYS] or sorted(filter(None, [sketch.recipient.country]))
    first, last = (day // _DAYS for day in sketch.days)
    return frozenset(
        f"t:{days}:{sketch.head}:{'+'.join(sorted((one, other)))}"
        for days in range(first, last + 2)
        for one in who
        for other in whom
    )


def candidates(sketches: Iterable[Sketch]) -> list[Pair]:
    """The pairs of ids to be compared, in order: of one report, of two like reports that share a key, or with a telling
    key in common."""
    by_report: dict[str, list[Sketch]] = {}
    blocks: dict[str, list[str]] = {}
    for sketch in sketches:
        by_report.setdefault(sketch.scene.id, []).append(sketch)
        for key in telling_keys(sketch):
            blocks.setdefault(key, []).append(sketch.id)
    found = {both for ids in blocks.values() for both in itertools.combinations(sorted(ids), 2)}
    for one, other in sorted(_like(own[0].scene for own in by_report.values())):
        if one == other:
            found.update(pair(a.id, b.id) for a, b in itertools.combinations(by_report[one], 2))
        else:
            found.update(pair(a.id, b.id) for a in by_report[one] for b in by_report[other])
    return sorted(found)


def _like(scenes: Iterable[Scene]) -> set[Pair]:
    """The pairs of ids of like reports that share a key, and each report with itself."""
    known = {scene.id: scene for scene in scenes}
    blocks: dict[str, list[str]] = {}
    for scene in known.values():
        for key in report_keys(scene):
            blocks.setdefault(key, []).append(scene.id)
    pairs = {both for ids in blocks.values() for both in itertools.combinations(sorted(ids), 2)}
    return {(one, one) for one in known} | {(a, b) for a, b in pairs if like_reports(known[a], known[b])}


def link(a: Sketch, b: Sketch, *, copied: bool = False, linker: Linker | None = None) -> Link | None:
    """What joins two tellings, or None where it is too little to keep. `copied`: they stand in a shared passage."""
    a, b = sorted((a, b), key=lambda s: s.id)
    here = a.scene.id == b.scene.id
    if here and a.span == b.span:
        return Link(a.id, b.id, _SAME_WORDS, ("told by the same words",))
    if copied:
        return Link(a.id, b.id, _COPIED, ("told in a copied passage", *reasons(a, b)), "copy")
    retold = here and a.first == b.first
    score = chance(a, b, linker, _RETOLD if retold else 0.0) if retold or possible(a, b) else 0.0
    if score < FLOOR:
        return None
    return Link(a.id, b.id, score, (*(["retold in the article"] if retold else []), *reasons(a, b)))


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

    `sketches`: whole components, that is with every telling all that hang together with it by links or `confirmed`.
    `confirmed` and `cut`: pairs of telling ids that a person has decided on; those outside of `sketches` do not count.
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

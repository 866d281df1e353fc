"""Tellings of one event, within and across reports, laid together: incidents.

Everything here is a function of the tellings it is given. What two tellings have in common is a function of the two;
which are compared, and which follows which (`following.py`), are functions of the set; so the order in which reports
come cannot show.

At once: `incidents(sketches)`. In a ledger `joining.py` does the same as reports come.

Compared are the tellings of one report with one another, those of a report with those of its `NEAREST` reports, where
the two are `like_reports`; and each telling with the `BEFORE` last ones before it that share a key of its own. Each key
of a report finds the `WITHIN` last reports before it that have it; the nearest are those that most keys find. So what
is looked at for a report is bounded, however large the ledger, and however many reports tell the same.

A relation of its own: that one report copies another says nothing of incidents but through `copied`, and whether
tellings agree is asked only within an incident.
"""

from __future__ import annotations

import hashlib
import heapq
import itertools
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Literal, TypeVar

from .following import FIRST, Earlier, Standing, followed, heard, place_in_order, report_in_order
from .grouping import Pair, pair
from .linking import Linker, chance, load_linker, possible, reasons
from .reports import report_keys, story_chance
from .sketches import Scene, Sketch

__all__ = [
    "AKIN", "BEFORE", "COPIED", "FLOOR", "NEAREST", "WITHIN", "Incident", "Link", "akin", "candidates", "incident_id",
    "incident_id_of", "incidents", "laid_together", "like_reports", "link", "links_among", "nearest", "telling_keys",
]  # fmt: skip

FLOOR = 0.1
"""A pair less likely than this is not kept."""
AKIN = 0.1
"""Two tellings less likely one than this have nothing in common."""
NEAREST = 24
"""Earlier reports, those that most of its keys find, that a report is compared with."""
WITHIN = 64
"""Reports, the last ones before it, that a key of a report finds."""
COPIED = "told in a copied passage"
"""The first reason of a link between tellings in a passage that one report has from another."""
BEFORE = 16
"""Tellings, the last ones before it that have a key, that a telling which has it is compared with."""

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

T = TypeVar("T")

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
    """The pairs of ids to be compared, in order: of one report, of two like reports that are near each other, or with a
    telling key in common."""
    by_report: dict[str, list[Sketch]] = {}
    blocks: dict[str, list[tuple[str, str]]] = {}
    for sketch in sketches:
        by_report.setdefault(sketch.scene.id, []).append(sketch)
        for key in telling_keys(sketch):
            blocks.setdefault(key, []).append((place_in_order(sketch), sketch.id))
    found: set[Pair] = set()
    for block in blocks.values():
        ids = [id for _, id in sorted(block)]
        found.update(pair(one, other) for n, one in enumerate(ids) for other in ids[max(0, n - BEFORE) : n])
    for one, other in sorted(_like(own[0].scene for own in by_report.values())):
        if one == other:
            found.update(pair(a.id, b.id) for a, b in itertools.combinations(by_report[one], 2))
        else:
            found.update(pair(a.id, b.id) for a in by_report[one] for b in by_report[other])
    return sorted(found)


def _like(scenes: Iterable[Scene]) -> set[Pair]:
    """The pairs of ids of like reports that are near each other, and each report with itself."""
    known = {scene.id: scene for scene in scenes}
    order = {one: report_in_order(scene) for one, scene in known.items()}
    blocks: dict[str, list[str]] = {}
    shared: dict[str, Counter[str]] = {one: Counter() for one in known}
    for one in sorted(known, key=order.__getitem__):
        for key in report_keys(known[one]):
            before = blocks.setdefault(key, [])
            shared[one].update(before[-WITHIN:])
            before.append(one)
    pairs = {(one, one) for one in known}
    for one, counts in shared.items():
        near = nearest((many, order[other], other) for other, many in counts.items())
        pairs.update(pair(one, other) for other in near if like_reports(known[one], known[other]))
    return pairs


def nearest(sharing: Iterable[tuple[int, str, T]]) -> list[T]:
    """Of reports that the keys of one find, as (how many keys, place in order, report), the `NEAREST`: whom most find,
    of equals who is latest."""
    return [report for _, _, report in heapq.nlargest(NEAREST, sharing, key=lambda one: one[:2])]


def link(a: Sketch, b: Sketch, *, copied: bool = False, linker: Linker | None = None) -> Link | None:
    """What joins two tellings, or None where it is too little to keep. `copied`: they stand in a shared passage."""
    if a.id > b.id:
        a, b = b, a
    here = a.scene.id == b.scene.id
    if here and a.span == b.span:
        return Link(a.id, b.id, _SAME_WORDS, ("told by the same words",))
    if copied:
        return Link(a.id, b.id, _COPIED, (COPIED, *reasons(a, b)), "copy")
    retold = here and a.first == b.first
    score = chance(a, b, linker, _RETOLD if retold else 0.0, FLOOR) if retold or possible(a, b) else 0.0
    if score < FLOOR:
        return None
    return Link(a.id, b.id, score, (*(["retold in the article"] if retold else []), *reasons(a, b)))


def akin(link: Link | None) -> bool:
    """Whether two tellings with this link have something in common, as all of an incident have with one of its first
    ones."""
    return link is not None and link.score >= AKIN


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


def incident_id(first: Sketch) -> str:
    """16 hex digits after the first telling. An incident keeps its id while earlier tellings do not turn up."""
    return incident_id_of(first.id)


def incident_id_of(telling: str) -> str:
    """`incident_id` by the id of the first telling."""
    return hashlib.sha256(f"incident\x1f{telling}".encode()).hexdigest()[:16]


def laid_together(
    sketches: Mapping[str, Sketch],
    links: Iterable[Link],
    confirmed: Collection[Pair] = (),
    cut: Collection[Pair] = (),
    linker: Linker | None = None,
) -> tuple[Incident, ...]:
    """The incidents of the tellings in `sketches`, in the order of their first ids.

    `confirmed` and `cut`: pairs of telling ids that a person has decided on; those outside of `sketches` do not count.
    Where decisions contradict each other see `following.heard`. A telling by itself is an incident too.
    """
    least = (linker or load_linker()).least
    at = {one: place_in_order(sketch) for one, sketch in sketches.items()}
    said = heard(confirmed, cut, at)
    apart = {pair(*both) for both in cut}
    known = {one.pair: one for one in links if one.one in sketches and one.other in sketches and one.pair not in apart}
    near: dict[str, list[Earlier[str]]] = {}
    for (one, other), found in known.items():
        first, later = sorted((one, other), key=at.__getitem__)
        near.setdefault(later, []).append(Earlier(at[first], first, found.score))
    standing: dict[str, Standing[str]] = {}
    lines: dict[str, list[str]] = {}

    def related(telling: str, anchor: str) -> bool:
        return any(
            akin(known.get(pair(telling, one)) or link(sketches[telling], sketches[one], linker=linker))
            for one in lines[anchor]
        )

    for telling in sorted(sketches, key=at.__getitem__):
        sure = sorted((one for one in said.same.get(telling, ()) if one in standing), key=at.__getitem__)
        barred = {standing[one].incident for one in said.apart.get(telling, ()) if one in standing}
        chosen = followed(near.get(telling, ()), least, standing.__getitem__, partial(related, telling), sure, barred)
        if chosen is None:
            standing[telling] = Standing(incident_id(sketches[telling]), telling)
        else:
            there = standing[chosen.telling]
            standing[telling] = Standing(there.incident, telling if chosen.by_person else there.anchor)
        line = lines.setdefault(standing[telling].anchor, [])
        if len(line) < FIRST:
            line.append(telling)
    for one, other in sorted({pair(*both) for both in confirmed} - apart):
        if one in sketches and other in sketches:
            why = ("confirmed by a person", *reasons(sketches[one], sketches[other]))
            known[one, other] = Link(one, other, 1.0, why, "person")
    groups: dict[str, list[str]] = {}
    for telling in sorted(standing):
        groups.setdefault(standing[telling].incident, []).append(telling)
    inside: dict[str, list[Link]] = {}
    for both in sorted(known):
        if standing[both[0]].incident == standing[both[1]].incident:
            inside.setdefault(standing[both[0]].incident, []).append(known[both])
    made = (Incident(id, tuple(group), tuple(inside.get(id, ()))) for id, group in groups.items())
    return tuple(sorted(made, key=lambda incident: incident.tellings))


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
    return laid_together(known, links_among(known, candidates(known.values()), copied, linker), confirmed, cut, linker)

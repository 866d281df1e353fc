"""Which tellings are one incident, worked out as reports come and kept from moment to moment (`incidents.py`).

A report's tellings are held against those that share a key with them; then whatever hangs together with a telling that
came or changed is grouped anew. Groups are joined only over a link that is strong enough by itself, so what hangs
together by such links is all that can change.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import combinations, islice

from .copy_tables import copy_from_json, id_of, row_of
from .deciding import Decided, decided
from .grouping import Pair, pair
from .incidents import Incident, Link, laid_together, like_reports, link, telling_keys
from .linking import load_linker
from .recall import recall
from .reports import report_keys
from .sketches import Sketch, sketches_of
from .standing import Row, stand
from .writing import Writing

__all__ = ["Place", "join", "told_alike"]

Place = tuple[int, int]
"""A telling in the tables: the number of its report, and its own there."""

_AT_ONCE = 500
_READY = 400
"""Reports whose sketches are kept ready."""
_NEAR = 24
"""Characters by which a telling in a copied passage may stand elsewhere than in its origin."""


class _Tellings:
    """Sketches of the ledger's tellings, made when they are asked for."""

    def __init__(self, writing: Writing) -> None:
        self._db = writing.db
        self._ready: dict[int, dict[int, Sketch]] = {}
        self._numbers: dict[str, int] = {}

    def of(self, report: int) -> dict[int, Sketch]:
        """The tellings of a report by their numbers; none where the ledger has no such report."""
        self.prepare([report])
        return self._ready[report]

    def at(self, place: Place) -> Sketch | None:
        return self.of(place[0]).get(place[1])

    def prepare(self, reports: Iterable[int]) -> None:
        """Make the sketches of several reports together, which is faster than one by one."""
        wanted = [number for number in dict.fromkeys(reports) if number not in self._ready]
        for number, report in recall(self._db, wanted):
            self._numbers[report.id] = number
            sketches = sketches_of(report)
            self._ready[number] = {_number_of(sketch.id): sketch for sketch in sketches}
        for number in wanted:
            self._ready.setdefault(number, {})
        while len(self._ready) > max(_READY, len(wanted)):
            del self._ready[next(iter(self._ready))]

    def place(self, telling: str) -> Place:
        """Where the tables have the telling of this id. Raises KeyError where they have no such report."""
        report, _, number = telling.rpartition(":e")
        found = self.number(report)
        if found is None:
            raise KeyError(telling)
        return found, int(number)

    def number(self, report: str) -> int | None:
        """The number of the report with this id, None where the ledger has none."""
        if report not in self._numbers:
            found = self._db.execute("SELECT number FROM reports WHERE id = ?", (report,)).fetchone()
            if found is None:
                return None
            self._numbers[report] = found[0]
        return self._numbers[report]


def _number_of(telling: str) -> int:
    return int(telling.rpartition(":e")[2])


def join(writing: Writing, reports: Sequence[int]) -> None:
    """Bring links and incidents up to date with `reports`, the numbers of those that are new or changed."""
    changed = sorted({*reports, *_copying_otherwise(writing)})
    tellings = _Tellings(writing)
    tellings.prepare(changed)
    touched: set[Place] = set()
    for number in changed:
        touched.update(_members_of(writing, number))
        touched.update(_linked_with(writing, number))
        _note_keys(writing, number, tellings.of(number))
    for number in changed:
        own = tellings.of(number)
        touched.update((number, n) for n in own)
        _stand_links(writing, number, _links_of(writing, number, tellings), tellings)
    _regroup(writing, touched, tellings)


def _copying_otherwise(writing: Writing) -> Iterator[int]:
    """Reports whose copied passages came or went at this moment."""
    query = "SELECT DISTINCT report FROM copies WHERE since = ? OR until = ?"
    for (row,) in writing.db.execute(query, (writing.moment, writing.moment)).fetchall():
        yield from (n for (n,) in writing.db.execute("SELECT number FROM reports WHERE id = ?", (id_of(row),)))


def _members_of(writing: Writing, report: int) -> list[Place]:
    query = "SELECT n FROM incident_members WHERE report = ? AND until IS NULL"
    return [(report, n) for (n,) in writing.db.execute(query, (report,))]


def _linked_with(writing: Writing, report: int) -> Iterator[Place]:
    for mine, other in (("a", "b"), ("b", "a")):
        query = f"SELECT {other}_report, {other}_n FROM links WHERE {mine}_report = ? AND until IS NULL"
        yield from writing.db.execute(query, (report,))


# Links


def _keys(own: dict[int, Sketch]) -> dict[str, list[int]]:
    """What a report with these tellings is found by: for each key the numbers of those that it is of, 0 for all."""
    found: defaultdict[str, list[int]] = defaultdict(list)
    for n, sketch in own.items():
        for key in telling_keys(sketch):
            found[key].append(n)
    for sketch in islice(own.values(), 1):
        for key in report_keys(sketch.scene):
            found[key].append(0)
    return found


def _note_keys(writing: Writing, report: int, own: dict[int, Sketch]) -> None:
    rows = {(key, report, n) for key, numbers in _keys(own).items() for n in numbers}
    there = set(writing.db.execute("SELECT key, report, n FROM telling_keys WHERE report = ?", (report,)))
    gone, new = sorted(there - rows), sorted(rows - there)
    writing.db.executemany("DELETE FROM telling_keys WHERE key = ? AND report = ? AND n = ?", gone)
    writing.db.executemany("INSERT INTO telling_keys (key, report, n) VALUES (?, ?, ?)", new)


def _links_of(writing: Writing, report: int, tellings: _Tellings) -> Iterator[Link]:
    """The links that the tellings of a report have, with one another and with those of other reports."""
    copied = set(_copied(writing, report, tellings))
    pairs = {*copied, *_candidates(writing, report, tellings)}
    for first, second in sorted(pairs):
        earlier, later = tellings.at(first), tellings.at(second)
        if earlier is not None and later is not None:
            found = link(earlier, later, copied=(first, second) in copied)
            if found is not None:
                yield found


def _candidates(writing: Writing, report: int, tellings: _Tellings) -> Iterator[tuple[Place, Place]]:
    """Pairs of tellings that are to be held side by side: those of the report itself, of like reports that share a key
    with it, and single ones that share a key of their own."""
    own = tellings.of(report)
    yield from combinations(((report, n) for n in sorted(own)), 2)
    keys = _keys(own)
    shared = list(_sharing(writing, keys))
    reports = sorted({other for _, other, n in shared if n == 0 and other != report})
    tellings.prepare(reports)
    scene = next((sketch.scene for sketch in own.values()), None)
    for other in reports:
        theirs = tellings.of(other)
        facing = next((sketch.scene for sketch in theirs.values()), None)
        if scene is not None and facing is not None and like_reports(scene, facing):
            yield from (_ordered((report, n), (other, m)) for n in own for m in theirs)
    for key, other, m in shared:
        if m and other != report:
            yield from (_ordered((report, n), (other, m)) for n in keys[key] if n)


def _ordered(one: Place, other: Place) -> tuple[Place, Place]:
    return min(one, other), max(one, other)


def _sharing(writing: Writing, keys: Collection[str]) -> Iterator[tuple[str, int, int]]:
    wanted = iter(sorted(keys))
    while some := list(islice(wanted, _AT_ONCE)):
        marks = ", ".join("?" * len(some))
        yield from writing.db.execute(f"SELECT key, report, n FROM telling_keys WHERE key IN ({marks})", some)


def _copied(writing: Writing, report: int, tellings: _Tellings) -> Iterator[tuple[Place, Place]]:
    """The tellings of a report that stand in a passage which it has from another, with those that they are copies of,
    and those that others have from it."""
    name = writing.db.execute("SELECT id FROM reports WHERE number = ?", (report,)).fetchone()[0]
    of = "SELECT report FROM copy_origins WHERE origin = ? ORDER BY report"
    copying = [id_of(row) for (row,) in writing.db.execute(of, (row_of(name),))]
    for copy in (name, *copying):
        yield from _in_passages(writing, copy, None if copy == name else name, tellings)


def _in_passages(writing: Writing, copy: str, origin: str | None, tellings: _Tellings) -> Iterator[tuple[Place, Place]]:
    """The pairs of tellings in the passages that `copy` has from elsewhere, or from `origin` alone."""
    query = "SELECT record FROM copies WHERE report = ? AND until IS NULL"
    found = writing.db.execute(query, (row_of(copy),)).fetchone()
    for passage in copy_from_json(copy, found[0]).passages if found else ():
        if origin is not None and passage.origin != origin:
            continue
        later, earlier = tellings.number(copy), tellings.number(passage.origin)
        if later is None or earlier is None:
            continue
        offset = passage.origin_span.start - passage.span.start
        stretch = passage.origin_span.end - passage.origin_span.start - (passage.span.end - passage.span.start)
        inside = {m: sketch for m, sketch in tellings.of(earlier).items() if passage.origin_span.contains(sketch.span)}
        for n, sketch in tellings.of(later).items():
            if passage.span.contains(sketch.span):
                for m, other in inside.items():
                    if told_alike(sketch, other, offset, abs(stretch)):
                        yield _ordered((earlier, m), (later, n))


def told_alike(copy: Sketch, origin: Sketch, offset: int, stretch: int) -> bool:
    """Whether two tellings in one passage are the same: the same act at the same place of it.

    `offset`: by how many characters the passage stands later in the origin; `stretch`: by how many its length differs.
    """
    away = abs(copy.span.start + offset - origin.span.start)
    return copy.form == origin.form and copy.type == origin.type and away <= _NEAR + stretch


def _stand_links(writing: Writing, report: int, links: Iterable[Link], tellings: _Tellings) -> None:
    least = load_linker().least
    sides: dict[str, list[Row]] = {"a": [], "b": []}
    for one in links:
        first, second = sorted((tellings.place(one.one), tellings.place(one.other)))
        row: Row = {
            "a_report": first[0],
            "a_n": first[1],
            "b_report": second[0],
            "b_n": second[1],
            "score": one.score,
            "decision": "same" if one.score >= least else "unsure",
            "reasons": json.dumps(one.reasons, ensure_ascii=False),
        }
        for side, place in (("a", first), ("b", second)):
            if place[0] == report:
                sides[side].append(row)
    for side, rows in sides.items():
        stand(writing, "links", {f"{side}_report": report}, rows)


# Groups


def _regroup(writing: Writing, touched: set[Place], tellings: _Tellings) -> None:
    verdicts = decided(writing.db)
    reached = _reached(writing, touched, verdicts)
    tellings.prepare(sorted({report for report, _ in reached}))
    there = {(report, n): found for report, n in sorted(reached) if (found := tellings.of(report).get(n)) is not None}
    sketches = {sketch.id: sketch for sketch in there.values()}
    by_place = {place: sketch.id for place, sketch in there.items()}

    def pairs(of: Iterable[tuple[Place, Place]]) -> list[Pair]:
        return [pair(by_place[a], by_place[b]) for a, b in of if a in by_place and b in by_place]

    links = _links_among(writing, by_place)
    places = {telling: place for place, telling in by_place.items()}
    for incident in laid_together(sketches, links, pairs(verdicts.same), pairs(verdicts.apart)):
        _stand_members(writing, incident, places)
    for report, number in sorted(reached - there.keys()):
        stand(writing, "incident_members", {"report": report, "n": number}, [])


def _reached(writing: Writing, touched: set[Place], verdicts: Decided) -> set[Place]:
    """What may be grouped otherwise now: the touched tellings, those that were with them, and all that hangs together
    with these by links that are strong enough."""
    least = load_linker().least
    beside: defaultdict[Place, list[Place]] = defaultdict(list)
    for one, other in verdicts.same:
        beside[one].append(other)
        beside[other].append(one)
    reached: set[Place] = set()
    waiting = sorted({*touched, *_with(writing, touched)})
    while waiting:
        at = waiting.pop()
        if at in reached:
            continue
        reached.add(at)
        for mine, theirs in (("a", "b"), ("b", "a")):
            query = (
                f"SELECT {theirs}_report, {theirs}_n FROM links "
                f"WHERE {mine}_report = ? AND {mine}_n = ? AND until IS NULL AND score >= ?"
            )
            waiting += [place for place in writing.db.execute(query, (*at, least)) if place not in reached]
        waiting += [place for place in beside[at] if place not in reached]
    return reached


def _with(writing: Writing, places: Iterable[Place]) -> Iterator[Place]:
    """The other tellings of the incidents that these are in."""
    incidents = {
        incident
        for place in places
        for (incident,) in writing.db.execute(
            "SELECT incident FROM incident_members WHERE report = ? AND n = ? AND until IS NULL", place
        )
    }
    for incident in sorted(incidents):
        query = "SELECT report, n FROM incident_members WHERE incident = ? AND until IS NULL"
        yield from writing.db.execute(query, (incident,)).fetchall()


def _links_among(writing: Writing, by_place: dict[Place, str]) -> list[Link]:
    found = []
    query = "SELECT a_n, b_report, b_n, score, reasons FROM links WHERE a_report = ? AND until IS NULL"
    for report in sorted({report for report, _ in by_place}):
        for n, other, m, score, reasons in writing.db.execute(query, (report,)):
            one, two = by_place.get((report, n)), by_place.get((other, m))
            if one is not None and two is not None:
                found.append(Link(*pair(one, two), score, tuple(json.loads(reasons))))
    return found


def _stand_members(writing: Writing, incident: Incident, places: dict[str, Place]) -> None:
    for telling in incident.tellings:
        report, n = places[telling]
        stand(writing, "incident_members", {"report": report, "n": n}, [{"incident": incident.id}])

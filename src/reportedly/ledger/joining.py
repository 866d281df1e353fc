"""Which tellings are one incident, worked out as reports come and kept from moment to moment (`incidents.py`).

A report's tellings are held against those of the reports near it, and against single ones that share a key with them;
then whatever a new link, or one that is gone, may move is placed anew (`placing.py`).
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations, islice

from .copy_tables import copy_from_json, id_of, row_of
from .deciding import decided
from .following import place_in_order, report_in_order
from .incidents import AKIN, BEFORE, COPIED, Link, akin, like_reports, link, telling_keys
from .linking import load_linker, possible_among
from .nearest import KeyRow, Near, are_near, bring_up, near_to
from .placing import Place, place
from .reports import report_keys
from .sketches import Scene, Sketch, scene_from_json, scene_to_json, sketches_of
from .writing import Writing

__all__ = ["Place", "join", "told_alike"]

_TOGETHER = 200
"""Reports whose sketches are made together."""
_AT_HAND = 500
"""Reports whose sketches are held beside those that are ready: one pair after the other asks for the same few."""
_NEAR = 24
"""Characters by which a telling in a copied passage may stand elsewhere than in its origin."""


class _Tellings:
    """Sketches of the ledger's tellings, made when they are asked for. `changed`: reports that the tables know
    otherwise, if they know them."""

    def __init__(self, writing: Writing, changed: Iterable[int] = ()) -> None:
        self._db, self._ready, self._changed = writing.db, writing.ready, frozenset(changed)
        self._numbers: dict[str, int] = {}
        self._at_hand: dict[int, dict[int, Sketch]] = {}

    def of(self, report: int) -> dict[int, Sketch]:
        """The tellings of a report by their numbers; none where the ledger has no such report."""
        found = self._at_hand.get(report)
        if found is None:
            found = self._ready.sketches.get(report)
            found = self._made([report]).get(report, {}) if found is None else found
            if len(self._at_hand) >= _AT_HAND:
                self._at_hand.clear()
            self._at_hand[report] = found
        return found

    def at(self, place: Place) -> Sketch | None:
        return self.of(place[0]).get(place[1])

    def prepare(self, reports: Iterable[int]) -> None:
        """Make the sketches of several reports together, which is faster than one by one."""
        self._made([number for number in dict.fromkeys(reports) if number not in self._ready.sketches])

    def _made(self, reports: Sequence[int]) -> dict[int, dict[int, Sketch]]:
        made: dict[int, dict[int, Sketch]] = {}
        for number, report in self._ready.recall(self._db, reports):
            self._numbers[report.id] = number
            told = None if number in self._changed else self._kept(number)
            made[number] = {_number_of(sketch.id): sketch for sketch in sketches_of(report, told=told)}
            self._ready.sketches.put(number, made[number])
        return made

    def scene(self, report: int) -> Scene | None:
        """What is to be known of a report, None where it tells nothing."""
        sketches = self._ready.sketches.get(report)
        if sketches is not None:
            return next((sketch.scene for sketch in sketches.values()), None)
        return self._kept(report) or next((sketch.scene for sketch in self.of(report).values()), None)

    def _kept(self, report: int) -> Scene | None:
        """A report as the tables keep it; None where they do not, or an older version told less."""
        found = self._ready.scenes.get(report)
        if found is None:
            row = self._db.execute("SELECT record FROM scenes WHERE report = ?", (report,)).fetchone()
            found = scene_from_json(row[0]) if row is not None else None
            if found is not None:
                self._ready.scenes.put(report, found)
        return found

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
    copying = set(_copying_otherwise(writing)) - set(reports)
    met = {number for number in copying if _is_met(writing, number)}
    changed, copying = sorted({*reports, *(copying - met)}), met
    tellings = _Tellings(writing, changed)
    tellings.prepare(changed)
    verdicts = decided(writing.db)
    touched: set[Place] = set()
    for number in changed:
        touched.update((number, n) for n in tellings.of(number))
        touched.update(_standing_of(writing, number))
    touched.update(_judged_otherwise(writing))
    found = _Pairs(writing, tellings)
    for number in changed:
        found.enter(number)
    touched.update(found.settle(changed, sorted(copying)))

    def related(one: Place, other: Place) -> bool:
        mine, theirs = tellings.at(one), tellings.at(other)
        if mine is None or theirs is None:
            return False
        score = _score(writing, one, other)
        return akin(link(mine, theirs)) if score is None else score >= AKIN

    place(writing, touched, changed, tellings.at, related, load_linker().least, verdicts)


def _copying_otherwise(writing: Writing) -> Iterator[int]:
    """Reports whose copied passages came or went at this moment."""
    query = "SELECT DISTINCT report FROM copies WHERE since = ? OR until = ?"
    for (row,) in writing.db.execute(query, (writing.moment, writing.moment)).fetchall():
        yield from (n for (n,) in writing.db.execute("SELECT number FROM reports WHERE id = ?", (id_of(row),)))


def _is_met(writing: Writing, report: int) -> bool:
    """Whether the tellings of a report stand in the tables: what it copies then moves the links of what is copied."""
    return writing.db.execute("SELECT 1 FROM tellings WHERE report = ? LIMIT 1", (report,)).fetchone() is not None


def _standing_of(writing: Writing, report: int) -> Iterator[Place]:
    """The tellings of a report that stand in the tables, and those that follow one, or came to it by their links."""
    query = "SELECT report, n FROM tellings WHERE report = ? OR anchor_report = ? OR follows_report = ?"
    yield from writing.db.execute(query, (report, report, report))
    query = "SELECT report, n FROM incident_members WHERE report = ? AND until IS NULL"
    yield from writing.db.execute(query, (report,))


def _judged_otherwise(writing: Writing) -> Iterator[Place]:
    """The tellings of texts with a verdict on a link that came, was lost or was found again at this moment."""
    # In this order: left to itself, SQLite begins with all tellings that there are.
    query = """
        SELECT tellings.report, tellings.n
        FROM verdict_places changed CROSS JOIN verdict_places every ON every.verdict = changed.verdict
        CROSS JOIN texts ON texts.id = every.article CROSS JOIN reports ON reports.text = texts.number
        CROSS JOIN tellings ON tellings.report = reports.number
        WHERE changed.verdict IN (SELECT number FROM verdicts WHERE link = 'same incident')
            AND (changed.since = ? OR changed.until = ?)
    """
    yield from writing.db.execute(query, (writing.moment, writing.moment))


def _score(writing: Writing, one: Place, other: Place) -> float | None:
    """The score of the link between two tellings, None where none is kept."""
    first, second = sorted((one, other))
    query = "SELECT score FROM links WHERE a_report = ? AND a_n = ? AND b_report = ? AND b_n = ? AND until IS NULL"
    row = writing.db.execute(query, (*first, *second)).fetchone()
    return None if row is None else float(row[0])


class _Pairs:
    """The pairs of tellings that are to be compared, and those that were and may be so no more."""

    def __init__(self, writing: Writing, tellings: _Tellings) -> None:
        self._writing, self._db, self._tellings = writing, writing.db, tellings
        self._wanted: set[tuple[Place, Place]] = set()
        self._copied: set[tuple[Place, Place]] = set()
        self._suspect: set[tuple[Place, Place]] = set()
        self._came: set[KeyRow] = set()
        self._changed_keys: set[KeyRow] = set()
        self._changed: frozenset[int] = frozenset()
        self._alike: dict[Near, bool] = {}
        self._by_passage: dict[int, set[tuple[Place, Place]]] = {}

    def enter(self, report: int) -> None:
        """Put the keys of a report into the tables."""
        own = self._tellings.of(report)
        wanted = {(key, place_in_order(sketch), n) for n, sketch in own.items() for key in telling_keys(sketch)}
        for sketch in islice(own.values(), 1):
            wanted |= {(key, report_in_order(sketch.scene), 0) for key in report_keys(sketch.scene)}
        self._db.execute("DELETE FROM scenes WHERE report = ?", (report,))
        for sketch in islice(own.values(), 1):
            insert = "INSERT INTO scenes (report, record) VALUES (?, ?)"
            self._db.execute(insert, (report, scene_to_json(sketch.scene)))
        had = set(self._db.execute("SELECT key, at, n FROM telling_keys WHERE report = ?", (report,)))
        gone, new = sorted(had - wanted), sorted(wanted - had)
        moved = {(key, at) for key, at, n in (*gone, *new) if not n}
        is_new = not any(n == 0 for _, _, n in had)
        (self._came if is_new else self._changed_keys).update(moved)
        # One by one: what each moves for those after it depends on who is there then.
        for key, at, n in gone:
            self._db.execute("DELETE FROM telling_keys WHERE key = ? AND at = ?", (key, at))
            if n:
                self._shifted(key, at)
        for key, at, n in new:
            insert = "INSERT INTO telling_keys (key, at, report, n) VALUES (?, ?, ?, ?)"
            self._db.execute(insert, (key, at, report, n))
            if n:
                self._shifted(key, at)

    def _shifted(self, key: str, at: str) -> None:
        """A telling came to a key, or left it: those after it are compared with one less before it, or one more."""
        after = self._after(key, at)
        before = self._before(key, at) if after else []
        for n, (_, later) in enumerate(after):
            self._suspect.update(_ordered(earlier, later) for _, earlier in before[BEFORE - 1 - n : BEFORE - n])

    def _before(self, key: str, at: str) -> list[tuple[str, Place]]:
        """The tellings that one at this place is compared with, the last first."""
        query = "SELECT at, report, n FROM telling_keys WHERE key = ? AND at < ? ORDER BY at DESC LIMIT ?"
        return [(at, (report, n)) for at, report, n in self._db.execute(query, (key, at, BEFORE))]

    def _after(self, key: str, at: str) -> list[tuple[str, Place]]:
        """The tellings that are compared with one at this place, the first first."""
        query = "SELECT at, report, n FROM telling_keys WHERE key = ? AND at > ? ORDER BY at LIMIT ?"
        return [(at, (report, n)) for at, report, n in self._db.execute(query, (key, at, BEFORE))]

    def settle(self, reports: Sequence[int], copying: Sequence[int]) -> set[Place]:
        """Once all are entered: compare what is to be compared, and keep what is found: the tellings whose links are
        others now. `copying`: further reports, which copy other passages now and are else as they were."""
        self._changed = frozenset((*reports, *copying))
        near, gone = bring_up(self._db, reports, self._came, self._changed_keys)
        for later, earlier in gone:
            self._suspect.update(self._between(later, earlier))
        for report in reports:
            near.update(near_to(self._db, report))
        alike = [both for both in sorted(near) if are_near(self._db, *both) and self._are_alike(*both)]
        for one, other in self._prepared(sorted({(min(both), max(both)) for both in alike})):
            mine, theirs = self._tellings.of(one), self._tellings.of(other)
            self._wanted.update(((one, n), (other, m)) for n, m in possible_among(mine, theirs))
        for report in reports:
            own = self._tellings.of(report)
            self._wanted.update(combinations(((report, n) for n in sorted(own)), 2))
            self._copied.update(_copied(self._writing, report, self._tellings))
            for n, sketch in own.items():
                self._wanted.update(self._by_key(report, n, sketch))
            self._suspect.update(self._of(report))
        for report in copying:
            self._copied.update(_copied(self._writing, report, self._tellings))
            self._suspect.update(self._of(report, f'["{COPIED}"'))
        return self._keep()

    def _prepared(self, pairs: Sequence[Near]) -> Iterator[Near]:
        """These pairs of reports, with the sketches of some at a time made before they are needed."""
        for start in range(0, len(pairs), _TOGETHER):
            some = pairs[start : start + _TOGETHER]
            self._tellings.prepare(sorted({report for both in some for report in both}))
            yield from some

    def _between(self, one: int, other: int) -> Iterator[tuple[Place, Place]]:
        query = "SELECT a_n, b_n FROM links WHERE a_report = ? AND b_report = ? AND until IS NULL"
        first, second = sorted((one, other))
        for n, m in self._db.execute(query, (first, second)):
            yield (first, n), (second, m)

    def _of(self, report: int, why: str = "") -> Iterator[tuple[Place, Place]]:
        """The pairs that are linked, with a telling of the report in them. `why`: how their reasons begin."""
        among = f" AND substr(reasons, 1, {len(why)}) = ?" if why else ""
        for mine in ("a", "b"):
            query = f"SELECT a_report, a_n, b_report, b_n FROM links WHERE {mine}_report = ? AND until IS NULL{among}"
            for a_report, a_n, b_report, b_n in self._db.execute(query, (report, why)[: 2 if why else 1]):
                yield (a_report, a_n), (b_report, b_n)

    def _by_key(self, report: int, n: int, sketch: Sketch) -> Iterator[tuple[Place, Place]]:
        at, own = place_in_order(sketch), (report, n)
        for key in telling_keys(sketch):
            for _, one in (*self._before(key, at), *self._after(key, at)):
                if one[0] != report:
                    yield _ordered(own, one)

    def _are_alike(self, later: int, earlier: int) -> bool:
        if (later, earlier) not in self._alike:
            one, other = self._tellings.scene(later), self._tellings.scene(earlier)
            self._alike[later, earlier] = one is not None and other is not None and like_reports(one, other)
        return self._alike[later, earlier]

    def _is_wanted(self, one: Place, other: Place) -> bool:
        """Whether two tellings are compared at all."""
        first, second = self._tellings.at(one), self._tellings.at(other)
        if first is None or second is None:
            return False
        if one[0] == other[0]:
            return True
        if place_in_order(first) > place_in_order(second):
            one, other, first, second = other, one, second, first
        if are_near(self._db, other[0], one[0]) and self._are_alike(other[0], one[0]):
            return True
        at, shared = place_in_order(second), telling_keys(first) & telling_keys(second)
        if any(one == place for key in shared for _, place in self._before(key, at)):
            return True
        return self._is_copied(*_ordered(one, other))

    def _keep(self) -> set[Place]:
        pairs = self._wanted | self._copied | {both for both in self._suspect if self._is_wanted(*both)}
        compared = self._wanted | self._copied | self._suspect
        there = self._there(compared)
        touched: set[Place] = set()
        rows = []
        for both in sorted(compared):
            found = self._link(*both) if both in pairs else None
            row = None if found is None else self._row(found)
            had = there.get(both)
            if had is not None and row is not None and had[2:] == row:
                continue
            if had is not None:
                self._end(had[0], had[1])
            if row is not None:
                rows.append((*both[0], *both[1], *row, self._writing.moment))
            if had is not None or row is not None:
                touched.update(self._moved_by(*both))
        insert = (
            "INSERT INTO links (a_report, a_n, b_report, b_n, score, decision, reasons, since) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
        )
        self._db.executemany(insert, rows)
        return touched

    def _moved_by(self, one: Place, other: Place) -> tuple[Place, ...]:
        """Who looks anew at what it follows where the link between two is another one: the later, if both are told."""
        first, second = self._tellings.at(one), self._tellings.at(other)
        if first is None or second is None:
            return one, other
        return (max((place_in_order(first), one), (place_in_order(second), other))[1],)

    def _link(self, one: Place, other: Place) -> Link | None:
        first, second = self._tellings.at(one), self._tellings.at(other)
        if first is None or second is None:
            return None
        return link(first, second, copied=self._is_copied(one, other))

    def _is_copied(self, one: Place, other: Place) -> bool:
        """Whether a passage that one report has from the other holds both."""
        if not self._changed.isdisjoint((one[0], other[0])):
            return (one, other) in self._copied
        return (one, other) in self._passages(one[0]) or (one, other) in self._passages(other[0])

    def _passages(self, report: int) -> set[tuple[Place, Place]]:
        if report not in self._by_passage:
            self._by_passage[report] = set(_copied(self._writing, report, self._tellings))
        return self._by_passage[report]

    def _row(self, found: Link) -> tuple[float, str, str]:
        decision = "same" if found.score >= load_linker().least else "unsure"
        return found.score, decision, json.dumps(found.reasons, ensure_ascii=False)

    def _there(
        self, pairs: Iterable[tuple[Place, Place]]
    ) -> Mapping[tuple[Place, Place], tuple[int, int, float, str, str]]:
        """Of these pairs the rows of those that are linked: number, since when, score, decision and reasons."""
        found: dict[tuple[Place, Place], tuple[int, int, float, str, str]] = {}
        by_report: defaultdict[int, set[tuple[Place, Place]]] = defaultdict(set)
        for both in pairs:
            by_report[both[0][0]].add(both)
        query = (
            "SELECT a_n, b_report, b_n, number, since, score, decision, reasons FROM links "
            "WHERE a_report = ? AND until IS NULL"
        )
        for report, those in by_report.items():
            for n, other, m, *row in self._db.execute(query, (report,)):
                if ((report, n), (other, m)) in those:
                    found[(report, n), (other, m)] = tuple(row)
        return found

    def _end(self, number: int, since: int) -> None:
        """A link stands no more; one that came and went within this moment never stood."""
        if since == self._writing.moment:
            self._db.execute("DELETE FROM links WHERE number = ?", (number,))
        else:
            self._db.execute("UPDATE links SET until = ? WHERE number = ?", (self._writing.moment, number))


def _ordered(one: Place, other: Place) -> tuple[Place, Place]:
    return min(one, other), max(one, other)


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

"""Which earlier reports each report is compared with, kept as reports come (`incidents.nearest`).

What is read for a report does not grow with the ledger: of each of its keys the `WITHIN` reports before it and, where
it comes late, as many after it, whose own choice it may change.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import TypeAlias

from . import incidents
from .incidents import nearest

__all__ = ["KeyRow", "Near", "are_near", "bring_up", "near_to"]

Near: TypeAlias = tuple[int, int]
"""The numbers of a report and of an earlier one that it is compared with."""

KeyRow: TypeAlias = tuple[str, str]
"""A key, and the place in the order of a report that has it."""

_Row: TypeAlias = tuple[int, str]
"""How many keys find the earlier one, and its place in the order."""


def near_to(db: sqlite3.Connection, report: int) -> Iterator[Near]:
    """The pairs of reports that are compared, with `report` on either side."""
    yield from db.execute("SELECT report, other FROM report_neighbours WHERE report = ? OR other = ?", (report, report))


def are_near(db: sqlite3.Connection, later: int, earlier: int) -> bool:
    query = "SELECT 1 FROM report_neighbours WHERE report = ? AND other = ?"
    return db.execute(query, (later, earlier)).fetchone() is not None


def bring_up(
    db: sqlite3.Connection, reports: Iterable[int], came: Iterable[KeyRow], changed: Iterable[KeyRow]
) -> tuple[set[Near], set[Near]]:
    """Let reports be near those that they should be, and later ones to them, by the keys that are in the table now: the
    pairs that came to be compared, and those that ceased to.

    `reports`: those that are new or changed; `came`: the rows of those that had none; `changed`: of the others the rows
    that came, and those that are there no more.
    """
    anew = set(reports)
    new: defaultdict[str, set[str]] = defaultdict(set)
    for key, at in came:
        new[key].add(at)
    for key, at in changed:
        # Others may have come in between, after those that it was found by.
        anew.update(report for _, report in _after(db, key, at, incidents.WITHIN + len(new.get(key, ()))))
    more: set[Near] = set()
    less: set[Near] = set()
    for report, wanted in _of_later(db, _moved(db, new, anew), anew):
        _put(db, report, _kept(db, report), wanted, more, less)
    for report in sorted(anew):
        _put(db, report, _kept(db, report), _chosen(_found(db, report)), more, less)
    return more, less


def _before(db: sqlite3.Connection, key: str, at: str, most: int) -> list[tuple[str, int]]:
    """Place and report of those before a place that have a key, the last first."""
    query = "SELECT at, report FROM telling_keys WHERE key = ? AND at < ? ORDER BY at DESC LIMIT ?"
    return db.execute(query, (key, at, most)).fetchall()


def _after(db: sqlite3.Connection, key: str, at: str, most: int) -> list[tuple[str, int]]:
    """The same of those after it, the first first."""
    query = "SELECT at, report FROM telling_keys WHERE key = ? AND at > ? ORDER BY at LIMIT ?"
    return db.execute(query, (key, at, most)).fetchall()


def _found(db: sqlite3.Connection, report: int) -> dict[int, _Row]:
    """The earlier reports that the keys of one find."""
    many: Counter[int] = Counter()
    order: dict[int, str] = {}
    for key, at in db.execute("SELECT key, at FROM telling_keys WHERE report = ? AND n = 0", (report,)).fetchall():
        for there, other in _before(db, key, at, incidents.WITHIN):
            many[other] += 1
            order[other] = there
    return {other: (count, order[other]) for other, count in many.items()}


class _Moved:
    """For later reports what their keys find that they did not find before, and how many of their keys find another
    no more, since that one came between."""

    def __init__(self) -> None:
        self.found: defaultdict[int, dict[int, _Row]] = defaultdict(dict)
        self.lost: defaultdict[int, Counter[int]] = defaultdict(Counter)


def _moved(db: sqlite3.Connection, came: Mapping[str, Collection[str]], anew: Collection[int]) -> _Moved:
    """What reports that came moved for those after them. `came`: by key, where they stand in the order; `anew`: those
    for which it need not be known."""
    moved = _Moved()
    within = incidents.WITHIN
    for key, ats in sorted(came.items()):
        seen: set[int] = set()
        for at in sorted(ats):
            after = _after(db, key, at, within)
            if all(report in anew or report in seen for _, report in after):
                continue
            # With so many before it, all are there that the first of those after could find before any came.
            line = [*reversed(_before(db, key, after[0][0], within + len(ats))), *after]
            first = len(line) - len(after)
            for place in range(first, len(line)):
                later = line[place][1]
                if later in anew or later in seen:
                    continue
                seen.add(later)
                start = max(0, place - within)
                new = [row for row in line[start:place] if row[0] in ats]
                if not new:
                    continue
                for there, report in new:
                    count = moved.found[later][report][0] if report in moved.found[later] else 0
                    moved.found[later][report] = (count + 1, there)
                old = [report for there, report in line[max(0, start - len(ats)) : start] if there not in ats]
                moved.lost[later].update(old[len(old) - min(len(old), len(new)) :])
    return moved


def _of_later(db: sqlite3.Connection, moved: _Moved, anew: set[int]) -> Iterator[tuple[int, dict[int, _Row]]]:
    """What those after should be near now; those that must be looked at from the beginning are put into `anew`."""
    query = """
        SELECT report, count(*), min(shared) FROM report_neighbours WHERE report IN (SELECT value FROM json_each(?))
        GROUP BY report
    """
    least = {report: (many, few) for report, many, few in db.execute(query, (json.dumps(sorted(moved.found)),))}
    query = """
        SELECT report, other FROM json_each(?) JOIN report_neighbours
        ON report = json_extract(value, '$[0]') AND other = json_extract(value, '$[1]')
    """
    pairs = sorted((report, other) for report, lost in moved.lost.items() for other in lost)
    lowered = {report for report, _ in db.execute(query, (json.dumps(pairs),))}
    for report, found in sorted(moved.found.items()):
        many, few = least.get(report, (0, 0))
        if report not in lowered and many >= incidents.NEAREST and all(count < few for count, _ in found.values()):
            continue
        kept, lost = _kept(db, report), moved.lost[report]
        now = {other: (count - lost[other], at) for other, (count, at) in kept.items()}
        worst = min(kept.values(), default=(0, ""))
        if len(kept) >= incidents.NEAREST and any(row < worst for row in now.values()):
            # Another may take its place.
            anew.add(report)
        else:
            yield report, _chosen({**{other: row for other, row in now.items() if row[0]}, **found})


def _chosen(rows: dict[int, _Row]) -> dict[int, _Row]:
    return {other: rows[other] for other in nearest((shared, at, other) for other, (shared, at) in rows.items())}


def _kept(db: sqlite3.Connection, report: int) -> dict[int, _Row]:
    query = "SELECT other, shared, other_at FROM report_neighbours WHERE report = ?"
    return {other: (shared, at) for other, shared, at in db.execute(query, (report,))}


def _put(
    db: sqlite3.Connection,
    report: int,
    had: dict[int, _Row],
    wanted: dict[int, _Row],
    more: set[Near],
    less: set[Near],
) -> None:
    """Keep what a report is near to, and note the pairs that are new, and those that are gone."""
    gone = [other for other in had if wanted.get(other) != had[other]]
    new = [other for other in wanted if had.get(other) != wanted[other]]
    db.executemany("DELETE FROM report_neighbours WHERE report = ? AND other = ?", _with(report, gone))
    rows = [(report, other, *wanted[other]) for other in sorted(new)]
    db.executemany("INSERT INTO report_neighbours (report, other, shared, other_at) VALUES (?, ?, ?, ?)", rows)
    more.update(_with(report, wanted.keys() - had.keys()))
    less.update(_with(report, had.keys() - wanted.keys()))


def _with(report: int, others: Iterable[int]) -> list[Near]:
    return [(report, other) for other in sorted(others)]

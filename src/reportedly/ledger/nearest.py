"""Which earlier reports each report is compared with, kept as reports come (`incidents.nearest`)."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from typing import TypeAlias

from .incidents import NEAREST, nearest

__all__ = ["Near", "are_near", "bring_up", "near_to"]

Near: TypeAlias = tuple[int, int]
"""The numbers of a report and of an earlier one that it is compared with."""

_Row: TypeAlias = tuple[int, str]
"""How many keys the two share, and the place of the earlier one in the order."""


def near_to(db: sqlite3.Connection, report: int) -> Iterator[Near]:
    """The pairs of reports that are compared, with `report` on either side."""
    yield from db.execute("SELECT report, other FROM report_neighbours WHERE report = ? OR other = ?", (report, report))


def are_near(db: sqlite3.Connection, later: int, earlier: int) -> bool:
    query = "SELECT 1 FROM report_neighbours WHERE report = ? AND other = ?"
    return db.execute(query, (later, earlier)).fetchone() is not None


def bring_up(db: sqlite3.Connection, report: int) -> tuple[set[Near], set[Near]]:
    """Let a report be near those that it should be, and later ones to it, by the keys that are in the table now: the
    pairs that came to be compared, and those that ceased to."""
    own = db.execute("SELECT at FROM telling_keys WHERE report = ? AND n = 0 LIMIT 1", (report,)).fetchone()
    had = _kept(db, [report])[report]
    bearing = {later for (later,) in db.execute("SELECT report FROM report_neighbours WHERE other = ?", (report,))}
    sharing = _sharing(db, report) if own else {}
    at: str = own[0] if own else ""
    now = {other: row for other, row in sharing.items() if row[1] < at}
    came, went = _put(db, report, had, _chosen(now))
    later = {other: row for other, row in sharing.items() if row[1] > at}
    theirs = _kept(db, bearing | later.keys())
    for other, kept in theirs.items():
        if other not in later or kept.get(report, (later[other][0], at)) != (later[other][0], at):
            # What it was chosen for is gone: somebody else may take its place.
            wanted = _chosen({one: row for one, row in _sharing(db, other).items() if row[1] < _at(db, other)})
        elif report in kept:
            continue
        else:
            wanted = _chosen({**kept, report: (later[other][0], at)})
            if report not in wanted:
                continue
        more, less = _put(db, other, kept, wanted)
        came |= more
        went |= less
    return came, went


def _at(db: sqlite3.Connection, report: int) -> str:
    row = db.execute("SELECT at FROM telling_keys WHERE report = ? AND n = 0 LIMIT 1", (report,)).fetchone()
    return str(row[0]) if row else ""


def _sharing(db: sqlite3.Connection, report: int) -> dict[int, _Row]:
    """The reports that share keys with one."""
    query = """
        SELECT theirs.report, count(*), theirs.at FROM telling_keys own JOIN telling_keys theirs ON theirs.key = own.key
        WHERE own.report = ? AND own.n = 0 AND theirs.report <> own.report GROUP BY theirs.report
    """
    return {other: (shared, at) for other, shared, at in db.execute(query, (report,))}


def _chosen(rows: dict[int, _Row]) -> dict[int, _Row]:
    if len(rows) <= NEAREST:
        return rows
    return {other: rows[other] for other in nearest((shared, at, other) for other, (shared, at) in rows.items())}


def _kept(db: sqlite3.Connection, reports: Collection[int]) -> dict[int, dict[int, _Row]]:
    found: defaultdict[int, dict[int, _Row]] = defaultdict(dict)
    query = (
        "SELECT report, other, shared, other_at FROM report_neighbours WHERE report IN (SELECT value FROM json_each(?))"
    )
    for report, other, shared, at in db.execute(query, (json.dumps(sorted(reports)),)):
        found[report][other] = (shared, at)
    return {report: found[report] for report in sorted(reports)}


def _put(
    db: sqlite3.Connection, report: int, had: dict[int, _Row], wanted: dict[int, _Row]
) -> tuple[set[Near], set[Near]]:
    gone = [other for other in had if wanted.get(other) != had[other]]
    new = [other for other in wanted if had.get(other) != wanted[other]]
    db.executemany("DELETE FROM report_neighbours WHERE report = ? AND other = ?", _with(report, gone))
    rows = [(report, other, *wanted[other]) for other in sorted(new)]
    db.executemany("INSERT INTO report_neighbours (report, other, shared, other_at) VALUES (?, ?, ?, ?)", rows)
    return set(_with(report, set(new) - had.keys())), set(_with(report, set(gone) - wanted.keys()))


def _with(report: int, others: Iterable[int]) -> list[Near]:
    return [(report, other) for other in sorted(others)]

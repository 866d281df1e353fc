"""A report leaves the indexes by which copies and quotations are found: `enter` and `enter_quotations`, backwards.

Afterwards the index is what it would be had the report never come, and those reports are pending whose copies or
quotations may be others now: what a report changes when it comes, it changes when it goes.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Collection, Mapping

from .candidates import compared, later
from .copy_tables import CopyTables, QuotationTables, id_of, row_of
from .recall import recall
from .recurring import Seen, companies, recurs
from .requoted import after
from .signing import signature_of
from .wording import UNDATED, number_of, wording_of

__all__ = ["leave", "leave_quotations"]


def leave(db: sqlite3.Connection, index: CopyTables, reports: Mapping[str, int]) -> None:
    """Take reports, ids and numbers, out of the tables of copies."""
    recurring: defaultdict[str, set[int]] = defaultdict(set)
    for report in reports:
        outlet, lines = _unsign(db, index, report)
        if outlet is not None:
            recurring[outlet] |= lines
    for outlet, lines in sorted(recurring.items()):
        if lines:
            _recur_no_more(db, index, outlet, lines, frozenset(reports.values()))
    db.executemany("DELETE FROM copy_pending WHERE report = ?", [(row_of(report),) for report in reports])


def _unsign(db: sqlite3.Connection, index: CopyTables, report: str) -> tuple[str | None, set[int]]:
    """Take out the numbers and lines of one report: its publisher, and its lines that recur there."""
    row, wording = row_of(report), index.wording(report)
    signature = signature_of(compared(index, report))
    query = "SELECT report FROM copy_origins WHERE origin = ?"
    index.pend(later(index, None, signature) | {id_of(other) for (other,) in db.execute(query, (row,))})
    day, size = signature.standing.day, signature.standing.size
    db.executemany(
        "DELETE FROM copy_numbers WHERE number = ? AND day = ? AND least = ? AND report = ?",
        [(key, day, -size, row) for key in sorted(signature.keys)],
    )
    db.execute("DELETE FROM copy_standings WHERE report = ?", (row,))
    if wording.outlet is None:
        return None, set()
    place, lines = number_of(wording.outlet), companies(wording)
    delete = "DELETE FROM copy_lines WHERE outlet = ? AND line = ? AND report = ?"
    db.executemany(delete, [(place, line, row) for line in sorted(lines)])
    return wording.outlet, set(index.recurring(wording.outlet, lines))


def _recur_no_more(
    db: sqlite3.Connection, index: CopyTables, outlet: str, lines: set[int], gone: Collection[int]
) -> None:
    """Of these lines, those that the reports which stay do not make boilerplate are words like others again. Where a
    line stands is not kept once it recurs, so the publisher's reports are gone through."""
    seen: defaultdict[int, Seen] = defaultdict(Seen)
    bearers: defaultdict[int, list[tuple[str, int, int]]] = defaultdict(list)
    numbers = [number for (number,) in db.execute("SELECT number FROM reports WHERE outlet = ?", (outlet,))]
    for _, one in recall(db, (number for number in numbers if number not in gone), vectors=False):
        wording = wording_of(one)
        for line, company in companies(wording).items():
            if line in lines:
                seen[line].companies.add(company)
                if wording.day != UNDATED:
                    seen[line].days.add(wording.day)
                bearers[line].append((wording.report, company, wording.day))
    ended = {line for line in lines if not recurs(len(seen[line].companies), len(seen[line].days))}
    if not ended:
        return
    those = sorted({report for line in ended for report, _, _ in bearers[line]})
    before = {report: signature_of(compared(index, report)) for report in those}
    place = number_of(outlet)
    db.executemany("DELETE FROM copy_recurring WHERE outlet = ? AND line = ?", [(place, one) for one in sorted(ended)])
    for line in sorted(ended):
        for report, company, day in bearers[line]:
            index.see(outlet, report, day, {line: company})
    for report in those:
        now = signature_of(compared(index, report))
        if now != before[report]:
            index.sign(before[report], now)
            index.pend(later(index, before[report], now))
    index.pend(those)


def leave_quotations(db: sqlite3.Connection, index: QuotationTables, report: str) -> None:
    """Take the quotations of a report out."""
    row = row_of(report)
    touched = {statement for quoted in index.of_report(report) for statement in after(index, quoted)}
    query = "SELECT report, n FROM quotation_links WHERE to_report = ? AND until IS NULL"
    touched |= {f"{id_of(other)}:s{n}" for other, n in db.execute(query, (row,))}
    index.drop(report)
    index.pend(sorted(one for one in touched if not one.startswith(f"{report}:")))

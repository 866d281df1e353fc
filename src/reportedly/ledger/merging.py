"""All that is in one ledger into another: reports with what was read in them, pages, and what persons decided.

Nothing is read again. What the two come to together does not depend on which is brought into which: where both have a
report, what was seen first is known of it, and the later reading is kept; what was decided is in the order of its time.
When the other ledger came to know what, is not brought: this one learns all of it now.
"""

from __future__ import annotations

import itertools
import json
import os
import sqlite3
import zlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from ..errors import LedgerError, ReportedlyError
from . import check_records, settle
from .arrivals import Arrival
from .columns import Prepared, as_json, prepared
from .faults import faults_told
from .leaving import leave
from .recall import page_of, recall
from .stages import KeptCopies
from .standing import stand
from .values import Report
from .verdict_tables import keep, verdict_of
from .verdicts import Verdict
from .writing import Writing

if TYPE_CHECKING:
    from .store import Ledger

__all__ = ["Brought", "Contradiction", "merge"]

MOST = 50
"""Reports in one transaction, at most."""

_KNOWN = ("title", "byline", "language", "file")


@dataclass(frozen=True, slots=True)
class Contradiction:
    """What was last decided in each of two ledgers on one record, or one pair, and cannot both be: `first` is the
    earlier one, `last` counts."""

    first: Verdict
    last: Verdict


@dataclass(frozen=True, slots=True)
class Brought:
    """What became of the reports and verdicts of the other ledger. `changed`: reports that both had, and of which the
    other knew better or had the later reading; `known`: the rest of those."""

    added: int
    changed: int
    known: int
    verdicts: int
    contradictions: tuple[Contradiction, ...]


def merge(ledger: Ledger, other: Ledger) -> Brought:
    """Bring all that is in `other`, which is only read, into `ledger`: some reports at a time, so that the same call
    goes on where it was stopped; verdicts last.

    Raises LedgerError where the two are one file, or where what is in `other` is not sound: here its words would get
    new digests, and nobody could tell any more that they are damaged.
    """
    if os.path.samefile(ledger.path, other.path):
        raise LedgerError(f"{other.path}: is the same ledger")
    ledger.settle()
    counts = {"added": 0, "changed": 0, "known": 0}
    with faults_told(other.path):
        other.db.execute("BEGIN")
    try:
        _check(other)
        for some in _batches(other):
            with ledger.writing("merge") as writing:
                touched = []
                for report in some:
                    state, number = _bring(writing, report)
                    counts[state] += 1
                    if state != "known":
                        touched.append(number)
                settle.settle(writing, touched)
        with ledger.writing("merge") as writing:
            _addresses(writing, other)
            count, contradictions = _verdicts(writing, other)
    finally:
        other.db.execute("ROLLBACK")
    return Brought(**counts, verdicts=count, contradictions=contradictions)


# Reports


@dataclass(frozen=True, slots=True)
class _Theirs:
    report: Report
    ready: Prepared
    read_at: str
    keys: tuple[bytes, ...]


def _batches(other: Ledger) -> Iterator[list[_Theirs]]:
    with faults_told(other.path):
        numbers = iter([number for (number,) in other.db.execute("SELECT number FROM reports ORDER BY number")])
    while some := list(itertools.islice(numbers, MOST)):
        with faults_told(other.path), _sound(other):
            found = [_theirs(other, number, report) for number, report in recall(other.db, some)]
        yield found


def _check(other: Ledger) -> None:
    with faults_told(other.path), _sound(other):
        for check in (check_records.texts, check_records.reports, check_records.pages, check_records.readings):
            for fault in check(other.db):
                raise LedgerError(f"{other.path}: is not sound: {fault}; `reportedly check` tells all that is wrong")


@contextmanager
def _sound(other: Ledger) -> Iterator[None]:
    """One line where the other ledger holds what is never written."""
    try:
        yield
    except (ReportedlyError, ValueError, KeyError, TypeError, IndexError, AttributeError, zlib.error) as error:
        if isinstance(error, LedgerError):
            raise
        told = " ".join(f"{type(error).__name__}: {error}".split())
        raise LedgerError(f"{other.path}: is not sound: {told}; `reportedly check` tells what is wrong") from error


def _theirs(other: Ledger, number: int, report: Report) -> _Theirs:
    arrival = Arrival(report.reading, None, page_of(other.db, number), report.seen, report.vectors)
    ready = prepared(arrival)
    (time,) = other.db.execute(_READ_AT, (number,)).fetchone()
    keys = other.db.execute("SELECT key FROM inputs WHERE report = ? ORDER BY key", (number,))
    return _Theirs(report, ready, time, tuple(key for (key,) in keys))


_READ_AT = """SELECT time FROM reports JOIN readings ON readings.number = reading
    JOIN moments ON moments.number = readings.since WHERE reports.number = ?"""


def _bring(writing: Writing, theirs: _Theirs) -> tuple[str, int]:
    """What became of a report, and its number here."""
    db, report = writing.db, theirs.report
    found = db.execute("SELECT number FROM reports WHERE id = ?", (report.id,)).fetchone()
    arrival = theirs.ready.arrival
    if found is None:
        # Its page is put in without what its address said last: that may be known better here.
        alone = Arrival(arrival.reading, None, None, arrival.seen, arrival.vectors)
        _, (number,) = writing.put([Prepared(alone, theirs.ready.digest, theirs.ready.rows)])
        state = "added"
    else:
        number = int(found[0])
        better, later = _know_better(writing, number, report), _read_later(writing, number, theirs)
        state = "changed" if better or later else "known"
    _page(writing, number, arrival)
    known = {key for (key,) in db.execute("SELECT key FROM inputs WHERE report = ?", (number,))}
    new = [(key, number) for key in theirs.keys if key not in known]
    if new:
        db.executemany("INSERT OR IGNORE INTO inputs (key, report) VALUES (?, ?)", new)
    return state, number


def _know_better(writing: Writing, number: int, report: Report) -> bool:
    """Let that be known of a report that was known when it was first seen: whether that is another thing now."""
    query = f"SELECT seen, {', '.join(_KNOWN)} FROM reports WHERE number = ?"
    seen, *ours = writing.db.execute(query, (number,)).fetchone()
    article = report.reading.article
    theirs = [getattr(article, name) for name in _KNOWN]
    if (report.seen, as_json(theirs)) >= (seen, as_json(ours)):
        return False
    # The headline is no part of what is compared with other reports: where it is another one, so is the rest.
    leave(writing.db, KeptCopies(writing), {report.id: number})
    update = f"UPDATE reports SET seen = ?, {', '.join(f'{name} = ?' for name in _KNOWN)} WHERE number = ?"
    writing.db.execute(update, (report.seen, *theirs, number))
    writing.ready.clear()
    return True


def _read_later(writing: Writing, number: int, theirs: _Theirs) -> bool:
    """Keep the reading that was made last: whether that is the other one."""
    db = writing.db
    query = "SELECT digest FROM reports JOIN readings ON readings.number = reading WHERE reports.number = ?"
    (digest,) = db.execute(query, (number,)).fetchone()
    (time,) = db.execute(_READ_AT, (number,)).fetchone()
    if (theirs.read_at, theirs.ready.digest) <= (time, digest) or theirs.ready.digest == digest:
        return False
    alone = Arrival(theirs.report.reading, vectors=theirs.report.vectors)
    _, changed = writing.put([Prepared(alone, theirs.ready.digest, theirs.ready.rows)], replace=True)
    return bool(changed)


def _page(writing: Writing, number: int, arrival: Arrival) -> None:
    """Keep the page that was fetched first."""
    page, db = arrival.page, writing.db
    if page is None:
        return
    query = "SELECT pages.number, fetched_at FROM reports JOIN pages ON pages.number = page WHERE reports.number = ?"
    ours = db.execute(query, (number,)).fetchone()
    if ours is not None and ours[1] <= page.fetched_at:
        return
    kept = writing.keep_page(page)
    db.execute("UPDATE reports SET page = ? WHERE number = ?", (kept, number))
    if ours is not None and db.execute("SELECT 1 FROM reports WHERE page = ?", (ours[0],)).fetchone() is None:
        db.execute("DELETE FROM pages WHERE number = ?", (ours[0],))


def _addresses(writing: Writing, other: Ledger) -> None:
    """What each address said last."""
    with faults_told(other.path):
        rows = other.db.execute("SELECT url, fetched_at, etag, last_modified FROM addresses").fetchall()
    for url, *said in rows:
        query = "SELECT fetched_at, etag, last_modified FROM addresses WHERE url = ?"
        ours = writing.db.execute(query, (url,)).fetchone()
        if ours is None or as_json(said) > as_json(list(ours)):
            writing.note_address(url, *said)


# Verdicts

_Key: TypeAlias = tuple[str, int]
"""The words of a verdict, and which it is of those that are the same to the letter."""


@dataclass(frozen=True, slots=True)
class _Decided:
    """A verdict as one ledger has it. `rank`: which it is there of those that bear its time."""

    verdict: Verdict
    record: str
    stands: bool
    rank: int


def _decided(db: sqlite3.Connection) -> dict[_Key, _Decided]:
    """Verdicts by their keys, in the order of their times."""
    found: dict[_Key, _Decided] = {}
    ranks: defaultdict[str, int] = defaultdict(int)
    times: defaultdict[str, int] = defaultdict(int)
    query = "SELECT at, record, until FROM verdicts ORDER BY at, number"
    for at, record, until in db.execute(query):
        verdict = verdict_of(json.loads(record))
        found[record, times[record]] = _Decided(verdict, record, until is None, ranks[at])
        ranks[at] += 1
        times[record] += 1
    return found


def _verdicts(writing: Writing, other: Ledger) -> tuple[int, tuple[Contradiction, ...]]:
    ours = _decided(writing.db)
    with faults_told(other.path), _sound(other):
        theirs = _decided(other.db)
    changed: list[Verdict] = []
    count = 0
    for key, one in theirs.items():
        if key in ours:
            # What was taken back in one of the two was taken back.
            if not one.stands and ours[key].stands:
                _take_back(writing, _numbers(writing.db, one.record)[key[1]])
                changed.append(one.verdict)
            continue
        number = keep(writing, one.verdict)
        if not one.stands:
            _take_back(writing, number)
        count += 1
        changed.append(one.verdict)
    again = _in_order(writing.db, ours, theirs)
    changed += [one.verdict for one in (*ours.values(), *theirs.values()) if one.verdict.when in again]
    articles = sorted({anchor.article for verdict in changed for anchor in verdict.anchors})
    query = """SELECT reports.number FROM reports JOIN texts ON texts.number = text
        WHERE texts.id IN (SELECT value FROM json_each(?)) ORDER BY reports.number"""
    settle.settle(writing, [number for (number,) in writing.db.execute(query, (json.dumps(articles),))])
    return count, _contradictions(ours, theirs)


def _numbers(db: sqlite3.Connection, record: str) -> list[int]:
    return [n for (n,) in db.execute("SELECT number FROM verdicts WHERE record = ? ORDER BY at, number", (record,))]


def _take_back(writing: Writing, number: int) -> None:
    writing.db.execute("UPDATE verdicts SET until = ? WHERE number = ?", (writing.moment, number))
    stand(writing, "verdict_places", {"verdict": number}, [])


def _in_order(db: sqlite3.Connection, ours: dict[_Key, _Decided], theirs: dict[_Key, _Decided]) -> set[str]:
    """Of verdicts with one time the number tells which is the last: let that not depend on whose came first. Gives the
    times of those that are in another order now."""
    moved: list[tuple[int, int]] = []
    again: set[str] = set()
    for at in sorted({one.verdict.when for one in ours.values()} & {one.verdict.when for one in theirs.values()}):
        wanted = {key: place for place, key in enumerate(_together(_of(ours, at), _of(theirs, at)))}
        times: defaultdict[str, int] = defaultdict(int)
        rows = []
        for number, record in db.execute("SELECT number, record FROM verdicts WHERE at = ? ORDER BY number", (at,)):
            rows.append((wanted[record, times[record]], number))
            times[record] += 1
        numbers = [number for _, number in rows]
        other = [(to, number) for to, (_, number) in zip(numbers, sorted(rows), strict=True) if to != number]
        moved += other
        again |= {at} if other else set()
    db.execute("PRAGMA defer_foreign_keys = ON")
    for table, column in (("verdicts", "number"), ("verdict_places", "verdict")):
        db.executemany(f"UPDATE {table} SET {column} = ? WHERE {column} = ?", [(-to, before) for to, before in moved])
        db.execute(f"UPDATE {table} SET {column} = -{column} WHERE {column} < 0")
    return again


def _of(some: dict[_Key, _Decided], at: str) -> dict[_Key, int]:
    """The verdicts of one time, with which each is of them."""
    return {key: one.rank for key, one in some.items() if one.verdict.when == at}


def _together(ours: dict[_Key, int], theirs: dict[_Key, int]) -> list[_Key]:
    """The verdicts of both in one order: that of the one that has all of the other's and more; else by their places in
    either."""
    for more, less in ((ours, theirs), (theirs, ours)):
        if less.keys() < more.keys():
            return list(more)
    if list(ours) == list(theirs):
        return list(ours)
    if ours.keys() == theirs.keys():
        return sorted(ours)
    ranks = {key: min(some[key] for some in (ours, theirs) if key in some) for key in (ours | theirs)}
    return sorted(ranks, key=lambda key: (ranks[key], key))


def _contradictions(ours: dict[_Key, _Decided], theirs: dict[_Key, _Decided]) -> tuple[Contradiction, ...]:
    ended = {key for some in (ours, theirs) for key, one in some.items() if not one.stands}
    one, other = (_last(some, ended) for some in (ours, theirs))
    found = []
    for target in sorted(one.keys() & other.keys()):
        mine, yours = one[target], other[target]
        if (mine.verdict.decision, mine.verdict.edited) != (yours.verdict.decision, yours.verdict.edited):
            first, last = sorted((mine, yours), key=lambda d: (d.verdict.when, d.rank, d.record))
            found.append(Contradiction(first.verdict, last.verdict))
    return tuple(found)


def _last(some: dict[_Key, _Decided], ended: set[_Key]) -> dict[str, _Decided]:
    """What was decided last in one ledger, by what it is on. Notes decide nothing."""
    found: dict[str, _Decided] = {}
    for key, one in some.items():
        if key not in ended and one.verdict.decision != "note":
            found[_target(one.verdict)] = one
    return found


def _target(verdict: Verdict) -> str:
    anchors: Sequence[list[Any]] = [[a.article, a.kind, list(a.span), list(a.facts)] for a in verdict.anchors]
    return as_json([verdict.link, sorted(anchors)])

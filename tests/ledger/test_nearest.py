"""Which reports a report is compared with: kept as they come and go, and what it would be if all were there at once."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportedly.ledger.incidents import nearest
from reportedly.ledger.nearest import bring_up

TABLES = """
CREATE TABLE telling_keys (key TEXT, at TEXT, report INTEGER, n INTEGER, PRIMARY KEY (key, at)) WITHOUT ROWID;
CREATE TABLE report_neighbours (
    report INTEGER, other INTEGER, shared INTEGER, other_at TEXT, PRIMARY KEY (report, other)
) WITHOUT ROWID;
"""

KEYS = st.sets(st.sampled_from("abcde"), max_size=4)


def place(report: int) -> str:
    """Somewhere in the order, by no means that in which the reports come."""
    return f"{report * 7 % 23:02d}"


def expected(keys: dict[int, set[str]], within: int) -> dict[int, dict[int, int]]:
    """For each report those that it should be near, and how many of its keys find them."""
    order = sorted(keys, key=place)
    found = {}
    for n, report in enumerate(order):
        many: Counter[int] = Counter()
        for key in keys[report]:
            many.update([other for other in order[:n] if key in keys[other]][-within:])
        near = nearest((count, place(other), other) for other, count in many.items())
        found[report] = {other: many[other] for other in near}
    return found


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.dictionaries(st.integers(1, 20), KEYS, min_size=1, max_size=5), min_size=1, max_size=8),
    st.integers(1, 4),
    st.integers(1, 4),
)
def test_what_is_kept_is_what_it_would_be_at_once(batches, most: int, within: int) -> None:
    """Reports that come some at a time, in any order; a report that comes again has other keys, or none."""
    with pytest.MonkeyPatch.context() as patch, sqlite3.connect(":memory:") as db:
        patch.setattr("reportedly.ledger.incidents.NEAREST", most)
        patch.setattr("reportedly.ledger.incidents.WITHIN", within)
        db.executescript(TABLES)
        keys: dict[int, set[str]] = {}
        near: set[tuple[int, int]] = set()
        for batch in batches:
            came, left, changed = set(), set(), set()
            for report, wanted in batch.items():
                had = keys.get(report, set())
                left |= {(key, place(report)) for key in had - wanted}
                came |= {(key, place(report)) for key in wanted - had}
                changed |= {(key, place(report)) for key in had ^ wanted} if had else set()
                keys[report] = wanted
            db.executemany("DELETE FROM telling_keys WHERE key = ? AND at = ?", left)
            numbers = {place(report): report for report in batch}
            rows = [(key, at, numbers[at]) for key, at in came]
            db.executemany("INSERT INTO telling_keys VALUES (?, ?, ?, 0)", rows)
            more, less = bring_up(db, sorted(batch), came - changed, changed)
            kept: dict[int, dict[int, int]] = {report: {} for report in keys}
            for report, other, shared in db.execute("SELECT report, other, shared FROM report_neighbours"):
                kept[report][other] = shared
            assert kept == expected(keys, within), json.dumps(sorted(map(list, came)))
            near = (near - less) | more
            assert near == {(report, other) for report, others in kept.items() for other in others}

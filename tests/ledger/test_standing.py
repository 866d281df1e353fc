"""Which reports had come by a moment, told by their numbers."""

from __future__ import annotations

import sqlite3
from itertools import accumulate

from hypothesis import given
from hypothesis import strategies as st

from reportedly.ledger.standing import last_report


@given(st.lists(st.tuples(st.integers(1, 3), st.integers(0, 2)), max_size=12), st.integers(0, 30))
def test_the_last_report_by_a_moment(steps: list[tuple[int, int]], moment: int) -> None:
    """Numbers that somebody forgot are missing; several reports come in one moment, and none in many."""
    numbers = accumulate((step for step, _ in steps), initial=0)
    moments = accumulate((step for _, step in steps), initial=1)
    reports = list(zip(numbers, moments, strict=True))[1:]
    db = sqlite3.connect(":memory:")
    db.execute("CREATE TABLE reports (number INTEGER PRIMARY KEY, since INTEGER NOT NULL)")
    db.executemany("INSERT INTO reports VALUES (?, ?)", reports)
    last = last_report(db, moment)
    assert [number <= last for number, _ in reports] == [since <= moment for _, since in reports]

"""Values that stand from one moment until another: what is new is put beside what stood, and nothing is overwritten."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from .writing import Writing

__all__ = ["Change", "known_at", "last_report", "stand"]

Value: TypeAlias = str | int | float | bytes | None
Row: TypeAlias = Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Change:
    """How many rows came to stand, ceased to, and stand as they stood."""

    came: int
    went: int
    stayed: int


def stand(writing: Writing, table: str, scope: Row, rows: Iterable[Row]) -> Change:
    """Let exactly `rows` stand in `table`, among those whose columns have the values of `scope`.

    A row is a value for each column but `number`, `since` and `until`; the columns of `scope` may be left out. A row
    that stands already stays, with the moment since when it stood; one that is no longer among `rows` ends at this
    moment; one that came and went within this moment never stood, and is taken out. `table` and the names of columns
    are the program's own and never a user's.
    """
    db = writing.db
    columns = [name for name in writing.columns(table) if name not in ("number", "since", "until")]
    wanted = dict.fromkeys(tuple({**scope, **row}[name] for name in columns) for row in rows)
    where = " AND ".join(["until IS NULL", *(f"{name} IS ?" for name in scope)])
    query = f"SELECT number, since, {', '.join(columns)} FROM {table} WHERE {where} ORDER BY number"
    stayed = went = 0
    for number, since, *values in db.execute(query, tuple(scope.values())).fetchall():
        if tuple(values) in wanted:
            del wanted[tuple(values)]
            stayed += 1
            continue
        went += 1
        if since == writing.moment:
            db.execute(f"DELETE FROM {table} WHERE number = ?", (number,))
        else:
            db.execute(f"UPDATE {table} SET until = ? WHERE number = ?", (writing.moment, number))
    if wanted:
        marks = ", ".join("?" * (len(columns) + 1))
        insert = f"INSERT INTO {table} ({', '.join(columns)}, since) VALUES ({marks})"
        db.executemany(insert, [(*values, writing.moment) for values in wanted])
    return Change(len(wanted), went, stayed)


def known_at(table: str, moment: int | None) -> str:
    """A condition in SQL: the rows of `table` (a name or an alias) that stood at `moment`, None for now."""
    if moment is None:
        return f"{table}.until IS NULL"
    number = int(moment)
    return f"{table}.since <= {number} AND ({table}.until IS NULL OR {table}.until > {number})"


def last_report(db: sqlite3.Connection, moment: int) -> int:
    """The number of the last report that had come by `moment`, or more than that and less than the next one's.

    Reports are numbered as they come, which `check_forms.py` tries: so a query that asks for their numbers need not
    look up when each came.
    """
    (high,) = db.execute("SELECT coalesce(max(number), 0) FROM reports").fetchone()
    low = 0
    while low < high:
        middle = (low + high + 1) // 2
        query = "SELECT since FROM reports WHERE number <= ? ORDER BY number DESC LIMIT 1"
        found = db.execute(query, (middle,)).fetchone()
        low, high = (low, middle - 1) if found is not None and found[0] > moment else (middle, high)
    return low

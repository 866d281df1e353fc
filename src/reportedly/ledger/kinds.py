"""On which kinds of sources the own statements of each report rest, as one row: so that they are soon added up by
outlet for very many reports.

A row of `report_kinds` says of a report what its rows of `quoted` say of this together, from one moment until another.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping

from ..records import SOURCE_TYPES

__all__ = ["KINDS", "count_kinds", "keep_kinds"]

_COLUMNS = "report, outlet, day, kinds, since, until"

# `{these}`: which rows of `quoted`.
_ANEW = """
    WITH those AS (SELECT report, since, until FROM quoted WHERE {these}),
    changes AS (SELECT report, since AS at FROM those UNION SELECT report, until FROM those WHERE until IS NOT NULL),
    spans AS (SELECT report, at AS since, lead(at) OVER (PARTITION BY report ORDER BY at) AS until FROM changes)
    SELECT spans.report, max(q.outlet), max(q.day),
        group_concat(replace(hex(zeroblob(q.own)), '00', substr(q.type, 1, 2) || ' '), ''), spans.since, spans.until
    FROM spans CROSS JOIN quoted q ON q.report = spans.report AND q.since <= spans.since
        AND (q.until IS NULL OR q.until > spans.since)
    GROUP BY spans.report, spans.since
"""

KINDS = ("report_kinds", _COLUMNS, "1", _ANEW.format(these="1"))
"""The table, its columns, which rows of it count, and how it is made anew; see `tallies.TALLIES`."""

SHORT: Mapping[str, str] = {kind[:2]: kind for kind in SOURCE_TYPES}
"""The kinds by what stands for them in the table."""


def keep_kinds(db: sqlite3.Connection, reports: Iterable[int] | None = None) -> None:
    """Write the rows of these reports anew, None for all: after their rows of `quoted` changed."""
    these = "1" if reports is None else "report IN (SELECT value FROM json_each(:them))"
    them = {} if reports is None else {"them": json.dumps(sorted(reports))}
    db.execute(f"DELETE FROM report_kinds WHERE {these}", them)
    db.execute(f"INSERT INTO report_kinds ({_COLUMNS}) {_ANEW.format(these=these)}", them)


def count_kinds(db: sqlite3.Connection, rows: str, values: Iterable[object]) -> dict[tuple[str | None, str], int]:
    """For each outlet and kind of source the statements of its own. `rows`: of `report_kinds q`, what follows `SELECT`
    and the columns; `values`: what that is bound to."""
    query = f"SELECT q.outlet, group_concat(q.kinds, '') {rows} GROUP BY q.outlet"
    return {
        (outlet, kind): told.count(f"{short} ")
        for outlet, told in db.execute(query, tuple(values))
        for short, kind in SHORT.items()
    }

"""Who is quoted how often: counts that triggers keep (`data/ledger/0008.sql`), how they are counted anew, and read.

What they count is what `quoted_of` says of all reports as they stand; `sourcing.py` counts it one by one where only
some are asked for, or what stood once.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from .kinds import KINDS

__all__ = ["TALLIES", "Group", "Kept", "count_anew", "kept_of", "kinds", "totals"]

Group: TypeAlias = tuple[str, list[int]]
"""The key by which a source is told from all others, and its numbers in the tables."""

_SOURCES = "FROM quoted WHERE until IS NULL AND source IS NOT NULL"
_REPORTS = "FROM quoted q JOIN reports r ON r.number = q.report WHERE q.until IS NULL AND q.source IS NOT NULL"

TALLIES: tuple[tuple[str, str, str, str], ...] = (
    ("quoted_sources", "number, own, copied, articles", "own + copied <> 0",
        "SELECT q.source, sum(q.own), sum(q.copied), count(DISTINCT CASE WHEN q.own > 0 THEN r.text END) "
        f"{_REPORTS} GROUP BY 1"),
    ("quoted_told", "source, label, name, entity, country, sector, type, stance, own, copied", "own + copied <> 0",
        "SELECT source, label, name, entity, country, sector, type, stance, sum(own), sum(copied) "
        f"{_SOURCES} GROUP BY 1, 2, 3, 4, 5, 6, 7, 8"),
    ("quoted_days", "source, day, count", "count <> 0",
        f"SELECT q.source, substr(r.published, 1, 10), count(*) {_REPORTS} AND r.published <> '' GROUP BY 1, 2"),
    ("quoted_outlets", "source, outlet, count", "count <> 0",
        f"SELECT q.source, coalesce(r.outlet, r.id), count(*) {_REPORTS} AND q.own > 0 GROUP BY 1, 2"),
    ("quoted_kinds", "outlet, type, own", "own <> 0",
        "SELECT outlet, type, sum(own) FROM quoted WHERE until IS NULL GROUP BY 1, 2 HAVING sum(own) > 0"),
    KINDS,
)  # fmt: skip
"""Each table, its columns, which rows of it count anything, and how it is counted anew."""


def count_anew(db: sqlite3.Connection) -> None:
    """All of it, where names were changed under way, as triggers do not see."""
    for table, columns, _, anew in TALLIES:
        if table == "quoted_sources":
            db.execute("UPDATE quoted_sources SET own = 0, copied = 0, articles = 0")
            counted = [(*counts, number) for number, *counts in db.execute(anew)]
            db.executemany("UPDATE quoted_sources SET own = ?, copied = ?, articles = ? WHERE number = ?", counted)
        else:
            db.execute(f"DELETE FROM {table}")
            db.execute(f"INSERT INTO {table} ({columns}) {anew}")


def totals(db: sqlite3.Connection) -> dict[int, tuple[int, int]]:
    """The sources of all reports as they stand, with how many statements are their own, and how many were copied."""
    query = "SELECT number, own, copied FROM quoted_sources WHERE own + copied > 0 ORDER BY number"
    return {number: (own, copied) for number, own, copied in db.execute(query)}


def kinds(db: sqlite3.Connection) -> dict[tuple[str | None, str], int]:
    """For each outlet and kind of source the statements of its own."""
    return {(outlet, type): own for outlet, type, own in db.execute("SELECT outlet, type, own FROM quoted_kinds")}


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept of a source: rows of label, name, entity, country, sector, type, stance, own and copied; how many
    articles and outlets have it of their own; the first and the last day."""

    told: tuple[tuple[Any, ...], ...]
    articles: int
    outlets: int
    first: str | None
    last: str | None


def kept_of(db: sqlite3.Connection, sources: Sequence[int]) -> Kept:
    """Of a group, by its numbers."""
    them = json.dumps(list(sources))
    among = "source IN (SELECT value FROM json_each(?))"
    query = (
        "SELECT label, name, entity, country, sector, type, stance, own, copied FROM quoted_told "
        f"WHERE {among} AND own + copied > 0"
    )
    told = tuple(db.execute(query, (them,)).fetchall())
    if len(sources) == 1:
        (articles,) = db.execute("SELECT articles FROM quoted_sources WHERE number = ?", (sources[0],)).fetchone()
    else:
        # A text may quote both: each alone is counted, and not the two together. Such sources are quoted rarely.
        query = f"SELECT count(DISTINCT r.text) {_REPORTS} AND q.own > 0 AND q.{among}"
        (articles,) = db.execute(query, (them,)).fetchone()
    query = f"SELECT count(DISTINCT outlet) FROM quoted_outlets WHERE {among} AND count > 0"
    (outlets,) = db.execute(query, (them,)).fetchone()
    days = [day for source in sources for day in _days(db, source) if day]
    return Kept(told, articles, outlets, min(days, default=None), max(days, default=None))


def _days(db: sqlite3.Connection, source: int) -> Iterator[str | None]:
    """The first and the last; asked apart, each is one look into the table."""
    for which in ("min", "max"):
        query = f"SELECT {which}(day) FROM quoted_days WHERE source = ? AND count > 0"
        yield db.execute(query, (source,)).fetchone()[0]

"""Reports out of the ledger, exactly as they went in."""

from __future__ import annotations

import itertools
import json
import sqlite3
import zlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from ..records import Article, Reading
from .records_back import event_of, figure_of, flaw_of, reader_of, statement_of
from .values import Report
from .vectors import unpacked

__all__ = ["KeptPage", "page_of", "recall"]

TOGETHER = 100
"""Reports that are fetched at a time."""

_REPORTS = """
SELECT reports.number, reports.reading, seen, body, url, file, title, byline, publisher, language, reports.published,
    model, vocabulary, told
FROM reports JOIN texts ON texts.number = reports.text JOIN readings ON readings.number = reports.reading
    LEFT JOIN readers ON readers.reading = reports.reading
WHERE reports.number IN ({marks})
"""

Record = TypeVar("Record")


@dataclass(frozen=True, slots=True)
class KeptPage:
    """The page that a report was read from, as its address gave it. `asked`: the address that was asked for, where it
    led to another one, else None; `fetched_at`: ISO 8601 in UTC; `digest`: SHA-256
    of `body`, in hexadecimal."""

    url: str
    asked: str | None
    fetched_at: str
    status: int
    headers: tuple[tuple[str, str], ...]
    digest: str
    body: bytes


def recall(db: sqlite3.Connection, numbers: Iterable[int], *, vectors: bool = True) -> Iterator[tuple[int, Report]]:
    """The reports of these numbers, in the order of the numbers as they are given, each beside its number.

    Some at a time, so that any number of them takes the memory of a few. A number that is no report's is left out.
    `vectors`: whether the vectors of their events are needed.
    """
    numbers = iter(numbers)
    while some := list(itertools.islice(numbers, TOGETHER)):
        found = _reports(db, some, vectors)
        yield from ((number, found[number]) for number in some if number in found)


def _reports(db: sqlite3.Connection, numbers: Sequence[int], with_vectors: bool) -> dict[int, Report]:
    rows = db.execute(_REPORTS.format(marks=_marks(numbers)), numbers).fetchall()
    readings = sorted({row[1] for row in rows})
    statements = _records(db, "statements", readings, statement_of)
    events = _records(db, "events", readings, event_of)
    figures = _records(db, "figures", readings, figure_of)
    flaws = _records(db, "flaws", readings, flaw_of)
    vectors = _vectors(db, readings) if with_vectors else {}
    return {
        number: Report(
            Reading(
                _article(columns, told), statements[reading], events[reading], figures[reading], flaws[reading]
            ),
            seen,
            vectors.get(reading, {}),
        )
        for number, reading, seen, *columns, told in rows
    }  # fmt: skip


def _article(columns: Sequence[Any], told: str | None) -> Article:
    article = Article(*columns)
    return article if told is None else replace(article, reader=reader_of(json.loads(told)))


def _records(
    db: sqlite3.Connection, table: str, readings: Sequence[int], of: Callable[[Any], Record]
) -> dict[int, tuple[Record, ...]]:
    found: defaultdict[int, list[Record]] = defaultdict(list)
    query = f"SELECT reading, record FROM {table} WHERE reading IN ({_marks(readings)}) ORDER BY number"
    rows = db.execute(query, readings).fetchall()
    # One text is sooner read than many short ones.
    for (reading, _), record in zip(rows, json.loads(f"[{','.join(record for _, record in rows)}]"), strict=True):
        found[reading].append(of(record))
    return {reading: tuple(found[reading]) for reading in readings}


def _vectors(db: sqlite3.Connection, readings: Sequence[int]) -> dict[int, dict[int, tuple[float, ...]]]:
    found: dict[int, dict[int, tuple[float, ...]]] = {reading: {} for reading in readings}
    query = f"SELECT reading, event, width, vector FROM vectors WHERE reading IN ({_marks(readings)}) ORDER BY event"
    for reading, event, width, vector in db.execute(query, readings):
        found[reading][event] = unpacked(width, vector)
    return found


def page_of(db: sqlite3.Connection, report: int) -> KeptPage | None:
    """The page that the report of this number was read from, None where none was kept."""
    query = (
        "SELECT pages.url, asked, fetched_at, status, headers, digest, body "
        "FROM pages JOIN reports ON page = pages.number WHERE reports.number = ?"
    )
    row = db.execute(query, (report,)).fetchone()
    if row is None:
        return None
    url, asked, fetched_at, status, headers, digest, body = row
    pairs = tuple((name, value) for name, value in json.loads(headers))
    return KeptPage(url, asked, fetched_at, status, pairs, digest.hex(), zlib.decompress(body))


def _marks(values: Sequence[object]) -> str:
    return ", ".join("?" * len(values))

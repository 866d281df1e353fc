"""Corrections in the ledger: the reports that say of themselves that they correct, tied to what they are of.

`corrections.py` decides; here is looked up which few reports it must see. A notice is rare, so a report costs little
more than a look at its text and at the standing notices that it may be meant by.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from ..text import Span
from .copies import Passage
from .copy_tables import copy_from_json, id_of, row_of
from .corrections import DAYS, By, Correction, Kind, corrections, notices, titles_alike
from .finding import Conditions
from .grouping import Pair, pair
from .recall import recall
from .sketches import sentence_at
from .standing import Row, known_at, stand
from .writing import Writing

__all__ = ["Corrected", "correct", "listed"]

_WHOLE = 0.5
"""So much of the shorter of two reports one must have from the other to be a version of it."""


@dataclass(frozen=True, slots=True)
class Corrected:
    """A notice as it is listed. `words`: the sentence that gives it; `of`, `of_published`, `of_title`, `by`: the report
    that it is of and what shows it, None where that is not in the ledger."""

    kind: Kind
    report: str
    outlet: str | None
    published: str | None
    title: str | None
    words: str
    of: str | None
    of_published: str | None
    of_title: str | None
    by: By | None

    def row(self) -> dict[str, Any]:
        return {
            "kind": "correction",
            "as": self.kind,
            "report": self.report,
            "outlet": self.outlet,
            "published": self.published,
            "title": self.title,
            "text": self.words,
            "corrects": self.of,
            "corrects_published": self.of_published,
            "corrects_title": self.of_title,
            "by": self.by,
        }


# The stage


def correct(writing: Writing, reports: Sequence[int]) -> None:
    """Bring the notices up to date of `reports`, and of those that may be meant otherwise now that these are there."""
    db = writing.db
    found = {number for number, report in writing.ready.recall(db, reports) if notices(report)}
    had = {n for (n,) in db.execute("SELECT DISTINCT report FROM corrections WHERE until IS NULL")}
    touched = found | (had & set(reports)) | _may_mean(db, had, reports) | (had & set(_copying_otherwise(writing)))
    for number in sorted(touched):
        stand(writing, "corrections", {"report": number}, _rows(db, number))


def _copying_otherwise(writing: Writing) -> Iterator[int]:
    query = "SELECT report FROM copies WHERE since = ? UNION SELECT report FROM copies WHERE until = ?"
    changed = [id_of(row) for (row,) in writing.db.execute(query, (writing.moment, writing.moment))]
    query = "SELECT number FROM reports WHERE id IN (SELECT value FROM json_each(?))"
    yield from (number for (number,) in writing.db.execute(query, (json.dumps(changed),)))


def _may_mean(db: sqlite3.Connection, noticed: Collection[int], reports: Sequence[int]) -> set[int]:
    """Those of `noticed` that are of an address or an outlet of `reports`."""
    if not noticed:
        return set()
    query = "SELECT url, outlet FROM reports WHERE number IN (SELECT value FROM json_each(?))"
    rows = db.execute(query, (json.dumps(list(reports)),)).fetchall()
    urls, outlets = {url for url, _ in rows} - {None}, {outlet for _, outlet in rows} - {None}
    query = "SELECT number, url, outlet FROM reports WHERE number IN (SELECT value FROM json_each(?))"
    those = db.execute(query, (json.dumps(sorted(noticed)),))
    return {number for number, url, outlet in those if url in urls or outlet in outlets}


def _rows(db: sqlite3.Connection, number: int) -> list[Row]:
    """The rows of one report, which may have no notice any more."""
    copied = _versions(db, number)
    near = {*_at_the_address(db, number), *_of_like_title(db, number), *copied}
    known = dict(recall(db, [number, *sorted(near - {number})], vectors=False))
    numbers = {report.id: n for n, report in known.items()}
    pairs: list[Pair] = [pair(known[number].id, known[other].id) for other in sorted(copied)]
    own = known[number].id
    return [_row(one, numbers) for one in corrections(known.values(), pairs) if one.notice.report == own]


def _row(one: Correction, numbers: dict[str, int]) -> Row:
    return {
        "start": one.notice.span.start,
        "end": one.notice.span.end,
        "kind": one.notice.kind,
        "corrects": numbers[one.of] if one.of else None,
        "record": json.dumps({"by": one.by}),
    }


def _at_the_address(db: sqlite3.Connection, number: int) -> Iterator[int]:
    query = "SELECT o.number FROM reports r JOIN reports o ON o.url = r.url WHERE r.number = ? AND o.number <> r.number"
    yield from (other for (other,) in db.execute(query, (number,)))


def _of_like_title(db: sqlite3.Connection, number: int) -> Iterator[int]:
    """Reports of its outlet and of those days whose titles are nearly its own."""
    query = "SELECT outlet, published, title FROM reports WHERE number = ?"
    outlet, published, title = db.execute(query, (number,)).fetchone()
    if outlet is None or title is None:
        return
    wanted = Conditions(["outlet = ?", "title IS NOT NULL", "number <> ?"], [outlet, number])
    try:
        day = date.fromisoformat((published or "")[:10])
        since, until = str(day - timedelta(DAYS)), str(day)
    except (ValueError, OverflowError):
        since, until = "", ""
    if since:
        wanted.add("(published IS NULL OR (published >= ? AND published < ?))", since, f"{until}U")
    for other, theirs in db.execute(f"SELECT number, title FROM reports WHERE {wanted.sql()}", wanted.values):
        if titles_alike(title, theirs):
            yield other


def _versions(db: sqlite3.Connection, number: int) -> set[int]:
    """Reports of which it has at least half from one another, the shorter counted."""
    query = "SELECT reports.id, length(body) FROM reports JOIN texts ON texts.number = text WHERE reports.number = ?"
    name, size = db.execute(query, (number,)).fetchone()
    passages: dict[str, list[Passage]] = {}
    for copy in [name, *(id_of(row) for (row,) in db.execute(
        "SELECT report FROM copy_origins WHERE origin = ?", (row_of(name),)))]:  # fmt: skip
        row = db.execute("SELECT record FROM copies WHERE report = ? AND until IS NULL", (row_of(copy),)).fetchone()
        for passage in copy_from_json(copy, row[0]).passages if row else ():
            if copy == name:
                passages.setdefault(passage.origin, []).append(passage)
            elif passage.origin == name:
                passages.setdefault(copy, []).append(passage)
    query = "SELECT reports.number, length(body) FROM reports JOIN texts ON texts.number = text WHERE reports.id = ?"
    found = set()
    for other, shared in passages.items():
        there = db.execute(query, (other,)).fetchone()
        covered = sum(passage.span.end - passage.span.start for passage in shared)
        if there is not None and covered >= _WHOLE * min(size, there[1]):
            found.add(there[0])
    return found


# What is told of them


def listed(
    db: sqlite3.Connection,
    wanted: Conditions,
    moment: int | None = None,
    limit: int | None = None,
    touching: Iterable[str] | None = None,
) -> Iterator[Corrected]:
    """The notices of the reports `r` that are wanted, by date, then by id, of `limit` at most. `touching`: ids of
    reports; only notices in them or of them."""
    query = f"""
        SELECT c.kind, c.start, c.end, c.record, r.id, r.outlet, r.published, r.title, r.text,
            o.id, o.published, o.title
        FROM corrections c JOIN reports r ON r.number = c.report LEFT JOIN reports o ON o.number = c.corrects
        WHERE {known_at("c", moment)} AND {wanted.sql()}
    """
    values = list(wanted.values)
    if touching is not None:
        query += (
            " AND c.number IN (SELECT number FROM corrections WHERE report IN "
            "(SELECT number FROM reports WHERE id IN (SELECT value FROM json_each(?))) OR corrects IN "
            "(SELECT number FROM reports WHERE id IN (SELECT value FROM json_each(?))))"
        )
        values += 2 * [json.dumps(sorted(touching))]
    query += " ORDER BY r.published IS NULL, r.published, r.id, c.start, c.kind LIMIT ?"
    for kind, start, end, record, id, outlet, published, title, text, of, of_day, of_title in db.execute(
        query, (*values, -1 if limit is None else limit)
    ):
        (body,) = db.execute("SELECT body FROM texts WHERE number = ?", (text,)).fetchone()
        _, sentence = sentence_at(body, Span(start, end))
        by = json.loads(record)["by"]
        yield Corrected(
            kind, id, outlet, published, title, " ".join(sentence.of(body).split()), of, of_day, of_title, by
        )

"""Whether what was read is as it was written: words, records, pages, and what they are looked for by.

Everything is made anew from what it was made of, a text or a reading at a time, and held against what stands there.
"""

from __future__ import annotations

import hashlib
import json
import re
import sqlite3
import struct
import zlib
from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

from ..errors import ReportedlyError
from ..records import Article, Reading
from .arrivals import arrival_of
from .columns import TABLES, Prepared, as_json, prepared
from .recall import recall
from .unsound import Unsound
from .values import Report, report_id

__all__ = ["pages", "readings", "reports", "texts", "words"]

# Words that stand between plain signs: about others the tokenizer may be of another mind.
_WORD = re.compile(r"(?<![^\s.,;:!?\"'()-])[A-Za-z]{3,40}(?![^\s.,;:!?\"'()-])", re.ASCII)
_CANNOT = (ReportedlyError, ValueError, KeyError, TypeError, IndexError, AttributeError, struct.error)
_LETTERS = {"statements": "s", "events": "e", "figures": "f"}
_REFERRING = {
    "statements": {"within": "statements"},
    "events": {"according_to": "statements", "same_as": "events"},
    "figures": {"event": "events", "according_to": "statements"},
}
Row: TypeAlias = Mapping[str, Any]


def texts(db: sqlite3.Connection) -> Iterator[Unsound]:
    """Texts are the words that their ids were made of, and some report has them."""
    query = "SELECT id, body, EXISTS (SELECT 1 FROM reports WHERE text = texts.number) FROM texts ORDER BY texts.number"
    for id, body, used in db.execute(query):
        if not isinstance(body, str) or Article(body).id != id:
            yield Unsound(f"text {id}", "its words are not those that its id was made of")
        if not used:
            yield Unsound(f"text {id}", "no report has it")


def words(db: sqlite3.Connection) -> Iterator[Unsound]:
    """The full-text indexes have a row for every text and statement, and for no other; the longest word of each is
    found in it. (SQLite compares an index with its words only where it may write.)"""
    for index, table, column in (("text_words", "texts", "body"), ("statement_words", "statements", "said")):
        query = (
            f"SELECT t.number FROM {table} t WHERE NOT EXISTS (SELECT 1 FROM {index}_docsize d WHERE d.id = t.number)"
        )
        for (number,) in db.execute(query):
            yield Unsound(f"row {number} of {table}", "is not in the full-text index")
        query = f"SELECT d.id FROM {index}_docsize d WHERE NOT EXISTS (SELECT 1 FROM {table} t WHERE t.number = d.id)"
        for (number,) in db.execute(query):
            yield Unsound(f"row {number} of {index}", "the full-text index has words of what is not there")
        match = f"SELECT 1 FROM {index} WHERE {index} MATCH ? AND rowid = ?"
        for number, said in db.execute(f"SELECT number, {column} FROM {table} ORDER BY number"):
            found = _WORD.findall(said) if isinstance(said, str) else []
            if found and db.execute(match, (f'"{max(found, key=len)}"', number)).fetchone() is None:
                yield Unsound(f"row {number} of {table}", "its words are not found by the full-text index")


def reports(db: sqlite3.Connection) -> Iterator[Unsound]:
    """Reports bear the id that is made of what is known of them, and the reading of their own text."""
    query = """
        SELECT r.id, t.id, r.url, r.publisher, r.published, r.outlet, r.text IS g.text, r.published IS g.published
        FROM reports r LEFT JOIN texts t ON t.number = r.text LEFT JOIN readings g ON g.number = r.reading
        ORDER BY r.number
    """
    for id, text, url, publisher, published, outlet, same_text, same_date in db.execute(query):
        where = f"report {' '.join(str(id).split())}"
        if text is None or report_id(text, url, publisher, published) != id:
            yield Unsound(where, "its text, address, publisher and date are not those that its id was made of")
        elif Report(Reading(Article("", url, publisher=publisher, published=published)), "").outlet != outlet:
            yield Unsound(where, f"its outlet is {outlet}, which is neither its publisher nor its host")
        if not same_text:
            yield Unsound(where, "its reading is of another text")
        elif not same_date:
            yield Unsound(where, "its reading is of another date")


def pages(db: sqlite3.Connection) -> Iterator[Unsound]:
    """Pages are the bytes that their digests were made of, and some report was read from each."""
    query = (
        "SELECT number, url, headers, digest, body, EXISTS (SELECT 1 FROM reports WHERE page = pages.number) FROM pages"
    )
    for number, url, headers, digest, body, used in db.execute(query):
        where = f"page {number} ({url})"
        try:
            if hashlib.sha256(zlib.decompress(body)).digest() != digest:
                yield Unsound(where, "its bytes are not those that its digest was made of")
        except (zlib.error, TypeError):
            yield Unsound(where, "its bytes cannot be unpacked")
        try:
            [(str(name), str(value)) for name, value in json.loads(headers)]
        except (ValueError, TypeError):
            yield Unsound(where, "its headers cannot be made out")
        if not used:
            yield Unsound(where, "no report was read from it")


# Readings


def readings(db: sqlite3.Connection) -> Iterator[Unsound]:
    """The records of each reading are those that its digest was made of, equal their slices of the text, say the same
    in their columns, and lead to each other."""
    query = """
        SELECT g.number, g.published, g.model, g.vocabulary, g.digest, t.body, min(r.number), r.id
        FROM readings g LEFT JOIN texts t ON t.number = g.text LEFT JOIN reports r ON r.reading = g.number
        GROUP BY g.number ORDER BY g.number
    """
    for number, published, model, vocabulary, digest, body, report, id in db.execute(query):
        if report is None or not isinstance(body, str):
            yield Unsound(f"reading {number}", "no report has it" if report is None else "its text is not there")
            continue
        stored = {table: _stored(db, table, number) for table in TABLES}
        where = f"reading of report {id}"
        try:
            if _digest([published, model, vocabulary], stored) != digest:
                yield Unsound(where, "its records are not those that its digest was made of")
        except (TypeError, AttributeError):
            yield Unsound(where, "its records cannot be made out")
        yield from _records(db, stored, body, report, id)


def _stored(db: sqlite3.Connection, table: str, reading: int) -> list[Row]:
    order = "event" if table == "vectors" else "number"
    cursor = db.execute(f"SELECT * FROM {table} WHERE reading = ? ORDER BY {order}", (reading,))
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor]


def _digest(known: list[str | None], stored: Mapping[str, list[Row]]) -> bytes:
    """As `columns.prepared` makes it."""
    digest = hashlib.sha256(as_json(known).encode())
    for table in TABLES:
        digest.update(table.encode())
        for row in stored[table]:
            digest.update(row["vector"] if table == "vectors" else row["record"].encode())
            digest.update(b"\0%d" % row["event" if table == "vectors" else "n"])
    return digest.digest()[:16]


def _records(
    db: sqlite3.Connection, stored: Mapping[str, list[Row]], body: str, report: int, id: str
) -> Iterator[Unsound]:
    astray: set[tuple[str, int]] = set()
    for table, row in ((name, row) for name in TABLES if name != "vectors" for row in stored[name]):
        try:
            wrong = list(_astray(json.loads(row["record"]), body))
        except (ValueError, TypeError):
            wrong = ["cannot be made out"]
        for what in wrong:
            astray.add((table, row["n"]))
            yield Unsound(_name(id, table, row["n"]), what)
    yield from _references(stored, id)
    try:
        ((_, recalled),) = recall(db, [report])
        fresh = prepared(arrival_of(recalled))
    except _CANNOT as error:
        if not astray:
            yield Unsound(f"reading of report {id}", f"cannot be made out: {' '.join(str(error).split())}")
        return
    yield from _otherwise(stored, fresh, id, astray)


def _astray(value: object, body: str, name: str = "its span") -> Iterator[str]:
    """Spans within one record that are none in the text, or whose words are others."""
    if isinstance(value, dict):
        span, text = value.get("span"), value.get("text")
        if span is not None:
            start, end = span
            if not 0 <= start < end <= len(body):
                yield f"{name} [{start}, {end}] is none in its text"
            elif isinstance(text, str) and body[start:end] != text:
                yield f"the words of {name} [{start}, {end}] are not those of its text"
        for key, inner in value.items():
            yield from _astray(inner, body, f"its {key}")


def _references(stored: Mapping[str, list[Row]], id: str) -> Iterator[Unsound]:
    there = {table: {row["n"] for row in stored[table]} for table in _LETTERS}
    for table, fields in _REFERRING.items():
        for row in stored[table]:
            for field, to in fields.items():
                if row[field] is not None and row[field] not in there[to]:
                    yield Unsound(_name(id, table, row["n"]), f"its {field} leads to {_LETTERS[to]}{row[field]}: none")
    for row in stored["vectors"]:
        if row["event"] not in there["events"]:
            yield Unsound(_name(id, "events", row["event"]), "a vector is there of it, and no event")


def _otherwise(
    stored: Mapping[str, list[Row]], fresh: Prepared, id: str, known: set[tuple[str, int]]
) -> Iterator[Unsound]:
    for table in ("statements", "events", "figures", "flaws"):
        again = {row[0]: row for row in fresh.rows[table]}
        for row in stored[table]:
            if (table, row["n"]) in known or row["n"] not in again:
                continue
            made = json.loads(again[row["n"]][-1])
            # A contract that has grown since may tell more; what was told must be told still.
            said = json.loads(row["record"])
            for key in (key for key in said if said[key] != made.get(key)):
                yield Unsound(_name(id, table, row["n"]), f"its {key} is not what its text and spans make it")
            columns = list(row)[2:-1]
            for name, value in zip(columns, again[row["n"]][:-1], strict=True):
                if row[name] != value:
                    yield Unsound(_name(id, table, row["n"]), f"its column {name} says another thing than its record")


def _name(report: str, table: str, n: int) -> str:
    return f"{report}:{_LETTERS[table]}{n}" if table in _LETTERS else f"flaw {n} of report {report}"

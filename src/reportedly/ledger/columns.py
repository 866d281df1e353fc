"""A reading as rows of the ledger's tables: the columns that questions ask for, and each record as JSON beside them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

from ..errors import InputError, InvariantError
from ..records import Reading, When
from ..text import Span
from .arrivals import Arrival
from .vectors import packed

__all__ = ["TABLES", "Columns", "Prepared", "as_json", "prepared"]

Columns: TypeAlias = tuple[Any, ...]

TABLES = ("statements", "events", "figures", "flaws", "vectors")
"""The tables that hold what was read; all of them have a column `reading`."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """An arrival, ready to be written. A row of `rows` begins with the record's number in its reading; those of
    statements have the words of their content as the last but one. `digest`: 16 bytes, of all that is in the rows."""

    arrival: Arrival
    digest: bytes
    rows: dict[str, list[Columns]]


def prepared(arrival: Arrival) -> Prepared:
    """The rows of `arrival`.

    Raises InvariantError where a record's span is not in its text or its number is another's, InputError where half a
    character stands in it or in what is known of it: a file of text cannot hold that.
    """
    try:
        return _prepared(arrival)
    except UnicodeEncodeError:
        raise InputError("holds half a character (a lone surrogate)") from None


def _prepared(arrival: Arrival) -> Prepared:
    reading, article = arrival.reading, arrival.reading.article
    rows: dict[str, list[Columns]] = {
        "statements": list(_statements(reading)),
        "events": list(_events(reading)),
        "figures": list(_figures(reading)),
        "flaws": list(_flaws(reading)),
        "vectors": [(n, *packed(vector)) for n, vector in sorted(arrival.vectors.items())],
    }
    for table, records in rows.items():
        if len({row[0] for row in records}) != len(records):
            raise InvariantError(f"two {table} of article {article.id} have one number")
    as_json(article.row()).encode()  # raises here what would be raised in the middle of a transaction
    digest = hashlib.sha256(as_json([article.published, article.model, article.vocabulary]).encode())
    for table in TABLES:
        digest.update(table.encode())
        for row in rows[table]:
            # The last column is the whole record.
            digest.update(row[-1] if table == "vectors" else row[-1].encode())
            digest.update(b"\0%d" % row[0])
    return Prepared(arrival, digest.digest()[:16], rows)


def as_json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _statements(reading: Reading) -> Iterator[Columns]:
    text, name = reading.article.text, reading.article.id
    for s in reading.statements:
        who = s.source
        yield (
            s.number, *_checked(s.span, text, name),
            who and who.name, who and who.country, who and who.sector, s.source_type, s.form, s.stance, s.within,
            s.confidence, " … ".join(span.of(text) for span in s.content), as_json(s.row(name, text)),
        )  # fmt: skip


def _events(reading: Reading) -> Iterator[Columns]:
    text, name = reading.article.text, reading.article.id
    for e in reading.events:
        a, r, where = e.actor, e.recipient, e.where
        first, last = _days(e.when, reading.article.published)
        yield (
            e.number, *_checked(e.span, text, name), e.type, e.mode, e.quad, e.intensity, e.status,
            a and a.name, a and a.country, a and a.sector, r and r.name, r and r.country, r and r.sector,
            first, last, e.when and e.when.precision,
            where and where.name, where and where.country, where and where.latitude, where and where.longitude,
            e.according_to, e.same_as, e.confidence, as_json(e.row(name, text)),
        )  # fmt: skip


def _days(when: When | None, published: str | None) -> tuple[str | None, str | None]:
    if when is None or (when.start is None and when.end is None):
        return published, published
    return when.start, when.end


def _figures(reading: Reading) -> Iterator[Columns]:
    text, name = reading.article.text, reading.article.id
    for f in reading.figures:
        yield (
            f.number, *_checked(f.span, text, name), _real(f.value), _real(f.low), _real(f.high), f.bound,
            f.unit, f.measure, f.event, f.according_to, f.confidence, as_json(f.row(name, text)),
        )  # fmt: skip


def _flaws(reading: Reading) -> Iterator[Columns]:
    text, name = reading.article.text, reading.article.id
    for n, f in enumerate(reading.flaws, 1):
        yield n, *_checked(f.span, text, name), f.problem, as_json(f.row(text))


def _checked(span: Span, text: str, name: str) -> Span:
    if not 0 <= span.start < span.end <= len(text):
        raise InvariantError(f"{list(span)} is no span of article {name}")
    return span


def _real(number: float | None) -> float | None:
    """SQLite's own whole numbers end at 2^63."""
    return None if number is None else float(number)

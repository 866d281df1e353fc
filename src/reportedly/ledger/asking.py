"""Questions as queries: what is asked for, by the columns that stand of it, in the order of the answer."""

from __future__ import annotations

import itertools
import json
import re
import sqlite3
from collections.abc import Iterator, Sequence
from typing import Any, Literal, TypeAlias

from ..errors import QuestionError
from ..gazetteer import fold
from ..undisturbed import undisturbed
from .copy_tables import copy_from_json, row_of
from .dossier import Dossier
from .dossiers import Sum, sum_from
from .dyads import Side, side_of
from .finding import Conditions, full_text
from .gathering import CopiedThen, ReportsBriefly, gathered, recalled_as_judged
from .loose import Loose, loose_series
from .questions import Asked, CopyRow, Found
from .standing import known_at
from .who import folded

__all__ = [
    "MANY",
    "Looks",
    "Order",
    "asked_for",
    "begun_with",
    "between_mainly",
    "copied",
    "counted",
    "dossiers",
    "hits",
    "incident_called",
    "loose",
    "sums",
]

MANY = 10_000
"""More incidents than this are not counted."""

SORTED = 50_000
"""More incidents than this are not sorted for the first of them."""

Order: TypeAlias = Literal["time", "reports"]
"""By time; or those first that most outlets have of their own."""

Only: TypeAlias = Literal["disputed", "counted"]
"""Incidents whose accounts conflict; those that have figures."""

Looks: TypeAlias = tuple[Sequence[str], Sequence[object]]
"""Queries that find numbers of incidents, and the values that they are bound to (`Conditions.numbered`)."""

MANY_LOOSE = 500
"""Reports whose figures that hang on no act are laid together, at most."""

SNIPPET = 24
"""Words around a hit, at most."""

_OPEN, _CLOSE = "\ue000", "\ue001"
"""Private characters around the words of a hit."""

_SPACES = re.compile(r"\s+")


def asked_for(asked: Asked, moment: int | None = None, only: Only | None = None) -> Conditions:
    """The rows of `incidents i` that `questions.matching` would find. Raises QuestionError with the first fault."""
    for fault in asked.faults():
        raise QuestionError(fault)
    wanted = Conditions()
    wanted.add(known_at("i", moment))
    if asked.since is not None:
        wanted.add("i.last >= ?", asked.since)
    if asked.until is not None:
        wanted.add("i.first <= ?", asked.until)
    if asked.between is not None:
        one, other = (side_of(words) for words in asked.between)
        wanted.numbered(*_between(one, other, moment))
    if asked.type:
        type, _, mode = asked.type.partition(" ")
        wanted.add("i.type = ?", type.upper())
        wanted.equal("i.mode", mode.casefold() or None)
    if asked.where is not None:
        wanted.numbered(*_where(side_of(asked.where), moment))
    if asked.status == "disputed":
        wanted.disputed()
    else:
        wanted.equal("i.status", asked.status)
    if asked.min_confidence is not None:
        wanted.add("i.confidence >= ?", asked.min_confidence)
    if only == "disputed":
        wanted.disputed()
    elif only == "counted":
        wanted.counted()
    return wanted


def _is(side: Side) -> tuple[str, str]:
    """Which column tells a side, and its value there."""
    return ("country", side.country) if side.country else ("name", folded(side.label))


def _between(one: Side, other: Side, moment: int | None) -> Looks:
    """By the columns, which indexes hold; by those of the few incidents that have more parties."""
    (a, one_value), (b, other_value) = _is(one), _is(other)
    looks, values = [], []
    for (by, actor), (on, recipient) in (
        ((a, one_value), (b, other_value)),
        ((b, other_value), (a, one_value)),
    ):
        looks.append(f"SELECT number FROM incidents WHERE actor_{by} = ? AND recipient_{on} = ?")
        looks.append(
            "SELECT incidents.number FROM incident_others x JOIN incident_others y ON y.incident = x.incident "
            "JOIN incidents ON incidents.id = x.incident "
            f"WHERE x.role = 'actor' AND x.{by} = ? AND {known_at('x', moment)} "
            f"AND y.role = 'recipient' AND y.{on} = ? AND {known_at('y', moment)}"
        )
        values += [actor, recipient] * 2
    return looks, values


def between_mainly(one: Side, other: Side) -> Looks:
    """Incidents in which one acts on the other as most say."""
    (a, one_value), (b, other_value) = _is(one), _is(other)
    looks = [f"SELECT number FROM incidents WHERE actor_{x} = ? AND recipient_{y} = ?" for x, y in ((a, b), (b, a))]
    return looks, (one_value, other_value, other_value, one_value)


def _where(place: Side, moment: int | None) -> Looks:
    """The state, or words that stand in the name of the place. Names are looked through in an index of them alone."""
    looks = [
        "SELECT number FROM incidents WHERE place IS NOT NULL AND instr(place, ?) > 0",
        "SELECT incidents.number FROM incident_others x JOIN incidents ON incidents.id = x.incident "
        f"WHERE x.role = 'place' AND x.name IS NOT NULL AND instr(x.name, ?) > 0 AND {known_at('x', moment)}",
    ]
    values = [fold(place.label)] * 2
    if place.country:
        looks += [
            "SELECT number FROM incidents WHERE place_country = ?",
            "SELECT incidents.number FROM incident_others x JOIN incidents ON incidents.id = x.incident "
            f"WHERE x.role = 'place' AND x.country = ? AND {known_at('x', moment)}",
        ]
        values += [place.country] * 2
    return looks, values


def _in_order(
    db: sqlite3.Connection, columns: str, wanted: Conditions, limit: int | None, order: Order = "time"
) -> Iterator[tuple[str, ...]]:
    """Rows by time, undated ones last, then by id: what stands in an index in this order is not sorted anew. Or those
    first that most outlets report."""
    left = -1 if limit is None else limit
    if order == "reports":
        # Few are sorted; of many, those that most report are sooner met in order.
        query = f"SELECT i.number FROM incidents i {begun_with(wanted)} WHERE {wanted.sql()} LIMIT {SORTED + 1}"
        many = db.execute(f"SELECT count(*) FROM ({query})", wanted.values).fetchone()[0] > SORTED
        if not many:
            numbers = [number for (number,) in db.execute(query, wanted.values)]
            wanted = Conditions(["i.number IN (SELECT value FROM json_each(?))"], [json.dumps(numbers)])
        by = "INDEXED BY incidents_by_reports" if many and limit is not None else ""
        query = f"SELECT {columns} FROM incidents i {by} WHERE {wanted.sql()}"
        yield from db.execute(
            f"{query} ORDER BY i.independent DESC, i.reports DESC, i.id LIMIT ?", (*wanted.values, left)
        )
        return
    by = begun_with(wanted)
    for dated, sorting in (("i.first IS NOT NULL", "i.first, i.id"), ("i.first IS NULL", "i.id")):
        query = f"SELECT {columns} FROM incidents i {by} WHERE {wanted.sql()} AND {dated} ORDER BY {sorting} LIMIT ?"
        cursor = db.execute(query, (*wanted.values, left))
        while rows := cursor.fetchmany(500):
            left -= len(rows) if limit is not None else 0
            yield from rows
        if left == 0:
            return


def begun_with(wanted: Conditions) -> str:
    """Which index incidents that are disputed, or have figures, are looked for in: few are. Left to itself, SQLite
    would look at all of a type or a status, or at all there are. Where parties or a place are asked for, it begins with
    these."""
    if "numbered" in wanted.few:
        return ""
    kinds: tuple[Only, ...] = ("disputed", "counted")
    return next((f"INDEXED BY incidents_{kind}" for kind in kinds if kind in wanted.few), "")


def counted(db: sqlite3.Connection, wanted: Conditions) -> int:
    """How many incidents there are, `MANY` at most."""
    # Dated and undated apart, as when they are listed, so that the same indexes serve.
    by = begun_with(wanted)
    looks = (
        f"SELECT 1 FROM incidents i {by} WHERE {wanted.sql()} AND i.first IS {null}" for null in ("NOT NULL", "NULL")
    )
    query = f"SELECT count(*) FROM ({' UNION ALL '.join(looks)} LIMIT {MANY})"
    return int(db.execute(query, [*wanted.values, *wanted.values]).fetchone()[0])


def dossiers(
    db: sqlite3.Connection,
    wanted: Conditions,
    moment: int | None = None,
    limit: int | None = None,
    order: Order = "time",
) -> Iterator[Dossier]:
    """The incidents that are wanted, told anew from their tellings, in order."""
    ids = (id for (id,) in _in_order(db, "i.id", wanted, limit, order))
    return (one.dossier for one in gathered(db, ids, moment) if one.dossier is not None)


def sums(db: sqlite3.Connection, wanted: Conditions) -> Iterator[Sum]:
    """What the ledger keeps of the incidents that are wanted, for counting; in no order."""
    query = f"SELECT i.id, i.status, i.record FROM incidents i WHERE {wanted.sql()}"
    for id, status, record in db.execute(query, wanted.values):
        yield sum_from(id, status, record)


def incident_called(db: sqlite3.Connection, name: str, moment: int | None = None) -> str:
    """The id that is `name` or alone begins so. Raises QuestionError where there is none, or several."""
    wanted = (
        f"SELECT i.id FROM incidents i WHERE i.id >= ? AND i.id < ? AND {known_at('i', moment)} ORDER BY i.id LIMIT 2"
    )
    found: list[str] = [id for (id,) in db.execute(wanted, (name, f"{name}\U0010ffff"))] if name else []
    if len(found) > 1 and found[0] != name:
        raise QuestionError(f"{name}: several incidents begin so, as {' and '.join(found)}")
    if not found:
        raise QuestionError(f"{name}: no such incident")
    return found[0]


# Reports


def loose(db: sqlite3.Connection, wanted: Conditions, moment: int | None = None) -> tuple[Loose, ...]:
    """The series of what hangs on no act, in the reports that are wanted, of which the first `MANY_LOOSE` that have
    such figures are looked through."""
    numbers: list[int] = []
    # Dated and undated ones apart, so that they are read off an index, and no more of them than are needed.
    for dated, sorting in (("NOT NULL", "r.published, r.id"), ("NULL", "r.id")):
        query = (
            f"SELECT r.number FROM reports r WHERE {wanted.sql()} AND r.published IS {dated} AND EXISTS (SELECT 1 "
            "FROM figures f WHERE f.reading = r.reading AND f.event IS NULL AND f.unit IS NOT NULL "
            f"AND f.bound != 'vague') ORDER BY {sorting} LIMIT ?"
        )
        found = db.execute(query, (*wanted.values, MANY_LOOSE - len(numbers)))
        numbers += (number for (number,) in found)
    with undisturbed():
        reports = [report for _, report, _ in recalled_as_judged(db, numbers, moment)]
        copies = CopiedThen(db, moment)
        copies.fetch(report.id for report in reports)
        return loose_series(reports, copies, ReportsBriefly(db))


def copied(
    db: sqlite3.Connection, wanted: Conditions, moment: int | None = None, limit: int | None = None
) -> Iterator[CopyRow]:
    """For each report that is wanted the reports that it has passages from, by date, then by id; of `limit` reports
    at most."""
    of_copy = f"SELECT record FROM copies c WHERE report = ? AND {known_at('c', moment)}"
    for id, outlet, published, title, text in itertools.islice(_copying(db, wanted, moment), limit):
        row = db.execute(of_copy, (row_of(id),)).fetchone()
        (size,) = db.execute("SELECT length(body) FROM texts WHERE number = ?", (text,)).fetchone()
        passages = copy_from_json(id, row[0]).passages
        told = []
        for origin in sorted({p.origin for p in passages}):
            covered = {at for p in passages if p.origin == origin for at in range(p.span.start, p.span.end)}
            (whose,) = db.execute("SELECT outlet FROM reports WHERE id = ?", (origin,)).fetchone() or (None,)
            many = sum(p.origin == origin for p in passages)
            share = round(len(covered) / max(1, size), 4)
            told.append(CopyRow(id, outlet, published, title, origin, whose, many, len(covered), share))
        yield from sorted(told, key=lambda one: (-one.characters, one.origin))


def _copying(db: sqlite3.Connection, wanted: Conditions, moment: int | None) -> Iterator[tuple[Any, ...]]:
    """Id, outlet, date, title and text of the reports that have copied, in order. Dated and undated ones are asked for
    apart: so they are read off an index, and no more of them than are needed."""
    of_these = (
        f"SELECT report FROM copies c WHERE report IN (SELECT value FROM json_each(?)) AND {known_at('c', moment)}"
    )
    for dated, sorting in (("NOT NULL", "r.published, r.id"), ("NULL", "r.id")):
        query = (
            "SELECT r.id, r.outlet, r.published, r.title, r.text FROM reports r "
            f"WHERE {wanted.sql()} AND r.published IS {dated} ORDER BY {sorting}"
        )
        cursor = db.execute(query, wanted.values)
        while rows := cursor.fetchmany(500):
            numbers = [row_of(row[0]) for row in rows]
            copied = {number for (number,) in db.execute(of_these, (json.dumps(numbers),))}
            yield from (row for row, number in zip(rows, numbers, strict=True) if number in copied)


def hits(db: sqlite3.Connection, words: str, wanted: Conditions, limit: int | None = None) -> Iterator[Found]:
    """Reports in whose text all the words stand, the best first, with the place where they do."""
    try:
        match = full_text(words)
    except ValueError as error:
        raise QuestionError(str(error)) from None
    query = (
        "SELECT r.id, r.outlet, r.published, r.title, r.text "
        "FROM text_words JOIN reports r ON r.text = text_words.rowid "
        f"WHERE text_words MATCH ? AND {wanted.sql()} ORDER BY bm25(text_words), r.id LIMIT ?"
    )
    # Only of what is shown, since it costs more than finding.
    place = (
        f"SELECT snippet(text_words, 0, '{_OPEN}', '{_CLOSE}', '', {SNIPPET}) FROM text_words "
        "WHERE text_words MATCH ? AND rowid = ?"
    )
    for id, outlet, published, title, text in db.execute(
        query, (match, *wanted.values, -1 if limit is None else limit)
    ):
        (told,) = db.execute(place, (match, text)).fetchone()
        before, _, rest = told.partition(_OPEN)
        inside, _, after = rest.rpartition(_CLOSE)
        yield Found(id, outlet, published, title, _plain(before), _plain(inside), _plain(after))


def _plain(text: str) -> str:
    """On one line; whether a space stands at its edges is kept."""
    return _SPACES.sub(" ", text.replace(_OPEN, "").replace(_CLOSE, ""))

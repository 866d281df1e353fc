"""What a person should look at next: records and links in doubt that nobody has judged, those first that matter most.

In doubt is what is about as likely right as wrong; what matters is how much rests on it: the reports that tell the
incident, the acts and figures that hang on a statement. Nothing here reads more of a ledger than it shows: candidates
are those nearest to doubt, by an index, and those of the incidents that most outlets have; where incidents are asked
for, those of them alone, until there are enough.
"""

from __future__ import annotations

import math
import sqlite3
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args

from .finding import Conditions
from .linking import load_linker
from .verdicts import Kind

__all__ = [
    "KINDS",
    "MANY",
    "Doubtful",
    "Progress",
    "Queue",
    "Queued",
    "is_judged",
    "last_made",
    "queue",
    "rests_on",
    "verdict_on_link",
    "verdicts_about",
]

Queued: TypeAlias = Literal["statement", "event", "figure", "link"]
KINDS: tuple[Queued, ...] = get_args(Queued)

MANY = 10_000
"""More than this are not counted."""

NEAREST = 150
"""Records of a kind on either side of even chances that are weighed."""

TOLD_MOST, OF_ONE = 100, 12
"""Incidents whose records are weighed beside those, and how many of a kind of each."""

ENOUGH, AT_MOST = 500, 20_000
"""Where incidents are asked for: what is weighed of them, about, and how many are looked at for it."""

# The words of the indexes in data/ledger/0004.sql.
_RECORDS = "x.confidence >= 0.25 AND x.confidence <= 0.75"
_LINKS = "x.until IS NULL AND x.score >= 0.35 AND x.score <= 0.55"
_LINK_BAND = (0.35, 0.55)
_TABLES: dict[Queued, str] = {"statement": "statements", "event": "events", "figure": "figures"}

_JUDGED = """EXISTS (
    SELECT 1 FROM readings g JOIN texts t ON t.number = g.text
        JOIN verdict_places p ON p.article = t.id AND p.kind = '{kind}' AND p.n = x.n AND p.until IS NULL
        JOIN verdicts v ON v.number = p.verdict AND v.until IS NULL AND v.link IS NULL AND v.decision <> 'note'
    WHERE g.number = x.reading
)"""
_LINK_JUDGED = """EXISTS (
    SELECT 1 FROM reports ar JOIN texts a ON a.number = ar.text JOIN reports br JOIN texts b ON b.number = br.text
        JOIN verdict_places p ON p.article = a.id AND p.kind = 'event' AND p.n = x.a_n AND p.until IS NULL
        JOIN verdict_places q ON q.verdict = p.verdict AND q.side <> p.side AND q.article = b.id AND q.n = x.b_n
            AND q.until IS NULL
        JOIN verdicts v ON v.number = p.verdict AND v.until IS NULL AND v.link = 'same incident'
    WHERE ar.number = x.a_report AND br.number = x.b_report
)"""
# Two reports of one text tell it by the same words, and cannot be parted.
_TWO_TEXTS = """NOT EXISTS (
    SELECT 1 FROM reports a JOIN reports b ON b.text = a.text
    WHERE a.number = x.a_report AND b.number = x.b_report AND x.a_n = x.b_n
)"""


@dataclass(frozen=True, slots=True)
class Doubtful:
    """A record in doubt, or a link. `records`: its id, of a link those of the two tellings, each as `<report>:e3`.

    `confidence`: from 0 to 1; of a link how likely the two are one. `rests`: how many reports tell the incident, of a
    link the lesser of the two; of a statement how many acts and figures stand on its word. `worth`: what orders them.
    """

    kind: Queued
    records: tuple[str, ...]
    confidence: float
    rests: int
    worth: float


@dataclass(frozen=True, slots=True)
class Progress:
    """How many of what is in doubt are judged; `more`: it is more than that, and was not counted to the end."""

    judged: int
    of: int
    more: bool = False


@dataclass(frozen=True, slots=True)
class Queue:
    """Some of the queue, in order, whether more comes after, and how far it is worked off."""

    items: tuple[Doubtful, ...]
    more: bool
    progress: Progress


@dataclass(frozen=True, slots=True, order=True)
class _Candidate:
    """A row in doubt: of a record its reading and number there, of a link its own number and 0."""

    kind: Queued
    at: int
    n: int
    confidence: float


def queue(
    db: sqlite3.Connection,
    wanted: Conditions | None = None,
    kinds: Collection[Queued] = KINDS,
    skip: int = 0,
    limit: int = 20,
) -> Queue:
    """What to look at next, `limit` of it after the first `skip`.

    `wanted`: only what belongs to these incidents, rows of `incidents i` as `asking.asked_for` gives them.
    """
    if wanted is None:
        found = {*_nearest(db, kinds, skip + limit), *_of_most_told(db, kinds)}
        progress = _progress(db, kinds)
    else:
        found, progress = _of_incidents(db, wanted, kinds, skip + limit)
    ranked = sorted(
        ((one, *_weighed(db, one)) for one in found), key=lambda told: (-told[2], told[0].kind, told[0].at, told[0].n)
    )
    shown = ranked[skip : skip + limit]
    items = [
        Doubtful(one.kind, records, one.confidence, rests, worth)
        for one, rests, worth in shown
        if (records := _named(db, one))
    ]
    return Queue(tuple(items), len(ranked) > skip + limit, progress)


# Candidates


def _nearest(db: sqlite3.Connection, kinds: Collection[Queued], least: int) -> Iterator[_Candidate]:
    """Those nearest to even chances on either side that are not judged; `least` of a kind, where there are."""
    several = max(NEAREST, least)
    for kind in kinds:
        if kind == "link":
            columns, column, band, middle = "x.number, 0", "score", _LINKS, load_linker().least
            free = f"{_TWO_TEXTS} AND NOT {_LINK_JUDGED}"
            table = "links"
        else:
            columns, column, band, middle, table = "x.reading, x.n", "confidence", _RECORDS, 0.5, _TABLES[kind]
            free = f"NOT {_JUDGED.format(kind=kind)}"
        for side, order in ((">=", "ASC"), ("<", "DESC")):
            query = (
                f"SELECT {columns}, x.{column} FROM {table} x WHERE {band} AND x.{column} {side} ? AND {free} "
                f"ORDER BY x.{column} {order}, x.number LIMIT ?"
            )
            yield from (_Candidate(kind, *row) for row in db.execute(query, (middle, several)))


def _of_most_told(db: sqlite3.Connection, kinds: Collection[Queued]) -> Iterator[_Candidate]:
    query = "SELECT id FROM incidents WHERE until IS NULL ORDER BY independent DESC, reports DESC, id LIMIT ?"
    looks = list(_looks(kinds, free=True))
    for (incident,) in db.execute(query, (TOLD_MOST,)).fetchall():
        for kind, look in looks:
            yield from (_Candidate(kind, *row) for *row, _ in db.execute(look, (incident, OF_ONE)))


def _of_incidents(
    db: sqlite3.Connection, wanted: Conditions, kinds: Collection[Queued], least: int
) -> tuple[set[_Candidate], Progress]:
    """What belongs to the incidents that are asked for, those first that most outlets have; how far it is judged."""
    query = (
        f"SELECT i.id FROM incidents i WHERE {wanted.sql()} ORDER BY i.independent DESC, i.reports DESC, i.id LIMIT ?"
    )
    ids = [id for (id,) in db.execute(query, (*wanted.values, AT_MOST + 1))]
    looks = list(_looks(kinds, free=False))
    free: set[_Candidate] = set()
    judged: set[_Candidate] = set()
    for looked, incident in enumerate(ids):
        if len(free) > max(least, ENOUGH) or looked == AT_MOST:
            return free, Progress(len(judged), len(free) + len(judged), True)
        for kind, look in looks:
            for *row, is_judged in db.execute(look, (incident, ENOUGH)):
                (judged if is_judged else free).add(_Candidate(kind, *row))
    return free, Progress(len(judged), len(free) + len(judged))


def _looks(kinds: Collection[Queued], free: bool) -> Iterator[tuple[Queued, str]]:
    """Queries for what is in doubt of the tellings of an incident, and whether it is judged: of the incident's id, and
    of how many at most. `free`: only what is not."""
    members = (
        "incident_members m JOIN reports r ON r.number = m.report "
        "{join} WHERE m.incident = ?1 AND m.until IS NULL AND {band}{free} LIMIT ?2"
    )
    hanging: dict[Queued, str] = {
        "event": "x.reading = r.reading AND x.n = m.n",
        "figure": "x.reading = r.reading AND x.event = m.n",
        "statement": (
            "x.reading = r.reading "
            "AND x.n = (SELECT according_to FROM events e WHERE e.reading = r.reading AND e.n = m.n)"
        ),
    }
    for kind, on in hanging.items():
        if kind in kinds:
            judged = _JUDGED.format(kind=kind)
            rest = members.format(
                join=f"JOIN {_TABLES[kind]} x ON {on}", band=_RECORDS, free=f" AND NOT {judged}" if free else ""
            )
            yield kind, f"SELECT x.reading, x.n, x.confidence, {judged} FROM {rest}"
    for side in "ab" if "link" in kinds else "":
        rest = members.format(
            join=f"JOIN links x ON x.{side}_report = m.report AND x.{side}_n = m.n",
            band=f"{_LINKS} AND {_TWO_TEXTS}",
            free=f" AND NOT {_LINK_JUDGED}" if free else "",
        )
        yield "link", f"SELECT x.number, 0, x.score, {_LINK_JUDGED} FROM {rest}"


# What rests on them

_TOLD = (
    "SELECT coalesce(max(i.reports), 0) FROM reports r "
    "JOIN incident_members m ON m.report = r.number AND m.n = ?2 AND m.until IS NULL "
    "JOIN incidents i ON i.id = m.incident AND i.until IS NULL WHERE r.reading = ?1"
)
_RESTS: dict[Queued, str] = {
    "event": _TOLD,
    "figure": _TOLD.replace("?2", "(SELECT event FROM figures WHERE reading = ?1 AND n = ?2)"),
    "statement": (
        "SELECT (SELECT count(*) FROM events WHERE reading = ?1 AND according_to = ?2) "
        "+ (SELECT count(*) FROM figures WHERE reading = ?1 AND according_to = ?2)"
    ),
    "link": (
        "SELECT coalesce(min(reports), 0) FROM incidents WHERE until IS NULL AND id IN ("
        "SELECT m.incident FROM links l JOIN incident_members m ON m.until IS NULL "
        "AND ((m.report = l.a_report AND m.n = l.a_n) OR (m.report = l.b_report AND m.n = l.b_n)) "
        "WHERE l.number = ?1 AND ?2 = 0)"
    ),
}  # fmt: skip


def _weighed(db: sqlite3.Connection, one: _Candidate) -> tuple[int, float]:
    """How much rests on it, and what it is worth to look at: its doubt, from a half at the edge of what is in doubt to
    1 in its middle, times what rests on it, of which twice as much is one more."""
    rests = int(db.execute(_RESTS[one.kind], (one.at, one.n)).fetchone()[0])
    if one.kind == "link":
        middle = load_linker().least
        width = max(middle - _LINK_BAND[0], _LINK_BAND[1] - middle)
        doubt = 1 - abs(one.confidence - middle) / (2 * width)
    else:
        doubt = 1 - 2 * abs(one.confidence - 0.5)
    return rests, round(doubt * math.log2(2 + rests), 6)


def rests_on(db: sqlite3.Connection, kind: Kind, reading: int, n: int) -> tuple[int, float]:
    """How much rests on a record of which nothing is known but that it is in doubt, and what a look at it is worth."""
    return _weighed(db, _Candidate(_queued(kind), reading, n, 0.5))


def is_judged(db: sqlite3.Connection, kind: Kind, reading: int, n: int) -> bool:
    """Whether a person has decided on a record of a reading; a note decides nothing."""
    table = _TABLES[_queued(kind)]
    query = f"SELECT 1 FROM {table} x WHERE x.reading = ? AND x.n = ? AND {_JUDGED.format(kind=kind)}"
    return db.execute(query, (reading, n)).fetchone() is not None


def _queued(kind: Kind) -> Queued:
    if kind == "statement" or kind == "event" or kind == "figure":
        return kind
    raise ValueError(f"no such record is queued: {kind}")


def _named(db: sqlite3.Connection, one: _Candidate) -> tuple[str, ...]:
    if one.kind == "link":
        query = (
            "SELECT a.id || ':e' || l.a_n, b.id || ':e' || l.b_n FROM links l "
            "JOIN reports a ON a.number = a_report JOIN reports b ON b.number = b_report WHERE l.number = ?"
        )
        found = db.execute(query, (one.at,)).fetchone()
        return tuple(found) if found else ()
    # Of several reports with one reading the earliest.
    query = "SELECT id FROM reports WHERE reading = ? ORDER BY published IS NULL, published, id LIMIT 1"
    found = db.execute(query, (one.at,)).fetchone()
    return (f"{found[0]}:{one.kind[0]}{one.n}",) if found else ()


# How far it is


def _progress(db: sqlite3.Connection, kinds: Collection[Queued]) -> Progress:
    told = [_progress_of(db, kind) for kind in kinds]
    return Progress(sum(t.judged for t in told), sum(t.of for t in told), any(t.more for t in told))


def _progress_of(db: sqlite3.Connection, kind: Queued) -> Progress:
    table, band = ("links", _LINKS) if kind == "link" else (_TABLES[kind], _RECORDS)
    many = f"SELECT count(*) FROM (SELECT 1 FROM {table} x WHERE {band} LIMIT {MANY + 1})"
    # A CROSS JOIN is walked in its order: from the verdicts, of which there are few, to what they are on.
    (of,) = db.execute(many).fetchone()
    if kind == "link":
        query = f"""
            SELECT count(DISTINCT x.number) FROM verdicts w
            CROSS JOIN verdict_places s ON s.verdict = w.number AND s.until IS NULL
            CROSS JOIN texts ON texts.id = s.article CROSS JOIN reports ON reports.text = texts.number
            CROSS JOIN links x ON x.a_report = reports.number AND x.a_n = s.n
            WHERE w.until IS NULL AND w.link = 'same incident' AND {band} AND {_LINK_JUDGED}
        """
    else:
        query = f"""
            SELECT count(DISTINCT x.number) FROM verdicts v
            CROSS JOIN verdict_places p ON p.verdict = v.number AND p.until IS NULL AND p.kind = '{kind}'
            CROSS JOIN texts t ON t.id = p.article CROSS JOIN readings g ON g.text = t.number
            CROSS JOIN {table} x ON x.reading = g.number AND x.n = p.n
            WHERE v.until IS NULL AND v.link IS NULL AND v.decision <> 'note' AND {band}
        """
    (judged,) = db.execute(query).fetchone()
    return Progress(judged, min(of, MANY), of > MANY)


# What was said of a record before


def verdicts_about(db: sqlite3.Connection, article: str, kind: Kind, n: int) -> list[int]:
    """The numbers of the verdicts, notes too, that stand on a record, in the order in which they were made."""
    query = (
        "SELECT v.number FROM verdict_places p JOIN verdicts v ON v.number = p.verdict AND v.until IS NULL "
        "WHERE p.article = ? AND p.kind = ? AND p.n = ? AND p.until IS NULL AND v.link IS NULL ORDER BY v.at, v.number"
    )
    return [number for (number,) in db.execute(query, (article, kind, n))]


def last_made(db: sqlite3.Connection, many: int = 5) -> list[int]:
    """The numbers of the last verdicts that stand, the newest first."""
    query = "SELECT number FROM verdicts WHERE until IS NULL ORDER BY number DESC LIMIT ?"
    return [number for (number,) in db.execute(query, (many,))]


def verdict_on_link(db: sqlite3.Connection, one: str, other: str) -> int:
    """The number of the last verdict on two tellings, each as `<article>:e3`; 0 where there is none."""
    query = """
        SELECT max(v.number) FROM verdicts v
        JOIN verdict_places p ON p.verdict = v.number AND p.until IS NULL AND p.article = ? AND p.n = ?
        JOIN verdict_places q ON q.verdict = v.number AND q.until IS NULL AND q.side <> p.side AND q.article = ?
            AND q.n = ?
        WHERE v.until IS NULL AND v.link = 'same incident'
    """
    sides = [(article, int(name[1:])) for article, _, name in (id.partition(":") for id in (one, other))]
    return int(db.execute(query, (*sides[0], *sides[1])).fetchone()[0] or 0)

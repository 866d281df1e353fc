"""What pages show of a ledger of any size: found by indexes and kept counts, never by going through all of it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

from ..gazetteer import fold, load_gazetteer
from ..ledger.dossier import Dossier
from ..ledger.dyads import Side
from ..ledger.finding import Conditions
from ..ledger.store import Ledger
from ..ledger.who import folded
from .kept import dossiers_of
from .selection import Selection

__all__ = [
    "MANY",
    "Counted",
    "Listing",
    "Order",
    "Pair",
    "PartyCount",
    "busiest",
    "gone_through",
    "how_many",
    "incidents",
    "key_of",
    "latest_day",
    "parties",
    "partners",
    "party_called",
    "time_span",
]

Order: TypeAlias = Literal["newest", "oldest", "reports"]
"""By time, the last or the first one first; or those first that most outlets have of their own."""

MANY = 20_000
"""More incidents than this are not counted one by one while somebody waits."""


@dataclass(frozen=True, slots=True)
class Listing:
    """A part of a list, and whether there is more of it."""

    dossiers: tuple[Dossier, ...]
    more: bool


@dataclass(frozen=True, slots=True)
class Counted:
    """How many incidents there are; `stopped`: there are more. `numbers`: all of them, by their numbers in the ledger,
    where they were gone through, so that this is done once for a page."""

    count: int
    stopped: bool = False
    numbers: tuple[int, ...] | None = None


@dataclass(frozen=True, slots=True)
class Pair:
    """Who acts on whom, in how many incidents either way. `one` and `other` as `party_called` tells them."""

    one: str
    other: str
    count: int


@dataclass(frozen=True, slots=True)
class PartyCount:
    """A party: in how many incidents it acts, and in how many it is acted on."""

    label: str
    acts: int
    acted_on: int


# Incidents


def incidents(
    ledger: Ledger,
    wanted: Conditions,
    moment: int | None,
    order: Order,
    limit: int,
    offset: int = 0,
    counted: Counted | None = None,
) -> Listing:
    """The incidents that are wanted, told anew from their tellings: `limit` of them from `offset` on. `counted`: how
    many of them there are, or of which these are some, where that is known: very many are sooner found by going through
    all in order than by what is asked of them."""
    ids = list(_ids(ledger.db, wanted, order, limit + 1, offset, counted))
    return Listing(tuple(dossiers_of(ledger, ids[:limit], moment)), len(ids) > limit)


def _ids(
    db: sqlite3.Connection,
    wanted: Conditions,
    order: Order,
    limit: int,
    offset: int,
    counted: Counted | None,
) -> Iterator[str]:
    """Undated ones come last by time, which is why they are asked for apart: each half stands in an index as it is."""
    by = _walked(wanted, counted)
    if order == "reports":
        if counted is not None and counted.numbers is not None:
            told, values = gone_through(wanted, "i.id", counted)
            query = f"{told} ORDER BY i.independent DESC, i.reports DESC, i.id LIMIT ? OFFSET ?"
            yield from (id for (id,) in db.execute(query, (*values, limit, offset)))
            return
        by = "INDEXED BY incidents_by_reports" if counted is not None else ""
        halves = [("1", "i.independent DESC, i.reports DESC, i.id")]
    else:
        way = "DESC" if order == "newest" else "ASC"
        halves = [("i.first IS NOT NULL", f"i.first {way}, i.id {way}"), ("i.first IS NULL", f"i.id {way}")]
    for half, sorting in halves:
        query = f"SELECT i.id FROM incidents i {by} WHERE {wanted.sql()} AND {half} ORDER BY {sorting} LIMIT ? OFFSET ?"
        found = db.execute(query, (*wanted.values, limit, offset)).fetchall()
        yield from (id for (id,) in found)
        limit -= len(found)
        if limit <= 0:
            return
        if offset:
            # Only where the first half is passed over: how much of it there was.
            count = f"SELECT count(*) FROM incidents i WHERE {wanted.sql()} AND {half}"
            offset = 0 if found else max(0, offset - int(db.execute(count, wanted.values).fetchone()[0]))


def _walked(wanted: Conditions, counted: Counted | None) -> str:
    """Which index very many incidents are looked for in by their time, that is until there are enough of them. Left to
    itself, SQLite would look up each that is between two parties, of one, or at a place, and sort them."""
    of_some = "numbered" in wanted.few
    if "disputed" in wanted.few and not of_some:
        # Few are: else SQLite would look at all of a type or a status.
        return "INDEXED BY incidents_disputed"
    if counted is None or not counted.stopped or not of_some:
        return ""
    return f"INDEXED BY incidents_{'disputed' if 'disputed' in wanted.few else 'by_day'}"


def how_many(ledger: Ledger, selection: Selection, wanted: Conditions) -> Counted:
    """How many incidents are wanted: exactly, where that is kept or they are no more than `MANY`."""
    if not selection:
        return Counted(int(ledger.db.execute("SELECT coalesce(sum(count), 0) FROM incident_months").fetchone()[0]))
    # Dated and undated apart, as when they are listed, so that the same indexes serve.
    looks = (f"SELECT i.number FROM incidents i WHERE {wanted.sql()} AND i.first IS {n}" for n in ("NOT NULL", "NULL"))
    query = f"SELECT * FROM ({' UNION ALL '.join(looks)} LIMIT {MANY + 1})"
    found = tuple(number for (number,) in ledger.db.execute(query, (*wanted.values, *wanted.values)))
    return Counted(MANY, True) if len(found) > MANY else Counted(len(found), False, found)


def gone_through(wanted: Conditions, columns: str, counted: Counted) -> tuple[str, list[object]]:
    """A query for `columns` of the incidents `i` that are wanted, with its values: of all of them, or, where they are
    too many to be counted, of the newest `MANY`."""
    if counted.numbers is not None:
        query = f"SELECT {columns} FROM incidents i WHERE i.number IN (SELECT value FROM json_each(?))"
        return query, [json.dumps(counted.numbers)]
    query = f"SELECT {columns} FROM incidents i {_walked(wanted, counted)} WHERE {wanted.sql()}"
    if counted.stopped:
        query += f" AND i.first IS NOT NULL ORDER BY i.first DESC, i.id DESC LIMIT {MANY}"
    return query, wanted.values


def latest_day(ledger: Ledger) -> str | None:
    """The day of the last report. What is only planned lies after it."""
    row = ledger.db.execute("SELECT max(published) FROM reports").fetchone()
    return None if row is None or row[0] is None else str(row[0])[:10]


def time_span(ledger: Ledger, wanted: Conditions, counted: Counted | None = None) -> tuple[str | None, str | None]:
    """The first and the last day of the incidents that are wanted, None where none is dated. `counted` as for
    `incidents`."""
    if counted is None or not counted.stopped:
        query = f"SELECT min(i.first), max(i.last) FROM incidents i WHERE {wanted.sql()}"
        first, last = ledger.db.execute(query, wanted.values).fetchone()
        return first, last
    found: list[str | None] = []
    for column, index, way in (("first", "incidents_by_day", "ASC"), ("last", "incidents_by_last", "DESC")):
        query = (
            f"SELECT i.{column} FROM incidents i INDEXED BY {index} WHERE {wanted.sql()} AND i.{column} IS NOT NULL "
            f"ORDER BY i.{column} {way} LIMIT 1"
        )
        row = ledger.db.execute(query, wanted.values).fetchone()
        found.append(None if row is None else row[0])
    return found[0], found[1]


# Parties

_SIDE = (
    "CASE WHEN i.{0}_country IS NULL OR i.{0}_country IN ('IGO', 'NGO', 'MNC') THEN i.{0}_name ELSE i.{0}_country END"
)
"""A key of `incident_pairs`; null where nobody is told."""


def key_of(side: Side) -> str:
    """How `incident_pairs` knows a party."""
    return side.country or folded(side.label)


def party_called(db: sqlite3.Connection, key: str) -> str:
    """What a key of `incident_pairs` is called: a state by its name, others as reports write it."""
    countries = load_gazetteer().codes
    if key in countries:
        return countries[key].name
    for role in ("actor", "recipient"):
        query = f"SELECT record FROM incidents WHERE {role}_name = ? AND until IS NULL ORDER BY number LIMIT 1"
        row = db.execute(query, (key,)).fetchone()
        if row is not None:
            return str(json.loads(row[0])[role][0])
    return key


def busiest(ledger: Ledger, selection: Selection, wanted: Conditions, counted: Counted, limit: int) -> list[Pair]:
    """Who has most to do with whom, both ways taken together; of very many incidents that no count is kept of, among
    the newest of them."""
    values: list[object] = []
    if not selection:
        # A pair that is busy in sum is busy in one direction at least; what goes the other way is looked up.
        table = (
            "SELECT actor, recipient, count + coalesce((SELECT b.count FROM incident_pairs b "
            "WHERE b.actor = a.recipient AND b.recipient = a.actor), 0) AS count FROM incident_pairs a "
            f"WHERE actor <> '' AND recipient <> '' AND actor <> recipient ORDER BY a.count DESC LIMIT {40 * limit}"
        )
        taken = "max"
    else:
        told, values = gone_through(
            wanted, f"{_SIDE.format('actor')} AS actor, {_SIDE.format('recipient')} AS recipient", counted
        )
        taken = "sum"
        table = f"SELECT *, count(*) AS count FROM ({told}) WHERE actor <> recipient GROUP BY actor, recipient"
    query = (
        f"SELECT min(actor, recipient), max(actor, recipient), {taken}(count) FROM ({table}) "
        "GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2 LIMIT ?"
    )
    found = ledger.db.execute(query, (*values, limit)).fetchall()
    return [
        Pair(party_called(ledger.db, one), party_called(ledger.db, other), count)
        for one, other, count in found
        if count > 0
    ]


def partners(ledger: Ledger, key: str, limit: int) -> list[Pair]:
    """Whom a party has most to do with."""
    query = """
        SELECT who, sum(count) FROM (
            SELECT recipient AS who, count FROM incident_pairs WHERE actor = ?
            UNION ALL SELECT actor, count FROM incident_pairs WHERE recipient = ?
        ) WHERE who <> '' AND who <> ? GROUP BY who HAVING sum(count) > 0 ORDER BY 2 DESC, 1 LIMIT ?
    """
    one = party_called(ledger.db, key)
    return [
        Pair(one, party_called(ledger.db, other), count)
        for other, count in ledger.db.execute(query, (key, key, key, limit)).fetchall()
    ]


def parties(ledger: Ledger, words: str, limit: int, offset: int = 0) -> tuple[list[PartyCount], bool]:
    """Parties by the number of their incidents, of those whose name has the words; and whether there are more."""
    named: str = ""
    values: list[object] = []
    if words:
        wanted = fold(words)
        states = [
            country.code
            for country in load_gazetteer().codes.values()
            if wanted in fold(country.name) or any(wanted == fold(name) for name in country.names)
        ]
        named = " AND (instr(party, ?) > 0 OR party IN (SELECT value FROM json_each(?)))"
        values = [wanted, json.dumps(sorted(states))]
    query = (
        f"SELECT party, acts, acted_on FROM incident_parties WHERE acts + acted_on > 0{named} "
        "ORDER BY acts + acted_on DESC, party LIMIT ? OFFSET ?"
    )
    found = ledger.db.execute(query, (*values, limit + 1, offset)).fetchall()
    told = [PartyCount(party_called(ledger.db, key), acts, acted_on) for key, acts, acted_on in found[:limit]]
    return told, len(found) > limit

"""What stood, told as if some reports had never been there: history is kept as far as the rest of it goes.

What ends because they go would never have stood, and is deleted. What comes in its stead has stood as long, or, where
nothing had its place, since the last of the reports came that it is of.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from .copy_tables import id_of
from .dossiers import others_of, row_of_dossier
from .gathering import gathered
from .incidents import incident_id_of

__all__ = ["never_stood", "own_incidents", "stood_alone", "summed_up_anew"]


@dataclass(frozen=True, slots=True)
class _Table:
    """Which columns tell what a row is of, and which of them name reports: by number, or by id as `copies` does."""

    name: str
    scope: tuple[str, ...]
    reports: tuple[str, ...]
    by_id: bool = False


_TABLES = (
    _Table("copies", ("report",), ("report",), True),
    _Table("quotation_links", ("report", "n"), ("report", "to_report"), True),
    _Table("corrections", ("report",), ("report", "corrects")),
    _Table("quoted", ("report",), ("report",)),
    _Table("links", ("a_report", "a_n", "b_report", "b_n"), ("a_report", "b_report")),
    _Table("incident_members", ("report", "n"), ("report",)),
)


def never_stood(db: sqlite3.Connection, moment: int, gone: Mapping[int, int], came: int) -> None:
    """Let what ended at this moment have stood no longer than until moment `came`, and what came at it have stood
    before. `gone`: reports that are taken out, by number, with the number that `copies` has for each: of them nothing
    stays; `came`: when the first of them had come."""
    for table in _TABLES:
        them = gone.values() if table.by_id else gone.keys()
        columns = ", ".join(table.scope)
        query = f"SELECT min(max(since, ?)), {columns} FROM {table.name} WHERE until = ? GROUP BY {columns}"
        ended = {tuple(scope): since for since, *scope in db.execute(query, (came, moment))}
        for column in table.reports:
            db.executemany(f"DELETE FROM {table.name} WHERE {column} = ?", [(one,) for one in them])
        db.execute(f"UPDATE {table.name} SET until = ? WHERE until = ? AND since < ?", (came, moment, came))
        db.execute(f"DELETE FROM {table.name} WHERE until = ?", (moment,))
        _begin_before(db, table, moment, ended)
    # What a report copied from them at times that are over.
    for row in gone.values():
        db.execute("DELETE FROM copies WHERE until IS NOT NULL AND instr(record, ?) > 0", (f'"{id_of(row)}"',))


def _begin_before(db: sqlite3.Connection, table: _Table, moment: int, ended: Mapping[tuple[Any, ...], int]) -> None:
    columns = [name for (name,) in db.execute("SELECT name FROM pragma_table_info(?)", (table.name,))]
    columns = [name for name in columns if name not in ("number", "since", "until")]
    query = f"SELECT number, {', '.join(columns)} FROM {table.name} WHERE since = ? ORDER BY number"
    same = " AND ".join(f"{name} IS ?" for name in columns)
    of = " AND ".join(f"{name} IS ?" for name in table.scope)
    for number, *values in db.execute(query, (moment,)).fetchall():
        row = dict(zip(columns, values, strict=True))
        scope = tuple(row[name] for name in table.scope)
        since = ended.get(scope)
        if since is None:
            query = f"SELECT max(until) FROM {table.name} WHERE {of}"
            (last,) = db.execute(query, scope).fetchone()
            since = max(last or 0, *(_came(db, row[name], table.by_id) for name in table.reports))
        query = f"SELECT number FROM {table.name} WHERE {same} AND until = ?"
        before = db.execute(query, (*values, since)).fetchone()
        if before is None:
            db.execute(f"UPDATE {table.name} SET since = ? WHERE number = ?", (since, number))
        else:
            # It stood until they came, and stands on.
            db.execute(f"DELETE FROM {table.name} WHERE number = ?", (number,))
            db.execute(f"UPDATE {table.name} SET until = NULL WHERE number = ?", before)


def _came(db: sqlite3.Connection, report: int | None, by_id: bool) -> int:
    if report is None:
        return 0
    query = f"SELECT since FROM reports WHERE {'id' if by_id else 'number'} = ?"
    row = db.execute(query, (id_of(report) if by_id else report,)).fetchone()
    return int(row[0]) if row else 0


# Incidents


def own_incidents(db: sqlite3.Connection, reports: Mapping[int, str]) -> set[str]:
    """The ids that incidents have whose first telling is, or was, one of these reports'."""
    found = set()
    for number, id in reports.items():
        query = "SELECT DISTINCT n FROM incident_members WHERE report = ?"
        found |= {incident_id_of(f"{id}:e{n}") for (n,) in db.execute(query, (number,))}
    return found


def stood_alone(db: sqlite3.Connection, own: Iterable[str]) -> None:
    """Tellings that stood with one of theirs at times that are over, and elsewhere since: then they stood alone."""
    query = """SELECT m.number, r.id || ':e' || m.n FROM incident_members m JOIN reports r ON r.number = m.report
        WHERE m.incident = ?"""
    for incident in sorted(own):
        for number, telling in db.execute(query, (incident,)).fetchall():
            update = "UPDATE incident_members SET incident = ? WHERE number = ?"
            db.execute(update, (incident_id_of(telling), number))


@dataclass(slots=True)
class _Stood:
    """The sum of an incident from a moment on; None where nothing told it."""

    since: int
    row: dict[str, Any] | None
    others: list[dict[str, Any]]


def summed_up_anew(db: sqlite3.Connection, incidents: Collection[str], came: int, own: Iterable[str]) -> None:
    """Sum up incidents again for every time since moment `came` at which something of them changed. Of those in `own`
    nothing stays."""
    for incident in own:
        for table, column in (("incidents", "id"), ("incident_others", "incident"), ("incident_origins", "incident")):
            db.execute(f"DELETE FROM {table} WHERE {column} = ?", (incident,))
    times: defaultdict[int, list[str]] = defaultdict(list)
    for incident in sorted(incidents):
        for time in _times(db, incident, came):
            times[time].append(incident)
    (last,) = db.execute("SELECT max(number) FROM moments").fetchone()
    stood: defaultdict[str, list[_Stood]] = defaultdict(list)
    known_then: list[tuple[int | None, list[str]]] = [*sorted(times.items())]
    for moment, those in (*known_then, (None, sorted(incidents))):
        for one in gathered(db, those, moment):
            row = row_of_dossier(one.dossier) if one.dossier else None
            others = list(others_of(one.dossier)) if one.dossier else []
            known = stood[one.id]
            if not known or (known[-1].row, known[-1].others) != (row, others):
                known.append(_Stood(last if moment is None else moment, row, others))
    for incident, sums in sorted(stood.items()):
        _put(db, incident, sums)


def _times(db: sqlite3.Connection, incident: str, came: int) -> list[int]:
    """When something of an incident changed since a moment, that moment among them where it stood then."""
    query = """
        SELECT since, until FROM incidents WHERE id = :id
        UNION SELECT since, until FROM incident_members WHERE incident = :id
    """
    rows = db.execute(query, {"id": incident}).fetchall()
    (last,) = db.execute("SELECT max(number) FROM moments").fetchone()
    found = {at for row in rows for at in row if at is not None and came <= at < last}
    if any(begun < came and (ended is None or ended > came) for begun, ended in rows):
        found.add(came)
    return sorted(found)


def _put(db: sqlite3.Connection, incident: str, stood: list[_Stood]) -> None:
    """Let these sums stand one after the other, in place of all that stood since the first of them."""
    start = stood[0].since
    for table, column in (("incidents", "id"), ("incident_others", "incident")):
        db.execute(f"DELETE FROM {table} WHERE {column} = ? AND since >= ?", (incident, start))
        update = f"UPDATE {table} SET until = ? WHERE {column} = ? AND (until IS NULL OR until > ?)"
        db.execute(update, (start, incident, start))
    cursor = db.execute("SELECT * FROM incidents WHERE id = ? AND until = ?", (incident, start))
    names = [column[0] for column in cursor.description]
    begun = start
    if (values := cursor.fetchone()) is not None:
        before = dict(zip(names, values, strict=True))
        first = stood[0].row
        if first is not None and all(before[name] == value for name, value in first.items()):
            # It stands on: the two are one. What counts rows does so as they come and go.
            db.execute("DELETE FROM incidents WHERE number = ?", (before["number"],))
            begun = before["since"]
    for at, one in enumerate(stood):
        if one.row is None:
            continue
        until = stood[at + 1].since if at + 1 < len(stood) else None
        since = begun if at == 0 else one.since
        _insert(db, "incidents", {"id": incident, **one.row, "since": since, "until": until})
        for other in one.others:
            _insert(db, "incident_others", {"incident": incident, **other, "since": one.since, "until": until})


def _insert(db: sqlite3.Connection, table: str, row: Mapping[str, Any]) -> None:
    marks = ", ".join("?" * len(row))
    db.execute(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({marks})", tuple(row.values()))

"""Which reports a question means: those of its days; and where it asks for incidents, those that tell such a one.

Where few do, they are found first, and once for a question, however many queries answer it; where most do, each report
that a query meets is asked.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import replace

from ..errors import QuestionError
from .asking import asked_for, begun_with
from .finding import Conditions
from .questions import Asked
from .sourcing import Wanted
from .standing import known_at, last_report

__all__ = ["quoting_asked", "reports_asked", "that_tell"]

NAMED = 2_000
"""So many reports at most are named one by one, so that a query may begin with them. Of more, it asks of each that it
meets whether it is one of them."""

ASKED_FIRST = 400
"""So many reports, from all over the ledger, are asked first whether they tell such an incident."""

MOST = 0.9
"""Where this share does, a query that ends with the first answers meets few others on its way to them."""

PARTS = 4
"""Where reports tell many such incidents each, one part in so many of these names most of the reports."""

SOONER = 1.0
"""So many times as many looks at the incidents of reports take as long as looks at the tellings of incidents."""


def reports_asked(db: sqlite3.Connection, asked: Asked, moment: int | None = None) -> Conditions:
    """Rows of `reports r`. Raises QuestionError with the first fault."""
    wanted = _of_days(db, asked, moment).reports
    of_incidents = _of_incidents(asked)
    if of_incidents is not None:
        told, values = that_tell(db, asked_for(of_incidents, moment), moment)
        wanted.add(told, *values)
    return wanted


def quoting_asked(db: sqlite3.Connection, asked: Asked, moment: int | None = None) -> Wanted:
    """The same for who is quoted. Raises QuestionError with the first fault."""
    wanted = _of_days(db, asked, moment)
    of_incidents = _of_incidents(asked)
    if of_incidents is None:
        return wanted
    # Of all that is quoted, whose report it is: so each report is asked but once.
    told = asked_for(of_incidents, moment)
    those = _by_a_part(db, told, moment) if _each_tells_many(db, told, moment) else _theirs(db, told, moment)
    wanted.reports.add(*_among("r.number", those))
    wanted.quoted.add(*_among("q.report", those))
    return replace(wanted, days=False)


def _of_days(db: sqlite3.Connection, asked: Asked, moment: int | None) -> Wanted:
    for fault in asked.faults():
        raise QuestionError(fault)
    reports, quoted = Conditions(), Conditions()
    if moment is not None:
        # What a report quotes has come with it, or later.
        reports.add("r.number <= ?", last_report(db, moment))
    if asked.since is not None:
        reports.add("r.published >= ?", asked.since)
        quoted.add("q.day >= ?", asked.since)
    if asked.until is not None:
        # A time of that day is of it too.
        reports.add("r.published < ?", f"{asked.until}U")
        quoted.add("q.day <= ?", asked.until)
    return Wanted(reports, quoted, days=True)


def _of_incidents(asked: Asked) -> Asked | None:
    """What is asked beside days; None where nothing is."""
    rest = replace(asked, since=None, until=None)
    return None if rest == Asked() else rest


# Reports that tell an incident


def that_tell(db: sqlite3.Connection, incidents: Conditions, moment: int | None = None) -> tuple[str, Sequence[object]]:
    """A condition, with its values: `reports r` that tell one of these incidents (rows of `incidents i`)."""
    if _share(db, incidents, moment) >= MOST:
        return _tells(incidents, moment), incidents.values
    told, value = _among("r.number", _theirs(db, incidents, moment))
    return told, [value]


def _tells(incidents: Conditions, moment: int | None, report: str = "r.number") -> str:
    return (
        f"EXISTS (SELECT 1 FROM {_MEMBERS} CROSS JOIN {_INCIDENTS} ON i.id = m.incident "
        f"WHERE m.report = {report} AND {known_at('m', moment)} AND {incidents.sql()})"
    )


_MEMBERS = "incident_members m INDEXED BY incident_members_by_report"
_INCIDENTS = "incidents i INDEXED BY incidents_by_id"
"""What is asked of a report and of its incidents stands in these indexes. Left to itself, SQLite would go through all
incidents of a type for each."""


def _some(db: sqlite3.Connection, incidents: Conditions) -> list[int]:
    """Numbers of some reports from all over the ledger; none where these are not worth asking."""
    if "numbered" in incidents.few:
        # Of some parties or a place: these SQLite would look up anew for each report.
        return []
    (newest,) = db.execute("SELECT coalesce(max(number), 0) FROM reports").fetchone()
    return list(range(1, newest + 1, newest // ASKED_FIRST)) if newest >= 10 * ASKED_FIRST else []


def _share(db: sqlite3.Connection, incidents: Conditions, moment: int | None) -> float:
    """Which share of the reports tells one, by some of them; 0 where that is not worth asking."""
    some = _some(db, incidents)
    if not some:
        return 0.0
    query = (
        f"SELECT count(*), coalesce(sum({_tells(incidents, moment)}), 0) FROM reports r "
        "WHERE r.number IN (SELECT value FROM json_each(?))"
    )
    there, tell = db.execute(query, (*incidents.values, json.dumps(some))).fetchone()
    return int(tell) / max(1, int(there))


def _each_tells_many(db: sqlite3.Connection, incidents: Conditions, moment: int | None) -> bool:
    """Whether a part of these incidents, and then each report that it does not name, are sooner asked than all of these
    incidents: by how many incidents would be looked at for some of the reports."""
    some = _some(db, incidents)
    if not some:
        return False
    is_one = f"EXISTS (SELECT 1 FROM {_INCIDENTS} WHERE i.id = m.incident AND {incidents.sql()})"
    query = (
        f"SELECT count(*), sum({is_one}) FROM json_each(?) r "
        f"CROSS JOIN {_MEMBERS} ON m.report = r.value AND {known_at('m', moment)} GROUP BY r.value"
    )
    left = 1 - 1 / PARTS
    by_part = by_all = 0.0
    for tellings, such in db.execute(query, (*incidents.values, json.dumps(some))):
        by_all += left * such
        by_part += tellings / such * left**such if such else tellings
    return by_part < SOONER * by_all


def _by_a_part(db: sqlite3.Connection, incidents: Conditions, moment: int | None) -> list[int]:
    """Their numbers, by a part of such incidents; each report that these do not name is asked."""
    part = incidents.copy()
    part.add(f"i.number % {PARTS} = 0")
    found = _theirs(db, part, moment)
    (newest,) = db.execute("SELECT coalesce(max(number), 0) FROM reports").fetchone()
    rest = sorted(set(range(1, newest + 1)).difference(found))
    query = f"SELECT r.value FROM json_each(?) r WHERE {_tells(incidents, moment, 'r.value')}"
    return sorted([*found, *(report for (report,) in db.execute(query, (json.dumps(rest), *incidents.values)))])


def _theirs(db: sqlite3.Connection, incidents: Conditions, moment: int | None) -> list[int]:
    """Their numbers, by all such incidents."""
    # Each tells one a few times, and they are handed over sooner as one text than one by one.
    query = (
        f"SELECT json_group_array(m.report) FROM incidents i {begun_with(incidents)} "
        f"CROSS JOIN incident_members m ON m.incident = i.id AND {known_at('m', moment)} WHERE {incidents.sql()}"
    )
    (told,) = db.execute(query, incidents.values).fetchone()
    return sorted(set(json.loads(told)))


def _among(column: str, reports: Sequence[int]) -> tuple[str, object]:
    """A condition, with its value: `column` is one of `reports`, which stand in order."""
    if len(reports) <= NAMED:
        return f"{column} IN (SELECT value FROM json_each(?))", json.dumps(reports)
    # A byte for each report that there is: nothing has to be looked up.
    marks = bytearray(reports[-1] + 1)
    for report in reports:
        marks[report] = 1
    return f"substr(?, {column} + 1, 1) = x'01'", bytes(marks)

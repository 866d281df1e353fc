"""Which reports a question means: those of its days; and where it asks for incidents, those that tell such a one.

Which reports tell one is found once for a question, however many queries answer it.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence

from ..errors import QuestionError
from .asking import asked_for
from .finding import Conditions
from .questions import Asked
from .sourcing import Wanted
from .standing import known_at

__all__ = ["among", "quoting_asked", "reports_asked", "telling"]

NAMED = 2_000
"""So many reports at most are named one by one, so that a query may begin with them. Of more, it asks of each that it
meets whether it is one of them."""

WIDELY = 150_000
"""Where more incidents than this are asked for, most reports tell one: each is sooner asked for the first such incident
than all incidents for their reports."""


def reports_asked(db: sqlite3.Connection, asked: Asked, moment: int | None = None) -> Conditions:
    """Rows of `reports r`. Raises QuestionError with the first fault."""
    return _wanted(db, asked, moment).reports


def quoting_asked(db: sqlite3.Connection, asked: Asked, moment: int | None = None) -> Wanted:
    """The same for who is quoted. Raises QuestionError with the first fault."""
    return _wanted(db, asked, moment)


def _wanted(db: sqlite3.Connection, asked: Asked, moment: int | None) -> Wanted:
    for fault in asked.faults():
        raise QuestionError(fault)
    reports, quoted = Conditions(), Conditions()
    if moment is not None:
        # What a report quotes has come with it, or later.
        reports.add("r.since <= ?", moment)
    if asked.since is not None:
        reports.add("r.published >= ?", asked.since)
        quoted.add("q.day >= ?", asked.since)
    if asked.until is not None:
        # A time of that day is of it too.
        reports.add("r.published < ?", f"{asked.until}U")
        quoted.add("q.day <= ?", asked.until)
    of_incidents = Asked(None, None, asked.between, asked.type, asked.where, asked.status, asked.min_confidence)
    if of_incidents == Asked():
        return Wanted(reports, quoted, days=True)
    those = telling(db, asked_for(of_incidents, moment), moment)
    reports.add(*among("r.number", those))
    quoted.add(*among("q.report", those))
    return Wanted(reports, quoted)


def telling(db: sqlite3.Connection, incidents: Conditions, moment: int | None = None) -> tuple[int, ...]:
    """The numbers of the reports that tell one of these incidents (rows of `incidents i`), each once, in order."""
    member = f"JOIN incident_members m ON m.incident = i.id AND {known_at('m', moment)}"
    query = f"SELECT count(*) FROM (SELECT 1 FROM incidents i WHERE {incidents.sql()} LIMIT {WIDELY + 1})"
    if db.execute(query, incidents.values).fetchone()[0] <= WIDELY:
        query = f"SELECT m.report FROM incidents i CROSS {member} WHERE {incidents.sql()}"
        return tuple(sorted({report for (report,) in db.execute(query, incidents.values)}))
    query = (
        "SELECT r.number FROM reports r WHERE EXISTS (SELECT 1 FROM incident_members m "
        f"CROSS JOIN incidents i ON i.id = m.incident WHERE m.report = r.number AND {known_at('m', moment)} "
        f"AND {incidents.sql()}) ORDER BY r.number"
    )
    return tuple(report for (report,) in db.execute(query, incidents.values))


def among(column: str, reports: Sequence[int]) -> tuple[str, object]:
    """A condition, with its value: `column` is one of `reports`, which stand in order."""
    if len(reports) <= NAMED:
        return f"{column} IN (SELECT value FROM json_each(?))", json.dumps(reports)
    # A byte for each report that there is: nothing has to be looked up.
    marks = bytearray(reports[-1] + 1)
    for report in reports:
        marks[report] = 1
    return f"substr(?, {column} + 1, 1) = x'01'", bytes(marks)

"""Which models read what is in a ledger, by the names that its articles bear."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from .standing import known_at

__all__ = ["models_of", "models_since"]

Models = tuple[str | None, ...]


def models_of(
    db: sqlite3.Connection, *, incident: str | None = None, report: str | None = None, moment: int | None = None
) -> Models:
    """Those that read the reports of an incident, one report, or all there are; in order of name, None for a model that
    is not known."""
    where, values = "", list[str]()
    if incident is not None:
        members = f"SELECT report FROM incident_members m WHERE m.incident = ? AND {known_at('m', moment)}"
        where, values = f" WHERE number IN ({members})", [incident]
    elif report is not None:
        where, values = " WHERE id = ?", [report]
    query = f"SELECT DISTINCT model FROM readings WHERE number IN (SELECT reading FROM reports{where})"
    return _ordered(model for (model,) in db.execute(query, values))


def models_since(db: sqlite3.Connection, number: int) -> tuple[Models, int]:
    """Those of the readings that came after the one of this number, and the number of the last: so that whoever shows a
    ledger as it grows need not go through all of it each time."""
    found = _ordered(m for (m,) in db.execute("SELECT DISTINCT model FROM readings WHERE number > ?", (number,)))
    (last,) = db.execute("SELECT coalesce(max(number), 0) FROM readings").fetchone()
    return found, int(last)


def _ordered(models: Iterable[str | None]) -> Models:
    return tuple(sorted(set(models), key=lambda model: (model is None, model or "")))

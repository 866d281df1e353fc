"""Incidents over time, as a timeline shows them: one by one where they are few, else counted by the day or the month.

What is counted is kept by the ledger (`incident_days`, `incident_months`) for days, types and statuses. Where more is
asked for, and more incidents are like that than can be gone through while somebody waits, the newest are counted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from ..ledger.dossiers import Sum, sum_from
from ..ledger.finding import Conditions
from ..ledger.store import Ledger
from ..ontology import event_types
from ..records import Status
from .queries import MANY, Counted, gone_through
from .selection import Selection

__all__ = ["FEW", "Alike", "Spot", "Times", "over_time", "spots"]

FEW = 300
"""So many incidents are drawn one by one; more are counted."""

DISTINCT = 460
"""So many days are told apart; on more, months are: a picture has room for no more than some sixty columns, of a week
each at the most."""

Row: TypeAlias = tuple[str, str, Status, int, int]


@dataclass(frozen=True, slots=True)
class Spot:
    """One incident. `sum`: what is kept of it; `independent`: how many outlets report it of their own."""

    sum: Sum
    type: str
    mode: str | None
    independent: int
    disputed: bool


@dataclass(frozen=True, slots=True)
class Alike:
    """Incidents of one day or month that are alike. `day`: its first day, None where none is known."""

    day: str | None
    quad: str
    status: Status
    disputed: bool
    count: int

    @property
    def intensity(self) -> float:
        """None of its own: friendly or hostile is all that is told."""
        return 1.0 if self.quad.endswith("cooperation") else -1.0


@dataclass(frozen=True, slots=True)
class Times:
    """`monthly`: whether days are first days of months; `newest`: how many were counted, where not all were."""

    alike: tuple[Alike, ...]
    monthly: bool
    newest: int | None = None


def spots(ledger: Ledger, wanted: Conditions, counted: Counted) -> Iterator[Spot]:
    """Incidents one by one, `FEW` at most."""
    columns = "i.id, i.status, i.record, i.type, i.mode, i.independent, i.disputed"
    query, values = gone_through(wanted, columns, counted)
    for id, status, record, type, mode, independent, disputed in ledger.db.execute(f"{query} LIMIT {FEW}", values):
        yield Spot(sum_from(id, status, record), type, mode, independent, bool(disputed))


def over_time(ledger: Ledger, selection: Selection, wanted: Conditions, counted: Counted) -> Times:
    """How many incidents there are when. Those that began before the first day that is asked for are left out."""
    if selection.plain and " " not in (selection.asked.type or ""):
        return _kept(ledger, selection)
    columns = "coalesce(i.first, '') AS day, i.type, i.status, i.disputed"
    told, values = gone_through(wanted, columns, counted)
    query = f"SELECT *, count(*) FROM ({told}) GROUP BY 1, 2, 3, 4"
    since = selection.asked.since or ""
    rows = [row for row in ledger.db.execute(query, values) if row[0] >= since]
    monthly = len({row[0] for row in rows}) > DISTINCT
    if monthly:
        rows = [(row[0][:7], *row[1:]) for row in rows]
    return Times(_alike(rows, monthly), monthly, MANY if counted.stopped else None)


def _kept(ledger: Ledger, selection: Selection) -> Times:
    asked = selection.asked
    of_kind = Conditions(["count > 0"])
    of_kind.equal("type", asked.type.upper() if asked.type else None)
    if asked.status == "disputed":
        of_kind.add("disputed = 1")
    else:
        of_kind.equal("status", asked.status)
    of_days = of_kind.copy()
    if asked.since is not None:
        of_days.add("day >= ?", asked.since)
    if asked.until is not None:
        of_days.add("day <= ?", asked.until)
    query = f"SELECT count(*) FROM (SELECT DISTINCT day FROM incident_days WHERE {of_days.sql()} LIMIT {DISTINCT + 1})"
    columns = "type, status, disputed, count"
    if ledger.db.execute(query, of_days.values).fetchone()[0] <= DISTINCT:
        query = f"SELECT day, {columns} FROM incident_days WHERE {of_days.sql()}"
        return Times(_alike(ledger.db.execute(query, of_days.values), False), False)
    # Whole months as they are kept; of those that are asked for in part, their days.
    first, last = (asked.since or "")[:7], (asked.until or "")[:7]
    whole = of_kind.copy()
    if first:
        whole.add("month > ?", first)
    if last:
        whole.add("month < ?", last)
    rows = list(ledger.db.execute(f"SELECT month, {columns} FROM incident_months WHERE {whole.sql()}", whole.values))
    for month in sorted({first, last} - {""}):
        query = f"SELECT substr(day, 1, 7), {columns} FROM incident_days WHERE {of_days.sql()} AND day >= ? AND day < ?"
        rows += ledger.db.execute(query, (*of_days.values, month, f"{month}~"))
    return Times(_alike(rows, True), True)


def _alike(rows: Iterable[Row], monthly: bool) -> tuple[Alike, ...]:
    """Types of one quad are alike."""
    quads = {name: kind.quad for name, kind in event_types().items()}
    counted: Counter[tuple[str, str, Status, bool]] = Counter()
    for day, type, status, disputed, count in rows:
        counted[f"{day}-01" if monthly and day else day, quads[type], status, bool(disputed)] += count
    return tuple(
        Alike(day or None, quad, status, disputed, count)
        for (day, quad, status, disputed), count in sorted(counted.items())
    )

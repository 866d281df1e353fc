"""Ledgers for tests in which tellings of one trigger and one day are one incident, and nothing else is."""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path

from reportedly.ledger.given import Incident
from reportedly.ledger.settle import STAGES, Stage
from reportedly.ledger.standing import stand
from reportedly.ledger.values import Report, Telling
from reportedly.ledger.writing import Writing
from tests.ledger.laying import report_of

TABLES = Path(__file__).parent / "tables"


def incident_of(trigger: str, day: str | None) -> str:
    return hashlib.sha256(f"{trigger.lower()} {day}".encode()).hexdigest()[:16]


def group(writing: Writing, reports: Sequence[int]) -> None:
    """The stage."""
    query = (
        "SELECT e.n, e.first, substr(body, e.start + 1, e.end - e.start) "
        "FROM reports JOIN texts ON texts.number = text JOIN events e USING (reading) "
        "WHERE reports.number = ? ORDER BY e.n"
    )
    for report in reports:
        rows = [
            {"incident": incident_of(trigger, day), "n": n}
            for n, day, trigger in writing.db.execute(query, (report,)).fetchall()
        ]
        stand(writing, "incident_members", {"report": report}, rows)


def stages() -> tuple[Stage, ...]:
    """The program's own, with `group` in the place of what finds incidents."""
    own = {stage.name: stage for stage in STAGES}
    return (
        own["copies"],
        own["quotations"],
        own["corrections"],
        own["verdicts"],
        own["sources"],
        Stage("grouped", 1, group),
        own["dossiers"],
    )


def incidents_of(reports: Iterable[Report]) -> list[tuple[Incident, frozenset[str]]]:
    """What `group` finds, each incident with the tellings of all others."""
    found: defaultdict[str, list[Telling]] = defaultdict(list)
    for report in reports:
        for event in report.reading.events:
            when = event.when
            day = when.start if when and (when.start or when.end) else report.published
            telling = Telling(report, event.number)
            found[incident_of(telling.trigger, day)].append(telling)
    every = {telling.id for those in found.values() for telling in those}
    return [
        (Incident(id, tuple(those)), frozenset(every - {telling.id for telling in those}))
        for id, those in found.items()
    ]


@lru_cache(maxsize=1)
def dispatches() -> tuple[Report, ...]:
    """All the reports in the tables of incidents and dyads, each once."""
    found: dict[str, Report] = {}
    for name in ("incidents", "dyads"):
        for row in tomllib.loads((TABLES / f"{name}.toml").read_text(encoding="utf-8"))["row"]:
            for number, one in enumerate(row["reports"], 1):
                report = report_of(one, number)
                found.setdefault(report.id, report)
    return tuple(found.values())


def as_json(value: object) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False)

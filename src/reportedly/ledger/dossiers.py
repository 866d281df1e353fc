"""The last stage: what is known of each incident in sum, brought up to date where something has touched it.

An incident is touched where its tellings changed, where a report that tells it was read again or judged, and where what
that report copied, or what its origin copied, is another thing now. All of this is found by indexes.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from ..gazetteer import fold
from ..records import Status
from .columns import as_json
from .copy_tables import id_of, row_of
from .dossier import Dossier, Voice
from .gathering import Gathered, gathered
from .standing import stand
from .who import ARMED, Party, folded
from .writing import Writing

__all__ = ["Sum", "sum_from", "sum_up"]

Row: TypeAlias = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Sum:
    """What the ledger keeps of an incident for counting (`dyads.Summed`); fields as in `Dossier`."""

    id: str
    quad: str
    intensity: float
    status: Status
    voice: Voice | None
    actor: Party | None
    recipient: Party | None
    start: str | None
    end: str | None
    reported: str | None
    outlets: tuple[str, ...]
    texts: tuple[str, ...]


def sum_from(id: str, status: Status, record: str) -> Sum:
    """What a row of `incidents` holds."""
    told = json.loads(record)
    actor, recipient = (Party(*told[role]) if told[role] else None for role in ("actor", "recipient"))
    return Sum(
        id, told["quad"], told["intensity"], status, told["voice"], actor, recipient, told["start"], told["end"],
        told["reported"], tuple(told["outlets"]), tuple(told["texts"]),
    )  # fmt: skip


def sum_up(writing: Writing, reports: Sequence[int]) -> None:
    """The stage: sum up what was touched by these reports, and by all that changed in this transaction."""
    for one in gathered(writing.db, _touched(writing, reports), kept=writing.ready):
        _keep(writing, one)


# What is touched


def _touched(writing: Writing, reports: Sequence[int]) -> list[str]:
    """The incidents, those of one report side by side."""
    db = writing.db
    found: dict[str, None] = {}
    of_reports = (
        "SELECT incident FROM incident_members WHERE report IN (SELECT value FROM json_each(?)) AND until IS NULL "
        "ORDER BY report, n"
    )

    def add(query: str, *values: object) -> None:
        found.update(dict.fromkeys(incident for (incident,) in db.execute(query, values)))

    add(of_reports, json.dumps(list(reports)))
    if writing.begun:
        moment = writing.moment
        add("SELECT incident FROM incident_members WHERE since = ? ORDER BY report, n", moment)
        add("SELECT incident FROM incident_members WHERE until = ? ORDER BY report, n", moment)
        query = "SELECT report FROM copies WHERE since = ? UNION SELECT report FROM copies WHERE until = ?"
        copying = [row for (row,) in db.execute(query, (moment, moment))]
        query = "SELECT number FROM reports WHERE id IN (SELECT value FROM json_each(?)) ORDER BY number"
        numbers = [number for (number,) in db.execute(query, (json.dumps([id_of(row) for row in copying]),))]
        add(of_reports, json.dumps(numbers))
        add(
            "SELECT incident FROM incident_origins WHERE report IN (SELECT value FROM json_each(?)) ORDER BY incident",
            json.dumps(copying),
        )
    return list(found)


# What stands of it


def _keep(writing: Writing, one: Gathered) -> None:
    rows, others = ([row_of_dossier(one.dossier)], list(others_of(one.dossier))) if one.dossier else ([], [])
    stand(writing, "incidents", {"id": one.id}, rows)
    _keep_others(writing, one.id, others)
    origins = {(row_of(report), one.id) for report in one.origins} if one.dossier else set()
    had = set(writing.db.execute("SELECT report, incident FROM incident_origins WHERE incident = ?", (one.id,)))
    if origins != had:
        writing.db.executemany("DELETE FROM incident_origins WHERE report = ? AND incident = ?", sorted(had - origins))
        add = "INSERT INTO incident_origins (report, incident) VALUES (?, ?)"
        writing.db.executemany(add, sorted(origins - had))


def _keep_others(writing: Writing, incident: str, others: Sequence[Row]) -> None:
    if others or _one(writing.db, "SELECT 1 FROM incident_others WHERE incident = ? LIMIT 1", incident):
        stand(writing, "incident_others", {"incident": incident}, others)


def _one(db: sqlite3.Connection, query: str, *values: object) -> bool:
    return db.execute(query, values).fetchone() is not None


def row_of_dossier(d: Dossier) -> Row:
    """The columns of `incidents`."""
    name, country = party_key(d.actor)
    to_name, to_country = party_key(d.recipient)
    return {
        "type": d.type,
        "mode": d.mode,
        "status": d.status,
        "actor_name": name,
        "actor_country": country,
        "recipient_name": to_name,
        "recipient_country": to_country,
        "first": d.start or d.end or d.reported,
        "last": d.end or d.start or d.reported,
        "place": fold(d.where_text) if d.where_text else None,
        "place_country": d.where.country if d.where else None,
        "reports": d.reports,
        "independent": d.independent,
        "figures": len(d.series),
        "disputed": int(d.disputed),
        "confidence": d.confidence,
        "record": as_json(
            {
                "quad": d.quad,
                "intensity": d.intensity,
                "voice": d.voice,
                "actor": _as_list(d.actor),
                "recipient": _as_list(d.recipient),
                "start": d.start,
                "end": d.end,
                "reported": d.reported,
                "outlets": d.outlets,
                "texts": d.texts,
            }
        ),
    }


def _as_list(party: Party | None) -> list[str | None] | None:
    return [party.label, party.name, party.entity, party.country, party.sector] if party else None


def party_key(party: Party | None) -> tuple[str | None, str | None]:
    """Name and country as questions look for them (`dyads.Side`): rebels act for no state."""
    if party is None:
        return None, None
    return folded(party.name) if party.name else None, None if party.sector in ARMED else party.country


def others_of(d: Dossier) -> Iterator[Row]:
    """The rows of `incident_others`: of parties both sides, or none; of places all, or none."""
    told: Mapping[str, set[tuple[str | None, str | None]]] = {
        "actor": {party_key(p) for a in d.accounts for p in a.actors} | {party_key(d.actor)},
        "recipient": {party_key(p) for a in d.accounts for p in a.recipients} | {party_key(d.recipient)},
        "place": {
            (fold(s.where_text) if s.where_text else None, s.where.country if s.where else None)
            for a in d.accounts for s in a.sayings
        } | {(fold(d.where_text) if d.where_text else None, d.where.country if d.where else None)},
    }  # fmt: skip
    nobody = (None, None)
    told = {role: those - {nobody} for role, those in told.items()}
    row = row_of_party(d)
    kept = [role for role in ("actor", "recipient") if told[role] - {row[role]}]
    if kept:
        kept = ["actor", "recipient"]
    kept += ["place"] if told["place"] - {row["place"]} else []
    for role in kept:
        for name, country in sorted(told[role], key=lambda key: (key[0] or "", key[1] or "")):
            yield {"role": role, "name": name, "country": country}


def row_of_party(d: Dossier) -> Mapping[str, tuple[str | None, str | None]]:
    """What the columns of `incidents` tell already."""
    return {
        "actor": party_key(d.actor),
        "recipient": party_key(d.recipient),
        "place": (fold(d.where_text) if d.where_text else None, d.where.country if d.where else None),
    }

"""What holds an incident together, and what it is near to: tellings, and the links between them with their reasons."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from ..ledger.accounts import Saying
from ..ledger.dossier import Dossier
from ..ledger.standing import known_at
from ..ledger.store import Ledger

__all__ = ["Group", "Near", "Tie", "Told", "near", "ties", "told_by"]

TIES = 60
"""Links that are shown at most: of many tellings there are many pairs."""

NEAR = 8
"""Other incidents that may be the same, at most."""


@dataclass(frozen=True, slots=True)
class Told:
    """One telling: event `n` of a report, by the words that tell it."""

    report: str
    n: int
    outlet: str | None
    published: str | None
    title: str | None
    trigger: str


@dataclass(frozen=True, slots=True)
class Group:
    """The report that had its words first, with its tellings, and those of the reports that have them from it. `origin`
    itself may tell the incident nowhere: then it has no tellings of its own."""

    origin: str
    outlet: str | None
    own: tuple[Told, ...]
    copies: tuple[Told, ...]


@dataclass(frozen=True, slots=True)
class Tie:
    """Why two tellings are taken for one incident. `score`: 0 to 1."""

    one: Told
    other: Told
    score: float
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Near:
    """Another incident with a telling that may be of this one: too little speaks for it."""

    incident: str
    tie: Tie


_COLUMNS = "{0}r.id, {0}m.n, {0}r.outlet, {0}r.published, {0}r.title, json_extract({0}e.record, '$.text')"
_MEMBER = (
    "JOIN reports {0}r ON {0}r.number = {0}m.report JOIN events {0}e ON {0}e.reading = {0}r.reading AND {0}e.n = {0}m.n"
)


def told_by(ledger: Ledger, incident: str, dossier: Dossier, moment: int | None) -> tuple[Group, ...]:
    """All tellings, by the report that had their words first, in the order of time; copies are folded under it."""
    query = (
        f"SELECT {_COLUMNS.format('a')} FROM incident_members am {_MEMBER.format('a')} "
        f"WHERE am.incident = ? AND {known_at('am', moment)} ORDER BY ar.published IS NULL, ar.published, ar.id, am.n"
    )
    tellings = [Told(*row) for row in ledger.db.execute(query, (incident,))]
    copied: dict[tuple[str, int], Saying] = {
        (s.report, s.event): s for a in dossier.accounts for s in a.sayings if s.copied and s.event is not None
    }
    own: defaultdict[str, list[Told]] = defaultdict(list)
    copies: defaultdict[str, list[Told]] = defaultdict(list)
    order: dict[str, None] = {}
    for told in tellings:
        saying = copied.get((told.report, told.n))
        origin = saying.origin if saying else told.report
        (copies if saying else own)[origin].append(told)
        order[origin] = None
    outlets = {told.report: told.outlet for told in tellings}
    missing = [origin for origin in order if origin not in outlets]
    query = "SELECT id, outlet FROM reports WHERE id IN (SELECT value FROM json_each(?))"
    outlets |= dict(ledger.db.execute(query, (json.dumps(missing),)).fetchall()) if missing else {}
    return tuple(Group(origin, outlets.get(origin), tuple(own[origin]), tuple(copies[origin])) for origin in order)


def ties(ledger: Ledger, incident: str, moment: int | None) -> tuple[tuple[Tie, ...], bool]:
    """The links within an incident, the weakest first, for those are to be looked at; and whether there are more."""
    query = f"""
        SELECT {_COLUMNS.format("a")}, {_COLUMNS.format("b")}, l.score, l.reasons
        FROM incident_members am {_MEMBER.format("a")}
            JOIN links l ON l.a_report = am.report AND l.a_n = am.n
            JOIN incident_members bm ON bm.report = l.b_report AND bm.n = l.b_n AND bm.incident = am.incident
            {_MEMBER.format("b")}
        WHERE am.incident = ? AND {known_at("am", moment)} AND {known_at("bm", moment)} AND {known_at("l", moment)}
            AND l.decision = 'same'
        ORDER BY l.score, l.number LIMIT ?
    """
    found = [_tie(row) for row in ledger.db.execute(query, (incident, TIES + 1))]
    return tuple(found[:TIES]), len(found) > TIES


def near(ledger: Ledger, incident: str, moment: int | None) -> tuple[Near, ...]:
    """Other incidents that may be the same, the likeliest first, each by its strongest link."""
    found: dict[str, Near] = {}
    for this, that in (("a", "b"), ("b", "a")):
        query = f"""
            SELECT {_COLUMNS.format("a")}, {_COLUMNS.format("b")}, l.score, l.reasons, bm.incident
            FROM incident_members am {_MEMBER.format("a")}
                JOIN links l ON l.{this}_report = am.report AND l.{this}_n = am.n
                JOIN incident_members bm ON bm.report = l.{that}_report AND bm.n = l.{that}_n
                {_MEMBER.format("b")}
            WHERE am.incident = ? AND bm.incident <> am.incident AND {known_at("am", moment)}
                AND {known_at("bm", moment)} AND {known_at("l", moment)} AND l.decision = 'unsure'
            ORDER BY l.score DESC, l.number LIMIT ?
        """
        for row in ledger.db.execute(query, (incident, 10 * NEAR)):
            one = Near(row[-1], _tie(row[:-1]))
            known = found.get(one.incident)
            if known is None or known.tie.score < one.tie.score:
                found[one.incident] = one
    return tuple(sorted(found.values(), key=lambda one: (-one.tie.score, one.incident))[:NEAR])


def _tie(row: Sequence[object]) -> Tie:
    return Tie(Told(*row[:6]), Told(*row[6:12]), float(row[12]), tuple(json.loads(row[13])))  # type: ignore[arg-type]

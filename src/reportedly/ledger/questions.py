"""What may be asked of a ledger, and the answers: frozen rows, ready to be shown as a table, JSON Lines or CSV.

Everything here is a function of dossiers, reports and verdicts; what the ledger knew at some time is a matter of which
of them it is given.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from ..gazetteer import fold
from ..ontology import event_types
from ..records import STATUSES
from .conflicts import Conflict
from .dossier import Dossier
from .dyads import Side, side_of
from .given import Copies, Reports, outlet_of
from .loose import Loose
from .policies import Estimate, Policy, estimate
from .series import Series
from .verdicts import Anchor, Anchored, Lost

__all__ = [
    "Asked",
    "CopyRow",
    "Counted",
    "CountedLoose",
    "Disputed",
    "Found",
    "Judged",
    "copy_rows",
    "disputes",
    "figures",
    "incidents",
    "judged",
    "loosely",
    "matching",
]


ASKABLE: tuple[str, ...] = (*STATUSES, "disputed")
"""What may be asked for by `status`."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Which incidents are asked for; None asks for all. `since`, `until`: ISO dates, inclusive, against the time of the
    incident, or that of its first report where no time is told. `between`: two parties, in either order, by name or
    state. `type`: PLOVER's, with or without its mode ("ASSAULT drone"). `where`: a state or a place. `status`: one of
    the contract's, or `disputed`. `min_confidence`: 0 to 1; an incident that bears none is left out.
    """

    since: str | None = None
    until: str | None = None
    between: tuple[str, str] | None = None
    type: str | None = None
    where: str | None = None
    status: str | None = None
    min_confidence: float | None = None

    def faults(self) -> tuple[str, ...]:
        """What cannot be asked, one line each."""
        found = [f"no ISO date: {day!r}" for day in (self.since, self.until) if day is not None and not _iso(day)]
        if self.since and self.until and not found and self.since > self.until:
            found.append(f"{self.since} is after {self.until}")
        found += self._type_faults()
        if self.status is not None and self.status not in ASKABLE:
            found.append(f"no status: {self.status!r} (one of {', '.join(ASKABLE)})")
        if self.min_confidence is not None and not 0 <= self.min_confidence <= 1:
            found.append(f"a confidence is from 0 to 1: {self.min_confidence}")
        return tuple(found)

    def _type_faults(self) -> list[str]:
        if self.type is None:
            return []
        type, _, mode = self.type.partition(" ")
        known = event_types().get(type.upper())
        if known is None:
            return [f"no type: {type!r} (one of {', '.join(event_types())})"]
        if mode and mode.casefold() not in known.modes:
            return [f"no mode of {known.name}: {mode!r} (one of {', '.join(sorted(known.modes)) or 'none'})"]
        return []


def _iso(day: str) -> bool:
    try:
        return date.fromisoformat(day).isoformat() == day
    except ValueError:
        return False


def matching(dossiers: Iterable[Dossier], asked: Asked) -> tuple[Dossier, ...]:
    """The dossiers that are asked for, by time, undated ones last, then by id."""
    sides = tuple(side_of(words) for words in asked.between) if asked.between else ()
    place = side_of(asked.where) if asked.where else None
    found = {d.id: d for d in dossiers if _is_asked(d, asked, sides, place)}
    return tuple(sorted(found.values(), key=lambda d: (d.start or d.end or d.reported or "9999", d.id)))


def _is_asked(dossier: Dossier, asked: Asked, sides: Sequence[Side], place: Side | None) -> bool:
    first = dossier.start or dossier.end or dossier.reported
    last = dossier.end or dossier.start or dossier.reported
    if (asked.since and (last is None or last < asked.since)) or (
        asked.until and (first is None or first > asked.until)
    ):
        return False
    if sides and not _between(dossier, sides[0], sides[1]):
        return False
    if asked.type:
        type, _, mode = asked.type.partition(" ")
        if dossier.type.casefold() != type.casefold() or (mode and (dossier.mode or "") != mode.casefold()):
            return False
    if place and not _at(dossier, place):
        return False
    if asked.status and not (dossier.disputed if asked.status == "disputed" else dossier.status == asked.status):
        return False
    if asked.min_confidence is None:
        return True
    return dossier.confidence is not None and dossier.confidence >= asked.min_confidence


def _between(dossier: Dossier, one: Side, other: Side) -> bool:
    """Whether one is said to have acted on the other, by any account."""
    actors = [p for a in dossier.accounts for p in a.actors]
    recipients = [p for a in dossier.accounts for p in a.recipients]
    there = any(p in one for p in actors) and any(p in other for p in recipients)
    return there or (any(p in other for p in actors) and any(p in one for p in recipients))


def _at(dossier: Dossier, place: Side) -> bool:
    """Whether any account puts it there: in the state, or in a place whose name has these words."""
    wanted = fold(place.label)
    for saying in (s for a in dossier.accounts for s in a.sayings):
        if saying.where and place.country and saying.where.country == place.country:
            return True
        if saying.where_text and wanted in fold(saying.where_text):
            return True
    return False


def incidents(dossiers: Iterable[Dossier], asked: Asked) -> tuple[Dossier, ...]:
    """`incidents`: those that are asked for."""
    return matching(dossiers, asked)


@dataclass(frozen=True, slots=True)
class Disputed:
    """One conflict and the incident that it is over."""

    dossier: Dossier
    conflict: Conflict

    def row(self) -> dict[str, Any]:
        return {"kind": "dispute", "incident": self.dossier.id, **self.conflict.row()}


def disputes(dossiers: Iterable[Dossier], asked: Asked) -> tuple[Disputed, ...]:
    """`disputes`: every conflict of the incidents that are asked for."""
    return tuple(Disputed(d, conflict) for d in matching(dossiers, asked) for conflict in d.conflicts)


@dataclass(frozen=True, slots=True)
class Counted:
    """One series, the incident that it belongs to, and what it comes to under the policy that was picked."""

    dossier: Dossier
    series: Series
    estimate: Estimate

    def row(self) -> dict[str, Any]:
        return {"kind": "figures", **self.series.row(), "estimate": self.estimate.row()}


@dataclass(frozen=True, slots=True)
class CountedLoose:
    """A series of what hangs on no act, and what it comes to under the policy that was picked."""

    loose: Loose
    estimate: Estimate

    def row(self) -> dict[str, Any]:
        return {"kind": "figures", **self.loose.row(), "estimate": self.estimate.row()}


def loosely(found: Iterable[Loose], policy: Policy = "latest") -> tuple[CountedLoose, ...]:
    """Series of what hangs on no act, under one policy."""
    return tuple(CountedLoose(one, estimate(one.series, policy)) for one in found)


def figures(dossiers: Iterable[Dossier], asked: Asked, policy: Policy = "latest") -> tuple[Counted, ...]:
    """`figures`: every series of the incidents that are asked for, under one policy."""
    return tuple(Counted(d, series, estimate(series, policy)) for d in matching(dossiers, asked) for series in d.series)


@dataclass(frozen=True, slots=True)
class CopyRow:
    """A report, one of the reports that it has passages from, and how many characters of it they cover."""

    report: str
    outlet: str | None
    published: str | None
    title: str | None
    origin: str
    origin_outlet: str | None
    passages: int
    characters: int
    share: float

    def row(self) -> dict[str, Any]:
        return {
            "kind": "copy",
            "report": self.report,
            "outlet": self.outlet,
            "published": self.published,
            "title": self.title,
            "origin": self.origin,
            "origin_outlet": self.origin_outlet,
            "passages": self.passages,
            "characters": self.characters,
            "share": self.share,
        }


def copy_rows(reports: Reports, copies: Copies) -> tuple[CopyRow, ...]:
    """`copies`: for each report those that it copies, the one that it has most of first; by date, then id."""
    found: list[CopyRow] = []
    for id in sorted(reports, key=lambda id: (reports[id].published or "9999", id)):
        report = reports[id]
        article = report.reading.article
        passages = copies.get(id, ())
        for origin in sorted({p.origin for p in passages}):
            covered = {at for p in passages if p.origin == origin for at in range(p.span.start, p.span.end)}
            found.append(
                CopyRow(
                    id,
                    report.outlet,
                    report.published,
                    article.title,
                    origin,
                    outlet_of(origin, reports),
                    sum(p.origin == origin for p in passages),
                    len(covered),
                    round(len(covered) / max(1, len(article.text)), 4),
                )
            )
    place = {id: at for at, id in enumerate(dict.fromkeys(row.report for row in found))}
    return tuple(sorted(found, key=lambda r: (place[r.report], -r.characters, r.origin)))


@dataclass(frozen=True, slots=True)
class Found:
    """A place where words that were searched for stand. `before`, `words`, `after`: the text there, cut to be shown."""

    report: str
    outlet: str | None
    published: str | None
    title: str | None
    before: str
    words: str
    after: str

    def row(self) -> dict[str, Any]:
        return {
            "kind": "hit",
            "report": self.report,
            "outlet": self.outlet,
            "published": self.published,
            "title": self.title,
            "before": self.before,
            "text": self.words,
            "after": self.after,
        }


@dataclass(frozen=True, slots=True)
class Judged:
    """A verdict as it is listed: what about, what was decided, and whether it still stands on its words.

    `records`: the ids that its records now have, those of the article before the colon; none where it is lost.
    """

    about: str
    decision: str
    words: str
    note: str
    who: str
    when: str
    lost: str | None
    records: tuple[str, ...] = ()
    edited: tuple[tuple[str, Any], ...] = ()

    def row(self) -> dict[str, Any]:
        return {
            "kind": "verdict",
            "about": self.about,
            "decision": self.decision,
            "text": self.words,
            "note": self.note,
            "who": self.who,
            "when": self.when,
            "lost": self.lost,
            "records": list(self.records),
            "edited": dict(self.edited),
        }


def judged(verdicts: Iterable[Anchored | Lost]) -> tuple[Judged, ...]:
    """`verdicts`: newest first; those that lost their words say why."""
    rows = []
    for one in verdicts:
        verdict = one.verdict
        about = verdict.link or (verdict.anchors[0].kind if verdict.anchors else "nothing")
        words = " … ".join(" ".join(a.exact.split()) for a in verdict.anchors)
        why = one.reason if isinstance(one, Lost) else None
        records = () if isinstance(one, Lost) else tuple(map(_record_id, one.anchors, one.numbers))
        rows.append(
            Judged(
                about, verdict.decision, words, verdict.note, verdict.who, verdict.when, why, records,
                tuple(sorted(verdict.edited.items())),
            )
        )  # fmt: skip
    return tuple(sorted(rows, key=lambda r: (r.when, r.about, r.words, r.who), reverse=True))


def _record_id(anchor: Anchor, number: int | None) -> str:
    return anchor.article if number is None else f"{anchor.article}:{anchor.kind[0]}{number}"


def flat(row: dict[str, Any]) -> dict[str, str | int | float | bool | None]:
    """A row as one of a CSV: what lies within goes by dotted names, lists of words are joined by `; `, longer ones are
    counted."""
    found: dict[str, str | int | float | bool | None] = {}
    for key, value in row.items():
        if isinstance(value, dict):
            found |= {f"{key}.{inner}": told for inner, told in flat(value).items()}
        elif isinstance(value, list):
            plain = all(not isinstance(one, (dict, list)) for one in value)
            found[key] = "; ".join(str(one) for one in value) if plain else len(value)
        else:
            found[key] = value
    return found

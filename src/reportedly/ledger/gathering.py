"""Out of the tables, all that an incident is told from: its tellings, as judged, and what their reports copied."""

from __future__ import annotations

import itertools
import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from ..records import Article, Reading
from ..undisturbed import undisturbed
from .as_judged import as_judged
from .copies import Passage
from .copy_tables import copy_from_json, row_of
from .dossier import Dossier, dossier_of
from .given import Incident
from .latest import Latest
from .ready import Ready
from .recall import recall
from .standing import known_at
from .values import Report, Telling
from .verdict_tables import verdicts_on
from .voices import Voices

__all__ = ["CopiedThen", "Gathered", "ReportsBriefly", "gathered", "recalled_as_judged"]

TOGETHER = 100
"""Incidents that are gathered at a time."""

READY = 300
"""Reports that are kept ready for the next incidents."""


@dataclass(frozen=True, slots=True)
class Gathered:
    """An incident. `dossier` is None where nothing tells it (any more). `origins`: reports that it was traced to."""

    id: str
    dossier: Dossier | None
    origins: frozenset[str]


class CopiedThen(Mapping[str, Sequence[Passage]]):
    """What reports had copied at a moment, None for now: looked up when it is asked for, and kept.

    `asked`: the reports that were asked for since it was emptied.
    """

    def __init__(self, db: sqlite3.Connection, moment: int | None = None) -> None:
        self._db, self._moment = db, moment
        self._ready: dict[str, tuple[Passage, ...]] = {}
        self.asked: set[str] = set()

    def fetch(self, reports: Iterable[str]) -> None:
        """Look up many at once."""
        wanted = [report for report in reports if report not in self._ready]
        self._ready |= dict.fromkeys(wanted, ())
        rows = {row_of(report): report for report in wanted}
        query = (
            f"SELECT report, record FROM copies c WHERE report IN (SELECT value FROM json_each(?)) "
            f"AND {known_at('c', self._moment)}"
        )
        for row, record in self._db.execute(query, (json.dumps(list(rows)),)):
            self._ready[rows[row]] = copy_from_json(rows[row], record).passages

    def forget(self) -> None:
        self._ready.clear()

    def __getitem__(self, report: str) -> tuple[Passage, ...]:
        self.asked.add(report)
        if report not in self._ready:
            self.fetch([report])
        return self._ready[report]

    def __iter__(self) -> Iterator[str]:
        return iter(self._ready)

    def __len__(self) -> int:
        return len(self._ready)


class ReportsBriefly(Mapping[str, Report]):
    """Any report of the ledger, without its text and records: what is known of origins of copied passages."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._ready: dict[str, Report | None] = {}

    def _find(self, report: object) -> Report | None:
        if not isinstance(report, str):
            return None
        if report not in self._ready:
            query = "SELECT seen, url, title, publisher, published FROM reports WHERE id = ?"
            row = self._db.execute(query, (report,)).fetchone()
            self._ready[report] = row and Report(
                Reading(Article("", row[1], None, row[2], None, row[3], None, row[4])), row[0]
            )
        return self._ready[report]

    def forget(self) -> None:
        self._ready.clear()

    def __getitem__(self, report: str) -> Report:
        found = self._find(report)
        if found is None:
            raise KeyError(report)
        return found

    def __contains__(self, report: object) -> bool:
        return self._find(report) is not None

    def __iter__(self) -> Iterator[str]:
        return iter(self._ready)

    def __len__(self) -> int:
        return len(self._ready)


def recalled_as_judged(
    db: sqlite3.Connection, numbers: Sequence[int], moment: int | None = None, kept: Ready | None = None
) -> Iterator[tuple[int, Report, str]]:
    """Number, report and id, in the order of the numbers: what was recalled, as it had been judged at the moment.

    The id is handed over because a report makes its own anew each time it is asked.
    """
    for at in range(0, len(numbers), TOGETHER):
        these = numbers[at : at + TOGETHER]
        some = list(recall(db, these, vectors=False) if kept is None else kept.recall(db, these))
        articles = {number: report.reading.article.id for number, report in some}
        verdicts = verdicts_on(db, sorted(set(articles.values())), moment)
        for number, report in some:
            if decided := verdicts.get(articles[number]):
                report = replace(report, reading=as_judged(report.reading, decided))
            yield number, report, report.id


def gathered(
    db: sqlite3.Connection, incidents: Iterable[str], moment: int | None = None, kept: Ready | None = None
) -> Iterator[Gathered]:
    """The incidents with these ids, in their order, as they were known at a moment, None for now.

    Neighbours in the order should be of one report: reports are kept ready for a while. `kept`: where they are ready
    already.
    """
    copies, briefly = CopiedThen(db, moment), ReportsBriefly(db)
    ready: dict[int, tuple[Report, str]] = {}
    voices: Latest[str, Voices] = Latest() if kept is None else kept.voices
    incidents = iter(incidents)
    while some := list(itertools.islice(incidents, TOGETHER)):
        with undisturbed():
            members = _members(db, some, moment)
            needed = sorted({report for those in members.values() for report, _ in those})
            missing = [number for number in needed if number not in ready]
            ready |= {number: (report, id) for number, report, id in recalled_as_judged(db, missing, moment, kept)}
            others = _tellings_of(db, needed, moment)
            copies.fetch(ready[number][1] for number in needed)
        for incident in some:
            copies.asked.clear()
            with undisturbed():
                dossier = _dossier(incident, members.get(incident, ()), ready, others, copies, briefly, voices)
            own = {ready[number][1] for number, _ in members.get(incident, ())}
            yield Gathered(incident, dossier, frozenset(copies.asked - own))
        while len(ready) > READY:
            del ready[next(iter(ready))]
        if len(copies) > READY:
            copies.forget()
            briefly.forget()


def _dossier(
    incident: str,
    members: Iterable[tuple[int, int]],
    ready: Mapping[int, tuple[Report, str]],
    others: Mapping[int, Sequence[tuple[int, str]]],
    copies: CopiedThen,
    briefly: ReportsBriefly,
    voices: Latest[str, Voices],
) -> Dossier | None:
    tellings = []
    for number, n in members:
        report = ready[number][0]
        # What a person took out, and what a newer model no longer reads, tells nothing.
        if any(event.number == n for event in report.reading.events):
            tellings.append(Telling(report, n))
    elsewhere = {
        f"{ready[number][1]}:e{n}" for number in {number for number, _ in members}
        for n, other in others.get(number, ()) if other != incident
    }  # fmt: skip
    return dossier_of(Incident(incident, tuple(tellings)), copies, briefly, elsewhere, voices)


def _members(db: sqlite3.Connection, incidents: Sequence[str], moment: int | None) -> dict[str, list[tuple[int, int]]]:
    query = (
        "SELECT incident, report, n FROM incident_members m WHERE incident IN (SELECT value FROM json_each(?)) "
        f"AND {known_at('m', moment)}"
    )
    found: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
    for incident, report, n in db.execute(query, (json.dumps(incidents),)):
        found[incident].append((report, n))
    return found


def _tellings_of(
    db: sqlite3.Connection, reports: Sequence[int], moment: int | None
) -> dict[int, list[tuple[int, str]]]:
    query = (
        "SELECT report, n, incident FROM incident_members m WHERE report IN (SELECT value FROM json_each(?)) "
        f"AND {known_at('m', moment)}"
    )
    found: defaultdict[int, list[tuple[int, str]]] = defaultdict(list)
    for report, n, incident in db.execute(query, (json.dumps(reports),)):
        found[report].append((n, incident))
    return found

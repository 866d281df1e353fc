"""What of a ledger is exported: the incidents that are asked for, and the reports that tell them, as persons have
judged them. Streamed: some hundred reports or incidents are in memory, however many there are.

One rule for all formats. Incidents are those that `reportedly incidents` gives with the same options; events are those
that tell one of them; articles are those that hold such an event. Where nothing is asked, or a confidence alone,
everything is meant, also articles that tell of no event.
"""

from __future__ import annotations

import itertools
import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from ..errors import QuestionError
from ..ledger import asking
from ..ledger.as_judged import as_judged
from ..ledger.dossier import Dossier
from ..ledger.faults import faults_told
from ..ledger.finding import Conditions
from ..ledger.gathering import CopiedThen
from ..ledger.moments import moment_at, moments
from ..ledger.policies import Policy
from ..ledger.questions import Asked, CopyRow
from ..ledger.recall import recall
from ..ledger.standing import known_at
from ..ledger.store import Ledger
from ..ledger.values import Report
from ..ledger.verdict_tables import listed, verdicts_on
from ..ledger.verdicts import Anchored, Lost
from ..records import Event, Figure, Reading, Statement
from .tally import Tally

__all__ = ["Chosen", "Told", "confident"]

ALL = Asked()
"""Everything is asked for."""

TOGETHER = 100
"""Reports that are looked up at a time."""


@dataclass(frozen=True, slots=True)
class Told:
    """A report as it is exported. `report.reading` is as persons judged it, without what is not certain enough;
    `incidents`: for the number of each event that is meant the incident that it tells, None where it tells none yet."""

    report: Report
    id: str
    incidents: Mapping[int, str | None]

    @property
    def events(self) -> tuple[Event, ...]:
        """The events that are meant."""
        return tuple(e for e in self.report.reading.events if e.number in self.incidents)

    @property
    def figures(self) -> tuple[Figure, ...]:
        """The figures that hang on an event that is meant, or on none."""
        return tuple(f for f in self.report.reading.figures if f.event is None or f.event in self.incidents)


class Chosen:
    """What is exported of a ledger. `tally` counts what choosing leaves out; formats count on in it.

    `as_of`: what the ledger knew then. Raises QuestionError where that cannot be asked. The ledger must not be written
    to meanwhile through this connection; what others write is not seen where a transaction was begun.
    """

    def __init__(self, ledger: Ledger, asked: Asked = ALL, as_of: str | None = None, policy: Policy = "latest") -> None:
        self.ledger, self.asked, self.as_of, self.policy = ledger, asked, as_of, policy
        self.tally = Tally()
        self.moment = _moment(ledger, as_of)
        self._wanted = asking.asked_for(asked, self.moment)

    @property
    def db(self) -> sqlite3.Connection:
        return self.ledger.db

    @property
    def everything(self) -> bool:
        """Whether all articles are meant."""
        return replace(self.asked, min_confidence=None) == ALL

    def incidents(self) -> Iterator[Dossier]:
        """The incidents, by time, undated ones last, then by id."""
        with faults_told(self.ledger.path):
            yield from asking.dossiers(self.db, self._wanted, self.moment)

    def reports(self) -> Iterator[Told]:
        """The reports, by the day that they were published, undated ones last, then by id. What is left out is counted:
        articles that tell no such incident, records that persons judged wrong or that are not certain enough."""
        with faults_told(self.ledger.path):
            conditions = self._reports_wanted()
            where = f"FROM reports r WHERE {conditions.sql()}"
            known = "SELECT count(*) FROM reports r" + self._known_then()
            (all_of_them,) = self.db.execute(known).fetchone()
            (count,) = self.db.execute(f"SELECT count(*) {where}", conditions.values).fetchone()
            self.tally.leave("articles that tell no such incident", all_of_them - count)
            query = f"SELECT r.number {where} ORDER BY r.published IS NULL, r.published, r.id"
            numbers = (number for (number,) in self.db.execute(query, conditions.values))
            while some := list(itertools.islice(numbers, TOGETHER)):
                yield from self._told(some)

    def verdicts(self) -> list[Anchored | Lost]:
        """What persons have decided, in the order in which they did."""
        with faults_told(self.ledger.path):
            return listed(self.db, self.moment)

    def copies(self) -> Iterator[CopyRow]:
        """Which of the reports have how much from which."""
        with faults_told(self.ledger.path):
            yield from asking.copied(self.db, self._reports_wanted(), self.moment)

    def copied_then(self) -> CopiedThen:
        """What reports had copied, to be looked up by their ids."""
        return CopiedThen(self.db, self.moment)

    def title(self, report: str) -> str | None:
        """The headline of a report, by its id."""
        row = self.db.execute("SELECT title FROM reports WHERE id = ?", (report,)).fetchone()
        return row[0] if row else None

    def models(self) -> tuple[str | None, ...]:
        """The names of the models that read the reports that are meant."""
        with faults_told(self.ledger.path):
            wanted = self._reports_wanted()
            read = f"SELECT r.reading FROM reports r WHERE {wanted.sql()}"
            query = f"SELECT DISTINCT model FROM readings WHERE number IN ({read})"
            return tuple(model for (model,) in self.db.execute(query, wanted.values))

    def state(self) -> str | None:
        """The time of the last change that is in what is exported, None where there was none."""
        last = [m.time for m in moments(self.db) if self.moment is None or m.number <= self.moment]
        return last[-1] if last else None

    # Within

    def _known_then(self) -> str:
        return "" if self.moment is None else f" WHERE r.since <= {int(self.moment)}"

    def _reports_wanted(self) -> Conditions:
        conditions = Conditions()
        if self.moment is not None:
            conditions.add("r.since <= ?", self.moment)
        if not self.everything:
            conditions.add(
                "r.number IN (SELECT m.report FROM incidents i JOIN incident_members m ON m.incident = i.id "
                f"AND {known_at('m', self.moment)} WHERE {self._wanted.sql()})",
                *self._wanted.values,
            )
        return conditions

    def _told(self, numbers: Sequence[int]) -> Iterator[Told]:
        some = list(recall(self.db, numbers, vectors=False))
        articles = {number: report.reading.article.id for number, report in some}
        verdicts = verdicts_on(self.db, sorted(set(articles.values())), self.moment)
        members = self._members(numbers)
        for number, report in some:
            reading = report.reading
            judged = as_judged(reading, verdicts.get(articles[number], ()))
            self.tally.leave("records that are judged wrong", _records(reading) - _records(judged))
            sure = judged if self.asked.min_confidence is None else confident(judged, self.asked.min_confidence)
            self.tally.leave(f"records that are less certain than {self.asked.min_confidence}",
                             _records(judged) - _records(sure))  # fmt: skip
            told, mine = {}, members.get(number, {})
            for event in sure.events:
                if event.number in mine or self.everything:
                    told[event.number] = mine.get(event.number)
            yield Told(replace(report, reading=sure), report.id, told)

    def _members(self, numbers: Sequence[int]) -> dict[int, dict[int, str]]:
        """For each report the events that tell an incident that is meant, with its id."""
        marks = json.dumps(list(numbers))
        query = (
            "SELECT m.report, m.n, m.incident FROM incident_members m "
            f"WHERE m.report IN (SELECT value FROM json_each(?)) AND {known_at('m', self.moment)}"
        )
        values: list[object] = [marks]
        if not self.everything:
            # With a sign before it, no index of incidents is looked into: they are many, and the reports few.
            query += f" AND +m.incident IN (SELECT i.id FROM incidents i WHERE {self._wanted.sql()})"
            values += self._wanted.values
        found: defaultdict[int, dict[int, str]] = defaultdict(dict)
        for report, n, incident in self.db.execute(query, values):
            found[report][n] = incident
        return found


def _moment(ledger: Ledger, as_of: str | None) -> int | None:
    try:
        with faults_told(ledger.path):
            return None if as_of is None else moment_at(ledger.db, as_of)
    except ValueError as error:
        raise QuestionError(str(error)) from None


def _records(reading: Reading) -> int:
    return len(reading.statements) + len(reading.events) + len(reading.figures)


def confident(reading: Reading, least: float) -> Reading:
    """`reading` without the records whose confidence is below `least`, 0 to 1, by the rules of
    `article.filtering.at_least`; but records keep their numbers, by which the ledger knows them."""
    events = _chained(e for e in reading.events if _sure(e, least))
    numbers = {e.number for e in events}
    figures = tuple(
        f if f.event in numbers else replace(f, event=None) for f in reading.figures if _sure(f, least)
    )  # fmt: skip
    outer = {s.number: s.within for s in reading.statements}
    kept: set[int] = set()
    hanging = [e.according_to for e in events] + [f.according_to for f in figures]
    for number in hanging + [s.number for s in reading.statements if _sure(s, least)]:
        while number is not None and number not in kept:
            kept.add(number)
            number = outer.get(number)
    statements = tuple(s for s in reading.statements if s.number in kept)
    return replace(reading, statements=statements, events=events, figures=figures)


def _sure(one: Statement | Event | Figure, least: float) -> bool:
    return one.confidence is None or one.confidence >= least


def _chained(events: Iterable[Event]) -> tuple[Event, ...]:
    firsts: dict[int, int] = {}
    chained = []
    for event in events:
        first = firsts.setdefault(event.number if event.same_as is None else event.same_as, event.number)
        chained.append(replace(event, same_as=None if first == event.number else first))
    return tuple(chained)

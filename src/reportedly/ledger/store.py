"""The ledger on disk: one SQLite file that keeps what was read, and answers what is asked of it.

The tables are in `data/ledger/*.sql` and told in docs/ledger.md. Many processes may read while one writes; writers wait
for each other. What was reported as added stays, also where the process is killed.
"""

from __future__ import annotations

import itertools
import os
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from types import TracebackType
from typing import Literal

from ..errors import LedgerError, QuestionError
from ..records import Failure, Figure, Reading, Statement
from . import asking, meant, questions, settle
from .adding import in_batches
from .arrivals import Answer, Outcome, arrival_of
from .correcting import Corrected
from .correcting import listed as corrected
from .dossier import Dossier
from .dyads import Dyad, Period, dyad_of, side_of
from .faults import faults_told
from .finding import Conditions, full_text
from .judging import judge_link, judge_record, take_back
from .moments import Clock, Moment, moment_at, moment_meant, moments, utc_now
from .opening import begin, check_whole, identity, open_to_read, open_to_write, put_back
from .policies import Policy
from .questions import Asked, CopyRow, Counted, CountedLoose, Disputed, Found, Judged
from .quoted import Sourcing
from .ready import Ready
from .recall import TOGETHER, KeptPage, page_of, recall
from .sourcing import sourcing_of
from .standing import known_at
from .values import Report, Telling
from .verdict_tables import listed
from .verdicts import Decision
from .writing import Writing

__all__ = ["Ledger"]

WAIT = 60.0
"""Seconds that a writer waits for another one."""

ALL = Asked()
"""Everything is asked for."""


class Ledger:
    """A ledger on disk. A context manager; not to be shared by threads, nor carried into another process.

        with Ledger.open("crisis.ledger") as ledger:
            ledger.add(read_many(files, for_ledger=True))
            for telling in ledger.events(type="ASSAULT", since="1962-10-27"):
                print(telling.trigger, telling.report.outlet)

    All methods raise LedgerError where the file cannot be read or written, LedgerBusyError where it stays locked.
    Dates are ISO dates; days from `since` to `until` are inclusive. `as_of`: only what the ledger knew at that time, a
    date (to its end, in UTC) or a time in ISO 8601.
    """

    def __init__(self, db: sqlite3.Connection, path: str, clock: Clock = utc_now, wait: float = WAIT) -> None:
        self.db = db
        """The connection, for questions that this class does not ask."""
        self.path = path
        self._clock, self._wait = clock, wait
        self._ready = Ready()
        self._place = os.path.abspath(path)
        self._file = identity(self._place)

    @classmethod
    def open(
        cls,
        path: str | os.PathLike[str],
        mode: Literal["write", "read"] = "write",
        *,
        wait: float = WAIT,
        clock: Clock = utc_now,
    ) -> Ledger:
        """The ledger at `path`; to write, it is made where there is none, and brought up to this version.

        `wait`: how many seconds to wait for others that write to it. Raises LedgerError where the file is none or
        cannot be opened, LedgerVersionError where a newer version made it.
        """
        name = os.fspath(path)
        with faults_told(name):
            db = open_to_write(name, wait) if mode == "write" else open_to_read(name, wait)
        return cls(db, name, clock, wait)

    def close(self) -> None:
        """Let go of the file. What is not committed is not kept."""
        put_back(self.db)
        self.db.close()

    def __enter__(self) -> Ledger:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # Writing

    def add(self, readings: Iterable[Reading | Report | Failure]) -> list[Outcome]:
        """Add what is not there yet, some at a time, and bring up to date what follows from it.

        Gives what became of each, in order; failures stand for themselves, so that `read_many` can be handed over as
        it is. When this returns, everything is on disk; where it raises or is killed, all but the last 50 are.
        """
        arrivals = (one if isinstance(one, Failure) else arrival_of(one) for one in readings)
        return list(in_batches(self, arrivals))

    @contextmanager
    def writing(self, act: str) -> Iterator[Writing]:
        """A transaction: all that is written within is kept, or, where it raises, nothing of it.

        `act`: what the moment is called, where one comes of it.
        """
        with faults_told(self.path):
            begin(self.db, self._wait)
            try:
                yield Writing(self.db, self._clock, act, self._ready.still(self.db, act))
                if identity(self._place) != self._file:
                    # SQLite would write on, to a file that nobody finds any more.
                    raise LedgerError(f"{self.path}: was moved or removed while it was in use")
                self.db.execute("COMMIT")
            except BaseException:
                self._ready.clear()
                raise
            finally:
                if self.db.in_transaction:
                    self.db.execute("ROLLBACK")

    def settle(self, stages: Sequence[settle.Stage] | None = None) -> int:
        """Bring up to date what follows from reports that a stage has not met yet: how many that were.

        After `add` there are none; a newer version of the program may bring new stages.
        """
        met = 0
        while True:
            with self.writing("settle") as writing:
                step = settle.catch_up(writing, stages)
            if not step:
                return met
            met += step

    # Reports

    def holds(self, key: bytes) -> str | None:
        """The id of the report that was read from the input with this key (see `input_key`), or None."""
        with faults_told(self.path):
            query = "SELECT id FROM reports JOIN inputs ON report = number WHERE key = ?"
            row = self.db.execute(query, (key,)).fetchone()
        return None if row is None else str(row[0])

    def address(self, url: str) -> Answer | None:
        """What is known of an address that was fetched, or where a report stood; None for any other."""
        with faults_told(self.path):
            query = "SELECT fetched_at, etag, last_modified FROM addresses WHERE url = ?"
            row = self.db.execute(query, (url,)).fetchone()
            if row is None:
                query = "SELECT seen FROM reports WHERE url = ? ORDER BY number DESC LIMIT 1"
                row = self.db.execute(query, (url,)).fetchone()
        return None if row is None else Answer(*row)

    def report(self, name: str) -> Report:
        """The report with this id. Raises KeyError where there is none."""
        return next(self._recalled([self._number(name)]))

    def page(self, name: str) -> KeptPage | None:
        """The page that a report was read from, None where none was kept. Raises KeyError for an unknown report."""
        with faults_told(self.path):
            return page_of(self.db, self._number(name))

    def reports(
        self,
        *,
        since: str | None = None,
        until: str | None = None,
        outlet: str | None = None,
        url: str | None = None,
        as_of: str | None = None,
    ) -> Iterator[Report]:
        """Reports by the day that they were published (those without one first), then by id."""
        wanted = self._reports_wanted(outlet, as_of)
        wanted.days("reports.published", "reports.published", since, until)
        wanted.equal("reports.url", url)
        query = f"SELECT number FROM reports WHERE {wanted.sql()} ORDER BY published, id"
        return self._recalled(number for (number,) in self._rows(query, wanted))

    def versions(self, url: str) -> tuple[Report, ...]:
        """What stood at an address at different times, as the ledger got it. `versions.edits` tells what changed."""
        query = "SELECT number FROM reports WHERE url = ? ORDER BY seen, number"
        return tuple(self._recalled(number for (number,) in self._rows(query, Conditions(values=[url]))))

    def search(self, words: str, *, as_of: str | None = None) -> Iterator[Report]:
        """Reports in whose text all the words stand, in any of their forms, the best first.

        Words in double quotes stand side by side. Raises ValueError where there is no word to search for.
        """
        wanted = self._reports_wanted(None, as_of)
        wanted.add("text_words MATCH ?", full_text(words))
        query = (
            "SELECT reports.number FROM text_words JOIN reports ON reports.text = text_words.rowid "
            f"WHERE {wanted.sql()} ORDER BY bm25(text_words), reports.id"
        )
        return self._recalled(number for (number,) in self._rows(query, wanted))

    # Records

    def events(
        self,
        *,
        type: str | None = None,
        mode: str | None = None,
        quad: str | None = None,
        status: str | None = None,
        actor: str | None = None,
        recipient: str | None = None,
        between: tuple[str, str] | None = None,
        where: str | None = None,
        since: str | None = None,
        until: str | None = None,
        outlet: str | None = None,
        min_confidence: float | None = None,
        as_of: str | None = None,
    ) -> Iterator[Telling]:
        """Tellings of events by day, then by report and number.

        `actor`, `recipient` and both of `between` are canonical names or codes of countries, `where` the name of a
        place or the code of its country. Days are those that the event is told of, else those of the article.
        """
        wanted = self._reports_wanted(outlet, as_of)
        for column, value in (("type", type), ("mode", mode), ("quad", quad), ("status", status)):
            wanted.equal(f"events.{column}", value)
        wanted.named(("actor_name", "actor_country"), actor)
        wanted.named(("recipient_name", "recipient_country"), recipient)
        if between is not None:
            wanted.between(*between)
        wanted.named(("place", "place_country"), where)
        wanted.days("first", "last", since, until)
        wanted.at_least("events.confidence", min_confidence)
        query = (
            "SELECT reports.number, n FROM events JOIN reports USING (reading) "
            f"WHERE {wanted.sql()} ORDER BY first, reports.id, n"
        )
        return (Telling(report, n) for report, n in self._with_reports(query, wanted))

    def statements(
        self,
        *,
        source: str | None = None,
        source_type: str | None = None,
        stance: str | None = None,
        words: str | None = None,
        since: str | None = None,
        until: str | None = None,
        outlet: str | None = None,
        min_confidence: float | None = None,
        as_of: str | None = None,
    ) -> Iterator[tuple[Report, Statement]]:
        """Statements by the day of their article, then by report and number.

        `source`: a canonical name or the code of a country; `words`: that stand in the content, as for `search`.
        """
        wanted = self._reports_wanted(outlet, as_of)
        wanted.named(("source_name", "source_country"), source)
        wanted.equal("source_type", source_type)
        wanted.equal("stance", stance)
        wanted.days("reports.published", "reports.published", since, until)
        wanted.at_least("statements.confidence", min_confidence)
        if words is not None:
            match = "SELECT rowid FROM statement_words WHERE statement_words MATCH ?"
            wanted.add(f"statements.number IN ({match})", full_text(words))
        query = (
            "SELECT reports.number, n FROM statements JOIN reports USING (reading) "
            f"WHERE {wanted.sql()} ORDER BY reports.published, reports.id, n"
        )
        for report, n in self._with_reports(query, wanted):
            yield report, next(s for s in report.reading.statements if s.number == n)

    def figures(
        self,
        *,
        measure: str | None = None,
        unit: str | None = None,
        since: str | None = None,
        until: str | None = None,
        outlet: str | None = None,
        min_confidence: float | None = None,
        as_of: str | None = None,
    ) -> Iterator[tuple[Report, Figure]]:
        """Figures by the day of their article, then by report and number."""
        wanted = self._reports_wanted(outlet, as_of)
        wanted.equal("measure", measure)
        wanted.equal("unit", unit)
        wanted.days("reports.published", "reports.published", since, until)
        wanted.at_least("figures.confidence", min_confidence)
        query = (
            "SELECT reports.number, n FROM figures JOIN reports USING (reading) "
            f"WHERE {wanted.sql()} ORDER BY reports.published, reports.id, n"
        )
        for report, n in self._with_reports(query, wanted):
            yield report, next(f for f in report.reading.figures if f.number == n)

    # What is known in sum. `Asked` says which incidents are meant; all raise QuestionError where that cannot be asked

    def incidents(
        self,
        asked: Asked = ALL,
        *,
        as_of: str | None = None,
        limit: int | None = None,
        order: asking.Order = "time",
    ) -> Iterator[Dossier]:
        """Incidents by time, undated ones last, then by id, or those first that most outlets have of their own: all
        that reports told of each."""
        with faults_told(self.path):
            moment = self._moment(as_of)
            yield from asking.dossiers(self.db, asking.asked_for(asked, moment), moment, limit, order)

    def count(self, asked: Asked = ALL, *, only: asking.Only | None = None, as_of: str | None = None) -> int:
        """How many incidents that would be, `asking.MANY` at most. `only`: those that are disputed, or have figures."""
        with faults_told(self.path):
            return asking.counted(self.db, asking.asked_for(asked, self._moment(as_of), only))

    def incident(self, name: str, *, as_of: str | None = None) -> Dossier:
        """The incident with this id, or the only one whose id begins so. Raises QuestionError where that is none."""
        with faults_told(self.path):
            moment = self._moment(as_of)
            id = asking.incident_called(self.db, name, moment)
            wanted = Conditions(["i.id = ?", known_at("i", moment)], [id])
            for dossier in asking.dossiers(self.db, wanted, moment):
                return dossier
        raise QuestionError(f"{name}: nothing tells this incident any more")

    def disputes(self, asked: Asked = ALL, *, as_of: str | None = None, limit: int | None = None) -> Iterator[Disputed]:
        """Every conflict of the incidents, of `limit` disputed ones at most."""
        with faults_told(self.path):
            moment = self._moment(as_of)
            wanted = asking.asked_for(asked, moment, "disputed")
            for dossier in asking.dossiers(self.db, wanted, moment, limit):
                yield from questions.disputes([dossier], ALL)

    def counts(
        self, asked: Asked = ALL, policy: Policy = "latest", *, as_of: str | None = None, limit: int | None = None
    ) -> Iterator[Counted]:
        """Every series of figures of the incidents, under a policy, of `limit` incidents with figures at most."""
        with faults_told(self.path):
            moment = self._moment(as_of)
            wanted = asking.asked_for(asked, moment, "counted")
            for dossier in asking.dossiers(self.db, wanted, moment, limit):
                yield from questions.figures([dossier], ALL, policy)

    def loose_counts(
        self, asked: Asked = ALL, policy: Policy = "latest", *, as_of: str | None = None
    ) -> tuple[CountedLoose, ...]:
        """Series of figures that hang on no act, in the reports of the days that are asked for, and where more is
        asked, in those that tell such an incident; see `asking.loose`."""
        with faults_told(self.path):
            moment = self._moment(as_of)
            return questions.loosely(asking.loose(self.db, meant.reports_asked(self.db, asked, moment), moment), policy)

    def dyad(self, one: str, other: str, by: Period = "day", asked: Asked = ALL, *, as_of: str | None = None) -> Dyad:
        """Words and deeds between two parties, each a state by name or code or whoever bears the name, of the incidents
        that are asked for."""
        sides = side_of(one), side_of(other)
        with faults_told(self.path):
            wanted = asking.asked_for(asked, self._moment(as_of))
            wanted.numbered(*asking.between_mainly(*sides))
            return dyad_of(asking.sums(self.db, wanted), *sides, by)

    def sources(
        self, asked: Asked = ALL, *, as_of: str | None = None, limit: int | None = None, offset: int = 0
    ) -> Sourcing:
        """Who is quoted how often as what, `limit` of them after the first `offset`, and on which kinds of sources each
        outlet rests: in the reports of the days asked for, and where more is asked, in those of such an incident."""
        with faults_told(self.path):
            moment = self._moment(as_of)
            wanted = None if asked == ALL else meant.quoting_asked(self.db, asked, moment)
            return sourcing_of(self.db, wanted, moment, limit, offset)

    def copies(self, asked: Asked = ALL, *, as_of: str | None = None, limit: int | None = None) -> Iterator[CopyRow]:
        """Which reports have how much from which, of the reports as in `sources`; of `limit` of them at most."""
        with faults_told(self.path):
            moment = self._moment(as_of)
            yield from asking.copied(self.db, meant.reports_asked(self.db, asked, moment), moment, limit)

    def corrections(
        self,
        asked: Asked = ALL,
        *,
        as_of: str | None = None,
        limit: int | None = None,
        of: Dossier | None = None,
    ) -> Iterator[Corrected]:
        """Where reports say that they correct, make clear, update or take back, and which reports they are of; of the
        reports as in `sources`, or, with `of`, in the reports that tell an incident and of these."""
        with faults_told(self.path):
            moment = self._moment(as_of)
            touching = None if of is None else {s.report for a in of.accounts for s in a.sayings}
            yield from corrected(self.db, meant.reports_asked(self.db, asked, moment), moment, limit, touching)

    def hits(
        self, words: str, asked: Asked = ALL, *, as_of: str | None = None, limit: int | None = None
    ) -> Iterator[Found]:
        """As `search`, each report with the place where the words stand; of the reports as in `sources`."""
        with faults_told(self.path):
            wanted = meant.reports_asked(self.db, asked, self._moment(as_of))
            yield from asking.hits(self.db, words, wanted, limit)

    def verdicts(self, *, as_of: str | None = None) -> tuple[Judged, ...]:
        """What persons have decided, the newest first; those that lost their words say why."""
        with faults_told(self.path):
            return questions.judged(listed(self.db, self._moment(as_of)))

    def judge(
        self, record: str, decision: Decision, who: str, *, note: str = "", edited: Mapping[str, str] | None = None
    ) -> Judged:
        """Keep a person's decision on a record, by its id as `found_record` takes it, and bring up to date what follows
        from it. `edited`: fields and what they should be, in words. Raises QuestionError where that cannot be."""
        with self.writing("judge") as writing:
            return judge_record(writing, record, decision, who, self._clock(), note, edited or {})

    def judge_link(self, one: str, other: str, same: bool, who: str, *, note: str = "") -> Judged:
        """Keep a person's decision that two tellings are of one incident, or are not. Raises as `judge`."""
        with self.writing("judge") as writing:
            return judge_link(writing, one, other, same, who, self._clock(), note)

    def take_back(self, number: int) -> Judged:
        """Let a verdict stand no longer, by its number in `verdicts`, and bring up to date what followed from it. It is
        kept, with from when to when it stood. Raises QuestionError where no such verdict stands."""
        with self.writing("judge") as writing:
            return take_back(writing, number)

    def _moment(self, as_of: str | None) -> int | None:
        return moment_meant(self.db, as_of)

    # The ledger itself

    def __len__(self) -> int:
        """How many reports there are."""
        with faults_told(self.path):
            return int(self.db.execute("SELECT count(*) FROM reports").fetchone()[0])

    def moments(self) -> list[Moment]:
        """Every change, in order."""
        with faults_told(self.path):
            return moments(self.db)

    def ahead_of_clock(self) -> str | None:
        """The time of the last moment, where this machine's clock is behind it: one of the two is wrong."""
        with faults_told(self.path):
            row = self.db.execute("SELECT time FROM moments ORDER BY number DESC LIMIT 1").fetchone()
        return str(row[0]) if row is not None and row[0] > self._clock() else None

    def check(self) -> None:
        """Read the whole file. Raises LedgerError where it is damaged, InvariantError where rows hang in the air."""
        with faults_told(self.path):
            check_whole(self.db, self.path)

    # Within

    def _number(self, name: str) -> int:
        with faults_told(self.path):
            row = self.db.execute("SELECT number FROM reports WHERE id = ?", (name,)).fetchone()
        if row is None:
            raise KeyError(name)
        return int(row[0])

    def _reports_wanted(self, outlet: str | None, as_of: str | None) -> Conditions:
        wanted = Conditions()
        wanted.equal("outlet", outlet)
        if as_of is not None:
            with faults_told(self.path):
                wanted.add("reports.since <= ?", moment_at(self.db, as_of))
        return wanted

    def _rows(self, query: str, wanted: Conditions) -> Iterator[tuple[int, ...]]:
        with faults_told(self.path):
            cursor = self.db.execute(query, wanted.values)
            while rows := cursor.fetchmany(500):
                yield from rows

    def _recalled(self, numbers: Iterable[int]) -> Iterator[Report]:
        with faults_told(self.path):
            for _, report in recall(self.db, numbers):
                yield report

    def _with_reports(self, query: str, wanted: Conditions) -> Iterator[tuple[Report, int]]:
        """Rows of a report's number and a record's, the report in place of its number."""
        rows = self._rows(query, wanted)
        while some := list(itertools.islice(rows, TOGETHER)):
            with faults_told(self.path):
                found = dict(recall(self.db, dict.fromkeys(number for number, _ in some)))
            yield from ((found[number], n) for number, n in some)

"""What follows from reports, in the order in which it is worked out: who copied whom, which quotations are one, what
corrects what, where verdicts now stand, which tellings are one incident, and what is known of each in sum.

Each stage keeps its tables by the pure functions that it is named after, and lets what it finds stand from the moment
when it found it (`standing.py`), so that what the ledger knew before can still be told.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from .candidates import enter, settle
from .copies import Copy
from .copy_tables import CopyTables, QuotationTables, copy_to_json, place_of, row_of
from .correcting import correct
from .dossiers import sum_up
from .joining import join
from .requoted import enter_quotations, settle_quotations
from .sourcing import count_sources
from .standing import stand
from .verdict_tables import reanchor
from .wording import Wording, wording_of
from .writing import Writing

__all__ = ["STAGES", "KeptCopies", "KeptQuotations", "Stage", "Work"]

Work: TypeAlias = Callable[[Writing, Sequence[int]], None]
"""Given the open transaction and the numbers of reports in rising order, brings its tables up to date.

It may be given a report that it has had before: then the report's reading has changed, or its own rules."""


@dataclass(frozen=True, slots=True)
class Stage:
    """One thing that follows from reports. Raise `version` where its rules change."""

    name: str
    version: int
    work: Work


class KeptCopies(CopyTables):
    """The tables of copies, in which what is found stands from one moment until another."""

    def __init__(self, writing: Writing) -> None:
        super().__init__(writing.db, self._wording_of)
        self._writing = writing

    def _wording_of(self, report: str) -> Wording:
        found = self._writing.db.execute("SELECT number FROM reports WHERE id = ?", (report,)).fetchone()
        if found is None:
            raise KeyError(report)
        return wording_of(next(self._writing.ready.recall(self._writing.db, found))[1])

    def hold(self, wording: Wording) -> None:
        self._writing.ready.wordings.put(wording.report, wording)

    def wording(self, report: str) -> Wording:
        found = self._writing.ready.wordings.get(report)
        if found is None:
            found = self._wording_of(report)
            self.hold(found)
        return found

    def settle(self, copy: Copy) -> None:
        rows = [{"record": copy_to_json(copy)}] if copy.passages else []
        report, db = row_of(copy.report), self._writing.db
        stand(self._writing, "copies", {"report": report}, rows)
        db.execute("DELETE FROM copy_origins WHERE report = ?", (report,))
        origins = sorted({row_of(passage.origin) for passage in copy.passages})
        db.executemany("INSERT INTO copy_origins (origin, report) VALUES (?, ?)", [(one, report) for one in origins])
        db.execute("DELETE FROM copy_pending WHERE report = ?", (report,))


class KeptQuotations(QuotationTables):
    """The tables of quotations, likewise."""

    def __init__(self, writing: Writing) -> None:
        super().__init__(writing.db)
        self._writing = writing

    def drop_links(self, report: str) -> None:
        stand(self._writing, "quotation_links", {"report": row_of(report)}, [])

    def settle(self, statement: str, links: Collection[str]) -> None:
        report, number = place_of(statement)
        earlier = [dict(zip(("to_report", "to_n"), place_of(link), strict=True)) for link in links]
        stand(self._writing, "quotation_links", {"report": report, "n": number}, earlier)
        self._writing.db.execute("DELETE FROM quotation_pending WHERE report = ? AND n = ?", (report, number))


def _copies(writing: Writing, reports: Sequence[int]) -> None:
    tables = KeptCopies(writing)
    for _, report in writing.ready.recall(writing.db, reports):
        enter(tables, report)
    settle(tables)


def _quotations(writing: Writing, reports: Sequence[int]) -> None:
    tables = KeptQuotations(writing)
    for _, report in writing.ready.recall(writing.db, reports):
        enter_quotations(tables, report)
    settle_quotations(tables)


STAGES: tuple[Stage, ...] = (
    Stage("copies", 1, _copies),
    Stage("quotations", 1, _quotations),
    Stage("corrections", 1, correct),
    Stage("verdicts", 1, reanchor),
    Stage("sources", 1, count_sources),
    Stage("incidents", 5, join),
    Stage("dossiers", 2, sum_up),
)
"""In the order in which they are run: each may read what those before it have written."""

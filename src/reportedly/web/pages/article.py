"""One article as it was read: its text with every record marked, on whose word it rests, and what it is to others."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ...accuracy import caution
from ...ledger.copies import Passage
from ...ledger.copy_tables import copy_from_json, row_of
from ...ledger.gathering import recalled_as_judged
from ...ledger.standing import known_at
from ...ledger.store import Ledger
from ...ledger.values import Report
from ...text import Span
from ..charts import sourcing_bar
from ..downloads import download
from ..kept import kept
from ..ledgers import opened
from ..links import Links
from ..marking import mark_up
from ..profile import profile_of
from ..rendering import page
from ..selection import selection_of

__all__ = ["ROUTES", "incidents_of", "judged"]

_SPAN = re.compile(r"(\d{1,9})-(\d{1,9})", re.ASCII)

OTHERS = 50
"""Other reports that are named at most: versions, copies, notices."""


@dataclass(frozen=True, slots=True)
class Other:
    """Another report, and what it is to this one."""

    report: str
    outlet: str | None
    published: str | None
    title: str | None
    what: str


def article(request: Request) -> Response:
    """`/article/REPORT`; `?span=START-END` marks further words, under `#here`."""
    selection = selection_of(request)
    with opened(request) as ledger:
        moment = selection.moment(ledger)
        number, report = judged(ledger, request.path_params["id"], moment)
        links: Links = request.app.state.templates.globals["links"]
        told = incidents_of(ledger, number, moment)
        marked = mark_up(
            report.reading,
            incidents={n: links.incident(incident) for n, incident in told.items()},
            here=_here(request, report),
        )
        profile = profile_of(report.reading)
        whole = report.reading.article
        return page(
            request,
            "article.html",
            title=whole.title or whole.text[:60],
            report=report,
            article=whole,
            errs=caution([whole.model]),
            number=number,
            marked=marked,
            statements=len(report.reading.statements),
            events=len(report.reading.events),
            figures=len(report.reading.figures),
            flaws=report.reading.flaws,
            profile=sourcing_bar(profile.sentences, id="profile", of="sentence"),
            copied=_origins(ledger, report, moment),
            copies=_copies(ledger, report),
            versions=_versions(ledger, report),
            notices=_notices(ledger, number, moment),
            selection=selection,
        )


def judged(ledger: Ledger, id: str, moment: int | None = None) -> tuple[int, Report]:
    """Number and report of this id, as persons have judged it. Raises HTTPException 404 where there is none."""
    row = ledger.db.execute("SELECT number FROM reports WHERE id = ?", (id,)).fetchone()
    for number, report, _ in recalled_as_judged(ledger.db, [row[0]], moment) if row else ():
        return number, report
    raise HTTPException(404, "There is no such article.")


def incidents_of(ledger: Ledger, report: int, moment: int | None = None) -> dict[int, str]:
    """For the number of each event of a report the incident that it tells."""
    query = f"SELECT n, incident FROM incident_members m WHERE report = ? AND {known_at('m', moment)}"
    return dict(ledger.db.execute(query, (report,)).fetchall())


def _here(request: Request, report: Report) -> Span | None:
    """What `?span=` points to; None where it points to nothing in the text."""
    found = _SPAN.fullmatch(request.query_params.get("span", ""))
    if found is None:
        return None
    span = Span(int(found[1]), int(found[2]))
    return span if span.start < span.end <= len(report.reading.article.text) else None


# What it is to others


def _origins(ledger: Ledger, report: Report, moment: int | None) -> list[Other]:
    """The reports that it has passages from, with the share of it that they cover."""
    query = f"SELECT record FROM copies c WHERE report = ? AND {known_at('c', moment)}"
    row = ledger.db.execute(query, (row_of(report.id),)).fetchone()
    if row is None:
        return []
    passages: Sequence[Passage] = copy_from_json(report.id, row[0]).passages
    size = max(1, len(report.reading.article.text))
    found = []
    for origin in dict.fromkeys(p.origin for p in passages):
        covered = sum(p.span.end - p.span.start for p in passages if p.origin == origin)
        found += _named(ledger, "r.id = ?", (origin,), f"{min(99, round(100 * covered / size))} % of this text")
    return found[:OTHERS]


def _copies(ledger: Ledger, report: Report) -> list[Other]:
    query = "r.id IN (SELECT printf('%016x', report) FROM copy_origins WHERE origin = ?)"
    return _named(ledger, query, (row_of(report.id),), "has passages from this one")


def _versions(ledger: Ledger, report: Report) -> list[Other]:
    """What else stood at its address, as the ledger got it."""
    url = report.reading.article.url
    return _named(ledger, "r.url = ? AND r.id <> ?", (url, report.id), "another version") if url else []


def _notices(ledger: Ledger, number: int, moment: int | None) -> list[Other]:
    """Corrections and retractions in it, and of it."""
    known = known_at("c", moment)
    found = []
    query = f"SELECT kind, corrects, report FROM corrections c WHERE (report = ? OR corrects = ?) AND {known}"
    for kind, corrects, by in ledger.db.execute(query, (number, number)).fetchall():
        if by == number:
            what = f"of which this is a {kind}"
            found += (
                _named(ledger, "r.number = ?", (corrects,), what)
                if corrects
                else [Other("", None, None, None, f"This says of itself that it is a {kind}; of what is not known.")]
            )
        elif corrects == number:
            found += _named(ledger, "r.number = ?", (by,), f"a {kind} of this")
    return found[:OTHERS]


def _named(ledger: Ledger, condition: str, values: tuple[object, ...], what: str) -> list[Other]:
    query = (
        f"SELECT r.id, r.outlet, r.published, r.title FROM reports r WHERE {condition} "
        f"ORDER BY r.published IS NULL, r.published, r.id LIMIT {OTHERS}"
    )
    return [
        Other(report, outlet, published, title, what)
        for report, outlet, published, title in ledger.db.execute(query, values)
    ]


def _rows(request: Request, ledger: Ledger) -> Iterator[dict[str, Any]]:
    _, report = judged(ledger, request.path_params["id"], selection_of(request).moment(ledger))
    yield from report.reading.rows()


ROUTES = [
    *download("/article/{id}", ("kind", "id", "span", "text", "source.name", "source_type", "stance", "form", "type",
                                "mode", "status", "actor.name", "recipient.name", "according_to", "when.start",
                                "when.end", "where.name", "value", "low", "high", "bound", "unit", "measure", "event",
                                "problem", "confidence"), _rows),
    Route("/article/{id}", kept(article)),
]  # fmt: skip

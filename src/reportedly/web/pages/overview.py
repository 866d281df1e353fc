"""The overview: what is reported, the newest first, what is disputed, and who has most to do with whom."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, get_args

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ...errors import QuestionError
from ...ledger.asking import dossiers
from ...ledger.finding import Conditions
from ...ledger.store import Ledger
from .. import queries
from ..charts import UNITS, Chart, Dot, timeline
from ..downloads import download
from ..kept import kept
from ..ledgers import opened
from ..links import Links
from ..overtime import FEW, over_time, spots
from ..rendering import page
from ..selection import Selection, choices, selection_of
from ..words import in_few_words
from . import Entry

__all__ = ["NAVIGATION", "ROUTES", "SHOWN", "offset_of"]

NAVIGATION = Entry(10, "Overview", "/")

SHOWN = 20
"""Incidents of a list at a time."""

FIRST = 10
"""So many of the newest stand on a first look, below what is most widely reported: each costs a look at all its
reports, and further ones are loaded where they are asked for."""

WIDELY, DISPUTED, PAIRS = 5, 5, 8
"""What most outlets report, before it; disputes and pairs of parties beside it."""

LAST_OFFSET = 100_000
"""Further into a list nobody turns pages; filters lead there."""


def overview(request: Request) -> Response:
    """`/`: timeline, incidents, disputes, pairs; with `part`, more of the list alone."""
    selection, order, offset = _asked(request)
    with opened(request) as ledger:
        moment = selection.moment(ledger)
        wanted = selection.conditions(ledger)
        count = queries.how_many(ledger, selection, wanted)
        # On a first look, what most outlets report comes before what is merely the latest.
        part = "part" in request.query_params
        widely = order == "newest" and not offset and not part
        limit = FIRST if widely else SHOWN
        listed = queries.incidents(
            ledger, _up_to_now(ledger, selection, order, wanted), moment, order, limit, offset, count
        )
        told = {"selection": selection, "order": order, "listed": listed, "next": offset + limit}
        if part:
            return page(request, "incident_rows.html", **told)
        disputed = selection.conditions(ledger, "disputed")
        return page(
            request,
            "overview.html",
            title="Overview",
            **told,
            count=count,
            reports=len(ledger),
            chart=_chart(request, ledger, selection, wanted, count),
            widely=queries.incidents(ledger, wanted, moment, "reports", WIDELY, 0, count) if widely else None,
            disputed=queries.incidents(ledger, disputed, moment, "newest", DISPUTED, 0, count),
            pairs=queries.busiest(ledger, selection, wanted, count, PAIRS),
            choices=choices(),
        )


def _asked(request: Request) -> tuple[Selection, queries.Order, int]:
    order = request.query_params.get("order", "newest")
    if order not in get_args(queries.Order):
        raise QuestionError(f"no order: {order!r} (one of {', '.join(get_args(queries.Order))})")
    return selection_of(request), order, offset_of(request)  # type: ignore[return-value]


def offset_of(request: Request) -> int:
    """Where in a list to begin. Raises QuestionError where that is no number, or too far."""
    told = request.query_params.get("from", "0")
    if not (told.isascii() and told.isdigit() and len(told) < 10 and int(told) <= LAST_OFFSET):
        raise QuestionError(f"no place in a list: {told[:20]!r}")
    return int(told)


def _up_to_now(ledger: Ledger, selection: Selection, order: queries.Order, wanted: Conditions) -> Conditions:
    """What is newest is not what lies furthest in the future: unless it is asked for, a list of the newest ends with
    the day of the last report."""
    last = queries.latest_day(ledger)
    if order != "newest" or selection.asked.until is not None or last is None:
        return wanted
    now = wanted.copy()
    now.add("(i.first IS NULL OR i.first <= ?)", last)
    return now


def _chart(request: Request, ledger: Ledger, selection: Selection, wanted: Conditions, count: queries.Counted) -> Chart:
    links: Links = request.app.state.templates.globals["links"]

    def to_days(first: str, last: str) -> str:
        asked = replace(selection.asked, since=first, until=last)
        return "/" + replace(selection, asked=asked).query(order="reports")

    if count.count <= FEW:
        spots_found = (
            Dot(
                one.sum.start or one.sum.end or one.sum.reported,
                one.sum.quad,
                one.sum.intensity,
                one.sum.status,
                one.independent,
                one.disputed,
                in_few_words(one.sum, one.type, one.mode),
                links.incident(one.sum.id),
            )
            for one in spots(ledger, wanted, count)
        )
        return timeline(spots_found, id="timeline", link=to_days)
    found = over_time(ledger, selection, wanted, count)
    dots = (Dot(a.day, a.quad, a.intensity, a.status, disputed=a.disputed, count=a.count) for a in found.alike)
    units = UNITS[UNITS.index("month") :] if found.monthly else UNITS
    title = f"The newest {found.newest:,} incidents over time" if found.newest else "Incidents over time"
    return timeline(dots, id="timeline", title=title, link=to_days, units=units)


# Downloads


def _incident_rows(request: Request, ledger: Ledger) -> Iterator[dict[str, Any]]:
    selection, order, _ = _asked(request)
    moment, wanted = selection.moment(ledger), selection.conditions(ledger)
    if order == "newest":
        at, more = 0, True
        while more:
            part = queries.incidents(ledger, wanted, moment, order, 500, at)
            yield from (one.row() for one in part.dossiers)
            at, more = at + 500, part.more
        return
    for one in dossiers(ledger.db, wanted, moment, None, "reports" if order == "reports" else "time"):
        yield one.row()


ROUTES = [
    Route("/", kept(overview)),
    *download("/incidents", "incident", _incident_rows),
]

"""The overview: what is reported, the newest first, what is disputed, and who has most to do with whom."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
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
from ..charts import Chart, Dot, timeline
from ..downloads import download
from ..ledgers import opened
from ..rendering import page
from ..selection import Selection, choices, selection_of
from ..words import in_few_words
from . import Entry

__all__ = ["NAVIGATION", "ROUTES", "SHOWN", "offset_of"]

NAVIGATION = Entry(10, "Overview", "/")

SHOWN = 20
"""Incidents of a list at a time."""

DISPUTED, PAIRS = 5, 8
"""Disputes and pairs of parties beside it."""

LAST_OFFSET = 100_000
"""Further into a list nobody turns pages; filters lead there."""


def overview(request: Request) -> Response:
    """`/`: timeline, incidents, disputes, pairs; `/incidents`: more of the list alone."""
    selection, order, offset = _asked(request)
    with opened(request) as ledger:
        moment = selection.moment(ledger)
        wanted = selection.conditions(ledger)
        listed = queries.incidents(ledger, _up_to_now(ledger, selection, order, wanted), moment, order, SHOWN, offset)
        told = {"selection": selection, "order": order, "listed": listed, "next": offset + SHOWN}
        if "part" in request.query_params:
            return page(request, "incident_rows.html", **told)
        open_disputes = queries.incidents(ledger, selection.conditions(ledger, "disputed"), moment, "newest", DISPUTED)
        return page(
            request,
            "overview.html",
            title="Overview",
            **told,
            count=queries.how_many(ledger, selection, wanted),
            reports=len(ledger),
            chart=_chart(request, ledger, selection, wanted, moment),
            disputed=open_disputes,
            pairs=queries.busiest(ledger, selection, wanted, PAIRS),
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
    now = Conditions([*wanted.told], [*wanted.values])
    now.add("(i.first IS NULL OR i.first <= ?)", last)
    return now


def _chart(request: Request, ledger: Ledger, selection: Selection, wanted: Conditions, moment: int | None) -> Chart:
    links = request.app.state.templates.globals["links"]

    def to_days(first: str, last: str) -> str:
        asked = replace(selection.asked, since=first, until=last)
        return "/" + replace(selection, asked=asked).query(order="reports")

    few = queries.spots(ledger, wanted, moment)
    if few is None:
        dots: Iterable[Dot] = (
            Dot(d.day, d.quad, d.intensity, d.status, disputed=d.disputed, count=d.count)
            for d in queries.days(ledger, selection, wanted)
        )
    else:
        dots = (
            Dot(one.start or one.end or one.reported, one.quad, one.intensity, one.status, independent, disputed,
                in_few_words(one, type, mode), links.incident(one.id))
            for one, type, mode, independent, disputed in few
        )  # fmt: skip
    return timeline(dots, id="timeline", link=to_days)


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
    Route("/", overview),
    *download("/incidents", "incident", _incident_rows),
]

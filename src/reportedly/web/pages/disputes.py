"""Every incident whose accounts cannot all be right, with both sides of each conflict."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ...ledger.asking import dossiers
from ...ledger.questions import Asked
from ...ledger.questions import disputes as disputes_of
from ...ledger.store import Ledger
from .. import queries
from ..downloads import download
from ..kept import kept
from ..ledgers import opened
from ..rendering import page
from ..selection import choices, selection_of
from . import Entry
from .overview import SHOWN, offset_of

__all__ = ["NAVIGATION", "ROUTES"]

NAVIGATION = Entry(20, "Disputes", "/disputes")


def disputes(request: Request) -> Response:
    """`/disputes`: every incident whose accounts conflict."""
    selection, offset = selection_of(request), offset_of(request)
    with opened(request) as ledger:
        moment = selection.moment(ledger)
        wanted = selection.conditions(ledger, "disputed")
        listed = queries.incidents(ledger, wanted, moment, "newest", SHOWN, offset)
        told = {"selection": selection, "listed": listed, "next": offset + SHOWN}
        if "part" in request.query_params:
            return page(request, "dispute_rows.html", **told)
        count = queries.how_many(ledger, replace(selection, asked=replace(selection.asked, status="disputed")), wanted)
        return page(request, "disputes.html", title="Disputes", **told, count=count, choices=choices())


def _dispute_rows(request: Request, ledger: Ledger) -> Iterator[dict[str, Any]]:
    selection = selection_of(request)
    for one in dossiers(ledger.db, selection.conditions(ledger, "disputed"), selection.moment(ledger)):
        yield from (conflict.row() for conflict in disputes_of([one], Asked()))


ROUTES = [Route("/disputes", kept(disputes)), *download("/disputes", "dispute", _dispute_rows)]

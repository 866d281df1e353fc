"""The overview: what is reported, newest first, what is disputed, and who has most to do with whom."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ..ledgers import opened
from ..rendering import page
from . import Entry

__all__ = ["NAVIGATION", "ROUTES"]

NAVIGATION = Entry(10, "Overview", "/")


def overview(request: Request) -> Response:
    with opened(request) as ledger:
        incidents = list(ledger.incidents(limit=20, order="reports"))
    return page(request, "overview.html", title="Overview", incidents=incidents)


ROUTES = [Route("/", overview)]

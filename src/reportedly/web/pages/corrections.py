"""Where reports say of themselves that they correct, make clear, update or take back, and what they are of."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ...ledger.store import Ledger
from ..downloads import download
from ..kept import kept
from ..ledgers import opened
from ..rendering import page
from ..selection import days_of, selection_of
from .overview import offset_of

__all__ = ["ROUTES"]

LISTED = 40
"""Notices at a time."""


def corrections(request: Request) -> Response:
    """`/corrections`."""
    selection, offset = days_of(selection_of(request)), offset_of(request)
    with opened(request) as ledger:
        found = ledger.corrections(selection.asked, as_of=selection.as_of, limit=offset + LISTED + 1)
        notices = list(itertools.islice(found, offset, None))
    told = {
        "selection": selection,
        "notices": notices[:LISTED],
        "more_notices": len(notices) > LISTED,
        "next": offset + LISTED,
    }
    if "part" in request.query_params:
        return page(request, "correction_rows.html", **told)
    return page(request, "corrections.html", title="Corrections", **told)


def _rows(request: Request, ledger: Ledger) -> Iterator[dict[str, Any]]:
    selection = days_of(selection_of(request))
    return (one.row() for one in ledger.corrections(selection.asked, as_of=selection.as_of))


ROUTES = [Route("/corrections", kept(corrections)), *download("/corrections", "correction", _rows)]

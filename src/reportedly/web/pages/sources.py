"""Who is quoted, as what, by which outlets; and on which kinds of sources each outlet rests."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ...ledger.store import Ledger
from ..downloads import download
from ..kept import kept
from ..ledgers import opened
from ..people import quoted, said_by
from ..rendering import page
from ..selection import days_of, selection_of
from . import Entry
from .overview import offset_of
from .parties import text_of

__all__ = ["NAVIGATION", "ROUTES"]

NAVIGATION = Entry(40, "Sources", "/sources")

LISTED = 40
"""Sources at a time."""

OUTLETS = 60
"""Outlets that are shown, those with most articles."""

SAID = 25
"""Statements of one source that are shown, the newest."""


def sources(request: Request) -> Response:
    """`/sources`."""
    selection, offset = days_of(selection_of(request)), offset_of(request)
    with opened(request) as ledger:
        found = ledger.sources(selection.asked, as_of=selection.as_of, limit=LISTED, offset=offset)
    told = {
        "selection": selection,
        "quoted": found.quoted,
        "more_sources": found.count > offset + LISTED,
        "next": offset + LISTED,
    }
    if "part" in request.query_params:
        return page(request, "source_rows.html", **told)
    outlets = sorted(found.leanings, key=lambda one: (-one.articles, one.outlet))
    return page(
        request,
        "sources.html",
        title="Sources",
        **told,
        count=found.count,
        outlets=[one.row() for one in outlets[:OUTLETS]],
        more_outlets=max(0, len(outlets) - OUTLETS),
    )


def source(request: Request) -> Response:
    """`/source?name=NAME`."""
    name = text_of(request, "name")
    if not name:
        raise HTTPException(400, "Say which source is meant: ?name=NAME.")
    with opened(request) as ledger:
        found = quoted(ledger, name)
        if found is None:
            # A party that is never quoted has a link here too: an answer, and no fault.
            line = f"Nobody is quoted as {name} in these reports."
            return page(request, "error.html", title=name, line=line)
        said = said_by(ledger, found.names[:20], SAID)
    return page(request, "source.html", title=found.names[0], source=found, said=said)


def _rows(request: Request, ledger: Ledger) -> Iterator[dict[str, Any]]:
    selection = days_of(selection_of(request))
    found = ledger.sources(selection.asked, as_of=selection.as_of)
    yield from itertools.chain((one.row() for one in found.quoted), (one.row() for one in found.leanings))


def _said(request: Request, ledger: Ledger) -> Iterator[dict[str, Any]]:
    found = quoted(ledger, text_of(request, "name"))
    if found is None:
        raise HTTPException(404, "Nobody of this name is quoted in these reports.")
    for one in (each for first in said_by(ledger, found.names[:20], -1) for each in (first, *first.also)):
        yield {
            "kind": "statement", "id": f"{one.report}:s{one.n}", "report": one.report, "outlet": one.outlet,
            "published": one.published, "name": one.source, "type": one.kind, "stance": one.stance, "text": one.said,
        }  # fmt: skip


ROUTES = [
    Route("/sources", kept(sources)),
    *download("/sources", "source", _rows),
    Route("/source", kept(source)),
    *download("/source", ("kind", "id", "report", "outlet", "published", "name", "type", "stance", "text"), _said),
]

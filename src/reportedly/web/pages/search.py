"""Search: words in articles, and in what is said, each shown in its sentence."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ...errors import QuestionError
from ...ledger.asking import hits
from ...ledger.faults import faults_told
from ...ledger.finding import Conditions
from ...ledger.meant import reports_asked, that_tell
from ...ledger.searching import Matches, said, written
from ...ledger.store import Ledger
from ..downloads import download
from ..kept import kept
from ..ledgers import opened
from ..rendering import page
from ..selection import LONGEST, Selection, choices, selection_of
from . import Entry
from .overview import SHOWN, offset_of

__all__ = ["NAVIGATION", "ROUTES"]

NAVIGATION = Entry(60, "Search", "/search")

PLACES = {"articles": "in articles", "statements": "in what is said"}

AT_ONCE = 500
"""Statements that are fetched in a go for a download."""


def search(request: Request) -> Response:
    """`/search`: `q` the words, `in` where to look."""
    selection, offset, place = selection_of(request), offset_of(request), _place(request)
    words, line, found = _words(request), "", Matches((), False)
    if words:
        with opened(request) as ledger, faults_told(ledger.path):
            look = said if place == "statements" else written
            try:
                found = look(ledger.db, words, _reports(ledger, selection), SHOWN, offset)
            except QuestionError as error:
                if "no word" not in str(error):
                    raise
                line = "There is no word in this to search for: letters or numbers are looked for, and signs are not."
    told = {"words": words, "place": place, "selection": selection, "found": found, "next": offset + SHOWN}
    if "part" in request.query_params:
        return page(request, "search_rows.html", **told)
    return page(
        request,
        "search.html",
        400 if line else 200,
        title=f"“{words}”" if words else "Search",
        line=line,
        places=PLACES,
        choices=choices(),
        **told,
    )


def _place(request: Request) -> str:
    place = request.query_params.get("in", "articles")
    if place not in PLACES:
        raise QuestionError(f"no place to search in: {place[:20]!r} (one of {', '.join(PLACES)})")
    return place


def _words(request: Request) -> str:
    words = " ".join(request.query_params.get("q", "").replace("\0", " ").split())
    if len(words) > LONGEST:
        raise QuestionError(f"these are more words than can be searched for: {LONGEST} characters at most")
    return words


def _reports(ledger: Ledger, selection: Selection) -> Conditions:
    """Rows of `reports r` that are asked for."""
    moment = selection.moment(ledger)
    wanted = reports_asked(ledger.db, selection.asked, moment)
    if selection.party is not None and selection.other is None:
        told, values = that_tell(ledger.db, selection.conditions(ledger), moment)
        wanted.add(told, *values)
    return wanted


def _hit_rows(request: Request, ledger: Ledger) -> Iterator[dict[str, Any]]:
    words, wanted = _words(request), _reports(ledger, selection_of(request))
    if not words:
        return
    if _place(request) == "articles":
        yield from (one.row() for one in hits(ledger.db, words, wanted))
        return
    at, more = 0, True
    while more:
        part = said(ledger.db, words, wanted, AT_ONCE, at)
        yield from (one.row() for one in part.found)
        at, more = at + AT_ONCE, part.more


ROUTES = [Route("/search", kept(search)), *download("/search", "hit", _hit_rows)]

"""Who acts and is acted on: all parties, one of them, and what two say and do to each other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, get_args

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ...errors import QuestionError
from ...ledger.asking import between_mainly
from ...ledger.dyads import PERIODS, Dyad, Period, side_of
from ...ledger.store import Ledger
from .. import queries
from ..charts import dyad_chart
from ..downloads import download
from ..kept import kept
from ..ledgers import opened
from ..people import said_of
from ..rendering import page
from ..selection import LONGEST, Selection, choices, selection_of
from . import Entry
from .overview import SHOWN, offset_of

__all__ = ["NAVIGATION", "ROUTES"]

NAVIGATION = Entry(30, "Parties", "/parties")

LISTED = 50
"""Parties at a time."""

PARTNERS = 15
"""Others that a party has most to do with."""

SAID = 12
"""Statements of each of two about the other."""


def parties(request: Request) -> Response:
    """`/parties?q=WORDS`."""
    words, offset = text_of(request, "q"), offset_of(request)
    with opened(request) as ledger:
        found, more = queries.parties(ledger, words, LISTED, offset)
    told = {"words": words, "parties": found, "more_parties": more, "next": offset + LISTED}
    if "part" in request.query_params:
        return page(request, "party_rows.html", **told)
    return page(request, "parties.html", title="Parties", **told)


def party(request: Request) -> Response:
    """`/party?name=NAME`: whom it has to do with, and its incidents."""
    name = _named(request, "name")
    side, offset = side_of(name), offset_of(request)
    selection = Selection(party=name)
    with opened(request) as ledger:
        wanted = selection.conditions(ledger)
        count = queries.how_many(ledger, selection, wanted)
        listed = queries.incidents(ledger, wanted, None, "newest", SHOWN, offset, count)
        told = {"selection": selection, "order": "newest", "listed": listed, "next": offset + SHOWN}
        key = queries.key_of(side)
        return page(
            request,
            "party.html",
            title=side.label,
            name=side.label,
            **told,
            count=count,
            span=queries.time_span(ledger, wanted, count),
            partners=queries.partners(ledger, key, PARTNERS),
        )


def dyad(request: Request) -> Response:
    """`/dyad?one=A&other=B&by=day`: words and deeds of each to the other over time, and what each says of the other."""
    one, other, by, selection = _two(request)
    offset = offset_of(request)
    with opened(request) as ledger:
        found = _dyad(ledger, one, other, by, selection)
        sides = side_of(one), side_of(other)
        wanted = selection.conditions(ledger)
        between = wanted.copy()
        between.numbered(*between_mainly(*sides))
        moment = selection.moment(ledger)

        def to_days(first: str, last: str) -> str:
            asked = replace(selection.asked, since=first, until=last, between=(one, other))
            return "/" + Selection(asked, one, other, selection.as_of).query(order="oldest")

        return page(
            request,
            "dyad.html",
            title=f"{found.one} and {found.other}",
            dyad=found,
            by=by,
            periods=PERIODS,
            chart=dyad_chart(found, id="dyad", link=to_days),
            span=queries.time_span(ledger, between),
            first=queries.incidents(ledger, between, moment, "oldest", 1).dossiers,
            listed=queries.incidents(ledger, between, moment, "newest", SHOWN, offset),
            next=offset + SHOWN,
            order="newest",
            selection=selection,
            both=Selection(replace(selection.asked, between=(one, other)), one, other, selection.as_of),
            choices=choices(),
            said=[(sides[0].label, sides[1].label, said_of(ledger, *sides, SAID)),
                  (sides[1].label, sides[0].label, said_of(ledger, sides[1], sides[0], SAID))],
        )  # fmt: skip


def _dyad(ledger: Ledger, one: str, other: str, by: Period, selection: Selection) -> Dyad:
    return ledger.dyad(one, other, by, selection.asked, as_of=selection.as_of)


def _two(request: Request) -> tuple[str, str, Period, Selection]:
    one, other = _named(request, "one"), _named(request, "other")
    by = request.query_params.get("by", "day")
    if by not in get_args(Period):
        raise QuestionError(f"no period: {by[:20]!r} (one of {', '.join(PERIODS)})")
    # Which two are meant is told already; a third cannot be between them.
    asked = selection_of(request)
    return one, other, by, Selection(replace(asked.asked, between=None), None, None, asked.as_of)  # type: ignore[return-value]


def _named(request: Request, field: str) -> str:
    name = text_of(request, field)
    if not name:
        raise HTTPException(400, f"Say which party is meant: ?{field}=NAME.")
    return name


def text_of(request: Request, field: str) -> str:
    """What stands in a field of the address. Raises QuestionError where it is too long or no text."""
    words = " ".join(request.query_params.get(field, "").split())
    if len(words) > LONGEST or "\0" in words:
        raise QuestionError(f"{field} is too long or no text")
    return words


# Downloads


def _cells(request: Request, ledger: Ledger) -> Iterator[dict[str, Any]]:
    found = _dyad(ledger, *_two(request))
    for cell in found.cells:
        yield {"one": found.one, "other": found.other, **cell.row()}


def _parties(request: Request, ledger: Ledger) -> Iterator[dict[str, Any]]:
    words, at, more = text_of(request, "q"), 0, True
    while more:
        found, more = queries.parties(ledger, words, 1000, at)
        at += 1000
        for one in found:
            yield {"kind": "party", "name": one.label, "acts": one.acts, "acted_on": one.acted_on}


ROUTES = [
    Route("/parties", kept(parties)),
    *download("/parties", ("kind", "name", "acts", "acted_on"), _parties),
    Route("/party", kept(party)),
    Route("/dyad", kept(dyad)),
    *download("/dyad", "dyad", _cells),
]

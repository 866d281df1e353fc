"""One incident: what is said to have happened, on whose word, who says otherwise, how many, and why it is one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ...accuracy import caution
from ...errors import QuestionError
from ...ledger.dossier import Dossier
from ...ledger.models import models_of
from ...ledger.store import Ledger
from ..downloads import download
from ..kept import kept
from ..ledgers import opened
from ..links import Links
from ..rendering import page
from ..selection import selection_of
from ..showing import counted, shown
from ..ties import near, ties, told_by

__all__ = ["ROUTES"]

ACCOUNTS = 40
"""Accounts on either side that are shown; what rests on most outlets comes first."""

NOTICES = 50
"""Corrections that are shown at most."""


def incident(request: Request) -> Response:
    """`/incident/ID`."""
    selection = selection_of(request)
    with opened(request) as ledger:
        dossier = _found(request, ledger)
        moment = selection.moment(ledger)
        links: Links = request.app.state.templates.globals["links"]
        behind, against = shown(ledger, dossier)
        held, more_held = ties(ledger, dossier.id, moment)
        return page(
            request,
            "incident.html",
            title=f"{dossier.type}, {dossier.id[:8]}",
            dossier=dossier,
            errs=caution(models_of(ledger.db, incident=dossier.id, moment=moment)),
            selection=selection,
            behind=behind[:ACCOUNTS],
            against=against[:ACCOUNTS],
            left_out=max(0, len(behind) - ACCOUNTS) + max(0, len(against) - ACCOUNTS),
            series=[counted(dossier, series, at, links) for at, series in enumerate(dossier.series, 1)],
            groups=told_by(ledger, dossier.id, dossier, moment),
            ties=held,
            more_ties=more_held,
            near=near(ledger, dossier.id, moment),
            corrected=list(ledger.corrections(as_of=selection.as_of, limit=NOTICES, of=dossier)),
        )


def _found(request: Request, ledger: Ledger) -> Dossier:
    try:
        return ledger.incident(request.path_params["id"], as_of=selection_of(request).as_of)
    except QuestionError as error:
        raise HTTPException(404, f"There is no such incident: {error}.") from None


def _rows(request: Request, ledger: Ledger) -> Iterator[dict[str, Any]]:
    yield _found(request, ledger).row()


ROUTES = [*download("/incident/{id}", "incident", _rows), Route("/incident/{id}", kept(incident))]

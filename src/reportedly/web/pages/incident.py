"""One incident: what is said to have happened, on whose word, who says otherwise, how many, and why it is one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ...errors import QuestionError
from ...ledger.accounts import Account, Saying
from ...ledger.dossier import Dossier
from ...ledger.policies import POLICIES, Estimate, estimate
from ...ledger.series import Entry, Series
from ...ledger.store import Ledger
from ..charts import Chart, figure_series
from ..downloads import download
from ..ledgers import opened
from ..links import Links
from ..quoting import Quote, quoting
from ..rendering import page
from ..selection import selection_of
from ..ties import near, ties, told_by
from ..words import BEHIND

__all__ = ["ROUTES", "Shown", "Word", "shown"]

ACCOUNTS = 40
"""Accounts on either side that are shown; what rests on most outlets comes first."""

SAYINGS = 3
"""Places where one source says so that are shown at once; the others are folded."""


@dataclass(frozen=True, slots=True)
class Word:
    """One place where a source's word stands. `quote`: in its sentence; None where the text is not at hand."""

    saying: Saying
    quote: Quote | None


@dataclass(frozen=True, slots=True)
class Shown:
    """An account with the words that it rests on, the newest first, those of its position before others."""

    account: Account
    words: tuple[Word, ...]


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
            selection=selection,
            behind=behind[:ACCOUNTS],
            against=against[:ACCOUNTS],
            left_out=max(0, len(behind) - ACCOUNTS) + max(0, len(against) - ACCOUNTS),
            series=[counted(dossier, series, at, links) for at, series in enumerate(dossier.series, 1)],
            groups=told_by(ledger, dossier.id, dossier, moment),
            ties=held,
            more_ties=more_held,
            near=near(ledger, dossier.id, moment),
        )


def _found(request: Request, ledger: Ledger) -> Dossier:
    try:
        return ledger.incident(request.path_params["id"], as_of=selection_of(request).as_of)
    except QuestionError as error:
        raise HTTPException(404, f"There is no such incident: {error}.") from None


def shown(ledger: Ledger, dossier: Dossier) -> tuple[list[Shown], list[Shown]]:
    """The accounts of those who stand behind what is told, and of all others: who denies, doubts, or will not say."""
    quote = quoting(ledger, (s.report for a in dossier.accounts for s in a.sayings))
    behind: list[Shown] = []
    against: list[Shown] = []
    for account in dossier.accounts:
        # What bears its position, at first hand, newest first; the same words in one report once.
        order = sorted(account.sayings, key=lambda s: s.order, reverse=True)
        order.sort(key=lambda s: (s.position != account.position, s.copied))
        once = {(s.report, s.span): s for s in reversed(order)}
        words = tuple(Word(s, quote(s.report, s.span)) for s in order if once[s.report, s.span] is s)
        (behind if account.position in BEHIND else against).append(Shown(account, words))
    return behind, against


@dataclass(frozen=True, slots=True)
class Counting:
    """A series of figures, its chart, and what it comes to under each policy."""

    series: Series
    chart: Chart
    estimates: tuple[Estimate, ...]


def counted(dossier: Dossier, series: Series, at: int, links: Links) -> Counting:
    """What is shown of the series that is the `at`th of its incident."""

    def place(entry: Entry) -> str | None:
        return links.article(entry.report, entry.figure.rpartition(":")[2])

    estimates = tuple(estimate(series, policy) for policy in POLICIES)
    chart = figure_series(series, id=f"count{at}", link=place, estimate=estimate(series, "range"))
    return Counting(series, chart, estimates)


def _rows(request: Request, ledger: Ledger) -> Iterator[dict[str, Any]]:
    yield _found(request, ledger).row()


ROUTES = [*download("/incident/{id}", "incident", _rows), Route("/incident/{id}", incident)]

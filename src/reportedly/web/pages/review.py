"""Review: what is in doubt, one record or link at a time, for a person to say right, wrong, or what it should be.

All of it works as plain forms; `static/review.js` adds keys, and handles on the ends of the words.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qsl, quote, unquote, urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from ...errors import LedgerBusyError, LedgerError, QuestionError
from ...ledger import reviewing
from ...ledger.differences import ENDING, Kept
from ...ledger.disagreeing import Disagreement, Disagreements, disagreements
from ...ledger.faults import faults_told
from ...ledger.judging import login_name
from ...ledger.questions import Judged, judged
from ...ledger.store import Ledger
from ...ledger.verdict_tables import listed
from ...ledger.verdicts import Decision
from ..closeup import Closeup, closeup_of, told_in
from ..downloads import download
from ..kept import queue_of
from ..ledgers import opened, writing
from ..rendering import page
from ..security import Fields, posted
from ..selection import NAMES, Selection, choices, selection_from
from . import Entry

__all__ = ["NAVIGATION", "ROUTES"]

NAVIGATION = Entry(70, "Review", "/review")

COOKIE = "reportedly-who"
LONGEST_NAME = 80
"""Characters of who judges."""
DIFFERENCES = "difference"
"""As a kind: what another reader tells otherwise."""
ALONE = 20
"""So many of the records that another reader alone has are shown."""
LAST = 5
"""Verdicts that can be taken back at once."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two tellings, and why they might be one. `seen`: the number of the last verdict on them, 0 for none."""

    one: Closeup
    other: Closeup
    score: float
    together: bool
    reasons: tuple[str, ...]
    seen: int
    verdict: Judged | None


class _Stale(Exception):
    """What was judged is no longer what was shown; the message says why."""


def review(request: Request) -> Response:
    return _shown(request, dict(request.query_params.multi_items()), request.query_params.getlist("record"))


def _shown(
    request: Request,
    query: Mapping[str, str],
    records: list[str],
    status: int = 200,
    line: str = "",
    form: Fields | None = None,
) -> Response:
    """The page. `records`: a record, or the two of a link, that is asked for; else the next of the queue. `line`: what
    went wrong with `form`, which is shown as it was filled in."""
    selection, kinds, skip = _selected(query), _kinds(query), _skip(query)
    differing: Disagreement | None = None
    alone: tuple[Kept, ...] = ()
    with opened(request) as ledger, faults_told(ledger.path):
        found: reviewing.Queue | Disagreements
        if query.get("kind") == DIFFERENCES:
            try:
                found = disagreements(ledger.db, ledger.path, skip, 1)
            except LedgerError as error:
                # Only that file is at fault, and where on the disk it lies is nobody's business.
                raise QuestionError(str(error).replace(ledger.path, request.app.state.ledger_name)) from error
            differing, alone = (found.items[0] if found.items and not records else None), found.alone
            next_one = found.items[0].item if found.items else None
        else:
            found = queue_of(ledger, selection, kinds, skip)
            next_one = found.items[0] if found.items else None
        names = tuple(records[:2]) or (next_one.records if next_one else ())
        closeups = [closeup_of(ledger.db, name) for name in names]
        pair = _pair(ledger, names, closeups) if len(closeups) == 2 else None
        last = _last(ledger)
        differs = os.path.exists(f"{ledger.path}{ENDING}")
    from_queue = next_one is not None and not records
    return page(
        request,
        "review.html",
        status,
        title="Review",
        line=line,
        form=form or {},
        one=closeups[0] if len(closeups) == 1 else None,
        pair=pair,
        rests=next_one.rests if next_one and from_queue else None,
        more=found.more,
        progress=found.progress,
        last=last,
        done=next((told for number, told in last if str(number) == query.get("done")), None),
        back=_back(query),
        skip_to=_address(query, skip + 1) if from_queue else _address(query, skip),
        skipped=skip,
        first=_address(query, 0),
        selection=selection,
        choices=choices(),
        kind=query.get("kind", ""),
        kinds=[
            (kind, f"/review{selection.query(kind=kind or None)}")
            for kind in ("", *reviewing.KINDS, *([DIFFERENCES] if differs else []))
        ],
        differing=differing,
        alone=alone[:ALONE],
        alone_more=max(0, len(alone) - ALONE),
        who=((form or {}).get("who") or unquote(request.cookies.get(COOKIE, "")))[:LONGEST_NAME] or login_name(),
    )


# The address


def _selected(query: Mapping[str, str]) -> Selection:
    """Whatever was known when, it is judged now."""
    return replace(selection_from(query), as_of=None)


def _kinds(query: Mapping[str, str]) -> tuple[reviewing.Queued, ...]:
    chosen = query.get("kind", "")
    if chosen == DIFFERENCES:
        return reviewing.KINDS
    if chosen and chosen not in reviewing.KINDS:
        raise QuestionError(f"no kind of record: {chosen!r} (one of {', '.join((*reviewing.KINDS, DIFFERENCES))})")
    return tuple(kind for kind in reviewing.KINDS if chosen in ("", kind))


def _skip(query: Mapping[str, str]) -> int:
    told = query.get("skip", "")
    return min(int(told), reviewing.MANY) if told.isascii() and told.isdecimal() and len(told) < 7 else 0


def _address(query: Mapping[str, str], skip: int, **more: str) -> str:
    """This page with the same filters, so many skipped."""
    told = {"kind": query.get("kind") or None, "skip": skip or None, **more}
    return f"/review{_selected(query).query(**told)}"


def _back(query: Mapping[str, str]) -> str:
    """What a form carries so that it leads back to the same place in the same queue."""
    return urlencode({name: query[name] for name in (*NAMES, "kind", "skip") if query.get(name)})


# What is shown beside


def _last(ledger: Ledger) -> list[tuple[int, Judged]]:
    numbers = reviewing.last_made(ledger.db, LAST)
    told = dict(zip(sorted(numbers), listed(ledger.db, numbers=numbers), strict=True))
    return [(number, judged([told[number]])[0]) for number in numbers]


def _pair(ledger: Ledger, names: tuple[str, ...], closeups: list[Closeup]) -> Pair:
    one, other = closeups
    if (one.kind, other.kind) != ("event", "event"):
        raise QuestionError("a link is between two tellings of events")
    query = (
        "SELECT score, reasons FROM links WHERE until IS NULL "
        "AND a_report = (SELECT number FROM reports WHERE id = ?) AND a_n = ? "
        "AND b_report = (SELECT number FROM reports WHERE id = ?) AND b_n = ?"
    )
    sides = [(c.report, int(c.name[1:])) for c in closeups]
    found = ledger.db.execute(query, (*sides[0], *sides[1])).fetchone()
    found = found or ledger.db.execute(query, (*sides[1], *sides[0])).fetchone() or (0.0, "[]")
    incident = (
        "SELECT incident FROM incident_members WHERE until IS NULL AND n = ? "
        "AND report = (SELECT number FROM reports WHERE id = ?)"
    )
    incidents = {ledger.db.execute(incident, (n, report)).fetchone() for report, n in sides}
    number = reviewing.verdict_on_link(ledger.db, one.id, other.id)
    verdict = judged(listed(ledger.db, numbers=[number]))[0] if number else None
    together = len(incidents) == 1 and None not in incidents
    return Pair(one, other, found[0], together, tuple(json.loads(found[1])), number, verdict)


# What is decided


def judge(request: Request, form: Fields) -> Response:
    query, records = _from_form(form)
    try:
        with writing(request) as ledger:
            number = _kept(ledger, records, form)
    except _Stale as error:
        return _shown(request, query, records, 409, str(error), form)
    except QuestionError as error:
        return _shown(request, query, records, 400, f"This cannot be kept: {error}.", form)
    except LedgerBusyError:
        line = "Another program is writing to the ledger, and nothing was kept. Your entries are still here: try again."
        return _shown(request, query, records, 503, line, form)
    except LedgerError as error:
        # Where on the disk it lies is nobody's business.
        why = str(error).replace(request.app.state.ledger, request.app.state.ledger_name)
        return _shown(request, query, records, 503, f"Nothing was kept: {why}.", form)
    answer = RedirectResponse(_address(query, _skip(query), done=str(number)), 303)
    secure = request.url.scheme == "https"
    answer.set_cookie(COOKIE, quote(_who(form)), max_age=365 * 86400, httponly=True, samesite="strict", secure=secure)
    return answer


def undo(request: Request, form: Fields) -> Response:
    query, _ = _from_form(form)
    told = form.get("verdict", "")
    try:
        if not (told.isascii() and told.isdecimal() and len(told) < 16):
            raise QuestionError("no verdict is named")
        with writing(request) as ledger:
            was = ledger.take_back(int(told))
    except QuestionError as error:
        return _shown(request, query, [], 409, f"This cannot be taken back: {error}.")
    except LedgerError:
        line = "Another program is writing to the ledger, and nothing was taken back: try again."
        return _shown(request, query, [], 503, line)
    address = _address(query, _skip(query))
    more = urlencode([("record", name) for name in was.records])
    return RedirectResponse(f"{address}{'&' if '?' in address else '?'}{more}" if more else address, 303)


def _from_form(form: Fields) -> tuple[dict[str, str], list[str]]:
    query = dict(parse_qsl(form.get("back", "")))
    return query, [form[name] for name in ("record", "other_record") if form.get(name)]


def _who(form: Fields) -> str:
    return " ".join(form.get("who", "").split())[:LONGEST_NAME] or login_name()


def _kept(ledger: Ledger, records: list[str], form: Fields) -> int:
    """Keep what a form decides: the number of the verdict. Raises _Stale where what it shows is not so any more,
    QuestionError where it cannot be decided."""
    decision, note, who = form.get("decision", ""), form.get("note", "").strip(), _who(form)
    if not records:
        raise QuestionError("no record is named")
    with faults_told(ledger.path):
        closeups = [closeup_of(ledger.db, name) for name in records]
        for shown, exact in zip(closeups, (form.get("exact"), form.get("other_exact")), strict=False):
            if exact is not None and exact.split() != shown.exact.split():
                raise _Stale("The article was read anew meanwhile: look at what it says now.")
        if len(closeups) == 2:
            _is_fresh(ledger, form, reviewing.verdict_on_link(ledger.db, closeups[0].id, closeups[1].id))
        else:
            _is_fresh(ledger, form, closeups[0].seen)
    if len(closeups) == 2:
        if decision not in ("same", "apart"):
            raise QuestionError("two tellings are the same, or apart")
        ledger.judge_link(records[0], records[1], decision == "same", who, note=note)
    else:
        (shown,) = closeups
        if decision not in ("right", "wrong", "edited", "note"):
            raise QuestionError("a record is right, wrong, edited or noted")
        told = told_in(form, shown)
        if decision != "edited" and told:
            raise QuestionError("fields were changed: save them as an edit, or set them back")
        if decision == "edited" and not told:
            raise QuestionError("nothing was changed")
        kept: Decision = decision  # type: ignore[assignment]
        ledger.judge(records[0], kept, who, note=note, edited=told)
    with faults_told(ledger.path):
        return reviewing.last_made(ledger.db, 1)[0]


def _is_fresh(ledger: Ledger, form: Mapping[str, Any], last: int) -> None:
    """Raises _Stale where the last verdict is not the one that was shown."""
    if form.get("seen", str(last)) == str(last):
        return
    told = judged(listed(ledger.db, numbers=[last])) if last else ()
    who = told[0].who if told else "Somebody"
    raise _Stale(f"{who} judged this meanwhile, or took it back: look again, and judge if you still wish to.")


def _decided(request: Request, ledger: Ledger) -> Iterator[dict[str, Any]]:
    """All that was decided, the newest first, as `reportedly verdicts` tells it."""
    return (one.row() for one in ledger.verdicts())


ROUTES = [
    Route("/review", review, methods=["GET"]),
    *download("/review", "verdict", _decided),
    Route("/review/judge", posted(judge), methods=["POST"]),
    Route("/review/undo", posted(undo), methods=["POST"]),
]

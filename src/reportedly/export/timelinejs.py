"""Incidents as a timeline that TimelineJS shows: one JSON document, nothing in it that is loaded from elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from html import escape

from ..accuracy import caution
from ..ledger.accounts import Account
from ..ledger.dossier import Dossier
from ..ledger.summaries import day_in_words, summary_of
from ..text import unturned
from .choosing import Chosen
from .lines import as_json

__all__ = ["lines"]

ACCOUNTS = 6
"""So many accounts a slide tells; further ones are counted."""

HEADLINE = 110
"""Characters of a headline."""


def lines(chosen: Chosen) -> Iterator[str]:
    """The document, an incident a line. An incident without a day stands at that of its first report, and its date says
    so; one that has neither is left out."""
    yield '{"title": ' + as_json({"text": {"headline": "What was reported", "text": _title(chosen)}})
    yield ',\n"scale": "human",\n"events": ['
    separator = "\n"
    for dossier in chosen.incidents():
        slide = _slide(dossier)
        if slide is None:
            chosen.tally.leave("incidents that have no day")
            continue
        chosen.tally.write("incidents")
        yield separator + as_json(slide)
        separator = ",\n"
    yield "\n]}\n"


def _title(chosen: Chosen) -> str:
    state = chosen.state()
    as_of = f"<p>As of {_safe(state)}</p>" if state else ""
    return f"{as_of}<p>{_safe(caution(chosen.models()))}</p>"


def _slide(d: Dossier) -> dict[str, object] | None:
    start = _day(d.start or d.end or d.reported)
    if start is None:
        return None
    told = bool(d.start or d.end)
    if not told:
        start["display_date"] = f"reported {day_in_words(d.reported or '')}"
    slide: dict[str, object] = {
        "unique_id": f"incident-{d.id}",
        "start_date": start,
        "text": {"headline": _safe(_headline(d)), "text": _text(d)},
        "group": d.quad,
    }
    end = _day(d.end) if d.start and d.end and d.end > d.start else None
    if end is not None:
        slide["end_date"] = end
    return slide


def _day(day: str | None) -> dict[str, object] | None:
    """TimelineJS has years, months and days as numbers."""
    try:
        told = date.fromisoformat((day or "")[:10])
    except ValueError:
        return None
    return {"year": told.year, "month": told.month, "day": told.day}


def _headline(d: Dossier) -> str:
    words = summary_of(d).split("; ")[0].split(", according to")[0].rstrip(".")
    return words if len(words) <= HEADLINE else words[: HEADLINE - 1].rsplit(" ", 1)[0] + "…"


def _text(d: Dossier) -> str:
    """HTML of our own: every word of an article in it is escaped."""
    parts = [f"<p>{_safe(summary_of(d))}</p>"]
    told = "".join(f"<li>{_account(a)}</li>" for a in d.accounts[:ACCOUNTS])
    more = len(d.accounts) - ACCOUNTS
    told += f"<li>and {more} more</li>" if more > 0 else ""
    parts.append(f"<ul>{told}</ul>" if told else "")
    for conflict in d.conflicts:
        parts.append(f"<p><b>Disputed ({_safe(conflict.kind)}):</b> {_safe(conflict.reason)}</p>")
    parts.append(f"<p><small>{_safe(d.status)}; {d.reports} reports, {d.independent} of their own</small></p>")
    return "".join(parts)


def _account(a: Account) -> str:
    first = a.sayings[0]
    where = ", ".join(filter(None, (first.outlet, first.published)))
    return f"<b>{_safe(a.source.label)}</b> {_safe(a.position)}: “{_safe(first.words)}” ({_safe(where)})"


def _safe(text: str) -> str:
    return escape(unturned(text))

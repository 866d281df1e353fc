"""Incidents as ACLED has them: political violence and demonstrations that happened, one a row, as CSV."""

from __future__ import annotations

from collections.abc import Iterator

from ..accuracy import in_brief
from ..ledger.dossier import Dossier
from ..ledger.summaries import summary_of
from .choosing import Chosen
from .lines import Cell, table_lines
from .states import iso_number, name_of
from .violence import Acled, acled_of, days_told, deaths, inter, kind_of

__all__ = ["COLUMNS", "TO_FILL", "lines"]

COLUMNS = (
    "event_id_cnty", "event_date", "year", "time_precision", "disorder_type", "event_type", "sub_event_type", "actor1",
    "assoc_actor_1", "inter1", "actor2", "assoc_actor_2", "inter2", "interaction", "civilian_targeting", "iso",
    "region", "country", "admin1", "admin2", "admin3", "location", "latitude", "longitude", "geo_precision", "source",
    "source_scale", "notes", "fatalities",
)  # fmt: skip

TO_FILL = (
    "assoc_actor_1", "assoc_actor_2", "interaction", "region", "admin1", "admin2", "admin3", "geo_precision",
    "source_scale",
)  # fmt: skip
"""Columns that a person has to fill: they hang on ACLED's own lists, or on what the news does not tell."""


def lines(chosen: Chosen) -> Iterator[str]:
    """The head line, then a line a row; `fatalities` is what the chosen policy takes."""
    return table_lines(COLUMNS, _rows(chosen))


def _rows(chosen: Chosen) -> Iterator[dict[str, Cell]]:
    errs = in_brief(chosen.models())
    for dossier in chosen.incidents():
        types = acled_of(dossier)
        if types is None:
            chosen.tally.leave("incidents that are neither violence nor protest")
        elif dossier.status != "happened":
            chosen.tally.leave("incidents that nobody says have happened")
        else:
            chosen.tally.write("incidents")
            yield _row(dossier, types, chosen, errs)


def _row(d: Dossier, types: Acled, chosen: Chosen, errs: str) -> dict[str, Cell]:
    killed, place = deaths(d, chosen.policy), d.where
    country = place.country if place else None
    return {
        "event_id_cnty": d.id,
        "event_date": d.start,
        "year": int(d.start[:4]) if d.start else None,
        "time_precision": _precision(days_told(d)),
        "disorder_type": types.disorder_type,
        "event_type": types.event_type,
        "sub_event_type": types.sub_event_type,
        "actor1": d.actor.label if d.actor else None,
        "inter1": inter(d.actor, d, acting=True),
        "actor2": d.recipient.label if d.recipient else None,
        "inter2": inter(d.recipient, d, acting=False),
        "civilian_targeting": "Civilian targeting" if kind_of(d.recipient, acting=False) == "civilians" else None,
        "iso": iso_number(country),
        "country": name_of(country),
        "location": d.where_text,
        "latitude": place.latitude if place else None,
        "longitude": place.longitude if place else None,
        "source": "; ".join(d.outlets),
        "notes": _notes(d, errs),
        "fatalities": killed.best if killed else None,
    }


def _precision(days: int | None) -> int | None:
    """1 the day, 2 the week, 3 the month; None where less is told."""
    if days is None or days > 31:
        return None
    return 1 if days == 1 else 2 if days <= 7 else 3


def _notes(d: Dossier, errs: str) -> str:
    """The incident in a sentence, its first report, over what its accounts conflict, and that a machine read it."""
    reported = f" First reported on {d.reported}." if d.reported else ""
    conflicts = "; ".join(dict.fromkeys(c.reason for c in d.conflicts))
    return f"{summary_of(d)}{reported}{f' Disputed: {conflicts}.' if conflicts else ''} {errs}"

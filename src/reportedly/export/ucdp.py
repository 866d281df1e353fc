"""Incidents as UCDP GED has them: attacks that killed somebody, one a row, with low, best and high, as CSV."""

from __future__ import annotations

import math
from collections.abc import Iterator

from ..ledger.dossier import Dossier
from ..ledger.policies import Estimate
from .choosing import Chosen
from .lines import Cell, plain_number, table_lines
from .states import name_of
from .violence import days_told, deaths, violence_type

__all__ = ["COLUMNS", "TO_FILL", "lines"]

COLUMNS = (
    "id", "relid", "year", "active_year", "type_of_violence", "conflict_new_id", "conflict_name", "dyad_new_id",
    "dyad_name", "side_a", "side_b", "number_of_sources", "source_article", "source_office", "source_date",
    "source_headline", "source_original", "where_prec", "where_coordinates", "where_description", "adm_1", "adm_2",
    "latitude", "longitude", "geom_wkt", "priogrid_gid", "country", "country_id", "region", "event_clarity",
    "date_prec", "date_start", "date_end", "deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown", "best", "high",
    "low", "gwnoa", "gwnob",
)  # fmt: skip

TO_FILL = (
    "relid", "active_year", "conflict_new_id", "conflict_name", "dyad_new_id", "where_prec", "adm_1", "adm_2",
    "country_id", "region", "event_clarity", "deaths_a", "deaths_b", "deaths_civilians", "gwnoa", "gwnob",
)  # fmt: skip
"""Columns that a person has to fill: they hang on UCDP's own lists and thresholds, or on what the news does not tell.
The dead are all in `deaths_unknown` until somebody says whose they were."""


def lines(chosen: Chosen) -> Iterator[str]:
    """The head line, then a line a row; `low`, `best` and `high` are those of the chosen policy."""
    return table_lines(COLUMNS, _rows(chosen))


def _rows(chosen: Chosen) -> Iterator[dict[str, Cell]]:
    for dossier in chosen.incidents():
        killed = deaths(dossier, chosen.policy)
        if dossier.type != "ASSAULT":
            chosen.tally.leave("incidents that are no attack")
        elif dossier.status != "happened":
            chosen.tally.leave("incidents that nobody says have happened")
        elif killed is None or not any(n for n in (killed.low, killed.best, killed.high)):
            chosen.tally.leave("incidents that have no figure of the dead")
        else:
            chosen.tally.write("incidents")
            yield _row(dossier, killed, chosen)


def _row(d: Dossier, killed: Estimate, chosen: Chosen) -> dict[str, Cell]:
    place = d.where
    first = d.accounts[0].sayings[0] if d.accounts else None
    reports = {s.report: s for a in d.accounts for s in a.sayings}
    told = sorted({(s.published or "", s.carrier) for s in reports.values()})
    return {
        "id": d.id,
        "year": int(d.start[:4]) if d.start else None,
        "type_of_violence": violence_type(d),
        "dyad_name": f"{d.actor.label} - {d.recipient.label}" if d.actor and d.recipient else None,
        "side_a": d.actor.label if d.actor else None,
        "side_b": d.recipient.label if d.recipient else None,
        "number_of_sources": d.independent,
        "source_article": ";".join(f"{outlet},{day}" if day else outlet for day, outlet in told),
        "source_office": first.carrier if first else None,
        "source_date": first.published[:10] if first and first.published else None,
        "source_headline": chosen.title(first.report) if first else None,
        "source_original": first.source.label if first else None,
        "where_coordinates": d.where_text,
        "where_description": " ".join(filter(None, (d.where_before, d.where_text))) or None,
        "latitude": place.latitude if place else None,
        "longitude": place.longitude if place else None,
        **_point(place.latitude if place else None, place.longitude if place else None),
        "country": name_of(place.country) if place else None,
        "date_prec": _precision(days_told(d)),
        "date_start": d.start,
        "date_end": d.end,
        "deaths_unknown": killed.best,
        "best": killed.best,
        "high": killed.high,
        "low": killed.low,
    }


def _precision(days: int | None) -> int | None:
    """1 the day, 2 up to six days, 3 a week, 4 up to a month, 5 up to a year; None where it is open or longer."""
    if days is None or days > 366:
        return None
    return next(n for n, most in enumerate((1, 6, 7, 31, 366), 1) if days <= most)


def _point(latitude: float | None, longitude: float | None) -> dict[str, Cell]:
    """The point in well-known text, and the cell of PRIO-GRID: half degrees, counted from 1 at 180° W, 90° S,
    eastwards and then northwards."""
    if latitude is None or longitude is None:
        return {"geom_wkt": None, "priogrid_gid": None}
    row = min(359, math.floor((latitude + 90) * 2))
    column = min(719, math.floor((longitude + 180) * 2))
    point = f"POINT ({plain_number(longitude)} {plain_number(latitude)})"
    return {"geom_wkt": point, "priogrid_gid": row * 720 + column + 1}

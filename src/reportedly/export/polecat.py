"""Events as POLECAT has them: tab-separated, all of its columns, one telling of an event a row."""

from __future__ import annotations

from collections.abc import Iterator

from .. import __version__
from ..accuracy import in_brief
from ..records import Event, Mention, Reading
from .choosing import Chosen, Told
from .lines import Cell, table_lines
from .states import cow_number, name_of

__all__ = ["COLUMNS", "EMPTY", "lines"]

COLUMNS = (
    "Event ID", "Event Date", "Event Type", "Event Mode", "Intensity", "Quad Code", "Contexts", "Actor Name",
    "Actor Country", "Actor COW", "Primary Actor Sector", "Actor Sectors", "Actor Title", "Actor Name Raw",
    "Wikipedia Actor ID", "Recipient Name", "Recipient Country", "Recipient COW", "Primary Recipient Sector",
    "Recipient Sectors", "Recipient Title", "Recipient Name Raw", "Wikipedia Recipient ID", "Placename", "City",
    "District", "Province", "Country", "Latitude", "Longitude", "GeoNames ID", "Raw Placename", "Feature Type",
    "Source", "Publication Date", "Story People", "Story Organizations", "Story Locations", "Language", "Version",
)  # fmt: skip

EMPTY = (
    "Contexts", "Actor Title", "Wikipedia Actor ID", "Recipient Title", "Wikipedia Recipient ID", "City", "District",
    "Province", "GeoNames ID", "Feature Type",
)  # fmt: skip
"""Columns that are never filled: nothing of the kind is read."""


def lines(chosen: Chosen) -> Iterator[str]:
    """The head line, then a line a row. No cell holds a line end: whatever white space stood in it is a blank.

    POLECAT has no column for what did not happen, and counts an event once an article: what is planned, threatened,
    demanded, supposed or denied, and retellings, are left out.
    """
    return table_lines(COLUMNS, _rows(chosen), "\t")


def _rows(chosen: Chosen) -> Iterator[dict[str, Cell]]:
    for told in chosen.reports():
        events, happened = told.events, [e for e in told.events if e.status == "happened"]
        first = [e for e in happened if e.same_as is None or e.same_as not in {other.number for other in happened}]
        chosen.tally.leave("events of other incidents", len(told.report.reading.events) - len(events))
        chosen.tally.leave("events that have not happened", len(events) - len(happened))
        chosen.tally.leave("events that are told again in the same article", len(happened) - len(first))
        if not first:
            continue
        story = _story(told.report.reading)
        for event in first:
            chosen.tally.write("events")
            yield {name: _on_one_line(cell) for name, cell in {**_row(event, told), **story}.items()}


def _on_one_line(cell: Cell) -> Cell:
    return " ".join(cell.split()) or None if isinstance(cell, str) else cell


def _row(event: Event, told: Told) -> dict[str, Cell]:
    report, article = told.report, told.report.reading.article
    when, where = event.when, event.where
    published = (article.published or "")[:10] or None
    # As in the ledger: its own time where one is told, else the day of the article.
    day = ((when.start or when.end) if when else None) or published
    return {
        "Event ID": f"{told.id}:e{event.number}",
        "Event Date": day,
        "Event Type": event.type,
        "Event Mode": event.mode,
        "Intensity": event.intensity,
        "Quad Code": event.quad.upper(),
        **_party("Actor", event.actor, article.text, day),
        **_party("Recipient", event.recipient, article.text, day),
        "Placename": where.name if where else None,
        "Country": where.country if where else None,
        "Latitude": where.latitude if where else None,
        "Longitude": where.longitude if where else None,
        "Raw Placename": where.span.of(article.text) if where else None,
        "Source": report.outlet,
        "Publication Date": published,
        "Language": article.language,
        "Version": f"reportedly {__version__}. {in_brief([article.model])}",
    }


def _party(role: str, mention: Mention | None, text: str, day: str | None) -> dict[str, Cell]:
    sector = mention.sector if mention else None
    return {
        f"{role} Name": mention.name if mention else None,
        f"{role} Country": mention.country if mention else None,
        f"{role} COW": cow_number(mention.country, day) if mention else None,
        f"Primary {role} Sector": sector,
        f"{role} Sectors": sector,
        f"{role} Name Raw": mention.span.of(text) if mention else None,
    }


def _story(reading: Reading) -> dict[str, Cell]:
    """Who and what places are named in the records of the article, in the order of the alphabet."""
    mentions = [s.source for s in reading.statements] + [p for e in reading.events for p in (e.actor, e.recipient)]
    named = {(m.entity, m.name) for m in mentions if m and m.name}
    places = {e.where.name for e in reading.events if e.where and e.where.name}
    places |= {name for entity, name in named if entity in ("country", "place")}
    places |= {name for e in reading.events if e.where and (name := name_of(e.where.country))}
    return {
        "Story People": "; ".join(sorted(name for entity, name in named if entity == "person")),
        "Story Organizations": "; ".join(sorted(n for entity, n in named if entity in ("organization", "group"))),
        "Story Locations": "; ".join(sorted(places)),
    }

"""Verdicts in the ledger: kept, found again where a report is read anew, and listed.

A verdict on a link between two tellings has `link` 'same incident' in the table `verdicts`, decision 'right' where they
are the same and 'wrong' where they are apart, and two rows in `verdict_places`: side 0 and side 1, `article` the id of
the text, `n` the number of the event in it. It holds for every report of these texts. `deciding.decided` gives them.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from ..errors import QuestionError
from ..records import Event, Figure, Flaw, Reading, Statement
from ..text import Span
from .columns import as_json
from .recall import recall
from .standing import known_at, stand
from .values import Report
from .verdicts import Anchor, Anchored, Kind, Lost, Verdict, reanchored
from .writing import Writing

__all__ = ["found_record", "keep", "listed", "reanchor", "verdict_of", "verdicts_on"]


def keep(writing: Writing, verdict: Verdict) -> int:
    """Put a verdict into the ledger, with the places of its anchors: its number."""
    cursor = writing.db.execute(
        "INSERT INTO verdicts (decision, link, who, at, record, since) VALUES (?, ?, ?, ?, ?, ?)",
        (verdict.decision, verdict.link, verdict.who, verdict.when, as_json(verdict.row()), writing.moment),
    )
    assert cursor.lastrowid is not None
    _place(writing, cursor.lastrowid, verdict)
    return cursor.lastrowid


def reanchor(writing: Writing, reports: Sequence[int]) -> None:
    """Find the verdicts on these reports again: what is read in them may be another thing now."""
    query = """
        SELECT DISTINCT verdicts.number, verdicts.record FROM json_each(?) JOIN reports ON reports.number = value
        JOIN texts ON texts.number = reports.text JOIN verdict_places p ON p.article = texts.id AND p.until IS NULL
        JOIN verdicts ON verdicts.number = p.verdict AND verdicts.until IS NULL ORDER BY verdicts.number
    """
    for number, record in writing.db.execute(query, (json.dumps(list(reports)),)).fetchall():
        _place(writing, number, verdict_of(json.loads(record)))


def _place(writing: Writing, number: int, verdict: Verdict) -> None:
    rows = []
    for side, anchor in enumerate(verdict.anchors):
        found = _found(writing.db, verdict, anchor)
        row: dict[str, Any] = {"side": side, "article": anchor.article, "kind": anchor.kind}
        if isinstance(found, Lost):
            row |= {"start": None, "end": None, "n": None, "lost": found.reason}
        else:
            span = found.anchors[0].span
            row |= {"start": span.start, "end": span.end, "n": found.numbers[0], "lost": None}
        rows.append(row)
    stand(writing, "verdict_places", {"verdict": number}, rows)


def _found(db: sqlite3.Connection, verdict: Verdict, anchor: Anchor) -> Anchored | Lost:
    """Where one anchor stands, in the newest reading of its text that has it."""
    alone = replace(verdict, anchors=(anchor,))
    found: Anchored | Lost = Lost(verdict, "its article is not in the ledger")
    for report in _reports_of(db, anchor.article):
        found = reanchored(alone, [report.reading])
        if isinstance(found, Anchored):
            return found
    return found


def _reports_of(db: sqlite3.Connection, article: str) -> list[Report]:
    """For each reading of a text one report that has it, the newest reading first."""
    query = """
        SELECT min(reports.number) FROM reports JOIN texts ON texts.number = text WHERE texts.id = ?
        GROUP BY reading ORDER BY reading DESC
    """
    numbers = [number for (number,) in db.execute(query, (article,))]
    return [report for _, report in recall(db, numbers, vectors=False)]


# What is decided


def verdicts_on(
    db: sqlite3.Connection, articles: Iterable[str], moment: int | None = None
) -> dict[str, tuple[Verdict, ...]]:
    """For each text, by its id, the verdicts on its records, in the order in which they were made."""
    query = f"""
        SELECT DISTINCT p.article, v.at, v.number, v.record FROM json_each(?) JOIN verdict_places p ON p.article = value
        JOIN verdicts v ON v.number = p.verdict WHERE v.link IS NULL AND {known_at("v", moment)} ORDER BY v.at, v.number
    """
    found: dict[str, tuple[Verdict, ...]] = {}
    for article, _, _, record in db.execute(query, (json.dumps(list(articles)),)):
        found[article] = (*found.get(article, ()), verdict_of(json.loads(record)))
    return found


def listed(
    db: sqlite3.Connection, moment: int | None = None, numbers: Sequence[int] | None = None
) -> list[Anchored | Lost]:
    """Every verdict, with where it stands, or why it is lost. `numbers`: only those of these numbers."""
    chosen = "" if numbers is None else "AND v.number IN (SELECT value FROM json_each(?))"
    query = f"""
        SELECT v.number, v.record, p.side, p.start, p.end, p.n, p.lost FROM verdicts v
        LEFT JOIN verdict_places p ON p.verdict = v.number AND {known_at("p", moment)}
        WHERE {known_at("v", moment)} {chosen} ORDER BY v.number, p.side
    """
    places: dict[int, tuple[str, list[tuple[Any, ...]]]] = {}
    for number, record, *place in db.execute(query, () if numbers is None else (json.dumps(list(numbers)),)):
        places.setdefault(number, (record, []))[1].append(tuple(place))
    found: list[Anchored | Lost] = []
    for record, those in places.values():
        verdict = verdict_of(json.loads(record))
        lost = next((why for *_, why in those if why), None)
        if lost is not None:
            found.append(Lost(verdict, lost))
            continue
        anchors = tuple(replace(verdict.anchors[side], span=Span(start, end)) for side, start, end, _, _ in those)
        found.append(Anchored(verdict, anchors, tuple(n for *_, n, _ in those)))
    return found


def verdict_of(row: Mapping[str, Any]) -> Verdict:
    """What `Verdict.row` does, backwards."""
    anchors = tuple(
        Anchor(
            a["article"], a["kind"], Span(*a["span"]), a["exact"], a["prefix"], a["suffix"],
            (a["alone"][0], a["alone"][1], a["alone"][2]), tuple(a["facts"].items()),
        )
        for a in row["anchors"]
    )  # fmt: skip
    return Verdict(anchors, row["decision"], row["who"], row["when"], row["note"], row["link"], row["edited"])


# A record by its id

_KINDS: Mapping[str, Kind] = {"s": "statement", "e": "event", "f": "figure"}
_ID = re.compile(r"([0-9a-f]{4,16}):([sef])([1-9]\d*)", re.ASCII)


def found_record(db: sqlite3.Connection, name: str) -> tuple[Reading, Statement | Event | Figure | Flaw]:
    """The record with this id, in its reading: `<id>:e3`, the id that of a report or of an article, 4 digits of it at
    least.

    Raises QuestionError where it is no id, where several begin so, or where there is none.
    """
    told = _ID.fullmatch(name.strip())
    if told is None:
        raise QuestionError(f"{name}: no id of a record, which looks like 1a2b3c4d:e5 (statement s, event e, figure f)")
    start, kind, number = told[1], _KINDS[told[2]], int(told[3])
    end = start + "g"
    query = """
        SELECT text FROM reports WHERE id >= :start AND id < :end
        UNION SELECT number FROM texts WHERE id >= :start AND id < :end LIMIT 2
    """
    texts = [text for (text,) in db.execute(query, {"start": start, "end": end})]
    if len(texts) > 1:
        raise QuestionError(f"{name}: several articles begin so")
    # Of a report its own reading, of a text any that has the record.
    query = """
        SELECT number FROM reports WHERE text = ?
        ORDER BY NOT (id >= ? AND id < ?), reading DESC, published, id
    """
    numbers = [number for (number,) in db.execute(query, (texts[0], start, end))] if texts else []
    for _, report in recall(db, numbers, vectors=False):
        reading = report.reading
        records: Mapping[Kind, Sequence[Statement | Event | Figure]] = {
            "statement": reading.statements, "event": reading.events, "figure": reading.figures,
        }  # fmt: skip
        for record in records[kind]:
            if record.number == number:
                return reading, record
    raise QuestionError(f"{name}: no such {kind}" if texts else f"{name}: no such article")

"""Annotations into a ledger, as verdicts on the records at whose words they stand.

An anchor holds where the words stand at the very place that it names, with the very text before and after them that it
gives, in a text with its digest where it has one. Whatever else it holds, it fails, and says why: a verdict is never
given to what only looks like the place that was meant.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

from ..ledger import settle
from ..ledger.moments import utc_now
from ..ledger.recall import recall
from ..ledger.store import Ledger
from ..ledger.verdict_tables import keep, listed
from ..ledger.verdicts import Anchor, Verdict, anchor_of
from ..records import Event, Reading
from ..text import Span
from .annotated import Annotation, Target, Unfit, annotation_of
from .lines import as_json
from .webannotation import digest_of

__all__ = ["Anchors", "Brought", "bring", "placed", "standing"]

Anchors: TypeAlias = Literal["exact", "quote"]
"""`exact`: position and quotation must both hold. `quote`: the position is not asked, for tools that count it in the
page and not in its text; the quotation must then stand in one place only, with text before and after it."""

LEAST_CONTEXT = 8
"""Characters that a quotation alone must have before and after it, unless the text begins or ends there."""


@dataclass(slots=True)
class Brought:
    """What became of a file: verdicts that are new, that were there, our own records that hold, and what cannot be
    taken, each in a line. Grows as annotations are gone through."""

    new: int = 0
    there: int = 0
    records: int = 0
    unfit: list[str] = field(default_factory=list)


# Where it stands


def placed(target: Target, text: str, anchors: Anchors = "exact") -> Span:
    """The span of a target in `text`. Raises Unfit where its anchor does not hold, to the character."""
    if target.digest is not None and target.digest != digest_of(text):
        raise Unfit("the text has another digest")
    if anchors == "exact":
        if target.place is None:
            raise Unfit("has no position, only words")
        if target.place.of(text) != target.exact or target.place.end > len(text):
            raise Unfit(f"other words stand at {target.place.start}–{target.place.end}")
        if not _around(target, target.place, text):
            raise Unfit(f"its words at {target.place.start}–{target.place.end} stand among others")
        return target.place
    places = [place for place in _places(target.exact, text) if _around(target, place, text)]
    if not places:
        raise Unfit("its words do not stand there, or among others")
    if len(places) > 1:
        raise Unfit(f"its words stand in {len(places)} places that look alike")
    place = places[0]
    if (len(target.prefix) < LEAST_CONTEXT and place.start > len(target.prefix)) or (
        len(target.suffix) < LEAST_CONTEXT and place.end + len(target.suffix) < len(text)
    ):
        raise Unfit("has no position, and too little of the text around its words")
    return place


def _around(target: Target, place: Span, text: str) -> bool:
    return text[: place.start].endswith(target.prefix) and text.startswith(target.suffix, place.end)


def _places(exact: str, text: str) -> Iterator[Span]:
    at = text.find(exact)
    while at >= 0:
        yield Span(at, at + len(exact))
        at = text.find(exact, at + 1)


def _readings(db: sqlite3.Connection, target: Target) -> list[Reading]:
    """For each text that may be meant its newest reading. Raises Unfit where there is none."""
    source = target.source or ""
    column, value = "reports.url", source
    for start, named in (("urn:reportedly:report:", "reports.id"), ("urn:reportedly:article:", "texts.id")):
        if source.startswith(start):
            column, value = named, source.removeprefix(start)
    query = (
        "SELECT max(reports.number) FROM reports JOIN texts ON texts.number = reports.text "
        "WHERE {column} = ? GROUP BY reports.text ORDER BY 1"
    )
    numbers = [number for (number,) in db.execute(query.format(column=column), (value,))]
    if not numbers and target.digest:
        # The same text, wherever it appeared.
        article = target.digest.removeprefix("sha256:")[:16]
        numbers = [number for (number,) in db.execute(query.format(column="texts.id"), (article,))]
    if not numbers:
        raise Unfit(f"its article is not in the ledger: {source or 'it names none'}")
    return [report.reading for _, report in recall(db, numbers, vectors=False)]


def standing(db: sqlite3.Connection, target: Target, anchors: Anchors) -> tuple[Span, Reading]:
    """The one text in which a target holds, and where. Raises Unfit where there is none, or more than one."""
    fitting: list[tuple[Span, Reading]] = []
    reasons: list[str] = []
    for reading in _readings(db, target):
        try:
            fitting.append((placed(target, reading.article.text, anchors), reading))
        except Unfit as why:
            reasons.append(str(why))
    if not fitting:
        raise Unfit(reasons[0])
    if len(fitting) > 1:
        raise Unfit(f"its words stand in {len(fitting)} versions of the article, and it has no digest")
    return fitting[0]


def _anchor(db: sqlite3.Connection, annotation: Annotation, side: int, anchors: Anchors) -> tuple[Anchor, Any]:
    """The record that a target means. Raises Unfit where there is none, or more than one."""
    span, reading = standing(db, annotation.targets[side], anchors)
    kind = annotation.kinds[side]
    found = [(anchor_of(reading, record), record) for record in _at(span, reading, kind)]
    facts = annotation.facts[side] if annotation.facts else None
    found = [one for one in found if facts is None or dict(one[0].facts) == dict(facts)]
    if not found:
        raise Unfit(f"no {kind or 'record'} is read at its words")
    if len(found) > 1:
        raise Unfit(f"{len(found)} records are read at its words, and which of them is meant cannot be told")
    return found[0]


def _at(span: Span, reading: Reading, kind: str | None) -> list[Any]:
    """The records of a kind, None for any, that stand on the very words."""
    kinds: dict[str, Sequence[Any]] = {
        "statement": reading.statements, "event": reading.events, "figure": reading.figures, "flaw": reading.flaws,
    }  # fmt: skip
    return [record for name, those in kinds.items() if kind in (None, name) for record in those if record.span == span]


# Into the ledger


def bring(
    ledger: Ledger, told: Iterable[Any], who: str | None = None, anchors: Anchors = "exact"
) -> Brought:  # fmt: skip
    """Keep as verdicts what annotations decide, all of them in one transaction.

    `who`: for annotations that name nobody. What cannot be taken is listed, and keeps nothing else out. A verdict that
    is there already is not kept twice. Raises LedgerError where the ledger cannot be written.
    """
    brought, verdicts = Brought(), []
    had = {as_json(one.verdict.row()) for one in listed(ledger.db)}
    for at, one in enumerate(told, 1):
        name = one.get("id") if isinstance(one, dict) else None
        try:
            verdict = _verdict(ledger.db, annotation_of(one), who, anchors)
        except Unfit as why:
            brought.unfit.append(f"annotation {at}{f' ({name})' if name else ''}: {why}")
            continue
        if verdict is None:
            brought.records += 1
        elif as_json(verdict.row()) in had:
            brought.there += 1
        else:
            had.add(as_json(verdict.row()))
            verdicts.append(verdict)
    if verdicts:
        _keep(ledger, verdicts)
    brought.new = len(verdicts)
    return brought


def _verdict(db: sqlite3.Connection, annotation: Annotation, who: str | None, anchors: Anchors) -> Verdict | None:
    """None where nothing is decided. Raises Unfit."""
    if annotation.decision is None:
        for target in annotation.targets:
            standing(db, target, anchors)
        return None
    found = [_anchor(db, annotation, side, anchors) for side in range(len(annotation.targets))]
    named = annotation.who or who
    if named is None:
        raise Unfit("names nobody who made it")
    own = tuple(anchor for anchor, _ in found)
    if annotation.same:
        if len(own) != 2 or not all(isinstance(record, Event) for _, record in found):
            raise Unfit("ties what are not two tellings of events")
        first, second = sorted(own, key=lambda a: (a.article, a.span, a.facts))
        if first == second:
            raise Unfit("ties a telling to itself")
        return Verdict((first, second), annotation.decision, named, annotation.when or utc_now(), annotation.note,
                       "same incident")  # fmt: skip
    if (annotation.decision == "edited") != bool(annotation.edited):
        raise Unfit("is an edit without fields, or fields without an edit")
    return Verdict(own, annotation.decision, named, annotation.when or utc_now(), annotation.note, None,
                   annotation.edited)  # fmt: skip


def _keep(ledger: Ledger, verdicts: Sequence[Verdict]) -> None:
    with ledger.writing("judge") as writing:
        for verdict in verdicts:
            keep(writing, verdict)
        query = (
            "SELECT reports.number FROM reports JOIN texts ON texts.number = text "
            "WHERE texts.id IN (SELECT value FROM json_each(?)) ORDER BY reports.number"
        )
        articles = json.dumps(sorted({anchor.article for verdict in verdicts for anchor in verdict.anchors}))
        settle.settle(writing, [number for (number,) in writing.db.execute(query, (articles,))])

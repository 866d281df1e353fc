"""The contract's rows → records: what `Reading.rows()` does, backwards, exactly."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ..records import Article, Event, Figure, Flaw, Mention, ReadBy, Reading, Statement, When, Where
from ..text import Span

__all__ = ["event_of", "figure_of", "flaw_of", "reader_of", "reading_of", "statement_of"]

Row = Mapping[str, Any]


def reading_of(rows: Iterable[Row]) -> Reading:
    """The reading whose rows these are, its records in the order of their numbers, flaws in that of their spans.

    Raises KeyError for a row that lacks a field of the contract, ValueError for one of no known kind or where the
    first row, and only it, is no article.
    """
    rows = iter(rows)
    first = next(rows, None)
    if first is None or first["kind"] != "article":
        raise ValueError("the first row is an article")
    statements: list[Statement] = []
    events: list[Event] = []
    figures: list[Figure] = []
    flaws: list[Flaw] = []
    for row in rows:
        match row["kind"]:
            case "statement":
                statements.append(statement_of(row))
            case "event":
                events.append(event_of(row))
            case "figure":
                figures.append(figure_of(row))
            case "flaw":
                flaws.append(flaw_of(row))
            case kind:
                raise ValueError(f"no kind of record: {kind!r}")
    return Reading(
        _article(first),
        tuple(sorted(statements, key=lambda s: s.number)),
        tuple(sorted(events, key=lambda e: e.number)),
        tuple(sorted(figures, key=lambda f: f.number)),
        tuple(flaws),
    )


def _article(row: Row) -> Article:
    names = ("text", "url", "file", "title", "byline", "publisher", "language", "published", "model", "vocabulary")
    return Article(**{name: row[name] for name in names}, reader=reader_of(row.get("reader")))


def reader_of(row: Row | None) -> ReadBy | None:
    """What another reader proposed, from the object of an article's row; None where our own model read it."""
    if row is None:
        return None
    dropped = tuple(sorted((str(reason), int(count)) for reason, count in row["dropped"].items()))
    return ReadBy(
        row["name"], row["instructions"], row["answers"], row["proposed"], row["kept"], dropped, row["unplaced"]
    )


def statement_of(row: Row) -> Statement:
    return Statement(
        number=_number(row["id"]),
        span=Span(*row["span"]),
        source=_mention(row["source"]),
        source_type=row["source_type"],
        cue=_span(row["cue"]),
        content=_spans(row["content"]),
        form=row["form"],
        stance=row["stance"],
        hedges=_spans(row["hedges"]),
        evidence=_spans(row["evidence"]),
        within=_number_or_none(row["within"]),
        confidence=row["confidence"],
    )


def event_of(row: Row) -> Event:
    return Event(
        number=_number(row["id"]),
        span=Span(*row["span"]),
        type=row["type"],
        mode=row["mode"],
        quad=row["quad"],
        intensity=row["intensity"],
        actor=_mention(row["actor"]),
        recipient=_mention(row["recipient"]),
        status=row["status"],
        according_to=_number_or_none(row["according_to"]),
        confidence=row["confidence"],
        same_as=_number_or_none(row["same_as"]),
        when=_when(row["when"]),
        where=_where(row["where"]),
    )


def figure_of(row: Row) -> Figure:
    return Figure(
        number=_number(row["id"]),
        span=Span(*row["span"]),
        value=_float(row["value"]),
        low=_float(row["low"]),
        high=_float(row["high"]),
        bound=row["bound"],
        unit=row["unit"],
        measure=row["measure"],
        event=_number_or_none(row["event"]),
        according_to=_number_or_none(row["according_to"]),
        confidence=row["confidence"],
    )


def flaw_of(row: Row) -> Flaw:
    return Flaw(Span(*row["span"]), row["problem"], _span(row["same_as"]))


def _mention(row: Row | None) -> Mention | None:
    if row is None:
        return None
    return Mention(
        Span(*row["span"]), row["entity"], row["name"], row["country"], row["sector"], _span(row["resolved_from"])
    )


def _when(row: Row | None) -> When | None:
    return When(Span(*row["span"]), row["start"], row["end"], row["precision"]) if row is not None else None


def _where(row: Row | None) -> Where | None:
    if row is None:
        return None
    return Where(Span(*row["span"]), row["name"], row["country"], row["latitude"], row["longitude"])


def _span(pair: list[int] | None) -> Span | None:
    return Span(*pair) if pair is not None else None


def _spans(pairs: list[list[int]]) -> tuple[Span, ...]:
    return tuple(Span(*pair) for pair in pairs)


def _float(number: float | None) -> float | None:
    """Rows tell whole numbers without a point."""
    return None if number is None else float(number)


def _number(name: str) -> int:
    return int(name.rsplit(":", 1)[1][1:])


def _number_or_none(name: str | None) -> int | None:
    return None if name is None else _number(name)

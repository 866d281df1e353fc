"""The record contract, checked on rows: what must hold of every reading, whoever read it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from reportedly.gazetteer import load_gazetteer
from reportedly.ontology import event_types
from reportedly.records import (
    BOUNDS,
    ENTITIES,
    FORMS,
    PRECISIONS,
    PROBLEMS,
    SOURCE_TYPES,
    STANCES,
    STATUSES,
    article_id,
)

Row = Mapping[str, Any]


def faults(rows: Sequence[Row]) -> list[str]:
    """What is wrong with the rows of one article."""
    return list(_faults(rows))


def _faults(rows: Sequence[Row]) -> Iterator[str]:
    article, *rest = rows
    text = article["text"]
    if article["kind"] != "article" or article["id"] != article_id(text):
        yield "the first row is no article of this text"
    ids = {row["id"]: row["kind"] for row in rest if "id" in row}
    if len(ids) != sum("id" in row for row in rest):
        yield "an id is there twice"
    for kind, letter in (("statement", "s"), ("event", "e"), ("figure", "f")):
        named = [row["id"] for row in rest if row["kind"] == kind]
        if sorted(named) != sorted(f"{article['id']}:{letter}{n}" for n in range(1, len(named) + 1)):
            yield f"the ids of {kind}s have gaps"
    if rest != sorted(rest, key=lambda row: (row["span"], row["kind"])):
        yield "rows out of order"
    for row in rest:
        here = row.get("id", row["kind"])
        yield from (f"{here}: {told}" for told in _row(row, text, ids))
    reader = article.get("reader")
    if reader is not None and reader["proposed"] != reader["kept"] + sum(reader["dropped"].values()):
        yield "what became of the proposals does not add up"


def _row(row: Row, text: str, ids: Mapping[str, str]) -> Iterator[str]:
    yield from _span(text, row["span"], row.get("text"))
    match row["kind"]:
        case "statement":
            yield from _label(row, "source_type", SOURCE_TYPES)
            yield from _label(row, "form", FORMS)
            yield from _label(row, "stance", STANCES)
            for span in (*row["content"], *row["hedges"], *row["evidence"], *([row["cue"]] if row["cue"] else [])):
                yield from _span(text, span)
            if not row["content"] and row["stance"] != "declines":
                yield "no content"
            yield from _mention(row["source"], text)
            yield from _link(row, "within", "statement", ids)
        case "event":
            kind = event_types().get(row["type"])
            if kind is None:
                yield f"type {row['type']}"
                return
            if row["quad"] != kind.quad or row["intensity"] != kind.intensity_of(row["mode"]):
                yield "quad or intensity are another type's"
            yield from _label(row, "status", STATUSES)
            yield from (fault for role in ("actor", "recipient") for fault in _mention(row[role], text))
            yield from _link(row, "according_to", "statement", ids)
            yield from _link(row, "same_as", "event", ids)
            if row["when"]:
                yield from _span(text, row["when"]["span"], row["when"]["text"])
                yield from _label(row["when"], "precision", (*PRECISIONS, None))
            if row["where"]:
                yield from _span(text, row["where"]["span"], row["where"]["text"])
        case "figure":
            yield from _label(row, "bound", BOUNDS)
            yield from _link(row, "according_to", "statement", ids)
            yield from _link(row, "event", "event", ids)
            if row["bound"] == "exact" and not row["low"] == row["value"] == row["high"]:
                yield "exact, and yet three numbers"
            if row["low"] is not None and row["high"] is not None and row["low"] > row["high"]:
                yield "low is above high"
        case "flaw":
            yield from _label(row, "problem", PROBLEMS)
        case other:
            yield f"kind {other}"


def _span(text: str, span: Sequence[int], words: str | None = None) -> Iterator[str]:
    start, end = span
    if not 0 <= start < end <= len(text) or text[start:end] != text[start:end].strip():
        yield f"{span} is no span"
    elif words is not None and text[start:end] != words:
        yield f"{words!r} does not stand at {span}"


def _label(row: Row, field: str, labels: Sequence[str | None]) -> Iterator[str]:
    if row[field] not in labels:
        yield f"{field} {row[field]!r}"


def _mention(mention: Row | None, text: str) -> Iterator[str]:
    if mention is None:
        return
    yield from _span(text, mention["span"], mention["text"])
    yield from _label(mention, "entity", ENTITIES)
    codes = {*load_gazetteer().codes, "IGO", "NGO", "MNC", None}
    if mention["country"] not in codes:
        yield f"country {mention['country']}"
    if mention["resolved_from"] is not None:
        yield from _span(text, mention["resolved_from"])


def _link(row: Row, field: str, kind: str, ids: Mapping[str, str]) -> Iterator[str]:
    name = row[field]
    if name is not None and (ids.get(name) != kind or name == row.get("id")):
        yield f"{field} {name} is no other {kind}"

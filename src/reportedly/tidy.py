"""Contract rows → flat rows, for data frames: one value a cell, the same columns whatever was read.

Pure, over the dictionaries of `Reading.rows()` or of lines of JSON Lines. A phrase within a record is told by its
words; where they stand is left to the records themselves.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

__all__ = ["COLUMNS", "FORMULA", "TABLES", "Table", "table"]

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""With what a cell begins that a spreadsheet takes for a formula; some take the wide forms for it too."""

Row = dict[str, Any]
Table = Literal["articles", "statements", "events", "figures", "flaws"]

TABLES: tuple[Table, ...] = ("articles", "statements", "events", "figures", "flaws")

JOINT = " … "
"""Between the pieces of one content, hedges, remarks on evidence."""

_MENTION = ("text", "name", "entity", "country", "sector")
_WHEN = ("text", "start", "end", "precision")
_WHERE = ("text", "name", "country", "latitude", "longitude")
_VOICE = ("source", "source_name", "source_type", "stance")


def _column(field: str, key: str) -> str:
    """The words bear the field's own name, and degrees say enough for themselves."""
    return field if key == "text" else key if key in ("latitude", "longitude") else f"{field}_{key}"


def _named(field: str, keys: Sequence[str]) -> tuple[str, ...]:
    return tuple(_column(field, key) for key in keys)


_HEAD = ("article", "published", "publisher", "url")
_PLACE = ("start", "end", "text")

COLUMNS: dict[Table, tuple[str, ...]] = {
    "articles": (
        "id", "version", "url", "file", "title", "byline", "publisher", "language", "published", "text", "model",
        "vocabulary",
    ),
    "statements": (
        *_HEAD, "id", *_PLACE, *_named("source", _MENTION), "source_type", "cue", "content", "form", "stance", "hedges",
        "evidence", "within", "confidence",
    ),
    "events": (
        *_HEAD, "id", *_PLACE, "type", "mode", "quad", "intensity", *_named("actor", _MENTION),
        *_named("recipient", _MENTION), "status", "according_to", *_VOICE, *_named("when", _WHEN),
        *_named("where", _WHERE), "confidence", "same_as",
    ),
    "figures": (
        *_HEAD, "id", *_PLACE, "value", "low", "high", "bound", "unit", "measure", "event", "according_to", *_VOICE,
        "confidence",
    ),
    "flaws": (*_HEAD, *_PLACE, "problem"),
}  # fmt: skip
"""The columns of every table, in order."""

_NUMBERS = ("value", "low", "high", "intensity")
"""Whole numbers are written without a point in the contract; a column has one type."""


def table(rows: Iterable[Mapping[str, Any]], kind: Table) -> list[Row]:
    """The records of one kind as flat dictionaries with the columns `COLUMNS[kind]`, in the order of `rows`.

    `rows`: those of one reading or of many, each article before its records. `start` and `end` are those of the
    record's span, in code points of the article's text; phrases are their words; the pieces of a content are joined by
    " … ". A mention, a time and a place become columns of their own (`actor`, its words, `actor_name` …), as does of
    events and figures the voice that tells them: `source`, `source_name`, `source_type` and `stance` are those of the
    statement that `according_to` names, and None where the article tells it itself. Raises KeyError for another kind,
    and ValueError where a record comes before its article.
    """
    columns, wanted = COLUMNS[kind], kind.removesuffix("s")
    found: list[Row] = []
    article: Mapping[str, Any] | None = None
    own: list[Mapping[str, Any]] = []
    voices: dict[str, Mapping[str, Any]] = {}

    def flush() -> None:
        # A record may stand before the statement that tells it.
        for row in own:
            flat = _flat(row, article, voices)
            found.append({column: flat.get(column) for column in columns})
        own.clear()

    for row in rows:
        if row["kind"] == "article":
            flush()
            article, voices = row, {}
        elif article is None:
            raise ValueError("a record without its article: keep the rows in their order, articles included")
        if row["kind"] == "statement":
            voices[row["id"]] = row
        if row["kind"] == wanted:
            own.append(row)
    flush()
    return found


def _flat(row: Mapping[str, Any], article: Mapping[str, Any] | None, voices: Mapping[str, Mapping[str, Any]]) -> Row:
    if row["kind"] == "article":
        return dict(row)
    assert article is not None
    text: str = article["text"]
    flat: Row = {key: article[key] for key in ("published", "publisher", "url")} | {"article": article["id"]}
    flat |= {"start": row["span"][0], "end": row["span"][1], "text": text[slice(*row["span"])]}
    for key, value in row.items():
        if key in ("span", "kind"):
            continue
        if key in ("source", "actor", "recipient"):
            flat |= _opened(key, value, _MENTION)
        elif key == "when":
            flat |= _opened(key, value, _WHEN)
        elif key == "where":
            flat |= _opened(key, value, _WHERE)
        elif key in ("content", "hedges", "evidence"):
            flat[key] = JOINT.join(text[slice(*span)] for span in value)
        elif key == "cue":
            flat[key] = text[slice(*value)] if value else None
        else:
            flat[key] = float(value) if key in _NUMBERS and value is not None else value
    if row["kind"] in ("event", "figure") and (voice := voices.get(row["according_to"] or "")):
        source = voice["source"] or {}
        flat |= {"source": source.get("text"), "source_name": source.get("name")}
        flat |= {"source_type": voice["source_type"], "stance": voice["stance"]}
    return flat


def _opened(field: str, value: Mapping[str, Any] | None, keys: Sequence[str]) -> Row:
    return {_column(field, key): (value or {}).get(key) for key in keys}

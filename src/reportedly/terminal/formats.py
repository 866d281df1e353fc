"""Answers for machines: JSON Lines and CSV, from the same rows."""

from __future__ import annotations

import csv
import io
import itertools
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from ..ledger.questions import flat
from ..tidy import FORMULA

__all__ = ["COLUMNS", "csv_lines", "csv_text", "json_lines"]

Row = dict[str, Any]


def json_lines(rows: Iterable[Row]) -> Iterator[str]:
    """One object a line, with its line end; halves of surrogate pairs are escaped, for no encoding has them."""
    for row in rows:
        line = json.dumps(row, ensure_ascii=False)
        if any("\ud800" <= char <= "\udfff" for char in line):
            line = json.dumps(row)
        yield line + "\n"


def csv_text(rows: Iterable[Row]) -> str:
    """A head line and one line a row. Columns are those of all rows, in the order in which they first come.

    A cell that a spreadsheet would take for a formula has an apostrophe before it: articles are hostile text.
    """
    told = [flat(row) for row in rows]
    columns = list(dict.fromkeys(key for row in told for key in row))
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, lineterminator="\n")
    if columns:
        writer.writeheader()
    for row in told:
        writer.writerow({key: _harmless(value) for key, value in row.items()})
    return out.getvalue()


PARTY = ("name", "country", "sector")
_SIDES = tuple(f"{side}.{part}" for side in ("one", "other")
               for part in ("source.name", "source.kind", "says", "text", "report"))  # fmt: skip

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "incident": (
        "id", "type", "mode", "quad", "intensity", "status", "voice", "trigger", *(f"actor.{p}" for p in PARTY),
        *(f"recipient.{p}" for p in PARTY), "start", "end", "reported", "where", "country", "reports", "independent",
        "outlets", "first.outlets", "first.published", "accounts", "conflicts", "figures", "updates", "claimed_by",
        "accused_by", "confidence", "corrections",
    ),
    "dispute": ("incident", "conflict", *_SIDES, "reason"),
    "figures": (
        "incident", "unit", "measure", "entries", "estimate.policy", "estimate.low", "estimate.best", "estimate.high",
        "estimate.reason", "estimate.entries",
    ),
    "dyad": (
        "one", "other", "period", "direction", "kind", "quad", "status", "voice", "count", "intensity", "articles",
        "outlets", "incidents",
    ),
    "source": (
        "kind", "name", "type", "country", "sector", "statements", "copied", "articles", "outlets", "first", "last",
        "outlet", "named", "official", "anonymous", "unattributed", "other",
    ),
    "copy": (
        "report", "outlet", "published", "title", "origin", "origin_outlet", "passages", "characters", "share",
    ),
    "correction": (
        "as", "report", "outlet", "published", "title", "text", "corrects", "corrects_published",
        "corrects_title", "by",
    ),
    "hit": ("report", "outlet", "published", "title", "before", "text", "after"),
    "verdict": ("when", "who", "about", "decision", "text", "note", "lost", "records"),
}  # fmt: skip
"""The columns of each question's CSV: the same whatever the answer, so that it can be written as it comes. Lists of
words are joined, other lists counted."""


def csv_lines(rows: Iterable[Row], kind: str | Sequence[str]) -> Iterator[str]:
    """The head line, then a line a row, with these columns, or those of `kind`; cells as in `csv_text`."""
    columns = COLUMNS[kind] if isinstance(kind, str) else kind
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    # Nothing is written before the first answer: a question may turn out to be none.
    rows = iter(rows)
    first = next(rows, None)
    writer.writerow(columns)
    for row in itertools.chain([first] if first is not None else [], rows):
        told = flat(row)
        writer.writerow([_harmless(told.get(column)) for column in columns])
        yield out.getvalue()
        out.seek(0)
        out.truncate()
    yield out.getvalue()


def _harmless(value: str | int | float | bool | None) -> str | int | float:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if not isinstance(value, str):
        return value
    # A carriage return alone is not quoted by `csv`, and begins a new row for some readers.
    plain = value.encode("utf-8", "replace").decode("utf-8").replace("\r\n", "\n").replace("\r", "\n")
    return f"'{plain}" if plain.startswith(FORMULA) else plain

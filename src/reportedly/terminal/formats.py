"""Answers for machines: JSON Lines and CSV, from the same rows."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator
from typing import Any

from ..ledger.questions import flat

__all__ = ["csv_text", "json_lines"]

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


def _harmless(value: str | int | float | bool | None) -> str | int | float:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if not isinstance(value, str):
        return value
    plain = value.encode("utf-8", "replace").decode("utf-8")
    return f"'{plain}" if plain.startswith(("=", "+", "-", "@", "\t", "\r")) else plain

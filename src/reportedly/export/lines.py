"""Cells and lines: JSON, and tables parted by commas or tabs."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeAlias

from ..tidy import FORMULA

__all__ = ["Cell", "as_json", "cells", "plain_number", "table_lines"]

Cell: TypeAlias = str | int | float | bool | None


def as_json(value: Any) -> str:
    """On one line; halves of surrogate pairs are escaped, for no encoding has them."""
    line = json.dumps(value, ensure_ascii=False)
    return json.dumps(value) if any("\ud800" <= char <= "\udfff" for char in line) else line


def table_lines(columns: Iterable[str], rows: Iterable[Mapping[str, Cell]], delimiter: str = ",") -> Iterator[str]:
    """The head line, then a line a row; cells that hold quotes, delimiters or line ends are in double quotes, quotes in
    them doubled (RFC 4180, with `\\n`). Unknown is nothing between two delimiters.

    A cell of words that a spreadsheet would take for a formula has an apostrophe before it: articles are hostile text.
    """
    columns = tuple(columns)
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\n")
    writer.writerow(columns)
    yield _emptied(out)
    for row in rows:
        writer.writerow(cells(row.get(column) for column in columns))
        yield _emptied(out)


def _emptied(out: io.StringIO) -> str:
    line = out.getvalue()
    out.seek(0)
    out.truncate()
    return line


def cells(values: Iterable[Cell]) -> list[str | int | float]:
    """Values as they are written into a table."""
    return [_cell(value) for value in values]


def _cell(value: Cell) -> str | int | float:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if not isinstance(value, str):
        return plain_number(value)
    # Line ends of other systems would end a row for some readers.
    plain = value.encode("utf-8", "replace").decode("utf-8").replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    return f"'{plain}" if plain.startswith(FORMULA) else plain


def plain_number(number: float) -> float | int:
    """Whole numbers without a point."""
    return int(number) if number == int(number) else number

"""The tidy tables as Parquet: a folder of one file a table, types and meanings in the files themselves."""

from __future__ import annotations

import contextlib
from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from ..accuracy import caution
from .choosing import Chosen
from .lines import Cell
from .tables import Row, Table, package, rows, tables

__all__ = ["fill"]

TOGETHER = 5_000
"""Rows of a group: so many of a table are in memory."""

_TYPES = {
    "string": pa.string(), "integer": pa.int64(), "number": pa.float64(), "boolean": pa.bool_(), "date": pa.date32(),
}  # fmt: skip


def fill(chosen: Chosen, folder: Path) -> None:
    """All files of the folder; every table has its file, also one without rows."""
    folder.joinpath("datapackage.json").write_text(package(chosen, "parquet"), "utf-8")
    told = caution(chosen.models())
    waiting: defaultdict[str, list[Row]] = defaultdict(list)
    with contextlib.ExitStack() as stack:
        writers = {}
        for name, table in tables().items():
            path = str(folder.joinpath(f"{name}.parquet"))
            schema = _schema(table)
            schema = schema.with_metadata({**schema.metadata, "caution": told})
            writers[name] = stack.enter_context(pq.ParquetWriter(path, schema, compression="zstd"))
        for name, row in rows(chosen):
            waiting[name].append(row)
            if len(waiting[name]) >= TOGETHER:
                writers[name].write_table(_made(tables()[name], waiting.pop(name)))
        for name, those in waiting.items():
            writers[name].write_table(_made(tables()[name], those))


def _schema(table: Table) -> pa.Schema:
    fields = [pa.field(c.name, _TYPES[c.type], metadata={"description": c.meaning}) for c in table.columns]
    return pa.schema(fields, metadata={"description": f"a row is {table.row}"})


def _made(table: Table, those: Sequence[Row]) -> pa.Table:
    made = {c.name: [_value(row[c.name], c.type) for row in those] for c in table.columns}
    return pa.table(made, _schema(table))


def _value(value: Cell, type: str) -> Any:
    if isinstance(value, str):
        if type == "date":
            with contextlib.suppress(ValueError):
                return date.fromisoformat(value[:10])
            return None
        return value.encode("utf-8", "replace").decode("utf-8")
    return value

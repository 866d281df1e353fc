"""The tidy tables as CSV: a folder of one file a table, with `datapackage.json` that tells their columns."""

from __future__ import annotations

import contextlib
import csv
from pathlib import Path

from .choosing import Chosen
from .lines import cells
from .tables import package, rows, tables

__all__ = ["fill"]


def fill(chosen: Chosen, folder: Path) -> None:
    """All files of the folder; every table has its file, also one without rows. See `lines.table_lines`."""
    folder.joinpath("datapackage.json").write_text(package(chosen, "csv"), "utf-8")
    with contextlib.ExitStack() as stack:
        writers = {}
        for table in tables().values():
            stream = folder.joinpath(f"{table.name}.csv").open("w", encoding="utf-8", newline="")
            writer = csv.writer(stack.enter_context(stream), lineterminator="\n")
            writer.writerow([column.name for column in table.columns])
            writers[table.name] = writer
        for name, row in rows(chosen):
            writers[name].writerow(cells(row.values()))

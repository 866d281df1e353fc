"""Readings out of Parquet into a ledger."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterator

from ..errors import ExtraError, InputError
from ..ledger.arrivals import Outcome
from ..ledger.store import Ledger
from ..ledger.values import Report
from ..records import Failure
from .reading import report_of

__all__ = ["import_parquet"]

_COLUMNS = ("report", "file", "failure", "rows", "vectors")


def import_parquet(ledger: Ledger, folder: str) -> list[Outcome]:
    """Add the readings in a folder of Parquet, as `read` or `read_into` gives them, or in one such file: what became of
    each, in the order of the files' names. What the ledger has already is known to it. Needs pyarrow, and no Spark.

    Raises InputError, with the file, where there is none or it holds something else, and ExtraError without pyarrow.
    """
    return ledger.add(_reports(folder))


def _reports(folder: str) -> Iterator[Report | Failure]:
    try:
        import pyarrow
        from pyarrow import parquet
    except ModuleNotFoundError as error:
        raise ExtraError(f"Parquet needs more libraries ({error.name}): pip install 'reportedly[spark]'") from None

    inside = glob.glob(os.path.join(glob.escape(folder), "**", "*.parquet"), recursive=True)
    files = [folder] if os.path.isfile(folder) else sorted(inside)
    if not files:
        raise InputError(f"{folder}: no Parquet files")
    for name in files:
        try:
            with parquet.ParquetFile(name) as file:
                for batch in file.iter_batches(batch_size=256, columns=list(_COLUMNS)):
                    if missing := set(_COLUMNS) - set(batch.schema.names):
                        raise InputError(f"{name}: no readings: without the column {min(missing)}")
                    for row in batch.to_pylist():
                        yield Failure(row["file"] or name, row["failure"]) if row["failure"] else report_of(row)
        except (OSError, pyarrow.ArrowException) as error:
            raise InputError(f"{name}: {str(error).splitlines()[0]}") from error
        except (KeyError, ValueError, TypeError) as error:
            raise InputError(f"{name}: a row is no reading ({type(error).__name__}: {error})") from error

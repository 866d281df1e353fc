"""Articles → readings, a row each; and of readings the records of one kind."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, cast

from ..article.batch import Given, Load, Reader, load_pipeline, read_given
from ..deadline import TIME_LIMIT, as_time_limit
from ..ledger.records_back import reading_of
from ..ledger.values import Report
from ..records import Failure, Reading
from .erring import noted
from .rows import Row, mapped
from .schemas import KINDS, READINGS

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

__all__ = ["failures", "load_for_ledger", "read", "records", "report_of", "row_of"]


@dataclass(frozen=True, slots=True)
class _ForLedger:
    """Loads a reader whose readings bear the vectors of events. Two of one model are equal, wherever they were made."""

    model: str | None = None

    def __call__(self) -> Reader:
        return load_pipeline(vectors=True, model=self.model)


load_for_ledger: Load = _ForLedger()
"""The reader with the model that comes with the package, whose readings bear the vectors of events."""


def read(
    articles: DataFrame,
    load: Load | None = None,
    *,
    model: str | None = None,
    time_limit: float | None = TIME_LIMIT,
    apart: bool = False,
) -> DataFrame:
    """Read every article: a frame with the columns `READINGS`. What cannot be read is a row with its reason.

    `articles`: see `ARTICLES`. `model`: a name or a folder, as for `reportedly read --model`; it must be there on every
    worker. `load` makes the reader instead, and must be picklable: once in each of Spark's Python workers if what
    unpickles equals itself, as functions of a module do, and otherwise once a partition. Nothing is read before the
    frame is asked for, and it is read again each time: keep it, or write it as Parquet. The metadata of the column
    `rows` say that a machine read them; how often that errs tells `caution`. `time_limit`: seconds that
    an article may take, None for any number. `apart`: each partition is read in a process of its own beside Spark's
    worker, which loads the model anew; one that hangs or dies over an article, be it in a library of C, is ended, and
    the others are read.

    Raises ValueError where both are given, or for a limit that is none, and ModelError, in a worker, where there is no
    such model.
    """
    return noted(mapped(articles, _Read(chosen(load, model), as_time_limit(time_limit), apart), READINGS), "rows")


def chosen(load: Load | None, model: str | None) -> Load:
    """What loads the reader. Raises ValueError where both are given."""
    if load is None:
        return _ForLedger(model)
    if model is not None:
        raise ValueError("a model is named, and something else is to load the reader: give one of them")
    return load


def records(readings: DataFrame, kind: str) -> DataFrame:
    """The records of one kind: `report` and the columns of `KINDS[kind]`; the metadata of `report` say that a machine
    read them. Raises KeyError for no kind of record."""
    from pyspark.sql import functions as f

    columns = KINDS[kind]
    rows = readings.select("report", f.explode("rows").alias("row"))
    # The kind is the first thing that a row of the contract tells.
    of_kind = rows.where(f.get_json_object("row", "$.kind") == kind)
    told = of_kind.select("report", f.from_json("row", columns).alias("row")).select("report", "row.*")
    return noted(told, "report")


def failures(readings: DataFrame) -> DataFrame:
    """What could not be read: `file` and the reason, `failure`."""
    return readings.where("failure IS NOT NULL").select("file", "failure")


class _Read:
    """Reads the rows of a partition. The reader is kept for the next partition of the same worker."""

    def __init__(self, load: Load, limit: float | None, apart: bool) -> None:
        self._load, self._limit, self._apart = load, limit, apart

    def __call__(self, rows: Iterator[Row]) -> Iterator[Row]:
        os.environ.setdefault("OMP_NUM_THREADS", "1")
        load = self._load if self._apart else self._reader
        found = read_given(map(_given, rows), processes=1, load=load, time_limit=self._limit, apart=self._apart)
        with closing(found) as outcomes:
            yield from map(row_of, cast("Iterator[Reading | Failure]", outcomes))

    def _reader(self) -> Reader:
        return _loaded(self._load)


@lru_cache(maxsize=1)
def _loaded(load: Load) -> Reader:
    return load()


def _given(row: Row) -> Given:
    data = row.get("data")
    if data is None:
        data = (row.get("text") or "").encode("utf-8", "surrogatepass")
    names = ("file", "url", "title", "publisher", "published")
    return Given(bytes(data), **{name: row.get(name) for name in names})


def row_of(outcome: Reading | Failure) -> Row:
    """A reading, or why there is none, as a row of `READINGS`."""
    if isinstance(outcome, Failure):
        return {"report": None, "file": outcome.file, "failure": outcome.reason, "rows": [], "vectors": []}
    return {
        "report": Report(outcome, "").id,
        "file": outcome.article.file,
        "failure": None,
        "rows": [json.dumps(row, ensure_ascii=False) for row in outcome.rows()],
        "vectors": [{"event": n, "vector": list(v)} for n, v in sorted(outcome.vectors.items())],
    }


def report_of(row: Row) -> Report:
    """The report that a row of `READINGS` without a failure is of."""
    vectors: Iterable[Row] = row["vectors"] or ()
    told = {one["event"]: tuple(one["vector"]) for one in vectors}
    return Report(reading_of(map(json.loads, row["rows"])), "", told)

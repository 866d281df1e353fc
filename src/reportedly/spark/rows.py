"""Rows through Python: batches of Arrow in, batches of Arrow out, one partition at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    import pyarrow
    from pyspark.sql import DataFrame

__all__ = ["Row", "grouped", "mapped"]

Row = dict[str, Any]
_TOGETHER = 256
"""Rows in a batch that goes back to Spark."""


def mapped(frame: DataFrame, work: Callable[[Iterator[Row]], Iterable[Row]], schema: str) -> DataFrame:
    """What `work` makes of the rows of each partition. `work` must be picklable."""
    from pyspark.sql.types import StructType

    fields = cast("StructType", StructType.fromDDL(schema))

    def on_batches(batches: Iterable[pyarrow.RecordBatch]) -> Iterator[pyarrow.RecordBatch]:
        from pyspark.sql.pandas.types import to_arrow_schema

        arrow = to_arrow_schema(fields)
        yield from _packed(work(row for batch in batches for row in batch.to_pylist()), arrow)

    return frame.mapInArrow(on_batches, schema)


def grouped(
    frame: DataFrame,
    keys: Sequence[str],
    order: Sequence[str],
    work: Callable[[list[Row]], Iterable[Row]],
    schema: str,
) -> DataFrame:
    """What `work` makes of all rows that have the same keys, in order.

    The rows of a partition are sorted by Spark and cut into groups here: a group of its own for every number of a
    signature, say, would cost a thousand times more.
    """
    ordered = frame.repartition(*keys).sortWithinPartitions(*keys, *order)
    return mapped(ordered, _InGroups(tuple(keys), work), schema)


class _InGroups:
    def __init__(self, keys: tuple[str, ...], work: Callable[[list[Row]], Iterable[Row]]) -> None:
        self._keys, self._work = keys, work

    def __call__(self, rows: Iterator[Row]) -> Iterator[Row]:
        for _, group in groupby(rows, lambda row: tuple(row[key] for key in self._keys)):
            yield from self._work(list(group))


def _packed(rows: Iterable[Row], schema: pyarrow.Schema) -> Iterator[pyarrow.RecordBatch]:
    import pyarrow

    waiting: list[Row] = []
    for row in rows:
        waiting.append(row)
        if len(waiting) == _TOGETHER:
            yield pyarrow.RecordBatch.from_pylist(waiting, schema=schema)
            waiting = []
    if waiting:
        yield pyarrow.RecordBatch.from_pylist(waiting, schema=schema)

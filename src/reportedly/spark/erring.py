"""How often what stands in a frame errs, in the sentence that users need: asked for, and carried by the frames."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .. import accuracy

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

__all__ = ["COLUMN_NOTE", "caution", "noted"]

COLUMN_NOTE = "caution"
"""Under this key of a column's metadata it is said, which Spark keeps through Parquet."""


def caution(readings: DataFrame) -> str:
    """That a machine read what is in `readings` (the columns `READINGS`), and how often that errs: two or three
    sentences, of all models that read in it. Goes through the frame once."""
    from pyspark.sql import functions as f

    first = f.when(f.size("rows") > 0, f.element_at("rows", 1))  # the article
    model = f.get_json_object(first, "$.model")
    read = readings.where("failure IS NULL").select(model.alias("model")).distinct()
    return accuracy.caution(row["model"] for row in read.collect())


def noted(frame: DataFrame, column: str) -> DataFrame:
    """The same frame, with a note at a column: nobody knows yet which model reads, so that no figures are told."""
    return frame.withMetadata(column, {COLUMN_NOTE: accuracy.caution(())})

"""Reports in blocks, so that pairs of reports meet where both are without each pair bearing both.

What is compared lies near in time: blocks are stretches of days, and a report goes to few pairs of blocks, however many
reports it is compared with.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

__all__ = ["SIZE", "Stretch", "in_blocks", "stretches"]

SIZE = 256
"""Reports of a block, about: two blocks at a time are held by a task."""


class Stretch(NamedTuple):
    """The reports of a day are in `parts` blocks, from the number `block` on."""

    day: str
    block: int
    parts: int


def stretches(counts: Iterable[tuple[str, int]], size: int = SIZE) -> list[Stretch]:
    """For days and how many reports each has: which blocks they are in. Days that follow one another share a block up
    to `size` reports; one with more has several to itself."""
    found: list[Stretch] = []
    block, held = 0, 0
    for day, count in sorted(counts):
        if held and held + count > size:
            block, held = block + 1, 0
        parts = max(1, -(-count // size))
        found.append(Stretch(day, block, parts))
        if parts > 1:
            block, held = block + parts, 0
        else:
            held += count
    return found


def in_blocks(told: DataFrame) -> DataFrame:
    """`report` and the number of its `block`, of a frame with `report` and its `place` in the order of reports."""
    from pyspark.sql import functions as f

    dated = told.select("report", f.substring_index("place", "/", 1).alias("day"))
    counts = [(row["day"], row["count"]) for row in dated.groupBy("day").count().collect()]
    schema = "day string, block bigint, parts int"
    rows = [tuple(one) for one in stretches(counts)]
    known = f.broadcast(told.sparkSession.createDataFrame(rows, schema))
    block = f.col("block") + f.pmod(f.xxhash64("report"), f.col("parts"))
    return dated.join(known, "day").select("report", block.alias("block"))

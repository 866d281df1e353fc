"""The contract itself: the rows of each article with its records, as `reportedly read --format jsonl` writes them."""

from __future__ import annotations

from collections.abc import Iterator

from .choosing import Chosen
from .lines import as_json

__all__ = ["lines"]


def lines(chosen: Chosen) -> Iterator[str]:
    """One object a line. Articles are whole: all that was read in an article that tells an incident that is meant.

    Two reports of the same text have the same records, told apart by the article before them.
    """
    for told in chosen.reports():
        for row in told.report.reading.rows():
            chosen.tally.write(f"{row['kind']}s")
            yield as_json(row) + "\n"

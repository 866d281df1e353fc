"""What was made of reports lately, kept ready from one transaction to the next.

Reports that come about in the order of their dates are compared with the same few hundred again and again. All of it
is a function of what stands in the file, so that what is not here is made anew: only the time it takes can show.
"""

from __future__ import annotations

import sqlite3
from collections import OrderedDict
from collections.abc import Iterable, Iterator
from typing import Generic, TypeVar

from .recall import TOGETHER, recall
from .sketches import Scene, Sketch
from .values import Report
from .wording import Wording

__all__ = ["Latest", "Ready"]

MOST = 1200
"""Of each kind, at most: some ten to a hundred kilobytes each."""

# Acts that leave the reports that are there as they are.
_ADDING = frozenset({"add", "settle"})

K = TypeVar("K")
V = TypeVar("V")


class Latest(Generic[K, V]):
    """Values by keys, of which those that were asked for last are kept."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._kept: OrderedDict[K, V] = OrderedDict()

    def __contains__(self, key: object) -> bool:
        return key in self._kept

    def get(self, key: K) -> V | None:
        found = self._kept.get(key)
        if found is not None:
            self._kept.move_to_end(key)
        return found

    def put(self, key: K, value: V) -> None:
        self._kept[key] = value
        self._kept.move_to_end(key)
        while len(self._kept) > self._most:
            self._kept.popitem(last=False)

    def clear(self) -> None:
        self._kept.clear()


class Ready:
    """reports: by number, as they were read; sketches: of the tellings of a report, by their numbers there; scenes: the
    reports as wholes, of those that tell anything; wordings: by the ids of reports."""

    def __init__(self) -> None:
        self.reports: Latest[int, Report] = Latest()
        self.sketches: Latest[int, dict[int, Sketch]] = Latest()
        self.scenes: Latest[int, Scene] = Latest()
        self.wordings: Latest[str, Wording] = Latest()
        self._version: int | None = None

    def still(self, db: sqlite3.Connection, act: str) -> Ready:
        """This, for a transaction that has begun: emptied where others wrote meanwhile, or where reports may be changed
        or taken out, in this transaction or in the last one. After one that failed it must be cleared."""
        version = db.execute("PRAGMA data_version").fetchone()[0]
        if version != self._version or act not in _ADDING:
            self.clear()
        self._version = version if act in _ADDING else None
        return self

    def clear(self) -> None:
        """Whenever what stands in the file may be otherwise than it was."""
        for kind in (self.reports, self.sketches, self.scenes, self.wordings):
            kind.clear()

    def recall(self, db: sqlite3.Connection, numbers: Iterable[int]) -> Iterator[tuple[int, Report]]:
        """As `recall.recall`."""
        wanted = list(numbers)
        for start in range(0, len(wanted), TOGETHER):
            some = wanted[start : start + TOGETHER]
            found = {number: report for number in some if (report := self.reports.get(number)) is not None}
            for number, report in recall(db, [number for number in some if number not in found]):
                found[number] = report
                self.reports.put(number, report)
            yield from ((number, found[number]) for number in some if number in found)

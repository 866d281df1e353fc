"""What was made of reports lately, kept ready from one transaction to the next.

Reports that come about in the order of their dates are compared with the same few hundred again and again. All of it
is a function of what stands in the file, so that what is not here is made anew: only the time it takes can show.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator

from .latest import Latest
from .recall import TOGETHER, recall
from .sketches import Scene, Sketch
from .values import Report
from .voices import Voices
from .wording import Wording

__all__ = ["Ready"]

SKETCHES = 2000
"""Reports whose sketches are kept: a report is compared with those of a month, and remaking them costs most."""

# Acts that leave the reports that are there as they are.
_ADDING = frozenset({"add", "settle"})


class Ready:
    """reports: by number, as they were read; sketches: of the tellings of a report, by their numbers there; scenes: the
    reports as wholes, of those that tell anything; wordings and voices: by the ids of reports."""

    def __init__(self) -> None:
        self.reports: Latest[int, Report] = Latest()
        self.sketches: Latest[int, dict[int, Sketch]] = Latest(SKETCHES)
        self.scenes: Latest[int, Scene] = Latest()
        self.wordings: Latest[str, Wording] = Latest()
        self.voices: Latest[str, Voices] = Latest()
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
        for kind in (self.reports, self.sketches, self.scenes, self.wordings, self.voices):
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

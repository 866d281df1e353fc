"""Where each telling stands: which incident it is in, brought up to date as links come and go (`following.py`).

A telling is looked at again where a link of its own changed, where an earlier one that it is linked with stands
elsewhere now, or where others are the first in the line of such a one; in the order of the tellings, so that each is
looked at once what it may follow is settled.
"""

from __future__ import annotations

import heapq
import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import partial
from typing import TypeAlias

from .deciding import Decided
from .following import FIRST, Earlier, Heard, Standing, followed, heard, place_in_order
from .grouping import components
from .incidents import incident_id
from .sketches import Sketch
from .standing import stand
from .writing import Writing

__all__ = ["Place", "place"]

Place: TypeAlias = tuple[int, int]
"""A telling in the tables: the number of its report, and its own there."""


def place(
    writing: Writing,
    touched: Iterable[Place],
    changed: Collection[int],
    sketch: Callable[[Place], Sketch | None],
    akin: Callable[[Place, Place], bool],
    least: float,
    verdicts: Decided,
) -> None:
    """Let all tellings stand where they should, of which those in `touched` may stand elsewhere than before.

    `changed`: the numbers of reports that may be read otherwise than before; `sketch`: a telling as it is compared,
    None where it is not told any more; `akin`: whether two have anything in common; `least`: from which score on one
    may be followed.
    """
    _Placing(writing, sketch, akin, least, verdicts).run(touched, changed)


class _Placing:
    def __init__(
        self,
        writing: Writing,
        sketch: Callable[[Place], Sketch | None],
        akin: Callable[[Place, Place], bool],
        least: float,
        verdicts: Decided,
    ) -> None:
        self._writing, self._db = writing, writing.db
        self._sketch, self._akin, self._least = sketch, akin, least
        self._verdicts = verdicts
        self._said: Heard[Place] = Heard({}, {})
        self._waiting: list[tuple[str, Place]] = []
        self._moved: dict[Place, str | None] = {}
        self._ats: dict[Place, str] = {}

    def run(self, touched: Iterable[Place], changed: Collection[int]) -> None:
        touched, changed = set(touched), set(changed)
        for one in sorted(touched):
            sketch = self._sketch(one)
            if one[0] in changed:
                self._called_by_line(one)
            if sketch is None:
                self._db.execute("DELETE FROM tellings WHERE report = ? AND n = ?", one)
                self._moved[one] = None
            elif self._at(one) != (at := place_in_order(sketch)):
                # New here, or read at another place of the text: whoever is linked with it must look at it.
                self._put(one, at, Standing(incident_id(sketch), one), None)
                self._call(one, "")
        for at, one in self._hear(touched):
            heapq.heappush(self._waiting, (at, one))
        while self._waiting:
            at, one = heapq.heappop(self._waiting)
            while self._waiting and self._waiting[0] == (at, one):
                heapq.heappop(self._waiting)
            if self._at(one) == at:  # Else it was called before it moved, and was called again since.
                self._settle(at, one)
        for one, incident in sorted(self._moved.items()):
            rows = [] if incident is None else [{"incident": incident}]
            stand(self._writing, "incident_members", {"report": one[0], "n": one[1]}, rows)

    def _hear(self, touched: set[Place]) -> list[tuple[str, Place]]:
        """Take up what persons decided: the tellings, with their places in the order, that must be looked at."""
        pairs = [*self._verdicts.same, *self._verdicts.apart]
        self._ats = {one: at for at, one in self._there({one for both in pairs for one in both})}
        self._said = heard(self._verdicts.same, self._verdicts.apart, self._ats)
        # What was decided of one says something of all that hang together with it by decisions.
        together = {
            member for group in components(self._ats, pairs) if not touched.isdisjoint(group) for member in group
        }
        return self._there(touched | together)

    def _settle(self, at: str, one: Place) -> None:
        near = [Earlier(there, other, score) for there, other, score in self._linked(one) if there < at]
        confirmed = [other for there, other in self._spoken_of(one, self._said.same) if there < at]
        apart = [other for there, other in self._spoken_of(one, self._said.apart) if there < at]
        barred = {self._standing(other).incident for other in apart}
        chosen = followed(near, self._least, self._standing, partial(self._related, one, at), confirmed, barred)
        stood = "incident, follows_report, follows_n, anchor_report, anchor_n"
        before = self._db.execute(f"SELECT {stood} FROM tellings WHERE report = ? AND n = ?", one).fetchone()
        if chosen is None:
            sketch = self._sketch(one)
            assert sketch is not None
            now: Standing[Place] = Standing(incident_id(sketch), one)
        else:
            there = self._standing(chosen.telling)
            now = Standing(there.incident, one if chosen.by_person else there.anchor)
        follows = chosen.telling if chosen else None
        self._moved[one] = now.incident
        anchor = (before[3], before[4])
        # Who is not among the first of a line leaves it as it is.
        lines = [line for line in (anchor, now.anchor) if len(self._first(line, at)) < FIRST and now.anchor != anchor]
        if (now.incident, *(follows or (None, None)), *now.anchor) != before:
            self._put(one, at, now, follows)
        if (now.incident, *now.anchor) != (before[0], *anchor):
            self._call(one, at)
        for line in lines:
            self._call_line(line, at)

    def _related(self, one: Place, at: str, anchor: Place) -> bool:
        """Whether a telling has something in common with one of the first before it in a line."""
        return any(self._akin(one, other) for other in self._first(anchor, at))

    def _first(self, anchor: Place, before: str) -> list[Place]:
        """The first ones in the line of an anchor, of those before a place in the order."""
        query = "SELECT report, n FROM tellings WHERE anchor_report = ? AND anchor_n = ? AND at < ? ORDER BY at LIMIT ?"
        return self._db.execute(query, (*anchor, before, FIRST)).fetchall()

    def _called_by_line(self, one: Place) -> None:
        """A telling is told otherwise now, or nowhere: if it is among the first of its line, that is another line."""
        query = "SELECT at, anchor_report, anchor_n FROM tellings WHERE report = ? AND n = ?"
        for at, report, n in self._db.execute(query, one).fetchall():
            if len(self._first((report, n), at)) < FIRST:
                self._call_line((report, n), at)

    def _call_line(self, anchor: Place, after: str) -> None:
        """Whoever may follow one of a line looks at it again."""
        query = "SELECT report, n FROM tellings WHERE anchor_report = ? AND anchor_n = ?"
        called = {
            (at, other)
            for one in self._db.execute(query, anchor).fetchall()
            for at, other, _ in self._linked(one)
            if at > after
        }
        for waiting in called:
            heapq.heappush(self._waiting, waiting)

    def _call(self, one: Place, after: str) -> None:
        """Whoever may follow a telling looks at it again."""
        linked = [(at, other) for at, other, _ in self._linked(one)]
        for at, other in {*linked, *self._spoken_of(one, self._said.same), *self._spoken_of(one, self._said.apart)}:
            if at > after:
                heapq.heappush(self._waiting, (at, other))

    def _put(self, one: Place, at: str, now: Standing[Place], follows: Place | None) -> None:
        self._db.execute(
            "INSERT INTO tellings (report, n, at, incident, follows_report, follows_n, anchor_report, anchor_n) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET at = excluded.at, incident = excluded.incident, "
            "follows_report = excluded.follows_report, follows_n = excluded.follows_n, "
            "anchor_report = excluded.anchor_report, anchor_n = excluded.anchor_n",
            (*one, at, now.incident, *(follows or (None, None)), *now.anchor),
        )

    def _at(self, one: Place) -> str | None:
        row = self._db.execute("SELECT at FROM tellings WHERE report = ? AND n = ?", one).fetchone()
        return None if row is None else str(row[0])

    def _standing(self, one: Place) -> Standing[Place]:
        query = "SELECT incident, anchor_report, anchor_n FROM tellings WHERE report = ? AND n = ?"
        incident, report, n = self._db.execute(query, one).fetchone()
        return Standing(incident, (report, n))

    def _linked(self, one: Place) -> Iterator[tuple[str, Place, float]]:
        """Place in the order, telling and score of those that are linked with one strongly enough."""
        for mine, theirs in (("a", "b"), ("b", "a")):
            query = (
                f"SELECT at, {theirs}_report, {theirs}_n, score FROM links JOIN tellings "
                f"ON tellings.report = {theirs}_report AND tellings.n = {theirs}_n "
                f"WHERE {mine}_report = ? AND {mine}_n = ? AND until IS NULL AND score >= ?"
            )
            for at, report, n, score in self._db.execute(query, (*one, self._least)).fetchall():
                yield at, (report, n), score

    def _spoken_of(self, one: Place, others: Mapping[Place, frozenset[Place]]) -> list[tuple[str, Place]]:
        """Those that a person spoke of together with one, in their order."""
        return sorted((self._ats[other], other) for other in others.get(one, ()))

    def _there(self, places: Iterable[Place]) -> list[tuple[str, Place]]:
        """Those of these tellings that stand anywhere, with their places in the order."""
        query = (
            "SELECT at, report, n FROM json_each(?) JOIN tellings "
            "ON report = json_extract(value, '$[0]') AND n = json_extract(value, '$[1]')"
        )
        return [(at, (report, n)) for at, report, n in self._db.execute(query, (json.dumps(sorted(places)),))]

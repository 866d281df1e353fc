"""Pairs with scores → groups, the same whatever order they come in.

Average linkage (Sokal and Michener 1958) on a sparse graph: a pair that has no score counts as 0, and two groups are
joined while the mean score of their pairs is at least as high as asked. What a person has confirmed stands together
from the beginning; what a person has cut never comes together.
"""

from __future__ import annotations

import heapq
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TypeVar

__all__ = ["Pair", "components", "grouped", "pair"]

Pair = tuple[str, str]
T = TypeVar("T", str, tuple[int, int])


def pair(one: str, other: str) -> Pair:
    """Two ids in their order."""
    return (one, other) if one <= other else (other, one)


def components(ids: Iterable[T], pairs: Iterable[tuple[T, T]]) -> tuple[tuple[T, ...], ...]:
    """What hangs together by `pairs`, each sorted, by their first ids. Ids that only stand in pairs are left out."""
    above = {one: one for one in sorted(set(ids))}

    def top(one: T) -> T:
        while above[one] != one:
            above[one] = above[above[one]]
            one = above[one]
        return one

    for one, other in pairs:
        if one in above and other in above:
            first, second = sorted((top(one), top(other)))
            above[second] = first
    found: dict[T, list[T]] = {}
    for one in above:
        found.setdefault(top(one), []).append(one)
    return tuple(sorted(map(tuple, found.values())))


def grouped(
    ids: Iterable[str],
    scores: Mapping[Pair, float],
    least: float,
    together: Collection[Pair] = (),
    apart: Collection[Pair] = (),
) -> tuple[tuple[str, ...], ...]:
    """All of `ids` in groups, each sorted, by their first ids.

    `scores` of pairs (of two ids in order) are from 0 to 1; `together` and `apart` are pairs that a person has decided.
    A pair of `together` that would bring a pair of `apart` together is passed over, those first in order being heard
    first. Ids in pairs that are not in `ids` are passed over too. Components of the graph do not act on each other:
    grouping each by itself gives the same.
    """
    known = sorted(set(ids))
    return _Groups(known, scores, together, apart).joined(least)


class _Groups:
    """Groups while they grow. Each is called by its first id, so that ties are broken alike every time."""

    def __init__(
        self,
        ids: Sequence[str],
        scores: Mapping[Pair, float],
        together: Iterable[Pair],
        apart: Iterable[Pair],
    ) -> None:
        self.members: dict[str, list[str]] = {one: [one] for one in ids}
        self.sums: dict[str, dict[str, float]] = {one: {} for one in ids}
        self.barred: dict[str, set[str]] = {one: set() for one in ids}
        self._owner = {one: one for one in ids}
        for one, other in apart:
            if one != other and one in self.members and other in self.members:
                self.barred[one].add(other)
                self.barred[other].add(one)
        for (one, other), score in sorted(scores.items()):
            if one != other and score > 0 and one in self.members and other in self.members:
                self.sums[one][other] = self.sums[other][one] = score
        for one, other in sorted({pair(*both) for both in together}):
            if one in self._owner and other in self._owner:
                first, second = sorted((self._owner[one], self._owner[other]))
                if first != second and second not in self.barred[first]:
                    self._join(first, second)

    def _mean(self, one: str, other: str) -> float:
        return self.sums[one][other] / (len(self.members[one]) * len(self.members[other]))

    def _join(self, first: str, second: str) -> None:
        for other, total in sorted(self.sums.pop(second).items()):
            del self.sums[other][second]
            if other != first:
                self.sums[first][other] = self.sums[other][first] = self.sums[first].get(other, 0.0) + total
        for other in self.barred.pop(second):
            self.barred[other].discard(second)
            self.barred[other].add(first)
            self.barred[first].add(other)
        gone = self.members.pop(second)
        self.members[first] += gone
        self._owner.update(dict.fromkeys(gone, first))

    def joined(self, least: float) -> tuple[tuple[str, ...], ...]:
        waiting = [
            (-mean, one, other)
            for one, others in self.sums.items()
            for other in others
            if one < other and (mean := self._mean(one, other)) >= least
        ]
        heapq.heapify(waiting)
        while waiting:
            score, one, other = heapq.heappop(waiting)
            # What was put in line before either of the two grew has been put in line anew.
            stale = one not in self.members or other not in self.sums[one] or -self._mean(one, other) != score
            if stale or other in self.barred[one]:
                continue
            self._join(one, other)
            for near in self.sums[one]:
                if (mean := self._mean(one, near)) >= least:
                    heapq.heappush(waiting, (-mean, min(one, near), max(one, near)))
        return tuple(sorted(tuple(sorted(group)) for group in self.members.values()))

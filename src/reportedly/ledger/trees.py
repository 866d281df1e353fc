"""What a row of numbers tells beyond a sum over them: small regression trees, whose leaves are added up.

A weight for each sign says what it tells whatever else holds. That like sentences tell much where the triggers differ
and little where they are the same, a tree can say. Together they move the log-odds by no more than `MOST` either way: a
sum is decided anew only where it was close, and how far a pair can come is still known from the sum alone
(`ceiling.py`).

Learned by `training/boosting.py`.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

__all__ = ["DEPTH", "MOST", "NO_TREES", "Tree", "Trees", "read_trees", "written"]

DEPTH = 4
"""So many questions lead to a leaf."""
MOST = 0.5
"""Log-odds that all trees together add or take at most."""

_LEAVES = 1 << DEPTH
# Signs have commas and blanks in their names.
_BESIDE = "; "


@dataclass(frozen=True, slots=True)
class Tree:
    """A full binary tree. columns, above: for each of its 2^DEPTH - 1 questions, level by level from left to right,
    which number of a row is asked for, and above what value the answer leads to the right; leaves: log-odds."""

    columns: tuple[int, ...]
    above: tuple[float, ...]
    leaves: tuple[float, ...]

    def of(self, row: Sequence[float]) -> float:
        """What the tree says of a row."""
        at = 0
        for _ in range(DEPTH):
            at = 2 * at + 1 + (row[self.columns[at]] > self.above[at])
        return self.leaves[at - _LEAVES + 1]


@dataclass(frozen=True, slots=True)
class Trees:
    """trees: none of them, where nothing is told beyond the sum."""

    trees: tuple[Tree, ...] = ()

    @property
    def most(self) -> float:
        """What they add at most."""
        return MOST if self.trees else 0.0

    def more(self, row: Sequence[float]) -> float:
        """Log-odds to add for a row, from -MOST to MOST."""
        return max(-MOST, min(MOST, math.fsum([tree.of(row) for tree in self.trees])))


NO_TREES = Trees()


def read_trees(told: Iterable[Mapping[str, str]], names: Sequence[str]) -> Trees:
    """Trees as `written` leaves them, for rows with a number for each of `names`. Raises ValueError, KeyError and
    TypeError where they are none."""
    column = {name: n for n, name in enumerate(names)}
    trees = tuple(
        Tree(
            tuple(column[name] for name in one["signs"].split(_BESIDE)),
            tuple(map(float, one["above"].split())),
            tuple(map(float, one["leaves"].split())),
        )
        for one in told
    )
    for tree in trees:
        if (len(tree.columns), len(tree.above), len(tree.leaves)) != (_LEAVES - 1, _LEAVES - 1, _LEAVES):
            raise ValueError("a tree has too few questions or leaves, or too many")
    return Trees(trees)


def written(trees: Trees, names: Sequence[str]) -> list[dict[str, str]]:
    """Trees as they are kept, a line for what is asked, for the values, and for the leaves of each."""
    return [
        {
            "signs": _BESIDE.join(names[column] for column in tree.columns),
            "above": " ".join(map(repr, tree.above)),
            "leaves": " ".join(map(repr, tree.leaves)),
        }
        for tree in trees.trees
    ]

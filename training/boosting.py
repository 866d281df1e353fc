"""Small regression trees that tell what a sum over signs leaves open (`ledger/trees.py`), by gradient boosting.

Friedman (2001), with Newton's steps in the leaves, on histograms: each sign is cut into `BINS` ranges of as many rows.
Every tree sees some of the rows and some of the signs, drawn with a fixed seed, so that none rests on a single one.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from reportedly.ledger.trees import DEPTH, Tree, Trees

__all__ = ["boosted"]

TREES = 60
RATE = 0.1
BINS = 32
# Of the rows and of the signs each tree sees these shares.
ROWS, SIGNS = 0.7, 0.3
# How far a leaf is drawn to 0, and the least weight on either side of a question.
DRAWN, LEAST = 5.0, 5.0
SEED = 0

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
# For each node of a level the column that is asked for and the bin up to which the answer leads to the left.
Level = tuple[Ints, Ints]


def edges_of(rows: Floats) -> list[Floats]:
    """For each column of [N, F] the values between its bins, as they are kept."""
    shares = np.linspace(0, 1, BINS + 1)[1:-1]
    return [np.unique(np.quantile(column, shares).round(4)) for column in rows.T]


def binned(rows: Floats, edges: Sequence[Floats]) -> Ints:
    """The bin of each number of [N, F]."""
    found = [np.searchsorted(own, column, side="left") for own, column in zip(edges, rows.T, strict=True)]
    return np.stack(found, axis=1).astype(np.int64)


def _asked(bins: Ints, node: Ints, slope: Floats, bend: Floats, count: int, columns: Ints) -> Level:
    """The best question for each of `count` nodes. One that nothing is won by leads everybody to the left."""
    here, best = np.arange(count), np.full(count, 1e-9)
    asked: Level = np.zeros(count, np.int64), np.full(count, BINS, np.int64)
    sums = np.bincount(node, slope, count), np.bincount(node, bend, count)
    whole = sums[0] ** 2 / (sums[1] + DRAWN)
    for column in columns:
        key = node * BINS + bins[:, column]
        left = [np.bincount(key, of, count * BINS).reshape(count, BINS).cumsum(1) for of in (slope, bend)]
        right = [total[:, None] - part for total, part in zip(sums, left, strict=True)]
        won = left[0] ** 2 / (left[1] + DRAWN) + right[0] ** 2 / (right[1] + DRAWN) - whole[:, None]
        won[(left[1] < LEAST) | (right[1] < LEAST)] = 0
        cut = won.argmax(1)
        better = won[here, cut] > best
        best[better] = won[here, cut][better]
        asked[0][better], asked[1][better] = column, cut[better]
    return asked


def _below(bins: Ints, node: Ints, level: Level) -> Ints:
    columns, cuts = level
    return 2 * node + (bins[np.arange(len(bins)), columns[node]] > cuts[node])


def boosted(rows: Floats, same: Floats, weight: Floats, known: Floats) -> Trees:
    """Trees for rows [N, F] that are of one event where `same` is 1, each of which counts by its `weight`, and for
    which these log-odds are `known`."""
    edges = edges_of(rows)
    bins, more, drawn = binned(rows, edges), np.zeros(len(rows)), np.random.default_rng(SEED)
    trees = []
    for _ in range(TREES):
        chance = 1 / (1 + np.exp(-(known + more)))
        slope, bend = weight * (chance - same), weight * chance * (1 - chance)
        seen = np.flatnonzero(drawn.random(len(rows)) < ROWS)
        columns = np.sort(drawn.choice(rows.shape[1], int(SIGNS * rows.shape[1]), replace=False))
        node, levels = np.zeros(len(seen), np.int64), []
        for level in range(DEPTH):
            levels.append(_asked(bins[seen], node, slope[seen], bend[seen], 1 << level, columns))
            node = _below(bins[seen], node, levels[-1])
        sums = [np.bincount(node, of[seen], 1 << DEPTH) for of in (slope, bend)]
        leaves = (-RATE * sums[0] / (sums[1] + DRAWN)).round(4)
        node = np.zeros(len(rows), np.int64)
        for asked in levels:
            node = _below(bins, node, asked)
        more += leaves[node]
        trees.append(_tree(levels, leaves, edges))
    return Trees(tuple(trees))


def _tree(levels: Sequence[Level], leaves: Floats, edges: Sequence[Floats]) -> Tree:
    asked = [(int(c), int(b)) for columns, cuts in levels for c, b in zip(columns, cuts, strict=True)]
    # Above the highest edge there is nobody that a question sends to the right.
    above = [float(edges[c][b]) if b < len(edges[c]) else 1e9 for c, b in asked]
    return Tree(tuple(c for c, _ in asked), tuple(above), tuple(float(leaf) for leaf in leaves))

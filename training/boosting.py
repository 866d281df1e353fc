"""Small regression trees that tell what a sum over signs leaves open (`ledger/trees.py`), by gradient boosting.

Friedman (2001), with Newton's steps in the leaves: each tree is fitted to how far the chances told so far are off, by
weight of how unsure they are. It sees some of the rows, and at each question some of the signs, drawn with a fixed
seed, so that none rests on a single one.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.tree import DecisionTreeRegressor

from reportedly.ledger.trees import DEPTH, Tree, Trees

__all__ = ["boosted", "full"]

TREES = 60
RATE = 0.1
# Of the rows each tree sees this share, of the signs each question.
ROWS, SIGNS = 0.7, 0.3
# How far a leaf is drawn to 0, in rows of even chances, and the least share of the rows in one.
DRAWN, LEAST = 5.0, 0.002
SEED = 0

Floats = NDArray[np.float64]

_NOWHERE = 1e9
"""No row has a number above it."""


def boosted(rows: Floats, same: Floats, weight: Floats, known: Floats) -> Trees:
    """Trees for rows [N, F] that are of one event where `same` is 1, each of which counts by its `weight`, and for
    which these log-odds are `known`."""
    rows = rows.round(4)
    more, drawn = np.zeros(len(rows)), np.random.default_rng(SEED)
    trees = []
    for number in range(TREES):
        chance = 1 / (1 + np.exp(-(known + more)))
        slope, bend = weight * (same - chance), weight * np.maximum(chance * (1 - chance), 1e-6)
        seen = np.flatnonzero(drawn.random(len(rows)) < ROWS)
        fitted = DecisionTreeRegressor(
            max_depth=DEPTH, max_features=SIGNS, min_weight_fraction_leaf=LEAST, random_state=SEED + number
        ).fit(rows[seen], slope[seen] / bend[seen], sample_weight=bend[seen])
        count = fitted.tree_.node_count
        leaf = fitted.apply(rows)
        sums = [np.bincount(leaf[seen], of[seen], count) for of in (slope, bend)]
        steps = (RATE * sums[0] / (sums[1] + DRAWN)).round(4)
        more += steps[leaf]
        trees.append(full(fitted.tree_, steps))
    return Trees(tuple(trees))


def full(tree: Any, steps: Floats) -> Tree:
    """The tree with `steps` in its leaves, as one that asks as often on every way: where it stops early, what else is
    asked leads everybody to the left."""
    level, columns, above = [0], [], []
    for _ in range(DEPTH):
        below = []
        for node in level:
            asks = tree.children_left[node] >= 0
            columns.append(int(tree.feature[node]) if asks else 0)
            # Between two numbers of four decimals; kept so that it is read back as it was.
            above.append(float(np.round(tree.threshold[node], 5)) if asks else _NOWHERE)
            below += [int(tree.children_left[node]), int(tree.children_right[node])] if asks else [node, node]
        level = below
    return Tree(tuple(columns), tuple(above), tuple(float(steps[node]) for node in level))

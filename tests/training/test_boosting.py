"""Small trees, learned for what a sum leaves open. Needs the `train` extra."""

from __future__ import annotations

import numpy as np
import pytest

pytest.importorskip("sklearn", reason="scikit-learn is not installed: the train extra is needed to test training")

from sklearn.tree import DecisionTreeRegressor

from reportedly.ledger.trees import DEPTH, MOST, read_trees, written
from training import boosting
from training.boosting import boosted, full

RANDOM = np.random.default_rng(5)
NAMES = ["one", "other", "third", "fourth"]
ROWS = RANDOM.random((4000, 4))
# One of two, but not both: no sum tells it.
SAME = ((ROWS[:, 0] > 0.5) != (ROWS[:, 1] > 0.5)).astype(np.float64)
WEIGHT, KNOWN = np.ones(len(ROWS)), np.zeros(len(ROWS))


def test_what_no_sum_tells(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(boosting, "SIGNS", 0.75)
    trees = boosted(ROWS, SAME, WEIGHT, KNOWN)
    more = np.array([trees.more(tuple(row)) for row in ROWS])
    assert np.abs(more).max() <= MOST
    assert ((more > 0) == (SAME == 1)).mean() > 0.9


def test_trees_are_read_as_they_were_learned() -> None:
    trees = boosted(ROWS, SAME, WEIGHT, KNOWN)
    assert read_trees(written(trees, NAMES), NAMES) == trees
    assert boosted(ROWS, SAME, WEIGHT, KNOWN) == trees


def test_a_tree_is_kept_as_it_was_fitted() -> None:
    rows = ROWS.round(4)
    fitted = DecisionTreeRegressor(max_depth=DEPTH, min_samples_leaf=400, random_state=0).fit(rows, SAME)
    assert fitted.get_n_leaves() < 1 << DEPTH, "some ways end early"
    steps = np.arange(fitted.tree_.node_count, dtype=np.float64)
    kept = full(fitted.tree_, steps)
    assert [kept.of(tuple(row)) for row in rows] == fitted.apply(rows).tolist()


def test_where_nothing_is_asked_everybody_goes_one_way() -> None:
    one, other = (tuple(row) for row in ROWS[:2])
    for tree in boosted(ROWS, np.full(len(ROWS), 0.5), WEIGHT, KNOWN).trees:
        assert tree.of(one) == tree.of(other)


def test_where_nothing_is_to_be_told_every_leaf_is_small() -> None:
    trees = boosted(ROWS, np.full(len(ROWS), 0.5), WEIGHT, KNOWN)
    assert all(abs(leaf) < 1e-9 for tree in trees.trees for leaf in tree.leaves)

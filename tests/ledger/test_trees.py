"""Small trees that are added to a weighed sum."""

from __future__ import annotations

import pytest

from reportedly.ledger.likeness import FEATURES, VECTOR_FEATURES
from reportedly.ledger.linking import Weights, load_linker
from reportedly.ledger.trees import DEPTH, MOST, Tree, Trees, read_trees, written

LEAVES = 1 << DEPTH
NAMES = ["one", "other"]


def told(leaf: float = 0.01) -> dict[str, str]:
    """Whether the first number is above a half decides at the top, and nothing below it."""
    sides = [f"{-leaf}"] * (LEAVES // 2) + [f"{leaf}"] * (LEAVES // 2)
    return {
        "signs": "; ".join(["one"] * (LEAVES - 1)),
        "above": " ".join(["0.5", *["1e9"] * (LEAVES - 2)]),
        "leaves": " ".join(sides),
    }


def test_a_leaf_is_found_by_the_questions_that_lead_to_it() -> None:
    trees = read_trees([told()], NAMES)
    assert trees.more((0.5, 1.0)) == -0.01
    assert trees.more((0.6, 0.0)) == 0.01


def test_leaves_are_added_up_to_the_most() -> None:
    assert read_trees([told()] * 3, NAMES).more((1.0, 0.0)) == pytest.approx(0.03)
    assert read_trees([told(0.3)] * 3, NAMES).more((1.0, 0.0)) == MOST
    assert read_trees([told(0.3)] * 3, NAMES).more((0.0, 0.0)) == -MOST


def test_none_add_nothing() -> None:
    assert Trees().more((1.0, 0.0)) == Trees().most == 0.0
    assert Weights(0.5, (1.0, 2.0)).log_odds((1.0, 0.25)) == 2.0


@pytest.mark.parametrize(
    ("key", "value", "error"),
    [
        ("leaves", "0.0", ValueError),
        ("above", " ".join(["0.0"] * LEAVES), ValueError),
        ("above", "much", ValueError),
        ("signs", "; ".join(["a third"] * (LEAVES - 1)), KeyError),
    ],
)
def test_what_is_no_tree(key: str, value: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        read_trees([told() | {key: value}], NAMES)


def test_trees_are_read_as_they_were_written() -> None:
    trees = read_trees([told(), told(0.3)], NAMES)
    assert read_trees(written(trees, NAMES), NAMES) == trees


def test_those_of_the_package_are_for_pairs_with_vectors() -> None:
    linker = load_linker()
    assert not linker.plain.trees.trees
    assert linker.vectored.trees.trees
    columns = {column for tree in linker.vectored.trees.trees for column in tree.columns}
    assert max(columns) < len(FEATURES) + len(VECTOR_FEATURES)
    assert all(isinstance(tree, Tree) for tree in linker.vectored.trees.trees)

"""Arc scores → trees: against every tree that there is, for sentences small enough to try them all."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportedly.model.trees import best_tree


def is_tree(heads: tuple[int, ...]) -> bool:
    if sum(head == word for word, head in enumerate(heads)) != 1:
        return False
    for word in range(len(heads)):
        seen = set()
        while heads[word] != word:
            if word in seen:
                return False
            seen.add(word)
            word = heads[word]
    return True


def best_of_all(scores: np.ndarray) -> float:
    words = range(len(scores))
    return max(
        sum(scores[word, head] for word, head in enumerate(heads))
        for heads in product(words, repeat=len(scores))
        if is_tree(heads)
    )


@settings(max_examples=150, deadline=None)
@given(st.integers(1, 5).flatmap(lambda n: st.lists(st.integers(-40, 40), min_size=n * n, max_size=n * n)))
def test_no_tree_is_better(flat: list[int]) -> None:
    n = round(len(flat) ** 0.5)
    scores = np.array(flat, np.float32).reshape(n, n)
    heads = best_tree(scores)
    assert is_tree(tuple(int(h) for h in heads))
    assert sum(scores[word, head] for word, head in enumerate(heads)) == pytest.approx(best_of_all(scores))


@pytest.mark.parametrize("n", [1, 2, 40, 160])
def test_a_long_sentence_of_noise_becomes_a_tree(n: int) -> None:
    scores = np.random.default_rng(n).normal(size=(n, n)).astype(np.float32)
    assert is_tree(tuple(int(h) for h in best_tree(scores)))

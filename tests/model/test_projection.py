"""States of words → vectors of events."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportedly.article.vectors import vector_at
from reportedly.model.projection import Projection, load_projection, packed, unpacked
from reportedly.text import Span
from tests.factories import parse_of

TEXT = "Norvane shelled a dock. Nobody was hurt."


def test_a_packed_matrix_comes_back_within_half_a_step() -> None:
    rng = np.random.default_rng(3)
    matrix = rng.normal(size=(12, 5)).astype(np.float32)
    back = unpacked(packed(matrix))
    assert back.shape == matrix.shape
    assert (np.abs(back - matrix) <= np.abs(matrix).max(0) / 127 * 0.51).all()


@pytest.mark.parametrize("damage", [{"shape": [3, 3]}, {"data": "%"}, {"scale": None}])
def test_a_damaged_matrix_is_told(damage: dict[str, object]) -> None:
    with pytest.raises((ValueError, TypeError)):
        unpacked(packed(np.ones((2, 2), np.float32)) | damage)


def test_the_mean_of_projected_words_is_the_projected_mean() -> None:
    rng = np.random.default_rng(4)
    word, mean = rng.normal(size=(6, 2)).astype(np.float32), rng.normal(size=6).astype(np.float32)
    lens = Projection("", word, mean, word, mean)
    states = rng.normal(size=(4, 6)).astype(np.float32)
    assert lens.size == 4
    assert np.allclose(lens.of(states).mean(0), lens.of(states.mean(0, keepdims=True))[0], atol=1e-5)


def test_the_packaged_table_fits_itself() -> None:
    lens = load_projection()
    assert lens.word.shape == lens.around.shape == (len(lens.word_mean), lens.size // 2)


def test_a_vector_has_length_one_and_its_halves_weigh_the_same() -> None:
    parse = parse_of(TEXT)
    states = np.arange(len(parse.words) * 4, dtype=np.float32).reshape(-1, 4) - 9
    vector = vector_at(replace(parse, states=states), Span(8, 15))
    assert math.isclose(math.fsum(x * x for x in vector), 1, abs_tol=1e-3)
    assert math.isclose(math.fsum(x * x for x in vector[:2]), 0.5, abs_tol=1e-3)


def test_what_stands_in_another_sentence_does_not_count() -> None:
    parse = parse_of(TEXT)
    states = np.ones((len(parse.words), 4), np.float32)
    other = states.copy()
    other[parse.sentences[1][0] :] = -5
    assert vector_at(replace(parse, states=states), Span(8, 15)) == vector_at(replace(parse, states=other), Span(8, 15))


@given(st.integers(0, 60), st.integers(0, 60))
def test_without_states_or_words_there_is_none(start: int, end: int) -> None:
    parse = parse_of(TEXT)
    assert vector_at(parse, Span(start, end)) == ()
    states = np.zeros((len(parse.words), 4), np.float32)
    assert len(vector_at(replace(parse, states=states), Span(start, max(start, end)))) in (0, 4)

"""Curves and numbers that a model brings with it."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportedly.article.confidence import Curve, product
from reportedly.article.deciding import Deciding, read_deciding
from reportedly.article.weights import FILE
from reportedly.errors import ModelError


@given(st.floats(0, 1))
def test_the_curve_that_is_none_changes_nothing(raw: float) -> None:
    assert Curve()(raw) == pytest.approx(raw, abs=5e-4)


@given(st.lists(st.floats(0, 1), min_size=2, max_size=20))
def test_curves_never_fall_and_stay_level_outside(raws: list[float]) -> None:
    curve = Curve(((0.2, 0.1), (0.5, 0.1), (0.8, 0.9)))
    given_ = [curve(raw) for raw in sorted(raws)]
    assert given_ == sorted(given_)
    assert all(0.1 <= value <= 0.9 for value in given_)


def test_between_two_points_the_curve_is_straight() -> None:
    assert Curve(((0.0, 0.2), (0.5, 0.4)))(0.25) == pytest.approx(0.3)


@pytest.mark.parametrize(
    "points",
    [(), ((0.5, 0.1), (0.5, 0.2)), ((0.1, 0.5), (0.2, 0.4)), ((0.0, 0.0), (1.0, 1.2)), ((-0.1, 0.0),)],
    ids=["none", "two at one place", "falls", "above one", "below nought"],
)
def test_what_is_no_rising_curve_is_refused(points: tuple[tuple[float, float], ...]) -> None:
    with pytest.raises(ValueError, match="no rising curve"):
        Curve(points)


def test_a_product_stays_between_nought_and_one() -> None:
    assert product((1.2, 0.5)) == 0.5
    assert product((-0.1, 0.5)) == 0.0
    assert product(()) == 1.0


def folder(path: Path, weights: str | None = None, **config: Any) -> Path:
    if weights is not None:
        (path / FILE).write_text(weights, encoding="utf-8")
        config.setdefault("parties", hashlib.sha256(weights.encode()).hexdigest())
    (path / "config.json").write_text(json.dumps(config), encoding="utf-8")
    return path


def test_a_model_that_says_nothing_leaves_all_as_it_is(tmp_path: Path) -> None:
    assert read_deciding(folder(tmp_path)) == Deciding()


def test_numbers_curves_and_weights_are_read(tmp_path: Path) -> None:
    weights = json.dumps({"model": [0.5, 0.4], "signs": [1, 0.7], "weights": {"e:party": [1.5, -0.5]}})
    found = read_deciding(
        folder(tmp_path, weights, deciding={"trigger": 0.4}, calibration={"event": [[0.0, 1.0], [0.0, 0.8]]})
    )
    assert found.trigger == 0.4
    assert found.calibration.event(1.0) == 0.8
    assert found.weights.sum(["e:party", "unheard of", "e:party"]) == (3.0, -1.0)
    assert found.weights.model == (0.5, 0.4)
    assert not found.weights.silent


@pytest.mark.parametrize(
    ("config", "weights"),
    [
        ({"deciding": {"triggers": 0.4}}, None),
        ({"deciding": {"trigger": "often"}}, None),
        ({"calibration": {"event": [[0.0, 1.0], [1.0, 0.0]]}}, None),
        ({"calibration": {"weather": [[0.0], [0.0]]}}, None),
        ({"parties": "0" * 64}, "{}"),
        ({"parties": "0" * 64}, None),
        ({}, "{}"),
    ],
    ids=["unknown number", "no number", "a curve that falls", "unknown curve", "other weights", "no weights", "empty"],
)
def test_what_cannot_be_used_is_a_model_error(tmp_path: Path, config: dict[str, Any], weights: str | None) -> None:
    with pytest.raises(ModelError, match="cannot be used"):
        read_deciding(folder(tmp_path, weights, **config))


def test_a_folder_that_is_not_there_is_a_model_error(tmp_path: Path) -> None:
    with pytest.raises(ModelError):
        read_deciding(tmp_path / "nowhere")

"""What the signs of parties count beside the model: the least of what does nearly as well as the best."""

from __future__ import annotations

import pytest

pytest.importorskip("torch")

from training.parties import NEARLY, _best


@pytest.mark.parametrize(
    ("scores", "best"),
    [
        pytest.param({(1.0, 0.0): 0.672, (0.5, 0.3): 0.680, (1.0, 0.7): 0.690}, (1.0, 0.7), id="the best"),
        pytest.param({(0.5, 0.3): 433 / 625, (0.5, 1.0): 435 / 625}, (0.5, 0.3), id="two acts of so many are nothing"),
        pytest.param({(0.5, 0.3): 432 / 625, (0.5, 1.0): 435 / 625}, (0.5, 1.0), id="three are something"),
        pytest.param(
            {(0.3, 0.3): 0.690, (0.5, 0.3): 0.691}, (0.5, 0.3), id="of those that trust signs as much the best"
        ),
    ],
)
def test_what_the_signs_count(scores: dict[tuple[float, float], float], best: tuple[float, float]) -> None:
    assert 2 / 625 < NEARLY < 3 / 625
    assert _best({shares: (0.0, score) for shares, score in scores.items()}, 1) == best

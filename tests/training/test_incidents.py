"""By what directions events are told apart is learned from events, and how mentions are laid together.

Needs the `train` extra.
"""

from __future__ import annotations

import math

import numpy as np
import pytest

pytest.importorskip("sklearn", reason="scikit-learn is not installed: the train extra is needed to test training")

from training.incidents import HIDDEN, directions, laid, without

RANDOM = np.random.default_rng(7)
EVENTS = [f"event {n // 4}" for n in range(160)]
# What tells events apart is small, and what differs among tellings of one event is large.
APART, AMONG = 3, 5


def states() -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
    """Four tellings each of forty events: [160, 8]."""
    rows = RANDOM.normal(0, 0.1, (160, 8))
    rows[:, APART] += np.repeat(RANDOM.normal(0, 1, 40), 4)
    rows[:, AMONG] += RANDOM.normal(0, 3, 160)
    return rows.astype(np.float32)


def test_the_first_direction_is_that_by_which_events_differ() -> None:
    rows = states()
    mean, axes = directions(rows, EVENTS)
    assert np.allclose(mean, rows.mean(0), atol=1e-5)
    first = axes[:, 0] * rows.std(0)
    assert np.abs(first).argmax() == APART
    assert axes[APART, 0] > 0
    assert abs(first[AMONG]) < 0.2 * first[APART]


def test_the_same_whatever_the_order_of_mentions() -> None:
    rows = states()
    order = RANDOM.permutation(len(rows))
    one, other = directions(rows, EVENTS), directions(rows[order], [EVENTS[n] for n in order])
    assert all(np.allclose(a, b, atol=1e-3) for a, b in zip(one, other, strict=True))


def test_what_is_held_out_changes_nothing_that_is_learned() -> None:
    names = [f"m{n:03d}" for n in range(160)]
    rows = RANDOM.normal(size=(160, 2 * HIDDEN)).astype(np.float32)
    raw = dict(zip(names, rows, strict=True))
    held = names[:40]
    told = without(raw, dict(zip(names, EVENTS, strict=True)), held)
    others = without(raw, dict(zip(names, ["one"] * 40 + EVENTS[40:], strict=True)), held)
    assert told == others
    assert math.fsum(x * x for x in told["m050"]) == pytest.approx(1)


# Five that hang together, one after the other.
LINE = {"ab": 0.9, "bc": 0.9, "ac": 0.9, "cd": 0.9, "bd": 0.9, "de": 0.9, "ce": 0.9}


@pytest.mark.parametrize(
    ("more", "groups"),
    [
        pytest.param({}, ["abcde", "f"], id="with none of them"),
        pytest.param({"ef": 0.9}, ["abcde", "f"], id="like the fifth alone, which drifts away"),
        pytest.param({"ef": 0.9, "af": 0.1}, ["abcdef"], id="like the fifth, and a little like the first"),
        pytest.param({"ef": 0.9, "df": 0.1}, ["abcdef"], id="like the fifth, and a little like the fourth"),
        pytest.param({"ef": 0.9, "af": 0.05}, ["abcde", "f"], id="like the fifth, and too little like the first"),
        pytest.param({"df": 0.9}, ["abcdef"], id="like the fourth, which speaks for them"),
        pytest.param({"df": 0.4, "af": 0.4}, ["abcde", "f"], id="a little like many, and not enough like one"),
    ],
)
def test_who_is_like_one_of_the_first_stands_with_them(more: dict[str, float], groups: list[str]) -> None:
    chances = {(both[0], both[1]): chance for both, chance in (LINE | more).items()}
    assert sorted("".join(sorted(group)) for group in laid({n: n for n in "abcdef"}, chances, 0.5)) == groups

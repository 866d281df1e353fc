"""Calibration: its error on examples small enough to be worked by hand, and the curves that are fitted."""

from __future__ import annotations

import json
import random
from pathlib import Path

import numpy as np
import pytest

from benchmarks.reliability import Sure, equal_mass, equal_width, expected_error, precision
from reportedly.article.confidence import Curve
from training import calibrate
from training.calibrate import curved, fit, isotonic, left_out, thresholds


def things(*told: tuple[float, str]) -> list[Sure]:
    """(0.8, "+-") is two things given 0.8, the first right, the second wrong."""
    return [Sure(confidence, mark == "+") for confidence, marks in told for mark in marks]


def drawn(count: int, seed: int = 5) -> list[Sure]:
    """Things that are right as often as the square of what they claim: too sure of themselves."""
    dice = random.Random(seed)
    given = [dice.random() for _ in range(count)]
    return [Sure(x, dice.random() < x * x) for x in given]


class TestError:
    @pytest.mark.parametrize(
        ("name", "told", "error"),
        [
            ("nothing", (), 0.0),
            ("kept to the letter", ((0.75, "+++-"),), 0.0),
            ("too sure", ((0.75, "+--+"),), 0.25),
            ("not sure enough", ((0.5, "++++"),), 0.5),
            ("a bin counts as it is full", ((1.0, "+++-"), (0.5, "++")), (4 * 0.25 + 2 * 0.5) / 6),
            ("within a bin errors cancel out", ((0.81, "+"), (0.89, "+"), (0.85, "+-")), 0.85 - 0.75),
            ("certain is in the last bin", ((0.95, "-"), (1.0, "+")), 0.975 - 0.5),
        ],
    )
    def test_of_equal_width(self, name: str, told: tuple[tuple[float, str], ...], error: float) -> None:
        assert expected_error(equal_width(things(*told))) == pytest.approx(abs(error))

    @pytest.mark.parametrize(("confidence", "low"), [(0.0, 0.0), (0.3, 0.3), (0.7, 0.7), (0.9, 0.9), (0.899, 0.8)])
    def test_an_edge_belongs_to_the_upper_bin(self, confidence: float, low: float) -> None:
        (only,) = equal_width(things((confidence, "+")))
        assert only.low == pytest.approx(low)

    def test_of_equal_mass_equals_stay_together(self) -> None:
        told = things((0.1, "--"), (0.5, "+-+-+-+-"), (0.9, "++"))
        assert [(b.low, b.high, b.count) for b in equal_mass(told, 3)] == [(0.1, 0.5, 10), (0.9, 0.9, 2)]
        assert expected_error(equal_mass(told, 1)) == pytest.approx(0.0)
        assert [b.count for b in equal_mass(drawn(1000))] == [100] * 10
        assert equal_mass([]) == []

    def test_another_score_may_put_them_in_order(self) -> None:
        told = [Sure(0.51, False), Sure(0.5, True), Sure(0.51, False), Sure(0.5, True)]
        assert expected_error(equal_mass(told, 2)) == pytest.approx((0.5 + 0.51) / 2)
        assert expected_error(equal_mass(told, 2, by=[1, 2, 3, 4])) == pytest.approx(0.005)

    def test_order_is_of_no_matter(self) -> None:
        told = drawn(300)
        assert equal_mass(told) == equal_mass(told[::-1])
        assert expected_error(equal_width(told)) == pytest.approx(expected_error(equal_width(told[::-1])))

    def test_precision_of_what_is_sure(self) -> None:
        told = things((0.95, "+++-"), (0.9, "+"), (0.5, "--"))
        assert precision(told, 0.9) == (0.8, 5)
        assert precision(told, 0.96) == (None, 0)


class TestIsotonic:
    @pytest.mark.parametrize(
        ("given", "rising"),
        [
            ([], []),
            ([0, 1], [0, 1]),
            ([1, 0], [0.5, 0.5]),
            ([0, 1, 0, 0, 1], [0, 1 / 3, 1 / 3, 1 / 3, 1]),
            ([3, 2, 1, 5], [2, 2, 2, 5]),
            ([1, 1, 0], [2 / 3, 2 / 3, 2 / 3]),
        ],
    )
    def test_neighbours_that_fall_are_pooled(self, given: list[float], rising: list[float]) -> None:
        assert isotonic(np.array(given, float)) == pytest.approx(rising)

    def test_no_rising_sequence_is_nearer(self) -> None:
        dice = np.random.default_rng(3)
        for _ in range(20):
            given = dice.random(8)
            best = isotonic(given)
            assert (np.diff(best) >= -1e-12).all()
            for _ in range(50):
                other = np.sort(best + dice.normal(0, 0.1, 8))
                assert ((best - given) ** 2).sum() <= ((other - given) ** 2).sum() + 1e-12


class TestFit:
    def test_a_curve_mends_what_is_too_sure(self) -> None:
        told, fresh = drawn(2000), drawn(2000, seed=6)
        curve = fit(told)
        assert len(curve.points) == 12
        assert [curve(x) for x in (0.2, 0.5, 0.8)] == pytest.approx([0.04, 0.25, 0.64], abs=0.06)
        assert expected_error(equal_width(fresh)) > 0.15
        assert expected_error(equal_width(curved(curve, fresh))) < 0.04

    def test_few_things_make_a_short_curve(self) -> None:
        assert len(fit(drawn(60)).points) == 2
        assert len(fit(drawn(10)).points) == 1

    def test_equal_scores_are_one_point_whatever_their_order(self) -> None:
        told = things((0.5, "+" * 30 + "-" * 30), (0.9, "+" * 45 + "-" * 15))
        assert fit(told) == fit(told[::-1]) == Curve(((0.5, 0.5), (0.9, 0.75)))

    def test_a_curve_never_falls(self) -> None:
        dice = random.Random(1)
        told = [Sure(dice.random(), dice.random() < 0.5) for _ in range(400)]
        values = [y for _, y in fit(told).points]
        assert values == sorted(values)

    def test_nothing_is_no_curve(self) -> None:
        with pytest.raises(ValueError, match="nothing"):
            fit([])

    def test_an_article_does_not_see_itself(self) -> None:
        mine, other = things((0.5, "+" * 50)), things((0.5, "-" * 50))
        seen = left_out([mine, other, other])
        assert {thing.confidence for thing in seen[0]} == {0.0}
        assert {thing.confidence for thing in seen[1]} == {0.5}

    def test_thresholds_weigh_what_is_lost_against_what_is_wrong(self) -> None:
        told = things((0.1, "----"), (0.6, "+++-"), (0.95, "++"))
        found = {round(t.least, 2): (t.precision, t.recall) for t in thresholds(told, gold=10)}
        assert found[0.0] == (0.5, 0.5)
        assert found[0.5] == (5 / 6, 0.5)
        assert found[0.95] == (1.0, 0.2)
        assert max(thresholds(told, gold=10), key=lambda t: t.f1).least == pytest.approx(0.15)

    def test_curves_are_written_as_two_lists(self) -> None:
        curves = {"event": Curve(((0.1, 0.0), (0.9, 0.75)))}
        assert calibrate.as_json(curves) == {"event": [[0.1, 0.9], [0.0, 0.75]]}


class TestModelFolder:
    CURVE = Curve(((0.25, 0.0), (0.75, 1.0)))

    @pytest.fixture
    def model(self, tmp_path: Path) -> Path:
        folder = tmp_path / "model"
        folder.mkdir()
        (folder / "model.onnx").write_bytes(b"weights")
        config = {"name": "x", "calibration": {"event": [[0], [1]]}, "deciding": {"confidence": 0.3, "party": 0.4}}
        (folder / "config.json").write_text(json.dumps(config), encoding="utf-8")
        return folder

    def test_raw_scores_come_of_a_copy_without_curves(self, model: Path, tmp_path: Path) -> None:
        before = (model / "config.json").read_bytes()
        copy = calibrate.uncurved(model, tmp_path / "raw", {"statement": self.CURVE})
        config = json.loads((copy / "config.json").read_text("utf-8"))
        assert config["calibration"] == {"statement": [[0.25, 0.75], [0.0, 1.0]]}
        assert config["deciding"] == {"confidence": 0, "party": 0.4}
        assert (copy / "model.onnx").read_bytes() == b"weights"
        assert (model / "config.json").read_bytes() == before

    def test_curves_are_put_in_and_all_else_is_kept(self, model: Path) -> None:
        calibrate.write_curves(model, {"event": self.CURVE})
        config = json.loads((model / "config.json").read_text("utf-8"))
        assert config == {
            "name": "x",
            "calibration": {"event": [[0.25, 0.75], [0.0, 1.0]]},
            "deciding": {"confidence": 0.3, "party": 0.4},
        }

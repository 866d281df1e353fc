"""A floor that is not kept, not measured, or measured on other data must fail; nothing else may."""

from __future__ import annotations

import datetime
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks import floors
from benchmarks.common import Figures
from benchmarks.floors import Floor, Floors, judge, load_floors, proposal

FLOOR = Floor("a.b", 80.0, None, 0.5, 81.0, datetime.date(2024, 5, 6), "reached once", ("gold",))
DIGESTS = {"gold": "0123456789abcdef"}


def verdict(floor: Floor, figures: Figures, found: dict[str, str | None] | None = None) -> floors.Verdict:
    (only,) = judge(Floors((floor,), DIGESTS), figures, DIGESTS if found is None else found)
    return only


class TestFloors:
    @pytest.mark.parametrize(("value", "passed"), [(90.0, True), (80.0, True), (79.5, True), (79.4, False)])
    def test_below_its_floor_and_allowance_a_figure_fails(self, value: float, passed: bool) -> None:
        assert verdict(FLOOR, {"a.b": value}).passed is passed

    @pytest.mark.parametrize(("value", "passed"), [(0.0, True), (1.3, True), (1.4, True), (1.5, False)])
    def test_above_its_ceiling_and_allowance_a_figure_fails(self, value: float, passed: bool) -> None:
        ceiling = replace(FLOOR, floor=None, ceiling=1.3, allowance=0.1)
        assert verdict(ceiling, {"a.b": value}).passed is passed

    @pytest.mark.parametrize("figures", [{}, {"a.c": 99.0}, {"a.b": float("nan")}])
    def test_a_figure_that_was_not_measured_fails(self, figures: Figures) -> None:
        judged = verdict(FLOOR, figures)
        assert not judged.passed
        assert "not measured" in judged.reason

    @pytest.mark.parametrize(
        ("data", "found", "reason"),
        [
            (("gold", "silver"), {"gold": DIGESTS["gold"], "silver": "ff"}, "no digest of silver"),
            (("gold",), {}, "gold is not there"),
            (("gold",), {"gold": None}, "gold is not there"),
            (("gold",), {"gold": "fedcba9876543210"}, "gold is now fedcba9876543210"),
        ],
    )
    def test_a_good_figure_on_unknown_missing_or_changed_data_fails(
        self, data: tuple[str, ...], found: dict[str, str | None], reason: str
    ) -> None:
        judged = verdict(replace(FLOOR, data=data), {"a.b": 99.0}, found)
        assert not judged.passed
        assert reason in judged.reason

    GOOD = 'floor = 1\ndate = 2024-05-06\nwhy = "x"\ndata = []\n'

    @pytest.mark.parametrize(
        ("content", "complaint"),
        [
            ("", "no floor"),
            ('[figures."a"]\n' + GOOD.replace("floor = 1", "floor = true"), "number"),
            ('[figures."a"]\n' + GOOD.replace("floor = 1", ""), "either floor or ceiling"),
            ('[figures."a"]\nceiling = 2\n' + GOOD, "either floor or ceiling"),
            ('[figures."a"]\nallowance = -1\n' + GOOD, "negative"),
            ('[figures."a"]\nflor = 1\n' + GOOD, "expected a table"),
            ('[figures."a"]\n' + GOOD.replace('"x"', '" "'), "why"),
            ('[figures."a"]\n' + GOOD.replace("2024-05-06", '"May"'), "date"),
            ('[figures."a"]\n' + GOOD.replace("data = []", ""), "data"),
            ('[data]\ngold = ""\n[figures."a"]\n' + GOOD, "digest"),
        ],
    )
    def test_a_floors_file_that_says_too_little_is_refused(self, tmp_path: Path, content: str, complaint: str) -> None:
        path = tmp_path / "floors.toml"
        path.write_text(content, encoding="utf-8")
        with pytest.raises(ValueError, match=complaint):
            load_floors(path)

    def test_a_proposal_is_a_floors_file_with_what_was_measured(self, tmp_path: Path) -> None:
        other = replace(FLOOR, key="c.d", floor=None, ceiling=2.0, reached=None, why='a "word"')
        before = Floors((FLOOR, other), DIGESTS | {"gone": "00"})
        found = {"gold": "fedcba9876543210", "gone": None}
        verdicts = judge(before, {"a.b": 83.2506}, found)
        path = tmp_path / "floors.toml"
        path.write_text(proposal(before, verdicts, found, datetime.date(2025, 1, 2)), encoding="utf-8")
        proposed = load_floors(path)
        assert proposed.digests == {"gold": "fedcba9876543210", "gone": "00"}
        assert proposed.floors == (
            replace(FLOOR, floor=83.25, reached=83.251, date=datetime.date(2025, 1, 2)),
            other,
        )

    def test_the_floors_of_the_project_can_be_read_and_have_digests(self) -> None:
        ours = load_floors(Path(floors.__file__).with_name("floors.toml"))
        assert {name for floor in ours.floors for name in floor.data} == set(ours.digests)

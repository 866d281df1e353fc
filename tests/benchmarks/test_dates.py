"""The tables of dates are sound, and their benchmark counts, tells and survives what it should."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

import pytest

from benchmarks import dates
from benchmarks.dates import Case, case_of, figures_of, judge, judge_one, mistakes, read_cases
from reportedly.records import When
from reportedly.text import Span


@pytest.fixture(scope="module")
def cases() -> list[Case]:
    found = [read_cases(path) for path in dates.TABLES]
    assert all(bad == [] for _, bad in found)
    return [case for some, _ in found for case in some]


class TestTables:
    def test_they_are_large_and_no_case_stands_twice(self, cases: list[Case]) -> None:
        assert len(cases) >= 250
        assert len({(case.text, case.date, case.phrase) for case in cases}) == len(cases)

    def test_they_hold_what_is_no_date_and_what_cannot_be_told(self, cases: list[Case]) -> None:
        assert sum(case.phrase is None for case in cases) >= 25
        assert sum(case.phrase is not None and not (case.start or case.end) for case in cases) >= 25

    def test_they_span_the_decades(self, cases: list[Case]) -> None:
        assert len({case.date[:3] for case in cases if case.date}) >= 7

    def test_what_begins_ends_later_and_weeks_are_from_monday_to_sunday(self, cases: list[Case]) -> None:
        for case in cases:
            start, end = (date.fromisoformat(d) if d else None for d in (case.start, case.end))
            if start and end:
                assert start <= end, case
            if (
                case.kind == "relative unit"
                and case.precision == "week"
                and start
                and end
                and end - start == timedelta(6)
            ):
                assert start.isoweekday() == 1, case


FRIDAY = Case("They left on Friday.", "2019-06-12", "on Friday", "2019-06-07", "2019-06-07", "day")


def when(start: str | None, end: str | None, span: tuple[int, int] = (10, 19), precision: str = "day") -> When:
    return When(Span(*span), start, end, precision)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("case", "times", "verdict"),
    [
        pytest.param(FRIDAY, [when("2019-06-07", "2019-06-07")], "right", id="right"),
        pytest.param(FRIDAY, [when("2019-06-14", "2019-06-14")], "wrong", id="another Friday"),
        pytest.param(FRIDAY, [when("2019-06-07", None)], "wrong", id="an end is missing"),
        pytest.param(FRIDAY, [when(None, None)], "null", id="no date"),
        pytest.param(FRIDAY, [], "null", id="no time"),
        pytest.param(FRIDAY, [when("2019-06-07", "2019-06-07", (0, 4))], "null", id="elsewhere"),
        pytest.param(FRIDAY, [when("2019-06-07", "2019-06-07", (13, 19))], "edges", id="the preposition is missing"),
        pytest.param(FRIDAY, [when("2019-06-07", "2019-06-07", precision="week")], "edges", id="another precision"),
        pytest.param(Case("They may leave."), [], "right", id="none where there is none"),
        pytest.param(
            Case("They may leave on Friday."), [when("2019-06-07", None)], "wrong", id="one where there is none"
        ),
        pytest.param(Case("They may leave on Friday."), [when(None, None)], "edges", id="one without a date"),
    ],
)
def test_verdicts(case: Case, times: Sequence[When], verdict: str) -> None:
    assert judge_one(case, times).verdict == verdict


def test_figures_and_mistakes() -> None:
    judged = judge(
        lambda text, _: [when("2019-06-07", "2019-06-07")] if "Friday" in text else [], [FRIDAY, Case("No.")]
    )
    assert figures_of("t", judged) == {
        "dates.t.right": 1.0, "dates.t.wrong": 0.0, "dates.t.null": 0.0, "dates.t.edges": 0.0, "dates.t.cases": 2.0,
    }  # fmt: skip
    assert list(mistakes(judged)) == []
    (line,) = mistakes(judge(lambda *_: [], [FRIDAY]))
    assert line.startswith("null: wanted [on Friday] 2019-06-07..2019-06-07 day, got no time")


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ([], "not an object"),
        ({}, "no text"),
        ({"text": "a", "phrase": 3}, "neither text nor null"),
        ({"text": "a", "phrase": "b"}, "not in the text"),
    ],
)
def test_what_is_no_case_is_told(row: object, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        case_of(row)


def test_bad_lines_are_told_with_their_number(tmp_path: Path) -> None:
    path = tmp_path / "cases.jsonl"
    path.write_bytes(b'{"text": "a"}\n\n{\n\xff\n' + json.dumps({"text": "x", "phrase": "y"}).encode())
    cases, bad = read_cases(path)
    assert [case.text for case in cases] == ["a"]
    assert [fault.number for fault in bad] == [3, 4, 5]


def test_a_missing_file_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert dates.main([str(tmp_path / "none.jsonl")]) == 2
    assert "cannot be read" in capsys.readouterr().err

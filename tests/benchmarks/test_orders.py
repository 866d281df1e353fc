"""Whether the order of adding shows: what the measuring itself promises."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest

from benchmarks import orders
from benchmarks.news import gold, news
from reportedly.ledger.values import Report


@pytest.fixture(scope="module")
def reports() -> list[Report]:
    return [Report(reading, "", {}) for reading in itertools.islice(news(gold(), 1), 12)]


def test_nothing_differs(reports: list[Report], tmp_path: Path) -> None:
    figures = orders.compared(reports, 1, tmp_path)
    assert figures["reports"] == 12
    assert figures["incidents"] > 12
    assert not any(value for key, value in figures.items() if key.endswith(".differing"))


def test_what_hangs_on_the_order_is_counted(
    reports: list[Report], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(orders, "ASKED", {"numbers": "SELECT id, number FROM reports"})
    assert orders.compared(reports, 1, tmp_path)["numbers.differing"] > 0


def test_a_ledger_gives_back_what_went_in(reports: list[Report], tmp_path: Path) -> None:
    orders.answers(tmp_path / "some.ledger", [reports], len(reports))
    found = orders.reports_of(tmp_path / "some.ledger")
    assert [(report.id, report.reading) for report in found] == [(report.id, report.reading) for report in reports]

"""What stays ready between transactions is what is in the file, whoever wrote it."""

from __future__ import annotations

from pathlib import Path

import pytest

from reportedly import Ledger
from reportedly.ledger.arrivals import Arrival
from reportedly.ledger.columns import prepared
from reportedly.ledger.latest import Latest
from reportedly.ledger.settle import settle
from tests.ledger.readings import ferry, talks
from tests.ledger.test_store import newer


def test_who_was_asked_for_last_is_kept() -> None:
    latest: Latest[int, str] = Latest(2)
    latest.put(1, "a")
    latest.put(2, "b")
    assert latest.get(1) == "a"
    latest.put(3, "c")
    assert [number for number in (1, 2, 3) if number in latest] == [1, 3]


@pytest.fixture
def ledger(tmp_path: Path):
    with Ledger.open(tmp_path / "a.ledger") as ledger:
        yield ledger


def ready(ledger: Ledger) -> list[int]:
    """The reports that the next transaction has ready."""
    with ledger.writing("add") as writing:
        return [number for number in range(1, 9) if number in writing.ready.reports]


def test_what_was_added_is_ready(ledger: Ledger) -> None:
    ledger.add([ferry(1), talks(2)])
    assert ready(ledger) == [1, 2]


def test_nothing_is_ready_after_others_wrote(ledger: Ledger, tmp_path: Path) -> None:
    ledger.add([ferry(1)])
    with Ledger.open(tmp_path / "a.ledger") as other:
        other.add([talks(2)])
    assert ready(ledger) == []


def fail(ledger: Ledger) -> None:
    with ledger.writing("add") as writing:
        _, changed = writing.put([prepared(Arrival(talks(2)))])
        settle(writing, changed)
        assert 2 in writing.ready.reports
        raise RuntimeError


def test_nothing_is_ready_after_a_transaction_that_failed(ledger: Ledger) -> None:
    ledger.add([ferry(1)])
    with pytest.raises(RuntimeError):
        fail(ledger)
    assert ready(ledger) == []
    ledger.add([ferry(3)])
    assert [report.published for report in ledger.reports()] == ["2026-01-01", "2026-01-03"]


def test_nothing_is_ready_after_reports_were_read_again(ledger: Ledger) -> None:
    ledger.add([ferry(1)])
    with ledger.writing("reread") as writing:
        _, changed = writing.put([prepared(Arrival(newer(ferry(1))))], replace=True)
        settle(writing, changed)
        assert 1 in writing.ready.reports
    assert ready(ledger) == []

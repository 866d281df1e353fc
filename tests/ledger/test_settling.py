"""Stages that follow from reports, and values that stand from one moment until another."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from reportedly import Ledger
from reportedly.ledger import settle
from reportedly.ledger.arrivals import Arrival
from reportedly.ledger.columns import prepared
from reportedly.ledger.settle import Stage
from reportedly.ledger.standing import Change, known_at, stand
from reportedly.ledger.writing import Writing
from tests.ledger.readings import ferry, talks
from tests.ledger.test_store import newer


@pytest.fixture
def ledger(tmp_path: Path):
    with Ledger.open(tmp_path / "a.ledger") as ledger:
        yield ledger


class Heard:
    """A stage that notes which reports it is given."""

    def __init__(self) -> None:
        self.calls: list[list[int]] = []

    def work(self, _: Writing, reports: Sequence[int]) -> None:
        self.calls.append(list(reports))


@pytest.fixture
def heard(monkeypatch) -> Heard:
    heard = Heard()
    monkeypatch.setattr(settle, "STAGES", (Stage("heard", 1, heard.work),))
    return heard


def test_a_stage_is_given_what_is_new_and_what_has_changed(ledger: Ledger, heard: Heard) -> None:
    ledger.add([ferry(1), talks()])
    ledger.add([ferry(1)])
    ledger.add([ferry(2)])
    with ledger.writing("reread") as writing:
        _, changed = writing.put([prepared(Arrival(newer(talks())))], replace=True)
        settle.settle(writing, changed)
    assert heard.calls == [[1, 2], [3], [2]]
    assert ledger.settle() == 0


def test_a_stage_that_is_new_meets_the_reports_that_were_there(ledger: Ledger, monkeypatch) -> None:
    monkeypatch.setattr(settle, "CATCH_UP", 2)
    ledger.add([ferry(day) for day in range(1, 6)])
    heard = Heard()
    monkeypatch.setattr(settle, "STAGES", (Stage("heard", 1, heard.work),))
    ledger.add([talks()])
    assert heard.calls == [[1, 2], [3, 4], [5], [6]]


def test_a_stage_that_is_behind_hears_of_changes_among_those_that_it_has_met(ledger: Ledger, monkeypatch) -> None:
    monkeypatch.setattr(settle, "CATCH_UP", 2)
    ledger.add([ferry(1), talks(), ferry(3), ferry(4)])
    heard = Heard()
    stages = (Stage("heard", 1, heard.work),)
    with ledger.writing("settle") as writing:
        settle.catch_up(writing, stages)
    with ledger.writing("add") as writing:
        _, changed = writing.put([prepared(Arrival(newer(talks()))), prepared(Arrival(ferry(9)))], replace=True)
        settle.settle(writing, changed, stages)
    assert ledger.settle(stages) == 3
    assert heard.calls == [[1, 2], [2], [3, 4], [5]]


def test_new_rules_are_run_on_everything_once(ledger: Ledger, heard: Heard, monkeypatch) -> None:
    ledger.add([ferry(1), talks()])
    monkeypatch.setattr(settle, "STAGES", (Stage("heard", 2, heard.work),))
    assert ledger.settle() == 2
    assert ledger.settle() == 0
    assert heard.calls == [[1, 2], [1, 2]]


def test_a_stage_that_fails_leaves_no_report_behind(ledger: Ledger, monkeypatch) -> None:
    def fail(_: Writing, __: Sequence[int]) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(settle, "STAGES", (Stage("fails", 1, fail),))
    with pytest.raises(ZeroDivisionError):
        ledger.add([ferry()])
    assert (len(ledger), ledger.moments()) == (0, [])


# Standing


def correction(start: int, kind: str = "corrects") -> dict[str, str | int | None]:
    return {"start": start, "end": start + 5, "kind": kind, "corrects": None, "record": "{}"}


def let_stand(ledger: Ledger, *rows: dict[str, str | int | None], report: int = 1) -> Change:
    with ledger.writing("settle") as writing:
        return stand(writing, "corrections", {"report": report}, rows)


def standing(ledger: Ledger, moment: int | None = None) -> list[tuple[int, str]]:
    where = known_at("c", moment)
    return ledger.db.execute(f"SELECT start, kind FROM corrections c WHERE {where} ORDER BY start").fetchall()


def test_what_is_superseded_keeps_from_when_to_when_it_stood(ledger: Ledger) -> None:
    ledger.add([ferry(), talks()])
    assert let_stand(ledger, correction(1), correction(2)) == Change(2, 0, 0)
    assert let_stand(ledger, correction(2), correction(3)) == Change(1, 1, 1)
    assert let_stand(ledger) == Change(0, 2, 0)
    known = [[start for start, _ in standing(ledger, moment)] for moment in (1, 2, 3, 4)]
    assert known == [[], [1, 2], [2, 3], []]
    assert standing(ledger) == []


def test_what_stands_already_leaves_no_trace(ledger: Ledger) -> None:
    ledger.add([ferry()])
    let_stand(ledger, correction(1))
    assert let_stand(ledger, correction(1)) == Change(0, 0, 1)
    assert [m.act for m in ledger.moments()] == ["add", "settle"]


def test_what_came_and_went_within_a_moment_never_stood(ledger: Ledger) -> None:
    ledger.add([ferry()])
    with ledger.writing("settle") as writing:
        stand(writing, "corrections", {"report": 1}, [correction(1)])
        stand(writing, "corrections", {"report": 1}, [correction(2)])
    assert ledger.db.execute("SELECT start, since, until FROM corrections").fetchall() == [(2, 2, None)]


def test_other_scopes_are_left_alone(ledger: Ledger) -> None:
    ledger.add([ferry(), talks()])
    let_stand(ledger, correction(1), report=1)
    let_stand(ledger, correction(2), report=2)
    let_stand(ledger, report=1)
    assert standing(ledger) == [(2, "corrects")]


def test_a_report_that_is_not_there_cannot_be_told_of(ledger: Ledger) -> None:
    import sqlite3

    with pytest.raises(sqlite3.IntegrityError, match="FOREIGN KEY"):
        let_stand(ledger, correction(1), report=99)


SHORT = {"copy_pending", "quotation_pending", "pragma_table_info", "json_each", "corrections", "changed"}
"""Tables that may be walked through: what is left to do, notices, and the places of verdicts (`changed`)."""


def test_adding_walks_through_nothing_that_grows_with_the_reports(tmp_path: Path) -> None:
    """Else each report costs more than the one before it."""
    with Ledger.open(tmp_path / "a.ledger") as ledger:
        ledger.add([ferry(1), ferry(2, 5, "The Skua"), talks(3)])
        asked: list[str] = []
        ledger.db.set_trace_callback(asked.append)
        ledger.add([ferry(4, 6, "The Gull"), ferry(1, outlet="The Auk"), talks(5)])
        ledger.db.set_trace_callback(None)
        walked = set()
        for query in asked:
            if query.split()[0] not in ("SELECT", "INSERT", "UPDATE", "DELETE", "WITH"):
                continue
            steps = [step.split() for *_, step in ledger.db.execute(f"EXPLAIN QUERY PLAN {query}")]
            # What a query makes for itself is walked through; what that was made of is told by other steps.
            made = {step[1] for step in steps if step[0] in ("CO-ROUTINE", "MATERIALIZE")}
            walked |= {step[1] for step in steps if step[0] == "SCAN"} - made
        assert {"copy_pending", "changed"} <= walked
        assert walked <= SHORT

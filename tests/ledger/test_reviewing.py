"""What is to be looked at next: in doubt, not judged yet, those first on which most rests; never all of a ledger."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from reportedly import Ledger
from reportedly.errors import QuestionError
from reportedly.ledger import reviewing
from reportedly.ledger.asking import asked_for
from reportedly.ledger.linking import load_linker
from reportedly.ledger.questions import Asked
from reportedly.ledger.reviewing import Progress, last_made, queue, verdict_on_link, verdicts_about
from reportedly.ledger.values import Report
from reportedly.records import Reading
from tests.ledger.readings import ferry


def sure(day: int, event: float, statement: float | None = 0.9, figure: float | None = 0.9, **more) -> Reading:
    """A reading whose records have these confidences; each day's figure is another, so that incidents stay apart."""
    reading = ferry(day, day + 3, **more)
    return replace(
        reading,
        statements=tuple(replace(one, confidence=statement) for one in reading.statements),
        events=tuple(replace(one, confidence=event) for one in reading.events),
        figures=tuple(replace(one, confidence=figure) for one in reading.figures),
    )


def id_of(reading: Reading) -> str:
    return Report(reading, "").id


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger.open(tmp_path / "a.ledger") as ledger:
        yield ledger


def test_nearest_to_even_chances_first_and_only_what_is_in_doubt(ledger: Ledger) -> None:
    readings = [sure(1, 0.30), sure(9, 0.52), sure(17, 0.76), sure(25, 0.24)]
    ledger.add(readings)
    found = queue(ledger.db, kinds=["event"])
    assert [one.records for one in found.items] == [(f"{id_of(readings[n])}:e1",) for n in (1, 0)]
    assert (found.progress, found.more) == (Progress(0, 2), False)
    assert [one.confidence for one in found.items] == [0.52, 0.3]


def test_what_most_rests_on_goes_before_what_is_more_in_doubt(ledger: Ledger) -> None:
    one, other = sure(1, 0.5), sure(20, 0.6)
    copies = [sure(20, 0.6, outlet=outlet) for outlet in ("The Skua", "The Auk", "The Gull")]
    ledger.add([one, other, *copies])
    first, *_ = queue(ledger.db, kinds=["event"]).items
    assert (first.confidence, first.rests) == (0.6, 4)


def test_of_a_statement_acts_and_figures_rest_on_it(ledger: Ledger) -> None:
    ledger.add([sure(1, 0.9, statement=0.7), sure(9, 0.9, figure=0.5)])
    (statement,) = queue(ledger.db, kinds=["statement"]).items
    (figure,) = queue(ledger.db, kinds=["figure"]).items
    assert (statement.kind, statement.rests) == ("statement", 2)
    assert (figure.kind, figure.rests) == ("figure", 1)
    assert {one.kind for one in queue(ledger.db).items} == {"statement", "figure"}


def test_what_bears_no_confidence_is_not_in_doubt(ledger: Ledger) -> None:
    ledger.add([sure(1, 0.9, statement=None, figure=None)])
    assert queue(ledger.db).items == ()


def test_what_is_judged_is_not_asked_again_until_it_is_taken_back(ledger: Ledger) -> None:
    readings = [sure(1, 0.5), sure(9, 0.5)]
    ledger.add(readings)
    name = f"{id_of(readings[0])}:e1"
    ledger.judge(name, "note", "Ines", note="ask the desk")
    assert queue(ledger.db, kinds=["event"]).progress == Progress(0, 2)
    ledger.judge(name, "right", "Ines")
    found = queue(ledger.db, kinds=["event"])
    assert ([one.records for one in found.items], found.progress) == ([(f"{id_of(readings[1])}:e1",)], Progress(1, 2))
    # Another report of the same text is judged with it.
    again = replace(readings[0], article=replace(readings[0].article, publisher="The Auk"))
    ledger.add([again])
    assert len(queue(ledger.db, kinds=["event"]).items) == 1
    article = readings[0].article.id
    note, right = verdicts_about(ledger.db, article, "event", 1)
    assert last_made(ledger.db) == [right, note]
    was = ledger.take_back(right)
    assert (was.decision, was.records) == ("right", (f"{article}:e1",))
    assert queue(ledger.db, kinds=["event"]).progress.judged == 0
    assert [one.decision for one in ledger.verdicts()] == ["note"]
    with pytest.raises(QuestionError, match="no verdict of this number stands"):
        ledger.take_back(right)
    ledger.check()


def test_what_was_taken_back_counted_at_its_time(tmp_path: Path) -> None:
    now = ["2001-01-01T00:00:00Z"]
    with Ledger.open(tmp_path / "a.ledger", clock=lambda: now[0]) as ledger:
        ledger.add([sure(1, 0.5)])
        now[0] = "2001-01-02T00:00:00Z"
        ledger.judge(f"{id_of(sure(1, 0.5))}:e1", "wrong", "Ines")
        assert ledger.count() == 0
        now[0] = "2001-01-03T00:00:00Z"
        ledger.take_back(last_made(ledger.db)[0])
        assert ledger.count() == 1
        assert [ledger.count(as_of=day) for day in ("2001-01-01", "2001-01-02", "2001-01-03")] == [1, 0, 1]
        assert [len(ledger.verdicts(as_of=day)) for day in ("2001-01-01", "2001-01-02", "2001-01-03")] == [0, 1, 0]


def test_some_are_skipped(ledger: Ledger) -> None:
    ledger.add([sure(day, 0.4 + day / 100) for day in (1, 9, 17)])
    whole = queue(ledger.db, kinds=["event"])
    parts = [queue(ledger.db, kinds=["event"], skip=at, limit=1) for at in range(4)]
    assert tuple(item for part in parts for item in part.items) == whole.items
    assert [part.more for part in parts] == [True, True, False, False]


def test_links_near_the_decision_and_what_becomes_of_them(ledger: Ledger) -> None:
    ledger.add([sure(1, 0.9), sure(2, 0.9)])
    one, other = (f"{id_of(sure(day, 0.9))}:e1" for day in (1, 2))
    assert queue(ledger.db, kinds=["link"]).items == ()
    score = round(load_linker().least - 0.05, 2)
    near = f"UPDATE links SET score = {score} WHERE until IS NULL"
    ledger.db.execute(near)
    (link,) = queue(ledger.db, kinds=["link"]).items
    assert (link.kind, set(link.records), link.confidence) == ("link", {one, other}, score)
    ids = [f"{sure(day, 0.9).article.id}:e1" for day in (1, 2)]
    assert verdict_on_link(ledger.db, *ids) == 0
    ledger.judge_link(other, one, False, "Ines")
    ledger.db.execute(near)
    assert (queue(ledger.db, kinds=["link"]).items, queue(ledger.db, kinds=["link"]).progress) == ((), Progress(1, 1))
    assert verdict_on_link(ledger.db, *reversed(ids)) == verdict_on_link(ledger.db, *ids) == last_made(ledger.db)[0]
    # A link is no verdict on its records.
    assert verdicts_about(ledger.db, ids[0].partition(":")[0], "event", 1) == []


def test_two_reports_of_one_text_are_no_question(ledger: Ledger) -> None:
    reading = sure(1, 0.9)
    ledger.add([reading, replace(reading, article=replace(reading.article, publisher="The Auk"))])
    ledger.db.execute(f"UPDATE links SET score = {load_linker().least}")
    assert ledger.db.execute("SELECT count(*) FROM links WHERE until IS NULL").fetchone() != (0,)
    assert queue(ledger.db, kinds=["link"]).items == ()


def test_only_what_belongs_to_incidents_that_are_asked_for(ledger: Ledger) -> None:
    readings = [sure(day, 0.5, 0.5, 0.5) for day in (1, 9, 17)]
    ledger.add(readings)
    wanted = asked_for(Asked(since="2026-01-05", until="2026-01-12"))
    found = queue(ledger.db, wanted)
    assert {one.records[0] for one in found.items} == {f"{id_of(readings[1])}:{n}" for n in ("s1", "e1", "f1")}
    assert found.progress == Progress(0, 3)
    ledger.judge(f"{id_of(readings[1])}:f1", "right", "Ines")
    assert queue(ledger.db, wanted).progress == Progress(1, 3)
    assert queue(ledger.db, asked_for(Asked(since="2027-01-01"))).progress == Progress(0, 0)


def test_no_more_is_looked_at_than_is_needed(ledger: Ledger, monkeypatch) -> None:
    monkeypatch.setattr(reviewing, "ENOUGH", 1)
    monkeypatch.setattr(reviewing, "NEAREST", 1)
    monkeypatch.setattr(reviewing, "TOLD_MOST", 1)
    ledger.add([sure(day, 0.4 + day / 100) for day in (1, 9, 17)])
    found = queue(ledger.db, asked_for(Asked(type="ASSAULT")), ["event"], 0, 1)
    assert (len(found.items), found.more, found.progress) == (1, True, Progress(0, 2, True))
    # On either side of even chances one, and those of the incident that most outlets have.
    assert len(queue(ledger.db, kinds=["event"]).items) == 3
    assert queue(ledger.db, kinds=["event"], limit=1).progress == Progress(0, 3)


@pytest.mark.parametrize("table", ["statements", "events", "figures"])
def test_the_nearest_are_read_off_an_index(ledger: Ledger, table: str) -> None:
    query = (
        f"EXPLAIN QUERY PLAN SELECT x.n FROM {table} x WHERE {reviewing._RECORDS} AND x.confidence >= 0.5 "
        "ORDER BY x.confidence, x.number LIMIT 5"
    )
    (told,) = ledger.db.execute(query).fetchall()
    assert f"{table}_in_doubt" in told[3]


def test_links_are_read_off_an_index(ledger: Ledger) -> None:
    query = f"EXPLAIN QUERY PLAN SELECT x.number FROM links x WHERE {reviewing._LINKS} ORDER BY x.score DESC LIMIT 5"
    assert any("links_in_doubt" in told[3] for told in ledger.db.execute(query))

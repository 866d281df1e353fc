"""`reportedly merge`: what two ledgers come to together, whichever is brought into which."""

from __future__ import annotations

import os
import random
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from reportedly import Ledger
from reportedly.errors import LedgerError
from reportedly.ledger.arrivals import Arrival
from reportedly.ledger.checking import unsound
from reportedly.ledger.columns import prepared
from reportedly.ledger.merging import Brought, merge
from reportedly.records import Reading
from tests.ledger.readings import NOW, ferry, talks
from tests.ledger.test_forgetting import answers, working
from tests.ledger.test_store import newer
from tests.ledger.whole import all_readings, judge, put
from tests.test_cli import run

LATER = "2026-02-04T00:00:00Z"


def made(path: Path, readings: list[Reading], time: str = NOW) -> Path:
    with Ledger.open(path, clock=lambda: time) as ledger:
        for reading in readings:
            put(ledger, [reading])
    return path


def judged(path: Path, record: tuple[int, str], decision: str, who: str, time: str, **edited: str) -> None:
    """A verdict on a record of the report that came at a place in the order."""
    with Ledger.open(path, clock=lambda: time) as ledger:
        ids = [r.id for r in sorted(ledger.reports(), key=lambda r: (r.published or "", r.id))]
        ledger.judge(f"{ids[record[0]]}:{record[1]}", decision, who, edited=edited or None)  # type: ignore[arg-type]


def merged(one: Path, other: Path, into: Path) -> tuple[Path, Brought]:
    shutil.copy(one, into)
    with Ledger.open(into, clock=lambda: LATER) as ledger, Ledger.open(other, "read") as theirs:
        return into, merge(ledger, theirs)


def content(path: Path) -> tuple[object, ...]:
    with Ledger.open(path) as ledger:
        assert [str(one) for one in unsound(ledger)] == []
        verdicts = [{k: v for k, v in one.row().items() if k not in ("id", "number")} for one in ledger.verdicts()]
        reports = [(r, r.seen) for r in ledger.reports()]
        pages = sorted(ledger.db.execute("SELECT url, fetched_at, digest FROM pages"))
        return working(ledger), answers(ledger), verdicts, reports, pages


def both_ways(one: Path, other: Path, tmp_path: Path) -> tuple[Brought, Brought]:
    """That it is the same whichever is brought into which, and that nothing more comes the second time."""
    here, came = merged(one, other, tmp_path / "ab.ledger")
    there, went = merged(other, one, tmp_path / "ba.ledger")
    assert content(here) == content(there)
    before = here.read_bytes()
    with Ledger.open(here) as ledger, Ledger.open(other, "read") as theirs:
        again = merge(ledger, theirs)
    assert (again.added, again.changed, again.verdicts) == (0, 0, 0)
    assert here.read_bytes() == before
    return came, went


@pytest.mark.parametrize("seed", range(3))
def test_two_parts_are_the_whole(tmp_path: Path, seed: int) -> None:
    readings = all_readings()
    random.Random(seed).shuffle(readings)
    one, other = made(tmp_path / "a.ledger", readings[:6]), made(tmp_path / "b.ledger", readings[4:])
    came, went = both_ways(one, other, tmp_path)
    assert (came.added, came.known) == (4, 2)
    assert (went.added, went.known) == (4, 2)
    assert content(tmp_path / "ab.ledger") == content(made(tmp_path / "c.ledger", all_readings()))


def test_the_other_stays_as_it_is(tmp_path: Path) -> None:
    one, other = made(tmp_path / "a.ledger", all_readings()[:2]), made(tmp_path / "b.ledger", all_readings())
    before = other.read_bytes()
    other.chmod(0o444)
    merged(one, other, tmp_path / "c.ledger")
    assert other.read_bytes() == before


def test_verdicts_of_both_are_kept_and_contradictions_told(tmp_path: Path) -> None:
    one, other = made(tmp_path / "a.ledger", all_readings()), made(tmp_path / "b.ledger", all_readings())
    judged(one, (0, "e1"), "wrong", "Ines", "2026-03-01T00:00:00Z")
    judged(one, (0, "f1"), "right", "Ines", "2026-03-01T00:00:01Z")
    judged(one, (1, "e1"), "edited", "Ines", "2026-03-05T00:00:00Z", status="planned")
    judged(other, (0, "e1"), "right", "Omar", "2026-03-02T00:00:00Z")
    judged(other, (0, "f1"), "right", "Omar", "2026-03-02T00:00:01Z")
    judged(other, (1, "e1"), "edited", "Omar", "2026-03-04T00:00:00Z", status="denied")
    came, went = both_ways(one, other, tmp_path)
    told = {(c.first.who, c.first.decision, c.last.who, c.last.decision) for c in came.contradictions}
    assert told == {("Ines", "wrong", "Omar", "right"), ("Omar", "edited", "Ines", "edited")}
    assert came.contradictions == went.contradictions
    assert came.verdicts == went.verdicts == 3
    with Ledger.open(tmp_path / "ab.ledger") as ledger:
        assert len(ledger.verdicts()) == 6


def test_links_that_one_says_are_the_same_and_another_apart(tmp_path: Path) -> None:
    one, other = made(tmp_path / "a.ledger", all_readings()), made(tmp_path / "b.ledger", all_readings())
    for path, who, same, time in ((one, "Ines", True, "2026-03-02T00:00:00Z"), (other, "Omar", False, LATER)):
        with Ledger.open(path, clock=lambda time=time: time) as ledger:
            judge(ledger) if who == "Omar" else None
            ids = {r.outlet: r.id for r in ledger.reports(until="2026-01-03") if r.reading.statements}
            ledger.judge_link(f"{ids['The Tern']}:e1", f"{ids['The Plover']}:e1", same, who)
    came, went = both_ways(one, other, tmp_path)
    assert [(c.first.who, c.last.who) for c in came.contradictions] == [("Omar", "Ines")]
    assert came.contradictions == went.contradictions


def test_of_one_second_what_counts_does_not_depend_on_the_order(tmp_path: Path) -> None:
    one, other = made(tmp_path / "a.ledger", all_readings()), made(tmp_path / "b.ledger", all_readings())
    for path, decisions in ((one, ("wrong", "right", "wrong")), (other, ("right", "wrong"))):
        for decision in decisions:
            judged(path, (0, "e1"), decision, "Ines", "2026-03-01T00:00:00Z")
            judged(path, (1, "e1"), decision, path.name, "2026-03-01T00:00:00Z")
    both_ways(one, other, tmp_path)


def test_what_one_has_taken_back_is_taken_back(tmp_path: Path) -> None:
    one = made(tmp_path / "a.ledger", all_readings())
    judged(one, (0, "e1"), "wrong", "Ines", "2026-03-01T00:00:00Z")
    other = Path(shutil.copy(one, tmp_path / "b.ledger"))
    with Ledger.open(other) as ledger:
        ledger.take_back(1)
    both_ways(one, other, tmp_path)
    with Ledger.open(tmp_path / "ab.ledger") as ledger:
        assert ledger.verdicts() == ()


def test_of_one_report_the_later_reading_and_what_was_known_first(tmp_path: Path) -> None:
    headed = replace(talks(), article=replace(talks().article, title="Kestria and Norland", byline="Ana"))
    one = made(tmp_path / "a.ledger", [talks(), ferry()], "2026-02-03T00:00:00Z")
    other = made(tmp_path / "b.ledger", [headed, newer(ferry())], "2026-02-02T00:00:00Z")
    with Ledger.open(other, clock=lambda: "2026-02-05T00:00:00Z") as ledger, ledger.writing("reread") as writing:
        writing.put([prepared(Arrival(replace(newer(ferry()), flaws=())))], replace=True)
    came, went = both_ways(one, other, tmp_path)
    assert (came.changed, went.changed) == (2, 0)
    with Ledger.open(tmp_path / "ab.ledger") as ledger:
        talked, sunk = sorted(ledger.reports(), key=lambda r: r.reading.article.text)
        assert (talked.reading.article.title, talked.seen) == ("Kestria and Norland", "2026-02-02T00:00:00Z")
        assert sunk.reading.flaws == ()


def test_a_text_that_is_headed_otherwise_is_compared_anew(tmp_path: Path) -> None:
    readings = all_readings()
    whole = readings[1].article.text
    head = whole.splitlines()[0]
    titled = replace(readings[1], article=replace(readings[1].article, title=head))
    one = made(tmp_path / "a.ledger", readings[:5], "2026-02-03T00:00:00Z")
    other = made(tmp_path / "b.ledger", [titled], "2026-02-02T00:00:00Z")
    both_ways(one, other, tmp_path)


def test_one_file_is_not_merged_with_itself(tmp_path: Path) -> None:
    path = made(tmp_path / "a.ledger", [talks()])
    os.link(path, tmp_path / "same.ledger")
    with (
        Ledger.open(path) as ledger,
        Ledger.open(tmp_path / "same.ledger", "read") as theirs,
        pytest.raises(LedgerError, match="is the same ledger"),
    ):
        merge(ledger, theirs)


def test_the_command(tmp_path: Path) -> None:
    one, other = made(tmp_path / "a.ledger", all_readings()[:5]), made(tmp_path / "b.ledger", all_readings())
    judged(one, (0, "e1"), "wrong", "Ines", "2026-03-01T00:00:00Z")
    judged(other, (0, "e1"), "right", "Omar", "2026-03-02T00:00:00Z")
    code, out, err = run("merge", one, other)
    *lines, last = out.splitlines()
    assert (code, err) == (0, "")
    assert last == f"{one}: 5 added, 5 there already; 1 verdict added, 1 contradicted; 10 reports in all"
    (line,) = lines
    assert line.startswith("“killed” (event in article ")
    assert line.endswith(": Ines on 2026-03-01T00:00:00Z: wrong; Omar on 2026-03-02T00:00:00Z: right, which counts")
    assert run("merge", one, other) == (0, f"{one}: 10 there already; 10 reports in all\n", "")
    assert run("check", one)[0] == 0


def test_what_is_not_there(tmp_path: Path) -> None:
    one = made(tmp_path / "a.ledger", [talks()])
    gone = tmp_path / "gone.ledger"
    assert run("merge", one, gone) == (1, "", f"reportedly: {gone}: no such ledger\n")
    assert run("merge", gone, one) == (1, "", f"reportedly: {gone}: no such ledger\n")
    assert not gone.exists()


def test_of_three_it_makes_no_difference_which_two_come_first(tmp_path: Path) -> None:
    readings = all_readings()
    paths = [
        made(tmp_path / f"{name}.ledger", readings[start:end], f"2026-02-0{day}T00:00:00Z")
        for name, start, end, day in (("a", 0, 5, 3), ("b", 2, 8, 2), ("c", 3, 10, 1))
    ]
    for path, decision, who, day in zip(
        paths, ("wrong", "right", "wrong"), ("Ines", "Omar", "Tuva"), (4, 6, 5), strict=True
    ):
        with Ledger.open(path, clock=lambda day=day: f"2026-03-0{day}T00:00:00Z") as ledger:
            (report,) = ledger.reports(url=readings[4].article.url)
            ledger.judge(f"{report.id}:e1", decision, who)
            ledger.judge(f"{report.id}:e1", "note", who, note=f"by {who}")
    one, other, third = paths
    left, _ = merged(one, other, tmp_path / "ab.ledger")
    left, came = merged(left, third, tmp_path / "ab-c.ledger")
    right, _ = merged(other, third, tmp_path / "bc.ledger")
    right, went = merged(one, right, tmp_path / "a-bc.ledger")
    assert content(left) == content(right)
    assert [(c.first.who, c.last.who) for c in came.contradictions] == [("Tuva", "Omar")]
    assert [(c.first.who, c.last.who) for c in went.contradictions] == [("Ines", "Omar")]
    with Ledger.open(left) as ledger:
        assert len(ledger.verdicts()) == 6

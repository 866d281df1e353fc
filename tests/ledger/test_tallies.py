"""What is kept of who is quoted is what is there, whatever becomes of the reports; and it is found without them."""

from __future__ import annotations

import shutil
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reportedly import Ledger
from reportedly.ledger import opening, sourcing
from reportedly.ledger.forgetting import doomed, forget
from reportedly.ledger.kinds import SHORT
from reportedly.ledger.moments import known_from, moment_at, moment_meant, parse_time
from reportedly.ledger.questions import Asked
from reportedly.ledger.sourcing import Wanted, sourcing_of
from reportedly.ledger.tallies import TALLIES, count_anew
from reportedly.ledger.values import Report
from reportedly.records import SOURCE_TYPES, Article, Mention, Reading, Statement
from reportedly.text import Span
from tests.ledger.readings import NOW, arbitrary, ferry, talks


def tallies(db: sqlite3.Connection, anew: bool = False) -> dict[str, list[tuple[object, ...]]]:
    found = {}
    for table, columns, some, query in TALLIES:
        query = query if anew else f"SELECT {columns} FROM {table} WHERE {some}"
        found[table] = sorted(db.execute(query).fetchall(), key=repr)
    return found


def agrees(ledger: Ledger) -> None:
    """What is kept is what is there, and tells what the reports tell one by one."""
    assert tallies(ledger.db) == tallies(ledger.db, anew=True)
    for limit in (None, 1, 3):
        # With conditions, though all hold, it is counted from the reports.
        kept = sourcing_of(ledger.db, None, limit=limit)
        assert kept == sourcing_of(ledger.db, Wanted(), limit=limit)
        rest = kept.quoted[1:] if limit is None else sourcing_of(ledger.db, None).quoted[1 : 1 + limit]
        for wanted in (None, Wanted(), Wanted(days=True)):
            assert sourcing_of(ledger.db, wanted, limit=limit, offset=1).quoted == rest


NAMES = ("Ilse Brandt", "ilse brandt", "Mira Dovzan", "The Skua", None)
COUNTRIES = (None, "NOR", "SWE")
OUTLETS = ("The Tern", "The Skua", "", None)


@st.composite
def quoting(draw: st.DrawFn) -> Reading:
    """A few statements by few people, some of whom bear one name in two states, in few outlets: or in none."""
    who = st.tuples(st.sampled_from(NAMES), st.sampled_from(COUNTRIES), st.sampled_from(SOURCE_TYPES))
    told = draw(st.lists(who, min_size=1, max_size=4))
    text = " ".join(f"Brandt said it {draw(st.integers(1, 3))}." for _ in told)
    statements = []
    at = 0
    for n, (name, country, kind) in enumerate(told, 1):
        source = Mention(Span(at, at + 6), "person", name, country, draw(st.sampled_from([None, "GOV"])))
        stance = draw(st.sampled_from(["asserts", "denies"]))
        statements.append(
            Statement(
                n, Span(at, at + 14), source, kind, Span(at + 7, at + 11), (Span(at + 12, at + 14),), "indirect", stance
            )
        )
        at += 17
    published = draw(st.sampled_from([None, "2026-01-01", "2026-01-01T09:30", "2026-02-05"]))
    article = Article(
        text, None, None, None, None, draw(st.sampled_from(OUTLETS)), "en", published, "fake-1", "words-1"
    )
    return Reading(article, tuple(statements))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(readings=st.lists(quoting(), max_size=6), split=st.integers(0, 6), gone=st.integers(0, 5))
def test_whatever_is_added_and_forgotten(tmp_path: Path, readings: list[Reading], split: int, gone: int) -> None:
    path = tmp_path / "a.ledger"
    path.unlink(missing_ok=True)
    with Ledger.open(path) as ledger:
        ledger.add(readings[:split])
        agrees(ledger)
        ledger.add(readings[split:])
        agrees(ledger)
        if readings:
            forget(ledger, doomed(ledger, [Report(readings[gone % len(readings)], "").id]))
            agrees(ledger)
    path.unlink()


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(readings=st.lists(arbitrary(), max_size=4))
def test_whatever_a_reader_gives(tmp_path: Path, readings: list[Reading]) -> None:
    path = tmp_path / "a.ledger"
    path.unlink(missing_ok=True)
    with Ledger.open(path) as ledger:
        ledger.add(readings)
        agrees(ledger)
    path.unlink()


def test_what_persons_decide_and_what_is_read_again(tmp_path: Path) -> None:
    with Ledger.open(tmp_path / "a.ledger") as ledger:
        ledger.add([ferry(1), ferry(1, outlet="The Skua"), ferry(2, 5), talks(3)])
        agrees(ledger)
        article = Report(ferry(1), "").reading.article.id
        ledger.judge(f"{article}:s1", "edited", "me", edited={"source": "Mira Dovzan", "stance": "denies"})
        agrees(ledger)
        # Two reports have those words.
        told = {one.source.label: one.statements + one.copied for one in ledger.sources().quoted}
        assert told == {"Mira Dovzan": 2, "Ilse Brandt": 1}
        ledger.judge(f"{article}:s1", "wrong", "me")
        agrees(ledger)
        ledger.take_back(2)
        agrees(ledger)


def test_a_copy_counts_as_one(tmp_path: Path) -> None:
    """The origin comes last, so that what was of its own is copied from then on."""
    words = (
        "The ferry had left at dawn with forty on board, and fog lay over the sound all morning, the harbour said. " * 3
    )
    with Ledger.open(tmp_path / "a.ledger") as ledger:
        for day, outlet in ((9, "The Skua"), (8, "The Tern"), (7, "The Gull")):
            ledger.add([ferry(day, 4, outlet, f"{words} No. {day}.")])
            agrees(ledger)
        (brandt,) = ledger.sources().quoted
        assert brandt.statements + brandt.copied == 3
        assert brandt.copied > 0
        assert ledger.db.execute("SELECT count(*) FROM quoted WHERE until IS NOT NULL").fetchone() > (0,)


def test_each_kind_of_source_has_its_letters() -> None:
    assert tuple(SHORT.values()) == SOURCE_TYPES


def test_names_that_are_changed_are_counted_anew(tmp_path: Path) -> None:
    with Ledger.open(tmp_path / "a.ledger") as ledger:
        ledger.add([ferry(1), ferry(2, 5, "The Skua")])
        ledger.db.execute("UPDATE quoted SET label = 'Somebody', outlet = 'An outlet'")
        ledger.db.execute("UPDATE reports SET outlet = 'An outlet'")
        assert tallies(ledger.db) != tallies(ledger.db, anew=True)
        count_anew(ledger.db)
        agrees(ledger)


def answers(ledger: Ledger) -> list[object]:
    """Of incidents by type and by status, and of the reports that tell them."""
    asked = (Asked(type="CONSULT"), Asked(status="happened"))
    return [
        [list(ledger.incidents(one, order=order)) for one in asked for order in ("time", "reports")],
        [ledger.sources(one) for one in asked],
        [list(ledger.copies(one)) for one in asked],
    ]


@pytest.mark.parametrize("version", [7, 8, 9, 10])
def test_a_ledger_of_a_version_before_is_counted_when_it_is_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, version: int
) -> None:
    scripts = opening._scripts()
    old, new = tmp_path / "old.ledger", tmp_path / "new.ledger"
    readings = [ferry(1), ferry(1, outlet="The Skua"), ferry(2, 5), talks(3), replace(ferry(9), statements=())]
    with monkeypatch.context() as patch:
        patch.setattr(opening, "_scripts", lambda: scripts[:version])
        # The programs of then did not write what their ledgers had no table for.
        patch.setattr(sourcing, "keep_kinds", lambda db, reports: None)
        with Ledger.open(old, clock=lambda: NOW) as ledger:
            ledger.add(readings)
            assert ledger.db.execute("PRAGMA user_version").fetchone() == (version,)
    with Ledger.open(new, clock=lambda: NOW) as ledger:
        ledger.add(readings)
        fresh, sources, told = tallies(ledger.db), ledger.sources(), answers(ledger)
    shutil.copy(old, tmp_path / "read.ledger")
    with Ledger.open(old) as ledger, Ledger.open(tmp_path / "read.ledger", "read") as read:
        for one in (ledger, read):
            assert tallies(one.db) == fresh
            assert one.sources() == sources
            assert answers(one) == told
        ledger.add([ferry(5)])
        agrees(ledger)
        ledger.check()


def test_the_answer_goes_through_no_reports(tmp_path: Path) -> None:
    """Nothing that is asked for it walks through a table of reports or of what they quote."""
    with Ledger.open(tmp_path / "a.ledger") as ledger:
        ledger.add([ferry(1), ferry(2, 5, "The Skua")])
        asked: list[str] = []
        ledger.db.set_trace_callback(asked.append)
        ledger.sources(limit=20)
        ledger.db.set_trace_callback(None)
        assert asked
        walked = set()
        for query in asked:
            for *_, plan in ledger.db.execute(f"EXPLAIN QUERY PLAN {query}"):
                if plan.startswith("SCAN"):
                    walked.add(plan.split()[1])
        assert not walked & {"quoted", "q", "statements", "texts"}


# As of a time

MOMENTS = st.lists(st.integers(0, 9).map(lambda n: f"2026-01-0{n + 1 if n < 9 else 1}T00:00:0{n}Z"), max_size=7)


@settings(max_examples=300, deadline=None)
@given(times=MOMENTS, asked=st.integers(1, 9))
def test_a_moment_is_found_as_the_rule_has_it(times: list[str], asked: int) -> None:
    db = sqlite3.connect(":memory:", isolation_level=None)
    db.execute("CREATE TABLE moments (number INTEGER PRIMARY KEY, time TEXT NOT NULL, act TEXT NOT NULL)")
    # Numbers need not be without gaps.
    db.executemany("INSERT INTO moments VALUES (?, ?, 'add')", [(3 * n + 2, time) for n, time in enumerate(times)])
    for wanted in (f"2026-01-0{asked}", f"2026-01-0{asked}T00:00:0{asked}", "1900-01-01", "2999-01-01"):
        known = [at for at, time in enumerate(known_from(times)) if time <= parse_time(wanted)]
        assert moment_at(db, wanted) == (3 * known[-1] + 2 if known else 0)
    db.close()


def test_what_was_known_last_is_what_is_known_now(tmp_path: Path) -> None:
    path = tmp_path / "a.ledger"
    for day in (1, 2):
        with Ledger.open(path, clock=lambda day=day: f"2026-02-0{day}T12:00:00Z") as ledger:
            ledger.add([ferry(day)])
    with Ledger.open(path, "read") as ledger:
        # Outside of a transaction somebody may write meanwhile.
        assert moment_meant(ledger.db, "2026-02-02") == 2
        loose = [ledger.sources(as_of=day) for day in ("2026-02-01", "2026-02-02")]
        ledger.db.execute("BEGIN")
        assert [moment_meant(ledger.db, f"2026-02-0{day}") for day in (1, 2, 3)] == [1, None, None]
        assert [ledger.sources(as_of=day) for day in ("2026-02-01", "2026-02-02")] == loose
        assert loose[1] == ledger.sources() != loose[0]
        assert list(ledger.incidents(as_of="2026-02-02")) == list(ledger.incidents())


def test_copies_come_in_order_with_those_without_a_date_last(tmp_path: Path) -> None:
    words = (
        "The ferry had left at dawn with forty on board, and fog lay over the sound all morning, the harbour said. " * 3
    )
    with Ledger.open(tmp_path / "a.ledger") as ledger:
        first = ferry(1, 4, "The Gull", words)
        dated = [ferry(day, 4, outlet, f"{words} No. {day}.") for day, outlet in ((9, "The Skua"), (5, "The Tern"))]
        bare = replace(dated[0], article=replace(dated[0].article, published=None, publisher="The Auk"))
        ledger.add([first, *dated, bare, talks(3)])
        found = list(ledger.copies())
        days = [row.published for row in found]
        assert days == sorted(days, key=lambda day: (day is None, day or ""))
        assert {"2026-01-05", "2026-01-09"} <= set(days)
        reports = list(dict.fromkeys(row.report for row in found))
        for limit in (0, 1, 2, 9):
            assert list(dict.fromkeys(row.report for row in ledger.copies(limit=limit))) == reports[:limit]
        since = [row.published for row in ledger.copies(Asked(since="2026-01-06"))]
        assert since == [day for day in days if day and day >= "2026-01-06"]

"""The ledger on a real file: what goes in comes out, once, and is found again."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reportedly import Ledger
from reportedly.errors import InvariantError
from reportedly.ledger.arrivals import Added, Arrival
from reportedly.ledger.columns import prepared
from reportedly.ledger.records_back import reading_of
from reportedly.ledger.values import Report
from reportedly.records import Failure, Reading
from reportedly.text import Span
from tests import shelling
from tests.ledger.readings import NOW, arbitrary, ferry, talks


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "a crisis?#.ledger"


@pytest.fixture
def ledger(path: Path):
    with Ledger.open(path, clock=lambda: NOW) as ledger:
        yield ledger


def lines(reading: Reading) -> list[str]:
    return [json.dumps(row, ensure_ascii=False) for row in reading.rows()]


def content(path: Path) -> list[str]:
    """All that the file holds."""
    with Ledger.open(path, "read") as ledger:
        return list(ledger.db.iterdump())


# What goes in comes out


@pytest.mark.parametrize("reading", [shelling.reading(), ferry(), talks()], ids=["shelling", "ferry", "talks"])
def test_what_goes_in_comes_out(ledger: Ledger, reading: Reading) -> None:
    (added,) = ledger.add([reading])
    assert isinstance(added, Added)
    out = ledger.report(added.report)
    assert out.reading == reading
    assert lines(out.reading) == lines(reading)
    assert (out.id, out.seen, out.vectors) == (added.report, NOW, {})


@pytest.mark.lawless
@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    readings=st.lists(arbitrary(), min_size=1, max_size=2, unique_by=lambda r: Report(r, "").id),
    vectors=st.dictionaries(
        st.integers(1, 3), st.lists(st.floats(-1, 1) | st.floats(-1, 1, width=32), max_size=4).map(tuple)
    ),
)
def test_any_reading_comes_out_as_it_went_in(tmp_path_factory, readings, vectors) -> None:
    reports = [Report(reading, "2020-01-01T00:00:00Z", vectors) for reading in readings]
    with Ledger.open(tmp_path_factory.mktemp("any") / "a.ledger", clock=lambda: NOW) as ledger:
        ledger.add(reports)
        for report in reports:
            assert ledger.report(report.id) == report
            assert lines(ledger.report(report.id).reading) == lines(report.reading)
        assert sorted(r.id for r in ledger.reports()) == sorted(r.id for r in reports)
        ledger.check()


@pytest.mark.lawless
@settings(max_examples=50, deadline=None, suppress_health_check=list(HealthCheck))
@given(arbitrary())
def test_rows_are_read_back_as_the_records_they_were(reading: Reading) -> None:
    assert lines(reading_of(map(json.loads, lines(reading)))) == lines(reading)


def test_one_reading_serves_every_report_of_the_same_records(ledger: Ledger) -> None:
    one, other = ferry(), ferry()
    other = replace(other, article=replace(other.article, url="https://gull.example/1", publisher="The Gull"))
    ledger.add([one, other])
    assert [r.reading for r in ledger.reports(outlet="The Gull")] == [other]
    assert [r.reading for r in ledger.reports(outlet="The Tern")] == [one]
    assert ledger.db.execute("SELECT count(*) FROM readings").fetchone() == (1,)


def test_the_same_text_and_date_with_other_records_has_a_reading_of_its_own(ledger: Ledger) -> None:
    one = ferry()
    other = replace(one, article=replace(one.article, url="https://gull.example/1"), events=())
    ledger.add([one, other])
    assert {len(r.reading.events) for r in ledger.reports()} == {0, 1}


# Once


def test_adding_again_changes_nothing(path: Path) -> None:
    readings = [ferry(), talks(), shelling.reading()]
    with Ledger.open(path) as ledger:
        ledger.add(readings)
    before, bytes_before = content(path), path.read_bytes()
    with Ledger.open(path) as ledger:
        assert {outcome.state for outcome in ledger.add(readings)} == {"known"}
    assert content(path) == before
    assert path.read_bytes() == bytes_before


def test_the_same_article_twice_in_one_go_is_there_once(ledger: Ledger) -> None:
    assert [outcome.state for outcome in ledger.add([ferry(), ferry()])] == ["new", "known"]
    assert len(ledger) == 1


def test_failures_stand_for_themselves(ledger: Ledger) -> None:
    failure = Failure("gone.txt", "no such file")
    first, second, third = ledger.add([ferry(), failure, talks()])
    assert (first.state, second, third.state) == ("new", failure, "new")


def test_a_reading_that_breaks_the_contract_keeps_nothing_else_out(path: Path) -> None:
    broken = replace(ferry(), flaws=(replace(ferry().flaws[0], span=Span(0, 10_000)),))
    with Ledger.open(path) as ledger, pytest.raises(InvariantError, match="is no span of article"):
        ledger.add([ferry(2), ferry(3), broken, talks()])
    with Ledger.open(path) as ledger:
        assert [r.reading for r in ledger.reports()] == [ferry(2), ferry(3)]


def test_half_a_character_is_a_failure_of_that_article_alone(ledger: Ledger) -> None:
    odd = replace(talks(), article=replace(talks().article, url="https://tern.example/\ud800"))
    first, second = ledger.add([odd, ferry()])
    assert second.state == "new"
    assert isinstance(first, Failure)
    assert "half a character" in first.reason
    assert first.file.isascii()


# Versions


def test_another_text_at_an_address_is_another_version_and_both_are_kept(ledger: Ledger) -> None:
    before, after = ferry(killed=4), ferry(killed=5)
    assert [outcome.state for outcome in ledger.add([before, after])] == ["new", "version"]
    assert [r.reading for r in ledger.versions("https://tern.example/1")] == [before, after]


def test_the_same_text_at_an_address_under_another_date_is_no_other_version(ledger: Ledger) -> None:
    one = talks(url="https://tern.example/talks")
    other = talks(3, url="https://tern.example/talks")
    assert [outcome.state for outcome in ledger.add([one, other])] == ["new", "new"]


def newer(reading: Reading) -> Reading:
    return replace(reading, article=replace(reading.article, model="fake-2"), events=reading.events[:1])


def test_a_newer_reading_replaces_the_records_of_the_older(ledger: Ledger) -> None:
    old, other = talks(), ferry()
    added, _ = ledger.add([old, other])
    with ledger.writing("reread") as writing:
        (outcome,), changed = writing.put([prepared(Arrival(newer(old)))], replace=True)
    assert (outcome.state, outcome.report, changed) == ("reread", added.report, [1])
    assert ledger.report(added.report).reading == newer(old)
    assert [m.act for m in ledger.moments()] == ["add", "reread"]
    assert ledger.db.execute("SELECT count(*) FROM readings").fetchone() == (2,)
    assert ledger.db.execute("SELECT count(*) FROM events").fetchone() == (2,)
    ledger.check()


def test_what_was_said_is_found_by_the_words_of_the_new_reading_only(ledger: Ledger) -> None:
    ledger.add([ferry()])
    with ledger.writing("reread") as writing:
        silent = replace(newer(ferry()), statements=(), figures=())
        writing.put([prepared(Arrival(replace(silent, events=())))], replace=True)
    assert list(ledger.statements(words="gunmen")) == []
    assert len(list(ledger.search("gunmen"))) == 1
    ledger.db.execute("INSERT INTO statement_words (statement_words, rank) VALUES ('integrity-check', 1)")


def test_reading_again_with_the_same_records_changes_nothing(ledger: Ledger) -> None:
    ledger.add([talks()])
    with ledger.writing("reread") as writing:
        (outcome,), changed = writing.put([prepared(Arrival(talks()))], replace=True)
    assert (outcome.state, changed) == ("known", [])
    assert [m.act for m in ledger.moments()] == ["add"]


def test_a_reading_that_another_report_shares_stays_with_it(ledger: Ledger) -> None:
    one = talks()
    other = replace(one, article=replace(one.article, url="https://gull.example/1"))
    ledger.add([one, other])
    with ledger.writing("reread") as writing:
        writing.put([prepared(Arrival(newer(one)))], replace=True)
    assert {len(r.reading.events) for r in ledger.reports()} == {1, 2}
    ledger.check()


# What is asked


def found(tellings) -> list[str]:
    return [f"{t.report.reading.article.published} {t.trigger} {t.number}" for t in tellings]


FERRIES = ["2026-01-01 killed 1", "2026-01-09 killed 1"]
TALKS = ["2026-01-02 talked 1", "2026-01-02 talked 2"]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({}, [FERRIES[0], *TALKS, FERRIES[1]]),
        ({"type": "ASSAULT"}, FERRIES),
        ({"mode": "firearms"}, FERRIES),
        ({"quad": "verbal cooperation"}, TALKS),
        ({"status": "denied"}, []),
        ({"actor": "Kestria"}, TALKS[:1]),
        ({"actor": "KES"}, TALKS[:1]),
        ({"recipient": "NOR"}, [FERRIES[0], TALKS[0], FERRIES[1]]),
        ({"between": ("NOR", "Kestria")}, TALKS),
        ({"where": "Port Ansel"}, FERRIES),
        ({"where": "NOR"}, FERRIES),
        ({"since": "2026-01-02"}, [*TALKS, FERRIES[1]]),
        ({"until": "2026-01-02"}, [FERRIES[0], *TALKS]),
        ({"since": "2026-01-03", "until": "2026-01-08"}, []),
        ({"min_confidence": 0.6}, TALKS),
        ({"outlet": "The Gull"}, FERRIES[1:]),
        ({"as_of": "2026-02-02"}, []),
        ({"as_of": "2026-02-03"}, [FERRIES[0], *TALKS, FERRIES[1]]),
    ],
    ids=str,
)
def test_events_that_are_asked_for(ledger: Ledger, asked: dict, expected: list[str]) -> None:
    ledger.add([ferry(1), talks(2), ferry(9, 7, outlet="The Gull")])
    assert found(ledger.events(**asked)) == expected


def test_statements_and_figures_that_are_asked_for(ledger: Ledger) -> None:
    ledger.add([ferry(1), talks(2), ferry(9, 7)])
    said = [(r.published, s.source and s.source.name) for r, s in ledger.statements(source="Ilse Brandt")]
    assert said == [("2026-01-01", "Ilse Brandt"), ("2026-01-09", "Ilse Brandt")]
    assert len(list(ledger.statements(words='"killed 7" sailor', stance="asserts"))) == 1
    assert list(ledger.statements(min_confidence=0.8)) == []
    figures = [f.value for _, f in ledger.figures(measure="killed", unit="person", since="2026-01-02")]
    assert figures == [7.0]


def test_what_is_asked_does_not_depend_on_the_order_of_adding(tmp_path: Path) -> None:
    readings = [ferry(1), ferry(9, 7), talks(2), shelling.reading()]
    told = []
    for name, order in (("a", readings), ("b", readings[::-1])):
        with Ledger.open(tmp_path / name, clock=lambda: NOW) as ledger:
            ledger.add(order)
            told.append((found(ledger.events()), list(ledger.reports()), list(ledger.statements())))
    assert told[0] == told[1]


def test_words_are_found_in_any_form_and_in_any_case(ledger: Ledger) -> None:
    ledger.add([ferry(words="Élan Sørbø said so."), talks()])
    for words in ("sailor", "KILLING gunman sailors", '"port ansel"', "elan", "killed AND", 'sailors"'):
        expected = 0 if words in ("KILLING gunman sailors", "killed AND") else 1
        assert len(list(ledger.search(words))) == expected, words
    assert list(ledger.search("killed AND talked")) == []
    assert [r.reading for r in ledger.search("fish hour")] == [talks()]
    for nothing in ("", '"', "* -"):
        with pytest.raises(ValueError, match="no word to search for"):
            list(ledger.search(nothing))


def test_what_is_not_there(ledger: Ledger) -> None:
    with pytest.raises(KeyError):
        ledger.report("0" * 16)
    with pytest.raises(KeyError):
        ledger.page("0" * 16)
    assert ledger.versions("https://tern.example/none") == ()
    with pytest.raises(ValueError, match="neither a date"):
        list(ledger.reports(as_of="on Tuesday"))


# What was known when


def test_what_was_known_at_a_time(path: Path) -> None:
    for day, reading in ((1, ferry(1)), (2, talks(2)), (3, ferry(9))):
        with Ledger.open(path, clock=lambda day=day: f"2026-03-0{day}T12:00:00Z") as ledger:
            ledger.add([reading])
    with Ledger.open(path, "read") as ledger:
        known = {
            time: len(list(ledger.reports(as_of=time)))
            for time in ("2026-02-28", "2026-03-01", "2026-03-02T11:59", "2026-03-02T12:00", "2026-03-02T13:00+02:00",
                         "2026-03-02", "2030-01-01")
        }  # fmt: skip
    assert list(known.values()) == [0, 1, 1, 2, 1, 2, 3]


def test_a_clock_that_was_ahead_is_told(path: Path) -> None:
    with Ledger.open(path, clock=lambda: "2090-01-01T00:00:00Z") as ledger:
        ledger.add([ferry()])
        assert ledger.ahead_of_clock() is None
    with Ledger.open(path, clock=lambda: NOW) as ledger:
        assert ledger.ahead_of_clock() == "2090-01-01T00:00:00Z"
        ledger.add([talks()])
        assert len(list(ledger.reports(as_of="2026-02-03"))) == 2
        assert ledger.ahead_of_clock() is None


def test_a_date_in_the_future_goes_in_with_a_remark(ledger: Ledger) -> None:
    remarks = [
        outcome.remark
        for outcome in ledger.add([talks(published=day) for day in ("2026-02-03", "2026-02-04", "2031-05-06")])
    ]
    assert remarks == [None, None, "bears the date 2031-05-06, which is in the future"]
    assert len(ledger) == 3

"""Figures that hang on no act: a table of which are of one count, and what holds of any reports."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportedly.ledger.loose import Loose, loose_series
from reportedly.ledger.values import Report
from reportedly.records import Article, Figure, Reading
from reportedly.text import Span
from tests.ledger.making import Made, ledgers

ROWS: list[dict[str, Any]] = tomllib.loads(
    (Path(__file__).parent / "tables" / "loose.toml").read_text(encoding="utf-8")
)["row"]
_MARK = re.compile(r"\{(?P<sure>\??)(?P<least>>?)(?P<told>[^:}]+):(?P<words>[^}]*)\}")


def report_of(number: int, published: str, marked: str) -> Report:
    text, at, figures = "", 0, list[Figure]()
    for mark in _MARK.finditer(marked):
        text += marked[at : mark.start()]
        span = Span(len(text), len(text) + len(mark["words"]))
        text += mark["words"]
        at = mark.end()
        value, unit, *rest = mark["told"].split()
        least = bool(mark["least"])
        figures.append(
            Figure(
                len(figures) + 1,
                span,
                float(value),
                float(value),
                None if least else float(value),
                "at least" if least else "exact",
                unit,
                rest[0] if rest and rest[0] != "@" else None,
                1 if "@" in rest else None,
                confidence=0.3 if mark["sure"] else None,
            )
        )
    text += marked[at:]
    article = Article(text=text, published=published or None, publisher=f"Paper {number}")
    return Report(Reading(article, figures=tuple(figures)), "2031-06-01T00:00:00Z")


def told(found: Sequence[Loose]) -> list[str]:
    return [" ".join([one.noun, *one.states, *(f"{e.reading:g}" for e in one.series.entries)]) for one in found]


@pytest.mark.parametrize("row", ROWS, ids=[row["name"] for row in ROWS])
def test_what_is_of_one_count(row: dict[str, Any]) -> None:
    reports = [report_of(n, published, text) for n, (published, text) in enumerate(row["reports"])]
    assert told(loose_series(reports, {})) == row["series"]
    assert told(loose_series(reports[::-1], {})) == row["series"]


def test_a_row_tells_what_is_counted_and_of_which_states() -> None:
    reports = [report_of(n, day, text) for n, (day, text) in enumerate(ROWS[0]["reports"])]
    (one,) = loose_series(reports, {})
    row = one.row()
    assert (row["incident"], row["noun"], row["states"]) == (None, "missile", ["PER"])
    assert row["path"] == [["2031-05-02", 30], ["2031-05-05", 40]]


@settings(max_examples=60, deadline=None)
@given(ledgers())
def test_any_reports_give_series_of_two_reports_each_in_any_order(made: Made) -> None:
    incident, copies, known = made
    reports = [telling.report for telling in incident.tellings]
    found = loose_series(reports, copies, known)
    assert loose_series(reports[::-1], copies, known) == found
    for one in found:
        assert len({e.report for e in one.series.entries}) > 1
        assert one.states


@given(st.lists(st.sampled_from(["Peru", "Chile", "30", "missiles", "."]), max_size=8))
@settings(max_examples=30, deadline=None)
def test_figures_anywhere_in_a_text_do_no_harm(words: list[str]) -> None:
    text = " ".join([*words, "{30 missile:30 missiles}"])
    loose_series([report_of(0, "2031-05-02", text), report_of(1, "2031-05-03", text)], {})

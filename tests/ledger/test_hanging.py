"""Figures that hang on no act, and the one act of their sentence that they can be of."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings

from reportedly.ledger.hanging import hung
from reportedly.ledger.loose import loose_series
from reportedly.ledger.values import Report
from reportedly.records import Figure, Status
from reportedly.text import Span
from tests.ledger.making import Made, ledgers
from tests.ledger.tellings import report_of


def counting(marked: str, words: str, measure: str | None, published: str = "2031-05-04") -> Report:
    """A report with a figure at `words` that hangs on no act."""
    report = report_of(marked, published)
    start = report.reading.article.text.index(words)
    figure = Figure(1, Span(start, start + len(words)), 12, 12, 12, "exact", "person", measure)
    return Report(replace(report.reading, figures=(figure,)), report.seen)


def told(report: Report) -> dict[int, list[int]]:
    return {number: [figure.number for figure in figures] for number, figures in hung(report).items()}


def test_the_dead_are_of_the_one_act_of_their_sentence() -> None:
    text = "Twelve people died in the {e ASSAULT:raid} on a mill in Peru. Talks were {e CONSULT:held}."
    assert told(counting(text, "Twelve people", "killed")) == {1: [1]}


@pytest.mark.parametrize(
    ("text", "words", "measure"),
    [
        ("Twelve people died. A {e ASSAULT:raid} took place in Peru.", "Twelve people", "killed"),
        ("Twelve people fled the {e ASSAULT:raid} in Peru.", "Twelve people", "displaced"),
        ("Twelve people saw the {e ASSAULT:raid} in Peru.", "Twelve people", None),
        ("Twelve people died before the {e CONSULT:talks} in Peru.", "Twelve people", "killed"),
        ("Twelve people could die in a {e ASSAULT planned:raid} on Peru.", "Twelve people", "killed"),
    ],
    ids=["another sentence", "who flees", "who sees", "an act of words", "a plan"],
)
def test_others_are_of_none(text: str, words: str, measure: str | None) -> None:
    assert told(counting(text, words, measure)) == {}


def test_what_hangs_on_an_act_is_counted_as_nothing_loose() -> None:
    texts = "Twelve people died in {0} {{e ASSAULT:raid}} in Peru."
    of_act = [counting(texts.format(a), "Twelve people", "killed", f"2031-05-0{n}") for n, a in ((2, "a"), (3, "the"))]
    assert loose_series(of_act, {}) == ()
    plan = "Twelve people could die in {0} {{e ASSAULT planned:raid}} on Peru."
    beside = [counting(plan.format(a), "Twelve people", "killed", f"2031-05-0{n}") for n, a in ((2, "a"), (3, "the"))]
    assert len(loose_series(beside, {})) == 1


@settings(max_examples=40, deadline=None)
@given(ledgers())
def test_no_figure_hangs_twice(made: Made) -> None:
    for report in {t.report.id: t.report for t in made[0].tellings}.values():
        found = hung(report)
        numbers = [figure.number for figures in found.values() for figure in figures]
        assert len(numbers) == len(set(numbers))
        assert all(figure.event is None for figures in found.values() for figure in figures)
        status: set[Status] = {e.status for e in report.reading.events if e.number in found}
        assert status <= {"happened"}

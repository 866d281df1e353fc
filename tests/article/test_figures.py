"""Figures: a table of phenomena read with the packaged model, their voice and their act, and what always holds."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportedly.article.context import make_context
from reportedly.article.figures import find_figures
from reportedly.article.pipeline import Pipeline
from reportedly.records import BOUNDS, Event, Figure, Statement
from reportedly.text import Span
from reportedly.vocabulary import load_lexicon
from tests.contract import kept_to
from tests.effort import calls
from tests.factories import parse_of

TABLES = ("figures", "casualties", "counts")
ROWS = [
    row
    for table in TABLES
    for row in tomllib.loads((Path(__file__).parent / "tables" / f"{table}.toml").read_text(encoding="utf-8"))["row"]
]
SIGNS = {"exact": "", "about": "~", "at least": ">=", "at most": "<="}


@pytest.fixture(scope="module")
def pipeline() -> Pipeline:
    return Pipeline.load()


def number(value: float | None) -> str:
    return f"{value:g}" if value is not None and value < 1e6 else f"{value:.0f}"


def shown(figure: Figure, text: str) -> list[str]:
    if figure.bound == "between":
        assert figure.value is None
        many = f"{number(figure.low)}..{number(figure.high)}"
    elif figure.bound == "vague":
        assert (figure.value, figure.high) == (None, None)
        many = f"?{number(figure.low)}"
    else:
        many = SIGNS[figure.bound] + number(figure.value)
        low, high = {"exact": (1, 1), "about": (0, 0), "at least": (1, 0), "at most": (0, 1)}[figure.bound]
        assert figure.low == (figure.value if low else None)
        assert figure.high == (figure.value if high else None)
    return [figure.span.of(text), many, figure.unit or "-", figure.measure or "-"]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["name"])
def test_table(pipeline: Pipeline, row: dict[str, Any]) -> None:
    reading = pipeline.read(row["text"].encode())
    assert [shown(figure, reading.article.text) for figure in reading.figures] == row["figures"]


def test_voice_and_act(pipeline: Pipeline) -> None:
    text = (
        "Rebels shelled the port of Anselm on Monday. The governor said that the shelling killed 12 people and wounded "
        "30. Two tankers were sunk."
    )
    reading = pipeline.read(text.encode())
    by_words = {figure.span.of(text): figure for figure in reading.figures}
    (voice,) = {by_words["12 people"].according_to, by_words["30"].according_to}
    assert voice is not None
    assert reading.statements[voice - 1].source is not None
    assert by_words["Two tankers"].according_to is None
    killed = by_words["12 people"].event
    assert killed is not None
    assert reading.events[killed - 1].span.of(text) in ("killed", "shelling")


ACTS = {
    "what is counted is the act": ("Norvish jets carried out twelve air strikes on the port.", "twelve", "strikes"),
    "rounds of an act": ("The two governments held three rounds of talks in Geneva.", "three", "talks"),
    "who acts": ("Five gunmen attacked the barracks on Monday.", "Five", "attacked"),
    "what the measure tells": ("Soldiers shot five prisoners in the yard.", "five", "shot"),
    "with whom somebody acts": ("A colonel with some 200 men attacked the barracks on Monday.", "some 200", None),
}


@pytest.mark.parametrize("name", ACTS)
def test_a_figure_hangs_on_an_act(pipeline: Pipeline, name: str) -> None:
    text, words, act = ACTS[name]
    reading = pipeline.read(text.encode())
    (figure,) = (figure for figure in reading.figures if figure.span.of(text).startswith(words))
    told = reading.events[figure.event - 1].span.of(text) if figure.event else None
    assert told == act or (told is not None and act is not None and told.endswith(act))


def test_numbers_count_from_one_in_the_order_of_the_text(pipeline: Pipeline) -> None:
    text = "No one was hurt. Four ships and two planes were destroyed; 12 sailors are missing."
    reading = pipeline.read(text.encode())
    assert [figure.number for figure in reading.figures] == [1, 2, 3, 4]
    assert [f.span for f in reading.figures] == sorted(f.span for f in reading.figures)
    assert all(f.confidence is not None and 0 <= f.confidence <= 1 for f in reading.figures)


def test_the_same_text_gives_the_same_figures(pipeline: Pipeline) -> None:
    text = b"Between 10 and 12 rebels were killed and scores of boats were seized."
    assert pipeline.read(text).figures == pipeline.read(text).figures


# Without a tree

LINES = (
    "12 7 1,200 2016 one two dozen hundred thousand million half third several dozens scores no nobody of them",
    "the a at least more than up to between and or - – , . ; : ( ) $ € % percent people ships killed wounded",
    "dead were from rose to in 1.5 2bn Jan. p.m. years -year-old Flight page \n\n “ ” ' 's é 💥",
)
PARTS = [part for line in LINES for part in line.split(" ")]
TEXTS = st.lists(st.sampled_from(PARTS), max_size=40).map(" ".join)


def bare(text: str, *, statements: tuple[Statement, ...] = (), events: tuple[Event, ...] = ()) -> tuple[Figure, ...]:
    figures = find_figures(make_context(parse_of(text), load_lexicon()), statements, events)
    kept_to(text, figures)
    return figures


@settings(deadline=None)
@given(TEXTS | st.text(max_size=80))
def test_no_text_is_too_much(text: str) -> None:
    figures = bare(text)
    assert figures == bare(text)
    for place, figure in enumerate(figures, 1):
        assert figure.number == place
        assert 0 <= figure.span.start < figure.span.end <= len(text)
        assert figure.bound in BOUNDS
        low, value, high = figure.low, figure.value, figure.high
        assert any(n is not None for n in (low, value, high))
        assert low is None or high is None or low <= high
        assert (figure.bound == "exact") == (low == value == high is not None)
        assert (figure.bound == "between") == (value is None and high is not None)
        assert figure.confidence is None or 0 <= figure.confidence <= 1


@pytest.mark.parametrize(
    "piece", ["7", "7,", "7 ", "and ", "12 people and ", "no ", "of them ", "one in ", "from 2 to "]
)
def test_hostile_text_takes_linear_time(piece: str) -> None:
    def effort(length: int) -> int:
        context = make_context(parse_of(piece * (length // len(piece))), load_lexicon())
        return calls(lambda: find_figures(context, (), ()))

    effort(500)
    assert effort(40_000) < 30 * effort(5_000)


def test_figures_stand_in_the_voice_whose_content_holds_them() -> None:
    text = "Ana said 12 people fled. 7 boats sank."
    said = Statement(1, Span(0, 24), None, "person", Span(4, 8), (Span(9, 23),), "indirect", "asserts")
    assert [figure.according_to for figure in bare(text, statements=(said,))] == [1, None]

"""The table of figures: how many, of what, on whose word, in the columns that there are."""

from __future__ import annotations

import re

import pytest
from rich.cells import cell_len

from reportedly.records import Article, Figure, Mention, Reading, Statement
from reportedly.terminal import render
from reportedly.terminal.figures import amount
from reportedly.terminal.summary import counting
from reportedly.text import Span

ESCAPE = re.compile(r"\x1b\[[0-9;]*m")
TEXT = "The harbour master said at least 115 persons drowned. Some 35 ships sank, and scores of boats are missing."


def at(words: str) -> Span:
    start = TEXT.index(words)
    return Span(start, start + len(words))


def reading() -> Reading:
    master = Mention(at("The harbour master"), "person")
    said = Statement(
        1, at(TEXT[:53]), master, "office", at("said"), (at("at least 115 persons drowned"),), "indirect", "asserts"
    )
    figures = (
        Figure(1, at("at least 115 persons"), 115, 115, None, "at least", "person", "killed", 1, 1, 0.814),
        Figure(2, at("Some 35 ships"), 35, None, None, "about", "vessel", "sunk", None, None, 0.5),
        Figure(3, at("scores of boats"), None, 40, None, "vague", "vessel", None, None, None, None),
    )
    return Reading(Article(TEXT), (said,), (), figures)


@pytest.mark.parametrize(
    ("bound", "low", "value", "high", "shown"),
    [
        ("exact", 12, 12, 12, "12"),
        ("about", None, 1200, None, "~1,200"),
        ("at least", 115, 115, None, "≥ 115"),
        ("at most", None, 2.5, 2.5, "≤ 2.5"),
        ("between", 10, None, 12000, "10–12,000"),
        ("vague", 40, None, None, "40 or more"),
    ],
)
def test_an_amount_says_its_bound(bound, low, value, high, shown):
    assert amount(Figure(1, Span(0, 1), value, low, high, bound, None)) == shown


@pytest.mark.parametrize("width", [80, 100, 140])
def test_a_figure_stands_in_one_line(width):
    lines = render(reading(), width=width).split("\n")
    (line,) = [line for line in lines if "≥ 115" in line]
    assert line.lstrip().startswith("1  at least 115")
    assert "person" in line
    assert "killed₁" in line
    assert "¹" in line
    assert line.endswith("0.81")
    (vague,) = [line for line in lines if "40 or more" in line]
    assert "the article" in vague
    assert vague.endswith("—")


def test_a_narrow_terminal_has_it_below():
    lines = render(reading(), width=40).split("\n")
    (line,) = [line for line in lines if "≥ 115" in line]
    assert "1  at least 115 persons" in lines[lines.index(line) - 1]


@pytest.mark.parametrize("colour", [False, True])
@pytest.mark.parametrize("width", [40, 60, 71, 72, 80, 119, 120, 140])
def test_no_line_is_wider_than_the_terminal(width, colour):
    shown = ESCAPE.sub("", render(reading(), width=width, colour=colour))
    assert max(cell_len(line) for line in shown.split("\n")) == width


def test_the_sum_counts_bounds():
    assert counting(reading()) == "3 figures: 1 about, 1 at least, 1 vague."
    assert counting(Reading(Article(TEXT))) == "No figures."

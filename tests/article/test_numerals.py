"""Numbers in text: a table of phenomena, and what holds for any number and any text."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportedly.article.counting import load_numbers
from reportedly.article.numerals import Numeral, digits_value, numerals, tokens
from reportedly.text import Span
from tests.effort import calls

ROWS = tomllib.loads((Path(__file__).parent / "tables" / "numerals.toml").read_text(encoding="utf-8"))["row"]

UNITS = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
TENS = ("zero", "ten", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
SCALES = [(10**12, "trillion"), (10**9, "billion"), (10**6, "million"), (10**3, "thousand")]


def read(text: str) -> list[Numeral]:
    return numerals(tokens(text, Span(0, len(text))), load_numbers())


def shown(numeral: Numeral, text: str) -> list[Any]:
    words = numeral.span.of(text)
    if numeral.kind == "vague":
        return [words, "least", pytest.approx(numeral.least)]
    assert numeral.value is not None
    if numeral.kind == "part":
        return [words, "part", pytest.approx(numeral.value, abs=1e-3)]
    return [words, pytest.approx(numeral.value)]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["name"])
def test_table(row: dict[str, Any]) -> None:
    assert [shown(numeral, row["text"]) for numeral in read(row["text"])] == row["numbers"]


def below_thousand(number: int, joined: bool, hyphen: bool) -> str:
    words = []
    if number >= 100:
        words.append(f"{UNITS[number // 100]} hundred")
    rest = number % 100
    if rest:
        if words and joined:
            words.append("and")
        if rest < 20:
            words.append(UNITS[rest])
        else:
            unit = rest % 10
            words.append(TENS[rest // 10] + (("-" if hyphen else " ") + UNITS[unit] if unit else ""))
    return " ".join(words)


def in_words(number: int, joined: bool = True, hyphen: bool = True) -> str:
    """As British ("and") or American English spells it."""
    if number == 0:
        return "zero"
    words = []
    for scale, name in SCALES:
        if number >= scale:
            words.append(f"{below_thousand(number // scale, joined, hyphen)} {name}")
            number %= scale
    if number:
        if words and joined and number < 100:
            words.append("and")
        words.append(below_thousand(number, joined, hyphen))
    return " ".join(words)


def only(text: str, rendered: str) -> Numeral:
    """The one number of a text, which must stand where it was put."""
    (found,) = read(text)
    assert found.span.of(text) == rendered
    return found


around = st.sampled_from(
    [("", ""), ("They counted ", " gulls."), ("“", "”, he wrote"), ("Boats: ", "; sheep"), ("ä… ", " ☂")]
)


@given(st.integers(0, 10**15 - 1), st.booleans(), st.booleans(), around)
def test_any_number_in_words_is_read_back(number: int, joined: bool, hyphen: bool, edges: tuple[str, str]) -> None:
    rendered = in_words(number, joined, hyphen)
    assert only(edges[0] + rendered + edges[1], rendered).value == number


@given(st.integers(0, 10**15 - 1), st.sampled_from([",", "\u00a0", "\u202f", "'", " ", ""]), around)
def test_any_number_in_digits_is_read_back(number: int, separator: str, edges: tuple[str, str]) -> None:
    rendered = f"{number:,}".replace(",", separator)
    if number < 1000 and rendered.startswith("0"):
        rendered = "0"
    assert only(edges[0] + rendered + edges[1], rendered).value == number


@given(
    st.integers(1, 99_999).map(lambda n: n / 100),
    st.sampled_from([(10**3, "thousand"), (10**6, "million"), (10**9, "billion")]),
    around,
)
def test_any_mixture_is_read_back(mantissa: float, scale: tuple[int, str], edges: tuple[str, str]) -> None:
    rendered = f"{mantissa:g} {scale[1]}"
    assert only(edges[0] + rendered + edges[1], rendered).value == pytest.approx(mantissa * scale[0])


@given(
    st.text(alphabet=st.sampled_from("0123456789,.'’ -–andhundrethousmilofx½%$\n"), max_size=60) | st.text(max_size=60)
)
def test_spans_are_in_the_text_in_order_and_apart(text: str) -> None:
    found = read(text)
    assert found == read(text)
    at = 0
    for numeral in found:
        assert at <= numeral.span.start < numeral.span.end <= len(text)
        at = numeral.span.end
        assert numeral.least >= 0


@given(st.text(alphabet="0123456789.,' ", max_size=50))
def test_digits_are_worth_a_number_or_nothing(text: str) -> None:
    value = digits_value(text)
    assert value is None or 0 <= value < 1e18


@pytest.mark.parametrize(
    "piece",
    ["7", "7,", "and ", "hundred ", "one hundred and ", "1 000 ", "thousands of ", "-", "half a ", "twenty-", "$"],
)
def test_hostile_text_is_read_in_linear_time(piece: str) -> None:
    # Eight times the text; a square would take sixty-four times as many.
    assert calls(lambda: read(piece * (40_000 // len(piece)))) < 16 * calls(lambda: read(piece * (5_000 // len(piece))))

"""Which tellings sum up many acts."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from reportedly.ledger.several import EARLIER, SEVERAL, takes_long
from reportedly.ledger.sketches import scene, sketch, sketches_of
from reportedly.text import Span
from tests.ledger.tellings import report_of

ROWS: list[dict[str, str]] = tomllib.loads(
    (Path(__file__).parent / "tables" / "several.toml").read_text(encoding="utf-8")
)["row"]


@pytest.mark.parametrize("row", ROWS, ids=[row["name"] for row in ROWS])
def test_how_many(row: dict[str, str]) -> None:
    before, word, after = row["text"].split("*")
    text, span = before + word + after, Span(len(before), len(before) + len(word))
    assert row["many"] in {EARLIER, SEVERAL, ""}
    assert sketch("a", scene("a", text, None, None), text, span).many == row["many"]


def test_whoever_is_struck_right_behind_it_makes_it_a_verb() -> None:
    (verb,) = sketches_of(report_of("{a Norvane NOR:Norvane} {e ASSAULT:strikes} {r:docks} in Skarholm."))
    (noun,) = sketches_of(report_of("{a Norvane NOR:Norvane} {e ASSAULT:strikes} raise fears in Skarholm."))
    assert (verb.many, noun.many) == ("", SEVERAL)


@pytest.mark.parametrize(
    ("first", "last", "day", "long"),
    [
        pytest.param(100, 103, None, False, id="days"),
        pytest.param(100, 131, None, True, id="a month"),
        pytest.param(100, None, 102, False, id="since two days ago"),
        pytest.param(100, None, 160, True, id="since two months ago"),
        pytest.param(100, None, None, False, id="since a day, in a report without one"),
        pytest.param(None, 131, 160, False, id="until a day"),
    ],
)
def test_takes_long(first: int | None, last: int | None, day: int | None, long: bool) -> None:
    assert takes_long(first, last, day) is long

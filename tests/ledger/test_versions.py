"""Versions of an article side by side, and times as people write them."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportedly.ledger.moments import parse_time
from reportedly.ledger.versions import edits

TABLES = Path(__file__).parent / "tables"


def rows(name: str):
    return [
        pytest.param(row, id=row["what"]) for row in tomllib.loads((TABLES / f"{name}.toml").read_text())[name[:-1]]
    ]


@pytest.mark.parametrize("row", rows("edits"))
def test_edits(row: dict) -> None:
    found = edits(row["before"], row["after"])
    assert [f"{e.before.of(row['before'])} -> {e.after.of(row['after'])}" for e in found] == row["changes"]


WORDS = st.lists(st.sampled_from(["four", "five", "sailors", ",", ".", "\n\n", "“No”"]), max_size=30).map(" ".join)


@settings(max_examples=200, deadline=None)
@given(WORDS | st.text(max_size=60), WORDS | st.text(max_size=60))
def test_edits_turn_the_words_of_the_one_into_those_of_the_other(before: str, after: str) -> None:
    made, place = "", 0
    for edit in edits(before, after):
        assert place <= edit.before.start <= edit.before.end <= len(before)
        assert 0 <= edit.after.start <= edit.after.end <= len(after)
        made += before[place : edit.before.start] + " " + edit.after.of(after) + " "
        place = edit.before.end
    made += before[place:]
    assert "".join(made.split()) == "".join(after.split())


def test_texts_without_end_are_held_side_by_side_in_time() -> None:
    before = "\n".join(f"line {n % 7}" for n in range(60_000))
    after = before.replace("line 3", "line three")
    found = edits(before, after)
    assert {(e.before.of(before), e.after.of(after)) for e in found} == {("3", "three")}
    assert len(found) == before.count("3")


@pytest.mark.parametrize("row", rows("times"))
def test_times(row: dict) -> None:
    if "means" in row:
        assert parse_time(row["text"]) == row["means"]
    else:
        with pytest.raises(ValueError):  # noqa: PT011
            parse_time(row["text"])

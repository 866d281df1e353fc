"""Answers, as they come, and what they propose."""

from __future__ import annotations

import json
import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportedly.readers.instructions import KINDS
from reportedly.readers.understanding import LONGEST, MOST, Unusable, understood

TABLE = tomllib.loads((Path(__file__).parent / "tables" / "answers.toml").read_text("utf-8"))["row"]
NAMES = {"Said": "statements", "Done": "events", "Counted": "figures"}


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row["name"])
def test_table(row: dict[str, Any]) -> None:
    if "unusable" in row:
        with pytest.raises(Unusable, match=row["unusable"]):
            understood(row["answer"], KINDS)
        return
    found = understood(row["answer"], KINDS)
    counts = Counter(NAMES[type(one).__name__] for one in found.proposals)
    assert counts == Counter({kind: row[kind] for kind in KINDS if kind in row})
    assert found.dropped == row.get("dropped", {})


def test_a_server_that_says_that_it_broke_off_is_believed() -> None:
    whole = '{"figures": [{"quantity": "two"}, {"quantity": "three"}'
    assert [one.quantity for one in understood(whole, KINDS, cut=True).proposals] == ["two", "three"]  # type: ignore[union-attr]
    assert understood(whole + "]}", KINDS, cut=True).dropped == {}


def test_cut_anywhere_no_word_is_half_a_word() -> None:
    answer = json.dumps(
        {"figures": [{"quantity": f"number {n}", "stretch": "in “quotes” \\ and {braces}"} for n in range(9)]}
    )
    for end in range(len(answer)):
        try:
            found = understood(answer[:end], KINDS, cut=True)
        except Unusable:
            continue
        assert [one.quantity for one in found.proposals] == [f"number {n}" for n in range(len(found.proposals))]  # type: ignore[union-attr]


def test_too_many_records_and_too_long_an_answer() -> None:
    found = understood(json.dumps({"figures": [{"quantity": "two"}] * (MOST + 5)}), KINDS)
    assert (len(found.proposals), found.dropped) == (MOST, {"too many": 5})
    with pytest.raises(Unusable, match="too long"):
        understood(" " * (LONGEST + 1), KINDS)


def test_deep_nesting_is_no_answer() -> None:
    for answer in ('{"figures": ' + "[" * 100_000, '{"a":' * 50_000):
        with pytest.raises(Unusable):
            understood(answer, KINDS)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["statements", "events", "figures", "quantity", "trigger", "content"]), inner)
    ),
    max_leaves=20,
)


@given(
    st.text() | JSON.map(json.dumps) | st.builds(lambda a, b: json.dumps(a)[:b], JSON, st.integers(0, 80)),
    st.booleans(),
)
def test_any_answer_is_understood_or_unusable(answer: str, cut: bool) -> None:
    try:
        found = understood(answer, KINDS, cut)
    except Unusable:
        return
    assert all(count > 0 for count in found.dropped.values())

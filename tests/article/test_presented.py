"""Names that the words around them show: a table of sentences, and that nothing is found where nothing stands."""

from __future__ import annotations

import tomllib
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportedly.article.everybody import _calendar
from reportedly.article.presented import Places, Presented, listed, presented
from reportedly.gazetteer import load_gazetteer
from reportedly.text import Span

ROWS = tomllib.loads((Path(__file__).parent / "tables" / "presented.toml").read_text("utf-8"))["row"]


def spans(text: str, words: list[str]) -> list[Span]:
    return [Span(text.index(word), text.index(word) + len(word)) for word in words]


@pytest.mark.parametrize("row", ROWS, ids=[row["name"] for row in ROWS])
def test_names_that_the_words_around_show(row: dict[str, Any]) -> None:
    text, known = row["text"], Presented(row["text"], load_gazetteer(), _calendar())
    persons, others = spans(text, row.get("persons", [])), spans(text, row.get("others", []))
    found = list(presented(known, persons, others))
    assert {span.of(text): noun or "" for span, noun in found} == row.get("presented", {})
    also = listed(known, [*persons, *(span for span, _ in found)], others)
    assert [span.of(text) for span in also] == row.get("listed", [])


SPANS = st.tuples(st.integers(0, 20), st.integers(1, 8)).map(lambda pair: Span(pair[0], sum(pair)))


@given(st.lists(SPANS, max_size=8), SPANS)
def test_what_is_touched_is_what_overlaps(spans: list[Span], one: Span) -> None:
    assert Places(spans).touched_by(one) == any(one.overlaps(span) for span in spans)


WORDS = st.sampled_from(
    ["Mr", "Dr.", "J.", "J.D.", "brother", "farmer", ",", ".", "and", "Ana", "Ruiz", "de", "la", "known as", "9", "\n"]
)


@settings(max_examples=200, deadline=None)
@given(st.lists(WORDS, max_size=12).map(" ".join) | st.text(max_size=40))
def test_spans_are_in_the_text_and_stand_in_order(text: str) -> None:
    known = Presented(text, load_gazetteer(), _calendar())
    found = [span for span, _ in presented(known, [], [])]
    for those in (found, list(listed(known, found, []))):
        assert all(0 <= span.start < span.end <= len(text) for span in those)
        assert all(one.end <= other.start for one, other in pairwise(those))

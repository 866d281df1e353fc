"""Words that somebody names, found in the text again."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportedly.readers.grounding import Located, Named, Words, located
from reportedly.text import Span

TABLE = tomllib.loads((Path(__file__).parent / "tables" / "grounding.toml").read_text("utf-8"))["row"]
MARK = re.compile(r"⟦(?:(\w+):)?|⟧")


def unmarked(text: str) -> tuple[str, list[tuple[str, Span]]]:
    """The text without its marks, and what they mark."""
    plain, found, opened, at = "", [], [], 0
    for mark in MARK.finditer(text):
        plain += text[at : mark.start()]
        at = mark.end()
        if mark.group() == "⟧":
            role, start = opened.pop()
            found.append((role, Span(start, len(plain))))
        else:
            opened.append((mark.group(1), len(plain)))
    return plain + text[at:], found


def named(row: dict[str, Any]) -> Named:
    return Named(
        tuple(row["key"]),
        row.get("others", {}),
        row.get("frame"),
        frozenset(row.get("inside", ())),
        frozenset(row.get("optional", ())),
    )


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row["name"])
def test_table(row: dict[str, Any]) -> None:
    text, marks = unmarked(row["text"])
    found = located(Words(text), named(row))
    if "fault" in row:
        assert found == row["fault"]
        return
    assert isinstance(found, Located), found
    keys = [span for role, span in marks if role == "k"]
    if "marked" in row:
        start = text.index(row["marked"])
        keys = [Span(start, start + len(row["marked"]))]
    assert list(found.key) == keys
    assert dict(found.others) == {role: span for role, span in marks if role != "k"}


def test_only_what_was_shown_counts() -> None:
    text = "A strike came. A strike went."
    second = Span(text.rindex("A strike"), len(text))
    found = located(Words(text, [second]), Named(("strike",)))
    assert isinstance(found, Located)
    assert found.key[0].start > second.start
    assert located(Words(text), Named(("strike",)), second) == found


@given(st.text(), st.text(min_size=1), st.text())
def test_what_is_located_are_the_words_that_were_named(before: str, words: str, after: str) -> None:
    text = f"{before}{words}{after}"
    found = located(Words(text), Named((words,)))
    if isinstance(found, Located):
        (span,) = found.key
        assert 0 <= span.start < span.end <= len(text)
        again = located(Words(text), Named((span.of(text),)))
        assert again == found or again == "stands in several places"


@given(
    st.lists(st.sampled_from(["a", "strike", "the", "navy", "“", "”", ".", "\n", "Ell", "-"]), max_size=40), st.data()
)
def test_any_record_of_any_text(tokens: list[str], data: st.DataObject) -> None:
    text = " ".join(tokens)
    words = st.sampled_from([*tokens, "“", "other"]) if tokens else st.just("other")
    one = Named(
        tuple(data.draw(st.lists(words, min_size=1, max_size=3))),
        data.draw(st.dictionaries(st.sampled_from(["source", "cue"]), words)),
        data.draw(st.none() | words),
        data.draw(st.sampled_from([frozenset(), frozenset({"source", "cue"})])),
        data.draw(st.sampled_from([frozenset(), frozenset({"source"})])),
    )
    found = located(Words(text), one)
    assert found == located(Words(text), one)
    if isinstance(found, Located):
        spans = [*found.key, *found.others.values()]
        assert all(0 <= s.start < s.end <= len(text) for s in spans)
        assert set(found.others) | set(found.unplaced) == set(one.others)


def test_a_long_text_and_words_that_stand_everywhere_take_no_time() -> None:
    text = "the navy said that the navy said nothing and " * 8000
    words = Words(text)
    named = Named(("said",), {"actor": "the navy", "recipient": "nothing"}, "navy said")
    for _ in range(20):
        assert located(words, named) == "stands in several places"

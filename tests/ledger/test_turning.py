"""Statements that name no act: a table of what they do with the one before, and the words just before an act."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportedly.errors import VocabularyError
from reportedly.ledger.neighbours import sentences
from reportedly.ledger.responsibility import load_responsibility
from reportedly.ledger.turning import load_turning, read_turning, turned
from reportedly.records import Article, Event, Mention, Reading, Stance, Statement
from reportedly.text import Span

ROWS: list[dict[str, Any]] = tomllib.loads(
    (Path(__file__).parent / "tables" / "turning.toml").read_text(encoding="utf-8")
)["row"]
_MARK = re.compile(r"\[([^]]*)\]|\{([^}]*)\}")


def statement_of(marked: str, stance: Stance, text: str = "", number: int = 1) -> tuple[str, Statement]:
    """The text with the marked statement behind it, and the statement; its source are its first words."""
    at, cue, content, start = 0, None, [], len(text)
    for match in _MARK.finditer(marked):
        text += marked[at : match.start()]
        words = match[1] if match[1] is not None else match[2]
        span = Span(len(text), len(text) + len(words))
        if match[1] is not None:
            cue = span
        else:
            content.append(span)
        text += words
        at = match.end()
    text += marked[at:]
    source = Mention(Span(start, start + 3), "organization", "Black Brigade")
    return text, Statement(number, Span(start, len(text)), source, "office", cue, tuple(content), "indirect", stance)


@pytest.mark.parametrize("row", ROWS, ids=[row["name"] for row in ROWS])
def test_what_a_statement_does(row: dict[str, Any]) -> None:
    act = "A bomb wrecked the depot. "
    text, statement = statement_of(row["said"], row.get("stance", "asserts"), act)
    event = Event(1, Span(2, 6), "ASSAULT", None, "material conflict", -9.0, None, None, "happened")
    reading = Reading(Article(text), (statement,), (event,))
    meant = turned(statement, reading, sentences(text), load_responsibility(), load_turning())
    assert (meant[2] if meant else "") == row["turn"]


@pytest.mark.parametrize(
    ("before", "meant"),
    [
        ("A bomb wrecked the depot. ", True),
        ("A bomb wrecked the depot. It rained. Shops closed. Nobody slept. ", True),
        ("A bomb wrecked the depot. It rained. Shops closed. Nobody slept. A dog barked. ", False),
    ],
)
def test_an_act_far_before_is_not_meant(before: str, meant: bool) -> None:
    text, statement = statement_of("The Brigade [claimed] {responsibility}.", "asserts", before)
    event = Event(1, Span(2, 6), "ASSAULT", None, "material conflict", -9.0, None, None, "happened")
    reading = Reading(Article(text), (statement,), (event,))
    found = turned(statement, reading, sentences(text), load_responsibility(), load_turning())
    assert bool(found) is meant


@pytest.mark.parametrize(
    ("between", "meant"),
    [("", True), ("Nobody was hurt by the fire. ", True), ("Two days later a mill fire killed a cow. ", False)],
)
def test_what_burned_elsewhere_is_not_meant(between: str, meant: bool) -> None:
    before = f"A bomb wrecked the depot. {between}"
    text, statement = statement_of("Police [said] {it was caused by a short circuit}.", "asserts", before)
    event = Event(1, Span(2, 6), "ASSAULT", None, "material conflict", -9.0, None, None, "happened")
    reading = Reading(Article(text), (statement,), (event,))
    found = turned(statement, reading, sentences(text), load_responsibility(), load_turning())
    assert bool(found) is meant


def test_a_plan_is_not_claimed() -> None:
    text, statement = statement_of(
        "The Brigade [claimed] {responsibility}.", "asserts", "A bomb will wreck the depot. "
    )
    event = Event(1, Span(2, 6), "ASSAULT", None, "material conflict", -9.0, None, None, "planned")
    reading = Reading(Article(text), (statement,), (event,))
    assert turned(statement, reading, sentences(text), load_responsibility(), load_turning()) is None


@pytest.mark.parametrize(
    ("text", "ahead", "guessed"),
    [
        ("The navy said that the island would not be ", True, False),
        ("The navy said that the island will not again be ", True, False),
        ("The navy said it won't ", True, False),
        ("The navy said that it would not have ", False, False),
        ("The navy had not ", False, False),
        ("It would not talk. The navy had never ", False, False),
        ("Rhodesian gunners may have ", False, True),
        ("The plane might well have been ", False, True),
        ("Rhodesian gunners might ", False, False),
        ("Rhodesian gunners have ", False, False),
    ],
)
def test_words_before_an_act(text: str, ahead: bool, guessed: bool) -> None:
    act = Span(len(text), len(text) + 8)
    turning = load_turning()
    assert (turning.denied_ahead(act, text + "attacked"), turning.guessed(act, text + "attacked")) == (ahead, guessed)


@settings(max_examples=50, deadline=None)
@given(st.text(max_size=60), st.integers(0, 60), st.integers(0, 60))
def test_any_text_is_looked_at(text: str, one: int, other: int) -> None:
    start, end = sorted((min(one, len(text)), min(other, len(text))))
    statement = Statement(
        1, Span(0, len(text)), None, "office", Span(start, end), (Span(start, end),), "indirect", "asserts"
    )
    turning = load_turning()
    assert turning.turn(statement, text, load_responsibility()) == turning.turn(statement, text, load_responsibility())
    turning.denied_ahead(Span(start, end), text)
    turning.on_condition(Span(start, end), text)


def test_a_broken_list_of_words_is_told(tmp_path: Path) -> None:
    with pytest.raises(VocabularyError, match=r"turning\.toml: the file is missing"):
        read_turning(tmp_path)
    (tmp_path / "turning.toml").write_text("[takes]\nverbs = []\n")
    with pytest.raises(VocabularyError, match="takes"):
        read_turning(tmp_path)

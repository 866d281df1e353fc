"""Where two readings differ, and how that is kept."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from reportedly.article.differing import alike, differences
from reportedly.errors import LedgerError
from reportedly.ledger.differences import ENDING, Kept, keep, kept
from reportedly.records import Article, Event, Figure, Mention, Reading, Statement
from reportedly.text import Span

TEXT = "Marrow sank two boats off Ell on Monday, its minister said. Ell denied that."


def span(words: str) -> Span:
    start = TEXT.index(words)
    return Span(start, start + len(words))


MARROW = Mention(span("Marrow"), "country", "Marrow")
BOATS = Mention(span("two boats"), "object")
SAID = Statement(
    1, Span(0, span("said").end), Mention(span("its minister"), "person"), "person", span("said"),
    (span("Marrow sank two boats off Ell on Monday"),), "indirect", "asserts",
)  # fmt: skip
DENIED = Statement(
    2, span("Ell denied that"), Mention(Span(60, 63), "country", "Ell"), "office", span("denied"), (span("that"),),
    "indirect", "denies",
)  # fmt: skip
SANK = Event(1, span("sank"), "ASSAULT", "destroy", "material conflict", -8.5, MARROW, BOATS, "happened", 1)
TWO = Figure(1, span("two boats"), 2, 2, 2, "exact", "vessel", "sunk")
ONE = Reading(Article(TEXT, model="one"), (SAID, DENIED), (SANK,), (TWO,))


def told(one: Reading, other: Reading) -> list[tuple[str, str, str | None, tuple[str | None, str | None]]]:
    return [(d.kind, d.text, d.field, d.says) for d in differences(one, other)]


def test_the_same_reading_differs_in_nothing() -> None:
    assert differences(ONE, replace(ONE, article=replace(ONE.article, model="other"))) == ()
    assert alike(ONE, ONE, ()) == 4


def test_what_only_one_tells() -> None:
    other = replace(ONE, statements=(SAID,), figures=())
    found = differences(ONE, other)
    assert [(d.kind, d.text, d.one, d.other) for d in found] == [
        ("figure", "two boats", 1, None),
        ("statement", "Ell denied that", 2, None),
    ]
    assert [(d.one, d.other) for d in differences(other, ONE)] == [(None, 1), (None, 2)]
    assert alike(ONE, other, found) == 2


def test_what_both_tell_otherwise() -> None:
    other = replace(
        ONE,
        statements=(SAID, replace(DENIED, stance="asserts")),
        events=(replace(SANK, recipient=None, status="denied", according_to=None),),
        figures=(replace(TWO, low=None, bound="at most"),),
    )
    assert told(ONE, other) == [
        ("event", "sank", "recipient", ("two boats", None)),
        ("event", "sank", "status", ("happened", "denied")),
        ("event", "sank", "voice", ("its minister", None)),
        ("figure", "two boats", "number", ("exact 2/2/2", "at most ?/2/2")),
        ("statement", "Ell denied that", "stance", ("denies", "asserts")),
    ]
    assert alike(ONE, other, differences(ONE, other)) == 1


def test_of_two_that_could_be_the_same_the_one_that_agrees_more() -> None:
    """An act between equals is two events with one trigger: each is compared with its own direction."""
    back = replace(SANK, number=2, actor=BOATS, recipient=MARROW)
    one = replace(ONE, events=(SANK, back))
    other = replace(ONE, events=(replace(back, number=1), replace(SANK, number=2)))
    assert differences(one, other) == ()


def test_readings_of_two_texts_are_not_compared() -> None:
    with pytest.raises(ValueError, match="two texts"):
        differences(ONE, Reading(Article("Another text.")))


def test_differences_are_kept_until_the_same_readers_are_compared_again(tmp_path: Path) -> None:
    ledger = str(tmp_path / "crisis.ledger")
    assert list(kept(ledger)) == []
    other = replace(ONE, figures=())
    name = ONE.article.id
    first = [Kept(name, ("one", "toy"), d) for d in differences(ONE, other)]
    second = [Kept(name, ("one", "large"), d) for d in differences(other, ONE)]
    keep(ledger, [name], first, ("one", "toy"))
    keep(ledger, [name], second, ("one", "large"))
    assert sorted(kept(ledger), key=lambda k: k.readers) == [*second, *first]
    keep(ledger, [name], [], ("one", "toy"))
    assert list(kept(ledger)) == second
    keep(ledger, ["another"], [], ("one", "large"))
    assert list(kept(ledger)) == second


def test_a_broken_file_is_told_with_its_line(tmp_path: Path) -> None:
    ledger = str(tmp_path / "crisis.ledger")
    (tmp_path / f"crisis.ledger{ENDING}").write_text('{"kind": "difference"}\n')
    with pytest.raises(LedgerError, match=r"differences\.jsonl:1: holds no difference"):
        list(kept(ledger))

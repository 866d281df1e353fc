"""Verdicts find their words again, or are lost; they never go to what only looks like them."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportedly.ledger.questions import judged
from reportedly.ledger.verdicts import Anchored, Lost, Verdict, anchor_of, find_again, reanchored
from reportedly.records import Article, Event, Figure, Flaw, Mention, Reading
from reportedly.text import Span

TEXT = (
    "Harbour quiet\n\nGunmen fired on the ferry on Tuesday, the harbour master said. Two sailors were hurt.\n\n"
    "The army said its men had not fired on the ferry. Two sailors were hurt, a doctor said."
)


def event(text: str, words: str, after: str = "", **more: object) -> Event:
    start = text.index(words, text.index(after))
    span = Span(start, start + len(words))
    made = Event(1, span, "ASSAULT", None, "material conflict", -9.0, None, None, "happened")
    return replace(made, **more)  # type: ignore[arg-type]


def about(text: str, record: Event | Figure | Flaw) -> Verdict:
    return Verdict((anchor_of(Reading(Article(text)), record),), "right", "Ines", "2001-01-01T00:00:00Z")


def again(verdict: Verdict, text: str, *events: Event) -> Anchored | Lost:
    return reanchored(verdict, [Reading(Article(text), events=events)])


def test_the_same_text_read_again() -> None:
    told = event(TEXT, "fired on")
    found = again(about(TEXT, told), TEXT, replace(told, number=7, status="denied"))
    assert isinstance(found, Anchored)
    assert found.numbers == (7,)


@pytest.mark.parametrize(
    ("new", "found"),
    [
        (TEXT.replace("Harbour quiet", "Harbour quiet after a shooting"), True),
        (TEXT.replace("on Tuesday", "on Wednesday"), True),  # what stands after changes, but not close by
        ("Correction. " + TEXT, True),
        (TEXT.replace("Gunmen fired on the ferry", "Gunmen shot at the ferry"), False),
        # The sentence is gone, and the army's, which has the same words, is another act.
        (TEXT.replace("Gunmen fired on the ferry on Tuesday, the harbour master said. ", ""), False),
        # The sentence is told twice.
        (TEXT + "\n\nGunmen fired on the ferry on Tuesday, the harbour master said. Two sailors were hurt.", None),
        ("Nothing of it.", False),
    ],
)
def test_another_version(new: str, found: bool | None) -> None:
    verdict = about(TEXT, event(TEXT, "fired on"))
    span, why = find_again(verdict.anchors[0], new)
    assert why
    if found is None:
        # Either the first place or none: the second is a copy of the paragraph with another paragraph before it.
        assert span is None or span.start < new.rindex("Gunmen")
    else:
        assert (span is not None) == found
    if found:
        assert span
        assert new[: span.start].endswith("unmen ")
        anchored = again(verdict, new, event(new, "fired on"))
        assert isinstance(anchored, Anchored)
        assert anchored.anchors[0].span == span


def test_what_could_not_be_told_apart_before_is_lost() -> None:
    text = "One. " + "The gunmen fired on the ferry, and the ferry turned back to harbour. " * 3 + "End."
    verdict = about(text, event(text, "fired on", "ferry, and"))
    assert find_again(verdict.anchors[0], text.replace("One.", "Two."))[0] is None


def test_nothing_is_read_there_any_more() -> None:
    lost = again(about(TEXT, event(TEXT, "fired on")), TEXT + " ")
    assert lost == Lost(lost.verdict, "no event is read at its words any more")


def test_of_two_on_the_same_words_the_one_that_was_meant() -> None:
    one, other = (Mention(Span(a, b), "group", name) for a, b, name in ((15, 21, "A"), (30, 35, "B")))
    there = event(TEXT, "fired on", actor=one, recipient=other)
    back = event(TEXT, "fired on", actor=other, recipient=one, number=2)
    for wanted in (there, back):
        found = again(about(TEXT, wanted), TEXT, there, back)
        assert isinstance(found, Anchored)
        assert found.numbers == (wanted.number,)
    assert isinstance(again(about(TEXT, there), TEXT, back), Lost), "the other direction is another act"
    neither = replace(there, actor=None, recipient=None, number=3)
    assert isinstance(again(about(TEXT, neither), TEXT, there, back), Lost)


def test_figures_and_flaws() -> None:
    at = Span(TEXT.index("Two sailors"), TEXT.index("Two sailors") + 11)
    figure = Figure(1, at, 2.0, 2.0, 2.0, "exact", "person", "injured")
    flaw = Flaw(Span(0, 13), "boilerplate")
    reading = Reading(Article(TEXT), figures=(figure,), flaws=(flaw,))
    for record in (figure, flaw):
        assert isinstance(reanchored(about(TEXT, record), [reading]), Anchored)


def test_listed() -> None:
    verdict = about(TEXT, event(TEXT, "fired on"))
    newer = replace(verdict, decision="wrong", when="2001-01-02T00:00:00Z", note="another act")
    rows = judged([Anchored(verdict, verdict.anchors, (1,)), Lost(newer, "its words are no longer in the text")])
    assert [(r.decision, r.lost) for r in rows] == [("wrong", "its words are no longer in the text"), ("right", None)]
    with pytest.raises(ValueError, match="1 anchors and 0 readings"):
        reanchored(verdict, [])


@settings(max_examples=300, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_never_a_lookalike(seed: int) -> None:
    """An edit somewhere in a text of few words: the place that is found is the one that was there, or none."""
    chance = Random(seed)
    words = [chance.choice(["the ferry", "fired on", "was hit", "gunmen", "said", "."]) for _ in range(30)]
    text = " ".join(words)
    start = chance.randrange(len(text) - 8)
    span = Span(start, start + chance.randint(3, 8))
    anchor = about(text, replace(event(text, text[:1]), span=span)).anchors[0]
    a = chance.randrange(len(text))
    b = min(len(text), a + chance.randint(0, 60))
    new_words = "".join(chance.choice(["", " fired on", " the ferry", "x"]) for _ in range(3))
    new = text[:a] + new_words + text[b:]
    found, _ = find_again(anchor, new)
    if found is None:
        return
    moved = len(new) - len(text)
    assert found.of(new) == anchor.exact
    if span.end <= a:
        assert found == span
    elif span.start >= b:
        assert found == Span(span.start + moved, span.end + moved)

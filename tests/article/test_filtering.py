"""What is left of a reading where only what is certain enough is wanted."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportedly.article.filtering import at_least
from reportedly.records import Article, Event, Figure, Reading, Statement
from reportedly.text import Span

TEXT = "m" * 40


def said(number: int, confidence: float | None, within: int | None = None) -> Statement:
    span = Span(number, 40)
    return Statement(
        number, span, None, "unattributed", None, (span,), "indirect", "asserts", within=within, confidence=confidence
    )


def done(number: int, confidence: float | None, according_to: int | None = None, same_as: int | None = None) -> Event:
    return Event(
        number, Span(number, number + 1), "ASSAULT", None, "material conflict", -9.0, None, None, "happened",
        according_to, confidence, same_as,
    )  # fmt: skip


def counted(number: int, confidence: float | None, event: int | None = None, according_to: int | None = None) -> Figure:
    span = Span(number, number + 1)
    return Figure(number, span, 3, 3, 3, "exact", "person", None, event, according_to, confidence)


# Name → what is read, and what is left at .5: statements as (start, within), events as (start, according_to, same_as).
# What starts at n had number n.
CASES = {
    "what is certain enough stays, the border with it": (
        [said(1, 0.5), said(2, 0.49)], [done(1, 0.5), done(2, 0.49)], [(1, None)], [(1, None, None)]
    ),
    "what bears no confidence stays": ([said(1, None)], [done(1, None)], [(1, None)], [(1, None, None)]),
    "numbers count anew, and whoever names them follows": (
        [said(1, 0.1), said(2, 0.9), said(3, 0.9, within=2)],
        [done(1, 0.1), done(2, 0.9, 3), done(3, 0.9, 3, same_as=2)],
        [(2, None), (3, 1)],
        [(2, 2, None), (3, 2, 1)],
    ),
    "a statement stays for an event that it tells": (
        [said(1, 0.1), said(2, 0.1)], [done(1, 0.9, 2)], [(2, None)], [(1, 1, None)]
    ),
    "a statement stays for one within it, however deep": (
        [said(1, 0.1), said(2, 0.1, within=1), said(3, 0.9, within=2), said(4, 0.1, within=3)],
        [],
        [(1, None), (2, 1), (3, 2)],
        [],
    ),
    "a statement goes with the events that it tells": ([said(1, 0.1)], [done(1, 0.1, 1)], [], []),
    "a retelling becomes the first telling where that goes": (
        [], [done(1, 0.1), done(2, 0.9, same_as=1), done(3, 0.9, same_as=1)], [], [(2, None, None), (3, None, 1)]
    ),
    "two acts stay two": (
        [],
        [done(1, 0.1), done(2, 0.1), done(3, 0.9, same_as=1), done(4, 0.9, same_as=2), done(5, 0.9, same_as=1)],
        [],
        [(3, None, None), (4, None, None), (5, None, 1)],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("statements", "events", "left", "done_"), CASES.values(), ids=CASES)
def test_what_is_left(statements, events, left, done_):
    kept = at_least(Reading(Article(TEXT), tuple(statements), tuple(events)), 0.5)
    assert [(s.span.start, s.within) for s in kept.statements] == left
    assert [(e.span.start, e.according_to, e.same_as) for e in kept.events] == done_


def test_what_is_left_of_figures():
    statements = (said(1, 0.1), said(2, 0.1), said(3, 0.9))
    events = (done(1, 0.1), done(2, 0.9))
    figures = (counted(1, 0.1, 1, 1), counted(2, 0.9, 1, 2), counted(3, None, 2, 3))
    kept = at_least(Reading(Article(TEXT), statements, events, figures), 0.5)
    # The first statement goes with its figure; the second stays for its own, whose event goes.
    assert [s.span.start for s in kept.statements] == [2, 3]
    told = [(f.number, f.span.start, f.event, f.according_to) for f in kept.figures]
    assert told == [(1, 2, None, 1), (2, 3, 1, 2)]


def test_vectors_go_with_their_events():
    vectors = {1: (0.1,), 2: (0.2,), 4: (0.4,)}
    events = (done(1, 0.1), done(2, 0.9), done(3, 0.9), done(4, 0.9))
    assert at_least(Reading(Article(TEXT), (), events, vectors=vectors), 0.5).vectors == {1: (0.2,), 3: (0.4,)}


@st.composite
def readings(draw: st.DrawFn) -> Reading:
    """Readings as the contract allows them: statements within earlier or later ones, but in no ring."""
    certain = st.none() | st.floats(0, 1)
    statements: list[Statement] = []
    order = draw(st.permutations(range(1, draw(st.integers(0, 8)) + 1)))
    for at, number in enumerate(order):
        within = draw(st.none() | st.sampled_from(order[:at])) if at else None
        statements.append(said(number, draw(certain), within))
    events: list[Event] = []
    for number in range(1, draw(st.integers(0, 8)) + 1):
        firsts = [event.number for event in events if event.same_as is None]
        voice = draw(st.none() | st.sampled_from(order)) if order else None
        same_as = draw(st.none() | st.sampled_from(firsts)) if firsts else None
        events.append(done(number, draw(certain), voice, same_as))
    figures: list[Figure] = []
    for number in range(1, draw(st.integers(0, 5)) + 1):
        act = draw(st.none() | st.sampled_from([event.number for event in events])) if events else None
        voice = draw(st.none() | st.sampled_from(order)) if order else None
        figures.append(counted(number, draw(certain), act, voice))
    told = tuple(sorted(statements, key=lambda s: s.number))
    return Reading(Article(TEXT), told, tuple(events), tuple(figures))


def acts(reading: Reading) -> set[frozenset[int]]:
    """Which events, by where they start, are tellings of one act."""
    start = {event.number: event.span.start for event in reading.events}
    firsts = [event.number for event in reading.events if event.same_as is None]
    return {frozenset(start[e.number] for e in reading.events if first in (e.number, e.same_as)) for first in firsts}


def voices(reading: Reading) -> dict[int, list[int]]:
    """For every event, by where it starts, the statements around it from the innermost out, by where they start."""
    by_number = {statement.number: statement for statement in reading.statements}
    found: dict[int, list[int]] = {}
    for event in reading.events:
        chain, number = found.setdefault(event.span.start, []), event.according_to
        while number is not None:
            chain.append(by_number[number].span.start)
            number = by_number[number].within
    return found


@settings(deadline=None)
@given(readings(), st.floats(0, 1))
def test_what_is_left_keeps_the_contract(reading, confidence):
    kept = at_least(reading, confidence)
    rows = list(kept.rows())
    for kind, letter in (("statement", "s"), ("event", "e"), ("figure", "f")):
        ids = [row["id"] for row in rows if row["kind"] == kind]
        assert ids == [f"{kept.article.id}:{letter}{n}" for n in range(1, len(ids) + 1)]
    ids = {row["id"] for row in rows[1:]}
    for row in rows[1:]:
        for field in ("within", "according_to", "same_as", "event"):
            assert row.get(field) in {None, *ids} - {row["id"]}
    for event in kept.events:
        assert event.same_as is None or event.same_as < event.number
        assert event.same_as is None or kept.events[event.same_as - 1].same_as is None
        assert event.confidence is None or event.confidence >= confidence
    assert all(a.span < b.span for a, b in pairwise(kept.events))


@settings(deadline=None)
@given(readings(), st.floats(0, 1))
def test_nobody_loses_a_voice_or_an_act_and_nothing_needless_stays(reading, confidence):
    kept = at_least(reading, confidence)
    before, after = voices(reading), voices(kept)
    assert after == {start: before[start] for start in after}
    left = {event.span.start for event in kept.events}
    assert acts(kept) == {act & left for act in acts(reading)} - {frozenset()}
    needed = {s.within for s in kept.statements} | {e.according_to for e in kept.events}
    needed |= {f.according_to for f in kept.figures}
    for statement in kept.statements:
        certain = statement.confidence is None or statement.confidence >= confidence
        assert certain or statement.number in needed
    sure = [e for e in reading.events if e.confidence is None or e.confidence >= confidence]
    assert len(kept.events) == len(sure)


@settings(deadline=None)
@given(readings())
def test_nothing_goes_at_zero_and_all_that_is_doubted_at_one(reading):
    assert at_least(reading, 0) == reading
    doubted = replace(
        reading,
        statements=tuple(replace(s, confidence=0.99) for s in reading.statements),
        events=tuple(replace(e, confidence=0.99) for e in reading.events),
        figures=tuple(replace(f, confidence=0.99) for f in reading.figures),
    )
    left = at_least(doubted, 1)
    assert left.statements == left.events == left.figures == ()

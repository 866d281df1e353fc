"""Which events are told together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportedly.records import STATUSES, Event, Mention
from reportedly.terminal.tellings import acts, firsts, tellings
from reportedly.text import Span

TEXT = "Ana Ben Cal it the rebels The Rebels"
ANA, BEN, CAL = (Mention(Span(at, at + 3), "person", name) for at, name in ((0, "Ana"), (4, "Ben"), (8, "Cal")))
IT = Mention(Span(12, 14), "group", resolved_from=Span(15, 25))
REBELS, REBELS_AGAIN = Mention(Span(15, 25), "group"), Mention(Span(26, 36), "group")


def did(number: int, actor: Mention | None = None, recipient: Mention | None = None, **more: object) -> Event:
    plain = Event(number, Span(0, 3), "CONSULT", None, "verbal cooperation", 2.5, actor, recipient, "happened")
    return replace(plain, **more)  # type: ignore[arg-type]


def shape(events: Sequence[Event]) -> list[tuple[tuple[int, ...], list[tuple[int, ...]], list[tuple[int, ...]]]]:
    found = acts(events, TEXT)
    return [(a.first.numbers, [t.numbers for t in a.again], [t.numbers for t in a.otherwise]) for a in found]


# Name → events, and the numbers of each act's first telling, of its retellings, and of those that differ.
CASES = {
    "both directions on the same words are one": (
        [did(1, ANA, BEN), did(2, BEN, ANA)], [((1, 2), [], [])]
    ),
    "three who talk are three pairs": (
        [did(1, ANA, BEN), did(2, ANA, CAL), did(3, BEN, ANA), did(4, BEN, CAL), did(5, CAL, ANA), did(6, CAL, BEN)],
        [((1, 3), [], []), ((2, 5), [], []), ((4, 6), [], [])],
    ),
    "one way twice is no pair": ([did(1, ANA, BEN), did(2, ANA, BEN)], [((1,), [], []), ((2,), [], [])]),
    "there and back and back again are a pair and one more": (
        [did(1, ANA, BEN), did(2, BEN, ANA), did(3, BEN, ANA)], [((1, 2), [], []), ((3,), [], [])]
    ),
    "other words are no pair": (
        [did(1, ANA, BEN), did(2, BEN, ANA, span=Span(4, 7))], [((1,), [], []), ((2,), [], [])]
    ),
    "another status is no pair": (
        [did(1, ANA, BEN), did(2, BEN, ANA, status="denied")], [((1,), [], []), ((2,), [], [])]
    ),
    "a retelling without parties folds": ([did(1, ANA, BEN), did(2, same_as=1)], [((1,), [(2,)], [])]),
    "a retelling with the same parties folds": (
        [did(1, ANA, BEN), did(2, replace(ANA, span=Span(4, 7)), BEN, same_as=1)], [((1,), [(2,)], [])]
    ),
    "a retelling with another actor does not": ([did(1, ANA, BEN), did(2, CAL, same_as=1)], [((1,), [], [(2,)])]),
    "a retelling that names the actor first does not": (
        [did(1, None, BEN), did(2, ANA, BEN, same_as=1)], [((1,), [], [(2,)])]
    ),
    "a pronoun for the unnamed party folds": ([did(1, REBELS), did(2, IT, same_as=1)], [((1,), [(2,)], [])]),
    "the same words for an unnamed party fold": (
        [did(1, REBELS), did(2, REBELS_AGAIN, same_as=1)], [((1,), [(2,)], [])]
    ),
    "another status is told otherwise": ([did(1), did(2, status="denied", same_as=1)], [((1,), [], [(2,)])]),
    "another type is told otherwise": ([did(1), did(2, type="AGREE", same_as=1)], [((1,), [], [(2,)])]),
    "a mode that was not told is told otherwise": ([did(1), did(2, mode="phone", same_as=1)], [((1,), [], [(2,)])]),
    "no mode adds nothing": ([did(1, mode="phone"), did(2, same_as=1)], [((1,), [(2,)], [])]),
    "pairs fold under pairs": (
        [did(1, ANA, BEN), did(2, BEN, ANA), did(3, ANA, BEN, span=Span(4, 7), same_as=1),
         did(4, BEN, ANA, span=Span(4, 7), same_as=2)],
        [((1, 2), [(3, 4)], [])],
    ),
    "one direction folds under the pair": (
        [did(1, ANA, BEN), did(2, BEN, ANA), did(3, BEN, ANA, span=Span(4, 7), same_as=2)],
        [((1, 2), [(3,)], [])],
    ),
    "a pair says more than one direction": (
        [did(1, ANA, BEN), did(2, ANA, BEN, span=Span(4, 7), same_as=1), did(3, BEN, ANA, span=Span(4, 7))],
        [((1,), [], [(2, 3)])],
    ),
    "a first telling that is not there": ([did(2, same_as=1)], [((2,), [], [])]),
    "retellings of retellings are of the first": (
        [did(1), did(2, same_as=1), did(3, same_as=2)], [((1,), [(2,), (3,)], [])]
    ),
}  # fmt: skip


@pytest.mark.parametrize(("events", "expected"), CASES.values(), ids=CASES)
def test_acts(events, expected):
    assert shape(events) == expected


@pytest.mark.parametrize(
    ("earlier", "first"),
    [
        ({1: None, 2: 1, 3: 2}, {1: 1, 2: 1, 3: 1}),
        ({3: 2, 2: 1, 1: None}, {1: 1, 2: 1, 3: 1}),
        ({1: 9, 2: 1}, {1: 1, 2: 1}),
        ({1: 1}, {1: 1}),
        ({1: 2, 2: 3, 3: 2}, {1: 2, 2: 2, 3: 2}),
    ],
    ids=["chain", "chain backwards", "names none", "names itself", "ring with a tail"],
)
def test_firsts(earlier, first):
    assert firsts(earlier) == first


EVENTS = st.builds(
    did,
    st.just(0),
    st.sampled_from([None, ANA, BEN, IT]),
    st.sampled_from([None, ANA, BEN, IT]),
    span=st.sampled_from([Span(0, 3), Span(4, 7)]),
    status=st.sampled_from(STATUSES[:2]),
    same_as=st.none() | st.integers(1, 9),
    confidence=st.none() | st.floats(0, 1),
)


@settings(deadline=None)
@given(st.lists(EVENTS, max_size=8))
def test_every_event_is_told_once(drawn):
    events = [replace(event, number=n) for n, event in enumerate(drawn, 1)]
    told = [t for act in acts(events, TEXT) for t in (act.first, *act.again, *act.otherwise)]
    assert sorted(n for t in told for n in t.numbers) == [event.number for event in events]
    assert sorted(n for t in tellings(events) for n in t.numbers) == [event.number for event in events]
    for telling in told:
        sure = [e.confidence for e in (telling.event, telling.back) if e]
        assert telling.confidence == (None if None in sure else min(sure))

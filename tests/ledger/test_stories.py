"""Which reports are of one happening."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportedly.ledger.incidents import Incident, Link
from reportedly.ledger.reports import LINK_SIGNS, SIGNS, apart, link_signs, report_keys, signs, story_chance
from reportedly.ledger.sketches import Scene, scene
from reportedly.ledger.stories import stories, told_together

DAY = 741_000
FERRY = (
    "The ferry Solvik sank off Tallen on Sunday with 40 people aboard, harbour master Ana Brandt said. "
    "Divers from Orsa found the wheelhouse at 31 metres."
)
FERRY_TOO = (
    "Forty people were aboard the Solvik when the ferry went down off Tallen, Ana Brandt, the harbour master, said. "
    "Orsa divers reached the wreck at 31 metres."
)
STRIKE = "Nurses in Halden walked out over night shifts. The Halden ward stayed open, director Per Moen, 51, said."
TEXTS = [FERRY, FERRY_TOO, STRIKE, "A bridge in Meer was closed.", "-", ""]


def told(key: str, text: str, day: int | None = DAY) -> Scene:
    return scene(key, text, None, day)


def test_two_reports_of_one_happening() -> None:
    assert stories([told("a", FERRY), told("b", FERRY_TOO), told("c", STRIKE)]) == (("a", "b"), ("c",))


def test_reports_far_apart_in_time_are_of_two() -> None:
    assert story_chance(told("a", FERRY), told("b", FERRY, DAY + 31)) == 0
    assert stories([told("a", FERRY), told("b", FERRY, DAY + 31)]) == (("a",), ("b",))


def test_a_late_report_follows_by_whole_names() -> None:
    first = told(
        "a", "Ulla Varga and Dorte Kjeld were found shot in a boat at Tallen pier on Sunday, police in Tallen said."
    )
    trial = "The trial over the shooting of Ulla Varga and Dorte Kjeld in a boat at Tallen pier began in Tallen."
    other = "Ulla Varga spoke of the boat at Tallen pier that police in Tallen had found."
    assert story_chance(first, told("b", trial, DAY + 200)) > 0
    assert story_chance(first, told("b", trial, DAY + 200)) < story_chance(first, told("b", trial, DAY + 20))
    assert story_chance(first, told("b", other, DAY + 200)) == 0
    aged = [
        told(n, f"{who}, 31, of Tallen pier, was found shot.", day)
        for n, who, day in (("a", "Ulla Varga", DAY), ("b", "Ulla Varga", DAY + 90))
    ]
    assert story_chance(*aged) > 0


def test_a_late_report_tells_by_its_date_what_it_follows() -> None:
    first = told("a", "Ulla Varga was found shot in a boat at Tallen pier on Sunday, police in Tallen said.")
    on = date.fromordinal(DAY - 1)
    trial = "The trial over the shooting of Ulla Varga in a boat at Tallen pier on {} began."
    late = told("b", trial.format(f"{on:%B} {on.day}"), DAY + 200)
    assert late.told == {DAY - 1}
    assert story_chance(first, late) > 0.5
    assert story_chance(first, late) == story_chance(late, first)
    other = told("b", trial.format(f"{on.day} {on:%B %Y}").replace("Ulla Varga", "a woman"), DAY + 200)
    assert other.told == {DAY - 1}
    assert story_chance(first, other) == 0


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("She was shot on 29 May 1994.", {date(1994, 5, 29)}),
        ("He is to be sentenced on Friday, in May or in 1995.", set()),
        ("The talks of March 3 and 4, 2001 failed.", set()),
    ],
)
def test_days_are_told_by_their_dates(text: str, days: set[date]) -> None:
    assert {date.fromordinal(day) for day in told("a", text, date(2001, 6, 1).toordinal()).told} == days


def test_a_late_report_of_a_near_date_counts_its_days_from_there() -> None:
    first, late = told("a", FERRY), told("b", FERRY_TOO, DAY + 20)
    on = date.fromordinal(DAY - 3)
    assert apart(first, late) == 20
    assert apart(first, told("b", f"{FERRY_TOO} It sank on {on.day} {on:%B %Y}.", DAY + 20)) == 3
    assert apart(first, told("b", f"{FERRY_TOO} It sank on {on.day} {on:%B} {on.year - 1}.", DAY + 20)) == 20
    assert apart(first, told("b", FERRY, None)) is None


def test_a_day_brings_reports_closer_than_a_week() -> None:
    near, far = (story_chance(told("a", FERRY), told("b", STRIKE, DAY + days)) for days in (1, 20))
    assert near > far


def test_a_sure_link_speaks_for_one_story() -> None:
    a, b = told("a", FERRY), told("b", STRIKE)
    assert story_chance(a, b, 0.95) > story_chance(a, b, 0.0)


def test_the_best_link_of_two_reports_counts() -> None:
    links = (
        Link("r1:e1", "r2:e1", 0.4, ()),
        Link("r1:e1", "r2:e3", 0.9, ()),
        Link("r1:e1", "r1:e2", 1.0, ()),
    )
    assert told_together([Incident("i", ("r1:e1", "r1:e2", "r2:e1", "r2:e3"), links)]) == {("r1", "r2"): 0.9}


SCENES = st.lists(
    st.tuples(st.sampled_from(TEXTS), st.sampled_from([None, DAY, DAY + 3, DAY + 40])), min_size=1, max_size=6
).map(lambda rows: [told(f"r{n}", text, day) for n, (text, day) in enumerate(rows)])


@given(SCENES, st.randoms(use_true_random=False))
def test_order_does_not_show(scenes: list[Scene], random: Any) -> None:
    expected = stories(scenes)
    random.shuffle(scenes)
    assert stories(scenes) == expected
    assert sorted(key for group in expected for key in group) == sorted(s.id for s in scenes)


@given(st.text(max_size=200), st.text(max_size=200))
def test_any_two_texts_can_be_compared(one: str, other: str) -> None:
    a, b = told("a", one), told("b", other)
    assert signs(a, b) == signs(b, a)
    assert len(signs(a, b)) == len(SIGNS)
    assert len(link_signs(0.5)) == len(LINK_SIGNS)
    assert 0 <= story_chance(a, b) <= 1
    assert len(report_keys(a)) <= 30


def test_keys_meet_in_neighbouring_fortnights_only() -> None:
    a = told("a", FERRY)
    assert report_keys(a) & report_keys(replace(a, day=DAY + 15))
    assert not report_keys(a) & report_keys(replace(a, day=DAY + 45))
    assert not report_keys(a) & report_keys(replace(a, day=None))

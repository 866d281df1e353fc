"""Made news: the same for a seed, with the records of our dispatches still where they stood."""

from __future__ import annotations

import itertools
import random
from collections.abc import Sequence

import pytest

from benchmarks.news import _words, alike, exchanged, gold, news
from reportedly.records import Reading


@pytest.fixture(scope="module")
def parts() -> Sequence[Reading]:
    return gold()[:40]


@pytest.mark.parametrize("made", [news, alike])
def test_a_reading_is_the_same_whatever_came_before(made, parts: Sequence[Reading]) -> None:
    some = list(itertools.islice(made(parts, 1), 60))
    assert list(itertools.islice(made(parts, 1, 50), 10)) == some[50:]
    assert next(made(parts, 2)) != some[0]


def test_acts_and_states_stay_where_they_stood(parts: Sequence[Reading]) -> None:
    triggers = {event.span.of(part.article.text) for part in parts for event in part.events}
    for reading in itertools.islice(news(parts, 1), 40):
        text = reading.article.text
        assert {event.span.of(text) for event in reading.events} <= triggers
        assert [event.number for event in reading.events] == list(range(1, len(reading.events) + 1))
        assert all(0 <= span.start < span.end <= len(text) for s in reading.statements for span in s.content)


def test_names_and_words_are_others_and_none_is_longer(parts: Sequence[Reading]) -> None:
    words, changed, total = _words(parts), 0, 0
    for part in parts:
        other = exchanged(part, random.Random("a"), words, 1.0, names=True)
        before, after = part.article.text.split(), other.article.text.split()
        assert [len(word) for word in before] == [len(word) for word in after]
        changed += sum(a != b for a, b in zip(before, after, strict=True))
        total += len(before)
    assert 0.12 < changed / total < 0.5


def test_versions_stand_at_one_address_and_tell_the_same(parts: Sequence[Reading]) -> None:
    by_url: dict[str | None, list[Reading]] = {}
    for reading in itertools.islice(news(parts, 1), 200):
        by_url.setdefault(reading.article.url, []).append(reading)
    several = [readings for readings in by_url.values() if len(readings) > 1]
    assert several
    for first, *later in several:
        assert all([e.type for e in first.events] == [e.type for e in one.events] for one in later)

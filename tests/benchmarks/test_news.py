"""Made news: the same for a seed, with the records of our dispatches still where they stood."""

from __future__ import annotations

import itertools
import random
from collections.abc import Sequence

import pytest

from benchmarks.news import _others, _words, alike, elsewhere, exchanged, gold, news
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


def test_parties_and_places_are_others_whose_words_are_as_long(parts: Sequence[Reading]) -> None:
    others, moved, total, words, changed = _others(parts), 0, 0, 0, 0
    for part in parts:
        other = exchanged(elsewhere(part, random.Random("a"), others), random.Random("a"), _words(parts), 1.0, True)
        assert len(other.article.text) == len(part.article.text)
        for before, after in zip(part.events, other.events, strict=True):
            assert (before.span, before.type, before.when) == (after.span, after.type, after.when)
            for one, two in ((before.actor, after.actor), (before.recipient, after.recipient)):
                if one is not None and one.country is not None:
                    assert two is not None
                    assert (one.span, one.entity) == (two.span, two.entity)
                    total += 1
                    moved += one.country != two.country
        same, told = part.article.text.split(), other.article.text.split()
        words += len(same)
        changed += sum(word not in told for word in same)
    assert moved / total > 0.6
    assert changed / words > 0.25


def test_who_acts_for_a_state_is_called_as_elsewhere(parts: Sequence[Reading]) -> None:
    others = _others(parts)
    called = {(words, one.country) for those in others.values() for words, one in those}
    reading = elsewhere(parts[0], random.Random("a"), others)
    named = [one for e in reading.events for one in (e.actor, e.recipient) if one and one.country]
    told = {((one.resolved_from or one.span).of(reading.article.text), one.country) for one in named}
    assert told & called


def test_versions_stand_at_one_address_and_tell_the_same(parts: Sequence[Reading]) -> None:
    by_url: dict[str | None, list[Reading]] = {}
    for reading in itertools.islice(news(parts, 1), 200):
        by_url.setdefault(reading.article.url, []).append(reading)
    several = [readings for readings in by_url.values() if len(readings) > 1]
    assert several
    for first, *later in several:
        assert all([e.type for e in first.events] == [e.type for e in one.events] for one in later)

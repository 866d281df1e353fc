"""The time that one article may take: it is noticed where one looks, and nowhere else."""

from __future__ import annotations

import math
import threading

import pytest

import reportedly
from reportedly import deadline
from reportedly.deadline import in_time, time_limit
from reportedly.errors import InputError, TimeLimitError
from reportedly.records import Failure, Reading

ARTICLE = "The harbour is open again, the harbour master said on Monday.\n\n"


@pytest.fixture
def clock(monkeypatch):
    """A clock that stands still but for what is added to it."""
    now = [100.0]
    monkeypatch.setattr(deadline, "monotonic", lambda: now[0])
    return now


def test_there_is_no_limit_where_none_is_set(clock):
    in_time()
    with time_limit(None):
        clock[0] += 1e9
        in_time()


def test_what_is_over_is_told_in_words(clock):
    with time_limit(2.5):
        clock[0] += 2.5
        in_time()
        clock[0] += 0.1
        with pytest.raises(TimeLimitError, match=r"^took longer to read than its time limit of 2\.5 seconds$"):
            in_time()
    in_time()


def test_a_limit_within_another_ends_with_it(clock):
    with time_limit(5):
        with time_limit(None):
            clock[0] += 6
            in_time()
        with pytest.raises(TimeLimitError, match="5 seconds"):
            in_time()


def test_a_limit_is_that_of_its_own_thread(clock):
    heard: list[str] = []

    def elsewhere() -> None:
        in_time()
        heard.append("in time")

    with time_limit(1):
        clock[0] += 2
        thread = threading.Thread(target=elsewhere)
        thread.start()
        thread.join()
    assert heard == ["in time"]


@pytest.mark.parametrize("seconds", [0, -1, math.nan, math.inf])
def test_what_is_no_limit(seconds):
    with pytest.raises(ValueError, match="time_limit is not a number of seconds above 0"):
        reportedly.read(ARTICLE, time_limit=seconds)
    with pytest.raises(ValueError, match="time_limit is not a number of seconds above 0"):
        reportedly.read_many([ARTICLE], time_limit=seconds)


def test_an_article_over_its_time_is_an_error_of_its_own_and_the_next_is_read():
    with pytest.raises(TimeLimitError) as caught:
        reportedly.read(ARTICLE, time_limit=1e-9)
    assert isinstance(caught.value, InputError)
    assert reportedly.read(ARTICLE).statements
    assert reportedly.read(ARTICLE, time_limit=None).statements


def test_the_windows_of_a_long_text_are_such_places(monkeypatch):
    """Every look at the clock takes a second: a long text has more of them than a short one."""
    now = [0.0]

    def tick() -> float:
        now[0] += 1
        return now[0]

    short = reportedly.read(ARTICLE)
    monkeypatch.setattr(deadline, "monotonic", tick)
    parts = [f"{number} boats left the harbour, the harbour master said on Monday.\n\n" for number in range(100, 200)]
    found = list(reportedly.read_many([ARTICLE, "".join(parts), ARTICLE], time_limit=15))
    assert [type(one) for one in found] == [Reading, Failure, Reading]
    assert found[1] == Failure("article 2", "took longer to read than its time limit of 15 seconds")
    assert found[0] == short

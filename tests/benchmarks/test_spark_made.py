"""The articles that `benchmarks/spark.py` makes, and how it tells growth; Spark itself is not started."""

from __future__ import annotations

import subprocess
import sys
from bisect import bisect_right

import pytest

from benchmarks.news import gold
from benchmarks.spark import Taken, grown, synthetic


def test_made_articles_are_the_same_for_a_seed_and_hold_their_acts() -> None:
    base = gold()[:40]
    made = list(synthetic(12, base))
    assert made == list(synthetic(12, base))
    words = {event.span.of(one.article.text) for one in base for event in one.events}
    assert all(event.span.of(one.article.text) in words for one in made for event in one.events)
    assert any(one.events for one in made)


def test_sentences_in_which_nothing_happens_are_among_them() -> None:
    sentences = with_acts = 0
    for one in synthetic(10, gold()):
        text = one.article.text
        starts = [text.index(part) for part in text.strip().split("\n\n")[1:]]
        sentences += len(starts)
        with_acts += len({bisect_right(starts, event.span.start) for event in one.events})
    assert 0 < with_acts < 0.9 * sentences


def test_growth_is_of_what_an_article_takes() -> None:
    figures = {
        f"spark.{key}_{count}": value
        for key in ("copies_processor", "incidents_processor", "peak_mb")
        for count, value in ((10, 5.0), (100, 100.0))
    }
    assert grown(figures, 10, 100) == pytest.approx(
        {"spark.copies_growth_100": 2.0, "spark.incidents_growth_100": 2.0, "spark.memory_growth_100": 2.0}
    )


def test_what_has_ended_is_counted() -> None:
    pytest.importorskip("psutil")
    before = Taken.now()
    subprocess.run([sys.executable, "-c", "sum(range(20_000_000))"], check=True)
    assert Taken.now().since(before).processor > 0.1

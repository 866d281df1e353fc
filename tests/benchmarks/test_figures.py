"""The benchmark of figures: which articles tell a number, what the baseline finds, and what is counted."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from benchmarks import figures, fuzz_figures
from benchmarks.figures import MEASURES, Tally, incident_figures, next_to, numbers_of, tally, tells, told_in
from benchmarks.kept import KeptArticles
from reportedly.records import Article, Figure, Reading
from reportedly.text import Span


def figure(value: float, measure: str | None, unit: str = "person") -> Figure:
    return Figure(1, Span(0, 1), value, value, value, "exact", unit, measure)


@pytest.mark.parametrize(
    ("text", "number", "near"),
    [
        ("Three people were killed in the blaze.", 3, True),
        ("The blaze killed 3.", 3, True),
        ("Three lorries burned. A man was killed.", 3, False),
        ("A 3-year-old boy died.", 3, False),
        ("Police said 3 p.m. was when the man died.", 3, False),
        ("A man was killed.", 1, False),
        ("One person was killed.", 1, True),
    ],
)
def test_which_texts_tell_a_number(text: str, number: int, near: bool) -> None:
    assert tells(text, number, MEASURES["killed"][1]) is near


def test_anywhere_is_anywhere() -> None:
    assert tells("It was 3 p.m.", 3)
    assert not tells("It was noon.", 3)


def test_the_baseline_takes_what_stands_near() -> None:
    assert next_to("Two of the 30 guests were killed on March 4.", "killed") == {30.0, 4.0}
    assert next_to("Nobody came.", "killed") == frozenset()


def test_only_persons_with_the_measure_count() -> None:
    read = [figure(3, "killed"), figure(4, "injured"), figure(5, "killed", "animal"), figure(6, None)]
    assert numbers_of(read, "killed") == {3.0}


def test_an_article_counts_for_each_number_that_it_tells() -> None:
    article = {"article_id": "a", "text": "Three people were killed and two were wounded."}
    told = list(told_in(article, {"num_killed": 3, "num_injured": 5}, [figure(3, "killed")]))
    assert [(one.measure, one.due, one.near) for one in told] == [("killed", 3, True)]
    assert incident_figures(tally(told))["figures.incidents.killed.ours.recall"] == 1.0


def test_the_highest_is_one_that_is_there() -> None:
    mine = Tally()
    for due, numbers in ((3, {3.0, 2.0}), (3, {3.0, 7.0}), (3, set()), (3, {2.0})):
        mine.add(due, numbers)
    assert (mine.articles, mine.found, mine.highest) == (4, 2, 1)


class Fixed:
    """Reads the same figure in every article."""

    def read(
        self, data: bytes, *, file: str | None = None, url: str | None = None, published: str | None = None
    ) -> Reading:
        return Reading(Article(data.decode()), figures=(figure(2, "injured"),))


def test_incidents_from_files(tmp_path: Path) -> None:
    articles, incidents = tmp_path / "articles.jsonl", tmp_path / "incidents.jsonl"
    rows = [{"article_id": str(n), "text": "Two people were wounded.", "dct": "1999-01-01"} for n in range(4)]
    articles.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    incident = {"article_ids": ["0", "1", "2"], "num_killed": 0, "num_injured": 2}
    incidents.write_text(json.dumps(incident), encoding="utf-8")
    told = list(figures.read_incidents(Fixed(), articles, incidents))
    assert [one.id for one in told] == ["0", "1", "2"]
    assert tally(told)["injured"].ours.found == 3
    few = list(figures.read_incidents(Fixed(), articles, incidents, 2))
    assert len(few) == 2
    assert [one.id for one in few] == [one.id for one in figures.read_incidents(Fixed(), articles, incidents, 2)]


class Counting:
    """Reads the same figure in every article, and counts how often it reads."""

    model, vocabulary = "fake", "0"

    def __init__(self) -> None:
        self.read: list[Article] = []

    def read_article(self, article: Article) -> Reading:
        self.read.append(article)
        return Reading(article, figures=(figure(2, "injured"),))


def test_kept_articles_are_read_once_and_under_their_title(tmp_path: Path) -> None:
    articles, incidents = tmp_path / "articles.jsonl", tmp_path / "incidents.jsonl"
    rows = [
        {"article_id": str(n), "incident_id": incident, "title": f"Shots {n}", "dct": "1999-01-01", "text": text}
        for n, (incident, text) in enumerate([("i", "Two people were wounded."), ("other", "Two people were hurt.")])
    ]
    articles.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    # The second article is told to be of the incident, though its own row says otherwise.
    told_of = {"incident_id": "i", "article_ids": ["0", "1"], "num_killed": 0, "num_injured": 2}
    incidents.write_text(json.dumps(told_of), encoding="utf-8")
    fake: Any = Counting()
    first = list(figures.read_incidents(fake, articles, incidents, kept=KeptArticles(fake, tmp_path / "kept")))
    assert [article.text for article in fake.read] == [f"Shots {n}\n\n{rows[n]['text']}" for n in range(2)]
    assert list(figures.read_incidents(fake, articles, incidents, kept=KeptArticles(fake, tmp_path / "kept"))) == first
    assert len(fake.read) == 2
    assert tally(first)["injured"].ours.found == 2


def test_fuzz_knows_a_fault() -> None:
    good = Figure(1, Span(0, 1), 3, 3, 3, "exact", "person")
    assert list(fuzz_figures.faults([good], "x")) == []
    bad = Figure(2, Span(0, 3), None, 5, 4, "between", "person")
    assert len(list(fuzz_figures.faults([bad], "x"))) == 3


def test_fuzz_is_the_same_every_time() -> None:
    texts = {fuzz_figures.text_of(fuzz_figures.random.Random(5)) for _ in range(3)}
    assert len(texts) == 1
    words, _, faults = fuzz_figures.judged(5)
    assert words >= 0
    assert faults == []

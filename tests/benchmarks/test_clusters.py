"""Articles of one incident: readings that are kept between runs, and how many were killed under each policy."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from benchmarks.clusters import Told, counted, part_of, read, show
from benchmarks.kept import KeptArticles
from reportedly.errors import InputError
from reportedly.ledger.values import Report
from reportedly.records import Article, Event, Figure, Reading
from reportedly.text import Span

TEXT = "Two men were killed in a raid on a mill."


class Fake:
    """A pipeline that counts how often it reads, and cannot read what is empty."""

    model, vocabulary = "fake", "0"

    def __init__(self) -> None:
        self.times = 0

    def read_article(self, article: Article) -> Reading:
        self.times += 1
        if "unread" in article.text:
            raise InputError("it cannot be read")
        return reading_of(article)


def reading_of(article: Article, value: float = 2.0) -> Reading:
    at = article.text.index(TEXT)
    event = Event(1, Span(at + 13, at + 19), "ASSAULT", None, "material conflict", -9.0, None, None, "happened")
    figure = Figure(1, Span(at, at + 7), value, value, value, "exact", "person", "killed", 1)
    return Reading(article, events=(event,), figures=(figure,), vectors={1: (0.5, -0.25, 0.1)})


def told_of(id: str, incident: str, text: str = TEXT) -> Told:
    return Told({"article_id": id, "incident_id": incident, "title": f"Raid {id}", "dct": "2031-05-04"}, text)


def test_what_was_read_is_not_read_again(tmp_path: Path) -> None:
    fake: Any = Fake()
    several = [told_of("a", "1"), told_of("b", "1")]
    first = read(several, fake, tmp_path)
    assert fake.times == 2
    again = read(several, fake, tmp_path)
    assert fake.times == 2
    assert {id: (r.reading, r.vectors) for id, r in again.items()} == {
        id: (r.reading, r.vectors) for id, r in first.items()
    }
    read([*several, told_of("c", "2")], fake, tmp_path)
    assert fake.times == 3
    assert not list(tmp_path.rglob("*.half"))


def test_another_model_reads_anew(tmp_path: Path) -> None:
    fake: Any = Fake()
    other: Any = SimpleNamespace(model="other", vocabulary="0", read_article=fake.read_article)
    article = told_of("a", "1").article
    KeptArticles(fake, tmp_path).read(article)
    assert KeptArticles(fake, tmp_path).has(article)
    assert not KeptArticles(other, tmp_path).has(article)
    assert not KeptArticles(fake, None).has(article)


def test_what_cannot_be_read_is_told_and_left_out(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    fake: Any = Fake()
    found = read([told_of("a", "1"), told_of("b", "1", f"{TEXT} It is unread.")], fake, tmp_path)
    assert list(found) == ["a"]
    assert "b: it cannot be read" in capsys.readouterr().err


def test_how_many_under_each_policy(tmp_path: Path) -> None:
    told = [told_of("a", "1"), told_of("b", "2"), told_of("c", "3")]
    reports = {
        "a": Report(reading_of(told[0].article), ""),
        "b": Report(reading_of(told[1].article, 5.0), ""),
        "c": Report(Reading(told[2].article), ""),
    }
    rows = tmp_path / "incidents.jsonl"
    known = [("1", 2, 0), ("2", 4, 0), ("3", 1, 0), ("4", 7, 0)]
    rows.write_text(
        "".join(json.dumps({"incident_id": i, "num_killed": k, "num_injured": n}) + "\n" for i, k, n in known)
    )
    found = counted(told, reports, rows)
    assert found["policies.killed.incidents"] == 3
    assert found["policies.killed.latest.told"] == pytest.approx(2 / 3)
    assert found["policies.killed.latest.right"] == pytest.approx(1 / 3)
    assert found["policies.killed.latest.right_of_told"] == pytest.approx(1 / 2)
    assert found["policies.killed_several.incidents"] == 2
    assert found["policies.killed_several.latest.right"] == pytest.approx(1 / 2)
    assert found["policies.killed.official.told"] == 0
    assert found["policies.injured.incidents"] == 0
    assert "killed_several" in show({f"clusters.x.{key}": value for key, value in found.items()})


def test_parts_of_the_work() -> None:
    assert part_of("2/3") == (2, 3)
    for wrong in ("0/2", "3/2", "1", "x/2"):
        with pytest.raises(ValueError, match="no part of a whole"):
            part_of(wrong)

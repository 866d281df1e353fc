"""Flat rows for data frames: nothing lost, nothing nested, the same columns always."""

from __future__ import annotations

from typing import Any

import pytest

from reportedly.records import Article, Event, Figure, Mention, Reading, Statement, When, Where
from reportedly.text import Span
from reportedly.tidy import COLUMNS, TABLES, Table, table
from tests.dispatches import find, reading

TEXT = "On Monday 12 boats were sunk off Port Ansel, Odile Marchetti said, reportedly by Kestria."


def span(words: str) -> Span:
    return Span(TEXT.index(words), TEXT.index(words) + len(words))


def told() -> Reading:
    voice = Mention(span("Odile Marchetti"), "person", "Odile Marchetti")
    kestria = Mention(span("Kestria"), "country", "Kestria", "KES", "GOV")
    return Reading(
        Article(TEXT, url="https://example.org/a", publisher="Lantern Wire", published="1987-05-12"),
        (
            Statement(
                1, Span(0, len(TEXT)), voice, "person", span("said"),
                (Span(0, span(", Odile").start), span("by Kestria")), "indirect", "asserts",
                hedges=(span("reportedly"),),
            ),
        ),
        (
            Event(
                1, span("sunk"), "ASSAULT", "destroy", "material conflict", -8.5, kestria, None, "happened", 1, 0.5,
                when=When(span("On Monday"), "1987-05-11", "1987-05-11", "day"),
                where=Where(span("off Port Ansel"), "Port Ansel", None, 1.5, -2.0),
            ),
            Event(2, span("sunk"), "ASSAULT", None, "material conflict", -9.0, None, kestria, "denied"),
        ),
        (Figure(1, span("12 boats"), 12.0, 12.0, 12.0, "exact", "vessel", "sunk", 1, 1),),
    )  # fmt: skip


def only(kind: Table) -> dict[str, Any]:
    return told().table(kind)[0]


def test_what_a_record_bears_stands_in_its_columns() -> None:
    event = only("events")
    assert {key: value for key, value in event.items() if value is not None} == {
        "article": told().article.id, "published": "1987-05-12", "publisher": "Lantern Wire",
        "url": "https://example.org/a", "id": f"{told().article.id}:e1", "start": span("sunk").start,
        "end": span("sunk").end, "text": "sunk", "type": "ASSAULT", "mode": "destroy", "quad": "material conflict",
        "intensity": -8.5, "actor": "Kestria", "actor_name": "Kestria", "actor_entity": "country",
        "actor_country": "KES", "actor_sector": "GOV", "status": "happened", "according_to": f"{told().article.id}:s1",
        "source": "Odile Marchetti", "source_name": "Odile Marchetti", "source_type": "person",
        "stance": "asserts", "when": "On Monday", "when_start": "1987-05-11", "when_end": "1987-05-11",
        "when_precision": "day", "where": "off Port Ansel", "where_name": "Port Ansel", "latitude": 1.5,
        "longitude": -2.0, "confidence": 0.5,
    }  # fmt: skip


def test_pieces_are_joined_and_spans_are_words() -> None:
    statement = only("statements")
    assert statement["content"] == "On Monday 12 boats were sunk off Port Ansel … by Kestria"
    assert (statement["cue"], statement["hedges"], statement["evidence"]) == ("said", "reportedly", "")
    assert statement["text"] == TEXT


def test_a_column_has_one_type() -> None:
    assert all(isinstance(only("figures")[key], float) for key in ("value", "low", "high"))


def test_the_articles_own_voice_is_nobodys() -> None:
    second = told().table("events")[1]
    assert second["according_to"] is second["source"] is second["stance"] is None


@pytest.mark.parametrize("kind", TABLES)
@pytest.mark.parametrize("one", [told(), reading(), Reading(Article("Nothing."))], ids=["all", "statements", "empty"])
def test_columns_are_always_the_same_and_hold_no_lists(kind: Table, one: Reading) -> None:
    for row in one.table(kind):
        assert tuple(row) == COLUMNS[kind]
        assert not [value for value in row.values() if isinstance(value, list | dict | tuple)]


def test_every_row_is_there() -> None:
    counts = {kind: len(reading().table(kind)) for kind in TABLES}
    assert counts == {"articles": 1, "statements": 8, "events": 0, "figures": 0, "flaws": 4}


def test_a_record_may_stand_before_the_statement_that_tells_it() -> None:
    rows = told().to_dicts()
    backwards = [rows[0], *rows[:0:-1]]
    assert sorted(table(backwards, "events"), key=lambda r: r["id"]) == told().table("events")


def test_many_readings_in_one_stream_keep_their_own() -> None:
    other = reading()
    rows = [*told().rows(), *other.rows()]
    assert table(rows, "statements") == [*told().table("statements"), *other.table("statements")]
    assert find("minister").start >= 0


def test_a_record_without_its_article_is_told() -> None:
    with pytest.raises(ValueError, match="without its article"):
        table(told().to_dicts()[1:], "events")
    with pytest.raises(KeyError):
        told().table("rumours")  # type: ignore[arg-type]

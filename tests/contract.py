"""Every record that a test produces must be one of the contract: what the JSON Schema says, and what it cannot say."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import Any

import fastjsonschema

from reportedly.records import Article, Event, Figure, Flaw, Reading, Statement, article_id
from reportedly.schema import made

Row = dict[str, Any]

lawless = False
"""Whether the test that runs makes records that break the contract, and says so by its mark."""

LINKS = {"within": "s", "according_to": "s", "same_as": "e", "event": "e"}


@lru_cache(maxsize=1)
def validator() -> Callable[[Row], Row]:
    found: Callable[[Row], Row] = fastjsonschema.compile(made())
    return found


def conforms(row: Row) -> Row:
    """The row, where it keeps to the schema. Raises AssertionError where it does not."""
    try:
        validator()(row)
    except fastjsonschema.JsonSchemaValueException as error:
        raise AssertionError(f"{row.get('id', row.get('kind'))} breaks the contract: {error}") from None
    return row


def spans_of(value: object) -> Iterator[list[int]]:
    """All spans within a row."""
    match value:
        case dict():
            for inner in value.values():
                yield from spans_of(inner)
        case [int(), int()]:
            yield value
        case list():
            for inner in value:
                yield from spans_of(inner)


def sound(rows: Iterable[Row]) -> list[Row]:
    """The rows of one reading, where each keeps to the schema, all spans lie in the text, the words beside them are
    the words there, and every id that is named is there. Raises AssertionError where one does not."""
    found = [conforms(row) for row in rows]
    article, *rest = found
    text = article["text"]
    assert article["id"] == article_id(text)
    ids = [row["id"] for row in rest if "id" in row]
    assert len(ids) == len(set(ids)), "an id is there twice"
    for row in rest:
        for start, end in spans_of(row):
            assert 0 <= start < end <= len(text), f"{row}: {[start, end]} is no span of the text"
        for part in (row, *(value for value in row.values() if isinstance(value, dict))):
            assert "text" not in part or part["text"] == text[slice(*part["span"])], f"{row}: other words at the span"
        for field in LINKS.keys() & row.keys():
            named = row[field]
            if isinstance(named, str):
                assert named in ids, f"{row['id']}: {field} names {named}, which is not there"
                assert named != row["id"]
    return found


def kept_to(text: str, records: Iterable[Statement | Event | Figure | Flaw]) -> None:
    """That each of the records of `text`, by itself, is one of the contract."""
    for one in records:
        conforms(one.row(text) if isinstance(one, Flaw) else one.row(article_id(text), text))


def watched_rows(rows: Callable[[Reading], Iterator[Row]]) -> Callable[[Reading], Iterator[Row]]:
    """`Reading.rows` that lets no row pass that is none of the contract."""

    def checked(self: Reading) -> Iterator[Row]:
        return rows(self) if lawless else (conforms(row) for row in rows(self))

    return checked


def watched_reader(read: Callable[[Any, Article], Reading]) -> Callable[[Any, Article], Reading]:
    """`Pipeline.read_article` that gives no reading that breaks the contract, asked for its rows or not."""

    def checked(self: Any, article: Article) -> Reading:
        reading = read(self, article)
        sound(reading.rows())
        return reading

    return checked

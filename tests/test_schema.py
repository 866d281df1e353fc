"""The JSON Schema of the contract: the same as the records, and stricter than their types."""

from __future__ import annotations

import copy
import inspect
import json
import re
import types
from collections.abc import Callable
from pathlib import Path
from typing import Any, Union, get_args, get_origin, get_type_hints

import jsonschema
import pytest

from benchmarks import dispatches
from reportedly import records, schema
from reportedly.gazetteer.tables import SECTORS
from reportedly.ontology import event_types
from reportedly.records import Article, Event, Figure, Flaw, Mention, Reading, Statement, When, Where
from tests.contract import conforms, kept_to, sound
from tests.test_cli import run
from tests.test_tidy import told

DOCS = Path(__file__).resolve().parent.parent / "docs"
Row = dict[str, Any]

RECORDS: dict[str, type] = {
    "article": Article, "statement": Statement, "event": Event, "figure": Figure, "flaw": Flaw, "mention": Mention,
    "time": When, "place": Where,
}  # fmt: skip
MADE = {"kind", "text"}
"""Fields of a row that no field of the dataclass stands for: words are found by their span."""


def definition(name: str) -> dict[str, Any]:
    found: dict[str, Any] = schema.made()["$defs"][name]
    return found


def test_what_is_kept_is_what_is_made() -> None:
    assert schema.kept() == schema.told(), (
        "write it anew: python -c 'from reportedly.schema import told; print(told(), end=\"\")' "
        f"> src/reportedly/data/schema/{schema.NAME}"
    )


def test_it_is_a_schema_of_the_draft_that_it_names() -> None:
    made = schema.made()
    assert made["$schema"] == jsonschema.Draft202012Validator.META_SCHEMA["$id"]
    jsonschema.Draft202012Validator.check_schema(made)
    assert made["$id"].endswith(f":{records.CONTRACT_VERSION}")
    assert str(records.CONTRACT_VERSION) in schema.NAME


# The same as the dataclasses


@pytest.mark.parametrize("name", RECORDS)
def test_the_fields_are_those_of_the_dataclass(name: str) -> None:
    own = {"number" if field == "id" else field for field in definition(name)["properties"]} - MADE
    given = set(get_type_hints(RECORDS[name]))
    if name == "article":
        own = (own - {"number", "version"}) | {"text"}
    assert own == given


@pytest.mark.parametrize("name", RECORDS)
def test_null_is_allowed_exactly_where_the_dataclass_may_have_none(name: str) -> None:
    hints = get_type_hints(RECORDS[name])
    for field, rule in definition(name)["properties"].items():
        hint = hints.get(field)
        may = get_origin(hint) in (Union, types.UnionType) and type(None) in get_args(hint)
        assert _takes_null(rule) == may, f"{name}.{field}"


def _takes_null(rule: Any) -> bool:
    if "anyOf" in rule:
        return any(_takes_null(one) for one in rule["anyOf"])
    return None in rule.get("enum", []) or "null" in rule.get("type", []) or rule.get("const", 0) is None


@pytest.mark.parametrize(("name", "field"), [
    ("mention", "entity"), ("statement", "source_type"), ("statement", "form"), ("statement", "stance"),
    ("event", "status"), ("time", "precision"), ("figure", "bound"), ("flaw", "problem"),
])  # fmt: skip
def test_words_are_those_of_the_type(name: str, field: str) -> None:
    hint = get_type_hints(RECORDS[name])[field]
    words = {word for part in (get_args(hint) or ()) for word in (get_args(part) or (part,))} - {type(None)}
    assert set(definition(name)["properties"][field]["enum"]) - {None} == words


def test_types_modes_and_scores_are_those_of_the_ontology() -> None:
    base = sample("event")
    for kind in event_types().values():
        for mode in [None, *kind.modes]:
            row = base | {"type": kind.name, "mode": mode, "quad": kind.quad, "intensity": kind.intensity_of(mode)}
            assert accepted(row)
            assert not accepted(row | {"intensity": row["intensity"] + 0.25})
        assert not accepted(row | {"mode": "gently"})
    assert set(definition("mention")["properties"]["sector"]["enum"]) == {*SECTORS, None}


def test_every_kind_of_row_has_its_definition() -> None:
    assert set(schema.KINDS) == {row["kind"] for row in told().rows()} | {"flaw"}
    assert inspect.signature(Reading.rows).parameters.keys() == {"self"}


def test_the_documentation_has_every_field() -> None:
    text = (DOCS / "records.md").read_text("utf-8")
    for name, rule in schema.made()["$defs"].items():
        for field in rule.get("properties", ()):
            assert re.search(rf"^\|[^|]*`{field}`", text, re.MULTILINE), f"{name}.{field}"
    assert f"data/schema/{schema.NAME}" in text


# Stricter than types


def sample(kind: str) -> Row:
    rows = [*told().rows(), *_flawed().rows()]
    return copy.deepcopy(next(row for row in rows if row["kind"] == kind))


def _flawed() -> Reading:
    from tests.dispatches import reading

    return reading()


def accepted(row: Row) -> bool:
    """By both libraries alike: one is quick, the other keeps to the draft by the letter."""
    strict = jsonschema.Draft202012Validator(schema.made()).is_valid(row)
    try:
        conforms(row)
    except AssertionError:
        assert not strict
        return False
    assert strict
    return True


@pytest.mark.parametrize("kind", schema.KINDS)
def test_samples_are_accepted_and_no_field_may_go_or_come(kind: str) -> None:
    row = sample(kind)
    assert accepted(row)
    for field in row:
        assert not accepted({key: value for key, value in row.items() if key != field})
    assert not accepted(row | {"rumour": None})
    assert not accepted(row | {"kind": "rumour"})


def _set(*path: str | int, to: object) -> Callable[[Row], None]:
    def change(row: Row) -> None:
        at: Any = row
        for step in path[:-1]:
            at = at[step]
        at[path[-1]] = to

    return change


WRONG: list[tuple[str, str, Callable[[Row], None]]] = [
    ("article", "an id in capitals", _set("id", to="ABCDEF0123456789")),
    ("article", "no text", _set("text", to=None)),
    ("article", "another version", _set("version", to=2)),
    ("article", "a time for a date", _set("published", to="1987-05-12T08:00")),
    ("article", "a language by its name", _set("language", to="English")),
    ("statement", "a span of three", _set("span", to=[1, 2, 3])),
    ("statement", "a span with a part", _set("span", to=[0.5, 2])),
    ("statement", "a negative span", _set("span", to=[-1, 2])),
    ("statement", "an unknown stance", _set("stance", to="shrugs")),
    ("statement", "content of one number", _set("content", to=[3])),
    ("statement", "no content, though it asserts", _set("content", to=[])),
    ("statement", "nobody, though a person", _set("source", to=None)),
    ("statement", "within an event", _set("within", to="0123456789abcdef:e1")),
    ("statement", "more than sure", _set("confidence", to=1.01)),
    ("statement", "a source of unknown kind", _set("source", "entity", to="ghost")),
    ("statement", "a country of two letters", _set("source", "country", to="US")),
    ("statement", "a sector that is none", _set("source", "sector", to="UNK")),
    ("statement", "a source without words", _set("source", "text", to="")),
    ("event", "a mode of another type", _set("mode", to="phone")),
    ("event", "a quad of another type", _set("quad", to="verbal conflict")),
    ("event", "status that is none", _set("status", to="rumoured")),
    ("event", "the same as a figure", _set("same_as", to="0123456789abcdef:f1")),
    ("event", "a day that is none", _set("when", "start", to="12 May")),
    ("event", "dates without precision", _set("when", "precision", to=None)),
    ("event", "half a point", _set("where", "longitude", to=None)),
    ("event", "beyond the pole", _set("where", "latitude", to=90.5)),
    ("event", "numbered from nought", _set("id", to="0123456789abcdef:e0")),
    ("figure", "exact without a lowest", _set("low", to=None)),
    ("figure", "at least, with a highest", _set("bound", to="at least")),
    ("figure", "between, with a value", _set("bound", to="between")),
    ("figure", "words for a number", _set("value", to="12")),
    ("figure", "true for a number", _set("value", to=True)),
    ("figure", "an empty unit", _set("unit", to="")),
    ("flaw", "an unknown problem", _set("problem", to="dull")),
    ("flaw", "an open quotation told before", _set("same_as", to=[0, 3])),
]


@pytest.mark.parametrize(("kind", "name", "change"), WRONG, ids=[f"{kind}: {name}" for kind, name, _ in WRONG])
def test_refused(kind: str, name: str, change: Callable[[Row], None]) -> None:
    row = sample(kind)
    change(row)
    assert not accepted(row)


# What is made


def test_every_record_of_the_corpus_keeps_to_it(tmp_path: Path) -> None:
    """Gold may name other types that would be right too: a field that the product has not."""
    count = 0
    for folder in dispatches.golds(tmp_path, dispatches.SPLITS):
        for file in folder.glob("*.jsonl"):
            rows = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
            sound({key: value for key, value in row.items() if key != "also_accepted"} for row in rows)
            count += len(rows)
    assert count > 5000


def test_no_row_leaves_a_reading_that_breaks_it() -> None:
    wrong = Event(1, told().events[0].span, "ASSAULT", "gently", "material conflict", -9.0, None, None, "happened")
    with pytest.raises(AssertionError, match="breaks the contract"):
        list(Reading(told().article, events=(wrong,)).rows())
    with pytest.raises(AssertionError, match="breaks the contract"):
        kept_to(told().article.text, [wrong])


def test_the_command_prints_it() -> None:
    code, out, err = run("schema")
    assert (code, err) == (0, "")
    assert json.loads(out) == schema.made()

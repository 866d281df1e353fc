"""The contract of records.py as a JSON Schema (draft 2020-12), one line of JSON Lines at a time.

It is made from the same lists that the records are made of: kinds of source, stances, sectors, event types with their
modes, quads and scores. What is made is kept as `data/schema/records-<version>.json`, for whoever needs no Python.
What a schema cannot say, that spans lie in the text and ids name other rows, `Reading.rows` and the tests look after.
"""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

from .gazetteer.tables import SECTORS
from .ontology import event_types
from .records import (
    BOUNDS,
    CONTRACT_VERSION,
    ENTITIES,
    FORMS,
    PRECISIONS,
    PROBLEMS,
    SOURCE_TYPES,
    STANCES,
    STATUSES,
)

__all__ = ["KINDS", "kept", "made", "told"]

Schema = dict[str, Any]

KINDS = ("article", "statement", "event", "figure", "flaw")
NAME = f"records-{CONTRACT_VERSION}.json"
_ABOUT = (
    "One line of what `reportedly read --format jsonl` writes, of the contract's version "
    f"{CONTRACT_VERSION}. Every span lies in the text of the article that the line belongs to, begins before it ends, "
    "and `text` beside it is the words there; every id that a line names is that of another line of the same article. "
    "A later release may add fields and kinds under the same version: skip what is not told here."
)


def kept() -> str:
    """The schema as the package has it: JSON, indented."""
    return files("reportedly").joinpath("data", "schema", NAME).read_text("utf-8")


def told() -> str:
    """What `kept` should give: `made`, as it is written."""
    return json.dumps(made(), ensure_ascii=False, indent=1) + "\n"


def made() -> Schema:
    """The schema, from the records and the ontology."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:reportedly:records:{CONTRACT_VERSION}",
        "title": f"Records of reportedly, version {CONTRACT_VERSION}",
        "description": _ABOUT,
        "type": "object",
        "required": ["kind"],
        "properties": {"kind": {"enum": list(KINDS)}},
        "allOf": [_when({"kind": {"const": kind}}, {"$ref": f"#/$defs/{kind}"}) for kind in KINDS],
        "$defs": {
            "article": _article(),
            "statement": _statement(),
            "event": _event(),
            "figure": _figure(),
            "flaw": _flaw(),
            "mention": _mention(),
            "time": _time(),
            "place": _place(),
            "span": {
                "description": "[start, end), in Unicode code points of the article's text",
                "type": "array",
                "items": {"type": "integer", "minimum": 0},
                "minItems": 2,
                "maxItems": 2,
            },
        },
    }


# The kinds


def _article() -> Schema:
    article = _object(
        kind={"const": "article"},
        id={"type": "string", "pattern": "^[0-9a-f]{16}$"},
        version={"const": CONTRACT_VERSION},
        url=_WORDS_OR_NULL,
        file=_WORDS_OR_NULL,
        title=_WORDS_OR_NULL,
        byline=_WORDS_OR_NULL,
        publisher=_WORDS_OR_NULL,
        language={"type": ["string", "null"], "pattern": "^[a-z]{2,3}$"},
        published=_DATE,
        text={"type": "string"},
        model=_WORDS_OR_NULL,
        vocabulary=_WORDS_OR_NULL,
    )
    # Of articles that another reader has read, and of no other.
    article["properties"]["reader"] = _or_null(_reader())
    return article


def _reader() -> Schema:
    number: Schema = {"type": "integer", "minimum": 0}
    return _object(
        name=_WORDS,
        instructions=_WORDS,
        answers=_WORDS,
        proposed=number,
        kept=number,
        dropped={"type": "object", "additionalProperties": {"type": "integer", "minimum": 1}},
        unplaced=number,
    )


def _mention() -> Schema:
    return _object(
        span=_SPAN,
        text=_WORDS,
        name=_WORDS_OR_NULL,
        entity={"enum": list(ENTITIES)},
        country=_COUNTRY,
        sector={"enum": [*sorted(SECTORS), None]},
        resolved_from=_or_null(_SPAN),
    )


def _statement() -> Schema:
    told = _object(
        kind={"const": "statement"},
        id=_id("s"),
        span=_SPAN,
        source=_or_null(_MENTION),
        source_type={"enum": list(SOURCE_TYPES)},
        cue=_or_null(_SPAN),
        content=_SPANS,
        form={"enum": list(FORMS)},
        stance={"enum": list(STANCES)},
        hedges=_SPANS,
        evidence=_SPANS,
        within=_or_null(_id("s")),
        confidence=_CONFIDENCE,
    )
    empty = _when({"content": {"maxItems": 0}}, {"properties": {"stance": {"const": "declines"}}})
    nobody = _when({"source": {"type": "null"}}, {"properties": {"source_type": {"const": "unattributed"}}})
    return told | {"allOf": [empty, nobody]}


def _event() -> Schema:
    told = _object(
        kind={"const": "event"},
        id=_id("e"),
        span=_SPAN,
        text=_WORDS,
        type={"enum": list(event_types())},
        mode={"type": ["string", "null"]},
        quad={"enum": list(dict.fromkeys(kind.quad for kind in event_types().values()))},
        intensity={"type": "number", "minimum": -10, "maximum": 10},
        actor=_or_null(_MENTION),
        recipient=_or_null(_MENTION),
        status={"enum": list(STATUSES)},
        according_to=_or_null(_id("s")),
        when=_or_null({"$ref": "#/$defs/time"}),
        where=_or_null({"$ref": "#/$defs/place"}),
        confidence=_CONFIDENCE,
        same_as=_or_null(_id("e")),
    )
    return told | {"allOf": [_of_type(name) for name in event_types()]}


def _of_type(name: str) -> Schema:
    """What follows from the type: its quad, its modes, and the score of each."""
    kind = event_types()[name]
    scores = {mode: kind.intensity_of(mode) for mode in (None, *kind.modes)}
    pairs = [{"properties": {"mode": {"const": m}, "intensity": {"const": _plain(x)}}} for m, x in scores.items()]
    then = {"properties": {"quad": {"const": kind.quad}, "mode": {"enum": list(scores)}}, "anyOf": pairs}
    return _when({"type": {"const": name}}, then)


def _time() -> Schema:
    told = _object(span=_SPAN, text=_WORDS, start=_DATE, end=_DATE, precision={"enum": [*PRECISIONS, None]})
    # A day may be told whose date is not known: "on Friday", where the article's own date is not.
    undated = {"start": {"type": "null"}, "end": {"type": "null"}}
    return told | _when({"precision": {"type": "null"}}, {"properties": undated})


def _place() -> Schema:
    degrees = {"latitude": 90, "longitude": 180}
    sides = {name: {"type": ["number", "null"], "minimum": -most, "maximum": most} for name, most in degrees.items()}
    told = _object(span=_SPAN, text=_WORDS, name=_WORDS_OR_NULL, country=_COUNTRY, **sides)
    return told | {
        "if": {"properties": {"latitude": {"type": "null"}}},
        "then": {"properties": {"longitude": {"type": "null"}}},
        "else": {"properties": {"longitude": {"type": "number"}}},
    }


_BY_BOUND: dict[str, tuple[str, str, str]] = {
    "exact": ("number", "number", "number"),
    "about": ("number", "null", "null"),
    "at least": ("number", "number", "null"),
    "at most": ("number", "null", "number"),
    "between": ("null", "number", "number"),
    "vague": ("null", "number", "null"),
}
"""Which of value, low and high are told."""


def _figure() -> Schema:
    told = _object(
        kind={"const": "figure"},
        id=_id("f"),
        span=_SPAN,
        text=_WORDS,
        value=_NUMBER,
        low=_NUMBER,
        high=_NUMBER,
        bound={"enum": list(BOUNDS)},
        unit=_WORDS_OR_NULL,
        measure=_WORDS_OR_NULL,
        event=_or_null(_id("e")),
        according_to=_or_null(_id("s")),
        confidence=_CONFIDENCE,
    )
    bounds = [
        _when(
            {"bound": {"const": bound}},
            {"properties": {name: {"type": t} for name, t in zip(("value", "low", "high"), types, strict=True)}},
        )
        for bound, types in _BY_BOUND.items()
    ]
    return told | {"allOf": bounds}


def _flaw() -> Schema:
    told = _object(
        kind={"const": "flaw"},
        span=_SPAN,
        text=_WORDS,
        problem={"enum": list(PROBLEMS)},
        same_as=_or_null(_SPAN),
    )
    repeated = {"problem": {"const": "repeated paragraph"}}
    return told | _when(repeated, {}) | {"else": {"properties": {"same_as": {"type": "null"}}}}


# The parts


_SPAN: Schema = {"$ref": "#/$defs/span"}
_SPANS: Schema = {"type": "array", "items": _SPAN}
_MENTION: Schema = {"$ref": "#/$defs/mention"}
_WORDS: Schema = {"type": "string", "minLength": 1}
_WORDS_OR_NULL: Schema = {"type": ["string", "null"], "minLength": 1}
_NUMBER: Schema = {"type": ["number", "null"]}
_CONFIDENCE: Schema = {"type": ["number", "null"], "minimum": 0, "maximum": 1}
_COUNTRY: Schema = {"type": ["string", "null"], "pattern": "^[A-Z]{3}$"}
_DATE: Schema = {"type": ["string", "null"], "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$", "format": "date"}


def _object(**properties: Schema) -> Schema:
    """Every field is there, and no other."""
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}


def _or_null(schema: Schema) -> Schema:
    return {"anyOf": [schema, {"type": "null"}]}


def _id(kind: str) -> Schema:
    return {"type": "string", "pattern": f"^[0-9a-f]{{16}}:{kind}[1-9][0-9]*$"}


def _when(properties: Schema, then: Schema) -> Schema:
    return {"if": {"properties": properties}, "then": then}


def _plain(number: float) -> float | int:
    return int(number) if number == int(number) else number

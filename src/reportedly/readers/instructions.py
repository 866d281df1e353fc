"""What another reader is told to do, made of the contract and the ontology, and the form that its answer must have.

Labels come from `records.py` and `ontology.py`; the words around them from `data/readers/instructions.toml`. A
label that the contract gets tomorrow is told tomorrow, or loading fails until it has its line.
"""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any, Literal, get_args

from ..errors import VocabularyError
from ..ontology import event_types
from ..records import SOURCE_TYPES, STANCES, STATUSES
from ..text import Span

__all__ = ["FILE", "KINDS", "Instructions", "Kind", "instructions", "mark_of", "question", "shown"]

FILE = "data/readers/instructions.toml"

Kind = Literal["statements", "events", "figures"]
KINDS: tuple[Kind, ...] = get_args(Kind)

# What a field can hold, beside words of the text.
_LABELS: Mapping[str, tuple[str, ...]] = {"stance": STANCES, "source_type": SOURCE_TYPES, "status": STATUSES}
_LISTS, _SURE = frozenset({"content"}), frozenset({"trigger", "quantity", "stretch"})
# The form of the question, and what is sent around it.
_FORM = 1


@dataclass(frozen=True, slots=True)
class Instructions:
    """What a reader is told of `kinds`, in English; `schema`: the JSON Schema of its answer; `digest`: 16 hex digits
    of all that."""

    kinds: tuple[Kind, ...]
    text: str
    schema: Mapping[str, Any]
    digest: str


@lru_cache(maxsize=8)
def instructions(kinds: tuple[Kind, ...] = KINDS) -> Instructions:
    """The instructions for some kinds of records. Raises VocabularyError where the file lacks a label of the contract,
    or has one more."""
    data = _data()
    parts = [_joined(data["opening"]), _numbered(data["rules"]), *(_kind(data, kind) for kind in kinds)]
    parts += [_example(data["example"], kinds), data["closing"]]
    text = "\n\n".join(parts)
    schema = _object({kind: {"type": "array", "items": _schema(data, kind)} for kind in kinds})
    told = json.dumps([_FORM, text, schema, data["question"]], ensure_ascii=False, sort_keys=True)
    return Instructions(kinds, text, schema, hashlib.sha256(told.encode()).hexdigest()[:16])


def question(kinds: Sequence[Kind], text: str, mark: str, number: int, count: int) -> str:
    """What is asked of one part of an article; `mark`: see `mark_of`."""
    names = [str(_data()["kinds"][kind]["name"]) for kind in kinds]
    told = names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
    asked = str(_data()["question"]).strip()
    # Not by `format`: braces in an article are its own.
    for name, value in (("number", str(number)), ("count", str(count)), ("kinds", told), ("mark", mark)):
        asked = asked.replace(f"{{{name}}}", value)
    before, after = asked.split("{text}")
    return f"{before}{text}{after}"


def mark_of(text: str) -> str:
    """A word that parts an article from what is asked of it: made of the article, and nowhere in it."""
    mark = "ARTICLE-" + hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:12]
    while mark in text:
        mark = "ARTICLE-" + hashlib.sha256(mark.encode()).hexdigest()[:12]
    return mark


def shown(text: str, spans: Sequence[Span]) -> str:
    """Stretches of an article as a reader is shown them, a blank line between."""
    return "\n\n".join(span.of(text) for span in spans)


# The file


@lru_cache(maxsize=1)
def _data() -> Mapping[str, Any]:
    try:
        data = tomllib.loads(files("reportedly").joinpath(FILE).read_text("utf-8"))
        for field, labels in _LABELS.items():
            if set(data[field]) != set(labels):
                odd = sorted(set(data[field]) ^ set(labels))[0]
                raise ValueError(f"{field}: {odd!r} is in the contract or in the file, and not in both")
        for kind in KINDS:
            if set(data["kinds"][kind]) != {"name", "task", "fields"}:
                raise ValueError(f"kinds.{kind} needs a name, a task and fields")
        if data["question"].count("{text}") != 1:
            raise ValueError("question has no {text}, or several")
        return data
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise VocabularyError(f"{FILE}: {error}") from error


def _kind(data: Mapping[str, Any], kind: Kind) -> str:
    told = data["kinds"][kind]
    lines = [f"# {kind}", _joined(told["task"]), "Fields of each:"]
    lines += [f"- {field}: {meaning}" for field, meaning in told["fields"].items()]
    for field in told["fields"]:
        if field in _LABELS:
            lines += ["", f"Labels of {field}:", *_labels(data[field], _LABELS[field])]
        elif field == "type":
            lines += ["", "Labels of type, each with the labels of mode that it has:", *_types()]
    return "\n".join(lines)


def _labels(glosses: Mapping[str, str], labels: Sequence[str]) -> Iterator[str]:
    return (f"- {label}: {glosses[label]}" for label in labels)


def _types() -> Iterator[str]:
    for name, kind in event_types().items():
        modes = f" (mode: {', '.join(kind.modes)})" if kind.modes else ""
        yield f"- {name}: {kind.gloss}{modes}"


def _example(example: Mapping[str, Any], kinds: Sequence[Kind]) -> str:
    fields = {kind: list(_data()["kinds"][kind]["fields"]) for kind in kinds}
    answer = {kind: [{field: row.get(field) for field in fields[kind]} for row in example[kind]] for kind in kinds}
    told = json.dumps(answer, ensure_ascii=False)
    return f"# An example\n\nFor the article\n\n{example['text'].strip()}\n\nthe answer is\n\n{told}"


def _numbered(rules: Sequence[str]) -> str:
    return "\n".join(f"{n}. {rule}" for n, rule in enumerate(rules, 1))


def _joined(text: str) -> str:
    return " ".join(text.split())


# The schema: what servers that know JSON Schema in its strict form hold an answer to


def _schema(data: Mapping[str, Any], kind: Kind) -> dict[str, Any]:
    return _object({field: _field(field) for field in data["kinds"][kind]["fields"]})


def _field(field: str) -> dict[str, Any]:
    if field in _LABELS:
        return {"type": "string", "enum": list(_LABELS[field])}
    if field == "type":
        return {"type": "string", "enum": list(event_types())}
    if field == "mode":
        modes = dict.fromkeys(mode for kind in event_types().values() for mode in kind.modes)
        return {"type": ["string", "null"], "enum": [*modes, None]}
    if field == "mutual":
        return {"type": "boolean"}
    if field in _LISTS:
        return {"type": "array", "items": {"type": "string"}}
    return {"type": "string"} if field in _SURE else {"type": ["string", "null"]}


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }

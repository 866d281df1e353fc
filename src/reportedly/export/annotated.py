"""What Web Annotations say, our own or another tool's: where each stands, what it decides, and who made it.

`bringing.py` finds the records that they are about, and keeps the decisions.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, TypeAlias

from ..errors import InputError
from ..ledger.as_judged import EDITABLE, edited_from
from ..ledger.verdicts import DECISIONS, KINDS, Decision, Kind
from ..text import Span

__all__ = ["Annotation", "Target", "Unfit", "annotation_of", "annotations_in"]

Records: TypeAlias = Mapping[str, Any]


class Unfit(Exception):
    """An annotation that cannot be taken, and why."""


@dataclass(frozen=True, slots=True)
class Target:
    """Where an annotation stands. `source`: an address, or an id of ours; None where it is not told."""

    source: str | None
    digest: str | None
    place: Span | None
    exact: str
    prefix: str
    suffix: str


@dataclass(frozen=True, slots=True)
class Annotation:
    """An annotation as far as it says something of records. `decision` is None for our own records, which decide
    nothing. `kinds` and `facts`: for each target what kind of record is meant, and what tells it from others on the
    same words; None where that is not told. `record`: the record itself, of our own."""

    name: str
    targets: tuple[Target, ...]
    decision: Decision | None
    note: str = ""
    who: str | None = None
    when: str | None = None
    same: bool = False
    kinds: tuple[Kind | None, ...] = ()
    facts: tuple[tuple[tuple[str, str], ...] | None, ...] = ()
    edited: Mapping[str, Any] = field(default_factory=dict)
    record: Records | None = None


# What is in a file


def annotations_in(content: str) -> list[Any]:
    """The annotations in a JSON document: one, a list, a page or a collection with its pages, the rows of a search by
    Hypothesis; or one JSON object a line. Raises InputError where it is none of these."""
    try:
        told = json.loads(content)
    except json.JSONDecodeError as error:
        try:
            told = [json.loads(line) for line in content.split("\n") if line.strip()]
        except (ValueError, RecursionError):
            raise InputError(f"is no JSON: {error.msg} in line {error.lineno}") from None
    except (ValueError, RecursionError) as error:  # a number of thousands of digits, brackets within brackets
        raise InputError(f"is no JSON that can be read: {error}") from None
    try:
        found = list(_flattened(told))
    except RecursionError:
        raise InputError("holds lists within lists without end") from None
    if not found:
        raise InputError("holds no annotations")
    return found


def _flattened(told: Any) -> Iterator[Any]:
    if isinstance(told, list):
        for one in told:
            yield from _flattened(one)
    elif isinstance(told, dict) and "target" not in told and any(key in told for key in ("items", "rows", "first")):
        for key in ("items", "rows", "first"):
            if isinstance(told.get(key), (list, dict)):
                yield from _flattened(told[key])
    else:
        yield told


def annotation_of(told: Any) -> Annotation:
    """What one annotation says. Raises Unfit where it cannot be taken."""
    if not isinstance(told, dict):
        raise Unfit("is no annotation")
    name = str(told.get("id") or told.get("@id") or "")
    targets = tuple(_target(one, told) for one in _several(told.get("target")))
    if not targets:
        raise Unfit("has no target")
    if isinstance(told.get("record"), dict):
        kind = _kind(told["record"].get("kind"))
        if kind is None:
            raise Unfit("holds a record of no known kind")
        return Annotation(name, targets, None, kinds=(kind,), record=told["record"])
    known: dict[str, Any] = {"who": _who(told), "when": _when(told.get("created")), "note": _note(told)}
    if isinstance(told.get("verdict"), dict):
        return _ours(name, targets, told["verdict"], known)
    tags = {value.strip().casefold() for purpose, value in _bodies(told) if purpose in ("assessing", "tagging")}
    if len(targets) > 1:
        both: tuple[Kind | None, ...] = tuple("event" for _ in targets)
        decision = _decided(tags, {"same": "right", "apart": "wrong"}, known)
        return Annotation(name, targets, decision, same=True, kinds=both, facts=tuple(None for _ in targets), **known)
    kinds: list[Kind] = [kind for kind in KINDS if kind in tags]
    return Annotation(
        name, targets, _decided(tags, {"right": "right", "wrong": "wrong"}, known),
        kinds=(kinds[0] if len(kinds) == 1 else None,), facts=(None,), **known,
    )  # fmt: skip


def _decided(tags: set[str], words: Mapping[str, Decision], known: Mapping[str, Any]) -> Decision:
    said = {words[tag] for tag in tags if tag in words}
    if len(said) == 1:
        return said.pop()
    listed_words = " nor ".join(words)
    if said:
        raise Unfit(f"says both {' and '.join(words)}")
    if known["note"] and "right" in words:
        return "note"
    raise Unfit(f"says neither {listed_words}{', and has no comment' if 'right' in words else ''}")


def _ours(name: str, targets: tuple[Target, ...], told: Mapping[str, Any], known: Mapping[str, Any]) -> Annotation:
    about = told.get("about")
    if told.get("decision") not in DECISIONS or not isinstance(about, list) or len(about) != len(targets):
        raise Unfit("holds a verdict that is none")
    kinds, facts = [], []
    for one in about:
        kind = _kind(one.get("kind")) if isinstance(one, dict) else None
        if kind is None or not isinstance(one.get("facts"), dict):
            raise Unfit("holds a verdict on a record of no known kind")
        kinds.append(kind)
        facts.append(tuple((str(key), str(value)) for key, value in one["facts"].items()))
    edited = told.get("edited") or {}
    _check_edits(kinds[0], edited)
    same = told.get("link") == "same incident"
    if same != (len(targets) == 2) or (told.get("link") and not same):
        raise Unfit("ties what cannot be tied")
    return Annotation(name, targets, told["decision"], same=same, kinds=tuple(kinds), facts=tuple(facts),
                      edited=edited, **known)  # fmt: skip


def _check_edits(kind: Kind, edited: Any) -> None:
    """Raises Unfit where a field cannot be edited so."""
    if not isinstance(edited, dict):
        raise Unfit("holds edits that are none")
    try:
        for field_name, value in edited.items():
            if field_name not in EDITABLE[kind]:
                raise ValueError(f"no field to edit: {field_name}")
            if isinstance(value, dict):
                # Ends that were moved: by how much, and to which words.
                if not (type(value.get("from")) is int and type(value.get("to")) is int):
                    raise ValueError(f"{field_name}: from and to are due")
                value = value.get("words")
                if not isinstance(value, str):
                    raise ValueError(f"{field_name}: words are due")
            words = "null" if value is None else str(value)
            if edited_from(kind, {field_name: words})[field_name] != value:
                raise ValueError(f"{field_name}: {value!r}")
    except ValueError as error:
        raise Unfit(f"holds an edit that cannot be: {error}") from None


def _kind(told: object) -> Kind | None:
    return next((kind for kind in KINDS if kind == told), None)


def _several(told: Any) -> list[Any]:
    return [] if told is None else list(told) if isinstance(told, list) else [told]


def _target(told: Any, annotation: Mapping[str, Any]) -> Target:
    if not isinstance(told, dict):
        raise Unfit("its target is a whole article, and no words in it")
    source = told.get("source") or annotation.get("uri")
    source = source.get("id") if isinstance(source, dict) else source
    place, quoted = None, None
    for selector in _several(told.get("selector")):
        kind = selector.get("type") if isinstance(selector, dict) else None
        if kind == "TextPositionSelector":
            start, end = selector.get("start"), selector.get("end")
            if not (type(start) is int and type(end) is int and 0 <= start < end):
                raise Unfit("its position is none")
            place = Span(start, end)
        elif kind == "TextQuoteSelector":
            quoted = selector
    if quoted is None or not isinstance(quoted.get("exact"), str) or not quoted["exact"]:
        raise Unfit("quotes no words")
    before, after = quoted.get("prefix") or "", quoted.get("suffix") or ""
    digest = told.get("digest")
    return Target(
        str(source) if source else None,
        str(digest) if digest else None,
        place,
        quoted["exact"],
        str(before),
        str(after),
    )


def _bodies(told: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What an annotation says, each with its purpose: the one it bears, else that of the annotation."""
    motivations = [str(one) for one in _several(told.get("motivation"))]
    purpose = motivations[0] if motivations else "commenting"
    for body in _several(told.get("body")):
        if isinstance(body, str):
            yield purpose, body
        elif isinstance(body, dict) and isinstance(body.get("value"), str):
            for one in _several(body.get("purpose")) or [purpose]:
                yield str(one), body["value"]
    if isinstance(told.get("bodyValue"), str):
        yield purpose, told["bodyValue"]
    # Hypothesis, as its server gives it.
    for tag in _several(told.get("tags")):
        yield "tagging", str(tag)
    if isinstance(told.get("text"), str) and told["text"].strip():
        yield "commenting", told["text"]


def _note(told: Mapping[str, Any]) -> str:
    said = [
        value for purpose, value in _bodies(told) if purpose in ("commenting", "describing", "replying", "questioning")
    ]
    return "\n".join(said).strip()


def _who(told: Mapping[str, Any]) -> str | None:
    for one in [*_several(told.get("creator")), told.get("user")]:
        if isinstance(one, dict):
            one = one.get("name") or one.get("nickname") or one.get("id")
        if isinstance(one, str) and one.strip():
            return one.strip()
    return None


def _when(told: Any) -> str | None:
    """The time in UTC, to the second, as the ledger has it. Raises Unfit where it is none."""
    if told is None:
        return None
    try:
        time = datetime.fromisoformat(str(told))
    except ValueError:
        raise Unfit(f"was created at a time that is none: {told}") from None
    if time.tzinfo is None:
        time = time.replace(tzinfo=UTC)
    return time.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

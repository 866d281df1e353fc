"""What another reader answered, text as it came → what it proposes: typed, or dropped with a reason.

Answers are mended as far as their form goes: a code fence, words around the object, a comma too many, an end that is
missing. What is cut short in the middle of a record loses that record, for half a quotation is another quotation.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import json_repair

from ..ontology import event_types
from ..records import SOURCE_TYPES, STANCES, STATUSES
from .instructions import Kind

__all__ = ["Counted", "Done", "Proposal", "Said", "Understood", "Unusable", "understood"]

LONGEST = 1_000_000
"""Characters of an answer: what is longer is not read."""

MOST = 1000
"""Records of one kind in one answer: no part of an article has so many."""

_PIECES, _WORDS = 40, 20_000
_FENCE = re.compile(r"```[^\n`]*\n(.*?)(?:```|\Z)", re.DOTALL)
_THOUGHT = re.compile(r"\A.*</think(?:ing)?>", re.DOTALL)

MALFORMED = "wrong form"
LABEL = "label that is none"
CUT = "cut short"


class Unusable(Exception):
    """There is no answer in what was answered; the message is half a sentence."""


@dataclass(frozen=True, slots=True)
class Said:
    """A statement as it is proposed: words of the article, and labels of the contract."""

    content: tuple[str, ...]
    source: str | None
    cue: str | None
    attribution: str | None
    stance: str
    source_type: str


@dataclass(frozen=True, slots=True)
class Done:
    """An event as it is proposed. `mode` is one of its type, or None."""

    trigger: str
    stretch: str | None
    type: str
    mode: str | None
    actor: str | None
    recipient: str | None
    mutual: bool
    status: str


@dataclass(frozen=True, slots=True)
class Counted:
    """A figure as it is proposed: its words alone."""

    quantity: str
    stretch: str | None


Proposal: TypeAlias = Said | Done | Counted


@dataclass(frozen=True, slots=True)
class Understood:
    """What one answer proposes, in its order, and how many were dropped for which reason."""

    proposals: tuple[Proposal, ...]
    dropped: Mapping[str, int]


def understood(answer: str, kinds: Sequence[Kind], cut: bool = False) -> Understood:
    """The proposals of an answer to a question for `kinds`. `cut`: whether the server says that it broke off.

    Raises Unusable where it holds no object with a list of one of them.
    """
    whole, broken = _object(answer, cut)
    dropped: Counter[str] = Counter()
    proposals: list[Proposal] = []
    if broken:
        dropped[CUT] += 1
    if not any(isinstance(whole.get(kind), list) for kind in kinds):
        raise Unusable("holds no list of records")
    for kind in kinds:
        rows = whole.get(kind)
        if not isinstance(rows, list):
            continue
        dropped["too many"] += max(0, len(rows) - MOST)
        for row in rows[:MOST]:
            one = _READ[kind](row) if isinstance(row, dict) else MALFORMED
            if isinstance(one, str):
                dropped[one] += 1
            else:
                proposals.append(one)
    return Understood(tuple(proposals), {reason: n for reason, n in sorted(dropped.items()) if n})


# The object


def _object(answer: str, cut: bool) -> tuple[dict[str, Any], bool]:
    """The object in an answer, and whether a record at its end was cut off."""
    if len(answer) > LONGEST:
        raise Unusable("is too long")
    text = _THOUGHT.sub("", answer)
    fenced = _FENCE.search(text)
    if fenced and "{" in fenced.group(1):
        text = fenced.group(1)
    start = text.find("{")
    if start < 0:
        raise Unusable("holds no JSON")
    text = text[start:].strip()
    whole = _strict(text)
    if whole is not None:
        return whole, False
    text, broken = _without_the_rest(text, cut)
    found: Any
    try:
        found = _strict(text) or json_repair.loads(text, skip_json_loads=True)
    except (ValueError, RecursionError, IndexError, TypeError, KeyError):
        found = None
    if isinstance(found, list):
        found = next((one for one in found if isinstance(one, dict)), None)
    if not isinstance(found, dict):
        raise Unusable("holds no JSON")
    return found, broken


def _strict(text: str) -> dict[str, Any] | None:
    """The object that a text begins with, whatever follows it."""
    try:
        found, _ = json.JSONDecoder().raw_decode(text)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _without_the_rest(text: str, cut: bool) -> tuple[str, bool]:
    """A text that ends in the middle of a record, without that record; and whether it did."""
    depth: list[str] = []
    whole = 0
    inside = escaped = False
    for at, char in enumerate(text):
        if inside:
            if escaped:
                escaped = False
            elif char == "\\":
                escaped = True
            elif char == '"':
                inside = False
        elif char == '"':
            inside = True
        elif char in "{[":
            depth.append(char)
        elif char in "}]" and depth:
            depth.pop()
            if not depth:
                return text, False
            # A record stands in a list in the object.
            if char == "}" and depth == ["{", "["]:
                whole = at + 1
    if not cut and not inside and len(depth) < 3:
        return text, False
    if not whole:
        raise Unusable("was cut short before its first record ended")
    return f"{text[:whole]}]}}", True


# Records


def _said(row: Mapping[str, Any]) -> Said | str:
    content = _pieces(row.get("content"))
    words = _fields(row, "source", "cue", "attribution")
    stance, kind = row.get("stance"), row.get("source_type")
    if content is None or words is None or not isinstance(stance, str) or not isinstance(kind, str):
        return MALFORMED
    if stance not in STANCES or kind not in SOURCE_TYPES:
        return LABEL
    source, cue, attribution = words
    if not content and not (cue and stance == "declines"):
        return MALFORMED
    return Said(content, source, cue, attribution, stance, kind)


def _done(row: Mapping[str, Any]) -> Done | str:
    words = _fields(row, "trigger", "stretch", "actor", "recipient", "mode")
    type_, status, mutual = row.get("type"), row.get("status"), row.get("mutual", False)
    if words is None or not isinstance(type_, str) or not isinstance(status, str) or not isinstance(mutual, bool):
        return MALFORMED
    trigger, stretch, actor, recipient, mode = words
    if trigger is None:
        return MALFORMED
    kind = event_types().get(type_)
    if kind is None or status not in STATUSES or (mode is not None and mode not in kind.modes):
        return LABEL
    return Done(trigger, stretch, type_, mode, actor, recipient, mutual, status)


def _counted(row: Mapping[str, Any]) -> Counted | str:
    words = _fields(row, "quantity", "stretch")
    if words is None or words[0] is None:
        return MALFORMED
    return Counted(words[0], words[1])


_READ = {"statements": _said, "events": _done, "figures": _counted}


def _fields(row: Mapping[str, Any], *names: str) -> list[str | None] | None:
    """Words of several fields; None where one of them holds something else."""
    found: list[str | None] = []
    for name in names:
        value = row.get(name)
        if value is not None and not isinstance(value, str):
            return None
        found.append(_words(value))
    return found


def _words(value: str | None) -> str | None:
    """Words, or None for what stands for nothing."""
    kept = (value or "")[:_WORDS].strip()
    return None if kept.casefold() in ("", "null") else kept


def _pieces(value: object) -> tuple[str, ...] | None:
    if value is None:
        return ()
    pieces = [value] if isinstance(value, str) else value
    if not isinstance(pieces, list) or len(pieces) > _PIECES or not all(isinstance(one, str) for one in pieces):
        return None
    return tuple(_kept(pieces))


def _kept(pieces: Sequence[str]) -> Iterator[str]:
    for piece in pieces:
        words = _words(piece)
        if words is not None:
            yield words

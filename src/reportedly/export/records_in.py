"""Records as `jsonl` has them, back into readings: each article is checked against the contract before it is taken."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from ..errors import InvariantError
from ..ledger.records_back import reading_of
from ..records import Failure, Reading

__all__ = ["are_records", "reading_or_failure", "readings_in"]


def are_records(line: str) -> bool:
    """Whether the first line of a file is an article of the contract."""
    try:
        told = json.loads(line)
    except (ValueError, RecursionError):
        return False
    return isinstance(told, dict) and told.get("kind") == "article"


def readings_in(lines: Iterable[str]) -> Iterator[Reading | Failure]:
    """The readings of a file, as its lines come, in order. One that does not keep the contract is a `Failure` and keeps
    no other out: its rows must be the very ones that the reading of it gives."""
    rows: list[dict[str, Any]] = []
    start = 1
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as error:
            rows.append({"kind": f"line {number}, which is no JSON ({error})"})
            continue
        if isinstance(row, dict) and row.get("kind") == "article" and rows:
            yield reading_or_failure(rows, f"line {start}")
            rows = []
        if not rows:
            start = number
        rows.append(row)
    if rows:
        yield reading_or_failure(rows, f"line {start}")


def reading_or_failure(rows: list[dict[str, Any]], where: str) -> Reading | Failure:
    """The reading of which these are the rows, or why they are of none; `where` they stand is told with it."""
    try:
        reading = reading_of(rows)
        told = list(reading.rows())
    except (KeyError, ValueError, TypeError, AttributeError, IndexError, OverflowError, InvariantError) as error:
        missing = f"a field is missing: {error}" if isinstance(error, KeyError) else str(error)
        return Failure(where, f"does not keep the contract: {missing}")
    if len(told) != len(rows):
        return Failure(where, f"does not keep the contract: {len(rows)} rows come back as {len(told)}")
    for mine, theirs in zip(told, rows, strict=True):
        if mine != theirs:
            wrong = next((key for key in mine if mine[key] != theirs.get(key)), "a key too many")
            return Failure(where, f"does not keep the contract: {theirs.get('kind')} {theirs.get('id')}: {wrong}")
    return reading

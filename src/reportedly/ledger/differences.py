"""Differences of two readers, kept beside a ledger until somebody has looked at them: `NAME.differences.jsonl`.

One difference a line, as `article.differing.Difference.row` tells it, with the names of the two readers. The file is no
part of the ledger: it can be made again at any time, and deleting it loses nothing but that.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from ..article.differing import Difference
from ..errors import LedgerError
from ..text import Span

__all__ = ["ENDING", "Kept", "drop", "keep", "kept"]

ENDING = ".differences.jsonl"
"""Of the file beside a ledger."""


@dataclass(frozen=True, slots=True)
class Kept:
    """One difference: `article` is the id of the text, `readers` name the models of the two readings."""

    article: str
    readers: tuple[str, str]
    difference: Difference

    def row(self) -> dict[str, Any]:
        return {**self.difference.row(self.article), "readers": list(self.readers)}


def keep(ledger: str, articles: Iterable[str], found: Sequence[Kept], readers: tuple[str, str]) -> None:
    """Keep `found` in place of what was kept of these articles and readers before; all or nothing.

    Raises LedgerError where the file cannot be read or written.
    """
    again = set(articles)
    before = [one for one in kept(ledger) if one.readers != readers or one.article not in again]
    _write(ledger, sorted([*before, *found], key=lambda one: (one.article, one.readers, one.difference.span)))


def drop(ledger: str, articles: Iterable[str]) -> None:
    """Keep nothing of these articles any more. Raises LedgerError where the file cannot be read or written."""
    gone = set(articles)
    before = list(kept(ledger))
    left = [one for one in before if one.article not in gone]
    if len(left) < len(before):
        _write(ledger, left)


def _write(ledger: str, rows: Iterable[Kept]) -> None:
    path = f"{ledger}{ENDING}"
    temporary = f"{path}.{os.getpid()}.part"
    try:
        try:
            with open(temporary, "w", encoding="utf-8", newline="\n") as stream:
                stream.writelines(f"{json.dumps(one.row())}\n" for one in rows)
            os.replace(temporary, path)
        except BaseException:
            with contextlib.suppress(OSError):
                os.unlink(temporary)
            raise
    except OSError as error:
        raise LedgerError(f"{path}: cannot be written: {error.strerror}") from error


def kept(ledger: str) -> Iterator[Kept]:
    """What is kept beside a ledger, by article; nothing where there is no file. Raises LedgerError for a broken one."""
    path = f"{ledger}{ENDING}"
    try:
        with open(path, encoding="utf-8") as stream:
            for number, line in enumerate(stream, 1):
                try:
                    yield _kept(json.loads(line))
                except (ValueError, KeyError, TypeError, AttributeError) as error:
                    raise LedgerError(f"{path}:{number}: holds no difference: {error}") from None
    except FileNotFoundError:
        return
    except (OSError, UnicodeDecodeError) as error:
        raise LedgerError(f"{path}: cannot be read: {error}") from None


def _kept(row: dict[str, Any]) -> Kept:
    numbers = (None if row[side] is None else int(row[side].rsplit(":", 1)[1][1:]) for side in ("one", "other"))
    one, other = numbers
    start, end = row["span"]
    first, second = row["says"]
    difference = Difference(row["record"], Span(start, end), row["text"], one, other, row["field"], (first, second))
    here, there = row["readers"]
    return Kept(row["article"], (here, there), difference)

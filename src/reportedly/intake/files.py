"""Files, folders, lists in JSON Lines, archives and feeds → items."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from ..article.files import LIMIT, Source, bytes_of, file_name
from ..records import Failure
from .kinds import reader
from .values import Item

__all__ = ["count", "item_of", "items"]

LIST = ".jsonl"
_DATABASE = b"SQLite format 3\0"
_KNOWN = ("url", "title", "publisher", "published")


def items(paths: Iterable[Source]) -> Iterator[Item | Failure]:
    """The articles in `paths`, one after the other: of a folder all files below it, sorted by name, but for those whose
    names begin with a dot; of a `.jsonl` one a line, with `text`, or with a `file` beside the list, and any of `url`,
    `title`, `publisher`, `published`; of an archive or a feed what it holds.

    What cannot be read is a Failure in its place, and nothing is raised.
    """
    for path in paths:
        for file in _files(path):
            if isinstance(file, Failure):
                yield file
            elif file_name(file).endswith(LIST):
                yield from _lines(file)
            elif (read := reader(file)) is not None:
                yield from read(file)
            else:
                yield _whole(file)


def count(paths: Iterable[Source]) -> int | None:
    """How many items there will be, as far as that is told by a look at the files; None where it is not."""
    number = 0
    for path in paths:
        for file in _files(path):
            if isinstance(file, Failure):
                number += 1
                continue
            if not file_name(file).endswith(LIST):
                if reader(file) is not None:
                    return None
                number += 1
                continue
            try:
                with open(file, "rb") as stream:
                    number += sum(1 for line in iter(lambda: stream.readline(LIMIT), b"") if line.strip())
            except OSError:
                number += 1
    return number


def _files(path: Source) -> Iterator[Source | Failure]:
    if not os.path.isdir(path):
        yield path
        return
    problems: list[OSError] = []
    for folder, folders, names in os.walk(path, onerror=problems.append):
        folders[:] = sorted(name for name in folders if not _hidden(name))
        for name in sorted(names):
            if not _hidden(name):
                yield from _regular(os.path.join(folder, name))
        yield from _told(problems)
    yield from _told(problems)


def _hidden(name: str | bytes) -> bool:
    return os.fsencode(name).startswith(b".")


def _regular(file: str) -> Iterator[Source | Failure]:
    """A pipe in a folder would be waited for, for ever."""
    if os.path.isfile(file) or not os.path.exists(file):
        yield file
    else:
        yield Failure(file_name(file), "is no regular file")


def _told(problems: list[OSError]) -> Iterator[Failure]:
    for error in problems:
        yield Failure(file_name(error.filename or "a folder"), (error.strerror or "cannot be read").lower())
    problems.clear()


def _whole(file: Source) -> Item | Failure:
    data = bytes_of(file)
    name = file_name(file)
    if isinstance(data, Failure):
        return data
    if data.startswith(_DATABASE):
        return Failure(name, "is a database, and no article")
    return Item(data, None if name == "-" else name)


def _lines(file: Source) -> Iterator[Item | Failure]:
    name = file_name(file)
    try:
        with open(file, "rb") as stream:
            number = 0
            while line := stream.readline(LIMIT + 1):
                number += 1
                where = f"{name}:{number}"
                if len(line) > LIMIT:
                    yield Failure(where, f"is longer than {LIMIT // 1024**2} MB, so it is no article")
                    while line and not line.endswith(b"\n"):
                        line = stream.readline(LIMIT)
                elif line.strip():
                    yield _line(
                        line.removeprefix(b"\xef\xbb\xbf") if number == 1 else line, where, os.path.dirname(name)
                    )
    except (OSError, ValueError) as error:
        yield Failure(name, (getattr(error, "strerror", None) or "is no file name").lower())


def _line(line: bytes, where: str, folder: str) -> Item | Failure:
    """The article of one line."""
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        return Failure(where, f"is no JSON: {' '.join(str(error).split())}")
    return item_of(row, where, folder) if isinstance(row, dict) else Failure(where, "is no JSON object")


def item_of(row: Mapping[str, Any], where: str, folder: str | None) -> Item | Failure:
    """The article of a row with `text`, or the name of a `file`, and what is known of it; `where` names the row.

    A file lies in `folder` or below it: a list from elsewhere must not lead to files that nobody meant. Without a
    folder, it may lie anywhere.
    """
    for key in ("text", "file", *_KNOWN):
        if row.get(key) is not None and not isinstance(row[key], str):
            return Failure(where, f"{key} is no string")
    if bool(row.get("text")) == bool(row.get("file")):
        return Failure(where, "has both text and file" if row.get("text") else "has no text, and names no file")
    url, title, publisher, published = (_clean(row, key) for key in _KNOWN)
    day = _day(published) if published is not None else None
    if published is not None and day is None:
        return Failure(where, f"published is no date of the form YYYY-MM-DD: {published[:40]!r}")
    if row.get("file"):
        named = os.path.normpath(os.path.join(folder or ".", row["file"]))
        if folder is not None and _outside(row["file"], named, folder or "."):
            return Failure(where, f"the file does not lie beside the list: {row['file']!r}")
        found = _whole(named)
        return (
            replace(found, url=url, title=title, publisher=publisher, published=day)
            if isinstance(found, Item)
            else found
        )
    return Item(_text(row["text"], title).encode("utf-8", "replace"), where, url, title, publisher, day)


def _outside(file: str, named: str, folder: str) -> bool:
    return os.path.isabs(file) or os.path.relpath(named, folder).startswith("..")


def _clean(row: Mapping[str, Any], key: str) -> str | None:
    """One line, without halves of characters."""
    return " ".join((row.get(key) or "").encode("utf-8", "replace").decode().split()) or None


def _day(text: str) -> str | None:
    """The day of a date, or of a time in ISO 8601."""
    if not re.match(r"\d{4}-\d\d-\d\d(?:$|[T ])", text, re.ASCII):
        return None
    try:
        return str(date.fromisoformat(text[:10]))
    except ValueError:
        return None


def _text(text: str, title: str | None) -> str:
    """With its headline at its head: the records of the contract begin with it."""
    if title is None or " ".join(text[: 2 * len(title) + 20].split()).startswith(title):
        return text
    return f"{title}\n\n{text}"

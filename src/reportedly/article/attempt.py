"""One article given to a reader: its reading, or why there is none."""

from __future__ import annotations

import os
import traceback
from dataclasses import dataclass, replace
from typing import Protocol, TypeAlias

from ..deadline import time_limit as within
from ..errors import InputError, InvariantError, ReportedlyError
from ..records import Article, Failure, Reading
from .files import Source, file_name

__all__ = [
    "TASKS", "Bug", "Given", "Options", "Outcome", "Reader", "Task", "attempt", "name_of", "one_line", "outcome_of",
]  # fmt: skip


class Reader(Protocol):
    """What reads one article: `Pipeline`, or anything like it. `model` and `vocabulary` are as in its articles."""

    @property
    def model(self) -> str | None: ...

    @property
    def vocabulary(self) -> str | None: ...

    def read(
        self, data: bytes, *, file: str | None = None, url: str | None = None, published: str | None = None
    ) -> Reading: ...

    def read_article(self, article: Article) -> Reading: ...


@dataclass(frozen=True, slots=True)
class Given:
    """The bytes of one article and what is known of it from outside, which goes before what it says of itself."""

    data: bytes
    file: str | None = None
    url: str | None = None
    title: str | None = None
    publisher: str | None = None
    published: str | None = None


@dataclass(frozen=True, slots=True)
class Options:
    """What goes to every article: `limit` in seconds, None for none."""

    url: str | None
    published: str | None
    limit: float | None


@dataclass(frozen=True, slots=True)
class Bug:
    """An exception on its way to the caller, with the traceback that pickling would lose."""

    error: ReportedlyError
    told: str


Outcome: TypeAlias = Reading | Failure | Bug


class _FromWorker(Exception):
    """Bears the traceback of another process as its text, to be shown as a cause."""


Task: TypeAlias = Source | Given | Article
TASKS = (str, os.PathLike, Given, Article)


def outcome_of(outcome: object) -> object:
    """The outcome itself. Raises a bug, with the traceback that it had where it was met."""
    if isinstance(outcome, Bug):
        raise outcome.error from _FromWorker(outcome.told)
    return outcome


def attempt(reader: Reader, task: Task, data: bytes | None, options: Options) -> Outcome:
    """What becomes of one article; `data`: the bytes of a source. Raises nothing: a fault of ours is a `Bug`."""
    with within(options.limit):
        return _read_whole(reader, task, data, options)


def _read_whole(reader: Reader, task: Task, data: bytes | None, options: Options) -> Outcome:
    name = name_of(task)
    try:
        if isinstance(task, Article):
            return reader.read_article(task)
        if isinstance(task, Given):
            return _with_what_is_known(
                reader.read(task.data, file=task.file, url=task.url, published=task.published), task
            )
        assert data is not None
        file = None if name == "-" else name
        return reader.read(data, file=file, url=options.url, published=options.published)
    except InputError as error:
        return Failure(name, one_line(str(error)) or type(error).__name__)
    except MemoryError:
        return Failure(name, "not enough memory to read it")
    except ReportedlyError as error:
        return Bug(error, traceback.format_exc())
    except Exception as error:  # nothing is swallowed: it goes to the caller
        wrapped = InvariantError(one_line(f"{name}: {type(error).__name__}: {error}"))
        return Bug(wrapped, traceback.format_exc())


def _with_what_is_known(reading: Reading, given: Given) -> Reading:
    if given.title is None and given.publisher is None:
        return reading
    article = reading.article
    title, publisher = given.title or article.title, given.publisher or article.publisher
    return replace(reading, article=replace(article, title=title, publisher=publisher))


def name_of(task: Task) -> str:
    """How an article is called where it cannot be read."""
    if isinstance(task, Given | Article):
        return task.file or task.url or (task.id if isinstance(task, Article) else "an article")
    return file_name(task)


def one_line(text: str) -> str:
    return " ".join(text.split())

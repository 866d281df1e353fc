"""`reportedly.read` and `reportedly.read_many`: whatever holds an article → its reading."""

from __future__ import annotations

import contextlib
import functools
import hashlib
import os
from collections.abc import Generator, Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import TypeAlias

from .article import batch
from .article.batch import Given
from .article.files import bytes_of, file_name
from .article.filtering import at_least
from .deadline import TIME_LIMIT, as_time_limit
from .deadline import time_limit as within
from .errors import InputError
from .gazetteer import load_gazetteer
from .intake.files import item_of
from .model.installed import model_folder
from .records import Failure, Reading

__all__ = ["Source", "as_confidence", "as_day", "read", "read_many"]

Source: TypeAlias = str | bytes | os.PathLike[str]
"""The text of an article, the bytes of a text or a page, or the path of a file."""

_KNOWN = ("url", "title", "publisher")
_LONGEST_NAME = 1024


def read(
    source: Source,
    *,
    file: str | None = None,
    url: str | None = None,
    published: str | date | None = None,
    actors: str | os.PathLike[str] | None = None,
    min_confidence: float | None = None,
    model: str | None = None,
    time_limit: float | None = TIME_LIMIT,
) -> Reading:
    """Read one article with the model that comes with the package, or with the one that is named, as by `--model`.

        reading = reportedly.read("Talks failed, the minister said.", published="2026-01-02")
        reading = reportedly.read(Path("dispatch.html"))

    `source`: the text itself, the bytes of a text or a page, or the path of a file (a `Path`: a string is always text).
    `url`, and `published` (an ISO date, or a date), go before what the article says of itself; `file` is noted as it
    is, by default the path. `actors`: a file of states, organizations and persons of your own. `min_confidence`: leave
    out what is less certain, from 0 to 1, as `--min-confidence` does. `time_limit`: how many seconds it may take, None
    for any number; that it is over is noticed between the stages and the windows of the text.

    The model is loaded at the first call and kept. Raises InputError where there is no article in it,
    TimeLimitError, an InputError too, where it takes longer, OSError where
    the file cannot be read, VocabularyError for a wrong file of actors, ModelError for a model that is not there, and
    ValueError for a date, a confidence or a limit that is none.
    """
    day, least, limit = as_day(published), as_confidence(min_confidence), as_time_limit(time_limit)
    if isinstance(source, str):
        _refuse_names(source)
        data = source.encode("utf-8", "surrogatepass")
    elif isinstance(source, bytes | bytearray | memoryview):
        data = bytes(source)
    else:
        data = Path(source).read_bytes()
        file = file if file is not None else file_name(source)
    reader = _reader(*_key(actors), False, model)
    with within(limit):
        reading = reader.read(data, file=file, url=url, published=day)
    return reading if least is None else at_least(reading, least)


def read_many(
    sources: Iterable[Source | Mapping[str, object]],
    *,
    processes: int = 1,
    url: str | None = None,
    published: str | date | None = None,
    actors: str | os.PathLike[str] | None = None,
    min_confidence: float | None = None,
    for_ledger: bool = False,
    model: str | None = None,
    time_limit: float | None = TIME_LIMIT,
    apart: bool = False,
) -> Generator[Reading | Failure, None, None]:
    """Read many articles, one reading for each, in their order and as they come; what cannot be read is a `Failure`
    with its reason in its place, and nothing else is lost.

        for reading in reportedly.read_many(Path("dispatches").glob("*.txt"), processes=2): ...
        ledger.add(reportedly.read_many(frame.to_dict("records"), for_ledger=True))

    `sources`: each as for `read`, or a mapping with `text` (or `file`, a path) and any of `url`, `title`, `publisher`
    and `published`, as a row of a table has them; other keys are left alone, and so are missing values of a data
    frame. A title that the text does not begin with is put at its head. `url` and `published` go to every article
    that bears none of its own; the rest as for `read`. `for_ledger`: each reading also bears the model's vectors of its
    events, by which a ledger compares those of different articles, as `reportedly add` does; this takes a third more
    time. Without them it compares their words alone.

    `processes`: how many to read in; each loads the model. Closing the generator ends them. `time_limit`: seconds that
    one article may take, None for any number; what takes longer is a `Failure`. With one process that is noticed as by
    `read`; with several, one that does not come that far is ended. `apart`: where there is a limit, one process is
    another one than yours as well, so that nothing that hangs, dies or takes all the memory over an article takes
    yours with it; `next(read_many([source], apart=True))` reads a single one so.

    Raises ValueError for fewer than one process, a date, a confidence or a limit that is none, VocabularyError for a
    wrong file of actors, and InvariantError for an exception that no article should cause.
    """
    if processes < 1:
        raise ValueError(f"processes must be at least 1, not {processes}")
    day, least, key = as_day(published), as_confidence(min_confidence), _key(actors)
    if key[0] is not None:
        load_gazetteer().with_actors(key[0])  # a fault in it is told at once
    model_folder(model)  # that it is not there, too
    limit = as_time_limit(time_limit)
    here = processes == 1 and not (apart and limit is not None)
    load: batch.Load = (
        functools.partial(_reader, *key, for_ledger, model)
        if here
        else functools.partial(batch.load_pipeline, key[0], for_ledger, model)
    )
    return _readings(sources, url, day, load, processes, least, limit, apart)


def _readings(
    sources: Iterable[Source | Mapping[str, object]],
    url: str | None,
    published: str | None,
    load: batch.Load,
    processes: int,
    least: float | None,
    limit: float | None,
    apart: bool,
) -> Generator[Reading | Failure, None, None]:
    items = (_given(source, url, published, f"article {n}") for n, source in enumerate(sources, 1))
    found = batch.read_given(items, processes=processes, load=load, time_limit=limit, apart=apart)
    try:
        for number, one in enumerate(found, 1):
            if isinstance(one, Failure):
                yield Failure(f"article {number}", one.reason) if one.file == "an article" else one
            elif isinstance(one, Reading):
                yield one if least is None else at_least(one, least)
    finally:
        found.close()


def _given(source: Source | Mapping[str, object], url: str | None, published: str | None, name: str) -> Given | Failure:
    if isinstance(source, Mapping):
        return _row(source, url, published, name)
    if isinstance(source, str):
        try:
            _refuse_names(source)
        except InputError as error:
            return Failure(name, str(error))
        return Given(source.encode("utf-8", "surrogatepass"), url=url, published=published)
    if isinstance(source, bytes | bytearray | memoryview):
        return Given(bytes(source), url=url, published=published)
    data = bytes_of(source)
    return data if isinstance(data, Failure) else Given(data, file_name(source), url=url, published=published)


def _row(row: Mapping[str, object], url: str | None, published: str | None, name: str) -> Given | Failure:
    try:
        known = {key: _cell(row.get(key), key) for key in ("text", "file", *_KNOWN)}
        day = as_day(row.get("published")) or published
    except ValueError as error:
        return Failure(name, str(error))
    item = item_of(known | {"published": day}, name, None)
    if isinstance(item, Failure):
        return item
    file = item.file if known["file"] else None
    return Given(item.data, file, item.url or url, item.title, item.publisher, item.published)


def _missing(value: object) -> object:
    """None for what data frames have in empty cells: NaN, NaT and NA differ from themselves, or will not say."""
    try:
        return None if value != value else value
    except TypeError:
        return None


def _cell(value: object, key: str) -> str | None:
    value = _missing(value)
    if isinstance(value, os.PathLike) and key == "file":
        return file_name(value)
    if value is None or isinstance(value, str):
        return value
    raise ValueError(f"{key} is no string")


def as_day(value: object) -> str | None:
    """The ISO date of a date, a time, or a string. Raises ValueError for what is none."""
    value = _missing(value)
    if value is None:
        return None
    text = value.isoformat() if isinstance(value, date) else str(value)
    if len(text) == 10 or text[10:11] in ("T", " "):
        with contextlib.suppress(ValueError):
            return date.fromisoformat(text[:10]).isoformat()
    raise ValueError(f"published is no date of the form YYYY-MM-DD: {text[:40]!r}")


def as_confidence(value: float | None) -> float | None:
    """The value itself. Raises ValueError for what is not from 0 to 1."""
    if value is None or 0 <= value <= 1:
        return value
    raise ValueError(f"min_confidence is not a number from 0 to 1: {value!r}")


def _refuse_names(text: str) -> None:
    """A string is the text itself; whoever gives the name of a file instead should hear of it."""
    if not text or len(text) > _LONGEST_NAME or "\n" in text or not text.isascii():
        return
    if len(text.split()) == 1 or os.path.isfile(text):
        raise InputError(f"{text[:80]!r} is read as a text, and is none; for the file of that name, give a Path")


def _key(actors: str | os.PathLike[str] | None) -> tuple[Path | None, str]:
    """A file of actors and the digest of what is in it: it may be edited between two readings."""
    if actors is None:
        return None, ""
    path = Path(actors)
    try:
        return path, hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return path, ""  # told by whoever reads it


@functools.lru_cache(maxsize=2)
def _reader(actors: Path | None, _digest: str, vectors: bool, model: str | None = None) -> batch.Reader:
    return batch.load_pipeline(actors, vectors, model)

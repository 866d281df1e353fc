"""What every command shares: exit codes, how something is told that went wrong, and how arguments are read."""

from __future__ import annotations

import contextlib
import errno
import os
import re
import sys
from collections.abc import Iterator
from typing import IO, TYPE_CHECKING

import click

if TYPE_CHECKING:
    from ..article.batch import Load
    from ..ledger.store import Ledger
    from ..records import Failure

BAD_INPUT = 2
CANNOT = 1
UNSOUND = 3
BUG = 70
INTERRUPTED = 130
BROKEN_PIPE = 141


class NobodyListens(Exception):
    """A broken pipe, under a name that click does not take for one of its own."""


EXIT_CODES = """\
\b
Exit codes:
  0    everything was read, or answered
  1    the model, the actors file or the ledger cannot be used, an extra is missing, another reader
       cannot be asked, or the output cannot be written
  2    wrong usage, a question that cannot be asked, or at least one article or feed
       could not be had or read (the others were); also where the tokens for another reader are spent
  3    the ledger is not sound (check)
  70   a bug of ours; REPORTEDLY_DEBUG=1 shows where
  130  interrupted with Ctrl-C
  141  whatever was reading the output closed it
"""


def told(error: Exception) -> str:
    """The error in one line."""
    if isinstance(error, OSError) and error.strerror:
        where = f"{os.fsdecode(error.filename)}: " if error.filename is not None else ""
        return where + error.strerror.lower()
    return str(error)


def complain(message: str) -> None:
    """One line on standard error."""
    from ..terminal.marks import visible

    click.echo(f"reportedly: {visible(' '.join(message.split()))}", err=True)


def put(stream: IO[str], text: str) -> None:
    """Write at once. Raises NobodyListens where whatever was reading closed the output."""
    try:
        stream.write(text)
        stream.flush()
    except BrokenPipeError as error:
        raise NobodyListens from error


def coloured() -> bool:
    """Whether standard output takes colours: NO_COLOR says no, FORCE_COLOR yes, else a terminal does."""
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return sys.stdout.isatty() and os.environ.get("TERM") != "dumb"


@contextlib.contextmanager
def standard_output() -> Iterator[IO[str]]:
    """Standard output in UTF-8 whatever the locale, with `\\n` as line end."""
    import io

    sys.stdout.flush()
    stream = io.TextIOWrapper(sys.stdout.buffer, encoding="utf-8", newline="\n", write_through=True)
    try:
        yield stream
    finally:
        with contextlib.suppress(BrokenPipeError):  # told already, when it was written to
            stream.detach()


@contextlib.contextmanager
def writing(output: str | None) -> Iterator[IO[str]]:
    """Where the output goes: UTF-8 whatever the locale, with `\\n` as line end.

    A file appears whole or, where anything goes wrong, not at all; what it held before stays until then. A
    device or a pipe is written to as it is.
    """
    if output in (None, "-"):
        with standard_output() as stream:
            yield stream
        return
    assert output is not None
    from ..export.whole import whole_file

    if os.path.isdir(output):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), output)
    with whole_file(output) as stream:
        yield stream


def a_date(_context: click.Context, _parameter: click.Parameter, value: str | None) -> str | None:
    """For options that take an ISO date."""
    from datetime import date

    if value is None:
        return None
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", value, re.ASCII):
        raise click.BadParameter(f"{value!r} is not of the form YYYY-MM-DD")
    try:
        date.fromisoformat(value)
    except ValueError as error:
        raise click.BadParameter(f"{value!r} is no date: {error}") from None
    return value


def a_confidence(_context: click.Context, _parameter: click.Parameter, value: str | None) -> float | None:
    """For options that take a number from 0 to 1."""
    if value is None:
        return None
    # Not click's own range, which lets "nan" through.
    with contextlib.suppress(ValueError):
        if 0 <= float(value) <= 1:
            return float(value)
    raise click.BadParameter(f"{value!r} is not a number from 0 to 1")


with_model = click.option(
    "--model",
    "chosen",
    metavar="NAME",
    help="Which model reads: small, large (a package of its own), or a model's folder.  [default: small]",
)


def a_time_limit(_context: click.Context, _parameter: click.Parameter, value: str | None) -> float | None:
    """For options that take a number of seconds above 0."""
    from ..deadline import as_time_limit

    if value is None:
        return None
    with contextlib.suppress(ValueError):
        return as_time_limit(float(value))
    raise click.BadParameter(f"{value!r} is not a number of seconds above 0")


with_time_limit = click.option(
    "--time-limit",
    "limit",
    metavar="SECONDS",
    callback=a_time_limit,
    help="How long one article may take to be read; the others go on.  [default: 600; with another reader, any time]",
)


def limit_for(limit: float | None, other: object) -> float | None:
    """The time limit of an article: what is said, or what holds where nothing is. `other`: another reader, which has
    limits of its own and must be waited for, or None."""
    from ..deadline import TIME_LIMIT

    return limit if limit is not None or other is not None else TIME_LIMIT


def reader_with(actors: str | None, vectors: bool = False, model: str | None = None) -> Load:
    """What loads the reader, with the user's own actors and the model that is named; a fault in that file, or a model
    that is not there, is told before anything is read. `vectors`: as for `load_pipeline`."""
    import functools
    from pathlib import Path

    from ..article import batch
    from ..gazetteer import load_gazetteer
    from ..model.installed import model_folder

    file = None if actors is None else Path(actors)
    if file is not None:
        load_gazetteer().with_actors(file)
    model_folder(model)
    if file is None and not vectors and model is None:
        return batch.load_pipeline
    return functools.partial(batch.load_pipeline, file, vectors, *([model] if model is not None else []))


def report_failure(failure: Failure) -> None:
    """Say which article could not be read, and why."""
    complain(f"{'standard input' if failure.file == '-' else failure.file}: {failure.reason}")


def mind_the_clock(ledger: Ledger) -> None:
    """Say where the ledger was last written by a clock that was ahead."""
    if (ahead := ledger.ahead_of_clock()) is not None:
        complain(
            f"{ledger.path}: was last written at {ahead}, which is in the future: that clock was wrong, or this is"
        )

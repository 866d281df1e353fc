"""`reportedly compare`: two readers on the same articles, and where they differ."""

from __future__ import annotations

import functools
import json
import shutil
from collections.abc import Generator, Iterator, Sequence
from contextlib import ExitStack, closing
from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING, Any

import click

from ..errors import BudgetError, QuestionError, ReaderError
from ..readers.options import Another, another
from .asked import tell
from .common import (
    BAD_INPUT,
    CANNOT,
    EXIT_CODES,
    a_date,
    coloured,
    complain,
    put,
    reader_with,
    report_failure,
    standard_output,
    told,
    with_model,
)

if TYPE_CHECKING:
    from ..article.batch import Load
    from ..article.differing import Difference
    from ..records import Failure, Reading

EXAMPLE = """\
\b
Examples:
  reportedly compare --reader http://localhost:11434/v1 --reader-model NAME dispatches/*.txt
  reportedly compare --reader URL --reader-model NAME --other-model NAME2 dispatch.txt
  reportedly compare --ledger crisis.ledger --reader URL --reader-model NAME
  reportedly compare --records ours.jsonl theirs.jsonl
"""


@click.command(epilog=f"{EXAMPLE}\n{EXIT_CODES}", short_help="Read with two readers, and show where they differ.")
@click.argument("files", metavar="[FILE]...", nargs=-1)
@click.option("--records", is_flag=True, help="The FILEs are two: records that two readers wrote, as JSON Lines.")
@click.option(
    "--ledger", metavar="LEDGER", help="Compare with what it holds, and keep the differences beside it, for a review."
)
@click.option("--other-model", metavar="NAME", help="Another model of the same server, in place of our own.")
@click.option("--date", metavar="YYYY-MM-DD", callback=a_date, help="When the articles were published.")
@click.option("--actors", metavar="FILE", help="States, organizations and persons of your own, as TOML.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "jsonl"]),
    default="table",
    show_default=True,
    help="For people, or one difference a line.",
)
@with_model
@another
def compare(
    files: tuple[str, ...],
    records: bool,
    ledger: str | None,
    other_model: str | None,
    date: str | None,
    actors: str | None,
    form: str,
    chosen: str | None,
    other: Another | None,
) -> int:
    """Read each FILE with our own model and with another reader, and show where the two differ.

    The first reader is ours, or the one that --other-model names; the second is the one that --reader-model names.
    """
    if records:
        if len(files) != 2 or other is not None or ledger is not None:
            raise click.UsageError("--records takes two files of records, and no reader")
        return _shown(_of_records(*files), form, None)
    if other is None:
        raise click.UsageError("name another reader: --reader and --reader-model, or two files of --records")
    if bool(files) == (ledger is not None):
        raise click.UsageError("name FILEs to read, or a --ledger")
    if "-" in files:
        raise click.UsageError("standard input can be read once, and two readers read here")
    # One of ours for both: the other reader uses its stages.
    load: Load = functools.cache(reader_with(actors, model=chosen))
    with ExitStack() as stack:
        second = stack.enter_context(closing(other.open(load, beside=ledger)))
        first: Load = load
        asked = [second]
        if other_model is not None:
            one = replace(other, model=other_model)
            asked.insert(0, stack.enter_context(closing(one.open(load, beside=ledger))))
            first = lambda: asked[0]  # noqa: E731
        if ledger is None:
            pairs = _of_files(files, date, first, lambda: second)
        else:
            pairs = _of_ledger(ledger, None if other_model is None else first, lambda: second)
        code = _shown(pairs, form, ledger)
        for reader in asked:
            tell(reader)
    return code


Pairs = Generator["tuple[Reading, Reading] | Failure", None, None]


def _of_files(files: tuple[str, ...], date: str | None, first: Load, second: Load) -> Pairs:
    """Every file, read by both."""
    from ..article import batch
    from ..records import Failure

    # Whoever reads must be waited for.
    one = batch.read_many(files, processes=1, published=date, load=first, time_limit=None)
    other = batch.read_many(files, processes=1, published=date, load=second, time_limit=None)
    with closing(one), closing(other):
        for a, b in zip(one, other, strict=True):
            if isinstance(a, Failure):
                yield a
            elif isinstance(b, Failure):
                yield b
            else:
                yield a, b


def _of_ledger(ledger: str, first: Load | None, second: Load) -> Pairs:
    """Every text of a ledger, once: as the ledger has it or `first` reads it, and as `second` reads it."""
    from ..article import batch
    from ..ledger.store import Ledger
    from ..records import Failure, Reading

    with Ledger.open(ledger, "read") as store:
        held: dict[tuple[str, str | None], Reading] = {}
        for report in store.reports():
            article = report.reading.article
            held.setdefault((article.id, article.published), report.reading)
    articles = [replace(reading.article, reader=None) for reading in held.values()]
    read = functools.partial(batch.read_given, articles, processes=1, time_limit=None)
    ones = iter(held.values()) if first is None else iter(read(load=first))
    others = read(load=second, count=len(articles))
    with closing(others):
        for one, other in zip(ones, others, strict=True):
            if isinstance(one, Reading) and isinstance(other, Reading):
                yield one, other
            elif isinstance(one, Failure):
                yield one
            elif isinstance(other, Failure):
                yield other


def _of_records(one: str, other: str) -> Pairs:
    """The articles that both files have, by their texts."""
    from ..records import Failure

    ones, others = ({r.article.id: r for r in _readings(path)} for path in (one, other))
    for name, reading in ones.items():
        if name in others:
            yield reading, others[name]
        else:
            yield Failure(one, f"{reading.article.file or name} is not in {other}")


def _readings(path: str) -> Iterator[Reading]:
    """Raises QuestionError where a file holds no records."""
    from ..ledger.records_back import reading_of

    def rows() -> Iterator[tuple[int, dict[str, Any]]]:
        number = 0
        for line in stream:
            if line.strip():
                row = json.loads(line)
                number += row["kind"] == "article"
                yield number, row

    try:
        with open(path, encoding="utf-8") as stream:
            for _, group in groupby(rows(), key=lambda pair: pair[0]):
                yield reading_of(row for _, row in group)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise QuestionError(f"{path}: holds no records: {type(error).__name__}: {error}") from None


def _shown(pairs: Pairs, form: str, ledger: str | None) -> int:
    from ..article.differing import differences
    from ..ledger.differences import Kept, keep
    from ..records import Failure
    from ..terminal.formats import json_lines

    failed = False
    found: list[Kept] = []
    compared: dict[tuple[str, str], list[str]] = {}
    code = 0
    with standard_output() as stream, closing(pairs):
        for pair in _until_it_stops(pairs):
            if isinstance(pair, int):
                code = pair
                continue
            if isinstance(pair, Failure):
                failed = True
                report_failure(pair)
                continue
            one, other = pair
            differ = differences(one, other)
            readers = (one.article.model or "unknown", other.article.model or "unknown")
            compared.setdefault(readers, []).append(one.article.id)
            kept = [Kept(one.article.id, readers, difference) for difference in differ]
            found += kept
            if form == "jsonl":
                put(stream, "".join(json_lines(one.row() for one in kept)))
            else:
                put(stream, _table(one, other, differ))
    if ledger is not None:
        for readers, articles in compared.items():
            keep(ledger, articles, [one for one in found if one.readers == readers], readers)
    return code or (BAD_INPUT if failed else 0)


def _until_it_stops(pairs: Pairs) -> Iterator[tuple[Reading, Reading] | Failure | int]:
    """The pairs; where another reader cannot be asked any more, it is told why, and an exit code comes last."""
    try:
        yield from pairs
    except ReaderError as error:
        complain(f"stopped: {told(error)}")
        yield BAD_INPUT if isinstance(error, BudgetError) else CANNOT


def _table(one: Reading, other: Reading, found: Sequence[Difference]) -> str:
    from ..terminal.answers import rendered
    from ..terminal.differences import differing

    width = shutil.get_terminal_size().columns
    return rendered(lambda columns: differing(one, other, found, columns), width=width, colour=coloured()) + "\n"

"""`reportedly add`: articles into a ledger."""

from __future__ import annotations

import os
import sys
from collections.abc import Generator, Iterable, Iterator
from contextlib import AbstractContextManager, closing, nullcontext
from typing import TYPE_CHECKING

import click

from .common import BAD_INPUT, EXIT_CODES, a_date, complain, reader_with, report_failure

if TYPE_CHECKING:
    from ..intake.values import Item
    from ..ledger.arrivals import Outcome
    from ..records import Failure
    from ..terminal.progress import Progress

EXAMPLE = """\
\b
Examples:
  reportedly add crisis.ledger dispatches/
  reportedly add crisis.ledger articles.jsonl late.html
  reportedly add crisis.ledger --reread
"""

_TOLD = {
    "new": "added",
    "version": "added as another version",
    "reread": "read again",
    "known": "there already",
    "failed": "not read",
}


@click.command(epilog=f"{EXAMPLE}\n{EXIT_CODES}", short_help="Read articles and add them to a ledger.")
@click.argument("ledger", metavar="LEDGER")
@click.argument("paths", metavar="[PATH]...", nargs=-1)
@click.option("--date", metavar="YYYY-MM-DD", callback=a_date, help="When the articles were published.")
@click.option("--publisher", metavar="NAME", help="Who published them.")
@click.option("--actors", metavar="FILE", help="States, organizations and persons of your own, as TOML.")
@click.option("--reread", is_flag=True, help="Also read again what another model or vocabulary has read.")
@click.option(
    "--processes",
    metavar="N",
    type=click.IntRange(min=1),
    help="How many to read in at a time.  [default: one a core]",
)
def add(
    ledger: str,
    paths: tuple[str, ...],
    date: str | None,
    publisher: str | None,
    actors: str | None,
    reread: bool,
    processes: int | None,
) -> int:
    """Read what is in each PATH and add it to LEDGER, which is made where there is none.

    A PATH is a file of text or HTML, a folder of them, or a .jsonl with url, title, publisher, published and text in
    every line. What is there already is not read again, so the same command goes on where it was stopped.
    """
    if not paths and not reread:
        raise click.UsageError("name a PATH to add")

    from .. import intake
    from ..ledger.adding import add_items, read_again
    from ..ledger.store import Ledger

    load = reader_with(actors, vectors=True)
    sums = dict.fromkeys(_TOLD, 0)
    with Ledger.open(ledger) as store:
        if (ahead := store.ahead_of_clock()) is not None:
            complain(f"{ledger}: was last written at {ahead}, which is in the future: that clock was wrong, or this is")
        if paths:
            count = intake.count(paths)
            items = _without_the_ledger(ledger, _dated(intake.items(paths), date, publisher))
            _tell(add_items(store, items, processes=processes, count=count, load=load), count, sums)
        if reread:
            count, outcomes = read_again(store, processes=processes, load=load)
            _tell(outcomes, count, sums)
        told = ", ".join(f"{number} {_TOLD[state]}" for state, number in sums.items() if number)
        click.echo(f"{ledger}: {told or 'nothing to add'}; {len(store)} reports in all")
    return BAD_INPUT if sums["failed"] else 0


def _tell(outcomes: Generator[Outcome, None, None], count: int | None, sums: dict[str, int]) -> None:
    """Say line by line what went wrong, show how far it is, and count what became of each."""
    from ..records import Failure

    with closing(outcomes), _progress(count) as progress:
        for one in outcomes:
            remark = None if isinstance(one, Failure) else one.remark
            with progress.step(isinstance(one, Failure) or remark is not None) if progress else nullcontext():
                if isinstance(one, Failure):
                    report_failure(one)
                elif remark is not None:
                    complain(f"{one.file or one.report}: {remark}")
            sums["failed" if isinstance(one, Failure) else one.state] += 1


def _progress(count: int | None) -> AbstractContextManager[Progress | None]:
    if (count is not None and count < 2) or not sys.stderr.isatty():
        return nullcontext()
    from ..terminal.progress import Progress

    return Progress(count)


def _dated(items: Iterable[Item | Failure], date: str | None, publisher: str | None) -> Iterator[Item | Failure]:
    """With what the user knows of them; what an item knows of itself goes before it."""
    from dataclasses import replace

    from ..intake.values import Item

    for one in items:
        if isinstance(one, Item):
            one = replace(one, published=one.published or date, publisher=one.publisher or publisher)
        yield one


def _without_the_ledger(ledger: str, items: Iterable[Item | Failure]) -> Iterator[Item | Failure]:
    """The ledger may lie in the folder that is added to it."""
    own = {os.path.realpath(f"{ledger}{ending}") for ending in ("", "-wal", "-shm")}
    return (one for one in items if one.file is None or os.path.realpath(one.file) not in own)

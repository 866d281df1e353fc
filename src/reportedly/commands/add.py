"""`reportedly add`: articles into a ledger."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, nullcontext
from typing import TYPE_CHECKING

import click

from ..errors import BudgetError, ReaderError
from ..fetch.options import polite
from ..readers.options import Another, another
from .asked import one_process, tell
from .common import (
    BAD_INPUT,
    CANNOT,
    EXIT_CODES,
    a_date,
    complain,
    limit_for,
    mind_the_clock,
    reader_with,
    told,
    with_model,
    with_time_limit,
)
from .outcomes import Outcomes

if TYPE_CHECKING:
    from ..fetch import Client
    from ..intake.values import Item
    from ..records import Failure

EXAMPLE = """\
\b
Examples:
  reportedly add crisis.ledger dispatches/
  reportedly add crisis.ledger articles.jsonl late.html
  reportedly add crisis.ledger --url https://example.org/news
  reportedly add crisis.ledger --reread
"""


@click.command(epilog=f"{EXAMPLE}\n{EXIT_CODES}", short_help="Read articles and add them to a ledger.")
@click.argument("ledger", metavar="LEDGER")
@click.argument("paths", metavar="[PATH]...", nargs=-1)
@click.option("--url", "urls", metavar="URL...", multiple=True, help="Addresses of pages to fetch and add.")
@click.option("--date", metavar="YYYY-MM-DD", callback=a_date, help="When the articles were published.")
@click.option("--publisher", metavar="NAME", help="Who published them.")
@click.option("--actors", metavar="FILE", help="States, organizations and persons of your own, as TOML.")
@click.option("--reread", is_flag=True, help="Also read again what another model or vocabulary has read.")
@click.option(
    "--processes",
    metavar="N",
    type=click.IntRange(min=1),
    help="How many to read in at a time.  [default: one a core; for what is fetched, one]",
)
@with_time_limit
@with_model
@another
@polite
def add(
    ledger: str,
    paths: tuple[str, ...],
    urls: tuple[str, ...],
    date: str | None,
    publisher: str | None,
    actors: str | None,
    reread: bool,
    processes: int | None,
    limit: float | None,
    chosen: str | None,
    client: Callable[[], Client],
    other: Another | None,
) -> int:
    """Read what is in each PATH and add it to LEDGER, which is made where there is none.

    A PATH is a file of text or HTML, a folder of them, a .jsonl with url, title, publisher, published and text in
    every line, a web archive or a feed. What is there already is not read again, so the same command goes on where it
    was stopped.
    """
    if urls:
        paths, urls = _without_addresses(paths), (*urls, *_addresses(paths))
    if not (paths or urls or reread):
        raise click.UsageError("name a PATH to add, or a --url")

    from .. import intake
    from ..ledger.adding import add_items, read_again
    from ..ledger.store import Ledger

    # Before anything is made or read: these may tell that they cannot be had.
    asking = client() if urls else None
    load = reader_with(actors, vectors=True, model=chosen)
    limit = limit_for(limit, other)
    reader = None
    if other is not None:
        processes = one_process(processes)
        reader = other.open(load, beside=ledger)
    loading = load if reader is None else lambda: reader

    def dress(item: Item) -> Item:
        return _dated(item, date, publisher)

    outcomes, code = Outcomes(), 0
    with closing(reader) if reader else nullcontext(), Ledger.open(ledger) as store:
        mind_the_clock(store)
        try:
            if paths:
                count = intake.count(paths)
                found = _without_the_ledger(ledger, intake.items(paths))
                items = (dress(one) if isinstance(one, intake.Item) else one for one in found)
                added = add_items(
                    store, items, processes=processes, count=count, load=loading, time_limit=limit, apart=reader is None
                )
                outcomes.use_up(added, count)
            if asking is not None:
                from ..fetch import add_urls
                from .keeping import Keeping

                keeping = Keeping(
                    store, outcomes, loading, processes=processes or 1, time_limit=limit, apart=reader is None,
                    dress=dress,
                )  # fmt: skip
                passed = add_urls(keeping, urls, asking, outcomes.failed)
                outcomes.known(keeping.there_already(passed))
            if reread:
                count, again = read_again(
                    store, processes=processes, load=loading, time_limit=limit, apart=reader is None
                )
                outcomes.use_up(again, count)
        except ReaderError as error:
            # What was read before is in the ledger, and told of below; the same command goes on from there.
            complain(f"stopped: {told(error)}")
            code = BAD_INPUT if isinstance(error, BudgetError) else CANNOT
        outcomes.say(store, "nothing to add")
    if reader is not None:
        tell(reader)
    return code or outcomes.exit_code


def _addresses(paths: Iterable[str]) -> tuple[str, ...]:
    """Those that follow the first one: `--url A B`."""
    return tuple(path for path in paths if path.lower().startswith(("http://", "https://")))


def _without_addresses(paths: tuple[str, ...]) -> tuple[str, ...]:
    addresses = frozenset(_addresses(paths))
    return tuple(path for path in paths if path not in addresses)


def _dated(item: Item, date: str | None, publisher: str | None) -> Item:
    """With what the user knows of it; what an item knows of itself goes before it."""
    from dataclasses import replace

    return replace(item, published=item.published or date, publisher=item.publisher or publisher)


# Files that a ledger has beside it.
_OWN = ("", "-wal", "-shm", ".answers", ".answers-journal", ".differences.jsonl")


def _without_the_ledger(ledger: str, items: Iterable[Item | Failure]) -> Iterator[Item | Failure]:
    """The ledger may lie in the folder that is added to it."""
    own = {os.path.realpath(f"{ledger}{ending}") for ending in _OWN}
    return (one for one in items if one.file is None or os.path.realpath(one.file) not in own)

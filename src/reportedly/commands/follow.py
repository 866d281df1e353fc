"""`reportedly follow`: the articles of feeds into a ledger, once or again and again."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import click

from ..fetch.options import Number, polite
from .common import EXIT_CODES, mind_the_clock, reader_with, with_model
from .outcomes import Outcomes

if TYPE_CHECKING:
    from ..fetch import Client

EXAMPLE = """\
\b
Examples:
  reportedly follow crisis.ledger https://example.org/world.rss
  reportedly follow crisis.ledger https://example.org/world.rss saved.xml --every 15
"""


@click.command(epilog=f"{EXAMPLE}\n{EXIT_CODES}", short_help="Fetch the articles of feeds and add them to a ledger.")
@click.argument("ledger", metavar="LEDGER")
@click.argument("feeds", metavar="FEED...", nargs=-1, required=True)
@click.option(
    "--every",
    metavar="MINUTES",
    type=Number(min=1, max=7 * 24 * 60),
    help="Go through them again and again, until Ctrl-C.  [default: once]",
)
@click.option("--actors", metavar="FILE", help="States, organizations and persons of your own, as TOML.")
@with_model
@polite
def follow(
    ledger: str,
    feeds: tuple[str, ...],
    every: float | None,
    actors: str | None,
    chosen: str | None,
    client: Callable[[], Client],
) -> int:
    """Fetch the articles of each FEED, an address or a file of RSS or Atom, read them, and add them to LEDGER, which is
    made where there is none.

    What is there already is fetched again only where the feed says that it has changed.
    """
    # Before anything is made or read: these may tell that they cannot be had.
    asking = client()
    load = reader_with(actors, vectors=True, model=chosen)

    from .. import fetch
    from ..ledger.store import Ledger
    from .keeping import Keeping, feeds_kept, keep_feeds

    code = 0
    with Ledger.open(ledger) as store:
        mind_the_clock(store)
        outcomes = Outcomes()
        keeping = Keeping(store, outcomes, load, apart=True)
        kept = feeds_kept(store, feeds)
        seconds = None if every is None else 60 * every
        for passed in fetch.follow(keeping, feeds, asking, outcomes.failed, every=seconds, kept=kept):
            keep_feeds(store, kept)
            outcomes.known(keeping.there_already(passed))
            outcomes.say(store, "nothing new")
            code = code or outcomes.exit_code
            outcomes.begin_anew()
    return code

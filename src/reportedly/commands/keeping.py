"""A ledger as the store that fetching gives its articles to, and what it keeps of the feeds themselves."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from contextlib import closing
from typing import TYPE_CHECKING

from ..deadline import TIME_LIMIT

if TYPE_CHECKING:
    from ..article.batch import Load
    from ..fetch import Passed, Validators
    from ..intake.values import Item
    from ..ledger.arrivals import Outcome
    from ..ledger.store import Ledger
    from .outcomes import Outcomes

__all__ = ["Keeping", "feeds_kept", "keep_feeds"]


class Keeping:
    """A `fetch.Store` that reads what it is given and adds it to `ledger`; what becomes of it is told by `outcomes`.

    `processes`: one is enough for most, for it reads while the next page must be waited for. `time_limit`: seconds that
    one article may take to be read, None for any number; `apart`: as for `read_many`. `dress`: puts to an item what the
    user knows of it.
    """

    def __init__(
        self,
        ledger: Ledger,
        outcomes: Outcomes,
        load: Load,
        *,
        processes: int = 1,
        time_limit: float | None = TIME_LIMIT,
        apart: bool = False,
        dress: Callable[[Item], Item] = lambda item: item,
    ) -> None:
        self._ledger, self._outcomes = ledger, outcomes
        self._load, self._processes, self._dress, self._limit, self._apart = load, processes, dress, time_limit, apart
        # What the ledger cannot know of: articles that are still being read, and those that could not be, which are not
        # asked for again in this run.
        self._reading: dict[str, Validators] = {}
        self._unread: dict[str, Validators] = {}
        self._passed_over: set[str] = set()

    def has(self, url: str) -> Validators | None:
        """What is known of an address, see `fetch.Store`."""
        if (unread := self._unread.get(url)) is not None:
            self._passed_over.add(url)
            return unread
        return self._reading.get(url) or _known(self._ledger, url)

    def add(self, items: Iterable[Item]) -> None:
        """Read and add each item, to the last."""
        self._passed_over.clear()
        self._outcomes.use_up(self._added(items), None)

    def there_already(self, passed: Passed) -> int:
        """How many of those that were known to the pass that is just over are in the ledger."""
        return passed.known - len(self._passed_over)

    def _added(self, items: Iterable[Item]) -> Generator[Outcome, None, None]:
        from ..ledger.adding import add_items
        from ..records import Failure

        waiting: deque[tuple[str, ...]] = deque()

        def noted() -> Iterator[Item]:
            for item in map(self._dress, items):
                told, addresses = _told_by(item)
                waiting.append(addresses)
                for url in addresses:
                    self._reading[url] = told
                    self._unread.pop(url, None)
                    self._passed_over.discard(url)
                yield item

        added = add_items(
            self._ledger, noted(), processes=self._processes, count=None, load=self._load, time_limit=self._limit,
            apart=self._apart,
        )  # fmt: skip
        with closing(added):
            for outcome in added:
                for url in waiting.popleft():
                    told = self._reading.pop(url, None)
                    if told is not None and isinstance(outcome, Failure):
                        self._unread[url] = told
                yield outcome


def _told_by(item: Item) -> tuple[Validators, tuple[str, ...]]:
    """What an item tells of its addresses, and these."""
    from ..fetch import Validators, validators_of
    from ..ledger.moments import utc_now

    if item.page is None:
        return Validators(utc_now()), (item.url,) if item.url else ()
    asked = item.page.asked
    return validators_of(item.page), (item.page.url, asked) if asked else (item.page.url,)


def _known(ledger: Ledger, address: str) -> Validators | None:
    from ..fetch import Validators

    found = ledger.address(address)
    return None if found is None else Validators(found.fetched_at, found.etag, found.last_modified)


# Feeds


def _key(feed: str) -> str:
    """Under which a feed stands in the ledger's table of addresses: not under its address alone, where a page may stand
    that the same server gives to whoever asks for a page. What it said of the one would hide the other."""
    return f"feed {feed}"


def feeds_kept(ledger: Ledger, feeds: Iterable[str]) -> dict[str, Validators]:
    """What the servers said of these feeds when they were followed last."""
    return {feed: known for feed in feeds if (known := _known(ledger, _key(feed))) is not None}


def keep_feeds(ledger: Ledger, kept: Mapping[str, Validators]) -> None:
    """Keep what they say now. Not before the articles of the feeds are in the ledger: what is unchanged is not sent
    again."""
    said = {feed: (one.etag, one.last_modified) for feed, one in kept.items()}
    held = {feed: (one.etag, one.last_modified) for feed, one in feeds_kept(ledger, kept).items()}
    new = [feed for feed in kept if said[feed] != held.get(feed, (None, None))]
    if new:
        with ledger.writing("add") as writing:
            for feed in new:
                writing.note_address(_key(feed), kept[feed].fetched_at, *said[feed])

"""Addresses and feeds into a store: what `add --url` and `follow` do."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, MutableMapping
from dataclasses import dataclass
from typing import Protocol, TypeAlias

from ..intake.faults import reason_of
from ..intake.feeds import LARGEST, BadFeed, Feed, parse_feed
from ..intake.values import Item, Page
from ..records import Failure
from .asking import Client
from .pages import articles, feed, item, page
from .values import FeedPage, Unchanged, Validators, validators_of

__all__ = ["Passed", "Store", "Tell", "add_urls", "follow"]


class Store(Protocol):
    """What keeps articles. Nothing here knows more of it."""

    def has(self, url: str) -> Validators | None:
        """What is known of an address: the `page.url` or the `page.asked` of an item that was added, or the `url` of
        one without a page. None where it was never added."""
        ...

    def add(self, items: Iterable[Item]) -> object:
        """Take each item, to the last, as it comes: fetching goes on while it is being read."""
        ...


@dataclass(frozen=True, slots=True)
class Passed:
    """A pass is over. `taken`: articles that went to the store; `known`: that it had already, unchanged."""

    taken: int
    known: int
    failed: int


Tell: TypeAlias = Callable[[Failure], None]
"""Says what could not be had, while the rest goes on."""

LONGEST = 3600.0
"""Seconds that the articles of one feed may take in a pass: one that names very many keeps no other waiting."""


class _Sum:
    """Counts what passes, and lets only items through."""

    def __init__(self, tell: Tell) -> None:
        self._tell = tell
        self._counts = {Item: 0, Unchanged: 0, Failure: 0}

    def items(self, outcomes: Iterable[Item | Unchanged | Failure]) -> Iterator[Item]:
        for outcome in outcomes:
            self._counts[type(outcome)] += 1
            if isinstance(outcome, Item):
                yield outcome
            elif isinstance(outcome, Failure):
                self._tell(outcome)

    def passed(self) -> Passed:
        return Passed(self._counts[Item], self._counts[Unchanged], self._counts[Failure])


def add_urls(store: Store, urls: Iterable[str], client: Client, tell: Tell) -> Passed:
    """Fetch each address once and give the store what is new or has changed."""
    found = _Sum(tell)
    store.add(found.items(_pages(store, urls, client)))
    return found.passed()


def _pages(store: Store, urls: Iterable[str], client: Client) -> Iterator[Item | Unchanged | Failure]:
    for url in dict.fromkeys(urls):
        got = page(url, client, store.has(url))
        yield item(got) if isinstance(got, Page) else got


def follow(
    store: Store,
    feeds: Iterable[str],
    client: Client,
    tell: Tell,
    *,
    every: float | None = None,
    kept: MutableMapping[str, Validators] | None = None,
    sleep: Callable[[float], None] = time.sleep,
) -> Iterator[Passed]:
    """Go through `feeds` (addresses, or names of files) and give the store their articles that are new or have changed;
    yields once after each pass.

    `every`: seconds from the beginning of one pass to that of the next; None is one pass. `kept`: what the servers said
    of the feeds themselves the last time; it is added to, and may outlive the run. KeyboardInterrupt goes through, at
    any moment: what the store took before stays taken.
    """
    feeds = tuple(dict.fromkeys(feeds))
    kept = {} if kept is None else kept
    while True:
        began = time.monotonic()
        found = _Sum(tell)
        store.add(found.items(_articles(store, feeds, client, kept)))
        yield found.passed()
        if every is None:
            return
        sleep(max(0.0, every - (time.monotonic() - began)))


def _articles(
    store: Store, feeds: Iterable[str], client: Client, kept: MutableMapping[str, Validators]
) -> Iterator[Item | Unchanged | Failure]:
    for where in feeds:
        if "://" in where:
            got = feed(where, client, kept.get(where))
            if isinstance(got, Failure):
                yield got
            elif isinstance(got, FeedPage):
                # Only now: a feed whose articles were not all had is asked for in full the next time.
                whole = True
                for outcome in _for_a_while(where, articles(got.feed, client, store.has)):
                    whole = whole and not isinstance(outcome, Failure)
                    yield outcome
                if whole:
                    kept[where] = validators_of(got.page)
        else:
            read = _read(where)
            yield from (read,) if isinstance(read, Failure) else _for_a_while(where, articles(read, client, store.has))


def _for_a_while(where: str, outcomes: Iterable[Item | Unchanged | Failure]) -> Iterator[Item | Unchanged | Failure]:
    """The outcomes, until `LONGEST` is over; then a Failure that says so, and the rest is for the next pass."""
    until = time.monotonic() + LONGEST
    for outcome in outcomes:
        yield outcome
        if time.monotonic() > until:
            yield Failure(where, f"has more articles than {LONGEST / 60:.0f} minutes are enough for: the rest is left")
            return


def _read(name: str) -> Feed | Failure:
    try:
        with open(name, "rb") as stream:
            return parse_feed(stream.read(LARGEST + 1))
    except BadFeed as error:
        return Failure(name, str(error))
    except (OSError, ValueError) as error:
        return Failure(name, reason_of(error))

"""Pages and feeds by their address: what `Client` gives, judged by its type."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ..intake.feeds import LARGEST, BadFeed, Entry, Feed, item_of, parse_feed
from ..intake.unpacking import media_type
from ..intake.values import Item, Page
from ..records import Failure
from .asking import Client, Unfetched
from .values import FeedPage, Unchanged, Validators

__all__ = ["articles", "feed", "item", "page"]

_PAGES = frozenset({"", "text/html", "application/xhtml+xml", "text/plain"})
_ACCEPT_PAGE = "text/html,application/xhtml+xml;q=0.9,text/plain;q=0.5"
_ACCEPT_FEED = (
    "application/rss+xml,application/atom+xml,application/rdf+xml,application/xml;q=0.9,text/xml;q=0.9,*/*;q=0.1"
)


def page(url: str, client: Client, known: Validators | None = None) -> Page | Unchanged | Failure:
    """The page at `url`: HTML or plain text. `known`: of the last time, so that the server may say Unchanged.

    Nothing is raised for what a server does; the Failure's `file` is `url`.
    """
    try:
        found = client.get(url, _ACCEPT_PAGE, known)
    except Unfetched as error:
        return Failure(url, str(error))
    if isinstance(found, Page) and (kind := media_type(found.header("content-type"))) not in _PAGES:
        return Failure(url, f"is no page: it is {kind[:60]}")
    return found


def feed(url: str, client: Client, known: Validators | None = None) -> FeedPage | Unchanged | Failure:
    """The feed at `url`, with its entries. As `page`; what is a feed is told by its content, for servers call them
    anything."""
    try:
        found = client.get(url, _ACCEPT_FEED, known, LARGEST)
        return found if isinstance(found, Unchanged) else FeedPage(parse_feed(found.body, found.url), found)
    except (Unfetched, BadFeed) as error:
        return Failure(url, str(error))


def item(found: Page) -> Item:
    """A page as an article to be read."""
    return Item(found.body, url=found.url, page=found)


def articles(
    found: Feed, client: Client, known: Callable[[str], Validators | None] = lambda url: None
) -> Iterator[Item | Unchanged | Failure]:
    """The articles of a feed, one after the other, each address once.

    `known`: what there is of an address already. An article that is known is asked for again only where the feed says
    that it has changed since. Where its page cannot be had, the text that the feed carries is taken, if it is whole.
    """
    seen: set[str] = set()
    for entry in found.entries:
        if entry.url is None:
            yield (
                item_of(entry) if entry.content else Failure(found.url or "the feed", "has an entry without an address")
            )
        elif entry.url not in seen:
            seen.add(entry.url)
            had = known(entry.url)
            if had is None or (entry.updated and entry.updated > had.fetched_at):
                yield _article(entry, entry.url, client, had)
            else:
                yield Unchanged(entry.url)


def _article(entry: Entry, url: str, client: Client, had: Validators | None) -> Item | Unchanged | Failure:
    got = page(url, client, had)
    if isinstance(got, Failure) and entry.content is not None:
        return item_of(entry)
    if not isinstance(got, Page):
        return got
    return Item(got.body, url=got.url, publisher=entry.source, published=entry.published, page=got)

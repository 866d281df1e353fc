"""What fetching takes and gives. Frozen."""

from __future__ import annotations

from dataclasses import dataclass

from ..intake.feeds import Feed
from ..intake.values import Page

__all__ = ["FeedPage", "Manners", "Unchanged", "Validators", "validators_of"]


@dataclass(frozen=True, slots=True)
class Manners:
    """How servers are asked, and how much of them is put up with. Times in seconds, sizes in bytes.

    `contact`: an address of yours that goes into the user agent, so that a server's owner can write to you. `pause`:
    between two pages of one host; a longer one that its robots.txt asks for (Crawl-delay) wins. `connect`, `read` and
    `whole`: for the connection, between two pieces, for a page with all its redirects. `largest`: of a page, packed or
    unpacked. `private`: also ask private, loopback and other addresses that are not public, at any port.
    """

    contact: str | None = None
    pause: float = 1.0
    connect: float = 10.0
    read: float = 20.0
    whole: float = 60.0
    largest: int = 16 * 1024 * 1024
    redirects: int = 5
    private: bool = False


@dataclass(frozen=True, slots=True)
class Validators:
    """What is known of a page that was fetched before, so that the server can say that it has not changed."""

    fetched_at: str
    etag: str | None = None
    last_modified: str | None = None


def validators_of(page: Page) -> Validators:
    """What the server told with a page, to be asked with the next time."""
    return Validators(page.fetched_at, page.header("etag"), page.header("last-modified"))


@dataclass(frozen=True, slots=True)
class Unchanged:
    """The server says that the page is as it was when it was fetched last."""

    url: str


@dataclass(frozen=True, slots=True)
class FeedPage:
    """A feed, and the page that it was read from."""

    feed: Feed
    page: Page

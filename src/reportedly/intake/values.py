"""What comes in, before it is read."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Item", "Page"]


@dataclass(frozen=True, slots=True)
class Page:
    """What an address gave. `fetched_at`: ISO 8601 in UTC; `headers`: names and values as they came; `body`: the bytes,
    without the encoding of their transport."""

    url: str
    fetched_at: str
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes


@dataclass(frozen=True, slots=True)
class Item:
    """One article: the bytes to be read, and what is known of it from outside, which goes before what it says itself.

    `published`: an ISO date; `page`: what it was taken from, where it was fetched.
    """

    data: bytes
    file: str | None = None
    url: str | None = None
    title: str | None = None
    publisher: str | None = None
    published: str | None = None
    page: Page | None = None

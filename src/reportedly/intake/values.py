"""What comes in: an article's bytes and what is known of where they came from. Frozen."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Item", "Page"]


@dataclass(frozen=True, slots=True)
class Page:
    """A page as a server gave it, now or when it was archived.

    `url`: where it was in the end; `asked`: the address that was asked for, where it was another one (redirects, a part
    after "#"), else None. A ledger that is asked for either should find it.
    `fetched_at`: ISO 8601 in UTC, to the second (`2026-01-02T03:04:05Z`). `headers`: in the server's order and
    spelling, without cookies. `body`: without the encodings of its way (chunks, compression), else byte for byte;
    which character set it is in is found out by `article/load.py`.
    """

    url: str
    fetched_at: str
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    asked: str | None = None

    def header(self, name: str) -> str | None:
        """The first value of that header, whatever the case of its name."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)


@dataclass(frozen=True, slots=True)
class Item:
    """One article, not read yet: what `article/load.py` takes, and what goes with it.

    `file`: the file or archive that it came in. `published`: an ISO date. What is None here may still be told by
    `data` itself. `page`: the page as it was served, where there was one.
    """

    data: bytes
    file: str | None = None
    url: str | None = None
    title: str | None = None
    publisher: str | None = None
    published: str | None = None
    page: Page | None = None

"""Readers that must wait for others, and so are told what they will be asked for."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

from ..records import Article

__all__ = ["Foresighted", "foresight"]


@runtime_checkable
class Foresighted(Protocol):
    """A reader that must wait for others, and is told what it will be asked for: up to `ahead` articles before."""

    @property
    def ahead(self) -> int: ...

    def soon(
        self, data: bytes | Article, *, file: str | None = None, url: str | None = None, published: str | None = None
    ) -> None: ...


def foresight(reader: object) -> int:
    """Articles that a reader wants to be told of before it is their turn."""
    return reader.ahead if isinstance(reader, Foresighted) else 0

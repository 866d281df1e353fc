"""What comes to a ledger, and what it says of it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, Protocol, TypeAlias

from ..records import Failure, Reading
from .values import Report

__all__ = ["Added", "Answer", "Arrival", "Item", "Outcome", "Page", "State", "arrival_of", "input_key"]

State: TypeAlias = Literal["new", "version", "reread", "known"]
"""`version`: another text at an address that the ledger had; `known`: nothing changed."""


class Page(Protocol):
    """What an address gave. `asked`: the address that was asked for, where it led to another one, else None;
    `fetched_at`: ISO 8601 in UTC; `body`: the bytes as they came."""

    @property
    def url(self) -> str: ...
    @property
    def asked(self) -> str | None: ...
    @property
    def fetched_at(self) -> str: ...
    @property
    def status(self) -> int: ...
    @property
    def headers(self) -> tuple[tuple[str, str], ...]: ...
    @property
    def body(self) -> bytes: ...


class Item(Protocol):
    """One article that is not read yet: its bytes, and what is known of it from outside."""

    @property
    def data(self) -> bytes: ...
    @property
    def file(self) -> str | None: ...
    @property
    def url(self) -> str | None: ...
    @property
    def title(self) -> str | None: ...
    @property
    def publisher(self) -> str | None: ...
    @property
    def published(self) -> str | None: ...
    @property
    def page(self) -> Page | None: ...


@dataclass(frozen=True, slots=True)
class Arrival:
    """A reading on its way into the ledger. `key`: of the bytes that it was read from, see `input_key`; `seen` is when
    the ledger got it, by default the moment of its adding; `vectors` as in `Report`."""

    reading: Reading
    key: bytes | None = None
    page: Page | None = None
    seen: str | None = None
    vectors: Mapping[int, tuple[float, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Answer:
    """What an address said of its page when it last gave one, to be asked with the next time.

    `fetched_at`: ISO 8601 in UTC.
    """

    fetched_at: str
    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True)
class Added:
    """What became of an article: it is in the ledger, under the id `report`.

    `remark`: a line on what looks wrong with it, as a date in the future, else None.
    """

    report: str
    file: str | None
    state: State
    remark: str | None = None


Outcome: TypeAlias = Added | Failure


def arrival_of(one: Reading | Report) -> Arrival:
    """What to add for it."""
    if isinstance(one, Report):
        return Arrival(one.reading, seen=one.seen, vectors=one.vectors)
    return Arrival(one, vectors=one.vectors)


def input_key(item: Item) -> bytes:
    """16 bytes for what was given: the same bytes with the same things known of them need no second reading.

    Where the file lies is no part of it: files move.
    """
    known = json.dumps([item.url, item.title, item.publisher, item.published]).encode()
    return hashlib.sha256(known + b"\0" + item.data).digest()[:16]

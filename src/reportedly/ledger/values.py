"""What flows between the stages of the ledger. Frozen; ids never depend on the order in which things came."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from ..records import Event, Figure, Mention, Reading, Statement

__all__ = ["Report", "Telling", "report_id"]


@lru_cache(maxsize=1024)
def report_id(article: str, url: str | None, publisher: str | None, published: str | None) -> str:
    """16 hex digits for one appearance of one text. The file that it came in is no part of it: files move."""
    parts = "\x1f".join(part or "" for part in (article, url, publisher, published))
    return hashlib.sha256(parts.encode("utf-8", "surrogatepass")).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Report:
    """One appearance of one article, as it was read. The same words at another address or date are another report.

    `seen`: when the ledger got it, ISO 8601 in UTC. `vectors`: for the number of an event the model's vector of it,
    scaled to length 1; an event without one is compared by its words alone.
    """

    reading: Reading
    seen: str
    vectors: Mapping[int, tuple[float, ...]] = field(default_factory=dict)
    _id: str | None = field(default=None, init=False, repr=False, compare=False)

    @property
    def id(self) -> str:
        if self._id is None:
            a = self.reading.article
            # It is a digest, asked for again and again.
            object.__setattr__(self, "_id", report_id(a.id, a.url, a.publisher, a.published))
        assert self._id is not None
        return self._id

    @property
    def published(self) -> str | None:
        return self.reading.article.published

    @property
    def outlet(self) -> str | None:
        """Who carries it, as it is counted: the publisher, where none is known the host of the address."""
        a = self.reading.article
        if a.publisher or not a.url:
            return a.publisher
        return a.url.split("//", 1)[-1].split("/", 1)[0].removeprefix("www.") or None


@dataclass(frozen=True, slots=True)
class Telling:
    """One event as one report tells it. Raises KeyError from its properties where the report lacks the event."""

    report: Report
    number: int

    @property
    def id(self) -> str:
        return f"{self.report.id}:e{self.number}"

    @property
    def event(self) -> Event:
        events = self.report.reading.events
        if 1 <= self.number <= len(events) and events[self.number - 1].number == self.number:
            return events[self.number - 1]
        # Where a person took records out, the others keep their numbers.
        for event in events:
            if event.number == self.number:
                return event
        raise KeyError(self.id)

    @property
    def trigger(self) -> str:
        return self.event.span.of(self.report.reading.article.text)

    @property
    def actor(self) -> Mention | None:
        return self.event.actor

    @property
    def recipient(self) -> Mention | None:
        return self.event.recipient

    @property
    def figures(self) -> tuple[Figure, ...]:
        """The figures that hang on this event."""
        return tuple(f for f in self.report.reading.figures if f.event == self.number)

    @property
    def voices(self) -> tuple[Statement, ...]:
        """The statements that the event stands in, from the innermost to the one that ultimately vouches."""
        by_number = {s.number: s for s in self.report.reading.statements}
        chain: list[Statement] = []
        number = self.event.according_to
        while number is not None and len(chain) <= len(by_number):
            chain.append(by_number[number])
            number = chain[-1].within
        return tuple(chain)

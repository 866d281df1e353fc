"""What accounts are made from: incidents, and the passages that reports copied, as the stages before give them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from ..text import Span
from .values import Report, Telling

__all__ = ["Beside", "Copied", "Copies", "Incident", "Reports", "outlet_of", "published_of"]


@dataclass(frozen=True, slots=True)
class Incident:
    """One event in the world with all its tellings. Their order tells nothing."""

    id: str
    tellings: tuple[Telling, ...]


class Copied(Protocol):
    """A passage that stood elsewhere before: `span` in the copy, `origin_span` in the report whose id is `origin`."""

    @property
    def span(self) -> Span: ...
    @property
    def origin(self) -> str: ...
    @property
    def origin_span(self) -> Span: ...


Copies = Mapping[str, Sequence[Copied]]
"""For the id of a report the passages that it copies. A report that copies nothing need not be in it."""

Reports = Mapping[str, Report]
"""Reports by their ids: those of the incident, and the origins of what they copy."""


class Beside(Mapping[str, Report]):
    """Two mappings as one; the first goes before the second, which may fetch its reports as they are asked for."""

    def __init__(self, first: Reports, second: Reports) -> None:
        self._first, self._second = first, second

    def __getitem__(self, id: str) -> Report:
        return self._first[id] if id in self._first else self._second[id]

    def __contains__(self, id: object) -> bool:
        return id in self._first or id in self._second

    def __iter__(self) -> Iterator[str]:
        return iter(dict.fromkeys((*self._first, *self._second)))

    def __len__(self) -> int:
        return len(self._first.keys() | self._second.keys())


@dataclass(frozen=True, slots=True)
class Origin:
    """Where the words at some place come from: `report` had them first, and `copied` tells whether that is another."""

    report: str
    copied: bool


def origin_of(report: str, span: Span, copies: Copies) -> Origin:
    """The report that had the words at `span` of `report` first: itself, unless they stand in a copied passage.

    Of several passages that hold them, the shortest decides, then the lesser id. Where the origin itself copied what
    stands there, its origin is taken; a ring of copies is walked once.
    """
    at, seen = report, {report}
    while True:
        holding = [c for c in copies.get(at, ()) if c.origin not in seen and c.span.contains(span)]
        if not holding:
            return Origin(at, at != report)
        passage = min(holding, key=lambda c: (c.span.end - c.span.start, c.origin))
        at = passage.origin
        seen.add(at)
        # Word for word or nearly: where in the origin the few words stand is told by the middle of the passage.
        middle = (passage.origin_span.start + passage.origin_span.end) // 2
        span = Span(middle, middle)


def outlet_of(report: str, reports: Reports) -> str | None:
    """The outlet that carries the report with this id, None where it is not known."""
    return reports[report].outlet if report in reports else None


def called(report: str, reports: Reports) -> str:
    """What a report is called by: its outlet, where none is known its title with the start of its id, else its id."""
    outlet = outlet_of(report, reports)
    title = reports[report].reading.article.title if report in reports else None
    return outlet or (f"“{' '.join(title.split())}” ({report[:4]})" if title else report)


def published_of(report: str, reports: Reports) -> str | None:
    """The date that the report with this id bears, None where it is not known."""
    return reports[report].published if report in reports else None

"""Figures that the reading hangs on no act, though their sentence tells of one alone that can have come to them.

"At least 115 people have died in the operations": who was killed, injured or arrested was so by an act of force, and
there is one in the sentence. Of several it cannot be told which.
"""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Mapping
from functools import lru_cache

from ..lists import file_told
from ..records import Event, Figure
from ..sums import packaged
from .neighbours import sentence_at, sentences
from .values import Report

__all__ = ["hung"]


def hung(report: Report) -> Mapping[int, tuple[Figure, ...]]:
    """For the number of an act the figures of its sentence that hang on none, but can be of no other. Each figure is of
    one act at most: of several tellings of it in the sentence, of the first.

    In the gold articles that this was made on, all 44 figures of such a measure whose sentence tells of one act hang on
    it, and none of the 27 that hang on no act stands in such a sentence.
    """
    reading = report.reading
    loose = [f for f in reading.figures if f.event is None and f.measure in _befalls()]
    if not loose:
        return {}
    events = {event.number: event for event in reading.events}
    parts = sentences(reading.article.text)
    acts: defaultdict[int, list[Event]] = defaultdict(list)
    for event in reading.events:
        if event.quad == "material conflict":
            acts[sentence_at(parts, event.span.start)].append(event)
    found: defaultdict[int, list[Figure]] = defaultdict(list)
    for figure in loose:
        those = acts.get(sentence_at(parts, figure.span.start), [])
        if len({_first(event, events) for event in those}) == 1 and all(e.status == "happened" for e in those):
            found[min(those, key=lambda e: (e.span, e.number)).number].append(figure)
    return {number: tuple(figures) for number, figures in found.items()}


def _first(event: Event, events: Mapping[int, Event]) -> int:
    seen: set[int] = set()
    while event.same_as is not None and event.same_as in events and event.number not in seen:
        seen.add(event.number)
        event = events[event.same_as]
    return min(seen) if event.number in seen else event.number


@lru_cache(maxsize=1)
@file_told("counts.toml")
def _befalls() -> frozenset[str]:
    data = tomllib.loads(packaged("ledger/en/counts.toml").decode("utf-8"))
    return frozenset(data["befalls"]["measures"])

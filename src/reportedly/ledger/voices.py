"""In whose words the acts of one report stand: what its sayings are made from, whichever incident is asked for."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from functools import cached_property
from typing import Any

from ..records import Event, Statement
from ..text import Span
from .latest import Latest
from .neighbours import act_meant, sentences
from .responsibility import Responsibility
from .turning import Turn, Turning, load_turning, turned
from .values import Report
from .who import Called, called_in

__all__ = ["Voices", "voices_of"]


class Voices:
    """One report. Everything is found when it is first asked for, and kept."""

    def __init__(self, report: Report, words: Responsibility, turning: Turning | None = None) -> None:
        self.report, self.id, self._words = report, report.id, words
        self.turning = turning or load_turning()
        self.said: dict[Hashable, Any] = {}
        """What was made of it already, by all that it was made from."""
        self._chains: dict[int, list[tuple[tuple[Statement, ...], str]]] = {}

    @cached_property
    def text(self) -> str:
        return self.report.reading.article.text

    @cached_property
    def sentences(self) -> tuple[Span, ...]:
        return sentences(self.text)

    @cached_property
    def statements(self) -> Mapping[int, Statement]:
        return {s.number: s for s in self.report.reading.statements}

    @cached_property
    def events(self) -> Mapping[int, Event]:
        return {e.number: e for e in self.report.reading.events}

    @cached_property
    def called(self) -> frozenset[Called]:
        """The names of those who are quoted."""
        return called_in(s.source for s in self.report.reading.statements)

    @cached_property
    def first(self) -> Mapping[int, int]:
        """For each event the number of the first telling that it leads back to."""
        return {number: self._first(number) for number in self.events}

    @cached_property
    def beside(self) -> tuple[tuple[Statement, Event, str, Turn | None], ...]:
        """Statements that hold no act but speak of one, with that act, why, and what they do with it, where that is
        more than to deny it or to decline."""
        holding = {event.according_to for event in self.events.values()}
        found: list[tuple[Statement, Event, str, Turn | None]] = []
        reading, parts, words = self.report.reading, self.sentences, self._words
        for statement in reading.statements:
            if statement.number in holding:
                continue
            if meant := act_meant(statement, reading, parts, words):
                found.append((statement, *meant, None))
            elif done := turned(statement, reading, parts, words, self.turning):
                found.append((statement, *done))
        return tuple(found)

    def chain(self, number: int | None) -> tuple[Statement, ...]:
        """The statement of that number and all that hold it, from the inside; a ring is walked once."""
        found: dict[int, Statement] = {}
        while number is not None and number in self.statements and number not in found:
            found[number] = self.statements[number]
            number = found[number].within
        return tuple(found.values())

    def chains(self, event: Event) -> list[tuple[tuple[Statement, ...], str]]:
        """Whose words the event stands in: its own voices, and those of further sources of the same content.

        "The attack", told again by the article itself after a source told of it, still stands on that source's word.
        """
        if event.number not in self._chains:
            self._chains[event.number] = list(self._chains_of(event))
        return self._chains[event.number]

    def _chains_of(self, event: Event) -> Iterator[tuple[tuple[Statement, ...], str]]:
        own, reason = self.chain(event.according_to), "its words hold the act"
        if not own and event.same_as is not None:
            first = self.chain(self.events[self._first(event.number)].according_to)
            if first and all(s.stance in ("asserts", "believes") for s in first):
                own, reason = first, "the article tells again what it said"
        yield own, reason if own else "the article tells it in its own voice"
        if not own:
            return
        for other in self.report.reading.statements:
            if other not in own and other.content and other.content == own[0].content:
                yield self.chain(other.number), "its words, which another source is given for too, hold the act"

    def _first(self, number: int) -> int:
        path = [number]
        while (step := self.events[path[-1]].same_as) is not None and step in self.events and step not in path:
            path.append(step)
        return path[-1] if step is None or step not in path else min(path[path.index(step) :])


def voices_of(id: str, report: Report, words: Responsibility, kept: Latest[str, Voices]) -> Voices:
    """Those of a report, made where they are not kept yet, or were another reading's."""
    found = kept.get(id)
    if found is None or found.report is not report:
        found = Voices(report, words)
        kept.put(id, found)
    return found

"""Readings of any shape for property tests: whatever the contract allows, nulls in every combination.

Made from a seed and not drawn piece by piece, which is ten times as fast; a seed that fails can be made again.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any, TypeVar

from hypothesis import strategies as st

from reportedly.ledger.given import Incident
from reportedly.ledger.values import Report, Telling
from reportedly.ontology import event_types
from reportedly.records import (
    ENTITIES,
    FORMS,
    SOURCE_TYPES,
    STANCES,
    STATUSES,
    Article,
    Event,
    Figure,
    Mention,
    Reading,
    Statement,
    When,
    Where,
)  # fmt: skip
from reportedly.text import Span
from tests.ledger.laying import Passage

T = TypeVar("T")
Made = tuple[Incident, dict[str, tuple[Passage, ...]], dict[str, Report]]

TEXTS = (
    "Orvan troops shelled the port on Monday, the mayor said. The army denied it.\n\n"
    "Dozens of people were killed. A spokesman would not comment! Was it 12? U.S. officials believe so.",
    "\x1b[31mGunmen\x07 fired; “we did it,” the Brigade said\u202e.\n\n=SUM(A1) several hundred were hurt, it claimed.",
)
DATES = [None, "1982-05-03", "1982-05-04", "1982-05-09", "not a date"]
NAMES = [None, "Orvan Army", "Black Brigade", "Mira Dovzan", "orvan army", "\x1bNobody\n"]
BOUNDS: list[Any] = ["exact", "about", "at least", "at most", "between", "vague"]


class _Maker:
    def __init__(self, seed: int) -> None:
        self.chance = Random(seed)
        self.types = list(event_types().values())

    def one(self, things: Any) -> Any:
        return self.chance.choice(list(things))

    def maybe(self, make: Callable[[], T], share: float = 0.6) -> T | None:
        return make() if self.chance.random() < share else None

    def span(self, text: str) -> Span:
        start = self.chance.randrange(len(text))
        return Span(start, min(len(text), start + self.chance.randint(1, 40)))

    def mention(self, text: str) -> Mention:
        return Mention(
            self.span(text), self.one(ENTITIES), self.one(NAMES), self.one([None, "YUG", "RHO", "IGO"]),
            self.one([None, "GOV", "MIL", "REB", "CVL"]), self.maybe(lambda: self.span(text), 0.2),
        )  # fmt: skip

    def report(self) -> Report:
        text = self.one(TEXTS)
        held, told = self.chance.randint(0, 4), self.chance.randint(1, 4)

        def number() -> int | None:
            return self.maybe(lambda: self.chance.randint(1, held)) if held else None

        statements = tuple(
            Statement(
                n, self.span(text), self.maybe(lambda: self.mention(text)), self.one(SOURCE_TYPES),
                self.maybe(lambda: self.span(text)), tuple(self.span(text) for _ in range(self.chance.randint(0, 2))),
                self.one(FORMS), self.one(STANCES), tuple(self.span(text) for _ in range(self.chance.randint(0, 1))),
                (), number(),
            )
            for n in range(1, held + 1)
        )  # fmt: skip
        events = tuple(self.event(n, text, told, number()) for n in range(1, told + 1))
        figures = tuple(self.figure(n, text, told, number()) for n in range(1, self.chance.randint(0, 3) + 1))
        article = Article(
            text, url=self.one([None, "https://www.harrow.example/a", "https://b.example/b"]),
            publisher=self.one([None, "Harrow Wire", "Ostler\x1b Post"]), published=self.one(DATES),
        )  # fmt: skip
        reading = Reading(article, statements, events, figures)
        return Report(reading, self.one(["2001-01-01T00:00:00Z", "2001-01-02T00:00:00Z"]))

    def event(self, n: int, text: str, told: int, voice: int | None) -> Event:
        kind = self.one(self.types)
        mode = self.one([None, *sorted(kind.modes)])

        def when() -> When:
            return When(self.span(text), self.one(DATES), self.one(DATES))

        def where() -> Where:
            return Where(
                self.span(text), self.one([None, "Havnor", "Cuba"]), self.one([None, "CUB", "HTI"]),
                self.maybe(lambda: self.chance.uniform(-90, 90)), self.maybe(lambda: self.chance.uniform(-180, 180)),
            )  # fmt: skip

        return Event(
            n, self.span(text), kind.name, mode, kind.quad, kind.intensity_of(mode),
            self.maybe(lambda: self.mention(text)), self.maybe(lambda: self.mention(text)), self.one(STATUSES), voice,
            self.maybe(self.chance.random), self.maybe(lambda: self.chance.randint(1, told), 0.3), self.maybe(when),
            self.maybe(where),
        )  # fmt: skip

    def figure(self, n: int, text: str, told: int, voice: int | None) -> Figure:
        low, value, high = sorted(self.one([0.0, 3.0, 12.0, 87.0, 1e6]) for _ in range(3))
        kept = [self.chance.random() < 0.6 for _ in range(3)]
        return Figure(
            n, self.span(text), value if kept[0] else None, low if kept[1] else None, high if kept[2] else None,
            self.one(BOUNDS), self.one([None, "person", "vessel"]), self.one([None, "killed"]),
            self.maybe(lambda: self.chance.randint(1, told), 0.8), voice,
        )  # fmt: skip


def made(seed: int) -> Made:
    """An incident, what its reports copy, and the reports."""
    maker = _Maker(seed)
    found = {report.id: report for report in (maker.report() for _ in range(maker.chance.randint(1, 4)))}
    ids = sorted(found)
    all_of_them = [Telling(found[id], e.number) for id in ids for e in found[id].reading.events]
    tellings = tuple(t for t in all_of_them if maker.chance.random() < 0.6)
    copies = {
        id: tuple(
            Passage(maker.span(TEXTS[0]), maker.one([*ids, "0123456789abcdef"]), maker.span(TEXTS[0]))
            for _ in range(maker.chance.randint(0, 2))
        )
        for id in ids
        if maker.chance.random() < 0.5
    }
    return Incident("i1", tellings), copies, found


def ledgers() -> st.SearchStrategy[Made]:
    return st.integers(0, 2**32 - 1).map(made)

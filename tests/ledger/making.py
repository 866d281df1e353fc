"""Readings of any shape for property tests: whatever the contract allows, nulls in every combination."""

from __future__ import annotations

from typing import Any

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

TEXT = (
    "Orvan troops shelled the port on Monday, the mayor said. The army denied it.\n\n"
    "Dozens of people were killed. A spokesman would not comment! Was it 12? U.S. officials believe so."
)
DATES = [None, "1982-05-03", "1982-05-04", "1982-05-09", "not a date"]
NAMES = [None, "Orvan Army", "Black Brigade", "Mira Dovzan", "orvan army"]
BOUNDS: list[Any] = ["exact", "about", "at least", "at most", "between", "vague"]


def spans(text: str = TEXT) -> st.SearchStrategy[Span]:
    starts = st.integers(0, len(text) - 1)
    return starts.flatmap(lambda a: st.integers(a + 1, min(len(text), a + 40)).map(lambda b: Span(a, b)))


def maybe(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | strategy


mentions = st.builds(
    Mention, spans(), st.sampled_from(ENTITIES), st.sampled_from(NAMES), st.sampled_from([None, "YUG", "RHO", "IGO"]),
    st.sampled_from([None, "GOV", "MIL", "REB", "CVL"]), maybe(spans()),
)  # fmt: skip
whens = st.builds(When, spans(), st.sampled_from(DATES), st.sampled_from(DATES), st.none())
wheres = st.builds(
    Where, spans(), st.sampled_from([None, "Havnor", "Cuba"]), st.sampled_from([None, "CUB", "HTI"]),
    maybe(st.floats(-90, 90)), maybe(st.floats(-180, 180)),
)  # fmt: skip
number_ = st.sampled_from([0.0, 3.0, 12.0, 87.0, 1e6])


@st.composite
def reports(draw: st.DrawFn) -> Report:
    held = draw(st.integers(0, 4))
    number = st.integers(1, held) if held else st.nothing()
    statements = [
        Statement(
            n, draw(spans()), draw(maybe(mentions)), draw(st.sampled_from(SOURCE_TYPES)), draw(maybe(spans())),
            tuple(draw(st.lists(spans(), max_size=2))), draw(st.sampled_from(FORMS)), draw(st.sampled_from(STANCES)),
            tuple(draw(st.lists(spans(), max_size=1))), (), draw(maybe(number)) if held else None,
        )
        for n in range(1, held + 1)
    ]  # fmt: skip
    told = draw(st.integers(1, 4))
    types = list(event_types().values())
    events = []
    for n in range(1, told + 1):
        kind = draw(st.sampled_from(types))
        mode = draw(maybe(st.sampled_from(sorted(kind.modes)))) if kind.modes else None
        events.append(
            Event(
                n, draw(spans()), kind.name, mode, kind.quad, kind.intensity_of(mode), draw(maybe(mentions)),
                draw(maybe(mentions)), draw(st.sampled_from(STATUSES)), draw(maybe(number)) if held else None,
                draw(maybe(st.floats(0, 1))), draw(maybe(st.integers(1, told))), draw(maybe(whens)),
                draw(maybe(wheres)),
            )
        )  # fmt: skip
    figures = []
    for n in range(1, draw(st.integers(0, 3)) + 1):
        low, value, high = sorted(draw(st.tuples(number_, number_, number_)))
        kept = [draw(st.booleans()) for _ in range(3)]
        figures.append(
            Figure(
                n, draw(spans()), value if kept[0] else None, low if kept[1] else None, high if kept[2] else None,
                draw(st.sampled_from(BOUNDS)), draw(st.sampled_from([None, "person", "vessel"])),
                draw(st.sampled_from([None, "killed"])), draw(maybe(st.integers(1, told))),
                draw(maybe(number)) if held else None,
            )
        )  # fmt: skip
    article = Article(
        TEXT, url=draw(st.sampled_from([None, "https://www.harrow.example/a", "https://b.example/b"])),
        publisher=draw(st.sampled_from([None, "Harrow Wire", "Ostler Post"])), published=draw(st.sampled_from(DATES)),
    )  # fmt: skip
    reading = Reading(article, tuple(statements), tuple(events), tuple(figures))
    return Report(reading, draw(st.sampled_from(["2001-01-01T00:00:00Z", "2001-01-02T00:00:00Z"])))


@st.composite
def ledgers(draw: st.DrawFn) -> tuple[Incident, dict[str, tuple[Passage, ...]], dict[str, Report]]:
    found = {report.id: report for report in draw(st.lists(reports(), min_size=1, max_size=4))}
    ids = sorted(found)
    tellings = [Telling(r, e.number) for r in found.values() for e in r.reading.events if draw(st.booleans())]
    copies = {
        id: tuple(
            Passage(draw(spans()), draw(st.sampled_from([*ids, "0123456789abcdef"])), draw(spans()))
            for _ in range(draw(st.integers(0, 2)))
        )
        for id in ids
        if draw(st.booleans())
    }
    return Incident("i1", tuple(tellings)), copies, found

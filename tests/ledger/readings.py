"""Readings for a ledger: small ones made by hand, and arbitrary ones that keep to the contract."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, get_args

from hypothesis import strategies as st

from reportedly.ontology import event_types
from reportedly.records import (
    ENTITIES,
    FORMS,
    PRECISIONS,
    PROBLEMS,
    SOURCE_TYPES,
    STANCES,
    STATUSES,
    Article,
    Bound,
    Event,
    Figure,
    Flaw,
    Mention,
    Reading,
    Statement,
    When,
    Where,
)
from reportedly.text import Span

NOW = "2026-02-03T04:05:06Z"


def ferry(day: int = 1, killed: int = 4, outlet: str = "The Tern", words: str = "") -> Reading:
    """One statement, one event with a time and a place, one figure and one flaw."""
    text = f"Premier Ilse Brandt said gunmen killed {killed} sailors off Port Ansel on Monday. {words}\n\nMore Read"

    def find(part: str) -> Span:
        return Span(text.index(part), text.index(part) + len(part))

    brandt = Mention(find("Premier Ilse Brandt"), "person", "Ilse Brandt", "NOR", "GOV")
    content = find(f"gunmen killed {killed} sailors off Port Ansel on Monday")
    statement = Statement(
        1, Span(0, content.end), brandt, "person", find("said"), (content,), "indirect", "asserts", confidence=0.75
    )
    published = f"2026-01-{day:02}"
    event = Event(
        1, find("killed"), "ASSAULT", "firearms", "material conflict", -9.0, Mention(find("gunmen"), "group"),
        Mention(find(f"{killed} sailors"), "group", None, "NOR", "CVL"), "happened", 1, 0.5, None,
        When(find("Monday"), published, published, "day"),
        Where(find("Port Ansel"), "Port Ansel", "NOR", 60.25, 5.1),
    )  # fmt: skip
    figure = Figure(
        1, find(f"{killed} sailors"), float(killed), float(killed), float(killed), "exact", "person", "killed", 1, 1
    )
    article = Article(
        text, f"https://tern.example/{day}", None, None, None, outlet, "en", published, "fake-1", "words-1"
    )
    return Reading(article, (statement,), (event,), (figure,), (Flaw(find("More Read"), "boilerplate"),))


def talks(day: int = 2, **known: str | None) -> Reading:
    """An act between equals, and no statement."""
    text = "Kestria and Norland talked for an hour about fish."
    one, other = Mention(Span(0, 7), "country", "Kestria", "KES"), Mention(Span(12, 19), "country", "Norland", "NOR")
    kind = event_types()["CONSULT"]
    events = (
        Event(1, Span(20, 26), "CONSULT", None, kind.quad, kind.intensity, one, other, "happened"),
        Event(2, Span(20, 26), "CONSULT", None, kind.quad, kind.intensity, other, one, "happened"),
    )
    article = replace(Article(text, publisher="The Tern", published=f"2026-01-{day:02}"), **known)
    return Reading(article, (), events)


@st.composite
def arbitrary(draw: st.DrawFn) -> Reading:
    """Any reading that a contract-abiding reader could give, with any text."""
    anything = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60)
    text = draw(anything)
    maybe_text = st.none() | anything
    places = st.integers(0, len(text) - 1)

    @st.composite
    def spans(draw: st.DrawFn) -> Span:
        start = draw(places)
        return Span(start, draw(st.integers(start + 1, len(text))))

    mentions = st.builds(
        Mention, spans(), st.sampled_from(ENTITIES), maybe_text, maybe_text, maybe_text, st.none() | spans()
    )
    parts = st.lists(spans(), max_size=3).map(tuple)
    sure = st.none() | st.floats(0, 1)
    number = st.none() | st.integers(1, 5)
    day = st.none() | st.dates().map(str)
    real = st.none() | st.floats(-1e18, 1e18) | st.integers(-(10**20), 10**20).map(float)
    whens = st.none() | st.builds(When, spans(), day, day, st.none() | st.sampled_from(PRECISIONS))
    degree = st.none() | st.floats(-180, 180)
    wheres = st.none() | st.builds(Where, spans(), maybe_text, maybe_text, degree, degree)

    statements = st.builds(
        Statement, st.just(0), spans(), st.none() | mentions, st.sampled_from(SOURCE_TYPES), st.none() | spans(), parts,
        st.sampled_from(FORMS), st.sampled_from(STANCES), parts, parts, number, sure,
    )  # fmt: skip
    events = st.builds(
        Event, st.just(0), spans(), st.sampled_from(sorted(event_types())), maybe_text, anything,
        st.floats(-10, 10), st.none() | mentions, st.none() | mentions, st.sampled_from(STATUSES), number, sure, number,
        whens, wheres,
    )  # fmt: skip
    figures = st.builds(
        Figure, st.just(0), spans(), real, real, real, st.sampled_from(get_args(Bound)), maybe_text, maybe_text, number,
        number, sure,
    )  # fmt: skip
    flaws = st.builds(Flaw, spans(), st.sampled_from(PROBLEMS), st.none() | spans())

    def numbered(records: list[Any]) -> tuple[Any, ...]:
        return tuple(replace(record, number=n) for n, record in enumerate(records, 1))

    article = Article(text, *(draw(maybe_text) for _ in range(6)), draw(day), draw(maybe_text), draw(maybe_text))
    return Reading(
        article,
        numbered(draw(st.lists(statements, max_size=3))),
        numbered(draw(st.lists(events, max_size=3))),
        numbered(draw(st.lists(figures, max_size=3))),
        tuple(draw(st.lists(flaws, max_size=2))),
    )

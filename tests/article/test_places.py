"""Places: a table that a linguist can edit, read with the packaged model, and what holds for any text."""

from __future__ import annotations

import itertools
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from benchmarks.places import case_of, outcomes
from reportedly.article.context import Context, make_context
from reportedly.article.pipeline import Pipeline, to_read
from reportedly.article.places import find_places, told
from reportedly.article.whereabouts import Weighing, load_weighing, located
from reportedly.model.session import Newsreader
from reportedly.records import Event
from reportedly.text import Span, paragraphs
from reportedly.vocabulary import load_lexicon
from tests.effort import calls
from tests.factories import parse_of

TABLE = tomllib.loads((Path(__file__).parent / "tables" / "places.toml").read_text(encoding="utf-8"))
ROWS: list[dict[str, Any]] = TABLE["row"]


@pytest.fixture(scope="module")
def newsreader() -> Newsreader:
    return Newsreader.load()


@pytest.fixture(scope="module")
def pipeline() -> Pipeline:
    return Pipeline.load()


def event(text: str, words: str) -> Event:
    start = text.index(words)
    return Event(1, Span(start, start + len(words)), "ASSAULT", None, "material conflict", -9.0, None, None, "happened")


@pytest.mark.parametrize("row", ROWS, ids=[row["name"] for row in ROWS])
def test_places_are_told(row: dict[str, Any], newsreader: Newsreader) -> None:
    text: str = row["text"]
    context = make_context(newsreader.parse(text, to_read(text, paragraphs(text), ())), load_lexicon())
    found = [o for o in outcomes(row, told(find_places(context, row.get("date"))), text) if o.result != "right"]
    assert not found


@pytest.mark.parametrize("row", [row for row in ROWS if "events" in row], ids=lambda row: row["name"])
def test_events_have_their_place(row: dict[str, Any], pipeline: Pipeline) -> None:
    reading = pipeline.read(row["text"].encode(), published=row.get("date"))
    text = reading.article.text
    places = {e.span.of(text): e.where.span.of(text) if e.where else "-" for e in reading.events}
    due = dict(line.split(" @ ") for line in row["events"])
    assert {trigger: places.get(trigger, "no event") for trigger in due} == due


def test_rows_have_names_of_their_own() -> None:
    assert len({row["name"] for row in ROWS}) == len(ROWS)


def test_a_line_of_a_table_that_is_none_is_told() -> None:
    with pytest.raises(ValueError, match="is not SPAN = NAME"):
        case_of("Manbij, Syria")


# -- what holds for any text ------------------------------------------------------------------------------

PIECES = st.sampled_from(
    [
        "Tripoli", "Lebanon", "Georgia", "northern", "north", "-", "-east", "Syria", "Syria's", "al", "al-Bab", "the",
        "town", "of", "border", "in", "near", ",", ".", "(", "Paris", "Hilton", "UN", "Calif.", "there", "It", "City",
        "Deir", "ez", "Zor", "Syrian", "Turkish", "\n\n", "—", "“", "’s", "Dar", "es", "Salaam", "Rio", "de", "12",
        "and", "St.", "Mount", "Sinjar", "KABUL", "Soviet", "New", "York", "Times", "city", "ı", "İzmir", "𝒜",
    ]
)  # fmt: skip


def shaped(pieces: list[str], links: list[tuple[int, int, str]]) -> Context:
    """A context of any words in any tree, circles included."""
    text = " ".join(pieces)
    parse = parse_of(text)
    heads, relations, count = list(parse.heads), list(parse.deprels), len(parse.words)
    for word, head, relation in links:
        if count:
            heads[word % count], relations[word % count] = head % count, relation
    object.__setattr__(parse, "heads", tuple(heads))
    object.__setattr__(parse, "deprels", tuple(relations))
    return make_context(parse, load_lexicon())


RELATIONS = st.sampled_from(["compound", "nmod", "obl", "nsubj", "case", "conj", "appos", "flat", "obj", "amod", "det"])
LINKS = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60), RELATIONS), max_size=40)
DATES = st.sampled_from([None, "1953-06-17", "1991-08-30", "2026-01-02"])


@settings(max_examples=300, deadline=None)
@given(pieces=st.lists(PIECES, max_size=40), links=LINKS, date=DATES)
def test_spans_lie_in_the_text_and_in_order_and_nothing_crashes(
    pieces: list[str], links: list[tuple[int, int, str]], date: str | None
) -> None:
    context = shaped(pieces, links)
    spots = find_places(context, date)
    spans = [spot.where.span for spot in spots]
    assert all(0 <= span.start < span.end <= len(context.text) for span in spans)
    assert all(a.end <= b.start for a, b in itertools.pairwise(spans))
    for spot in spots:
        assert (spot.where.latitude is None) == (spot.where.longitude is None)
        assert spot.where.latitude is None or -90 <= spot.where.latitude <= 90
        assert spot.where.country is None or len(spot.where.country) == 3
    assert find_places(context, date) == spots


@settings(max_examples=100, deadline=None)
@given(text=st.text(max_size=200))
def test_any_text_is_read(text: str) -> None:
    context = make_context(parse_of(text), load_lexicon())
    assert all(spot.where.span.end <= len(text) for spot in find_places(context))


@settings(max_examples=100, deadline=None)
@given(pieces=st.lists(PIECES, min_size=3, max_size=30), links=LINKS, at=st.integers(0, 200))
def test_nothing_of_an_event_but_its_place_is_changed(
    pieces: list[str], links: list[tuple[int, int, str]], at: int
) -> None:
    context = shaped(pieces, links)
    assume(context.parse.words)  # blank lines alone hold no event
    word = context.parse.words[at % len(context.parse.words)]
    before = Event(1, word, "ASSAULT", None, "material conflict", -9.0, None, None, "happened")
    (after,) = located(context, [before], None)
    assert Event(*(getattr(after, f) for f in before.__slots__[:-1])) == before
    assert after.where is None or after.where.span.end <= len(context.text)


def test_the_time_grows_with_the_text() -> None:
    sentence = "Gunmen attacked the town of Manbij, northern Syria, and the Syria-Iraq border near Tripoli, Lebanon. "
    texts = [sentence * 40, sentence * 160]
    contexts = [make_context(parse_of(text), load_lexicon()) for text in texts]
    find_places(contexts[0])
    few, many = (calls(lambda context=context: find_places(context)) for context in contexts)
    assert many < 8 * few


# -- weights ----------------------------------------------------------------------------------------------


def test_without_weights_no_place_is_told() -> None:
    text = "Gunmen attacked Manbij in Syria."
    context = make_context(parse_of(text), load_lexicon())
    found = located(context, [event(text, "attacked")], None, Weighing({"0": 1.0}))
    assert found[0].where is None


def test_weights_come_with_the_package() -> None:
    weighing = load_weighing()
    assert len(weighing.weights) > 1000
    assert weighing.sum(["0"]) != 0
    assert weighing.sum(["no such sign"]) == 0

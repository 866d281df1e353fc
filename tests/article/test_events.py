"""Raw acts → events: a table, and what holds for any text."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportedly.article.confidence import Calibration, Curve
from reportedly.article.context import make_context
from reportedly.article.deciding import Deciding
from reportedly.article.events import find_events
from reportedly.article.statements import cast_for, draft_statements, statements_of
from reportedly.gazetteer import load_gazetteer
from reportedly.model.labels import ACTS
from reportedly.model.parse import Act, Parse, Ranked
from reportedly.ontology import event_types
from reportedly.records import Article, Event, Reading
from reportedly.text import Span
from reportedly.vocabulary import load_lexicon
from tests.article.acts import act, acting
from tests.contract import kept_to
from tests.factories import Raw, parse_of

TABLE = tomllib.loads((Path(__file__).parent / "tables" / "events.toml").read_text(encoding="utf-8"))
ROWS: list[dict[str, Any]] = TABLE["row"]


class Retelling(Parse):
    """A parse whose model is sure which act is told again: `again` has for an act's place that of an earlier one."""

    __slots__ = ("again",)
    again: dict[int, int]

    def retold(self, acts: Sequence[Act]) -> Iterator[Ranked]:
        for place, _ in enumerate(acts):
            before = [self.again[place]] if place in self.again else []
            yield Ranked(np.array(before, np.int64), np.full(len(before), 3.0, np.float32), 0.0)


def retelling(parse: Parse, again: dict[int, int]) -> Parse:
    told = Retelling(**{field.name: getattr(parse, field.name) for field in fields(Parse)})
    object.__setattr__(told, "again", again)
    return told


def events_of(parse: Parse, deciding: Deciding | None = None) -> tuple[Event, ...]:
    context = make_context(parse, load_lexicon())
    drafts = draft_statements(context)
    cast = cast_for(context, drafts, load_gazetteer(), None)
    events = find_events(context, cast, statements_of(context, cast, drafts), deciding)
    kept_to(parse.text, events)
    return events


def shown(text: str, event: Event) -> str:
    actor, recipient = (m.span.of(text) if m else "-" for m in (event.actor, event.recipient))
    again = f" ={event.same_as}" if event.same_as else ""
    return f"{actor} > {recipient}{again}" + (f" s{event.according_to}" if event.according_to else "")


@pytest.mark.parametrize("row", ROWS, ids=[row["name"] for row in ROWS])
def test_phenomenon(row: dict[str, Any]) -> None:
    links = {word: (head, relation) for word, (head, relation) in row.get("links", {}).items()}
    parse = acting(row["text"], links=links or None, upos=row.get("upos"), entities=row.get("entities"))
    events = events_of(parse)
    assert [shown(parse.text, event) for event in events] == row["events"]
    if "types" in row:
        assert [event.type for event in events] == row["types"]


def test_names_of_rows_are_unique() -> None:
    assert len({row["name"] for row in ROWS}) == len(ROWS)


def test_quad_and_intensity_are_the_ontologys() -> None:
    (event,) = events_of(acting("{1 actor:Norway} {e ASSAULT:shelled} a harbour."))
    kind = event_types()["ASSAULT"]
    assert (event.quad, event.intensity) == (kind.quad, kind.intensity_of(event.mode))


def test_the_voice_is_the_innermost_statement_that_holds_the_trigger() -> None:
    parse = acting(
        "Oslo said that Helsinki denied that ships {e ASSAULT:shelled} a port.",
        Raw("Oslo", "said", ("Helsinki denied that ships shelled a port",)),
        Raw("Helsinki", "denied", ("ships shelled a port",)),
    )
    (event,) = events_of(parse)
    assert event.according_to == 2


@pytest.mark.parametrize(
    ("text", "status"),
    [("{1 actor:Norway} {e CONCEDE:pleaded} guilty.", "happened"),
     ("{1 actor:Norway} {e CONCEDE:pleaded} not guilty.", "denied")],
)  # fmt: skip
def test_a_plea_of_not_guilty_admits_nothing(text: str, status: str) -> None:
    (event,) = events_of(acting(text))
    assert (event.type, event.status) == ("CONCEDE", status)


@pytest.mark.parametrize(
    ("text", "source", "cue", "content", "statuses"),
    [
        pytest.param(
            "Oslo denied ships {e ASSAULT:shelled} a port.", "Oslo", "denied", "ships shelled a port", ["denied"],
            id="what is denied",
        ),
        pytest.param(
            "Oslo said ships {e ASSAULT:shelled} a port.", "Oslo", "said", "ships shelled a port", ["happened"],
            id="what is said",
        ),
        pytest.param(
            "Oslo denied ships {e ASSAULT:shelled} a port after planes {e ASSAULT:bombed} it.", "Oslo", "denied",
            "ships shelled a port after planes bombed it", ["denied", "happened"],
            id="what is denied, and what it followed on",
        ),
        pytest.param(
            "Oslo {e REJECT:denied} ships {e ASSAULT:shelled} a port.", "Oslo", "denied", "ships shelled a port",
            ["happened", "denied"], id="the denying itself took place",
        ),
    ],
)  # fmt: skip
def test_what_a_statement_denies_is_denied_where_the_tree_tells_nothing(
    text: str, source: str, cue: str, content: str, statuses: list[str]
) -> None:
    found = events_of(acting(text, Raw(source, cue, (content,))))
    assert [event.status for event in found] == statuses


@pytest.mark.parametrize(
    ("text", "content", "links", "status"),
    [
        # The tree takes "denied" for a conjunction, as in many a short sentence, and the model is sure.
        (
            "Oslo denied that ships {e ASSAULT:shelled} it.", "ships shelled it",
            {"denied": ("Oslo", "cc"), "that": ("shelled", "mark"), "ships": ("shelled", "nsubj"),
             "shelled": ("denied", "acl"), "it": ("shelled", "obj")}, "denied",
        ),
        # What is denied is a part in it.
        (
            "Oslo denied helping those who {e ASSAULT:shelled} it.", "helping those who shelled it",
            {"helping": ("denied", "xcomp"), "those": ("helping", "obj"), "who": ("shelled", "nsubj"),
             "shelled": ("those", "acl:relcl"), "it": ("shelled", "obj")}, "happened",
        ),
    ],
    ids=["all that is denied", "a part of it"],
)  # fmt: skip
def test_a_plain_denial_prevails_over_a_model_without_doubt(
    text: str, content: str, links: dict[str, tuple[str, str]], status: str
) -> None:
    parse = acting(text, Raw("Oslo", "denied", (content,)), links=links, upos={"shelled": "VERB"})
    sure = tuple(replace(act, status=(1.0, 0.0, 0.0, 0.0, 0.0, 0.0)) for act in parse.acts)
    (event,) = events_of(replace(parse, acts=sure))
    assert event.status == status


@pytest.mark.parametrize(
    ("text", "content", "found"),
    [
        ("Oslo denied {e ASSAULT:shelling} a port.", "shelling a port", ["Oslo > - s1"]),
        ("Oslo denied having {e ASSAULT:shelled} a port.", "having shelled a port", ["Oslo > - s1"]),
        ("Oslo denied being {e ASSAULT:shelled} again.", "being shelled again", ["- > - s1"]),
        ("Oslo denied that ships {e ASSAULT:shelled} a port.", "ships shelled a port", ["- > - s1"]),
        ("Oslo denied {e ASSAULT:shelling} {1 recipient:Denmark}.", "shelling Denmark", ["Oslo > Denmark s1"]),
        ("Oslo denied {1 actor:Denmark} {e ASSAULT:shelling} it.", "Denmark shelling it", ["Denmark > - s1"]),
    ],
)
def test_whoever_denies_doing_something_is_who_is_said_to_have_done_it(
    text: str, content: str, found: list[str]
) -> None:
    parse = acting(text, Raw("Oslo", "denied", (content,)))
    assert [shown(parse.text, event) for event in events_of(parse)] == found


def test_of_two_statements_with_one_content_the_first_is_the_voice() -> None:
    parse = acting(
        "Oslo and Helsinki said ships {e ASSAULT:shelled} a port.",
        Raw("Oslo", "said", ("ships shelled a port",)),
        Raw("Helsinki", "said", ("ships shelled a port",)),
    )
    (event,) = events_of(parse)
    assert event.according_to == 1


def test_an_act_outside_every_content_has_no_voice() -> None:
    parse = acting("Oslo {e REJECT:denied} that a port burned.", Raw("Oslo", "denied", ("a port burned",)))
    (event,) = events_of(parse)
    assert event.according_to is None


def test_who_is_not_told_again_is_whom_another_telling_names() -> None:
    parse = acting("{1 actor:Norway} {e ASSAULT:shelled} {1 recipient:Sweden}. The {e ASSAULT:attack} went on.")
    first, second = events_of(retelling(parse, {1: 0}))
    assert (second.same_as, second.actor, second.recipient) == (first.number, first.actor, first.recipient)
    alone = events_of(parse)[1]
    assert (alone.same_as, alone.actor, alone.recipient) == (None, None, None)


def test_a_later_telling_may_name_whom_the_first_did_not() -> None:
    parse = acting("{1 actor:Norway} {e ASSAULT:fired}. The {e ASSAULT:attack} on {2 recipient:Sweden} went on.")
    assert [shown(parse.text, e) for e in events_of(retelling(parse, {1: 0}))] == [
        "Norway > Sweden",
        "Norway > Sweden =1",
    ]


DOUBTED = "{1 actor .7:Norway} {e ASSAULT .6:shelled} {1 recipient:Sweden}. "
QUIET = "Gulls circled. " * 60


def test_where_hardly_anything_is_told_a_doubtful_act_is_none() -> None:
    certain_enough = Deciding(confidence=0.1)
    (event,) = events_of(acting(DOUBTED), certain_enough)
    assert event.confidence is not None
    assert 0.1 < event.confidence < 0.4
    assert events_of(acting(DOUBTED + QUIET), certain_enough) == ()
    assert len(events_of(acting(DOUBTED + QUIET))) == 1


def test_where_hardly_anything_is_told_what_is_certain_is_told() -> None:
    parse = acting("{1 actor:Norway} {e ASSAULT:shelled} {1 recipient:Sweden}. " + QUIET)
    assert len(events_of(parse, Deciding(confidence=0.1))) == 1


def test_among_other_acts_a_doubtful_one_is_told_in_a_long_text_too() -> None:
    parse = acting(DOUBTED + QUIET + "Ships {e ASSAULT:fired}. Mobs {e PROTEST:rallied}.")
    assert len(events_of(parse, Deciding(confidence=0.1))) == 3


def test_whoever_has_the_other_role_now_is_not_told_again() -> None:
    parse = acting("{1 actor:Norway} {e ASSAULT:fired}. The {e ASSAULT:attack} on {2 recipient:Norway} went on.")
    assert [shown(parse.text, e) for e in events_of(retelling(parse, {1: 0}))] == ["Norway > -", "- > Norway =1"]


def test_a_party_that_is_hardly_sure_is_not_told_again() -> None:
    parse = acting("{1 actor .6:Norway} {e ASSAULT:fired}. The {e ASSAULT:attack} went on.")
    told = [shown(parse.text, e) for e in events_of(retelling(parse, {1: 0}), Deciding(again=0.7))]
    assert told == ["Norway > -", "- > - =1"]


def test_who_does_it_in_one_telling_and_suffers_it_in_another_is_carried_into_none() -> None:
    parse = acting(
        "{2 actor:Norway} {e ASSAULT:stabbed} {1 recipient:Norway}. {2 actor:Norway} {e ASSAULT:shot}"
        " {2 recipient:Sweden}. Nobody saw it {e ASSAULT:stabbed}."
    )
    told = [shown(parse.text, e) for e in events_of(retelling(parse, {1: 0, 2: 0}))]
    assert told[2].startswith("- > ")
    assert "Norway" not in told[2]


def test_what_befell_one_person_is_not_told_again_of_another() -> None:
    text = (
        "{1 actor:Norway} {e ASSAULT:shot} {1 recipient:Ana Ruiz}. {2 actor:Norway} {e ASSAULT:shot}"
        " {2 recipient:Leo Park}. It {e ASSAULT:shot} {3 recipient:Leo Park}."
    )
    links = {"Ana": ("Ruiz", "compound"), "Leo": ("Park", "compound")}
    upos = {"Ana": "PROPN", "Ruiz": "PROPN", "Leo": "PROPN", "Park": "PROPN"}
    parse = acting(text, links=links, upos=upos, entities=dict.fromkeys(upos, "person"))
    assert [e.same_as for e in events_of(retelling(parse, {1: 0, 2: 0}))] == [None, None, 2]


def test_each_direction_retells_its_own() -> None:
    parse = acting(
        "{1 both:Norway} {e CONSULT:met} {1 both:Sweden}. "
        "The {e CONSULT:talks} of {2 both:Sweden} and {2 both:Norway} ended."
    )
    shown_ = [shown(parse.text, e) for e in events_of(retelling(parse, {1: 0}))]
    assert shown_ == ["Norway > Sweden", "Sweden > Norway", "Sweden > Norway =2", "Norway > Sweden =1"]


def test_a_third_telling_points_at_the_first() -> None:
    parse = acting("Ships {e ASSAULT:fired}. The {e ASSAULT:attack} hurt. The {e ASSAULT:raid} ended.")
    assert [e.same_as for e in events_of(retelling(parse, {1: 0, 2: 1}))] == [None, 1, 1]


def test_below_the_least_confidence_nothing_is_told_and_numbers_have_no_gaps() -> None:
    parse = acting("Ships {e ASSAULT .6:fired}. The {e ASSAULT:attack} hurt. The {e ASSAULT:raid} ended.")
    events = events_of(retelling(parse, {1: 0, 2: 0}), Deciding(confidence=0.7))
    assert [(e.number, e.same_as) for e in events] == [(1, None), (2, 1)]


def test_confidence_is_what_the_curve_makes_of_the_product() -> None:
    parse = acting("{1 actor .8:Norway} {e ACCUSE .5:accused} {1 recipient:Sweden}.")
    raw = events_of(parse)[0].confidence
    assert raw == pytest.approx(0.5 * 0.8 * 0.9, abs=1e-3)
    halved = Deciding(calibration=Calibration(event=Curve(((0.0, 0.0), (1.0, 0.5)))))
    assert events_of(parse, halved)[0].confidence == pytest.approx(raw / 2, abs=1e-3)


WORDS = ["Norway", "Sweden", "the ships", "fired", "attack", "said", "that", "it", "and", "nobody", "a", "port."]


@settings(deadline=None, max_examples=50)
@given(
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=14),
    st.lists(st.tuples(st.integers(0, 13), st.sampled_from(ACTS[1:]), st.floats(0.3, 1.0)), max_size=5),
    st.data(),
)
def test_whatever_the_model_says_the_records_hold(
    words: list[str], triggers: list[tuple[int, str, float]], data: st.DataObject
) -> None:
    text = " ".join(words)
    bare = parse_of(text)
    parts = [[_part(data, len(bare.words)) for _ in range(data.draw(st.integers(0, 3)))] for _ in triggers]
    acts = [
        act(bare, bare.words[at % len(bare.words)], kind, list({p.word: p for p in own}.values()), sure=sure)
        for (at, kind, sure), own in zip(triggers, parts, strict=True)
    ]
    again = {n: data.draw(st.integers(0, n - 1)) for n in range(1, len(acts)) if data.draw(st.booleans())}
    parse = retelling(replace(bare, acts=tuple(sorted(acts, key=lambda a: a.word))), again)
    events = events_of(parse)
    rows = [row for row in Reading(Article(text), events=events).rows() if row["kind"] == "event"]
    assert [row["id"].rpartition(":e")[2] for row in rows] == [str(n) for n in range(1, len(events) + 1)]
    assert [e.span for e in events] == sorted(e.span for e in events)
    for event in events:
        assert event.same_as is None or events[event.same_as - 1].same_as is None
        assert event.same_as is None or event.same_as < event.number
        assert event.confidence is not None
        assert 0 <= event.confidence <= 1
        for party in (event.actor, event.recipient):
            assert party is None or (party.span.of(text).strip() == party.span.of(text) != "")


def _part(data: st.DataObject, words: int) -> Any:
    from reportedly.model.parse import Part

    chances = [data.draw(st.floats(0, 1)) for _ in range(3)]
    whole = max(1.0, sum(chances))
    return Part(data.draw(st.integers(0, words - 1)), *(c / whole for c in chances))


def test_spans_are_those_of_all_words_of_the_trigger() -> None:
    text = "Troops pulled back."
    parse = parse_of(text)
    told = act(parse, Span(7, 18), "RETREAT")
    (event,) = events_of(replace(parse, acts=(told,)))
    assert event.span.of(text) == "pulled back"

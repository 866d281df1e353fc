"""Which tellings are one incident: a table of pairs, and what holds for any tellings."""

from __future__ import annotations

import itertools
import tomllib
from collections.abc import Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportedly.ledger.ceiling import Ceiling
from reportedly.ledger.grouping import components, grouped, pair
from reportedly.ledger.incidents import incidents, link
from reportedly.ledger.likeness import FEATURES, VECTOR_FEATURES, halves, likeness, standing_in_reports
from reportedly.ledger.linking import chance, load_linker, possible, possible_among, reasons, rules_of
from reportedly.ledger.meanings import load_meanings
from reportedly.ledger.sketches import Sketch, scene, sketch, sketches_of
from reportedly.ledger.terms import stem
from reportedly.text import Span
from tests.ledger.tellings import report_of

ROWS: list[dict[str, Any]] = tomllib.loads(
    (Path(__file__).parent / "tables" / "pairs.toml").read_text(encoding="utf-8")
)["row"]


def sentence(text: str, number: int) -> Span:
    """Its first word."""
    start = sum(len(part) + 1 for part in text.split(". ")[:number]) + number
    return Span(start, start + text[start:].index(" "))


def tellings(row: dict[str, Any]) -> tuple[Sketch, Sketch]:
    one, other = (
        sketches_of(report_of(text, day)) for text, day in zip((row["one"], row["other"]), row["dates"], strict=True)
    )
    assert len(one) == len(other) == 1
    return one[0], other[0]


@pytest.mark.parametrize("row", ROWS, ids=[row["name"] for row in ROWS])
def test_pairs(row: dict[str, Any]) -> None:
    one, other = tellings(row)
    found = incidents([one, other])
    assert (len(found) == 1) == row["same"], (chance(one, other), reasons(one, other))
    for reason in row.get("reasons", ()):
        assert any(told.startswith(reason) for told in reasons(one, other)), reasons(one, other)
    if row["same"]:
        (joined,) = found[0].links
        assert joined.reasons == reasons(*sorted((one, other), key=lambda s: s.id))
        assert joined.score >= load_linker().least


@pytest.mark.parametrize(
    ("denial", "rules"),
    [
        pytest.param("{r:The port} was never {e ASSAULT denied:shelled}.", {"denied by one"}, id="that it was"),
        pytest.param(
            "He gave his word that {r:the port} would not be {e ASSAULT denied:shelled}.",
            {"denied to come, and told to have happened"},
            id="that it will be, which is no denial that it was",
        ),
        pytest.param(
            "They will not {e ASSAULT denied:shell} {r:a town}.",
            {"denied to come, and told to have happened", "denied, with no party in common"},
            id="that it will be, of another",
        ),
        pytest.param(
            "He said they had not been told to {e ASSAULT denied:shell} {r:the port}.",
            {"denied by one"},
            id="of an order that was given",
        ),
    ],
)
def test_what_is_denied(denial: str, rules: set[str]) -> None:
    (told,) = sketches_of(report_of("{r:The port} had been {e ASSAULT:shelled}.", "2031-10-28"))
    (denied,) = sketches_of(report_of(denial, "2031-10-28"))
    assert {name for name, _ in rules_of(told, denied)} == rules


STRIKE = "Dockers went on strike in Varn. Ferries lay idle. The strike goes on."
MARKET = "The market in Varn was full. Dockers talked. Later they struck."


@pytest.mark.parametrize(
    ("one", "other", "first", "high"),
    [
        pytest.param((STRIKE, 0), (MARKET, 0), 1.0, 1.0, id="both in the first sentence"),
        pytest.param((STRIKE, 0), (MARKET, 2), 0.0, 1 / 3, id="one low in its report"),
        pytest.param((STRIKE, 0), (STRIKE, 2), 0.0, 0.0, id="of one report nothing is told"),
    ],
)
def test_where_acts_stand(one: tuple[str, int], other: tuple[str, int], first: float, high: float) -> None:
    a, b = (
        sketch(f"{text[:4]}{at}", scene(text[:4], text, None, None), text, sentence(text, at))
        for text, at in (one, other)
    )
    found = standing_in_reports(a, b)
    assert found == standing_in_reports(b, a)
    assert found[:2] == (first, high)


def test_an_act_that_its_report_names_again_weighs_more() -> None:
    often, once = (
        sketch(key, scene(key, text, None, None), text, Span(text.index("strike"), text.index("strike") + 6))
        for key, text in (("a", f"{STRIKE} {MARKET} Another strike."), ("b", f"No strike. {MARKET}"))
    )
    least, more = standing_in_reports(often, once)[2:]
    assert least > 0
    assert more > 0


def test_a_person_joins_and_cuts() -> None:
    same = next(row for row in ROWS if row["same"])
    one, other = tellings(same)
    assert len(incidents([one, other], cut=[(other.id, one.id)])) == 2
    apart = next(row for row in ROWS if not row["same"])
    first, second = tellings(apart)
    (found,) = incidents([first, second], confirmed=[(second.id, first.id)])
    assert found.links[-1].origin == "person"
    assert found.links[-1].reasons[0] == "confirmed by a person"


def test_a_cut_wins_over_a_chain_of_confirmations() -> None:
    found = grouped("abc", {}, 0.5, [("a", "b"), ("b", "c")], [("a", "c")])
    assert found == (("a", "b"), ("c",))


def test_a_copied_passage_joins_and_says_so() -> None:
    apart = next(row for row in ROWS if not row["same"])
    one, other = tellings(apart)
    (found,) = incidents([one, other], copied=[(one.id, other.id)])
    assert found.links[0].origin == "copy"
    assert found.links[0].reasons[0] == "told in a copied passage"


def test_an_act_between_equals_is_one_incident() -> None:
    report = report_of(
        "{a Norvane NOR:Norvane} {e CONSULT:talked} with {r Brannia BRN:Brannia} in Elsin.", "2031-02-02"
    )
    (event,) = report.reading.events
    back = replace(event, number=2, actor=event.recipient, recipient=event.actor)
    both = replace(report, reading=replace(report.reading, events=(event, back)))
    (found,) = incidents(sketches_of(both))
    assert found.links[0].reasons == ("told by the same words",)


def test_vectors_count_where_both_have_them() -> None:
    # Of two different words; the same word has nearly the same vector wherever it stands.
    row = next(row for row in ROWS if row["name"] == "words of one meaning")
    one, other = tellings(row)
    like = (0.5, 0.5, 0.5, 0.5)
    unlike = (-0.5, 0.5, -0.5, 0.5)
    a, near, far = replace(one, vector=like), replace(other, vector=like), replace(other, vector=unlike)
    assert len(likeness(a, near)) == len(FEATURES) + len(VECTOR_FEATURES)
    assert len(likeness(a, other)) == len(FEATURES)
    assert chance(a, near) > chance(a, far)


def test_vectors_of_two_models_are_not_compared() -> None:
    row = next(row for row in ROWS if row["name"] == "another victim of the same kind of act")
    one, other = (replace(side, vector=(0.5, 0.5, 0.5, 0.5)) for side in tellings(row))
    ours, theirs = replace(one, made_by="ours 1"), replace(other, made_by="theirs 1")
    assert halves(ours, replace(theirs, made_by="ours 1")) == (1.0, 1.0)
    assert halves(ours, theirs) is None
    assert likeness(ours, theirs) == likeness(replace(one, vector=()), other)
    assert chance(ours, theirs) == chance(replace(one, vector=()), other)


@pytest.mark.parametrize(
    ("word", "near", "far"),
    [("theft", "robbery", "election"), ("explosion", "blast", "wedding"), ("raid", "attack", "vote")],
)
def test_words_of_near_meaning(word: str, near: str, far: str) -> None:
    between = load_meanings().between
    one, two, three = map(stem, (word, near, far))
    assert between(one, two) > between(one, three)
    assert between(one, two) == between(two, one)
    assert between(one, one) == 1.0
    assert between(one, "no such stem") == 0.0
    assert all(-1 <= between(one, other) <= 1 for other in islice(load_meanings().vectors, 500))


NAMES = ["Norvane NOR", "Brannia BRN", "Free Elsin Front BRN", ""]
SENTENCES = st.builds(
    "{{a {0}:{1}}} {{e {2} {3}:{4}}} {{r {5}:{6}}} in {{w {7}:the town}} {{t {9}:that day}} with {8} people.".format,
    st.sampled_from(NAMES),
    st.sampled_from(["the navy", "gunmen", "officials", "Elsin’s mayor"]),
    st.sampled_from(["ASSAULT", "COERCE", "CONSULT", "PROTEST"]),
    st.sampled_from(["happened", "denied", "threatened"]),
    st.sampled_from(["shelled", "attack", "met", "seizing", "-", "strike"]),
    st.sampled_from(NAMES),
    st.sampled_from(["a dock", "the terminal", "ministers"]),
    st.sampled_from(["Skarholm NOR", "Elsin BRN", ""]),
    st.sampled_from(["3", "12", "many"]),
    st.sampled_from(["2031-05-03", "2031-05-04", "2031-05-24"]),
)
REPORTS = st.builds(
    lambda sentences, day: report_of(" ".join(sentences), day),
    st.lists(SENTENCES, min_size=1, max_size=3),
    st.sampled_from([None, "2031-05-04", "2031-05-05", "2031-05-25"]),
)


def sketches_of_all(reports: Sequence[Any]) -> list[Sketch]:
    return list({s.id: s for report in reports for s in sketches_of(report)}.values())


@settings(max_examples=40, deadline=None)
@given(st.lists(REPORTS, min_size=1, max_size=5), st.randoms(use_true_random=False))
def test_order_does_not_show(reports: list[Any], random: Any) -> None:
    sketches = sketches_of_all(reports)
    expected = incidents(sketches)
    random.shuffle(sketches)
    assert incidents(sketches) == expected
    assert sorted(one for i in expected for one in i.tellings) == sorted(s.id for s in sketches)


@settings(max_examples=40, deadline=None)
@given(st.lists(REPORTS, min_size=2, max_size=4), st.data())
def test_decisions_hold(reports: list[Any], data: st.DataObject) -> None:
    sketches = sketches_of_all(reports)
    every = list(itertools.combinations(sorted(s.id for s in sketches), 2))
    if not every:
        return
    joined = data.draw(st.sampled_from(every))
    cut = data.draw(st.lists(st.sampled_from(every), max_size=3).filter(lambda pairs: joined not in pairs))
    found = incidents(sketches, confirmed=[joined], cut=cut)
    group = {one: i.id for i in found for one in i.tellings}
    assert group[joined[0]] == group[joined[1]]
    assert all(group[one] != group[other] for one, other in cut)


@settings(max_examples=100, deadline=None)
@given(REPORTS, REPORTS)
def test_a_pair_is_the_same_either_way_round(one: Any, other: Any) -> None:
    for a in sketches_of(one):
        for b in sketches_of(other):
            assert likeness(a, b) == likeness(b, a)
            assert link(a, b) == link(b, a) or a.id == b.id
            assert 0 <= chance(a, b) <= 1


@settings(max_examples=100, deadline=None)
@given(
    st.dictionaries(
        st.tuples(st.sampled_from("abcdefg"), st.sampled_from("abcdefg")).filter(lambda p: p[0] < p[1]),
        st.floats(0, 1),
        max_size=20,
    ),
    st.randoms(use_true_random=False),
)
def test_groups_do_not_depend_on_order_or_company(scores: dict[tuple[str, str], float], random: Any) -> None:
    expected = grouped("abcdefg", scores, 0.4)
    shuffled = list(scores.items())
    random.shuffle(shuffled)
    assert grouped("gfedcba", dict(shuffled), 0.4) == expected
    apart = [grouped(group, scores, 0.4) for group in components("abcdefg", [p for p, s in scores.items() if s > 0])]
    assert tuple(sorted(group for groups in apart for group in groups)) == expected


def test_pairs_are_in_order() -> None:
    assert pair("b", "a") == ("a", "b") == pair("a", "b")


VECTORS = st.lists(st.sampled_from([-1.0, -0.5, 0.0, 0.25, 0.5, 1.0]), min_size=4, max_size=4).map(
    lambda row: tuple(x / 2**0.5 for x in row)
)


@settings(max_examples=100, deadline=None)
@given(
    REPORTS,
    REPORTS,
    st.lists(st.just(()) | VECTORS, min_size=6, max_size=6),
    st.lists(st.sampled_from("ab"), min_size=6, max_size=6),
)
def test_pairs_at_a_glance_are_those_one_by_one(
    one: Any, other: Any, vectors: list[tuple[float, ...]], models: list[str]
) -> None:
    mine, theirs = (dict(enumerate(sketches_of(report))) for report in (one, other))
    given_, by = iter(vectors), iter(models)
    mine, theirs = (
        {n: replace(s, vector=next(given_), made_by=next(by)) for n, s in side.items()} for side in (mine, theirs)
    )
    expected = [(n, m) for n, a in mine.items() for m, b in theirs.items() if possible(a, b)]
    assert list(possible_among(mine, theirs)) == expected


WEIGHT = st.sampled_from([-5.0, -1.5, -0.3, 0.0, 0.2, 1.0, 4.0])


@settings(max_examples=100, deadline=None)
@given(REPORTS, REPORTS, st.lists(st.just(()) | VECTORS, min_size=6, max_size=6), st.data())
def test_what_is_put_aside_early_is_too_little(
    one: Any, other: Any, vectors: list[tuple[float, ...]], data: st.DataObject
) -> None:
    given_ = iter(vectors)
    mine, theirs = ([replace(s, vector=next(given_)) for s in sketches_of(report)] for report in (one, other))
    for a, b in itertools.product(mine, [*mine, *theirs]):
        row = likeness(a, b)
        weights = data.draw(st.lists(WEIGHT, min_size=len(row), max_size=len(row)))
        told = sum(w * x for w, x in zip(weights, row, strict=True))
        ceiling = Ceiling(0.0, weights)
        assert ceiling(a, b, -1e9) >= told
        enough = data.draw(st.floats(-10, 10))
        assert ceiling(a, b, enough) >= told or told < enough
        assert chance(a, b, least=0.1) in {0.0, chance(a, b)}
        assert chance(a, b, least=0.1) == chance(a, b) or chance(a, b) < 0.1

"""The same sentences about other states: what must be read in them, and what a difference is."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from benchmarks import accuracy_page, fairness
from benchmarks.expecting import expected_in, line_of, matching
from benchmarks.fairness import Measured, load_table, regions, some_of, standings
from benchmarks.kept import Kept
from reportedly.ontology import event_types
from reportedly.records import Article, Event, Figure, Mention, Reading, Statement
from reportedly.text import Span

TABLES = Path(__file__).parent / "tables"
GIVEN = load_table(fairness.TABLE)


def mention(told: Mapping[str, Any] | None, text: str) -> Mention | None:
    if told is None:
        return None
    at = text.index(told["text"])
    return Mention(Span(at, at + len(told["text"])), "country", told.get("name"), told.get("country"))


class TestExpecting:
    ROWS = tomllib.loads((TABLES / "expecting.toml").read_text("utf-8"))["row"]

    @pytest.mark.parametrize("row", ROWS, ids=[row["name"] for row in ROWS])
    def test_a_record_is_what_the_line_says(self, row: Mapping[str, Any]):
        text = "Kestria and Orva."
        parties = {name: mention(row.get(name), text) for name in ("source", "actor", "recipient")}
        span, number = Span(0, 7), row.get("value")
        records: Reading
        if row["kind"] == "statement":
            kind = "office" if parties["source"] else "unattributed"
            said = Statement(1, span, parties["source"], kind, None, (span,), "indirect", row["stance"])
            records = Reading(Article(text), (said,))
        elif row["kind"] == "event":
            sides = (parties["actor"], parties["recipient"])
            sort = event_types()[row["type"]]
            act = Event(1, span, row["type"], None, sort.quad, sort.intensity, *sides, row["status"], row.get("voice"))
            whole = Statement(1, span, None, "unattributed", span, (span,), "indirect", "asserts")
            records = Reading(Article(text), (whole,) if row.get("voice") else (), (act,))
        else:
            figure = Figure(1, span, number, number, number, "exact", row["unit"], row.get("measure"))
            records = Reading(Article(text), (), (), (figure,))
        found = [one for one in records.rows() if one["kind"] == row["kind"]]
        (expected,) = expected_in(row["line"])
        assert (matching(expected, found, {"Kestria": "KST", "Orva": "ORV"}) is not None) == row["right"]
        assert line_of(found[0])

    @pytest.mark.parametrize("line", ["12 person", "Kestria shouts", "WAR Kestria > Orva: happened", "ASSAULT X: done",
                                      "ASSAULT X: happened, sung"])  # fmt: skip
    def test_what_is_no_record_is_refused(self, line: str):
        with pytest.raises(ValueError, match=re.escape(line.split(":")[0])):
            expected_in(line)


class TestTable:
    def test_it_is_as_large_as_it_says(self):
        assert len(GIVEN.sentences) == 300
        assert len({one.text for one in GIVEN.sentences}) == 300
        assert len({one.kind for one in GIVEN.sentences}) == 6
        by = [state.region for state in GIVEN.states]
        assert len(by) >= 12
        assert len({by.count(region) for region in by}) == 1, "as many of each region"

    def test_no_place_is_left_open(self):
        for one in GIVEN.sentences:
            for swap in (*GIVEN.states, *(GIVEN.groups if one.groups else ())):
                assert "{" not in one.with_(swap), (one.text, swap.key)
                assert one.with_(swap)[0] in '"ABCDEFGHIJKLMNOPQRSTUVWXYZ', one.with_(swap)

    def test_who_stands_on_the_other_side_is_never_put_in(self):
        assert not {state.code for state in GIVEN.states} & set(GIVEN.others.values())
        known = {"X", "*", "nobody", *GIVEN.others}
        told = {party for one in GIVEN.sentences for record in one.expected for party in record.parties}
        assert told <= known

    def test_some_of_the_states_are_as_many_of_each_region(self):
        some = some_of(GIVEN.states, 12, seed=3)
        regions_of = [state.region for state in some]
        assert len(some) == 12
        assert {regions_of.count(region) for region in regions_of} == {2}
        assert some == some_of(GIVEN.states, 12, seed=3) != some_of(GIVEN.states, 12, seed=4)
        assert some_of(GIVEN.states, None, seed=1) == list(GIVEN.states)

    def test_a_sentence_without_a_place_is_refused(self, tmp_path: Path):
        path = tmp_path / "t.toml"
        path.write_text(
            'published = "2021-03-05"\n[states]\n[groups]\n[others]\n[sentences]\na = [["No.", "X denies"]]'
        )
        with pytest.raises(ValueError, match="no place"):
            load_table(path)


class Deaf:
    """Reads a denial wherever "denied" stands, by whoever comes first, but for one state."""

    model, vocabulary = "tern 1.2.3 0123456789abcdef", "words"

    def __init__(self, deaf_to: str) -> None:
        self.deaf_to = deaf_to
        self.read_so_far = 0

    def read(self, data: bytes, *, file: str | None = None, url: str | None = None, published: str | None = None):
        self.read_so_far += 1
        text = data.decode()
        states = [(text.index(state.word), state) for state in GIVEN.states if state.word in text]
        if not states or self.deaf_to in text or "denied" not in text:
            return Reading(Article(text))
        at, state = min(states, key=lambda one: one[0])
        source = Mention(Span(at, at + len(state.word)), "country", state.word, state.code, "GOV")
        cue = text.index("denied")
        rest = Span(cue + 7, len(text) - 1)
        said = Statement(
            1, Span(at, rest.end), source, "office", Span(cue, cue + 6), (rest,), "indirect", "denies", confidence=0.5
        )
        return Reading(Article(text, model=self.model), (said,))


class TestDifference:
    STATES = tuple(state for state in GIVEN.states if state.code in ("NGA", "CUB", "FJI", "FRA", "CHN"))

    def measured(self, deaf_to: str) -> Measured:
        denials = tuple(one for one in GIVEN.sentences if "{X} denied" in one.text and len(one.expected) == 1)
        table = fairness.Table(
            GIVEN.published, self.STATES, (), GIVEN.others, denials, "tern 1.2.3", {"FJI": "It is so."}
        )
        assert len(denials) > 3
        return fairness.measure(Kept(Deaf(deaf_to), None), table, self.STATES)

    def test_a_state_that_is_never_heard_is_far_away(self):
        measured = self.measured("Fiji")
        told = {one.key: one for one in standings(measured.states)}
        assert told["FJI"].difference == pytest.approx(-80)
        assert all(one.difference == pytest.approx(20) for key, one in told.items() if key != "FJI")
        assert len(told["FJI"].lost) == told["FJI"].share.count
        assert told["FJI"].confidence is None
        assert told["CUB"].confidence == 0.5
        assert next(one for one in regions(measured.states) if one.key == "Oceania").difference == pytest.approx(-80)
        assert any(line.startswith("FJI -80.0: It is so.") for line in fairness.mistakes(measured))

    def test_all_alike(self):
        told = standings(self.measured("nobody at all").states)
        assert all(one.difference == 0 and not one.lost and not one.won for one in told)
        assert not any(fairness.far(one) for one in told)

    def test_a_reason_holds_for_the_model_that_it_was_found_out_for(self):
        measured = self.measured("Fiji")
        assert measured.told("FJI") == "It is so."
        later = Measured(measured.table, "tern 1.2.4 0123456789abcdef", measured.states, ())
        assert later.told("FJI") is None

    def test_the_tables_can_be_shown(self):
        measured = self.measured("Fiji")
        assert "FJI" in fairness.show(measured)
        words = "\n".join(accuracy_page.fair_parts(measured))
        assert "**FJI, −80.0 points.** It is so." in words
        assert fairness.figures_of(measured)["fairness.FJI.difference"] == pytest.approx(-80)


def test_readings_are_kept_and_not_made_again(tmp_path: Path):
    reader = Deaf("nobody at all")
    kept = Kept(reader, tmp_path)
    one = kept.read(b"Cuba denied it.", published="2021-03-05")
    assert kept.read(b"Cuba denied it.", published="2021-03-05") == one
    assert reader.read_so_far == 1
    kept.read(b"Cuba denied it.", published="2021-03-06")
    assert reader.read_so_far == 2
    assert Kept(reader, None).read(b"Cuba denied it.", published="2021-03-05") == one
    assert reader.read_so_far == 3

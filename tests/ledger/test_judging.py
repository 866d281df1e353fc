"""Verdicts in the ledger: what is judged counts, what the machine said stays, and a new reading loses none unheard."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from reportedly import Ledger
from reportedly.errors import QuestionError
from reportedly.ledger import settle
from reportedly.ledger.arrivals import Arrival
from reportedly.ledger.as_judged import EDITABLE, as_judged, edited_from
from reportedly.ledger.columns import prepared
from reportedly.ledger.deciding import Decided, decided
from reportedly.ledger.settle import STAGES
from reportedly.ledger.values import Report
from reportedly.ledger.verdicts import Verdict, anchor_of
from reportedly.records import Event, Reading
from tests.ledger.grouped import stages
from tests.ledger.readings import arbitrary, ferry
from tests.ledger.test_dossiers import denied, shelled

BEFORE, AFTER = "2001-01-05T00:00:00Z", "2001-01-06T00:00:00Z"


@pytest.fixture(autouse=True)
def grouped(monkeypatch) -> None:
    monkeypatch.setattr(settle, "STAGES", stages())


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    times = iter(f"2001-01-{day:02}T12:00:00Z" for day in range(1, 31))
    now = [next(times)]

    def clock() -> str:
        return now[0]

    with Ledger.open(tmp_path / "a.ledger", clock=clock) as ledger:
        ledger.tick = lambda: now.__setitem__(0, next(times))  # type: ignore[attr-defined]
        yield ledger


def shown(ledger: Ledger, as_of: str | None = None) -> list[tuple[str, bool, int]]:
    return [(d.status, d.disputed, d.reports) for d in ledger.incidents(as_of=as_of)]


def reread(ledger: Ledger, reading: Reading) -> None:
    with ledger.writing("reread") as writing:
        _, changed = writing.put([prepared(Arrival(reading))], replace=True)
        settle.settle(writing, changed)


# Verdicts applied, without a ledger


def verdict(reading: Reading, record, decision="wrong", **edited) -> Verdict:
    return Verdict((anchor_of(reading, record),), decision, "Ines", BEFORE, edited=edited)


def test_what_is_wrong_goes_and_what_hangs_on_it_stays_nobodys() -> None:
    reading = ferry()
    (statement,), (event,), (figure,) = reading.statements, reading.events, reading.figures
    without = as_judged(reading, [verdict(reading, statement)])
    assert without.statements[0].source is None
    assert (without.statements[0].source_type, without.events) == ("unattributed", reading.events)
    assert as_judged(replace(reading, events=(), figures=()), [verdict(reading, statement)]).statements == ()
    no_event = as_judged(reading, [verdict(reading, event)])
    assert (no_event.events, no_event.figures[0].event, no_event.statements) == ((), None, reading.statements)
    assert as_judged(reading, [verdict(reading, figure)]).figures == ()


def test_the_next_telling_takes_the_place_of_a_first_one_that_is_wrong() -> None:
    reading = ferry()
    (event,) = reading.events
    later = [replace(event, number=n, span=replace_span(reading, n), same_as=1) for n in (2, 3)]
    told = replace(reading, events=(event, *later))
    kept = as_judged(told, [verdict(told, event)]).events
    assert [(e.number, e.same_as) for e in kept] == [(2, None), (3, 2)]


def replace_span(reading: Reading, n: int):
    from reportedly.text import Span

    start = reading.article.text.index("sailors") + n
    return Span(start, start + 2)


def test_the_last_word_counts() -> None:
    reading = ferry()
    (event,) = reading.events
    wrong, right, note = (verdict(reading, event, d) for d in ("wrong", "right", "note"))
    edited = verdict(reading, event, "edited", status="planned")
    placed = verdict(reading, event, "edited", **{"where.name": "Port Brack"})
    assert as_judged(reading, [wrong, right]) == reading
    assert as_judged(reading, [right, wrong, note]).events == ()
    assert as_judged(reading, [wrong, edited]).events[0].status == "planned"
    both = as_judged(reading, [edited, placed]).events[0]
    assert both.where is not None
    assert (both.status, both.where.name, both.where.latitude) == ("planned", "Port Brack", None)
    assert as_judged(reading, [edited, right]) == reading


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"type": "COERCE", "mode": "seize"}, "COERCE seize material conflict -7.5"),
        ({"type": "CONSULT"}, "CONSULT None verbal cooperation 2.5"),  # its mode is none of this type's
        ({"mode": "null"}, "ASSAULT None material conflict -9.0"),
        ({"actor": "Cuba"}, "actor Cuba CUB GOV country"),
        ({"actor": "Black Brigade"}, "actor Black Brigade None None group"),
        ({"actor.country": "NOR"}, "actor None NOR None group"),
        ({"recipient": "null"}, "recipient None"),
        ({"when.start": "2026-01-02", "when.end": "2026-01-02"}, "when 2026-01-02 2026-01-02 day"),
        ({"when.end": "null"}, "when 2026-01-01 None day"),
    ],
)
def test_edits_of_an_event(fields: dict[str, str], told: str) -> None:
    reading = ferry()
    edit = verdict(reading, reading.events[0], "edited", **edited_from("event", fields))
    e = as_judged(reading, [edit]).events[0]
    a = e.actor
    words = {
        "actor": a and f"actor {a.name} {a.country} {a.sector} {a.entity}",
        "recipient": f"recipient {e.recipient and e.recipient.name}",
        "when": e.when and f"when {e.when.start} {e.when.end} {e.when.precision}",
    }
    first = told.split()[0]
    assert words.get(first, f"{e.type} {e.mode} {e.quad} {e.intensity}") == told


def test_edits_of_statements_and_figures() -> None:
    reading = ferry()
    fields = edited_from("statement", {"stance": "denies", "source": "Norway", "source_type": "office"})
    said = as_judged(reading, [verdict(reading, reading.statements[0], "edited", **fields)]).statements[0]
    assert said.source is not None
    assert (said.stance, said.source.name, said.source_type) == ("denies", "Norway", "office")
    counted = edited_from("figure", {"value": "12"})
    figure = as_judged(reading, [verdict(reading, reading.figures[0], "edited", **counted)]).figures[0]
    assert (figure.value, figure.low, figure.high, figure.bound) == (12, 12, 12, "exact")


@pytest.mark.parametrize(
    ("kind", "fields", "fault"),
    [
        ("event", {"content": "1"}, "no field 'content' of an event can be set"),
        ("event", {"type": "SUNK"}, "type=SUNK: one of AGREE"),
        ("event", {"type": "null"}, "type=null: one of AGREE"),
        ("event", {"type": "CONSULT", "mode": "drone"}, "mode=drone: CONSULT has"),
        ("event", {"when.start": "Monday"}, "when.start=Monday: not one"),
        ("event", {"actor.country": "Cuba"}, "a code of three capitals"),
        ("event", {"actor": " "}, "words, or null"),
        ("figure", {"value": "many"}, "value=many: not one"),
        ("figure", {"value": "nan"}, "value=nan: not one"),
        ("flaw", {"problem": "boilerplate"}, "but nothing"),
    ],
)
def test_what_nothing_can_be_edited_to(kind, fields, fault: str) -> None:
    with pytest.raises(ValueError, match=fault):
        edited_from(kind, fields)


@hypothesis_settings(max_examples=100, deadline=None)
@given(reading=arbitrary(), data=st.data())
def test_a_judged_reading_is_as_whole_as_before(reading: Reading, data: st.DataObject) -> None:
    records = [*reading.statements, *reading.events, *reading.figures]
    if not records:
        return
    chosen = data.draw(st.lists(st.sampled_from(records), max_size=4))
    told = as_judged(reading, [verdict(reading, one) for one in chosen])
    numbers = [{r.number for r in of} for of in (told.statements, told.events, told.figures)]
    before = [{r.number for r in of} for of in (reading.statements, reading.events, reading.figures)]
    assert all(now <= then for now, then in zip(numbers, before, strict=True))
    for event in told.events:
        assert event.according_to not in before[0] - numbers[0]
        assert event.same_as not in before[1] - numbers[1] or event.same_as is None
    assert all(f.event not in before[1] - numbers[1] for f in told.figures)
    assert all(s.within not in before[0] - numbers[0] for s in told.statements)


def test_every_kind_of_edit_can_be_told() -> None:
    for kind, fields in EDITABLE.items():
        for name in fields:
            if name not in ("type", "status", "source_type", "stance", "bound", "span", "content"):
                assert edited_from(kind, {name: "null"}) == {name: None}


# In the ledger


def test_a_telling_that_is_wrong_is_left_out(ledger: Ledger) -> None:
    ledger.add([shelled(), denied()])
    assert shown(ledger) == [("happened", True, 2)]
    ledger.tick()  # type: ignore[attr-defined]
    kept = ledger.judge(f"{denied().id}:e1", "wrong", "Ines", note="another night")
    assert (kept.decision, kept.words, kept.note, kept.lost) == ("wrong", "shelled", "another night", None)
    assert shown(ledger) == [("happened", False, 1)]
    assert ledger.count(only="disputed") == 0
    assert shown(ledger, "2001-01-01") == [("happened", True, 2)]
    # What the machine said stands beside it.
    assert ledger.report(denied().id).reading == denied().reading
    ledger.tick()  # type: ignore[attr-defined]
    ledger.judge(f"{denied().id}:e1", "right", "Jon")
    assert shown(ledger) == [("happened", True, 2)]
    assert [(v.decision, v.who) for v in ledger.verdicts()] == [("right", "Jon"), ("wrong", "Ines")]
    assert [v.decision for v in ledger.verdicts(as_of="2001-01-02")] == ["wrong"]
    ledger.check()


def test_an_incident_all_of_whose_tellings_are_wrong_is_none(ledger: Ledger) -> None:
    ledger.add([shelled()])
    ledger.tick()  # type: ignore[attr-defined]
    ledger.judge(f"{shelled().id}:e1", "wrong", "Ines")
    assert shown(ledger) == []
    assert shown(ledger, "2001-01-01") == [("happened", False, 1)]


def test_what_is_edited_is_taken_so(ledger: Ledger) -> None:
    ledger.add([shelled()])
    kept = ledger.judge(f"{shelled().id[:6]}:e1", "edited", "Ines", edited={"status": "planned", "actor": "Cuba"})
    assert kept.edited == (("actor", "Cuba"), ("status", "planned"))
    (incident,) = ledger.incidents()
    assert incident.actor is not None
    assert (incident.status, incident.actor.country) == ("planned", "CUB")
    # By the id of the article too, and of a statement.
    ledger.judge(f"{shelled().reading.article.id}:s1", "edited", "Ines", edited={"source": "Odile Marchetti"})
    (incident,) = ledger.incidents()
    assert [a.source.label for a in incident.accounts] == ["Odile Marchetti"]


def test_a_verdict_holds_for_every_report_of_the_text(ledger: Ledger) -> None:
    ledger.add([shelled("Harrow Wire")])
    ledger.judge(f"{shelled('Harrow Wire').id}:e1", "wrong", "Ines")
    ledger.add([shelled("Ostler Post")])
    assert shown(ledger) == []


def newer(report: Report, **changes) -> Reading:
    reading = report.reading
    return replace(reading, article=replace(reading.article, model="newer"), **changes)


def test_verdicts_survive_a_new_reading(ledger: Ledger) -> None:
    ledger.add([shelled()])
    ledger.judge(f"{shelled().id}:e1", "edited", "Ines", edited={"status": "planned"})
    (event,) = shelled().reading.events
    other = Event(
        1, shelled().reading.statements[0].cue, "ACCUSE", None, "verbal conflict", -2.0, None, None, "happened"
    )  # type: ignore[arg-type]
    reread(ledger, newer(shelled(), events=(other, replace(event, number=2))))
    (told,) = ledger.verdicts()
    assert (told.lost, told.records) == (None, (f"{shelled().reading.article.id}:e2",))
    assert [d.status for d in ledger.incidents()] == ["planned", "happened"]


def test_a_verdict_that_loses_its_words_is_listed_as_lost_and_found_again(ledger: Ledger) -> None:
    ledger.add([shelled()])
    ledger.judge(f"{shelled().id}:e1", "wrong", "Ines")
    reread(ledger, newer(shelled(), events=()))
    (lost,) = ledger.verdicts()
    assert (lost.lost, lost.records) == ("no event is read at its words any more", ())
    assert shown(ledger) == []
    reread(ledger, shelled().reading)
    (found,) = ledger.verdicts()
    assert found.lost is None
    assert shown(ledger) == []
    ledger.check()


def test_links_that_a_person_confirmed_or_cut(ledger: Ledger) -> None:
    ledger.add([shelled(), denied()])
    one, other = f"{shelled().id}:e1", f"{denied().id}:e1"
    assert decided(ledger.db) == Decided()
    kept = ledger.judge_link(other, one, False, "Ines")
    assert (kept.about, kept.decision, len(kept.records)) == ("same incident", "wrong", 2)
    assert decided(ledger.db) == Decided((), (((1, 1), (2, 1)),))
    ledger.tick()  # type: ignore[attr-defined]
    ledger.judge_link(one, other, True, "Jon")
    assert decided(ledger.db) == Decided((((1, 1), (2, 1)),))
    # A link is no verdict on either of its records.
    assert shown(ledger) == [("happened", True, 2)]
    # Another report of the same text is tied alike.
    ledger.add([shelled("Tern")])
    assert decided(ledger.db).same == (((1, 1), (2, 1)), ((2, 1), (3, 1)))
    reread(ledger, newer(denied(), events=()))
    assert decided(ledger.db) == Decided()
    assert [v.lost for v in ledger.verdicts()] == ["no event is read at its words any more"] * 2


def test_a_link_that_is_cut_or_confirmed_regroups_incidents(tmp_path: Path, monkeypatch) -> None:
    """With the program's own stages."""
    monkeypatch.setattr(settle, "STAGES", STAGES)
    with Ledger.open(tmp_path / "a.ledger") as ledger:
        ledger.add([shelled(), denied()])
        one, other = f"{shelled().id}:e1", f"{denied().id}:e1"
        ledger.judge_link(one, other, False, "Ines")
        assert sorted(shown(ledger)) == [("denied", False, 1), ("happened", False, 1)]
        ledger.judge_link(one, other, True, "Ines")
        assert shown(ledger) == [("happened", True, 2)]
        ledger.judge_link(one, other, False, "Jon")
        assert len(shown(ledger)) == 2
        ledger.check()


@pytest.mark.parametrize(
    ("name", "decision", "more", "fault"),
    [
        ("x", "wrong", {}, "no id of a record"),
        ("0000:e1", "wrong", {}, "no such article"),
        ("{}:e9", "wrong", {}, "no such event"),
        ("{}:f1", "wrong", {}, "no such figure"),
        ("{}:e1", "edited", {}, "setting fields"),
        ("{}:e1", "wrong", {"edited": {"status": "planned"}}, "setting fields"),
        ("{}:e1", "note", {}, "a note has words"),
        ("{}:e1", "edited", {"edited": {"content": "1"}}, "no field 'content'"),
        ("{}:e1", "edited", {"edited": {"span": "no such words"}}, "no such words in the article"),
    ],
)
def test_what_cannot_be_judged_leaves_no_trace(ledger: Ledger, name, decision, more, fault: str) -> None:
    ledger.add([shelled()])
    before = list(ledger.db.iterdump())
    with pytest.raises(QuestionError, match=fault):
        ledger.judge(name.format(shelled().id), decision, "Ines", **more)
    with pytest.raises(QuestionError, match="are one telling"):
        ledger.judge_link(f"{shelled().id}:e1", f"{shelled().reading.article.id}:e1", True, "Ines")
    with pytest.raises(QuestionError, match="is no telling of an event"):
        ledger.judge_link(f"{shelled().id}:e1", f"{shelled().id}:s1", True, "Ines")
    assert list(ledger.db.iterdump()) == before

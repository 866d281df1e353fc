"""What of a ledger is exported, and what is told of the rest."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportedly.article.filtering import at_least
from reportedly.errors import QuestionError
from reportedly.export.choosing import confident
from reportedly.export.tally import Tally
from reportedly.ledger.questions import Asked
from reportedly.records import Reading
from tests.export.making import FERRY, choosing, exported, hostile
from tests.ledger.readings import talks


def articles(path, asked=Asked(), **more):  # noqa: B008
    with choosing(path, asked, **more) as chosen:
        found = list(chosen.reports())
    return {t.report.reading.article.id: t for t in found}, chosen.tally


def test_everything_is_there_as_persons_judged_it(small):
    found, tally = articles(small)
    assert len(found) == 7
    assert [e.number for e in found[talks().article.id].report.reading.events] == [1]
    judged = found[FERRY[0].article.id].report.reading.events[0]
    assert judged.recipient is not None
    assert judged.recipient.name == "Kestrian Navy"
    assert tally.left == {"records that are judged wrong": 1}


def test_what_is_asked_chooses_incidents_the_events_that_tell_them_and_the_articles_that_hold_these(small):
    found, tally = articles(small, Asked(type="CONSULT"))
    assert list(found) == [talks().article.id]
    assert tally.left["articles that tell no such incident"] == 6
    assert set(articles(small, Asked(where="NOR"))[0]) == {f.article.id for f in FERRY} | {hostile().article.id}
    assert len(articles(small, Asked(since="2026-01-01"))[0]) == 5
    assert len(articles(small, Asked(status="disputed"))[0]) == 2
    with choosing(small, Asked(type="CONSULT")) as chosen:
        assert [d.type for d in chosen.incidents()] == ["CONSULT"]


def test_a_confidence_leaves_out_records_and_no_article(small):
    found, tally = articles(small, Asked(min_confidence=0.6))
    assert len(found) == 7
    assert found[FERRY[0].article.id].report.reading.events == ()
    assert found[FERRY[0].article.id].report.reading.figures[0].event is None
    assert tally.left["records that are less certain than 0.6"] == 3


def test_what_the_ledger_knew_then(small):
    assert articles(small, as_of="2026-02-02")[0] == {}
    assert len(articles(small, as_of="2026-02-03")[0]) == 7
    with pytest.raises(QuestionError, match="neither a date"):
        articles(small, as_of="on Tuesday")


def test_what_cannot_be_asked_is_told_before_anything_is_read(small):
    with pytest.raises(QuestionError, match="no type"):
        articles(small, Asked(type="PARTY"))


def test_the_count_line():
    tally = Tally()
    assert tally.line() == "nothing; left out: nothing"
    tally.write("events", 1200)
    tally.write("entities")
    tally.leave("verdicts that have lost their words")
    tally.leave("events of other incidents", 0)
    assert tally.line() == "1,200 events, 1 entity; left out: 1 verdict that has lost their words"


@given(st.integers(0, 2**32 - 1))
@settings(deadline=None)
def test_what_is_certain_enough_is_what_reading_leaves_but_with_its_numbers(dispatches, seed):
    chance = Random(seed)
    reading, least = doubtful(chance.choice(dispatches), chance), chance.choice([0.0, 0.3, 0.5, 0.8, 1.0])
    mine, theirs = confident(reading, least), at_least(reading, least)
    for kind in ("statements", "events", "figures"):
        kept, others = getattr(mine, kind), getattr(theirs, kind)
        assert [one.span for one in kept] == [one.span for one in others]
        assert set(kept) <= set(getattr(reading, kind)) or kind != "statements"
    assert confident(mine, least) == mine


def doubtful(reading: Reading, chance: Random) -> Reading:
    """Every record as sure as it happens."""

    def sure(records):
        return tuple(replace(r, confidence=chance.choice([None, chance.random()])) for r in records)

    return replace(
        reading, statements=sure(reading.statements), events=sure(reading.events), figures=sure(reading.figures)
    )


def test_the_same_ledger_gives_the_same_bytes(small):
    for form in ("jsonl", "polecat", "acled", "ucdp", "webannotation", "claims", "timelinejs", "codebook"):
        assert exported(small, form) == exported(small, form)

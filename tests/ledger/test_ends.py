"""Ends that a person moved: kept by their words, taken where they stand, and what hangs on what is said then."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from reportedly.ledger.as_judged import as_judged
from reportedly.ledger.ends import ENDS, ends_of, moved_to, taken_to
from reportedly.ledger.verdicts import Verdict, anchor_of
from reportedly.records import Reading
from reportedly.text import Span
from tests.ledger.readings import arbitrary, ferry

KINDS = {"Statement": "statement", "Event": "event", "Figure": "figure"}


def judged(reading: Reading, record, words: str) -> Reading:
    """`reading`, in which the ends of `record` are moved to `words`."""
    field = ENDS[KINDS[type(record).__name__]]
    edited = {field: moved_to(record, words, reading.article.text)}
    return as_judged(reading, [Verdict((anchor_of(reading, record),), "edited", "Ines", "2026-01-01", edited=edited)])


def words(reading: Reading, spans) -> list[str]:
    return [span.of(reading.article.text) for span in spans]


def test_the_ends_of_a_figure_and_of_an_act() -> None:
    reading = ferry()
    shorter = judged(reading, reading.figures[0], "4")
    assert words(shorter, [shorter.figures[0].span]) == ["4"]
    longer = judged(reading, reading.events[0], "gunmen killed")
    assert words(longer, [longer.events[0].span]) == ["gunmen killed"]
    # Nothing else has moved.
    assert longer.figures == reading.figures
    assert longer.statements == reading.statements


def test_what_is_said_may_begin_later_or_end_elsewhere() -> None:
    reading = ferry()
    (statement,) = reading.statements
    text = reading.article.text
    shorter = judged(reading, statement, "gunmen killed 4 sailors")
    assert words(shorter, shorter.statements[0].content) == ["gunmen killed 4 sailors"]
    assert text.startswith("Premier Ilse Brandt", shorter.statements[0].span.start)
    assert shorter.statements[0].span.end == shorter.statements[0].content[-1].end
    assert shorter.events == reading.events
    # What fell out of it stands on nobody's word any more.
    without = judged(reading, statement, "off Port Ansel on Monday")
    assert [e.according_to for e in (*without.events, *without.figures)] == [None, None]


def test_what_comes_into_what_is_said_stands_on_its_word() -> None:
    reading = ferry()
    (statement,), (event,), (figure,) = reading.statements, reading.events, reading.figures
    tail = Span(statement.content[0].end - len("on Monday"), statement.content[0].end)
    told = replace(
        reading,
        statements=(replace(statement, content=(tail,)),),
        events=(replace(event, according_to=None),),
        figures=(replace(figure, according_to=None),),
    )
    after = judged(told, told.statements[0], "gunmen killed 4 sailors off Port Ansel on Monday")
    assert [e.according_to for e in (*after.events, *after.figures)] == [1, 1]


def test_pieces_outside_go_and_those_within_stay_apart() -> None:
    reading = ferry()
    (statement,) = reading.statements
    text = reading.article.text

    def find(part: str) -> Span:
        return Span(text.index(part), text.index(part) + len(part))

    pieces = (find("gunmen"), find("4 sailors"), find("on Monday"))
    told = replace(reading, statements=(replace(statement, content=pieces),))
    after = judged(told, told.statements[0], "killed 4 sailors off Port Ansel")
    assert words(after, after.statements[0].content) == ["killed 4 sailors off Port Ansel"]
    after = judged(told, told.statements[0], "gunmen killed 4 sailors off Port")
    assert words(after, after.statements[0].content) == ["gunmen", "4 sailors off Port"]


def test_of_several_places_the_nearest_is_meant_and_offsets_say_which() -> None:
    reading = ferry(words="Four sailors were said to be 4 sailors.")
    (figure,), text = reading.figures, reading.article.text
    assert moved_to(figure, "sailors", text) == {"from": 2, "to": 0, "words": "sailors"}
    last = text.rindex("4 sailors")
    assert moved_to(figure, f"@{last}-{last + 9}", text)["from"] == last - figure.span.start
    # White space at the edges is no part of it, and what is between words does not matter.
    assert moved_to(figure, f"@{figure.span.start - 1}-{figure.span.end + 1}", text)["words"] == "4 sailors"
    assert moved_to(figure, " 4\n sailors ", text)["from"] == 0


@pytest.mark.parametrize("told", ["no such words", "", "  ", "@5-5", "@9-3", "@90000-90001", "@1-", "@-1-4"])
def test_where_nothing_can_end(told: str) -> None:
    with pytest.raises(ValueError, match="no such words"):
        moved_to(ferry().figures[0], told, ferry().article.text)


def test_an_end_is_not_moved_across_the_article() -> None:
    reading = ferry(words="on " * 2000 + "a sofa")
    with pytest.raises(ValueError, match="too far"):
        moved_to(reading.figures[0], "a sofa", reading.article.text)


def test_where_other_words_stand_the_ends_stay_and_the_rest_of_the_edit_counts() -> None:
    reading = ferry()
    (event,) = reading.events
    kept = moved_to(event, "gunmen killed", reading.article.text)
    assert taken_to(event, kept, reading.article.text.replace("gunmen", "bandit")) is None
    edited = {"span": {**kept, "words": "other words"}, "status": "planned"}
    verdict = Verdict((anchor_of(reading, event),), "edited", "Ines", "2026-01-01", edited=edited)
    after = as_judged(reading, [verdict]).events[0]
    assert (after.span, after.status) == (event.span, "planned")


@pytest.mark.lawless
@hypothesis_settings(max_examples=60, deadline=None)
@given(reading=arbitrary(), data=st.data())
def test_moved_ends_are_in_the_text_and_hold_what_was_asked(reading: Reading, data: st.DataObject) -> None:
    records = [*reading.statements, *reading.events, *reading.figures]
    if not records:
        return
    record, text = data.draw(st.sampled_from(records)), reading.article.text
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    try:
        after = judged(reading, record, f"@{start}-{end}")
    except ValueError:
        return
    list(after.rows())
    told = {None, *(s.number for s in after.statements), *(s.within for s in reading.statements)}
    told.update(r.according_to for r in (*reading.events, *reading.figures))
    assert all(r.according_to in told for r in (*after.events, *after.figures))
    now = [r for r in (*after.statements, *after.events, *after.figures) if type(r) is type(record)]
    (moved,) = (r for r in now if r.number == record.number)
    if reading.article.text.count(anchor_of(reading, record).exact) == 1:
        assert ends_of(moved).of(text).strip() == text[start:end].strip() or ends_of(moved) == ends_of(record)

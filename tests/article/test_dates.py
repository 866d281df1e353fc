"""Times in a text: a table of phrases, what an article's own days are good for, and what holds for any text."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportedly.article.context import Context, make_context
from reportedly.article.dates import find_times
from reportedly.article.stretches import Stretch, around, easter, shifted
from reportedly.article.timephrases import find_phrases
from reportedly.article.timeterms import Setting, resolved
from reportedly.article.timewords import load_timewords
from reportedly.vocabulary import load_lexicon
from tests.effort import calls
from tests.factories import parse_of

ROWS: list[dict[str, Any]] = tomllib.loads(
    (Path(__file__).parent / "tables" / "dates.toml").read_text(encoding="utf-8")
)["row"]
LIES = {None: 0, "behind": -1, "ahead": 1}


def day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def told(stretch: Stretch) -> str:
    return f"{stretch.start or '-'} {stretch.end or '-'} {stretch.precision or '-'}"


@pytest.mark.parametrize("row", ROWS, ids=[row["name"] for row in ROWS])
def test_phenomenon(row: dict[str, Any]) -> None:
    text = row["text"].replace("[[", "").replace("]]", "")
    setting = Setting(day(row.get("date")), day(row.get("told")), LIES[row.get("lies")])
    found = [(p.span.of(text), told(resolved(p.term, setting))) for p in find_phrases(text)]
    wanted = [(row["text"].split("[[")[1].split("]]")[0], row["wants"])] if "[[" in row["text"] else []
    assert found == wanted


# Times of a whole article


def read(text: str, links: dict[str, tuple[str, str]] | None = None, **upos: str) -> Context:
    return make_context(parse_of(text, links=links, upos=upos), load_lexicon())


def whens(context: Context, published: str | None) -> list[tuple[str, str | None, str | None]]:
    return [(t.when.span.of(context.text), t.when.start, t.when.end) for t in find_times(context, published)]


PAST = {"Gunners": ("fired", "nsubj"), "on": ("Friday", "case"), "Friday": ("fired", "obl")}
AHEAD = {"Gunners": ("fire", "nsubj"), "will": ("fire", "aux"), "on": ("Friday", "case"), "Friday": ("fire", "obl")}
DUE = {"Talks": ("due", "nsubj"), "are": ("due", "cop"), "on": ("Friday", "case"), "Friday": ("due", "obl")}
MEANT = {
    "Unions": ("urged", "nsubj"),
    "workers": ("urged", "obj"),
    "to": ("strike", "mark"),
    "strike": ("urged", "xcomp"),
    "on": ("Friday", "case"),
    "Friday": ("strike", "obl"),
}


@pytest.mark.parametrize(
    ("text", "links", "upos", "start"),
    [
        pytest.param("Gunners fired on Friday.", PAST, {"fired": "VERB"}, "2019-06-07", id="a past tense"),
        pytest.param("Gunners will fire on Friday.", AHEAD, {"fire": "VERB"}, "2019-06-14", id="will"),
        pytest.param("Talks are due on Friday.", DUE, {"due": "ADJ"}, "2019-06-14", id="due"),
        pytest.param(
            "Unions urged workers to strike on Friday.", MEANT, {"urged": "VERB", "strike": "VERB"}, "2019-06-14",
            id="what is urged lies ahead",
        ),
        pytest.param(
            "Unions urged on Friday workers to strike.", MEANT, {"urged": "VERB", "strike": "VERB"}, "2019-06-07",
            id="the urging itself does not",
        ),
    ],
)  # fmt: skip
def test_the_tense_tells_which_friday(
    text: str, links: dict[str, tuple[str, str]], upos: dict[str, str], start: str
) -> None:
    (found,) = whens(read(text, links, **upos), "2019-06-12")
    assert found[1:] == (start, start)


REFUSED = {
    "Envoys": ("speak", "nsubj"),
    "would": ("speak", "aux"),
    "not": ("speak", "advmod"),
    "on": ("Eve", "case"),
    "Christmas": ("Eve", "compound"),
    "Eve": ("speak", "obl"),
}


def test_who_would_not_do_something_may_have_refused_before_as_well_as_promised_for_later() -> None:
    (found,) = whens(read("Envoys would not speak on Christmas Eve.", REFUSED, speak="VERB"), "2019-01-02")
    assert found[1:] == ("2018-12-24", "2018-12-24")


def test_days_told_before_count_for_those_after_them_in_reach() -> None:
    text = (
        "They took the mill on 3 May 2015. The next morning they lost it.\n\n"
        "Two days later they took it again.\n\nNothing was heard of them.\n\nThe next morning they were gone."
    )
    assert [found[1] for found in whens(read(text), None)] == ["2015-05-03", "2015-05-04", "2015-05-06", None]


def test_an_hour_takes_its_day_from_its_own_sentence_alone() -> None:
    text = "They took the mill on 3 May 2015 and lost it at dusk. They fled at dawn."
    assert [found[1] for found in whens(read(text), None)] == ["2015-05-03", "2015-05-03", None]


def test_days_in_a_quotation_are_the_speakers_own() -> None:
    text = "“We signed today,” Quill wrote yesterday."
    assert [found[1] for found in whens(read(text), "2019-06-12")] == [None, "2019-06-11"]


@pytest.mark.parametrize("published", [None, "", "2019", "2019-13-01", "yesterday"])
def test_without_a_date_that_is_one_only_absolute_times_have_dates(published: str | None) -> None:
    text = "They met yesterday, last week, in May, and on 3 May 2011."
    assert [found[1] for found in whens(read(text), published)] == [None, None, None, "2011-05-03"]


# What holds for any text

WORDS = sorted(
    {w for words in load_timewords().lists.values() for phrase in words for w in phrase.split()}
    | {*load_timewords().months, *load_timewords().weekdays, *load_timewords().units, *load_timewords().numbers}
    | {"1999", "31", "'87", "1990s", "12-14", "9/11", "Christmas", "New Year's Eve", "Ramadan", ",", "-", "(", "attack"}
)
TEXTS = st.lists(
    st.one_of(st.sampled_from(WORDS), st.sampled_from(WORDS).map(str.capitalize), st.text(max_size=4)), max_size=24
).map(" ".join)
DAYS = st.none() | st.dates()


@settings(max_examples=300, deadline=None)
@given(TEXTS, DAYS, DAYS, st.sampled_from([-1, 0, 1]), st.booleans())
def test_any_text_has_times_in_order_that_begin_before_they_end(
    text: str, today: date | None, last: date | None, toward: int, direct: bool
) -> None:
    phrases = find_phrases(text)
    end = 0
    for phrase in phrases:
        assert end <= phrase.span.start < phrase.span.end <= len(text)
        end = phrase.span.end
        stretch = resolved(phrase.term, Setting(today, last, toward, direct))
        assert stretch.start is None or stretch.end is None or stretch.start <= stretch.end
    assert phrases == find_phrases(text)


@settings(max_examples=60, deadline=None)
@given(TEXTS, st.none() | st.dates().map(date.isoformat))
def test_times_of_an_article_stand_in_its_text(text: str, published: str | None) -> None:
    for found in find_times(read(text), published):
        assert 0 <= found.when.span.start < found.when.span.end <= len(text)
        assert not (found.when.start and found.when.end and found.when.start > found.when.end)


HOSTILE = (
    "last ",
    "a day after ",
    "Monday and ",
    "May and ",
    "from ",
    "between 3 and ",
    "twenty-",
    "1.1",
    "'",
    "early the ",
)


@pytest.mark.parametrize("piece", HOSTILE)
def test_the_time_it_takes_grows_with_the_text_alone(piece: str) -> None:
    find_phrases(piece * 500)
    few, many = (calls(lambda times=times: find_phrases(piece * times)) for times in (500, 10_000))
    assert many < 60 * few  # twenty times as long a text; four hundred times would be quadratic


# The calendar


@given(st.dates(), st.integers(-3_000, 3_000), st.sampled_from(["day", "week", "month", "year"]))
def test_shifting_there_and_back_is_within_a_month(start: date, number: int, unit: Any) -> None:
    try:
        there = shifted(start, number, unit)
        back = shifted(there, -number, unit)
    except (OverflowError, ValueError):
        return  # the calendar ends
    assert abs((back - start).days) <= 3


@given(st.dates(min_value=date(11, 1, 1), max_value=date(9980, 1, 1)))
def test_a_day_is_in_its_week_month_and_year(one: date) -> None:
    for unit in ("day", "week", "month", "year", "decade"):
        whole = around(one, unit)  # type: ignore[arg-type]
        assert whole.start is not None
        assert whole.end is not None
        assert whole.start <= one <= whole.end
    assert around(one, "week").start.isoweekday() == 1  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("year", "sunday"), [(1943, "1943-04-25"), (1961, "1961-04-02"), (2008, "2008-03-23"), (2024, "2024-03-31")]
)
def test_easter(year: int, sunday: str) -> None:
    assert easter(year).isoformat() == sunday

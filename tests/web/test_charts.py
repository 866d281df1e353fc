"""Charts: values in, pictures out. They are read as XML, so that nothing unescaped gets through."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reportedly.ledger.dyads import Cell, Direction, Dyad
from reportedly.ledger.policies import POLICIES, estimate
from reportedly.ledger.series import Entry, Series
from reportedly.ledger.who import Source
from reportedly.records import STATUSES
from reportedly.text import Span
from reportedly.web.charts import Chart, Dot, dyad_chart, figure_series, sourcing_bar, timeline
from reportedly.web.charts.numbers import nice_steps, told
from reportedly.web.charts.time import UNITS, last_of, slots_of, ticks_of

# What is drawn at random takes as long as it takes on a busy machine.
unhurried = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])

QUADS = ("verbal cooperation", "material cooperation", "verbal conflict", "material conflict")
HOSTILE = "</svg><script>alert(1)</script>\"'>&amp;\ud800"

days = st.dates(date(1, 1, 1), date.max)
maybe_days = st.none() | days.map(str) | st.sampled_from(["", "soon", "1962-13-01", "1962-10-27T10:00:00Z"])
dots = st.builds(
    Dot, maybe_days, st.sampled_from(QUADS), st.floats(-10, 10), st.sampled_from(STATUSES), st.integers(0, 50),
    st.booleans(), st.sampled_from(["a strike", HOSTILE]), st.none() | st.just("/incident/1?a=1&b=2"),
    st.sampled_from([1, 1, 1, 1, 7]),
)  # fmt: skip


def drawn(chart: Chart) -> ET.Element:
    """The figure as a tree. Raises where it is not well-formed."""
    assert "<script" not in str(chart)
    return ET.fromstring(chart.__html__())


def texts(tree: ET.Element, tag: str) -> list[str]:
    return ["".join(one.itertext()) for one in tree.iter(tag)]


def ids_are_sound(tree: ET.Element) -> None:
    """No id twice, and whatever is referred to is there."""
    ids = [one.get("id") for one in tree.iter() if one.get("id")]
    assert len(ids) == len(set(ids))
    for one in tree.iter():
        for name in ("aria-labelledby", "aria-describedby"):
            assert one.get(name) is None or one.get(name) in ids
        if (fill := one.get("fill") or "").startswith("url(#"):
            assert fill[5:-1] in ids


# Incidents over time


@unhurried
@given(st.lists(dots, max_size=30))
def test_a_timeline_of_anything_can_be_drawn(found: list[Dot]) -> None:
    chart = timeline(found)
    ids_are_sound(drawn(chart))
    assert timeline(reversed(found)) == chart


def marks_of(chart: Chart) -> list[ET.Element]:
    """Those of the pictures, not of the legend."""
    pictures = [svg for svg in drawn(chart).iter("svg") if svg.get("class") is None]
    return [one for svg in pictures for one in svg.iter() if "mk" in (one.get("class") or "").split()]


def line_of(chart: Chart) -> float:
    path = next(one for one in drawn(chart).iter("path") if one.get("class") == "axis")
    return float((path.get("d") or "").split()[1].split("H")[0])


def test_cooperation_lies_above_the_line_and_conflict_below() -> None:
    found = [Dot("1962-10-27", quad, 5.0, "happened") for quad in QUADS]
    chart = timeline(found)
    line = line_of(chart)
    for one in marks_of(chart):
        y = float(one.get("cy") or one.get("y") or 0)
        assert (y < line) == ("coop" in (one.get("class") or "")), one.attrib


def test_words_are_circles_and_deeds_squares() -> None:
    for quad, shape in (("verbal conflict", "circle"), ("material conflict", "rect")):
        assert [m.tag for m in marks_of(timeline([Dot("1962-10-27", quad, -5.0, "happened")]))] == [shape]


@pytest.mark.parametrize("status", STATUSES)
def test_what_has_not_happened_is_hollow(status: str) -> None:
    (first, *_) = marks_of(timeline([Dot("1962-10-27", QUADS[3], -5.0, status)]))  # type: ignore[arg-type]
    wanted = {"happened": "happened", "denied": "denied"}.get(status, "open")
    assert (first.get("class") or "").split()[-1] == wanted


def test_what_is_disputed_is_hatched() -> None:
    for disputed in (True, False):
        chart = timeline([Dot("1962-10-27", QUADS[3], -5.0, "happened", 1, disputed)])
        assert ("url(#timeline-hatch)" in [one.get("fill") for one in drawn(chart).iter()]) is disputed


def test_a_mark_grows_with_the_outlets_that_report_it() -> None:
    radii = [
        float(marks_of(timeline([Dot("1962-10-27", QUADS[2], -5.0, "happened", many)]))[0].get("r") or 0)
        for many in (1, 2, 3, 4, 40)
    ]
    assert radii == sorted(radii)
    assert radii[0] < radii[3] == radii[4]


def test_each_mark_leads_to_its_incident_and_says_what_it_is() -> None:
    chart = timeline([Dot("1962-10-27", QUADS[3], -5.0, "happened", 1, False, "A plane was shot down", "/incident/1")])
    (link, *_) = drawn(chart).iter("a")
    assert (link.get("href"), link.get("aria-label")) == ("/incident/1", "A plane was shot down")
    (svg, *_) = drawn(chart).iter("svg")
    assert svg.get("role") == "group"
    row = list(drawn(chart).iter("tr"))[1]
    assert (*texts(row, "th"), *texts(row, "td")) == ("27 October 1962", "A plane was shot down", "1", "no")


def test_thousands_become_bars_and_none_is_lost() -> None:
    start = date(2020, 1, 1)
    found = [
        Dot(str(start + timedelta(n * 7 % 2000)), QUADS[n % 4], 1.0, STATUSES[n % 6], 1, n % 9 == 0)
        for n in range(9000)
    ]
    chart = timeline(found, link=lambda first, last: f"/?since={first}&until={last}")
    assert len(str(chart)) < 150_000
    rows = [texts(row, "td") for row in drawn(chart).iter("tr")][1:]
    assert sum(int(a.replace(",", "")) + int(b.replace(",", "")) for a, b, *_ in rows) == 9000
    assert {m.tag for m in marks_of(chart)} <= {"rect", "path"}


def test_a_few_of_other_decades_do_not_make_one_column_of_all_others() -> None:
    start = date(2023, 1, 1)
    found = [Dot(str(start + timedelta(n % 400)), QUADS[n % 4], 1.0, "happened", count=40) for n in range(2000)]
    far = [
        Dot(day, QUADS[0], 1.0, "happened", count=n)
        for n, day in enumerate(("1911-05-01", "1992-01-01", "2046-07-01"), 7)
    ]
    without, chart = timeline(found), timeline([*found, *far])
    assert chart.note == "24 more long before or after, and not drawn."
    assert (str(chart.svg), str(chart.table)) == (str(without.svg), str(without.table))
    assert without.note == ""
    # Where half of them are told of another decade, all are drawn.
    both = timeline([*found, *(Dot(str(start.replace(year=1993)), QUADS[1], 1.0, "happened", count=40) for _ in found)])
    assert both.note == ""


def test_numbers_beside_bars_lie_within_the_picture() -> None:
    found = [Dot(str(date(2023, 1, 1) + timedelta(n)), QUADS[0], 1.0, "happened", count=12_000) for n in range(600)]
    svg = drawn(timeline(found)).find(".//svg")
    (width,) = {float(svg.get("viewBox").split()[2])}
    numbers = [t for t in svg.iter("text") if (t.text or "").replace(",", "").isdigit() and float(t.get("x")) > 700]
    assert numbers
    assert all(34 + float(t.get("x")) + 7 * len(t.text) <= width for t in numbers)


def test_long_empty_stretches_are_cut_out() -> None:
    chart = timeline([Dot(day, QUADS[0], 1.0, "happened") for day in ("1962-10-27", "1962-10-28", "2025-12-30")])
    told = texts(drawn(chart), "text")
    assert {"27", "28", "30", "Oct 1962", "Dec 2025", "⋯"} <= set(told)
    assert len(marks_of(chart)) == 3


def test_undated_ones_are_counted_in_words() -> None:
    assert "2 more" in str(timeline([Dot(day, QUADS[0], 1.0, "happened") for day in ("1962-10-27", None, None)]))
    assert drawn(timeline([])).tag == "figure"


# Figures


def entry(number: float | None, day: str | None = "2025-12-30", source: str = "Ministry", **more: object) -> Entry:
    made = Entry(
        "r1", "a1", f"r1:f{number}", "The Tern", "The Tern", day, day, "2026-01-01", False,
        Source(source, source, "office"), Span(0, 3),
        f"{number} dead", "exact", number, number, number, number, number, number,
    )  # fmt: skip
    return replace(made, **more)  # type: ignore[arg-type]


def series(entries: Iterable[Entry]) -> Series:
    return Series("i1", "person", "killed", tuple(entries))


numbers = st.none() | st.floats(-1e15, 1e15) | st.integers(0, 500).map(float)
entries = st.builds(
    lambda day, source, reading, least, most, total, copied: entry(
        reading, day, source, least=least, most=most, total=total, copied=copied
    ),
    st.none() | days.map(str), st.sampled_from(["A", "B", "C", HOSTILE, "E", "F", "G", "H"]), numbers, numbers, numbers,
    st.booleans(), st.booleans(),
)  # fmt: skip


@unhurried
@given(st.lists(entries, max_size=12), st.none() | st.sampled_from(POLICIES))
def test_a_series_of_anything_can_be_drawn(found: list[Entry], policy: str | None) -> None:
    made = series(found)
    told_ = estimate(made, policy) if policy else None  # type: ignore[arg-type]
    chart = figure_series(made, id="f1", link=lambda e: f"/article/{e.report}", estimate=told_)
    ids_are_sound(drawn(chart))
    # Every figure is in the table, drawn or not.
    assert len(list(drawn(chart).iter("tr"))) == (len(found) + 1)


def test_an_open_figure_has_an_arrow_and_an_exact_one_no_range() -> None:
    for least, most, many in ((115.0, None, 1), (115.0, 115.0, 0), (110.0, 120.0, 1)):
        chart = figure_series(series([entry(115.0, least=least, most=most)]), id="f1")
        ranges = [one.get("d") or "" for one in drawn(chart).iter("path") if one.get("class") == "range"]
        assert len(ranges) == many
        if many:
            assert ("L" in ranges[0]) == (most is None)


def test_figures_of_one_day_stand_side_by_side() -> None:
    chart = figure_series(series([entry(5.0, source=name) for name in "AB"]), id="f1")
    (svg, *_) = drawn(chart).iter("svg")
    circle = next(one for one in svg.iter("circle"))
    square = next(one for one in svg.iter("path") if one.get("class") == "dot")
    assert float(circle.get("cx") or 0) + 4 < float((square.get("d") or "M0").split()[0][1:]) + 5


# Words and deeds


def cell(day: str | None, arrow: str, quad: str, status: str = "happened", count: int = 2) -> Cell:
    kind = "words" if quad.startswith("verbal") else "deeds"
    return Cell(day, arrow, kind, quad, status, None, count, -2.0, 3, 2, ("i1",))  # type: ignore[arg-type]


def dyad(cells: Iterable[Cell], by: str = "day") -> Dyad:
    way = Direction("Norland", "Kestria", 1, 1, 1.0, 1.0, 0, None, f"Norland {HOSTILE}")
    return Dyad("Norland", f"Kestria {HOSTILE}", by, tuple(cells), way, way)  # type: ignore[arg-type]


cells = st.builds(
    cell, st.none() | days.map(str), st.sampled_from("→←"), st.sampled_from(QUADS), st.sampled_from(STATUSES),
    st.integers(1, 10**6),
)  # fmt: skip


@unhurried
@given(st.lists(cells, max_size=20), st.sampled_from(["day", "week", "month"]))
def test_a_dyad_of_anything_can_be_drawn(found: list[Cell], by: str) -> None:
    ids_are_sound(drawn(dyad_chart(dyad(found, by), link=lambda first, last: f"?since={first}&until={last}")))


def test_each_direction_has_a_row_and_hostile_ones_go_down() -> None:
    chart = dyad_chart(dyad([cell("2025-12-30", "→", QUADS[0]), cell("2025-12-30", "←", QUADS[3])]))
    up, down = marks_of(chart)
    lines = [float((p.get("d") or "").split()[1].split("H")[0]) for p in drawn(chart).iter("path")
             if p.get("class") == "axis"]  # fmt: skip
    assert float(up.get("y") or 0) + float(up.get("height") or 0) == lines[0]
    assert float(down.get("y") or 0) == lines[1]


def test_each_direction_is_a_picture_as_wide_as_its_axis() -> None:
    few = dyad([cell("2025-12-30", "→", QUADS[0])])
    many = dyad([cell(str(date(2025, 1, 1) + timedelta(n)), "→", QUADS[0]) for n in range(30)])
    few, many = (replace(d, other="Kestria") for d in (few, many))
    widths = [[float(svg.get("width") or 0) for svg in drawn(dyad_chart(d)).iter("svg")][:2] for d in (few, many)]
    assert widths[0][0] == widths[0][1] < 340
    assert widths[1][0] == widths[1][1] > 540


# On whose word


def test_shares_add_up_and_are_told_in_words() -> None:
    chart = sourcing_bar({"named": 1, "official": 2, "anonymous": 1}, id="s1")
    (svg, *_) = drawn(chart).iter("svg")
    widths = [float(one.get("width") or 0) for one in svg.iter("rect") if one.get("class")]
    assert sum(widths) + len(widths) == pytest.approx(480, abs=0.2)
    assert "offices and institutions 50%" in str(chart)


@unhurried
@given(st.dictionaries(st.sampled_from(["named", "official", "anonymous", "unattributed", "other", "own voice"]),
                       st.integers(0, 10**9)))  # fmt: skip
def test_a_bar_of_anything_can_be_drawn(counts: dict[str, int]) -> None:
    ids_are_sound(drawn(sourcing_bar(counts, id="s1", of="sentence")))


def test_an_unknown_group_is_refused() -> None:
    with pytest.raises(KeyError, match="gossip"):
        sourcing_bar({"gossip": 1}, id="s1")


# Axes


@unhurried
@given(st.lists(days, min_size=1, max_size=40))
def test_every_day_has_its_slot_within_the_width(found: list[date]) -> None:
    axis = slots_of(found, 900)
    assert axis.width <= 900 or axis.unit == UNITS[-1]
    for day in found:
        slot = axis.of(day)
        assert slot.first <= day <= last_of(slot.first, axis.unit)
    for before, after in zip(axis.slots, axis.slots[1:], strict=False):
        assert before.first < after.first
        assert before.x + before.width <= after.x + 1e-6


def test_the_finest_unit_that_there_is_room_for_is_taken() -> None:
    start = date(2020, 1, 1)
    spans = {20: "day", 200: "week", 1500: "month", 4000: "quarter", 16000: "year", 100_000: "decade"}
    for many, unit in spans.items():
        assert slots_of((start + timedelta(n) for n in range(many)), 900).unit == unit


@unhurried
@given(days, days, st.integers(2, 12))
def test_ticks_lie_within_and_are_not_too_many(one: date, other: date, most: int) -> None:
    first, last = sorted((one, other))
    found = ticks_of(first, last, most).days
    assert found
    assert len(found) <= most + 1
    assert all(first <= day <= last for day, _ in found)
    assert [day for day, _ in found] == sorted({day for day, _ in found})


TICKS = [
    ("some days", "2025-12-30", "2026-01-02", ["30 Dec 2025", "31 Dec", "1 Jan 2026", "2 Jan"]),
    (
        "some weeks begin with Mondays",
        "2025-12-01",
        "2025-12-30",
        ["1 Dec 2025", "8 Dec", "15 Dec", "22 Dec", "29 Dec"],
    ),
    ("some months", "2025-11-10", "2026-03-02", ["Dec 2025", "Jan 2026", "Feb", "Mar"]),
    ("some years", "2019-05-01", "2023-02-01", ["2020", "2021", "2022", "2023"]),
    ("decades", "1951-05-01", "2003-02-01", ["1960", "1970", "1980", "1990", "2000"]),
    ("one day", "2025-12-30", "2025-12-30", ["30 Dec 2025"]),
]


@pytest.mark.parametrize(("name", "first", "last", "labels"), TICKS, ids=[t[0] for t in TICKS])
def test_ticks(name: str, first: str, last: str, labels: list[str]) -> None:
    assert [told_ for _, told_ in ticks_of(date.fromisoformat(first), date.fromisoformat(last)).days] == labels


values = st.floats(-1e12, 1e12, allow_subnormal=False)


@unhurried
@given(values, values, st.integers(2, 8))
def test_levels_hold_all_numbers(one: float, other: float, most: int) -> None:
    low, high = sorted((one, other))
    steps = nice_steps(low, high, most)
    assert steps[0] <= low + abs(low) * 1e-9
    assert steps[-1] >= high - abs(high) * 1e-9
    assert 2 <= len(steps) <= most + 1


NUMBERS = [(None, "–"), (3.0, "3"), (-3.5, "−3.5"), (12000.0, "12,000"), (2.5e6, "2.5 million"), (0.0, "0")]


@pytest.mark.parametrize(("number", "words"), NUMBERS)
def test_numbers_in_words(number: float | None, words: str) -> None:
    assert told(number) == words

"""How a count moved: who gave which number when, with the range that it leaves open, and the path of what most gave."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date

from ...ledger.policies import Estimate
from ...ledger.series import Entry, Series
from ...ledger.summaries import day_in_words
from .numbers import nice_steps, plural, told
from .svg import Cell, Chart, picture, table, tag, words
from .time import day_of, ticks_of

__all__ = ["figure_series"]

WIDTH, HEIGHT = 640.0, 220.0
LEFT, RIGHT, TOP, BOTTOM = 58.0, 20.0, 14.0, 30.0

APART = 9.0
"""Pixels between figures of one day."""

SHAPES = 6
"""So many sources have a shape and a colour of their own; further ones share the last."""

Link = Callable[[Entry], str | None]


def figure_series(
    series: Series, *, id: str, link: Link | None = None, estimate: Estimate | None = None, title: str | None = None
) -> Chart:
    """The chart of one series. `link`: the address of a figure in its article; `estimate`: what the series comes to,
    shown as a band from its low to its high with a line at its best."""
    title = title or f"{counted(series)} over time"
    entries = [e for e in series.entries if e.reading is not None]
    dated = [(day, e) for e in entries if (day := day_of(e.date))]
    rows = table(("Reported", "Source", "Words", "Range", "Outlet"), _rows(series.entries, link), title)
    if not dated:
        return Chart("figures", note=words(f"{plural(len(series.entries), 'figure')} without a date."), table=rows)
    area = _Area([day for day, _ in dated], [n for _, e in dated for n in _numbers(e)] + _band_numbers(estimate))
    sources = list(dict.fromkeys(e.source.label for _, e in dated))
    inside = [*_levels(area), *_days(area), *_band(area, estimate), *_path(area, series)]
    for day, dodge, entry in _dodged(dated):
        shape = _entry(area, day, dodge, entry, min(sources.index(entry.source.label), SHAPES - 1))
        href = link(entry) if link else None
        name = f"{entry.source.label}: {entry.words}, {day_in_words(entry.date or '')}"
        label = tag("title", words(name))
        inside.append(tag("a", label, shape, href=href, aria_label=name) if href else tag("g", label, shape))
    summary = f"{plural(len(dated), 'figure')} from {plural(len(sources), 'source')}: {_moved(series)}"
    svg = picture(id, WIDTH, HEIGHT, title, summary, *inside, links=link is not None)
    left = len(series.entries) - len(dated)
    note = f"{left:,} more without a date or a number." if left else ""
    return Chart("figures", svg, _key(sources, estimate), words(note), rows)


def counted(series: Series) -> str:
    """`killed person`, `USD`, `count`: what is counted."""
    return " ".join(filter(None, (series.measure, series.unit))) or "count"


def _moved(series: Series) -> str:
    return " → ".join(told(number) for _, number in series.path)


def _numbers(entry: Entry) -> list[float]:
    return [n for n in (entry.reading, entry.least, entry.most) if n is not None]


def _band_numbers(estimate: Estimate | None) -> list[float]:
    return [n for n in (estimate.low, estimate.best, estimate.high) if n is not None] if estimate else []


class _Area:
    """Days and numbers to pixels. From zero on, where that does not flatten what there is to see."""

    def __init__(self, days: Sequence[date], numbers: Sequence[float]) -> None:
        self.first, self.last = min(days), max(days)
        low, high = min(numbers), max(numbers)
        # Counts start at zero, unless all of the movement lies in the uppermost tenth.
        start = min(0.0, low) if high <= 0 or low < 0.9 * high or low == high else low
        self.steps = nice_steps(start, high)

    def x(self, day: date) -> float:
        span = (self.last - self.first).days
        room = WIDTH - LEFT - RIGHT - 40
        return LEFT + 20 + (room * (day - self.first).days / span if span else room / 2)

    def y(self, number: float) -> float:
        low, high = self.steps[0], self.steps[-1]
        return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * (number - low) / (high - low)


def _levels(area: _Area) -> Iterator[str]:
    for step in area.steps:
        y = area.y(step)
        yield tag("path", class_="grid", d=f"M{LEFT:g} {y:.1f}H{WIDTH - RIGHT:g}")
        yield tag("text", told(step), class_="tick", x=LEFT - 6, y=y + 4, text_anchor="end")


def _days(area: _Area) -> Iterator[str]:
    for day, label in ticks_of(area.first, area.last).days:
        x = area.x(day)
        yield tag("path", class_="axis", d=f"M{x:.1f} {HEIGHT - BOTTOM:g}v5")
        yield tag("text", words(label), class_="tick", x=x, y=HEIGHT - BOTTOM + 18, text_anchor="middle")


def _band(area: _Area, estimate: Estimate | None) -> Iterator[str]:
    if estimate is None:
        return
    low = estimate.low if estimate.low is not None else estimate.best
    high = estimate.high if estimate.high is not None else estimate.best
    if low is not None and high is not None and high > low:
        yield tag("rect", class_="band", x=LEFT, y=area.y(high), width=WIDTH - LEFT - RIGHT,
                  height=area.y(low) - area.y(high))  # fmt: skip
    if estimate.best is not None:
        yield tag("path", class_="best", d=f"M{LEFT:g} {area.y(estimate.best):.1f}H{WIDTH - RIGHT:g}")


def _path(area: _Area, series: Series) -> Iterator[str]:
    """Steps, since a number stands until another one comes."""
    steps = [(area.x(day), area.y(number)) for told_on, number in series.path if (day := day_of(told_on))]
    if len(steps) > 1:
        line = f"M{steps[0][0]:.1f} {steps[0][1]:.1f}" + "".join(f"H{x:.1f}V{y:.1f}" for x, y in steps[1:])
        yield tag("path", class_="moved", d=line)


def _dodged(dated: Sequence[tuple[date, Entry]]) -> Iterator[tuple[date, float, Entry]]:
    """Each figure with the pixels that it stands beside its day, so that those of one day do not hide each other."""
    of_day: dict[date, list[Entry]] = {}
    for day, entry in dated:
        of_day.setdefault(day, []).append(entry)
    for day, entries in of_day.items():
        apart = min(APART, 40.0 / len(entries))
        for at, entry in enumerate(entries):
            yield day, (at - (len(entries) - 1) / 2) * apart, entry


def _entry(area: _Area, day: date, dodge: float, entry: Entry, source: int) -> str:
    """A shape at the number; a line over what it can mean, with an arrow where that is open."""
    assert entry.reading is not None
    x, y = area.x(day) + dodge, area.y(entry.reading)
    classes = f"entry src{source}" + ("" if entry.total else " part") + (" copied" if entry.copied else "")
    range_ = ""
    if entry.least != entry.most:
        bottom = area.y(entry.least) if entry.least is not None else y + 16
        top = area.y(entry.most) if entry.most is not None else y - 16
        range_ = f"M{x:.1f} {bottom:.1f}V{top:.1f}"
        range_ += _end(x, top, entry.most is None, -1) + _end(x, bottom, entry.least is None, 1)
    line = tag("path", class_="range", d=range_) if range_ else ""
    return tag("g", line, _shape(source, x, y), class_=classes)


def _end(x: float, y: float, is_open: bool, way: int) -> str:
    """A cap, or the head of an arrow that points up (-1) or down."""
    if is_open:
        return f"M{x - 3:.1f} {y - 4 * way:.1f}L{x:.1f} {y:.1f}L{x + 3:.1f} {y - 4 * way:.1f}"
    return f"M{x - 3:.1f} {y:.1f}h6"


def _shape(source: int, x: float, y: float) -> str:
    """One of `SHAPES` shapes of about the same size."""
    if source == 0:
        return tag("circle", class_="dot", cx=x, cy=y, r=4.5)
    corners = {
        1: ((-4, -4), (4, -4), (4, 4), (-4, 4)),
        2: ((0, -5.5), (5, 4), (-5, 4)),
        3: ((0, -6), (5, 0), (0, 6), (-5, 0)),
        4: ((0, 5.5), (5, -4), (-5, -4)),
        5: ((-1.5, -5), (1.5, -5), (1.5, -1.5), (5, -1.5), (5, 1.5), (1.5, 1.5), (1.5, 5), (-1.5, 5), (-1.5, 1.5),
            (-5, 1.5), (-5, -1.5), (-1.5, -1.5)),
    }[source]  # fmt: skip
    return tag("path", class_="dot", d="M" + "L".join(f"{x + dx:.1f} {y + dy:.1f}" for dx, dy in corners) + "Z")


def _key(sources: Sequence[str], estimate: Estimate | None) -> str:
    items = []
    for at, label in enumerate(sources[:SHAPES]):
        shared = at == SHAPES - 1 and len(sources) > SHAPES
        sign = tag("g", _shape(at, 8, 8), class_=f"entry src{at}")
        items.append((_small(sign), f"{label} and {len(sources) - SHAPES} more" if shared else label))
    band = tag("path", class_="best", d="M0 8H16")
    if estimate and estimate.best is not None:
        items.append((_small(band), f"{estimate.policy}: {told(estimate.best)}, {estimate.reason}"))
    listed = (tag("li", shape, " ", words(says)) for shape, says in items)
    return tag("ul", *listed, class_="chart-legend")


def _small(shape: str) -> str:
    return tag("svg", shape, class_="chart-sign", viewBox="0 0 16 16", width=16, height=16, aria_hidden="true")


def _rows(entries: Sequence[Entry], link: Link | None) -> Iterator[Sequence[Cell]]:
    for e in entries:
        day = day_in_words(e.date) if e.date else "no date"
        carried = f"{e.carried_by or 'unknown'}{', copied' if e.copied else ''}"
        yield day, e.source.label, (e.words, link(e) if link else None), _range_of(e), carried


def _range_of(e: Entry) -> str:
    if e.reading is None:
        return "no number"
    if e.least == e.most:
        return told(e.least)
    if e.least is None:
        return f"up to {told(e.most)}"
    return f"{told(e.least)} or more" if e.most is None else f"{told(e.least)} to {told(e.most)}"

"""Incidents over time: cooperation above the line, conflict below it.

Each is a mark in the column of its time: words nearest to the line, then deeds, the more intense the further out. A
mark is as large as many outlets report it of their own; hollow where it has not happened; hatched where it is disputed.
Where there are too many to be told apart, columns become bars of the same kinds.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from ...ledger.dossier import Dossier
from ...ledger.summaries import day_in_words, summary_of
from ...records import Status
from .axes import levels, sides, time_axis
from .numbers import nice_steps, plural
from .signs import Sign, field, hatching, key, mark, sign_of
from .svg import Cell, Chart, picture, table, tag, words
from .time import UNITS, Slot, Slots, Unit, day_of, first_of, last_of, slot_in_words, slots_of

__all__ = ["Dot", "SlotLink", "dot_of", "timeline"]

WIDTH = 960.0
"""Pixels of the picture; it is scaled to its place."""

LEFT = 34.0
"""Pixels before the axis."""

RIGHT = 50.0
"""Pixels behind it, for the numbers of bars."""

SIDE = 140.0
"""Pixels above and below the line, at most."""

CELLS = (16.0, 14.0, 12.0, 10.0, 9.0, 8.0)
"""Pixels of the place of a mark: as large as there is room for."""

REACHABLE = 60
"""So many marks are reached one by one with the keyboard; of more, the table is the way to them."""

ROUGH = 31
"""A time that is told may be so many days long to have a place."""

LISTED = 300
"""So many rows the table has, at most: a page must not grow with its ledger."""

MOST = 1200
"""More incidents than this are never drawn one by one."""

FAR = 0.01
"""This share of what is counted, half of it at either end, is left out where the rest is then drawn by a finer unit: a
few that are told of other decades must not make one column of all others."""

SlotLink = Callable[[str, str], str]
"""The address of what lies from one ISO date to another, both inclusive."""


@dataclass(frozen=True, slots=True)
class Dot:
    """An incident, or `count` of them that are alike. `day`: ISO date, None where none is known; `label`: a sentence;
    `href`: the address that the mark leads to."""

    day: str | None
    quad: str
    intensity: float
    status: Status
    independent: int = 1
    disputed: bool = False
    label: str = ""
    href: str | None = None
    count: int = 1

    @property
    def above(self) -> bool:
        return self.quad.endswith("cooperation")

    @property
    def sign(self) -> Sign:
        return sign_of(self.quad, self.status, self.disputed)


def dot_of(dossier: Dossier, href: str | None = None) -> Dot:
    """The dot of an incident: at the first day that is told of it, without one at that of its first report. Where only
    a season or a year is told, it has none."""
    start, end = day_of(dossier.start), day_of(dossier.end)
    rough = start and end and (end - start).days > ROUGH
    return Dot(
        None if rough else dossier.start or dossier.end or dossier.reported,
        dossier.quad,
        dossier.intensity,
        dossier.status,
        dossier.independent,
        dossier.disputed,
        summary_of(dossier),
        href,
    )


def timeline(
    dots: Iterable[Dot],
    *,
    id: str = "timeline",
    title: str = "Incidents over time",
    link: SlotLink | None = None,
    units: Sequence[Unit] = UNITS,
) -> Chart:
    """The chart. Those without a date are counted in its note. `link`: where a column leads to that is a bar. `units`:
    those that a column may be of, the finest first; what is counted by the month has no days."""
    found = list(dots)
    dated = [(day, dot) for dot in found if (day := day_of(dot.day))]
    undated = sum(d.count for d in found) - sum(d.count for _, d in dated)
    if not dated:
        told = f"{plural(undated, 'incident')}, none at a time that is known." if undated else "No incident."
        return Chart("timeline", note=told)
    axis = slots_of({day for day, _ in dated}, WIDTH - LEFT, units=units)
    tally = _tally(dated, axis)
    cell = _cell(tally, axis) if all(dot.count == 1 for dot in found) else None
    left = far = 0
    if cell is None:
        near, axis = _near(dated, units)
        far = sum(d.count for _, d in dated) - sum(d.count for _, d in near)
        dated = list(near)
        tally = _tally(dated, axis)
    if cell is not None:
        found.sort(key=_in_time)
        columns = _columns(dated, axis)
        drawn, up, down = _marks(columns, axis, cell, id, reachable=len(dated) <= REACHABLE)
        rows = table(("When", "What", "Independent reports", "Disputed"), _listed(found), title)
        left = max(0, len(found) - LISTED)
    else:
        drawn, up, down = _bars(tally, axis, id, link)
        heads = ("When", "Cooperation", "Conflict", "Not happened", "Disputed")
        rows = table(heads, _counted(tally, axis, link), title)
    line = up + 24.0
    ground = (*sides(line), *time_axis(axis, line, down))
    inside = tag("g", *ground, *drawn, transform=f"translate({LEFT:g} 0)")
    linked = link is not None or any(d.href for _, d in dated)
    days = [day for day, _ in dated]
    summary = _summary(tally, min(days), max(days), cell is not None and len(dated) <= REACHABLE)
    height = line + down + (60 if any(slot.lower for slot in axis.slots) else 46)
    svg = picture(id, WIDTH, height, title, summary, hatching(id), inside, links=linked)
    shown = {sign for signs in tally.values() for sign in signs}
    notes = [
        f"{undated:,} more at no time that is known, or at one told too roughly." if undated else "",
        f"{left:,} more not listed." if left else "",
        f"{far:,} more long before or after, and not drawn." if far else "",
    ]
    return Chart("timeline", svg, key(id, shown, bars=cell is None), words(" ".join(filter(None, notes))), rows)


def _near(dated: Sequence[tuple[date, Dot]], units: Sequence[Unit]) -> tuple[Sequence[tuple[date, Dot]], Slots]:
    """What is drawn as bars, and on which axis: all of it, or without what lies far from all others."""
    room = WIDTH - LEFT - RIGHT
    whole = slots_of({day for day, _ in dated}, room, units=units)
    ordered = sorted(dated, key=lambda one: one[0])
    most = FAR / 2 * sum(dot.count for _, dot in dated)
    ends = []
    for inwards in (ordered, ordered[::-1]):
        at, far = 0, 0
        while far + inwards[at][1].count <= most:
            far, at = far + inwards[at][1].count, at + 1
        ends.append(inwards[at][0])
    # What is not far from these is near, too.
    beside = timedelta(max(31, (ends[1] - ends[0]).days // 10))
    ordered = [(day, dot) for day, dot in ordered if day - ends[1] <= beside and ends[0] - day <= beside]
    closer = slots_of({day for day, _ in ordered}, room, units=units)
    finer = units.index(closer.unit) < units.index(whole.unit)
    return (ordered, closer) if finer else (dated, whole)


_Tally = Mapping[tuple[date, bool], Mapping[Sign, int]]
"""For the first day of each slot, and above or below the line: how many there are of each sign."""


def _tally(dated: Sequence[tuple[date, Dot]], axis: Slots) -> _Tally:
    found: defaultdict[tuple[date, bool], defaultdict[Sign, int]] = defaultdict(lambda: defaultdict(int))
    slots = {day: first_of(day, axis.unit) for day in {day for day, _ in dated}}
    for day, dot in dated:
        found[slots[day], dot.above][dot.sign] += dot.count
    return found


_Columns = Mapping[tuple[date, bool], Sequence[Dot]]
"""The same with the dots themselves, from the line outwards."""


def _columns(dated: Sequence[tuple[date, Dot]], axis: Slots) -> _Columns:
    found: defaultdict[tuple[date, bool], list[Dot]] = defaultdict(list)
    for day, dot in dated:
        found[first_of(day, axis.unit), dot.above].append(dot)
    return {key: sorted(dots, key=_outwards) for key, dots in sorted(found.items())}


def _in_time(dot: Dot) -> tuple[object, ...]:
    """By day; all else only so that the same dots in another order are the same picture."""
    rest = (dot.quad, dot.status, dot.independent, dot.disputed, dot.intensity, dot.count)
    return dot.day or "9999", abs(dot.intensity), dot.label, dot.href or "", *rest


def _outwards(dot: Dot) -> tuple[object, ...]:
    return dot.sign.order, abs(dot.intensity), *_in_time(dot)


def _summary(tally: _Tally, first: date, last: date, reachable: bool) -> str:
    """What the picture shows, for those who do not see it."""
    above, below = (_sum(tally, lambda _: True, side) for side in (True, False))
    disputed = sum(_sum(tally, lambda sign: sign.disputed, side) for side in (True, False))
    days = " to ".join(dict.fromkeys(day_in_words(day.isoformat()) for day in (first, last)))
    way = "" if reachable else " The table below has the same, with links."
    return (
        f"{plural(above + below, 'incident')} from {days}: {above:,} of cooperation above the line, "
        f"{below:,} of conflict below it, {disputed:,} disputed.{way}"
    )


def _sum(tally: _Tally, wanted: Callable[[Sign], bool], above: bool, slot: date | None = None) -> int:
    """How many there are of the wanted signs, above or below, in one slot or in all."""
    places = [slot] if slot else [first for first, side in tally if side is above]
    return sum(count for first in places for sign, count in tally.get((first, above), {}).items() if wanted(sign))


# Marks


def _cell(tally: _Tally, axis: Slots) -> float | None:
    """The size of a place at which there is one for every mark; None where there is none."""
    counts = [sum(signs.values()) for signs in tally.values()]
    if sum(counts) > MOST:
        return None
    width, fullest = axis.slots[0].width, max(counts)
    for cell in CELLS:
        places = max(1, int((width - 2) // cell))
        if cell <= width and -(-fullest // places) * cell <= SIDE:
            return cell
    return None


def _marks(columns: _Columns, axis: Slots, cell: float, id: str, *, reachable: bool) -> tuple[list[str], float, float]:
    """The marks, and how many pixels they take above and below the line."""
    tall = {above: max((len(d) for (_, a), d in columns.items() if a is above), default=0) for above in (True, False)}
    places = max(1, int((axis.slots[0].width - 2) // cell))
    up, down = (max(70.0, -(-tall[above] // places) * cell + 8) for above in (True, False))
    line = up + 24.0
    drawn = []
    for (first, above), dots in columns.items():
        slot = axis.of(first)
        for at, dot in enumerate(dots):
            across, out = at % places, at // places
            shown = min(places, len(dots) - out * places)
            x = slot.x + slot.width / 2 + (across - (shown - 1) / 2) * cell
            y = line + (-1 if above else 1) * (5.0 + (out + 0.5) * cell)
            shape = mark(dot.sign, x, y, _radius(dot.independent, cell), id)
            drawn.append(_linked(dot.href, dot.label, shape, reachable))
    return drawn, up, down


def _radius(independent: int, cell: float) -> float:
    """The area grows with the outlets, up to four."""
    return float(cell * (0.25 + 0.07 * (min(max(independent, 1), 4) - 1)))


def _linked(href: str | None, label: str, shape: str, reachable: bool = True) -> str:
    told = tag("title", words(label)) if label else ""
    if not href:
        return tag("g", told, shape)
    return tag("a", told, shape, href=href, aria_label=label, tabindex=None if reachable else -1)


def _listed(found: Sequence[Dot]) -> Iterator[Sequence[Cell]]:
    for dot in found[:LISTED]:
        day = day_in_words(dot.day) if dot.day else "no date"
        yield day, (dot.label or "incident", dot.href), f"{dot.independent:,}", "yes" if dot.disputed else "no"


# Bars


def _bars(tally: _Tally, axis: Slots, id: str, link: SlotLink | None) -> tuple[list[str], float, float]:
    """A bar above and one below the line for each slot, from words to deeds, what has not happened hollow."""
    total = {where: sum(signs.values()) for where, signs in tally.items()}
    steps = nice_steps(0, max(total.values()), 4)
    scale = SIDE / steps[-1]
    highest = {above: max((n for (_, a), n in total.items() if a is above), default=0) for above in (True, False)}
    up, down = (max(70.0, highest[above] * scale + 8) for above in (True, False))
    line = up + 24.0
    drawn = levels(steps, scale, line, up, down, axis.width)
    for slot in axis.slots:
        shapes: list[str] = []
        for above in (True, False):
            shapes += _bar(tally.get((slot.first, above), {}), slot, line, scale if above else -scale, id)
        if shapes:
            ups, downs = total.get((slot.first, True), 0), total.get((slot.first, False), 0)
            label = f"{slot_in_words(slot.first, axis.unit)}: {ups:,} of cooperation, {downs:,} of conflict"
            drawn.append(_linked(_href(slot, axis, link), label, "".join(shapes)))
    return drawn, up, down


def _href(slot: Slot, axis: Slots, link: SlotLink | None) -> str | None:
    return link(slot.first.isoformat(), last_of(slot.first, axis.unit).isoformat()) if link else None


def _bar(counted: Mapping[Sign, int], slot: Slot, line: float, scale: float, id: str) -> Iterator[str]:
    inset = 1.0 if slot.width > 6 else 0.2
    y = line
    for sign in sorted(counted, key=lambda s: s.order):
        to = y - counted[sign] * scale
        yield field(sign, slot.x + inset, min(y, to), slot.width - 2 * inset, abs(y - to), id)
        y = to


def _counted(tally: _Tally, axis: Slots, link: SlotLink | None) -> Iterator[Sequence[Cell]]:
    for slot in axis.slots:
        counts = [_sum(tally, lambda _: True, above, slot.first) for above in (True, False)]
        if not any(counts):
            continue
        for wanted in (lambda sign: sign.state != "happened", lambda sign: sign.disputed):
            counts.append(sum(_sum(tally, wanted, above, slot.first) for above in (True, False)))
        yield (slot_in_words(slot.first, axis.unit), _href(slot, axis, link)), *(f"{count:,}" for count in counts)

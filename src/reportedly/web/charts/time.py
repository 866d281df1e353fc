"""Time on an axis: as slots of a day, a week or more, long empty stretches cut out; or to scale, with ticks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, get_args

from ...ledger.summaries import day_in_words

__all__ = ["Slot", "Slots", "Ticks", "Unit", "day_of", "first_of", "last_of", "slot_in_words", "slots_of", "ticks_of"]

Unit = Literal["day", "week", "month", "quarter", "year", "decade", "century"]
UNITS: tuple[Unit, ...] = get_args(Unit)

EMPTY = 3
"""So many empty slots side by side are shown; a longer stretch is cut out, and a break shown in its place."""

LABEL = 74.0
"""Pixels that the label of a stretch needs at least."""

YEAR = 34.0
"""Pixels that a year takes."""

BREAK = 22.0
"""Pixels of a break."""


def day_of(told: str | None) -> date | None:
    """The day that an ISO date or time is of, None for anything else."""
    try:
        return date.fromisoformat((told or "")[:10])
    except ValueError:
        return None


def first_of(day: date, unit: Unit) -> date:
    """The first day of the unit that a day lies in. Weeks begin on Monday; the first one of all is cut short."""
    if unit == "day":
        return day
    if unit == "week":
        return day - timedelta(min(day.weekday(), day.toordinal() - 1))
    if unit == "month":
        return day.replace(day=1)
    if unit == "quarter":
        return day.replace(month=1 + (day.month - 1) // 3 * 3, day=1)
    years = {"year": 1, "decade": 10, "century": 100}[unit]
    return date(max(1, day.year // years * years), 1, 1)


def number_of(day: date, unit: Unit) -> int:
    """Units between the first of all and the one that a day lies in."""
    if unit == "day":
        return day.toordinal()
    if unit == "week":
        return (day.toordinal() - 1) // 7
    if unit == "month":
        return day.year * 12 + day.month
    if unit == "quarter":
        return day.year * 4 + (day.month - 1) // 3
    return day.year // {"year": 1, "decade": 10, "century": 100}[unit]


@dataclass(frozen=True, slots=True)
class Slot:
    """One unit of time on the axis: `[x, x + width)` in pixels. `label` stands under it, None where there is no room;
    `heading` names the stretch that begins here, `lower` where it has no room beside the one before it; `after_break`
    tells that time was cut out before it."""

    first: date
    x: float
    width: float
    label: str | None = None
    heading: str | None = None
    lower: bool = False
    after_break: bool = False


@dataclass(frozen=True, slots=True)
class Slots:
    """The axis. `of` finds the slot of a day; `width` is that of all, in pixels."""

    unit: Unit
    slots: tuple[Slot, ...]
    width: float

    def of(self, day: date) -> Slot:
        """Raises KeyError for a day that the axis was not made for."""
        first = first_of(day, self.unit)
        for slot in self.slots:
            if slot.first == first:
                return slot
        raise KeyError(day)


def slots_of(
    days: Iterable[date], width: float, *, least: float = 14.0, most: float = 54.0, units: Sequence[Unit] = UNITS
) -> Slots:
    """The finest axis that holds all of `days` within `width` pixels: slots at least `least` wide, at most `most`."""
    told = sorted(set(days))
    for unit in units:
        runs = _runs(sorted({first_of(day, unit) for day in told}), unit)
        needed = sum(max(LABEL, len(run) * least) for run in runs) + BREAK * max(0, len(runs) - 1)
        if needed <= width or unit == units[-1]:
            return _laid_out(runs, unit, width, least, most)
    return Slots("day", (), 0.0)


def last_of(first: date, unit: Unit) -> date:
    """The last day of the unit that begins with `first`."""
    return date.max if first_of(date.max, unit) <= first else _next(first, unit) - timedelta(1)


def _runs(firsts: Sequence[date], unit: Unit) -> list[list[date]]:
    """Slots side by side, short empty stretches filled up."""
    runs: list[list[date]] = []
    for first in firsts:
        gap = number_of(first, unit) - number_of(runs[-1][-1], unit) - 1 if runs else EMPTY + 1
        if gap > EMPTY:
            runs.append([first])
            continue
        while runs[-1][-1] < first:
            runs[-1].append(_next(runs[-1][-1], unit))
    return runs


def _next(first: date, unit: Unit) -> date:
    if unit == "day":
        return first + timedelta(1)
    if unit == "week":
        return first_of(first + timedelta(7), "week")
    if unit in ("month", "quarter"):
        at = first.year * 12 + first.month - 1 + (1 if unit == "month" else 3)
        return date(at // 12, at % 12 + 1, 1)
    years = {"year": 1, "decade": 10, "century": 100}[unit]
    return date(first.year // years * years + years, 1, 1)


def _laid_out(runs: Sequence[Sequence[date]], unit: Unit, width: float, least: float, most: float) -> Slots:
    breaks = BREAK * max(0, len(runs) - 1)
    # Runs that are narrower than their label take its width; what is left is shared out evenly.
    each = most
    while each > least and sum(max(LABEL, len(run) * each) for run in runs) + breaks > width:
        each -= 1.0
    each = max(each, least)
    slots: list[Slot] = []
    x, years_end, free = 0.0, 0.0, [0.0, 0.0]
    for number, run in enumerate(runs):
        x += BREAK if number else 0.0
        for at, first in enumerate(run):
            left = x + at * each
            begins = at == 0 or _period(first, unit) != _period(run[at - 1], unit)
            row = next((row for row in (0, 1) if free[row] <= left), None) if begins else None
            heading = _heading(first, unit) if row is not None else None
            if row is not None and heading:
                free[row] = left + LABEL
            label = _label(first, unit, each, begins=at == 0)
            if unit == "year" and label:
                label, years_end = (label, left + YEAR) if left >= years_end else (None, years_end)
            slots.append(Slot(first, left, each, label, heading, row == 1, at == 0 and number > 0))
        x += max(LABEL, len(run) * each)
    return Slots(unit, tuple(slots), x)


def _period(first: date, unit: Unit) -> object:
    """What a heading names: the month of days and weeks, the year of months, the century of years."""
    if unit in ("day", "week"):
        return first.year, first.month
    return first.year if unit in ("month", "quarter") else first.year // 100


def _month(day: date) -> str:
    """`Oct`."""
    return day_in_words(day.isoformat()).split()[1][:3]


def _heading(first: date, unit: Unit) -> str | None:
    if unit in ("day", "week"):
        return f"{_month(first)} {first.year}"
    if unit in ("month", "quarter"):
        return str(first.year)
    return None if unit == "year" else f"{first.year}s"


def _label(first: date, unit: Unit, width: float, *, begins: bool) -> str | None:
    """What stands under a slot, which `begins` a stretch or not. Where slots are narrow, only some have one."""
    if unit == "day":
        every = 1 if width >= 17 else 2
        return str(first.day) if first.toordinal() % every == 0 else None
    if unit == "week":
        return str(first.day) if width >= 17 or first.toordinal() // 7 % 2 == 0 else None
    if unit == "month":
        told = _month(first)
        return told if width >= 30 else told[0]
    if unit == "quarter":
        return f"Q{(first.month + 2) // 3}" if width >= 22 else None
    if unit == "year":
        every = 1 if width >= 34 else 5 if width >= 8 else 10
        return str(first.year) if begins or first.year % every == 0 else None
    return None


def slot_in_words(first: date, unit: Unit) -> str:
    """`27 October 1962`, `week of 22 October 1962`, `October 1962`, `1962`."""
    told = day_in_words(first.isoformat())
    if unit == "day":
        return told
    if unit == "week":
        return f"week of {told}"
    if unit == "month":
        return told.split(" ", 1)[1]
    if unit == "quarter":
        return f"quarter from {told.split(' ', 1)[1]}"
    return str(first.year) if unit == "year" else f"{first.year}s"


# To scale


@dataclass(frozen=True, slots=True)
class Ticks:
    """Days with a label each, in order."""

    days: tuple[tuple[date, str], ...]


_STEPS: tuple[tuple[str, int], ...] = (
    ("day", 1), ("day", 2), ("day", 7), ("day", 14), ("month", 1), ("month", 2), ("month", 3), ("month", 6),
    ("year", 1), ("year", 2), ("year", 5), ("year", 10), ("year", 20), ("year", 50), ("year", 100), ("year", 500),
    ("year", 1000), ("year", 5000),
)  # fmt: skip


def ticks_of(first: date, last: date, most: int = 7) -> Ticks:
    """The finest of days, weeks, months and years of which `most` at most lie from `first` to `last`, both inclusive.

    A label says no more than the one before it leaves open: the year stands at the first tick and where it changes.
    """
    for unit, step in _STEPS:
        if _many(first, last, unit, step) <= most:
            found = list(_ticks(first, last, unit, step))
            if found:
                return Ticks(tuple(_labelled(found, unit)))
    return Ticks(((first, str(first.year)),))


def _many(first: date, last: date, unit: str, step: int) -> int:
    days = (last - first).days
    return int(days / (step * {"day": 1, "month": 30.4, "year": 365.25}[unit])) + 1


def _ticks(first: date, last: date, unit: str, step: int) -> Iterator[date]:
    if unit == "day":
        # Mondays where it is weeks, else counted from the first.
        start = first.toordinal() + ((-first.weekday()) % 7 if step % 7 == 0 else 0)
        yield from (date.fromordinal(at) for at in range(start, last.toordinal() + 1, step))
        return
    months = step if unit == "month" else 12 * step
    at = -(-(first.year * 12 + first.month - 1 + (first.day > 1)) // months) * months
    while at // 12 <= min(last.year, 9999) and date(max(1, at // 12), at % 12 + 1, 1) <= last:
        if at // 12 >= 1:
            yield date(at // 12, at % 12 + 1, 1)
        at += months


def _labelled(found: Sequence[date], unit: str) -> Iterator[tuple[date, str]]:
    for at, day in enumerate(found):
        new_year = at == 0 or day.year != found[at - 1].year
        if unit == "year":
            yield day, str(day.year)
        elif unit == "month":
            yield day, f"{_month(day)} {day.year}" if new_year else _month(day)
        else:
            told = f"{day.day} {_month(day)}"
            yield day, f"{told} {day.year}" if new_year else told

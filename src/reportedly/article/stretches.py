"""Stretches of time: days, weeks, months, seasons, years and decades, and the arithmetic between them.

Weeks run from Monday to Sunday, ends are inclusive, an open end is None. Functions raise OverflowError or ValueError
where a date would leave the calendar (years 1 to 9999).
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from ..records import Precision

__all__ = [
    "NOWHEN",
    "SEASONS",
    "Part",
    "Stretch",
    "Unit",
    "around",
    "days",
    "easter",
    "month",
    "nth_weekday",
    "part",
    "season",
    "shifted",
    "year",
]  # fmt: skip

Unit = Literal["hour", "day", "week", "fortnight", "weekend", "month", "year", "decade", "century"]
Part = Literal["early", "mid", "late", "beginning", "end", "earlier", "later"]

SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "winter": 12}
"""The months in which the seasons begin, north of the equator."""
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Stretch:
    """From `start` to `end`, both inclusive; None where it is open, or not known. `precision` as in `records.When`."""

    start: date | None = None
    end: date | None = None
    precision: Precision | None = None

    @property
    def day(self) -> date | None:
        """The day, where it is one."""
        return self.start if self.precision == "day" and self.start == self.end else None


NOWHEN = Stretch()
"""A time of which no date can be told."""


def days(start: date, end: date | None = None) -> Stretch:
    return Stretch(start, end or start, "day")


def month(year: int, number: int) -> Stretch:
    return Stretch(date(year, number, 1), date(year, number, calendar.monthrange(year, number)[1]), "month")


def year(number: int) -> Stretch:
    return Stretch(date(number, 1, 1), date(number, 12, 31), "year")


def season(name: str, year: int) -> Stretch:
    """The season that begins in `year`: the winter of 2015 goes on to February 2016."""
    first = date(year, SEASONS[name], 1)
    return Stretch(first, shifted(first, 3, "month") - _DAY, "season")


def shifted(day: date, number: int, unit: Unit) -> date:
    """`day` moved by `number` units; where a month is too short, to its last day."""
    if unit in ("day", "hour"):
        return day if unit == "hour" else day + timedelta(days=number)
    if unit in ("week", "weekend", "fortnight"):
        return day + timedelta(weeks=2 * number if unit == "fortnight" else number)
    months = number * {"month": 1, "year": 12, "decade": 120, "century": 1200}[unit]
    years, index = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(years, index + 1, min(day.day, calendar.monthrange(years, index + 1)[1]))


def around(day: date, unit: Unit) -> Stretch:
    """The day, week, month … that holds `day`. The weekend is that of its week; a century cannot be told."""
    if unit in ("day", "hour"):
        return days(day)
    monday = day - timedelta(days=day.weekday())
    if unit == "weekend":
        return days(monday + timedelta(days=5), monday + timedelta(days=6))
    if unit in ("week", "fortnight"):
        return Stretch(monday, monday + timedelta(days=6), "week")
    if unit == "month":
        return month(day.year, day.month)
    if unit == "year":
        return year(day.year)
    if unit == "decade":
        first = day.year - day.year % 10
        return Stretch(date(first, 1, 1), date(first + 9, 12, 31), "decade")
    return NOWHEN


def part(whole: Stretch, which: Part, today: date | None) -> Stretch:
    """A part of a stretch: early May is the 1st to the 10th, early 2014 January to March (see docs/records.md).

    "Earlier" and "later" are up to the day before or after `today` where the stretch holds it.
    """
    start, end = whole.start, whole.end
    if start is None or end is None or whole.precision == "day":
        return whole
    if which in ("earlier", "later"):
        if today is None or not start <= today <= end:
            return whole
        return Stretch(start, today, whole.precision) if which == "earlier" else _later(today, end, whole.precision)
    where = {"early": 0, "beginning": 0, "mid": 1, "late": 2, "end": 2}[which]
    if whole.precision == "month":
        if which == "end":
            return Stretch(end - timedelta(days=6), end, "week")
        bounds = ((1, 10), (11, 20), (21, end.day))[where]
        return Stretch(start.replace(day=bounds[0]), start.replace(day=bounds[1]), "week")
    if whole.precision == "year":
        first, last = ((1, 3), (6, 8), (10, 12))[where]
        return Stretch(start.replace(month=first), month(start.year, last).end, "season")
    if whole.precision == "season":
        first_of = shifted(start, where, "month")
        return month(first_of.year, first_of.month)
    if whole.precision == "decade":
        first, last = ((0, 3), (4, 6), (7, 9))[where]
        return Stretch(date(start.year + first, 1, 1), date(start.year + last, 12, 31), "year")
    if whole.precision == "week" and which == "end":
        return days(end - timedelta(days=2), end)
    return Stretch(precision=whole.precision)


def _later(today: date, end: date, precision: Precision | None) -> Stretch:
    return Stretch(min(today + _DAY, end), end, precision)


def easter(year: int) -> date:
    """Easter Sunday of the western churches (Butcher 1877, as in Meeus, Astronomical Algorithms)."""
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    n = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 22 * n) // 451
    at, day = divmod(h + n - 7 * m + 114, 31)
    return date(year, at, day + 1)


def nth_weekday(year: int, month: int, weekday: int, which: int) -> date:
    """The `which`th weekday (Monday is 1) of a month; the last for -1."""
    last = calendar.monthrange(year, month)[1]
    fitting = [d for d in range(1, last + 1) if date(year, month, d).isoweekday() == weekday]
    return date(year, month, fitting[which - 1 if which > 0 else which])


def first_day(day: date, unit: Unit) -> date:
    """The first day of the unit: a month on from the 31st is the next month, and not the one after it."""
    found = around(day, unit).start
    return found if found and unit in ("month", "year", "decade") else day


def precision_of(unit: Unit) -> Precision | None:
    match unit:
        case "hour" | "day" | "weekend":
            return "day"
        case "week" | "fortnight":
            return "week"
        case "month" | "year" | "decade":
            return unit
    return None

"""What a phrase says of a time, and what that comes to on a certain day.

A `Term` is what the grammar makes of a phrase ("Friday", "two weeks ago", "since the end of March"); `on(setting)`
gives its `Stretch`, without dates where what it needs is not known. "I don't know" is an answer; a guess is none.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Protocol

from ..records import Precision
from .stretches import NOWHEN, Stretch, Unit, around, days, first_day, month, precision_of, season, shifted, year
from .timewords import Named

__all__ = [
    "DayOfMonth", "Fixed", "HolyDay", "InSeason", "Relative", "Setting", "Term", "TwoDigits", "Weekday", "Yearless",
    "resolved",
]  # fmt: skip

_NEAR = 100
"""Days up to which a date without a year is meant that lies the other way than the tense says: 'talks were set for
3 May'."""
_A_YEAR = 366


@dataclass(frozen=True, slots=True)
class Setting:
    """What a term is read against: the article's day, the day told last, and whether what is told lies ahead (1) or
    behind (-1), 0 where that is not known; `direct` where the very verb of the phrase says so."""

    today: date | None = None
    told: date | None = None
    toward: int = 0
    direct: bool = False

    @property
    def past(self) -> Setting:
        return replace(self, toward=-1)


class Term(Protocol):
    def on(self, setting: Setting) -> Stretch: ...


def resolved(term: Term, setting: Setting) -> Stretch:
    """The stretch of a term; without dates where the calendar ends."""
    try:
        found = term.on(setting)
    except (OverflowError, ValueError):
        return NOWHEN
    if found.start and found.end and found.start > found.end:
        return Stretch(precision=found.precision)
    return found


@dataclass(frozen=True, slots=True)
class Fixed:
    """What needs no article's date: "3 May 1999", "in the 1990s"; without dates: "for months"."""

    stretch: Stretch

    def on(self, setting: Setting) -> Stretch:
        return self.stretch


@dataclass(frozen=True, slots=True)
class Yearless:
    """A month, or a day of it, without its year: "in May", "3 May", "last May", "May last year" (`years` -1)."""

    month: int
    day: int | None = None
    which: int | None = None
    years: int | None = None
    weekday: int | None = None

    def of(self, number: int) -> Stretch:
        return month(number, self.month) if self.day is None else days(date(number, self.month, self.day))

    def on(self, setting: Setting) -> Stretch:
        today, precision = setting.today, _precision(self.day)
        if today is None:
            return Stretch(precision=precision)
        if self.years is not None:
            return self.of(today.year + self.years)
        around_now = [self.of(y) for y in range(today.year - 4, today.year + 5) if self._there(y)]
        if self.weekday is not None:
            around_now = [s for s in around_now if s.start and s.start.isoweekday() == self.weekday]
            near = [s for s in around_now if _far(s, today) < _A_YEAR]
            return min(near, key=lambda s: _far(s, today), default=Stretch(precision=precision))
        toward = 0 if self.day and not setting.direct and self._likelier(around_now, today) else setting.toward
        return _chosen(around_now, today, self.which, toward) or Stretch(precision=precision)

    @staticmethod
    def _likelier(candidates: list[Stretch], today: date) -> bool:
        """Whether one of the two that are nearest is near, and the other is not: a year is left out of such a date."""
        ahead = [_far(s, today) for s in candidates if s.start and s.start > today]
        behind = [_far(s, today) for s in candidates if s.end and s.end < today]
        near = sorted((min(ahead, default=9999), min(behind, default=9999)))
        return near[0] <= _NEAR and near[1] > 2 * _NEAR

    def _there(self, number: int) -> bool:
        try:
            self.of(number)
        except ValueError:  # the 29th of February
            return False
        return True


def _precision(day: int | None) -> Precision:
    return "month" if day is None else "day"


def _far(stretch: Stretch, today: date) -> int:
    start, end = stretch.start or today, stretch.end or today
    if start <= today <= end:
        return 0
    return min(abs((start - today).days), abs((end - today).days))


def _chosen(candidates: Iterable[Stretch], today: date, which: int | None, toward: int) -> Stretch | None:
    """Of the same stretch in several years the one that is meant."""
    known = [s for s in candidates if s.start and s.end]
    behind = [s for s in known if s.end and s.end < today]
    now = [s for s in known if _far(s, today) == 0]
    ahead = [s for s in known if s.start and s.start > today]
    if which == -1:
        return behind[-1] if behind else None
    if which == 1:
        return ahead[0] if ahead else None
    if which == 0:
        return next((s for s in known if s.start and s.start.year == today.year), None)
    if now:
        return now[0]
    if toward:
        return (behind[-1] if behind else None) if toward < 0 else (ahead[0] if ahead else None)
    nearest = sorted(known, key=lambda s: _far(s, today))
    return nearest[0] if nearest and _far(nearest[0], today) <= _NEAR else None


@dataclass(frozen=True, slots=True)
class TwoDigits:
    """A year or decade in two digits ("'87", "the eighties"), not ahead of the article; else one of the 1900s."""

    number: int
    decade: bool = False

    def on(self, setting: Setting) -> Stretch:
        latest = setting.today.year if setting.today else 1999
        number = latest - (latest - self.number) % 100
        return around(date(number, 1, 1), "decade") if self.decade else year(number)


@dataclass(frozen=True, slots=True)
class Weekday:
    """A day of the week, from 1. `which`: -1 "last Friday", 1 "next Friday", 0 "this Friday"; `weeks`: "Friday of last
    week" is -1."""

    number: int
    which: int | None = None
    weeks: int | None = None

    def on(self, setting: Setting) -> Stretch:
        today = setting.today
        if today is None:
            return Stretch(precision="day")
        this = today + timedelta(days=self.number - today.isoweekday())
        if self.weeks is not None:
            return days(this + timedelta(weeks=self.weeks))
        if self.which in (-1, 1):
            # "Last Tuesday", said on a Thursday, is two days ago to some and nine to others.
            return days(this + timedelta(weeks=self.which)) if self._clear(this, today) else Stretch(precision="day")
        if this == today:
            return days(today)
        if not setting.toward:
            return Stretch(precision="day")
        return days(this + timedelta(weeks=setting.toward) if (this > today) != (setting.toward > 0) else this)

    def _clear(self, this: date, today: date) -> bool:
        return this >= today if self.which == -1 else this <= today


@dataclass(frozen=True, slots=True)
class Relative:
    """The day, week … of the article, or one before or after it: "today", "last week", "next year"."""

    unit: Unit
    shift: int

    def on(self, setting: Setting) -> Stretch:
        if setting.today is None:
            return Stretch(precision=precision_of(self.unit))
        today = setting.today
        if self.unit == "weekend" and self.shift == 0 and setting.toward <= 0 and today.isoweekday() < 6:
            # "Over the weekend" is the last one, where it is not told as still to come.
            return around(today - timedelta(weeks=1), "weekend")
        return around(shifted(first_day(today, self.unit), self.shift, self.unit), self.unit)


@dataclass(frozen=True, slots=True)
class HolyDay:
    """A time with a name that comes every year."""

    named: Named
    year: int | None = None
    which: int | None = None
    years: int | None = None

    def on(self, setting: Setting) -> Stretch:
        if self.named.once is not None:
            return self.named.once
        if self.year is not None:
            return self.named.of(self.year) or NOWHEN
        today = setting.today
        if today is None:
            return Stretch(precision="month" if self.named.yearly == "lunar" else "day")
        if self.years is not None:
            return self.named.of(today.year + self.years) or NOWHEN
        near = [self.named.of(y) for y in range(max(1, today.year - 1), today.year + 2)]
        found = sorted({s for s in near if s}, key=lambda s: s.start or today)
        return _chosen(found, today, self.which, setting.toward) or NOWHEN


@dataclass(frozen=True, slots=True)
class InSeason:
    """A season: "in the summer", "last fall", "the spring of 2011"."""

    name: str
    year: int | None = None
    which: int | None = None
    years: int | None = None

    def on(self, setting: Setting) -> Stretch:
        if self.year is not None:
            # The winter of 2016 may be its beginning or its end.
            return season(self.name, self.year) if self.name != "winter" else Stretch(precision="season")
        today = setting.today
        if today is None:
            return Stretch(precision="season")
        if self.years is not None:
            return InSeason(self.name, today.year + self.years).on(setting)
        near = [season(self.name, y) for y in range(max(1, today.year - 2), today.year + 2)]
        return _chosen(near, today, self.which, setting.toward) or Stretch(precision="season")


@dataclass(frozen=True, slots=True)
class DayOfMonth:
    """A day of the month ("the 14th"): of the day told last, else of the article's, by the way that the tense goes."""

    day: int

    def on(self, setting: Setting) -> Stretch:
        base = setting.told or setting.today
        if base is None:
            return Stretch(precision="day")
        here = days(base.replace(day=self.day))
        if setting.told or not setting.toward or not setting.today or not here.start:
            return here
        if (here.start > setting.today) == (setting.toward > 0) or here.start == setting.today:
            return here
        return days(shifted(base.replace(day=1), setting.toward, "month").replace(day=self.day))

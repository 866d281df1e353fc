"""Times counted from another, or with an end of their own: "two weeks ago", "that day", "since Monday", "early May"."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Literal

from ..records import Precision
from .stretches import NOWHEN, Part, Stretch, Unit, around, days, first_day, part, precision_of, shifted
from .timeterms import Setting, Term

__all__ = [
    "Away", "Beside", "Bound", "Clock", "From", "Inside", "Limit", "Night", "Nth", "Parted", "Share", "Since",
    "Stretched", "Told", "Window",
]  # fmt: skip

Share = Literal["day", "week", "quarter", "half"]
"""What a month or a year is divided into."""
_DAY = timedelta(days=1)
Limit = Literal["since", "from", "until", "by", "before", "after"]


@dataclass(frozen=True, slots=True)
class Away:
    """A number of units from the article's day: "two weeks ago" is -2. `over`: at the latest then."""

    unit: Unit
    number: int
    over: bool = False

    def on(self, setting: Setting) -> Stretch:
        precision = precision_of(self.unit)
        if setting.today is None or precision is None:
            return Stretch(precision=precision)
        there = shifted(setting.today, self.number, self.unit)
        if self.over:
            return Stretch(None, there, precision) if self.number < 0 else Stretch(there, None, precision)
        return around(there, self.unit)


@dataclass(frozen=True, slots=True)
class Told:
    """Counted from the day that was told last: "that day" (0), "two days later" (2), "the week before" (-1)."""

    unit: Unit
    number: int

    def on(self, setting: Setting) -> Stretch:
        if setting.told is None:
            return Stretch(precision=precision_of(self.unit))
        return around(shifted(first_day(setting.told, self.unit), self.number, self.unit), self.unit)


@dataclass(frozen=True, slots=True)
class Beside:
    """The time of the clause that follows: in "on Friday, a day after rebels had fled" they fled before that Friday."""

    unit: Unit
    number: int

    def on(self, setting: Setting) -> Stretch:
        return Told(self.unit, self.number).on(setting)


@dataclass(frozen=True, slots=True)
class From:
    """A term counted from another: "two days after Christmas", "a week before 3 May"."""

    unit: Unit
    number: int
    term: Term

    def on(self, setting: Setting) -> Stretch:
        day = self.term.on(setting).day
        return Told(self.unit, self.number).on(replace(setting, told=day))


@dataclass(frozen=True, slots=True)
class Window:
    """Up to the article's day, or from it on: "over the past two years", "in the coming weeks" (`number` None)."""

    unit: Unit
    number: int | None
    toward: int

    def on(self, setting: Setting) -> Stretch:
        today, precision = setting.today, precision_of(self.unit)
        if today is None or precision is None:
            return Stretch(precision=precision)
        hours = self.unit == "hour"
        far = None
        if self.number is not None:
            number = -(-self.number // 24) if hours else self.number
            far = shifted(today, self.toward * number, "day" if hours else self.unit)
        return Stretch(far, today, precision) if self.toward < 0 else Stretch(today, far, precision)


@dataclass(frozen=True, slots=True)
class Parted:
    """A part of a time: "early May", "the end of the month"."""

    term: Term
    which: Part

    def on(self, setting: Setting) -> Stretch:
        return part(self.term.on(setting), self.which, setting.today)


@dataclass(frozen=True, slots=True)
class Nth:
    """A day or a week of a month, a day or a quarter of a year, a half of either: "the first week of May", "the third
    quarter of 2025". -1 is the last. The first week is the first seven days, the first half of a month the days up to
    the 15th."""

    number: int
    of: Share
    term: Term

    def on(self, setting: Setting) -> Stretch:
        whole, number = self.term.on(setting), self.number
        if self.of == "half":
            return self._half(whole, setting)
        precision: Precision = "season" if self.of == "quarter" else self.of
        due = ("month", "year") if self.of == "day" else ("month",) if self.of == "week" else ("year",)
        if whole.start is None or whole.end is None or whole.precision not in due or number > 31:
            return Stretch(precision=precision)
        if self.of == "quarter":
            first = shifted(whole.start, 3 * ((number if number > 0 else 4) - 1), "month")
            last = shifted(first, 3, "month") - _DAY
        else:
            long = (7 if self.of == "week" else 1) - 1
            first = whole.end - long * _DAY if number < 0 else whole.start + (long + 1) * (number - 1) * _DAY
            last = first + long * _DAY
        return self._behind(Stretch(first, last, precision), whole, setting)

    def _half(self, whole: Stretch, setting: Setting) -> Stretch:
        precision: Precision = "week" if whole.precision == "month" else "season"
        first = self.number == 1
        if whole.start is None or whole.end is None or not (first or self.number in (2, -1)):
            return Stretch(precision=precision)
        if whole.precision == "month":
            middle = whole.start.replace(day=15)
        elif whole.precision == "year":
            middle = whole.start.replace(month=6, day=30)
        elif whole.precision == "decade":
            precision, middle = "year", whole.start.replace(year=whole.start.year + 4, month=12, day=31)
        else:
            return NOWHEN
        half = Stretch(whole.start, middle, precision) if first else Stretch(middle + _DAY, whole.end, precision)
        return self._behind(half, whole, setting)

    def _behind(self, found: Stretch, whole: Stretch, setting: Setting) -> Stretch:
        # "They met on the last day of the year", told in January, is not that of this year.
        first, last, end = found.start, found.end, whole.end
        wrong = setting.today is not None and setting.toward < 0 and first is not None and first > setting.today
        beyond = last is not None and end is not None and last > end
        return Stretch(precision=found.precision) if wrong or beyond else found


@dataclass(frozen=True, slots=True)
class Night:
    """A night that begins on a day: "in the night of Monday", "overnight"."""

    term: Term

    def on(self, setting: Setting) -> Stretch:
        found = self.term.on(setting)
        if found.precision == "day" and found.start and found.end:
            return found if found.start < found.end else days(found.start, found.start + timedelta(days=1))
        return Stretch(precision="day")


@dataclass(frozen=True, slots=True)
class Bound:
    """Open on one side: "since Monday", "by the end of March"."""

    limit: Limit
    term: Term

    def on(self, setting: Setting) -> Stretch:
        if self.limit == "since":
            setting = setting.past
        elif self.limit in ("until", "by") and not (setting.toward < 0 and setting.direct):
            setting = replace(setting, toward=1)
        elif self.limit in ("until", "by", "before"):
            setting = replace(setting, direct=False)
        found = self.term.on(setting)
        if found.start is None and found.end is None:
            return found
        if isinstance(self.term, Away) and setting.today and not self.term.over:
            # "Until a month ago" is to the day.
            there = shifted(setting.today, self.term.number, self.term.unit)
            found = Stretch(there, there, found.precision)
        if isinstance(self.term, Parted) and self.term.which == "mid" and found.precision == "week" and found.start:
            found = Stretch(found.start, found.start.replace(day=15), "week")
        if self.limit in ("since", "from", "after"):
            # "After Friday" is open; so is "since the attack of Friday".
            return Stretch(found.start, None, found.precision)
        if self.limit == "before" and not (isinstance(self.term, Parted) and self.term.which == "end"):
            end = found.start - timedelta(days=1) if found.start else None
            return Stretch(None, end, found.precision)
        return Stretch(None, found.end, _whole(self.term, found))


def _whole(term: Term, found: Stretch) -> Precision | None:
    """How exact a limit is: "by the end of March" is as good as "by March", a month."""
    wider: dict[Precision | None, Precision] = {"week": "month", "season": "year", "day": "week", "year": "decade"}
    if isinstance(term, Parted) and term.which == "end" and found.start != found.end:
        return wider.get(found.precision, found.precision)
    return found.precision


@dataclass(frozen=True, slots=True)
class Since:
    """From the day told last on: "since then"."""

    def on(self, setting: Setting) -> Stretch:
        return Stretch(setting.told, None, "day") if setting.told else Stretch(precision="day")


@dataclass(frozen=True, slots=True)
class Stretched:
    """From the first to the last of two: "from Monday to Wednesday", "10–12 May", "Thursday and Friday"."""

    first: Term
    last: Term

    def on(self, setting: Setting) -> Stretch:
        first, last = self.first.on(setting), self.last.on(setting)
        if not first.start or not last.end:
            return Stretch(precision=first.precision)
        return Stretch(first.start, last.end, first.precision)


@dataclass(frozen=True, slots=True)
class Clock:
    """An hour of a day that is not told with it ("at dawn"): that of the day told last in the sentence. `shift`: the
    days from the article's own, where what is past can be meant of no other day ("at midnight")."""

    shift: int | None = None

    def on(self, setting: Setting) -> Stretch:
        if setting.told:
            return days(setting.told)
        if self.shift is None or setting.today is None or setting.toward >= 0:
            return Stretch(precision="day")
        return days(setting.today + timedelta(days=self.shift))


@dataclass(frozen=True, slots=True)
class Inside:
    """A time within which something comes about ("within ten days"), or after which (`exact`: "in three months"): from
    the article's day on where it lies ahead; else it only tells how long something took."""

    unit: Unit
    number: int
    exact: bool = False

    def on(self, setting: Setting) -> Stretch:
        if setting.toward <= 0:
            return NOWHEN
        if self.exact:
            return Away(self.unit, self.number).on(setting)
        return replace(Window(self.unit, self.number, 1).on(setting), start=None)

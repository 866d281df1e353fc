"""The core of a phrase of time, without what stands before it: "Friday", "3 May 1999", "last week", "two years ago"."""

from __future__ import annotations

from dataclasses import replace

from .stretches import NOWHEN, Part, Stretch, Unit
from .timebounds import Away, Beside, From, Inside, Nth, Parted, Share, Told, Window
from .timereader import Found
from .timeterms import DayOfMonth, Fixed, HolyDay, InSeason, Relative, Weekday, Yearless
from .timeyears import Years

__all__ = ["Cores"]

_SIDES: tuple[Part, ...] = ("early", "late", "earlier", "later")
_PARTS: tuple[Part, ...] = ("early", "mid", "late", "beginning", "end", "earlier", "later")


class Cores(Years):
    """Reads the core of a phrase that begins at a given word."""

    def core(self, at: int) -> Found | None:
        if not self.may_be_core(at):
            return None
        return (
            self._once(at) or self._dated(at) or self._weekday(at) or self._day_word(at) or self._that(at)
            or self._nth_of(at) or self._which(at)
            or self._eve(at) or self._parted(at) or self._counted(at) or self._named(at) or self._season(at)
            or self._years(at) or self._decade(at) or self._clock(at) or self._nth(at)
        )  # fmt: skip

    def vague(self, at: int) -> Found | None:
        for phrase in self.words.first_of.get(self.form(at), ()):
            end = at + len(phrase)
            counted = self.number(at - 1) is not None and self.form(at) in self.words.units  # "48 hours later"
            if phrase in self.words.phrases and self._stands(phrase, at) and not self._goes_on(end) and not counted:
                return Found(Fixed(NOWHEN), end, nowhere=True)
        return None

    def _goes_on(self, at: int) -> bool:
        """Whether "in the past", which ends before a word, goes on to say how long: "in the past 24 hours"."""
        if not self.at(at - 1, "which.past"):
            return False
        number = self.number(at)
        return self.form(number[1] if number else at) in self.words.units or self.at(at, "amounts.vague")

    def of_the_unit(self, at: int) -> Found | None:
        """The unit after "in" or "of": "(earlier in) the day", "(the end of) the week"."""
        unit = self.words.units.get(self.form(at + 1))
        if not (self.at(at, "joints.the") and unit and self.at(at - 1, "joints.in_of")):
            return None
        return Found(Told("day", 0) if unit == "day" else Relative(unit, 0), at + 2)

    # last week, this morning, the past two years, recent months, next Friday

    def _which(self, at: int) -> Found | None:
        whole = at
        part: Part | None = next(
            (p for p in _PARTS if p not in ("mid", "beginning", "end") and self.at(at, f"parts.{p}")), None
        )
        if part:
            at += 1
        the = self.at(at, "joints.the")
        if the:
            at += 1
        found = self._which_time(at, the, whole)
        if found is None:
            return None
        return found.over(Parted(found.term, part)) if part else found

    def _which_time(self, at: int, the: bool, whole: int) -> Found | None:
        back = self.at(at, "which.last", "which.past")
        on = self.at(at, "which.next", "which.coming", "which.following")
        if self.at(at, "which.recent"):
            unit = self.words.units.get(self.form(at + 1))
            return Found(Window(unit, None, -1), at + 2) if unit and unit != "weekend" else None
        this = self.at(at, "which.this")
        if not (back or on or this):
            return None
        toward = -1 if back else 1 if on else 0
        return self._several(at + 1, toward, the) or self._one(at, at + 1, toward, the, whole)

    def _several(self, at: int, toward: int, the: bool) -> Found | None:
        """What follows "last", "next" and the like in the plural: "two weeks", "few days", "48 hours"."""
        many = self.words.units.get(self.form(at))
        if many and self.form(at).endswith("s") and toward:
            return Found(Window(many, None, toward), at + 1)
        begin = at + 1 if self.at(at, "joints.a") else at
        if self.at(begin, "amounts.vague"):
            begin += 2 if self.at(begin + 1, "amounts.of") else 1
            unit = self.words.units.get(self.form(begin))
            return Found(Window(unit, None, toward), begin + 1) if unit and toward else None
        number = self.number(at)
        if number is None or not toward:
            return None
        unit = self.words.units.get(self.form(number[1]))
        if unit is None or unit == "weekend":
            return None
        return Found(Window(unit, number[0], toward), number[1] + 1)

    def _one(self, which: int, at: int, toward: int, the: bool, whole: int) -> Found | None:
        """What follows "last", "this", "next" in the singular: "week", "morning", "Friday", "May", "summer"."""
        if self.at(at, "days.parts"):
            if the or toward > 0:
                return Found(Told("day", 1 if toward > 0 else -1), at + 1) if toward else None
            return Found(Relative("day", toward), at + 1)
        unit = self.words.units.get(self.form(at))
        if unit is not None:
            return self._one_unit(unit, which, at, toward, the, whole)
        weekday = self._weekday_at(at)
        if weekday is not None:
            if the and not (self.at(which, "which.past") or self.at(which, "which.coming")):
                return Found(Fixed(Stretch(precision="day")), self._part_of_day(weekday[1]))
            return self._day_of_week(Weekday(weekday[0], toward), weekday[1])
        found = self._month(at)
        if found is not None and not self.at(found[1], "guards.speaking"):
            day = self._day(found[1])
            number = day if day and not self.at(day[1], "guards.counted") else None
            return Found(Yearless(found[0], number[0] if number else None, toward), number[1] if number else found[1])
        season = self.words.seasons.get(self.form(at))
        if season is not None:
            return Found(InSeason(season, which=toward), at + 1)
        named = self._named(at)
        if named is not None and isinstance(named.term, HolyDay) and named.term.year is None:
            return replace(named, term=replace(named.term, which=toward), name=False)
        return None

    def _one_unit(self, unit: Unit, which: int, at: int, toward: int, the: bool, whole: int) -> Found | None:
        before = whole - 1
        if unit in ("hour", "century") or (unit == "day" and not the and toward <= 0):
            return None
        if the and unit != "weekend":
            if self.at(which, "which.following", "which.preceding"):
                if toward > 0 and self.at(before, "joints.plain") and unit != "day":
                    return Found(Window(unit, 1, 1), at + 1)
                return Found(Told(unit, toward), at + 1)
            return Found(Window(unit, 1, toward), at + 1) if unit != "day" else None
        if unit == "day":  # "next day", as headlines have it
            return Found(Told("day", 1), at + 1)
        return Found(Relative(unit, toward), at + 1)

    # early May, the end of the month, mid-2014

    def _parted(self, at: int) -> Found | None:
        begin = at + 1 if self.at(at, "joints.the") else at
        part: Part | None = next((p for p in _PARTS if self.at(begin, f"parts.{p}")), None)
        if part is None or part in ("earlier", "later"):
            return None
        if part in ("early", "late", "mid") and not self.at(begin + 1, "joints.of"):
            inner = begin + 2 if self.form(begin + 1) == "-" else begin + 1
            found = (
                self._dated(inner)
                or self._season(inner, sure=True)
                or self._years(inner, sure=True)
                or self._decade(inner)
            )
        elif self.at(begin + 1, "joints.of"):
            found = self.of_the_unit(begin + 2) or self._which(begin + 2) or self._dated(begin + 2)
            found = (
                found
                or self._season(begin + 2, sure=True)
                or self._years(begin + 2, sure=True)
                or self._decade(begin + 2)
            )
        else:
            return None
        return None if found is None else found.over(Parted(found.term, part)).since(at)

    # two weeks ago, a day later, the day before, within ten days, in three months

    def _counted(self, at: int) -> Found | None:
        begin, over = at, False
        while begin - at < 4 and (self.at(begin, "amounts.about") or self.at(begin, "amounts.over")):
            over = over or (self.at(begin, "amounts.over") and not self.at(begin, "amounts.about"))
            begin += 1
        the = self.at(begin, "joints.the")
        number = (1, begin + 1) if the else self.number(begin)
        vague = number is None
        if number is None or self.at(number[1], "amounts.vague"):
            vague, number = True, (0, self._vague_amount(begin))
        unit = self.words.units.get(self.form(number[1]))
        if unit is None or unit == "weekend":
            return None
        if unit == "hour" and (vague or number[0] > 3):
            # "Five hours later" may be on the next day.
            told = self.at(number[1] + 1, "places.later", "places.earlier", "joints.ago")
            goes_on = self.at(number[1] + 1, "joints.before", "joints.after")
            return Found(Fixed(NOWHEN), number[1] + 2, nowhere=True) if told and not goes_on and not the else None
        return self._from_there(at, unit, number[0], number[1] + 1, the=the, over=over, vague=vague)

    def _vague_amount(self, at: int) -> int:
        begin = at + 1 if self.at(at, "joints.a") else at
        while self.at(begin, "amounts.vague") and begin - at < 3:
            begin += 2 if self.at(begin + 1, "amounts.of") else 1
        return begin

    def _from_there(
        self, at: int, unit: Unit, number: int, end: int, *, the: bool, over: bool, vague: bool
    ) -> Found | None:
        nowhere = Found(Fixed(NOWHEN), end, nowhere=True)
        if self.at(end, "joints.ago") and not the:
            return nowhere.until(end + 1) if vague else Found(Away(unit, -number, over), end + 1)
        if self.at(end, "places.from") and self.at(end + 1, "joints.now"):
            return nowhere.until(end + 2) if vague else Found(Away(unit, number, over), end + 2)
        later, earlier = self.at(end, "places.later"), self.at(end, "places.earlier")
        if (later or earlier) and self._inside(at):
            return nowhere.until(end + 1)  # "within two years before the war"
        if later or earlier:
            return self._beside(unit, number if later else -number, end, vague or over)
        if the:
            return None
        if self.at(at - 1, "joints.within"):
            return Found(Fixed(NOWHEN) if vague or unit == "hour" else Inside(unit, number), end)
        if self.at(at - 1, "joints.in") and not vague and unit != "hour":
            return Found(Inside(unit, number, exact=True), end)
        if self._inside(at):
            return nowhere if number or self.form(end - 1).endswith("s") else None
        return None

    def _inside(self, at: int) -> bool:
        return self.at(at - 1, "joints.for", "joints.over", "joints.in", "joints.within")

    def _beside(self, unit: Unit, number: int, end: int, vague: bool) -> Found | None:
        preposition = self.at(end, "joints.before") or self.at(end, "joints.after")
        other = self._certain(end + 1) if preposition else None
        if other is not None and not self.at(other.next, "joints.possessive"):
            return other.over(Fixed(NOWHEN) if vague or unit == "hour" else From(unit, number, other.term))
        if vague:
            return Found(Fixed(NOWHEN), end + 1, nowhere=True)
        if preposition and self.is_word(end + 1) and not self.at(end + 1, "guards.goes_on"):
            return Found(Beside(unit, -number) if unit == "day" else Fixed(NOWHEN), end + 1, follows=True)
        return Found(Told(unit, number), end + 1)

    def _certain(self, at: int) -> Found | None:
        """What has a date of its own, and can be counted from."""
        return self._dated(at) or self._weekday(at) or self._day_word(at) or self._named(at)

    # the eve of the vote

    def _eve(self, at: int) -> Found | None:
        begin = at + 1 if self.at(at, "joints.the") else at
        if not (self.at(begin, "days.eve") and self.at(begin + 1, "joints.of")):
            return None
        found = self._certain(begin + 2)
        return Found(From("day", -1, found.term), found.next) if found else None

    # that day, the same evening

    def _that(self, at: int) -> Found | None:
        begin = at + 1 if self.at(at, "parts.early", "parts.late", "parts.earlier", "parts.later") else at
        if self.at(begin, "which.that"):
            begin += 2 if self.at(begin + 1, "which.same") else 1
        elif self.at(begin, "joints.the") and self.at(begin + 1, "which.same"):
            begin += 2
        else:
            return None
        if self.at(begin, "days.parts"):
            return Found(Told("day", 0), begin + 1)
        unit = self.words.units.get(self.form(begin))
        return Found(Told(unit, 0), begin + 1) if unit and unit not in ("hour", "century") else None

    # the Sept. 11 attacks, which no year is told of

    def _once(self, at: int) -> Found | None:
        if at + 1 >= len(self.tokens) or self.form(at) not in self.words.months:
            return None
        named = self._named(at)
        return named if named and isinstance(named.term, HolyDay) and named.term.named.once else None

    # the first week of May, the last day of the year, the third quarter of 2025

    def _nth_of(self, at: int) -> Found | None:
        begin = at + 1 if self.at(at, "joints.the") else at
        number = -1 if self.at(begin, "which.last") else self.words.ordinals.get(self.form(begin))
        if self.at(begin + 1, "parts.half"):
            if self.at(begin, "parts.latter"):
                number = 2
            elif self.at(begin, "parts.former"):
                number = 1
        unit = self.words.units.get(self.form(begin + 1))
        if number is None or not self.at(begin + 2, "joints.of"):
            return None
        of: Share | None = (
            "quarter" if self.at(begin + 1, "parts.quarter")
            else "half" if self.at(begin + 1, "parts.half")
            else unit if unit in ("day", "week") else None
        )  # fmt: skip
        inner = begin + 3
        if of is not None:
            found = self.of_the_unit(inner) if self.at(inner, "joints.the") else None
            found = (
                found
                or (None if of == "quarter" else self._dated(inner))
                or (self._years(inner, sure=True) or self._decade(inner) if of in ("quarter", "half") else None)
                or self._which(inner)
            )
            if found is not None:
                return found.over(Nth(number, of, found.term)).since(at)
        # "The last week of fighting" is that of no month.
        return Found(Fixed(NOWHEN), begin + 2, nowhere=True) if unit and number < 0 and begin > at else None

    # the third day, the tenth

    def _nth(self, at: int) -> Found | None:
        begin = at + 1 if self.at(at, "joints.the") else at
        ordinal = self.words.ordinals.get(self.form(begin))
        if ordinal is None:
            return None
        unit = self.words.units.get(self.form(begin + 1))
        if unit is not None and not (unit == "century" and begin == at):
            return Found(Fixed(NOWHEN), begin + 2, nowhere=True)
        if begin == at or not (
            self.at(at - 1, "joints.on") or self.at(at - 1, "joints.by") or self.at(at - 1, "joints.since")
        ):
            return None
        if (
            self.at(begin + 1, "joints.of")
            and self.at(begin + 2, "joints.the")
            and self.form(begin + 3) in self.words.units
        ):
            return Found(DayOfMonth(ordinal), begin + 4)
        if self.is_word(begin + 1) and not self.at(begin + 1, "guards.goes_on"):
            return None
        return Found(DayOfMonth(ordinal), begin + 1)

"""Days and months in a text: "3 May 1999", "May", "Friday", "late on Monday", "yesterday", "at noon"."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from .stretches import days, month
from .timebounds import Clock, Night, Stretched, Told
from .timereader import FIRST_YEAR, LAST_YEAR, Found, Words
from .timeterms import DayOfMonth, Fixed, Relative, Weekday, Yearless

__all__ = ["Days"]

_SIDES = ("parts.early", "parts.late", "parts.earlier", "parts.later")


class Days(Words):
    """Reads the phrases that name a day or a month."""

    # 3 May 1999, May 3, May 1999, May

    def _dated(self, at: int) -> Found | None:
        iso = self.form(at).split("-") if self.form(at)[:4].isdecimal() and "-" in self.form(at) else ()
        if len(iso) == 3:
            try:
                return Found(Fixed(days(date(*map(int, iso)))), at + 1)
            except ValueError:
                return None
        return self._numeric(at) or self._day_month(at) or self._month_day(at)

    def _numeric(self, at: int) -> Found | None:
        """A date in three numbers, "25/12/2025". Which of two is the month is known where one is above twelve, or where
        they are the same; else the day is not."""
        form = self.form(at)
        sign = "/" if form.count("/") == 2 else "." if form.count(".") == 2 else None
        parts = form.split(sign) if sign else []
        if not all(part.isdecimal() and len(part) in (1, 2, 4) for part in parts) or len(parts) != 3:
            return None
        first, second, last = map(int, parts)
        if len(parts[0]) == 4:
            numbered, pairs = first, [(second, last)]
        elif len(parts[2]) == 4:
            numbered, pairs = last, sorted({(first, second), (second, first)})
        else:
            return None
        fits = [(month, day) for month, day in pairs if 1 <= month <= 12 and 1 <= day <= 31]
        if not fits or not FIRST_YEAR <= numbered <= LAST_YEAR:
            return None
        if len(fits) > 1:
            return Found(Fixed(self.unknown_day), at + 1)
        try:
            return Found(Fixed(days(date(numbered, *fits[0]))), at + 1)
        except ValueError:
            return None

    def _day_month(self, at: int) -> Found | None:
        first = self._day(at)
        if first is None:
            return None
        last = self._second_day(first[1])
        begin = last[1] if last else first[1]
        if self.at(begin, "joints.of"):
            begin += 1
        found = self._month(begin)
        if found is None:
            return None
        return self._with_year(found[0], first[0], last[0] if last else None, found[1])

    def _second_day(self, at: int) -> tuple[int, int] | None:
        """The second day of "10-11 January", "3 and 4 May", "the 14th to the 15th of May"."""
        joined = self.form(at) == "-" or self.at(at, "joints.and") or self.at(at, "joints.to")
        found = self._day(at + 1) if joined else None
        return found if found and self._year_at(at + 1) is None else None

    def _month_day(self, at: int) -> Found | None:
        found = self._month(at)
        if found is None:
            return None
        number, begin = found
        first = self._day(begin)
        counted = first and self.at(first[1], "guards.counted") and not self.at(at - 1, "joints.on")
        if first and not counted:
            last = self._second_day(first[1])
            if last and self._month(last[1]):  # "March 28 and 3 April"
                last = None
            return self._with_year(number, first[0], last[0] if last else None, last[1] if last else first[1])
        return self._bare_month(at, number, begin)

    def _bare_month(self, at: int, number: int, begin: int) -> Found | None:
        comma = begin + 1 if self.form(begin) == "," or self.at(begin, "joints.of") else begin
        numbered = self._year_at(comma)
        if numbered is not None and not self.at(comma + 1, "guards.counted"):
            return Found(Fixed(month(numbered, number)), comma + 1)
        form = self.form(at)
        before = at - 2 if self.form(at - 1) == "-" else at - 1
        sure = self.at(before, "guards.months_sure")
        if form in self.words.lists["guards.months_doubtful"]:
            if not self.at(before, "guards.months_in"):
                return None
            if form in self._people and not (sure and not self.at(begin, "joints.possessive")):
                return None
        elif self._guarded(at, begin):
            return None
        return self._month_of_year(Yearless(number), begin)

    def _month_of_year(self, term: Yearless, at: int, *, second: bool = False) -> Found:
        """A month or a day with what follows it: "May last year", "March of this year", "July and August"."""
        shifted = self._of_which(at, "year")
        if shifted is not None:
            return Found(replace(term, years=shifted[0]), shifted[1])
        if self.at(at, "joints.and") and term.day is None and not second:
            other = self._month(at + 1)
            if other and self._day(other[1]) is None:
                last = self._month_of_year(Yearless(other[0]), other[1], second=True)
                numbered = self._year_at(other[1])
                if numbered is not None:
                    return Found(
                        Stretched(Fixed(month(numbered, term.month)), Fixed(month(numbered, other[0]))), other[1] + 1
                    )
                return last.over(Stretched(term, last.term))
        return Found(term, at)

    def _with_year(self, number: int, first: int, last: int | None, at: int) -> Found | None:
        comma = at + 1 if self.form(at) == "," else at
        numbered = self._year_at(comma)
        if numbered is not None and not (comma > at and self.at(comma + 1, "guards.counted")):
            try:
                start = date(numbered, number, first)
                end = date(numbered, number, last) if last else start
            except ValueError:
                return None
            return Found(Fixed(days(start, end)), comma + 1)
        if (first > 29 and number == 2) or (first == 31 and number in (4, 6, 9, 11)):
            return None
        begin = self._month_of_year(Yearless(number, first), at)
        if last is None:
            return begin
        assert isinstance(begin.term, Yearless)
        return begin.over(Stretched(begin.term, replace(begin.term, day=last)))

    # Friday, late on Friday, Friday evening, Friday 3 May, Friday of last week

    def _weekday(self, at: int) -> Found | None:
        begin = (
            at + 1 if self.at(at, "parts.early") or self.at(at, "parts.late") or self.at(at, "parts.earlier") else at
        )
        found = self._weekday_at(begin)
        if found is None or self._guarded(begin, found[1]):
            return None
        return self._day_of_week(Weekday(found[0]), found[1])

    def _day_of_week(self, term: Weekday, at: int, *, second: bool = False) -> Found | None:
        end = self._part_of_day(at)
        comma = end + 1 if self.form(end) in (",", "(") else end
        dated = self._day_month(comma) or (self._month_day(comma) if self._month(comma) else None)
        if dated is not None and end == at:
            exact = isinstance(dated.term, Fixed) and dated.term.stretch.day is not None
            if exact or (isinstance(dated.term, Yearless) and dated.term.day):
                closing = dated.next + 1 if self.form(comma - 1) == "(" and self.form(dated.next) == ")" else dated.next
                inner = dated.term if exact else replace(dated.term, weekday=term.number)  # type: ignore[type-var]
                return Found(inner, self._part_of_day(closing))
        joined = self.at(end, "joints.and") or (self.form(end) == "-" and self._weekday_at(end + 1) is not None)
        if joined and not second:
            other = self._weekday_at(end + 1)
            if other is not None:
                last = self._day_of_week(Weekday(other[0], term.which), other[1], second=True)
                if last is not None and isinstance(last.term, Weekday):
                    return last.over(Stretched(replace(term, weeks=last.term.weeks), last.term))
        weeks = self._of_which(end, "week") if term.which is None else None
        if weeks is not None:
            return Found(replace(term, weeks=weeks[0]), weeks[1])
        return Found(term, self._with_clock(end))

    def _with_clock(self, at: int) -> int:
        if self.at(at, "joints.at"):
            end = self._hour(at + 1)
            return at if end is None else end
        return at

    # today, yesterday evening, overnight

    def _day_word(self, at: int) -> Found | None:
        begin = at + 1 if any(self.at(at, f"parts.{w}") for w in ("early", "late", "earlier", "later")) else at
        shift = {"today": 0, "tonight": 0, "yesterday": -1, "tomorrow": 1}
        for key, days_on in shift.items():
            if self.at(begin, f"days.{key}"):
                return Found(Relative("day", days_on), self._with_clock(self._part_of_day(begin + 1)))
        if self.at(begin, "days.overnight"):
            return Found(Night(Relative("day", -1)), begin + 1)
        return None

    # at noon, before dawn on Friday, in the night of Monday, on the evening of 3 May

    def _clock(self, at: int) -> Found | None:
        lead = at + 1 if self.at(at, "parts.lead") or self.at(at, "amounts.about") else at
        begin = lead + 1 if self.at(lead, "joints.the") else lead
        before = lead - 1
        hour = self._hour(begin)
        if hour is None and begin > lead and self.at(begin, "days.parts"):
            hour = begin + 1
        if hour is None or not (self.at(before, "joints.clocked") or self.form(before) in (",", "(", "")):
            return None
        joined = (
            hour + 1 if self.at(hour, "joints.on") or self.at(hour, "joints.of") or self.form(hour) == "," else hour
        )
        day = (
            self._nights(joined)
            or self._weekday(joined)
            or self._day_word(joined)
            or self._dated(joined)
            or self._nth_night(joined)
        )
        if day is not None and not (isinstance(day.term, Yearless) and day.term.day is None):
            night = self.form(begin) in self.words.lists["days.nights"] and self.at(before, "joints.in")
            return replace(day, term=Night(day.term) if night else day.term, hour=True)
        if self.at(before, "joints.clocked"):
            midnight = (self.form(begin) in self.words.lists["days.nights"] and begin > lead) or self.at(
                begin, "days.midnight"
            )
            if midnight:
                return Found(Night(Clock(-1)), hour, hour=True, dated=False)
            daytime = hour == begin + 1 and begin > lead and self.at(begin, "days.parts")  # "in the morning"
            return Found(Told("day", 0) if daytime else Clock(), hour, hour=True, dated=False)
        return None

    def _nights(self, at: int) -> Found | None:
        """Two weekdays between which a night lies: "Monday to Tuesday"."""
        first = self._weekday_at(at)
        last = self._weekday_at(first[1] + 1) if first and self.at(first[1], "joints.to") else None
        return Found(Stretched(Weekday(first[0]), Weekday(last[0])), last[1]) if first and last else None

    def _nth_night(self, at: int) -> Found | None:
        """A day of the month that is not named: "the tenth", "the 14th to the 15th"."""
        if not self.at(at, "joints.the"):
            return None
        first = self._day(at)
        if first is None or self.words.ordinals.get(self.form(at + 1)) is None:
            return None
        last = self._second_day(first[1])
        if last is not None:
            return Found(Stretched(DayOfMonth(first[0]), DayOfMonth(last[0])), last[1])
        return Found(DayOfMonth(first[0]), first[1])

    def _hour(self, at: int) -> int | None:
        """The word after an hour: "noon", "first light", "9 p.m.", "13:40 local time", "two in the morning"."""
        if self.at(at, "days.clock"):
            return at + 1
        for phrase in self.words.first_of.get(self.form(at), ()):
            if " ".join(phrase) in self.words.lists["days.hours"] and self._stands(phrase, at):
                return at + len(phrase)
        numbers = self.form(at).replace(".", ":").split(":")
        clock = (
            len(numbers) == 2 and all(n.isdecimal() for n in numbers) and int(numbers[0]) < 25 and len(numbers[1]) == 2
        )
        end = at + 1
        if clock and "." in self.form(at) and not (self.at(at - 1, "joints.at") or self.at(end, "days.half")):
            return None
        if not clock:
            number = self.number(at)
            if number is None or not 1 <= number[0] <= 24 or self.at(at, "joints.a"):
                return None
            end = number[1]
            if not (self.at(end, "days.half") or (self.at(end, "joints.in") and self.at(end + 2, "days.parts"))):
                return None
        while end - at < 8 and self.at(end, "days.clock_after"):
            end += 1
        if self.at(end, "joints.in") and self.at(end + 1, "joints.the") and self.at(end + 2, "days.parts"):
            end += 3
        return end

"""The core of a phrase of time, without what stands before it: "Friday", "3 May 1999", "last week", "two years ago"."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from .stretches import NOWHEN, Part, Stretch, Unit, around, days, month, year
from .timeterms import (
    Away, Beside, Clock, DayOfMonth, Fixed, From, HolyDay, Inside, InSeason, Night, Parted, Relative, Stretched, Term, Told,
    TwoDigits, Weekday, Window, Yearless,
)  # fmt: skip
from .timetokens import Token
from .timewords import TimeWords

__all__ = ["Cores", "Found"]

_WHICH: dict[str, int] = {"which.last": -1, "which.this": 0, "which.next": 1}
_PARTS: tuple[Part, ...] = ("early", "mid", "late", "beginning", "end", "earlier", "later")
_FIRST_YEAR, _LAST_YEAR = 1500, 2199


@dataclass(frozen=True, slots=True)
class Found:
    """A term, and the word after it; where it begins, if that is not where it was looked for. `name`: it is the name of
    a day; `nowhere`: no date can be told of it, whatever stands before it; `hour`: an hour of the day is told with it."""

    term: Term
    next: int
    first: int | None = None
    name: bool = False
    follows: bool = False
    nowhere: bool = False
    hour: bool = False

    def over(self, term: Term) -> Found:
        return replace(self, term=term)

    def since(self, first: int) -> Found:
        return replace(self, first=first)

    def until(self, next: int) -> Found:
        return replace(self, next=next)


class Cores:
    """Reads the core of a phrase that begins at a given word. Every method looks a bounded number of words ahead."""

    nowhen = NOWHEN
    unknown_day = Stretch(precision="day")

    def __init__(self, tokens: list[Token], words: TimeWords) -> None:
        self.tokens, self.words = tokens, words
        self._people = self._told_people()

    # Words

    def form(self, at: int) -> str:
        return self.tokens[at].form if 0 <= at < len(self.tokens) else ""

    def at(self, at: int, key: str) -> bool:
        return self.form(at) in self.words.lists[key]

    def capital(self, at: int) -> bool:
        return 0 <= at < len(self.tokens) and self.tokens[at].capital

    def is_word(self, at: int) -> bool:
        return self.form(at)[:1].isalpha()

    def may_begin(self, at: int) -> bool:
        """Whether a phrase can begin with the word: most words cannot, and are passed over quickly."""
        form = self.form(at)
        return form in self.words.beginnings or not form[:1].isalpha()

    def digits(self, at: int, most: int) -> int | None:
        form = self.form(at)
        return int(form) if form.isdecimal() and form.isascii() and len(form) <= most else None

    def number(self, at: int) -> tuple[int, int] | None:
        """A number in digits or words, and the word after it."""
        plain = self.digits(at, 3)
        if plain is not None:
            return plain, at + 1
        value = self.words.numbers.get(self.form(at))
        if value is None:
            return None
        if value >= 20:
            joined = at + 2 if self.form(at + 1) == "-" else at + 1
            ones = self.words.numbers.get(self.form(joined), 10)
            if 1 < ones < 10:
                return value + ones, joined + 1
        return value, at + 1

    def _day(self, at: int) -> tuple[int, int] | None:
        """The number of a day, with or without "the", in digits or as an ordinal."""
        begin = at + 1 if self.at(at, "joints.the") else at
        plain = self.digits(begin, 2)
        number = plain if plain is not None else self.words.ordinals.get(self.form(begin))
        return (number, begin + 1) if number is not None and 1 <= number <= 31 else None

    def _month(self, at: int) -> tuple[int, int] | None:
        """A month that is written as one, and the word after it and its full stop."""
        number = self.words.months.get(self.form(at))
        if number is None or not self.capital(at):
            return None
        short = len(self.form(at)) <= 4 and self.form(at + 1) == "." and self.form(at) not in ("may", "june", "july")
        return number, at + 2 if short else at + 1

    def _weekday_at(self, at: int) -> tuple[int, int] | None:
        """A weekday; shortened ones only with a full stop, or before a date ("Sun" is a newspaper)."""
        number = self.words.weekdays.get(self.form(at))
        if number is None or not self.capital(at):
            return None
        if self.form(at).endswith("day"):
            return number, at + 1
        if self.form(at + 1) in (".", ","):
            begin = at + 2 if self.form(at + 1) == "." else at + 1
            dated = begin + 1 if self.form(begin) == "," else begin
            if self._month(dated) or (self._day(dated) and self._month(dated + 1)) or self.form(at + 1) == ".":
                return number, begin
        return None

    def _year_at(self, at: int) -> int | None:
        number = self.digits(at, 4)
        return number if number is not None and _FIRST_YEAR <= number <= _LAST_YEAR else None

    def _told_people(self) -> frozenset[str]:
        """Months that are somebody's name in this text: "Mrs May", "May said", "Theresa May"."""
        found = set()
        for at, token in enumerate(self.tokens):
            if token.form not in self.words.lists["guards.months_doubtful"] or not token.capital:
                continue
            before = self.form(at - 1)
            named = self.capital(at - 1) and self.is_word(at - 1) and self._no_opener(at - 1, before)
            if self.at(at - 1, "guards.titles") or self.at(at - 2, "guards.titles") and self.form(at - 1) == ".":
                named = True
            if named or self.at(at + 1, "guards.speaking"):
                found.add(token.form)
        return frozenset(found)

    def _no_opener(self, at: int, form: str) -> bool:
        """A word with a capital that is none for beginning a sentence: no preposition, article or month."""
        words = self.words
        return form not in words.beginnings and form not in words.lists["guards.months_in"]

    # Cores

    def core(self, at: int) -> Found | None:
        return (
            self._dated(at) or self._weekday(at) or self._day_word(at) or self._that(at) or self._which(at)
            or self._parted(at) or self._counted(at) or self._named(at) or self._season(at) or self._years(at)
            or self._decade(at) or self._clock(at) or self._nth(at)
        )  # fmt: skip

    def vague(self, at: int) -> Found | None:
        for phrase in self.words.first_of.get(self.form(at), ()):
            if self._stands(phrase, at):
                if phrase in self.words.present:
                    return Found(Relative("day", 0), at + len(phrase))
                if phrase in self.words.phrases:
                    return Found(Fixed(NOWHEN), at + len(phrase), nowhere=True)
        return None

    def _stands(self, phrase: tuple[str, ...], at: int) -> bool:
        return all(self.form(at + n) == word for n, word in enumerate(phrase))

    def of_the_unit(self, at: int) -> Found | None:
        """"… in the day", "… of the week": the one told of, or the article's."""
        unit = self.words.units.get(self.form(at + 1))
        if not (self.at(at, "joints.the") and unit and self.at(at - 1, "joints.in_of")):
            return None
        return Found(Clock() if unit == "day" else Relative(unit, 0), at + 2)

    # 3 May 1999, May 3, May 1999, May

    def _dated(self, at: int) -> Found | None:
        iso = self.form(at).split("-") if self.form(at)[:4].isdecimal() and "-" in self.form(at) else ()
        if len(iso) == 3:
            try:
                return Found(Fixed(days(date(*map(int, iso)))), at + 1)
            except ValueError:
                return None
        return self._day_month(at) or self._month_day(at)

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
        sure = self.at(at - 1, "guards.months_sure")
        if form in self.words.lists["guards.months_doubtful"]:
            if not self.at(at - 1, "guards.months_in"):
                return None
            if form in self._people and not (sure and not self.at(begin, "joints.possessive")):
                return None
        elif self._guarded(at, begin):
            return None
        return self._month_of_year(Yearless(number), begin)

    def _month_of_year(self, term: Yearless, at: int) -> Found:
        """"May last year", "March of this year", "July and August"."""
        shifted = self._of_which(at, "year")
        if shifted is not None:
            return Found(replace(term, years=shifted[0]), shifted[1])
        if self.at(at, "joints.and") and term.day is None:
            other = self._month(at + 1)
            if other and self._day(other[1]) is None:
                last = self._month_of_year(Yearless(other[0]), other[1])
                numbered = self._year_at(other[1])
                if numbered is not None:
                    return Found(Stretched(Fixed(month(numbered, term.month)), Fixed(month(numbered, other[0]))), other[1] + 1)
                return last.over(Stretched(term, last.term))
        return Found(term, at)

    def _of_which(self, at: int, unit: Unit) -> tuple[int, int] | None:
        """Which year or week follows: "last year", "of this year", "of the same week" not."""
        begin = at + 1 if self.at(at, "joints.of") else at
        for key, shift in _WHICH.items():
            if self.at(begin, key) and self.words.units.get(self.form(begin + 1)) == unit:
                return shift, begin + 2
        return None

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
        if first > 29 and number == 2 or first == 31 and number in (4, 6, 9, 11):
            return None
        begin = self._month_of_year(Yearless(number, first), at)
        if last is None:
            return begin
        assert isinstance(begin.term, Yearless)
        return begin.over(Stretched(begin.term, replace(begin.term, day=last)))

    def _guarded(self, at: int, end: int) -> bool:
        """Whether the words beside it make something else of it: "Bloody Sunday", "Friday prayers"."""
        return self.at(end, "guards.not_before") or self.at(at - 1, "guards.not_after")

    # Friday, late on Friday, Friday evening, Friday 3 May, Friday of last week

    def _weekday(self, at: int) -> Found | None:
        begin = at + 1 if self.at(at, "parts.early") or self.at(at, "parts.late") or self.at(at, "parts.earlier") else at
        found = self._weekday_at(begin)
        if found is None or self._guarded(begin, found[1]):
            return None
        return self._day_of_week(Weekday(found[0]), found[1])

    def _day_of_week(self, term: Weekday, at: int) -> Found | None:
        end = self._part_of_day(at)
        comma = end + 1 if self.form(end) in (",", "(") else end
        dated = self._day_month(comma) or (self._month_day(comma) if self._month(comma) else None)
        if dated is not None and end == at:
            exact = isinstance(dated.term, Fixed) and dated.term.stretch.day is not None
            if exact or (isinstance(dated.term, Yearless) and dated.term.day):
                closing = dated.next + 1 if self.form(comma - 1) == "(" and self.form(dated.next) == ")" else dated.next
                inner = dated.term if exact else replace(dated.term, weekday=term.number)  # type: ignore[type-var]
                return Found(inner, self._part_of_day(closing))
        if self.at(end, "joints.and") or (self.form(end) == "-" and self._weekday_at(end + 1)):
            other = self._weekday_at(end + 1)
            if other is not None:
                last = self._day_of_week(Weekday(other[0], term.which), other[1])
                if last is not None and isinstance(last.term, Weekday):
                    return last.over(Stretched(replace(term, weeks=last.term.weeks), last.term))
        weeks = self._of_which(end, "week") if term.which is None else None
        if weeks is not None:
            return Found(replace(term, weeks=weeks[0]), weeks[1])
        return Found(term, self._with_clock(end))

    def _part_of_day(self, at: int) -> int:
        """The word after "morning", "at dawn", "'s early hours"."""
        return at + 1 if self.at(at, "days.parts") and self.form(at) else at

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

    # last week, this morning, the past two years, recent months, next Friday

    def _which(self, at: int) -> Found | None:
        whole = at
        part: Part | None = next((p for p in _PARTS if p not in ("mid", "beginning", "end") and self.at(at, f"parts.{p}")), None)
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
        back, on = self.at(at, "which.last") or self.at(at, "which.past"), any(self.at(at, f"which.{w}") for w in ("next", "coming", "following"))
        if self.at(at, "which.recent"):
            unit = self.words.units.get(self.form(at + 1))
            return Found(Window(unit, None, -1), at + 2) if unit and unit != "weekend" else None
        this = self.at(at, "which.this")
        if not (back or on or this):
            return None
        toward = -1 if back else 1 if on else 0
        return self._several(at + 1, toward, the) or self._one(at, at + 1, toward, the, whole)

    def _several(self, at: int, toward: int, the: bool) -> Found | None:
        """"(The last) two weeks", "few days", "48 hours"."""
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
        """"(Last) week", "(this) morning", "(next) Friday", "(last) May", "(this) summer", "(last) Christmas"."""
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
            if self.at(which, "which.following") or (self.at(which, "which.preceding") and not self.at(before, "joints.plain")):
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
            found = self._dated(inner) or self._season(inner, sure=True) or self._years(inner, sure=True) or self._decade(inner)
        elif self.at(begin + 1, "joints.of"):
            found = self.of_the_unit(begin + 2) or self._which(begin + 2) or self._dated(begin + 2)
            found = found or self._season(begin + 2, sure=True) or self._years(begin + 2, sure=True) or self._decade(begin + 2)
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
        return self._from_there(at, unit, number[0], number[1] + 1, the=the, over=over, vague=vague)

    def _vague_amount(self, at: int) -> int:
        begin = at + 1 if self.at(at, "joints.a") else at
        while self.at(begin, "amounts.vague") and begin - at < 3:
            begin += 2 if self.at(begin + 1, "amounts.of") else 1
        return begin

    def _from_there(self, at: int, unit: Unit, number: int, end: int, *, the: bool, over: bool, vague: bool) -> Found | None:
        nowhere = Found(Fixed(NOWHEN), end, nowhere=True)
        if self.at(end, "joints.ago") and not the:
            return nowhere.until(end + 1) if vague else Found(Away(unit, -number, over), end + 1)
        if self.at(end, "places.from") and self.at(end + 1, "joints.now"):
            return nowhere.until(end + 2) if vague else Found(Away(unit, number, over), end + 2)
        later, earlier = self.at(end, "places.later"), self.at(end, "places.earlier")
        if later or earlier:
            return self._beside(unit, number if later else -number, end, vague or over)
        if the:
            return None
        if self.at(at - 1, "joints.within"):
            return Found(Fixed(NOWHEN) if vague or unit == "hour" else Inside(unit, number), end)
        if self.at(at - 1, "joints.in") and not vague and unit != "hour":
            return Found(Inside(unit, number, exact=True), end)
        if self.at(at - 1, "joints.for") or self.at(at - 1, "joints.over") or self.at(at - 1, "joints.in"):
            return nowhere if number or self.form(end - 1).endswith("s") else None
        return None

    def _beside(self, unit: Unit, number: int, end: int, vague: bool) -> Found | None:
        preposition = self.at(end, "joints.before") or self.at(end, "joints.after")
        other = self.core(end + 1) if preposition else None
        if other is not None and not self.at(other.next, "joints.possessive"):
            return other.over(Fixed(NOWHEN) if vague or unit == "hour" else From(unit, number, other.term))
        if vague or (unit == "hour" and abs(number) > 3):
            return Found(Fixed(NOWHEN), end + 1, nowhere=True)
        if preposition and self.is_word(end + 1) and not self.at(end + 1, "guards.goes_on"):
            return Found(Beside(unit, -number), end + 1, follows=True)
        return Found(Told(unit, number), end + 1)

    # that day, the same evening

    def _that(self, at: int) -> Found | None:
        begin = at + 1 if any(self.at(at, f"parts.{w}") for w in ("early", "late", "earlier", "later")) else at
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

    # Christmas, Ramadan 2019, New Year's Eve

    def _named(self, at: int) -> Found | None:
        for phrase in self.words.first_of.get(self.form(at), ()):
            named = self.words.named.get(phrase)
            if named is None or not self._stands(phrase, at):
                continue
            if not (self.capital(at + (self.form(at) == "the")) or self.form(at)[:1].isdecimal() or phrase in self.words.small):
                continue
            end = at + len(phrase)
            if self.at(end, "guards.not_before") or self.form(end) == "-":
                return None
            numbered = self._year_at(end + 1 if self.at(end, "joints.of") else end)
            if numbered is not None:
                return Found(HolyDay(named, numbered), end + 2 if self.at(end, "joints.of") else end + 1, name=True)
            shifted = self._of_which(end, "year")
            if shifted is not None:
                return Found(HolyDay(named, years=shifted[0]), shifted[1], name=True)
            part = self._part_of_day(end)
            return Found(HolyDay(named), part, name=part == end)
        return None

    # the summer, the summer of 2016

    def _season(self, at: int, *, sure: bool = False) -> Found | None:
        begin = at + 1 if self.at(at, "joints.the") else at
        season = self.words.seasons.get(self.form(begin))
        if season is None or self._guarded(begin, begin + 1):
            return None
        end = begin + 2 if self.at(begin + 1, "joints.of") else begin + 1
        numbered = self._year_at(end)
        if numbered is not None:
            return Found(InSeason(season, numbered), end + 1)
        shifted = self._of_which(begin + 1, "year")
        if shifted is not None:
            return Found(InSeason(season, years=shifted[0]), shifted[1])
        before = self.at(at - 1, "joints.in") or self.at(at - 1, "joints.over") or self.at(at - 1, "joints.since")
        if self.at(begin + 1, "joints.of") or not (sure or (before and begin > at) or self.at(at - 1, "joints.in")):
            return None
        return Found(InSeason(season), begin + 1)

    # 2016, 2011-15, 2014 and 2015

    def _years(self, at: int, *, sure: bool = False) -> Found | None:
        numbered = self._year_at(at)
        if numbered is None:
            short = self.form(at)[1:]
            if self.form(at)[:1] == "'" and len(short) == 2 and short.isdecimal() and self.at(at - 1, "guards.years_after"):
                return Found(TwoDigits(int(short)), at + 1)
            return None
        if self.at(at + 1, "guards.counted") or self.form(at + 1) == "%":
            return None
        if self.form(at + 1) == "-" or (self.at(at + 1, "joints.and") and not self.at(at - 1, "joints.between")):
            second = self._year_at(at + 2)
            last = second or self.digits(at + 2, 2)
            if last is not None and last < 100 and self.form(at + 1) == "-":
                last += numbered - numbered % 100
            if last is not None and second is None and self.form(at + 1) != "-":
                last = None
            if last is not None and numbered < last < numbered + 100:
                return Found(Stretched(Fixed(year(numbered)), Fixed(year(last))), at + 3)
        if sure or self.at(at - 1, "guards.years_after") or self._attributive_year(at):
            return Found(Fixed(year(numbered)), at + 1)
        return None

    def _attributive_year(self, at: int) -> bool:
        """"The 2016 coup", "a failed 2016 offensive"."""
        if not self.is_word(at + 1) or self.at(at + 1, "guards.goes_on") or self._year_at(at) is None:
            return False
        determined = self.at(at - 1, "guards.determiners")
        described = self.is_word(at - 1) and not self.capital(at - 1) and self.at(at - 2, "guards.determiners")
        return (determined or described) and not self.at(at + 1, "joints.of")

    # the 1990s, the '80s, the eighties

    def _decade(self, at: int) -> Found | None:
        begin = at + 1 if self.at(at, "joints.the") else at
        form = self.form(begin)
        if form[:4].isdecimal() and form[4:] == "s" and form[3] == "0" and _FIRST_YEAR <= int(form[:4]) <= _LAST_YEAR:
            if int(form[:4]) % 100 == 0:
                return Found(Fixed(NOWHEN), begin + 1)  # a decade or a century
            return Found(Fixed(around(date(int(form[:4]), 1, 1), "decade")), begin + 1)
        short = form.lstrip("'")
        marked = form.startswith("'") and len(short) == 3 and short[1:] == "0s" and short[0].isdecimal()
        if marked:
            return Found(TwoDigits(int(short[:2]), decade=True), begin + 1)
        decade = self.words.decades.get(form)
        bare = int(form[:2]) if len(form) == 3 and form[1:] == "0s" and form[0] in "56789" else None
        if (decade or bare) and self.at(begin - 1, "joints.the"):
            return Found(TwoDigits(decade or bare or 0, decade=True), begin + 1)
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
        joined = hour + 1 if self.at(hour, "joints.on") or self.at(hour, "joints.of") or self.form(hour) == "," else hour
        day = self._weekday(joined) or self._day_word(joined) or self._dated(joined) or self._nth_night(joined)
        if day is not None and not (isinstance(day.term, Yearless) and day.term.day is None):
            night = self.form(begin) in self.words.lists["days.nights"] and self.at(before, "joints.in")
            return replace(day, term=Night(day.term) if night else day.term, hour=True)
        if self.at(before, "joints.clocked"):
            midnight = self.form(begin) in self.words.lists["days.nights"] and begin > lead or self.at(begin, "days.midnight")
            return Found(Night(Clock(-1)) if midnight else Clock(), hour, hour=True)
        return None

    def _nth_night(self, at: int) -> Found | None:
        """"The tenth", "the 14th to the 15th"."""
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
        """The word after an hour of the day: "noon", "first light", "9 p.m.", "13:40 local time", "two in the morning"."""
        if self.at(at, "days.clock"):
            return at + 1
        for phrase in self.words.first_of.get(self.form(at), ()):
            if " ".join(phrase) in self.words.lists["days.hours"] and self._stands(phrase, at):
                return at + len(phrase)
        numbers = self.form(at).replace(".", ":").split(":")
        clock = len(numbers) == 2 and all(n.isdecimal() for n in numbers) and int(numbers[0]) < 25 and len(numbers[1]) == 2
        end = at + 1
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

    # the third day, the tenth

    def _nth(self, at: int) -> Found | None:
        begin = at + 1 if self.at(at, "joints.the") else at
        ordinal = self.words.ordinals.get(self.form(begin))
        if ordinal is None:
            return None
        unit = self.words.units.get(self.form(begin + 1))
        if unit is not None and not (unit == "century" and begin == at):
            return Found(Fixed(NOWHEN), begin + 2, nowhere=True)
        if begin == at or not (self.at(at - 1, "joints.on") or self.at(at - 1, "joints.by") or self.at(at - 1, "joints.since")):
            return None
        if self.at(begin + 1, "joints.of") and self.at(begin + 2, "joints.the") and self.form(begin + 3) in self.words.units:
            return Found(DayOfMonth(ordinal), begin + 4)
        if self.is_word(begin + 1) and not self.at(begin + 1, "guards.goes_on"):
            return None
        return Found(DayOfMonth(ordinal), begin + 1)

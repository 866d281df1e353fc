"""Seasons, years, decades, and days with names: "the summer of 2016", "2011–15", "the '80s", "Ramadan 2019"."""

from __future__ import annotations

from datetime import date

from .stretches import NOWHEN, around, year
from .timebounds import Stretched
from .timedays import Days
from .timereader import FIRST_YEAR, LAST_YEAR, Found
from .timeterms import Fixed, HolyDay, InSeason, TwoDigits

__all__ = ["Years"]


class Years(Days):
    """Reads the phrases that name a season, a year or a decade, and names."""

    def _named(self, at: int) -> Found | None:
        for phrase in self.words.first_of.get(self.form(at), ()):
            named = self.words.named.get(phrase)
            if named is None or not self._stands(phrase, at):
                continue
            if not (
                self.capital(at + self.at(at, "joints.the"))
                or self.form(at)[:1].isdecimal()
                or phrase in self.words.small
            ):
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

    def _years(self, at: int, *, sure: bool = False) -> Found | None:
        numbered = self._year_at(at)
        if numbered is None:
            short = self.form(at)[1:]
            if (
                self.form(at)[:1] == "'"
                and len(short) == 2
                and short.isdecimal()
                and self.at(at - 1, "guards.years_after")
            ):
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
        """Whether a year stands before a noun: "the 2016 coup", "a failed 2016 offensive"."""
        if not self.is_word(at + 1) or self.at(at + 1, "guards.goes_on") or self._year_at(at) is None:
            return False
        determined = self.at(at - 1, "guards.determiners")
        described = self.is_word(at - 1) and not self.capital(at - 1) and self.at(at - 2, "guards.determiners")
        return (determined or described) and not self.at(at + 1, "joints.of")

    def _decade(self, at: int) -> Found | None:
        begin = at + 1 if self.at(at, "joints.the") else at
        form = self.form(begin)
        if form[:4].isdecimal() and form[4:] == "s" and form[3] == "0" and FIRST_YEAR <= int(form[:4]) <= LAST_YEAR:
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

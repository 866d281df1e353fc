"""The words of a text as the grammar of times sees them: what numbers, days, months and years they are."""

from __future__ import annotations

from dataclasses import dataclass, replace

from .stretches import NOWHEN, Stretch, Unit
from .timeterms import Term
from .timetokens import Token
from .timewords import TimeWords

__all__ = ["FIRST_YEAR", "LAST_YEAR", "WHICH", "Found", "Words"]

WHICH: dict[str, int] = {"which.last": -1, "which.this": 0, "which.next": 1}
FIRST_YEAR, LAST_YEAR = 1500, 2199
"""What is taken for a year."""


@dataclass(frozen=True, slots=True)
class Found:
    """A term, and the word after it; where it begins, if that is not where it was looked for. `name`: it is the name of
    a day; `nowhere`: no date can be told of it, whatever stands before it; `hour`: an hour of the day is told with it,
    `dated`: and the day itself."""

    term: Term
    next: int
    first: int | None = None
    name: bool = False
    follows: bool = False
    nowhere: bool = False
    hour: bool = False
    dated: bool = True

    def over(self, term: Term) -> Found:
        return replace(self, term=term)

    def since(self, first: int) -> Found:
        return replace(self, first=first)

    def until(self, next: int) -> Found:
        return replace(self, next=next)


class Words:
    """The words of a text. Every method looks a bounded number of words ahead."""

    nowhen = NOWHEN
    unknown_day = Stretch(precision="day")

    def __init__(self, tokens: list[Token], words: TimeWords) -> None:
        self.tokens, self.words = tokens, words
        nowhere: frozenset[str] = frozenset()
        self._keys = [words.keys.get(token.form, nowhere) for token in tokens]
        self._people = self._told_people()

    def form(self, at: int) -> str:
        return self.tokens[at].form if 0 <= at < len(self.tokens) else ""

    def at(self, at: int, *keys: str) -> bool:
        """Whether the word stands in one of the lists."""
        if not 0 <= at < len(self._keys):
            return False
        here = self._keys[at]
        return bool(here) and not here.isdisjoint(keys)  # most words stand in no list

    def capital(self, at: int) -> bool:
        return 0 <= at < len(self.tokens) and self.tokens[at].capital

    def is_word(self, at: int) -> bool:
        return self.form(at)[:1].isalpha()

    def may_begin(self, at: int) -> bool:
        """Whether a phrase can begin with the word: most words cannot, and are passed over quickly."""
        form = self.form(at)
        return form in self.words.beginnings or _of_digits(form)

    def may_be_core(self, at: int) -> bool:
        """Whether a core can begin with the word: most words that a phrase can begin with are prepositions, and most
        that follow one, or "the", are of no time."""
        form = self.form(at)
        if form not in self.words.cores:
            return _of_digits(form)
        if form not in self.words.lists["joints.the"]:
            return True
        after = self.form(at + 1)
        return after in self.words.after_the or _of_digits(after)

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

    def _stands(self, phrase: tuple[str, ...], at: int) -> bool:
        return all(self.form(at + n) == word for n, word in enumerate(phrase))

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
        short = len(self.form(at)) <= 4 and self.form(at + 1) == "." and not self.at(at, "guards.months_whole")
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
        return number if number is not None and FIRST_YEAR <= number <= LAST_YEAR else None

    def _told_people(self) -> frozenset[str]:
        """Months that are somebody's name in this text: "Mrs May", "May said", "Theresa May"."""
        found = set()
        for at, token in enumerate(self.tokens):
            if token.form not in self.words.lists["guards.months_doubtful"] or not token.capital:
                continue
            before = self.form(at - 1)
            named = self.capital(at - 1) and self.is_word(at - 1) and self._no_opener(at - 1, before)
            if self.at(at - 1, "guards.titles") or (self.at(at - 2, "guards.titles") and self.form(at - 1) == "."):
                named = True
            if named or self.at(at + 1, "guards.speaking"):
                found.add(token.form)
        return frozenset(found)

    def _no_opener(self, at: int, form: str) -> bool:
        """A word with a capital that is none for beginning a sentence: no preposition, article or month."""
        words = self.words
        return form not in words.beginnings and form not in words.lists["guards.months_in"]

    def _guarded(self, at: int, end: int) -> bool:
        """Whether the words beside it make something else of it: "Bloody Sunday", "Friday prayers"."""
        return self.at(end, "guards.not_before") or self.at(at - 1, "guards.not_after")

    def _of_which(self, at: int, unit: Unit) -> tuple[int, int] | None:
        """Which year or week follows: "last year", "of this year", "of the same week" not."""
        begin = at + 1 if self.at(at, "joints.of") else at
        for key, shift in WHICH.items():
            if self.at(begin, key) and self.words.units.get(self.form(begin + 1)) == unit:
                return shift, begin + 2
        return None

    def _part_of_day(self, at: int) -> int:
        """The word after "morning", "at dawn", "'s early hours"."""
        return at + 1 if self.at(at, "days.parts") and self.form(at) else at


def _of_digits(form: str) -> bool:
    """Whether it is a number, or one that is shortened: "'87"."""
    return form.lstrip("'")[:1].isdigit()

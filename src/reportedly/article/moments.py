"""Numbers that tell when and how old: dates, years, hours, lengths of time, ages. They count nothing.

They are only told apart from counts here; what a date means is for others.
"""

from __future__ import annotations

from collections.abc import Sequence

from .bounds import Amount
from .context import Context
from .counting import Numbers, Units
from .numerals import Token
from .units import Counted

__all__ = ["DASHES", "Moments"]

DASHES = frozenset("-–")
_FIRST_YEAR, _LAST_YEAR, _MODERN = 1000, 2100, 1800
_DAYS, _HOURS, _OLDEST = 31, 24, 115
# Words before a number in which somebody is named whose age it is.
_SUBJECT = 40
_SAID_OF = frozenset({"nsubj", "flat"})
# Tokens before a number in which the first of a list of ages stands.
_AGES = 24
# Between the numbers of a list, and behind its last.
_LIST, _ENDS = frozenset({","}), frozenset({",", ".", ";", ")", ""})
# Words before a number in which a word for a tally makes "at" no hour: "put the number of the dead at five".
_TALLY = 8


class Moments:
    """One amount among the tokens of its sentence, and the words that it counts."""

    __slots__ = ("amount", "context", "counted", "fixed", "numbers", "tokens", "units", "words")

    def __init__(
        self,
        context: Context,
        found: Sequence[Token],
        amount: Amount,
        words: range,
        counted: Counted,
        numbers: Numbers,
        units: Units,
    ) -> None:
        self.context, self.tokens, self.amount, self.words = context, found, amount, words
        self.counted, self.numbers, self.units, self.fixed = counted, numbers, units, units.fixed

    # What stands around

    def text(self, at: int) -> str:
        return self.tokens[at].text if 0 <= at < len(self.tokens) else ""

    def before(self, steps: int = 1) -> str:
        return self.text(self.amount.first - steps)

    def after(self, steps: int = 0) -> str:
        return self.text(self.amount.end + steps)

    def glued(self, at: int) -> bool:
        return 0 < at < len(self.tokens) and self.tokens[at - 1].span.end == self.tokens[at].span.start

    def capital(self, at: int) -> bool:
        return 0 <= at < len(self.tokens) and self.context.text[self.tokens[at].span.start].isupper()

    def core(self) -> str:
        """The number as it stands."""
        return self.amount.core.of(self.context.text)

    def hyphened(self) -> bool:
        """Whether a hyphen follows right behind the number."""
        return self.after() in DASHES and self.glued(self.amount.end)

    def bare(self) -> bool:
        """Whether no noun follows that is counted."""
        return self.counted.head is None

    def near(self) -> bool:
        """Whether the noun stands right behind the number, or after one word."""
        return self.counted.head is not None and self.counted.head - self.words.stop < 2

    def plural(self) -> bool:
        """Whether a noun in the plural is near."""
        if self.counted.head is None or not self.near():
            return False
        noun = self.context.lower(self.counted.head)
        return noun.endswith("s") or noun in self.units.singulars

    # Dates

    def date(self) -> bool:
        """ "Jan. 3", "3 January", "March 4 and 5", "3/4", and years."""
        months, before, after = self.fixed["months"], self.before(), self.after()
        if before == "." and self.before(2) in months:
            before = self.before(2)
        if before == "/" or (after == "/" and self.glued(self.amount.end)):
            return True
        followed = after in months and self.capital(self.amount.end)
        if self.amount.bound == "between" and (before in months or followed) and (self.amount.high or 0) <= _DAYS:
            return True
        value = self.amount.value
        if value is not None and value <= _DAYS and value == int(value) and self.core()[:1].isdigit():
            if before in months or followed or (after in self.fixed["of"] and self.after(1) in months):
                return True
            # "March 4, 5 and 6".
            if (before in DASHES | {","} or before in self.fixed["joins"]) and self.before(2).isdigit():
                return self.before(3) in months
        return self.year()

    def year(self) -> bool:
        """Four digits from 1000 to 2100 without a comma, unless a plural that is counted stands right behind them."""
        amount, before = self.amount, self.before()
        ends = [v for v in (amount.value, amount.low, amount.high) if v is not None]
        if not (amount.digits or amount.glued or amount.bound == "between") or "," in self.core() or "." in self.core():
            return False
        parts = self.core().replace("–", " ").replace("-", " ").split()
        if not any(_FIRST_YEAR <= v <= _LAST_YEAR for v in ends) or not any(
            len(part) == 4 and part.isdigit() for part in parts
        ):
            return False
        if amount.bound in ("at least", "at most"):
            return self.bare()
        if before in self.fixed["months"] or (before == "," and self.before(2).isdigit()) or self.bare():
            return True
        if max(ends) < _MODERN:
            return before in self.fixed["years"] and not self.near()
        if before in self.fixed["years"] and not (self.near() and self.counted.unit == "person"):
            return True
        if before in self.fixed["the"] and amount.digits and self.capital_noun():
            return True  # "the 2012 Liberals"
        return not (self.plural() and self.counted.listed)

    def capital_noun(self) -> bool:
        """Whether what is counted stands right behind the number, with a capital letter."""
        head = self.counted.head
        return head is not None and head == self.words.stop and self.context.form_is_capital(head)

    # Hours and lengths of time

    def hour(self) -> bool:
        """ "7 p.m.", "13:40", "ten o'clock", "at 10.30", "from six in the evening"."""
        after, before = self.after(), self.before()
        joined = "".join((after, self.after(1), self.after(2)))
        if after in self.fixed["hours"] or joined in self.fixed["hours"] or before in self.fixed["past"]:
            return True
        if after == ":" and self.glued(self.amount.end) and self.after(1).isdigit():
            return True
        if before == ":" and self.before(2).isdigit() and self.glued(self.amount.first):
            return True
        if " ".join((after, self.after(1))) in self.fixed["of_day"] or (
            " ".join((after, self.after(1), self.after(2))) in self.fixed["of_day"]
        ):
            return self.bare() or self.context.lower(self.counted.head or 0) in self.fixed["time"]
        value = self.amount.value
        if value is None or self.amount.bound != "exact" or not self.bare() or self.counted.unit is not None:
            return False
        if before not in self.fixed["clock"] or value > _HOURS:
            return False
        _, _, minutes = self.core().partition(".")
        if len(minutes) == 2:
            return True
        whole = value == int(value) and value >= 1 and self.amount.scale == 1
        return whole and before not in self.fixed["by"] and not self.tallied()

    def tallied(self) -> bool:
        """ "Put the dead at five": "at" is no hour there."""
        return any(self.before(n) in self.fixed["tallies"] for n in range(2, _TALLY))

    def time(self) -> bool:
        """ "Two years", "a year or two", "three-day", "half of the night"."""
        times, head = self.fixed["time"], self.counted.head
        if self.counted.unit in self.units.measured:
            return False  # "75 miles an hour"
        if (head is not None and self.context.lower(head) in times) or self.counted.unit in times:
            return True
        if self.before() in self.fixed["or"] and self.before(2) in times:
            return True
        at = self.amount.end
        if self.text(at) in DASHES:
            at += 1
        if self.text(at) in self.fixed["before_time"]:
            at += 1
        if self._is_time(at):
            return not self.amount.share
        if self.amount.kind == "number":
            return False
        if self.text(at) in self.fixed["of"]:
            at += 1
        return self._is_time(at + 1 if self.text(at) in self.fixed["determiners"] else at)

    def _is_time(self, at: int) -> bool:
        word, times = self.text(at), self.fixed["time"]
        return word in times or (word.endswith("s") and word[:-1] in times) or word in self.fixed["times"]

    # Ages

    def age(self) -> bool:
        """ "Aged 19", "19-year-old", "Ana Ruiz, 44,", "he was 34", "a girl of nine", "those under 19"."""
        before, after, amount = self.before(), self.after(), self.amount
        ages = self.fixed["ages"]
        if before in ages or (before in self.fixed["of"] and self.before(2) in ages):
            return True
        if before in DASHES and self.before(2) in self.fixed["under"]:
            return True  # "the under-19 team"
        if (
            before in self.fixed["joins"] and self.before(2).isdigit() and self.before(3) in ages
        ) or self._among_ages():
            return True
        old = self.fixed["old"]
        if after in DASHES and self.after(1) in self.fixed["time"] and self.after(3) in old:
            return True
        if self._is_time(amount.end) and (
            self.after(1) in old or " ".join((self.after(1), self.after(2))) in self.fixed["of_age"]
        ):
            return True
        if not self.bare():
            return False
        if self._of_subject():
            return True
        if amount.bound != "exact":
            begin, most = self.text(amount.begin - 1), amount.value or amount.high or 0
            return most < _OLDEST and (begin in ages or begin in self.fixed["those"] or self.hyphened())
        value = amount.value
        if value is None or not 1 <= value <= _OLDEST:
            return False
        if before in self.fixed["at"] and (self.before(2) in self.fixed["dying"] or self._opening()):
            return True
        ends = after in {",", ")", ".", ";", ""} or after in self.fixed["and"]
        if before in {",", "("} and ends and self._named(amount.first - 2):
            return True
        # "Ana and Luis Ruiz, 40 and 49,".
        if before in self.fixed["and"] and ends and self.before(2).isdigit() and self.before(3) == ",":
            return True
        return self._of_person()

    def _among_ages(self) -> bool:
        """ "Aged nine, ten, thirteen, two aged fourteen, 49, and 59", "between the ages of 14 and 18"."""
        ages, after = self.fixed["ages"], self.after()
        if not self.bare() or after in ages:
            return False
        at, numbers = self.amount.first - 1, 0
        last = max(0, self.amount.first - _AGES)
        while at >= last and (self._number(at) or self.text(at) in self.fixed["joins"] or self.text(at) in _LIST):
            numbers, at = numbers + self._number(at), at - 1
        of = self.text(at) in self.fixed["of"] and self.text(at - 1) in ages
        alike = self.before(2)[:1].isdigit() == self.core()[:1].isdigit()
        joined = numbers > 1 and alike and self.before() in self.fixed["joins"]  # "40, 41 and 42 were shot"
        ends = joined or after in _ENDS or after in self.fixed["and"]
        return numbers > 0 and (of or (self.text(at) in ages and ends))

    def _number(self, at: int) -> bool:
        return self.text(at).isdigit() or self.text(at) in self.numbers.cardinals

    def _opening(self) -> bool:
        """ "At 77, Biden became the oldest": how old somebody is who is named next."""
        hour = (self.amount.value or 0) <= _HOURS
        return self.amount.first == 1 and self.after() == "," and self.capital(self.amount.end + 1) and not hour

    def _of_subject(self) -> bool:
        """ "Robert Hunter, of the Grateful Dead, was 78", "when she was about 57": said of one person."""
        parse, top = self.context.parse, self.counted.top
        most = self.amount.value or self.amount.high or 0
        if not 1 <= most <= _OLDEST or self.counted.pronoun or self.counted.partitive:
            return False
        before = range(max(0, top - _SUBJECT), top)
        who = next((n for n in before if parse.heads[n] == top and parse.deprels[n] in _SAID_OF), None)
        if who is None:
            return False
        single = parse.upos[who] == "PROPN" and parse.entities[who] == "person"
        return single or self.context.lower(who) in self.fixed["someone"]

    def _named(self, at: int) -> bool:
        """Whether a token is a name, or a noun for a person."""
        return self.capital(at) or self.units.units.get(self.text(at)) == "person"

    def _person(self, noun: str) -> bool:
        """Whether a noun is one for a single person."""
        known = self.units.units.get(noun) == "person" and noun not in self.fixed["befalling"]
        return known and not noun.endswith("s")

    def _of_person(self) -> bool:
        """A number alone that is said of somebody."""
        before, second = self.before(), self.before(2)
        if before in self.fixed["now"]:
            return second == "," or second in self.fixed["copulas"]
        if before in self.fixed["of"]:
            single = self.before(3) in self.fixed["single_person"]
            return single and self._person(second) and second not in self.fixed["groups"]
        if before not in self.fixed["copulas"] or not self.core().isalnum():
            return False
        return second in self.fixed["someone"] or self._person(second)

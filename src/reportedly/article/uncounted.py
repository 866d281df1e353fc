"""Numbers that count nothing: dates, ages, hours, lengths of time, ranks, scores, addresses, numbers in names.

Dates are only told apart from counts here; what they mean is for others.
"""

from __future__ import annotations

from collections.abc import Sequence

from .bounds import Amount
from .context import Context
from .counting import Numbers, Units
from .numerals import Token
from .units import Counted

__all__ = ["why_uncounted"]

_FIRST_YEAR, _LAST_YEAR = 1000, 2100
_NOMINAL = frozenset({"NOUN", "PROPN"})
_BRACKETS = frozenset("([")
_TIME_SIGNS = frozenset(":.")
_POSSESSIVE = frozenset({"'s", "'", "’"})


def why_uncounted(
    context: Context,
    found: Sequence[Token],
    amount: Amount,
    words: range,
    counted: Counted,
    numbers: Numbers,
    units: Units,
) -> str | None:
    """Why an amount in the tokens `found` is no figure, in a word; None where it may be one."""
    return _Judge(context, found, amount, words, counted, numbers, units).why()


class _Judge:
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

    def why(self) -> str | None:
        if self.money():
            return None
        checks = (
            ("date", self.date), ("hour", self.hour), ("age", self.age), ("time", self.time), ("score", self.score),
            ("ordinal", self.ordinal), ("name", self.name), ("list", self.listing), ("telephone", self.telephone),
            ("address", self.address), ("one", self.one), ("told", self.told_before), ("pair", self.halves), ("serial", self.serial), ("strength", self.strength),
        )  # fmt: skip
        return next((reason for reason, holds in checks if holds()), None)

    def money(self) -> bool:
        return self.before() in self.units.signs or self.after() in self.units.signs or self.before() in self.units.codes

    def single(self) -> bool:
        """Digits with no sign, scale or word of number about them."""
        return self.amount.digits and self.amount.bound in ("exact", "about")

    def date(self) -> bool:
        months, before, after = self.fixed["months"], self.before(), self.after()
        if before == "." and self.before(2) in months:
            before = self.before(2)
        value = self.amount.value
        small = value is not None and value <= 31 and value == int(value)
        if small and self.amount.core.of(self.context.text)[:1].isdigit() and (before in months or (after in months and self.capital(self.amount.end)) or (after == "of" and self.after(1) in months)):
            return True
        if self.amount.bound == "between" and (before in months or after in months) and (self.amount.high or 0) <= 31:
            return True
        if before == "/" or (after == "/" and self.glued(self.amount.end)):
            return True
        if small and before in (",", "and", "or", "–", "-", "to") and self.before(2).isdigit() and self.before(3) in months:
            return True
        return self.year(months)

    def year(self, months: frozenset[str]) -> bool:
        ends = (self.amount.value,) if self.amount.bound != "between" else (self.amount.low, self.amount.high)
        if not (self.amount.digits or self.amount.glued or self.amount.bound == "between"):
            return False
        core = self.amount.core.of(self.context.text)
        if any(sign in core for sign in ",."):
            return False
        if not any(v is not None and _FIRST_YEAR <= v <= _LAST_YEAR for v in ends) or not any(len(d) == 4 and d.isdigit() for d in core.replace("–", "-").replace("-", " ").split()):
            return False
        before = self.before()
        if self.amount.bound in ("at least", "at most"):
            return self.counted.head is None
        if before in months or before == "," and self.before(2).isdigit():
            return True
        value = max(v for v in ends if v is not None)
        if value < 1800 and self.counted.head is not None:
            return before in ("in", "since", "of") and not self.near()
        head = self.counted.head
        if head is None:
            return True
        if before in self.fixed["years"] and not (self.near() and self.counted.unit == "person"):
            return True
        return not (self.near() and self.plural_noun() and self.counted.listed)

    def near(self) -> bool:
        """Whether the noun stands right behind the number, or after one word."""
        return self.counted.head is not None and self.counted.head - self.words.stop < 2

    def hour(self) -> bool:
        after, before = self.after(), self.before()
        joined = after + self.after(1) + self.after(2) if after in ("a", "p") else after
        if joined.startswith(("a.m", "p.m")) or after in ("am", "pm", "o'clock", "utc", "gmt", "hrs"):
            return True
        if after == ":" and self.glued(self.amount.end) and self.after(1).isdigit():
            return True
        if before == ":" and self.before(2).isdigit() and self.glued(self.amount.first):
            return True
        if after == "past" or before == "past":
            return True
        if (after == "at" and self.after(1) == "night") or (after == "in" and self.after(1) == "the" and self.after(2) in ("morning", "evening", "afternoon")):
            return self.counted.head is None or self.context.lower(self.counted.head) in self.fixed["time"]
        core = self.amount.core.of(self.context.text)
        if before in self.fixed["clock"] and self.counted.head is None and self.counted.unit is None and self.amount.bound == "exact":
            value = self.amount.value or 0
            if before in ("at", "by", "until", "till", "since", "before", "after", "past"):
                whole = value == int(value) and 1 <= value <= 24 and self.amount.scale == 1
                dotted = "." in core and len(core.split(".")[1]) == 2 and value < 24
                if dotted or (whole and before != "by" and not self.measure_end()):
                    return True
        return False

    def measure_end(self) -> bool:
        """"Put the dead at five": "at" is no hour there."""
        near = {self.before(n) for n in range(2, 8)}
        return bool(near & self.fixed["tallies"])

    def age(self) -> bool:
        before, after = self.before(), self.after()
        if before in self.fixed["ages"] or (before == "of" and self.before(2) in self.fixed["ages"]):
            return True
        if after in ("-", "–") and self.after(1) in ("year", "month", "week", "day") and self.after(3) == "old":
            return True
        if after in ("year", "years", "months", "month") and self.after(1) in ("old", "of") and self.after(2) != "war":
            return True
        begin = self.text(self.amount.begin - 1)
        if self.amount.bound != "exact" and self.counted.head is None and (self.amount.value or self.amount.high or 0) < 100:
            # "Those under 19", "aged between 51 and 60", "under-8s".
            if begin in self.fixed["ages"] or begin in self.fixed["those"] or (after in ("-", "–") and self.glued(self.amount.end)):
                return True
        # "Ana Ruiz, 44, said": a number between commas after a name, or before the end of the sentence.
        value = self.amount.value
        if value is None or value > 115 or self.counted.head is not None or self.amount.bound != "exact":
            return False
        if before in (",", "(") and after in (",", ")", ".", ";", "", "and") and self.named(self.amount.first - 2) and value >= 1:
            return True
        if before == "and" and after in (",", ")", ".") and self.text(self.amount.first - 2).isdigit() and self.text(self.amount.first - 3) == ",":
            return True
        if self.said_of_person(before):
            return True
        # "A girl of twelve", "a woman of twenty-two".
        return before == "of" and self.units.units.get(self.before(2)) == "person" and self.before(3) in ("a", "an", "the", "old", "young") and not self.before(2).endswith("s") and self.before(2) not in self.fixed["groups"]

    def named(self, at: int) -> bool:
        """Whether a token is a name, or a noun for a person."""
        return self.capital(at) or self.units.units.get(self.text(at)) == "person"

    def said_of_person(self, before: str) -> bool:
        """"He was 34", "Begum, now 19": a number alone that is said of somebody."""
        if before == "now" and self.before(2) in (",", "is", "was", "are"):
            return True
        if before not in ("is", "was", "'s", "were", "be", "am", "are") or not self.amount.core.of(self.context.text).isalnum():
            return False
        return self.before(2) in self.fixed["someone"] or (self.units.units.get(self.before(2)) == "person" and not self.before(2).endswith("s"))

    def time(self) -> bool:
        noun = self.counted.head
        unit = self.counted.unit or ""
        if noun is not None and (self.context.lower(noun) in self.fixed["time"] or unit in self.fixed["time"]) :
            return True
        if self.before() == "or" and self.before(2) in self.fixed["time"]:
            return True  # "a year or two"
        at = self.amount.end
        if self.text(at) in ("-", "–"):
            at += 1
        if self.text(at) in ("more", "further", "other", "consecutive", "straight", "full", "whole", "long", "short"):
            at += 1
        word = self.text(at)
        base = word[:-1] if word.endswith("s") else "century" if word == "centuries" else word
        if base in self.fixed["time"] or word in self.fixed["time"]:
            return not (self.amount.kind == "part" and self.amount.share)
        if self.text(at) in ("of",) and self.amount.kind in ("part", "vague"):
            noun_at = at + 2 if self.text(at + 1) in ("the", "a", "an", "his", "her", "its", "their", "this", "that") else at + 1
            word = self.text(noun_at)
            return (word[:-1] if word.endswith("s") else word) in self.fixed["time"]
        if self.amount.kind == "part" and self.text(at) in ("a", "an", "the", "his", "her", "its", "their"):
            word = self.text(at + 1)
            return word in self.fixed["time"]
        return False

    def score(self) -> bool:
        """"3-1", "21–14": two numbers in digits, a hyphen between, and nothing that they count."""
        if self.amount.glued and self.counted.head is None and self.counted.unit is None:
            return True
        before, after = self.before(), self.after()
        dash = ("-", "–")
        if not self.amount.digits:
            return False
        return (after in dash and self.glued(self.amount.end) and self.after(1).isdigit() and self.glued(self.amount.end + 1)) or (
            before in dash and self.glued(self.amount.first) and self.before(2).isdigit() and self.glued(self.amount.first - 1)
        )

    def ordinal(self) -> bool:
        """"A third man", "the first half", "half brother"."""
        if self.amount.kind != "part" or self.amount.share:
            return False
        text = self.text(self.amount.end - 1)
        after = self.after()
        before = self.before()
        if text == "half":
            if before in ("and", "-", "–"):
                return True
            if before in ("first", "second", "other", "third", "last", "better", "the", "final", "opening", "half") or self.text(self.amount.end) in ("-", "–", "way", "time"):
                return True
            return after in self.fixed["after_half"] or self.before() in self.fixed["before_half"]
        if self.text(self.amount.first) in ("a", "an") and text in self.fixed["ordinal_parts"]:
            # "A third man", "a fourth, too", but "a third of them", "a tenth less", "by a fifth", "nearly a third".
            return not (self.amount.bound != "exact" or after in self.fixed["after_part"] or before in ("by", "to", "than", "at"))
        return False

    def name(self) -> bool:
        """"Flight 370", "Group of 20", "Boeing 737", "page two", "number three"."""
        before, digits = self.before(), self.amount.core.of(self.context.text)[:1].isdigit()
        if self.amount.bound not in ("exact", "about") or self.amount.kind != "number" or self.amount.begin < self.amount.first:
            return False
        if before in (".",):
            before = self.before(2) + "." if self.before(2) + "." in self.fixed["named_before"] else before
        if self.verb_before():
            return False
        if before in self.fixed["named_before"] and not (before in self.fixed["named_digits"] and self.plural_noun()) and (digits or before not in self.fixed["named_digits"]):
            return True
        if self.before() == "of" and self.before(2) in ("group", "gang") and self.capital(self.amount.first - 2) and self.counted.head is None:
            return True
        if self.capital(self.amount.first) and not digits:
            # "Big Three", "Seven Sisters", "Chicago Seven".
            start = self.context.sentence_span(self.amount.core.start).start
            if self.amount.core.start > start and self.text(self.amount.first - 1) not in ('"', "“", "'", "‘", ":", "—", "-", ".", "!", "?", ")") and not self.headline():
                parse = self.context.parse
                return parse.upos[self.words[0]] == "PROPN" or self.capital(self.amount.first - 1) or self.capital(self.amount.end)
            return False
        if digits and self.counted.head is None and self.capital(self.amount.first - 1) and before.isalpha() and self.amount.digits:
            return self.amount.first > 1
        return False

    def verb_before(self) -> bool:
        """"The dead number 45", "they table two motions"."""
        at = self.words[0] - 1
        return at >= 0 and self.context.parse.upos[at] == "VERB"

    def headline(self) -> bool:
        """Whether most words of the sentence are capitalized, so that a capital letter says nothing."""
        span = self.context.sentence_span(self.amount.core.start)
        words = [w for w in self.context.words_in(span) if self.context.parse.form(w)[:1].isalpha()]
        return len(words) > 2 and sum(self.context.form_is_capital(w) for w in words) > 0.6 * len(words)

    def plural_noun(self) -> bool:
        head = self.counted.head
        return head is not None and self.near() and (self.context.lower(head).endswith("s") or self.context.lower(head) in self.units.singulars)

    def listing(self) -> bool:
        """"3. What happened", "(2) to leave", "and 2) to stay": a number that counts the things told themselves."""
        if not self.amount.digits or self.amount.end - self.amount.first > 1 or not self.glued(self.amount.end):
            return False
        after = self.after()
        if after == ")" and self.counted.unit is None and (self.amount.value or 0) < 30:
            return True
        start = self.tokens[0].span.start
        opens = self.amount.first <= 1 and self.context.paragraphs[self.context.paragraph(start)].start == start
        return opens and after in (".", ")", ":")

    def telephone(self) -> bool:
        """Groups of digits that follow on each other: "555-0142", "+44 20 7946 0958", "(317) 555 0100"."""
        if not (self.amount.digits or self.amount.glued):
            return False
        before, after = self.before(), self.after()
        if before == "+" or before.isdigit() or after.isdigit():
            return True
        dashed = (before in ("-", "–", ")") and self.before(2).isdigit()) or (after in ("-", "–") and self.after(1).isdigit())
        return dashed or (before == "(" and after == ")" and self.after(1).isdigit())

    def address(self) -> bool:
        if not self.amount.digits and self.amount.scale == 1 and not self.amount.glued:
            return False
        if self.after() == "block" or (self.after() in ("-", "–") and self.after(1) == "block"):
            return True
        for steps in range(1, 4):
            if self.after(steps) in self.fixed["streets"]:
                return all(self.capital(self.amount.end + n) or self.after(n)[:1].isdigit() or self.after(n) == "." for n in range(steps + 1))
            if not self.after(steps):
                break
        return False

    def one(self) -> bool:
        """"One" that counts nothing: "one day", "one another", "the one", "one of the best"."""
        core = [self.text(n) for n in range(self.amount.first, self.amount.end)]
        if core != ["one"] or self.amount.bound in ("at most", "about"):
            return core == ["one"] and self.amount.bound == "at most" and self.counted.unit not in self.units.measured
        before, after = self.before(), self.after()
        if before in self.fixed["before_one"] or after in self.fixed["after_one"] or after in self.fixed["one"]:
            return True
        if after in ("-", "–"):
            return not self.counted.modifier or self.counted.unit not in self.units.measured and self.counted.unit != "person"
        if after == "of":
            return self.superlative()
        return False

    def superlative(self) -> bool:
        """"One of the most wanted men", "one of the largest camps" place somebody, and count nobody."""
        return any(self.after(n) in ("most", "best", "worst", "least", "last", "first", "few") or (self.after(n).endswith("est") and len(self.after(n)) > 4) for n in range(1, 5))

    def told_before(self) -> bool:
        """"The two men", "the nine": a group that was told before, unless something more is said of it."""
        if self.before() not in ("the", "these", "those") or self.amount.bound != "exact" or self.amount.kind != "number" or self.amount.more:
            return False
        if (self.before() == "the" and self.amount.first > self.amount.begin + 1) or (self.amount.value or 0) > 20 or self.amount.scale > 1:
            return False
        counted, at = self.counted, self.amount.end
        if counted.modifier or counted.partitive:
            return False
        if counted.head is None:
            return self.text(at) not in self.fixed["harmed"]
        behind = self.context.lower(counted.end) if counted.end < len(self.context.parse.words) else ""
        return self.near() and counted.head == self.words.stop and behind not in ("of", "who", "that", "which", "whom", "in")

    def halves(self) -> bool:
        """"Cut in two", "world war two": a manner of speaking, or a name."""
        return self.before() in ("in", "into", "war") and self.counted.head is None and self.amount.kind == "number" and (self.amount.value or 0) < 4

    def serial(self) -> bool:
        """Long digits without a separator, and such as begin with a zero: "1449075600", "0310"."""
        core = self.amount.core.of(self.context.text)
        return self.amount.digits and (len(core) > 9 or (len(core) > 1 and core.startswith("0") and core[1:2] != "."))

    def strength(self) -> bool:
        """"A magnitude of 4.0", "a 5.3-magnitude quake", "at 6.3 on the Richter scale"."""
        strong = self.fixed["strengths"]
        near = {self.before(n) for n in range(1, 5)} | {self.after(n) for n in range(0, 3)}
        value = self.amount.value
        return value is not None and value < 10 and "." in self.amount.core.of(self.context.text) and bool(near & strong)

"""From numbers to amounts: ranges, shares ("one in four"), and the words that bound a number before or behind it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from ..records import Bound
from ..text import Span
from .counting import Numbers, Phrase, Units
from .numerals import Numeral, Token

__all__ = ["Amount", "amounts", "limits"]

# Words between the two numbers of a share: "one shopkeeper in three".
_BETWEEN = 3
# Tokens before a number in which a verb of change makes "from … to" two figures.
_CHANGE = 8
# What shares are told out of: "six in ten", "one in four", "95 of every 100".
_OUT_OF = frozenset({*range(2, 11), 100, 1000, 10_000, 100_000, 1_000_000})


@dataclass(frozen=True, slots=True)
class Amount:
    """A number with its bounds. `span`: all of it; `core`: the numbers alone; `kind` as in `Numeral`.

    `value`, `low` and `high` are as in `records.Figure`; of a part they are shares of one. `first` and `end` are places
    of tokens in the run that it was read in, `begin` that of its first bound or sign of money, `stop` behind its last
    bound. `share`: told as "one in four"; `glued`: both ends in digits with a hyphen ("3-1"); `digits`, `scale`: as in
    `Numeral`; `more`: told as further to what was counted before ("another two").
    """

    span: Span
    core: Span
    value: float | None
    low: float | None
    high: float | None
    bound: Bound
    kind: Literal["number", "vague", "part"]
    begin: int
    first: int
    end: int
    stop: int
    share: bool = False
    glued: bool = False
    digits: bool = False
    scale: float = 1.0
    more: bool = False


def amounts(found: Sequence[Token], read: Sequence[Numeral], words: Numbers, units: Units) -> list[Amount]:
    """The amounts in a run of tokens whose numbers are `read`, in order, none overlapping another."""
    reader = _Reader(found, words, units)
    at, made = 0, []
    before = 0
    while at < len(read):
        taken, amount = reader.read(read, at, before)
        if amount is not None:
            made.append(amount)
            before = amount.stop
        at += taken
    return made


class _Reader:
    __slots__ = ("fixed", "tokens", "units", "words")

    def __init__(self, found: Sequence[Token], words: Numbers, units: Units) -> None:
        self.tokens, self.words, self.units, self.fixed = found, words, units, words.fixed

    def text(self, at: int) -> str:
        return self.tokens[at].text if 0 <= at < len(self.tokens) else ""

    def glued(self, at: int) -> bool:
        return 0 < at < len(self.tokens) and self.tokens[at - 1].span.end == self.tokens[at].span.start

    def read(self, read: Sequence[Numeral], at: int, before: int) -> tuple[int, Amount | None]:
        """How many numbers were used, and the amount that they are."""
        one = read[at]
        other = read[at + 1] if at + 1 < len(read) else None
        if other is not None:
            share = self._share(one, other, before)
            if share is not None:
                return 2, share
            both = self._range(one, other, before)
            if both is not None:
                return 2, both
        return 1, self._single(one, before)

    # Single numbers

    def _single(self, one: Numeral, before: int) -> Amount:
        begin, bound, more = self._before(one.first, before, self._is_one(one))
        stop, after = self._after(one.end)
        if after is not None and bound in ("exact", after):
            bound = after
        low, value, high = limits(one.value, bound)
        if bound == "exact" and self.text(begin - 1) in self.fixed["exceeding"]:
            bound = "at least"  # "the toll exceeded 400"
            low, value, high = limits(one.value, bound)
        if one.kind == "vague":
            low, value, high, bound = one.least, None, None, "vague"
        return self._made(
            begin,
            one.first,
            one.end,
            stop,
            value,
            low,
            high,
            bound,
            one.kind,
            digits=one.digits,
            scale=one.scale,
            more=more,
        )

    def _made(
        self,
        begin: int,
        first: int,
        end: int,
        stop: int,
        value: float | None,
        low: float | None,
        high: float | None,
        bound: Bound,
        kind: Literal["number", "vague", "part"],
        *,
        share: bool = False,
        glued: bool = False,
        digits: bool = False,
        scale: float = 1.0,
        more: bool = False,
    ) -> Amount:
        span = Span(self.tokens[begin].span.start, self.tokens[stop - 1].span.end)
        core = Span(self.tokens[first].span.start, self.tokens[end - 1].span.end)
        return Amount(
            span, core, value, low, high, bound, kind, begin, first, end, stop, share, glued, digits, scale, more
        )

    def _is_one(self, one: Numeral) -> bool:
        """Whether a number is the word for one, before what has no measure: prepositions are no bounds of it."""
        of = self.units.units.get(self.text(one.end), self.text(one.end))
        return one.value == 1 and not one.digits and one.scale == 1 and of not in self.units.measured

    def _before(self, first: int, limit: int, lone: bool = False) -> tuple[int, Bound, bool]:
        """The first token of what bounds the number at `first`, the bound, and whether it is told as one more. `lone`:
        it is that of a single one."""
        at = self._money(first, limit)
        bound: Bound = "exact"
        more = False
        while True:
            found = self._bound_ending(at, limit)
            if found is None:
                return at, bound, more
            phrase, kind = found
            if self.text(at) in self.fixed["the"] and " ".join(phrase) in self.fixed["prepositions"]:
                return at, bound, more  # "about the two parties", "over the two days"
            if lone and " ".join(phrase) in self.fixed["prepositions"]:
                return at, bound, more  # "over one eye", "worried about one man"
            at -= len(phrase)
            more = more or phrase[-1] in self.fixed["further"]
            if bound == "exact" or (bound == "about" and kind in ("at least", "at most")):
                bound = kind

    def _money(self, first: int, limit: int) -> int:
        """The first token of a sign or code of money before a number."""
        at = first
        if at - 1 >= limit and self.text(at - 1) in self.units.signs:
            at -= 1
            if at - 1 >= limit and self.glued(at) and self.text(at - 1) in self.units.letters:
                at -= 1
            elif (
                at - 4 >= limit
                and self.glued(at)
                and "".join(self.text(at - n) for n in (4, 3, 2, 1)) in self.fixed["dotted"]
            ):
                at -= 4
        elif at - 1 >= limit and self.text(at - 1) in self.units.codes:
            at -= 1
        return at

    def _bound_ending(self, at: int, limit: int) -> tuple[Phrase, Bound] | None:
        """The longest bound that ends right before token `at`."""
        place = at - 1
        if self.text(place) in ("-", "–") and self.glued(place) and self.glued(at):
            return None
        for phrase, bound in self.words.before.get(self.text(place), ()):
            start = at - len(phrase)
            if start >= limit and all(self.text(start + n) == word for n, word in enumerate(phrase)):
                if phrase[0] in self.fixed["up"] and self.text(start - 1) in self.fixed["adding"]:
                    return None  # "the years add up to 150"
                handed = phrase[0] in self.fixed["over"] and self.text(start - 1) in self.fixed["handing"]
                return None if handed else (phrase, bound)
        return None

    def _after(self, end: int) -> tuple[int, Bound | None]:
        """The token behind what bounds a number from behind, and the bound."""
        at = end + 1 if self.text(end) == "," else end
        if self.text(end) == "+" and self.glued(end):
            return end + 1, "at least"
        for phrase, bound in self.words.after.get(self.text(at), ()):
            if phrase[0] == "-" and not self.glued(at):
                continue
            if all(self.text(at + n) == word for n, word in enumerate(phrase)):
                if at > end and phrase[0] in self.fixed["plus"]:
                    continue  # "fifty-eight, plus the boys"
                # "At least 5, more than that": what begins the next bound is no end of this one.
                behind = self.text(at + len(phrase))
                if phrase[0] in self.fixed["either_side"] and (
                    behind[:1].isdigit() or behind in self.words.cardinals or behind in self.fixed["articles"]
                ):
                    continue
                return at + len(phrase), bound
        return end, None

    # Two numbers

    def _range(self, one: Numeral, other: Numeral, before: int) -> Amount | None:
        if one.kind != "number" or other.kind != "number" or one.value is None or other.value is None:
            return None
        opener = self._opener(one.first, before)
        money = self._money(other.first, one.end)
        middle = [self.text(n) for n in range(one.end, money)]
        # "15 percent to 20 percent", "5 km to 10 km" are left as two; "three- to six-foot" is a range.
        if len(middle) == 2 and middle[0] == "-" and self.glued(one.end):
            middle = middle[1:]
        percent = self.fixed["percent"]
        if opener is not None and middle[:1] and middle[0] in percent and self.text(other.end) in percent:
            middle = middle[1:]  # "from 45% to 60%"
        joined = tuple(middle)
        hyphen = joined in (("-",), ("–",), ("—",))
        if hyphen and money == other.first and not (self.glued(one.end) and self.glued(other.first)):
            return None
        is_range = joined in self.words.separators or (opener is not None and opener[1] and joined in self.words.joins)
        if not is_range or not joined:
            return None
        low, high = self._shared(one, other)
        if low >= high:
            return None
        if " ".join(joined) in self.fixed["to"] and self._changes(
            opener[0] if opener else self._money(one.first, before)
        ):
            return None
        if " ".join(joined) in self.fixed["or"] and high > low * 3 and opener is None and high - low > 1:
            return None
        first = one.first
        if opener is not None:
            begin, more = opener[0], False
        else:
            begin, _, more = self._before(one.first, before)
        stop, _ = self._after(other.end)
        glued = hyphen and one.digits and other.digits
        return self._made(
            begin, first, other.end, stop, None, low, high, "between", "number", glued=glued, digits=False,
            scale=max(one.scale, other.scale), more=more,
        )  # fmt: skip

    def _shared(self, one: Numeral, other: Numeral) -> tuple[float, float]:
        """The two ends, where the first may take its scale from the second: "$300-400bn", "four to five hundred"."""
        low, high = one.value or 0.0, other.value or 0.0
        if other.scale > 1 and one.scale == 1:
            shares = low < high / other.scale * 1.0001 or (low < 1000 <= other.scale and low * other.scale < high)
            low *= other.scale if shares else 1
        return low, high

    def _opener(self, first: int, before: int) -> tuple[int, bool] | None:
        """Where "between" or "from" before a number begins, and whether it is followed by "and"."""
        at = self._money(first, before)
        while (found := self._bound_ending(at, before)) is not None and found[0] not in [
            p for p, _ in self.words.openers
        ]:
            at -= len(found[0])
        for phrase, between in self.words.openers:
            start = at - len(phrase)
            if start >= before and all(self.text(start + n) == word for n, word in enumerate(phrase)):
                return start, between
        return None

    def _changes(self, at: int) -> bool:
        """Whether a verb of change stands shortly before: "rose from 87 to 115"."""
        change = self.fixed["change"]
        near = range(max(0, at - _CHANGE), at)
        if self.text(at - 1) in change and self.text(at) not in change:
            return True  # "oil rose $3 to $82"
        return self.text(at) in self.fixed["from"] and any(self.text(n) in change for n in near)

    def _share(self, one: Numeral, other: Numeral, before: int) -> Amount | None:
        """ "One in four", "six out of ten", "95 of every 100 homes", "one shopkeeper in three"."""
        if one.kind != "number" or other.kind != "number" or not one.value or not other.value:
            return None
        if one.value >= other.value or other.value not in _OUT_OF or not 1 <= other.first - one.end <= _BETWEEN + 2:
            return None
        middle = [self.text(n) for n in range(one.end, other.first)]
        every = middle[-1] in self.fixed["every"]
        joint = middle[:-1] if every else middle
        last, inside = joint[-1] if joint else "", bool(joint) and joint[-1] in self.fixed["in"]
        if " ".join(joint[-2:]) in self.fixed["out_of"]:
            between = joint[:-2]
        elif inside or (every and last in self.fixed["of"]):
            between = joint[:-1]
        else:
            return None
        if len(between) > _BETWEEN or any(not word.isalpha() for word in between):
            return None
        if inside and not every:
            # "Two men in 10 cars" is no share: nothing is counted by its second number.
            behind = self.text(other.end)
            if between and behind[:1].isalpha() and behind not in self.fixed["share_ends"]:
                return None
            if other.value < 3 or (other.digits and other.value > 10 and other.value % 100):
                return None
        begin, bound, more = self._before(one.first, before)
        share = one.value / other.value
        low, value, high = limits(share, bound)
        return self._made(
            begin, one.first, other.end, other.end, value, low, high, bound, "part", share=True, more=more
        )


def limits(value: float | None, bound: Bound) -> tuple[float | None, float | None, float | None]:
    """Low, value and high of a number under a bound."""
    match bound:
        case "exact":
            return value, value, value
        case "at least":
            return value, value, None
        case "at most":
            return None, value, value
        case _:
            return None, value, None

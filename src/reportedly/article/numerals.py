"""Numbers in text, in digits, words or both, each with the characters that it stands in.

A grammar over tokens, read from left to right: every token is looked at a fixed number of times, so time grows with
the text and with nothing else. "1.5 million", "three thousand five hundred", "half a million", "two dozen", "several
hundred", "two thirds", "12 000". What is counted, and whether anything is, is left to others.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from ..text import Span
from .counting import Numbers

__all__ = ["Numeral", "Token", "numerals", "tokens"]

Kind = Literal["number", "vague", "part"]

# Digits with what may stand among them, a word, or a single sign.
_TOKEN = re.compile(r"[0-9](?:[0-9]|[.,'’\u00a0\u2009\u202f](?=[0-9]))*|[^\W\d_]+(?:['’][^\W\d_]+)?|\S")
_GROUPED = re.compile(r"[0-9]{1,3}(?:([,'’\u00a0\u2009\u202f])[0-9]{3})(?:\1[0-9]{3})*(?:\.[0-9]+)?")
_INDIAN = re.compile(r"[0-9]{1,2}(?:,[0-9]{2})+,[0-9]{3}")
_CONTINENTAL = re.compile(r"[0-9]{1,3}(?:\.[0-9]{3}){2,}")
_PLAIN = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_COMMA = re.compile(r"[0-9]+,[0-9]{1,2}")
# Longer numbers count nothing that news tell of: serial numbers, or noise.
_MOST_DIGITS = 18
_HYPHENS = frozenset("-‐‑")


class Token(NamedTuple):
    """One token: where it stands, and itself in lower case with a straight apostrophe."""

    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number as it is told. `value` is None for a vague one ("dozens"), whose `least` is known; a part ("two
    thirds") has a value from 0 to 1. `scale` is what its last word multiplied by, 1 without one; `digits`: written
    in digits alone, without a separator; `bare`: a single number word or digits, with nothing before it or behind."""

    span: Span
    value: float | None
    least: float
    kind: Kind
    scale: float = 1.0
    digits: bool = False
    first: int = 0
    end: int = 0


def tokens(text: str, span: Span) -> list[Token]:
    """The tokens of `text` in `span`, in order."""
    return [
        Token(Span(m.start(), m.end()), m.group().lower().replace("’", "'"))
        for m in _TOKEN.finditer(text, span.start, span.end)
    ]


def numerals(found: Sequence[Token], words: Numbers) -> list[Numeral]:
    """The numbers in a run of tokens, in order, none overlapping another. `first` and `end` are places of tokens."""
    reader = _Reader(found, words)
    at, read, begins = 0, [], words.begins
    while at < len(found):
        if found[at].text not in begins and not found[at].text[0].isdigit():
            at += 1
            continue
        numeral = reader.read(at)
        if numeral is None:
            at += 1
        else:
            read.append(numeral)
            at = numeral.end
    return read


class _Reader:
    """One run of tokens under the grammar. Methods named after a phrase give its value and the token behind it."""

    __slots__ = ("fixed", "tokens", "words")

    def __init__(self, found: Sequence[Token], words: Numbers) -> None:
        self.tokens, self.words, self.fixed = found, words, words.fixed

    def text(self, at: int) -> str:
        return self.tokens[at].text if 0 <= at < len(self.tokens) else ""

    def glued(self, at: int) -> bool:
        """Whether nothing stands between a token and the one before it."""
        return 0 < at < len(self.tokens) and self.tokens[at - 1].span.end == self.tokens[at].span.start

    def after_blank(self, at: int) -> int:
        """The token from `at` on that is no hyphen between two words: "twenty-five" is read as "twenty five"."""
        return at + 1 if self.text(at) in _HYPHENS and self.glued(at) and self.glued(at + 1) else at

    def made(
        self,
        first: int,
        end: int,
        value: float | None,
        least: float,
        kind: Kind,
        scale: float = 1.0,
        digits: bool = False,
    ) -> Numeral:
        span = Span(self.tokens[first].span.start, self.tokens[end - 1].span.end)
        return Numeral(span, value, least, kind, scale, digits, first, end)

    def read(self, at: int) -> Numeral | None:
        """The longest number that begins with token `at`."""
        if self.text(at)[:1].isdigit() and self.text(at)[:1].isascii():
            return self._in_digits(at)
        if self.text(at) not in self.words.begins:
            return None
        return self._few(at) or self._vague(at) or self._part(at) or self._in_words(at)

    # Digits

    def _in_digits(self, at: int) -> Numeral | None:
        value = digits_value(self.text(at), self._scaled(at + 1))
        if value is None or self._within_name(at):
            return None
        end, scale, plain = at + 1, 1.0, self.text(at).isdigit()
        if value == int(value) and value < 1000 and not self.glued(end):
            value, end = self._blank_groups(value, at)
        plain = plain and end == at + 1
        if self.text(end) in self.words.signs and (self.glued(end) or value < 1000):
            value, end, plain = value + self.words.signs[self.text(end)], end + 1, False
        elif (fraction := self._slashed(end, value)) is not None:
            value, end, plain = fraction[0], fraction[1], False
        half = self._and_part(end)
        if half is not None:
            value, end, plain = value + half[0], half[1], False
        value, end, scale = self._scales(value, end)
        return self.made(at, end, value, value, "number", scale, plain and scale == 1)

    def _within_name(self, at: int) -> bool:
        """Whether the digits belong to a word: "G7", "S-400", "COVID-19", "#12", "21st", "1990s", "3D"."""
        before = self.text(at - 1)
        if self.glued(at):
            if before[:1].isalpha() and before not in self.fixed["money"] and at - 1 >= 0:
                return True
            if before in "#@_/\\=&+" and before != "":
                return True
            if before in ":." and at >= 2 and self.glued(at - 1) and self.text(at - 2)[:1].isalnum():
                return True
            if before in _HYPHENS and self.glued(at - 1):
                joined = self.text(at - 2)
                if joined[:1].isalpha() and joined not in self.fixed["hyphen"] and not self._is_number(joined):
                    return True
        after = self.text(at + 1)
        if self.glued(at + 1):
            if after[:1].isalpha():
                return after in self.fixed["ordinal_ends"] or not (
                    after in self.words.glued or after in self.fixed["units"]
                )
            if after in ":_/@\\=&" and self.glued(at + 2) and self.text(at + 2)[:1].isalnum():
                return after != "/" or not self.text(at + 2).isdigit()
        return False

    def _is_number(self, word: str) -> bool:
        return word in self.words.cardinals or word in self.words.scales

    def _blank_groups(self, value: float, at: int) -> tuple[float, int]:
        """ "12 000": groups of three digits after blanks, where the first is no zero."""
        end = at + 1
        while (
            value > 0
            and value < 1e12
            and len(self.text(end)) == 3
            and self.text(end).isascii()
            and self.text(end).isdigit()
            and not self.glued(end)
            and not (self.glued(end + 1) and self.text(end + 1)[:1].isalpha())
            and self.tokens[end].span.start == self.tokens[end - 1].span.end + 1
        ):
            value, end = value * 1000 + int(self.text(end)), end + 1
        return value, end

    def _slashed(self, at: int, whole: float) -> tuple[float, int] | None:
        """ "2 1/2" and "1/2" are not told apart from dates and scores, but for halves and the like after a number."""
        if self.text(at + 1) != "/" or not (self.glued(at + 1) and self.glued(at + 2)):
            return None
        top, bottom = self.text(at), self.text(at + 2)
        if top.isdigit() and bottom in ("2", "3", "4", "8") and len(top) == 1 and int(top) < int(bottom):
            return whole + int(top) / int(bottom), at + 3
        return None

    # Scales

    def _scaled(self, at: int) -> bool:
        text = self.text(self.after_blank(at))
        return (
            text in self.words.scales or text in self.fixed["percent"] or (text in self.words.glued and self.glued(at))
        )

    def _scales(self, value: float, at: int) -> tuple[float, int, float]:
        """What a number is multiplied by behind it: "million", "hundred thousand", "bn"."""
        scale = 1.0
        while True:
            next_one = self.after_blank(at)
            text = self.text(next_one)
            if text in self.words.scales:
                by = self.words.scales[text]
            elif text in self.words.groups and scale == 1:
                by = self.words.groups[text]
            elif text in self.words.glued and scale == 1 and (self.glued(at) or len(text) > 1):
                by = self.words.glued[text]
                if text in self.fixed["short"] and not self._money_before(at) and not self._plural_behind(at, text):
                    return value, at, scale
            else:
                return value, at, scale
            if scale > 1 and by <= scale:
                return value, at, scale
            value, scale, at = value * by, scale * by, next_one + 1
            if scale > 1e15:
                return value, at, scale

    def _money_before(self, at: int) -> bool:
        """Whether a sign of money stands before the number that ends before token `at`, or before a range with it."""
        place = at - 2
        if self.text(place) in ("-", "–", "—") and self.text(place - 1)[:1].isdigit():
            place -= 2
        return self.text(place) in self.fixed["money"]

    def _plural_behind(self, at: int, letter: str) -> bool:
        return letter in self.fixed["million_copies"] and self.text(at + 1).endswith("s") and len(self.text(at + 1)) > 3

    # Words

    def _in_words(self, at: int) -> Numeral | None:
        start, text = at, self.text(at)
        if text in self.words.signs:
            if self.glued(at) and self.text(at - 1)[:1].isalpha():
                return None
            value, end, scale = self._scales(self.words.signs[text], at + 1)
            return self.made(at, end, value, value, "number" if scale > 1 else "part", scale)
        if text in self.fixed["indefinite"]:
            following = self.text(self.after_blank(at + 1))
            if following not in self.words.scales and following not in self.words.groups:
                return None
            cardinal: tuple[float, int] | None = (1.0, at + 1)
        elif text in self.words.scales or text in self.words.groups:
            # "Hundred-pound bags": without an article only where a hyphen follows, or at the start of a headline.
            the = self.text(at - 1) in self.fixed["the"]
            if the or text in self.words.groups or self.text(at + 1) not in _HYPHENS:
                return None
            cardinal = (1.0, at)
        else:
            cardinal = self._below_hundred(at)
        if cardinal is None or (
            self.text(self.after_blank(cardinal[1])) in self.fixed["ordinals"] and cardinal[0] >= 20
        ):
            return None
        value, end, scale = self._composed(*cardinal)
        half = self._and_part(end)
        if half is not None:
            # "A million and a half" is half a million more.
            value, end = value + half[0] * scale, half[1]
            more, end, by = self._scales(value, end)
            value, scale = more, max(scale, by)
        return self.made(start, end, value, value, "number", scale)

    def _below_hundred(self, at: int) -> tuple[float, int] | None:
        """ "Five", "fifteen", "fifty", "fifty-five", "fifty five"."""
        value = self.words.cardinals.get(self.text(at))
        if value is None:
            return None
        end = at + 1
        if value >= 20 and value % 10 == 0:
            unit_at = self.after_blank(end)
            unit = self.words.cardinals.get(self.text(unit_at))
            if unit is not None and 0 < unit < 10:
                return value + unit, unit_at + 1
        return value, end

    def _composed(self, value: float, at: int) -> tuple[float, int, float]:
        """All of a number whose first part below a hundred is read: hundreds, then scales that fall."""
        total, limit, scale = 0.0, float("inf"), 1.0
        while True:
            next_one = self.after_blank(at)
            text = self.text(next_one)
            hundred = text in self.fixed["hundred"]
            if hundred and 0 < value < 100:
                value, at, scale = value * 100, next_one + 1, max(scale, 100.0)
                value, at = self._and_below(value, at, 100)
                continue
            by = None if hundred else self.words.scales.get(text) or self.words.groups.get(text)
            if by is None or by >= limit or value == 0:
                break
            value, at, last = value * by, next_one + 1, by
            while (again := self.words.scales.get(self.text(self.after_blank(at)))) and again > last and value < 1e15:
                value, at, last = value * again, self.after_blank(at) + 1, again
            total, limit, scale = total + value, last, max(scale, last)
            rest, end = self._rest(at, limit)
            if end == at:
                return total, at, scale
            value, at = rest, end
        return total + value, at, scale

    def _and_below(self, value: float, at: int, below: float) -> tuple[float, int]:
        """ "Hundred and fifteen", "hundred fifteen": what follows, where it is below `below`."""
        rest, end = self._rest(at, below)
        return value + rest, end

    def _rest(self, at: int, below: float) -> tuple[float, int]:
        """The next part of a number, after "and" or none: 0 where there is none below `below`."""
        place = self.after_blank(at)
        joined = self.text(place) in self.fixed["and"]
        if joined:
            place = self.after_blank(place + 1)
        text = self.text(place)
        if text in self.words.cardinals:
            found = self._below_hundred(place)
            if found is None or found[0] == 0 or found[0] >= below:
                return 0.0, at
            # "A hundred and two million" goes on; "a thousand and 5" does not.
            behind = self.text(self.after_blank(found[1]))
            if joined and behind in self.words.scales and self.words.scales[behind] >= below:
                return found if below == 100 else (0.0, at)
            return found
        return 0.0, at

    def _and_part(self, at: int) -> tuple[float, int] | None:
        """ "And a half", "and two thirds" behind a whole number, with hyphens or blanks."""
        place = self.after_blank(at)
        if self.text(place) not in self.fixed["and"]:
            return None
        place = self.after_blank(place + 1)
        text = self.text(place)
        if text in self.fixed["articles"]:
            over = self.words.fractions.get(self.text(self.after_blank(place + 1)))
            return (1 / over, self.after_blank(place + 1) + 1) if over else None
        top = self.words.cardinals.get(text)
        bottom_at = self.after_blank(place + 1)
        over = self.words.fractions.get(self.text(bottom_at))
        return (top / over, bottom_at + 1) if top and over and top < over and over > 2 else None

    # Vague numbers and parts

    def _few(self, at: int) -> Numeral | None:
        """ "Several hundred", "a few thousand", "several tens of thousands", "a couple of dozen"; "several" alone."""
        for phrase, by in self.words.few:
            end = self._phrase(phrase, at)
            if end is None:
                continue
            place = self.after_blank(end)
            text = self.text(place)
            if text in self.words.scales or text in self.words.groups:
                value, after, _ = self._scales(float(by), place)
                return self.made(at, after, None, value, "vague")
            if by > 1 and self.words.vague.get(text, 0) >= 10:
                # "Many hundreds" are hundreds, "several tens of thousands" three times ten thousand.
                inner = self._vague(place, by if phrase[0] in self.fixed["multiples"] else 1.0)
                if inner is not None:
                    return self.made(at, inner.end, None, inner.least, "vague")
        if self.text(at) in self.words.single and self.text(at + 1) in self.fixed["of"]:
            value = float(self.words.single[self.text(at)])
            return self.made(at, at + 1, value, value, "number")
        for phrase, alone in self.words.few_alone:
            end = self._phrase(phrase, at)
            if end is not None:
                return self.made(at, end - 1 if phrase[-1] in self.fixed["of"] else end, None, float(alone), "vague")
        return None

    def _phrase(self, phrase: Sequence[str], at: int) -> int | None:
        if any(self.text(at + n) != word for n, word in enumerate(phrase)):
            return None
        return at + len(phrase)

    def _vague(self, at: int, several: float = 1.0) -> Numeral | None:
        """ "Dozens", "tens of thousands", "hundreds of millions", "several", "tens or hundreds of thousands".

        `several`: what stands before it and multiplies it, with what it is a multiple of.
        """
        text = self.text(at)
        if text not in self.words.vague:
            return None
        least = float(
            self.words.vague[text] * several if several > 1 else self.words.least.get(text, self.words.vague[text])
        )
        end, by = at + 1, 1.0
        of = self.fixed["of"]
        others = self.text(end) in self.fixed["or"] and self.text(end + 1) in self.words.vague
        if others and self.text(end + 2) in of:
            end += 2
        while self.text(end) in of and self.words.vague.get(self.text(end + 1), 0) >= 1000 and by < 1e15:
            by, end = by * self.words.vague[self.text(end + 1)], end + 2
        if by == 1:
            least, end = (self.words.least.get(text, least), at + 1)
            if text in self.fixed["tens"] or (several > 1 and text not in self.words.least):
                return None
        return self.made(at, end, None, least * by, "vague")

    def _part(self, at: int) -> Numeral | None:
        """ "Half", "a third", "two-thirds", "three quarters", and "half a million", "a quarter of a million"."""
        start, text, top = at, self.text(at), 1.0
        article = text in self.fixed["indefinite"]
        if article or text in self.words.cardinals:
            top = 1.0 if article else self.words.cardinals[text]
            at = self.after_blank(at + 1)
            over = self.words.fractions.get(self.text(at))
            plural = self.text(at).endswith("s") or self.text(at) in self.fixed["halves"]
            if not over or top >= over or plural != (top > 1):
                return None
        else:
            over = self.words.fractions.get(text)
            if text not in self.fixed["bare_parts"] or not over:
                return None
        end = at + 1
        whole = self._whole(end)
        if whole is not None:
            value, end, scale = whole[0] * top / over, whole[1], whole[2]
            return self.made(start, end, value, value, "number", scale)
        if start == at and text not in self.fixed["half"]:
            return None
        return self.made(start, end, top / over, top / over, "part")

    def _whole(self, at: int) -> tuple[float, int, float] | None:
        """ "A million", "of a million", "a dozen" behind a part."""
        place = self.after_blank(at)
        if self.text(place) in self.fixed["of"]:
            place += 1
        if self.text(place) in self.fixed["indefinite"]:
            place = self.after_blank(place + 1)
        elif self.text(place - 1) in self.fixed["of"]:
            return None
        text = self.text(place)
        if text not in self.words.scales and text not in self.words.groups:
            return None
        value, end, scale = self._scales(1.0, place)
        return (value, end, scale) if end > place else None


def digits_value(text: str, scaled: bool = False) -> float | None:
    """What digits are worth, or None where their points and commas are those of no number.

    `scaled`: a scale follows, so that a comma before one or two digits is a decimal one.
    """
    if sum(c.isdigit() for c in text[: 2 * _MOST_DIGITS + 2]) > _MOST_DIGITS or len(text) > 2 * _MOST_DIGITS:
        return None
    if _GROUPED.fullmatch(text) or _INDIAN.fullmatch(text):
        return float(re.sub(r"[,'’\s]", "", text))
    if _PLAIN.fullmatch(text):
        return float(text)
    if _CONTINENTAL.fullmatch(text):
        return float(text.replace(".", ""))
    if scaled and _COMMA.fullmatch(text):
        return float(text.replace(",", "."))
    return None

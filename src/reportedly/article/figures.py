"""How many: numbers and what they count → `Figure` records, in the order of the text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ..records import Bound, Event, Figure, Statement
from ..text import Span
from .bounds import Amount, amounts
from .confidence import product
from .context import Context
from .counting import Numbers, Units, load_numbers, load_units
from .deciding import Deciding
from .measures import Kind, Measured, load_measures, measure_of
from .numerals import Token, numerals, tokens
from .uncounted import why_uncounted
from .units import Counted, counted
from .voice import Voices

__all__ = ["find_figures"]


@dataclass(frozen=True, slots=True)
class _Read:
    """One amount with what it counts: the words of its number, its unit and its measure."""

    amount: Amount
    words: range
    counted: Counted
    unit: str | None
    measured: Measured | None
    inherited: bool = False


def find_figures(
    context: Context,
    statements: Sequence[Statement],
    events: Sequence[Event],
    deciding: Deciding | None = None,
) -> tuple[Figure, ...]:
    """The figures of one article in the order of the text, numbered from 1.

    `statements` and `events` are the article's, and tell in whose voice and of which act a figure is told.
    """
    reader = _Reader(context)
    read = [one for span in context.sentences for one in reader.sentence(span)]
    voices = Voices(context, statements)
    chosen = deciding or Deciding()
    made = []
    for one in read:
        voice = voices.of(one.amount.core)
        low, value, high = _rounded(one)
        made.append(
            Figure(
                number=len(made) + 1,
                span=_span(context, one),
                value=value,
                low=low,
                high=high,
                bound=one.amount.bound,
                unit=one.unit,
                measure=one.measured.measure if one.measured else None,
                event=None,
                according_to=voice.number if voice else None,
                confidence=None,
            )
        )
    return tuple(made)


def _rounded(one: _Read) -> tuple[float | None, float | None, float | None]:
    amount = one.amount
    values = (amount.low, amount.value, amount.high)
    if amount.kind == "part" and one.unit == "percent":
        low, value, high = (None if v is None else float(int(100 * v + 0.5)) for v in values)
        return low, value, high
    low, value, high = (None if v is None else round(v, 2) if v < 1e6 else float(round(v)) for v in values)
    return low, value, high


def _span(context: Context, one: _Read) -> Span:
    end = one.amount.span.end
    if one.counted.end > one.words.stop:
        end = max(end, context.parse.words[one.counted.end - 1].end)
    return Span(one.amount.span.start, end)


class _Reader:
    """The figures of one article, sentence by sentence."""

    __slots__ = ("children", "context", "measures", "numbers", "units")

    def __init__(self, context: Context) -> None:
        self.context = context
        self.children = context.parse.children()
        self.numbers, self.units, self.measures = load_numbers(), load_units(), load_measures()

    def sentence(self, span: Span) -> list[_Read]:
        found = tokens(self.context.text, span)
        read: list[_Read] = []
        for amount in amounts(found, numerals(found, self.numbers), self.numbers, self.units):
            words = self.context.words_in(amount.core)
            if not words:
                continue
            what = counted(self.context, amount, words, self.units, self.children)
            if why_uncounted(self.context, found, amount, words, what, self.numbers, self.units):
                continue
            one = self._judged(found, amount, words, what, read)
            if one is not None:
                read.append(one)
        return read

    def _judged(
        self, found: Sequence[Token], amount: Amount, words: range, what: Counted, read: Sequence[_Read]
    ) -> _Read | None:
        unit, inherited = self._money(found, amount, what), False
        if unit is None:
            unit = what.unit
        measured = measure_of(
            self.context, what.top, _kind(unit, self.units), self.measures, self.children, range(words.start, max(words.stop, what.end))
        )
        if unit is None:
            unit = self._inherited(amount, measured, read)
            inherited = True
        return _Read(amount, words, what, unit, measured, inherited)

    def _money(self, found: Sequence[Token], amount: Amount, what: Counted) -> str | None:
        at = amount.first - 1
        sign = found[at].text if at >= 0 else ""
        if sign in self.units.signs:
            letters = found[at - 1].text if at >= 1 and found[at - 1].span.end == found[at].span.start else ""
            return self.units.letters.get(letters, self.units.signs[sign]) if sign == "$" else self.units.signs[sign]
        if sign in self.units.codes:
            return self.units.codes[sign]
        if at >= 0 and sign.isalpha() and len(sign) == 3:
            code = found[at].span.of(self.context.text)
            if code.isupper() and code in self.units.money_codes:
                return code
        behind = found[amount.end].text if amount.end < len(found) else ""
        if behind in self.units.signs:
            return self.units.signs[behind]
        return None

    def _inherited(self, amount: Amount, measured: Measured | None, read: Sequence[_Read]) -> str | None:
        """Of a number alone: persons where what happened to them says so, else what the number before it counted."""
        if measured is not None and measured.measure in ("killed", "injured", "arrested", "died", "missing", "displaced", "abducted", "released", "hospitalized"):
            return "person"
        return read[-1].unit if read else None


def _kind(unit: str | None, units: Units) -> Kind:
    if unit is None or unit == "person":
        return "persons"
    if unit == "percent":
        return "shares"
    return "money" if len(unit) == 3 and unit.isupper() else "things"

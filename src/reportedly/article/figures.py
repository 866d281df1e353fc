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

__all__ = ["find_figures", "whole_sentences"]

_ENDS = frozenset(".!?:…")
# Tokens around "one" in which another number makes it one of several.
_BESIDE = 10


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
    read = [one for span in whole_sentences(context) for one in reader.sentence(span)]
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
            sentence = self.context.words_in(span)
            what = counted(self.context, amount, words, sentence, self.units)
            if why_uncounted(self.context, found, amount, words, what, self.numbers, self.units):
                continue
            one = self._judged(found, amount, words, what, read, sentence)
            if one is not None:
                read.append(one)
        return read

    def _judged(
        self,
        found: Sequence[Token],
        amount: Amount,
        words: range,
        what: Counted,
        read: Sequence[_Read],
        sentence: range,
    ) -> _Read | None:
        unit = self._money(found, amount, what) or what.unit
        number = range(words.start, max(words.stop, what.end))
        measured = measure_of(
            self.context, what.top, _kinds(unit, self.units), self.measures, self.children, number, sentence
        )
        one = _Read(amount, words, what, unit, measured)
        if unit is None:
            one = self._inheriting(one, read)
        elif what.pronoun and read and measured is None:
            one = replace(one, measured=read[-1].measured)
        if self._lone(found, one, read):
            return None
        return one

    def _inheriting(self, one: _Read, read: Sequence[_Read]) -> _Read:
        """Of a number alone: persons where what happened to them says so, else what the number before it counted."""
        before = read[-1] if read else None
        if before is not None and (one.measured is None or before.unit != "person"):
            unit = "person" if one.measured and one.measured.measure in self.measures.of_persons else before.unit
            unit = before.unit if unit is None else unit
            return replace(one, unit=unit, measured=one.measured or before.measured, inherited=True)
        return replace(one, unit="person" if one.measured and one.measured.measure in self.measures.of_persons else None, inherited=True)

    def _lone(self, found: Sequence[Token], one: _Read, read: Sequence[_Read]) -> bool:
        """"One diplomat said", "one of the officials": a single one of whom nothing is told that is counted."""
        amount, what = one.amount, one.counted
        if one.measured is not None or amount.value != 1 or amount.kind != "number" or amount.bound != "exact":
            return False
        if found[amount.first].text != "one" or what.pronoun or one.unit in self.units.measured or one.unit in self.units.money.values():
            return False
        if what.partitive:
            return True
        numbers = [t.text for t in found[max(0, amount.first - _BESIDE) : amount.first] + found[amount.end : amount.end + _BESIDE]]
        return not any(t in self.numbers.cardinals or t[:1].isdigit() or t in self.numbers.scales or t in self.numbers.groups for t in numbers)

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


def whole_sentences(context: Context) -> list[Span]:
    """The sentences of a text; where the model ended one in the middle of a line without a full stop, it goes on."""
    joined: list[Span] = []
    for span in context.sentences:
        if joined and context.paragraph(joined[-1].start) == context.paragraph(span.start):
            before = joined[-1].of(context.text)
            if before.rstrip("\"'”’)]")[-1:] not in _ENDS:
                joined[-1] = Span(joined[-1].start, span.end)
                continue
        joined.append(span)
    return joined


def _kinds(unit: str | None, units: Units) -> frozenset[Kind]:
    """Whose measures may be told of a unit."""
    if unit is None or unit == "person":
        return frozenset({"persons"})
    if unit == "percent":
        return frozenset({"persons", "things", "money"})
    if len(unit) == 3 and unit.isupper() or unit in units.hundredths.values():
        return frozenset({"money"})
    kinds: set[Kind] = {"things"}
    if unit in units.kinds["forces"]:
        kinds.add("forces")
    if unit in units.kinds["persons"]:
        kinds.add("persons")
    return frozenset(kinds)

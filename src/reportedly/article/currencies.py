"""Which currency is meant: by a sign or a code beside a number, or by the state whose money bears a common name."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from ..text import Span
from .bounds import Amount
from .context import Context
from .counting import Units
from .numerals import Token
from .units import Counted

__all__ = ["of_state", "of_weight", "sign_of"]

# Words before a number in which a word for weighing is looked for, and behind it a weight in brackets.
_WEIGHING, _BRACKETS = 4, 3
# Of so many pounds or more, money is told.
_HEAVIEST = 100_000
# Parties on either side of money whose state may be meant.
_BACK = 40


def of_state(context: Context, unit: str, words: range, units: Units, parties: Sequence[tuple[Span, str]]) -> str:
    """The code of a currency that several states have, by the party that is named nearest to the number.

    `parties`: where parties of a state are named, and which it is, in order. Where one state's is meant if none is
    named ("dollars"), the party must stand in the same sentence.
    """
    states = units.by_state.get(unit)
    if states is None:
        return unit
    at = context.parse.words[words.start].start
    sentence = context.sentence(at)
    fixed = len(unit) == 3 and unit.isupper()
    place = bisect_left(parties, (Span(at, at), ""))
    near = [
        (abs(span.start - at), country)
        for span, country in parties[max(0, place - _BACK) : place + _BACK]
        if country in states and (not fixed or context.sentence(span.start) == sentence)
    ]
    return states[min(near)[1]] if near else unit


def of_weight(context: Context, amount: Amount, what: Counted, units: Units) -> bool:
    """Whether what bears the name of money is a weight: "50 pounds of explosives", "weighed 82 pounds (37 kg)"."""
    head, lists = what.head, units.fixed
    if head is None or context.lower(head) not in lists["weights"] or (amount.value or amount.low or 0) >= _HEAVIEST:
        return False
    words = context.parse.words
    first = context.words_in(amount.span).start
    if any(context.lower(n) in lists["weighing"] for n in range(max(0, first - _WEIGHING), first)):
        return True
    behind = [context.lower(n) for n in range(head + 1, min(head + 1 + _BRACKETS, len(words)))]
    if behind[:1] == ["("]:
        return any(units.units.get(form) in lists["masses"] for form in behind)
    return len(behind) > 1 and behind[0] in lists["of"] and (lists["given"] | lists["determiners"]).isdisjoint(behind)


def sign_of(context: Context, found: Sequence[Token], amount: Amount, units: Units) -> str | None:
    """The code of the currency whose sign, letters or code stand by an amount."""
    at = amount.first - 1
    sign = found[at].text if at >= 0 else ""
    if sign in units.signs:
        letters = found[at - 1].text if at >= 1 and found[at - 1].span.end == found[at].span.start else ""
        return units.letters.get(letters, units.signs[sign]) if sign == "$" else units.signs[sign]
    if sign in units.codes:
        return units.codes[sign]
    if at >= 0 and sign.isalpha() and len(sign) == 3:
        code = found[at].span.of(context.text)
        if code.isupper() and code in units.money_codes:
            return code
    behind = found[amount.end].text if amount.end < len(found) else ""
    if behind in units.signs:
        return units.signs[behind]
    return None

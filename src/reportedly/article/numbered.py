"""What a number alone counts, where its sentence or the one before tells what it is the number of."""

from __future__ import annotations

from collections.abc import Sequence

from .bounds import Amount
from .context import Context
from .counting import Numbers, Units
from .numerals import Token
from .units import Counted, noun_unit, singular

__all__ = ["is_of_money", "is_of_percent", "is_of_votes", "is_said", "rounded", "unit_told_before"]

# Steps up the tree in which a subject is looked for.
_UP = 4
# Words before a number in which it may be asked for, and words behind "how many" in which the noun stands.
_BACK, _NOUN = 40, 5
# Tokens before a number in which a word for a vote is looked for.
_VOTES = 12
# Tokens from one number of votes to the other: "230-to-198".
_APART = 4


def unit_told_before(
    context: Context, children: Sequence[Sequence[int]], units: Units, words: range, top: int
) -> str | None:
    """The unit of the number in `words`, for which the word `top` stands in the clause: that of what was asked for
    ("how many boats there were … officials spoke of at least 30"), or of its subject ("cases rose to 58")."""
    return _asked(context, children, units, words) or _subject(context, children, units, words, top)


def is_of_votes(found: Sequence[Token], amount: Amount, numbers: Numbers, units: Units) -> bool:
    """ "Voted 66 to 27", "by 230-to-198": one of two numbers alone behind a word for a vote."""
    votes = units.fixed["votes"]
    if not any(token.text in votes for token in found[max(0, amount.first - _VOTES) : amount.first]):
        return False
    to = numbers.fixed["to"] | units.fixed["against"]
    beside = found[amount.end : amount.end + _APART], found[max(0, amount.first - _APART) : amount.first]
    return any(
        any(token.text in to for token in side) and any(token.text.isdigit() for token in side) for side in beside
    )


def is_of_percent(found: Sequence[Token], amount: Amount, numbers: Numbers, units: Units) -> bool:
    """ "By 50.1 to 42.9 percent": the first of two numbers, of which the second alone has the word."""
    texts = [token.text for token in found[amount.end : amount.end + 3]]
    if len(texts) < 3 or texts[0] not in numbers.fixed["to"] | units.fixed["against"]:
        return False
    digits = found[amount.first].text[:1].isdigit() and texts[1][:1].isdigit()
    return digits and texts[2] in units.fixed["percent"]


def is_of_money(found: Sequence[Token], amount: Amount, numbers: Numbers, units: Units) -> bool:
    """ "Millions in sales": of a currency that is not told."""
    texts = [token.text for token in found[amount.end : amount.end + 2]]
    return len(texts) == 2 and texts[0] in numbers.fixed["in"] and texts[1] in units.fixed["given"]


def is_said(unit: str | None, what: Counted, units: Units) -> bool:
    """Whether words are counted, or a share of nothing that is told."""
    return unit in units.fixed["said"] or (unit == "percent" and what.head is None and not what.pronoun)


def rounded(amount: Amount, unit: str | None) -> tuple[float | None, float | None, float | None]:
    """Low, value and high as they are told: a part in whole percent, 0.00025 as it is, and of a million no decimals."""
    values = (amount.low, amount.value, amount.high)
    if amount.kind == "part" and unit == "percent":
        low, value, high = (None if v is None else float(int(100 * v + 0.5)) for v in values)
    else:
        low, value, high = (None if v is None else float(round(v, _places(v))) for v in values)
    return low, value, high


def _places(value: float) -> int:
    return 6 if value < 1e2 else 2 if value < 1e6 else 0


def _subject(context: Context, children: Sequence[Sequence[int]], units: Units, words: range, top: int) -> str | None:
    parse, word = context.parse, top
    for _ in range(_UP):
        for child in children[word]:
            # "Organizers put the crowd at 20,000": the object is what it is the number of.
            if parse.deprels[child] == "obj" and child < words.start and context.lower(child) in units.fixed["peopled"]:
                return "person"
        for child in children[word]:
            if parse.deprels[child] in ("nsubj", "nsubj:pass") and child not in words and child != top:
                return _number_of(context, children, units, child)
        if parse.heads[word] == word:
            return None
        word = parse.heads[word]
    return None


def _asked(context: Context, children: Sequence[Sequence[int]], units: Units, words: range) -> str | None:
    parse = context.parse
    paragraph = context.paragraph(parse.words[words.start].start)
    for word in range(words.start - 1, max(0, words.start - _BACK), -1):
        if context.paragraph(parse.words[word].start) != paragraph:
            return None
        if f"{context.lower(word - 1)} {context.lower(word)}" not in units.fixed["asked"]:
            continue
        stop = min(word + _NOUN, words.start)
        noun = next((n for n in range(word + 1, stop) if parse.upos[n] == "NOUN"), None)
        while noun is not None and noun + 1 < words.start and parse.upos[noun + 1] == "NOUN":
            noun += 1
        return _number_of(context, children, units, noun) if noun is not None else None
    return None


def _number_of(context: Context, children: Sequence[Sequence[int]], units: Units, noun: int) -> str | None:
    """The unit of a noun in the plural, or of what it is the number of."""
    parse = context.parse
    form = context.lower(noun)
    if form in units.fixed["numbers"]:
        below = [c for c in children[noun] if parse.deprels[c] == "nmod" and parse.upos[c] == "NOUN"]
        return _number_of(context, children, units, below[0]) if below else None
    if form in units.fixed["peopled"]:
        return "person"
    if parse.upos[noun] != "NOUN" or singular(form, units) == form:
        return None
    return noun_unit(context, noun, noun, units)[0]

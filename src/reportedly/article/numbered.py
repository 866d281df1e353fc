"""What a number alone counts, where its sentence or the one before tells what it is the number of."""

from __future__ import annotations

from collections.abc import Sequence

from .bounds import Amount
from .context import Context
from .counting import Numbers, Units
from .numerals import Token
from .units import noun_unit, singular

__all__ = ["is_of_votes", "unit_told_before"]

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

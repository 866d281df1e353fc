"""What a number shares with what was told before it: "143 buildings, including 70 schools", "the dead, a third of them
children", "two metres and a half", "130 vehicles, give or take"."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from .bounds import Amount, limits
from .context import Context
from .counting import Numbers, Units
from .measures import Measured
from .numerals import Token
from .outcomes import Measures
from .units import Counted

__all__ = ["Read", "completed", "is_whole", "partaken"]

# Words from a number to what takes a part of it out: "1,000 people, most of them foreign, including 14 of ours".
_FAR = 12
_NOUNS = frozenset({"NOUN", "PROPN"})


@dataclass(frozen=True, slots=True)
class Read:
    """One amount with what it counts: the words of its number, its unit and its measure. `inherited`: the unit is that
    of another number; `member`: told as a part of what was told before."""

    amount: Amount
    words: range
    counted: Counted
    unit: str | None
    measured: Measured | None
    inherited: bool = False
    member: bool = False


def completed(
    context: Context, found: Sequence[Token], amount: Amount, what: Counted, numbers: Numbers, units: Units
) -> tuple[Amount, Counted]:
    """An amount with what stands behind the noun that it counts: "two metres and a half", "130 vehicles, give or take".

    `found`: the tokens of the sentence."""
    if what.head is None or what.modifier or amount.bound not in ("exact", "about") or amount.value is None:
        return amount, what
    words = context.parse.words
    if what.end >= len(words):
        return amount, what
    at = next((n for n in range(amount.end, len(found)) if found[n].span.start >= words[what.end].start), len(found))
    if at < len(found) and found[at].text == ",":
        at += 1
    texts = [token.text for token in found[at : at + 3]]
    if " ".join(texts) in numbers.fixed["half_more"] and (what.unit in units.measured or _money(what.unit)):
        low, value, high = (None if v is None else v + 0.5 for v in (amount.low, amount.value, amount.high))
        return replace(amount, low=low, value=value, high=high), _to(context, what, found[at + 2])
    if not texts or texts[0] not in numbers.fixed["trailing"]:
        return amount, what
    for phrase, bound in numbers.after.get(texts[0], ()):
        if tuple(token.text for token in found[at : at + len(phrase)]) == phrase and amount.bound == "exact":
            low, value, high = limits(amount.value, bound)
            changed = replace(amount, low=low, value=value, high=high, bound=bound)
            return changed, _to(context, what, found[at + len(phrase) - 1])
    return amount, what


def is_whole(found: Sequence[Token], amount: Amount, numbers: Numbers) -> bool:
    """ "64 of 120 seats": a number out of which another one was told."""
    if amount.begin < 2 or found[amount.begin - 1].text not in numbers.fixed["of"]:
        return False
    part = found[amount.begin - 2].text
    return part[:1].isdigit() or part in numbers.cardinals or part in numbers.scales


def _money(unit: str | None) -> bool:
    return unit is not None and len(unit) == 3 and unit.isupper()


def _to(context: Context, what: Counted, last: Token) -> Counted:
    return replace(what, end=context.words_in(last.span).stop)


def partaken(
    context: Context,
    one: Read,
    read: Sequence[Read],
    sentence: range,
    measures: Measures,
    of_noun: Callable[[int], Measured | None],
    alike: Callable[[Read], bool],
) -> Read:
    """`one`, of which nothing is told, with what is told of those whom it is a part of.

    `read`: the numbers before it in the sentence; `of_noun`: what is told of a noun as if it were counted; `alike`:
    whether what is told of another number may be told of this one."""
    first = context.words_in(one.amount.span).start
    before = read[-1] if read else None
    if before is not None and before.measured is not None and alike(before):
        behind = max(before.words.stop, before.counted.end)
        between = [context.lower(word) for word in range(behind, first)]
        if before.member and all(form in measures.words["joining"] or form == "," for form in between):
            return replace(one, measured=before.measured, member=True)
        if between and between[-1] in measures.words["joining"] and _along(context, one, measures):
            return replace(one, measured=before.measured)  # "58 tourists died, and four guides with them"
        share = one.unit == "percent" and (one.counted.partitive or one.counted.pronoun)
        if share and between[-1:] == [","] and not _verb(context, behind, first):
            return replace(one, measured=before.measured)
    beside = _opens(context, first, sentence, measures.words["besides"]) is not None
    if beside and before is not None and before.measured is not None and alike(before):
        return replace(one, measured=before.measured)  # "2,000 soldiers are stationed there, along with 300 police"
    opens = _opens(context, first, sentence, measures.words["members"])
    if opens is None:
        return one
    if before is not None and before.measured is not None and alike(before) and opens - before.words.stop < _FAR:
        return replace(one, measured=before.measured, member=True)
    noun = opens - 1
    if noun > sentence.start and context.lower(noun) == ",":
        noun -= 1
    if noun < sentence.start or context.parse.upos[noun] not in _NOUNS:
        return one
    measured = of_noun(noun)
    return one if measured is None else replace(one, measured=measured, member=True)


def _along(context: Context, one: Read, measures: Measures) -> bool:
    """Whether "with them" stands behind an amount."""
    behind = max(one.words.stop, one.counted.end)
    words = context.parse.words
    if behind + 1 >= len(words) or context.lower(behind) not in measures.words["with"]:
        return False
    return context.lower(behind + 1) in measures.words["along"]


def _verb(context: Context, first: int, end: int) -> bool:
    return any(context.parse.upos[word] in ("VERB", "AUX") for word in range(first, end))


def _opens(context: Context, first: int, sentence: range, phrases: frozenset[str]) -> int | None:
    """Where one of `phrases` ("including", "among them") right before a number begins."""
    for length in (1, 2, 3):
        start = first - length
        if start > sentence.start:
            phrase = " ".join(context.lower(word) for word in range(start, first))
            if phrase in phrases:
                return start
    return None

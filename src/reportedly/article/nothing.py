"""Numbers of zero: "no deaths", "nobody was hurt", "not a single life", "none of them"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ..text import Span
from .bounds import Amount
from .counting import Numbers
from .numerals import Token

__all__ = ["Nothing", "nothings"]

# Tokens before "a single" in which a negation is looked for.
_NEGATED = 4


@dataclass(frozen=True, slots=True)
class Nothing:
    """An amount of zero. `noun`: what is counted stands behind it, otherwise it is people; `sure`: it is a number
    whatever is told of it, and not only where something is told that might have happened; `nobody`: told by a word for
    no person at all."""

    amount: Amount
    noun: bool
    sure: bool
    nobody: bool


def nothings(found: Sequence[Token], words: Numbers) -> Iterator[Nothing]:
    """The words for none in a run of tokens, in order, none overlapping another."""
    texts = [token.text for token in found]
    negations = {phrase[0] for phrase in words.none["negations"]}
    at = 0
    while at < len(found):
        if texts[at] not in words.begins_none:
            at += 1
            continue
        for key in ("stressed", "single", "persons", "of", "determiners"):
            end = next((at + len(p) for p in words.none[key] if tuple(texts[at : at + len(p)]) == p), None)
            if end is not None and texts[end : end + 1] == ["."] and texts[end + 1 : end + 2] != []:
                end = None  # "the No. 2 official"
            if end is None or (key == "single" and negations.isdisjoint(texts[max(0, at - _NEGATED) : at])):
                continue
            sure = key in ("stressed", "single")
            yield Nothing(_zero(found, at, end), sure or key == "determiners", sure, key == "persons")
            at = end - 1
            break
        at += 1


def _zero(found: Sequence[Token], first: int, end: int) -> Amount:
    span = Span(found[first].span.start, found[end - 1].span.end)
    return Amount(span, span, 0.0, 0.0, 0.0, "exact", "number", first, first, end, end)

"""On whose word an article rests: its statements, and its sentences, by what kind of source stands behind them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ..ledger.neighbours import sentences
from ..ledger.positions import vouching
from ..ledger.quoted import GROUPS
from ..records import Reading, Statement
from ..text import Span

__all__ = ["Profile", "profile_of"]


@dataclass(frozen=True, slots=True)
class Profile:
    """Counts by group: those of `ledger.quoted.GROUPS`, `other`, and of sentences `own voice` too."""

    statements: Mapping[str, int]
    sentences: Mapping[str, int]


def profile_of(reading: Reading) -> Profile:
    """The profile of an article. A sentence is its source's who has most of its characters, by what is said or, where
    nothing is, by the whole statement; of nested ones it is theirs who ultimately vouches. What is no part of the
    article, or stands in it twice, is left out."""
    by_number = {s.number: s for s in reading.statements}
    vouched = {s.number: _group(_behind(s, by_number)) for s in reading.statements}
    left_out = [f.span for f in reading.flaws if f.problem in ("boilerplate", "repeated paragraph")]
    told: Counter[str] = Counter()
    for sentence in sentences(reading.article.text):
        if not any(span.overlaps(sentence) for span in left_out):
            told[_of(sentence, reading.statements, vouched)] += 1
    return Profile(dict(Counter(_group(s) for s in reading.statements)), dict(told))


def _group(statement: Statement) -> str:
    return next((group for group, kinds in GROUPS.items() if statement.source_type in kinds), "other")


def _behind(statement: Statement, by_number: Mapping[int, Statement]) -> Statement:
    chain: dict[int, Statement] = {}
    number: int | None = statement.number
    while number is not None and number in by_number and number not in chain:
        chain[number] = by_number[number]
        number = by_number[number].within
    whole = tuple(chain.values())
    return whole[vouching(whole)[-1]]


def _of(sentence: Span, statements: Sequence[Statement], vouched: Mapping[int, str]) -> str:
    shares: Counter[str] = Counter()
    for s in statements:
        for span in s.content or (s.span,):
            if span.overlaps(sentence):
                shares[vouched[s.number]] += min(span.end, sentence.end) - max(span.start, sentence.start)
    return max(shares, key=lambda group: (shares[group], group)) if shares else "own voice"

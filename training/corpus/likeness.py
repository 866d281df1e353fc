"""Sentences that are each other's double: what is left when names and numbers are taken out is the same.

A template filled in twice teaches nothing the second time, and puts half of a test sentence into the training.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from reportedly.text import Span

from .linked import Linked
from .sentences import sentences

SHARE = 0.7
"""Share of the word 3-grams of two sentences that both have (Dice), from which on the two are doubles."""
SHORTEST = 6
"""Words, names and numbers counted as one each. "He gave no details." may stand wherever it is needed."""

_WORD = re.compile(r"\w+(?:['’-]\w+)*")
_NUMBERS = frozenset((
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen",
    "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty", "thirty", "forty", "fifty",
    "sixty", "seventy", "eighty", "ninety", "hundred", "thousand", "million", "billion", "dozen", "dozens", "scores",
    "hundreds", "thousands", "several", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
))  # fmt: skip
_MASK = "*"


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence: `words` are masked, in lower case; `grams` its word 3-grams with their counts."""

    linked: Linked
    span: Span
    words: tuple[str, ...]
    grams: Counter[tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Double:
    one: Sentence
    other: Sentence
    share: float


def masked(words: str) -> tuple[str, ...]:
    """Words in lower case; names, numbers and weekdays are masked, several in a row as one.

    The first word counts as a name only where another one follows it: any word is capitalized there.
    """
    found: list[str] = []
    every = list(_WORD.finditer(words))
    for n, match in enumerate(every):
        word = match.group()
        follows = every[n + 1].group() if n + 1 < len(every) else ""
        name = word[0].isupper() and (n > 0 or (follows[:1].isupper() and word.casefold() not in ("the", "a", "an")))
        if name or word[0].isdigit() or word.casefold() in _NUMBERS:
            if not found or found[-1] != _MASK:
                found.append(_MASK)
        else:
            found.append(word.casefold())
    return tuple(found)


def doubles(dispatches: Sequence[Linked], exempt: dict[str, str]) -> Iterator[Double]:
    """Pairs of like sentences of different dispatches. `exempt`: ids of dispatches that may be alike → their group."""
    every = [s for linked in dispatches for s in _sentences(linked)]
    homes: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for n, sentence in enumerate(every):
        shared: Counter[int] = Counter()
        for gram, count in sentence.grams.items():
            for other in homes[gram]:
                shared[other] += min(count, every[other].grams[gram])
            homes[gram].append(n)
        for other, count in sorted(shared.items()):
            twin = every[other]
            share = 2 * count / (sentence.grams.total() + twin.grams.total())
            if share >= SHARE and not _may_be_alike(sentence, twin, exempt):
                yield Double(twin, sentence, share)


def _sentences(linked: Linked) -> Iterator[Sentence]:
    for span in sentences(linked.text):
        words = masked(span.of(linked.text))
        if len(words) >= SHORTEST:
            padded = ("", *words, "")
            grams = Counter(padded[n : n + 3] for n in range(len(words)))
            yield Sentence(linked, span, words, grams)


def _may_be_alike(one: Sentence, other: Sentence, exempt: dict[str, str]) -> bool:
    here, there = one.linked.dispatch.head.id, other.linked.dispatch.head.id
    # A text may repeat itself; a repeated paragraph does.
    return one.linked is other.linked or (here in exempt and exempt[here] == exempt.get(there))

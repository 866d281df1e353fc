"""Two mentions side by side: what decides, beside their vectors, whether they are the same.

Training imports this very file. A pair is described by four small numbers: the kind of each of the two, how their
words match, how many mentions lie between them, and whether they stand in one sentence; the model has a learned
score for each. The rest of a pair's score is the product of the two mentions' vectors (mention ranking as in Lee
et al. 2017, over head words, without spans).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..text import Span

PRONOUN, NAME, DESCRIPTION = range(3)
KINDS = 3
# How the words of two mentions match: not at all, in a word of a name, in the head but not in what stands with it,
# in the head where one of them stands alone, in everything.
MATCHES = 5
# Mentions in between: 1, 2, 3–4, 5–8, … 129–256, more.
DISTANCES = 10
REACH = 320
"""A mention looks back over so many."""

# Relations of what stands with a head and tells one thing from another of its kind.
BESIDE = frozenset({"flat", "flat:foreign", "compound", "amod", "nmod:poss", "nummod", "nmod:unmarked", "nmod:desc"})

Ints = NDArray[np.int64]
Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Described:
    """M mentions in the order of the text. heads: [M] word; kind, form, beside, sentence: [M] numbers that are equal
    where the thing is (beside: 0 where nothing stands with the head); names: the words of names in each."""

    heads: Ints
    kind: Ints
    form: Ints
    beside: Ints
    sentence: Ints
    names: tuple[frozenset[str], ...]

    def chosen(self, places: Sequence[int] | Ints) -> Described:
        """The mentions at the given places."""
        at = np.asarray(places, np.int64)
        names = tuple(self.names[n] for n in at)
        return Described(self.heads[at], self.kind[at], self.form[at], self.beside[at], self.sentence[at], names)


def describe(
    text: str,
    words: Sequence[Span],
    upos: Sequence[str],
    heads: Sequence[int],
    deprels: Sequence[str],
    sentences: Sequence[tuple[int, int]],
    mentions: Sequence[int],
) -> Described:
    """What is to be known of the mentions with the given head words, in the order of the text."""
    wanted = set(mentions)
    with_head: dict[int, list[int]] = {word: [] for word in wanted}
    for word, head in enumerate(heads):
        if head in with_head and head != word and deprels[word] in BESIDE:
            with_head[head].append(word)
    ordered = sorted(wanted)
    numbers: dict[object, int] = {frozenset(): 0}

    def number(thing: object) -> int:
        return numbers.setdefault(thing, len(numbers))

    def lower(word: int) -> str:
        return words[word].of(text).lower()

    form, beside, kind, names = [], [], [], []
    for word in ordered:
        form.append(number(lower(word)))
        others = [w for w in with_head[word] if words[w].of(text)[:1].isalnum()]
        beside.append(number(frozenset(map(lower, others))))
        kind.append(PRONOUN if upos[word] == "PRON" else NAME if upos[word] == "PROPN" else DESCRIPTION)
        names.append(frozenset(lower(w) for w in (word, *others) if upos[w] == "PROPN"))
    starts = np.array([first for first, _ in sentences] or [0], np.int64)
    at = np.array(ordered, np.int64)
    return Described(
        heads=at,
        kind=np.array(kind, np.int64),
        form=np.array(form, np.int64),
        beside=np.array(beside, np.int64),
        sentence=np.searchsorted(starts, at, side="right"),
        names=tuple(names),
    )


# What a verb and the noun of the same act may end in, longest first.
_ENDINGS = ("ations", "ation", "ments", "ment", "ings", "ions", "ing", "ion", "ers", "ed", "es", "al", "s", "e", "d")


def describe_acts(
    text: str,
    words: Sequence[Span],
    upos: Sequence[str],
    sentences: Sequence[tuple[int, int]],
    triggers: Sequence[int],
    types: Sequence[int],
) -> Described:
    """The same for acts with the given triggers, in the order of the text, and types, to see which are told again.

    Their kinds are verb, noun and other, in the places of the kinds of mentions. Two acts match in nothing, in their
    type, in the stem of their trigger, or in both.
    """
    starts = np.array([first for first, _ in sentences] or [0], np.int64)
    at = np.array(triggers, np.int64)
    numbers: dict[str, int] = {}
    stems = [_stem(words[word].of(text).lower()) for word in triggers]
    kinds = [0 if upos[word] in ("VERB", "AUX") else 1 if upos[word] in ("NOUN", "PROPN") else 2 for word in triggers]
    return Described(
        heads=at,
        kind=np.array(kinds, np.int64),
        form=np.array([numbers.setdefault(stem, len(numbers)) for stem in stems], np.int64),
        beside=np.array(types, np.int64),
        sentence=np.searchsorted(starts, at, side="right"),
        names=tuple(frozenset({str(kind)}) for kind in types),
    )


def _stem(word: str) -> str:
    ending = next((e for e in _ENDINGS if word.endswith(e) and len(word) - len(e) >= 3), "")
    stem = word.removesuffix(ending)
    return stem[:-1] if len(stem) > 3 and stem[-1] == stem[-2] else stem


@dataclass(frozen=True, slots=True)
class Block:
    """Mentions `[first, end)` against mentions `[begin, end)`: arrays [R, C]; `allowed` where the column comes before
    the row and is in reach."""

    first: int
    end: int
    begin: int
    allowed: NDArray[np.bool_]
    match: Ints
    distance: Ints
    together: Ints


def blocks(d: Described, size: int = 192) -> Iterator[Block]:
    """All pairs in reach of each other, in blocks of `size` rows: memory does not grow with the text."""
    count = len(d.heads)
    by_name: dict[str, list[int]] = {}
    for n, names in enumerate(d.names):
        for name in names:
            by_name.setdefault(name, []).append(n)
    for first in range(0, count, size):
        end = min(count, first + size)
        begin = max(0, first - REACH)
        rows, columns = np.arange(first, end)[:, None], np.arange(begin, end)[None]
        apart = rows - columns
        same_form = d.form[rows] == d.form[columns]
        beside, other = d.beside[rows], d.beside[columns]
        match = np.where(same_form, np.where(beside == other, 4, np.where((beside == 0) | (other == 0), 3, 2)), 0)
        for n in range(first, end):
            for name in d.names[n]:
                having = by_name[name]
                at = np.array(having[bisect_left(having, begin) : bisect_left(having, n)], np.int64) - begin
                match[n - first, at] = np.maximum(match[n - first, at], 1)
        yield Block(
            first=first,
            end=end,
            begin=begin,
            allowed=(apart > 0) & (apart <= REACH),
            match=match,
            distance=np.minimum(np.ceil(np.log2(np.maximum(apart, 1))).astype(np.int64), DISTANCES - 1),
            together=(d.sentence[rows] == d.sentence[columns]).astype(np.int64),
        )


@dataclass(frozen=True, slots=True)
class Tables:
    """Learned scores of pairs: match [3, 3, 5], distance [3, 3, 10], together [3, 3, 2], by the kinds of the later
    and the earlier mention."""

    match: Floats
    distance: Floats
    together: Floats

    def score(self, d: Described, block: Block) -> Floats:
        """[R, C]"""
        later, earlier = d.kind[block.first : block.end][:, None], d.kind[block.begin : block.end][None]
        scores: Floats = (
            self.match[later, earlier, block.match]
            + self.distance[later, earlier, block.distance]
            + self.together[later, earlier, block.together]
        )
        return scores

"""What the model says about a text, before anything is concluded from it.

A `Parse` speaks in word numbers over the whole article; `words[i]` is the span of word i.
Half-open word ranges are written `(first, last + 1)`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from ..text import Span
from .pairs import Described, Tables, blocks, describe


@dataclass(frozen=True, slots=True)
class Attribution:
    """One raw attribution: the words of its cue, source and content, as the model tagged them.

    `anchor` is the word that evoked it: the cue's most telling word, or the first word of the content where
    there is no cue. `cue` and `source` may be None, `content` may be empty; content fragments are in order.
    `stance` and `source_type` give a probability for each of `records.STANCES` and `records.SOURCE_TYPES`.
    """

    anchor: int
    score: float
    cue: tuple[int, int] | None
    source: tuple[int, int] | None
    content: tuple[tuple[int, int], ...]
    stance: tuple[float, ...] = ()
    source_type: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Vectors:
    """What the model says of words that can head mentions, N of them, to compare any two of an article.

    row: [W] the word's row, or -1 where it has none; later, earlier: [N, D] as the later and the earlier mention of
    a pair; new: [N] how well the word begins a chain. Scores are log-odds on one scale, up to a constant.
    """

    row: NDArray[np.int32]
    later: NDArray[np.float16]
    earlier: NDArray[np.float16]
    new: NDArray[np.float16]
    tables: Tables


@dataclass(frozen=True, slots=True)
class Ranked:
    """One mention against those before it. before: [C] their places among the mentions; scores: [C]; new: of none."""

    before: NDArray[np.int64]
    scores: NDArray[np.float32]
    new: float


@dataclass(frozen=True, slots=True)
class Parse:
    """Words, sentences, tree, mention heads and raw attributions of one text.

    Lists all have one entry a word, but for `sentences` (word ranges, in order, gapless over all words that
    were parsed) and `attributions` (by anchor). `heads[i]` is the word number of i's head, or i itself at the
    root of its sentence. `entities[i]` is the entity type where word i heads a mention, else None.
    """

    text: str
    words: tuple[Span, ...]
    sentences: tuple[tuple[int, int], ...]
    upos: tuple[str, ...]
    heads: tuple[int, ...]
    deprels: tuple[str, ...]
    entities: tuple[str | None, ...]
    attributions: tuple[Attribution, ...]
    vectors: Vectors | None = field(default=None, compare=False, repr=False)

    def form(self, word: int) -> str:
        return self.words[word].of(self.text)

    def span(self, first: int, end: int) -> Span:
        """The characters from word `first` to word `end - 1`."""
        return Span(self.words[first].start, self.words[end - 1].end)

    def children(self) -> tuple[tuple[int, ...], ...]:
        """For every word the words that hang on it, in order."""
        below: list[list[int]] = [[] for _ in self.words]
        for word, head in enumerate(self.heads):
            if head != word:
                below[head].append(word)
        return tuple(map(tuple, below))

    def describe(self, mentions: Sequence[int]) -> Described:
        """The mentions with the given head words, as the model compares them."""
        return describe(self.text, self.words, self.upos, self.heads, self.deprels, self.sentences, mentions)

    def ranked(self, described: Described) -> Iterator[Ranked]:
        """For every mention in order how well each one before it, in reach, would be its antecedent.

        A mention without vectors, or one of a parse that has none, has no candidates.
        """
        nothing = Ranked(np.empty(0, np.int64), np.empty(0, np.float32), 0.0)
        if self.vectors is None or not len(self.vectors.new) or not len(described.heads):
            yield from (nothing for _ in described.heads)
            return
        v, rows = self.vectors, self.vectors.row[described.heads]
        later, earlier = v.later[rows].astype(np.float32), v.earlier[rows].astype(np.float32)
        new = v.new[rows].astype(np.float32)
        there = rows >= 0
        for block in blocks(described):
            here, before = slice(block.first, block.end), slice(block.begin, block.end)
            scores = later[here] @ earlier[before].T + v.tables.score(described, block)
            allowed = block.allowed & there[here, None] & there[None, before]
            for n in range(block.end - block.first):
                places = np.flatnonzero(allowed[n])
                yield Ranked(places + block.begin, scores[n, places], float(new[block.first + n]))

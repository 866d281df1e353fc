"""What the model says about a text, before anything is concluded from it.

A `Parse` speaks in word numbers over the whole article; `words[i]` is the span of word i.
Half-open word ranges are written `(first, last + 1)`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..text import Span
from .pairs import Described, Tables, blocks, describe, describe_acts
from .ties import Ties


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


class Part(NamedTuple):
    """A word that may head a party to an act: probabilities that it is the actor, the recipient, or both in turn."""

    word: int
    actor: float
    recipient: float
    both: float


@dataclass(frozen=True, slots=True)
class Act:
    """One raw event. `word` is the head of its trigger, `words` all of the trigger.

    `types` gives a probability for each of `labels.ACTS`, "none" first; `status` for each of `records.STATUSES`;
    `modes` for each of `labels.MODES`, given its type: those of one type sum to one. `parts` are the words that are a
    party with a probability of at least 0.05, in the order of the text; there may be none.
    """

    word: int
    words: tuple[int, int]
    types: tuple[float, ...]
    status: tuple[float, ...]
    modes: tuple[float, ...]
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True)
class Vectors:
    """What the model says of words that can head mentions, N of them, to compare any two of an article.

    row: [W] the word's row, or -1 where it has none; later, earlier: [N, D] as the later and the earlier mention of
    a pair; new: [N] how well the word begins a chain. Scores are log-odds on one scale, up to a constant. ties: what
    speaks for a pair beside them, where that was learned.
    """

    row: NDArray[np.int32]
    later: NDArray[np.float16]
    earlier: NDArray[np.float16]
    new: NDArray[np.float16]
    tables: Tables
    ties: Ties | None = None


@dataclass(frozen=True, slots=True)
class Ranked:
    """One mention against those before it. before: [C] their places among the mentions; scores: [C]; new: of none."""

    before: NDArray[np.int64]
    scores: NDArray[np.float32]
    new: float


@dataclass(frozen=True, slots=True)
class Parse:
    """Words, sentences, tree, mention heads and raw attributions of one text.

    Lists all have one entry a word, but for `sentences` (word ranges, in order, gapless over all words that were
    parsed), `attributions` (by anchor) and `acts` (by word; all that the model thinks possible). `heads[i]` is the word
    number of i's head, or i itself at the root of its sentence. `entities[i]` is the entity type where word i heads a
    mention, else None. `states` [W, D] are the words as acts of other articles are compared with them, where that
    was asked for.
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
    acts: tuple[Act, ...] = ()
    deeds: Vectors | None = field(default=None, compare=False, repr=False)
    states: NDArray[np.float32] | None = field(default=None, compare=False, repr=False)

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
        yield from _ranked(self.vectors, described)

    def retold(self, acts: Sequence[Act]) -> Iterator[Ranked]:
        """For every act in order how well each one before it, in reach, would be an earlier telling of it."""
        yield from _ranked(self.deeds, self.describe_acts(acts))

    def describe_acts(self, acts: Sequence[Act]) -> Described:
        """The given acts, each of the type that is most likely, as the model compares them."""
        types = [max(range(1, len(act.types)), key=act.types.__getitem__) for act in acts]
        return describe_acts(self.text, self.words, self.upos, self.sentences, [act.word for act in acts], types)


def _ranked(vectors: Vectors | None, described: Described) -> Iterator[Ranked]:
    nothing = Ranked(np.empty(0, np.int64), np.empty(0, np.float32), 0.0)
    if vectors is None or not len(vectors.new) or not len(described.heads):
        yield from (nothing for _ in described.heads)
        return
    v, rows = vectors, vectors.row[described.heads]
    later, earlier = v.later[rows].astype(np.float32), v.earlier[rows].astype(np.float32)
    new = v.new[rows].astype(np.float32)
    there = rows >= 0
    for block in blocks(described):
        here, before = slice(block.first, block.end), slice(block.begin, block.end)
        scores = later[here] @ earlier[before].T + v.tables.score(described, block)
        allowed = block.allowed & there[here, None] & there[None, before]
        for n in range(block.end - block.first):
            places = allowed[n].nonzero()[0]
            yield Ranked(places + block.begin, scores[n, places], float(new[block.first + n]))

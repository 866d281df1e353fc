"""What the model says about a text, before anything is concluded from it.

A `Parse` speaks in word numbers over the whole article; `words[i]` is the span of word i.
Half-open word ranges are written `(first, last + 1)`.
"""

from __future__ import annotations

from dataclasses import dataclass

from ..text import Span


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

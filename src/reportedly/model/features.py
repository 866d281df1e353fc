"""Words → windows → arrays: everything that the network is told about a text.

Training imports this very file, so that what the model learns from and what it reads are made alike.

A window holds whole paragraphs, as many as fit, and before them some words of context: a quotation's
speaker often stands one paragraph up. A paragraph longer than a window is cut at what looks like the end of a
sentence. Each word bears a *shape* beside its pieces, because the encoder folds case: how it is written, whether
it opens a paragraph, and whether it stands inside double quotation marks.
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..text import Span
from .hints import HINTS, hints
from .pieces import Pieces
from .words import split_words

WINDOW_PIECES = 192
CONTEXT_PIECES = 48
LONGEST_SENTENCE_PIECES = 160
MOST_PIECES = 460  # Of a sentence that must stay whole; the encoder has places for 512, context and marks included.

# Shapes: six ways to write a word, times opening a paragraph or not, times inside a quotation or not.
LOWER, TITLE, UPPER, MIXED, NUMBER, SIGN = range(6)
SHAPES = 24
_OPENS_PARAGRAPH, _IN_QUOTATION = 6, 12

# The parties that are given where a sentence is read for what one does to the other.
SOURCE, TARGET = 1, 2

_OPENING, _CLOSING, _STRAIGHT = "“„«", "”»", '"＂'
_STOPS = frozenset(".?!…")
_CLOSERS = frozenset("\"'”’»)]")

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Words:
    """The words of the paragraphs that are to be read, with their pieces, shapes and hints, all of one length.

    `paragraph[i]` is the number of word i's paragraph. `quotation[i]` tells whether it stands inside double
    quotation marks, the marks themselves included.
    """

    spans: tuple[Span, ...]
    pieces: tuple[tuple[int, ...], ...]
    shapes: tuple[int, ...]
    paragraph: tuple[int, ...]
    hints: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class Window:
    """Words `[context, end)` of a text; what is read counts from `first` on."""

    context: int
    first: int
    end: int


@dataclass(frozen=True, slots=True)
class Batch:
    """Windows as arrays: B windows, P pieces, W words, padded with zeros at the end.

    pieces, shapes: [B, P]; piece_mask: [B, P] 1 where there is a piece; begin, last: [B, W] the places of a word's
    first and last piece; word_mask: [B, W] 1 where there is a word; core: [B, W] 1 where a word is not context; hints:
    [B, W, HINTS] 1 where one holds; marks: [B, P] `SOURCE` or `TARGET` at the pieces of a given party, else 0.
    """

    pieces: Ints
    shapes: Ints
    piece_mask: Ints
    begin: Ints
    last: Ints
    word_mask: Ints
    core: Ints
    hints: NDArray[np.float32]
    marks: Ints


def words_of(text: str, paragraphs: Sequence[Span], pieces: Pieces, words: Sequence[Span] | None = None) -> Words:
    """Split the given paragraphs of `text` into words, or take `words` as they are where given.

    Words outside the paragraphs are left out.
    """
    spans: list[Span] = []
    paragraph: list[int] = []
    if words is None:
        for number, block in enumerate(paragraphs):
            for start, end in split_words(block.of(text)):
                spans.append(Span(block.start + start, block.start + end))
                paragraph.append(number)
    else:
        at = 0
        for number, block in enumerate(paragraphs):
            while at < len(words) and words[at].start < block.start:
                at += 1
            while at < len(words) and words[at].end <= block.end:
                spans.append(Span(*words[at]))
                paragraph.append(number)
                at += 1
    forms = [text[start:end] for start, end in spans]
    return Words(
        spans=tuple(spans),
        pieces=tuple(map(pieces.cut, forms)),
        shapes=tuple(_shapes(forms, paragraph)),
        paragraph=tuple(paragraph),
        hints=hints(forms),
    )


def word_range(words: Words, span: Span) -> tuple[int, int] | None:
    """The words that a span of characters touches, or None."""
    touched = [n for n, w in enumerate(words.spans) if w.overlaps(span)]
    return (touched[0], touched[-1] + 1) if touched else None


def _shapes(forms: Sequence[str], paragraph: Sequence[int]) -> list[int]:
    shapes: list[int] = []
    before, inside = -1, False
    for form, number in zip(forms, paragraph, strict=True):
        shape = written(form)
        if number != before:
            shape += _OPENS_PARAGRAPH
            before, inside = number, False
        closes = False
        if form in _OPENING:
            inside = True
        elif form in _CLOSING:
            closes = True
        elif form in _STRAIGHT:
            closes = inside
            inside = True
        if inside:
            shape += _IN_QUOTATION
        if closes:
            inside = False
        shapes.append(shape)
    return shapes


def written(form: str) -> int:
    """How a word is written: one of the six shapes."""
    if not any(map(str.isalnum, form)):
        return SIGN
    if form[0].isdigit():
        return NUMBER
    if form.islower():
        return LOWER
    if form.isupper():
        return UPPER if len(form) > 1 else TITLE
    return TITLE if form[:1].isupper() and form[1:].islower() else MIXED


def windows(
    text: str,
    words: Words,
    *,
    size: int = WINDOW_PIECES,
    context: int = CONTEXT_PIECES,
    starts: Set[int] | None = None,
) -> list[Window]:
    """Cut a text into windows of at most `size` pieces, each after at most `context` pieces of what stood before.

    A single word is never longer than a window, so every word comes to stand in exactly one core. `starts`: the
    first words of the sentences, where they are known; then a long paragraph is cut only there, and a window may
    grow to `MOST_PIECES` to keep a sentence whole.
    """
    lengths = [len(p) for p in words.pieces]
    found: list[Window] = []
    first, filled = 0, 0
    for start, end in _units(text, words, lengths, size, starts):
        length = sum(lengths[start:end])
        if filled and filled + length > size:
            found.append(_with_context(first, start, lengths, context))
            first, filled = start, 0
        filled += length
    if filled:
        found.append(_with_context(first, len(lengths), lengths, context))
    return found


def _with_context(first: int, end: int, lengths: Sequence[int], context: int) -> Window:
    start, room = first, context
    while start > 0 and lengths[start - 1] <= room:
        start -= 1
        room -= lengths[start]
    return Window(start, first, end)


def _units(
    text: str, words: Words, lengths: Sequence[int], size: int, starts: Set[int] | None
) -> list[tuple[int, int]]:
    """Paragraphs as word ranges; one that is too long for a window is given sentence by sentence."""
    units: list[tuple[int, int]] = []
    start = 0
    for end in range(1, len(lengths) + 1):
        if end < len(lengths) and words.paragraph[end] == words.paragraph[start]:
            continue
        if sum(lengths[start:end]) <= size:
            units.append((start, end))
        elif starts is not None:
            units += _given(starts, lengths, start, end)
        else:
            units += _sentences(text, words, lengths, start, end, min(size, LONGEST_SENTENCE_PIECES))
        start = end
    return units


def _given(starts: Set[int], lengths: Sequence[int], first: int, end: int) -> list[tuple[int, int]]:
    cuts: list[tuple[int, int]] = []
    start, filled = first, 0
    for word in range(first, end):
        if filled and (word in starts or filled + lengths[word] > MOST_PIECES):
            cuts.append((start, word))
            start, filled = word, 0
        filled += lengths[word]
    cuts.append((start, end))
    return cuts


def _sentences(
    text: str, words: Words, lengths: Sequence[int], first: int, end: int, size: int
) -> list[tuple[int, int]]:
    """A rough cut for packing only; the model finds the real sentences."""
    cuts: list[tuple[int, int]] = []
    start, filled = first, 0
    stopped = False
    for word in range(first, end):
        form = words.spans[word].of(text)
        if filled and ((stopped and form not in _CLOSERS) or filled + lengths[word] > size):
            cuts.append((start, word))
            start, filled = word, 0
        stopped = form in _STOPS or (stopped and form in _CLOSERS)
        filled += lengths[word]
    cuts.append((start, end))
    return cuts


def batch(
    words: Words, chosen: Sequence[Window], pieces: Pieces, given: Sequence[tuple[tuple[int, int], int]] = ()
) -> Batch:
    """The arrays of the given windows. Shapes: see `Batch`. `given`: ranges of words that are `SOURCE` or `TARGET`."""
    rows = [_row(words, window) for window in chosen]
    most_pieces = max(len(row[0]) for row in rows) + 2
    most_words = max(window.end - window.context for window in chosen)
    shape = (len(rows), most_pieces)
    out = Batch(
        pieces=np.full(shape, pieces.pad, np.int64),
        shapes=np.zeros(shape, np.int64),
        piece_mask=np.zeros(shape, np.int64),
        begin=np.zeros((len(rows), most_words), np.int64),
        last=np.zeros((len(rows), most_words), np.int64),
        word_mask=np.zeros((len(rows), most_words), np.int64),
        core=np.zeros((len(rows), most_words), np.int64),
        hints=np.zeros((len(rows), most_words, HINTS), np.float32),
        marks=np.zeros(shape, np.int64),
    )
    for n, ((ids, shapes, begin, last), window) in enumerate(zip(rows, chosen, strict=True)):
        length, count = len(ids), len(begin)
        out.pieces[n, 0], out.pieces[n, length + 1] = pieces.start, pieces.end
        out.pieces[n, 1 : length + 1] = ids
        out.shapes[n, 1 : length + 1] = shapes
        out.piece_mask[n, : length + 2] = 1
        out.begin[n, :count], out.last[n, :count] = begin, last
        out.word_mask[n, :count] = 1
        out.core[n, window.first - window.context : count] = 1
        known = [(at, m) for at, of in enumerate(words.hints[window.context : window.end]) if of for m in of]
        if known:
            out.hints[n, *np.array(known).T] = 1
        for (start, stop), party in given:
            for place in range(max(start - window.context, 0), min(stop - window.context, count)):
                out.marks[n, begin[place] : last[place] + 1] = party
    return out


def _row(words: Words, window: Window) -> tuple[list[int], list[int], list[int], list[int]]:
    """Piece ids, piece shapes, and each word's first and last place (the start mark stands at 0)."""
    ids: list[int] = []
    shapes: list[int] = []
    begin: list[int] = []
    last: list[int] = []
    for word in range(window.context, window.end):
        begin.append(len(ids) + 1)
        ids += words.pieces[word]
        shapes += [words.shapes[word]] * len(words.pieces[word])
        last.append(len(ids))
    return ids, shapes, begin, last

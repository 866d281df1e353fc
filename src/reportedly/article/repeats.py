"""Paragraphs that tell again, word for word, what the article has told before."""

from __future__ import annotations

import re
from array import array
from collections.abc import Sequence
from dataclasses import dataclass

from ..text import Span

_WORD = re.compile(r"[^\W_]+")
_KEY = 12
"""Words that a repeated part must have; shorter ones are slogans, refrains and headings."""
_WHOLE = 8
"""Words that a paragraph told twice as a whole must have."""
_QUOTE = "\"“„'‘`«"
_EDGE = "\"“”'‘’([)].!?…"


@dataclass(frozen=True, slots=True)
class Repeat:
    """`span` tells again what `first` told."""

    span: Span
    first: Span


@dataclass(frozen=True, slots=True)
class _Words:
    """A paragraph's words as numbers, equal words alike, and where each starts and ends; four bytes each."""

    numbers: array[int]
    starts: array[int]
    ends: array[int]

    def key(self, first: int = 0) -> bytes:
        return self.numbers[first : first + _KEY].tobytes()


def find_repeats(text: str, paragraphs: Sequence[Span]) -> list[Repeat]:
    """Repetitions, in order of the text: white space, case, punctuation and the style of quotes make no
    difference.

    Three shapes: a paragraph that is an earlier one; one that is part of an earlier one (a pull quote); and
    one that begins with the whole of an earlier one (an abstract above the full text). Time and memory are
    linear in the text.
    """
    told: dict[bytes, int] = {}
    whole: dict[bytes, int] = {}
    split = _split(text, paragraphs)
    found: dict[int, Repeat] = {}
    for n, words in split.items():
        same = whole.setdefault(words.numbers.tobytes(), n)
        if same != n:
            found[n] = Repeat(paragraphs[n], paragraphs[same])
            continue
        if len(words.numbers) >= _KEY:
            earlier = told.setdefault(words.key(), n)
            before = split[earlier].numbers
            # A body paragraph that opens with a quotation pulled out before bears the speaker: that one is
            # kept.
            if earlier != n and words.numbers[: len(before)] == before and text[paragraphs[n].start] not in _QUOTE:
                end = _outward(text, words.ends[len(before) - 1], paragraphs[n].end)
                found[n] = Repeat(Span(paragraphs[n].start, end), paragraphs[earlier])
    for n, repeat in _pull_quotes(text, paragraphs, split).items():
        found.setdefault(n, repeat)
    return [found[n] for n in sorted(found)]


def _split(text: str, paragraphs: Sequence[Span]) -> dict[int, _Words]:
    """The words of every paragraph that is long enough to be told twice."""
    numbers: dict[str, int] = {}
    split: dict[int, _Words] = {}
    for n, p in enumerate(paragraphs):
        if p.end - p.start < 2 * _WHOLE - 1:
            continue
        words = _Words(array("I"), array("I"), array("I"))
        for m in _WORD.finditer(text, p.start, p.end):
            words.numbers.append(numbers.setdefault(m.group().casefold(), len(numbers)))
            words.starts.append(m.start())
            words.ends.append(m.end())
        if len(words.numbers) >= _WHOLE:
            split[n] = words
    return split


def _pull_quotes(text: str, paragraphs: Sequence[Span], split: dict[int, _Words]) -> dict[int, Repeat]:
    """Paragraphs that stand whole inside an earlier one, by the first place where they do."""
    wanted: dict[bytes, list[int]] = {}
    for n, words in split.items():
        if len(words.numbers) >= _KEY:
            wanted.setdefault(words.key(), []).append(n)
    openings = {split[members[0]].numbers[0] for members in wanted.values()}
    found: dict[int, Repeat] = {}
    for n, words in split.items():
        for at in range(1, len(words.numbers) - _KEY + 1):
            if words.numbers[at] not in openings:
                continue
            # Four readings of one opening are plenty; more would be time without bound in a hostile text.
            for m in wanted.get(words.key(at), ())[:4]:
                quote = split[m].numbers
                if m > n and m not in found and words.numbers[at : at + len(quote)] == quote:
                    start = _inward(text, words.starts[at], paragraphs[n].start)
                    end = _outward(text, words.ends[at + len(quote) - 1], paragraphs[n].end)
                    found[m] = Repeat(paragraphs[m], Span(start, end))
    return found


def _outward(text: str, end: int, limit: int) -> int:
    while end < limit and text[end] in _EDGE:
        end += 1
    return end


def _inward(text: str, start: int, limit: int) -> int:
    while start > limit and text[start - 1] in "\"“'‘([":
        start -= 1
    return start

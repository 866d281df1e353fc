"""Who says the words that a mention stands in, as a sign of whom it means: "I" in what Ruiz says is Ruiz."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..model.pairs import Described
from ..model.parse import Parse
from ..text import paragraphs
from .quotations import find_quotations

__all__ = ["SAID", "Voices", "voices_of"]

# A raw attribution that is less likely tells nothing.
_LIKELY = 0.3
_SAID, _QUOTED = 8, 5
SAID = _SAID * _QUOTED
"""How many values `Voices.said` has."""

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Voices:
    """Of M mentions, rows [M]. within: the number of the innermost attribution whose content holds it; voice: the place
    of the mention that is the source of that; quoted: the number of the quotation that holds it. -1 where none is."""

    within: Ints
    voice: Ints
    quoted: Ints

    def said(self, form: Ints, n: Ints, b: Ints) -> Ints:
        """[P] how later mentions n and earlier ones b stand to what is said. form: [M] equal where the words are.

        In what somebody says: neither 0; the later, and the earlier says it, 1; the earlier, and the later says it, 2;
        both in the same, 3; both, said by those of one name, 4; both, 5; the later, 6; the earlier, 7. That five times:
        with neither between quotation marks, with both between the same, with the later, with the earlier, with both.
        """
        mine, yours = self.within[n], self.within[b]
        voice, other = self.voice[n], self.voice[b]
        alike = (voice >= 0) & (other >= 0) & (form[voice] == form[other])
        both = (mine >= 0) & (yours >= 0)
        cases = [voice == b, other == n, both & (mine == yours), both & alike, both, mine >= 0, yours >= 0]
        said = np.select(cases, [1, 2, 3, 4, 5, 6, 7], 0)
        here, there = self.quoted[n], self.quoted[b]
        marked = np.select([(here < 0) & (there < 0), here == there, there < 0, here < 0], [0, 1, 2, 3], _QUOTED - 1)
        whole: Ints = said * _QUOTED + marked
        return whole


def voices_of(parse: Parse, described: Described) -> Voices:
    """Who says what the mentions stand in, as the model raw attributions tell."""
    heads = described.heads
    place = {int(word): n for n, word in enumerate(heads)}
    within = np.full(len(heads), -1, np.int64)
    voice = np.full(len(heads), -1, np.int64)
    told = [one for one in parse.attributions if one.score >= _LIKELY and one.content]
    # The shorter ones last, which are the inner ones.
    told.sort(key=lambda one: (-sum(end - first for first, end in one.content), one.anchor))
    for number, one in enumerate(told):
        who = place.get(_head(parse, *one.source), -1) if one.source else -1
        for first, end in one.content:
            part = slice(*np.searchsorted(heads, (first, end)))
            within[part], voice[part] = number, who
        if who >= 0 and within[who] == number:
            within[who] = voice[who] = -1
    return Voices(within, voice, _quoted(parse, heads.tolist()))


def _head(parse: Parse, first: int, end: int) -> int:
    """The first word of a phrase that hangs on none of it."""
    outside = (word for word in range(first, end) if not first <= parse.heads[word] < end or parse.heads[word] == word)
    return next(outside, first)


def _quoted(parse: Parse, heads: Sequence[int]) -> Ints:
    spans = [quotation.span for quotation in find_quotations(parse.text, paragraphs(parse.text))]
    starts = np.array([span.start for span in spans], np.int64)
    ends = np.array([span.end for span in spans] or [0], np.int64)
    at = np.array([parse.words[word].start for word in heads], np.int64)
    number = np.searchsorted(starts, at, side="right") - 1
    found: Ints = np.where((number >= 0) & (at < ends[np.maximum(number, 0)]), number, -1).astype(np.int64)
    return found

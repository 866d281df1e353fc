"""Which numbers of a text are kept so that texts with a passage in common are found: its signature.

Every five words make a shingle, and of the shingles those are kept whose hash falls into a fixed quarter of all
numbers (FracMinHash: Irber et al. 2022; "mod p" sampling in Broder 1997). What is kept of a shingle depends on the
shingle alone: a passage leaves the same numbers in whatever text it stands, so they tell how much of one text is
*contained* in another, and a text is signed without looking at any other. One number more stands for the whole text.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import numpy as np

from .passages import Compared
from .shingles import shingles, within

__all__ = ["SHINGLE", "Signature", "Standing", "signature_of"]

SHINGLE = 5
_RATE = 2
"""Bits of a hash that must be nought: one shingle in four is kept."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a report stands among others: its publisher and day, how many of its words are compared, and how many
    numbers its signature has."""

    report: str
    outlet: str | None
    day: int
    size: int
    numbers: int

    @property
    def order(self) -> tuple[int, int, str, str]:
        """Which of two reports is the earlier: by day; of one day the longer, since who cuts comes after who wrote;
        then by publisher and id. It is never the order in which they were added."""
        return self.day, -self.size, "\U0010ffff" if self.outlet is None else self.outlet, self.report


@dataclass(frozen=True, slots=True)
class Signature:
    """What the index keeps of a report. `places`: each number with the first word of a shingle that it was made of.
    `whole`: the number of the whole text, None where no word of it is compared."""

    standing: Standing
    places: tuple[tuple[int, int], ...]
    whole: int | None

    @property
    def keys(self) -> frozenset[int]:
        """All numbers, signed and of 64 bits, that of the whole text among them."""
        keys = {key for key, _ in self.places}
        return frozenset(keys if self.whole is None else keys | {self.whole})


def signature_of(text: Compared) -> Signature:
    """The signature of a text, from the words of it that are compared. Shingles that are quoted throughout are no
    evidence of copying, and are left out."""
    wording = text.wording
    places = _sampled(text)
    numbers = len({key for key, _ in places})
    standing = Standing(wording.report, wording.outlet, wording.day, sum(text.keep), numbers)
    return Signature(standing, places, _whole(text))


def _sampled(text: Compared) -> tuple[tuple[int, int], ...]:
    hashes = shingles(text.wording.codes, SHINGLE)
    usable = (within(text.keep, SHINGLE) == SHINGLE) & (within(text.wording.quoted, SHINGLE) < SHINGLE)
    where = np.flatnonzero((hashes >> np.uint64(64 - _RATE) == 0) & usable)
    return tuple(zip(hashes[where].view(np.int64).tolist(), where.tolist(), strict=True))


def _whole(text: Compared) -> int | None:
    """A number for all words that are compared; below zero, which no shingle's is."""
    codes = np.frombuffer(text.wording.codes, dtype=np.int64)[np.frombuffer(text.keep, dtype=np.bool_)]
    if not len(codes):
        return None
    digest = hashlib.blake2b(codes.astype("<i8").tobytes(), digest_size=8).digest()
    return -1 - (int.from_bytes(digest, "big") >> 1)

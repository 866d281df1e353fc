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

__all__ = ["SHINGLE", "Signature", "Standing", "signature_of"]

SHINGLE = 5
_RATE = 2
"""Bits of a hash that must be nought: one shingle in four is kept."""
_BASE = 0x9E3779B97F4A7C15


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
    keep = np.frombuffer(text.keep, dtype=np.uint8)
    places = _sampled(text, keep)
    numbers = len({key for key, _ in places})
    standing = Standing(wording.report, wording.outlet, wording.day, int(keep.sum()), numbers)
    return Signature(standing, places, _whole(text, keep))


def _sampled(text: Compared, keep: np.ndarray) -> tuple[tuple[int, int], ...]:
    count = len(keep) - SHINGLE + 1
    if count <= 0:
        return ()
    codes = np.frombuffer(text.wording.codes, dtype=np.int64).view(np.uint64)
    said = np.frombuffer(text.wording.quoted, dtype=np.uint8)
    hashes = np.zeros(count, dtype=np.uint64)
    kept, quoted = np.zeros(count, dtype=np.uint8), np.zeros(count, dtype=np.uint8)
    for n in range(SHINGLE):
        # Products and sums wrap around, as they shall.
        hashes = hashes * np.uint64(_BASE) + codes[n : n + count]
        kept += keep[n : n + count]
        quoted += said[n : n + count]
    hashes = _mixed(hashes)
    where = np.flatnonzero((hashes >> np.uint64(64 - _RATE) == 0) & (kept == SHINGLE) & (quoted < SHINGLE))
    keys = hashes[where].view(np.int64)
    return tuple(zip(keys.tolist(), where.tolist(), strict=True))


def _mixed(hashes: np.ndarray) -> np.ndarray:
    """The finalizer of SplitMix64 (Steele, Lea and Flood 2014): every bit depends on every other."""
    hashes = (hashes ^ (hashes >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    hashes = (hashes ^ (hashes >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return np.asarray(hashes ^ (hashes >> np.uint64(31)))


def _whole(text: Compared, keep: np.ndarray) -> int | None:
    """A number for all words that are compared; below zero, which no shingle's is."""
    codes = np.frombuffer(text.wording.codes, dtype=np.int64)[keep.astype(bool)]
    if not len(codes):
        return None
    digest = hashlib.blake2b(codes.astype("<i8").tobytes(), digest_size=8).digest()
    return -1 - (int.from_bytes(digest, "big") >> 1)

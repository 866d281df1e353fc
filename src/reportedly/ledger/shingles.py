"""So many words in a row as one number: what signatures are sampled from, and what passages are found by."""

from __future__ import annotations

from array import array

import numpy as np
from numpy.typing import NDArray

__all__ = ["Hashes", "Marks", "shingles", "within"]

Hashes = NDArray[np.uint64]
Marks = NDArray[np.uint8]

_BASE = np.uint64(0x9E3779B97F4A7C15)


def shingles(codes: array[int], size: int) -> Hashes:
    """A hash for every `size` words in a row of a text, by the numbers of its words. Equal words, equal hash."""
    words = np.frombuffer(codes, dtype=np.int64).view(np.uint64)
    count = max(0, len(words) - size + 1)
    hashes = np.zeros(count, dtype=np.uint64)
    for n in range(size):
        hashes = hashes * _BASE + words[n : n + count]  # wraps around, as it shall
    # The finalizer of SplitMix64 (Steele, Lea and Flood 2014): every bit depends on every other.
    hashes = (hashes ^ (hashes >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    hashes = (hashes ^ (hashes >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return hashes ^ (hashes >> np.uint64(31))


def within(marks: bytes, size: int) -> Marks:
    """For every `size` words in a row, how many of them are marked."""
    each = np.frombuffer(marks, dtype=np.uint8)
    count = max(0, len(each) - size + 1)
    total = np.zeros(count, dtype=np.uint8)
    for n in range(size):
        total += each[n : n + count]
    return total

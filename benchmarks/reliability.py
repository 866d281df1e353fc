"""Whether a confidence is kept: of what was given 0.8, are eight in ten right?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
BINS = 10


@dataclass(frozen=True, slots=True)
class Sure:
    """One thing that was read: how sure it was said to be, from 0 to 1, and whether it was right."""

    confidence: float
    right: bool


@dataclass(frozen=True, slots=True)
class Bin:
    """Things of about the same confidence: from where to where, how many, their mean confidence, the share right."""

    low: float
    high: float
    count: int
    confidence: float
    right: float


def equal_width(things: Sequence[Sure], bins: int = BINS) -> list[Bin]:
    """Bins of the same width from 0 to 1; a confidence of 1 is in the last. Empty ones are left out."""
    given, right = _arrays(things)
    numbers = np.minimum((given * bins + 1e-9).astype(int), bins - 1)
    return [
        _bin(given[numbers == n], right[numbers == n], n / bins, (n + 1) / bins)
        for n in range(bins)
        if np.any(numbers == n)
    ]


def equal_mass(things: Sequence[Sure], bins: int = BINS, by: Sequence[float] | None = None) -> list[Bin]:
    """Bins of about as many things each. Things of the same confidence are never parted, so there may be fewer.

    `by` gives other scores to put them in order. Confidences by curves that left out one article each need it: on a
    plateau those of an article with many mistakes lie a hair higher, and order by them would be order by mistakes.
    """
    if not things:
        return []
    given, right = _arrays(things)
    scores = given if by is None else np.array(by, float)
    order = np.argsort(scores, kind="stable")
    given, right, scores = given[order], right[order], scores[order]
    # Where a bin would end between equals, it ends after the last of them.
    ends = np.unique(np.searchsorted(scores, [g[-1] for g in np.array_split(scores, bins) if len(g)], side="right"))
    edges = zip([0, *ends[:-1]], ends, strict=True)
    return [_bin(given[a:b], right[a:b], float(given[a:b].min()), float(given[a:b].max())) for a, b in edges]


def _arrays(things: Sequence[Sure]) -> tuple[Floats, Floats]:
    return np.array([t.confidence for t in things], float), np.array([t.right for t in things], float)


def _bin(given: Floats, right: Floats, low: float, high: float) -> Bin:
    return Bin(low, high, len(given), float(given.mean()), float(right.mean()))


def expected_error(bins: Sequence[Bin]) -> float:
    """Expected calibration error: how far confidence and share right lie apart, on average over the things."""
    count = sum(b.count for b in bins)
    return sum(b.count * abs(b.confidence - b.right) for b in bins) / count if count else 0.0


def precision(things: Sequence[Sure], least: float) -> tuple[float | None, int]:
    """The share right of what was given `least` or more (None where nothing was), and how many those are."""
    kept = [thing.right for thing in things if thing.confidence >= least]
    return (sum(kept) / len(kept) if kept else None), len(kept)

"""Shares of few things: how many of how many, and between what bounds the share may well lie."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

FEWEST = 20
"""Of fewer things than these no share is told."""

Z = 1.959964
"""So many standard errors on either side hold 95 in a hundred."""


@dataclass(frozen=True, slots=True)
class Share:
    """So many `right` of `count`."""

    right: int
    count: int

    @property
    def value(self) -> float | None:
        """0 to 1; None where there is too little to tell one."""
        return self.right / self.count if self.count >= FEWEST else None

    @property
    def bounds(self) -> tuple[float, float]:
        """Wilson's score interval at 95 in a hundred (Wilson 1927). Of nothing it is all from 0 to 1."""
        n = self.count
        if not n:
            return 0.0, 1.0
        p = self.right / n
        middle, spread = p + Z * Z / (2 * n), Z * math.sqrt(p * (1 - p) / n + Z * Z / (4 * n * n))
        under = 1 + Z * Z / n
        # Rounding must not take a bound past the share, which it may touch.
        return max(0.0, min(p, (middle - spread) / under)), min(1.0, max(p, (middle + spread) / under))


def share(right: Iterable[bool]) -> Share:
    """Of these, those that are right."""
    told = list(right)
    return Share(sum(told), len(told))

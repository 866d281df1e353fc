"""How sure a record is: raw scores, and the curves that make of them what can be promised.

A raw score multiplies the probabilities of what was decided. Curves are fitted on data that nothing was trained on,
and come with the model; without them a confidence is the raw score.
"""

from __future__ import annotations

import itertools
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field

__all__ = ["Calibration", "Curve", "product"]

# So many decimals of a confidence mean something.
_DECIMALS = 3


@dataclass(frozen=True, slots=True)
class Curve:
    """A monotone line through points (raw score, confidence), level before the first and after the last.

    Raises ValueError where the points do not rise, or are no numbers from 0 to 1.
    """

    points: tuple[tuple[float, float], ...] = ((0.0, 0.0), (1.0, 1.0))

    def __post_init__(self) -> None:
        xs, ys = [x for x, _ in self.points], [y for _, y in self.points]
        ordered = all(a < b for a, b in itertools.pairwise(xs)) and ys == sorted(ys)
        if not self.points or not ordered or not all(0 <= n <= 1 for n in (*xs, *ys)):
            raise ValueError(f"no rising curve from 0 to 1: {self.points}")

    def __call__(self, raw: float) -> float:
        points = self.points
        at = bisect_right([x for x, _ in points], raw)
        if at in (0, len(points)):
            value = points[max(at - 1, 0)][1]
        else:
            (x, y), (next_x, next_y) = points[at - 1], points[at]
            value = y + (next_y - y) * (raw - x) / (next_x - x)
        return round(value, _DECIMALS)


@dataclass(frozen=True, slots=True)
class Calibration:
    """One curve for each kind of record; as it stands, confidences are raw scores."""

    event: Curve = field(default_factory=Curve)
    statement: Curve = field(default_factory=Curve)
    figure: Curve = field(default_factory=Curve)


def product(chances: Iterable[float]) -> float:
    """All of it right, were each thing decided by itself."""
    result = 1.0
    for chance in chances:
        result *= min(1.0, max(0.0, chance))
    return result

"""Acts that are told again: for every act its first telling."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..model.parse import Act, Parse
from .deciding import Deciding

__all__ = ["first_tellings"]


def first_tellings(parse: Parse, acts: Sequence[Act], deciding: Deciding) -> list[tuple[int, float]]:
    """For every act the place of its first telling among `acts`, its own where it is told for the first time, and
    how likely that is."""
    found: list[tuple[int, float]] = []
    for n, ranked in enumerate(parse.retold(acts)):
        by_first: dict[int, float] = {}
        scores = np.exp(ranked.scores - max(ranked.scores.max(initial=-np.inf), ranked.new))
        for before, score in zip(ranked.before.tolist(), scores.tolist(), strict=True):
            first = found[before][0]
            by_first[first] = by_first.get(first, 0.0) + score
        new = float(np.exp(ranked.new - max(ranked.scores.max(initial=-np.inf), ranked.new)))
        whole = sum(by_first.values()) + new
        best = max(by_first, key=by_first.__getitem__, default=n)
        if best != n and by_first[best] / whole >= deciding.retold:
            found.append((best, by_first[best] / whole))
        else:
            found.append((n, new / whole))
    return found

"""Acts that are told again: for every act its first telling."""

from __future__ import annotations

from collections.abc import Sequence

from ..model.parse import Act, Parse
from .deciding import Deciding

__all__ = ["first_tellings"]


def first_tellings(parse: Parse, acts: Sequence[Act], deciding: Deciding) -> list[int]:
    """For every act the place of its first telling among `acts`, its own where it is told for the first time."""
    first: list[int] = []
    for n, ranked in enumerate(parse.retold(acts)):
        chosen = n
        if len(ranked.scores):
            best = int(ranked.scores.argmax())
            if ranked.scores[best] > ranked.new + deciding.retold:
                chosen = first[int(ranked.before[best])]
        first.append(chosen)
    return first

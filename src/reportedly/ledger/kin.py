"""Which words may name one act, by `data/ledger/kin.json` (made from WordNet by `training/kin.py`)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from ..errors import ModelError
from ..sums import packaged

__all__ = ["Kin", "load_kin"]

NEAR, UNDER, BESIDE = 1.0, 0.6, 0.3


@dataclass(frozen=True, slots=True)
class Kin:
    """For stems the numbers of what they may mean, and those of the next broader meanings."""

    own: Mapping[str, frozenset[int]]
    broader: Mapping[str, frozenset[int]]

    def between(self, one: str, other: str) -> float:
        """1 for words of one meaning or derived from each other, .6 where one is a kind of the other, .3 where both
        are kinds of a third, else 0. A stem is its own kin."""
        if one == other:
            return NEAR
        none: frozenset[int] = frozenset()
        a, b = self.own.get(one, none), self.own.get(other, none)
        if a & b:
            return NEAR
        over_a, over_b = self.broader.get(one, none), self.broader.get(other, none)
        return UNDER if a & over_b or b & over_a else BESIDE if over_a & over_b else 0.0


@lru_cache(maxsize=1)
def load_kin() -> Kin:
    """The table that comes with the package. Raises ModelError where it is missing or damaged."""
    try:
        told = json.loads(packaged("ledger/kin.json"))["kin"]
        parts = {word: meanings.partition("|") for word, meanings in told.items()}
        return Kin(
            {word: frozenset(map(int, own.split())) for word, (own, _, _) in parts.items()},
            {word: frozenset(map(int, broader.split())) for word, (_, _, broader) in parts.items()},
        )
    except (OSError, ValueError, KeyError, AttributeError) as error:
        raise ModelError(f"data/ledger/kin.json cannot be used: {error}") from error

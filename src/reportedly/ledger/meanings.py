"""How near the meanings of two words lie, by `data/ledger/meanings.json` (made by `training/meanings.py`).

What WordNet does not join ("riot" and "unrest", "clash" and "fight") is near in what a sentence encoder makes of the
words alone. Numbers are whole, so that their sums are the same on every machine.
"""

from __future__ import annotations

import base64
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from operator import mul

from ..errors import ModelError
from ..sums import packaged

__all__ = ["Meanings", "load_meanings"]


@dataclass(frozen=True, slots=True)
class Meanings:
    """For stems vectors of whole numbers from −127 to 127, all of one size, none of them all zeros."""

    vectors: Mapping[str, tuple[int, ...]]

    def between(self, one: str, other: str) -> float:
        """The cosine of two stems, −1 to 1 with four decimals; a stem is its own likeness, and one that is not in the
        table is like no other, 0."""
        if one == other:
            return 1.0
        a, b = self.vectors.get(one), self.vectors.get(other)
        if a is None or b is None:
            return 0.0
        cosine: float = sum(map(mul, a, b)) / math.sqrt(sum(map(mul, a, a)) * sum(map(mul, b, b)))
        return round(cosine, 4)


@lru_cache(maxsize=1)
def load_meanings() -> Meanings:
    """The table that comes with the package. Raises ModelError where it is missing or damaged."""
    try:
        told = json.loads(packaged("ledger/meanings.json"))
        stems, size = str(told["stems"]).split(" "), int(told["size"])
        numbers = memoryview(base64.b64decode(told["data"], validate=True)).cast("b")
        if size < 1 or len(numbers) != size * len(stems):
            raise ValueError("it is cut short")
        vectors = {stem: tuple(numbers[n * size : (n + 1) * size]) for n, stem in enumerate(stems)}
        if not all(map(any, vectors.values())):
            raise ValueError("a stem has no direction")
        return Meanings(vectors)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelError(f"data/ledger/meanings.json cannot be used: {error}") from error

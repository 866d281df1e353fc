"""Words as they are compared across articles: stems, and how much it tells that two texts share one.

Stems are those of `stems.py`. How telling a stem is (its inverse document frequency) comes from a frozen table,
`data/ledger/terms.json`, never from what else a ledger holds: two tellings are as alike today as tomorrow.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from ..errors import ModelError
from ..model.words import split_words
from ..stems import stem
from ..sums import packaged

__all__ = ["Terms", "load_terms", "stem", "weighed", "words"]

# How telling a stem is counts by this power: texts on one kind of event share many words that are not quite common.
POWER = 2


@dataclass(frozen=True, slots=True)
class Terms:
    """How telling stems are: `idf` of those known, 0 (everywhere) to 1 (in one article); others are taken as rare."""

    idf: Mapping[str, float]

    def weight(self, term: str) -> float:
        return self.idf.get(term, 1.0 if len(term) > 1 else 0.0)


@lru_cache(maxsize=1)
def load_terms() -> Terms:
    """The table that comes with the package. Raises ModelError where it is missing or damaged."""
    try:
        told = json.loads(packaged("ledger/terms.json"))
        # Steps of a hundredth, the stems of each in one text: small, and a change is seen in a diff.
        return Terms({term: int(step) / 100 for step, terms in told["idf"].items() for term in terms.split()})
    except (OSError, ValueError, KeyError, AttributeError) as error:
        raise ModelError(f"data/ledger/terms.json cannot be used: {error}") from error


def words(text: str) -> list[str]:
    """The words of `text` that have a letter or a digit, in order."""
    return [form for start, end in split_words(text) if any(map(str.isalnum, form := text[start:end]))]


def weighed(stems: Iterable[str], terms: Terms, most: int) -> dict[str, float]:
    """The `most` weightiest stems with their weights, scaled to length 1: 1 + ln of how often they stand there, times
    how telling they are to the power of `POWER`."""
    counted = Counter(stems)
    weights = {term: (1 + math.log(n)) * terms.weight(term) ** POWER for term, n in counted.items()}
    chosen = sorted((w, term) for term, w in weights.items() if w > 0)[-most:]
    length = math.sqrt(math.fsum(w * w for w, _ in chosen))
    return {term: w / length for w, term in sorted(chosen, key=lambda pair: pair[1])}

"""Two reports as wholes: what they are looked for by, and how likely it is that they report one happening.

Both are functions of the reports alone. Weights are in `data/ledger/stories.json`, made by `python -m training.stories`
from documents without dates; what days between two reports weigh is set by hand.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from ..errors import ModelError
from .likeness import cosine, overlap
from .sketches import Scene
from .terms import load_terms

__all__ = [
    "SIGNS", "WINDOW", "StoryWeights", "buckets", "load_story_weights", "near", "report_keys", "signs", "story_chance",
]  # fmt: skip

WINDOW = 30
"""Reports whose dates lie further apart, in days, are never of one story."""

SIGNS = (
    "texts",
    "titles",
    "names",
    "names of two words",
    "numbers",
    "texts and names",
    "texts and names of two words",
    "titles and names",
    "names and numbers",
    "shared names of two words",
    "no shared names of two words",
    "shared numbers",
    "shared telling names",
    "shared names with ages",
    "other names with ages",
    "names and numbers by weight",
    "texts and names by weight",
)
# From where on a name is telling, of 1.
_TELLING = 0.85

# A bucket of days; what lies within so many days shares one.
_BUCKET = 15
# Keys of a report: its weightiest words, so many of them, that stand in fewer than one report of thirty or so.
_KEY, _KEYS = 0.5, 15
# News is followed up within days: log-odds for reports of one day, and for each day between two. They are those of a
# follow-up after four days on an average against any day of a month, and were not fitted to anything.
_SAME_DAY, _A_DAY = 1.9, -0.25


@dataclass(frozen=True, slots=True)
class StoryWeights:
    """bias, weights: of `SIGNS`; least: from which mean chance on two groups of reports are one story."""

    bias: float
    weights: tuple[float, ...]
    least: float


@lru_cache(maxsize=1)
def load_story_weights() -> StoryWeights:
    """The weights that come with the package. Raises ModelError where they are missing, damaged or of other signs."""
    try:
        told = json.loads(files("reportedly").joinpath("data", "ledger", "stories.json").read_text("utf-8"))
        if told["weights"].keys() != set(SIGNS):
            raise ValueError("it is of other signs")
        return StoryWeights(float(told["bias"]), tuple(float(told["weights"][s]) for s in SIGNS), float(told["least"]))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelError(f"data/ledger/stories.json cannot be used: {error}") from error


def signs(a: Scene, b: Scene) -> tuple[float, ...]:
    """One number for each of `SIGNS`, the same either way round."""
    texts, titles, names = cosine(a.terms, b.terms), cosine(a.title, b.title), overlap(a.names, b.names)
    named = cosine(a.named, b.named)
    pairs, numbers = _shared(a.pairs, b.pairs), _shared(a.numbers, b.numbers)
    return (
        texts,
        titles,
        names,
        pairs,
        numbers,
        math.sqrt(texts * names),
        math.sqrt(texts * pairs),
        math.sqrt(titles * names),
        math.sqrt(names * numbers),
        math.log1p(len(a.pairs & b.pairs)),
        float(bool(a.pairs and b.pairs) and a.pairs.isdisjoint(b.pairs)),
        math.log1p(len(a.numbers & b.numbers)),
        math.log1p(sum(load_terms().weight(name) >= _TELLING for name in a.names & b.names)),
        math.log1p(len(a.ages & b.ages)),
        float(bool(a.ages and b.ages) and a.ages.isdisjoint(b.ages)),
        named,
        math.sqrt(texts * named),
    )


def _shared(one: frozenset[str], other: frozenset[str]) -> float:
    """How many of the shorter list stand in the longer, by the square root of both lengths."""
    return len(one & other) / math.sqrt(len(one) * len(other)) if one and other else 0.0


def near(a: Scene, b: Scene) -> bool:
    """Whether two reports can be of one story by their dates."""
    return a.day is None or b.day is None or abs(a.day - b.day) <= WINDOW


def story_chance(a: Scene, b: Scene, shared: float = 0.0, weights: StoryWeights | None = None) -> float:
    """How likely two reports are of one story, 0 to 1. `shared`: score of the best link between their tellings.

    Raises ModelError where the weights cannot be used.
    """
    if not near(a, b):
        return 0.0
    chosen = weights or load_story_weights()
    odds = chosen.bias + math.fsum(w * x for w, x in zip(chosen.weights, signs(a, b), strict=True))
    if a.day is not None and b.day is not None:
        odds += _SAME_DAY + _A_DAY * abs(a.day - b.day)
    by_words = 1 / (1 + math.exp(-max(-60.0, min(60.0, odds))))
    return round(by_words, 4) if not shared else round(1 - (1 - by_words) * (1 - shared / 2), 4)


def buckets(first: int | None, last: int | None) -> set[str]:
    """Numbers of buckets, each for two stretches of days, so that neighbours meet; "-" where no day is known."""
    if first is None or last is None:
        return {"-"}
    return {str(n) for day in range(first // _BUCKET, last // _BUCKET + 1) for n in (day, day + 1)}


def report_keys(scene: Scene) -> frozenset[str]:
    """What a report is looked for by, some thirty short strings: its most telling words.

    Keys bear a bucket of days, so that as a ledger grows in time the reports behind one key do not grow with it. A
    report without a date shares keys with such reports only.
    """
    weights = {**scene.terms} | {term: weight + scene.terms.get(term, 0.0) for term, weight in scene.title.items()}
    ranked = sorted(weights, key=lambda term: (-weights[term], term))
    known = load_terms()
    words = [term for term in ranked if known.weight(term) >= _KEY][:_KEYS]
    return frozenset(f"s:{days}:{word}" for days in buckets(scene.day, scene.day) for word in words)

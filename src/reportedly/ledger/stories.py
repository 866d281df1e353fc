"""Reports of one happening: whole articles laid together, where incidents lay single tellings together.

What two reports have in common is a function of the two: telling words, names, numbers, and the incidents that both
tell of. Weights are in `data/ledger/stories.json` (made by `python -m training.stories`); groups are made as those of
tellings are (`grouping.py`). A story is a help for finding and counting; what is known is told by incident.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from ..errors import ModelError
from .grouping import Pair, grouped, pair
from .incidents import Incident, buckets, scene_keys
from .likeness import cosine, overlap
from .sketches import Scene
from .terms import load_terms, stem

__all__ = [
    "SIGNS", "WINDOW", "StoryWeights", "load_story_weights", "near", "signs", "stories", "story_chance", "story_keys",
    "told_together",
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
)
FLOOR = 0.02
# How telling both words of a name together are, of 2, for reports to be looked for by it: "ana ruiz", not "new york".
_RARE = 1.6


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
    by_words = 1 / (1 + math.exp(-max(-60.0, min(60.0, odds))))
    return round(by_words, 4) if not shared else round(1 - (1 - by_words) * (1 - shared / 2), 4)


def told_together(incidents: Iterable[Incident]) -> dict[Pair, float]:
    """For two reports the score of the surest link between tellings of theirs."""
    found: dict[Pair, float] = {}
    for incident in incidents:
        for link in incident.links:
            one, other = (telling.rpartition(":")[0] for telling in link.pair)
            if one != other:
                both = pair(one, other)
                found[both] = max(found.get(both, 0.0), link.score)
    return found


def stories(
    scenes: Sequence[Scene], shared: Mapping[Pair, float] | None = None, weights: StoryWeights | None = None
) -> tuple[tuple[str, ...], ...]:
    """The ids of all reports in groups, each sorted, by their first ids.

    `shared`: as `told_together` gives it. Reports are compared that have a key in common, or an incident.
    """
    chosen = weights or load_story_weights()
    known = {scene.id: scene for scene in scenes}
    blocks: dict[str, list[str]] = {}
    for scene in known.values():
        for key in story_keys(scene):
            blocks.setdefault(key, []).append(scene.id)
    pairs = {pair(one, other) for ids in blocks.values() for n, one in enumerate(ids) for other in ids[:n]}
    together = {both: score for both, score in (shared or {}).items() if both[0] in known and both[1] in known}
    chances = {}
    for one, other in sorted(pairs | together.keys()):
        score = story_chance(known[one], known[other], together.get((one, other), 0.0), chosen)
        if score >= FLOOR:
            chances[one, other] = score
    return grouped(known, chances, chosen.least)


def story_keys(scene: Scene) -> frozenset[str]:
    """What a report is looked for by: its most telling words in pairs, and its telling names of two words; with days."""
    by_words, terms = scene_keys(scene), load_terms()
    rare = [n for n in sorted(scene.pairs) if sum(terms.weight(stem(w)) for w in n.split()) >= _RARE]
    return by_words | {f"n:{days}:{name}" for days in buckets(scene.day, scene.day) for name in rare}

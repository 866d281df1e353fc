"""Two reports as wholes: what they are looked for by, and how likely it is that they report one happening.

Both are functions of the reports alone. Weights are in `data/ledger/stories.json`, made by `python -m training.stories`
from documents without dates; what days between two reports weigh is set by hand.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from ..errors import ModelError
from ..sums import packaged
from .likeness import cosine, overlap
from .sketches import Scene
from .terms import load_terms, stem

__all__ = [
    "LINK_SIGNS", "SIGNS", "WINDOW", "StoryModel", "StoryWeights", "buckets", "link_signs", "load_story_model", "near",
    "report_keys", "signs", "story_chance", "whole_names",
]  # fmt: skip

WINDOW = 30
"""Reports whose dates lie further apart, in days, are of one story only where several whole names are in both: a trial
comes when it comes, with those who were told of at the time."""

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
LINK_SIGNS = ("link", "link, surely", "no link")
"""What the incidents that two reports tell of add: the score of the best link between tellings of theirs."""
# From where on a link is sure.
_SURE = 0.7
# From where on a name is telling, of 1.
_TELLING = 0.85

# A name of two words is telling where one of them is, and the other no common word either. So many of them tell that a
# late report follows an early one, or one with an age: a single one may be of a person who is often in the news.
_NO_COMMON_WORD, _FOLLOWS = 0.5, 2

# Reports come out within so many days of what they tell.
_COMES_OUT = 5

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

    def chance(self, row: tuple[float, ...], more: float) -> float:
        """Of a row of signs, with `more` log-odds."""
        odds = self.bias + more + math.fsum(w * x for w, x in zip(self.weights, row, strict=True))
        return round(1 / (1 + math.exp(-max(-60.0, min(60.0, odds)))), 4)


@dataclass(frozen=True, slots=True)
class StoryModel:
    """words: by the words of two reports alone; read: with `LINK_SIGNS` beside, for reports whose events are known."""

    words: StoryWeights
    read: StoryWeights


@lru_cache(maxsize=1)
def load_story_model() -> StoryModel:
    """The weights that come with the package. Raises ModelError where they are missing, damaged or of other signs."""
    try:
        told = json.loads(packaged("ledger/stories.json"))
        return StoryModel(_weights(told["words"], SIGNS), _weights(told["read"], (*SIGNS, *LINK_SIGNS)))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelError(f"data/ledger/stories.json cannot be used: {error}") from error


def _weights(told: dict[str, Any], wanted: tuple[str, ...]) -> StoryWeights:
    if told["weights"].keys() != set(wanted):
        raise ValueError("it is of other signs")
    return StoryWeights(float(told["bias"]), tuple(float(told["weights"][s]) for s in wanted), float(told["least"]))


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


def apart(a: Scene, b: Scene) -> int | None:
    """How many days lie between two reports, the same either way round; None where the date of one is not known.

    A trial comes months after the deed, and says when that was: where the later report tells the day on which the
    earlier one came, or one of the few days before it, the days between them are counted from there.
    """
    if a.day is None or b.day is None:
        return None
    first, last = min(a.day, b.day), max(a.day, b.day)
    later = a if a.day > b.day else b
    since = (first - day for day in later.told)
    return min([last - first, *(days for days in since if 0 <= days <= _COMES_OUT)])


def near(a: Scene, b: Scene) -> bool:
    """Whether two reports can be of one story by their dates, or by the names in them."""
    if a.day is None or b.day is None or abs(a.day - b.day) <= WINDOW:
        return True
    days = apart(a, b)
    tied = a.ages & b.ages or (days is not None and days <= WINDOW)
    return len(whole_names(a) & whole_names(b)) >= (1 if tied else _FOLLOWS)


@lru_cache(maxsize=1 << 12)
def _whole(pairs: frozenset[str]) -> frozenset[str]:
    weight = load_terms().weight

    def telling(pair: str) -> bool:
        weights = [weight(stem(word)) for word in pair.split(" ")]
        return max(weights) >= _TELLING and min(weights) >= _NO_COMMON_WORD

    return frozenset(filter(telling, pairs))


def whole_names(scene: Scene) -> frozenset[str]:
    """The names of two words in a report that are telling."""
    return _whole(scene.pairs)


def link_signs(score: float) -> tuple[float, ...]:
    """One number for each of `LINK_SIGNS`, from the score of the best link, 0 where there is none."""
    return score, max(0.0, score - _SURE), float(score == 0)


def story_chance(a: Scene, b: Scene, link: float | None = None, model: StoryModel | None = None) -> float:
    """How likely two reports are of one story, 0 to 1 with four decimals; the same either way round.

    `link`: the score of the best link between their tellings, 0 where there is none, None where that is not known.
    Raises ModelError where the weights cannot be used.
    """
    if not near(a, b):
        return 0.0
    chosen = model or load_story_model()
    days = apart(a, b)
    by_days = 0.0 if days is None else _SAME_DAY + _A_DAY * min(days, WINDOW)
    row = signs(a, b)
    return chosen.words.chance(row, by_days) if link is None else chosen.read.chance((*row, *link_signs(link)), by_days)


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

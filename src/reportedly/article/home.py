"""The state that a text is about, as far as its names tell.

"The Supreme Court" in an article from Nairobi is Kenya's. Nobody says so; the states, peoples and cities that the
text names do.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from ..gazetteer import Gazetteer, Hit, Word, words_of

__all__ = ["hits_in", "home_among", "home_of", "named_and_acting", "states_in"]

# What share of the names must agree.
_SHARE = 0.55


def home_of(
    text: str, gazetteer: Gazetteer, date: str | None = None, least: int = 1, acting: bool = False
) -> str | None:
    """The code of the state that most names of states, peoples and places in `text` belong to, if one has most.

    `date` is an ISO date: in 1962 "Moscow" is the Soviet Union. `least`: how many names it must be. `acting`: where
    none has most, whether those who act for a state count with its names.
    """
    return home_among(*named_and_acting(text, gazetteer, date), least, acting)


def home_among(named: Counter[str], others: Counter[str], least: int = 1, acting: bool = False) -> str | None:
    """The same of a text whose names are counted, see `named_and_acting`."""
    home = _most(named, least)
    return _most(named + others, least) if home is None and acting else home


def _most(counted: Counter[str], least: int) -> str | None:
    """The state that was counted so often that the others are few beside it."""
    if not counted:
        return None
    (first, most), *_ = counted.most_common(1)
    return first if most >= max(least, _SHARE * counted.total()) else None


def _of_a_name(words: Sequence[Word], hit: Hit, gazetteer: Gazetteer) -> bool:
    """Whether a place that is a given name too is a part of a longer name: "Victoria Park"."""
    after = words[hit.end : hit.end + 1]
    if hit.end - hit.start > 1 or words[hit.start].key not in gazetteer.shape("given"):
        return False
    return bool(after) and after[0].capital


def _is_bound_for(words: Sequence[Word], hit: Hit, gazetteer: Gazetteer) -> bool:
    """Whether somebody only goes there: "the president left for Paris"."""
    before = " ".join(word.key for word in words[max(0, hit.start - 2) : hit.start])
    return before in gazetteer.shape("bound_for")


def hits_in(words: Sequence[Word], gazetteer: Gazetteer, date: str | None) -> Iterator[Hit]:
    """What the tables find in the words, from left to right, none within another."""
    at = 0
    while at < len(words):
        hit = gazetteer.find(words, at, date) if words[at].capital else None
        if hit is not None:
            yield hit
        at = at + 1 if hit is None else hit.end


def states_in(text: str, gazetteer: Gazetteer, date: str | None = None) -> Counter[str]:
    """How often `text` names each state, its people or its places."""
    return named_and_acting(text, gazetteer, date)[0]


def named_and_acting(text: str, gazetteer: Gazetteer, date: str | None = None) -> tuple[Counter[str], Counter[str]]:
    """How often `text` names each state, its people or its places, and how often those who act for it."""
    named: Counter[str] = Counter()
    acting: Counter[str] = Counter()
    words = tuple(word for word in words_of(text) if word.text != "&")
    for hit in hits_in(words, gazetteer, date):
        if hit.kind in ("capital", "place") and _of_a_name(words, hit, gazetteer):
            continue
        if hit.kind != "actor" and _is_bound_for(words, hit, gazetteer):
            continue
        if hit.kind != "actor":
            state = gazetteer.state_of(hit, words, date)
            if state is not None:
                named[state.code] += 1
        else:
            acting.update({gazetteer.tables.actors[row].country or "" for row in hit.rows} & gazetteer.codes.keys())
    return named, acting

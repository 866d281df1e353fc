"""What an article is about, as far as its places go: the countries that it names, and the one that it is about."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import cached_property

from ..atlas import Atlas
from ..gazetteer import key_of, words_of
from .context import Context
from .masthead import dateline
from .toponyms import Toponym

__all__ = ["COMMON", "KNOWN", "Setting"]

# A place that nothing speaks for is believed from this size on.
KNOWN = 50
# Countries whose towns bear names of people and of other towns.
COMMON = frozenset({"USA", "GBR", "CAN", "AUS", "NZL", "IRL", "ZAF", "PHL", "JAM"})
# States that news from everywhere names: that an article does says less of where a town is.
_EVERYWHERE = frozenset({"USA", "GBR"})
# What speaks for a country: that it is told, its share of all names, that the dateline is in it.
_TOLD, _SHARE, _HOME = 1.6, 2.0, 0.8
# Characters in which a dateline stands, and how many names it weighs.
_LEAD, _DATELINE = 300, 2
# What share of the names an article's country has.
_ABOUT = 0.5
# How much larger, in tenths of powers of ten, a place must be than all others of its name to tell a country by itself.
_LARGER, _CLEARLY = 15, 8


class Setting:
    """The countries of one article.

    counts: how often each is named, itself, its people or its places; home: that of the dateline; about: the one that
    the article is about. None where there is none.
    """

    def __init__(self, context: Context, names: Iterable[Toponym], atlas: Atlas, date: str | None) -> None:
        self._context, self._atlas, self._date = context, atlas, date
        self.counts = _counted(names)
        self.home = self._dateline()
        if self.home is not None:
            self.counts[self.home] += _DATELINE

    @cached_property
    def about(self) -> str | None:
        if self.home is not None or not self.counts:
            return self.home
        (first, most), *_ = self.counts.most_common(1)
        return first if most >= _ABOUT * self.counts.total() else None

    def speaks_for(self, code: str, name: Toponym | None = None) -> float:
        """How much the article speaks for a country; `name` itself, where it is the state's, does not count."""
        count = self.counts[code]
        if name is not None and name.state == code and not rivalled(name):
            count -= 1
        total = self.counts.total()
        bonus = _TOLD + _SHARE * count / total if count > 0 and total else 0.0
        bonus *= 0.5 if code in _EVERYWHERE and self.home != code and 2 * count < total else 1.0
        return bonus + (_HOME if self.home == code else 0.0)

    def _dateline(self) -> str | None:
        """The country of the place that the dateline names."""
        text, gazetteer = self._context.text, self._context.gazetteer
        for paragraph in self._context.paragraphs[:3]:
            length = dateline(paragraph.of(text)[:_LEAD])
            if not length:
                continue
            pieces = words_of(text[paragraph.start : paragraph.start + length])
            hits = (gazetteer.find(pieces, n, self._date) for n in range(1, len(pieces)))
            told = [gazetteer.state_of(hit, pieces, self._date) for hit in hits if hit and hit.kind == "country"]
            states = {state.code for state in told if state is not None}
            if len(states) == 1:
                return states.pop()
            ends = range(len(pieces), 0, -1)
            places = next((p for n in ends if (p := self._atlas.find(key_of(pieces[:n])))), ())
            if places and (
                len(places) == 1 or places[0].size - places[1].size > _CLEARLY or places[0].kind == "capital"
            ):
                return self._atlas.country_at(places[0], self._date)
        return None


def _counted(names: Iterable[Toponym]) -> Counter[str]:
    """How often each country is named, by names that mean one only."""
    found: Counter[str] = Counter()
    for name in names:
        if name.state is not None and not rivalled(name):
            found[name.state] += 1
        elif name.state is None and name.places:
            best, *rest = name.places
            clear = all(p.country == best.country or best.size - p.size > _LARGER for p in rest)
            known = best.kind == "capital" or best.size >= KNOWN or best.country not in COMMON
            if best.country is not None and clear and known:
                found[best.country] += 1
    return found


def rivalled(name: Toponym) -> bool:
    """Whether a state's name is that of a place elsewhere, as far as that matters: "Georgia"."""
    return any(p.country != name.state and p.kind in ("region", "capital") and p.size >= KNOWN for p in name.places)

"""Which place a name means: of all that bear it the one that its phrase, its article or the world has in mind.

Every candidate is weighed on one scale, powers of ten of its people: what its phrase says of its kind and country, what
the article is about, how many know it. Where another country's is about as likely, none is chosen.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from ..atlas import Atlas, Place
from ..gazetteer import key_of, words_of
from .context import Context
from .placephrases import Phrase
from .placesetting import COMMON, KNOWN, Setting
from .placewords import PlaceWords
from .toponyms import Toponym

__all__ = ["REGIONS", "TOWNS", "Meanings", "Meant"]

TOWNS = frozenset({"city", "capital", "town"})
REGIONS = frozenset({"region", "land"})
# How much likelier one place must be than another to be believed.
_CLEAR = 0.6
# How much the words of the article say of which country's place a name is that two countries bear.
_CLUE = 4.0
# What speaks for a place beside its size: that it is a capital, that our own tables have it, that a people beside it is
# its, that the noun beside it says its kind; and how large a state is taken to be.
_CAPITAL, _LISTED, _PEOPLE, _KIND, _PLAIN, _STATE = 1.0, 0.6, 2.0, 3.0, 0.5, 7.3
# So close, in degrees, a region and its city of the same name are one place to a reader, and two towns of one name.
_SAME, _APART = 2.5, 0.6


@dataclass(frozen=True, slots=True)
class Meant:
    """What a name means: a place, or a state by its code; neither where it is open."""

    name: str
    place: Place | None = None
    state: str | None = None
    country: str | None = None
    sure: bool = True


class Meanings:
    """The names of one article and what they mean."""

    def __init__(self, context: Context, words: PlaceWords, atlas: Atlas, setting: Setting, date: str | None) -> None:
        self._context, self._words, self._atlas = context, words, atlas
        self._setting, self._date = setting, date
        self._said: dict[str, Meant] = {}

    @cached_property
    def _told(self) -> Counter[str]:
        """How often each word stands in the article."""
        return Counter(self._context.lower(word) for word in range(len(self._context.parse.words)))

    def _clue(self, name: Toponym, code: str | None) -> float:
        """What the other words of the article say for a country, of a name that is in the table of clues."""
        clues = self._words.clues.get(name.key)
        if clues is None or code is None or code not in clues:
            return 0.0
        told = {country: sum(bool(self._told[word]) for word in found) for country, found in clues.items()}
        most = max(told.values())
        return _CLUE if told[code] == most and list(told.values()).count(most) == 1 else 0.0

    def _open(self, name: Toponym) -> bool:
        """Whether no word of the article says which of two countries' places a name is."""
        clues = self._words.clues.get(name.key)
        return clues is not None and not any(self._clue(name, code) for code in clues)

    def of(self, phrase: Phrase, name: Toponym) -> Meant:
        """Which place the name of a phrase means; by itself what the article has told of it before."""
        if name.key in self._said and not phrase.outer:
            return self._said[name.key]
        meant = self._weighed(phrase, name)
        if phrase.outer and meant.sure and meant.country is not None:
            self._said[name.key] = meant
        return meant

    def inside(self, phrase: Phrase) -> bool:
        """Whether a preposition of place opens the phrase."""
        first = phrase.first
        return first > 0 and self._context.lower(first - 1) in self._words.inside | self._words.motion

    def _weighed(self, phrase: Phrase, name: Toponym) -> Meant:
        written = self._context.parse.span(name.first, name.end).of(self._context.text)
        written = " ".join(written.split())
        outer = () if phrase.kind == "border" else self._outer(phrase)
        candidates = [p for p in name.places if self._fits(p, outer)]
        states = {m.state for either in outer for m in either}
        if name.state is not None and (not outer or name.state in states):
            # "Lebanon, Pennsylvania" needs its comma; a town that is called Venezuela is never meant by it.
            # Luxembourg is the state, and its capital is Luxembourg City.
            candidates = [
                p for p in candidates if p.kind not in TOWNS and (p.kind, p.country) != ("region", name.state)
            ]
        scored: list[tuple[float, Place | None]] = [
            (self._score(p, phrase) + self._clue(name, p.country), p) for p in candidates
        ]
        part = any(p.country == name.state for p in candidates)  # the Gaza Strip is Palestine's, and a place of its own
        if name.state is not None and not part and (not outer or name.state in states):
            told = self._setting.speaks_for(name.state, name) + self._clue(name, name.state)
            scored.append((_STATE + told, None))
        if len(scored) > 1 and self._open(name) and phrase.kind is None and not phrase.outer:
            return Meant(written, sure=False)
        if not scored:
            return Meant(written, sure=False)
        scored.sort(key=lambda s: -s[0])
        score, best = scored[0]
        country = name.state if best is None else self._atlas.country_at(best, self._date)
        if best is None:
            rivals = [s for s, p in scored[1:] if p is not None and p.country != country and p.kind not in TOWNS]
        else:
            rivals = [
                s for s, p in scored[1:]
                if (name.state if p is None else self._atlas.country_at(p, self._date)) != country
            ]  # fmt: skip
        if rivals and score - rivals[0] < _CLEAR:
            return Meant(written, sure=False)
        if best is None:
            state = self._context.gazetteer.codes.get(country or "")
            return Meant(state.name if state else written, state=country, country=country)
        if not self._known(best, phrase, outer, country):
            return Meant(written, best, country=country, sure=False)
        near = [p for s, p in scored[1:] if p is not None and score - s < _CLEAR and p.country == best.country]
        if any(_far(best, p) for p in near):
            best = best._replace(latitude=None, longitude=None)
        return Meant(best.name, best, country=country)

    def _outer(self, phrase: Phrase) -> tuple[tuple[Meant, ...], ...]:
        """What the larger places may be that a phrase names after its own. What stands before it need not hold it ("a
        US base in")."""
        after = (o for o in phrase.outer if phrase.name is not None and o.first >= phrase.name.end)
        found = (tuple(self._larger(outer)) for outer in after)
        return tuple(meant for meant in found if meant)

    def _larger(self, outer: Toponym) -> Iterator[Meant]:
        """What a name behind a comma may be: a state, or any of its regions; a town where it is neither."""
        regions = [p for p in outer.places if p.kind in REGIONS]
        if outer.state is not None:
            yield Meant(outer.key, state=outer.state, country=outer.state)
        elif not regions:
            yield from (Meant(outer.key, p, country=p.country) for p in outer.places[:1] if p.country is not None)
        yield from (Meant(outer.key, p, country=p.country) for p in regions)

    def _fits(self, place: Place, outer: Sequence[Sequence[Meant]]) -> bool:
        """Whether a place lies in all of the larger places."""
        return all(any(self._lies(place, larger) for larger in either) for either in outer)

    def _lies(self, place: Place, larger: Meant) -> bool:
        if place.country is not None and larger.country not in (
            place.country,
            self._atlas.country_at(place, self._date),
        ):
            return False
        region = larger.place.region if larger.place is not None and larger.place.kind == "region" else ""
        return not region or not place.region or place.region == region

    def _score(self, place: Place, phrase: Phrase) -> float:
        until = self._atlas.years.get(phrase.name.key) if phrase.name is not None else None
        old = until is not None and key_of(words_of(place.name)) != (phrase.name.key if phrase.name else "")
        if old and until is not None and (self._date is None or self._date > until):
            return 0.0
        kind = phrase.kind
        fits = (
            (kind == "city" and place.kind in TOWNS)
            or (kind == "region" and place.kind in REGIONS)
            or (kind is not None and kind == place.kind)
            or (kind is None and place.kind not in ("region", "river"))
        )
        people = {p.state for p in (*phrase.people, *phrase.outer)}
        own = people & {place.country, self._atlas.country_at(place, self._date)} - {None}
        return (
            place.size / 10
            + (_LISTED if place.kind == "town" else 0.0)
            + (_CAPITAL if place.kind == "capital" else 0.0)
            + (_KIND if fits and kind is not None else _PLAIN if fits else 0.0)
            + (_PEOPLE if own else 0.0)
            + (self._setting.speaks_for(place.country, None) if place.country is not None else 0.0)
        )

    def _known(self, place: Place, phrase: Phrase, outer: Sequence[object], country: str | None) -> bool:
        """Whether a place is believed at all: it is well known, or something speaks for it."""
        if outer or place.kind != "city":
            return True
        elsewhere = country is not None and (self._setting.counts[country] > 1 or self._setting.about == country)
        if self._names_site(phrase) and not elsewhere:
            # "Batu Road" need not be in Batu.
            return False
        if place.size >= KNOWN or phrase.kind not in (None, "site") or elsewhere:
            return True
        return place.country not in COMMON and self._setting.about is None and self.inside(phrase)

    def _names_site(self, phrase: Phrase) -> bool:
        """Whether the name is part of a site's own: "Batu Road"."""
        return phrase.kind == "site" and phrase.noun is not None and self._context.form_is_capital(phrase.noun)


def _far(one: Place, other: Place) -> bool:
    """Whether two places of one name are two; a region is not far from its town."""
    if None in (one.latitude, one.longitude, other.latitude, other.longitude):
        return False
    a = (one.latitude or 0.0, one.longitude or 0.0)
    b = (other.latitude or 0.0, other.longitude or 0.0)
    limit = _SAME if "region" in (one.kind, other.kind) else _APART
    return math.dist(a, b) > limit

"""Where: the places that an article tells, each with its name, its country and its position.

A name is looked up among all places that bear it (`atlas`); which one is meant, the phrase tells ("Tripoli, Lebanon"),
else the countries that the article is about, else how many people know it. Where two are about as likely, the name is
kept and nothing else is said. A state's name, or its capital's, that acts is a party and no place.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from ..atlas import Atlas, Place, load_atlas
from ..gazetteer import key_of, words_of
from ..records import Where
from ..text import Span
from .context import Context
from .masthead import dateline
from .placephrases import Phrase, phrases
from .placewords import PlaceWords, load_place_words
from .toponyms import Toponym, toponyms

__all__ = ["Spot", "find_places", "told"]

# How much likelier, on a scale of powers of ten of their people, one place must be than another to be believed.
_CLEAR = 0.6
# What speaks for a place beside its size: that it is a capital, that the article is about its country, that what stands
# around it says so.
_CAPITAL, _LISTED, _TOLD, _SHARE, _HOME, _PEOPLE, _KIND = 1.0, 0.6, 1.6, 2.0, 0.8, 2.0, 3.0
# States that news from everywhere names: that an article does says less of where a town is.
_EVERYWHERE = frozenset({"USA", "GBR"})
_STATE = 7.3
# A place that nothing speaks for is believed from this size on.
_KNOWN = 50
_TOWNS = frozenset({"city", "capital", "town"})
_REGIONS = frozenset({"region", "land"})
# So close, in degrees, a region and its city of the same name are one place to a reader.
_SAME = 2.5
_APART = 0.6
# Countries whose towns bear names of people and of other towns.
_COMMON = frozenset({"USA", "GBR", "CAN", "AUS", "NZL", "IRL", "ZAF", "PHL", "JAM"})
_LEAD = 300
# What share of the names an article's country has.
_ABOUT = 0.5


@dataclass(frozen=True, slots=True)
class Spot:
    """One place as it is told: its phrase, what it means, and whether the phrase names a party rather than a place.

    `sort`: "name", "again" (a place that was told before: "the city", "there") or "noun" (no name: "a market"). `wide`:
    larger than a town: a state, a region, a sea.
    """

    phrase: Phrase
    where: Where
    party: bool
    sort: str
    wide: bool = False
    state: bool = False
    site: bool = False


@dataclass(frozen=True, slots=True)
class _Meant:
    """What a name means: a place, or a state by its code; neither where it is open."""

    name: str
    place: Place | None = None
    state: str | None = None
    country: str | None = None
    sure: bool = True


def find_places(context: Context, date: str | None = None, atlas: Atlas | None = None) -> tuple[Spot, ...]:
    """Every place that the article tells, in the order of the text. `date`: the article's, an ISO date."""
    return _Reader(context, date, atlas or load_atlas()).spots()


def told(spots: Iterable[Spot]) -> tuple[Spot, ...]:
    """Those that the article tells as places, by a name or as one told before; parties are left out."""
    return tuple(spot for spot in spots if not spot.party and spot.sort != "noun" and spot.where.name is not None)


class _Reader:
    """One article while its places are told apart."""

    def __init__(self, context: Context, date: str | None, atlas: Atlas) -> None:
        self.context, self.date, self.atlas = context, date, atlas
        self.words: PlaceWords = load_place_words()
        names = toponyms(context, self.words, atlas, date)
        self.phrases = phrases(context, self.words, names)
        self.setting = self._setting(names)
        self.home = self._dateline()
        if self.home is not None:
            self.setting[self.home] += 2
        self.said: dict[str, _Meant] = {}
        self.about = self._about()
        self.children = context.parse.children()
        # Words that tell what happens: before them a town is a place ("the Kabul bombing"), before others a party.
        self.acts = {a.word for a in context.parse.acts if a.types[0] < 0.5} | {
            w for w, kind in enumerate(context.parse.entities) if kind == "event"
        }

    # -- what the article is about ----------------------------------------------------------------------

    def _setting(self, names: Iterable[Toponym]) -> Counter[str]:
        """How often the article names each country, its people or its places, by names that mean one only."""
        found: Counter[str] = Counter()
        for name in names:
            if name.state is not None and not self._rivals(name):
                found[name.state] += 1
            elif name.state is None and name.places:
                best, *rest = name.places
                clear = all(p.country == best.country or best.size - p.size > 15 for p in rest)
                known = best.kind == "capital" or best.size >= _KNOWN or best.country not in _COMMON
                if best.country is not None and clear and known:
                    found[best.country] += 1
        return found

    def _rivals(self, name: Toponym) -> bool:
        """Whether a state's name is that of a place elsewhere, as far as that matters: "Georgia"."""
        return any(p.country != name.state and p.kind in ("region", "capital") and p.size >= _KNOWN for p in name.places)

    def _dateline(self) -> str | None:
        """The country of the place that the dateline names."""
        text = self.context.text
        for paragraph in self.context.paragraphs[:3]:
            length = dateline(paragraph.of(text)[:_LEAD])
            if not length:
                continue
            pieces = words_of(text[paragraph.start : paragraph.start + length])
            ends = [n for n in range(len(pieces), 0, -1)]
            places = next((p for n in ends if (p := self.atlas.find(key_of(pieces[:n])))), ())
            told = [self.context.gazetteer.find(pieces, n, self.date) for n in range(1, len(pieces))]
            states = {
                state.code
                for hit in told
                if hit is not None and hit.kind == "country"
                and (state := self.context.gazetteer.state_of(hit, pieces, self.date)) is not None
            }  # fmt: skip
            if len(states) == 1:
                return states.pop()
            if places and (len(places) == 1 or places[0].size - places[1].size > 8 or places[0].kind == "capital"):
                return self.atlas.country_at(places[0], self.date)
        return None

    def _about(self) -> str | None:
        """The one country that the article is about: its dateline's, or that of most names."""
        if self.home is not None or not self.setting:
            return self.home
        (first, most), *_ = self.setting.most_common(1)
        return first if most >= _ABOUT * sum(self.setting.values()) else None

    # -- all of them ------------------------------------------------------------------------------------

    def spots(self) -> tuple[Spot, ...]:
        meant = {n: self._meant(p) for n, p in enumerate(self.phrases) if p.name is not None}
        # What one phrase says in so many words holds wherever the name stands alone.
        found: list[Spot] = []
        for n, phrase in enumerate(self.phrases):
            if phrase.name is None:
                spot = self._nameless(phrase, found)
            else:
                spot = self._named(phrase, meant[n])
            if spot is not None:
                found.append(spot)
        return tuple(found)

    def _span(self, phrase: Phrase) -> Span:
        return self.context.parse.span(phrase.first, phrase.end)

    # -- which one is meant -----------------------------------------------------------------------------

    def _meant(self, phrase: Phrase) -> _Meant:
        """Which place a name means; by itself where the article has told it with the country before."""
        name = phrase.name
        assert name is not None  # only phrases with a name come here
        if name.key in self.said and not phrase.outer:
            return self.said[name.key]
        meant = self._weighed(phrase, name)
        if phrase.outer and meant.sure and meant.country is not None:
            self.said[name.key] = meant
        return meant

    def _weighed(self, phrase: Phrase, name: Toponym) -> _Meant:
        written = self.context.parse.span(name.first, name.end).of(self.context.text)
        written = " ".join(written.split())
        outer = () if phrase.kind == "border" else self._outer(phrase)
        candidates = [p for p in name.places if self._fits(p, outer)]
        if name.state is not None and (not outer or outer[0].state == name.state):
            # "Lebanon, Pennsylvania" needs its comma; a town that is called Venezuela is never meant by it.
            candidates = [p for p in candidates if p.kind not in _TOWNS]
        scored: list[tuple[float, Place | None]] = [(self._score(p, phrase, outer), p) for p in candidates]
        if name.state is not None and not (outer and outer[0].state not in (None, name.state)):
            scored.append((_STATE + self._told(name.state, name), None))
        if not scored:
            return _Meant(written, sure=False)
        scored.sort(key=lambda s: -s[0])
        score, best = scored[0]
        country = name.state if best is None else self.atlas.country_at(best, self.date)
        if best is None:
            rivals = [s for s, p in scored[1:] if p is not None and p.country != country and p.kind not in _TOWNS]
        else:
            rivals = [
                s for s, p in scored[1:]
                if (name.state if p is None else self.atlas.country_at(p, self.date)) != country
            ]  # fmt: skip
        if rivals and score - rivals[0] < _CLEAR:
            return _Meant(written, sure=False)
        if best is None:
            state = self.context.gazetteer.codes.get(country or "")
            return _Meant(state.name if state else written, state=country, country=country)
        if not self._known(best, phrase, outer, country):
            return _Meant(written, best, country=country, sure=False)
        near = [p for s, p in scored[1:] if p is not None and score - s < _CLEAR and p.country == best.country]
        if any(_far(best, p) for p in near):
            best = best._replace(latitude=None, longitude=None)
        return _Meant(best.name, best, country=country)

    def _outer(self, phrase: Phrase) -> tuple[_Meant, ...]:
        """The larger places that a phrase names after its own: what stands before it need not hold it ("a US base in")."""
        found = []
        for outer in phrase.outer:
            if phrase.name is None or outer.first < phrase.name.end:
                continue
            short = self.words.abbreviations.get(outer.key)
            if short is not None:
                place = next((p for p in self.atlas.find(key_of(words_of(short))) if p.country == "USA"), None)
                found.append(_Meant(short, place, country="USA"))
            elif outer.state is not None and not any(p.kind == "region" for p in outer.places):
                found.append(_Meant(outer.key, state=outer.state, country=outer.state))
            else:
                found.append(self._larger(outer))
        return tuple(found)

    def _larger(self, outer: Toponym) -> _Meant:
        """The state or region that stands behind a comma."""
        regions = [p for p in outer.places if p.kind in _REGIONS]
        if outer.state is not None:
            # "Atlanta, Georgia": the smaller place decides which.
            return _Meant(outer.key, regions[0] if regions else None, state=outer.state)
        best = (regions or list(outer.places))[0] if outer.places else None
        return _Meant(outer.key, best, country=best.country if best is not None else None)

    def _fits(self, place: Place, outer: Sequence[_Meant]) -> bool:
        """Whether a place lies in all of the larger places."""
        for larger in outer:
            codes = {larger.state, larger.place.country if larger.place is not None else None, larger.country} - {None}
            if codes and place.country is not None and place.country not in codes:
                if self.atlas.country_at(place, self.date) not in codes:
                    return False
            region = larger.place.region if larger.place is not None and larger.place.kind == "region" else ""
            same = larger.place is not None and larger.place.country == place.country and larger.state is None
            if region and same and place.region and place.region != region:
                return False
        return True

    def _score(self, place: Place, phrase: Phrase, outer: Sequence[_Meant]) -> float:
        until = self.atlas.years.get(phrase.name.key) if phrase.name is not None else None
        old = until is not None and key_of(words_of(place.name)) != (phrase.name.key if phrase.name else "")
        if old and until is not None and (self.date is None or self.date > until):
            return 0.0
        kind = phrase.kind
        fits = (
            (kind == "city" and place.kind in _TOWNS)
            or (kind == "region" and place.kind in _REGIONS)
            or (kind is not None and kind == place.kind)
            or (kind is None and place.kind not in ("region", "river"))
        )
        people = {p.state for p in (*phrase.people, *phrase.outer)}
        own = people & {place.country, self.atlas.country_at(place, self.date)} - {None}
        return (
            place.size / 10
            + (_LISTED if place.kind == "town" else 0.0)
            + (_CAPITAL if place.kind == "capital" else 0.0)
            + (_KIND if fits and kind is not None else 0.5 if fits else 0.0)
            + (_PEOPLE if own else 0.0)
            + (self._told(place.country, None) if place.country is not None else 0.0)
        )

    def _told(self, code: str, name: Toponym | None) -> float:
        """How much the article speaks for a country."""
        count = self.setting[code]
        if name is not None and name.state == code and not self._rivals(name):
            count -= 1
        total = sum(self.setting.values())
        bonus = _TOLD + _SHARE * count / total if count > 0 and total else 0.0
        bonus *= 0.5 if code in _EVERYWHERE and self.home != code and 2 * count < total else 1.0
        return bonus + (_HOME if self.home == code else 0.0)

    def _known(self, place: Place, phrase: Phrase, outer: Sequence[_Meant], country: str | None) -> bool:
        """Whether a place is believed at all: it is well known, or something speaks for it."""
        if outer or place.kind != "city":
            return True
        elsewhere = country is not None and (self.setting[country] > 1 or self.about == country)
        if self._names_site(phrase) and not elsewhere:
            # "Batu Road" need not be in Batu.
            return False
        if place.size >= _KNOWN or phrase.kind not in (None, "site") or elsewhere:
            return True
        return place.country not in _COMMON and self.about is None and self._inside(phrase)

    def _names_site(self, phrase: Phrase) -> bool:
        """Whether the name is part of a site's own: "Batu Road"."""
        return phrase.kind == "site" and phrase.noun is not None and self.context.form_is_capital(phrase.noun)

    def _inside(self, phrase: Phrase) -> bool:
        """Whether a preposition of place opens the phrase."""
        first = phrase.first
        return first > 0 and self.context.lower(first - 1) in self.words.inside | self.words.motion

    # -- phrases to places ------------------------------------------------------------------------------

    def _named(self, phrase: Phrase, meant: _Meant) -> Spot | None:
        name = phrase.name
        assert name is not None  # only phrases with a name come here
        inside, doubtful = self._inside(phrase), name.key in self.words.doubtful
        party = self._is_party(phrase, meant)
        if not meant.sure and meant.place is not None and not inside:
            return None
        told = inside or phrase.outer or phrase.noun is not None or self.context.parse.heads[phrase.head] in self.acts
        if doubtful and not told and meant.state is None:
            return None
        if phrase.noun is not None and phrase.kind == "border":
            return self._border(phrase, meant, party)
        place, country = meant.place, meant.country
        text, latitude, longitude = meant.name, None, None
        if place is not None and meant.sure:
            latitude, longitude = place.latitude, place.longitude
        elif meant.state is not None:
            latitude, longitude = self.atlas.points.get(meant.state, (None, None))
        if not meant.sure:
            country = None
        if country is None and meant.sure and (place is None or place.kind in ("sea", "gulf", "strait", "river")):
            country = self._outer_state(phrase)
        wide = meant.state is not None or (place is not None and place.kind not in ("city", "capital", "town", "site"))
        if phrase.direction is not None and meant.state is not None:
            text = f"{self.words.adjectives.get(phrase.direction, phrase.direction)} {text}"
            latitude = longitude = None
        if phrase.noun is not None and meant.state is not None and phrase.kind == "site":
            # "Syria's airfields": which one, it does not say.
            return Spot(phrase, Where(self._span(phrase), None, country), False, "noun", state=True)
        if phrase.noun is not None and phrase.kind == "site" and place is not None and place.kind in _TOWNS:
            text = self._site(phrase, text)
        where = Where(self._span(phrase), text, country, latitude, longitude)
        site = place is not None and place.kind == "site"
        return Spot(phrase, where, party, "name", wide, meant.state is not None, site)

    def _outer_state(self, phrase: Phrase) -> str | None:
        """The one state that a phrase names around a water or land of several: "the Euphrates in Iraq"."""
        codes = {o.state for o in phrase.outer if o.state} | {p.state for p in phrase.people if p.state}
        return codes.pop() if len(codes) == 1 else None

    def _site(self, phrase: Phrase, name: str) -> str:
        """The name of a site that bears the name of its town: "Kunduz airport"; else the town's."""
        parse, noun = self.context.parse, phrase.noun
        assert noun is not None and phrase.name is not None
        follows = noun == phrase.name.end and self.context.lower(noun) not in self.words.several
        return f"{name} {parse.form(noun)}" if follows else name

    def _border(self, phrase: Phrase, meant: _Meant, party: bool) -> Spot:
        """A border: between two states it is in neither."""
        around = [o.state for o in phrase.outer if o.state is not None and o.state != meant.state]
        states = [*dict.fromkeys(s for s in (meant.state, *around) if s is not None)]
        names = [self.context.gazetteer.codes[s].name for s in states]
        noun = self.context.lower(phrase.noun) if phrase.noun is not None else "border"
        # "Its border with Syria" is on the far side of it.
        ours = states[0] if len(states) == 1 and not self._with(phrase) else None
        text = f"{'–'.join(names)} {noun}" if names else meant.name
        if len(states) == 1 and ours is None:
            text = f"{noun} with {names[0]}"
        if meant.place is not None:
            ours, text = meant.country, f"{meant.name} {noun}"
        return Spot(phrase, Where(self._span(phrase), text, ours), False, "name", True)

    def _with(self, phrase: Phrase) -> bool:
        assert phrase.name is not None
        before = phrase.name.first - 1
        if before >= 0 and self.context.lower(before) == "the":
            before -= 1
        return before >= phrase.first and self.context.lower(before) in ("with", "between")

    def _nameless(self, phrase: Phrase, before: Sequence[Spot]) -> Spot | None:
        """A place without a name: one told before, or one that is only described."""
        span = self._span(phrase)
        codes = {p.state for p in phrase.people if p.state is not None}
        if phrase.people:
            return self._peopled(phrase, span, codes)
        opening = self.context.lower(phrase.first)
        last = self._last(phrase, before)
        if phrase.noun is None:
            if last is None:
                return None
            return Spot(phrase, replace(last.where, span=span), False, "again", last.wide, last.state)
        if opening in self.words.definite and last is not None:
            where = replace(last.where, span=span)
            if phrase.direction is not None and last.state and where.name is not None:
                reads = self.words.adjectives.get(phrase.direction, phrase.direction)
                where = replace(where, name=f"{reads} {where.name}", latitude=None, longitude=None)
            return Spot(phrase, where, False, "again", last.wide, last.state)
        return Spot(phrase, Where(span, None, self._somewhere(phrase, before)), False, "noun")

    def _somewhere(self, phrase: Phrase, before: Sequence[Spot]) -> str | None:
        """The country of a place that is only described: that of the place told last, where the article is about it or
        tells no other that near."""
        if phrase.kind in ("border", "sea", "strait"):
            return None
        here = self.context.sentence(self.context.parse.words[phrase.first].start)
        last = next((s for s in reversed(before) if not s.party and s.sort == "name" and s.where.country), None)
        if last is None:
            return self.about
        near = here - self.context.sentence(last.where.span.start) <= 1
        return last.where.country if near or last.where.country == self.about else None

    def _peopled(self, phrase: Phrase, span: Span, codes: set[str]) -> Spot:
        """ "Northern Syrian towns", "the Turkish border", "a Tunisian beach"."""
        code = codes.pop() if len(codes) == 1 else None
        state = self.context.gazetteer.codes.get(code or "")
        name = None
        if state is not None and phrase.kind in ("part", "region", "country") and phrase.direction is None:
            name = state.name if phrase.kind != "region" else None
        if state is not None and phrase.direction is not None:
            name = f"{self.words.adjectives.get(phrase.direction, phrase.direction)} {state.name}"
        if phrase.kind == "border" and phrase.noun is not None:
            names = [self.context.gazetteer.codes[p.state].name for p in phrase.people if p.state is not None]
            name = f"{'–'.join(names)} {self.context.lower(phrase.noun)}" if names else None
        return Spot(phrase, Where(span, name, code), False, "name" if name else "noun", True, name is not None)

    def _last(self, phrase: Phrase, before: Sequence[Spot]) -> Spot | None:
        """The place that "the city", "the country" or "there" means: the last one told that can be it."""
        kind = phrase.kind
        if kind == "country" or (kind == "part" and phrase.direction is not None):
            return self._state(before)
        for spot in reversed(before):
            if spot.where.name is None or spot.party or spot.site:
                continue
            if phrase.noun is None or self._can_be(phrase, spot):
                return spot if self._in_mind(phrase, spot) else None
        return None

    def _in_mind(self, phrase: Phrase, spot: Spot) -> bool:
        """Whether a place told before is what the article is about, or was told just now."""
        if self.about is None or spot.where.country == self.about:
            return True
        here = self.context.parse.words[phrase.first].start
        return self.context.sentence(here) - self.context.sentence(spot.where.span.start) <= 1

    def _can_be(self, phrase: Phrase, spot: Spot) -> bool:
        """Whether a place told before may be taken up by a noun."""
        kind = phrase.kind
        if kind == "city":
            return not spot.wide and spot.phrase.kind in (None, "city")
        if kind in ("region", "land", "valley", "island"):
            return not spot.state
        same = spot.phrase.noun is not None and phrase.noun is not None
        return same and self.context.lower(spot.phrase.noun or 0) == self.context.lower(phrase.noun or 0)

    def _state(self, before: Sequence[Spot]) -> Spot | None:
        """The state that "the country" means: that of the last place, if it is the one that the article is about."""
        for spot in reversed(before):
            state = self.context.gazetteer.codes.get(spot.where.country or "")
            if state is None or (spot.party and state.code != self.about and self.about is not None):
                continue
            points = self.atlas.points.get(state.code, (None, None))
            where = Where(spot.where.span, state.name, state.code, *points)
            return Spot(spot.phrase, where, spot.party, spot.sort, True, True)
        return None

    # -- who is no place --------------------------------------------------------------------------------

    def _is_party(self, phrase: Phrase, meant: _Meant) -> bool:
        """Whether a phrase names who acts or is acted on: a state, a capital for its government, a team."""
        parse, head = self.context.parse, phrase.head
        if phrase.noun is not None and phrase.kind != "country":
            return False
        at = head
        for _ in range(6):  # "Turkey and Iran": the first of them says what all are
            if parse.deprels[at] != "conj":
                break
            at = parse.heads[at]
        relation = parse.deprels[at]
        cases = [self.context.lower(c) for c in self.children[at] if parse.deprels[c] == "case"]
        if not cases and phrase.first > 0 and at == head and parse.upos[phrase.first - 1] == "ADP":
            cases = [self.context.lower(phrase.first - 1)]
        governs = meant.state is not None or (meant.place is not None and meant.place.kind == "capital")
        over = self.context.lower(parse.heads[at])
        if phrase.outer and not relation.startswith("nsubj"):
            return False
        if any(c in self.words.inside for c in cases):
            return False
        if relation in ("compound", "nmod:desc") and parse.heads[at] in self.acts and not meant.state:
            return False
        if any(c in self.words.motion for c in cases):
            return governs and over not in self.words.moving and not self._moved(at)
        if relation.startswith("nsubj"):
            if governs and phrase.direction is None:
                return meant.state is not None or self._verb(at)
            passive = relation == "nsubj:pass"
            return not passive and phrase.direction is None and over not in self.words.befalling and self._verb(at)
        if not governs or phrase.direction is not None:
            return relation in ("vocative",) or cases == ["by"]
        if relation in ("obj", "iobj") and over in self.words.moving:
            return False
        return True

    def _moved(self, at: int) -> bool:
        """Whether what a phrase hangs on hangs on a word of motion: "the withdrawal of troops from Mali"."""
        parse = self.context.parse
        return self.context.lower(parse.heads[parse.heads[at]]) in self.words.moving

    def _verb(self, at: int) -> bool:
        parse = self.context.parse
        return parse.upos[parse.heads[at]] == "VERB"


def _far(one: Place, other: Place) -> bool:
    """Whether two places of one name are two; a region is not far from its town."""
    if None in (one.latitude, one.longitude, other.latitude, other.longitude):
        return False
    a = (one.latitude or 0.0, one.longitude or 0.0)
    b = (other.latitude or 0.0, other.longitude or 0.0)
    limit = _SAME if "region" in (one.kind, other.kind) else _APART
    return math.dist(a, b) > limit

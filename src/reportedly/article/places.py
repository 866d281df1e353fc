"""Where: the places that an article tells, each with its name, its country and its position.

A name is looked up among all places that bear it (`atlas`); which one is meant, the phrase tells ("Tripoli, Lebanon"),
else the countries that the article is about, else how many people know it. Where two are about as likely, the name is
kept and nothing else is said. A state's name, or its capital's, that acts is a party and no place.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from ..atlas import Atlas, load_atlas
from ..records import Where
from ..text import Span
from .context import Context
from .placemeaning import TOWNS, Meanings, Meant
from .placeparties import PlaceParties
from .placephrases import Phrase, phrases
from .placesetting import Setting
from .placewords import PlaceWords, load_place_words
from .toponyms import Toponym, toponyms

__all__ = ["Spot", "find_places", "told"]

_WATERS = frozenset({"sea", "gulf", "strait", "river"})


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


def find_places(context: Context, date: str | None = None, atlas: Atlas | None = None) -> tuple[Spot, ...]:
    """Every place that the article tells, in the order of the text. `date`: the article's, an ISO date."""
    return _Reader(context, date, atlas or load_atlas()).spots()


def told(spots: Iterable[Spot]) -> tuple[Spot, ...]:
    """Those that the article tells as places, by a name or as one told before; parties are left out."""
    return tuple(spot for spot in spots if not spot.party and spot.sort != "noun" and spot.where.name is not None)


class _Reader:
    """One article while its places are told apart."""

    def __init__(self, context: Context, date: str | None, atlas: Atlas) -> None:
        self._context, self._atlas = context, atlas
        self._words: PlaceWords = load_place_words()
        names = toponyms(context, self._words, atlas, date)
        self._phrases = phrases(context, self._words, names)
        self._setting = Setting(context, names, atlas, date)
        self._meanings = Meanings(context, self._words, atlas, self._setting, date)
        self._parties = PlaceParties(context, self._words, names)

    def spots(self) -> tuple[Spot, ...]:
        # What one phrase says in so many words holds wherever the name stands alone after it.
        found: list[Spot] = []
        for phrase in self._phrases:
            spot = self._nameless(phrase, found) if phrase.name is None else self._named(phrase, phrase.name)
            if spot is not None:
                found.append(spot)
        return tuple(found)

    def _span(self, phrase: Phrase) -> Span:
        return self._context.parse.span(phrase.first, phrase.end)

    # -- phrases to places ------------------------------------------------------------------------------

    def _named(self, phrase: Phrase, name: Toponym) -> Spot | None:
        meant = self._meanings.of(phrase, name)
        inside, doubtful = self._meanings.inside(phrase), name.key in self._words.doubtful
        party = self._parties.is_one(phrase, meant)
        if not meant.sure and meant.place is not None and not inside:
            return None
        before = phrase.noun is None and self._context.parse.heads[phrase.head] in self._parties.happening
        begins = self._begins(phrase)
        told = inside or phrase.outer or before or (phrase.noun is not None and not begins)
        if doubtful and not told and meant.state is None:
            return None
        if phrase.noun is not None and phrase.kind == "border":
            return self._border(phrase, meant, party)
        place, country = meant.place, meant.country
        text, latitude, longitude = meant.name, None, None
        if place is not None and meant.sure:
            latitude, longitude = place.latitude, place.longitude
        elif meant.state is not None:
            latitude, longitude = self._atlas.points.get(meant.state, (None, None))
        if not meant.sure:
            country = None
        if country is None and meant.sure and (place is None or place.kind in _WATERS):
            country = self._outer_state(phrase)
        wide = meant.state is not None or (place is not None and place.kind not in ("city", "capital", "town", "site"))
        if phrase.direction is not None and meant.state is not None:
            text = f"{self._words.adjectives.get(phrase.direction, phrase.direction)} {text}"
            latitude = longitude = None
        if phrase.noun is not None and meant.state is not None and phrase.kind == "site":
            # "Syria's airfields": which one, it does not say.
            return Spot(phrase, Where(self._span(phrase), None, country), False, "noun", state=True)
        if phrase.noun is not None and phrase.kind == "site" and place is not None and place.kind in TOWNS:
            text = self._site(phrase, text)
        where = Where(self._span(phrase), text, country, latitude, longitude)
        site = place is not None and place.kind == "site"
        return Spot(phrase, where, party, "name", wide, meant.state is not None, site)

    def _begins(self, phrase: Phrase) -> bool:
        """Whether a sentence begins with the phrase: its capital says nothing."""
        start = self._context.parse.words[phrase.first].start
        return self._context.sentence_span(start).start == start

    def _outer_state(self, phrase: Phrase) -> str | None:
        """The one state that a phrase names around a water or land of several: "the Euphrates in Iraq"."""
        codes = {o.state for o in phrase.outer if o.state} | {p.state for p in phrase.people if p.state}
        return codes.pop() if len(codes) == 1 else None

    def _site(self, phrase: Phrase, name: str) -> str:
        """The name of a site that bears the name of its town: "Kunduz airport"; else the town's."""
        parse, noun = self._context.parse, phrase.noun
        assert noun is not None  # a site has one
        assert phrase.name is not None  # and the name of its town
        follows = noun == phrase.name.end and self._context.lower(noun) not in self._words.several
        return f"{name} {parse.form(noun)}" if follows else name

    def _border(self, phrase: Phrase, meant: Meant, party: bool) -> Spot:
        """A border: between two states it is in neither."""
        around = [o.state for o in phrase.outer if o.state is not None and o.state != meant.state]
        states = [*dict.fromkeys(s for s in (meant.state, *around) if s is not None)]
        names = [self._context.gazetteer.codes[s].name for s in states]
        noun = self._context.lower(phrase.noun) if phrase.noun is not None else "border"
        # "Its border with Syria" is on the far side of it.
        people = {p.state for p in phrase.people if p.state is not None}
        ours = states[0] if len(states) == 1 and not self._with(phrase) else None
        text = f"{'–'.join(names)} {noun}" if names else meant.name
        if len(states) == 1 and ours is None:
            text = f"{noun} with {names[0]}"
            ours = people.pop() if len(people) == 1 else None
        if meant.place is not None:
            ours, text = meant.country, f"{meant.name} {noun}"
        return Spot(phrase, Where(self._span(phrase), text, ours), False, "name", True)

    def _with(self, phrase: Phrase) -> bool:
        assert phrase.name is not None
        before = phrase.name.first - 1
        if before >= 0 and self._context.lower(before) in self._words.small["the"]:
            before -= 1
        return before >= phrase.first and self._context.lower(before) in self._words.small["beside"]

    def _nameless(self, phrase: Phrase, before: Sequence[Spot]) -> Spot | None:
        """A place without a name: one told before, or one that is only described."""
        span = self._span(phrase)
        codes = {p.state for p in phrase.people if p.state is not None}
        if phrase.people:
            return self._peopled(phrase, span, codes)
        opening = self._context.lower(phrase.first)
        last = self._last(phrase, before)
        if phrase.noun is None:
            if last is None:
                return None
            return Spot(phrase, replace(last.where, span=span), False, "again", last.wide, last.state)
        if opening in self._words.definite and last is not None and not self._named_on(phrase):
            where = replace(last.where, span=span)
            if phrase.direction is not None and last.state and where.name is not None:
                reads = self._words.adjectives.get(phrase.direction, phrase.direction)
                where = replace(where, name=f"{reads} {where.name}", latitude=None, longitude=None)
            return Spot(phrase, where, False, "again", last.wide, last.state)
        return Spot(phrase, Where(span, None, self._somewhere(phrase, before)), False, "noun")

    def _named_on(self, phrase: Phrase) -> bool:
        """Whether a name follows that no table has: "the city of Ostrander" is none that was told before."""
        at, lower = phrase.end, self._context.lower
        if at + 1 >= len(self._context.parse.words) or lower(at) not in self._words.small["of"]:
            return False
        return lower(at + 1) not in self._words.definite and self._context.form_is_capital(at + 1)

    def _somewhere(self, phrase: Phrase, before: Sequence[Spot]) -> str | None:
        """The country of a place that is only described: that of the place told last, where the article is about it or
        tells no other that near."""
        parse = self._context.parse
        owned = range(phrase.first, (phrase.first if phrase.noun is None else phrase.noun) + 1)
        if phrase.kind in ("border", "sea", "strait") or any(
            parse.deprels[word] == "nmod:poss" and parse.upos[word] == "PRON" for word in owned
        ):
            return None  # "his country" is whose he is, not where the article is
        here = self._context.sentence(self._context.parse.words[phrase.first].start)
        last = next((s for s in reversed(before) if not s.party and s.sort == "name" and s.where.country), None)
        if last is None:
            return self._setting.about
        near = here - self._context.sentence(last.where.span.start) <= 1
        return last.where.country if near or last.where.country == self._setting.about else None

    def _peopled(self, phrase: Phrase, span: Span, codes: set[str]) -> Spot:
        """ "Northern Syrian towns", "the Turkish border", "a Tunisian beach"."""
        code = codes.pop() if len(codes) == 1 else None
        state = self._context.gazetteer.codes.get(code or "")
        name = None
        if state is not None and phrase.kind in ("part", "region", "country") and phrase.direction is None:
            name = state.name if phrase.kind != "region" else None
        if state is not None and phrase.direction is not None:
            name = f"{self._words.adjectives.get(phrase.direction, phrase.direction)} {state.name}"
        if phrase.kind == "border" and phrase.noun is not None:
            names = [self._context.gazetteer.codes[p.state].name for p in phrase.people if p.state is not None]
            name = f"{'–'.join(names)} {self._context.lower(phrase.noun)}" if names else None
        return Spot(phrase, Where(span, name, code), False, "name" if name else "noun", True, name is not None)

    def _last(self, phrase: Phrase, before: Sequence[Spot]) -> Spot | None:
        """The place that "the city", "the country" or "there" means: the last one told that can be it."""
        kind = phrase.kind
        if kind == "country" or (kind == "part" and phrase.direction is not None):
            whole = self._whole(phrase)
            if whole is None:
                return self._state(before)
            phrase = whole
        for spot in reversed(before):
            if spot.where.name is None or spot.party or spot.site:
                continue
            if phrase.noun is None or self._can_be(phrase, spot):
                return spot if self._in_mind(phrase, spot) else None
        return None

    def _whole(self, part: Phrase) -> Phrase | None:
        """ "The island" of "the west of the island", "the city" of "the east of the city": of what is no country."""
        lower, words = self._context.lower, self._words
        stop = len(self._context.parse.words)
        at = part.end
        if at + 2 >= stop or lower(at) not in words.small["of"] or lower(at + 1) not in words.definite:
            return None
        noun = next((w for w in range(at + 2, stop) if self._context.parse.upos[w] != "ADJ"), stop - 1)
        kind = words.nouns.get(lower(noun), "country")
        return None if kind == "country" else Phrase(at + 1, noun + 1, noun, None, noun=noun, kind=kind)

    def _in_mind(self, phrase: Phrase, spot: Spot) -> bool:
        """Whether a place told before is what the article is about, or was told just now."""
        if self._setting.about is None or spot.where.country == self._setting.about:
            return True
        here = self._context.parse.words[phrase.first].start
        return self._context.sentence(here) - self._context.sentence(spot.where.span.start) <= 1

    def _can_be(self, phrase: Phrase, spot: Spot) -> bool:
        """Whether a place told before may be taken up by a noun."""
        kind = phrase.kind
        if kind == "city":
            return not spot.wide and spot.phrase.kind in (None, "city")
        if kind in ("region", "land", "valley", "island"):
            return not spot.state
        same = spot.phrase.noun is not None and phrase.noun is not None
        return same and self._context.lower(spot.phrase.noun or 0) == self._context.lower(phrase.noun or 0)

    def _state(self, before: Sequence[Spot]) -> Spot | None:
        """The state that "the country" means: that of the last place, if it is the one that the article is about."""
        for spot in reversed(before):
            state = self._context.gazetteer.codes.get(spot.where.country or "")
            if state is None or (spot.party and state.code != self._setting.about and self._setting.about is not None):
                continue
            points = self._atlas.points.get(state.code, (None, None))
            where = Where(spot.where.span, state.name, state.code, *points)
            return Spot(spot.phrase, where, spot.party, spot.sort, True, True)
        return None

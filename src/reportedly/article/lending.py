"""Whether an article's own state is lent to somebody whom no word tells the state of.

"Residents" of an article on one state are most often its own people; of an article on several they may be anybody's.
Shares and conditions were read off articles annotated for training: where a condition left less than two thirds of
the loans right, nothing is lent.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ..gazetteer import Gazetteer, words_of
from .home import hits_in, states_in
from .scene import Identity, at_home

if TYPE_CHECKING:
    from .roster import Roster

__all__ = ["fighting_at_sea", "lends", "lent", "taken_up"]

# Sectors of those who act for no state: where they are at home, only an article that is about one state tells.
_PRIVATE = frozenset({"CVL", "JRN", "MED", "LAB", "AGR", "BUS", "EDU", "SOC", "REL", "UAF", "CRM", "NGO", "ELI", None})
# What share of all names of states an article must give to one to lend it to private people.
_SHARE = 0.66
# The same where it comes from that state by its dateline.
_DATED = 0.4
# Words after a state's name among which its weapons stand: "a US military air strike".
_WITHIN = 3


def lends(roster: Roster, word: int, own: Identity) -> bool:
    """Whether the state that was lent to a description (`own`, by its head `word`) can be taken for its own."""
    country = own.country or ""
    phrase = words_of(roster.phrase(word).of(roster.context.text))
    if any(w.key in roster.gazetteer.shape("several_states", "common") for w in phrase):
        return False  # "officials on both sides"
    if roster.told_before(word) == country:
        return True
    if own.sector not in _PRIVATE:
        # Of several states the one that is told of most; who sits in another's sentence is nobody's.
        if roster.home is not None:
            return roster.home == country
        (first, most), *rest = [*roster.counted.most_common(2), ("", 0)]
        return first == country and most > rest[0][1]
    sentence = roster.context.sentence_span(roster.context.parse.words[word].start).of(roster.context.text)
    near = states_in(sentence, roster.gazetteer, roster.date)
    if country in near and len(near) > 1:
        return False
    if roster.home is None:
        return _placed(sentence, country, roster.gazetteer, roster.date)
    share = _DATED if roster.dated_from == country else _SHARE
    if roster.home != country or roster.counted[country] < share * roster.counted.total():
        return False
    return not _struck(roster, country, sentence)


def lent(roster: Roster, word: int, who: Identity) -> str | None:
    """The state of somebody who is told with a title of office alone: in a Polish report, "Health Minister Jan
    Kowal" is Poland's, if the sentence tells of no other state."""
    near = roster.near(word)
    home = roster.home or near
    sent = who.roles & roster.gazetteer.shape("abroad")
    if home is None or near not in (None, home) or who.sector is None or sent:
        return None
    return (
        roster.read(roster.reading(word), word, {}, at_home(home)).country
        if lends(roster, word, replace(who, country=home))
        else None
    )


def taken_up(roster: Roster, word: int, own: Identity) -> Identity | None:
    """An unnamed person told again by the same noun: "a UN official … the official"."""
    if own.entity != "person" or own.definite is not True or not own.alone:
        return None
    told = [(n, who) for n in range(roster.place.get(word, 0)) if (who := roster.sort(n)) and who.noun == own.noun]
    last = next((who for _, who in reversed(told) if who.entity == "person" and who.definite is not True), None)
    if last is None or last.name is not None or last.country is None:
        return None
    return replace(own, country=last.country, sector=last.sector, body=last.body)


def _struck(roster: Roster, country: str, sentence: str) -> bool:
    """Whether those who are told of may be whom the state's forces fight: in its own sentence, or anywhere in an
    article on its acts at sea, where nobody is at home."""
    return country in roster.fighting_at_sea or country in _armed(sentence, roster.gazetteer, roster.date)


def fighting_at_sea(text: str, gazetteer: Gazetteer, date: str | None) -> frozenset[str]:
    """The states whose forces an article tells of that speaks of ships or the sea more than once."""
    at_sea = gazetteer.shape("at_sea")
    sea = sum(word.key in at_sea for word in words_of(text))
    return _armed(text, gazetteer, date) if sea > 1 else frozenset()


def _placed(sentence: str, country: str, gazetteer: Gazetteer, date: str | None) -> bool:
    """Whether a sentence tells that it plays in a state: "In Bangui villagers fled", "south of Bangui"."""
    words = words_of(sentence)
    for at in range(1, len(words)):
        hit = gazetteer.find(words, at, date) if words[at].capital else None
        if hit is None or hit.kind not in ("country", "capital", "place"):
            continue
        state = gazetteer.state_of(hit, words, date)
        before = words[at - 1].key
        far = before == "of" and at > 1 and words[at - 2].key in gazetteer.shape("directions")
        if state is not None and state.code == country and (far or before in gazetteer.shape("placed")):
            return True
    return False


def _armed(text: str, gazetteer: Gazetteer, date: str | None) -> frozenset[str]:
    """The states whose forces or strikes a text names."""
    words, weapons = words_of(text), gazetteer.shape("strikes", "armed", "national")
    found: set[str] = set()
    for hit in hits_in(words, gazetteer, date):
        if hit.kind == "actor":
            actors = (gazetteer.tables.actors[row] for row in hit.rows)
            found.update(actor.country for actor in actors if actor.sector == "MIL" and actor.country is not None)
        elif any(word.key in weapons for word in words[hit.end : hit.end + _WITHIN]):
            state = gazetteer.state_of(hit, words, date)
            found.update([state.code] if state is not None else [])
    return frozenset(found)

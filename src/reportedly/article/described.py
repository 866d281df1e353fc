"""What a noun phrase tells of a party that it does not name: state, sector, and what kind of thing it is.

The head noun gives the kind, and mostly the sector; what stands before it ("Turkish army", "UN", "rebel") and
what it belongs to ("of the ministry", "in Cairo") give the state, and the sector where the head has none.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date as calendar

from ..gazetteer import BEFORE, Actor, Country, Hit, Person, Role, in_force, key_of, words_of
from ..gazetteer.tables import NOT_STATES
from ..records import Entity
from .names import Segment, Unit, core_end
from .provinces import part_of
from .scene import Identity, Scene

__all__ = ["Cue", "Told", "actor_of", "body_of", "cues_of", "describe", "noted", "office_of", "people_land", "roles_of"]

# How near each kind of cue is to the head, as evidence of its state.
_DEMONYM, _STATE, _OWNER, _ACTOR, _PLACE, _BASE = range(6)


# For so many days somebody who has left an office is told of as its holder.
_FRESH = 21


@dataclass(frozen=True, slots=True)
class Cue:
    """State and sector told by one unit, and how strongly (less is stronger)."""

    unit: int
    strength: int
    country: str | None
    sector: str | None
    state: Country | None = None
    ambiguous: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """What a core tells. `head` is the unit of its head noun, if it has one."""

    entity: Entity
    country: str | None
    sector: str | None
    state: Country | None = None
    head: int | None = None
    role: Role | None = None
    plural: bool = False
    former: bool = False
    ambiguous: bool = False
    noun: str = ""


def describe(segment: Segment, scene: Scene, stop: int | None = None) -> Told:
    """What the units before `stop` (the core's end, or where a person's name begins) tell."""
    units = segment.units
    end = core_end(segment, scene) if stop is None else stop
    head = _head(segment, end)
    role = units[head].role if head is not None else None
    cues = cues_of(segment, scene, head if head is not None else end)
    country, state, ambiguous = _country(cues, segment, scene, role)
    if country in NOT_STATES and role is not None and role.plural and _states_of(segment, scene):
        country, ambiguous = None, True  # "NATO members" are of their own states
    sector = _sector(role, cues, segment, scene)
    shape = scene.gazetteer.shape
    former = any(segment.words[u.start].key in shape("former") for u in units[: head if head is not None else end])
    if head is None:
        return Told("group", country, sector, state, None, None, False, former, ambiguous)
    assert role is not None
    if former and role.kind == "person" and sector in ("GOV", "MIL", "LEG", "JUD", "COP", "SPY", "PTY"):
        sector = "ELI"
    if country is None and not ambiguous:
        country = _told_by_words(segment, scene, end) or people_land(segment, scene, end)
        state = scene.gazetteer.codes.get(country) if country else None
    noun = key_of(segment.words[units[head].start : units[head].end])
    if _insiders(segment, head, scene):
        return Told(_entity(role), country, None, state, head, role, role.plural, former, country is None, noun)
    if country is None and noun in shape("led"):
        country = _leading_state(segment, head, scene)
        state = scene.gazetteer.codes.get(country) if country else None
    if country is None and any(key_of(segment.words[u.start : u.end]) in shape("common") for u in units[:head]):
        ambiguous = True  # "coalition sources" are of several states
    return Told(_entity(role), country, sector, state, head, role, role.plural, former, ambiguous, noun)


def _leading_state(segment: Segment, head: int, scene: Scene) -> str | None:
    """The state that leads several: "the Saudi-led coalition" acts for it before all others."""
    for unit in segment.units[:head]:
        words = segment.words[unit.start : unit.end]
        if unit.kind == "skip" and words[-1].key == "led" and (hit := scene.gazetteer.find(words, 0, scene.date)):
            state = None if hit.kind == "actor" else scene.gazetteer.state_of(hit, words, scene.date)
            return state.code if state is not None else None
    return None


def _insiders(segment: Segment, head: int, scene: Scene) -> bool:
    """Whether people are told by what they know: "people familiar with the talks"; whose they are nobody tells."""
    units, shape = segment.units, scene.gazetteer.shape
    after = segment.words[units[head].end : units[head].end + 1]
    role = units[head].role
    return bool(after) and after[0].key in shape("insiders") and role is not None and role.sector in (None, "CVL")


def _head(segment: Segment, end: int) -> int | None:
    """The last unit with a role in it before `end`; a modifier is no head unless it ends the core alone."""
    for at in range(end - 1, -1, -1):
        role = segment.units[at].role
        if role is not None and role.kind != "modifier":
            return at
    return None


def _entity(role: Role) -> Entity:
    if role.kind == "person":
        return "group" if role.plural else "person"
    if role.kind == "collective":
        return "organization" if role.sector in ("COP", "JUD", "SPY") else "group"
    if role.kind in ("body", "institution"):
        return "group" if role.plural else "organization"
    return role.kind if role.kind in ("document", "object", "place") else "group"


def cues_of(segment: Segment, scene: Scene, end: int) -> list[Cue]:
    """What each name, person and role noun before unit `end` tells, in the order of the text."""
    cues: list[Cue] = []
    units, words = segment.units, segment.words
    for at, unit in enumerate(units[:end]):
        after = words[unit.end] if unit.end < len(words) else None
        if unit.hit is not None:
            cues.append(_hit_cue(at, unit, segment, scene))
        elif unit.kind in ("word", "person") and words[unit.start].capital:
            person = _one_person(segment, at, scene)
            if person is not None:
                country, sector = of_person(person, scene)
                possessive = after is not None and after.possessive
                # "Doe administration", "a Doe aide"; the "Doe Group" is no owner's.
                if possessive or after is None or not after.capital or after.key in scene.gazetteer.shape("joint"):
                    cues.append(Cue(at, _OWNER, country, sector if possessive or sector != "ELI" else None))
        plain = key_of(words[unit.start : unit.end]) in scene.gazetteer.shape("adjectives")
        if unit.role is not None and unit.role.sector is not None and unit.hit is None and not plain:
            cues.append(Cue(at, _BASE + 1, None, unit.role.sector))
    return cues


def _one_person(segment: Segment, at: int, scene: Scene) -> Person | None:
    """The one person of the tables whose name ends with the word of unit `at`: "Obama" in "Obama administration"."""
    words = segment.words
    unit = segment.units[at]
    first = unit.start
    while (
        first > 0 and words[first - 1].capital and any(u.start == first - 1 and u.kind == "word" for u in segment.units)
    ):
        first -= 1
    for start in range(first, unit.end):
        name = " ".join(w.text for w in words[start : unit.end])
        found = scene.gazetteer.people(name, date=scene.date)
        if len(found) > 1:
            found = _leading(found, scene)  # "the Assad regime" is the president's, not his brother's
        if len(found) == 1 and (unit.end - start > 1 or near_office(found[0], scene.date)):
            return found[0]
    return None


def _leading(found: tuple[Person, ...], scene: Scene) -> tuple[Person, ...]:
    """Of several persons those who lead a state at the date."""
    gazetteer = scene.gazetteer
    heads = {gazetteer.office(head) for head in gazetteer.indexes.shape.get("heads", ())}
    terms = ((p, gazetteer.term_at(p, scene.date)) for p in found) if scene.date is not None else ()
    return tuple(p for p, term in terms if term is not None and gazetteer.office(term.office) in heads)


def near_office(person: Person, date: str | None, before: int = BEFORE, after: int = 8) -> bool:
    """Whether somebody holds an office at about the date; far from it, a surname alone could be anybody's."""
    if date is None:
        return True
    year = int(date[:4])
    return any(
        int(t.since[:4]) - before <= year and (t.until is None or year <= int(t.until[:4]) + after)
        for t in person.terms
    )


def of_person(person: Person, scene: Scene) -> tuple[str | None, str | None]:
    """State and sector of an office-holder at the date; a former one is ELI. Before the first office: no sector."""
    if not person.terms:
        return None, None
    date = scene.date
    terms = [t for t in person.terms if date is None or in_force(t.since, t.until, date)]
    if terms:
        term = max(terms, key=lambda t: t.since)
        if term.country in NOT_STATES:
            return term.country, "JUD" if _sector_of_office(term.office, scene) == "JUD" else term.country
        return term.country, _sector_of_office(term.office, scene)
    assert date is not None
    past = [t for t in person.terms if t.until is not None and t.until < date]
    last = max(past, key=lambda t: t.until or "", default=None)
    if last is not None and last.country not in NOT_STATES and _days(last.until, date) <= _FRESH:
        return last.country, _sector_of_office(last.office, scene)  # "the adviser whom he dismissed on Tuesday"
    country = max(past, key=lambda t: t.since).country if past else min(person.terms, key=lambda t: t.since).country
    return scene.gazetteer.current(country, date), "ELI" if past else None


def _days(since: str | None, until: str) -> int:
    """The days from one ISO date to another."""
    return (calendar.fromisoformat(until[:10]) - calendar.fromisoformat(since)).days if since else 0


def _sector_of_office(office: str, scene: Scene) -> str:
    """The sector of somebody who holds an office; those who hold none of a state are in the tables as well."""
    words = words_of(office)
    found = scene.gazetteer.role(words, 0)
    governs = key_of(words) in scene.gazetteer.shape("governing")
    if governs or found is None or found[0] < len(words) or not found[1].strong or found[1].sector is None:
        return "GOV"
    return found[1].sector


def _hit_cue(at: int, unit: Unit, segment: Segment, scene: Scene) -> Cue:
    hit = unit.hit
    assert hit is not None
    if hit.kind == "actor":
        found = actor_of(hit, scene)
        if isinstance(found, Actor):
            return Cue(at, _ACTOR, found.country, found.sector)
        return Cue(at, _ACTOR, None, _common(scene, hit), ambiguous=True)
    state = scene.gazetteer.state_of(hit, segment.words, scene.date)
    if hit.start and segment.words[hit.start - 1].key in scene.gazetteer.shape("descent"):
        return Cue(at, _DEMONYM, None, None, ambiguous=True)
    strength = {"demonym": _DEMONYM, "country": _STATE, "seat": _STATE, "capital": _PLACE, "place": _PLACE}[hit.kind]
    if hit.kind in ("country", "demonym") and key_of(segment.words[hit.start : hit.end]) in scene.gazetteer.shape(
        "namesakes"
    ):
        american = any(
            key_of(segment.words[u.start : u.end]) in scene.gazetteer.shape("american") for u in segment.units if u.role
        )
        if american:
            return Cue(at, _PLACE, "USA", None, scene.gazetteer.codes.get("USA"))
    after = segment.words[unit.end] if unit.end < len(segment.words) else None
    if after is not None and after.key in scene.gazetteer.shape("based") and after.joined:
        strength = _BASE
    elif after is not None and after.possessive and strength == _STATE:
        strength = _DEMONYM
    return Cue(at, strength, state.code if state else None, None, state, ambiguous=state is None)


def actor_of(hit: Hit, scene: Scene, country: str | None = None) -> Actor | None:
    """The one actor that a hit means: of several, that of `country`, else that of the article's home."""
    actors = [scene.gazetteer.tables.actors[row] for row in hit.rows]
    if len(actors) == 1:
        return actors[0]
    for code in (country, scene.home):
        own = [a for a in actors if a.country == code] if code else []
        if own:
            return own[0]
    if country is not None:
        return None
    # Of several, one whose state the article names, or that is of none, rather than a stranger: in a report from Syria
    # AFP is the agency. Where that does not tell, the one of all states, or whom the tables put first: that is the one
    # that the news means most often.
    states = scene.states or frozenset(filter(None, [scene.home]))
    near = [a for a in actors if a.country in states]
    wide = [a for a in actors if a.country is None or a.country in NOT_STATES or a.sector == "JRN"]
    actors = (near or wide or actors) if states else actors
    return next((a for a in actors if a.country == "IGO"), actors[0])


def _common(scene: Scene, hit: Hit) -> str | None:
    sectors = {scene.gazetteer.tables.actors[row].sector for row in hit.rows}
    return sectors.pop() if len(sectors) == 1 else None


def _country(
    cues: list[Cue], segment: Segment, scene: Scene, role: Role | None
) -> tuple[str | None, Country | None, bool]:
    """The state of the strongest cue, of several as strong the nearest to the head."""
    told = [c for c in cues if c.country is not None or (c.ambiguous and c.strength < _ACTOR)]
    actors = [c for c in told if c.strength == _ACTOR and c.country in NOT_STATES]
    if actors:
        # "UN Syria envoy": what such an actor works on is no part of it.
        told = [c for c in told if c.strength != _STATE or c.unit < actors[0].unit]
    if not told:
        # "Western diplomats" are of several states, none of them the article's own.
        wide = any(key_of(segment.words[u.start : u.end]) in scene.gazetteer.shape("continents") for u in segment.units)
        return None, None, wide
    best = min(told, key=lambda c: (c.strength, -c.unit))
    joined = {
        c.country for c in told if c.strength == best.strength and _coordinated(segment, scene, c.unit, best.unit)
    }
    if len(joined) > 1:
        return None, None, True
    return best.country, best.state, best.ambiguous


def _coordinated(segment: Segment, scene: Scene, one: int, other: int) -> bool:
    """Whether only "and", hyphens or nothing but names stand between two units: "US and Turkish", "Franco-German"."""
    low, high = sorted((one, other))
    between = segment.units[low + 1 : high]
    names = all(u.kind == "name" or segment.words[u.start].key in scene.gazetteer.shape("and") for u in between)
    joined = any(segment.words[u.start].key in scene.gazetteer.shape("and") for u in between)
    hyphen = high == low + 1 and segment.words[segment.units[high].start].joined
    return low == high or (names and joined) or hyphen


def people_land(segment: Segment, scene: Scene, end: int) -> str | None:
    """Where a people without a state lives, of the states that the article names."""
    for unit in segment.units[:end]:
        lands = scene.gazetteer.indexes.peoples.get(segment.words[unit.start].key, ())
        for land in lands:
            if land in scene.states or land == scene.home or len(lands) == 1:
                return land
        if lands and not scene.states and segment.words[unit.start].key not in scene.gazetteer.shape("scattered"):
            return lands[0]  # where no article tells of another
    return None


def _stateless(segment: Segment, cues: list[Cue], scene: Scene) -> bool:
    """Whether a people without a state of its own stands before the head, and no force of a state; or such a people
    leads, whatever state's its name is ("the Kurdish-led Syrian army"), or another state backs those whose own state
    nobody tells ("US-backed forces")."""
    peoples, words = scene.gazetteer.indexes.peoples, segment.words
    if any(u.kind == "skip" and words[u.start].key in peoples for u in segment.units):
        return True
    if any(c.sector in ("MIL", "GOV", "COP") for c in cues):
        return False
    if any(words[u.start].key in peoples for u in segment.units):
        return True
    if any(c.country or c.ambiguous for c in cues) or not any(_backed(segment, u, scene) for u in segment.units):
        return False
    national = scene.gazetteer.shape("national")  # "government forces" are somebody's
    return any(u.role is not None and key_of(words[u.start : u.end]) in national for u in segment.units)


def _backed(segment: Segment, unit: Unit, scene: Scene) -> bool:
    """Whether a unit tells of a state that backs others: "Turkish-backed"."""
    words = segment.words[unit.start : unit.end]
    if unit.kind != "skip" or words[-1].key not in scene.gazetteer.shape("backed"):
        return False
    hit = scene.gazetteer.find(words, 0, scene.date)
    return hit is not None and hit.kind != "actor"


def _sector(role: Role | None, cues: list[Cue], segment: Segment, scene: Scene) -> str | None:
    own = role.sector if role is not None else None
    bodies = [c for c in cues if c.country in NOT_STATES and c.strength == _ACTOR]
    if bodies and own in (None, "GOV") and role is not None and role.plural and _states_of(segment, scene):
        return "GOV"  # "NATO members" are states
    if bodies and own in (None, "GOV") and role is not None and role.kind in ("person", "collective", "body"):
        # "UN special envoy"
        return bodies[-1].sector if bodies[-1].sector != "GOV" else bodies[-1].country
    told = [c for c in cues if c.sector is not None]
    if own in ("MIL", "PRM", "REB") and _stateless(segment, cues, scene):
        # The forces of a people without a state are no state's.
        return "REB"
    if role is not None and (role.strong or (own == "MIL" and bodies)):
        return own  # the forces of NATO are forces
    if role is not None and role.kind in ("document", "object", "place"):
        return told[-1].sector if told else None
    if own == "CVL":
        told = [c for c in told if c.sector not in ("GOV", "IGO", "NGO", "ELI")]
    if told:
        return told[-1].sector
    return own


def _states_of(segment: Segment, scene: Scene) -> bool:
    """Whether the last noun of a segment's core is one for the states that make a body up."""
    last = segment.units[core_end(segment, scene) - 1]
    return key_of(segment.words[last.start : last.end]) in scene.gazetteer.shape("member_states")


def _told_by_words(segment: Segment, scene: Scene, end: int) -> str | None:
    """The state that a role noun tells by itself: "congressman"."""
    states = scene.gazetteer.indexes.states
    for unit in reversed(segment.units[:end]):
        # "Democratic senators" sit in one state's senate.
        for start in (unit.start, max(unit.start - 1, 0)):
            code = states.get(key_of(segment.words[start : unit.end]))
            if code:
                return code
    return None


def office_of(segment: Segment, told: Told, scene: Scene) -> Person | None:
    """Who holds the office that a definite description names at the article's date; None where that is not told."""
    shape, words = scene.gazetteer.shape, segment.words
    if told.head is None or told.role is None or told.former or told.ambiguous or told.country is None:
        return None
    if told.role.kind != "person" or told.role.plural:
        return None
    first = words[0].key
    if first in shape("indefinite") or any(words[u.start].key in shape("other") for u in segment.units[: told.head]):
        return None
    unit = segment.units[told.head]
    if not _bare(segment, told.head, scene):
        return None
    if part_of(segment, told.head, scene.gazetteer.codes.get(told.country), scene) is not None:
        return None  # "the prime minister of Quebec"
    office = key_of(words[unit.start : unit.end])
    if _sector_of_office(office, scene) not in ("GOV", "REL"):
        return None  # a state has many rebel leaders
    if office in shape("any_head"):
        premier = told.country in shape("led_by_premier")
        heads = scene.gazetteer.indexes.shape.get("premiers" if premier else "rulers", ())
        holders = (scene.gazetteer.holder(told.country, head, scene.date) for head in heads)
        return next((holder for holder in holders if holder is not None), None)
    return scene.gazetteer.holder(told.country, office, scene.date)


def _bare(segment: Segment, head: int, scene: Scene) -> bool:
    """Whether nothing but the state stands before an office: "the party president" is no head of state."""
    for unit in segment.units[:head]:
        word = segment.words[unit.start]
        state = unit.hit is not None and unit.hit.kind != "actor"
        if not (state or word.possessive or word.key in scene.gazetteer.shape("determiners") or unit.kind == "skip"):
            return False
    return True


def noted(who: Identity, segment: Segment, others: tuple[Segment, ...], scene: Scene) -> Identity:
    """A description with what tells to whom it can refer: its noun, number, and whether somebody known is meant."""
    if who.kind not in ("name", "description", "office") or (who.kind == "name" and who.entity == "person"):
        return who
    # The last noun counts: a "committee intern" is no committee.
    core = segment.units[: core_end(segment, scene)]
    unit = next((u for u in reversed(core) if not segment.words[u.start].possessive), core[-1])
    noun = key_of(segment.words[unit.start : unit.end])
    plural = unit.role.plural if unit.role is not None else noun.endswith("s") and not noun.endswith("ss")
    alone = all(word.key in scene.gazetteer.shape("determiners") for word in segment.words[: unit.start])
    body = body_of((segment, *others), scene) if who.entity in ("person", "group") else None
    definite = _definite(segment, unit.start, scene)
    if noun in scene.gazetteer.shape("others"):
        definite = False
    people = any(word.key in scene.gazetteer.indexes.peoples for word in segment.words[: unit.end])
    return replace(who, noun=noun, plural=plural, alone=alone, definite=definite, body=body, people=people)


def _definite(segment: Segment, head: int, scene: Scene) -> bool | None:
    """Whether the words before a head speak of somebody known (True), of anybody (False), or do not say (None)."""
    shape, before = scene.gazetteer.shape, segment.words[:head]
    if any(word.key in shape("others") for word in before):
        return False
    if before and (before[0].key in shape("definite") or any(word.possessive for word in before)):
        return True
    if any(w.key in shape("indefinite") or w.key.isdigit() for w in before):
        return False
    return True if any(_backed(segment, u, scene) for u in segment.units if u.start < head) else None


def body_of(segments: tuple[Segment, ...], scene: Scene) -> str | None:
    """The organization that somebody is told to speak or act for: "a spokesman for the ICRC", "an SDF commander"."""
    for segment in segments:
        for unit in segment.units:
            if unit.hit is not None and unit.hit.kind == "actor":
                actor = actor_of(unit.hit, scene)
                if actor is not None and actor.entity in ("organization", "group"):
                    return actor.name
    return None


def roles_of(segments: tuple[Segment, ...]) -> frozenset[str]:
    """The nouns for one person in some segments: title and apposition."""
    return frozenset(
        key_of(segment.words[unit.start : unit.end])
        for segment in segments
        for unit in segment.units
        if unit.role is not None and unit.role.kind == "person" and not unit.role.plural
    )

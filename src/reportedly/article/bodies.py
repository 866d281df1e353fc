"""Who is meant by a phrase that names or describes no person: actors, states, peoples and institutions."""

from __future__ import annotations

from ..gazetteer import Actor, Country, Role, key_of, words_of
from ..records import Entity
from .described import Told, actor_of
from .names import Segment, Unit, written
from .provinces import governed, is_of_a_part, part_named, part_of
from .scene import Identity, IdentityKind, Scene

__all__ = [
    "actor_identity", "are_inhabitants", "armed_forces", "fighters_of", "institution_identity", "is_inhabitant",
    "is_local", "name_of_place", "of_that_name", "people_identity", "proper_name", "state_identity",
    "state_itself", "stateless_people",
]  # fmt: skip


def is_local(role: Role, noun: str, scene: Scene) -> bool:
    """Whether the article's own state has an institution of this kind: in Nairobi, "the Supreme Court" is Kenya's."""
    if (
        role.kind != "institution"
        or role.institution is None
        or scene.home is None
        or noun in scene.gazetteer.shape("one_state")
    ):
        return False
    institution = scene.gazetteer.tables.institutions[role.institution]
    return (
        scene.home in institution.own or institution.name is None or ("{" in institution.name and role.sector != "LEG")
    )


def actor_identity(actor: Actor, around: Told, segment: Segment, scene: Scene) -> Identity:
    entity: Entity = actor.entity  # type: ignore[assignment]
    country = actor.country
    if country is None and around.role is None and around.country is not None:
        country = around.country
    return Identity(actor.name, entity, country, actor.sector, "name")


def people_identity(
    segment: Segment, stop: int, length: int, state: Country | None, told: Told, scene: Scene
) -> Identity:
    """A demonym at the end: "Turkish" speaks for the state, "Turks" are people, "an American" is one of them."""
    word = segment.words[segment.units[stop - 1].end - 1]
    code = state.code if state else None
    first, shape = segment.words[0].key, scene.gazetteer.shape
    if first in shape("lone", "single"):
        return Identity(None, "person", code, "CVL")
    if length == 1 and not word.key.endswith("s") and first not in shape("article"):
        if state is None:
            return Identity(None, "group", None, None)
        return state_identity(state, "metonym")
    if first in shape("article") and len(segment.units) == 2 and state is not None:
        return state_identity(state, "metonym")
    return Identity(None, "group", code, "CVL" if told.sector is None else told.sector)


def stateless_people(segment: Segment, last: Unit, country: str | None, scene: Scene) -> Identity:
    """A people without a state of its own: "Syrian Kurds" are civilians, as Turks are; "the Kurds" may be a power."""
    power = country is None and segment.words[last.start].key in scene.gazetteer.shape("scattered")
    return Identity(None, "group", country, None if power else "CVL")


def are_inhabitants(segment: Segment, last: Unit, state: Country, scene: Scene) -> bool:
    """Whether a name among those of places is that of the people there: "Texans", where "Texan" is listed too."""
    word = segment.words[last.start]
    if last.end - last.start > 1 or not word.key.endswith("s") or word.key[:-1] in scene.gazetteer.shape("no_people"):
        return False
    one = scene.gazetteer.state(word.text[:-1], scene.date)
    return one is not None and one.code == state.code


def is_inhabitant(segment: Segment, last: Unit, state: Country, scene: Scene) -> bool:
    """Whether a name among those of places is that of one of the people there: "a Texan", where "Texans" are listed."""
    word = segment.words[last.start]
    if last.end - last.start > 1 or word.key in scene.gazetteer.shape("no_people"):
        return False
    several = scene.gazetteer.state(f"{word.text}s", scene.date)
    return several is not None and several.code == state.code


def state_identity(state: Country, kind: IdentityKind) -> Identity:
    return Identity(state.name, "country", state.code, "GOV", kind)


def institution_identity(phrase: str, segment: Segment, told: Told, scene: Scene) -> Identity:
    """A kind of institution, named after its state where that is told or is the article's own, or after a part of a
    state that has one too: "the Texas Senate", "the parliament of Bavaria"."""
    assert told.role is not None
    assert told.head is not None
    state = told.state or (None if told.ambiguous else scene.gazetteer.codes.get(told.country or scene.home or ""))
    if told.role.plural:
        return Identity(None, "group", told.country, told.sector)
    name = None
    unit = segment.units[told.head]
    noun = key_of(segment.words[unit.start : unit.end])
    of_a_part = is_of_a_part(segment, told.head, state.code if state else None, scene)
    part = part_of(segment, told.head, state, scene) if of_a_part else None
    if part is not None and noun in scene.gazetteer.shape("of_parts"):
        small = scene.gazetteer.shape("small")
        title = " ".join(word if word in small else word.capitalize() for word in noun.split())
        name = f"{title} of {part_named(phrase, segment, part, scene)}"
    # "The Bavarian interior ministry" has no name that is known.
    elif (
        not of_a_part and state is not None and told.role.institution is not None and _alone(segment, told.head, scene)
    ):
        name = scene.gazetteer.institution(told.role.institution, state, told.noun, scene.date)
    country = told.country or (state.code if state else None)
    return Identity(name, "organization", country, told.sector, "name" if name else "description")


def _alone(segment: Segment, head: int, scene: Scene) -> bool:
    """Whether nothing but a state and articles stands before the head: "the Irish Republican Army" is no state's."""
    shape = scene.gazetteer.shape
    if segment.words[0].key in shape("indefinite"):
        return False
    before = segment.units[:head]
    plain = shape("determiners")
    return all(
        (u.hit is not None and u.hit.kind != "actor")
        or segment.words[u.start].key in plain
        or segment.words[u.start].possessive
        for u in before
    )


def state_itself(phrase: str, segment: Segment, told: Told, scene: Scene) -> Identity | None:
    """The government of a state is the state; one of a person ("the Obama administration") bears his name."""
    shape, words = scene.gazetteer.shape, segment.words
    assert told.head is not None
    unit = segment.units[told.head]
    noun = key_of(words[unit.start : unit.end])
    if told.sector != "GOV" or noun not in shape("states_itself", "joint") or told.country is None:
        return None
    state = scene.gazetteer.codes.get(told.country)
    if state is None:
        return None
    member = noun in shape("of_a_union")
    if (part := governed(segment, told.head, state, scene, member)) is not None:
        if member:
            return Identity(segment.text(phrase, *part), "place", state.code, "GOV", "name")
        # "The Texas government" is not the United States; "authorities in Texas" are of no one name.
        of = noun in shape("joint") and not any(words[n].key in shape("placed") for n in range(unit.end, part[0]))
        name = f"{noun.capitalize()} of {part_named(phrase, segment, part, scene)}" if of else None
        return Identity(name, "organization", state.code, "GOV", "name" if name else "description")
    before = [u for u in segment.units[: told.head] if words[u.start].key not in shape("determiners")]
    named = [u for u in before if u.kind in ("word", "person") and words[u.start].capital]
    if noun in shape("of_person") and named:
        return Identity(f"{words[named[-1].end - 1].text} {noun}", "organization", state.code, "GOV", "name")
    if any(u.role is not None and u.hit is None and u.role.sector not in (None, "GOV") for u in before):
        return None
    return state_identity(state, "name" if any(u.hit for u in before) else "description")


def name_of_place(phrase: str, segment: Segment, told: Told) -> str | None:
    """The name in a phrase about a noun for a place: "Idlib province", "the province of Idlib"."""
    if told.role is None or told.role.kind != "place":
        return None
    hits = [unit.hit for unit in segment.units if unit.hit is not None and unit.hit.kind in ("place", "capital")]
    return segment.text(phrase, hits[0].start, hits[0].end) if len(hits) == 1 else None


def proper_name(phrase: str, segment: Segment, told: Told, stop: int, scene: Scene) -> str | None:
    """An organization's name that the tables lack, as it is written: "Lakeport Foundation", "Doe University"."""
    if told.entity != "organization" or told.head is None or told.plural:
        return None
    words, units, shape = segment.words, segment.units, scene.gazetteer.shape
    first = units[0].end if words[0].key in shape("article", "definite") else 0
    kept = words[first : units[stop - 1].end]
    # "University of Lakeport", "Council for Peace": the name goes on after the preposition.
    if (
        stop < len(units)
        and words[units[stop].start].key in shape("going_on")
        and all(w.capital or w.key in shape("small") for w in words[first:])
    ):
        kept = words[first:]
    unknown = [u for u in units if u.kind == "word" and words[u.start].capital and first <= u.start < first + len(kept)]
    if not unknown and told.role is not None and told.role.kind == "body" and words[units[told.head].start].capital:
        # "The California Highway Patrol": a part of a state, and what it calls its own.
        unknown = [u for u in units[: told.head] if u.hit is not None and u.hit.kind == "place"]
    if not unknown or len(kept) < 2 or not all(w.capital or w.key in shape("small") or w.key == "'s" for w in kept):
        return None
    return written(phrase, kept)


def fighters_of(segment: Segment, told: Told, scene: Scene) -> str | None:
    """The armed group whose fighters are meant: "the YPG fighters"."""
    if told.role is None or told.sector not in ("REB", "PRM") or told.role.kind not in ("person", "collective"):
        return None
    if not told.plural:
        return None
    for unit in reversed(segment.units[: told.head]):
        if unit.hit is not None and unit.hit.kind == "actor":
            actor = actor_of(unit.hit, scene, told.country)
            return actor.name if actor is not None and actor.sector in ("REB", "PRM") else None
    return None


def armed_forces(segment: Segment, told: Told, scene: Scene) -> str | None:
    """The armed forces of a state that are told by no more than its name: "Chadian troops"."""
    shape = scene.gazetteer.shape
    if told.head is None or told.noun not in shape("national") or told.sector != "MIL":
        return None
    before = segment.units[told.head - 1].hit if told.head else None
    if before is not None and before.kind == "actor":  # "US military forces"
        actor = actor_of(before, scene, told.country)
        return actor.name if actor is not None and actor.sector == "MIL" else None
    if told.state is None:
        return None
    if not _alone(segment, told.head, scene) or any(w.key in shape("others") for w in segment.words):
        return None
    for noun in shape("all_forces"):
        found = scene.gazetteer.role(words_of(noun), 0)
        if found is not None and found[1].institution is not None:
            return scene.gazetteer.institution(found[1].institution, told.state, noun, scene.date)
    return None


def of_that_name(segment: Segment, told: Told, stop: int, scene: Scene) -> Actor | None:
    """The group or paper that a noun only says the kind of: "the PKK group", "the Lakeport Times newspaper"."""
    if told.role is None or told.head is None or told.plural or told.head != stop - 1 or not told.head:
        return None
    hit = segment.units[told.head - 1].hit
    if told.noun not in scene.gazetteer.shape("kinds") or hit is None or hit.kind != "actor":
        return None
    actor = actor_of(hit, scene, told.country)
    return actor if actor is not None and actor.entity in ("organization", "group") else None

"""Who is meant by a noun phrase: its canonical name, what it is, and the state and sector it acts for.

What the tables know decides; where they know nothing, a person's name is kept as it is written, and the words
around it tell the rest. Where two could be meant, or nothing is told, the field is None.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from ..gazetteer import Gazetteer, Word, key_of, load_gazetteer, words_of
from ..gazetteer.tables import NOT_STATES
from .bodies import (
    actor_identity,
    are_inhabitants,
    armed_forces,
    fighters_of,
    institution_identity,
    is_inhabitant,
    is_local,
    name_of_place,
    of_that_name,
    people_identity,
    proper_name,
    state_identity,
    state_itself,
    stateless_people,
)
from .described import (
    Told,
    actor_of,
    body_of,
    describe,
    noted,
    of_person,
    office_of,
    people_land,
    roles_of,
)
from .joining import halves, merged_parties, partitive
from .names import Segment, core_end, person_run, segments_of, unbracketed, units_of, written
from .persons import home_for, known_identity, office_holder, person_identity, surname_in_office
from .provinces import is_of_a_part
from .scene import NOWHERE, Identity, Scene, at_home
from .unlisted import ends_a_name, is_party, longer_name, masthead, named_behind, shapeless, titled

__all__ = ["Identity", "identified", "identify"]

# Words of a name that is told to be one.
_NAME = 4


def identify(
    phrase: str,
    *,
    gazetteer: Gazetteer | None = None,
    date: str | None = None,
    entity: str | None = None,
    home: str | None = None,
    known: Mapping[str, Identity] | None = None,
    spot: bool = False,
    states: frozenset[str] = frozenset(),
) -> Identity:
    """The identity of a whole noun phrase, titles and appositions included.

    `date` is the article's (ISO), for offices and states of the time; `entity` what the model takes the head for;
    `home` the state that the article is about, for institutions and offices told without one; `known` the full
    names met before in the article, each with its identity; `spot`: the model takes the head for a place;
    `states`: the codes of the states that the article names.
    """
    scene = Scene(gazetteer or load_gazetteer(), date, at_home(home), entity, known or {}, spot, states)
    return identified(phrase, scene)


def identified(phrase: str, scene: Scene) -> Identity:
    """The same, of a phrase in a scene."""
    phrase = unbracketed(phrase)
    words = words_of(phrase)
    shape = scene.gazetteer.shape
    if words and words[0].key in shape("anybody"):  # a capital where a sentence begins makes no name of it
        words = words_of(phrase := phrase[:1].lower() + phrase[1:])
    if len(words) == 1 and words[0].key in shape("pronouns") and not (words[0].capitals and len(words[0].text) > 1):
        human = words[0].key in shape("human")
        return Identity(None, "person" if human else "group", kind="pronoun")
    half = _half_of_compound(words, scene)
    if half is not None:
        phrase = phrase[half[0].start : half[-1].end]
    segments = segments_of(phrase, scene)
    if not segments:
        return Identity(None, scene.hint or "group")
    if any(s.opens for s in segments[1:]):
        return merged_parties([_segment(phrase, s, (), scene) for s in segments])
    return _segment(phrase, segments[0], segments[1:], scene)


def _called(phrase: str, segment: Segment, scene: Scene) -> Identity | None:
    """Somebody whose name words like "called" tell, be it one word: "a resident using the pseudonym Ana"."""
    keys = tuple(word.key for word in segment.words)
    for words in scene.gazetteer.phrases("naming"):
        if words[0] not in keys:
            continue
        for at in range(1, len(keys) - len(words)):
            rest = segment.words[at + len(words) :]
            if keys[at : at + len(words)] != words or len(rest) > _NAME:
                continue
            if not all(w.capital or w.key in scene.gazetteer.shape("particles") for w in rest):
                continue
            before = Segment(segment.words[:at], units_of(segment.words[:at], scene))
            told = describe(before, scene)
            unknown = told.role is None and scene.entity == "person"
            if unknown or (told.role is not None and told.role.kind == "person" and not told.role.plural):
                who = person_identity(written(phrase, rest), told, scene)
                return replace(who, name=who.name or written(phrase, rest), roles=roles_of((before,)))
    return None


def _half_of_compound(words: tuple[Word, ...], scene: Scene) -> tuple[Word, ...] | None:
    """The name in a phrase that is one compound: "UN-led", "anti-Iran"; None where it is none."""
    shape = scene.gazetteer.shape
    if len(words) < 2 or not all(word.joined for word in words[1:]):
        return None
    half = words[:-1] if words[-1].key in shape("compounds") else words[1:] if words[0].key in shape("before") else ()
    hit = scene.gazetteer.find(half, 0, scene.date) if half and half[0].capital else None
    return half if hit is not None and hit.end == len(half) else None


def _segment(phrase: str, segment: Segment, others: tuple[Segment, ...], scene: Scene) -> Identity:
    """The identity of a segment, with those in apposition to it."""
    called = _called(phrase, segment, scene)
    if called is not None:
        return called
    both = halves(segment, scene)
    if both is not None:
        return merged_parties([_segment(phrase, half, (), scene) for half in both])
    paper = masthead(phrase, segment, scene)
    if paper is not None:
        return paper
    inner = partitive(segment, scene)
    if inner is not None:
        part = _part(phrase, segment, inner, others, scene)
        for other in others:
            if part.name is None and _is_actor(other, scene):
                return _segment(phrase, other, (), scene)  # "one of the sponsors, Turkey"
        return _with_appositions(phrase, part, segment, others, scene) if others and part.name is None else part
    run = person_run(segment, scene) or _only_names(segment, scene)
    if run is not None and not _is_actor(segment, scene):
        who = _person(phrase, segment, run, others, scene)
        who = replace(who, body=body_of((segment, *others), scene), roles=who.roles | roles_of((segment, *others)))
        if who.name is None and who.kind == "name" and others:
            # "Omar, 53, a barber": one name, unless the article tells more of it elsewhere.
            return replace(who, called=segment.text(phrase, *run))
        return who
    first = noted(_issued(phrase, segment, _unnamed(phrase, segment, scene), scene), segment, others, scene)
    whole = _with_appositions(phrase, first, segment, others, scene) if others else first
    if whole is not first and whole.entity == "person":
        return replace(whole, body=whole.body or first.body, roles=whole.roles | roles_of((segment, *others)))
    return whole


def _issued(phrase: str, segment: Segment, document: Identity, scene: Scene) -> Identity:
    """A document bears the name of the institution that is told to speak through it: "a statement by the UN", "a
    report from the Chadian government", "an army statement"."""
    if document.entity != "document" or document.name is not None:
        return document
    actor = _issuer(phrase, segment, scene)
    if actor is None or actor.name is None or actor.entity not in ("organization", "country", "group"):
        return document
    return Identity(actor.name, "document", actor.country or document.country, actor.sector, "description")


def _issuer(phrase: str, segment: Segment, scene: Scene) -> Identity | None:
    """Who is told to have made a document: after "by" or "from", else before its noun or after "of": a "filing to the
    SEC" is somebody else's."""
    bare = replace(scene, entity=None, spot=False)
    for at, unit in enumerate(segment.units[:-1]):
        if segment.words[unit.start].key in scene.gazetteer.shape("issuing"):
            words = segment.words[unit.end :]
            maker = _segment(phrase, Segment(words, units_of(words, scene)), (), bare)
            return maker if maker.name is not None or at + 2 < len(segment.units) else None
    end = core_end(segment, scene)
    made = end == len(segment.units) or segment.words[segment.units[end].start].key in scene.gazetteer.shape("made_by")
    own = segment.units if made else segment.units[:end]
    hits = [u.hit for u in own if u.hit is not None and u.hit.kind == "actor"]
    if len(hits) == 1:
        actor = actor_of(hits[0], scene)
        return Identity(actor.name, actor.entity, actor.country, actor.sector) if actor is not None else None  # type: ignore[arg-type]
    head = next((n for n in range(end - 1, 0, -1) if segment.units[n].role is not None), 0)
    before = segment.words[: segment.units[head].start] if head else ()
    units = units_of(before, scene) if before else ()
    body = units[-1].role if units else None
    if hits or body is None or body.kind not in ("institution", "collective", "body") or body.plural:
        return None
    return _segment(phrase, Segment(before, units), (), bare)


def _only_names(segment: Segment, scene: Scene) -> tuple[int, int] | None:
    """All of a segment, where the model says that it is a person and it is nothing but words with capitals."""
    if scene.entity != "person" or not 2 <= len(segment.words) <= 4:
        return None
    last = segment.units[-1]
    people = segment.words[-1].key in scene.gazetteer.indexes.peoples or (
        last.hit is not None and (last.hit.kind == "demonym" or (last.role is not None and last.role.plural))
    )  # "Texas Democrats", "Aboriginal Australians"
    plain = not people and all(u.kind in ("word", "name", "person") for u in segment.units)
    return (0, len(segment.words)) if plain and all(w.capital for w in segment.words) else None


def _is_actor(segment: Segment, scene: Scene) -> bool:
    """Whether the whole segment, article aside, is a name of the tables."""
    units = [u for u in segment.units if segment.words[u.start].key not in scene.gazetteer.shape("determiners")]
    return len(units) == 1 and units[0].hit is not None


# -- people ---------------------------------------------------------------------------------------------


def _person(phrase: str, segment: Segment, run: tuple[int, int], others: tuple[Segment, ...], scene: Scene) -> Identity:
    name = segment.text(phrase, *run)
    core = core_end(segment, scene)
    front = Segment(segment.words[: run[0]], tuple(u for u in segment.units if u.start < run[0]))
    told = _completed(phrase, front, describe(front, scene), scene)
    end = next((n for n, u in enumerate(segment.units) if u.start >= run[1]), len(segment.units))
    after = _complement(phrase, segment, end, scene) if end >= core else None
    if after is not None and segment.words[segment.units[end].start].key in scene.gazetteer.shape("acting"):
        # "Colonel Ann Doe of the Pakistani army"
        told = replace(told, country=told.country or after.country, sector=told.sector or after.sector)
    for other in others:
        if told.country is not None and told.sector is not None:
            break
        more = _completed(phrase, other, describe(other, scene), scene)
        if (
            more.role is not None and more.role.kind in ("person", "body", "institution", "collective")
        ) or more.country:
            told = replace(
                told,
                country=told.country or more.country,
                sector=told.sector or more.sector,
                role=told.role or more.role,
                former=told.former or more.former,
            )
    return person_identity(name, told, scene)


# -- everything else ------------------------------------------------------------------------------------


def _unnamed(phrase: str, segment: Segment, scene: Scene) -> Identity:
    """A segment without a person's name: an actor, a state, an institution, an office, or a description."""
    units = segment.units
    stop = core_end(segment, scene)
    last = units[stop - 1] if stop else None
    core = [u for u in units[:stop] if segment.words[u.start].key not in scene.gazetteer.shape("determiners")]
    told = describe(segment, scene, stop)
    if last is not None and last.hit is not None:
        named = _by_hit(phrase, segment, stop, len(core), told, scene)
        if named is not None:
            return named
    human = last is not None and last.role is not None and last.role.kind == "person"
    if last is not None and last.hit is not None and human and told.country is None:
        # "The Christian Democrats" of somewhere: the party's state is theirs.
        actor = actor_of(last.hit, scene) if last.hit.kind == "actor" else None
        told = replace(told, country=actor.country if actor is not None else None)
    told = _completed(phrase, segment, told, scene, stop)
    minister = surname_in_office(segment, core, scene)
    if minister is not None:
        return office_holder(minister, replace(told, role=None, sector=None), scene)
    if told.role is None and core and segment.words[core[-1].start].key in scene.gazetteer.indexes.peoples:
        return stateless_people(segment, core[-1], told.country or people_land(segment, scene, stop), scene)
    if told.role is None:
        return shapeless(phrase, segment, core_units=len(core), told=told, scene=scene)
    actor = of_that_name(segment, told, stop, scene)
    if actor is not None:
        return actor_identity(actor, told, segment, scene)
    behind = named_behind(phrase, segment, told, stop, scene)
    if behind is not None:
        return behind
    if told.role.kind == "institution" and told.head is not None:
        named = institution_identity(phrase, segment, told, scene)
        own_name = None if named.name else proper_name(phrase, segment, told, stop, scene)
        return replace(named, name=own_name, kind="name") if own_name else named
    holder = office_of(segment, replace(told, country=told.country or home_for(told, scene)), scene)
    if holder is not None:
        country, sector = of_person(holder, scene)
        return Identity(holder.name, "person", country, sector, "office")
    ruling = told.noun in scene.gazetteer.shape("ruling") and segment.words[0].key not in scene.gazetteer.shape(
        "indefinite"
    )
    at_home = replace(told, country=told.country or home_for(told, scene)) if ruling else told
    itself = state_itself(phrase, segment, at_home, scene)
    if itself is not None:
        return itself
    written_name = proper_name(phrase, segment, told, stop, scene)
    sector = "PTY" if written_name is not None and is_party(written_name, told, scene) else told.sector
    country = told.country or (None if told.ambiguous or written_name else home_for(told, scene))
    entity = told.entity
    if (
        country is None
        and told.role.kind in ("body", "collective")
        and told.sector in NOT_STATES
        and not told.ambiguous
    ):
        country = told.sector  # "aid groups" are of no state
    written_name = written_name or name_of_place(phrase, segment, told)
    name = written_name or fighters_of(segment, told, scene) or _ranks_of(phrase, segment, told, stop, scene)
    forces = None if name else armed_forces(segment, told, scene)
    if forces is not None:
        return Identity(forces, "organization", country, "MIL", "name")
    return Identity(name, entity, country, sector, "name" if written_name else "description")


def _ranks_of(phrase: str, segment: Segment, told: Told, stop: int, scene: Scene) -> str | None:
    """The armed movement whose people are meant: "fighters of the YPG"."""
    if not told.plural or told.noun not in scene.gazetteer.shape("ranks") or stop >= len(segment.units):
        return None
    if segment.words[segment.units[stop].start].key not in scene.gazetteer.shape("acting"):
        return None
    whose = _complement(phrase, segment, stop, scene)
    return whose.name if whose is not None and whose.sector in ("REB", "PRM") and whose.entity != "person" else None


def _by_hit(phrase: str, segment: Segment, stop: int, length: int, told: Told, scene: Scene) -> Identity | None:
    """The identity where a name of the tables ends the core; None where it only looks so."""
    unit = segment.units[stop - 1]
    hit = unit.hit
    assert hit is not None
    gazetteer = scene.gazetteer
    if unit.role is not None and unit.role.plural and unit.role.kind == "person":
        return None  # "Republicans" are people, though their party is called so
    longer = longer_name(phrase, segment, stop, scene)
    if longer is not None:
        return longer
    peoples = gazetteer.indexes.peoples
    if hit.kind == "actor" and unit.role is None and any(w.key in peoples for w in segment.words[: unit.start]):
        # "Kurdish Syrian forces" are not Syria's.
        sectors = {gazetteer.tables.actors[row].sector for row in hit.rows}
        if sectors == {"MIL"}:
            return Identity(None, "group", told.country or people_land(segment, scene, stop), "REB")
    if hit.kind == "actor":
        around = describe(segment, scene, stop - 1)
        after = _complement(phrase, segment, stop, scene)
        country = around.country or (after.country if after else None)
        noun = key_of(segment.words[unit.start : unit.end])
        if country is None and unit.role is not None and is_local(unit.role, noun, scene):
            country = scene.home
        actor = actor_of(hit, scene, country)
        others = country is not None and (actor is None or actor.country not in (country, None))
        if unit.role is not None and (others or is_of_a_part(segment, stop - 1, country, scene)):
            return None  # "the Indian Supreme Court" is not the one that is known by the bare name
        if actor is None:
            sectors = {gazetteer.tables.actors[row].sector for row in hit.rows}
            entities = {gazetteer.tables.actors[row].entity for row in hit.rows}
            entity = entities.pop() if len(entities) == 1 else "organization"
            return Identity(None, entity, country, sectors.pop() if len(sectors) == 1 else None)  # type: ignore[arg-type]
        return actor_identity(actor, around, segment, scene)
    metonym = gazetteer.metonym(segment.words[hit.start : hit.end]) if length == 1 and hit.kind != "country" else None
    if metonym is not None:
        return replace(actor_identity(metonym, told, segment, scene), kind="metonym")
    if unit.role is not None and length > 1:
        return None
    state = gazetteer.state_of(hit, segment.words, scene.date)
    if hit.start and segment.words[hit.start - 1].key in gazetteer.shape("descent"):
        return Identity(None, "group", None, "CVL")
    people = state is not None and are_inhabitants(segment, unit, state, scene)
    if hit.kind == "place" and ends_a_name(segment, stop, scene):
        return titled(segment, stop, told, scene)
    if hit.kind == "place" and scene.entity == "person" and len(segment.words) == 1 and not people:
        # "Bali tweeted": one whose surname it is.
        return known_identity(segment.words[0].text, scene) or Identity(None, "person", kind="name")
    if hit.kind == "demonym":
        return people_identity(segment, stop, length, state, told, scene)
    if length > 1 and told.role is None and hit.kind in ("place", "capital") and not people:
        return Identity(None, "place", state.code if state else None)
    if state is None:
        return Identity(None, "country", None, "GOV")
    if hit.kind == "place" and (people or is_inhabitant(segment, unit, state, scene)):
        return Identity(None, "group" if people else "person", state.code, "CVL")
    if scene.entity == "place" or hit.kind == "place":
        own = state.name if hit.kind == "country" else segment.text(phrase, hit.start, hit.end)
        return Identity(own, "place", state.code)
    return state_identity(state, "name" if hit.kind == "country" else "metonym")


# -- belonging, lists, parts, appositions ---------------------------------------------------------------


def _completed(phrase: str, segment: Segment, told: Told, scene: Scene, stop: int | None = None) -> Told:
    """`told`, with what the head belongs to: "a spokesman for the ministry", "a court in Istanbul"."""
    if told.head is None or told.role is None:
        return told
    if told.country is not None and (told.role.strong or told.sector is not None):
        return told
    end = core_end(segment, scene)
    if stop is not None and stop < end:
        return told
    after = _complement(phrase, segment, end, scene)
    if after is None:
        return told
    shape = scene.gazetteer.shape
    preposition = segment.words[segment.units[end].start].key
    sector, country, state = told.sector, told.country, told.state
    unknown = after.sector is None and after.name is not None and after.kind == "name"
    weak = not told.role.strong and told.role.sector in (None, "GOV", "MIL", "BUS", "EDU", "LAB", "COP")
    plain = all(u.role is None or n == told.head for n, u in enumerate(segment.units[:end]))
    if weak and plain and after.sector is not None and preposition in shape("acting"):
        sector = "ELI" if told.former and after.sector in ("GOV", "MIL", "LEG") else after.sector
    elif weak and plain and unknown and preposition in shape("owned"):
        sector = None
    place = preposition in shape("placed")
    foreign = place and sector in shape("elsewhere")
    toward = preposition in shape("dealing") or (preposition == "for" and after.entity == "country")
    namesake = segment.text(phrase, segment.units[end].end, len(segment.words))
    head = segment.units[told.head]
    if key_of(words_of(namesake)) in shape("namesakes") and key_of(segment.words[head.start : head.end]) in shape(
        "american"
    ):
        country, state = "USA", scene.gazetteer.codes.get("USA")
    if country is None and not foreign and not toward and not told.ambiguous:
        country = after.country
        state = scene.gazetteer.codes.get(country) if country else None
    return replace(told, country=country, sector=sector, state=state)


def _complement(phrase: str, segment: Segment, end: int, scene: Scene) -> Identity | None:
    """The identity of what stands after the preposition at unit `end`."""
    if end >= len(segment.units) - 1:
        return None
    shape = scene.gazetteer.shape
    word = segment.words[segment.units[end].start]
    if word.key not in shape("belonging"):
        return None
    words = segment.words[segment.units[end].end :]
    rest = Segment(words, units_of(words, scene))
    # Of no home, so that nothing is asked of it; of the names it is the same as outside.
    bare = replace(scene, told_home=NOWHERE, entity=None, spot=False, asked=set())
    found = _segment(phrase, rest, (), bare)
    scene.asked.update(bare.asked - {"home"})
    return found


def _part(phrase: str, segment: Segment, inner: int, others: tuple[Segment, ...], scene: Scene) -> Identity:
    words = segment.words[inner:]
    whole = _segment(phrase, Segment(words, units_of(words, scene)), others, scene)
    shape = scene.gazetteer.shape
    one = segment.words[inner - 2].key in shape("single") or segment.words[0].key in shape("lone")
    if segment.words[inner - 2].key in shape("members") and whole.kind == "name":
        if whole.sector in ("REB", "PRM", "PTY") and not one:
            return replace(whole, entity="group")
        return Identity(None, "person" if one else "group", whole.country, whole.sector)
    if whole.entity in ("person", "group") and whole.name is None:
        return replace(whole, entity="person" if one else "group", kind="description")
    if whole.entity in ("document", "object"):
        return whole
    return Identity(None, "person" if one else "group", whole.country, whole.sector if whole.sector != "GOV" else None)


def _with_appositions(
    phrase: str, first: Identity, segment: Segment, others: tuple[Segment, ...], scene: Scene
) -> Identity:
    """A description that a name follows: "the Turkish prime minister, Ann Doe", "the militia, the YPG"; a name that
    the tables do not know, and what it is: "UpGuard, a security firm"."""
    scene = replace(scene, entity=None, spot=False)  # the model's word is about the head
    for other in others:
        run = person_run(other, scene)
        before = [u for u in other.units if run and u.start < run[0]]
        title = all(u.kind in ("role", "civil") or other.words[u.start].key == "the" for u in before)
        if run is not None and first.entity in ("person", "group") and first.kind != "name" and title:
            kin = first.noun if first.noun in scene.gazetteer.shape("family") else ""
            told = Told(first.entity, first.country, first.sector, role=None, noun=kin)
            named = person_identity(other.text(phrase, *run), told, scene)
            if first.kind == "office" and named.name is None:
                return first
            sector = (
                first.sector if named.sector in (None, "ELI") and first.sector not in (None, "GOV") else named.sector
            )
            return replace(named, country=named.country or first.country, sector=sector or first.sector)
        if first.name is None and first.entity != "person" and _is_actor(other, scene):
            named = _segment(phrase, other, (), scene)
            if named.kind == "name" and named.entity in ("organization", "group"):
                return named
        if first.name is None and first.kind == "description" and _is_actor(other, scene):
            named = _segment(phrase, other, (), scene)
            stately = first.noun in scene.gazetteer.shape("stately") and first.country in (None, named.country)
            if named.kind == "name" and named.entity == "country" and stately:
                return named  # "the largest donor, Germany"
        if first.sector is None and first.entity in ("organization", "group") and not first.plural:
            first = _as_told(phrase, first, segment, other, scene)
    return first


def _as_told(phrase: str, first: Identity, segment: Segment, other: Segment, scene: Scene) -> Identity:
    """An organization that the tables do not know, with what an apposition tells of it."""
    if other.words[0].key not in scene.gazetteer.shape("indefinite", "article"):
        return first
    told = _completed(phrase, other, describe(other, scene), scene)
    if told.role is None or told.plural or told.role.kind not in ("body", "institution", "collective"):
        return first
    name = first.name or (written(phrase, segment.words) if all(word.capital for word in segment.words) else None)
    kind = first.kind if name is None else "name"
    return replace(first, name=name, kind=kind, country=first.country or told.country, sector=told.sector)

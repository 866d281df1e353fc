"""Segments that the tables of actors do not know: what the model says of them, and what stands around them."""

from __future__ import annotations

from dataclasses import replace

from ..gazetteer import words_of
from .described import Told, describe, near_office
from .names import Segment, Unit, core_end, written
from .persons import at_the_head, can_be, known_identity, office_holder
from .scene import Identity, IdentityKind, Scene

__all__ = ["ends_a_name", "is_party", "longer_name", "masthead", "named_behind", "shapeless", "titled"]

# Sectors of movements: a people's name before theirs only tells more of them.
_MOVEMENTS = frozenset({"REB", "PRM", "PTY", "OPP"})


def shapeless(phrase: str, segment: Segment, core_units: int, told: Told, scene: Scene) -> Identity:
    """A segment without a noun that is known: what the model says of it, and what stands around it."""
    words = segment.words
    hinted = scene.hint
    proper = all(w.capital or w.key == "the" for w in words) and core_units > 0
    unit_of_capitals = core_units == 1 and words[-1].capitals and 1 < len(words[-1].text) < 6
    if hinted == "person":
        name = written(phrase, words) if proper and len(words) > 1 else None
        called = written(phrase, words) if proper and name is None else ""
        # "Ruiz's predecessor": a person, and nobody's name.
        kind: IdentityKind = "name" if proper else "description"
        return Identity(name, "person", told.country, told.sector, kind, called=called)
    named = proper and not (len(words) == 1 and scene.thing)
    leader = at_the_head(written(phrase, words), scene) if named and told.country is None else None
    if leader is not None:
        return office_holder(leader, told, scene)
    found = scene.gazetteer.people(written(phrase, words), date=scene.date) if named else ()
    nearness = scene.gazetteer.nearness(written(phrase, words)) if found else None
    short = unit_of_capitals and len(words[-1].text) < 4
    if len(found) == 1 and near_office(found[0], scene.date) and not short and can_be(found[0], nearness, told, scene):
        return office_holder(found[0], told, scene)
    if unit_of_capitals:
        return Identity(words[-1].text, hinted or "organization", told.country, told.sector, "name")
    before = known_identity(written(phrase, words), scene) if proper else None
    if before is not None:
        return replace(before, kind="name")
    if proper and hinted in ("organization", "document", "object") and len(words) > 1:
        return Identity(
            written(phrase, words[1:] if words[0].key == "the" else words), hinted, told.country, told.sector, "name"
        )
    if proper and scene.spot and core_units > 1:
        return Identity(written(phrase, words[1:] if words[0].key == "the" else words), "place", told.country)
    if proper and core_units == 1 and hinted is None:
        return Identity(None, "person", None, None, "name")
    return Identity(None, hinted or "group", told.country, told.sector)


def ends_a_name(segment: Segment, stop: int, scene: Scene) -> bool:
    """Whether a place's name is the last word of somebody's or something's: "Sidley Austin", "Captain Rochester"."""
    if stop < 2:
        return False
    before = segment.units[stop - 2]
    word = segment.words[before.end - 1]
    if not segment.words[before.start].capital or not word.capital or word.possessive:
        return False
    return _is_title(before) or (before.kind == "word" and scene.entity in ("person", "organization"))


def titled(segment: Segment, stop: int, told: Told, scene: Scene) -> Identity | None:
    """Somebody with a title whose surname is a place's: "Captain Rochester"; None without a title."""
    if not _is_title(segment.units[stop - 2]):
        return None
    last = segment.units[stop - 1]
    called = " ".join(word.text for word in segment.words[last.start : last.end])
    return known_identity(called, scene) or Identity(None, "person", told.country, told.sector, "name", called=called)


def _is_title(unit: Unit) -> bool:
    return unit.role is not None and unit.hit is None and unit.role.kind == "person" and not unit.role.plural


def is_party(name: str, told: Told, scene: Scene) -> bool:
    """Whether an organization that the tables lack is a party by its name: "Union for Progress", "Liberal Alliance"."""
    shape = scene.gazetteer.shape
    return told.noun in shape("party_heads") and any(word.key in shape("party_words") for word in words_of(name))


def longer_name(phrase: str, segment: Segment, stop: int, scene: Scene) -> Identity | None:
    """The organization whose name only ends like one of the tables: "the Lakeside Gazette" is not "the Gazette"."""
    unit, shape, words = segment.units[stop - 1], scene.gazetteer.shape, segment.words
    hit = unit.hit
    rest = words[unit.end :]
    if (
        hit is not None and hit.kind == "actor" and len(rest) > 1
        and rest[0].key == "for" and words[unit.end - 1].key in shape("party_heads")
        and all(word.capital or word.key in shape("small") for word in rest)
    ):  # fmt: skip
        # "Congress for Change" is no chamber, and a "National Coalition for Anglers" not the party of that name.
        sector = "PTY" if hit.end - hit.start == 1 else None
        return Identity(segment.text(phrase, unit.start, len(words)), "organization", None, sector, "name")
    before = segment.units[stop - 2] if stop > 1 else None
    if hit is None or hit.kind != "actor" or hit.end - hit.start > 1 or before is None or before.kind != "word":
        return None
    common = shape("determiners", "former") | shape("other", "directions")
    if not words[before.start].capital or words[before.start].key in common or words[before.start].joined:
        return None
    sectors = {scene.gazetteer.tables.actors[row].sector for row in hit.rows}
    if sectors <= _MOVEMENTS and words[before.start].key in scene.gazetteer.indexes.peoples:
        return None  # "the Kurdish PKK"
    first = before.start
    while first > 0 and words[first - 1].capital and words[first - 1].key not in common:
        first -= 1
    outlet = sectors == {"JRN"}
    if outlet and first > 0 and words[first - 1].key == "the":
        first -= 1
    around = describe(segment, scene, stop - 1)
    name = segment.text(phrase, first, hit.end)
    return Identity(name, "organization", around.country, "JRN" if outlet else None, "name")


def named_behind(phrase: str, segment: Segment, told: Told, stop: int, scene: Scene) -> Identity | None:
    """An organization whose name stands behind the noun for what it is: "the activist group Salt Eye"."""
    units, words = segment.units, segment.words
    first = stop
    while first > 0 and all(word.capital for word in words[units[first - 1].start : units[first - 1].end]):
        first -= 1
    if not 0 < first < stop or any(word.possessive for word in words[units[first - 1].start : units[stop - 1].end]):
        return None
    before, run = units[first - 1], units[first:stop]
    if before.role is None or before.role.plural or before.role.kind not in ("body", "collective", "institution"):
        return None
    if len(run) == 1 and run[0].kind != "word":
        return None
    around = describe(segment, scene, first)
    name = segment.text(phrase, run[0].start, run[-1].end)
    return Identity(name, "organization", around.country or told.country, around.sector or told.sector, "name")


def masthead(phrase: str, segment: Segment, scene: Scene) -> Identity | None:
    """A newspaper that no table has, by what newspapers are called: "the Suva Herald"."""
    stop = core_end(segment, scene)
    units = [u for u in segment.units[:stop] if segment.words[u.start].key not in scene.gazetteer.shape("article")]
    if scene.entity == "person" or len(units) < 2 or segment.words[units[-1].end - 1].key not in scene.gazetteer.shape(
        "mastheads"
    ):  # fmt: skip
        return None
    words = segment.words[units[0].start : units[-1].end]
    listed = any(u.hit is not None and u.hit.kind == "actor" for u in units[:-1]) or units[-1].end - units[-1].start > 1
    if listed or not all(w.capital for w in words) or any(w.possessive for w in words):
        return None
    article = units[0].start > 0 and segment.words[units[0].start - 1].text.istitle()
    name = segment.text(phrase, units[0].start - article, units[-1].end)  # "The Times" calls itself so
    return Identity(name, "organization", describe(segment, scene, stop - 1).country, "JRN", "name")

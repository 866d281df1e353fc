"""Phrases of several parties, and of parts of one: "US and Turkish officials", "dozens of women"."""

from __future__ import annotations

from .described import describe
from .names import Segment, core_end, person_run, units_of
from .scene import Identity, Scene

__all__ = ["halves", "merged_parties", "partitive"]


def halves(segment: Segment, scene: Scene) -> tuple[Segment, Segment] | None:
    """The two parties that "and" joins; None where it joins two words about one."""
    shape = scene.gazetteer.shape
    stop = len(segment.units)
    for at, unit in enumerate(segment.units):
        if unit.kind != "word" or segment.words[unit.start].key not in shape("and") or not 0 < at < stop - 1:
            continue
        left = Segment(segment.words[: unit.start], units_of(segment.words[: unit.start], scene))
        right = Segment(segment.words[unit.end :], units_of(segment.words[unit.end :], scene))
        one, two = describe(left, scene), describe(right, scene)
        names = [u for u in left.units if u.hit is not None and u.hit.kind != "demonym"]
        alone = core_end(left, scene) == len(left.units) and bool(left.units) and left.units[-1] in names
        if one.role is None and not alone and person_run(left, scene) is None:
            continue
        if (
            one.role is not None
            and one.role.kind == "person"
            and not one.role.plural
            and person_run(left, scene) is None
        ):
            determined = right.words[0].key in shape("determiners")
            if person_run(right, scene) is not None and not determined:
                continue  # "actor and comedian Ann Doe"
            if two.role is not None and not two.role.plural and not determined:
                continue  # "the president and chief executive"
        if one.role is not None and one.role.kind in ("institution", "body") and two.role is None and not any(
            u.hit for u in right.units
        ):  # fmt: skip
            continue  # "Ministry of Trade and Industry"
        if (
            one.role is not None
            and one.role.kind in ("institution", "body")
            and len(left.units) == 1
            and not (right.words[0].capital or right.words[0].key in shape("determiners"))
            and person_run(right, scene) is not None
        ):
            continue  # "Clinic and advocacy manager Ann Doe"
        if (
            one.role is not None
            and left.words[-1].capital
            and left.units[-1].hit is None
            and right.units[0].kind == "word"
            and right.words[0].capital
            and two.role is not None
            and two.role.kind == "person"
            and not two.role.plural
        ):
            continue  # "Police and Crime Commissioner Ann Doe"
        if core_end(left, scene) < len(left.units) and two.role is None and one.role is not None:
            continue  # "people in Syria and Iraq"
        return left, right
    return None


def merged_parties(parties: list[Identity]) -> Identity:
    """Several parties in one: what they share."""
    countries, sectors = {p.country for p in parties}, {p.sector for p in parties}
    return Identity(
        None,
        "group",
        countries.pop() if len(countries) == 1 else None,
        sectors.pop() if len(sectors) == 1 else None,
    )


def partitive(segment: Segment, scene: Scene) -> int | None:
    """The word after "of", where what stands before it only counts: "dozens of", "members of"."""
    shape = scene.gazetteer.shape
    if any(unit.hit is not None and unit.hit.start < 3 < unit.hit.end for unit in segment.units):
        return None  # "Coalition of Patriots for Change" is a name
    for at, word in enumerate(segment.words[:6]):
        if word.key == "of" and at and at + 1 < len(segment.words):
            before = segment.words[at - 1].key
            return at + 1 if before in shape("partitives", "members") or before.isdigit() else None
    return None

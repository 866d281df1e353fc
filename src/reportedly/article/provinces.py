"""Which part of a state a phrase tells of, where one governs, judges or makes laws there: "the Texas Senate"."""

from __future__ import annotations

from ..gazetteer import Country, key_of
from .names import Segment
from .scene import Scene

__all__ = ["governed", "is_of_a_part", "part_named", "part_of"]


def is_of_a_part(segment: Segment, head: int, country: str | None, scene: Scene) -> bool:
    """Whether an institution is that of a part of a state: "the Texas Senate", "the state Supreme Court"."""
    unit, shape = segment.units[head], scene.gazetteer.shape
    noun = key_of(segment.words[unit.start : unit.end])
    state = scene.gazetteer.codes.get(country or "")
    if noun not in shape("of_parts"):
        right_before = head > 0 and (hit := segment.units[head - 1].hit) is not None and hit.kind == "place"
        kind = unit.role.kind if unit.role is not None else None
        return right_before and kind == "institution" and part_of(segment, head, state, scene) is not None
    before = segment.words[unit.start - 1].key if unit.start else ""
    return before in shape("of_a_union") or part_of(segment, head, state, scene) is not None


def governed(segment: Segment, head: int, state: Country, scene: Scene, member: bool) -> tuple[int, int] | None:
    """Where the place stands, no capital, whose own government is told: "the government of Texas", "authorities in
    Kerala"; None where the state itself is named before, as in "the Chinese authorities in Xinjiang", but for its
    members: "the US state of Montana"."""
    hits = [(n, u.hit) for n, u in enumerate(segment.units) if u.hit is not None and u.hit.kind != "actor"]
    ours = [(n, h) for n, h in hits if scene.gazetteer.state_of(h, segment.words, scene.date) is state]
    if not ours or ours[-1][1].kind != "place":
        return None
    if any(n < head and hit.kind != "place" for n, hit in ours) and not member:
        return None
    return ours[-1][1].start, ours[-1][1].end


def part_of(segment: Segment, head: int, state: Country | None, scene: Scene) -> tuple[int, int] | None:
    """Where the part of a state stands whose institution is told: right before the noun ("the Iraqi Kurdistan
    parliament"), or behind "of", where no state is named before."""
    if state is None:
        return None
    if head and (hit := segment.units[head - 1].hit) is not None and hit.kind == "place":
        ours = scene.gazetteer.state_of(hit, segment.words, scene.date) is state
        return (hit.start, hit.end) if ours else None
    part = governed(segment, head, state, scene, member=False)
    placed = scene.gazetteer.shape("placed")
    if part is None or any(word.key in placed for word in segment.words[segment.units[head].end : part[0]]):
        return None
    return part


def part_named(phrase: str, segment: Segment, part: tuple[int, int], scene: Scene) -> str:
    return scene.gazetteer.part(segment.text(phrase, *part))

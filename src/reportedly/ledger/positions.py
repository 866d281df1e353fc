"""What a source says of an act, from the act's status and the stances of everybody whose words it stands in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal

from ..records import Stance, Statement, Status

__all__ = ["POSITIONS", "Position", "position_of", "taken"]

Position = Literal[
    "affirms", "denies", "threatened", "planned", "called for", "believes", "doubts", "supposes", "declines", "unclear",
]  # fmt: skip
"""What a source says: that it happened, that it did not; that it is threatened, planned, called for; that it thinks so
or is not sure; what would be if; that it will not say; or nothing that can be told."""

POSITIONS: tuple[Position, ...] = (
    "affirms", "denies", "threatened", "planned", "called for", "believes", "doubts", "supposes", "declines", "unclear",
)  # fmt: skip
"""From what says most to what says least: who says a thing and declines another has said it."""

_OF_STATUS: dict[Status, Position] = {
    "happened": "affirms",
    "denied": "denies",
    "planned": "planned",
    "threatened": "threatened",
    "called for": "called for",
    "hypothetical": "supposes",
}


def position_of(status: Status, stances: Sequence[Stance]) -> Position:
    """The position of the last voice in `stances`, which go from the innermost to the outermost; none: own voice.

    The status follows the innermost voice (see the contract), so a denial of it is not turned round by that voice's
    `denies`: "denied attacking" is a denial. What a voice denies without the act being `denied` is something else
    ("rejected the demand": there was a demand), and tells nothing of the act.
    """
    held = _OF_STATUS[status]
    if not stances:
        return held
    held = _innermost(held, stances[0])
    for stance in stances[1:]:
        held = _outer(held, stance)
    return held


def _innermost(held: Position, stance: Stance) -> Position:
    if stance == "declines":
        return "declines"
    if stance == "denies":
        return "denies" if held == "denies" else "unclear"
    if stance == "doubts":
        return "unclear" if held == "denies" else "doubts"
    if stance == "believes":
        return _thought(held)
    return held


def _outer(held: Position, stance: Stance) -> Position:
    if stance == "declines":
        return "declines"
    if stance == "believes":
        return _thought(held)
    if stance == "asserts":
        return held
    # "Rejected the charge that X did it" denies it; a denial of a denial is told to nobody's profit.
    if held not in ("affirms", "believes"):
        return "unclear"
    return "denies" if stance == "denies" else "doubts"


def _thought(held: Position) -> Position:
    if held == "affirms":
        return "believes"
    return "doubts" if held == "denies" else held


def taken(positions: Iterable[Position]) -> Position:
    """What they come to: the one that says most; `unclear` where a thing is both affirmed and denied."""
    found = set(positions)
    if not found or {"affirms", "denies"} <= found:
        return "unclear"
    return min(found, key=POSITIONS.index)


def vouching(chain: Sequence[Statement]) -> list[int]:
    """Whose word it is: the places in `chain`, innermost first, of those who ultimately vouch.

    That is the outermost voice, but an outlet that is cited only carries what a voice within it says, as the report
    itself does. An outermost voice that denies, doubts or declines speaks for itself alone, and whom it speaks against
    vouches for the rest.
    """
    found: list[int] = []
    end = len(chain)
    while end:
        at = end - 1
        while at and chain[at].source_type == "outlet" and chain[at].stance == "asserts":
            at -= 1
        found.append(at)
        if chain[at].stance in ("asserts", "believes"):
            break
        end = at
    return found

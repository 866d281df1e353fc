"""From which probabilities on the model is believed: numbers that are chosen on data that nothing was trained on."""

from __future__ import annotations

from dataclasses import dataclass, field

from .confidence import Calibration

__all__ = ["Deciding"]


@dataclass(frozen=True, slots=True)
class Deciding:
    """Probabilities from which on something is told.

    trigger: that a word tells an act; party: that a word is the actor, or the recipient, of one; more: the same of a
    further one beside the best; retold: that an act is told again; confidence: the least
    of an event that is told at all.
    """

    trigger: float = 0.5
    party: float = 0.5
    more: float = 0.5
    retold: float = 0.5
    confidence: float = 0.0
    calibration: Calibration = field(default_factory=Calibration)

"""From which probabilities on the model is believed: numbers that are chosen on data that nothing was trained on."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

from ..errors import ModelError
from ..model.session import DEFAULT
from .confidence import Calibration, Curve
from .weights import Weights

__all__ = ["Deciding", "read_deciding"]

_NUMBERS = ("trigger", "unvouched", "party", "recipient", "more", "other", "retold", "again", "confidence", "vouched")


@dataclass(frozen=True, slots=True)
class Deciding:
    """Probabilities from which on something is told.

    trigger: that a word tells an act; unvouched: the same of one that the vocabulary does not know for an act of its
    type by itself; party: that a word is the actor of one, or acts with another; recipient: that
    it is the recipient, which three acts in four have, so that less will do; more: the same of a
    further one beside the best; other: that a word is one of two who act on each other, where the first is sure;
    retold: that an act is told again; again: that who is not told with an act is whom another telling of it names;
    confidence: the least of an event that is told at all; vouched: the same where the act itself is certain. Beside
    them the curves of confidences, and what speaks for a party beside the model.
    """

    trigger: float = 0.5
    unvouched: float = 0.6
    party: float = 0.5
    recipient: float = 0.45
    more: float = 0.5
    other: float = 0.1
    retold: float = 0.5
    again: float = 0.5
    confidence: float = 0.0
    vouched: float = 0.03
    calibration: Calibration = field(default_factory=Calibration)
    weights: Weights = field(default_factory=Weights)


def read_deciding(folder: Path | None = None) -> Deciding:
    """What the model in `folder`, or the one in the package, says of all this; what it does not say is as above.

    In its `config.json`: `deciding`, numbers by their names; `calibration`, for each kind of record raw scores and
    what they are worth; `parties`, the digest of its `parties.json`. Raises ModelError where they cannot be used.
    """
    if folder is None:
        with as_file(files("reportedly") / "data" / "model" / DEFAULT) as packaged:
            return read_deciding(packaged)
    try:
        raw: dict[str, Any] = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        given = raw.get("deciding", {})
        if unknown := given.keys() - set(_NUMBERS):
            raise ValueError(f"{sorted(unknown)[0]!r} is nothing that is decided by a number")
        numbers = {name: float(number) for name, number in given.items()}
        curves = {kind: Curve(tuple(zip(*line, strict=True))) for kind, line in raw.get("calibration", {}).items()}
        return Deciding(
            **numbers,
            calibration=Calibration(**curves),
            weights=Weights.read(folder, raw["parties"]) if "parties" in raw else Weights(),
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelError(f"the model in {folder} cannot be used: {error}") from error

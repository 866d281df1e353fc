"""What the signs of `bearing.py` weigh: `parties.json` in the folder of the model, written by `training/parties.py`."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

__all__ = ["FILE", "Weights"]

FILE = "parties.json"


@dataclass(frozen=True)
class Weights:
    """For every sign its weight as log-odds for the actor and for the recipient; no other sign weighs anything.

    `model`, `signs`: what the model's log-odds and the sum of the signs count, for either role. Without signs the
    model decides alone.
    """

    model: tuple[float, float] = (1.0, 1.0)
    signs: tuple[float, float] = (0.0, 0.0)
    weights: Mapping[str, tuple[float, float]] = field(default_factory=dict)

    @classmethod
    def read(cls, folder: Path, digest: str) -> Weights:
        """Those of a model folder, which have the SHA-256 `digest`. Raises ValueError and OSError where they can't be
        used."""
        content = (folder / FILE).read_bytes()
        if hashlib.sha256(content).hexdigest() != digest:
            raise ValueError(f"{FILE} is not the one that belongs to the model")
        raw = json.loads(content)
        return cls(
            (float(raw["model"][0]), float(raw["model"][1])),
            (float(raw["signs"][0]), float(raw["signs"][1])),
            {sign: (float(actor), float(recipient)) for sign, (actor, recipient) in raw["weights"].items()},
        )

    @cached_property
    def silent(self) -> bool:
        return not self.weights or self.signs == (0.0, 0.0)

    def sum(self, signs: Iterable[str], before: tuple[float, float] = (0.0, 0.0)) -> tuple[float, float]:
        """What the signs weigh together, for the actor and for the recipient; `before` is what others weigh."""
        actor, recipient = before
        weights = self.weights
        for sign in signs:
            weight = weights.get(sign)
            if weight is not None:
                actor += weight[0]
                recipient += weight[1]
        return actor, recipient

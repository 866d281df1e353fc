"""What speaks for two mentions being the same one beside the network's own score: small tables, learned apart.

The network is trained on all chains that there are, and so is too sure of what it has seen; here its scores are
weighed by the kind of the later mention, and signs that everybody can read are added. `article/likening.py` reads the
signs off; `training/ties.py` learns what they weigh, and writes `ties.json` into the folder of the model.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["FILE", "KINDS", "Ties"]

FILE = "ties.json"
KINDS = 20
"""Of so many kinds mentions are (`article/aspects.py` has their names); what was learned of others cannot be used."""

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Ties:
    """`scale`, `scale_new`: for every kind of mention what the network's score of a pair, and of none, counts.
    `pairs`: for every sign of a pair, and `new`: of a mention by itself, its weights as one row, by the number that the
    sign comes to. Nothing is known of signs that are not there."""

    scale: Floats
    scale_new: Floats
    pairs: Mapping[str, Floats]
    new: Mapping[str, Floats]

    @classmethod
    def read(cls, folder: Path, digest: str) -> Ties:
        """Those of a model folder, which have the SHA-256 `digest`. Raises ValueError, KeyError and OSError where they
        can't be used."""
        content = (folder / FILE).read_bytes()
        if hashlib.sha256(content).hexdigest() != digest:
            raise ValueError(f"{FILE} is not the one that belongs to the model")
        raw = json.loads(content)
        if len(raw["scale"]) != KINDS:
            raise ValueError(f"{FILE} knows {len(raw['scale'])} kinds of mentions, and not {KINDS}")
        return cls(
            np.array(raw["scale"], np.float32),
            np.array(raw["scale_new"], np.float32),
            {name: _row(table) for name, table in raw["pairs"].items()},
            {name: _row(table) for name, table in raw["new"].items()},
        )


def _row(table: Mapping[str, Any]) -> Floats:
    """A table as it is kept: its length, and the weights that are not nought, by their numbers."""
    row = np.zeros(int(table["size"]), np.float32)
    for at, weight in table["weights"].items():
        row[int(at)] = weight
    return row

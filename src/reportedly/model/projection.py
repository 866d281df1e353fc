"""What the model makes of words, brought down to few numbers by which acts of different articles can be compared.

The last layer of the encoder, taken for a word (the trigger) and averaged over its sentence (what stands around it), is
centred and turned to the directions by which events differ most for how much tellings of one event do (Fisher's linear
discriminants), each scaled to one variance within events: without that, a few directions that all words share would
decide how alike two of them are. `python -m training.incidents` makes the table anew for a new model.
"""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from ..errors import ModelError
from ..sums import packaged

__all__ = ["Projection", "load_projection", "packed", "unpacked"]

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Projection:
    """weights: those of the model that it was made for, as `Newsreader.weights` has them; word, around: [H, D] for the
    two halves; word_mean, around_mean: [H] of what they are taken of."""

    weights: str
    word: Floats
    word_mean: Floats
    around: Floats
    around_mean: Floats

    @property
    def size(self) -> int:
        """Numbers in a vector, both halves."""
        return int(self.word.shape[1] + self.around.shape[1])

    def of(self, states: Floats) -> Floats:
        """[N, H] states of words → [N, D + D]. Means of the second half over words are what stands around."""
        return np.hstack([(states - self.word_mean) @ self.word, (states - self.around_mean) @ self.around])


def packed(matrix: Floats) -> dict[str, object]:
    """A matrix in eight bits a number, each column with a scale of its own."""
    scale = np.maximum(np.abs(matrix).max(0), 1e-12) / 127
    whole = np.rint(matrix / scale).astype(np.int8)
    return {
        "shape": list(matrix.shape),
        "scale": [float(f"{s:.6g}") for s in scale],
        "data": base64.b64encode(whole.tobytes()).decode("ascii"),
    }


def unpacked(told: dict[str, object]) -> Floats:
    """What `packed` made. Raises ValueError, KeyError or TypeError where it did not make it."""
    shape, scale, data = told["shape"], told["scale"], told["data"]
    if not isinstance(shape, list) or not isinstance(scale, list) or not isinstance(data, str):
        raise TypeError("a matrix has a shape, scales and data")
    whole = np.frombuffer(base64.b64decode(data, validate=True), np.int8).reshape(shape)
    return whole.astype(np.float32) * np.array(scale, np.float32)


@lru_cache(maxsize=1)
def load_projection() -> Projection:
    """The table that comes with the package. Raises ModelError where it is missing or damaged."""
    try:
        told = json.loads(packaged("ledger/vectors.json"))
        return Projection(
            weights=told["weights"],
            word=unpacked(told["word"]),
            word_mean=np.array(told["word_mean"], np.float32),
            around=unpacked(told["around"]),
            around_mean=np.array(told["around_mean"], np.float32),
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelError(f"data/ledger/vectors.json cannot be used: {error}") from error

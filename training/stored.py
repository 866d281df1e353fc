"""States of the stem, computed once for every window and kept in a file.

While the lowest layers are not trained (`EncoderSize.stem`), what they make of a window is the same in every pass and
in every run. What is kept belongs to one base encoder and one stem: another needs another folder.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from .batches import Inputs
from .kept import Kept
from .network import Encoder


class Stem:
    """The stem of `encoder` with its memory in `folder`. Half precision: 2 * width bytes a piece."""

    def __init__(self, encoder: Encoder, folder: Path) -> None:
        if not encoder.form.stem:
            raise ValueError("this encoder has no stem whose states could be kept")
        self._encoder, self.kept = encoder, Kept(folder)

    def states(self, inputs: Inputs) -> Tensor:
        """[B, P, H], zeros where there is no piece; what is not in the file is computed and put there."""
        lengths = inputs.piece_mask.sum(1).tolist()
        keys = [_key(row[:n]) for row, n in zip(inputs.pieces.cpu().numpy(), lengths, strict=True)]
        if missing := [n for n, key in enumerate(keys) if key not in self.kept]:
            self._compute(inputs, missing, lengths, keys)
        width = self._encoder.form.width
        out = np.zeros((*inputs.pieces.shape, width), np.float32)
        for n, key in enumerate(keys):
            out[n, : lengths[n]] = np.frombuffer(self.kept.get(key), np.float16).reshape(-1, width)
        return torch.from_numpy(out).to(inputs.pieces.device)

    def _compute(self, inputs: Inputs, rows: list[int], lengths: list[int], keys: list[str]) -> None:
        training, width = self._encoder.training, max(lengths[n] for n in rows)
        self._encoder.eval()
        with torch.inference_mode():
            found = self._encoder.lower(inputs.pieces[rows, :width], inputs.piece_mask[rows, :width])
        self._encoder.train(training)
        values = found.cpu().to(torch.float16).numpy()
        self.kept.put({keys[n]: value[: lengths[n]].tobytes() for n, value in zip(rows, values, strict=True)})


def _key(pieces: np.ndarray) -> str:
    return hashlib.sha256(pieces.astype(np.int32).tobytes()).hexdigest()[:24]

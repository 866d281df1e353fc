"""States of the stem, computed once for every window and kept in a file.

While the lowest layers are not trained (`EncoderSize.stem`), what they make of a window is the same in every pass and
in every run. The file is only ever added to; a run that was cut off goes on with what is there. It belongs to one base
encoder and one stem: another needs another folder.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from .batches import Inputs
from .network import Encoder

STATES, INDEX = "states.f16", "index.txt"


class Stem:
    """The stem of `encoder` with its memory in `folder`. Half precision: 2 * width bytes a piece."""

    def __init__(self, encoder: Encoder, folder: Path) -> None:
        if not encoder.form.stem:
            raise ValueError("this encoder has no stem whose states could be kept")
        folder.mkdir(parents=True, exist_ok=True)
        self._encoder, self._path, self._index = encoder, folder / STATES, folder / INDEX
        self._path.touch()
        self._index.touch()
        self._width = encoder.form.width
        self._places: dict[str, tuple[int, int]] = {}
        rows = self._path.stat().st_size // (2 * self._width)
        # A line is written after its states; the last one may be cut off.
        told = self._index.read_text(encoding="ascii")
        if told and not told.endswith("\n"):
            with self._index.open("a", encoding="ascii") as index:
                index.write("\n")
        for line in told.splitlines():
            key, *numbers = line.split(" ")
            if len(numbers) == 2 and sum(place := (int(numbers[0]), int(numbers[1]))) <= rows:
                self._places[key] = place
        self._rows = rows

    @property
    def windows(self) -> int:
        """How many windows it remembers."""
        return len(self._places)

    def states(self, inputs: Inputs) -> Tensor:
        """[B, P, H], zeros where there is no piece; what is not in the file is computed and put there."""
        lengths = inputs.piece_mask.sum(1).tolist()
        keys = [_key(row[:n]) for row, n in zip(inputs.pieces.cpu().numpy(), lengths, strict=True)]
        if missing := [n for n, key in enumerate(keys) if key not in self._places]:
            self._compute(inputs, missing, lengths, keys)
        out = np.zeros((*inputs.pieces.shape, self._width), np.float32)
        kept = np.memmap(self._path, np.float16, "r").reshape(-1, self._width)
        for n, key in enumerate(keys):
            start, count = self._places[key]
            out[n, :count] = kept[start : start + count]
        return torch.from_numpy(out).to(inputs.pieces.device)

    def _compute(self, inputs: Inputs, rows: list[int], lengths: list[int], keys: list[str]) -> None:
        training, width = self._encoder.training, max(lengths[n] for n in rows)
        self._encoder.eval()
        with torch.inference_mode():
            found = self._encoder.lower(inputs.pieces[rows, :width], inputs.piece_mask[rows, :width])
        self._encoder.train(training)
        values = found.cpu().to(torch.float16).numpy()
        with self._path.open("r+b") as states, self._index.open("a", encoding="ascii") as index:
            states.truncate(self._rows * 2 * self._width)  # of a row that was cut off
            states.seek(0, 2)
            for place, n in enumerate(rows):
                if keys[n] in self._places:
                    continue  # the same words twice in a batch
                states.write(values[place, : lengths[n]].tobytes())
                self._places[keys[n]] = (self._rows, lengths[n])
                self._rows += lengths[n]
            states.flush()
            index.writelines(f"{keys[n]} {self._places[keys[n]][0]} {self._places[keys[n]][1]}\n" for n in rows)


def _key(pieces: np.ndarray) -> str:
    return hashlib.sha256(pieces.astype(np.int32).tobytes()).hexdigest()[:24]

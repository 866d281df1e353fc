"""The encoder alone: what a reading would cost if nothing were done with it. Speed is told as a ratio to this.

ONNX Runtime computes the whole graph whatever is asked of it, so the encoder is cut out into a graph of its own.
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

import onnxruntime
from onnx.utils import extract_model

from reportedly.model import features
from reportedly.model.labels import SCHEMES
from reportedly.model.pieces import Pieces
from reportedly.model.session import DEFAULT, Newsreader, _forced, session_options
from reportedly.text import Span

INPUTS, OUTPUT = ["pieces", "shapes", "piece_mask", "marks"], "encoded"


class BareEncoder:
    """The encoder of a model folder, or of the packaged model, on one thread like the reader's."""

    def __init__(self, folder: Path | None) -> None:
        with (
            tempfile.TemporaryDirectory() as scratch,
            as_file(files("reportedly") / "data" / "model" / DEFAULT) as packaged,
        ):
            model = folder or packaged
            cut = Path(scratch) / "encoder.onnx"
            extract_model(str(model / "model.onnx"), str(cut), INPUTS, [OUTPUT])
            self._session = onnxruntime.InferenceSession(
                cut.read_bytes(), session_options(1), providers=["CPUExecutionProvider"]
            )
            self._pieces = Pieces.read(model / "vocabulary.txt")

    def prepared(self, text: str, paragraphs: Sequence[Span]) -> list[features.Batch]:
        """The windows of a reading of these paragraphs, ready to be encoded."""
        words = features.words_of(text, paragraphs, self._pieces)
        return [features.batch(words, [window], self._pieces) for window in features.windows(text, words)]

    def run(self, prepared: Sequence[features.Batch]) -> int:
        """Encode the windows; returns the number of words that are not context."""
        for batch in prepared:
            self._session.run([OUTPUT], {name: getattr(batch, name) for name in INPUTS})
        return int(sum(batch.core.sum() for batch in prepared))


class WholeNetwork:
    """The whole network of a model folder, heads included, on one thread: what of a reading is not the encoder and not
    the rules."""

    def __init__(self, folder: Path | None) -> None:
        self._reader = Newsreader.load(folder)

    def prepared(self, text: str, paragraphs: Sequence[Span]) -> list[dict[str, Any]]:
        """The windows of a reading of these paragraphs, ready to be run."""
        reader = self._reader
        words = features.words_of(text, paragraphs, reader._pieces)
        found = features.windows(text, words)
        return [reader._feed(words, one, SCHEMES.index("contract"), _forced(words, one, None)) for one in found]

    def run(self, prepared: Sequence[dict[str, Any]]) -> None:
        """Run the windows and throw away what comes out."""
        for feed in prepared:
            self._reader._session.run(list(self._reader.config.outputs), feed)

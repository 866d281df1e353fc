"""What an export leaves out of the vocabulary."""

from __future__ import annotations

from pathlib import Path

import pytest

torch = pytest.importorskip("torch", reason="torch is not installed: the train extra is needed to test training")
pytest.importorskip("onnx", reason="onnx is not installed: the train extra is needed to test training")

from training import export  # noqa: E402
from training.network import EncoderSize, HeadSize, Newsreader  # noqa: E402

PIECES = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "a", "##b", "rebel", "##ably", "talk", "zyx", "##wvut", "qux"]


@pytest.mark.parametrize(
    ("name", "unmet", "most", "left_out"),
    [
        ("none was unmet", [], 9, set()),
        ("marks and short pieces stay, so that every word can be written", ["[PAD]", "a", "##b", "[UNK]"], 9, set()),
        ("what no text has", ["rebel", "##ably"], 9, {"rebel", "##ably"}),
        ("the rarest first", ["a", "rebel", "talk", "zyx", "##wvut", "qux"], 2, {"##wvut", "qux"}),
    ],
)
def test_pieces_that_no_text_has_are_forgotten(
    name: str, unmet: list[str], most: int, left_out: set[str], tmp_path: Path
) -> None:
    for file, pieces in (("vocabulary.txt", PIECES), ("unmet.txt", unmet)):
        (tmp_path / file).write_text("\n".join(pieces) + "\n", encoding="utf-8")
    size = EncoderSize(vocabulary=len(PIECES), width=12, layers=1, heads=2, inner=8, positions=16)
    network = Newsreader(size, 2, HeadSize(arc=4, relation=4))
    before = network.encoder.pieces.weight.detach().clone()
    kept = export._trimmed(network, tmp_path, most)
    assert kept == [piece for piece in PIECES if piece not in left_out]
    assert torch.equal(network.encoder.pieces.weight, before[[PIECES.index(piece) for piece in kept]])

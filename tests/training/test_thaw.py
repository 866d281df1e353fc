"""An exported model comes back as a network with nothing missing."""

from __future__ import annotations

import json
import shutil
from importlib.resources import files
from pathlib import Path

import numpy as np
import onnxruntime
import pytest

from reportedly.model.hints import HINTS
from reportedly.model.pieces import Pieces
from reportedly.model.session import session_options

torch = pytest.importorskip("torch", reason="torch is not installed: the train extra is needed to test training")

from training.export import made_ready  # noqa: E402
from training.network import EncoderSize, Newsreader  # noqa: E402
from training.rounding import given_in  # noqa: E402
from training.thaw import encoder_of, thaw  # noqa: E402

PACKAGED = Path(str(files("reportedly"))) / "data" / "model" / "newsreader-en"
LARGE = Path(__file__).parents[2] / "models" / "large" / "src" / "newsreader_en_large"


def network() -> Newsreader:
    deprels = json.loads((PACKAGED / "config.json").read_text(encoding="utf-8"))["deprels"]
    vocabulary = (PACKAGED / "vocabulary.txt").read_text(encoding="utf-8").splitlines()
    return Newsreader(EncoderSize(vocabulary=len(vocabulary)), len(deprels))


def test_every_weight_of_the_packaged_model_is_found() -> None:
    assert thaw(PACKAGED, network()) == []


def test_what_the_configuration_holds_comes_back_as_it_was() -> None:
    config = json.loads((PACKAGED / "config.json").read_text(encoding="utf-8"))
    thawed = network()
    thaw(PACKAGED, thawed)
    assert torch.allclose(thawed.crf, torch.tensor(config["transitions"]))
    for name, table in thawed.tables().items():
        assert torch.allclose(table, torch.tensor(config["pairs"][name]), atol=1e-6)


def test_a_graph_that_was_made_ready_holds_the_same_weights(tmp_path: Path) -> None:
    for name in ("config.json", "vocabulary.txt"):
        shutil.copy(PACKAGED / name, tmp_path / name)
    made_ready(PACKAGED / "model.onnx", tmp_path / "model.onnx")
    once, twice = network(), network()
    thaw(PACKAGED, once)
    assert thaw(tmp_path, twice) == []
    for name, weight in once.state_dict().items():
        assert torch.equal(weight, twice.state_dict()[name]), name


@pytest.mark.parametrize("folder", [PACKAGED, LARGE], ids=["small", "large, made easy to round"])
def test_a_thawed_network_says_what_the_model_says(folder: Path) -> None:
    """But for what rounding costs."""
    thawed = Newsreader(encoder_of(folder), len(json.loads((folder / "config.json").read_text())["deprels"])).eval()
    assert thaw(folder, thawed) == []
    pieces, shapes, mask, marks = next(
        given_in(["The harbour was closed on Monday, the council said."], Pieces.read(folder / "vocabulary.txt"))
    )
    with torch.no_grad():
        expected = thawed.encoder(pieces, shapes, mask, marks)[-1].numpy()
    session = onnxruntime.InferenceSession(
        (folder / "model.onnx").read_bytes(), session_options(1), providers=["CPUExecutionProvider"]
    )
    words = np.ones((1, 1))
    given = {
        "pieces": pieces.numpy(), "shapes": shapes.numpy(), "piece_mask": mask.numpy(), "marks": marks.numpy(),
        **{name: words.astype(np.int64) for name in ("begin", "last", "word_mask", "core", "forced")},
        "hints": np.zeros((1, 1, HINTS), np.float32), "scheme": np.zeros(1, np.int64),
        **{name: np.ones(1, np.float32) for name in ("threshold", "least")},
    }  # fmt: skip
    (found,) = session.run(["encoded"], given)
    assert abs(found - expected).mean() < 0.15 * abs(expected).mean()

"""An exported model comes back as a network with nothing missing."""

from __future__ import annotations

import json
import shutil
from importlib.resources import files
from pathlib import Path

import pytest

torch = pytest.importorskip("torch", reason="torch is not installed: the train extra is needed to test training")

from training.export import made_ready  # noqa: E402
from training.network import EncoderSize, Newsreader  # noqa: E402
from training.thaw import thaw  # noqa: E402

PACKAGED = Path(str(files("reportedly"))) / "data" / "model" / "newsreader-en"


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

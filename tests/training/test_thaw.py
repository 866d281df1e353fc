"""An exported model comes back as a network with nothing missing."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path

import pytest

torch = pytest.importorskip("torch", reason="torch is not installed: the train extra is needed to test training")

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

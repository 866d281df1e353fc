"""Models that are named: the one in the package, those of other packages, folders, and those that are not there."""

from __future__ import annotations

import importlib
import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from reportedly.article.pipeline import Pipeline
from reportedly.commands.common import reader_with
from reportedly.errors import ModelError
from reportedly.model.installed import model_folder
from reportedly.reading import read
from tests.model.test_session import PACKAGED
from tests.test_cli import ENV

ENTRY_POINTS = "[reportedly.models]\ntiny = newsreader_tiny\ngone = newsreader_gone\n"


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of packages on the path, with a model named tiny: ours under another name."""
    place = tmp_path / "site"
    folder, told = place / "newsreader_tiny", place / "newsreader_tiny-0.1.0.dist-info"
    shutil.copytree(PACKAGED, folder, ignore=shutil.ignore_patterns("SHA256SUMS"))
    (folder / "__init__.py").write_text("raise RuntimeError('nothing of a model is imported')\n", encoding="utf-8")
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    (folder / "config.json").write_text(json.dumps(config | {"name": "newsreader-tiny"}), encoding="utf-8")
    told.mkdir()
    (told / "METADATA").write_text("Metadata-Version: 2.1\nName: newsreader-tiny\nVersion: 0.1.0\n", encoding="utf-8")
    (told / "entry_points.txt").write_text(ENTRY_POINTS, encoding="utf-8")
    monkeypatch.syspath_prepend(str(place))
    importlib.invalidate_caches()
    return place


def test_the_small_one_is_in_the_package() -> None:
    assert model_folder("small") is None


def test_a_package_brings_a_model(site: Path) -> None:
    assert model_folder("tiny") == site / "newsreader_tiny"


def test_a_name_goes_before_a_folder(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (site / "tiny").mkdir()
    monkeypatch.chdir(site)
    assert model_folder("tiny") == site / "newsreader_tiny"
    assert model_folder("./tiny") == Path("tiny")


@pytest.mark.usefixtures("site")
@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("enormous", "there is no model 'enormous': it is neither a folder nor one of gone, large, small, tiny"),
        ("gone", "the model 'gone' is not whole: its package newsreader_gone is not there"),
        ("", "there is no model ''"),
    ],
)
def test_what_is_not_there_is_told(name: str, reason: str) -> None:
    with pytest.raises(ModelError, match=reason) as told:
        model_folder(name)
    assert "\n" not in str(told.value)


def test_the_large_one_says_how_it_is_had(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    nothing: Callable[..., tuple[()]] = lambda **_: ()  # noqa: E731
    monkeypatch.setattr("reportedly.model.installed.entry_points", nothing)
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ModelError, match=r"^the model 'large' is not installed: pip install \./models/large$"):
        reader_with(None, model="large")


def test_a_reading_says_which_model_made_it(site: Path) -> None:
    loaded = reader_with(None, model="tiny")()
    assert isinstance(loaded, Pipeline)
    assert (loaded.model or "").startswith("newsreader-tiny ")
    reading = read("Ana Duarte said on Monday that the quay had been closed for the night.", model="tiny")
    assert reading.article.model == loaded.model


@pytest.mark.usefixtures("site")
@pytest.mark.parametrize(
    "arguments", [("read", "{file}"), ("add", "{ledger}", "{file}"), ("follow", "{ledger}", "{file}")]
)
def test_every_command_that_reads_says_it_in_one_line(arguments: tuple[str, ...], tmp_path: Path) -> None:
    file, ledger = tmp_path / "a.txt", tmp_path / "a.ledger"
    file.write_text("Nothing is read.", encoding="utf-8")
    given = [one.format(file=file, ledger=ledger) for one in arguments]
    done = subprocess.run(
        [sys.executable, "-m", "reportedly", *given, "--model", "enormous"],
        capture_output=True, timeout=60, env=ENV, check=False, text=True,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("reportedly: there is no model 'enormous'")
    assert done.stderr.count("\n") == 1
    assert not ledger.exists()

"""The models side by side."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks import models
from benchmarks.common import Figures
from benchmarks.models import ROWS, Options

SMALL = {"records.crisis-dev.event_typed": 0.5, "speed.one_process": 1234.5, "models.disk_mb": 27.3}
LARGE = {"records.crisis-dev.event_typed": 0.625}


def test_a_column_a_model_and_no_row_without_a_figure() -> None:
    assert models.show({"small": SMALL, "large": LARGE}).splitlines() == [
        "                              small  large",
        "---------------------------  ------  -----",
        "crisis dev: typed             0.500  0.625",
        "words a second, one process  1234.5      -",
        "size on disk, MB               27.3      -",
    ]


def test_as_markdown() -> None:
    assert models.show({"small": SMALL, "large": LARGE}, markdown=True).splitlines() == [
        "|  | small | large |",
        "| --- | --- | --- |",
        "| crisis dev: typed | 0.500 | 0.625 |",
        "| words a second, one process | 1,234 | - |",
        "| size on disk, MB | 27.3 | - |",
    ]


def test_what_is_not_installed_is_told_and_left_out(capsys: pytest.CaptureFixture[str]) -> None:
    assert list(models.found(["small", "enormous"])) == [("small", None)]
    assert "there is no model 'enormous'" in capsys.readouterr().err


def test_without_any_model_nothing_is_measured(capsys: pytest.CaptureFixture[str]) -> None:
    assert models.main(["--model", "enormous", "--no-folds"]) == 1
    assert "there is no model 'enormous'" in capsys.readouterr().err


def test_without_data_only_the_size_is_known(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Every row's data are asked for where they should lie."""
    figures = models.measured("small", None, Options(tmp_path, speed=False, folds=False), tmp_path)
    assert set(figures) == {"models.disk_mb"}
    assert figures["models.disk_mb"] > 5
    said = capsys.readouterr().err
    assert all(one in said for one in (models.POLNEAR, models.EWT, models.GUM, "scorers"))


def test_what_was_kept_is_not_measured_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Options] = []

    def measured(_name: str, _folder: Path | None, options: Options, _out: Path) -> Figures:
        asked.append(options)
        return dict(SMALL)

    monkeypatch.setattr(models, "measured", measured)
    some, others = Options(tmp_path), Options(tmp_path, articles=3)
    for options in (some, some, others, others):
        assert models.once("small", None, options, tmp_path / "kept") == SMALL
    assert asked == [some, others]


def test_rows_name_figures_that_are_measured() -> None:
    """Of those with floors: a figure that is renamed must not silently leave the table."""
    floors = (Path(models.__file__).parent / "floors.toml").read_text(encoding="utf-8")
    unknown = {key for _, key in ROWS if key not in floors}
    assert unknown <= {
        "models.disk_mb", "plv.root.f1", "plv.quad.f1", "speed.one_process", "speed.two_processes",
        "speed.start_seconds",
        "attribution.linked_strict.content",
    }  # fmt: skip


def test_figures_for_machines_bear_the_model(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(models, "measured", lambda *_: dict(LARGE))
    assert models.main(["--model", "small", "--shared", str(tmp_path), "--json"]) == 0
    told = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert told == {"small.records.crisis-dev.event_typed": 0.625}

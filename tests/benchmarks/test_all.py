"""PLV in folds as a part of all benchmarks: where it is measured, and what is said where it is not."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from benchmarks import all as every
from benchmarks import plv


@pytest.fixture
def shared(tmp_path: Path) -> Path:
    path = tmp_path / plv.TRAIN
    path.parent.mkdir(parents=True)
    path.write_text("", encoding="utf-8")
    return tmp_path


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """The processes that were to be started, none of which was; the train extra seems to be installed."""
    calls: list[dict[str, Any]] = []

    def run(command: list[str], **more: Any) -> SimpleNamespace:
        calls.append({"command": command, **more})
        return SimpleNamespace(returncode=0, stdout=f"a table\n{json.dumps({'plv.root.f1': 80.0})}\n")

    monkeypatch.setattr(subprocess, "run", run)
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: object())
    return calls


def test_folds_are_measured_in_a_process_of_their_own(
    shared: Path, started: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    assert every.folded(shared) == {"plv.root.f1": 80.0}
    (call,) = started
    assert call["command"][1:] == [
        "-m",
        "training.folds",
        "--shared",
        str(shared.resolve()),
        "--base",
        "small",
        "--json",
    ]
    assert "OMP_NUM_THREADS" not in call["env"]
    assert call["env"]["PATH"] == os.environ["PATH"]


def test_without_the_train_extra_one_line_says_so(
    shared: Path, started: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == "torch" else object())
    assert every.folded(shared) == {}
    assert started == []
    assert capsys.readouterr().err == "plv: not measured: the train extra is not installed (torch)\n"


def test_without_the_data_one_line_says_so(
    tmp_path: Path, started: list[dict[str, Any]], capsys: pytest.CaptureFixture[str]
) -> None:
    assert every.folded(tmp_path) == {}
    assert started == []
    assert capsys.readouterr().err == f"plv: not measured: {plv.TRAIN} not in {tmp_path}\n"


def test_a_failure_is_no_figure(
    shared: Path, started: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(subprocess, "run", lambda command, **more: SimpleNamespace(returncode=1, stdout=""))
    assert every.folded(shared) == {}
    assert "training.folds ended with 1" in capsys.readouterr().err

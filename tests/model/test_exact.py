"""Sums of int8 that are too large for 16 bits."""

from __future__ import annotations

import pytest

from reportedly.model import exact
from reportedly.model.session import session_options
from reportedly.sums import packaged

KEY = "session.x64quantprecision"


def told(options: object) -> str:
    try:
        return str(options.get_session_config_entry(KEY))  # type: ignore[attr-defined]
    except RuntimeError:
        return ""


def test_a_processor_that_cuts_sums_off_is_told_not_to(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exact, "adds_exactly", lambda: False)
    assert told(session_options(1)) == "1"


def test_one_that_does_not_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exact, "adds_exactly", lambda: True)
    assert told(session_options(1)) == ""


def test_the_probe_tells_a_right_sum_from_a_wrong_one(monkeypatch: pytest.MonkeyPatch) -> None:
    exact.adds_exactly.cache_clear()
    monkeypatch.setattr(exact, "WEIGHT", 126)
    assert not exact.adds_exactly()
    exact.adds_exactly.cache_clear()


def test_the_probe_is_what_the_program_makes() -> None:
    pytest.importorskip("onnx", reason="onnx is not installed: the train extra is needed to make the probe")
    from training.probe import probe

    assert probe().SerializeToString() == packaged("probe.onnx")

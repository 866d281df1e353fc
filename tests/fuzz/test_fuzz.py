"""What fuzzing begins with and what it found: `python benchmarks/fuzz.py` looks for more."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from benchmarks import fuzz
from benchmarks.fuzz import Finding, mutated, reduced, rows, tried
from benchmarks.fuzz_targets import TARGETS, known

ROWS = [(file, *row) for file in ("seeds.toml", "findings.toml") for row in rows(file)]


@pytest.mark.parametrize(("file", "target", "name", "data"), ROWS, ids=[f"{row[1]}: {row[2]}" for row in ROWS])
def test_nothing_goes_wrong(file: str, target: str, name: str, data: bytes) -> None:
    TARGETS[target](data)


@pytest.mark.parametrize("target", TARGETS)
def test_what_is_made_of_the_seeds_goes_well_too(target: str) -> None:
    """A handful, always the same: that the targets and the engine work, and nothing obvious breaks."""
    seeds = [data for _, one, _, data in ROWS if one == target and len(data) < 4000]
    dice = random.Random(0)
    for _ in range(3 if target == "reading" else 15):
        data = mutated(dice, seeds)
        _, finding = tried(target, TARGETS[target], data)
        assert finding is None or finding.where == "slow", finding


@pytest.mark.parametrize("target", ["load", "page", "feed", "words", "grounding", "answers", "records", "annotations"])
def test_bytes_at_random(target: str) -> None:
    dice = random.Random(target)
    for length in (0, 1, 2, 3, 10, 100, 1000):
        TARGETS[target](dice.randbytes(length))


def test_every_target_has_a_seed() -> None:
    assert {target for file, target, _, _ in ROWS if file == "seeds.toml"} == TARGETS.keys()


# The engine itself


def broken(data: bytes) -> str:
    """Breaks where there is an "x" after an "a"."""
    if b"x" in data[data.find(b"a") :] and b"a" in data:
        raise ZeroDivisionError("an x")
    return str(len(data).bit_length())


def test_an_error_that_is_not_promised_is_a_finding_and_is_made_small() -> None:
    way, finding = tried("broken", broken, b"bbbb a bbbb x bbb")
    assert (way, finding and finding.where) == ("", "ZeroDivisionError in test_fuzz.py, broken")
    assert finding is not None
    assert reduced(finding, broken).data == b"ax"
    assert tried("broken", broken, b"bb")[1] is None


def test_too_slow_is_a_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    now = iter([0.0, 100.0])
    monkeypatch.setattr(fuzz.time, "process_time", lambda: next(now))
    assert tried("broken", broken, b"bb") == ("2", Finding("broken", "slow", "100.0 s for 2 bytes", b"bb"))


def test_a_run_is_gone_on_with_and_tells_what_it_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(TARGETS, "broken", broken)  # type: ignore[arg-type]
    monkeypatch.setattr(fuzz, "rows", lambda _: iter([("broken", "a", b"bb a bb"), ("broken", "b", b"x")]))
    arguments = [str(tmp_path), "--minutes", "0.02", "--target", "broken", "--seed", "1", "--json"]
    assert fuzz.main(arguments) == 1
    told = capsys.readouterr().out
    assert "ZeroDivisionError in test_fuzz.py, broken: ZeroDivisionError: an x" in told
    assert b"ax" in [file.read_bytes() for file in (tmp_path / "findings").glob("*.bin")]
    seeds = set((tmp_path / "broken").iterdir())
    assert seeds
    assert fuzz.main(arguments) == 1
    assert seeds <= set((tmp_path / "broken").iterdir())
    assert '"fuzz.broken.findings": 1.0' in capsys.readouterr().out


def test_bytes_of_a_row() -> None:
    assert known({"base64": "AP8=", "times": 2, "before": "a", "after": "é"}) == b"a\x00\xff\x00\xff\xc3\xa9"

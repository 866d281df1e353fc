"""`reportedly backup`: a sound copy, also while another process writes, and nothing is overwritten unasked."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from reportedly import Ledger
from reportedly.errors import LedgerError
from reportedly.ledger.checking import unsound
from reportedly.ledger.copying import back_up
from tests.ledger.whole import all_readings, put, whole
from tests.test_cli import ENV, run

WRITER = """
import itertools, sys
from reportedly import Ledger
from tests.ledger.readings import ferry
with Ledger.open(sys.argv[1]) as ledger:
    for n in itertools.count():
        ledger.add([ferry(1 + n % 28, outlet=f"Outlet {n}")])
        print(n, flush=True)
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    with Ledger.open(tmp_path / "a.ledger") as ledger:
        whole(ledger)
    return tmp_path / "a.ledger"


def content(path: Path) -> list[str]:
    with Ledger.open(path, "read") as ledger:
        return list(ledger.db.iterdump())


def faults(path: Path) -> list[str]:
    with Ledger.open(path, "read") as ledger:
        return [str(one) for one in unsound(ledger)]


def test_a_copy_is_the_same_and_goes_on_as_a_ledger(path: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.ledger"
    assert run("backup", path, copy) == (0, f"{copy}: 10 reports\n", "")
    assert content(copy) == content(path)
    assert faults(copy) == []
    with Ledger.open(copy) as ledger:
        put(ledger, all_readings())
        assert len(ledger) == 10
    assert sorted(os.listdir(tmp_path)) == ["a.ledger", "copy.ledger"]


def test_while_another_process_writes(path: Path, tmp_path: Path) -> None:
    writer = subprocess.Popen([sys.executable, "-c", WRITER, str(path)], stdout=subprocess.PIPE, env=ENV)
    try:
        assert writer.stdout is not None
        counts = []
        for n in range(4):
            writer.stdout.readline()
            with Ledger.open(path, "read") as ledger:
                counts.append(back_up(ledger, tmp_path / f"{n}.ledger"))
            with Ledger.open(tmp_path / f"{n}.ledger", "read") as copy:
                assert len(copy) == counts[-1]
            assert faults(tmp_path / f"{n}.ledger") == []
        assert writer.poll() is None
        assert counts[0] < counts[-1]
    finally:
        writer.kill()
        writer.wait()
        writer.stdout.close()


def test_one_copy_that_takes_long_is_of_one_moment(path: Path, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr("reportedly.ledger.copying._PAGES", 1)
    writer = subprocess.Popen([sys.executable, "-c", WRITER, str(path)], stdout=subprocess.PIPE, env=ENV)
    try:
        assert writer.stdout is not None
        writer.stdout.readline()
        until = time.monotonic() + 30
        with Ledger.open(path, "read") as ledger:
            count = back_up(ledger, tmp_path / "long.ledger")
        assert time.monotonic() < until
    finally:
        writer.kill()
        writer.wait()
        writer.stdout.close()
    with Ledger.open(tmp_path / "long.ledger", "read") as copy:
        assert len(copy) == count
    assert faults(tmp_path / "long.ledger") == []


def test_what_is_there_is_replaced_only_where_that_is_asked_for(path: Path, tmp_path: Path) -> None:
    there = tmp_path / "there.ledger"
    there.write_bytes(b"precious")
    message = f"reportedly: {there}: is there already; --force replaces it\n"
    assert run("backup", path, there) == (1, "", message)
    assert there.read_bytes() == b"precious"
    assert run("backup", path, there, "--force")[0] == 0
    assert content(there) == content(path)


def refused(path: Path, target: Path, **how: bool) -> str:
    with pytest.raises(LedgerError) as caught, Ledger.open(path, "read") as ledger:
        back_up(ledger, target, **how)
    return str(caught.value).removeprefix(f"{target}: ")


def test_where_a_copy_cannot_be(path: Path, tmp_path: Path) -> None:
    assert refused(path, path, replace=True) == "is the ledger itself"
    (tmp_path / "alias.ledger").symlink_to(path)
    assert refused(path, tmp_path / "alias.ledger", replace=True) == "is the ledger itself"
    assert refused(path, tmp_path) == "is a folder"
    assert refused(path, tmp_path / "none" / "b.ledger") == "its folder does not exist"
    (tmp_path / "b.ledger-wal").write_bytes(b"x")
    assert refused(path, tmp_path / "b.ledger", replace=True).startswith("the log of another database")
    assert not list(tmp_path.glob(".*"))


def test_a_damaged_ledger_is_not_copied_over_a_sound_one(path: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.ledger"
    run("backup", path, copy)
    before = copy.read_bytes()
    data = bytearray(path.read_bytes())
    data[4096 * 3 : 4096 * 4] = b"\xff" * 4096
    path.write_bytes(data)
    code, out, err = run("backup", path, copy, "--force")
    assert (code, out) == (1, "")
    assert "damaged" in err
    assert copy.read_bytes() == before


def test_a_full_disk_leaves_nothing_behind(path: Path, tmp_path: Path, monkeypatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("reportedly.ledger.copying._on_disk", full)
    assert refused(path, tmp_path / "b.ledger") == "cannot be written: no space left on device"
    assert os.listdir(tmp_path) == ["a.ledger"]

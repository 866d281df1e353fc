"""`reportedly add`, in real processes, with a reader that needs no model."""

from __future__ import annotations

import json
import os
import random
import signal
import sqlite3
import subprocess
import time
from pathlib import Path

import pytest

from reportedly import Ledger
from reportedly.ledger.opening import latest_version
from tests.test_cli import ENV, at_a_terminal, command, run


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "a.ledger"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "news"
    folder.mkdir()
    return folder


def fill(folder: Path, *texts: str) -> Path:
    for number, text in enumerate(texts):
        (folder / f"{number:04}.txt").write_text(text, encoding="utf-8")
    return folder


def texts(path: Path) -> list[str]:
    with Ledger.open(path, "read") as ledger:
        ledger.check()
        return sorted(r.reading.article.text for r in ledger.reports())


def content(path: Path) -> list[str]:
    with Ledger.open(path, "read") as ledger:
        return list(ledger.db.iterdump())


@pytest.mark.parametrize("processes", [1, 2])
def test_a_folder_goes_in_and_a_second_time_nothing_does(path: Path, folder: Path, processes: int) -> None:
    fill(folder, *(f"Ana said it was {n}" for n in range(12)))
    assert run("add", path, folder, "--processes", processes) == (0, f"{path}: 12 added; 12 reports in all\n", "")
    before, data = content(path), path.read_bytes()
    again = run("add", path, folder, "--processes", processes)
    assert again == (0, f"{path}: 12 there already; 12 reports in all\n", "")
    assert (content(path), path.read_bytes()) == (before, data)
    assert not list(path.parent.glob("a.ledger-*"))


def test_one_process_and_two_make_the_same_ledger(tmp_path: Path, folder: Path) -> None:
    fill(folder, "SLOW came first", *(f"Ana said it was {n}" for n in range(12)))
    dumps = []
    for processes in (1, 2):
        path = tmp_path / f"{processes}.ledger"
        assert run("add", path, folder, "--processes", processes)[0] == 0
        with Ledger.open(path, "read") as ledger:
            dumps.append([(r.id, r.reading) for r in ledger.reports()])
    assert dumps[0] == dumps[1]


def test_a_broken_file_among_a_thousand_keeps_no_other_out(path: Path, folder: Path) -> None:
    fill(folder, *("BAD" if n == 500 else f"Ana said it was {n}" for n in range(1000)))
    code, out, err = run("add", path, folder, "--processes", 1)
    assert (code, err) == (2, f"reportedly: {folder}/0500.txt: holds no text\n")
    assert out == f"{path}: 999 added, 1 not read; 999 reports in all\n"
    code, out, err = run("add", path, folder, "--processes", 1)
    assert (code, out) == (2, f"{path}: 999 there already, 1 not read; 999 reports in all\n")


@pytest.mark.parametrize("processes", [1, 2])
def test_an_article_over_its_time_keeps_no_other_out(path: Path, folder: Path, processes: int) -> None:
    fill(folder, "Ana said yes", "LATE", "Ben said no")
    code, out, err = run("add", path, folder, "--processes", processes, "--time-limit", "0.5")
    assert err == f"reportedly: {folder}/0001.txt: took longer to read than its time limit of 0.5 seconds\n"
    assert (code, out) == (2, f"{path}: 2 added, 1 not read; 2 reports in all\n")


def test_a_list_with_versions_dates_and_publishers(path: Path, tmp_path: Path) -> None:
    rows = [
        {"url": "https://tern.example/1", "text": "Ana said four", "publisher": "The Tern", "published": "2026-01-02"},
        {"url": "https://tern.example/1", "text": "Ana said five"},
        {"text": 4},
        {"text": "Ben said no", "published": "2190-01-02"},
    ]
    listed = tmp_path / "a.jsonl"
    listed.write_text("".join(json.dumps(row) + "\n" for row in rows))
    known = ["--date", "2026-01-05", "--publisher", "The Gull"]
    code, out, err = run("add", path, listed, *known)
    assert (code, out) == (2, f"{path}: 2 added, 1 added as another version, 1 not read; 3 reports in all\n")
    assert err.splitlines() == [
        f"reportedly: {listed}:3: text is no string",
        f"reportedly: {listed}:4: bears the date 2190-01-02, which is in the future",
    ]
    with Ledger.open(path, "read") as ledger:
        first, second = ledger.versions("https://tern.example/1")
    assert (first.outlet, first.published, first.reading.article.text) == ("The Tern", "2026-01-02", "Ana said four")
    assert (second.outlet, second.published, second.reading.article.text) == ("The Gull", "2026-01-05", "Ana said five")


def test_the_ledger_may_lie_in_the_folder(folder: Path) -> None:
    fill(folder, "Ana said yes")
    path = folder / "a.ledger"
    for told in ("1 added", "1 there already"):
        assert run("add", path, folder) == (0, f"{path}: {told}; 1 reports in all\n", "")


def test_standard_input_is_one_article(path: Path) -> None:
    for told in ("1 added", "1 there already"):
        assert run("add", path, "-", data=b"Ana said yes") == (0, f"{path}: {told}; 1 reports in all\n", "")


def test_reading_again_with_a_newer_model(path: Path, folder: Path) -> None:
    fill(folder, "Ana said yes", "Ben said no")
    run("add", path, folder)
    assert run("add", path, folder, load="load_newer")[1] == f"{path}: 2 there already; 2 reports in all\n"
    assert run("add", path, "--reread", load="load_newer")[1] == f"{path}: 2 read again; 2 reports in all\n"
    assert run("add", path, "--reread", load="load_newer")[1] == f"{path}: nothing to add; 2 reports in all\n"


# Stopped in the middle


def start(*arguments: object) -> subprocess.Popen[bytes]:
    return subprocess.Popen(command(*arguments), stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=ENV)


def reports(path: Path) -> int:
    try:
        db = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
        try:
            return int(db.execute("SELECT count(*) FROM reports").fetchone()[0])
        finally:
            db.close()
    except sqlite3.Error:
        return 0


def wait_for(path: Path, least: int, process: subprocess.Popen[bytes]) -> None:
    """Until there are so many reports, or the process is done."""
    until = time.monotonic() + 60
    while reports(path) < least and process.poll() is None:
        assert time.monotonic() < until
        time.sleep(0.01)


@pytest.mark.parametrize("processes", [1, 2])
def test_killed_in_the_middle_and_gone_on_with(path: Path, folder: Path, processes: int) -> None:
    """Killed at random moments until it is done: nothing that was there is lost, and the end is the same."""
    fill(folder, *("SLOW" if n % 60 == 59 else f"Ana said it was {n}" for n in range(400)))
    chance = random.Random(processes)
    counts = [0]
    for _ in range(4):
        process = start("add", path, folder, "--processes", processes)
        wait_for(path, counts[-1] + 1, process)
        time.sleep(chance.random() / 3)
        process.send_signal(signal.SIGKILL)
        process.communicate(timeout=60)
        counts.append(len(texts(path)))
    assert counts == sorted(counts)
    assert 0 < counts[1] < 395
    assert run("add", path, folder, "--processes", processes)[0] == 0
    assert len(texts(path)) == 395  # the slow ones have one text
    assert run("add", path, folder)[1] == f"{path}: 400 there already; 395 reports in all\n"


def test_ctrl_c_keeps_what_was_read(path: Path, folder: Path, tmp_path: Path) -> None:
    reached = tmp_path / "reached"
    fill(folder, "Ana said yes", "Ben said no", f"NEVER {reached}")
    process = start("add", path, folder, "--processes", 1)
    until = time.monotonic() + 60
    while not reached.exists():
        assert time.monotonic() < until
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out, err.strip()) == (130, b"", b"")
    assert texts(path) == ["Ana said yes", "Ben said no"]


def test_two_at_once_wait_for_each_other(path: Path, folder: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    fill(folder, *(f"Ana said it was {n}" for n in range(300)))
    fill(other, *(f"Ana said it was {n}" for n in range(150, 450)))
    both = [start("add", path, place, "--processes", 1) for place in (folder, other)]
    for process in both:
        _, err = process.communicate(timeout=120)
        assert (process.returncode, err) == (0, b"")
    assert len(texts(path)) == 450


# What cannot be done


def test_a_ledger_that_cannot_be_used_is_one_line(path: Path, folder: Path, tmp_path: Path) -> None:
    fill(folder, "Ana said yes")
    text = tmp_path / "b.txt"
    text.write_text("no ledger " * 100)
    newer = tmp_path / "newer.ledger"
    run("add", newer, folder)
    db = sqlite3.connect(newer)
    db.execute("PRAGMA user_version = 99")
    db.close()
    knows = f"this one knows versions up to {latest_version()}"
    for place, told in (
        (text, "is not a ledger"),
        (folder, "is a folder, and no ledger"),
        (tmp_path / "none" / "a", "cannot be opened: its folder does not exist"),
        (newer, f"is a ledger of version 99, made by a newer reportedly; {knows}"),
    ):
        assert run("add", place, folder) == (1, "", f"reportedly: {place}: {told}\n")


def test_a_full_disk_is_one_line_and_what_was_there_is_safe(path: Path, folder: Path) -> None:
    fill(folder, "Ana said yes")
    run("add", path, folder)
    fill(folder, *(f"Ana said {n} " + "so " * 20_000 for n in range(30)))
    limited = ["sh", "-c", 'ulimit -f 1200; exec "$@"', "sh", *command("add", path, folder, "--processes", 1)]
    done = subprocess.run(limited, capture_output=True, env=ENV, timeout=60, check=False)
    assert done.returncode == 1
    assert done.stderr.decode().startswith(f"reportedly: {path}: cannot be ")
    assert done.stderr.count(b"\n") == 1
    assert "Ana said yes" in texts(path)
    assert run("add", path, folder)[0] == 0


def test_no_path_is_wrong_usage_and_makes_no_ledger(path: Path) -> None:
    code, _, err = run("add", path)
    assert (code, "name a PATH to add" in err, path.exists()) == (2, True, False)


def test_a_model_that_cannot_be_loaded(path: Path, folder: Path) -> None:
    fill(folder, "Ana said yes")
    assert run("add", path, folder, load="load_no_model") == (1, "", "reportedly: the model folder is empty\n")


def test_a_clock_that_was_ahead_is_told(path: Path, folder: Path) -> None:
    with Ledger.open(path, clock=lambda: "2290-01-01T00:00:00Z") as ledger, ledger.writing("add") as writing:
        assert writing.moment == 1
    fill(folder, "Ana said yes")
    code, out, err = run("add", path, folder)
    assert (code, out) == (0, f"{path}: 1 added; 1 reports in all\n")
    assert err == (
        f"reportedly: {path}: was last written at 2290-01-01T00:00:00Z, which is in the future: that clock was wrong, "
        "or this is\n"
    )


@pytest.mark.skipif(not hasattr(os, "openpty"), reason="needs a terminal")
def test_a_bar_on_a_terminal(path: Path, folder: Path) -> None:
    fill(folder, *("SLOW" if n % 5 == 0 else f"Ana said it was {n}" for n in range(20)))
    code, shown = at_a_terminal(command("add", path, folder, "--processes", 1), stderr="terminal")
    assert code == 0
    assert "/20" in shown
    assert "articles/s" in shown

"""What happens to machines: disks that are full or may only be read, power that goes, clocks that jump.

Real files, real processes. What needs a disk of its own is skipped where none can be mounted; `test_opening.py` and
`test_command.py` have the same faults by limits on files.
"""

from __future__ import annotations

import contextlib
import os
import random
import shutil
import signal
import subprocess
import sys
import threading
import time
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from reportedly import Ledger
from reportedly.errors import LedgerError
from reportedly.ledger import adding
from reportedly.ledger.arrivals import arrival_of
from reportedly.ledger.checking import unsound
from reportedly.ledger.columns import prepared
from reportedly.ledger.copying import back_up
from reportedly.ledger.forgetting import doomed, forget
from reportedly.ledger.merging import merge
from tests.ledger.readings import ferry
from tests.ledger.whole import whole
from tests.test_cli import ENV, command, run

CLOCKS = tomllib.loads((Path(__file__).parent / "tables" / "clocks.toml").read_text("utf-8"))["clock"]


def faults(path: Path) -> list[str]:
    with Ledger.open(path, "read") as ledger:
        return [str(one) for one in unsound(ledger)]


# A disk of its own


def mounted(*options: str) -> bool:
    """Whether that could be done: in many containers nobody may."""
    try:
        return subprocess.run(["mount", *options], capture_output=True, check=False).returncode == 0
    except OSError:
        return False


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 1.5 MB."""
    place = tmp_path / "disk"
    place.mkdir()
    if not mounted("-t", "tmpfs", "-o", "size=1700k", "tmpfs", str(place)):
        pytest.skip("no disk can be mounted here: it takes the rights of the superuser")
    try:
        yield place
    finally:
        subprocess.run(["umount", "-l", str(place)], check=True)


@pytest.fixture
def news(tmp_path: Path) -> Path:
    folder = tmp_path / "news"
    folder.mkdir()
    for number in range(12):
        (folder / f"{number:02}.txt").write_text(f"Ana said {number}" + "x" * 80_000, encoding="utf-8")
    return folder


def test_a_disk_that_fills_up_keeps_what_was_told_and_the_same_command_goes_on(disk: Path, news: Path) -> None:
    path = disk / "a.ledger"
    assert run("add", path, news / "00.txt")[:2] == (0, f"{path}: 1 added; 1 reports in all\n")
    code, out, err = run("add", path, news, "--processes", 1)
    assert (code, out) == (1, "")
    assert err == f"reportedly: {path}: cannot be written: the disk is full; what was added before is safe\n"
    assert faults(path) == []
    assert run("backup", path, disk / "copy.ledger")[0] == 1
    assert not [name for name in os.listdir(disk) if "copy" in name]
    assert mounted("-o", "remount,size=60m", str(disk))
    assert run("add", path, news, "--processes", 1)[0] == 0
    with Ledger.open(path, "read") as ledger:
        assert len(ledger) == 12
    assert faults(path) == []


def test_a_full_disk_while_two_are_merged_or_one_is_judged(disk: Path, tmp_path: Path) -> None:
    path, other = disk / "a.ledger", tmp_path / "b.ledger"
    with Ledger.open(path) as ledger:
        ledger.add([ferry(1)])
    with Ledger.open(other) as ledger:
        ledger.add([ferry(day, words=str(day) + "x" * 120_000) for day in range(2, 12)])
    code, out, err = run("merge", path, other)
    assert (code, out) == (1, "")
    assert err == f"reportedly: {path}: cannot be written: the disk is full; what was added before is safe\n"
    room = os.statvfs(disk).f_bavail * os.statvfs(disk).f_bsize
    (disk / "filler").write_bytes(b"x" * (room - 64 * 1024))
    assert faults(path) == []
    with Ledger.open(path, "read") as ledger:
        report = next(ledger.reports())
    with (
        pytest.raises(LedgerError, match="the disk is full; what was added before is safe"),
        Ledger.open(path) as ledger,
    ):
        ledger.judge(f"{report.id}:e1", "wrong", "Ines", note="at length " * 9000)
    assert faults(path) == []
    with (disk / "filler").open("ab") as filler, contextlib.suppress(OSError):
        filler.write(b"x" * 256 * 1024)
    with pytest.raises(LedgerError, match="the disk is full"):
        Ledger.open(path, "read")
    (disk / "filler").unlink()
    with Ledger.open(path) as ledger:
        assert ledger.judge(f"{report.id}:e1", "wrong", "Ines")


def test_a_disk_that_may_only_be_read(disk: Path, news: Path, tmp_path: Path) -> None:
    path = disk / "a.ledger"
    with Ledger.open(path) as ledger:
        whole(ledger)
        report = next(ledger.reports(since="2026-01-01")).id
    if not mounted("-o", "remount,ro", str(disk)):
        pytest.skip("a disk cannot be mounted anew here")
    code, out, err = run("add", path, news / "00.txt")
    assert (code, out, err.count("\n")) == (1, "", 1)
    assert "read-only" in err
    acts: list[tuple[Path, Callable[[Ledger], object]]] = [
        (path, lambda ledger: ledger.judge(f"{report}:e1", "right", "Ines")),
        (path, lambda ledger: forget(ledger, doomed(ledger, [report]))),
        (disk / "new.ledger", len),
    ]
    for place, act in acts:
        with pytest.raises(LedgerError, match=r"read-only|cannot be made"), Ledger.open(place) as ledger:
            act(ledger)
    with Ledger.open(path, "read") as ledger:
        assert [str(one) for one in unsound(ledger)] == []
        assert list(ledger.incidents())
        back_up(ledger, tmp_path / "copy.ledger")
    assert faults(tmp_path / "copy.ledger") == []


# Power that goes

WRITER = """
import itertools, sys
from reportedly import Ledger
from tests.ledger.readings import ferry
with Ledger.open(sys.argv[1]) as ledger:
    ledger.db.execute("PRAGMA wal_autocheckpoint = 60")
    for n in itertools.count():
        ledger.add([ferry(1 + n % 28, outlet=f"Outlet {n % 40}", killed=1 + n % 9)])
        print(n, len(ledger), flush=True)
"""


class Writer:
    """A process that adds one report after the other, and tells of each how many there are then."""

    def __init__(self, path: Path) -> None:
        self.told = 0
        self.process = subprocess.Popen([sys.executable, "-c", WRITER, str(path)], stdout=subprocess.PIPE, env=ENV)
        self.heard = threading.Condition()
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            with self.heard:
                self.told = int(line.split()[1])
                self.heard.notify_all()

    def wait(self, count: int) -> None:
        with self.heard:
            assert self.heard.wait_for(lambda: self.told >= count, timeout=60)

    def stop(self) -> None:
        self.process.send_signal(signal.SIGSTOP)
        os.waitid(os.P_PID, self.process.pid, os.WSTOPPED)

    def go_on(self) -> None:
        self.process.send_signal(signal.SIGCONT)


@pytest.fixture
def writer(tmp_path: Path) -> Iterator[Writer]:
    started = Writer(tmp_path / "a.ledger")
    try:
        started.wait(1)
        yield started
    finally:
        started.process.kill()
        started.process.wait()


def copied(path: Path, folder: Path, endings: list[str]) -> Path:
    folder.mkdir()
    for ending in endings:
        if os.path.exists(f"{path}{ending}"):
            shutil.copyfile(f"{path}{ending}", folder / f"a.ledger{ending}")
    return folder / "a.ledger"


def salts(path: Path) -> bytes:
    """What tells one log from the next one that begins in the same file."""
    with open(f"{path}-wal", "rb") as log:
        return log.read(32)[16:24]


needs_stopping = pytest.mark.skipif(not hasattr(os, "waitid"), reason="needs signals that stop a process")


@needs_stopping
def test_the_files_of_one_instant_hold_all_that_was_told(writer: Writer, tmp_path: Path) -> None:
    """As a disk has them when the machine stops: the log whole or with a torn end, the shared memory of any time."""
    chance = random.Random(25)
    for n, end in enumerate(("", "", "noise", "zeros", "noise", "no shm", "torn")):
        writer.wait(writer.told + chance.randint(1, 4))
        writer.stop()
        told = writer.told
        endings = ["", "-wal", "-shm"]
        chance.shuffle(endings)
        copy = copied(tmp_path / "a.ledger", tmp_path / f"copy-{n}", endings)
        writer.go_on()
        log = Path(f"{copy}-wal")
        if end == "noise":  # a frame that was half written
            log.write_bytes(log.read_bytes() + chance.randbytes(chance.randrange(1, 9000)))
        elif end == "zeros":
            log.write_bytes(log.read_bytes() + bytes(4120))
        elif end == "no shm":
            Path(f"{copy}-shm").unlink()
        elif end == "torn":  # more than a disk may lose: the last transaction goes, and no other
            log.write_bytes(log.read_bytes()[: -chance.randrange(1, 4000)])
            told -= 1
        with Ledger.open(copy) as ledger:
            assert len(ledger) >= told, end
            ledger.add([ferry(1, outlet="Another")])
        assert faults(copy) == [], end


@needs_stopping
def test_a_file_of_before_with_the_log_of_after(writer: Writer, tmp_path: Path) -> None:
    """What was put back into the file, and had not come to the disk yet, is still in the log."""
    chance, tried = random.Random(52), 0
    for n in range(12):
        writer.wait(writer.told + chance.randint(0, 2))
        before, told = salts(tmp_path / "a.ledger"), writer.told
        copy = copied(tmp_path / "a.ledger", tmp_path / f"copy-{n}", ["", "-shm", "-wal"])
        if before != salts(tmp_path / "a.ledger"):
            continue  # the log began anew, which it does when all of the file is on the disk: no such pair is left
        with Ledger.open(copy) as ledger:
            assert len(ledger) >= told
        assert faults(copy) == []
        tried += 1
        if tried == 4:
            return
    assert tried


def test_a_commit_is_on_the_disk_before_it_is_told(tmp_path: Path) -> None:
    with Ledger.open(tmp_path / "a.ledger") as ledger:
        assert ledger.db.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert ledger.db.execute("PRAGMA synchronous").fetchone() == (2,)  # FULL


def test_a_copy_under_load_is_sound_and_of_one_moment(writer: Writer, tmp_path: Path) -> None:
    for n in range(3):
        told = writer.told
        with Ledger.open(tmp_path / "a.ledger", "read") as ledger:
            assert back_up(ledger, tmp_path / f"{n}.ledger") >= told
        assert faults(tmp_path / f"{n}.ledger") == []
        writer.wait(told + 2)


# Clocks


class Clock:
    """A clock that says what it is set to."""

    said = "2026-01-01T12:00:00Z"

    def __call__(self) -> str:
        return self.said


@pytest.mark.parametrize("row", CLOCKS, ids=lambda row: row["name"])
def test_what_was_known_when_the_clock_jumped(tmp_path: Path, row: dict) -> None:
    clock = Clock()
    with Ledger.open(tmp_path / "a.ledger", clock=clock) as ledger:
        for day, said in enumerate(row["said"], 1):
            clock.said = f"{said}T12:00:00Z"
            with ledger.writing("add") as writing:
                writing.put([prepared(arrival_of(ferry(day)))])
        assert [moment.number for moment in ledger.moments()] == list(range(1, len(row["said"]) + 1))
        found = {day: len(list(ledger.reports(as_of=day))) for day in row["known"]}
    assert found == row["known"]


@pytest.mark.parametrize("seed", range(3))
def test_a_clock_that_jumps_about_while_articles_are_added(tmp_path: Path, monkeypatch, seed: int) -> None:
    monkeypatch.setattr(adding, "MOST", 1)
    chance = random.Random(seed)
    with Ledger.open(tmp_path / "a.ledger", clock=lambda: f"2026-02-{chance.randint(1, 28):02}T00:00:00Z") as ledger:
        ledger.add([ferry(day) for day in range(1, 9)])
        counts = [len(list(ledger.reports(as_of=f"2026-02-{day:02}"))) for day in range(1, 29)]
        assert [one.id for one in ledger.incidents(as_of="2026-02-28")] == [one.id for one in ledger.incidents()]
    assert counts == sorted(counts)
    assert counts[-1] == 8
    assert faults(tmp_path / "a.ledger") == []


def test_a_later_decision_counts_though_the_clock_went_back(tmp_path: Path) -> None:
    clock = Clock()
    with Ledger.open(tmp_path / "a.ledger", clock=clock) as ledger:
        ledger.add([ferry(1)])
        (report,) = ledger.reports()
        clock.said = "2031-01-01T00:00:00Z"
        ledger.judge(f"{report.id}:e1", "wrong", "Ines")
        assert list(ledger.incidents()) == []
        clock.said = "2026-01-02T00:00:00Z"
        later = ledger.judge(f"{report.id}:e1", "right", "Omar")
        other = ledger.judge(f"{report.id}:f1", "right", "Omar")
        assert len(list(ledger.incidents())) == 1
    assert later.row()["when"] == "2031-01-01T00:00:00Z"
    assert other.row()["when"] == "2026-01-02T00:00:00Z"
    assert faults(tmp_path / "a.ledger") == []


# Two ledgers


def test_a_merge_that_is_killed_goes_on_and_comes_to_the_same(tmp_path: Path) -> None:
    one, other = tmp_path / "a.ledger", tmp_path / "b.ledger"
    with Ledger.open(one) as ledger:
        ledger.add([ferry(day, outlet="The Gull") for day in range(1, 4)])
    with Ledger.open(other) as ledger:
        ledger.add([ferry(1 + n % 28, outlet=f"Outlet {n}") for n in range(24)])
        ledger.judge(f"{next(ledger.reports()).id}:e1", "wrong", "Ines")
    shutil.copy(one, tmp_path / "c.ledger")
    code = (
        "import os, sys\nfrom reportedly import Ledger\nfrom reportedly.ledger import merging\n"
        "merging.MOST = 8\nleft = [13]\nbring = merging._bring\n"
        "def killed(*told):\n"
        "    left[0] -= 1\n"
        "    return bring(*told) if left[0] else os.kill(os.getpid(), 9)\n"
        "merging._bring = killed\n"
        "with Ledger.open(sys.argv[1]) as a, Ledger.open(sys.argv[2], 'read') as b: merging.merge(a, b)\n"
    )
    done = subprocess.run([sys.executable, "-c", code, one, other], env=ENV, capture_output=True, check=False)
    assert done.returncode == -9, done.stderr
    assert faults(one) == []
    for path in (one, tmp_path / "c.ledger"):
        with Ledger.open(path) as ledger, Ledger.open(other, "read") as theirs:
            merge(ledger, theirs)
            told = [r.id for r in ledger.reports()], len(ledger.verdicts()), [d.row() for d in ledger.incidents()]
        assert faults(path) == []
        if path == one:
            first = told
    assert told[:2] == first[:2]
    assert [row | {"seen": None} for row in told[2]] == [row | {"seen": None} for row in first[2]]


def test_what_is_merged_while_it_is_written_to_is_of_one_moment(writer: Writer, tmp_path: Path) -> None:
    told = writer.told
    with Ledger.open(tmp_path / "m.ledger") as ledger, Ledger.open(tmp_path / "a.ledger", "read") as theirs:
        assert merge(ledger, theirs).added >= told
    assert faults(tmp_path / "m.ledger") == []


DAMAGED = {
    "a record that is no JSON": "UPDATE events SET record = '{' WHERE number = 1",
    "a record without its type": "UPDATE events SET record = json_remove(record, '$.type') WHERE number = 1",
    "a span beyond the text": "UPDATE statements SET record = json_set(record, '$.span[1]', 99999) WHERE number = 1",
    "a page that cannot be unpacked": "UPDATE pages SET body = x'00' WHERE number = 1",
    "a page without headers": "UPDATE pages SET headers = 'x' WHERE number = 1",
    "a vector that is cut off": "UPDATE vectors SET vector = x'00'",
    "a verdict that is no JSON": "UPDATE verdicts SET record = '{' WHERE number = 1",
    "a verdict without anchors": "UPDATE verdicts SET record = json_remove(record, '$.anchors') WHERE number = 1",
    "what another reader said": "UPDATE readers SET told = '{'",
    "a report without a reading": "UPDATE reports SET reading = 999 WHERE number = 1",
    "a text that is bytes": "UPDATE texts SET body = x'ff' WHERE number = 1",
}


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sound") / "a.ledger"
    with Ledger.open(path) as ledger:
        whole(ledger)
    return path


@pytest.mark.parametrize("name", DAMAGED)
def test_what_is_not_sound_is_not_merged_and_nothing_is_lost(sound: Path, tmp_path: Path, name: str) -> None:
    other, path = Path(shutil.copy(sound, tmp_path / "b.ledger")), tmp_path / "a.ledger"
    with Ledger.open(path) as ledger:
        ledger.add([ferry(20, outlet="The Curlew")])
    with Ledger.open(other) as ledger:
        ledger.db.execute("PRAGMA foreign_keys = OFF")
        ledger.db.execute(DAMAGED[name])
    with Ledger.open(path) as ledger, Ledger.open(other, "read") as theirs:
        with pytest.raises(LedgerError, match=r"b\.ledger: is not sound: ") as caught:
            merge(ledger, theirs)
        assert "\n" not in str(caught.value)
        assert len(ledger) >= 1
    assert faults(path) == []


def test_a_process_that_is_killed_over_an_article_is_told_and_the_rest_goes_on(tmp_path: Path) -> None:
    for n, text in enumerate(("Ana said yes", "KILLED", "Ben said no")):
        (tmp_path / f"{n}.txt").write_text(text)
    path = tmp_path / "a.ledger"
    files = [tmp_path / f"{n}.txt" for n in range(3)]
    assert run("add", path, *files, "--processes", 2) == (
        2,
        f"{path}: 2 added, 1 not read; 2 reports in all\n",
        f"reportedly: {files[1]}: the process that read it was killed: memory ran out, or somebody did it\n",
    )
    assert faults(path) == []


@pytest.mark.skipif(not os.path.exists("/proc/self/task"), reason="needs /proc")
def test_no_process_is_left_when_the_one_that_adds_is_killed(tmp_path: Path) -> None:
    folder = tmp_path / "news"
    folder.mkdir()
    for n in range(40):
        (folder / f"{n}.txt").write_text(f"SLOW and so on {n}")
    process = subprocess.Popen(command("add", tmp_path / "a.ledger", folder, "--processes", 2), env=ENV)
    of = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    until = time.monotonic() + 60
    while len(children := of.read_text().split()) < 3:  # one that tidies up, and two that read
        assert time.monotonic() < until
        time.sleep(0.05)
    process.kill()
    process.wait()
    while any(os.path.exists(f"/proc/{child}") for child in children):
        assert time.monotonic() < until
        time.sleep(0.05)

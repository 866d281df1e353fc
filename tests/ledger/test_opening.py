"""Ledgers of other versions, files that are none, and files that cannot be used: one line each."""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

import pytest

from reportedly import Ledger
from reportedly.errors import LedgerBusyError, LedgerError, LedgerVersionError
from reportedly.ledger import opening
from tests.ledger.readings import NOW, ferry, talks

HERE = Path(__file__).parent


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "a.ledger"


def made(path: Path, *readings) -> Path:
    with Ledger.open(path, clock=lambda: NOW) as ledger:
        ledger.add(readings or [ferry(), talks()])
    return path


def fault(path: Path, mode: str = "write", **more) -> str:
    with pytest.raises(LedgerError) as caught, Ledger.open(path, mode, **more) as ledger:
        ledger.add([ferry(day) for day in range(1, 29)])
    assert "\n" not in str(caught.value)
    return str(caught.value)


# Versions


def version_one(path: Path) -> Path:
    db = sqlite3.connect(path)
    db.executescript((HERE / "version-1.sql").read_text("utf-8"))
    db.close()
    return path


@pytest.mark.parametrize("mode", ["write", "read"])
def test_a_ledger_of_an_older_version_is_brought_up_to_this_one(path: Path, tmp_path: Path, mode: str) -> None:
    with Ledger.open(version_one(path), mode) as ledger:
        assert [r.reading for r in ledger.reports()] == [ferry(), talks()]
        assert [r.vectors for r in ledger.reports()] == [{}, {1: (0.5, -0.25)}]
        assert len(list(ledger.statements(words="gunmen"))) == len(list(ledger.search("fish"))) == 1
        first = next(ledger.reports())
        assert ledger.holds(b"0123456789abcdef") == first.id
        assert ledger.page(first.id).body == b"<p>"
        ledger.check()
        upgraded = [sql for (sql,) in ledger.db.execute("SELECT sql FROM sqlite_master ORDER BY name")]
        assert ledger.db.execute("PRAGMA user_version").fetchone() == (opening.latest_version(),)
    with Ledger.open(tmp_path / "fresh.ledger") as fresh:
        assert upgraded == [sql for (sql,) in fresh.db.execute("SELECT sql FROM sqlite_master ORDER BY name")]


def test_an_upgraded_ledger_takes_reports(path: Path) -> None:
    with Ledger.open(version_one(path)) as ledger:
        assert [outcome.state for outcome in ledger.add([ferry(), ferry(2)])] == ["known", "new"]
        ledger.check()


def test_two_may_upgrade_at_once(path: Path) -> None:
    version_one(path)
    faults: list[Exception] = []

    def open_it() -> None:
        try:
            Ledger.open(path).close()
        except Exception as error:
            faults.append(error)

    threads = [threading.Thread(target=open_it) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    with Ledger.open(path, "read") as ledger:
        ledger.check()


def test_an_upgrade_that_fails_leaves_the_ledger_as_it_was(path: Path, monkeypatch) -> None:
    version_one(path)
    scripts = opening._scripts()
    broken = "CREATE TABLE later (a); -- a comment; with a semicolon\nCREATE TABLE later (a);"
    monkeypatch.setattr(opening, "_scripts", lambda: (*scripts, broken))
    with pytest.raises(sqlite3.OperationalError, match="already exists"):
        Ledger.open(path)
    db = sqlite3.connect(path)
    assert db.execute("PRAGMA user_version").fetchone() == (1,)
    assert db.execute("SELECT count(*) FROM sqlite_master WHERE name IN ('later', 'stages')").fetchone() == (0,)
    db.close()


@pytest.mark.parametrize("mode", ["write", "read"])
def test_a_ledger_of_a_newer_version_is_left_alone(path: Path, mode: str) -> None:
    db = sqlite3.connect(made(path))
    db.execute("PRAGMA user_version = 99")
    db.close()
    before = path.read_bytes()
    with pytest.raises(LedgerVersionError, match=r"a\.ledger: is a ledger of version 99, made by a newer reportedly"):
        Ledger.open(path, mode)
    assert path.read_bytes() == before


def test_every_version_has_a_file_and_no_number_is_missing() -> None:
    folder = Path(opening.__file__).parents[1] / "data" / "ledger"
    names = sorted(file.name for file in folder.glob("*.sql"))
    assert names == [f"{number:04}.sql" for number in range(1, len(names) + 1)]


# What is none


@pytest.mark.parametrize("mode", ["write", "read"])
def test_a_file_that_is_no_database(path: Path, mode: str) -> None:
    path.write_text("Gunmen killed four sailors off Port Ansel.\n" * 40)
    before = path.read_bytes()
    assert fault(path, mode) == f"{path}: is not a ledger"
    assert path.read_bytes() == before


@pytest.mark.parametrize("mode", ["write", "read"])
def test_a_database_of_another_program(path: Path, mode: str) -> None:
    db = sqlite3.connect(path)
    db.execute("CREATE TABLE reports (number)")
    db.close()
    before = path.read_bytes()
    assert fault(path, mode) == f"{path}: is a database of another program, not a ledger"
    assert path.read_bytes() == before


def test_an_empty_file_becomes_a_ledger_and_is_none_before(path: Path) -> None:
    path.touch()
    assert fault(path, "read") == f"{path}: is not a ledger"
    made(path)


def test_a_folder(tmp_path: Path) -> None:
    assert fault(tmp_path) == f"{tmp_path}: is a folder, and no ledger"


def test_what_is_not_there(tmp_path: Path) -> None:
    path = tmp_path / "none" / "a.ledger"
    assert fault(path) == f"{path}: cannot be opened: its folder does not exist"
    assert fault(path, "read") == f"{path}: no such ledger"
    assert not path.parent.exists()


# What cannot be used


def test_a_damaged_file(path: Path) -> None:
    made(path, *(ferry(day, words=f"{day} " * 3000) for day in range(1, 20)))
    data = bytearray(path.read_bytes())
    for place in range(8192, len(data), 4096):
        data[place : place + 2048] = b"\xff" * 2048
    path.write_bytes(data)
    assert fault(path).startswith(f"{path}: is damaged")
    with pytest.raises(LedgerError, match="is damaged"), Ledger.open(path, "read") as ledger:
        list(ledger.reports())
    with pytest.raises(LedgerError, match="is damaged"), Ledger.open(path, "read") as ledger:
        ledger.check()


def test_a_file_that_is_cut_off(path: Path) -> None:
    made(path, *(ferry(day, words=f"{day} " * 3000) for day in range(1, 20)))
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with pytest.raises(LedgerError, match="is damaged"), Ledger.open(path, "read") as ledger:
        ledger.check()


def test_a_full_disk_keeps_what_was_there(path: Path) -> None:
    with Ledger.open(made(path)) as ledger:
        (pages,) = ledger.db.execute("PRAGMA page_count").fetchone()
        ledger.db.execute(f"PRAGMA max_page_count = {pages + 5}")
        with pytest.raises(LedgerError, match="the disk is full; what was added before is safe"):
            ledger.add([ferry(5, words="and so on " * 9000)])
    with Ledger.open(path) as ledger:
        assert [r.reading for r in ledger.reports()] == [ferry(), talks()]
        ledger.check()
        ledger.add([ferry(5)])


@pytest.mark.skipif(sys.platform == "win32", reason="needs limits on files")
def test_a_limit_on_the_size_of_files(path: Path) -> None:
    made(path)
    code = (
        "import resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (500_000, 500_000))\n"
        "from reportedly import Ledger; from reportedly.errors import LedgerError\n"
        "from tests.ledger.readings import ferry\n"
        f"ledger = Ledger.open({str(path)!r})\n"
        "try: ledger.add([ferry(5, words='and so on ' * 90000)])\n"
        "except LedgerError as error: sys.exit(str(error))"
    )
    done = python(code)
    assert done.returncode == 1
    assert done.stderr.startswith(f"{path}: cannot be ")
    with Ledger.open(path) as ledger:
        assert len(ledger) == 2
        ledger.check()


def python(code: str, **more) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    return subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, env=env, check=False, **more
    )


def test_nobody_may_write_to_a_ledger_that_is_opened_to_read(path: Path) -> None:
    assert fault(made(path), "read") == f"{path}: cannot be written: it is read-only"


@contextlib.contextmanager
def as_nobody():
    """As somebody who may not write where it says so: the superuser may."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="needs permissions as Unix has them")
def test_a_disk_that_may_only_be_read() -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = made(Path(folder, "a.ledger"))
        path.chmod(0o444)
        os.chmod(folder, 0o555)
        try:
            with as_nobody():
                with Ledger.open(path, "read") as ledger:
                    assert [r.reading for r in ledger.reports()] == [ferry(), talks()]
                told = fault(path)
                with pytest.raises(LedgerError, match="cannot be opened: the file is not there, and cannot be made"):
                    Ledger.open(Path(folder, "b.ledger"))
        finally:
            os.chmod(folder, 0o755)
    assert told in (f"{path}: cannot be written: it{kind} is read-only" for kind in ("", "s folder"))


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="needs permissions as Unix has them")
def test_a_log_that_nobody_may_put_back() -> None:
    with tempfile.TemporaryDirectory() as folder:
        path, copy = Path(folder, "a.ledger"), Path(folder, "copy", "a.ledger")
        copy.parent.mkdir()
        with Ledger.open(path) as ledger:
            ledger.add([ferry()])
            for ending in ("", "-wal"):
                shutil.copy(f"{path}{ending}", f"{copy}{ending}")
        os.chmod(folder, 0o755)
        for place, mode in ((copy, 0o444), (Path(f"{copy}-wal"), 0o444), (copy.parent, 0o555)):
            os.chmod(place, mode)
        try:
            with as_nobody(), pytest.raises(LedgerError, match=r"the log beside it \(-wal\), which has to be put back"):
                Ledger.open(copy, "read")
        finally:
            os.chmod(copy.parent, 0o755)
        with Ledger.open(copy) as ledger:
            assert len(ledger) == 1


def test_a_file_that_was_removed_while_it_was_in_use(path: Path) -> None:
    with Ledger.open(made(path)) as ledger:
        for ending in ("", "-wal", "-shm"):
            Path(f"{path}{ending}").unlink(missing_ok=True)
        with pytest.raises(LedgerError, match="was moved or removed while it was in use"):
            ledger.add([ferry(day) for day in range(3, 9)])


# Together


def test_a_locked_ledger_is_told_after_some_waiting(path: Path) -> None:
    with Ledger.open(made(path)) as one, one.writing("add"), Ledger.open(path, wait=0.1) as other:
        with pytest.raises(LedgerBusyError, match=r"is locked: another program is writing to it"):
            other.add([ferry(5)])
        assert len(other) == 2
    made(path, ferry(5))


def test_writers_wait_for_each_other_and_readers_do_not_wait(path: Path) -> None:
    made(path)
    started, done = threading.Event(), threading.Event()

    def write() -> None:
        with Ledger.open(path) as other:
            started.set()
            other.add([ferry(5)])
            done.set()

    with Ledger.open(path) as one:
        with one.writing("add"):
            thread = threading.Thread(target=write)
            thread.start()
            started.wait(20)
            with Ledger.open(path, "read", wait=0) as reader:
                assert len(list(reader.reports())) == 2
            assert not done.wait(0.3)
        thread.join(20)
        assert done.is_set()
        assert len(one) == 3


def test_what_is_not_committed_is_seen_by_nobody(path: Path) -> None:
    with Ledger.open(made(path)) as one, Ledger.open(path, "read") as reader:
        with contextlib.suppress(ZeroDivisionError), one.writing("add") as writing:
            writing.note_address("https://tern.example/1", NOW, None, None)
            assert reader.db.execute("SELECT count(*) FROM addresses").fetchone() == (0,)
            raise ZeroDivisionError
        assert one.db.execute("SELECT count(*) FROM addresses").fetchone() == (0,)


def test_a_reader_waits_for_no_writer_but_while_the_log_is_put_back(tmp_path: Path) -> None:
    """Writers come and go; whoever goes last puts the log back, and for that moment nobody can open the file."""
    path = tmp_path / "a.ledger"
    with Ledger.open(path):
        pass
    program = (
        "import sys\nfrom reportedly import Ledger\nfrom reportedly.records import Article, Reading\n"
        "for n in range(25):\n    with Ledger.open(sys.argv[1]) as ledger: ledger.add([Reading(Article(f'No. {n}'))])"
    )
    writer = subprocess.Popen([sys.executable, "-c", program, str(path)], env={**os.environ, "PYTHONPATH": "src"})
    read = 0
    while writer.poll() is None:
        with Ledger.open(path, "read", wait=0) as ledger:
            read += len(ledger) >= 0
    assert writer.returncode == 0
    assert read > 5
    with Ledger.open(path, "read") as ledger:
        assert len(ledger) == 25


def test_a_writer_puts_the_log_back_while_others_have_the_file_open(path: Path, tmp_path: Path) -> None:
    """So nobody is kept out for long by whoever lets go of it last."""
    alone = tmp_path / "alone.ledger"
    with Ledger.open(made(path), "read") as reader:
        made(path, ferry(5))
        shutil.copy(path, alone)
        assert len(reader) == 3
    with Ledger.open(alone, "read") as ledger:
        assert len(ledger) == 3

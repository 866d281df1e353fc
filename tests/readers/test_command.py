"""Another reader on the command line: `read`, `add` and `compare`, each in a process of its own."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from reportedly.ledger.differences import kept
from reportedly.ledger.store import Ledger
from tests.readers.contract import faults
from tests.readers.servers import Act, Asked, answers, says, serving
from tests.readers.stories import GOOD, GOOD_OTHER, OTHER, STORY

DATE = ("--date", "2026-01-07")


def run(*arguments: str, folder: Path, key: str | None = None) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if name != "REPORTEDLY_READER_KEY"}
    if key is not None:
        environment["REPORTEDLY_READER_KEY"] = key
    command = [sys.executable, "-m", "reportedly", *arguments]
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL
    )


def knowing(asked: Asked) -> Act:
    if "ferry" in asked.user:
        return says(GOOD)
    return says(GOOD_OTHER if "Tessaly" in asked.user else {"statements": [], "events": [], "figures": []})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    news = tmp_path / "news"
    news.mkdir()
    (news / "ferry.txt").write_text(STORY, encoding="utf-8")
    (news / "grain.txt").write_text(OTHER, encoding="utf-8")
    return tmp_path


def groups(output: str) -> list[list[dict[str, Any]]]:
    found: list[list[dict[str, Any]]] = []
    for line in output.splitlines():
        row = json.loads(line)
        found += [[row]] if row["kind"] == "article" else []
        if row["kind"] != "article":
            found[-1].append(row)
    return found


def test_read_writes_records_that_keep_the_contract_and_says_what_it_cost(folder: Path) -> None:
    with serving(deciding=knowing) as server:
        asked = ("read", *DATE, "--format", "jsonl", "--reader", server.url, "--reader-model", "toy")
        told = run(*asked, "--cache", "kept", "news/ferry.txt", "news/grain.txt", folder=folder)
        assert told.returncode == 0, told.stderr
        articles = groups(told.stdout)
        assert [faults(rows) for rows in articles] == [[], []]
        assert [rows[0]["reader"]["kept"] for rows in articles] == [10, 3]
        assert told.stderr == (
            "reportedly: toy: 2 questions asked, 0 answered before; 2,000 tokens in, 200 out; "
            "of 13 records proposed 13 kept\n"
        )
        again = run(*asked, "--cache", "kept", "news/ferry.txt", "news/grain.txt", folder=folder)
        assert len(server.asked) == 2
    assert again.stdout == told.stdout
    offline = run(
        "read", *DATE, "--format", "jsonl", "--offline", "--reader-model", "toy", "--cache", "kept",
        "news/ferry.txt", "news/grain.txt", folder=folder,
    )  # fmt: skip
    assert offline.stdout == told.stdout
    assert offline.returncode == 0


def test_add_keeps_answers_and_what_became_of_them_beside_the_ledger(folder: Path) -> None:
    with serving(deciding=knowing) as server:
        asked = ("add", "news/crisis.ledger", "news", *DATE, "--reader", server.url, "--reader-model", "toy")
        told = run(*asked, folder=folder)
        assert told.returncode == 0, told.stderr
        # The answers lie in the folder that is added, and are no article.
        assert told.stdout == "news/crisis.ledger: 2 added; 2 reports in all\n"
        again = run(*asked, "--reread", folder=folder)
        assert again.stdout == "news/crisis.ledger: 2 there already; 2 reports in all\n"
        assert len(server.asked) == 2
    with Ledger.open(folder / "news" / "crisis.ledger", "read") as ledger:
        readings = [report.reading for report in ledger.reports()]
    readers = {reading.article.reader for reading in readings}
    assert {(by.name, by.proposed, by.kept) for by in readers if by} == {("toy", 10, 10), ("toy", 3, 3)}
    assert all(faults(list(reading.rows())) == [] for reading in readings)
    # Our own model reads it again, and nothing of the other reader is left.
    ours = run("add", "news/crisis.ledger", "--reread", folder=folder)
    assert ours.stdout == "news/crisis.ledger: 2 read again; 2 reports in all\n"
    with Ledger.open(folder / "news" / "crisis.ledger", "read") as ledger:
        assert {report.reading.article.reader for report in ledger.reports()} == {None}
        ledger.check()


def test_a_budget_stops_cleanly_and_the_same_command_goes_on(folder: Path) -> None:
    with serving(deciding=knowing) as server:
        asked = (
            "add", "crisis.ledger", "news", *DATE, "--reader", server.url, "--reader-model", "toy",
            "--reader-requests", "1",
        )  # fmt: skip
        told = run(*asked, "--max-tokens", "6500", folder=folder)
        assert told.returncode == 2
        assert told.stdout == "crisis.ledger: 1 added; 1 reports in all\n"
        first, second = told.stderr.splitlines()
        assert first.startswith("reportedly: stopped: the 6,500 tokens that may be spent do not suffice")
        assert "1 question asked" in second
        more = run(*asked, folder=folder)
        assert more.stdout == "crisis.ledger: 1 added, 1 there already; 2 reports in all\n"
        assert len(server.asked) == 2


def test_a_server_that_fails_half_way_leaves_whole_articles_and_one_line(folder: Path) -> None:
    def failing(asked: Asked) -> Act:
        return says(GOOD) if "ferry" in asked.user else answers(401, {"error": {"message": "no more"}})

    with serving(deciding=failing) as server:
        told = run(
            "add", "crisis.ledger", "news", *DATE, "--reader", server.url, "--reader-model", "toy", folder=folder
        )
    assert told.returncode == 1
    assert told.stdout == "crisis.ledger: 1 added; 1 reports in all\n"
    assert "stopped: " in told.stderr.splitlines()[0]
    assert "wants a key (401)" in told.stderr


def test_ctrl_c_resumes(folder: Path) -> None:
    hang = True

    def slow(asked: Asked) -> Act:
        def act(handler: Any, question: Asked) -> None:
            while hang and "ferry" not in question.user:
                time.sleep(0.05)
            knowing(question)(handler, question)

        return act

    with serving(deciding=slow) as server:
        asked = ("add", "crisis.ledger", "news", *DATE, "--reader", server.url, "--reader-model", "toy")
        process = subprocess.Popen(
            [sys.executable, "-m", "reportedly", *asked], cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        until = time.monotonic() + 60
        while time.monotonic() < until and not (len(server.asked) == 2 and server.now == 1):
            time.sleep(0.05)
        time.sleep(0.5)
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=60)
        assert process.returncode == 130, errors
        assert b"Traceback" not in errors
        hang = False
        told = run(*asked, folder=folder)
        assert "2 reports in all" in told.stdout
        # The one that was answered is not asked again.
        assert len(server.asked) == 3


def test_the_key_is_neither_printed_nor_kept(folder: Path) -> None:
    canary = "sk-canary-77aa01"

    def telling(asked: Asked) -> Act:
        told = {"error": {"message": f"Incorrect key: {canary}"}}
        return says(GOOD) if "ferry" in asked.user else answers(403, told)

    with serving(deciding=telling) as server:
        told = run(
            "add", "crisis.ledger", "news", "--reader", server.url, "--reader-model", "toy", folder=folder, key=canary
        )
        assert server.asked[0].headers["authorization"] == f"Bearer {canary}"
    assert "refuses the key" in told.stderr
    assert canary not in told.stdout + told.stderr
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert len(files) > 3
    assert all(canary.encode() not in path.read_bytes() for path in files)


def test_compare_shows_where_two_differ_and_keeps_it_beside_a_ledger(folder: Path) -> None:
    with serving(deciding=knowing) as server:
        reader = ("--reader", server.url, "--reader-model", "toy")
        table = run("compare", *DATE, *reader, "news/grain.txt", folder=folder)
        assert table.returncode == 0, table.stderr
        assert table.stdout.startswith("news/grain.txt\n")
        assert "records alike" in table.stdout
        run("add", "crisis.ledger", "news", *DATE, folder=folder)
        rows = run("compare", "--ledger", "crisis.ledger", *reader, "--format", "jsonl", folder=folder)
        assert rows.returncode == 0, rows.stderr
    told = [json.loads(line) for line in rows.stdout.splitlines()]
    assert told
    assert all(row["readers"][1].startswith("toy ") and row["readers"][0].startswith("newsreader") for row in told)
    assert [one.row() for one in kept(str(folder / "crisis.ledger"))] == sorted(
        told, key=lambda row: (row["article"], row["readers"], row["span"])
    )


def test_compare_two_files_of_records(folder: Path) -> None:
    with serving(deciding=knowing) as server:
        other = run(
            "read", "--format", "jsonl", "--reader", server.url, "--reader-model", "toy", "news/grain.txt",
            folder=folder,
        ).stdout  # fmt: skip
    (folder / "a.jsonl").write_text(other, encoding="utf-8")
    (folder / "b.jsonl").write_text(other, encoding="utf-8")
    same = run("compare", "--records", "a.jsonl", "b.jsonl", folder=folder)
    assert "3 records alike, 0 told otherwise, 0 only by the first reader, 0 only by the second" in same.stdout
    (folder / "b.jsonl").write_text("not records\n", encoding="utf-8")
    broken = run("compare", "--records", "a.jsonl", "b.jsonl", folder=folder)
    assert broken.returncode == 2
    assert broken.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("read", "--reader", "http://127.0.0.1:9/v1", "news/grain.txt"), "needs its name: --reader-model"),
        (("read", "--reader-model", "toy", "news/grain.txt"), "needs its address"),
        (
            ("read", "--reader", "http://127.0.0.1:9/v1", "--reader-model", "toy", "--processes", "2", "x"),
            "--processes",
        ),
        (("compare", "news/grain.txt"), "name another reader"),
        (("compare", "--records", "a.jsonl"), "two files"),
    ],
)
def test_wrong_usage(folder: Path, arguments: tuple[str, ...], told: str) -> None:
    found = run(*arguments, folder=folder)
    assert found.returncode == 2
    assert told in " ".join(found.stderr.split())


def test_without_its_libraries_it_says_so_in_one_line(folder: Path) -> None:
    """As after an installation without the extra."""
    blocked = "import sys; sys.modules['httpx'] = None; from reportedly.cli import main; main()"
    command = [sys.executable, "-c", blocked, "read", "--offline", "--reader-model", "toy", "news/grain.txt"]
    found = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert found.returncode == 1
    assert found.stderr.count("\n") == 1
    assert "pip install 'reportedly[reader]'" in found.stderr

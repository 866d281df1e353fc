"""The questions on the command line: as tables, JSON Lines and CSV, and what they say where they cannot be asked.

They are asked in this process where a table, a row or a line is what matters, and in one of their own where its
environment, its streams or its end does.
"""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from reportedly import Ledger, cli
from reportedly.ledger import settle
from reportedly.records import Article, Reading
from reportedly.terminal.formats import COLUMNS
from tests.ledger.grouped import dispatches, stages
from tests.ledger.test_dossiers import CLOCK, INCIDENT, denied, shelled
from tests.test_cli import ENV, OUTSIDE, run

TABLED = {
    "incidents": ("incidents",),
    "incident": ("incident", INCIDENT),
    "disputes": ("disputes",),
    "figures": ("figures", "--policy", "range"),
    "dyad": ("dyad", "Soviet Union", "USA", "--by", "week"),
    "sources": ("sources",),
    "copies": ("copies",),
    "corrections": ("corrections",),
    "search": ("search", "the", "port"),
    "verdicts": ("verdicts",),
}


def corrected() -> tuple[Reading, ...]:
    """A report and its correction, which tell of no act."""
    text = "The ferry Solvik lies off Tallen with forty people aboard, and the harbour is shut until the tide turns."
    article = Article(
        text, "https://tern.example/ferry", None, "Ferry Solvik off Tallen", None, "Tern", "en", "1982-05-06"
    )
    told = f"{text.replace('Solvik', 'Solvind')}\n\nAn earlier version of this article misstated the name of the ferry."
    return Reading(article), Reading(replace(article, text=told, published="1982-05-07"))


KINDS = {"incidents": "incident", "disputes": "dispute", "sources": "source", "copies": "copy",
         "corrections": "correction",
         "search": "hit",
         "verdicts": "verdict"}  # fmt: skip


@pytest.fixture(scope="module")
def path(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("ledgers") / "all.ledger"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(settle, "STAGES", stages())
        with Ledger.open(path, clock=lambda: CLOCK) as ledger:
            ledger.add([*dispatches(), shelled("Tern"), denied(), *corrected()])
            ledger.judge(f"{denied().id}:e1", "note", "Ines", note="=SUM(A1) \x1b[2J")
    return path


def ask(path: Path, name: str, *more: object, **env: str) -> tuple[int, str, str]:
    first, *rest = TABLED[name]
    return run(first, path, *rest, *more, **env)


Answer = tuple[int, str, str]
Ask = Callable[..., Answer]


def told(capfd, *arguments: object) -> Answer:
    """In this process: exit code, standard output, standard error."""
    code = cli._run([str(argument) for argument in arguments])
    out, err = capfd.readouterr()
    return code, out, err


@pytest.fixture
def ask_here(path: Path, capfd, monkeypatch) -> Ask:
    """As `ask`, in this process."""
    for name in OUTSIDE:
        monkeypatch.delenv(name, raising=False)

    def asked(name: str, *more: object) -> Answer:
        first, *rest = TABLED[name]
        return told(capfd, first, path, *rest, *more)

    return asked


@pytest.mark.parametrize("name", TABLED)
def test_every_question_has_an_answer_in_every_form(path: Path, ask_here: Ask, monkeypatch, name: str) -> None:
    monkeypatch.setenv("COLUMNS", "90")
    code, table, err = ask_here(name)
    assert (code, err) == (0, "")
    assert table.strip()
    assert all(len(line) <= 90 for line in table.splitlines())
    assert "\x1b" not in table
    code, lines, err = ask_here(name, "--format", "jsonl")
    assert (code, err) == (0, "")
    rows = [json.loads(line) for line in lines.splitlines()]
    kind = KINDS.get(name, name)
    assert {row["kind"] for row in rows} == ({kind, "outlet"} if name == "sources" else {kind})
    code, text, err = ask(path, name, "--format", "csv", LC_ALL="C", PYTHONUTF8="0")
    assert (code, err) == (0, "")
    head, *cells = csv.reader(io.StringIO(text))
    assert tuple(head) == COLUMNS[kind]
    assert all(len(row) == len(head) for row in cells)
    assert len(cells) == (len(rows[0]["cells"]) if name == "dyad" else len(rows))
    # No column is empty for a mistake in its name: somewhere, something stands in it.
    told = {column for row in cells for column, cell in zip(head, row, strict=True) if cell}
    empty = set(head) - told
    assert empty <= {"mode", "updates", "claimed_by", "accused_by", "conflicts", "figures", "confidence", "title",
                     "lost", "voice", "actor.sector", "where", "country", "recipient.name", "recipient.country",
                     "recipient.sector", "sector", "corrections"}  # fmt: skip


def test_colours_where_they_are_wanted(path: Path) -> None:
    assert "\x1b[" in ask(path, "incidents", FORCE_COLOR="1")[1]
    assert "\x1b" not in ask(path, "incidents", "--no-color", FORCE_COLOR="1")[1]


def test_a_table_says_how_much_more_there_is(path: Path, ask_here: Ask) -> None:
    with Ledger.open(path, "read") as ledger:
        every = ledger.count()
        disputed = ledger.count(only="disputed")
    assert f"\n… {every - 3} more incidents, --limit\n" in ask_here("incidents", "--limit", 3)[1]
    assert f"\n… {disputed - 1} more incidents, --limit\n" in ask_here("disputes", "--limit", 1)[1]
    assert "more" not in ask_here("incidents", "--limit", every)[1].splitlines()[-1]
    assert "… and more, --limit" in ask_here("search", "--limit", 1)[1]
    assert len(ask_here("incidents", "--format", "jsonl", "--limit", 2)[1].splitlines()) == 2
    assert len(ask_here("search", "--format", "csv", "--limit", 2)[1].splitlines()) == 3
    assert "and 1 more" not in ask_here("sources", "--limit", 900)[1]


def test_what_is_asked_for(ask_here: Ask) -> None:
    asked = ["--between", "Orvan Army", "Yugoslavia", "--until", "1982-05-31", "--type", "assault"]
    every = [json.loads(line) for line in ask_here("incidents", "--format", "jsonl")[1].splitlines()]
    code, out, _ = ask_here("incidents", "--format", "jsonl", "--type", "assault", "--status", "disputed")
    found = [json.loads(line) for line in out.splitlines()]
    assert code == 0
    assert found == [row for row in every if row["type"] == "ASSAULT" and row["conflicts"]]
    assert 0 < len(found) < len(every)
    assert ask_here("incidents", *asked, "--where", "Cuba") == (0, "No incident.\n", "")
    assert ask_here("incidents", "--min-confidence", "0.5") == (0, "No incident.\n", "")


def test_what_was_known_before_anything_was(ask_here: Ask) -> None:
    for name in TABLED.keys() - {"incident"}:
        code, out, err = ask_here(name, "--as-of", "2000-01-01", "--format", "jsonl")
        assert (code, err) == (0, "")
        assert out == "" or name == "dyad", name
    code, _, err = ask_here("incident", "--as-of", "2000-01-01")
    assert (code, err) == (2, f"reportedly: {INCIDENT}: no such incident\n")


@pytest.mark.parametrize("form", ["table", "jsonl", "csv"])
@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["incidents", "--type", "sunk"], 2, "no type: 'sunk'"),
        (["incidents", "--status", "sunk"], 2, "no status: 'sunk'"),
        (["incidents", "--since", "1982-05-05", "--until", "1982-05-04"], 2, "1982-05-05 is after 1982-05-04"),
        (["disputes", "--as-of", "Tuesday"], 2, "'Tuesday' is neither a date"),
        (["figures", "--as-of", "2001-02-30"], 2, "2001-02-30"),
        (["search", "!!"], 2, "no word to search for"),
        (["incident", "zz"], 2, "zz: no such incident"),
        (["incident", ""], 2, "no such incident"),
        (["copies", "--type", "sunk"], 2, "no type: 'sunk'"),
        (["sources", "--status", "sunk"], 2, "no status"),
    ],
)
def test_what_cannot_be_asked_is_one_line(
    path: Path, capfd, form: str, arguments: list[str], code: int, words: str
) -> None:
    name, *rest = arguments
    found, out, err = told(capfd, name, path, *rest, "--format", form)
    assert (found, out) == (code, "")
    assert words in err
    assert len(err.splitlines()) == 1


@pytest.mark.parametrize("name", [*TABLED, "judge"])
def test_no_such_ledger_is_one_line_and_makes_none(tmp_path: Path, name: str) -> None:
    gone = tmp_path / "gone.ledger"
    arguments = ["0000:e1", "wrong"] if name == "judge" else TABLED[name][1:]
    assert run(name, gone, *arguments) == (1, "", f"reportedly: {gone}: no such ledger\n")
    assert not gone.exists()


def test_whoever_reads_may_close_the_output(path: Path) -> None:
    command = [sys.executable, "-m", "reportedly", "incidents", str(path), "--format", "jsonl"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=ENV)
    assert process.stdout
    assert process.stderr
    process.stdout.readline()
    process.stdout.close()
    # What is written at once may fit into the pipe; the rest finds nobody.
    assert process.wait(60) in (0, 141)
    assert process.stderr.read() == b""
    process.stderr.close()


# Judging, in this process: the stage that finds incidents here is one of the tests' own


@pytest.fixture
def judged(tmp_path: Path, monkeypatch) -> Path:
    monkeypatch.setattr(settle, "STAGES", stages())
    path = tmp_path / "a.ledger"
    with Ledger.open(path) as ledger:
        ledger.add([shelled(), denied()])
    return path


def test_judging_a_record(judged: Path, capfd) -> None:
    page = told(capfd, "incident", judged, INCIDENT)[1]
    name = f"{denied().id[:8]}:e1"
    assert name in page
    code, out, err = told(capfd, "judge", judged, name, "wrong", "--note", "another night", "--who", "Ines")
    assert (code, err) == (0, "")
    assert out.startswith("✗ wrong  event  “shelled”  another night  Ines, ")
    assert told(capfd, "disputes", judged)[1] == "No dispute.\n"
    code, out, _ = told(capfd, "verdicts", judged, "--format", "jsonl")
    assert json.loads(out)["records"] == [f"{denied().reading.article.id}:e1"]


def test_editing_a_record_and_judging_a_link(judged: Path, capfd) -> None:
    name = f"{shelled().id}:e1"
    code, out, err = told(capfd, "judge", judged, name, "edited", "--set", "status=planned", "--set", "mode=null")
    assert (code, err) == (0, "")
    assert "mode=null status=planned" in out
    code, out, err = told(capfd, "judge", judged, "--link", name, f"{denied().id}:e1", "apart", "--who", "Ines")
    assert (code, err) == (0, "")
    assert out.startswith("≠ apart  same incident  “shelled … shelled”  Ines, ")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "say RECORD-ID and DECISION"),
        (["a:e1"], "say RECORD-ID and DECISION"),
        (["a:e1", "sunk"], "'sunk' is no decision: one of right, wrong, edited, note"),
        (["--link", "a:e1", "b:e1", "wrong"], "'wrong' is no decision: one of same, apart"),
        (["--link", "a:e1", "b:e1"], "say DECISION after the two ids"),
        (["a:e1", "wrong", "--set", "x=1"], "--set goes with edited"),
        (["aaaa:e1", "edited", "--set", "x"], "not of the form FIELD=VALUE"),
        (["aaaa:e1", "edited"], "setting fields"),
        (["aaaa:e1", "wrong"], "no such article"),
    ],
)
def test_what_cannot_be_judged(judged: Path, capfd, arguments: list[str], words: str) -> None:
    code, out, err = told(capfd, "judge", judged, *arguments)
    assert (code, out) == (2, "")
    assert words in err


def test_verdicts_outlive_a_newer_model(tmp_path: Path, capfd) -> None:
    path, article = tmp_path / "a.ledger", tmp_path / "a.txt"
    article.write_text("Ana said yes", encoding="utf-8")
    run("add", path, article)
    with Ledger.open(path, "read") as ledger:
        (report,) = ledger.reports()
    assert told(capfd, "judge", path, f"{report.id}:s1", "edited", "--set", "stance=denies", "--who", "Ines")[0] == 0

    def verdict() -> tuple[str | None, list[str]]:
        (row,) = map(json.loads, told(capfd, "verdicts", path, "--format", "jsonl")[1].splitlines())
        return row["lost"], row["records"]

    def stances() -> list[str]:
        rows = map(json.loads, told(capfd, "sources", path, "--format", "jsonl")[1].splitlines())
        return [stance for row in rows if row["kind"] == "source" for stance in row["stances"]]

    stands = None, [f"{report.reading.article.id}:s1"]
    assert (verdict(), stances()) == (stands, ["denies"])
    run("add", path, "--reread", load="load_newer")
    assert (verdict(), stances()) == (stands, ["denies"])
    run("add", path, "--reread", load="load_blind")
    assert (verdict(), stances()) == (("no statement is read at its words any more", []), [])
    run("add", path, "--reread", load="load_newer")
    assert (verdict(), stances()) == (stands, ["denies"])
    with Ledger.open(path, "read") as ledger:
        assert [s.stance for _, s in ledger.statements()] == ["asserts"]
        ledger.check()

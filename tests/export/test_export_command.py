"""`reportedly export` and `import` as commands: what they say, and their exit codes."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from reportedly import cli
from reportedly.commands.export import FOLDERS
from reportedly.commands.export import FORMATS as NAMES
from reportedly.export.formats import FORMATS
from tests.test_cli import run


def test_the_command_knows_every_format():
    assert tuple(FORMATS) == NAMES
    assert tuple(name for name, form in FORMATS.items() if form.folder) == FOLDERS


def test_the_docs_tell_every_format():
    guide = (Path(__file__).resolve().parents[2] / "docs" / "formats.md").read_text("utf-8")
    assert all(f"| [`{name}`](#{name}) |" in guide and f"\n## {name}\n" in guide for name in FORMATS)


def test_a_file_and_a_line_about_it(small: Path, tmp_path: Path):
    out = tmp_path / "a.jsonl"
    code, told, err = run("export", small, "--to", "jsonl", "-o", out)
    assert (code, told) == (0, "")
    first, _, second = err.partition("\n")
    assert first == (
        f"{out}: 7 articles, 6 statements, 7 events, 3 figures, 3 flaws; left out: 1 record that is judged wrong"
    )
    assert "machine" in second
    assert second.count("\n") == 1
    assert [json.loads(line)["kind"] for line in out.read_text("utf-8").split("\n") if line].count("article") == 7
    assert run("export", small, "--to", "jsonl")[1] == out.read_text("utf-8")
    assert list(tmp_path.iterdir()) == [out]


def called(monkeypatch, capsys, *arguments: object) -> tuple[int, str]:
    """In this process, which is faster."""
    with pytest.raises(SystemExit) as left:
        cli.main([str(one) for one in arguments])
    return int(left.value.code or 0), capsys.readouterr().err


def test_filters_and_policies_are_those_of_questions(small: Path, tmp_path: Path, monkeypatch, capsys):
    out = tmp_path / "a.csv"
    options = ("--since", "2026-01-01", "--type", "ASSAULT", "--policy", "conservative", "--as-of", "2026-02-03")
    code, err = called(monkeypatch, capsys, "export", small, "--to", "acled", *options, "-o", out)
    assert code == 0
    assert err.splitlines()[0] == f"{out}: 2 incidents; left out: nothing"


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("--to", "excel"), 2, "is not one of"),
        ((), 2, "Missing option"),
        (("--to", "csv"), 2, "name it with -o"),
        (("--to", "jsonl", "--type", "PARTY"), 2, "no type"),
        (("--to", "jsonl", "--as-of", "never"), 2, "neither a date"),
        (("--to", "jsonl", "-o", "nowhere/at/all.jsonl"), 1, "no such file"),
        (("--to", "jsonl", "-o", "."), 2, "is a folder"),
    ],
    ids=str,
)
def test_what_cannot_be_is_told(small: Path, tmp_path: Path, monkeypatch, capsys, arguments, code: int, words: str):
    monkeypatch.chdir(tmp_path)
    got, err = called(monkeypatch, capsys, "export", small, *arguments)
    assert got == code
    assert words in err
    assert "Traceback" not in err
    assert list(tmp_path.iterdir()) == []


def test_an_extra_that_is_missing_is_named_in_one_line(small: Path, tmp_path: Path, monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    monkeypatch.delitem(sys.modules, "reportedly.export.tidy_parquet", raising=False)
    code, err = called(monkeypatch, capsys, "export", small, "--to", "parquet", "-o", tmp_path / "t")
    assert code == 1
    assert err == "reportedly: parquet needs more libraries (pyarrow): pip install 'reportedly[export]'\n"
    assert list(tmp_path.iterdir()) == []


def test_no_ledger_is_made_by_asking_for_one(tmp_path: Path, monkeypatch, capsys):
    assert called(monkeypatch, capsys, "export", tmp_path / "a.ledger", "--to", "jsonl") == (
        1, f"reportedly: {tmp_path}/a.ledger: no such ledger\n",
    )  # fmt: skip
    file = tmp_path / "a.json"
    file.write_text('[{"target": {}}]')
    assert called(monkeypatch, capsys, "import", tmp_path / "a.ledger", file)[0] == 1
    assert called(monkeypatch, capsys, "import", tmp_path / "a.ledger", tmp_path / "b.json")[0] == 2
    assert list(tmp_path.iterdir()) == [file]

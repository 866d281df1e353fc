"""Files that appear whole or not at all."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest

from reportedly.errors import QuestionError
from reportedly.export.formats import write
from reportedly.export.whole import whole_file, whole_folder
from tests.export.making import choosing


class Halt(Exception):
    """Something goes wrong half-way."""


def test_a_file_is_as_it_was_where_something_goes_wrong(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("before")

    def half() -> None:
        with whole_file(str(path)) as stream:
            stream.write("half")
            stream.flush()
            assert path.read_text() == "before"
            raise Halt

    with pytest.raises(Halt):
        half()
    assert [p.name for p in tmp_path.iterdir()] == ["a.csv"]
    assert path.read_text() == "before"


def test_a_folder_appears_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "tables"

    def half() -> None:
        with whole_folder(str(path)) as folder:
            folder.joinpath("a.csv").write_text("half")
            raise Halt

    with pytest.raises(Halt):
        half()
    assert list(tmp_path.iterdir()) == []
    for words in ("one", "two"):
        with whole_folder(str(path)) as folder:
            folder.joinpath("a.csv").write_text(words)
    assert path.joinpath("a.csv").read_text() == "two"
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_with_other_files_is_left_as_it_is(tmp_path: Path) -> None:
    tmp_path.joinpath("thesis.docx").write_text("years of work")
    with pytest.raises(QuestionError, match="other files"), whole_folder(str(tmp_path)) as folder:
        folder.joinpath("a.csv").write_text("x")
    assert [p.name for p in tmp_path.iterdir()] == ["thesis.docx"]
    with pytest.raises(QuestionError, match="is a folder"), whole_file(str(tmp_path)):
        pass
    with pytest.raises(QuestionError, match="is a file"), whole_folder(str(tmp_path / "thesis.docx")):
        pass


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    path = str(tmp_path / "nowhere" / "a.csv")
    with pytest.raises(OSError, match="No such file") as caught, whole_file(path):
        pass
    assert caught.value.filename == path
    with pytest.raises(OSError, match="No such file") as caught, whole_folder(path):
        pass
    assert caught.value.filename == path


def test_a_pipe_is_written_to_as_it_is(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    got: list[str] = []
    reader = threading.Thread(target=lambda: got.append(pipe.read_text()))
    reader.start()
    with whole_file(str(pipe)) as stream:
        stream.write("a,b\n")
    reader.join(10)
    assert got == ["a,b\n"]


def test_the_ledger_itself_is_not_written_over(small: Path) -> None:
    before = small.read_bytes()
    with choosing(small) as chosen, pytest.raises(QuestionError, match="the ledger itself"):
        write(chosen, "jsonl", str(small))
    assert small.read_bytes() == before

"""`reportedly.read` and `reportedly.read_many`: what they take, and what they say of what they cannot."""

from __future__ import annotations

import json
import math
import multiprocessing
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest

import reportedly
from reportedly import Failure, Ledger, Reading, reading
from reportedly.errors import InputError, VocabularyError

TEXT = "Two ferries were held at the quay, the harbour authority said on Monday."
OTHER = "The union denied that its members had blocked the gate, and called for talks with the harbour authority."


def told(found: Iterator[Reading | Failure]) -> list[str]:
    return [f"{one.file}: {one.reason}" if isinstance(one, Failure) else one.article.text for one in found]


def test_text_bytes_and_path_give_the_same_records(tmp_path: Path) -> None:
    path = tmp_path / "a file.txt"
    path.write_text(TEXT, encoding="utf-8")
    rows = [reportedly.read(source).to_dicts()[1:] for source in (TEXT, TEXT.encode(), bytearray(TEXT.encode()), path)]
    assert rows[0]
    assert rows == [rows[0]] * 4
    assert reportedly.read(path).article.file == str(path)


@pytest.mark.parametrize("given", ["2026-01-05", date(2026, 1, 5), datetime(2026, 1, 5, 23, 59), "2026-01-05T08:00Z"])
def test_a_date_is_taken_in_any_of_its_forms(given: str | date) -> None:
    assert reportedly.read(TEXT, published=given).article.published == "2026-01-05"


@pytest.mark.parametrize("given", ["Monday", "2026-13-01", "05.01.2026", "2026-1-5", ""])
def test_what_is_no_date_is_refused(given: str) -> None:
    with pytest.raises(ValueError, match="no date of the form YYYY-MM-DD"):
        reportedly.read(TEXT, published=given)
    with pytest.raises(ValueError, match="no date"):
        reportedly.read_many([TEXT], published=given)


def test_the_name_of_a_file_is_not_read_as_a_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "two words.txt").write_text(TEXT)
    monkeypatch.chdir(tmp_path)
    for name in ("dispatch.html", "two words.txt"):
        with pytest.raises(InputError, match="give a Path"):
            reportedly.read(name)
        assert "give a Path" in told(reportedly.read_many([name]))[0]


def test_what_is_less_certain_is_left_out() -> None:
    whole = reportedly.read(TEXT)
    assert whole.statements
    assert not reportedly.read(TEXT, min_confidence=1.0).statements
    (one,) = reportedly.read_many([TEXT], min_confidence=1.0)
    assert isinstance(one, Reading)
    assert not one.statements
    for wrong in (-0.1, 1.5, math.nan):
        with pytest.raises(ValueError, match="from 0 to 1"):
            reportedly.read(TEXT, min_confidence=wrong)


def test_own_actors_are_known_and_read_anew_when_they_change(tmp_path: Path) -> None:
    actors = tmp_path / "actors.toml"
    text = "The Quayside Committee shelled the port of Ansel."
    row = '[[actor]]\nname = "{}"\nnames = ["Quayside Committee"]\nentity = "organization"\n'
    names = []
    for name in ("Quayside Committee", "Committee of the Quayside"):
        actors.write_text(row.format(name))
        names += [e.actor.name for e in reportedly.read(text, actors=actors).events if e.actor][:1]
    assert names == ["Quayside Committee", "Committee of the Quayside"]
    actors.write_text("[[actor]]\nnombre = 1\n")
    for wrong in (actors, tmp_path / "gone.toml"):
        with pytest.raises(VocabularyError, match=wrong.name):
            reportedly.read_many([text], actors=wrong)
        with pytest.raises(VocabularyError, match=wrong.name):
            reportedly.read(text, actors=wrong)


def test_rows_of_a_table_are_articles() -> None:
    rows = [
        {
            "text": TEXT,
            "title": "Ferries held",
            "publisher": "Lantern Wire",
            "published": date(1987, 5, 12),
            "words": 13,
        },
        {"text": OTHER, "url": "https://example.org/a", "publisher": math.nan, "published": math.nan},
    ]
    one, two = (r for r in reportedly.read_many(rows, url="https://example.org/all", published="1987-05-13"))
    assert isinstance(one, Reading)
    assert isinstance(two, Reading)
    assert one.article.text == f"Ferries held\n\n{TEXT}"
    assert (one.article.publisher, one.article.published) == ("Lantern Wire", "1987-05-12")
    assert one.article.url == "https://example.org/all"
    assert (two.article.publisher, two.article.published) == (None, "1987-05-13")
    assert two.article.url == "https://example.org/a"
    assert one.article.file is None


def test_what_cannot_be_read_is_a_failure_in_its_place(tmp_path: Path) -> None:
    found = reportedly.read_many([
        b"\0\1", TEXT, {"title": "no text"}, {"text": 7}, {"text": TEXT, "published": "soon"}, tmp_path / "gone.txt",
        {"file": tmp_path / "gone.txt"},
    ])  # fmt: skip
    assert told(found) == [
        "article 1: not text: binary data (it holds NUL bytes)",
        TEXT,
        "article 3: has no text, and names no file",
        "article 4: text is no string",
        "article 5: published is no date of the form YYYY-MM-DD: 'soon'",
        f"{tmp_path / 'gone.txt'}: no such file",
        f"{tmp_path / 'gone.txt'}: no such file",
    ]


def test_sources_are_taken_as_they_come_and_closing_ends_it() -> None:
    taken = []

    def sources() -> Iterator[str]:
        for text in (TEXT, OTHER, TEXT):
            taken.append(text)
            yield text

    found = reportedly.read_many(sources())
    next(found)
    found.close()
    assert taken == [TEXT]


def test_two_processes_read_as_one_does() -> None:
    sources = [TEXT, {"text": OTHER}, "README.md", TEXT.encode()]
    one, two = (
        [r if isinstance(r, Failure) else r.to_jsonl() for r in reportedly.read_many(sources, processes=n)]
        for n in (1, 2)
    )
    assert one == two


def test_apart_is_another_process_and_reads_the_same() -> None:
    before = reading._reader.cache_info()
    (one,) = reportedly.read_many([TEXT], apart=True, min_confidence=0.2)
    assert reading._reader.cache_info() == before, "a model was loaded here"
    assert one == reportedly.read(TEXT, min_confidence=0.2)


def test_apart_whatever_ends_a_process_ends_no_other() -> None:
    """Its end, as by a library that crashes, by the system where memory runs out, or by the clock."""

    def sources() -> Iterator[str]:
        yield TEXT
        (process,) = multiprocessing.active_children()
        process.kill()
        process.join()
        yield OTHER
        yield TEXT

    found = list(reportedly.read_many(sources(), apart=True))
    killed = "the process that read it was killed: memory ran out, or somebody did it"
    assert found == [reportedly.read(TEXT), Failure("article 2", killed), reportedly.read(TEXT)]
    assert multiprocessing.active_children() == []


def test_fewer_than_one_process_is_refused_at_once() -> None:
    with pytest.raises(ValueError, match="at least 1, not 0"):
        reportedly.read_many([], processes=0)


def test_the_model_is_loaded_once() -> None:
    reportedly.read(TEXT)
    before = reading._reader.cache_info().misses
    reportedly.read(OTHER)
    list(reportedly.read_many([TEXT, OTHER]))
    assert reading._reader.cache_info().misses == before


def test_a_ledger_takes_what_is_read(tmp_path: Path) -> None:
    with Ledger.open(tmp_path / "a.ledger") as ledger:
        added = ledger.add(
            reportedly.read_many([TEXT, b"\0", {"text": OTHER, "publisher": "Lantern Wire"}], for_ledger=True)
        )
        assert [getattr(one, "state", "failed") for one in added] == ["new", "failed", "new"]
        (report,) = ledger.reports(outlet="Lantern Wire")
        assert report.vectors, "events of different articles are compared by what the model made of them"


def test_json_lines_are_those_of_the_command_line() -> None:
    one = reportedly.read(TEXT)
    lines = one.to_jsonl().splitlines()
    assert [json.loads(line) for line in lines] == one.to_dicts()
    assert one.to_dicts()[0]["kind"] == "article"


def test_a_reading_is_named_shortly() -> None:
    one = reportedly.read(TEXT)
    assert repr(one) == f"<Reading {one.article.id}: 1 statements, {len(one.events)} events, 1 figures, 0 flaws>"
    assert one.article.id in repr(one)


@pytest.mark.parametrize("typed", [False, True], ids=["script", "piped in"])
def test_a_program_is_not_run_again_by_its_processes(tmp_path: Path, typed: bool) -> None:
    """Without `if __name__ == "__main__"`, which `multiprocessing` alone would ask for."""
    code = (
        "import reportedly\nprint('begun')\n"
        f"for one in reportedly.read_many([{TEXT!r}, {OTHER!r}], processes=2): print(one.article.text)\n"
    )
    (tmp_path / "script.py").write_text(code)
    command = [sys.executable, "-" if typed else str(tmp_path / "script.py")]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    ran = subprocess.run(
        command, input=code, capture_output=True, text=True, timeout=120, env=environment, cwd=tmp_path, check=False
    )
    assert (ran.stdout.splitlines(), ran.stderr) == (["begun", TEXT, OTHER], "")

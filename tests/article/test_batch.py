"""Many articles: order, failures that stop nothing, workers that die, bugs that are not swallowed."""

from __future__ import annotations

import io
import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from reportedly.article import batch, files
from reportedly.article.batch import Given, read_given, read_many
from reportedly.errors import InvariantError, ModelError
from reportedly.records import Article, Failure, Reading
from tests.article import readers

IN_ONE_OR_MANY = pytest.mark.parametrize("processes", [1, 2])


@pytest.fixture
def written(tmp_path: Path):
    """Writes texts to files `0.txt`, `1.txt` … and gives their paths."""

    def write(*texts: str) -> list[Path]:
        paths = [tmp_path / f"{i}.txt" for i in range(len(texts))]
        for path, text in zip(paths, texts, strict=True):
            path.write_text(text, encoding="utf-8")
        return paths

    return write


def told(results) -> list[str]:
    """`text` of a reading, `!reason` of a failure."""
    return [f"!{r.reason}" if isinstance(r, Failure) else r.article.text for r in results]


@IN_ONE_OR_MANY
def test_order_of_output_is_order_of_input(written, processes):
    texts = ["SLOW came first", "b came second", "c came third", "SLOW came fourth", "e came fifth"]
    assert told(read_many(written(*texts), processes=processes, load=readers.load)) == texts


def test_one_process_and_two_give_the_same_readings(written):
    paths = written(*(f"Ana said that it was {i}" for i in range(20)))
    one, two = (list(read_many(paths, processes=n, load=readers.load)) for n in (1, 2))
    assert one == two
    assert len(one) == 20
    assert all(isinstance(r, Reading) and r.statements for r in one)


@IN_ONE_OR_MANY
def test_options_and_the_file_name_reach_the_reader(written, processes):
    paths = written("Ana said yes", "Ben said no")
    readings = read_many(
        paths, processes=processes, url="https://example.org/a", published="1962-10-23", load=readers.load
    )
    for path, reading in zip(paths, readings, strict=True):
        assert isinstance(reading, Reading)
        article = reading.article
        assert (article.file, article.url, article.published) == (
            str(path),
            "https://example.org/a",
            "1962-10-23",
        )


@IN_ONE_OR_MANY
def test_what_cannot_be_read_becomes_a_failure_and_the_rest_goes_on(written, tmp_path, processes):
    good, bad, last = written("Ana said yes", "BAD", "Cy said so")
    sources = [good, bad, tmp_path / "gone.txt", tmp_path, last]
    results = list(read_many(sources, processes=processes, load=readers.load))
    failures = ["!holds no text", "!no such file", "!is a directory"]
    assert told(results) == ["Ana said yes", *failures, "Cy said so"]
    assert [r.file for r in results if isinstance(r, Failure)] == list(map(str, sources[1:4]))


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read(written):
    (path,) = written("Ana said yes")
    path.chmod(0)
    assert told(read_many([path], load=readers.load)) == ["!permission denied"]


def test_a_permission_error_is_told_in_words(written, monkeypatch):
    def refuse(*_args, **_kwargs):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("builtins.open", refuse)
    assert told(read_many(["locked.txt"], load=readers.load)) == ["!permission denied"]


def test_a_name_that_no_file_can_have():
    assert told(read_many(["a\0b"], load=readers.load)) == ["!is no file name"]


def test_a_file_too_large_to_be_an_article(written, monkeypatch):
    monkeypatch.setattr(files, "LIMIT", 10)
    small, large = written("a b c d e", "Ana said that")
    assert told(read_many([small, large], processes=1, load=readers.load)) == [
        "a b c d e",
        "!is larger than 0 MB, so it is no article",
    ]


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux keeps any bytes as a file name")
def test_a_file_name_that_is_not_utf8_is_told_as_text(tmp_path):
    path = os.path.join(os.fsencode(tmp_path), b"\xff.txt")
    with open(path, "wb") as stream:
        stream.write(b"Ana said yes")
    (reading,) = read_many([os.fsdecode(path)], load=readers.load)
    assert isinstance(reading, Reading)
    assert reading.article.file is not None
    assert reading.article.file.endswith("\ufffd.txt")
    reading.article.file.encode("utf-8")


@IN_ONE_OR_MANY
def test_standard_input_is_read_here_and_has_no_file(written, monkeypatch, processes):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"Ben said no")))
    results = list(read_many([*written("Ana said yes"), "-"], processes=processes, load=readers.load))
    assert told(results) == ["Ana said yes", "Ben said no"]
    assert isinstance(results[1], Reading)
    assert results[1].article.file is None


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_pipe_is_read_here_because_a_worker_may_not_have_it(written, tmp_path):
    read_end, write_end = os.pipe()
    os.write(write_end, b"Ben said no")
    os.close(write_end)
    sources = [*written("Ana said yes"), f"/dev/fd/{read_end}"]
    try:
        assert told(read_many(sources, processes=2, load=readers.load)) == ["Ana said yes", "Ben said no"]
    finally:
        os.close(read_end)


def test_a_worker_that_dies_costs_only_what_it_was_reading(written):
    texts = ["Ana said yes", "DIES", "Ben said no", "DIES", "Cy said so", "Di said more"]
    assert told(read_many(written(*texts), processes=2, load=readers.load)) == [
        "!the process that read it ended with exit code 7" if text == "DIES" else text for text in texts
    ]


KILLED = "!the process that read it was killed: memory ran out, or somebody did it"


def test_a_worker_that_is_killed_costs_only_what_it_was_reading(written):
    texts = ["KILLED", "Ana said yes", "Ben said no", "KILLED", "Cy said so"]
    results = told(read_many(written(*texts), processes=2, load=readers.load))
    assert results == [KILLED if text == "KILLED" else text for text in texts]


def test_where_one_is_killed_while_it_starts_fewer_read_on(written, tmp_path):
    texts = ["Ana said yes", "SLOW and so on", "Ben said no", "Cy said so"]
    load = readers.LoadOnce(str(tmp_path / "loaded"))
    assert told(read_many(written(*texts), processes=3, load=load)) == texts


def test_where_all_are_killed_while_they_start_that_is_one_line(written):
    with pytest.raises(ModelError, match=r"^the model cannot be loaded: the process that was to read was killed"):
        list(read_many(written("a", "b"), processes=2, load=readers.load_and_be_killed))


@pytest.mark.skipif(not hasattr(signal, "SIGSTOP"), reason="needs signals that stop a process")
def test_a_worker_that_hears_nothing_is_ended_all_the_same(written, monkeypatch):
    monkeypatch.setattr(batch, "_ENDING", 0.2)
    results = read_many(written(*["Ana said yes"] * 6), processes=2, load=readers.load)
    next(results)
    for child in multiprocessing.active_children():
        os.kill(child.pid, signal.SIGSTOP)
    results.close()
    assert not multiprocessing.active_children()


def test_a_bug_in_the_middle_is_raised_in_its_turn_with_where_it_came_from(written):
    paths = written("SLOW is fine", "BUG", "Cy said so")
    for processes in (1, 2):
        results = read_many(paths, processes=processes, load=readers.load)
        assert told([next(results)]) == ["SLOW is fine"]
        with pytest.raises(InvariantError, match=r"1\.txt: ZeroDivisionError: one of ours") as caught:
            next(results)
        assert "readers.py" in str(caught.value.__cause__)


@IN_ONE_OR_MANY
def test_a_broken_invariant_is_raised_as_it_is(written, processes):
    with pytest.raises(InvariantError, match=r"^a span is not in the text$"):
        list(read_many(written("BROKEN", "b"), processes=processes, load=readers.load))


@IN_ONE_OR_MANY
def test_a_model_that_cannot_be_loaded(written, processes):
    with pytest.raises(ModelError, match="the model folder is empty"):
        list(read_many(written("a", "b"), processes=processes, load=readers.load_no_model))


def test_workers_that_never_start_are_an_error_and_no_endless_loop(written):
    with pytest.raises(InvariantError, match="did not start: it ended with exit code 3"):
        list(read_many(written("a", "b"), processes=2, load=readers.load_and_die))
    with pytest.raises(InvariantError, match="did not load: RuntimeError: not a promised error"):
        list(read_many(written("a", "b"), processes=2, load=readers.load_and_fail))


def test_no_process_is_left_when_the_caller_stops_early(written):
    results = read_many(written(*["Ana said yes"] * 6), processes=2, load=readers.load)
    next(results)
    assert multiprocessing.active_children()
    results.close()
    assert not multiprocessing.active_children()


def test_never_far_ahead_of_the_one_that_is_due(written, tmp_path, monkeypatch):
    monkeypatch.setattr(batch, "AHEAD", 2)
    handed: list[int] = []
    hand = batch._hand

    def note(pipe, worker, task, source, done):
        handed.append(task)
        hand(pipe, worker, task, source, done)

    monkeypatch.setattr(batch, "_hand", note)
    paths = written("SLOW came first", *(f"b is {i}" for i in range(30)))
    results = read_many(paths, processes=2, load=readers.load)
    next(results)
    assert max(handed) <= 4
    assert len(told(results)) == 30
    assert handed == list(range(31))


def test_works_away_from_the_main_thread(written):
    paths = written("Ana said yes", "Ben said no")
    got: list[str] = []
    results = read_many(paths, processes=2, load=readers.load)
    thread = threading.Thread(target=lambda: got.extend(told(results)))
    thread.start()
    thread.join(60)
    assert got == ["Ana said yes", "Ben said no"]


def test_fewer_than_one_process_is_refused_at_once():
    with pytest.raises(ValueError, match="at least 1, not 0"):
        read_many(["a"], processes=0)


def test_nothing_to_read():
    assert list(read_many([], load=readers.load)) == []


def test_one_source_needs_no_multiprocessing(written):
    (path,) = written("Ana said yes")
    code = (
        "import sys; from reportedly.article.batch import read_many; from tests.article import readers\n"
        f"assert len(list(read_many([{str(path)!r}], load=readers.load))) == 1\n"
        "assert 'multiprocessing' not in sys.modules"
    )
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60, env=env)


# What is at hand already


@IN_ONE_OR_MANY
def test_what_is_at_hand_is_read_in_order_and_all_else_is_given_back(processes):
    items = [Given(b"SLOW came first"), 7, Given(b"BAD", "b.txt"), Failure("gone", "no"), Article("Ana said yes"), None]
    results = list(read_given(items, processes=processes, load=readers.load))
    assert told([results[0], results[4]]) == ["SLOW came first", "Ana said yes"]
    assert results[1:4] == [7, Failure("b.txt", "holds no text"), Failure("gone", "no")]
    assert results[5] is None


@IN_ONE_OR_MANY
def test_what_is_known_from_outside_goes_before_what_the_article_says(processes):
    known = {"url": "https://tern.example/", "title": "No", "publisher": "The Tern", "published": "2026-01-02"}
    one, other = read_given(
        [Given(b"Ben said no", "a.txt", **known), Given(b"Ana said yes")], processes=processes, load=readers.load
    )
    assert isinstance(one, Reading)
    assert isinstance(other, Reading)
    assert {name: getattr(one.article, name) for name in known} == known
    assert (one.article.file, other.article.file, other.article.title) == ("a.txt", None, None)


@IN_ONE_OR_MANY
def test_no_reader_is_loaded_where_nothing_is_to_be_read(processes):
    assert list(read_given(range(500), processes=processes, load=readers.load_no_model)) == list(range(500))
    assert list(read_given([], processes=processes, load=readers.load_no_model)) == []


def test_items_are_taken_as_they_are_needed(monkeypatch):
    monkeypatch.setattr(batch, "AHEAD", 2)
    taken = []

    def items():
        for number in range(100):
            taken.append(number)
            yield Given(f"Ana said {number}".encode())

    results = read_given(items(), processes=2, load=readers.load)
    next(results)
    assert len(taken) <= 6
    assert len(told(results)) == 99


def test_a_worker_that_dies_over_what_was_at_hand_costs_only_that():
    items = [Given(b"Ana said yes"), Given(b"DIES", None, "https://tern.example/"), Article("Ben said no")]
    first, failure, last = read_given(items, processes=2, load=readers.load)
    assert told([first, last]) == ["Ana said yes", "Ben said no"]
    assert failure == Failure("https://tern.example/", "the process that read it ended with exit code 7")


def test_no_more_processes_than_there_are_items(monkeypatch):
    hired = []
    hire = batch._Crew.hire
    monkeypatch.setattr(batch._Crew, "hire", lambda crew: (hired.append(1), hire(crew)))
    list(read_given([Given(b"Ana said yes"), Given(b"Ben said no")], processes=8, count=2, load=readers.load))
    assert len(hired) == 2


OVER = "!took longer to read than its time limit of 0.5 seconds"


@IN_ONE_OR_MANY
def test_an_article_over_its_time_becomes_a_failure_and_the_rest_goes_on(written, processes):
    texts = ["Ana said yes", "LATE", "Ben said no", "LATE", "Cy said so"]
    found = list(read_many(written(*texts), processes=processes, load=readers.load, time_limit=0.5))
    assert told(found) == [OVER if text == "LATE" else text for text in texts]
    assert [Path(one.file).name for one in found if isinstance(one, Failure)] == ["1.txt", "3.txt"]


def test_a_process_that_hangs_in_what_never_looks_is_ended_and_replaced(written, monkeypatch):
    monkeypatch.setattr(batch, "GRACE", 0.2)
    texts = ["HANGS", "Ana said yes", "HANGS", "HANGS", "Ben said no", "SLOW but in time"]
    assert told(read_many(written(*texts), processes=2, load=readers.load, time_limit=0.5)) == [
        OVER if text == "HANGS" else text for text in texts
    ]
    assert not multiprocessing.active_children()


def test_one_process_apart_ends_what_never_comes_back_from_c(written, monkeypatch):
    monkeypatch.setattr(batch, "GRACE", 0.2)
    texts = ["STUCK", "Ana said yes", "DIES", "Ben said no"]
    found = told(read_many(written(*texts), processes=1, load=readers.load, time_limit=0.5, apart=True))
    assert found == [OVER, "Ana said yes", "!the process that read it ended with exit code 7", "Ben said no"]
    assert told(read_many(written("STUCK"), load=readers.load, time_limit=0.5, apart=True)) == [OVER]
    assert not multiprocessing.active_children()


def test_apart_without_a_limit_is_the_callers_own_process(written):
    texts = ["Ana said yes", "Ben said no"]
    ours = readers.Fake(f"fake of {os.getpid()}")
    found = list(read_many(written(*texts), processes=1, load=lambda: ours, time_limit=None, apart=True))
    assert [one.article.model for one in found] == [ours.model] * 2


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="no such signal here")
def test_a_process_whose_parent_is_gone_ends_by_itself():
    """What hangs in C hears of no closed pipe; the system ends it."""
    program = (
        "from reportedly.article.children import ended_after\n"
        "import re\n"
        "with ended_after(None): pass\n"
        "with ended_after(60): pass\n"
        "with ended_after(0.2): re.match(r'(a+)+$', 'a' * 60 + 'b')\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, timeout=60, check=False)
    assert done.returncode == -signal.SIGALRM


def test_what_was_read_in_time_is_no_failure_however_late_it_is_fetched(written, monkeypatch):
    monkeypatch.setattr(batch, "GRACE", 0.1)
    texts = [f"Ana said it was {i}" for i in range(6)]
    results = read_many(written(*texts), processes=2, load=readers.load, time_limit=0.2)
    found = told([next(results)])
    time.sleep(1)
    assert found + told(results) == texts


def test_without_a_limit_nothing_is_over(written):
    texts = ["SLOW came first", "b came second"]
    assert told(read_many(written(*texts), processes=2, load=readers.load, time_limit=None)) == texts
    with pytest.raises(ValueError, match="time_limit"):
        read_many(written(*texts), load=readers.load, time_limit=0)


def test_what_is_given_in_memory_has_a_limit_too():
    items = [Given(b"LATE"), Failure("gone.txt", "no such file"), Article("Ana said yes"), Given(b"HANGS")]
    assert told(read_given(items, processes=2, load=readers.load, time_limit=0.5)) == [
        OVER, "!no such file", "Ana said yes", OVER,
    ]  # fmt: skip

"""The command line, in real processes where exit codes and streams are what matters."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import click
import pytest

from reportedly import __version__, cli
from reportedly.errors import ModelError
from tests.article import readers

HERE = Path(__file__).parent
OUTSIDE = ("NO_COLOR", "FORCE_COLOR", "COLUMNS", "REPORTEDLY_DEBUG")
ENV = {
    **{name: value for name, value in os.environ.items() if name not in OUTSIDE},
    "PYTHONPATH": os.pathsep.join([str(HERE.parent), *sys.path]),
    "TERM": "xterm-256color",
}
HEAVY = (
    "feedparser", "httpcore2", "lxml", "multiprocessing", "numpy", "onnxruntime", "py3langid", "rich", "sqlite3",
    "trafilatura",
)  # fmt: skip


def command(*arguments: object, load: str = "load") -> list[str]:
    return [sys.executable, str(HERE / "cli_with_fake_reader.py"), load, *map(str, arguments)]


def run(*arguments: object, load: str = "load", data: bytes = b"", **env: str):
    """Exit code, standard output, standard error."""
    done = subprocess.run(
        command(*arguments, load=load),
        input=data,
        capture_output=True,
        timeout=60,
        env=ENV | env,
        check=False,
    )
    return done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8")


@pytest.fixture
def files(tmp_path: Path):
    def write(*texts: str) -> list[Path]:
        paths = [tmp_path / f"{i}.txt" for i in range(len(texts))]
        for path, text in zip(paths, texts, strict=True):
            path.write_text(text, encoding="utf-8")
        return paths

    return write


# Help


@pytest.mark.parametrize(
    "arguments", [["--help"], ["--version"], *([name, "--help"] for name in cli.reportedly.commands)]
)
def test_help_imports_nothing_heavy(arguments):
    code = (
        "import sys\nfrom reportedly.cli import main\n"
        f"try:\n    main({arguments!r})\nexcept SystemExit as end:\n    assert not end.code, end.code\n"
        f"heavy = [m for m in {HEAVY!r} if m in sys.modules]\n"
        "sys.exit(f'imported {heavy}' if heavy else 0)"
    )
    subprocess.run([sys.executable, "-c", code], env=ENV, check=True, timeout=60, capture_output=True)


def test_the_package_runs_as_a_module():
    done = subprocess.run(
        [sys.executable, "-m", "reportedly", "--version"],
        env=ENV,
        check=True,
        capture_output=True,
        timeout=60,
    )
    assert done.stdout.decode().split() == ["reportedly", __version__]


def commands() -> list[click.Command]:
    return [cli.reportedly, *cli.reportedly.commands.values()]


def test_the_documentation_has_every_command_option_and_exit_code():
    text = (HERE.parent / "docs" / "cli.md").read_text(encoding="utf-8")
    for name in cli.reportedly.commands:
        assert f"## `reportedly {name}`" in text
    for one in commands():
        for parameter in one.get_params(click.Context(one)):
            if isinstance(parameter, click.Option):
                for option in parameter.opts:
                    assert f"`{option}" in text, option
                if isinstance(parameter.type, click.Choice):
                    for choice in parameter.type.choices:
                        assert f"`{parameter.opts[0]} {choice}`" in text
    for code in (0, cli.CANNOT, cli.BAD_INPUT, cli.BUG, cli.INTERRUPTED, cli.BROKEN_PIPE):
        assert f"| `{code}` |" in text
        assert re.search(rf"^  {code} ", cli.EXIT_CODES, re.MULTILINE)


def test_help_has_an_example_and_the_exit_codes():
    for arguments in (["--help"], ["read", "--help"]):
        code, out, err = run(*arguments)
        assert (code, err) == (0, "")
        assert "reportedly read dispatch.html" in out
        assert "Ctrl-C" in out


# What comes out


def test_jsonl_is_the_contract_whatever_the_locale(files):
    (path,) = files("Zoë said “dass es gut sei”")
    code, out, err = run("read", "--format", "jsonl", path, LC_ALL="C", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0")
    assert (code, err) == (0, "")
    expected = readers.load().read(path.read_bytes(), file=str(path)).rows()
    assert out == "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in expected)
    assert "Zoë" in out


def test_date_and_url_reach_the_record(files):
    known = ["--date", "1962-10-23", "--url", "https://example.org/a"]
    code, out, _ = run("read", "--format", "jsonl", *known, *files("Ana said yes"))
    article = json.loads(out.splitlines()[0])
    assert code == 0
    assert (article["published"], article["url"]) == ("1962-10-23", "https://example.org/a")


def test_what_is_less_certain_is_left_out_where_that_is_wanted(files):
    paths = files("Ana said it was 0.41", "Ben said it was 0.73", "Cleo said it was")
    wanted = [("0", 3), ("0.41", 3), ("0.5", 2), ("1", 1)]
    for least, count in wanted:
        code, out, err = run("read", "--format", "jsonl", "--min-confidence", least, *paths)
        assert (code, err) == (0, "")
        assert out.count('"kind": "statement"') == count
    assert "No statements." in run("read", "--min-confidence", "0.5", paths[0])[1]


def test_many_files_in_the_order_given_in_one_process_and_in_two(files):
    paths = files("SLOW came first", *(f"Ana said it was {i}" for i in range(6)))
    outputs = {run("read", "--format", "jsonl", "--processes", n, *paths) for n in (1, 2)}
    assert len(outputs) == 1
    ((code, out, err),) = outputs
    assert (code, err) == (0, "")
    names = [row["file"] for row in map(json.loads, out.splitlines()) if row["kind"] == "article"]
    assert names == list(map(str, paths))


@pytest.mark.parametrize("arguments", [[], ["-"]])
def test_standard_input(arguments):
    code, out, err = run("read", "--format", "jsonl", *arguments, data=b"Ana said yes")
    assert (code, err) == (0, "")
    assert json.loads(out.splitlines()[0])["file"] is None


def test_text_in_a_pipe_has_marks_and_no_escapes(files):
    code, out, err = run("read", *files("Ana said yes"))
    assert (code, err) == (0, "")
    assert "⟦Ana⟧ ‹said›¹ ⌜yes⌟" in out
    assert "\x1b" not in out


@pytest.mark.parametrize(
    ("arguments", "env", "coloured"),
    [
        ([], {"FORCE_COLOR": "1"}, True),
        ([], {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
        (["--no-color"], {"FORCE_COLOR": "1"}, False),
        (["--output", os.devnull], {"FORCE_COLOR": "1"}, False),
    ],
)
def test_who_decides_on_colours(files, arguments, env, coloured):
    _, out, _ = run("read", *arguments, *files("Ana said yes"), **env)
    assert ("\x1b[" in out) is coloured


# What cannot be read


def test_bad_files_get_a_line_each_and_the_others_are_read(files, tmp_path):
    good, bad = files("Ana said yes", "BAD")
    code, out, err = run("read", "--format", "jsonl", bad, tmp_path / "gone.txt", good, tmp_path)
    assert code == 2
    assert err.splitlines() == [
        f"reportedly: {bad}: holds no text",
        f"reportedly: {tmp_path / 'gone.txt'}: no such file",
        f"reportedly: {tmp_path}: is a directory",
    ]
    assert json.loads(out.splitlines()[0])["file"] == str(good)


def test_empty_standard_input_is_called_by_its_name():
    assert run("read") == (2, "", "reportedly: standard input: holds no text\n")


def test_a_hostile_file_name_does_not_reach_the_terminal(tmp_path):
    code, _, err = run("read", tmp_path / "a\x1b[31m\nb.txt")
    assert code == 2
    assert "\x1b" not in err
    assert err.count("\n") == 1


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["--date", "2026-02-30", "x"], "2026-02-30"),
        (["--date", "20260201", "x"], "not of the form"),
        (["--date", "2026-2-1", "x"], "not of the form"),
        (["--format", "xml", "x"], "xml"),
        (["--processes", "0", "x"], "0"),
        *(
            (["--min-confidence", bad, "x"], f"'{bad}' is not a number from 0 to 1")
            for bad in ("1.5", "-1", "nan", "x")
        ),
        *(
            (["--time-limit", bad, "x"], f"'{bad}' is not a number of seconds above 0")
            for bad in ("0", "-1", "nan", "inf", "x")
        ),
        (["--url", "https://example.org", "x", "y"], "one article"),
        (["--nonsense"], "nonsense"),
    ],
)
def test_wrong_usage(arguments, reason):
    code, out, err = run("read", *arguments)
    assert (code, out) == (2, "")
    assert reason in err
    assert "Traceback" not in err


def test_a_model_that_cannot_be_loaded(files):
    code, out, err = run("read", *files("Ana said yes", "Ben said no"), load="load_no_model")
    assert (code, out, err) == (1, "", "reportedly: the model folder is empty\n")


@pytest.mark.parametrize(
    ("actors", "told"),
    [
        ('[[actor]]\nname = "A"\nentity = "group"\nland = "PRT"\n', "unknown key"),
        ('[[actor]]\nname = "A"\nentity = "group"\n' * 2, "actor 2 (A)"),
        ('[[actor]]\nname = "A"\nentity = "group"\ncountry = "XYZ"\n', "country: unknown"),
        (None, "no such file"),
    ],
    ids=["wrong key", "twice", "unknown country", "missing"],
)
def test_an_actors_file_with_a_fault_is_told_in_one_line_and_nothing_is_read(files, tmp_path, actors, told):
    mine = tmp_path / "mine.toml"
    if actors is not None:
        mine.write_text(actors, encoding="utf-8")
    code, out, err = run("read", "--actors", mine, *files("Ana said yes"))
    assert (code, out) == (1, "")
    assert err.count("\n") == 1
    assert "mine.toml" in err
    assert told in err.lower() or told in err


@pytest.mark.parametrize("count", [1, 2])
@pytest.mark.parametrize(("text", "told"), [("BUG", "ZeroDivisionError"), ("BROKEN", "not in the text")])
def test_a_bug_is_one_line_and_a_hint(files, text, told, count):
    code, out, err = run("read", *files(*[text] * count))
    assert (code, out) == (70, "")
    assert err.count("\n") == 1
    assert told in err
    assert "REPORTEDLY_DEBUG=1" in err


def test_a_bug_in_full_where_asked_for(files):
    code, _, err = run("read", *files("BUG", "BUG"), REPORTEDLY_DEBUG="1")
    assert code == 70
    assert "readers.py" in err


@pytest.mark.parametrize("processes", [1, 2])
def test_an_article_over_its_time_is_one_line_and_the_others_are_read(files, processes):
    paths = files("Ana said yes", "LATE", "Ben said no")
    arguments = ("--time-limit", "0.5", "--processes", processes)
    code, out, err = run("read", "--format", "jsonl", *arguments, *paths)
    assert (code, err) == (2, f"reportedly: {paths[1]}: took longer to read than its time limit of 0.5 seconds\n")
    assert [json.loads(row)["text"] for row in out.splitlines() if '"kind": "article"' in row] == [
        "Ana said yes", "Ben said no",
    ]  # fmt: skip


@pytest.mark.parametrize("processes", [(), ("--processes", 1)])
def test_what_hangs_in_c_is_ended_in_a_single_process_too(files, processes):
    paths = files("STUCK", "Ana said yes")
    code, out, err = run("read", "--format", "jsonl", "--time-limit", "0.5", *processes, paths[0])
    assert (code, out, err) == (
        2,
        "",
        f"reportedly: {paths[0]}: took longer to read than its time limit of 0.5 seconds\n",
    )
    if processes:
        code, out, err = run("read", "--format", "jsonl", "--time-limit", "0.5", *processes, *paths)
        assert (code, err.count("\n")) == (2, 1)
        assert json.loads(out.splitlines()[0])["text"] == "Ana said yes"


# The output file


def test_output_is_written_whole_and_nothing_is_left_beside_it(files, tmp_path):
    out = tmp_path / "out" / "readings.jsonl"
    out.parent.mkdir()
    out.write_text("before")
    assert run("read", "--format", "jsonl", "--output", out, *files("Ana said yes", "BAD"))[0] == 2
    assert [json.loads(line)["kind"] for line in out.read_text().splitlines()] == ["article", "statement"]
    assert os.listdir(out.parent) == [out.name]


def test_output_stays_as_it_was_after_a_bug(files, tmp_path):
    out = tmp_path / "out" / "readings.jsonl"
    out.parent.mkdir()
    out.write_text("before")
    assert run("read", "--processes", 1, "--output", out, *files("Ana said yes", "BUG"))[0] == 70
    assert out.read_text() == "before"
    assert os.listdir(out.parent) == [out.name]


def test_output_that_cannot_be_written(files, tmp_path):
    for target, reason in (
        (tmp_path / "gone" / "x", "no such file or directory"),
        (tmp_path, "is a directory"),
    ):
        code, _, err = run("read", "--output", target, *files("Ana said yes"))
        assert (code, err) == (1, f"reportedly: {target}: {reason}\n")


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs a device that is always full")
def test_a_full_disk(files):
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            command("read", *files("Ana said yes")), stdout=full, stderr=subprocess.PIPE, env=ENV, check=False
        )
    assert (done.returncode, done.stderr) == (1, b"reportedly: no space left on device\n")


# Ends


@pytest.mark.skipif(os.name == "nt", reason="POSIX signals")
@pytest.mark.parametrize("count", [1, 3])
def test_ctrl_c_ends_quietly_and_at_once(files, tmp_path, count):
    begun = tmp_path / "begun"
    paths = files(*[f"NEVER {begun} ends"] * count)
    out = tmp_path / "out.txt"
    process = subprocess.Popen(
        command("read", "--processes", 2, "--output", out, *paths),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=ENV,
        start_new_session=True,
    )
    deadline = time.monotonic() + 30
    while not begun.exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does: to the parent and all workers
    stdout, stderr = process.communicate(timeout=20)
    assert (process.returncode, stdout, stderr.strip()) == (130, b"", b"")
    assert not out.exists()
    assert not list(tmp_path.glob(".*.part"))


@pytest.mark.skipif(os.name == "nt", reason="POSIX pipes")
def test_a_reader_of_the_output_that_goes_away(files):
    read_end, write_end = os.pipe()
    os.close(read_end)
    done = subprocess.run(
        command("read", *files("Ana said yes")),
        stdout=write_end,
        stderr=subprocess.PIPE,
        env=ENV,
        check=False,
    )
    os.close(write_end)
    assert (done.returncode, done.stderr) == (141, b"")


def at_a_terminal(arguments: list[str], **streams) -> tuple[int, str]:
    """Exit code, and what a terminal gets that is connected to the streams given as "terminal"."""
    import pty

    ours, theirs = pty.openpty()
    places = {k: theirs if v == "terminal" else v for k, v in streams.items()}
    process = subprocess.Popen(arguments, env=ENV, **places)
    os.close(theirs)
    got = b""
    while True:
        try:
            part = os.read(ours, 65536)
        except OSError:  # Linux's way to say that nobody has it open any more
            break
        if not part:
            break
        got += part
    os.close(ours)
    return process.wait(timeout=60), got.decode("utf-8")


@pytest.mark.skipif(os.name == "nt", reason="POSIX terminals")
class TestAtATerminal:
    def test_no_file_is_wrong_usage(self):
        code, shown = at_a_terminal(command("read"), stdin="terminal", stdout=subprocess.DEVNULL, stderr="terminal")
        assert code == 2
        assert "name a FILE" in shown

    def test_text_is_coloured(self, files):
        code, shown = at_a_terminal(command("read", *files("Ana said yes")), stdout="terminal")
        assert code == 0
        assert "\x1b[" in shown
        assert "⟦" not in shown

    def test_many_files_show_a_bar_and_leave_the_output_alone(self, files, tmp_path):
        out = tmp_path / "out.jsonl"
        paths = files(*[f"SLOW said it was {i}" for i in range(4)])
        arguments = command("read", "--format", "jsonl", "--output", out, "--processes", 1, *paths)
        code, shown = at_a_terminal(arguments, stderr="terminal")
        assert code == 0
        assert "2/4" in shown
        assert "articles/s" in shown
        assert len(out.read_text().splitlines()) == 8

    def test_one_file_shows_no_bar(self, files, tmp_path):
        out = tmp_path / "out.jsonl"
        code, shown = at_a_terminal(command("read", "--output", out, *files("Ana said yes")), stderr="terminal")
        assert (code, shown) == (0, "")

    def test_no_bar_where_the_output_goes_through_a_pipe(self, files):
        with open(os.devnull, "wb") as nowhere:
            sink = subprocess.Popen(["cat"], stdin=subprocess.PIPE, stdout=nowhere)
            code, shown = at_a_terminal(
                command("read", *files("Ana said yes", "Ben said no")), stdout=sink.stdin, stderr="terminal"
            )
            assert sink.stdin is not None
            sink.stdin.close()
            sink.wait(timeout=20)
        assert (code, shown) == (0, "")


def test_main_turns_every_end_into_an_exit_code(monkeypatch, capsys):
    def fail(*_args, **_kwargs):
        raise ModelError("the model folder has no labels")

    monkeypatch.setattr(cli.reportedly, "main", fail)
    with pytest.raises(SystemExit) as end:
        cli.main(["read", "x"])
    assert end.value.code == 1
    assert capsys.readouterr().err == "reportedly: the model folder has no labels\n"

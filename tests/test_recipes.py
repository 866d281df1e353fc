"""What the documentation shows in Python runs, in its order, beside the examples; and so does the notebook."""

from __future__ import annotations

import asyncio
import contextlib
import io
import os
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

import reportedly
from reportedly.tidy import COLUMNS

ROOT = Path(__file__).resolve().parent.parent
BLOCK = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)
Names = dict[str, Any]


def blocks(page: str) -> list[tuple[int, str]]:
    """The Python of a page, each with the line on which it begins."""
    text = (ROOT / "docs" / page).read_text("utf-8")
    return [(text.count("\n", 0, m.start()) + 2, m.group(1)) for m in BLOCK.finditer(text)]


def run(page: str, folder: Path) -> tuple[Names, str]:
    """All blocks in one namespace, in `folder`, and what they print. A fault names the line of the page."""
    (folder / "examples").symlink_to(ROOT / "examples")
    names: Names = {"__name__": "recipe"}
    told = io.StringIO()
    with contextlib.chdir(folder), contextlib.redirect_stdout(told):
        for line, source in blocks(page):
            # So that a traceback names the line of the page.
            exec(compile("\n" * (line - 1) + source, str(ROOT / "docs" / page), "exec"), names)
    return names, told.getvalue()


# What must have come of it, by name


def _python(names: Names, told: str) -> None:
    reading = names["reading"]
    assert names["page"].statements == names["again"].statements
    assert names["page"].statements
    assert repr(reading) in told
    assert "A union official" in told
    assert "denied according to anonymous" in told
    assert "a PDF document" in told
    assert "article 2 has no text, and names no file" in told
    assert len(names["readings"]) == len(names["sources"]) == 8
    assert Path(names["html"][:5]) == Path("<div ")
    assert "SOURCE" in names["drawn"]
    assert [row["kind"] for row in names["doc"]._.records] == [row["kind"] for row in reading.rows()]
    assert told.rstrip().endswith("1.0")
    assert "Dossier" in told


def _recipes(names: Names, told: str) -> None:
    readings = names["readings"]
    assert len(readings) == 8
    for kind in ("events", "statements"):
        assert list(names[kind].columns) == list(COLUMNS[kind])
        assert len(names[kind]) == sum(len(getattr(reading, kind)) for reading in readings)
    assert names["told"].sum() == len(names["acts"]) > 0
    assert "the article" in told
    assert str(names["dated"]["day"].dtype).startswith("datetime64")
    assert [one.article.publisher for one in names["again"]] == list(names["articles"]["publisher"].head(2))
    assert names["figures"].columns == list(COLUMNS["figures"])
    assert str(names["figures"].schema["value"]) == "Float64"
    count = sum(len(reading.statements) for reading in readings)
    assert sum(row[2] for row in names["sources"].fetchall()) == count
    assert {row[0] for row in names["conflict"]} <= {*names["events"]["actor_country"].dropna()}
    assert len(names["killed"]) == names["figures"].filter(names["figures"]["measure"] == "killed").height > 0
    assert len(names["docs"]) == 3
    assert names["verbs"]
    assert isinstance(names["disputes"], list)


CHECKS: dict[str, Callable[[Names, str], None]] = {"python.md": _python, "recipes.md": _recipes}


@pytest.mark.parametrize("page", CHECKS)
def test_what_a_page_shows_runs(page: str, tmp_path: Path) -> None:
    assert len(blocks(page)) >= 10
    names, told = run(page, tmp_path)
    with contextlib.chdir(tmp_path):
        CHECKS[page](names, told)


def test_a_fault_names_its_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(globals(), "blocks", lambda page: [(41, "x = 1\nraise KeyError(x)\n")])
    with pytest.raises(KeyError) as error:
        run("python.md", tmp_path)
    assert error.traceback[-1].lineno + 1 == 42


def test_every_column_is_documented() -> None:
    text = (ROOT / "docs" / "python.md").read_text("utf-8")
    table = text[text.index("## Tables") : text.index("## In a notebook")]
    assert {column for columns in COLUMNS.values() for column in columns} - set(re.findall(r"`(\w+)`", table)) == set()


def test_the_notebook_runs_and_shows_the_reading() -> None:
    notebook = nbformat.read(ROOT / "examples" / "tour.ipynb", as_version=4)
    assert not any(cell.get("outputs") for cell in notebook.cells), "kept without what it shows"
    path = os.pathsep.join([str(Path(reportedly.__file__).parents[1]), os.environ.get("PYTHONPATH", "")])
    client = NotebookClient(notebook, timeout=240, resources={"metadata": {"path": str(ROOT / "examples")}})
    environment = {**os.environ, "PYTHONPATH": path}
    # In a thread of its own: in that of the tests a browser may have left its loop running.
    with ThreadPoolExecutor(1) as apart:
        apart.submit(lambda: asyncio.run(client.async_execute(env=environment))).result()
    shown = [cell.outputs[-1]["data"] for cell in notebook.cells if cell.cell_type == "code"]
    assert "<details><summary>" in shown[0]["text/html"]
    assert "at least 115" in shown[0]["text/html"]
    assert shown[0]["text/plain"].startswith("<Reading ")
    assert "115" in shown[-1]["text/html"]

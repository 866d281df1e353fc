"""Without any extra: it imports and reads; and what an extra is needed for says so in one line.

Everything that is installed beside the core dependencies is hidden from a fresh process, as if it were not there.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterable
from importlib.metadata import PackageNotFoundError, distribution, packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
OURS = {"dev", "dev-ftm", "dev-fuzz", "release", "train", "train-large"}
"""Extras of those who build it."""

HIDE = """\
import sys
hidden = set({hidden!r})
class Hidden:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in hidden:
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)
sys.meta_path.insert(0, Hidden())
"""

READS = """\
from pathlib import Path
import reportedly
path = Path("examples/caribbean-2025/2026-01-01-corriedale-boat-toll.txt")
reading = reportedly.read(path)
assert reading.statements and reading.events and reading.figures
assert reading.table("events") and reading.to_jsonl() and reading._repr_html_()
page, = reportedly.read_many([Path("examples/caribbean-2025/2026-01-01-halyard-maduro-offer.html")], for_ledger=True)
with reportedly.Ledger.open(Path({folder!r}) / "a.ledger") as ledger:
    ledger.add([page])
    assert len(ledger) == 1 and list(ledger.incidents())
(Path({folder!r}) / "a.jsonl").write_text(reading.to_jsonl())
"""

COMMANDS = ("read", "schema", "score", "incidents")

READ_BY = """
from reportedly.cli import main
main(["read", "--reader", "http://127.0.0.1:9/v1", "--reader-model", "m", "examples/caribbean-2025.jsonl"])
"""
FROM_PARQUET = """
from reportedly import Ledger
from reportedly.spark import import_parquet
with Ledger.open({ledger!r}) as ledger:
    import_parquet(ledger, "examples")
"""
MISSING: dict[str, tuple[str, str]] = {
    "collect": (
        "fetching",
        "from reportedly.cli import main; main(['add', {ledger!r}, '--url', 'https://example.org/'])",
    ),
    "export": (
        "parquet",
        "from reportedly import Ledger; Ledger.open({ledger!r}).close(); from reportedly.cli import main; "
        "main(['export', {ledger!r}, '--to', 'parquet', '-o', {ledger!r} + '.tables'])",
    ),
    "reader": ("another reader", READ_BY),
    "spark": ("Parquet", FROM_PARQUET),
    "spacy": ("the component", "import reportedly.neighbours.in_spacy"),
    "web": ("pages", "from reportedly.cli import main; main(['serve', {ledger!r}])"),
}
"""For every extra what is asked of it, and how the line begins that says it is missing."""


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name.lower())


def needed(requirements: Iterable[str]) -> set[str]:
    """The distributions that these pull in, with all that those need."""
    found: set[str] = set()
    waiting = [Requirement(line) for line in requirements]
    while waiting:
        one = waiting.pop()
        if normal(one.name) in found or (one.marker and not one.marker.evaluate({"extra": ""})):
            continue
        try:
            more = distribution(one.name).requires or []
        except PackageNotFoundError:
            continue
        found.add(normal(one.name))
        waiting += map(Requirement, more)
    return found


@pytest.fixture(scope="module")
def hidden() -> list[str]:
    core = needed(PROJECT["dependencies"])
    modules = packages_distributions()
    hidden = sorted(name for name, homes in modules.items() if not core & set(map(normal, homes)))
    return [name for name in hidden if name not in ("reportedly", "tests", "benchmarks", "training")]


def bare(code: str, hidden: list[str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-W", "ignore", "-c", HIDE.format(hidden=hidden) + code],
        capture_output=True, text=True, cwd=ROOT, timeout=180, check=False,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )  # fmt: skip


def test_what_is_hidden_is_what_extras_bring(hidden: list[str]) -> None:
    assert {"spacy", "pandas", "polars", "duckdb", "pytest", "httpcore2", "feedparser", "jsonschema"} <= set(hidden)
    assert not {"numpy", "click", "lxml", "onnxruntime", "trafilatura", "rich"} & set(hidden)


def test_the_bare_install_imports_and_reads(hidden: list[str], tmp_path: Path) -> None:
    ran = bare(READS.format(folder=str(tmp_path)), hidden)
    assert (ran.returncode, ran.stderr) == (0, "")


@pytest.mark.parametrize("command", COMMANDS)
def test_its_commands_need_no_extra(command: str, hidden: list[str], tmp_path: Path) -> None:
    lines = tmp_path / "a.jsonl"
    lines.write_text('{"kind": "article", "text": "Nothing happened."}\n')
    arguments = {
        "read": ["read", "--processes", "1", "examples/caribbean-2025/2026-01-01-corriedale-boat-toll.txt"],
        "schema": ["schema"],
        "score": ["score", str(lines), str(lines)],
        "incidents": ["incidents", "--help"],
    }
    ran = bare(f"from reportedly.cli import main; main({arguments[command]!r})", hidden)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout


def test_every_extra_is_asked_for() -> None:
    """Whoever adds an extra says here what it is missed by."""
    assert set(MISSING) == set(PROJECT["optional-dependencies"]) - OURS


@pytest.mark.parametrize("extra", MISSING)
def test_a_missing_extra_is_one_line_that_names_it(extra: str, hidden: list[str], tmp_path: Path) -> None:
    begins, code = MISSING[extra]
    ran = bare(code.format(ledger=str(tmp_path / "a.ledger")), hidden)
    assert ran.returncode == 1
    line = ran.stderr.splitlines()[-1]
    assert re.search(rf"{begins} needs? more libraries \(\w[\w.]*\): pip install 'reportedly\[{extra}\]'$", line)
    if "main(" in code:
        assert ran.stderr.count("\n") == 1

"""What every file of the repository must keep to, whoever writes it."""

import ast
import re
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
LONGEST_MODULE = 500
"""Lines: what is longer holds more than one idea."""

HOST = re.compile(
    r"(?i)\bpypi\.org|pythonhosted\.|registry\.npmjs|--(?:extra-)?index[-]url|--find[-]links|--trusted[-]host"
)
MACHINE_PATH = re.compile(r"(?<![\w.~])/(?:work|root|home|Users|opt|mnt)/\w")


def repository_files() -> list[Path]:
    """The files that are, or are about to be, in version control."""
    listing = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    ran = subprocess.run(listing, cwd=ROOT, capture_output=True, text=True, check=False)
    if ran.returncode:
        pytest.skip("not a git checkout")
    paths = (ROOT / name for name in ran.stdout.split("\0") if name)
    return [path for path in paths if path.is_file()]


def lines_with(pattern: re.Pattern[str]) -> list[str]:
    found = []
    for path in repository_files():
        data = path.read_bytes()
        if b"\0" in data:
            continue
        for number, line in enumerate(data.decode("utf-8", "replace").splitlines(), 1):
            if pattern.search(line):
                found.append(f"{path.relative_to(ROOT)}:{number}: {line.strip()[:80]}")
    return found


@pytest.mark.parametrize(
    ("pattern", "sign"),
    [
        (HOST, "https://files.pythonhosted" + ".example/simple"),
        (HOST, "pip install --index" + "-url x"),
        (MACHINE_PATH, "see '/home" + "/someone/data'"),
    ],
)
def test_patterns_find_what_they_are_for(pattern: re.Pattern[str], sign: str) -> None:
    assert pattern.search(sign)


def test_no_file_names_a_package_registry() -> None:
    assert lines_with(HOST) == []


def test_no_file_names_a_path_of_one_machine() -> None:
    assert lines_with(MACHINE_PATH) == []


def test_modules_are_short() -> None:
    lengths = {path: len(path.read_text("utf-8").splitlines()) for path in (ROOT / "src").rglob("*.py")}
    assert lengths
    assert {str(path): n for path, n in lengths.items() if n > LONGEST_MODULE} == {}


def imported_packages(source: str) -> set[str]:
    """The top-level names that a module imports from elsewhere, wherever in the module."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names.update(alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module.split(".")[0])
    return names


EXTRAS = {
    "export": "export",
    "fetch": "collect",
    "intake": "collect",
    "neighbours": "spacy",
    "readers": "reader",
    "spark": "spark",
    "web": "web",
}
"""Packages at the edge, and the extra whose libraries they may import beside those of the core."""


def distributions(lines: list[str]) -> set[str]:
    return {re.split(r"[<>=]", line)[0].replace("_", "-") for line in lines}


def test_everything_imported_is_declared() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    homes = packages_distributions()
    undeclared = {}
    for path in (ROOT / "src").rglob("*.py"):
        extra = EXTRAS.get(path.relative_to(ROOT / "src" / "reportedly").parts[0])
        extras = project["optional-dependencies"][extra] if extra else []
        imported = imported_packages(path.read_text("utf-8")) - sys.stdlib_module_names - {"reportedly"}
        needed = {homes.get(name, [name])[0].lower().replace("_", "-") for name in imported}
        undeclared[str(path)] = needed - distributions(project["dependencies"] + extras)
    assert {path: names for path, names in undeclared.items() if names} == {}


def test_constraints_are_exact() -> None:
    lines = (ROOT / "constraints.txt").read_text("utf-8").splitlines()
    loose = [x for x in lines if x and not x.startswith("#") and not re.fullmatch(r"[a-z0-9.-]+==[\w.]+", x)]
    assert loose == []


def test_benchmarks_are_documented() -> None:
    guide = ROOT / "benchmarks" / "README.md"
    if not guide.exists():
        pytest.skip("benchmarks/README.md is not there")
    modules = (ROOT / "benchmarks").glob("*.py")
    runnable = {path.name for path in modules if '__name__ == "__main__"' in path.read_text("utf-8")}
    assert {name for name in runnable if name not in guide.read_text("utf-8")} == set()

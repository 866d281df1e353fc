"""The public face: its names, its errors as they are drawn, and how little it costs to import."""

import inspect
import re
import subprocess
import sys

import pytest

import reportedly
from reportedly import errors

HEAVY = ("click", "lxml", "numpy", "onnxruntime", "py3langid", "rich", "trafilatura")


def drawn_tree(docstring: str) -> dict[str, str | None]:
    """Each class of a tree drawn with box characters → the class it hangs on."""
    parents: dict[str, str | None] = {}
    above: list[tuple[int, str]] = []
    for line in docstring.splitlines()[1:]:
        if node := re.match(r"(?P<branch>[ │├└─]*)(?P<name>[A-Z]\w+)", line):
            depth = len(node["branch"])
            above = [(d, name) for d, name in above if d < depth]
            parents[node["name"]] = above[-1][1] if above else None
            above.append((depth, node["name"]))
    return parents


def test_every_public_name_is_there() -> None:
    for name in reportedly.__all__:
        assert getattr(reportedly, name) is not None
    assert set(reportedly.__all__) <= set(dir(reportedly))
    assert len(reportedly.__all__) == len(set(reportedly.__all__))


def test_lazy_names_and_public_names_are_the_same() -> None:
    assert {*reportedly._HOMES, "__version__"} == set(reportedly.__all__)


def test_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'unknown'"):
        reportedly.unknown  # noqa: B018


def test_public_functions_are_documented() -> None:
    for name in reportedly.__all__:
        value = getattr(reportedly, name)
        assert isinstance(value, str) or inspect.getdoc(value), f"{name} has no docstring"


def test_errors_are_drawn_as_they_are() -> None:
    classes = [c for _, c in inspect.getmembers(errors, inspect.isclass) if issubclass(c, Exception)]
    defined = {c.__name__: c.__base__.__name__ for c in classes if c.__base__ is not None}
    assert defined.pop("ReportedlyError") == "Exception"
    drawn = drawn_tree(errors.__doc__ or "")
    assert drawn.pop("ReportedlyError") is None
    assert drawn == defined


def test_importing_is_light() -> None:
    code = f"import sys, reportedly; print(*(name for name in {HEAVY} if name in sys.modules))"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.split() == []


def test_importing_imports_nothing_of_ours() -> None:
    code = "import sys, reportedly; print(*(name for name in sys.modules if name.startswith('reportedly.')))"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.split() == []

"""What bandit finds in the package, each finding against what was judged of it.

`python security/findings.py` prints what is not judged, and what was judged and is not found any more; exit code 1
where there is either. Judgements stand in `bandit.toml`, each with its reason. A finding is known by its file and by
what is found, never by its line: a query (B608) by the expressions that are put into it, all else by the words of the
code.
"""

from __future__ import annotations

import ast
import json
import subprocess
import sys
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

ROOT = Path(__file__).parents[1]
JUDGED = Path(__file__).parent / "bandit.toml"
SQL = "B608"


@dataclass(frozen=True, slots=True)
class Finding:
    """`what`: the expressions that are put into a query, or the code on one line."""

    test: str
    file: str
    line: int
    what: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Judgement:
    """`file` and `what` may hold `*` for any words."""

    test: str
    file: str
    what: str
    reason: str

    def is_of(self, test: str, file: str, what: str) -> bool:
        return self.test == test and fnmatchcase(file, self.file) and fnmatchcase(what, _escaped(self.what))


def _escaped(pattern: str) -> str:
    """Of the signs of `fnmatch` the star alone is one."""
    return pattern.replace("[", "[[]").replace("?", "[?]")


def judgements(path: Path = JUDGED) -> list[Judgement]:
    """What was judged. Raises ValueError where one has no reason, or one field too many."""
    found = []
    for row in tomllib.loads(path.read_text("utf-8"))["judged"]:
        whats = [row["what"]] if isinstance(row["what"], str) else row["what"]
        if set(row) != {"test", "file", "what", "reason"} or len(row["reason"]) < 15:
            raise ValueError(f"no judgement: {row}")
        found += [Judgement(row["test"], row["file"], what, row["reason"]) for what in whats]
    return found


def findings(root: Path = ROOT, folder: str = "src") -> list[Finding]:
    """What bandit finds below a folder. Raises RuntimeError where it does not run."""
    command = [sys.executable, "-m", "bandit", "--quiet", "--recursive", "--format", "json", "--exit-zero", folder]
    ran = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    try:
        told = json.loads(ran.stdout)
    except ValueError:
        raise RuntimeError(f"bandit does not run: {ran.stderr.strip()[:300]}") from None
    if told["errors"]:
        raise RuntimeError(f"bandit cannot read {told['errors']}")
    trees: dict[str, ast.Module] = {}
    found = []
    for one in told["results"]:
        file, line = one["filename"].replace("\\", "/"), one["line_number"]
        tree = trees.setdefault(file, ast.parse((root / file).read_text("utf-8")))
        lines = one["line_range"] or [line]
        what = put_in(tree, min(lines), max(lines)) if one["test_id"] == SQL else (_code(tree, line),)
        found.append(Finding(one["test_id"], file, line, what))
    return found


def put_in(tree: ast.AST, first: int, last: int) -> tuple[str, ...]:
    """The expressions that are put into the strings which stand on these lines."""
    told: dict[str, None] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr | ast.BinOp | ast.Call) and _within(node, first, last):
            told |= dict.fromkeys(_parts(node))
    return tuple(told)


def _within(node: ast.expr, first: int, last: int) -> bool:
    return node.lineno <= last and (node.end_lineno or node.lineno) >= first and _is_string(node)


def _is_string(node: ast.AST) -> bool:
    """Whether an expression makes a string out of a literal one and something else."""
    if isinstance(node, ast.JoinedStr):
        return True
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Mod):
        return _is_string(node.left) or _is_string(node.right) or _is_text(node.left) or _is_text(node.right)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        return node.func.attr == "format" and (_is_text(node.func.value) or _is_string(node.func.value))
    return False


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def _parts(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.JoinedStr):
        for value in node.values:
            if isinstance(value, ast.FormattedValue):
                yield from _parts(value.value)
    elif _is_text(node):
        return
    elif isinstance(node, ast.BinOp) and _is_string(node):
        yield from _parts(node.left)
        yield from _parts(node.right)
    elif isinstance(node, ast.Call) and _is_string(node):
        assert isinstance(node.func, ast.Attribute)
        yield from _parts(node.func.value)
        for argument in (*node.args, *(one.value for one in node.keywords)):
            yield from _parts(argument)
    else:
        yield ast.unparse(node)


def _code(tree: ast.AST, line: int) -> str:
    """The innermost statement that begins on a line, on one line."""
    found = [node for node in ast.walk(tree) if isinstance(node, ast.stmt) and node.lineno == line]
    if not found:
        found = [n for n in ast.walk(tree) if isinstance(n, ast.stmt) and n.lineno <= line <= (n.end_lineno or 0)]
    told = " ".join(ast.unparse(max(found, key=lambda node: node.lineno)).split())
    return told[:160]


def unjudged(found: Sequence[Finding], judged: Sequence[Judgement]) -> tuple[list[str], list[str]]:
    """Findings that no judgement is of, and judgements that are of no finding; a line each."""
    used: set[Judgement] = set()
    new = []
    for one in found:
        for what in one.what or ("",):
            fits = [judgement for judgement in judged if judgement.is_of(one.test, one.file, what)]
            used |= set(fits)
            if not fits:
                new.append(f"{one.file}:{one.line}: {one.test}: {what or 'nothing is put in'}")
    return new, [f"{one.test}: {one.file}: {one.what}" for one in judged if one not in used]


def main() -> int:
    found, judged = findings(), judgements()
    new, stale = unjudged(found, judged)
    for line in dict.fromkeys(new):
        print(f"not judged: {line}")
    for line in stale:
        print(f"judged, and not found any more: {line}")
    print(f"bandit: {len(found)} findings, {len(judged)} judgements, {len(new)} not judged, {len(stale)} of nothing")
    return 1 if new or stale else 0


if __name__ == "__main__":
    sys.exit(main())

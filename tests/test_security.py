"""The judgements on what bandit finds are complete, have their reasons, and would not hide a new finding."""

from __future__ import annotations

import ast
import importlib.util
import json
import tomllib
from pathlib import Path

import pytest

from security import advisories, findings, packages

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def found() -> list[findings.Finding]:
    if importlib.util.find_spec("bandit") is None:
        pytest.skip("bandit is not installed: pip install 'reportedly[dev]'")
    return findings.findings()


def test_every_finding_is_judged_and_every_judgement_is_of_one(found: list[findings.Finding]) -> None:
    assert len(found) > 100
    new, stale = findings.unjudged(found, findings.judgements())
    assert new == []
    assert stale == []


def test_nothing_is_passed_over_in_the_code_itself() -> None:
    """A finding that is switched off in its line has no reason that anybody checks."""
    told = [path for path in (ROOT / "src").rglob("*.py") if "nosec" in path.read_text("utf-8")]
    assert told == []


def test_a_finding_that_is_not_judged_is_told(found: list[findings.Finding]) -> None:
    judged = findings.judgements()
    for one in (
        findings.Finding("B608", "src/reportedly/web/people.py", 1, ("_SAID", "name")),
        findings.Finding("B602", "src/reportedly/cli.py", 1, ("subprocess.run(words, shell=True)",)),
        findings.Finding("B301", "src/reportedly/cli.py", 1, ("found: tuple[Sketch, ...] = pickle.loads(kept)",)),
        findings.Finding("B608", "src/reportedly/web/people.py", 1, ()),
    ):
        new, _ = findings.unjudged([*found, one], judged)
        assert len(new) == 1, one


def test_a_judgement_of_nothing_is_told(found: list[findings.Finding]) -> None:
    judged = [*findings.judgements(), findings.Judgement("B608", "src/reportedly/cli.py", "x", "nothing of the kind")]
    assert findings.unjudged(found, judged)[1] == ["B608: src/reportedly/cli.py: x"]


def test_a_judgement_needs_a_reason(tmp_path: Path) -> None:
    path = tmp_path / "bandit.toml"
    path.write_text('[[judged]]\ntest = "B101"\nfile = "*"\nwhat = "*"\nreason = "fine"\n', "utf-8")
    with pytest.raises(ValueError, match="no judgement"):
        findings.judgements(path)
    # Nothing is judged for all files and all that may be found in them.
    rows = tomllib.loads(findings.JUDGED.read_text("utf-8"))["judged"]
    assert not any("*" in ([row["what"]] if isinstance(row["what"], str) else row["what"]) for row in rows)


@pytest.mark.parametrize(
    ("code", "parts"),
    [
        ('f"SELECT {a} FROM {b.c}"', {"a", "b.c"}),
        ('"SELECT " + a + " FROM x"', {"a"}),
        ('"SELECT {} FROM {x}".format(a, x=b())', {"a", "b()"}),
        ('"SELECT %s" % a', {"a"}),
        ("f\"SELECT {', '.join(a)} WHERE {f'{b} = 1'}\"", {"', '.join(a)", "b"}),
        ('"SELECT 1"', set()),
    ],
)
def test_what_is_put_into_a_query(code: str, parts: set[str]) -> None:
    assert set(findings.put_in(ast.parse(f"query = {code}"), 1, 1)) == parts


def test_what_pip_audit_tells() -> None:
    clean = {"name": "a", "version": "1", "vulns": []}
    faulty = {"name": "b", "version": "2", "vulns": [{"id": "PYSEC-1", "fix_versions": ["2.1"]}]}
    unknown = {"name": "c", "version": "3", "skip_reason": "not found"}
    assert list(packages.faults({"dependencies": [clean]})) == []
    assert list(packages.faults({"dependencies": [clean, faulty]})) == ["b 2: PYSEC-1: mended by 2.1"]
    assert "1 of 2 packages could not be looked up" in next(packages.faults({"dependencies": [clean, unknown]}))


ADVISORY = """
id: PYSEC-1
modified: 2025-02-03T04:05:06Z
published: "2024-01-02T03:04:05Z"
affected:
- package: {name: Some_Thing, ecosystem: PyPI}
  ranges:
  - type: GIT
    events: [{introduced: '0'}, {fixed: abc}]
  - type: ECOSYSTEM
    events: [{introduced: '0'}, {fixed: 1.4.2}, {introduced: 2.0.0}, {last_affected: 2.1.0}]
  versions: ["3.0"]
"""


@pytest.mark.parametrize(
    ("version", "affected"),
    [
        ("0.1", True), ("1.4.1", True), ("1.4.2", False), ("1.10", False), ("2.0.0", True), ("2.1", True),
        ("2.1.1", False), ("3.0", True), ("3.0.0", True), ("3.0.1", False), ("2.0.0rc1", False),
    ],
)  # fmt: skip
def test_advisories_in_a_folder_name_the_versions_that_they_are_on(
    tmp_path: Path, version: str, affected: bool
) -> None:
    (tmp_path / "vulns" / "some-thing").mkdir(parents=True)
    (tmp_path / "vulns" / "some-thing" / "PYSEC-1.yaml").write_text(ADVISORY, "utf-8")
    (tmp_path / "withdrawn.yaml").write_text(f"withdrawn: '2026-01-01'\n{ADVISORY.replace('SEC-1', 'SEC-2')}", "utf-8")
    other = {
        "id": "GHSA-3",
        "affected": [{"package": {"name": "some-thing", "ecosystem": "npm"}, "versions": [version]}],
    }
    (tmp_path / "other.json").write_text(json.dumps(other), "utf-8")
    file = tmp_path / "constraints.txt"
    file.write_text(f"# ours\nsome.thing=={version}\nelse==1.0; python_version < '3.12'\n", "utf-8")
    told = advisories.looked_up(file, tmp_path)
    assert [one["name"] for one in told["dependencies"]] == ["some-thing", "else"]
    assert list(packages.faults(told)) == [f"some-thing {version}: PYSEC-1: mended by 1.4.2"] * affected


@pytest.mark.parametrize(
    ("events", "version", "affected"),
    [
        pytest.param("{introduced: '0'}, {last_affected: 2.6.0-cu124}", "2.6.0", True, id="a build of this version"),
        pytest.param("{introduced: '0'}, {last_affected: 2.6.0-NA}", "2.5.1", True, id="before that build"),
        pytest.param("{introduced: '0'}, {last_affected: 2.6.0-NA}", "2.6.1", False, id="behind that build"),
        pytest.param("{introduced: '0'}, {last_affected: 2.6.0-NA}", "2.13.0", False, id="not by its letters"),
        pytest.param("{introduced: '0'}, {fixed: 2.6.0-cu124}", "2.6.0", True, id="mended in a build only"),
        pytest.param("{introduced: '0'}, {fixed: 2.6.0-cu124}", "2.7", False, id="behind the mended build"),
        pytest.param("{introduced: 2.6.0-cu124}", "2.6.0", True, id="begins with a build"),
        pytest.param("{introduced: 2.6.0-cu124}", "2.5.1", False, id="before the build it begins with"),
        pytest.param("{introduced: '0'}, {fixed: trunk/89695}", "2.13.0", True, id="no numbers: somebody has to look"),
        pytest.param("{introduced: '0'}", "2.13.0", True, id="no end"),
    ],
)
def test_an_advisory_may_name_builds(tmp_path: Path, events: str, version: str, affected: bool) -> None:
    told = ADVISORY.replace("events: [{introduced: '0'}, {fixed: 1.4.2}", f"events: [{events}").replace(
        ", {introduced: 2.0.0}, {last_affected: 2.1.0}]", "]"
    )
    assert events in told
    (tmp_path / "PYSEC-1.yaml").write_text(told, "utf-8")
    file = tmp_path / "constraints.txt"
    file.write_text(f"some-thing=={version}\n", "utf-8")
    assert bool(advisories.looked_up(file, tmp_path)["dependencies"][0]["vulns"]) == affected


def test_an_advisory_of_the_older_format_does_not_go_unseen(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "PYSEC-1.yaml").write_text(ADVISORY, "utf-8")
    older = (
        "id: PYSEC-2\npackage: {name: numpy, ecosystem: PyPI}\naffects: {ranges: [{type: ECOSYSTEM, fixed: 1.16.1}]}\n"
    )
    (tmp_path / "PYSEC-2.yaml").write_text(f"withdrawn: '2021-07-01'\n{older}", "utf-8")
    assert packages.main(["--advisories", str(tmp_path)]) == 0
    capsys.readouterr()
    (tmp_path / "PYSEC-2.yaml").write_text(older, "utf-8")
    assert packages.main(["--advisories", str(tmp_path)]) == 1
    assert "PYSEC-2.yaml: tells no `affected`" in capsys.readouterr().out


def test_a_folder_without_advisories_is_no_clean_bill(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert packages.main(["--advisories", str(tmp_path)]) == 1
    assert capsys.readouterr().out == f"advisories: {tmp_path}: no advisories on packages of PyPI\n"
    (tmp_path / "broken.yaml").write_text("id: [", "utf-8")
    assert packages.main(["--advisories", str(tmp_path)]) == 1
    assert "broken.yaml: " in capsys.readouterr().out
    (tmp_path / "broken.yaml").write_text(ADVISORY, "utf-8")
    assert packages.main(["--advisories", str(tmp_path)]) == 0
    out = capsys.readouterr().out
    assert "nothing known against any" in out
    # A copy knows nothing of what came after it, so its day is told.
    assert "advisories: 1 in the folder, the newest changed on 2025-02-03\n" in out

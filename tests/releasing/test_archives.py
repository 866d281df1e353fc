"""A release is the same bytes whoever builds it, and says what it is made of."""

from __future__ import annotations

import io
import json
import tarfile
import zipfile
from pathlib import Path

import pytest

from releasing.archives import differing, digest_of, normalised
from releasing.bill import Part, bill_of, installed, licences_of

EPOCH = 1_770_000_000
FILES = {"a-1/b.txt": b"two\n", "a-1/a.py": b"one\n", "a-1.dist-info/RECORD": b"digests\n"}


def wheel(at: Path, names: list[str], rights: int, year: int) -> Path:
    with zipfile.ZipFile(at, "w") as archive:
        for name in names:
            one = zipfile.ZipInfo(name, (year, 1, 2, 3, 4, 6))
            one.external_attr = (0o100000 | rights) << 16
            archive.writestr(one, FILES[name])
    return at


def source(at: Path, names: list[str], rights: int, owner: str) -> Path:
    with tarfile.open(at, "w:gz") as archive:
        for name in names:
            one = tarfile.TarInfo(name)
            one.size, one.mode, one.uname, one.uid, one.mtime = len(FILES[name]), rights, owner, len(owner), len(owner)
            archive.addfile(one, io.BytesIO(FILES[name]))
    return at


def test_wheels_of_two_machines_are_the_same_bytes(tmp_path: Path):
    one = wheel(tmp_path / "one.whl", list(FILES), 0o664, 2001)
    other = wheel(tmp_path / "other.whl", list(reversed(FILES)), 0o600, 2020)
    assert digest_of(one) != digest_of(other)
    for file in (one, other):
        normalised(file, EPOCH)
    assert digest_of(one) == digest_of(other)
    with zipfile.ZipFile(one) as archive:
        assert archive.namelist() == ["a-1/a.py", "a-1/b.txt", "a-1.dist-info/RECORD"]
        assert {name: archive.read(name) for name in archive.namelist()} == FILES


def test_sources_of_two_machines_are_the_same_bytes(tmp_path: Path):
    one = source(tmp_path / "one.tar.gz", list(FILES), 0o664, "ines")
    other = source(tmp_path / "other.tar.gz", list(reversed(FILES)), 0o600, "a-builder")
    for file in (one, other):
        normalised(file, EPOCH)
    assert digest_of(one) == digest_of(other)
    with tarfile.open(one) as archive:
        assert {m.name: archive.extractfile(m).read() for m in archive.getmembers()} == FILES  # type: ignore[union-attr]
        assert {(m.mode, m.uname, m.mtime) for m in archive.getmembers()} == {(0o644, "", EPOCH)}


def test_what_differs_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    one = wheel(tmp_path / "one.whl", list(FILES), 0o644, 2001)
    monkeypatch.setitem(FILES, "a-1/b.txt", b"three\n")
    other = wheel(tmp_path / "other.whl", list(FILES), 0o644, 2001)
    assert differing(one, other) == ["a-1/b.txt"]
    assert differing(one, one) == []


def test_programs_keep_the_right_to_run(tmp_path: Path):
    one = wheel(tmp_path / "one.whl", list(FILES), 0o755, 2001)
    normalised(one, EPOCH)
    with zipfile.ZipFile(one) as archive:
        assert {info.external_attr >> 16 for info in archive.infolist()} == {0o100755}


PARTS = (
    Part("click", "8.4.0", "BSD-3-Clause", ()),
    Part("odd", "1", "its own words", ("click",)),
    Part("reportedly", "9.9.9", "Apache-2.0", ("click", "odd")),
)


def test_the_bill_names_each_part_with_its_licence_and_needs():
    pytest.importorskip("cyclonedx")
    told = bill_of(PARTS, EPOCH)
    assert told == bill_of(PARTS, EPOCH)
    bill = json.loads(told)
    assert bill["bomFormat"] == "CycloneDX"
    assert bill["metadata"]["timestamp"] == "2026-02-02T02:40:00+00:00"
    assert bill["metadata"]["component"]["name"] == "reportedly"
    assert [(c["name"], c["version"], c["purl"]) for c in bill["components"]] == [
        ("click", "8.4.0", "pkg:pypi/click@8.4.0"), ("odd", "1", "pkg:pypi/odd@1"),
    ]  # fmt: skip
    assert bill["components"][0]["licenses"][0]["license"]["id"] == "BSD-3-Clause"
    needs = {one["ref"]: one.get("dependsOn", []) for one in bill["dependencies"]}
    assert needs["pkg:pypi/odd@1"] == ["pkg:pypi/click@8.4.0"]
    assert bill_of(PARTS[1:], EPOCH) != told


def test_licences_are_a_line_a_part():
    assert licences_of(PARTS) == "click  8.4.0  BSD-3-Clause\nodd    1      its own words\n"


def test_what_is_installed_here_has_names_and_licences():
    parts = {part.name: part for part in installed()}
    assert parts["click"].licence == "BSD-3-Clause"
    assert "numpy" in parts["onnxruntime"].needs
    assert list(parts) == sorted(parts)

"""The packages of `constraints.txt` held against advisories in a folder: an audit that needs no network.

The folder holds records of the Open Source Vulnerability format (https://ossf.github.io/osv-schema/), as YAML or JSON,
however deep: a checkout of https://github.com/pypa/advisory-database, or an unpacked copy of all that
https://osv.dev has of PyPI. It knows what was known when it was made.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name, canonicalize_version
from packaging.version import InvalidVersion, Version

__all__ = ["looked_up", "pinned"]

Record = Mapping[str, Any]


def pinned(file: Path) -> Iterator[tuple[str, str]]:
    """Name and version of each line of a file of constraints. Raises ValueError where one is no exact version."""
    for line in file.read_text("utf-8").splitlines():
        told = line.split("#")[0].strip()
        if told:
            one = Requirement(told)
            exact = [s.version for s in one.specifier if s.operator == "==" and "*" not in s.version]
            if len(exact) != 1:
                raise ValueError(f"{file.name}: {told}: no exact version")
            yield canonicalize_name(one.name), exact[0]


def looked_up(file: Path, folder: Path) -> dict[str, Any]:
    """What is known of the packages of `file`, in the shape of pip-audit's JSON, and how old that knowledge is:
    `advisories`, how many of the folder are on packages of PyPI, and `newest`, the day on which the last of them was
    changed ("2026-11-30"; "" where none tells).

    Raises ValueError where the folder holds no advisory on any package of PyPI, a file that cannot be read, or an
    advisory that names no package at all, as before 1.0 of the format: it would go unseen.
    """
    known: defaultdict[str, list[tuple[Record, Record]]] = defaultdict(list)
    days: dict[str, str] = {}
    for path in sorted(folder.rglob("*")):
        if path.suffix in (".yaml", ".yml", ".json") and path.is_file():
            for record in _records(path):
                if record.get("withdrawn"):
                    continue
                if "affected" not in record:
                    raise ValueError(f"{path}: tells no `affected`: not of the format since its version 1.0")
                for affected in record["affected"]:
                    package = affected.get("package", {})
                    if package.get("ecosystem") == "PyPI":
                        known[canonicalize_name(package["name"])].append((record, affected))
                        days[str(record["id"])] = max(str(record.get(at, ""))[:10] for at in ("modified", "published"))
    if not known:
        raise ValueError(f"{folder}: no advisories on packages of PyPI")
    return {
        "advisories": len(days),
        "newest": max(days.values()),
        "dependencies": [
            {"name": name, "version": version, "vulns": list(_against(version, known.get(name, ())))}
            for name, version in pinned(file)
        ],
    }


def _records(path: Path) -> Iterator[Record]:
    try:
        text = path.read_text("utf-8")
        told = (
            json.loads(text)
            if path.suffix == ".json"
            else yaml.load(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader))
        )
    except (OSError, ValueError, yaml.YAMLError) as error:
        raise ValueError(f"{path}: {' '.join(str(error).split())[:200]}") from None
    if isinstance(told, dict) and "id" in told:
        yield told


def _against(version: str, known: Any) -> Iterator[dict[str, Any]]:
    for record, affected in known:
        listed = {canonicalize_version(str(one)) for one in affected.get("versions", ())}
        if canonicalize_version(version) in listed or any(
            _within(version, one.get("events", ()))
            for one in affected.get("ranges", ())
            if one.get("type") == "ECOSYSTEM"
        ):
            events = [
                event for one in affected.get("ranges", ()) if one.get("type") == "ECOSYSTEM" for event in one["events"]
            ]
            yield {"id": record["id"], "fix_versions": [str(event["fixed"]) for event in events if "fixed" in event]}


def _within(version: str, events: Any) -> bool:
    """Whether a version lies in a range, by the events of it in the order of their versions. What cannot be compared
    counts as within: somebody has to look."""
    try:
        here = Version(version)
        told = [(str(kind), str(at)) for event in events for kind, at in event.items()]
        ordered = sorted((_place(kind, at), kind) for kind, at in told)
    except InvalidVersion:
        return True
    inside = False
    for place, kind in ordered:
        if kind == "introduced" and place <= here:
            inside = True
        elif (kind == "fixed" and place <= here) or (kind == "last_affected" and place < here):
            inside = False
    return inside


def _place(kind: str, at: str) -> Version:
    """Where an event stands among the versions. Advisories also name builds, as `2.6.0-cu124` or `2.6.0-NA`, which are
    no versions: what such an event ends, it ends behind every build of that version.

    Raises InvalidVersion where it does not begin with the numbers of a version.
    """
    if at == "0":
        return Version("0.dev0")
    try:
        return Version(at)
    except InvalidVersion:
        numbers = re.match(r"\d+(\.\d+)*", at)
        if numbers is None:
            raise
        return Version(numbers[0] if kind == "introduced" else f"{numbers[0]}+build")

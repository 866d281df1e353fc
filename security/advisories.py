"""The packages of `constraints.txt` held against advisories in a folder: an audit that needs no network.

The folder holds records of the Open Source Vulnerability format (https://ossf.github.io/osv-schema/), as YAML or JSON,
however deep: a checkout of https://github.com/pypa/advisory-database, or an unpacked copy of all that
https://osv.dev has of PyPI. It knows what was known when it was made.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
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


def looked_up(file: Path, folder: Path) -> dict[str, list[dict[str, Any]]]:
    """What is known of the packages of `file`, in the shape of pip-audit's JSON.

    Raises ValueError where the folder holds no advisory on any package of PyPI, or a file that cannot be read.
    """
    known: defaultdict[str, list[tuple[Record, Record]]] = defaultdict(list)
    for path in sorted(folder.rglob("*")):
        if path.suffix in (".yaml", ".yml", ".json") and path.is_file():
            for record in _records(path):
                for affected in record.get("affected", ()):
                    package = affected.get("package", {})
                    if package.get("ecosystem") == "PyPI" and not record.get("withdrawn"):
                        known[canonicalize_name(package["name"])].append((record, affected))
    if not known:
        raise ValueError(f"{folder}: no advisories on packages of PyPI")
    return {
        "dependencies": [
            {"name": name, "version": version, "vulns": list(_against(version, known.get(name, ())))}
            for name, version in pinned(file)
        ]
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
        if version in affected.get("versions", ()) or any(
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
        ordered = sorted((Version("0.dev0") if at == "0" else Version(at), kind) for kind, at in told)
    except InvalidVersion:
        return True
    inside = False
    for place, kind in ordered:
        if kind == "introduced" and place <= here:
            inside = True
        elif (kind == "fixed" and place <= here) or (kind == "last_affected" and place < here):
            inside = False
    return inside

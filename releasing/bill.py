"""What a release is made of: a bill of materials as CycloneDX has it, and the licences in words.

Told of an environment in which the wheel is installed: `python -m releasing.bill FOLDER` in it writes `sbom.json` and
`LICENCES.txt`. The same environment gives the same bytes: the serial number is made of what is listed, and the time is
that of the last commit (SOURCE_DATE_EPOCH).
"""

from __future__ import annotations

import importlib.metadata as metadata
import json
import os
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

__all__ = ["Part", "bill_of", "installed", "licences_of"]

OURS = "reportedly"

_TOOLS = frozenset({"pip", "setuptools", "wheel"})
"""What every environment has, and no release is made of."""


@dataclass(frozen=True, slots=True)
class Part:
    """A package that is installed. `needs`: the names of those of its requirements that are installed as well."""

    name: str
    version: str
    licence: str
    needs: tuple[str, ...]


def installed(path: Sequence[str] | None = None) -> tuple[Part, ...]:
    """The packages of this environment, or of the folders in `path`, by name."""
    found = {}
    for one in metadata.distributions(path=list(path) if path is not None else sys.path):
        found.setdefault(_name(one.metadata["Name"]), one)
    return tuple(
        Part(name, one.version, _licence(one), tuple(sorted({n for n in _needs(one) if n in found and n != name})))
        for name, one in sorted(found.items())
        if name not in _TOOLS
    )


def _name(told: str) -> str:
    return re.sub(r"[-_.]+", "-", told).lower()


def _needs(one: metadata.Distribution) -> Iterator[str]:
    for told in one.requires or ():
        name = re.match(r"[\w.-]+", told)
        if name:
            yield _name(name[0])


def _licence(one: metadata.Distribution) -> str:
    """As the package tells it: by the field for it, else by its classifiers, else in words of its own."""
    told = one.metadata
    if expression := told.get("License-Expression"):
        return str(expression)
    classes = [c.rsplit(" :: ", 1)[-1] for c in told.get_all("Classifier") or () if c.startswith("License :: ")]
    classes = [c for c in classes if c != "OSI Approved"]
    if classes:
        return " AND ".join(sorted(classes))
    first = str(told.get("License") or "").strip().split("\n")[0]
    return first if first and first != "UNKNOWN" else "not told"


def bill_of(parts: Sequence[Part], epoch: int) -> str:
    """The bill in JSON. Raises ModuleNotFoundError without `cyclonedx-python-lib` (extra `release`)."""
    from cyclonedx.contrib.license.factories import LicenseFactory
    from cyclonedx.model.bom import Bom
    from cyclonedx.model.component import Component, ComponentType
    from cyclonedx.output.json import JsonV1Dot6
    from packageurl import PackageURL

    licences = LicenseFactory()

    def component(part: Part) -> Component:
        url = PackageURL("pypi", None, part.name, part.version)
        kind = ComponentType.APPLICATION if part.name == OURS else ComponentType.LIBRARY
        told = [] if part.licence == "not told" else [licences.make_from_string(part.licence)]
        return Component(
            name=part.name, version=part.version, type=kind, purl=url, bom_ref=str(url), licenses=told
        )  # fmt: skip

    made = {part.name: component(part) for part in parts}
    listed = json.dumps([[part.name, part.version, part.licence, part.needs] for part in parts])
    bom = Bom(serial_number=uuid5(NAMESPACE_URL, f"urn:reportedly:{listed}"))
    bom.metadata.timestamp = datetime.fromtimestamp(epoch, UTC)
    bom.metadata.component = made.get(OURS)
    bom.metadata.tools.components.clear()
    for part in parts:
        if part.name != OURS:
            bom.components.add(made[part.name])
        bom.register_dependency(made[part.name], [made[name] for name in part.needs if name in made])
    told: Mapping[str, Any] = json.loads(JsonV1Dot6(bom).output_as_string())
    return json.dumps(told, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def licences_of(parts: Sequence[Part]) -> str:
    """A line a package: name, version, licence."""
    rows = [(part.name, part.version, part.licence) for part in parts if part.name != OURS]
    wide = [max((len(row[n]) for row in rows), default=0) for n in (0, 1)]
    return "".join(f"{name:<{wide[0]}}  {version:<{wide[1]}}  {licence}\n" for name, version, licence in rows)


def main(folder: str, environment: Sequence[str]) -> None:
    """Write both into `folder`, of the packages in the folders of `environment`."""
    parts = installed(environment)
    Path(folder, "sbom.json").write_text(bill_of(parts, int(os.environ["SOURCE_DATE_EPOCH"])), "utf-8")
    Path(folder, "LICENCES.txt").write_text(licences_of(parts), "utf-8")
    untold = [part.name for part in parts if part.licence == "not told"]
    if untold:
        sys.exit(f"licences that are not told: {', '.join(untold)}")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])

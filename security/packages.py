"""What is known of faults in the packages of `constraints.txt`, as pip-audit tells it.

`python security/packages.py [--advisories FOLDER]` prints a line for each fault, with the versions that mend it; exit
code 1 where there is one, and where not every package could be looked up: what was not looked at is not clean. The
versions that stand in the file are looked up, without their being installed. Where PyPI cannot be asked, FOLDER is a
copy of the advisories, such as `git clone https://github.com/pypa/advisory-database` makes (`advisories.py`); how many
it holds and when the newest was changed is told, for a copy knows nothing of what came after.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

if __package__ in (None, ""):
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from security.advisories import looked_up

ROOT = Path(__file__).parents[1]


def audited(file: str = "constraints.txt") -> Any:
    """pip-audit's own JSON. Raises RuntimeError where it tells nothing, as without a network."""
    how = ["--no-deps", "--disable-pip", "--format", "json", "--progress-spinner", "off"]
    command = [sys.executable, "-m", "pip_audit", "--requirement", file, *how]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    try:
        return json.loads(ran.stdout)
    except ValueError:
        told = [line for line in ran.stderr.splitlines() if line.strip()]
        raise RuntimeError(
            f"nothing could be looked up: {told[-1][:300] if told else 'pip-audit says nothing'}"
        ) from None


def faults(told: Any) -> Iterator[str]:
    """A line for each fault, and one for all packages that could not be looked up."""
    unknown = 0
    for package in told["dependencies"]:
        unknown += "skip_reason" in package
        for one in package.get("vulns", ()):
            mended = ", ".join(one["fix_versions"]) or "no version yet"
            yield f"{package['name']} {package['version']}: {one['id']}: mended by {mended}"
    if unknown:
        yield f"{unknown} of {len(told['dependencies'])} packages could not be looked up: nothing is known of these"


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="What is known of faults in the packages of constraints.txt.")
    parser.add_argument("--advisories", type=Path, metavar="FOLDER", help="a copy of the advisories, in place of PyPI")
    folder = parser.parse_args(argv).advisories
    who = "pip-audit" if folder is None else "advisories"
    try:
        told = audited() if folder is None else looked_up(ROOT / "constraints.txt", folder)
        lines = list(faults(told))
    except (RuntimeError, ValueError) as error:
        lines = [str(error)]
        told = {"dependencies": []}
    if "newest" in told:
        print(
            f"{who}: {told['advisories']:,} in the folder, the newest changed on {told['newest'] or 'no day it tells'}"
        )
    for line in lines:
        print(f"{who}: {line}")
    if not lines:
        print(f"{who}: {len(told['dependencies'])} packages, nothing known against any")
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main())

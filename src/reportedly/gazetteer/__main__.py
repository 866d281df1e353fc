"""`python -m reportedly.gazetteer`: check the tables under `data/actors/` (--check), or freeze them (--freeze)."""

from __future__ import annotations

import argparse
import sys
from importlib.resources import files
from pathlib import Path

from ..sums import resealed
from .frozen import FROZEN, compiled, dumped, read_sources


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m reportedly.gazetteer", description=__doc__)
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--check", action="store_true", help="are the tables right, and the frozen file up to date?")
    what.add_argument("--freeze", action="store_true", help=f"check the tables and write {FROZEN}")
    parser.add_argument("--anyway", action="store_true", help="freeze what is right, whatever is wrong")
    options = parser.parse_args(arguments)
    folder = Path(str(files("reportedly"))) / "data"
    frozen, faults = compiled(read_sources(folder / "actors"))
    for fault in faults:
        print(fault, file=sys.stderr)
    data = dumped(frozen)
    file = folder / FROZEN
    if options.freeze and (options.anyway or not faults):
        file.write_bytes(data)
        resealed(folder)
        print(f"{FROZEN}: {len(data) // 1024} KB, digest {frozen['digest']}")
        return 0
    if not faults and (not file.exists() or file.read_bytes() != data):
        print(f"{FROZEN} is out of date; run python -m reportedly.gazetteer --freeze", file=sys.stderr)
        return 1
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())

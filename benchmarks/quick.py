"""A representative part of every benchmark against the floors: exit code 1 where one is not kept.

    python benchmarks/quick.py [--shared FOLDER] [--floors FILE] [--propose] [--model FOLDER] [--json]

Development data only, looked for in FOLDER. A floor also fails when its figure could not be measured, and
when the data are not those that it was set on. `--propose` prints a floors file with what was measured now:
read it, give the reason for every floor that goes down, and put it in by hand.
"""

from __future__ import annotations

import datetime
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

if __package__ in (None, ""):
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks import floors
from benchmarks.common import ROOT, SHARED, arguments, finish
from benchmarks.speed import one_thread
from benchmarks.suite import DATA, QUICK, digest_of, run

FLOORS = ROOT / "benchmarks" / "floors.toml"


def main(argv: Sequence[str] | None = None) -> int:
    parser = arguments(__doc__)
    parser.add_argument("--shared", type=Path, default=SHARED, metavar="FOLDER", help="where the data lie")
    parser.add_argument("--floors", type=Path, default=FLOORS, metavar="FILE")
    parser.add_argument("--propose", action="store_true", help="print a floors file with what was measured")
    options = parser.parse_args(argv)
    one_thread()
    bounds = floors.load_floors(options.floors)
    digests = {name: digest_of(options.shared, name) for name in {*DATA, *bounds.digests}}
    with tempfile.TemporaryDirectory() as place:
        figures = run(options.shared, options.model, QUICK, Path(place))
    verdicts = floors.judge(bounds, figures, digests)
    print(floors.show(verdicts))
    failed = sum(not verdict.passed for verdict in verdicts)
    print(f"\n{failed} of {len(verdicts)} floors fail" if failed else f"\nall {len(verdicts)} floors hold")
    if options.propose:
        print("", floors.proposal(bounds, verdicts, digests, datetime.date.today()), sep="\n", end="")
    finish(figures, options.json)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())

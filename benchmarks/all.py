"""Every benchmark on the whole of the development data; nothing is compared with a floor.

    python benchmarks/all.py [--shared FOLDER] [--out FOLDER] [--model FOLDER] [--json]

Data and scorers are looked for in the shared FOLDER; predictions are kept where `--out` says.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

if __package__ in (None, ""):
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.common import SHARED, arguments, finish, note
from benchmarks.speed import one_thread
from benchmarks.suite import BENCHMARKS, FULL, run, show


def main(argv: Sequence[str] | None = None) -> int:
    parser = arguments(__doc__)
    parser.add_argument("--shared", type=Path, default=SHARED, metavar="FOLDER", help="where the data lie")
    parser.add_argument("--out", type=Path, metavar="FOLDER", help="keep the predictions here")
    options = parser.parse_args(argv)
    one_thread()
    with tempfile.TemporaryDirectory() as place:
        figures = run(options.shared, options.model, FULL, options.out or Path(place))
    print(show(figures))
    finish(figures, options.json)
    if not {*BENCHMARKS} <= {key.split(".")[0] for key in figures}:
        note("not everything could be measured")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

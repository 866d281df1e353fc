"""The digests of what programs made, and no person reads: `SHA256SUMS` beside the package's data, and in its model.

    python -m training.seal [MODEL_FOLDER ...]

To be run after a file that stands there was put in its place by hand, or by merging. Whatever makes such a file by a
command does it itself (`reportedly.sums.resealed`). Without a folder it is the package's own.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path

from reportedly.sums import resealed, seal

DATA = Path(str(files("reportedly"))) / "data"
MADE = ("*.onnx", "atlas.bin", "gazetteer.json", "whereabouts.json", "ledger/*.json", "ledger/*.sql")
MODEL = ("config.json", "vocabulary.txt", "model.onnx", "parties.json", "ties.json")


def made() -> list[str]:
    """The files of the package's data that are sealed."""
    found = {path.relative_to(DATA).as_posix() for pattern in MADE for path in DATA.glob(pattern)}
    return sorted(found - {"ledger/datasette.json"})


def seal_model(folder: Path) -> None:
    """Seal a model's folder."""
    seal(folder, [name for name in MODEL if (folder / name).exists()])


def put_beside(folder: Path, name: str, content: str) -> None:
    """Put a table of what was learned, `name`.json, beside the network, and its digest into the configuration."""
    (folder / f"{name}.json").write_text(content, encoding="utf-8")
    path = folder / "config.json"
    config = json.loads(path.read_text(encoding="utf-8"))
    config[name] = hashlib.sha256(content.encode()).hexdigest()
    path.write_text(json.dumps(config, indent=1) + "\n", encoding="utf-8")
    resealed(folder)


def main(argv: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(
        prog="python -m training.seal", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folders", nargs="*", type=Path, metavar="MODEL_FOLDER")
    options = parser.parse_args(argv)
    if not options.folders:
        seal(DATA, made())
    for folder in options.folders or sorted(path for path in (DATA / "model").iterdir() if path.is_dir()):
        seal_model(folder)


if __name__ == "__main__":
    main()

"""A network between a run's and that of an exported model which the run began with, as a run of its own.

    python -m training.between --run RUN --model FOLDER --out RUN [--share 0.7]

Fine-tuning forgets some of what it is not shown. Some way back to where it began, weights keep most of what is new and
of what was known (Wortsman et al. 2022, "Robust fine-tuning of zero-shot models"). `--share`: that of the run; the
model's weights come back from 8-bit integers (`thaw.py`). Raises ValueError where the two read by other vocabularies,
or the model lacks heads of the run's.
"""

from __future__ import annotations

import argparse
import json
import shutil
from pathlib import Path

import torch

from .__main__ import averaged
from .network import Newsreader
from .thaw import encoder_of, thaw

FILES = ("labels.json", "encoder.json", "vocabulary.txt", "unmet.txt", "recipe.json")


def between(run: Path, model: Path, out: Path, share: float) -> None:
    """Write the run `out`, of which only an export can be made."""
    if (run / "vocabulary.txt").read_bytes() != (model / "vocabulary.txt").read_bytes():
        raise ValueError(f"{run} and {model} read by other vocabularies")
    labels = json.loads((run / "labels.json").read_text(encoding="utf-8"))
    before = Newsreader(encoder_of(model), len(labels["deprels"]))
    if lacking := thaw(model, before):
        raise ValueError(f"{model} lacks {', '.join(lacking[:3])}")
    known, learned = before.state_dict(), averaged(run).state_dict()
    names = list(torch.load(run / "checkpoint.pt", map_location="cpu")["network"])
    out.mkdir(parents=True, exist_ok=True)
    for name in FILES:
        shutil.copy(run / name, out / name)
    mean = [torch.lerp(known[name], learned[name], share) for name in names]
    torch.save({"network": dict(zip(names, mean, strict=True)), "average": mean}, out / "checkpoint.pt")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m training.between", description=__doc__.split("\n")[0])
    parser.add_argument("--run", type=Path, required=True)
    parser.add_argument("--model", type=Path, required=True, metavar="FOLDER")
    parser.add_argument("--out", type=Path, required=True, metavar="RUN")
    parser.add_argument("--share", type=float, default=0.7)
    options = parser.parse_args()
    between(options.run, options.model, options.out, options.share)


if __name__ == "__main__":
    main()

"""A small model taught by larger ones: what they say of every window, beside what is known of it.

    python -m training.distil --run RUN --teacher RUN [--teacher RUN]... [--trees RUN]... [--after RUN]
                              [--recipe taught] [--share X] [--shared FOLDER] [--minutes 90] [--ending] [--float32]
                              [--labels FOLDER]

A teacher is a run, whose averaged weights are taken, or the folder of an exported model; several are averaged. Those
of `--trees` are asked for sentences, words and trees alone, and need know nothing else: a model that has learned acts
from texts without trees has forgotten some of what it knew of the trees of just such texts.

A teacher labels the training texts but the treebanks, our dispatches, Wikinews without annotation and the train part
of ECB+, and no text that anything is measured on. Labels are kept (`--labels`, else in the run's folder) as the
windows come up, so that a teacher reads each window once, however many passes and runs there are. The rest is as in
`python -m training`: a run goes on from its last checkpoint.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from .__main__ import averaged, train, vocabulary_of
from .batches import Batch, Inputs
from .borrow import table_of
from .kept import Kept
from .losses import Weights
from .network import Newsreader
from .recipes import RECIPES
from .soft import Row, Soft, Teacher, gathered, labelled, packed, soft_losses, unpacked
from .thaw import encoder_of, thaw

SHARE = 0.5
"""What the teachers' word counts beside what is known, where something is."""
_TEACHERS, _MARKS = "teachers.txt", "encoder.marks.weight"


class Teaching:
    """Teachers, and what they have said so far, in `folder`. Raises ValueError where it holds the labels of others."""

    def __init__(
        self,
        teachers: Sequence[Teacher],
        folder: Path,
        digest: str,
        share: float = SHARE,
        of_trees: Sequence[Teacher] = (),
    ) -> None:
        self._teachers, self._of_trees, self.kept, self._share = teachers, of_trees, Kept(folder), share
        told = folder / _TEACHERS
        if told.exists() and told.read_text(encoding="ascii").strip() != digest:
            raise ValueError(f"the labels in {folder} are of other teachers")
        told.write_text(f"{digest}\n", encoding="ascii")

    def soft(self, inputs: Inputs) -> Soft:
        """The labels of a batch; those that are not there are made."""
        keys = keys_of(inputs)
        rows: dict[str, Row] = {}
        if missing := [n for n, key in enumerate(keys) if key not in self.kept]:
            some = Inputs(**{name: getattr(inputs, name)[missing] for name in Inputs.__dataclass_fields__})
            found = labelled(self._teachers, some, self._of_trees)
            rows = {keys[n]: row for n, row in zip(missing, found, strict=True)}
            self.kept.put({key: packed(row) for key, row in rows.items()})
        return gathered(
            [rows[key] if key in rows else unpacked(self.kept.get(key)) for key in keys], inputs.pieces.device
        )

    def losses(
        self, network: Newsreader, batch: Batch, states: list[Tensor], known: dict[str, Tensor]
    ) -> dict[str, Tensor]:
        """All losses: those of what is known of the batch (`known`), and the teachers'.

        Of treebanks nobody is asked: their trees are better than a teacher's, and their texts are seldom news.
        """
        if batch.tree is not None:
            return known
        soft = soft_losses(network, batch, states, self.soft(batch.inputs), self._teachers, Weights())
        share = self._share if known else 1.0
        return {name: value * (1 - share) for name, value in known.items()} | {
            name: value * share for name, value in soft.items()
        }


def keys_of(inputs: Inputs) -> list[str]:
    """What a window is known by: everything of it that a network is given, but its padding."""
    arrays = {name: getattr(inputs, name).cpu().numpy() for name in Inputs.__dataclass_fields__}
    found = []
    for n in range(len(inputs.pieces)):
        pieces, words = int(arrays["piece_mask"][n].sum()), int(arrays["word_mask"][n].sum())
        whole = hashlib.sha256(arrays["scheme"][n].astype(np.int32).tobytes())
        for name, length in (
            ("pieces", pieces),
            ("shapes", pieces),
            ("marks", pieces),
            ("begin", words),
            ("core", words),
        ):
            whole.update(np.ascontiguousarray(arrays[name][n, :length], np.int32).tobytes())
        found.append(whole.hexdigest()[:24])
    return found


def read_teacher(folder: Path, kept: Sequence[str], deprels: Sequence[str], device: torch.device) -> Teacher:
    """A run or an exported model that knows the same labels; kept: the student's pieces.

    Raises ValueError where it knows other labels.
    """
    exported = not (folder / "checkpoint.pt").exists()
    told = json.loads((folder / ("config.json" if exported else "labels.json")).read_text(encoding="utf-8"))
    if list(told["deprels"]) != list(deprels):
        raise ValueError(f"{folder} knows other relations than those of the treebanks")
    if exported:
        network = Newsreader(encoder_of(folder), len(deprels))
        if _MARKS in thaw(folder, network):
            # Made before there were marks, so that none may tell it anything.
            torch.nn.init.zeros_(network.encoder.marks.weight)
    else:
        network = averaged(folder)
    table = table_of(list(kept), vocabulary_of(folder))
    return Teacher(network.to(device).eval().requires_grad_(False), table.to(device))


def digest_of(folders: Sequence[Path], of_trees: Sequence[Path] = ()) -> str:
    """Of the teachers' weights, in their order."""
    whole = hashlib.sha256(b"trees" * len(of_trees))
    for folder in (*folders, *of_trees):
        name = next(n for n in ("checkpoint.pt", "model.onnx") if (folder / n).exists())
        whole.update(hashlib.sha256((folder / name).read_bytes()).digest())
    return whole.hexdigest()[:16]


def main(argv: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(
        prog="python -m training.distil", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--shared", type=Path, default=Path(os.environ.get("SHARED", "../shared")), metavar="FOLDER")
    parser.add_argument("--run", type=Path, required=True)
    parser.add_argument("--teacher", type=Path, action="append", required=True, metavar="RUN")
    parser.add_argument("--trees", type=Path, action="append", default=[], metavar="RUN", help="a teacher of trees")
    parser.add_argument("--after", type=Path, metavar="RUN", help="begin with what this run, or exported model, knows")
    parser.add_argument("--recipe", choices=RECIPES, default="taught")
    parser.add_argument("--share", type=float, default=SHARE, help="of the teachers, where something is known")
    parser.add_argument("--minutes", type=float, default=90)
    parser.add_argument("--ending", action="store_true", help="let the learning rate end with the minutes")
    parser.add_argument("--float32", action="store_true", help="for a processor without units for bfloat16")
    parser.add_argument("--labels", type=Path, metavar="FOLDER", help="where labels are kept; else in the run's folder")
    options = parser.parse_args(argv)
    folder = options.labels or options.run / "labels"

    def begin(kept: Sequence[str], deprels: Sequence[str], device: torch.device) -> Teaching:
        teachers, trees = (
            [read_teacher(one, kept, deprels, device) for one in folders]
            for folders in (options.teacher, options.trees)
        )
        return Teaching(teachers, folder, digest_of(options.teacher, options.trees), options.share, trees)

    given = (options.after, options.float32)
    recipe = RECIPES[options.recipe]
    if train(options.run, options.shared, recipe, options.minutes, *given, ending=options.ending, teaching=begin):
        print("all steps are done; now: python -m training.export", flush=True)


if __name__ == "__main__":
    main()

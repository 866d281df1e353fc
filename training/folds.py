"""How well the head for two given parties does on sentences that it has not seen: five-fold over PLV's train part.

    python -m training.folds [--shared FOLDER] [--run FOLDER] [--folds 5] [--after MODEL] [--steps N] [--float32]
                             [--json]

The shipped model learned from all of PLV's train part, so its own answers there prove nothing, and no other part is at
hand. What can be measured is what such a model makes of sentences kept from it: PLV is dealt into folds, each root
evenly, and each fold is answered by an encoder with this head alone that has seen the others.

1. Once for all folds: from the base encoder, a pass and a half over our own sentences with two marked parties.
2. For each fold, from there: PLV's other folds, eight times, with some of our own in between.
3. Its sentences are answered; the answers of all folds together are scored as in `benchmarks/plv.py`.

`--after MODEL` begins with a run or an exported model instead, which knows trees and events as well and so is nearer to
the shipped one. That is honest only where it has not seen PLV: after "events", not after "fourth".

A run takes about half an hour on two cores. It learns in bfloat16, which takes four times as long on a processor
without matrix units for it: there `--float32`. Answers are given in float32. It goes on where it stopped: under `--run`
the answers of finished folds are kept, in a folder whose name changes with the data, the code of the training and the
numbers below.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from pathlib import Path

import torch

from benchmarks import dispatches, plv
from benchmarks.common import finish, json_lines, note, write_json_lines
from benchmarks.plv import Case
from reportedly.model import features
from reportedly.model.features import Window
from reportedly.model.labels import ROOTS
from reportedly.model.pieces import Pieces

from . import base, batches, further, losses, network, pairs
from .__main__ import RECIPES, Recipe, averaged, groups, pace, plan, to_device
from .batches import tensors
from .corpora import Example, lines
from .losses import Weights, loss, total
from .network import Newsreader
from .thaw import encoder_of, thaw

# Small batches: PLV is a thousand sentences, and many small steps do better on it than few large ones.
FIRST = replace(RECIPES["events"], size=800, passes=(("pairs", 1.5),))
THEN = replace(FIRST, passes=(("plv", 8.0), ("pairs", 0.5)))
WEIGHTS = Weights(pair=1.0, root=1.0)

Work = Sequence[Sequence[tuple[Example, Window]]]
Chances = Sequence[float]
"""A probability for each of `labels.ROOTS`."""


def deal(cases: Sequence[Case], folds: int, seed: int) -> list[int]:
    """The fold of each case. Every root is spread evenly; cases of one sentence stay together."""
    by_sentence: dict[str, list[int]] = {}
    for n, case in enumerate(cases):
        by_sentence.setdefault(case.text, []).append(n)
    together = list(by_sentence.values())
    random.Random(seed).shuffle(together)
    together.sort(key=lambda group: cases[group[0]].root or "")
    fold_of = {n: place % folds for place, group in enumerate(together) for n in group}
    return [fold_of[n] for n in range(len(cases))]


def begin(after: Path | None, of: str = "small") -> tuple[Newsreader, Pieces]:
    """The base encoder `of`, of `base.BASES`, with new heads, or a run, or an exported model; and its word pieces."""
    if after is None:
        chosen = base.BASES[of]
        stored = chosen.read()
        kept = base.news_vocabulary(stored.pieces)
        made = Newsreader(chosen.size(len(kept)), 1)  # no tree is read here, so its labels are none
        base.start(made, chosen, stored, kept)
        return made, Pieces(kept)
    pieces = Pieces.read(after / "vocabulary.txt")
    if not (after / "model.onnx").exists():
        return averaged(after, strict=False), pieces
    config = json.loads((after / "config.json").read_text(encoding="utf-8"))
    made = Newsreader(encoder_of(after), len(config["deprels"]))
    thaw(after, made)
    return made, pieces


def own_pairs(shared: Path, pieces: Pieces) -> list[Example]:
    """The sentences of everything that we annotated to be learned from, our dispatches compiled anew."""
    with tempfile.TemporaryDirectory() as place:
        dispatches.compiled(Path(place), ["train"])
        folders = (shared / "data/crisis/train", dispatches.folder_of(Path(place), "train"))
        records = [(path.stem, list(lines(path))) for folder in folders for path in sorted(folder.glob("*.jsonl"))]
        return pairs.of_records([*records, *further.records(shared)], pieces)


def teach(made: Newsreader, work: Work, pieces: Pieces, recipe: Recipe, exact: bool = False) -> None:
    """One training from its first step to its last, in bfloat16, or in float32 where it is to be `exact`."""
    device = next(made.parameters()).device
    made.train()
    optimizer = torch.optim.AdamW(groups(made, recipe), betas=(0.9, 0.98), eps=1e-6, fused=True)
    begun = time.monotonic()
    for step, items in enumerate(work):
        for group in optimizer.param_groups:
            group["lr"] = group["base"] * pace(step, len(work), recipe)
        with torch.autocast(device.type, dtype=torch.bfloat16, enabled=not exact):
            whole = total(loss(made, to_device(tensors(items, pieces), device), WEIGHTS))
        if whole is None:
            continue
        whole.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(made.parameters(), recipe.clip)
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
        if step % 100 == 99 or step == len(work) - 1:
            note(
                f"  step {step + 1} of {len(work)}, loss {float(whole.detach()):.2f}, {time.monotonic() - begun:.0f} s"
            )


def answers(made: Newsreader, examples: Sequence[Example], pieces: Pieces) -> Iterator[Chances]:
    """What the network makes of each sentence, one at a time as `Newsreader.between` reads them."""
    device = next(made.parameters()).device
    made.eval()
    with torch.no_grad():
        for example in examples:
            i = to_device(tensors([(example, example.windows[0])], pieces), device).inputs
            _, roots = made.between(made.encoder(i.pieces, i.shapes, i.piece_mask, i.marks), i.marks)
            yield [round(float(p), 5) for p in torch.softmax(roots[0].float(), -1)]


def place_of(run: Path, *decisive: object) -> Path:
    """Where answers are kept that come of these values, of the recipes, and of the code that learns from them."""
    code = [Path(str(module.__file__)).read_bytes() for module in (base, batches, features, losses, network)]
    told = repr((decisive, asdict(FIRST), asdict(THEN), asdict(WEIGHTS), code))
    return run / hashlib.sha256(told.encode()).hexdigest()[:16]


def folded(
    shared: Path,
    run: Path,
    folds: int,
    after: Path | None,
    steps: int | None,
    of: str = "small",
    exact: bool = False,
) -> list[tuple[Case, Chances]]:
    """Every sentence of PLV's train part, with what a model made of it that had not seen its fold.

    `steps`: each training is cut short after so many, to see that all of it runs. Raises FileNotFoundError or
    ValueError where data are missing.
    """
    torch.manual_seed(FIRST.seed)
    made, pieces = begin(after, of)
    made.to("cuda" if torch.cuda.is_available() else "cpu")
    cases = list(plv.read_cases(shared / plv.TRAIN))
    own, theirs = own_pairs(shared, pieces), pairs.of_plv(shared / plv.TRAIN, pieces)
    begun_with = sorted((p.name, p.stat().st_size, p.stat().st_mtime_ns) for p in after.iterdir()) if after else of
    place = place_of(run, own, theirs, folds, steps, begun_with, exact)
    fold_of = deal(cases, folds, FIRST.seed)
    kept = [place / f"fold{n + 1}.jsonl" for n in range(folds)]
    missing = [n for n in range(folds) if not kept[n].exists()]
    note(f"{place}: {folds - len(missing)} of {folds} folds are done")
    start = place / "start.pt"
    if missing and not start.exists():
        note(f"{len(own)} of our own to learn from first")
        teach(made, plan({"pairs": own}, pieces, FIRST)[:steps], pieces, FIRST, exact)
        place.mkdir(parents=True, exist_ok=True)
        torch.save(made.state_dict(), start.with_suffix(".part"))
        os.replace(start.with_suffix(".part"), start)
    for n in missing:
        seen = [example for example, fold in zip(theirs, fold_of, strict=True) if fold != n]
        unseen = [(case, e) for case, e, fold in zip(cases, theirs, fold_of, strict=True) if fold == n]
        note(f"fold {n + 1} of {folds}: {len(seen)} to learn from, {len(unseen)} to answer")
        torch.manual_seed(FIRST.seed + n)
        made.load_state_dict(torch.load(start, map_location="cpu"))
        teach(made, plan({"pairs": own, "plv": seen}, pieces, THEN)[:steps], pieces, THEN, exact)
        found = answers(made, [example for _, example in unseen], pieces)
        rows = [{"id": case.id, "roots": chances} for (case, _), chances in zip(unseen, found, strict=True)]
        write_json_lines(kept[n].with_suffix(".part"), rows)
        os.replace(kept[n].with_suffix(".part"), kept[n])
    start.unlink(missing_ok=True)
    chances_of = {row["id"]: row["roots"] for path in kept for row in json_lines(path)}
    return [(case, chances_of[case.id]) for case in cases]


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m training.folds", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--shared", type=Path, default=Path(os.environ.get("SHARED", "../shared")), metavar="FOLDER")
    parser.add_argument("--run", type=Path, default=Path("training/runs/folds"), metavar="FOLDER")
    parser.add_argument("--folds", type=int, default=5, metavar="N")
    parser.add_argument("--after", type=Path, metavar="MODEL", help="a run or a model that has not seen PLV")
    parser.add_argument("--base", choices=base.BASES, default="small", help="the encoder to begin with; else small")
    parser.add_argument("--steps", type=int, metavar="N", help="of each training, to see that it runs")
    parser.add_argument("--float32", action="store_true", help="for a processor without units for bfloat16")
    parser.add_argument("--json", action="store_true", help="end with one line of JSON that has every figure")
    options = parser.parse_args(argv)
    if options.folds < 2:
        parser.error("there are two folds at least: one to learn from, one to answer")
    try:
        found = folded(
            options.shared, options.run, options.folds, options.after, options.steps, options.base, options.float32
        )
    except (FileNotFoundError, ValueError) as error:
        note(f"nothing measured: {error}")
        return 1
    figures = plv.figures_of([(case, *plv.told(dict(zip(ROOTS, chances, strict=True)))) for case, chances in found])
    print(plv.show(figures))
    finish(figures, options.json)
    return 0


if __name__ == "__main__":
    sys.exit(main())

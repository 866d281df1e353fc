"""Train `newsreader-en`: corpora → network → checkpoints → int8 ONNX. Read from top to bottom.

    python -m training --shared ../shared --run training/runs/main
    python -m training --shared ../shared --run training/runs/second --recipe second --after training/runs/main
    python -m training --shared ../shared --run training/runs/third --recipe third --after training/runs/second
    python -m training.export --run training/runs/third
    python -m training --silver build/silver ...      with readings of a larger reader, see training/silver.py

A run goes on from its last checkpoint, in stages of at most `--minutes`; when all steps are done, the model is
exported. The same program runs on a GPU where there is one.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any, Protocol

import torch
from torch.nn.attention import SDPBackend, sdpa_kernel

from reportedly.model.features import Window
from reportedly.model.labels import Labels
from reportedly.model.pieces import Pieces

from . import acts, base, borrow, chains, corpora, further, pairs, silver, variants
from .batches import Batch, batches, documents, tensors
from .corpora import Example
from .losses import Weights, loss, total
from .network import EncoderSize, Newsreader
from .recipes import RECIPES, Recipe
from .stored import Stem
from .thaw import thaw

# Seconds that a run may lose when it is cut off, however slow its steps are.
LONGEST = 600
# So many batches, more or less, to fit borrowed heads over.
BORROWED = 30
# Of these a batch holds documents as they are, because the mentions of a document are compared.
WHOLE = ("gum", "named", "ecb", "own", "further", "wikinews", "variants", "silver")


def read_corpora(
    shared: Path, pieces: Pieces, deprels: Sequence[str], names: Iterable[str], larger: Path | None = None
) -> dict[str, list[Example]]:
    """The corpora of a recipe: training parts only; nothing that a benchmark measures on. `larger`: the folder of what
    a larger reader has read, the corpus "silver"."""
    data, own = shared / "data", Path("build/corpus")
    ewt, gum = (data / f"ud/en_{name}-train.conllu.gz" for name in ("ewt", "gum"))
    telling = corpora.telling_words(corpora.cues_of(data / "polnear/train.jsonl.gz", data / "crisis/train"))
    read: dict[str, Callable[[], list[Example]]] = {
        "trees": lambda: [e for path in (ewt, gum) for e in corpora.treebank(path, deprels, pieces)],
        "ewt": lambda: corpora.treebank(ewt, deprels, pieces),
        "gum": lambda: chains.with_chains(gum, deprels, pieces),
        "polnear": lambda: corpora.polnear(data / "polnear/train.jsonl.gz", telling, pieces),
        "crisis": lambda: corpora.crisis(data / "crisis/train", telling, pieces),
        "named": lambda: chains.named(corpora.crisis(data / "crisis/train", telling, pieces), data / "crisis/train"),
        "ecb": lambda: chains.ecb(data / "ecbplus", pieces),
        "own": lambda: chains.named(corpora.crisis(own / "train", telling, pieces), own / "train"),
        "further": lambda: further.articles(shared, pieces),
        "pairs": lambda: pairs.of_records(
            [
                *(
                    (p.stem, list(corpora.lines(p)))
                    for f in (data / "crisis", own)
                    for p in sorted(f.glob("train/*.jsonl"))
                ),
                *further.records(shared),
            ],
            pieces,
        ),
        "plv": lambda: pairs.of_plv(data / "plv/PLV_train.jsonl", pieces),
        "wikinews": lambda: chains.unlabelled(data / "wikinews/unlabelled.jsonl.gz", pieces),
        "variants": lambda: chains.unlabelled(variants.OUT, pieces, compared=False),
        "uds": lambda: acts.happened(data / "factuality/uds_ih2-train.jsonl.gz", pieces),
    }
    if larger is not None:
        read["silver"] = lambda: silver.articles(larger, telling, pieces)
    return {name: read[name]() for name in names}


def plan(examples: dict[str, list[Example]], pieces: Pieces, recipe: Recipe) -> list[list[tuple[Example, Window]]]:
    """All batches of the run, in order: each corpus spread evenly over the whole."""
    timed: list[tuple[float, int, list[tuple[Example, Window]]]] = []
    for name, count in recipe.passes:
        every = [
            b
            for number in range(math.ceil(count))
            for b in (documents if name in WHOLE else batches)(
                examples[name], pieces, recipe.size, recipe.seed + number
            )
        ]
        every = every[: round(len(every) * count / math.ceil(count))]
        timed += [((n + 0.5) / len(every), len(timed) + n, b) for n, b in enumerate(every)]
    return [b for _, _, b in sorted(timed, key=lambda t: t[:2])]


def weight_of(work: Sequence[tuple[Example, Window]]) -> float:
    """What a batch counts: the mean of its examples' weights."""
    return sum(example.weight for example, _ in work) / len(work)


def groups(network: Newsreader, recipe: Recipe) -> list[dict[str, object]]:
    """Parameters with their learning rates: lower layers learn more slowly, heads fast; no decay on vectors."""
    layers = len(network.encoder.layers)
    sorted_out: dict[tuple[float, bool], list[torch.nn.Parameter]] = defaultdict(list)
    for name, parameter in network.named_parameters():
        if name.startswith("encoder.layers."):
            rate = recipe.rate_encoder * recipe.decay ** (layers - 1 - int(name.split(".")[2]))
        elif name.startswith("encoder.shapes"):
            rate = recipe.rate_heads if recipe.stem else recipe.rate_encoder
        elif name.startswith("encoder."):
            rate = recipe.rate_encoder * recipe.decay**layers
        else:
            rate = recipe.rate_heads
        sorted_out[rate, parameter.dim() > 1].append(parameter)
    return [
        {"params": found, "lr": rate, "base": rate, "weight_decay": recipe.weight_decay if wide else 0.0}
        for (rate, wide), found in sorted_out.items()
    ]


def pace(step: int, steps: int, recipe: Recipe) -> float:
    """Share of the full learning rate: up in a line, then down in a line."""
    up = max(1, round(recipe.warm_up * steps))
    return min(1.0, (step + 1) / up) * max(0.0, 1 - max(0, step - up) / max(1, steps - up))


def plain_attention(device: torch.device) -> AbstractContextManager[None]:
    """On a processor the slopes of fused attention take longer in bfloat16 than all the rest of a small network's."""
    return nullcontext() if device.type == "cuda" else sdpa_kernel(SDPBackend.MATH)


def to_device(batch: Batch, device: torch.device) -> Batch:
    def moved(value: Any) -> Any:
        if value is None:
            return None
        return type(value)(**{name: getattr(value, name).to(device) for name in value.__dataclass_fields__})

    return Batch(**{name: moved(getattr(batch, name)) for name in Batch.__dataclass_fields__})


class Teaches(Protocol):
    """What `distil.Teaching` does."""

    def losses(
        self, network: Newsreader, batch: Batch, states: list[torch.Tensor], known: dict[str, torch.Tensor]
    ) -> dict[str, torch.Tensor]: ...


def train(
    run: Path,
    shared: Path,
    recipe: Recipe,
    minutes: float,
    after: Path | None = None,
    exact: bool = False,
    larger: Path | None = None,
    heads_of: Path | None = None,
    ending: bool = False,
    teaching: Callable[[Sequence[str], Sequence[str], torch.device], Teaches] | None = None,
) -> bool:
    """Go on with a run for at most `minutes`; True when its last step is done.

    `ending`: the learning rate falls to nothing by the end of the minutes, however many steps are left then, and the
    run is done. Its batches are in such an order that less of everything has been seen. It can go on all the same, at
    the rate of its steps. `teaching`: makes, of the pieces and relations that are known, what puts teachers' losses
    beside those of what is known (see `distil`).

    A run begins with the base encoder, or with the averaged weights of the run `after`, or with the exported model
    in the folder `after` (see `thaw`); its heads with those of the run `heads_of` (see `borrow`). `exact`: in float32
    throughout; on a processor without matrix units for bfloat16 that is twice as fast, with them it takes three times
    as long.
    """
    begun = time.monotonic()
    torch.manual_seed(recipe.seed)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    chosen, saved = base.BASES[recipe.base], run / "checkpoint.pt"
    begun_before = saved.exists()
    stored = None if after or begun_before else chosen.read()
    kept = base.news_vocabulary(stored.pieces) if stored else vocabulary_of(run if begun_before else after or run)
    pieces = Pieces(kept)
    deprels = corpora.deprels_of([shared / f"data/ud/{name}-train.conllu.gz" for name in ("en_ewt", "en_gum")])
    examples = read_corpora(shared, pieces, deprels, [name for name, _ in recipe.passes], larger)
    work = plan(examples, pieces, recipe)
    size = recipe.encoder(len(kept))
    network = Newsreader(size, len(deprels))
    if begun_before:
        pass  # everything comes from the checkpoint
    elif after and (after / "model.onnx").exists():
        print(f"from {after}; new: {', '.join(thaw(after, network))}", flush=True)
    elif after:
        network.load_state_dict(averaged(after, strict=False).state_dict())
    elif stored:
        base.start(network, chosen, stored, kept)
    fixed = below_stem(recipe)
    for name, parameter in network.named_parameters():
        parameter.requires_grad_(name.startswith(recipe.only or ("",)) and not name.startswith(fixed))
    network.to(device).train()
    stem = Stem(network.encoder, run / "stem") if recipe.stem else None
    if heads_of and not begun_before:
        _borrow(network, heads_of, work, pieces, kept, stem)
    taught = teaching(kept, deprels, device) if teaching else None
    average = [p.detach().clone() for p in network.parameters()]
    optimizer = torch.optim.AdamW(groups(network, recipe), betas=(0.9, 0.98), eps=1e-6, fused=True)

    run.mkdir(parents=True, exist_ok=True)
    (run / "vocabulary.txt").write_text("\n".join(kept) + "\n", encoding="utf-8")
    if not begun_before:
        met = {piece for found in examples.values() for e in found for word in e.words.pieces for piece in word}
        # An exported model has left out already what it can do without.
        trimmed = after is not None and (after / "model.onnx").exists()
        unmet = [piece for n, piece in enumerate(kept) if not trimmed and n not in met]
        (run / "unmet.txt").write_text("\n".join(unmet) + "\n", encoding="utf-8")
    (run / "labels.json").write_text(json.dumps(asdict(Labels(deprels))), encoding="utf-8")
    (run / "encoder.json").write_text(json.dumps(asdict(size)), encoding="utf-8")
    (run / "recipe.json").write_text(json.dumps(asdict(recipe), indent=1), encoding="utf-8")
    done, share = 0, 0.0
    if begun_before:
        state = torch.load(saved, map_location=device)
        network.load_state_dict(state["network"])
        optimizer.load_state_dict(state["optimizer"])
        average, done = state["average"], state["done"]
        share = state.get("share", 1.0)
        if share >= 1:  # it had ended, and is to go on all the same
            share = done / len(work)
    print(f"{len(work)} steps, of which {done} are done; {device}", flush=True)

    told: dict[str, list[float]] = defaultdict(list)
    if heads_of and not begun_before:
        _save(saved, network, optimizer, average, 0, 0.0)  # so that they are not fitted twice
    loop, left, past = time.monotonic(), minutes * 60 - (time.monotonic() - begun), share
    seen, since, kept_at = 0, loop, loop
    step = done
    for step in range(done, len(work)):
        batch = to_device(tensors(work[step], pieces), device)
        share = step / len(work)
        if ending:
            share = max(share, past + (1 - past) * min(1.0, (time.monotonic() - loop) / max(left, 1)))
        for group in optimizer.param_groups:
            group["lr"] = group["base"] * pace(round(share * len(work)), len(work), recipe)
        with torch.autocast(device.type, dtype=torch.bfloat16, enabled=not exact), plain_attention(device):
            i, below = batch.inputs, stem.states(batch.inputs) if stem is not None else None
            states = network.encoder(i.pieces, i.shapes, i.piece_mask, i.marks, below)
            losses = loss(network, batch, Weights(), states)
            if taught is not None:
                losses = taught.losses(network, batch, states, losses)
        whole = total(losses)
        if whole is not None:
            whole = whole * weight_of(work[step])
            whole.backward()  # type: ignore[no-untyped-call]
            torch.nn.utils.clip_grad_norm_(network.parameters(), recipe.clip)
            optimizer.step()
            optimizer.zero_grad(set_to_none=True)
        if step % recipe.average_every == 0:
            # Early on the average must not cling to where it began.
            keep = min(recipe.average, (1 + step) / (40 + step))
            moving = [(a, p.detach()) for a, p in zip(average, network.parameters(), strict=True) if p.requires_grad]
            torch._foreach_lerp_([a for a, _ in moving], [p for _, p in moving], 1 - keep)
        seen += int(batch.inputs.piece_mask.sum())
        for name, value in losses.items():
            told[name].append(float(value.detach()))
        if step % 100 == 99:
            figures = "  ".join(f"{n} {sum(v) / len(v):.3f}" for n, v in sorted(told.items()))
            speed = seen / (time.monotonic() - since)
            print(f"{step + 1}/{len(work)}  {speed:.0f} pieces/s  {figures}", flush=True)
            told.clear()
            seen, since = 0, time.monotonic()
        over = time.monotonic() - begun > minutes * 60
        due = step % recipe.checkpoint_every == recipe.checkpoint_every - 1 or time.monotonic() - kept_at > LONGEST
        if due or step == len(work) - 1 or over:
            kept_at = time.monotonic()
            _save(saved, network, optimizer, average, step + 1, 1.0 if over and ending else share)
            if over and step < len(work) - 1:
                return ending
    return True


def below_stem(recipe: Recipe) -> tuple[str, ...]:
    """Beginnings of the names of what a stem holds still; the scores of distances are shared with the layers above."""
    if not recipe.stem:
        return ()
    parts = ("pieces.", "positions.", "norm.", "near.", *(f"layers.{n}." for n in range(recipe.stem)))
    return tuple(f"encoder.{part}" for part in parts)


def _borrow(
    network: Newsreader,
    of: Path,
    work: Sequence[Sequence[tuple[Example, Window]]],
    pieces: Pieces,
    kept: list[str],
    stem: Stem | None,
) -> None:
    """The heads of the run `of`, fitted over batches from all over the run."""
    old, table = averaged(of), borrow.table_of(kept, vocabulary_of(of))
    chosen = [tensors(items, pieces).inputs for items in work[:: max(1, len(work) // BORROWED)]]
    windows = ((inputs, borrow.translated(inputs, table)) for inputs in chosen)
    borrow.borrow(network, old, borrow.maps(network, old, windows, stem.states if stem is not None else None))
    network.train()
    print(f"heads of {of}, fitted over {len(chosen)} batches", flush=True)


def _save(
    path: Path,
    network: Newsreader,
    optimizer: torch.optim.Optimizer,
    average: list[torch.Tensor],
    done: int,
    share: float,
) -> None:
    temporary = path.with_suffix(".part")
    state = {
        "network": network.state_dict(),
        "optimizer": optimizer.state_dict(),
        "average": average,
        "done": done,
        "share": share,
    }
    torch.save(state, temporary)
    os.replace(temporary, path)


def vocabulary_of(folder: Path) -> list[str]:
    """The pieces that a run or an exported model knows."""
    return (folder / "vocabulary.txt").read_text(encoding="utf-8").rstrip("\n").split("\n")


def averaged(run: Path, strict: bool = True) -> Newsreader:
    """The network of a run's last checkpoint, with its averaged weights, ready to be read from.

    Heads that the run did not have yet begin anew, unless `strict`.
    """
    labels = json.loads((run / "labels.json").read_text(encoding="utf-8"))
    size, vocabulary = run / "encoder.json", vocabulary_of(run)
    encoder = EncoderSize(**json.loads(size.read_text())) if size.exists() else EncoderSize(len(vocabulary))
    network = Newsreader(encoder, len(labels["deprels"]))
    state = torch.load(run / "checkpoint.pt", map_location="cpu")
    network.load_state_dict(dict(zip(state["network"], state["average"], strict=True)), strict=strict)
    return network.eval()


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m training", description=__doc__.split("\n")[0])
    parser.add_argument("--shared", type=Path, default=Path(os.environ.get("SHARED", "../shared")))
    parser.add_argument("--run", type=Path, default=Path("training/runs/main"))
    parser.add_argument("--minutes", type=float, default=90)
    parser.add_argument("--recipe", choices=RECIPES, default="first")
    parser.add_argument(
        "--after", type=Path, metavar="RUN", help="begin with what this run, or this exported model, knows"
    )
    parser.add_argument("--heads-of", type=Path, metavar="RUN", help="begin with the heads of this run")
    parser.add_argument("--ending", action="store_true", help="let the learning rate end with the minutes")
    parser.add_argument("--float32", action="store_true", help="for a processor without units for bfloat16")
    parser.add_argument("--silver", type=Path, metavar="FOLDER", help="also learn from what training.silver packed")
    parser.add_argument("--silver-passes", type=float, default=3.0, metavar="N", help="how often that is seen")
    options = parser.parse_args()
    recipe = RECIPES[options.recipe]
    if options.silver is not None:
        recipe = replace(recipe, passes=(*recipe.passes, ("silver", options.silver_passes)))
    given = (options.after, options.float32, options.silver, options.heads_of, options.ending)
    if train(options.run, options.shared, recipe, options.minutes, *given):
        print("all steps are done; now: python -m training.export", flush=True)


if __name__ == "__main__":
    main()

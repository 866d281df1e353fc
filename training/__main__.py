"""Train `newsreader-en`: corpora → network → checkpoints → int8 ONNX. Read from top to bottom.

    python -m training --shared ../shared --run training/runs/main
    python -m training --shared ../shared --run training/runs/second --recipe second --after training/runs/main
    python -m training --shared ../shared --run training/runs/third --recipe third --after training/runs/second
    python -m training.export --run training/runs/third

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
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import torch

from reportedly.model.features import Window
from reportedly.model.labels import Labels
from reportedly.model.pieces import Pieces

from . import acts, base, borrow, chains, corpora, further, pairs
from .batches import Batch, batches, documents, tensors
from .corpora import Example
from .losses import Weights, loss, total
from .network import EncoderSize, Newsreader
from .stored import Stem
from .thaw import thaw


@dataclass(frozen=True, slots=True)
class Recipe:
    """Every number that decides what comes out.

    passes: how often each corpus is seen. size: pieces in a batch; small batches matter more than speed here.
    decay: of the learning rate from layer to layer downwards. average: share of the old weights kept in the running
    average that is exported (Polyak averaging), per `average_every` steps. only: beginnings of the names of what is
    trained, where that is not everything. base: the encoder, of `base.BASES`. layers: so many of it, 0 for as many as
    the base says. stem: so many of these are not trained, and their states are stored (see `stored`).
    """

    seed: int = 14
    size: int = 1600
    passes: tuple[tuple[str, float], ...] = (("trees", 5.0), ("polnear", 5.0), ("crisis", 12.0))
    rate_encoder: float = 2.5e-4
    rate_heads: float = 1e-3
    decay: float = 0.9
    warm_up: float = 0.05
    weight_decay: float = 0.01
    clip: float = 1.0
    average: float = 0.995
    average_every: int = 4
    checkpoint_every: int = 500
    only: tuple[str, ...] = ()
    base: str = "small"
    layers: int = 0
    stem: int = 0

    def encoder(self, vocabulary: int) -> EncoderSize:
        size = base.BASES[self.base].size(vocabulary)
        return replace(size, layers=self.layers or size.layers, stem=self.stem)


# A second, shorter run goes on from the first: trees learn more slowly than attributions, and are seen more here.
# The third brings coreference, with whole documents in a batch.
RECIPES = {
    "first": Recipe(),
    "second": Recipe(
        seed=15,
        passes=(("trees", 6.0), ("polnear", 1.0), ("crisis", 2.0)),
        rate_encoder=1e-4,
        rate_heads=4e-4,
    ),
    "third": Recipe(
        seed=16,
        passes=(("ewt", 7.0), ("gum", 8.0), ("polnear", 2.0), ("named", 7.0), ("ecb", 1.0)),
        rate_encoder=1.5e-4,
        rate_heads=6e-4,
    ),
    # The fourth brings events: first on our own articles alone ("events"), then with everything.
    "events": Recipe(
        seed=17,
        passes=(("named", 5.0), ("own", 4.0)),
        rate_encoder=1.5e-4,
        rate_heads=1e-3,
    ),
    "fourth": Recipe(
        seed=18,
        passes=(
            ("ewt", 2.5),
            ("gum", 3.5),
            ("polnear", 0.6),
            ("named", 8.0),
            ("own", 6.0),
            ("further", 5.0),
            ("pairs", 1.5),
            ("plv", 5.0),
            ("ecb", 0.3),
            ("uds", 0.5),
        ),
        rate_encoder=1.3e-4,
        rate_heads=6e-4,
    ),
    # The fourth was stopped after 1,500 of its steps, when further articles had been annotated; the fifth ends it.
    "fifth": Recipe(
        seed=19,
        passes=(
            ("ewt", 1.6),
            ("gum", 2.2),
            ("polnear", 0.3),
            ("named", 5.0),
            ("own", 4.0),
            ("further", 3.2),
            ("pairs", 0.7),
            ("plv", 3.0),
            ("ecb", 0.1),
            ("uds", 0.2),
        ),
        rate_encoder=1.2e-4,
        rate_heads=5e-4,
        average=0.99,
    ),
    # Attribution learned little in the fourth and fifth: its heads alone, over what the encoder has become.
    "said": Recipe(
        seed=20,
        passes=(("polnear", 1.2), ("named", 2.0), ("own", 2.0)),
        rate_heads=6e-4,
        average=0.99,
        only=("said_", "anchor_", "role_", "crf", "stance", "source_type"),
    ),
    # Everything once more and longer, attribution above all, which the joint runs before had hardly seen.
    "sixth": Recipe(
        seed=22,
        passes=(
            ("ewt", 2.0),
            ("gum", 3.0),
            ("polnear", 2.2),
            ("named", 6.0),
            ("own", 6.0),
            ("further", 5.0),
            ("pairs", 0.8),
            ("plv", 3.0),
            ("ecb", 0.2),
            ("uds", 0.2),
        ),
        rate_encoder=1.4e-4,
        rate_heads=5e-4,
    ),
    # The large one, everything from the beginning.
    "large": Recipe(
        seed=21,
        base="large",
        passes=(
            ("ewt", 1.8),
            ("gum", 2.4),
            ("polnear", 1.5),
            ("named", 4.0),
            ("own", 3.0),
            ("further", 3.0),
            ("pairs", 0.4),
            ("plv", 3.0),
            ("ecb", 0.2),
            ("uds", 0.2),
        ),
        rate_encoder=6e-5,
        rate_heads=6e-4,
        average=0.995,
        checkpoint_every=250,
    ),
    # The large one where no more than a processor is at hand: six layers as they are, four that are trained, and
    # heads that begin with what those of the small one know (`--heads-of`).
    "upper": Recipe(
        seed=23,
        base="large",
        stem=6,
        passes=(
            ("ewt", 0.2),
            ("gum", 0.35),
            ("polnear", 0.6),
            ("named", 4.0),
            ("own", 2.0),
            ("further", 0.8),
            ("pairs", 0.2),
            ("plv", 1.5),
        ),
        rate_encoder=1e-4,
        rate_heads=4e-4,
        average=0.98,
        checkpoint_every=100,
    ),
}
# So many batches, more or less, to fit borrowed heads over.
BORROWED = 30
# Of these a batch holds documents as they are, because the mentions of a document are compared.
WHOLE = ("gum", "named", "ecb", "own", "further")


def read_corpora(
    shared: Path, pieces: Pieces, deprels: Sequence[str], names: Iterable[str]
) -> dict[str, list[Example]]:
    """The corpora of a recipe: training parts only; nothing that a benchmark measures on."""
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
        "uds": lambda: acts.happened(data / "factuality/uds_ih2-train.jsonl.gz", pieces),
    }
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


def to_device(batch: Batch, device: torch.device) -> Batch:
    def moved(value: Any) -> Any:
        if value is None:
            return None
        return type(value)(**{name: getattr(value, name).to(device) for name in value.__dataclass_fields__})

    return Batch(**{name: moved(getattr(batch, name)) for name in Batch.__dataclass_fields__})


def train(
    run: Path,
    shared: Path,
    recipe: Recipe,
    minutes: float,
    after: Path | None = None,
    exact: bool = False,
    heads_of: Path | None = None,
    ending: bool = False,
) -> bool:
    """Go on with a run for at most `minutes`; True when its last step is done.

    `ending`: the learning rate falls to nothing by the end of the minutes, however many steps are left then, and the
    run is done. Its batches are in such an order that less of everything has been seen.

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
    examples = read_corpora(shared, pieces, deprels, [name for name, _ in recipe.passes])
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
    average = [p.detach().clone() for p in network.parameters()]
    optimizer = torch.optim.AdamW(groups(network, recipe), betas=(0.9, 0.98), eps=1e-6, fused=True)

    run.mkdir(parents=True, exist_ok=True)
    (run / "vocabulary.txt").write_text("\n".join(kept) + "\n", encoding="utf-8")
    met = {piece for found in examples.values() for e in found for word in e.words.pieces for piece in word}
    unmet = [piece for n, piece in enumerate(kept) if n not in met]
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
        share = state.get("share", done / len(work))
    print(f"{len(work)} steps, of which {done} are done; {device}", flush=True)

    told: dict[str, list[float]] = defaultdict(list)
    loop, left, past = time.monotonic(), minutes * 60 - (time.monotonic() - begun), share
    seen, since = 0, loop
    step = done
    for step in range(done, len(work)):
        batch = to_device(tensors(work[step], pieces), device)
        share = step / len(work)
        if ending:
            share = max(share, past + (1 - past) * min(1.0, (time.monotonic() - loop) / max(left, 1)))
        for group in optimizer.param_groups:
            group["lr"] = group["base"] * pace(round(share * len(work)), len(work), recipe)
        with torch.autocast(device.type, dtype=torch.bfloat16, enabled=not exact):
            losses = loss(network, batch, Weights(), stem.states(batch.inputs) if stem is not None else None)
        whole = total(losses)
        if whole is not None:
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
        if step % recipe.checkpoint_every == recipe.checkpoint_every - 1 or step == len(work) - 1 or over:
            _save(saved, network, optimizer, average, step + 1, share)
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
    options = parser.parse_args()
    recipe = RECIPES[options.recipe]
    given = (options.after, options.float32, options.heads_of, options.ending)
    if train(options.run, options.shared, recipe, options.minutes, *given):
        print("all steps are done; now: python -m training.export", flush=True)


if __name__ == "__main__":
    main()

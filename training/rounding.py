"""What is rounded to int8 is first made easy to round (Xiao et al. 2023, "SmoothQuant").

While the model runs, what goes into a matrix product is rounded to 256 steps between its least and its greatest number.
A few places of a state are always large, and leave the others hardly any steps. So each place is divided by about how
large it gets, and the weights that read it are multiplied by the same: nothing changes but what rounding costs. How
large places get is seen in texts of the project's own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

from reportedly.model import features
from reportedly.model.pieces import Pieces
from reportedly.text import paragraphs

from .corpus.markup import read_files
from .network import Encoder

__all__ = ["Eased", "Given", "eased", "given_in", "own_texts"]

DISPATCHES = Path("corpus/dispatches")
EACH = 12
"""Of the dispatches for training every twelfth is looked at."""
SHARE = 0.8
"""How much of the range is moved into the weights, 0 to 1: the rest stays where it is, for weights are rounded too."""
PRODUCTS = ("qkv", "out", "up", "down")
MOST = 100.0
"""No place is made so many times smaller or larger than the middle one."""

Given = tuple[Tensor, Tensor, Tensor, Tensor]
"""Pieces, shapes, mask and marks of a window, as `Encoder` takes them."""


class Eased(nn.Linear):
    """A matrix product whose input is made smaller, place by place, before it is rounded. shrink: [in]."""

    shrink: Tensor

    def __init__(self, of: nn.Linear, scale: Tensor) -> None:
        super().__init__(of.in_features, of.out_features)
        self.register_buffer("shrink", 1 / scale)
        self.weight = nn.Parameter(of.weight.detach() * scale)
        self.bias = of.bias

    def forward(self, x: Tensor) -> Tensor:
        return functional.linear(x * self.shrink, self.weight, self.bias)


def own_texts() -> Iterator[str]:
    """Some of the project's own dispatches."""
    dispatches, _ = read_files([DISPATCHES])
    yield from [one.text for one in dispatches if one.head.split == "train"][::EACH]


def given_in(texts: Iterable[str], pieces: Pieces) -> Iterator[Given]:
    """Every window of the texts."""
    for text in texts:
        words = features.words_of(text, paragraphs(text), pieces)
        for window in features.windows(text, words):
            batch = features.batch(words, [window], pieces)
            yield (
                torch.from_numpy(batch.pieces),
                torch.from_numpy(batch.shapes),
                torch.from_numpy(batch.piece_mask),
                torch.from_numpy(batch.marks),
            )


def eased(encoder: Encoder, windows: Iterable[Given]) -> None:
    """Change the layers of an encoder so that they say the same and lose less by rounding."""
    largest = _largest(encoder, windows)
    for number, layer in enumerate(encoder.layers):
        for name in PRODUCTS:
            product: nn.Linear = getattr(layer, name)
            weights = product.weight.detach().abs().amax(0).clamp(min=1e-5)
            scale = largest[number, name].clamp(min=1e-5) ** SHARE / weights ** (1 - SHARE)
            setattr(layer, name, Eased(product, (scale / scale.median()).clamp(1 / MOST, MOST)))


def _largest(encoder: Encoder, windows: Iterable[Given]) -> dict[tuple[int, str], Tensor]:
    """How large every place of what goes into a product gets: [in] by the layer's number and the product's name. Of a
    window that is longer than the encoder has positions, its beginning is looked at."""
    found: dict[tuple[int, str], Tensor] = {}

    def noting(key: tuple[int, str]) -> Any:
        def note(_: nn.Module, given: tuple[Tensor, ...], __: Tensor) -> None:
            here = given[0].detach().abs().flatten(0, -2).amax(0)
            found[key] = torch.maximum(found[key], here) if key in found else here

        return note

    hooks = [
        getattr(layer, name).register_forward_hook(noting((number, name)))
        for number, layer in enumerate(encoder.layers)
        for name in PRODUCTS
    ]
    encoder.eval()
    with torch.no_grad():
        for window in windows:
            encoder(*(part[:, : encoder.form.positions] for part in window))
    for hook in hooks:
        hook.remove()
    return found

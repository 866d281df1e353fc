"""The heads of one model over the encoder of another: a new encoder need not learn everything anew.

Heads read mixed states of the encoder's layers. For each of the mixes a linear map from the new encoder's states to the
old one's is fitted over the same texts (ridge regression), and folded into the first layers of the heads that
read it; all that lies behind them is copied. What comes out reads about as the old model where its states are a
linear function of the new ones, and training begins there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

import torch
from torch import Tensor, nn

from .batches import Inputs
from .network import Newsreader

# The first layers of the heads by the mix that they read.
READERS: Mapping[str, tuple[str, ...]] = {
    "tree_mix": ("starts", "upos", "entities", "arc_below.0", "arc_above.0", "label_below.0", "label_above.0"),
    "said_mix": ("anchor_in.0", "role_word", "role_anchor", "stance", "source_type"),
    "chain_mix": ("chain_in.0",),
    "act_mix": ("act_in.0", "part_word", "part_trigger", "act_again", "act_mode", "act_status", "deed_in.0"),
    "pair_mix": ("pair_in.0",),
}
# Those that read a state after what they know of the word otherwise.
_AFTER = ("stance", "source_type", "act_again", "act_mode", "act_status")
RIDGE = 1e-3
"""Share of the mean square of a state that is added to every square."""


def translated(inputs: Inputs, table: Tensor) -> Inputs:
    """The same windows in other numbers for the same pieces; table: of our pieces the other's."""
    return replace(inputs, pieces=table[inputs.pieces])


def table_of(ours: list[str], theirs: list[str]) -> Tensor:
    """Of every piece of `ours` its place in `theirs`; of those it does not have, that of [UNK]."""
    places = {piece: n for n, piece in enumerate(theirs)}
    return torch.tensor([places.get(piece, places["[UNK]"]) for piece in ours])


def maps(
    new: Newsreader,
    old: Newsreader,
    windows: Iterable[tuple[Inputs, Inputs]],
    below: Callable[[Inputs], Tensor] | None = None,
) -> dict[str, tuple[Tensor, Tensor]]:
    """Of every mix the map from new states to old: weight [H_old, H_new] and bias [H_old].

    windows: for both networks, alike but for the numbers of pieces. below: gives the new encoder's stem.
    """
    squares: dict[str, Tensor] = {}
    products: dict[str, Tensor] = {}
    new.eval()
    old.eval()
    with torch.no_grad():
        for mine, theirs in windows:
            there = mine.piece_mask > 0
            states = new.encoder(mine.pieces, mine.shapes, mine.piece_mask, mine.marks, below(mine) if below else None)
            target = old.encoder(theirs.pieces, theirs.shapes, theirs.piece_mask, theirs.marks)
            for name in READERS:
                x = getattr(new, name)(states)[there].double()
                x = torch.cat([x, torch.ones(len(x), 1, dtype=x.dtype)], 1)
                y = getattr(old, name)(target)[there].double()
                squares[name] = squares.get(name, torch.zeros(())) + x.T @ x
                products[name] = products.get(name, torch.zeros(())) + x.T @ y
    found = {}
    for name, square in squares.items():
        eased = square.diagonal()[:-1].mean() * RIDGE * torch.eye(len(square), dtype=square.dtype)
        eased[-1, -1] = 0
        solved = torch.linalg.solve(square + eased, products[name]).float()
        found[name] = (solved[:-1].T.contiguous(), solved[-1].contiguous())
    return found


def borrow(new: Newsreader, old: Newsreader, found: Mapping[str, tuple[Tensor, Tensor]]) -> None:
    """Put the heads of `old` into `new`, each read through the map of its mix. Raises ValueError where the two do not
    have the same heads."""
    own = dict(new.named_parameters())
    folded = {f"{head}.{part}" for readers in READERS.values() for head in readers for part in ("weight", "bias")}
    skipped = (*READERS, "encoder.", "act_hints.")
    with torch.no_grad():
        for name, parameter in old.named_parameters():
            if name.startswith(skipped) or name in folded:
                continue
            if name not in own or own[name].shape != parameter.shape:
                raise ValueError(f"{name}: not a head of both")
            own[name].copy_(parameter)
        for mix, readers in READERS.items():
            weight, bias = found[mix]
            for head in readers:
                _fold(new.get_submodule(head), old.get_submodule(head), weight, bias, head in _AFTER)
        # What the vocabulary knows is added to the states themselves: the least that comes out the same.
        new.act_hints.weight.copy_(torch.linalg.pinv(found["act_mix"][0]) @ old.act_hints.weight)


def _fold(into: nn.Module, of: nn.Module, weight: Tensor, bias: Tensor, after: bool) -> None:
    """One layer. It reads states from its first column on, one or more side by side, or one `after` others."""
    assert isinstance(into, nn.Linear)
    assert isinstance(of, nn.Linear)
    narrow, wide = weight.shape
    own = of.in_features - narrow if after else 0
    into.weight[:, :own] = of.weight[:, :own]
    into.bias.copy_(of.bias)
    for n in range((of.in_features - own) // narrow):
        part = of.weight[:, own + n * narrow : own + (n + 1) * narrow]
        into.weight[:, own + n * wide : own + (n + 1) * wide] = part @ weight
        into.bias.add_(part @ bias)

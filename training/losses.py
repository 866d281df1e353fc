"""What the network is told about its mistakes: one loss a head, and their weights."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional

from .batches import Batch, ChainGold
from .corpora import UNKNOWN
from .crf import negative_log_likelihood
from .network import Newsreader, role_places


@dataclass(frozen=True, slots=True)
class Weights:
    """Of each head's loss. Anchors are rare words and few choices: they need the weight. Roles are per chain."""

    starts: float = 1.0
    upos: float = 0.5
    entities: float = 0.4
    arcs: float = 1.0
    labels: float = 1.0
    anchors: float = 8.0
    roles: float = 0.08
    stance: float = 0.3
    source_type: float = 0.3
    chains: float = 0.6


def loss(network: Newsreader, batch: Batch, weights: Weights) -> dict[str, Tensor]:
    """The weighted loss of each head that the batch bears gold for."""
    i = batch.inputs
    states = network.encoder(i.pieces, i.shapes, i.piece_mask)
    losses: dict[str, Tensor] = {}
    if batch.tree:
        gold = batch.tree
        x = network.words(states, network.tree_mix, i.begin, i.last)
        there = gold.starts != UNKNOWN
        losses["starts"] = functional.binary_cross_entropy_with_logits(
            network.starts(x).squeeze(2)[there].float(), gold.starts[there].float()
        )
        losses["upos"] = _cross_entropy(network.upos(x), gold.upos)
        if (gold.entities != UNKNOWN).any():
            losses["entities"] = _cross_entropy(network.entities(x), gold.entities)
        losses["arcs"] = _cross_entropy(network.arcs(x, i.word_mask), gold.heads)
        losses["labels"] = _cross_entropy(network.labels(x, gold.heads.clamp(min=0)), gold.deprels)
    if batch.said:
        said = batch.said
        x = network.words(states, network.said_mix, i.begin, i.last)
        losses["anchors"] = _cross_entropy(network.anchors(x, i.scheme), said.anchors)
        if len(said.at):
            roles, stance, kind = network.roles(x, i.word_mask, said.at, i.scheme)
            places, mask = role_places(said.at[:, 1], i.word_mask[said.at[:, 0]])
            tags = said.tags.gather(1, places)
            tags[:, 0] -= ((tags[:, 0] > 0) & (tags[:, 0] % 2 == 0)).long()  # what reaches in from outside begins here
            losses["roles"] = negative_log_likelihood(roles, tags, mask, network.crf).mean()
            if (said.stance != UNKNOWN).any():
                losses["stance"] = _cross_entropy(stance, said.stance)
                losses["source_type"] = _cross_entropy(kind, said.source_type)
    if batch.chains and batch.chains.known.any():
        x = network.words(states, network.chain_mix, i.begin, i.last)
        losses["chains"] = _antecedents(network, x, batch.chains)
    return {name: getattr(weights, name) * value for name, value in losses.items()}


def _antecedents(network: Newsreader, x: Tensor, gold: ChainGold) -> Tensor:
    """Marginal likelihood of a mention's right antecedents, whichever of them it is (Durrett and Klein 2013)."""
    later, earlier, new = (t[gold.at[:, 0], gold.at[:, 1]].float() for t in network.chains(x))
    rows, columns = gold.kind[:, None], gold.kind[None]
    scores = later @ earlier.T
    for name, table in network.tables().items():
        scores = scores + table[rows, columns, getattr(gold, name)]
    scores = torch.cat([scores.masked_fill(~gold.allowed, -1e4), new[:, None]], 1)[gold.known]
    right = scores.masked_fill(~gold.right[gold.known], -1e4)
    return (torch.logsumexp(scores, 1) - torch.logsumexp(right, 1)).mean()


def _cross_entropy(scores: Tensor, gold: Tensor) -> Tensor:
    return functional.cross_entropy(scores.float().flatten(0, -2), gold.flatten(), ignore_index=UNKNOWN)


def total(losses: dict[str, Tensor]) -> Tensor | None:
    """None where the batch teaches nothing."""
    return torch.stack(list(losses.values())).sum() if losses else None

"""What the network is told about its mistakes: one loss a head, and their weights."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional

from reportedly.model.labels import MODES, PART_BEFORE, PART_REACH, ROLE_BEFORE, ROLE_REACH

from .batches import ActGold, Batch, ChainGold, Inputs
from .corpora import UNKNOWN
from .crf import negative_log_likelihood
from .network import Newsreader, places_around


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
    acts: float = 10.0
    again: float = 1.0
    parts: float = 0.4
    mode: float = 0.3
    status: float = 0.5
    retold: float = 0.4
    pair: float = 0.5
    root: float = 0.5


# Of words that tell no act but seem to: so likely, and at most so many for each that does.
_SEEMING, _AT_MOST = 0.05, 0.5
# The modes of each type, as a mask over labels.MODES.
_MODES_OF = torch.tensor([[kind == other for other, _ in MODES] for kind, _ in MODES])


def loss(network: Newsreader, batch: Batch, weights: Weights, states: list[Tensor] | None = None) -> dict[str, Tensor]:
    """The weighted loss of each head that the batch bears gold for. states: what the encoder made of the batch, where
    that is known already."""
    i = batch.inputs
    if states is None:
        states = network.encoder(i.pieces, i.shapes, i.piece_mask, i.marks)
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
            places, mask = places_around(said.at[:, 1], i.word_mask[said.at[:, 0]], ROLE_BEFORE, ROLE_REACH)
            tags = said.tags.gather(1, places)
            tags[:, 0] -= ((tags[:, 0] > 0) & (tags[:, 0] % 2 == 0)).long()  # what reaches in from outside begins here
            losses["roles"] = negative_log_likelihood(roles, tags, mask, network.crf).mean()
            if (said.stance != UNKNOWN).any():
                losses["stance"] = _cross_entropy(stance, said.stance)
                losses["source_type"] = _cross_entropy(kind, said.source_type)
    if batch.chains and batch.chains.known.any():
        x = network.words(states, network.chain_mix, i.begin, i.last)
        vectors = network.chains(x[batch.chains.at[:, 0], batch.chains.at[:, 1]])
        losses["chains"] = _antecedents(vectors, network.tables(), batch.chains)
    if batch.pair:
        kinds, roots = network.between(states, i.marks)
        told = batch.pair.kinds.any(1)
        if told.any():
            losses["pair"] = _one_of(kinds[told], batch.pair.kinds[told])
        if (batch.pair.roots != UNKNOWN).any():
            losses["root"] = _cross_entropy(roots, batch.pair.roots)
    if batch.acts:
        x = network.hinted(network.words(states, network.act_mix, i.begin, i.last), i.hints)
        losses |= _acts(network, states, x, i, batch.acts)
        if batch.retold and batch.retold.known.any():
            vectors = network.deeds(x[batch.retold.at[:, 0], batch.retold.at[:, 1]])
            losses["retold"] = _antecedents(vectors, network.tables("deed"), batch.retold)
    return {name: getattr(weights, name) * value for name, value in losses.items()}


def _acts(network: Newsreader, states: list[Tensor], x: Tensor, i: Inputs, gold: ActGold) -> dict[str, Tensor]:
    losses: dict[str, Tensor] = {}
    scores = network.acts(x)
    at, kind = gold.at, gold.kind
    known = gold.tags != UNKNOWN
    if known.any():
        losses["acts"] = _cross_entropy(scores, gold.tags)
        # What seems to be an act is looked at again, so that the second look learns to say no.
        seeming = (1 - torch.softmax(scores.detach().float(), -1)[:, :, 0]) * (gold.tags == 0)
        count = min(int((seeming > _SEEMING).sum()), 4 + int(_AT_MOST * len(at)))
        if count:
            place = seeming.flatten().topk(count).indices
            more = torch.stack([place // seeming.shape[1], place % seeming.shape[1]], 1)
            at, kind = torch.cat([at, more]), torch.cat([kind, torch.zeros_like(place)])
    if not len(at):
        return losses
    heads, labels = network.tree(states, i.begin, i.last, i.word_mask)
    parts, again, mode, status = network.parts(x, i.word_mask, at, heads, labels)
    if (kind != UNKNOWN).any():
        losses["again"] = _cross_entropy(scores[at[:, 0], at[:, 1]] + again, kind)
    count = len(gold.at)  # of those that only seem to be acts nothing more is known
    if (gold.parts != UNKNOWN).any():
        places, mask = places_around(gold.at[:, 1], i.word_mask[gold.at[:, 0]], PART_BEFORE, PART_REACH)
        tags = torch.where(mask > 0, gold.parts.gather(1, places), UNKNOWN)
        every = functional.cross_entropy(parts[:count].float().flatten(0, 1), tags.flatten(), ignore_index=UNKNOWN,
                                         reduction="sum")  # fmt: skip
        losses["parts"] = every / (tags != UNKNOWN).any(1).sum().clamp(min=1)
    told = gold.mode != UNKNOWN
    if told.any():
        others = ~_MODES_OF.to(mode.device)[gold.mode[told]]
        losses["mode"] = _cross_entropy(mode[:count][told].float().masked_fill(others, -1e4), gold.mode[told])
    told = gold.status.any(1)
    if told.any():
        losses["status"] = _one_of(status[:count][told], gold.status[told])
    return losses


def ranked(vectors: tuple[Tensor, Tensor, Tensor], tables: dict[str, Tensor], gold: ChainGold) -> Tensor:
    """[M, M + 1]: how well each mention goes with each other one, as its antecedent, and with none."""
    later, earlier, new = (t.float() for t in vectors)
    rows, columns = gold.kind[:, None], gold.kind[None]
    scores = later @ earlier.T
    for name, table in tables.items():
        scores = scores + table[rows, columns, getattr(gold, name)]
    return torch.cat([scores.masked_fill(~gold.allowed, -1e4), new[:, None]], 1)


def _antecedents(vectors: tuple[Tensor, Tensor, Tensor], tables: dict[str, Tensor], gold: ChainGold) -> Tensor:
    """Marginal likelihood of a mention's right antecedents, whichever of them it is (Durrett and Klein 2013).

    vectors: of the M mentions alone, as `Newsreader.chains` gives them.
    """
    scores = ranked(vectors, tables, gold)[gold.known]
    right = scores.masked_fill(~gold.right[gold.known], -1e4)
    return (torch.logsumexp(scores, 1) - torch.logsumexp(right, 1)).mean()


def _one_of(scores: Tensor, right: Tensor) -> Tensor:
    """Whichever of the right ones it is; scores, right: [N, K]."""
    chances = torch.log_softmax(scores.float(), -1)
    return -torch.logsumexp(chances.masked_fill(~right, -1e4), 1).mean()


def _cross_entropy(scores: Tensor, gold: Tensor) -> Tensor:
    return functional.cross_entropy(scores.float().flatten(0, -2), gold.flatten(), ignore_index=UNKNOWN)


def total(losses: dict[str, Tensor]) -> Tensor | None:
    """None where the batch teaches nothing."""
    return torch.stack(list(losses.values())).sum() if losses else None

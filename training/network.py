"""The network: one encoder, and every head on top of it in one forward pass.

Encoder: BERT (Devlin et al. 2019) as in all-MiniLM-L6-v2, with an added embedding for the shape of a word.
Tree: deep biaffine (Dozat and Manning 2017). Attribution: a word is an *anchor* or not; for each anchor, a narrow
transformer reads the words around it again with that anchor marked and tags each with its role towards it, decoded
by a linear-chain CRF (Lafferty et al. 2001). So attributions may nest and share words, and link across sentences.
Coreference: mention ranking (see `reportedly.model.pairs`); every word has a vector as the later and one as the
earlier of two mentions, so that mentions of different windows can be compared.
Events: a word tells an act of one type or none; for each that may, a narrow transformer reads the words around it
again, with that trigger marked and with the place of every word in the tree as seen from it, and says which words are
its parties, what became of it, and once more of which type it is. Acts have vectors as mentions have.

To add a head: its layers in `__init__`, its output in `forward`, its loss in `losses.py`, its name in `export.py`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import cast

import torch
from torch import Tensor, nn
from torch.nn import functional

from reportedly.model.features import SHAPES, SOURCE, TARGET
from reportedly.model.hints import HINTS
from reportedly.model.labels import (
    ACTS,
    ANCHORS,
    ENTITY_TYPES,
    MODES,
    PART_BEFORE,
    PART_REACH,
    PARTS,
    ROLE_BEFORE,
    ROLE_REACH,
    ROLES,
    ROOTS,
    SCHEMES,
    UPOS,
)
from reportedly.model.pairs import DISTANCES, KINDS, MATCHES
from reportedly.records import SOURCE_TYPES, STANCES, STATUSES

# The scores of pairs are learned as sixteenths: single numbers move by the learning rate and no faster, and must come
# to weigh as much as the product of two vectors.
PAIR_SCALE = 16.0
# Share of words whose hints are withheld in training.
UNTOLD = 0.15


@dataclass(frozen=True, slots=True)
class EncoderSize:
    """As in the base encoder's configuration. relative: buckets of distances that attention scores, 0 for none.

    stem: so many of the lowest layers are given word pieces and nothing else; the shapes of words and marks are added
    to what comes out of them, and heads read what is above. So the stem's states of a window never change while it
    is not trained, and need to be computed only once (see `stored`). With 0 shapes and marks stand at the bottom.
    """

    vocabulary: int
    width: int = 384
    layers: int = 6
    heads: int = 12
    inner: int = 1536
    positions: int = 512
    relative: int = 0
    epsilon: float = 1e-12
    stem: int = 0

    @property
    def states(self) -> int:
        """How many states of a piece the heads can choose from."""
        return self.layers - self.stem + (1 if self.stem else 0)


@dataclass(frozen=True, slots=True)
class HeadSize:
    """Widths of our own layers."""

    arc: int = 256
    relation: int = 128
    anchor: int = 128
    role: int = 128
    role_layers: int = 2
    role_heads: int = 4
    role_inner: int = 256
    distance: int = 64
    chain: int = 64
    act: int = 128
    part: int = 128
    deed: int = 48
    pair: int = 96
    dropout: float = 0.15


class EncoderLayer(nn.Module):
    """One post-norm transformer layer."""

    def __init__(self, width: int, heads: int, inner: int, dropout: float, epsilon: float = 1e-12) -> None:
        super().__init__()
        # Plain numbers, so that the exported graph holds for no anchors at all.
        self.heads, self.head_width, self.width = heads, width // heads, width
        self.qkv = nn.Linear(width, 3 * width)
        self.out = nn.Linear(width, width)
        self.norm1 = nn.LayerNorm(width, eps=epsilon)
        self.up = nn.Linear(width, inner)
        self.down = nn.Linear(inner, width)
        self.norm2 = nn.LayerNorm(width, eps=epsilon)
        self.dropout = nn.Dropout(dropout)

    def forward(self, x: Tensor, bias: Tensor) -> Tensor:
        """x: [B, P, H]; bias: [B, 1, 1, P], 0 where there is something and very negative elsewhere, or with scores of
        the distances added, [B, heads, P, P]."""
        b, p, _ = x.shape
        qkv = self.qkv(x).view(b, p, 3, self.heads, self.head_width)
        q, k, v = qkv.permute(2, 0, 3, 1, 4).unbind(0)
        seen = functional.scaled_dot_product_attention(q, k, v, attn_mask=bias.to(q.dtype))
        x = self.norm1(x + self.dropout(self.out(seen.transpose(1, 2).reshape(b, p, self.width))))
        return cast(Tensor, self.norm2(x + self.dropout(self.down(functional.gelu(self.up(x))))))


class Encoder(nn.Module):
    """Word pieces → the states of every layer."""

    def __init__(self, size: EncoderSize, dropout: float) -> None:
        super().__init__()
        self.form = size
        self.pieces = nn.Embedding(size.vocabulary, size.width)
        self.positions = nn.Embedding(size.positions, size.width)
        self.shapes = nn.Embedding(SHAPES, size.width)
        self.marks = nn.Embedding(3, size.width)
        nn.init.zeros_(self.shapes.weight)
        nn.init.zeros_(self.marks.weight)
        self.norm = nn.LayerNorm(size.width, eps=size.epsilon)
        self.layers = nn.ModuleList(
            EncoderLayer(size.width, size.heads, size.inner, dropout, size.epsilon) for _ in range(size.layers)
        )
        self.dropout = nn.Dropout(dropout)
        self.near = nn.Embedding(size.relative, size.heads) if size.relative else None
        self.buckets: Tensor
        if size.relative:
            self.register_buffer("buckets", distance_buckets(size.positions, size.relative), persistent=False)

    def forward(
        self, pieces: Tensor, shapes: Tensor, mask: Tensor, marks: Tensor, below: Tensor | None = None
    ) -> list[Tensor]:
        """pieces, shapes, mask, marks: [B, P] → [B, P, H] for each of `EncoderSize.states`. below: [B, P, H], the
        stem's states where they are known already."""
        bias, told = self._bias(mask), self.shapes(shapes) + self.marks(marks)
        stem = self.form.stem
        if not stem:
            x, states = self.dropout(self.norm(self._embedded(pieces) + told)), []
        else:
            x = (self._lower(pieces, bias) if below is None else below) + told
            states = [x]
        for layer in self.layers[stem:]:
            x = layer(x, bias)
            states.append(x)
        return states

    def lower(self, pieces: Tensor, mask: Tensor) -> Tensor:
        """The states of the stem alone; pieces, mask: [B, P] → [B, P, H]."""
        return self._lower(pieces, self._bias(mask))

    def _lower(self, pieces: Tensor, bias: Tensor) -> Tensor:
        x = self.dropout(self.norm(self._embedded(pieces)))
        for layer in self.layers[: self.form.stem]:
            x = layer(x, bias)
        return cast(Tensor, x)

    def _embedded(self, pieces: Tensor) -> Tensor:
        places = torch.arange(pieces.shape[1], device=pieces.device)
        return cast(Tensor, self.pieces(pieces) + self.positions(places)[None])

    def _bias(self, mask: Tensor) -> Tensor:
        real = self.positions.weight.dtype
        bias = (1.0 - mask[:, None, None, :].to(real)) * -1e4
        if self.near is not None:
            places = torch.arange(mask.shape[1], device=mask.device)
            apart = places[None, :] - places[:, None] + (self.positions.num_embeddings - 1)
            bias = bias + self.near(self.buckets[apart]).permute(2, 0, 1)[None].to(real)
        return bias


def distance_buckets(positions: int, buckets: int, farthest: int = 128) -> Tensor:
    """The bucket of every distance from -(positions - 1) on, [2 * positions - 1]: half of the buckets for each
    direction, of these half for single distances, the rest growing to `farthest` (Raffel et al. 2020, as MPNet has
    it)."""
    away = torch.arange(-(positions - 1), positions)
    half, single = buckets // 2, buckets // 4
    far = single + (
        (away.abs().clamp(min=1).float() / single).log() / math.log(farthest / single) * (half - single)
    ).to(torch.int64)
    bucket = torch.where(away.abs() < single, away.abs(), far.clamp(max=half - 1))
    return bucket + half * (away > 0).to(torch.int64)


class Mix(nn.Module):
    """A learned average of the layers (Peters et al. 2018)."""

    def __init__(self, layers: int) -> None:
        super().__init__()
        self.weights = nn.Parameter(torch.arange(layers, dtype=torch.float) / 2)

    def forward(self, states: list[Tensor]) -> Tensor:
        weights = torch.softmax(self.weights, 0)
        # Added one by one: stacking them first costs more than the heads do.
        mixed = weights[0] * states[0]
        for weight, state in zip(weights[1:].unbind(), states[1:], strict=True):
            mixed = mixed + weight * state
        return mixed


def bias_layer(width: int, out: int) -> nn.Sequential:
    return nn.Sequential(nn.Linear(width, out), nn.GELU())


class Newsreader(nn.Module):
    """All heads over one encoder."""

    def __init__(self, encoder: EncoderSize, deprels: int, heads: HeadSize | None = None) -> None:
        super().__init__()
        size = heads or HeadSize()
        self.size = size
        width = encoder.width
        self.encoder = Encoder(encoder, 0.1)
        self.tree_mix, self.said_mix, self.chain_mix = (Mix(encoder.states) for _ in range(3))
        self.dropout = nn.Dropout(size.dropout)
        # Sentences, tags and mention heads
        self.starts = nn.Linear(width, 1)
        self.upos = nn.Linear(width, len(UPOS))
        self.entities = nn.Linear(width, len(ENTITY_TYPES))
        # Tree
        self.arc_below, self.arc_above = bias_layer(width, size.arc), bias_layer(width, size.arc)
        self.arc = nn.Linear(size.arc, size.arc, bias=False)
        self.arc_above_bias = nn.Linear(size.arc, 1)
        self.root = nn.Linear(size.arc, 1)
        self.label_below, self.label_above = (
            bias_layer(width, size.relation),
            bias_layer(width, size.relation),
        )
        self.label = nn.Parameter(torch.randn(deprels, size.relation, size.relation) / size.relation)
        self.label_plain = nn.Linear(2 * size.relation, deprels)
        # Attribution
        self.anchor_in = bias_layer(width, size.anchor)
        self.anchor_out = nn.Linear(size.anchor, len(SCHEMES) * len(ANCHORS))
        self.role_word, self.role_anchor = nn.Linear(width, size.role), nn.Linear(width, size.role)
        self.role_scheme = nn.Embedding(len(SCHEMES), size.role)
        self.role_distance = nn.Embedding(2 * size.distance + 1, size.role)
        self.role_norm = nn.LayerNorm(size.role)
        self.role_layers = nn.ModuleList(
            EncoderLayer(size.role, size.role_heads, size.role_inner, 0.1) for _ in range(size.role_layers)
        )
        self.role_out = nn.Linear(size.role, len(ROLES))
        self.crf = nn.Parameter(torch.zeros(len(ROLES), len(ROLES)))
        self.stance = nn.Linear(size.role + width, len(STANCES))
        self.source_type = nn.Linear(size.role + width, len(SOURCE_TYPES))
        # Coreference
        self.chain_in = bias_layer(width, 2 * size.chain)
        self.chain_later = nn.Linear(2 * size.chain, size.chain)
        self.chain_earlier = nn.Linear(2 * size.chain, size.chain)
        self.chain_new = nn.Linear(2 * size.chain, 1)
        self.pair_match = nn.Parameter(torch.zeros(KINDS, KINDS, MATCHES))
        self.pair_distance = nn.Parameter(torch.zeros(KINDS, KINDS, DISTANCES))
        self.pair_together = nn.Parameter(torch.zeros(KINDS, KINDS, 2))
        # Events
        self.act_mix = Mix(encoder.states)
        self.act_hints = nn.Linear(HINTS, width, bias=False)
        nn.init.zeros_(self.act_hints.weight)
        self.act_in = bias_layer(width, size.act)
        self.act_out = nn.Linear(size.act, len(ACTS))
        self.part_word, self.part_trigger = nn.Linear(width, size.part), nn.Linear(width, size.part)
        self.part_distance = nn.Embedding(2 * size.distance + 1, size.part)
        self.part_kin = nn.Embedding(kinships(deprels), size.part)
        nn.init.zeros_(self.part_kin.weight)
        self.part_norm = nn.LayerNorm(size.part)
        self.part_layers = nn.ModuleList(
            EncoderLayer(size.part, size.role_heads, size.role_inner, 0.1) for _ in range(size.role_layers)
        )
        self.part_out = nn.Linear(size.part, len(PARTS))
        self.act_again = nn.Linear(size.part + width, len(ACTS))
        self.act_mode = nn.Linear(size.part + width, len(MODES))
        self.act_status = nn.Linear(size.part + width, len(STATUSES))
        self.pair_mix = Mix(encoder.states)
        self.pair_in = bias_layer(3 * width, size.pair)
        self.pair_kind = nn.Linear(size.pair, len(ACTS))
        self.pair_root = nn.Linear(size.pair + len(ACTS), len(ROOTS))
        self.deed_in = bias_layer(width, 2 * size.deed)
        self.deed_later = nn.Linear(2 * size.deed, size.deed)
        self.deed_earlier = nn.Linear(2 * size.deed, size.deed)
        self.deed_new = nn.Linear(2 * size.deed, 1)
        self.deed_match = nn.Parameter(torch.zeros(KINDS, KINDS, MATCHES))
        self.deed_distance = nn.Parameter(torch.zeros(KINDS, KINDS, DISTANCES))
        self.deed_together = nn.Parameter(torch.zeros(KINDS, KINDS, 2))

    def words(self, states: list[Tensor], mix: Mix, begin: Tensor, last: Tensor) -> Tensor:
        """Each word as the mean of its first and last piece: [B, W, H]."""
        x = mix(states)
        index = begin[:, :, None].expand(-1, -1, x.shape[2])
        until = last[:, :, None].expand(-1, -1, x.shape[2])
        return cast(Tensor, self.dropout((x.gather(1, index) + x.gather(1, until)) / 2))

    def arcs(self, x: Tensor, word_mask: Tensor) -> Tensor:
        """[B, W, W]: how well word j heads word i; on the diagonal, how well i is a root."""
        below, above = self.arc_below(x), self.arc_above(x)
        scores = self.arc(below) @ above.transpose(1, 2) / math.sqrt(self.size.arc)
        scores = scores + self.arc_above_bias(above).transpose(1, 2)
        places = torch.arange(x.shape[1], device=x.device)
        itself = (places[:, None] == places[None, :])[None]
        scores = torch.where(itself, self.root(below).expand_as(scores), scores)
        return scores - (1 - word_mask[:, None, :].to(scores.dtype)) * 1e4

    def labels(self, x: Tensor, heads: Tensor) -> Tensor:
        """[B, W, D]: scores of the label between each word and its given head ([B, W])."""
        below, above = self.label_below(x), self.label_above(x)
        above = above.gather(1, heads[:, :, None].expand(-1, -1, above.shape[2]))
        r = self.size.relation
        flat = self.label.permute(1, 0, 2).reshape(r, self.label.shape[0] * r)  # one constant product when exported
        turned = (below @ flat).unflatten(2, (self.label.shape[0], r))
        return (turned * above[:, :, None, :]).sum(-1) + self.label_plain(torch.cat([below, above], -1))

    def anchors(self, x: Tensor, scheme: Tensor) -> Tensor:
        """[B, W, 3]: none, cue or content, in the given scheme ([B])."""
        scores = self.anchor_out(self.anchor_in(x)).view(x.shape[0], x.shape[1], len(SCHEMES), len(ANCHORS))
        index = scheme[:, None, None, None].expand(-1, scores.shape[1], 1, len(ANCHORS))
        return cast(Tensor, scores.gather(2, index).squeeze(2))

    def roles(self, x: Tensor, word_mask: Tensor, at: Tensor, scheme: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """For A anchors at `at` ([A, 2]: window, word): role scores [A, R, 7], stance [A, 5], source type [A, 7].

        The R = ROLE_REACH words of an anchor begin at `places_around`.
        """
        window, word = at[:, 0], at[:, 1]
        anchor = x[window, word]
        places, there = places_around(word, word_mask[window], ROLE_BEFORE, ROLE_REACH)
        words = self.role_word(x)[window[:, None], places]
        away = (places - word[:, None]).clamp(-self.size.distance, self.size.distance) + self.size.distance
        z = words + self.role_anchor(anchor)[:, None] + self.role_distance(away)
        z = self.role_norm(z + self.role_scheme(scheme[window])[:, None])
        bias = (1.0 - there[:, None, None, :].to(z.dtype)) * -1e4
        for layer in self.role_layers:
            z = layer(z, bias)
        index = (word - places[:, 0])[:, None, None].expand(-1, 1, z.shape[2])
        told = torch.cat([z.gather(1, index).squeeze(1), anchor], -1)
        return self.role_out(z), self.stance(told), self.source_type(told)

    def tree(self, states: list[Tensor], begin: Tensor, last: Tensor, word_mask: Tensor) -> tuple[Tensor, Tensor]:
        """Each word's best head and its label, [B, W] each, nothing learned from them: where no tree is annotated."""
        with torch.no_grad():
            x = self.words(states, self.tree_mix, begin, last)
            heads = self.arcs(x, word_mask).argmax(-1)
            return heads, self.labels(x, heads).argmax(-1)

    def hinted(self, x: Tensor, hints: Tensor) -> Tensor:
        """x with what the vocabulary knows of each word: [B, W, H]; hints: [B, W, HINTS]."""
        if self.training:  # Some must do without: the vocabulary was made over texts of training.
            hints = hints * (torch.rand_like(hints[:, :, :1]) > UNTOLD)
        return x + self.act_hints(hints)

    def acts(self, x: Tensor) -> Tensor:
        """[B, W, 17]: of which type the act is that a word tells, none first."""
        return cast(Tensor, self.act_out(self.act_in(x)))

    def parts(
        self, x: Tensor, word_mask: Tensor, at: Tensor, heads: Tensor, labels: Tensor
    ) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """For A triggers at `at` ([A, 2]: window, word), in the tree of `heads` and `labels` ([B, W] each): scores of
        the parts [A, R, 5], and for the act itself its type [A, 17], its mode [A, M], its status [A, 6].

        The R = PART_REACH words of a trigger begin at `places_around`.
        """
        window, word = at[:, 0], at[:, 1]
        trigger = x[window, word]
        places, there = places_around(word, word_mask[window], PART_BEFORE, PART_REACH)
        away = (places - word[:, None]).clamp(-self.size.distance, self.size.distance) + self.size.distance
        kin = kinship(word, places, heads[window], labels[window], self.label.shape[0])
        z = self.part_word(x)[window[:, None], places] + self.part_trigger(trigger)[:, None]
        z = z + self.part_distance(away) + self.part_kin(kin)
        z = self.part_norm(z)
        bias = (1.0 - there[:, None, None, :].to(z.dtype)) * -1e4
        for layer in self.part_layers:
            z = layer(z, bias)
        index = (word - places[:, 0])[:, None, None].expand(-1, 1, z.shape[2])
        told = torch.cat([z.gather(1, index).squeeze(1), trigger], -1)
        return self.part_out(z), self.act_again(told), self.act_mode(told), self.act_status(told)

    def between(self, states: list[Tensor], marks: Tensor) -> tuple[Tensor, Tensor]:
        """Of what type the act is that the marked source does to the marked target of each window ([B, 17]), and of
        which root ([B, 15]); marks: [B, P]."""
        x = self.pair_mix(states)
        known = [x[:, 0]]
        for party in (SOURCE, TARGET):
            of = (marks == party).to(x.dtype)[:, :, None]
            known.append((x * of).sum(1) / of.sum(1).clamp(min=1))
        z = self.pair_in(self.dropout(torch.cat(known, -1)))
        kinds = self.pair_kind(z)
        return kinds, self.pair_root(torch.cat([z, kinds], -1))

    def deeds(self, x: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """As `chains`, for acts that may be told again; x: [..., H]."""
        z = self.deed_in(x)
        scale = self.size.deed**-0.25
        return self.deed_later(z) * scale, self.deed_earlier(z) * scale, self.deed_new(z).squeeze(-1)

    def tables(self, of: str = "pair") -> dict[str, Tensor]:
        """The scores of pairs by what is known of them, as `pairs.Tables` has them; of "pair" or "deed"."""
        return {name: getattr(self, f"{of}_{name}") * PAIR_SCALE for name in ("match", "distance", "together")}

    def chains(self, x: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Of words x [..., H]: as the later of two mentions, as the earlier ([..., D]), and the score of being first
        ([...])."""
        z = self.chain_in(x)
        scale = self.size.chain**-0.25
        return self.chain_later(z) * scale, self.chain_earlier(z) * scale, self.chain_new(z).squeeze(-1)


def places_around(word: Tensor, mask: Tensor, before: int, reach: int) -> tuple[Tensor, Tensor]:
    """The words that each anchor looks at, and 1 where there is one ([A, reach]); word: [A], mask: [A, W]."""
    places = (word - before).clamp(min=0)[:, None] + torch.arange(reach, device=word.device)
    inside = places.clamp(max=mask.shape[1] - 1)
    return inside, mask.gather(1, inside) * (places == inside).to(mask.dtype)


def kinships(deprels: int) -> int:
    """How many numbers `kinship` gives."""
    return 5 * deprels + 2


def kinship(word: Tensor, places: Tensor, heads: Tensor, labels: Tensor, deprels: int) -> Tensor:
    """What each of the words at `places` [A, R] is in the tree, as seen from `word` [A]: itself; its dependent, its
    head, a dependent of its head, of its head's head, or of its dependent, each by label; or nothing near (0).

    heads, labels: [A, W]. Subjects of coordinated and controlled verbs are dependents of the head.
    """
    above = heads.gather(1, word[:, None])
    higher = heads.gather(1, above)
    head, label = heads.gather(1, places), labels.gather(1, places)
    own, at = labels.gather(1, word[:, None]), word[:, None]
    kin = torch.where(heads.gather(1, head) == at, 1 + label, torch.zeros_like(label))
    for n, (related, by) in enumerate(
        ((head == higher, label), (head == above, label), (places == above, own.expand_as(label)), (head == at, label)),
        start=1,
    ):
        kin = torch.where(related, 1 + n * deprels + by, kin)
    return torch.where(places == at, torch.full_like(kin, 5 * deprels + 1), kin)

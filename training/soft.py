"""What teachers say of a window, head by head, and what a student is told about differing from them.

Soft labels (Hinton et al. 2015) are probabilities, those of several teachers averaged. Of attributions they are those
of whole chains of tags, by the slopes of the teacher's partition function (`crf.expected`); of mentions and acts that
may be told again, those of each antecedent among the mentions that the batch compares, from vectors that are kept.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from reportedly.model.labels import PART_BEFORE, PART_REACH, ROLE_BEFORE, ROLE_REACH

from .batches import Batch, ChainGold, Inputs
from .borrow import translated
from .crf import expected, soft_likelihood
from .losses import Weights, ranked
from .network import Newsreader, places_around

# A word that evokes an attribution, or tells an act, with so much probability is looked at again.
LEAST = 0.2
_NONE = 1e-9

Row = dict[str, NDArray[np.float16]]
"""Soft labels of one window, by their names; without padding."""

# By names of soft labels: whether their first two dimensions are words and words.
_SQUARE = ("arcs",)
_WORDS = ("starts", "upos", "entities", "labels", "anchors", "acts")
_ANCHORED = ("said_at", "tags", "moves", "stance", "source_type")
_TRIGGERED = ("act_at", "kinds", "parts", "mode", "status")
_VECTORS = ("later", "earlier", "new", "deed_later", "deed_earlier", "deed_new")
_WHOLE = ("pair", "root")


@dataclass(frozen=True, slots=True)
class Teacher:
    """A network that knows. table: of the student's pieces its own, see `borrow.table_of`."""

    network: Newsreader
    table: Tensor

    def tables(self, of: str) -> dict[str, Tensor]:
        return {name: table.detach() for name, table in self.network.tables(of).items()}


@dataclass(frozen=True, slots=True)
class Seen:
    """What one teacher's encoder made of a batch."""

    teacher: Newsreader
    inputs: Inputs
    states: list[Tensor]

    def words(self, mix: str) -> Tensor:
        n, i = self.teacher, self.inputs
        return n.words(self.states, getattr(n, mix), i.begin, i.last)


def labelled(teachers: Sequence[Teacher], inputs: Inputs, of_trees: Sequence[Teacher] = ()) -> list[Row]:
    """Soft labels of every window. of_trees: who is asked too where it is about sentences, words and trees alone."""
    with torch.no_grad():
        seen = [_seen(teacher, inputs) for teacher in teachers]
        found = _tree([*seen, *(_seen(teacher, inputs) for teacher in of_trees)])
        found |= _said(seen) | _told(seen) | _vectors(seen) | _between(seen)
    return [_row(found, inputs, n) for n in range(len(inputs.pieces))]


def _seen(teacher: Teacher, inputs: Inputs) -> Seen:
    i, n = translated(inputs, teacher.table), teacher.network.eval()
    return Seen(n, i, n.encoder(i.pieces, i.shapes, i.piece_mask, i.marks))


def _mean(values: Sequence[Tensor]) -> Tensor:
    return torch.stack([value.float() for value in values]).mean(0)


def _softmax(scores: Tensor) -> Tensor:
    return torch.softmax(scores.float(), -1)


def _tree(seen: Sequence[Seen]) -> dict[str, Tensor]:
    words = [s.words("tree_mix") for s in seen]
    both = list(zip(seen, words, strict=True))
    arcs = _mean([_softmax(s.teacher.arcs(x, s.inputs.word_mask)) for s, x in both])
    heads = arcs.argmax(-1)
    return {
        "starts": _mean([torch.sigmoid(s.teacher.starts(x).squeeze(2)) for s, x in both]),
        "upos": _mean([_softmax(s.teacher.upos(x)) for s, x in both]),
        "entities": _mean([_softmax(s.teacher.entities(x)) for s, x in both]),
        "arcs": arcs,
        "labels": _mean([_softmax(s.teacher.labels(x, heads)) for s, x in both]),
    }


def _said(seen: Sequence[Seen]) -> dict[str, Tensor]:
    words = [s.words("said_mix") for s in seen]
    i = seen[0].inputs
    anchors = _mean([_softmax(s.teacher.anchors(y, i.scheme)) for s, y in zip(seen, words, strict=True)])
    at = torch.nonzero(((1 - anchors[:, :, 0]) >= LEAST) & (i.core > 0))
    _, mask = places_around(at[:, 1], i.word_mask[at[:, 0]], ROLE_BEFORE, ROLE_REACH)
    each = []
    for s, y in zip(seen, words, strict=True):
        roles, stance, kind = s.teacher.roles(y, i.word_mask, at, i.scheme)
        each.append((*expected(roles, mask, s.teacher.crf), _softmax(stance), _softmax(kind)))
    tags, moves, stance, kind = map(_mean, zip(*each, strict=True))
    return {"anchors": anchors, "said_at": at, "tags": tags, "moves": moves, "stance": stance, "source_type": kind}


def _told(seen: Sequence[Seen]) -> dict[str, Tensor]:
    words = [s.teacher.hinted(s.words("act_mix"), s.inputs.hints) for s in seen]
    i = seen[0].inputs
    scores = [s.teacher.acts(z) for s, z in zip(seen, words, strict=True)]
    acts = _mean([_softmax(one) for one in scores])
    at = torch.nonzero(((1 - acts[:, :, 0]) >= LEAST) & (i.core > 0))
    each = []
    for s, z, one in zip(seen, words, scores, strict=True):
        heads, labels = s.teacher.tree(s.states, i.begin, i.last, i.word_mask)
        parts, again, mode, status = s.teacher.parts(z, i.word_mask, at, heads, labels)
        each.append([_softmax(x) for x in (one[at[:, 0], at[:, 1]] + again, parts, mode, status)])
    kinds, parts, mode, status = map(_mean, zip(*each, strict=True))
    _, mask = places_around(at[:, 1], i.word_mask[at[:, 0]], PART_BEFORE, PART_REACH)
    parts = parts * mask[:, :, None]
    return {"acts": acts, "act_at": at, "kinds": kinds, "parts": parts, "mode": mode, "status": status}


def _vectors(seen: Sequence[Seen]) -> dict[str, Tensor]:
    """[B, T, W, D] and [B, T, W]: vectors of different teachers cannot be averaged."""
    chains = [s.teacher.chains(s.words("chain_mix")) for s in seen]
    deeds = [s.teacher.deeds(s.teacher.hinted(s.words("act_mix"), s.inputs.hints)) for s in seen]
    both = [torch.stack(x, 1) for each in (chains, deeds) for x in zip(*each, strict=True)]
    return dict(zip(_VECTORS, both, strict=True))


def _between(seen: Sequence[Seen]) -> dict[str, Tensor]:
    each = [s.teacher.between(s.states, s.inputs.marks) for s in seen]
    pair, root = (_mean([_softmax(x) for x in scores]) for scores in zip(*each, strict=True))
    return {"pair": pair, "root": root}


def _row(found: Mapping[str, Tensor], inputs: Inputs, n: int) -> Row:
    words = int(inputs.word_mask[n].sum())
    row: dict[str, Tensor] = {"arcs": found["arcs"][n, :words, :words]}
    row |= {name: found[name][n, :words] for name in _WORDS}
    row |= {name: found[name][n, :, :words] for name in _VECTORS}
    for places, names in (("said_at", _ANCHORED[1:]), ("act_at", _TRIGGERED[1:])):
        mine = found[places][:, 0] == n
        row[places] = found[places][mine, 1]
        row |= {name: found[name][mine] for name in names}
    if (inputs.marks[n] > 0).any():
        row |= {name: found[name][n] for name in _WHOLE}
    return {name: value.float().cpu().numpy().astype(np.float16) for name, value in row.items()}


def packed(row: Row) -> bytes:
    """A window's labels for `Kept`: half precision, compressed."""
    out = io.BytesIO()
    np.savez_compressed(out, **row)  # type: ignore[arg-type]
    return out.getvalue()


def unpacked(told: bytes) -> Row:
    """What `packed` made."""
    with np.load(io.BytesIO(told)) as arrays:
        return {name: arrays[name] for name in arrays.files}


@dataclass(frozen=True, slots=True)
class Soft:
    """Soft labels of a batch: those of words padded to [B, W, …], those of anchors and triggers one after the other,
    with `said_at` and `act_at` [A, 2]; vectors [T, B, W, …]; pair and root of the windows in `marked`."""

    of: Mapping[str, Tensor]
    marked: Tensor


def gathered(rows: Sequence[Row], device: torch.device) -> Soft:
    """The labels of a batch of windows, in their order."""
    width = max(row["starts"].shape[0] for row in rows)
    of = {name: _padded([row[name] for row in rows], (0,), width) for name in _WORDS}
    of |= {name: _padded([row[name] for row in rows], (0, 1), width) for name in _SQUARE}
    of |= {name: _padded([row[name] for row in rows], (1,), width).swapaxes(0, 1) for name in _VECTORS}
    for names in (_ANCHORED, _TRIGGERED):
        of |= {name: np.concatenate([row[name] for row in rows]) for name in names[1:]}
        places = [np.stack([np.full(len(row[names[0]]), n), row[names[0]].astype(np.int64)], 1)
                  for n, row in enumerate(rows)]  # fmt: skip
        of[names[0]] = np.concatenate(places)
    marked = [n for n, row in enumerate(rows) if "pair" in row]
    of |= {name: np.stack([rows[n][name] for n in marked]) for name in _WHOLE if marked}
    tensors = {
        name: torch.from_numpy(np.ascontiguousarray(v)).to(
            device, torch.int64 if name.endswith("_at") else torch.float32
        )
        for name, v in of.items()
    }
    return Soft(tensors, torch.tensor(marked, dtype=torch.int64, device=device))


def _padded(values: Sequence[NDArray[np.float16]], axes: tuple[int, ...], width: int) -> NDArray[np.float16]:
    return np.stack([
        np.pad(v, [(0, width - v.shape[axis] if axis in axes else 0) for axis in range(v.ndim)]) for v in values
    ])  # fmt: skip


def soft_losses(
    network: Newsreader,
    batch: Batch,
    states: list[Tensor],
    soft: Soft,
    teachers: Sequence[Teacher],
    weights: Weights,
) -> dict[str, Tensor]:
    """How far the network is from its teachers, head by head, weighted as `losses.loss` weights what is known."""
    i, of = batch.inputs, soft.of
    there, core = i.word_mask > 0, (i.word_mask > 0) & (i.core > 0)
    losses: dict[str, Tensor] = {}
    x = network.words(states, network.tree_mix, i.begin, i.last)
    right = of["starts"][there]
    losses["starts"] = torch.nn.functional.binary_cross_entropy_with_logits(
        network.starts(x).squeeze(2)[there].float(), right.clamp(0, 1)
    )
    losses["upos"] = _cross(network.upos(x)[there], of["upos"][there])
    losses["entities"] = _cross(network.entities(x)[there], of["entities"][there])
    losses["arcs"] = _cross(network.arcs(x, i.word_mask)[there], of["arcs"][there])
    losses["labels"] = _cross(network.labels(x, of["arcs"].argmax(-1))[there], of["labels"][there])

    y = network.words(states, network.said_mix, i.begin, i.last)
    losses["anchors"] = _cross(network.anchors(y, i.scheme)[core], of["anchors"][core])
    if len(at := of["said_at"]):
        roles, stance, kind = network.roles(y, i.word_mask, at, i.scheme)
        _, mask = places_around(at[:, 1], i.word_mask[at[:, 0]], ROLE_BEFORE, ROLE_REACH)
        losses["roles"] = soft_likelihood(roles, mask, network.crf, of["tags"], of["moves"]).mean()
        losses["stance"], losses["source_type"] = _cross(stance, of["stance"]), _cross(kind, of["source_type"])

    z = network.hinted(network.words(states, network.act_mix, i.begin, i.last), i.hints)
    scores = network.acts(z)
    losses["acts"] = _cross(scores[core], of["acts"][core])
    if len(at := of["act_at"]):
        heads, labels = network.tree(states, i.begin, i.last, i.word_mask)
        parts, again, mode, status = network.parts(z, i.word_mask, at, heads, labels)
        losses["again"] = _cross(scores[at[:, 0], at[:, 1]] + again, of["kinds"])
        _, mask = places_around(at[:, 1], i.word_mask[at[:, 0]], PART_BEFORE, PART_REACH)
        # Of all its words together, as where they are known.
        losses["parts"] = _cross(parts[mask > 0], of["parts"][mask > 0]) * mask.sum() / len(at)
        # Nothing is asked of the mode and the status of what is likely to be no act.
        sure = of["kinds"][:, 0] < 0.5
        if sure.any():
            losses["mode"] = _cross(mode[sure], of["mode"][sure])
            losses["status"] = _cross(status[sure], of["status"][sure])
    if batch.chains:
        vectors = network.chains(network.words(states, network.chain_mix, i.begin, i.last)[_index(batch.chains)])
        losses["chains"] = _antecedents(
            network, vectors, teachers, of, "pair", ("later", "earlier", "new"), batch.chains
        )
    if batch.retold:
        names = ("deed_later", "deed_earlier", "deed_new")
        losses["retold"] = _antecedents(
            network, network.deeds(z[_index(batch.retold)]), teachers, of, "deed", names, batch.retold
        )
    if len(soft.marked):
        kinds, roots = network.between(states, i.marks)
        losses["pair"] = _cross(kinds[soft.marked], of["pair"])
        losses["root"] = _cross(roots[soft.marked], of["root"])
    return {f"soft_{name}": getattr(weights, name) * value for name, value in losses.items()}


def _index(gold: ChainGold) -> tuple[Tensor, Tensor]:
    return gold.at[:, 0], gold.at[:, 1]


def _antecedents(
    network: Newsreader,
    vectors: tuple[Tensor, Tensor, Tensor],
    teachers: Sequence[Teacher],
    of: Mapping[str, Tensor],
    tables: str,
    names: Sequence[str],
    gold: ChainGold,
) -> Tensor:
    """Of every mention the antecedent that the teachers think of, or none."""
    rows, columns = _index(gold)
    told = []
    for n, teacher in enumerate(teachers):
        later, earlier, new = (of[name][n][rows, columns] for name in names)
        told.append(_softmax(ranked((later, earlier, new), teacher.tables(tables), gold)))
    return _cross(ranked(vectors, network.tables(tables), gold), _mean(told))


def _cross(scores: Tensor, right: Tensor) -> Tensor:
    """Cross-entropy with probabilities that are right; [N, K] both. In half precision they add up to nearly one."""
    right = right / right.sum(-1, keepdim=True).clamp(min=_NONE)
    return -(right * torch.log_softmax(scores.float(), -1)).sum(-1).mean()

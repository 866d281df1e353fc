"""Examples → batches of windows as tensors, in an order that a seed decides."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from reportedly.model import features
from reportedly.model.features import Window
from reportedly.model.labels import ACTS, PARTS, ROLES
from reportedly.model.pairs import Described, blocks
from reportedly.model.pieces import Pieces
from reportedly.records import STATUSES

from .corpora import UNKNOWN, Chains, Example, GoldPair, WordRange

BUCKET = 24  # Batches whose windows are sorted by length together, so that little is padding.


@dataclass(frozen=True, slots=True)
class TreeGold:
    """[B, W] each; UNKNOWN where nothing is to be learned."""

    upos: Tensor
    heads: Tensor
    deprels: Tensor
    starts: Tensor
    entities: Tensor


@dataclass(frozen=True, slots=True)
class SaidGold:
    """anchors: [B, W]; at: [A, 2]; tags: [A, W]; stance, source_type: [A]."""

    anchors: Tensor
    at: Tensor
    tags: Tensor
    stance: Tensor
    source_type: Tensor


@dataclass(frozen=True, slots=True)
class ChainGold:
    """M mentions. at: [M, 2] window and word; kind: [M]; match, distance, together: [M, M] for `pairs.Tables`;
    allowed: [M, M] whether the column may be the antecedent of the row; right: [M, M + 1] whether it is one, the
    last column for none; known: [M] whether the row teaches anything."""

    at: Tensor
    kind: Tensor
    match: Tensor
    distance: Tensor
    together: Tensor
    allowed: Tensor
    right: Tensor
    known: Tensor


@dataclass(frozen=True, slots=True)
class ActGold:
    """tags: [B, W] places in labels.ACTS, UNKNOWN where nothing is known; at: [A, 2] window and trigger; kind, mode:
    [A] or UNKNOWN; status: [A, S] what may be right, nowhere true where nothing is known; parts: [A, W] places in
    labels.PARTS or UNKNOWN."""

    tags: Tensor
    at: Tensor
    kind: Tensor
    mode: Tensor
    status: Tensor
    parts: Tensor


@dataclass(frozen=True, slots=True)
class PairGold:
    """kinds: [B, 17] what may be right, nowhere true where nothing is known; roots: [B] or UNKNOWN."""

    kinds: Tensor
    roots: Tensor


@dataclass(frozen=True, slots=True)
class Inputs:
    """What the network is given; the fields are those of `features.Batch`, and scheme: [B]."""

    pieces: Tensor
    shapes: Tensor
    piece_mask: Tensor
    begin: Tensor
    last: Tensor
    word_mask: Tensor
    core: Tensor
    hints: Tensor
    marks: Tensor
    scheme: Tensor


@dataclass(frozen=True, slots=True)
class Batch:
    """Windows of one corpus, with the gold that it bears."""

    inputs: Inputs
    tree: TreeGold | None
    said: SaidGold | None
    chains: ChainGold | None = None
    acts: ActGold | None = None
    retold: ChainGold | None = None
    pair: PairGold | None = None


def documents(
    examples: Sequence[Example], pieces: Pieces, size: int, seed: int
) -> Iterator[list[tuple[Example, Window]]]:
    """One pass over the examples, each whole and in the order of its text where `size` pieces allow it."""
    chance = random.Random(seed)
    order = list(examples)
    chance.shuffle(order)
    # Neighbours of like length, so that little is padding.
    chunks = [sorted(order[n : n + BUCKET], key=lambda e: len(e.words.spans)) for n in range(0, len(order), BUCKET)]
    chance.shuffle(chunks)
    order = [example for chunk in chunks for example in chunk]
    now: list[tuple[Example, Window]] = []
    for example in order:
        for n, window in enumerate(example.windows):
            rest = len(example.windows) - n if not n else 1  # a document that fits is not begun in a full batch
            widest = max(map(_length, [*now, (example, window)]))
            if now and widest * (len(now) + min(rest, 4)) > size:
                yield now
                now = []
            now.append((example, window))
    if now:
        yield now


def _length(item: tuple[Example, Window]) -> int:
    return sum(map(len, item[0].words.pieces[item[1].context : item[1].end])) + 2


def batches(
    examples: Sequence[Example], pieces: Pieces, size: int, seed: int
) -> Iterator[list[tuple[Example, Window]]]:
    """One pass over the examples' windows, in batches of at most `size` pieces with padding."""
    order = [(e, w) for e in examples for w in e.windows]
    chance = random.Random(seed)
    chance.shuffle(order)

    chunk = BUCKET * max(1, size // 200)
    ready: list[list[tuple[Example, Window]]] = []
    for start in range(0, len(order), chunk):
        now: list[tuple[Example, Window]] = []
        longest = 0
        for item in sorted(order[start : start + chunk], key=_length):
            longest_then = max(longest, _length(item))
            if now and longest_then * (len(now) + 1) > size:
                ready.append(now)
                now, longest_then = [], _length(item)
            now.append(item)
            longest = longest_then
        if now:
            ready.append(now)
    chance.shuffle(ready)
    yield from ready


def tensors(items: Sequence[tuple[Example, Window]], pieces: Pieces) -> Batch:
    """The tensors of a batch; all its examples are of one corpus."""
    arrays = [features.batch(e.words, [w], pieces, e.pair.given if e.pair else ()) for e, w in items]
    inputs = {
        name: torch.from_numpy(_stacked([getattr(a, name) for a in arrays]))
        for name in features.Batch.__dataclass_fields__
    }
    scheme = torch.tensor([e.scheme for e, _ in items])
    width = inputs["word_mask"].shape[1]
    tree = _tree_gold(items, width) if items[0][0].tree else None
    said = _said_gold(items, width) if items[0][0].attributions is not None else None
    chains = _chain_gold(items, lambda e: e.chains) if any(e.chains for e, _ in items) else None
    acts = _act_gold(items, width) if items[0][0].acts else None
    retold = _chain_gold(items, lambda e: e.acts.retold if e.acts else None) if acts else None
    pair = _pair_gold([e.pair for e, _ in items if e.pair]) if items[0][0].pair else None
    return Batch(Inputs(**inputs, scheme=scheme), tree, said, chains, acts, retold, pair)


def _pair_gold(pairs: Sequence[GoldPair]) -> PairGold:
    kinds = torch.zeros(len(pairs), len(ACTS), dtype=torch.bool)
    for row, pair in zip(kinds, pairs, strict=True):
        row[list(pair.kinds)] = True
    return PairGold(kinds, torch.tensor([pair.root for pair in pairs]))


def _chain_gold(
    items: Sequence[tuple[Example, Window]], chains_of: Callable[[Example], Chains | None]
) -> ChainGold | None:
    """The mentions in the cores of the windows; those of two documents are never compared."""
    at: list[tuple[int, int]] = []
    parts: list[tuple[Described, list[str], list[bool], list[bool]]] = []
    by_example: dict[int, list[tuple[int, Window]]] = {}
    for n, (example, window) in enumerate(items):
        by_example.setdefault(id(example), []).append((n, window))
    for found in by_example.values():
        chains = chains_of(items[found[0][0]][0])
        if chains is None:
            continue
        heads, places = chains.described.heads, []
        for n, window in found:
            inside = np.flatnonzero((heads >= window.first) & (heads < window.end))
            places += inside.tolist()
            at += [(n, int(heads[place]) - window.context) for place in inside]
        begun = {c: p for p, c in reversed(list(enumerate(chains.chain)))}
        parts.append(
            (
                chains.described.chosen(places),
                [chains.chain[p] for p in places],
                [begun[chains.chain[p]] == p for p in places],
                [chains.firsts[p] for p in places],
            )
        )
    count = len(at)
    if count < 2:
        return None
    kind = np.concatenate([d.kind for d, *_ in parts])
    pair = np.zeros((3, count, count), np.int64)
    allowed = np.zeros((count, count), np.bool_)
    right = np.zeros((count, count + 1), np.bool_)
    known = np.zeros(count, np.bool_)
    begin = 0
    for described, chain, begins, firsts in parts:
        names = np.array([hash(c) for c in chain], np.int64)
        for block in blocks(described):
            rows, columns = slice(begin + block.first, begin + block.end), slice(begin + block.begin, begin + block.end)
            for table, values in zip(pair, (block.match, block.distance, block.together), strict=True):
                table[rows, columns] = values
            allowed[rows, columns] = block.allowed
            same = names[block.first : block.end][:, None] == names[block.begin : block.end][None]
            right[rows, columns] = block.allowed & same
        for n, (begun_here, first) in enumerate(zip(begins, firsts, strict=True), begin):
            linked = bool(right[n, :count].any())
            right[n, count] = begun_here and first and not linked
            known[n] = linked or right[n, count]
        begin += len(chain)
    return ChainGold(
        torch.tensor(at, dtype=torch.long),
        torch.from_numpy(kind),
        torch.from_numpy(pair[0]),
        torch.from_numpy(pair[1]),
        torch.from_numpy(pair[2]),
        torch.from_numpy(allowed),
        torch.from_numpy(right),
        torch.from_numpy(known),
    )


def _stacked(rows: Sequence[NDArray[Any]]) -> NDArray[Any]:
    width = max(row.shape[1] for row in rows)
    return np.concatenate(
        [np.pad(row, ((0, 0), (0, width - row.shape[1]), *[(0, 0)] * (row.ndim - 2))) for row in rows]
    )


def _tree_gold(items: Sequence[tuple[Example, Window]], width: int) -> TreeGold:
    gold = np.full((5, len(items), width), UNKNOWN, np.int64)
    for n, (example, window) in enumerate(items):
        tree = example.tree
        assert tree is not None
        c, end = window.context, window.end
        heads = np.array(tree.heads[c:end]) - c
        outside = (heads < 0) | (heads >= end - c)  # a sentence that the window cuts
        gold[0, n, : end - c] = tree.upos[c:end]
        gold[1, n, : end - c] = np.where(outside, UNKNOWN, heads)
        gold[2, n, : end - c] = np.where(outside, UNKNOWN, np.array(tree.deprels[c:end]))
        gold[3, n, : end - c] = tree.starts[c:end]
        gold[4, n, : end - c] = tree.entities[c:end]
    return TreeGold(*map(torch.from_numpy, gold))


def _said_gold(items: Sequence[tuple[Example, Window]], width: int) -> SaidGold:
    anchors = np.full((len(items), width), UNKNOWN, np.int64)
    at: list[tuple[int, int]] = []
    tags: list[np.ndarray] = []
    stances: list[int] = []
    kinds: list[int] = []
    for n, (example, window) in enumerate(items):
        anchors[n, window.first - window.context : window.end - window.context] = 0
        for a in example.attributions or ():
            if not window.first <= a.anchor < window.end:
                continue
            anchors[n, a.anchor - window.context] = a.kind
            at.append((n, a.anchor - window.context))
            row = np.zeros(width, np.int64)
            for role, ranges in (("content", a.content), ("source", a.source), ("cue", a.cue)):
                for place in ranges:
                    _mark(row, role, place, window)
            tags.append(row)
            stances.append(a.stance)
            kinds.append(a.source_type)
    return SaidGold(
        torch.from_numpy(anchors),
        torch.tensor(at, dtype=torch.long).view(-1, 2),
        torch.from_numpy(np.array(tags, np.int64).reshape(-1, width)),
        torch.tensor(stances, dtype=torch.long),
        torch.tensor(kinds, dtype=torch.long),
    )


def _mark(row: np.ndarray, role: str, place: WordRange, window: Window) -> None:
    first, end = max(place[0], window.context) - window.context, min(place[1], window.end) - window.context
    if first < end:
        row[first:end] = ROLES.index(f"I-{role}")
        row[first] = ROLES.index(f"B-{role}")


def _act_gold(items: Sequence[tuple[Example, Window]], width: int) -> ActGold | None:
    tags = np.full((len(items), width), UNKNOWN, np.int64)
    at: list[tuple[int, int]] = []
    kinds: list[int] = []
    modes: list[int] = []
    statuses: list[np.ndarray] = []
    parts: list[np.ndarray] = []
    for n, (example, window) in enumerate(items):
        acts = example.acts
        if acts is None:
            continue
        c = window.context
        if acts.all:
            tags[n, window.first - c : window.end - c] = 0
        for act in acts.found:
            if not window.first <= act.trigger < window.end:
                continue
            if act.kind != UNKNOWN:
                tags[n, act.trigger - c] = act.kind
            at.append((n, act.trigger - c))
            kinds.append(act.kind)
            modes.append(act.mode)
            status = np.zeros(len(STATUSES), np.bool_)
            status[list(act.status)] = True
            statuses.append(status)
            row = np.full(width, UNKNOWN, np.int64)
            if act.parts is not None:
                row[: window.end - c] = 0
                row[max(act.words[0] - c, 0) : act.words[1] - c] = PARTS.index("trigger")
                for word, part in act.parts:
                    if c <= word < window.end:
                        row[word - c] = part
            parts.append(row)
    return ActGold(
        torch.from_numpy(tags),
        torch.tensor(at, dtype=torch.long).view(-1, 2),
        torch.tensor(kinds, dtype=torch.long),
        torch.tensor(modes, dtype=torch.long),
        torch.from_numpy(np.array(statuses, np.bool_).reshape(-1, len(STATUSES))),
        torch.from_numpy(np.array(parts, np.int64).reshape(-1, width)),
    )

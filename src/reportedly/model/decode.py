"""Scores → what a `Parse` holds: sentences, trees, attributions and acts as word ranges."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .labels import MODES, PART_BEFORE, PARTS, ROLE_BEFORE, ROLES
from .parse import Act, Attribution, Part
from .trees import best_tree

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

_FORBIDDEN = -1e4
# Scores of a word that is not there: it has no role.
_NOTHING = np.array([0.0] + [_FORBIDDEN] * (len(ROLES) - 1), np.float32)


@dataclass(frozen=True, slots=True)
class Scores:
    """What the network says of one window of W words, with A anchors.

    starts: [W] probability of a sentence's first word; upos, entities, labels: [W] places in the label sets;
    arcs: [W, W] as in `trees.best_tree`; anchors: [A] word; anchor_scores: [A] probability; roles: [A, R, 7] of the
    words from `ROLE_BEFORE` before the anchor on, or from the window's first; stance: [A, 5] and source_type: [A, 7]
    probabilities.
    """

    starts: Floats
    upos: Ints
    entities: Ints
    labels: Ints
    arcs: Floats
    anchors: Ints
    anchor_scores: Floats
    roles: Floats
    stance: Floats
    source_type: Floats


def role_transitions(learned: Floats) -> Floats:
    """[7, 7] from row to column: what was learned, and `I-x` after nothing but `B-x` or `I-x`."""
    allowed = learned.copy()
    for before, a in enumerate(ROLES):
        for after, b in enumerate(ROLES):
            if b.startswith("I-") and a[2:] != b[2:]:
                allowed[before, after] = _FORBIDDEN
    return allowed


def viterbi(scores: Floats, transitions: Floats) -> Ints:
    """The best tags [A, W] of A chains at once. scores: [A, W, T]; transitions: [T, T]."""
    count, length, tags = scores.shape
    back = np.empty((length, count, tags), np.int8)
    first = scores[:, 0].copy()
    first[:, [n for n, role in enumerate(ROLES) if role.startswith("I-")]] += _FORBIDDEN
    best = first
    moves = transitions.T[None]
    largest = np.maximum.reduce  # what `max` comes to, without what it asks before
    for at in range(1, length):
        reached = best[:, None, :] + moves
        back[at] = reached.argmax(2)
        best = largest(reached, axis=2) + scores[:, at]
    path = np.empty((count, length), np.int64)
    path[:, -1] = best.argmax(1)
    rows = np.arange(count)
    for at in range(length - 1, 0, -1):
        path[:, at - 1] = back[at, rows, path[:, at]]
    return path


def sentence_trees(scores: Scores, bounds: Sequence[tuple[int, int]]) -> Ints:
    """Heads [W] for the words of the given sentences of the window; words outside head themselves."""
    heads = np.arange(len(scores.starts))
    for first, end in bounds:
        heads[first:end] = best_tree(scores.arcs[first:end, first:end]) + first
    return heads


def attributions(windows: Sequence[tuple[Scores, int]], transitions: Floats) -> list[Attribution]:
    """The attributions of some windows, in their order; with each goes the number of its first word in the article.

    The chains of all are decoded at once: the steps of one take as long as those of a hundred.
    """
    told = [(scores, first, *_laid_out(scores)) for scores, first in windows if len(scores.anchors)]
    if not told:
        return []
    reach = max(roles.shape[1] for *_, roles in told)
    every = np.empty((sum(len(roles) for *_, roles in told), reach, len(ROLES)), np.float32)
    every[:] = _NOTHING
    row = 0
    for *_, roles in told:
        every[row : row + len(roles), : roles.shape[1]] = roles
        row += len(roles)
    paths = iter(viterbi(every, transitions))
    found = []
    for scores, first, begins, roles in told:
        sure, stance, source_type = map(_rounded, (scores.anchor_scores, scores.stance, scores.source_type))
        for n, (gain, tags) in enumerate(zip(roles, itertools.islice(paths, len(roles)), strict=True)):
            runs = _runs(tags)
            begin = int(begins[n])
            anchor = int(scores.anchors[n]) - begin
            offset = first + begin
            found.append(
                Attribution(
                    anchor=anchor + offset,
                    score=sure[n],
                    cue=_shifted(_one(runs["cue"], gain, ROLES.index("I-cue"), anchor), offset),
                    source=_shifted(_one(runs["source"], gain, ROLES.index("I-source"), None), offset),
                    content=tuple((a + offset, b + offset) for a, b in runs["content"]),
                    stance=tuple(stance[n]),
                    source_type=tuple(source_type[n]),
                )
            )
    return found


def _laid_out(scores: Scores) -> tuple[Ints, Floats]:
    """The first words that a window's anchors look at, [A], and the scores of their words, [A, R, 7]."""
    begins = np.maximum(scores.anchors - ROLE_BEFORE, 0)
    inside = begins[:, None] + np.arange(scores.roles.shape[1]) < len(scores.starts)
    # Behind the last word of all there is nothing to choose.
    reach = min(int(inside.sum(1).max()) + 1, inside.shape[1])
    return begins, np.where(inside[:, :reach, None], scores.roles[:, :reach], _NOTHING)


def _runs(tags: Ints) -> dict[str, list[tuple[int, int]]]:
    runs: dict[str, list[tuple[int, int]]] = {"source": [], "cue": [], "content": []}
    inside = ""
    for at in np.flatnonzero(tags):
        name = ROLES[tags[at]]
        role, place = name[2:], int(at)
        last = runs[role][-1] if runs[role] else None
        if name.startswith("I-") and last and last[1] == place and inside == role:
            runs[role][-1] = (last[0], place + 1)
        else:
            runs[role].append((place, place + 1))
        inside = role
    return runs


def _one(runs: list[tuple[int, int]], gain: Floats, tag: int, anchor: int | None) -> tuple[int, int] | None:
    """Source and cue are one range each: of several the one at the anchor, else the one most surely tagged."""
    if not runs:
        return None
    if anchor is not None:
        for first, end in runs:
            if first <= anchor < end:
                return first, end
    return max(runs, key=lambda r: float((gain[r[0] : r[1], tag] - gain[r[0] : r[1], 0]).sum()))


def _shifted(words: tuple[int, int] | None, offset: int) -> tuple[int, int] | None:
    return (words[0] + offset, words[1] + offset) if words else None


# A word that is a party with less probability is not told of; a word belongs to a trigger of several words with more.
_PARTY, _TRIGGER = 0.05, 0.5
_KINDS = np.array([list(dict.fromkeys(kind for kind, _ in MODES)).index(kind) for kind, _ in MODES])
_STARTS = np.flatnonzero(np.diff(_KINDS, prepend=-1))
_OF_TRIGGER = PARTS.index("trigger")


def acts(words: Ints, types: Floats, status: Floats, modes: Floats, parts: Floats, count: int, first: int) -> list[Act]:
    """A window's acts. words: [A] places in the window of `count` words; types: [A, 17], status: [A, 6], parts:
    [A, R, 5] probabilities; modes: [A, M] scores; `first` is the number of the window's first word in the article."""
    if not len(words):
        return []
    chances = np.exp(modes - modes.max(1, keepdims=True))
    modes = chances / np.add.reduceat(chances, _STARTS, axis=1)[:, _KINDS]
    told = zip(*map(_rounded, (types, status, modes)), strict=True)
    party = parts[:, :, 1:_OF_TRIGGER].sum(2) >= _PARTY
    trigger = parts[:, :, _OF_TRIGGER] > _TRIGGER
    found = []
    for n, (word, chance) in enumerate(zip(words.tolist(), told, strict=True)):
        begin = max(word - PART_BEFORE, 0)
        beside, length = trigger[n], min(parts.shape[1], count - begin)
        start, end = word - begin, word - begin + 1
        while start > 0 and beside[start - 1]:
            start -= 1
        while end < length and beside[end]:
            end += 1
        sure = np.flatnonzero(party[n, :length])
        offset = first + begin
        found.append(
            Act(
                word=word + first,
                words=(start + offset, end + offset),
                types=tuple(chance[0]),
                status=tuple(chance[1]),
                modes=tuple(chance[2]),
                parts=tuple([
                    Part(at + offset, *row)
                    for at, row in zip(sure.tolist(), _rounded(parts[n, sure, 1:_OF_TRIGGER]), strict=True)
                ]),
            )
        )  # fmt: skip
    return found


_STEP = 1e4


def _rounded(chances: Floats) -> list[Any]:
    """As lists of numbers with four decimals: those that `round` gives one by one, for no product of a single-precision
    number with the step comes so near to a half that double precision misjudges it."""
    rounded: list[Any] = (np.rint(chances.astype(np.float64) * _STEP) / _STEP).tolist()
    return rounded

"""Linear-chain CRF over role tags, in log space, with the whole chain folded pairwise.

Folding halves the chain in each step, so that a window of 200 words takes eight steps instead of two hundred.
"""

from __future__ import annotations

import torch
from torch import Tensor

VERY_SMALL = -1e4


def negative_log_likelihood(scores: Tensor, tags: Tensor, mask: Tensor, transitions: Tensor) -> Tensor:
    """One number a chain: scores [A, W, T], tags and mask [A, W] (words at the front or anywhere, 1 = there),
    transitions [T, T] from row to column → [A].

    Words masked out are stepped over as if they were not in the chain. Every chain has at least one word.
    """
    scores, transitions = scores.float(), transitions.float()
    return _partition(scores, mask, transitions) - _path(scores, tags, mask, transitions)


def soft_likelihood(scores: Tensor, mask: Tensor, transitions: Tensor, tags: Tensor, moves: Tensor) -> Tensor:
    """The same, where the right tags are not known but how likely they are, as `expected` tells it: the cross-entropy
    of whole chains, one number each. tags: [A, W, T]; moves: [A, T, T]."""
    scores, transitions = scores.float(), transitions.float()
    emitted = (scores * tags * mask[:, :, None]).sum((1, 2))
    return _partition(scores, mask, transitions) - emitted - (transitions * moves).sum((1, 2))


def expected(scores: Tensor, mask: Tensor, transitions: Tensor) -> tuple[Tensor, Tensor]:
    """How likely each word of a chain has each tag, [A, W, T], and how often each tag is expected to follow each other
    one in it, [A, T, T]: the slopes of the partition function."""
    with torch.enable_grad():
        given = scores.detach().float().requires_grad_()
        moves = transitions.detach().float().expand(len(scores), 1, *transitions.shape).clone().requires_grad_()
        tags, steps = torch.autograd.grad(_partition(given, mask, moves).sum(), (given, moves))
    return tags, steps.squeeze(1)


def _path(scores: Tensor, tags: Tensor, mask: Tensor, transitions: Tensor) -> Tensor:
    emitted = (scores.gather(2, tags[:, :, None]).squeeze(2) * mask).sum(1)
    moves = transitions[tags[:, :-1], tags[:, 1:]] * (mask[:, :-1] * mask[:, 1:])
    return emitted + moves.sum(1)


def _partition(scores: Tensor, mask: Tensor, transitions: Tensor) -> Tensor:
    """Words that are there stand in one run, so a masked step is the identity. transitions: [T, T], or [A, 1, T, T]."""
    count, _, tags = scores.shape
    there = mask[:, :, None, None].bool()
    before = torch.cat([torch.zeros_like(mask[:, :1]), mask[:, :-1]], 1)[:, :, None, None].bool()
    # The first word of a run can be reached from anywhere at no cost, so it is counted once, from tag 0.
    from_zero = scores.new_full((tags, tags), VERY_SMALL)
    from_zero[0] = 0.0
    step = torch.where(before, transitions, from_zero) + scores[:, :, None, :]
    identity = scores.new_full((tags, tags), VERY_SMALL).fill_diagonal_(0.0)
    step = torch.where(there, step, identity)
    while step.shape[1] > 1:
        if step.shape[1] % 2:
            step = torch.cat([step, identity.expand(count, 1, tags, tags)], 1)
        left, right = step[:, 0::2], step[:, 1::2]
        step = torch.logsumexp(left[..., :, :, None] + right[..., None, :, :], dim=-2)
    return torch.logsumexp(step[:, 0, 0], dim=-1)

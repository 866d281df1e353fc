"""Arc scores → a tree: the best one with a single root (Chu and Liu 1965, Edmonds 1967)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

_ONE_ROOT = 1e5  # What a second root costs; far above any score.


def best_tree(scores: Floats) -> Ints:
    """The heads of n words, a root heading itself. scores: [n, n], `scores[i, j]` for j as the head of i, the
    diagonal for i as root.

    Nearly always the best head of each word already makes a tree; only otherwise is there anything to solve.
    """
    heads: Ints = scores.argmax(1)
    if _is_tree(heads):
        return heads
    n = len(scores)
    graph = np.full((n + 1, n + 1), -np.inf)
    graph[1:, 1:] = scores
    np.fill_diagonal(graph, -np.inf)
    graph[1:, 0] = scores.diagonal()
    found = _maximum_branching(graph)[1:]
    if int((found == 0).sum()) > 1:
        # Only now is a second root made dear: with it every sentence folds from cycle to cycle, which is slow
        # (Zmigrod, Vieira and Cotterell 2020).
        graph[1:, 0] -= _ONE_ROOT
        found = _maximum_branching(graph)[1:]
    return np.where(found == 0, np.arange(n), found - 1)


def _is_tree(heads: Ints) -> bool:
    """One root, and no word that is its own ancestor."""
    n = len(heads)
    at = np.arange(n)
    if int((heads == at).sum()) != 1:
        return False
    steps = 1
    while steps < n:
        heads = heads[heads]
        steps *= 2
    return bool((heads == heads[0]).all())


def _maximum_branching(graph: NDArray[np.float64]) -> Ints:
    """Heads of every node but node 0 (which gets 0). graph: [n, n], from row's head in column."""
    heads: Ints = graph.argmax(1)
    heads[0] = 0
    cycle = _cycle(heads)
    if cycle is None:
        return heads
    inside = np.zeros(len(graph), bool)
    inside[cycle] = True
    rest = np.flatnonzero(~inside)
    kept = graph[cycle, heads[cycle]]
    # Contract the cycle into one node at the end.
    small = np.full((len(rest) + 1, len(rest) + 1), -np.inf)
    small[:-1, :-1] = graph[rest[:, None], rest]
    leaving = graph[rest[:, None], cycle]
    small[:-1, -1] = leaving.max(1)
    entering = graph[cycle[:, None], rest] - kept[:, None]
    small[-1, :-1] = entering.max(0) + kept.sum()
    solved = _maximum_branching(small)
    result = heads.copy()
    for n, node in enumerate(rest):
        if node == 0:
            continue
        head = solved[n]
        result[node] = cycle[leaving[n].argmax()] if head == len(rest) else rest[head]
    outer = solved[-1]
    result[cycle[entering[:, outer].argmax()]] = rest[outer]
    return result


def _cycle(heads: Ints) -> Ints | None:
    over = heads.tolist()  # plain numbers, which are quicker one at a time
    state = [0] * len(over)
    state[0] = -1
    for start in range(1, len(over)):
        node, path = start, []
        while state[node] == 0:
            state[node] = start
            path.append(node)
            node = over[node]
        if state[node] == start:
            return np.array(path[path.index(node) :])
        for seen in path:
            state[seen] = -1
    return None

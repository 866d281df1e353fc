"""The model's vector of each event, by which the ledger compares events of different articles."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from ..model.parse import Parse
from ..records import Event
from ..text import Span

__all__ = ["event_vectors", "vector_at"]

_DECIMALS = 4


def event_vectors(parse: Parse, events: Sequence[Event]) -> Mapping[int, tuple[float, ...]]:
    """For the number of each event its vector, of length 1; nothing where the parse has no states."""
    found = {}
    for event in events:
        vector = vector_at(parse, event.span)
        if vector:
            found[event.number] = vector
    return found


def vector_at(parse: Parse, span: Span) -> tuple[float, ...]:
    """The vector of an act that `span` names: its head word in the first half, its sentence in the second.

    Empty where the parse has no states, or no word there.
    """
    word = _head(parse, span)
    if parse.states is None or word is None:
        return ()
    first, end = next(((a, b) for a, b in parse.sentences if a <= word < b), (word, word + 1))
    half = parse.states.shape[1] // 2
    parts = (parse.states[word, :half], parse.states[first:end, half:].mean(0))
    return tuple(round(x, _DECIMALS) for part in parts for x in _scaled(part))


def _scaled(part: NDArray[np.float32]) -> list[float]:
    values = part.astype(np.float64).tolist()
    length = math.sqrt(2 * math.fsum(x * x for x in values))
    return [x / length for x in values] if length else values


def _head(parse: Parse, span: Span) -> int | None:
    touched = [n for n, word in enumerate(parse.words) if word.overlaps(span)]
    inside = set(touched)
    tops = (n for n in touched if parse.heads[n] == n or parse.heads[n] not in inside)
    return next(tops, None)

"""Of which act a figure is told: the one by which its measure is told, the one that it counts, or the one over it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..records import Event
from .context import Context
from .partaking import Read

__all__ = ["act_of", "acts_of"]

# Steps up the tree in which the event of a figure is looked for.
_UP = 4
# What a figure of which nothing is told is to the act that it belongs to.
_TAKING_PART = frozenset({"nsubj", "nsubj:pass", "obj", "iobj", "nmod:poss"})


def acts_of(context: Context, events: Sequence[Event]) -> dict[int, int]:
    """For every word of a trigger the number of the first event that it tells."""
    acts: dict[int, int] = {}
    for event in events:
        for word in context.words_in(event.span):
            acts.setdefault(word, event.number)
    return acts


def act_of(context: Context, acts: Mapping[int, int], one: Read, children: Sequence[Sequence[int]]) -> int | None:
    """The number of the event that the measure is told by, or that is counted ("twelve air strikes", "two rounds of
    talks"), or else of the nearest one over the figure in the tree; of a figure of which nothing is told, only where it
    is a party to that act or its object."""
    if one.measured is not None and one.measured.word in acts:
        return acts[one.measured.word]
    head, word, parse = one.counted.head, one.counted.top, context.parse
    if head is not None and head in acts:
        return acts[head]  # "twelve air strikes"
    if one.measured is None and head is not None:
        inner = (child for child in children[head] if parse.deprels[child] == "nmod" and child > head)
        told = next((child for child in inner if child in acts), None)
        if told is not None:
            return acts[told]  # "two rounds of talks"
    if one.measured is None and parse.deprels[word] not in _TAKING_PART:
        return None  # "stormed the hall with some 200 men"
    if one.words.start - 1 in acts:
        return acts[one.words.start - 1]
    for _ in range(_UP):
        above = parse.heads[word]
        if above == word:
            return None
        if above in acts:
            return acts[above]
        if parse.upos[above] == "VERB":
            return None
        word = above
    return None

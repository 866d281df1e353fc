"""Several who are told together without a name are one party: "a farmer, a nurse and two children"."""

from __future__ import annotations

from dataclasses import replace

from ..records import Mention
from ..text import Span
from .bearing import Bearings

__all__ = ["joint"]

_ACT = frozenset({"person", "group", "organization"})
_BETWEEN = frozenset({"PUNCT", "CCONJ"})


def joint(bearings: Bearings, word: int) -> Mention:
    """The mention of a party's head, over all that the tree coordinates with it where none of them is named: the
    contract counts those apart who are."""
    first = bearings.mention(word)
    parse = bearings.parse
    if first.name is not None or first.entity not in _ACT or parse.upos[word] != "NOUN":
        return first
    members = [first]
    for other in bearings.below[word]:
        if parse.deprels[other] != "conj" or other < word:
            continue
        mention = bearings.mention(other)
        plain = mention.name is None and mention.entity in _ACT and parse.upos[other] == "NOUN"
        if not plain or not _side_by_side(bearings, members[-1].span, mention.span):
            return first
        members.append(mention)
    if len(members) == 1:
        return first
    countries, sectors = {m.country for m in members}, {m.sector for m in members}
    return replace(
        first,
        span=Span(first.span.start, members[-1].span.end),
        entity="group",
        country=countries.pop() if len(countries) == 1 else None,
        sector=sectors.pop() if len(sectors) == 1 else None,
        resolved_from=None,
    )


def _side_by_side(bearings: Bearings, one: Span, other: Span) -> bool:
    """Whether nothing but commas and "and" stands between two phrases."""
    return one.end <= other.start and all(bearings.parse.upos[n] in _BETWEEN for n in bearings.between(one, other))

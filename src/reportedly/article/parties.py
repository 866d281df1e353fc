"""Who acts on whom: the model's words for the parties to an act → pairs of mentions."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from ..model.labels import PART_BEFORE, PART_REACH
from ..model.parse import Act, Part
from ..records import Mention
from .bearing import Bearings
from .deciding import Deciding
from .naming import above
from .weights import Weights
from .wording import load_wording

__all__ = ["Pair", "Party", "leanings", "mixed", "pairs_of", "weighed"]

# The least and the most probability that the model is taken to give.
_LEAST = 0.003
# Of a word that it does not name.
_UNNAMED = 0.01


@dataclass(frozen=True, slots=True)
class Party:
    """One party as the act's words name it, and how surely it is one."""

    word: int
    mention: Mention
    chance: float


@dataclass(frozen=True, slots=True)
class Pair:
    """Actor and recipient of one event; `chance`: that both are right, those that are not told among them."""

    actor: Party | None
    recipient: Party | None
    chance: float


def pairs_of(
    bearings: Bearings, act: Act, type_: str, deciding: Deciding, first: Sequence[Pair] = (), link: float = 0.0
) -> tuple[Pair, ...]:
    """The pairs that one act of `type_` makes, one for each event, in the order of the text; at least one.

    `first`: the pairs of its first telling, and `link` how surely it is one: who is not told again is the same.
    """
    nobody = load_wording().listed["nobody"]
    parts = [part for part in weighed(bearings, act, type_, deciding) if bearings.form(part.word) not in nobody]
    found = _reciprocal(bearings, parts, deciding) or _one_way(bearings, act, parts, deciding, first, link)
    return tuple(sorted(found, key=_place))


def weighed(bearings: Bearings, act: Act, type_: str, deciding: Deciding) -> tuple[Part, ...]:
    """The parts of an act with what the signs of `bearing.py` weigh, those among them that the model does not name."""
    weights = deciding.weights
    return act.parts if weights.silent else mixed(weights, leanings(bearings, act, type_, weights))


def leanings(bearings: Bearings, act: Act, type_: str, weights: Weights) -> list[tuple[Part, tuple[float, float]]]:
    """The words that may be parties to an act, as the model sees them, and how much more the signs speak for each as
    actor and as recipient than for nobody."""
    named = {part.word: part for part in act.parts}
    trigger = bearings.trigger(act.word, act.words, type_)
    no_actor, no_recipient = weights.sum(bearings.nobody(trigger))
    found = []
    for word in sorted({*named, *bearings.candidates(act.word)}):
        actor, recipient = weights.sum(bearings.signs(trigger, word))
        part = named.get(word, Part(word, _UNNAMED, _UNNAMED, 0.0))
        found.append((part, (actor - no_actor, recipient - no_recipient)))
    return found


def mixed(weights: Weights, leaning: Sequence[tuple[Part, tuple[float, float]]]) -> tuple[Part, ...]:
    """Both together, each with its share."""
    found = []
    for part, signs in leaning:
        actor, recipient = (
            _logistic(weights.model[n] * _odds(chance + part.both) + weights.signs[n] * signs[n])
            for n, chance in enumerate((part.actor, part.recipient))
        )
        both = part.both / (part.actor + part.recipient + part.both)
        found.append(Part(part.word, actor * (1 - both), recipient * (1 - both), both * (actor + recipient) / 2))
    return tuple(found)


def _odds(chance: float) -> float:
    bounded = min(max(chance, _LEAST), 1 - _LEAST)
    return math.log(bounded / (1 - bounded))


def _logistic(odds: float) -> float:
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, odds))))


def _place(pair: Pair) -> tuple[tuple[int, int], tuple[int, int]]:
    """In the order of the text by actor, then by recipient; who is not told comes last."""
    late = (1 << 60, 1 << 60)
    actor, recipient = pair.actor, pair.recipient
    return actor.mention.span if actor else late, recipient.mention.span if recipient else late


def _one_way(
    bearings: Bearings, act: Act, parts: Sequence[Part], deciding: Deciding, first: Sequence[Pair], link: float
) -> list[Pair]:
    """Every actor with every recipient."""
    actors, no_actor = _chosen(bearings, parts, lambda p: p.actor + p.both, deciding)
    recipients, no_recipient = _chosen(bearings, parts, lambda p: p.recipient + p.both, deciding)
    if not actors:
        actors = _again(act, [pair.actor for pair in first], recipients, link)
    if not recipients:
        recipients = _again(act, [pair.recipient for pair in first], actors, link)
    return [
        Pair(a, r, (no_actor if a is None else a.chance) * (no_recipient if r is None else r.chance))
        for a in actors or (None,)
        for r in recipients or (None,)
    ]


def _again(act: Act, before: Iterable[Party | None], told: Sequence[Party], link: float) -> tuple[Party, ...]:
    """The parties of the first telling that stand too far off for the model to point at, but for those that have the
    other role now."""
    taken = {party.mention.name or party.mention.span for party in told}
    near = range(act.word - PART_BEFORE, act.word - PART_BEFORE + PART_REACH)
    kept = {
        p.mention.span: replace(p, chance=p.chance * link)
        for p in before
        if p is not None and p.word not in near and (p.mention.name or p.mention.span) not in taken
    }
    return tuple(kept.values())


def _chosen(
    bearings: Bearings, parts: Sequence[Part], chance: Callable[[Part], float], deciding: Deciding
) -> tuple[tuple[Party, ...], float]:
    """The parties in one role, and how likely it is that there is none."""
    ordered = sorted(parts, key=lambda part: (-chance(part), part.word))
    best = [part for part in ordered[:1] if chance(part) >= deciding.party]
    more = [p for p in ordered[1:] if best and chance(p) >= deciding.more and _joined(bearings, best[0].word, p.word)]
    kept = [*best, *more]
    none = 1 - min(1.0, max((chance(p) for p in ordered), default=0.0))
    return tuple(Party(p.word, bearings.mention(p.word), chance(p)) for p in kept), none


def _reciprocal(bearings: Bearings, parts: Sequence[Part], deciding: Deciding) -> list[Pair]:
    """Each with each of another side, both ways; a party of several who act on each other has itself."""
    both = [p for p in parts if p.both >= deciding.party and p.both > max(p.actor, p.recipient)]
    if not both:
        return []
    parties = [Party(p.word, bearings.mention(p.word), p.both) for p in both]
    if len(parties) == 1:
        rest = [p for p in parts if p.word != parties[0].word and max(p.actor, p.recipient) >= deciding.party]
        if not rest:
            return [Pair(parties[0], parties[0], parties[0].chance)] * 2
        other = max(rest, key=lambda p: max(p.actor, p.recipient) + p.both)
        parties.append(Party(other.word, bearings.mention(other.word), max(other.actor, other.recipient)))
    sides = {party.word: _side(bearings, party.word) for party in parties}
    one = len(set(sides.values())) == 1
    return [
        Pair(a, b, a.chance * b.chance)
        for a in parties
        for b in parties
        if a is not b and (one or sides[a.word] != sides[b.word])
    ]


def _joined(bearings: Bearings, one: int, other: int) -> bool:
    """Whether two words are parties to an act together: the tree coordinates them."""
    return _side(bearings, one) == _side(bearings, other)


def _side(bearings: Bearings, word: int) -> int:
    """The first of those that a word is coordinated with."""
    parse = bearings.parse
    return next((at for at in above(parse, word) if parse.deprels[at] != "conj"), word)

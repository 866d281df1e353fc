"""Who acts on whom: the model's words for the parties to an act → pairs of mentions."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from ..model.parse import Act, Part
from ..records import Mention
from ..text import Span
from .bearing import Bearings
from .deciding import Deciding
from .jointly import joint
from .naming import above
from .outright import outright
from .weights import Weights
from .wording import load_wording

__all__ = ["Pair", "Party", "Sides", "filled", "leanings", "mixed", "pairs_of", "sides_of", "weighed"]

# The least and the most probability that the model is taken to give.
_LEAST = 0.003
_MOST = 1 - _LEAST
# How sure the act's subject must be to be its actor, if its name is that of a place.
_RULES = 0.9
# Of a word that it does not name.
_UNNAMED = 0.01
# Types of acts between equals.
_MUTUAL = frozenset({"AGREE", "CONSULT", "COOPERATE", "ASSAULT"})


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


@dataclass(frozen=True, slots=True)
class Sides:
    """The parties to one act: those on one side and on the other, or the pairs of those who act on each other.

    `no_actor` and `no_recipient` tell how likely it is that none is told.
    """

    word: int
    actors: tuple[Party, ...] = ()
    recipients: tuple[Party, ...] = ()
    no_actor: float = 1.0
    no_recipient: float = 1.0
    each_other: tuple[Pair, ...] = ()


def sides_of(bearings: Bearings, act: Act, type_: str, deciding: Deciding) -> Sides:
    """The parties that an act of `type_` is told with."""
    nobody = load_wording().listed["nobody"]
    told = outright(bearings, act, type_, weighed(bearings, act, type_, deciding))
    parts = [p for p in told if bearings.form(p.word) not in nobody and not _is_where(bearings, act, p)]
    each_other = _reciprocal(bearings, parts, deciding)
    if each_other:
        return Sides(act.word, each_other=tuple(each_other))
    # One who acts with somebody whom nobody knows comes first: "Norway talked".
    acting = [part for part in parts if part.actor + part.both >= part.recipient]
    suffering = [part for part in parts if part.actor + part.both < part.recipient]
    actors, no_actor = _chosen(bearings, acting, lambda p: p.actor + p.both, deciding.party, deciding.more)
    recipients, no_recipient = _chosen(
        bearings, suffering, lambda p: p.recipient + p.both, deciding.recipient, deciding.more
    )
    if not recipients and type_ in _MUTUAL and (pairs := _together(bearings, act, actors)):
        return Sides(act.word, each_other=pairs)
    return Sides(act.word, actors, recipients, no_actor, no_recipient)


def _is_where(bearings: Bearings, act: Act, part: Part) -> bool:
    """Whether a name is that of a place, which is where it was, and neither who did it nor to whom; a place that does
    something is those who rule there ("The Hague froze its payments")."""
    word = part.word
    if bearings.parse.upos[word] != "PROPN" or bearings.mention(word).entity != "place":
        return False
    rules = word in bearings.clauses.subjects(act.word) and not bearings.clauses.passive(act.word)
    return not rules or part.actor + part.both < _RULES


def filled(sides: Sides, tellings: Iterable[tuple[Sides, float]], deciding: Deciding) -> Sides:
    """The same with parties that are not told here, but are by another telling of the act: the first in order.

    With each telling goes how surely it is one.
    """
    if sides.each_other:
        return sides
    found, others = sides, list(tellings)
    # Who does it in one telling and suffers it in another is told of two acts.
    doing = {_who(party) for other, _ in [(sides, 1.0), *others] for party in other.actors}
    torn = doing & {_who(party) for other, _ in [(sides, 1.0), *others] for party in other.recipients}
    for other, link in others:
        if not found.actors:
            told = [party for party in (*other.actors, *_first(other)) if _who(party) not in torn]
            found = replace(found, actors=_again(told, found.recipients, link, deciding))
        if not found.recipients:
            told = [party for party in (*other.recipients, *_second(other)) if _who(party) not in torn]
            found = replace(found, recipients=_again(told, found.actors, link, deciding))
    return found


def _who(party: Party) -> str | Span:
    return party.mention.name or party.mention.span


def _first(sides: Sides) -> list[Party]:
    return [pair.actor for pair in sides.each_other[:1] if pair.actor is not None]


def _second(sides: Sides) -> list[Party]:
    return [pair.recipient for pair in sides.each_other[:1] if pair.recipient is not None]


def pairs_of(sides: Sides) -> tuple[Pair, ...]:
    """The pairs that one act makes, one for each event, in the order of the text; at least one."""
    pairs = sides.each_other or [
        Pair(a, r, (sides.no_actor if a is None else a.chance) * (sides.no_recipient if r is None else r.chance))
        for a in sides.actors or (None,)
        for r in sides.recipients or (None,)
    ]
    # Of some nine thousand acts that persons annotated five are done by somebody to himself.
    others = [pair for pair in pairs if not _himself(pair)] or list(dict.fromkeys(_surer(pair) for pair in pairs))
    return tuple(sorted(others, key=_place))


def _himself(pair: Pair) -> bool:
    """Whether both parties bear one name."""
    name = pair.actor.mention.name if pair.actor else None
    return name is not None and pair.recipient is not None and pair.recipient.mention.name == name


def _surer(pair: Pair) -> Pair:
    """Of two parties that are one the surer."""
    actor, recipient = pair.actor, pair.recipient
    if actor is None or recipient is None:
        return pair
    return replace(pair, recipient=None) if actor.chance >= recipient.chance else replace(pair, actor=None)


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
        actor, recipient = bearings.weight(weights, trigger, word)
        part = named.get(word) or Part(word, _UNNAMED, _UNNAMED, 0.0)
        found.append((part, (actor - no_actor, recipient - no_recipient)))
    return found


def mixed(weights: Weights, leaning: Sequence[tuple[Part, tuple[float, float]]]) -> tuple[Part, ...]:
    """Both together, each with its share."""
    found = []
    (by_actor, by_recipient), (of_actor, of_recipient) = weights.model, weights.signs
    for part, (acting, suffering) in leaning:
        actor = _logistic(by_actor * _odds(part.actor + part.both) + of_actor * acting)
        recipient = _logistic(by_recipient * _odds(part.recipient + part.both) + of_recipient * suffering)
        both = part.both / (part.actor + part.recipient + part.both)
        found.append(Part(part.word, actor * (1 - both), recipient * (1 - both), both * (actor + recipient) / 2))
    return tuple(found)


def _odds(chance: float) -> float:
    bounded = _LEAST if chance < _LEAST else _MOST if chance > _MOST else chance
    return math.log(bounded / (1 - bounded))


def _logistic(odds: float) -> float:
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, odds))))


def _place(pair: Pair) -> tuple[tuple[int, int], tuple[int, int]]:
    """In the order of the text by actor, then by recipient; who is not told comes last."""
    late = (1 << 60, 1 << 60)
    actor, recipient = pair.actor, pair.recipient
    return actor.mention.span if actor else late, recipient.mention.span if recipient else late


def _again(before: Iterable[Party], told: Sequence[Party], link: float, deciding: Deciding) -> tuple[Party, ...]:
    """The parties of another telling, but for those that have the other role in this one."""
    taken = {_who(party) for party in told}
    kept = {
        party.mention.span: replace(party, chance=party.chance * link)
        for party in before
        if party.chance * link >= deciding.again and _who(party) not in taken
    }
    return tuple(kept.values())


def _chosen(
    bearings: Bearings, parts: Sequence[Part], chance: Callable[[Part], float], first: float, further: float
) -> tuple[tuple[Party, ...], float]:
    """The parties in one role, and how likely it is that there is none.

    The likeliest has a chance of `first` at least; others, of `further`, are those that the tree coordinates with it.
    """
    ordered = sorted(parts, key=lambda part: (-chance(part), part.word))
    best = [part for part in ordered[:1] if chance(part) >= first]
    more = [p for p in ordered[1:] if best and chance(p) >= further and _joined(bearings, best[0].word, p.word)]
    kept = [*best, *more]
    none = 1 - min(1.0, max((chance(p) for p in ordered), default=0.0))
    if len(kept) == 1:
        return (Party(kept[0].word, joint(bearings, kept[0].word), chance(kept[0])),), none
    told: dict[str | Span, Party] = {}
    for part in kept:
        mention = bearings.mention(part.word)
        told.setdefault(mention.name or mention.span, Party(part.word, mention, chance(part)))  # the name after a title
    return tuple(told.values()), none


def _reciprocal(bearings: Bearings, parts: Sequence[Part], deciding: Deciding) -> list[Pair]:
    """Each with each of another side, both ways; a group that is told alone has itself."""
    both = [p for p in parts if p.both >= deciding.party and p.both > max(p.actor, p.recipient)]
    if not both:
        return []
    parties = [Party(p.word, bearings.mention(p.word), p.both) for p in both]
    if len(parties) == 1:
        # Of one that acts with another, the other may be hard to make out.
        rest = [(max(p.actor, p.recipient, p.both), -p.word) for p in parts if p.word != parties[0].word]
        chance, word = max(rest, default=(0.0, 0))
        if chance < deciding.other:
            alone = parties[0].mention
            group = alone.entity == "group" and alone.name is None
            return list(_among(bearings, parties[0])) if group else []
        parties.append(Party(-word, bearings.mention(-word), chance))
    if pairs := _between(bearings, parties):
        return list(pairs)
    sides = {party.word: _side(bearings, party.word) for party in parties}
    one = len(set(sides.values())) == 1
    return [
        Pair(a, b, a.chance * b.chance)
        for a in parties
        for b in parties
        if a is not b and (one or sides[a.word] != sides[b.word])
    ]


def _together(bearings: Bearings, act: Act, actors: Sequence[Party]) -> tuple[Pair, ...]:
    """Those who do it to each other where nobody else is named: "Norway and Sweden met", "both sides agreed"."""
    listed = load_wording().listed
    verb, passive = bearings.form(act.word), bearings.clauses.passive(act.word)
    if verb not in listed["each_other" if not passive else "by_both"]:
        return ()
    subjects = set(bearings.clauses.agents(act.word) if passive else bearings.clauses.subjects(act.word))
    acting = [party for party in actors if party.word in subjects]
    if len(acting) != len(actors) or len({_who(party) for party in acting}) != len(acting):
        return ()
    if len(acting) > 1:
        return tuple(Pair(a, b, a.chance * b.chance) for a in acting for b in acting if a is not b)
    if acting and acting[0].mention.name is None:
        below = (bearings.form(n) for n in bearings.below[acting[0].word])
        if bearings.form(acting[0].word) in listed["two"] or any(form in listed["two"] for form in below):
            return _among(bearings, acting[0])
    return ()


def _between(bearings: Bearings, parties: Sequence[Party]) -> tuple[Pair, ...]:
    """Of parties one of which is a group of two that the others are, the group's: "the two leaders met", told beside
    one of them or both."""
    for group in parties:
        two = bearings.two(group.word)
        others = {party.mention.name for party in parties if party is not group}
        if two is not None and others <= {mention.name for mention in two}:
            return _among(bearings, group)
    return ()


def _among(bearings: Bearings, group: Party) -> tuple[Pair, Pair]:
    """A group whose members do it to each other: of two that are known each to the other."""
    two = bearings.two(group.word)
    if two is None:
        return (Pair(group, group, group.chance),) * 2
    one, other = (replace(group, mention=mention) for mention in two)
    return Pair(one, other, group.chance), Pair(other, one, group.chance)


def _joined(bearings: Bearings, one: int, other: int) -> bool:
    """Whether two words are parties to an act together: the tree coordinates them."""
    return _side(bearings, one) == _side(bearings, other)


def _side(bearings: Bearings, word: int) -> int:
    """The first of those that a word is coordinated with."""
    parse = bearings.parse
    return next((at for at in above(parse, word) if parse.deprels[at] != "conj"), word)

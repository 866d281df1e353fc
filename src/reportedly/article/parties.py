"""Who acts on whom: the model's words for the parties to an act → pairs of mentions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from ..model.parse import Act, Parse, Part
from ..records import Mention
from .compounds import inner
from .deciding import Deciding
from .identity import identify
from .mentions import Cast
from .wording import load_wording

__all__ = ["Pair", "Party", "pairs_of"]

# Parts of speech that head no phrase: where the tree has torn a phrase, the model may point at what opens it.
_OPENING = frozenset({"DET", "ADP", "AUX", "PART", "CCONJ", "PUNCT"})
_NOMINAL = frozenset({"NOUN", "PROPN", "PRON"})
_NEAR = 5
_DEEPEST = 25


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
    cast: Cast, act: Act, deciding: Deciding, first: Sequence[Pair] = (), link: float = 0.0
) -> tuple[Pair, ...]:
    """The pairs that one act makes, one for each event, in the order of the text; at least one.

    `first`: the pairs of its first telling, and `link` how surely it is one: who is not told again is the same.
    """
    found = _reciprocal(cast, act, deciding) or _one_way(cast, act, deciding, first, link)
    return tuple(sorted(found, key=_place))


def _place(pair: Pair) -> tuple[tuple[int, int], tuple[int, int]]:
    """In the order of the text by actor, then by recipient; who is not told comes last."""
    late = (1 << 60, 1 << 60)
    actor, recipient = pair.actor, pair.recipient
    return actor.mention.span if actor else late, recipient.mention.span if recipient else late


def _one_way(cast: Cast, act: Act, deciding: Deciding, first: Sequence[Pair], link: float) -> list[Pair]:
    """Every actor with every recipient."""
    actors, no_actor = _chosen(cast, act, lambda p: p.actor + p.both, deciding)
    recipients, no_recipient = _chosen(cast, act, lambda p: p.recipient + p.both, deciding)
    if first and not actors and not recipients:
        return [replace(pair, chance=pair.chance * link) for pair in first]
    if first and not actors:
        actors, no_actor = _again([pair.actor for pair in first], recipients, link, no_actor)
    if first and not recipients:
        recipients, no_recipient = _again([pair.recipient for pair in first], actors, link, no_recipient)
    return [
        Pair(a, r, (no_actor if a is None else a.chance) * (no_recipient if r is None else r.chance))
        for a in actors or (None,)
        for r in recipients or (None,)
    ]


def _again(
    before: Iterable[Party | None], told: Sequence[Party], link: float, none: float
) -> tuple[tuple[Party, ...], float]:
    """The parties of the first telling, but for those that have the other role now; and how likely there is none."""
    taken = {party.mention.name or party.mention.span for party in told}
    kept = {
        p.mention.span: replace(p, chance=p.chance * link)
        for p in before
        if p is not None and (p.mention.name or p.mention.span) not in taken
    }
    return tuple(kept.values()), none


def _chosen(
    cast: Cast, act: Act, chance: Callable[[Part], float], deciding: Deciding
) -> tuple[tuple[Party, ...], float]:
    """The parties in one role, and how likely it is that there is none."""
    nobody = load_wording().listed["nobody"]
    told = (part for part in act.parts if cast.context.lower(part.word) not in nobody)
    ordered = sorted(told, key=lambda part: (-chance(part), part.word))
    kept = [p for n, p in enumerate(ordered) if chance(p) >= (deciding.more if n else deciding.party)]
    none = 1 - min(1.0, max((chance(p) for p in ordered), default=0.0))
    return tuple(Party(p.word, _mention(cast, p.word), chance(p)) for p in kept), none


def _reciprocal(cast: Cast, act: Act, deciding: Deciding) -> list[Pair]:
    """Each with each of another side, both ways; a party of several who act on each other has itself."""
    both = [p for p in act.parts if p.both >= deciding.party and p.both > max(p.actor, p.recipient)]
    if not both:
        return []
    parties = [Party(p.word, _mention(cast, p.word), p.both) for p in both]
    if len(parties) == 1:
        rest = [p for p in act.parts if p.word != parties[0].word and max(p.actor, p.recipient) >= deciding.party]
        if not rest:
            return [Pair(parties[0], parties[0], parties[0].chance)] * 2
        other = max(rest, key=lambda p: max(p.actor, p.recipient) + p.both)
        parties.append(Party(other.word, _mention(cast, other.word), max(other.actor, other.recipient)))
    sides = _sides(cast, [p.word for p in parties])
    one = len(set(sides.values())) == 1
    return [
        Pair(a, b, a.chance * b.chance)
        for a in parties
        for b in parties
        if a is not b and (one or sides[a.word] != sides[b.word])
    ]


def _sides(cast: Cast, words: Sequence[int]) -> dict[int, int]:
    """For each word the first of those that it is coordinated with."""
    parse = cast.context.parse
    return {word: next((at for at in _above(parse, word) if parse.deprels[at] != "conj"), word) for word in words}


def _above(parse: Parse, word: int) -> Iterator[int]:
    """The word and those over it, up to the root; a circle ends."""
    for _ in range(_DEEPEST):
        yield word
        if parse.heads[word] == word:
            return
        word = parse.heads[word]


def _mention(cast: Cast, word: int) -> Mention:
    context = cast.context
    part = inner(context, load_wording(), word)
    if part is None:
        return cast.mention(cast.phrase(_nominal(cast, word)))
    who = identify(part.of(context.text), gazetteer=cast.gazetteer)
    return Mention(part, who.entity, who.name, who.country, who.sector)


def _nominal(cast: Cast, word: int) -> int:
    """The word itself, or where it can head no phrase of its own, the noun that the words from it on open, or the one
    that a relative pronoun stands for."""
    context, upos = cast.context, cast.context.parse.upos
    if context.lower(word) in load_wording().listed["relative"]:
        for at in _above(context.parse, word):
            if context.parse.deprels[at] == "acl:relcl" and upos[context.parse.heads[at]] in _NOMINAL:
                return context.parse.heads[at]
    if upos[word] not in _OPENING:
        return word
    return next((n for n in range(word, min(word + _NEAR, len(upos))) if upos[n] in _NOMINAL), word)

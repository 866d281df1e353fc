"""Parties that an act shares with what it is about: who threatens to strike would strike, whom he would strike is whom
he threatens; whoever is urged to leave would leave. And whom the statement gives it that holds an act alone: who denies
shelling a town is said to have shelled it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from ..model.parse import Act
from ..records import Statement
from .bearing import Bearings
from .context import Context
from .denials import is_own
from .mentions import Cast
from .parties import Party, Sides

__all__ = ["with_contents", "with_own"]

# How far behind an act of asking the "to" of what is asked may stand.
_FAR = 8
_BETWEEN = frozenset({"DET", "ADJ", "NUM", "NOUN", "PROPN", "PRON", "PART", "ADP"})
# What is left of a chance that is taken over.
_SHARE = 0.9
# How surely whoever denies shelling a town is said to have shelled it.
_OWN = 0.9


def with_contents(bearings: Bearings, acts: Sequence[Act], kinds: Sequence[str], sides: Sequence[Sides]) -> list[Sides]:
    """The sides of acts, in the order of the text, with those that are told only with their contents, or there."""
    found = list(sides)
    for outer, inner in _contents(bearings, acts, kinds):
        one, other = found[outer], found[inner]
        if one.each_other or other.each_other:
            continue
        if kinds[outer] == "THREATEN":
            found[outer] = replace(one, recipients=one.recipients or _apart(other.recipients, _names(one.actors)))
            found[inner] = replace(other, actors=other.actors or _apart(one.actors, _names(other.recipients)))
        else:
            found[outer] = replace(one, recipients=one.recipients or _apart(other.actors, _names(one.actors)))
            found[inner] = replace(other, actors=other.actors or _apart(one.recipients, _names(other.recipients)))
    return found


def _contents(bearings: Bearings, acts: Sequence[Act], kinds: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Places of threats and requests, each with that of the act which its infinitive tells."""
    for n, (act, kind) in enumerate(zip(acts, kinds, strict=True)):
        if kind not in ("THREATEN", "REQUEST") or n + 1 == len(acts):
            continue
        mark = _mark(bearings, acts[n + 1])
        if mark is None or mark < act.words[1] or (kind == "THREATEN" and mark > act.words[1] + 1):
            continue
        between = range(act.words[1], mark)
        if len(between) <= _FAR and all(bearings.parse.upos[w] in _BETWEEN for w in between):
            yield n, n + 1


def _mark(bearings: Bearings, act: Act) -> int | None:
    """The "to" right before a verb, an adverb or "be" aside."""
    first = act.words[0]
    return next((n for n in (first - 1, first - 2) if n >= 0 and bearings.form(n) == "to"), None)


def _names(parties: Sequence[Party]) -> set[object]:
    return {party.mention.name or party.mention.span for party in parties}


def _apart(parties: Sequence[Party], taken: set[object]) -> tuple[Party, ...]:
    kept = (party for party in parties if (party.mention.name or party.mention.span) not in taken)
    return tuple(replace(party, chance=party.chance * _SHARE) for party in kept)


def with_own(context: Context, cast: Cast, act: Act, voice: Statement | None, sides: Sides) -> Sides:
    """The sides with whoever denies the act as the one who is said to have done it, where the model names nobody."""
    if sides.actors or sides.each_other or voice is None or voice.source is None or not is_own(context, act, voice):
        return sides
    word, span = cast.head(voice.source.span), voice.source.span
    if word is None or any(party.mention.span.overlaps(span) for party in sides.recipients):
        return sides
    return replace(sides, actors=(Party(word, voice.source, _OWN),))

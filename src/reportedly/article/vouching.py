"""What the vocabulary vouches for: of words that the model takes for an act, what act it is, and how sure it must be.

Of acts on the development data to which the model gives a chance between 0.5 and 0.75, half are right where the trigger
is by itself a word of their type, three in ten otherwise. Words of acts to which the model gives no chance are
left: four in five are none.
"""

from __future__ import annotations

from ..model.labels import ACTS
from ..model.parse import Act, Parse
from .deciding import Deciding
from .modes import senses_of

__all__ = ["is_likely", "is_vouched", "kind_of"]

# By how much the odds of a type rise where the trigger tells it by itself.
_VOUCHED = 3.0
# How sure the model must be of an act, and of its type, for both to be certain where the vocabulary vouches for them.
_CERTAIN, _OF_TYPE = 0.98, 0.93


def kind_of(parse: Parse, act: Act) -> str:
    """The likeliest type of an act, as the model and the vocabulary see it together."""
    told = _types(parse, act)
    return max(ACTS[1:], key=lambda kind: act.types[ACTS.index(kind)] * (_VOUCHED if kind in told else 1.0))


def is_likely(parse: Parse, act: Act, deciding: Deciding) -> bool:
    """Whether the model is as sure of an act as it must be, by what the vocabulary knows of its words."""
    chance = 1 - act.types[0]
    if chance < deciding.trigger or chance >= deciding.unvouched:
        return chance >= deciding.trigger
    return kind_of(parse, act) in _types(parse, act)


def is_vouched(parse: Parse, act: Act, kind: str) -> bool:
    """Whether an act of type `kind` is certain, by the model and by the vocabulary."""
    sure = 1 - act.types[0] >= _CERTAIN and act.types[ACTS.index(kind)] >= _OF_TYPE
    return sure and kind in _types(parse, act)


def _types(parse: Parse, act: Act) -> set[str]:
    """The types that the trigger tells by itself."""
    return {sense.type for sense in senses_of(parse, act.word, act.words) if not sense.weak}

"""Which two are meant by "the two leaders" or "both capitals", where they do something to each other.

They are those whom the last sentence before names, if it names just two of that kind: persons, or states.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ..records import Mention
from .mentions import Cast
from .recalling import Named

__all__ = ["two_of"]

# In how many sentences, its own among them, the two are looked for.
_SENTENCES = 3


def two_of(cast: Cast, word: int, mention: Mention) -> tuple[Mention, Mention] | None:
    """The mention of a group of two, told by its head `word`, as either of them; None where that is not told."""
    who = cast.own(word)
    if who.name is not None or not who.plural:
        return None
    shape, noun = cast.gazetteer.shape, who.noun
    if noun in shape("two_states"):
        kind = "country"
    elif noun in shape("two_persons"):
        kind = "person"
    else:
        return None
    pair = _last_two(cast, word, kind)
    if pair is None:
        return None
    first, second = (
        replace(
            mention, name=n.who.name, entity=n.who.entity, country=n.who.country, sector=n.who.sector,
            resolved_from=cast.core(n.word),
        )
        for n in pair
    )  # fmt: skip
    return first, second


def _last_two(cast: Cast, word: int, kind: str) -> tuple[Named, Named] | None:
    """The two of a kind whom the nearest sentence names that names any, in the order of the text."""
    sentence, words = cast.context.sentence, cast.context.parse.words
    here = sentence(words[word].start)
    for number in range(here, max(-1, here - _SENTENCES), -1):
        found: dict[str, Named] = {}
        for n in _named(cast, number, kind):
            if n.word < word:
                found.setdefault(n.who.name or "", n)
        if found:
            first, *rest = found.values()
            return (first, rest[0]) if len(rest) == 1 else None
    return None


def _named(cast: Cast, number: int, kind: str) -> Iterator[Named]:
    """Those of a kind whom a sentence names, in the order of the text."""
    for word in sorted(cast.roster.by_sentence.get(number, ())):
        who = cast.own(word)
        if who.name is not None and who.entity == kind:
            yield Named(word, who)

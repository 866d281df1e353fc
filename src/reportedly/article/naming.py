"""The mention that a word for a party makes: its noun phrase, what it stands for, or a part of the word itself."""

from __future__ import annotations

from collections.abc import Iterator

from ..model.parse import Parse
from ..records import Mention
from .compounds import inner
from .identity import identify
from .mentions import Cast
from .wording import load_wording

__all__ = ["above", "party_mention"]

# Parts of speech that head no phrase: where the tree has torn a phrase, the model may point at what opens it.
_OPENING = frozenset({"DET", "ADP", "AUX", "PART", "CCONJ", "PUNCT"})
_NOMINAL = frozenset({"NOUN", "PROPN", "PRON"})
_NEAR = 5
_TITLE = "nmod:desc"
_DEEPEST = 25


def party_mention(cast: Cast, word: int) -> Mention:
    """Who is meant by a word that the model takes for a party."""
    context = cast.context
    part = inner(context, load_wording(), word)
    if part is None:
        return cast.mention(cast.phrase(_nominal(cast, word)))
    who = identify(part.of(context.text), gazetteer=cast.gazetteer)
    return Mention(part, who.entity, who.name, who.country, who.sector)


def above(parse: Parse, word: int) -> Iterator[int]:
    """The word and those over it, up to the root; a circle ends."""
    for _ in range(_DEEPEST):
        yield word
        if parse.heads[word] == word:
            return
        word = parse.heads[word]


def _nominal(cast: Cast, word: int) -> int:
    """The word itself, or where it can head no phrase of its own, the noun that the words from it on open, or the one
    that a relative pronoun stands for; of a title before a name the name."""
    context, upos = cast.context, cast.context.parse.upos
    if context.parse.deprels[word] == _TITLE:
        return context.parse.heads[word]
    if context.lower(word) in load_wording().listed["relative"]:
        for at in above(context.parse, word):
            if context.parse.deprels[at] == "acl:relcl" and upos[context.parse.heads[at]] in _NOMINAL:
                return context.parse.heads[at]
    if upos[word] not in _OPENING:
        return word
    return next((n for n in range(word, min(word + _NEAR, len(upos))) if upos[n] in _NOMINAL), word)

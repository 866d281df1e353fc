"""A noun that two states' names share: "Omani and Greek forces" are two, and each is read with the noun of both."""

from __future__ import annotations

from ..gazetteer import Gazetteer
from .context import Context
from .identity import Identity, identify

__all__ = ["shared"]

# How far from a people's name the noun stands that it shares.
_BETWEEN = 6
# Sectors of those whom two states' names share a noun for: "US and Omani officials".
_SHARED = frozenset({"GOV", "MIL", "COP", "SPY", "LEG"})


def shared(context: Context, gazetteer: Gazetteer, date: str | None, word: int) -> Identity | None:
    """For a people's name that shares its noun with another, the body that both make: "Omani and Greek forces"."""
    parse, noun = context.parse, _shared_noun(context, word)
    if noun is None or parse.upos[noun] not in ("NOUN", "PROPN"):
        return None
    phrase = f"{parse.form(word)} {parse.form(noun)}"
    who = identify(phrase, gazetteer=gazetteer, date=date)
    force = who.name is not None and who.entity == "organization"
    return who if force or (who.plural and who.country is not None and who.sector in _SHARED) else None


def _shared_noun(context: Context, word: int) -> int | None:
    parse = context.parse
    after = range(word + 1, min(word + _BETWEEN, len(parse.words)))
    joined = next((w for w in after if parse.heads[w] == word and parse.deprels[w] == "conj"), None)
    first = parse.heads[word] if parse.deprels[word] == "conj" else word
    if parse.deprels[first] in ("amod", "compound"):
        return parse.heads[first] if joined is not None or first != word else None
    beside = range((joined or word) + 1, min((joined or word) + 3, len(parse.words)))
    noun = next((w for w in beside if parse.heads[w] == first and parse.deprels[w] == "conj"), None)
    if noun is not None and parse.upos[noun] == "NOUN" and (joined is not None or first != word):
        return noun  # as the tree also has it: "Turkish", and joined to it both "Russian" and "forces"
    # As the tree often has it: "Omani" and, joined to it, "Greek forces".
    if joined is None or not any(parse.heads[w] == joined and parse.deprels[w] == "amod" for w in after):
        return None
    return joined if parse.form(joined)[:1].islower() else None

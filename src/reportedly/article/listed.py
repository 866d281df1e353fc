"""What a whole phrase is by the tables of actors: an outlet, an institution, a state, a people, or its adjective."""

from __future__ import annotations

from typing import Literal

from ..gazetteer import Gazetteer, Hit, Word, key_of, words_of

__all__ = ["Listed", "listed"]

Listed = Literal["outlet", "institution", "state", "people", "adjective"]


def listed(text: str, gazetteer: Gazetteer) -> Listed | None:
    """What `text`, as it is written, is the name of, with its article or without; None where it is no name."""
    words = words_of(text)
    if len(words) == 1 and words[0].key in gazetteer.indexes.peoples:
        return "people" if words[0].key.endswith("s") else "adjective"
    for kept in (words, words[1:] if words and words[0].key == "the" else ()):
        hit = gazetteer.find(kept, 0) if kept else None
        if hit is not None and hit.end == len(kept):
            return _kind(hit, kept, gazetteer)
    return None


def _kind(hit: Hit, words: tuple[Word, ...], gazetteer: Gazetteer) -> Listed | None:
    if hit.kind == "actor":
        outlets = all(gazetteer.tables.actors[row].sector == "JRN" for row in hit.rows)
        return "outlet" if outlets else "institution"
    if gazetteer.metonym(words) is not None:
        return "institution"
    if hit.kind == "demonym":
        # The adjective stands first, then the nouns; one that is no plural may be an adjective too.
        key = key_of(words)
        first = any(key_of(words_of(gazetteer.tables.countries[row].demonyms[0])) == key for row in hit.rows)
        return "adjective" if first or not key.endswith("s") else "people"
    return None if hit.kind == "place" else "state"

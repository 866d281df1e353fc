"""In what manner an act was done: the mode of a trigger whose type is known, by the words of acts and the tree."""

from __future__ import annotations

from ..deeds import Deeds, Sense, load_deeds
from ..model.parse import Parse
from ..vocabulary import plain

__all__ = ["mode_of", "senses_of"]


def senses_of(parse: Parse, word: int, words: tuple[int, int], deeds: Deeds | None = None) -> tuple[Sense, ...]:
    """What the trigger with the head `word` may tell: as a whole, else with its particle, else its head alone.

    `words` is the half-open range of the trigger. The likeliest comes first; none where it is not known.
    """
    deeds = deeds or load_deeds()
    upos = parse.upos[word]
    head = plain(parse.form(word))
    whole = deeds.senses(_text(parse, *words), upos)
    if whole:
        return whole
    rest = [plain(parse.form(n)) for n in range(word + 1, words[1])]
    for n in range(len(rest), 0, -1):
        # "tore it up", "gave themselves up": what stands between does not count.
        for first in range(len(rest) - n + 1):
            found = deeds.verbs.get(" ".join([head, *rest[first : first + n]]))
            if found:
                return found
    return deeds.senses(head, upos)


def mode_of(parse: Parse, type: str, word: int, words: tuple[int, int], deeds: Deeds | None = None) -> str | None:
    """The mode of an act of `type` told by the trigger `words` with the head `word`; None where none is told."""
    deeds = deeds or load_deeds()
    modes = [s.mode for s in senses_of(parse, word, words, deeds) if s.type == type and not s.weak]
    return modes[0] if modes else None


def _text(parse: Parse, first: int, end: int) -> str:
    return " ".join(plain(parse.span(first, end).of(parse.text)).split())

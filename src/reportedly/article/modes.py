"""In what manner an act was done: the mode of triggers whose type is known, by the words of acts and the tree.

What speaks for a mode is added up as log-odds: that the trigger itself is a word of it, words beside the trigger that
tell it (`beside` in `data/lexicon/en/acts_*.toml`), the more the nearer they stand, and what the model makes of the
trigger, where the parse has it. What speaks for no mode at all is in `acts_order.toml`.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from math import log

from ..deeds import Deeds, Sense, load_deeds
from ..model.labels import ACTS, MODES
from ..model.parse import Act, Parse
from ..ontology import event_types
from ..vocabulary import plain

__all__ = ["mode_of", "modes_told", "senses_of"]

# Weights, by logistic regression on the training part of the dispatches and articles, rounded: the trigger is a word of
# the mode; its likeliest reading is. A word that tells the mode stands in what is asked, refused or threatened, or is
# what the verb is done to; hangs on the trigger otherwise; stands anywhere else in the sentence. The content itself is
# an act of a type that tells the mode.
_OWN, _FIRST = 4.0, 0.6
_CONTENT, _CHILD, _FAR = 2.6, 2.1, 1.5
_ABOUT = 0.8
# The model's log-probability of the mode, and the least probability that it is taken to give.
_HEARD, _LEAST = 1.2, 1e-4
# Words before and behind the trigger that are looked at.
_REACH = 40
# Relations in which a word is the content: the first wherever it stands, the others behind the trigger.
_CLAUSES = frozenset({"xcomp", "ccomp"})
_NOUNS = frozenset({"NOUN", "PROPN"})
_OBJECTS = frozenset({"obj", "obl", "nmod", "acl", "advcl"})


def senses_of(parse: Parse, word: int, words: tuple[int, int], deeds: Deeds | None = None) -> tuple[Sense, ...]:
    """What the trigger with the head `word` may tell: with the words before a noun, else as a whole, else with its
    particle, else its head alone.

    `words` is the half-open range of the trigger. The likeliest comes first; none where it is not known.
    """
    deeds = deeds or load_deeds()
    head, upos = plain(parse.form(word)), parse.upos[word]
    if upos in _NOUNS:
        # "Drone {strike}", "hunger {strike}": what kind of strike it is stands outside the trigger.
        for first in range(max(0, words[1] - deeds.longest), words[0]):
            if found := deeds.nouns.get(_text(parse, first, words[1])):
                return found
    text = _text(parse, *words)
    if " " in text and (whole := deeds.senses(text)):
        return whole
    rest = [plain(parse.form(n)) for n in range(word + 1, words[1])]
    for length in range(len(rest), 0, -1):
        # "tore it up", "gave themselves up": what stands between does not count.
        for first in range(len(rest) - length + 1):
            found = deeds.verbs.get(" ".join([head, *rest[first : first + length]]))
            if found:
                return found
    # A trigger that the tagger took for another part of speech is still a trigger.
    return deeds.senses(head, upos) or deeds.senses(head)


def _text(parse: Parse, first: int, end: int) -> str:
    return " ".join(plain(parse.span(first, end).of(parse.text)).split())


def mode_of(
    parse: Parse,
    type: str,
    *triggers: tuple[int, tuple[int, int]],
    deeds: Deeds | None = None,
    children: Sequence[Sequence[int]] | None = None,
) -> str | None:
    """The mode of an act of `type`, None where none is told. `triggers` are all its tellings: head and word range.

    `children` are those of the parse, where the caller has them. Without a trigger there is no mode.
    """
    told = modes_told(parse, type, *triggers, deeds=deeds, children=children)
    return max(told, key=lambda mode: told[mode])


def modes_told(
    parse: Parse,
    type: str,
    *triggers: tuple[int, tuple[int, int]],
    deeds: Deeds | None = None,
    children: Sequence[Sequence[int]] | None = None,
) -> dict[str | None, float]:
    """What speaks for each mode of `type` and for none, as log-odds up to a constant, none first."""
    deeds = deeds or load_deeds()
    told: dict[str | None, float] = dict.fromkeys((None, *event_types()[type].modes), 0.0)
    if len(told) > 1 and triggers:
        told[None] = deeds.without[type]
        children = children if children is not None else parse.children()
        acts = {act.word: act for act in parse.acts}
        for word, words in triggers:
            if word in acts:
                for mode, weight in _heard(acts[word], type).items():
                    told[mode] += weight
            for mode, weight in _own(senses_of(parse, word, words, deeds), type).items():
                told[mode] += weight
            for mode, weight in _around(parse, type, word, deeds, children, acts).items():
                told[mode] += weight
    return told


def _own(senses: Sequence[Sense], type: str) -> dict[str | None, float]:
    modes = [sense.mode for sense in senses if sense.type == type]
    # Weak words tell the mode as well as others once the type is known, but don't say which is the likeliest.
    first = next((sense.mode for sense in senses if sense.type == type and not sense.weak), "")
    return {mode: _OWN + (_FIRST if mode == first else 0.0) for mode in modes}


def _heard(act: Act, type: str) -> dict[str | None, float]:
    """What the model makes of it, given the type; nothing where it was not asked."""
    given = {mode: chance for (name, mode), chance in zip(MODES, act.modes, strict=False) if name == type}
    whole = sum(given.values())
    return {mode: _HEARD * log(max(chance / whole, _LEAST)) for mode, chance in given.items()} if whole > 0 else {}


def _around(
    parse: Parse,
    type: str,
    word: int,
    deeds: Deeds,
    children: Sequence[Sequence[int]],
    acts: Mapping[int, Act],
) -> dict[str | None, float]:
    """What words around the trigger speak for; each place counts once for a mode, however many words stand there."""
    content = {n for n in children[word] if _is_content(parse, word, n)}
    places: dict[tuple[str, float], None] = {}
    first, end = parse.sentences[bisect_right(parse.sentences, (word, len(parse.words))) - 1]
    for n in {*range(max(first, word - _REACH), min(end, word + _REACH)), *children[word]} - {word}:
        place = _CONTENT if n in content else _CHILD if parse.heads[n] == word else _FAR
        for mode in deeds.beside[type].get(plain(parse.form(n)), ()):
            places[mode, place] = None
    if deeds.of[type]:
        for n in content:
            about = _about(parse, type, n, acts[n].types if n in acts else None, deeds)
            if about is not None:
                places[about, _ABOUT] = None
    found: dict[str | None, float] = {}
    for mode, weight in places:
        found[mode] = found.get(mode, 0.0) + weight
    return found


def _is_content(parse: Parse, word: int, child: int) -> bool:
    relation = parse.deprels[child].partition(":")[0]
    return relation in _CLAUSES or (relation in _OBJECTS and child > word)


def _about(parse: Parse, type: str, word: int, types: Sequence[float] | None, deeds: Deeds) -> str | None:
    """The mode that the content's own act tells: the type that the model gives it, else its likeliest reading."""
    senses = deeds.senses(plain(parse.form(word)), parse.upos[word])
    if types and types[0] < 0.5:
        kind = ACTS[max(range(1, len(types)), key=types.__getitem__)]
        senses = tuple(sense for sense in senses if sense.type == kind) or (Sense(kind, None),)
    if not senses:
        return None
    of: Mapping[tuple[str, str | None], str] = deeds.of[type]
    return of.get((senses[0].type, senses[0].mode)) or of.get((senses[0].type, None))

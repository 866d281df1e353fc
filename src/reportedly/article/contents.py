"""Parties that an act shares with what it is about: who threatens to strike would strike, whom he would strike is whom
he threatens; whoever is urged to leave would leave; who condemns a raid condemns the raiders. And whom the statement
gives it that holds an act alone: who denies shelling a town is said to have shelled it.

What an act is about hangs on it in the tree, or stands right behind it where it is a threat or a request. Of such pairs
in the training part of the annotated articles nine in ten share their parties so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from ..deeds import load_deeds
from ..model.parse import Act
from ..records import Statement
from .bearing import Bearings
from .context import Context
from .denials import is_own
from .mentions import Cast
from .parties import Party, Sides
from .wording import load_wording

__all__ = ["with_contents", "with_own"]

# How far behind an act of asking the "to" of what is asked may stand.
_FAR = 8
_BETWEEN = frozenset({"DET", "ADJ", "NUM", "NOUN", "PROPN", "PRON", "PART", "ADP"})
# Types of acts by what hangs on them: as a clause, as a noun that is their object, as a noun after a preposition. What
# it tells whoever they are done to does, or did; or they who do them, to the same.
_OF_OTHERS = {
    "REQUEST": ("clause", "object", "for"),
    "ACCUSE": ("clause", "object", "for"),
    "REJECT": ("object",),
    "SUPPORT": ("object",),
    "COERCE": ("clause",),
}
_OF_THEMSELVES = {"THREATEN": ("clause", "object", "with"), "AGREE": ("clause", "object")}
# Whoever is promised that others will be fed is not whom they feed.
_TO_OTHERS = ("AGREE", "clause")
_CLAUSES = frozenset({"xcomp", "ccomp", "advcl"})
# Steps upwards: along a coordination, and from a noun over the verb that carries it ("promised to launch a raid").
_STEPS = 3
_NOUNS = frozenset({"NOUN", "PROPN"})
# The least chance that is taken over, and what is left of it.
_LEAST, _SHARE = 0.5, 0.9
# How surely whoever denies shelling a town is said to have shelled it.
_OWN = 0.9


def with_contents(
    bearings: Bearings, acts: Sequence[Act], kinds: Sequence[str], sides: Sequence[Sides], *, hanging: bool = False
) -> list[Sides]:
    """The sides of acts, in the order of the text, with those that are told only with their contents, or there.

    hanging: by the tree too, of which much is told elsewhere, so that other tellings are to be asked first.
    """
    found = list(sides)
    for outer, inner, way in _contents(bearings, acts, kinds, hanging):
        one, other = found[outer], found[inner]
        if one.each_other or other.each_other:
            continue
        if kinds[outer] in _OF_THEMSELVES:
            theirs, doing = other.recipients, one.actors
        else:
            theirs, doing = other.actors, one.recipients
        if (kinds[outer], way) != _TO_OTHERS:
            found[outer] = replace(one, recipients=one.recipients or _apart(theirs, one.actors))
        if way != "clause" or not hanging or not bearings.clauses.passive(acts[inner].word):
            found[inner] = replace(other, actors=other.actors or _apart(doing, other.recipients))
    return found


def _contents(
    bearings: Bearings, acts: Sequence[Act], kinds: Sequence[str], hanging: bool
) -> Iterator[tuple[int, int, str]]:
    """Places of acts, each with that of an act which tells what it is about, and how that hangs on it."""
    places = {word: n for n, act in enumerate(acts) for word in range(*act.words)}
    for n, act in enumerate(acts):
        before = n - 1 if n and _follows(bearings, acts[n - 1], kinds[n - 1], act) else None
        if before is not None:
            yield before, n, "clause"
        if not hanging:
            continue
        head, way = _hanging(bearings, act.word, places)
        outer = places.get(head)
        if outer is None or outer in (n, before):
            continue
        if way in _OF_OTHERS.get(kinds[outer], ()) or way in _OF_THEMSELVES.get(kinds[outer], ()):
            yield outer, n, way


def _follows(bearings: Bearings, before: Act, kind: str, act: Act) -> bool:
    """Whether an act is the infinitive right behind a threat or a request, whatever the tree makes of it."""
    if kind not in ("THREATEN", "REQUEST"):
        return False
    mark = _mark(bearings, act)
    if mark is None or mark < before.words[1] or (kind == "THREATEN" and mark > before.words[1] + 1):
        return False
    between = range(before.words[1], mark)
    return len(between) <= _FAR and all(bearings.parse.upos[w] in _BETWEEN for w in between)


def _hanging(bearings: Bearings, word: int, places: Mapping[int, int]) -> tuple[int, str]:
    """The word that an act hangs on, and how: by a clause, as an object or by a preposition; empty for another way."""
    parse = bearings.parse
    for _ in range(_STEPS):
        if not _carried(bearings, word, places):
            break
        word = parse.heads[word]
    head, relation = parse.heads[word], parse.deprels[word].partition(":")[0]
    if head == word or parse.upos[head] in _NOUNS:
        return head, ""
    if parse.upos[word] in _NOUNS:
        return head, "object" if relation == "obj" else bearings.clauses.case(word) if relation == "obl" else ""
    marks = [bearings.form(n) for n in bearings.below[word] if parse.deprels[n] in ("mark", "case")]
    if relation not in _CLAUSES or (relation == "advcl" and not marks):
        return head, ""
    return head, "clause" if not marks or marks[0] in load_wording().listed["about"] else ""


def _carried(bearings: Bearings, word: int, places: Mapping[int, int]) -> bool:
    """Whether what the word above hangs on is what an act is told of: that of the first verb of a row, and of the verb
    that carries a noun."""
    parse = bearings.parse
    head, relation = parse.heads[word], parse.deprels[word].partition(":")[0]
    if parse.upos[word] in _NOUNS:
        return relation == "obj" and head not in places and bearings.form(head) in load_deeds().light
    return relation == "conj" and not any(parse.deprels[n].startswith("nsubj") for n in bearings.below[word])


def _mark(bearings: Bearings, act: Act) -> int | None:
    """The "to" right before a verb, an adverb or "be" aside."""
    first = act.words[0]
    return next((n for n in (first - 1, first - 2) if n >= 0 and bearings.form(n) == "to"), None)


def _apart(parties: Sequence[Party], others: Sequence[Party]) -> tuple[Party, ...]:
    """Parties that are sure enough to be told once more, but for those that have the other role."""
    taken = {party.mention.name or party.mention.span for party in others}
    kept = (p for p in parties if p.chance >= _LEAST and (p.mention.name or p.mention.span) not in taken)
    return tuple(replace(party, chance=party.chance * _SHARE) for party in kept)


def with_own(context: Context, cast: Cast, act: Act, voice: Statement | None, sides: Sides) -> Sides:
    """The sides with whoever denies the act as the one who is said to have done it, where the model names nobody."""
    if sides.actors or sides.each_other or voice is None or voice.source is None or not is_own(context, act, voice):
        return sides
    word, span = cast.head(voice.source.span), voice.source.span
    if word is None or any(party.mention.span.overlaps(span) for party in sides.recipients):
        return sides
    return replace(sides, actors=(Party(word, voice.source, _OWN),))

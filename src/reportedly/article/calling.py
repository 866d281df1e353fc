"""Names that only the rest of an article tells whose they are: a second name, a surname that two bear; and for which
state those act who are named beside somebody."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from ..gazetteer import Word, fold, words_of
from ..text import Span
from .identity import Identity
from .persons import is_short
from .resolving import completed

if TYPE_CHECKING:
    from .roster import Roster

__all__ = [
    "alias",
    "begun",
    "by_one_name",
    "led",
    "of_namesakes",
    "regime",
    "ruled",
    "rules_here",
    "shortest",
    "told_to_be",
    "torn",
    "town_that_speaks",
]

# Letters of what may be somebody's initials.
_INITIALS = 3
# How many words of a name may stand before a phrase that the tree has cut, within so many characters.
_TORN_OFF, _FURTHER = 2, 60
# How many words after "known" a name stands.
_CUE = 4
# Sectors of those who act for a state.
_LEADING = frozenset({"GOV", "MIL"})


def alias(roster: Roster, word: int) -> Identity | None:
    """Whom the sentence has named before it tells his other name: "Ivo Kralik, known as the Fox"."""
    context, parse, cues = roster.context, roster.context.parse, roster.gazetteer.shape("other_names")
    cue = next((n for n in range(max(0, word - _CUE), word) if context.lower(n) in cues), None)
    if cue is None or not parse.form(word)[:1].isupper() or parse.deprels[cue].startswith(("root", "ccomp")):
        return None
    here = context.sentence(parse.words[word].start)
    told = [(w, roster.bare[w]) for w in roster.by_sentence.get(here, ()) if w < cue]
    who = max(told)[1] if told else None
    return who if who is not None and who.entity == "person" and who.name is not None else None


def told_to_be(roster: Roster, word: int) -> str | None:
    """The noun that a name is told to be: "Ana Ruiz is the mayor"."""
    parse = roster.context.parse
    noun = parse.heads[word]
    if parse.deprels[word] != "nsubj" or parse.upos[noun] != "NOUN" or noun < word:
        return None
    if not any(parse.heads[w] == noun and parse.deprels[w] == "cop" for w in range(word, noun)):
        return None
    who = roster.read(roster.core(noun), noun, {})
    return who.noun if who.entity == "person" and not who.plural else None


def rules_here(roster: Roster, word: int) -> bool:
    """Whether a word alone means the government of the article's state, of whichever state it has told before; the
    "central government" is another's."""
    context, gazetteer = roster.context, roster.gazetteer
    if context.lower(word) not in gazetteer.shape("rules_here"):
        return False
    return not word or f"{context.lower(word - 1)} {context.lower(word)}" not in gazetteer.shape("ruling")


def torn(roster: Roster, word: int) -> bool:
    """Whether a phrase is of somebody else than him whose name the tree takes for its head: "Ruiz's sister Ana"."""
    text, who = roster.context.text, roster.bare.get(word)
    core = roster.core(word).of(text)
    owns = roster.reading(word).of(text).startswith((f"{core}'s ", f"{core}’s "))
    return owns and who is not None and who.entity == "person"


def of_namesakes(roster: Roster, word: int) -> Identity | None:
    """Whom a surname means that several of the article bear: the subject of the sentence before, else whom the
    article named first, for of him it tells."""
    names = roster.namesakes(word)
    if len(names) < 2:
        return None
    full = ((w, who.name or "") for w, who in sorted(roster.bare.items()) if w < word and who.name in names)
    told = [(w, name) for w, name in full if roster.in_full(w, name)]
    if not told:
        return None
    sentence, words = roster.context.sentence, roster.context.parse.words
    last = told[-1][0]
    near = sentence(words[word].start) - sentence(words[last].start) <= 1
    near = near and roster.context.parse.deprels[last].startswith("nsubj")
    return roster.known[told[-1][1] if near else told[0][1]]


def begun(roster: Roster, span: Span) -> int:
    """Where a phrase begins, with the words before it that are of one name of the tables with its first: the tree has
    torn "United | States General Services"."""
    text, at = roster.context.text, max(roster.context.sentence_span(span.start).start, span.start - _FURTHER)
    last = text[at : span.start].rsplit(maxsplit=1)[-1:]
    if not last or last[0].islower():
        return span.start  # as most are, which is sooner seen than the words are taken apart
    before = words_of(text[at : span.start])[-_TORN_OFF:]
    if not before or not before[-1].capital or before[-1].sign:
        return span.start
    start = at + before[0].start
    words = words_of(text[start : min(span.end, span.start + _FURTHER)])
    for n in range(min(len(before), len(words))):
        hit = roster.gazetteer.find(words, n, roster.date) if words[n].capital else None
        if hit is not None and hit.kind in ("country", "actor") and hit.end > len(before):
            return start + words[n].start
    return span.start


def by_one_name(roster: Roster) -> dict[str, Identity]:
    """Persons by the one name that the article has for them, in a single form; that is their name, then. Who bears a
    part of a longer name of the article may be anybody of it, and is not among them."""
    taken = {fold(part.text) for name in roster.known for part in words_of(name)}
    found: dict[str, Identity] = {}
    kin = roster.gazetteer.shape("family")
    described = ((w, roster.sort(n)) for n, w in enumerate(roster.described.heads.tolist()) if w not in roster.bare)
    family = {w: who for w, who in described if who is not None and {who.noun, *who.roles} & kin}
    for word, who in sorted({**roster.bare, **family}.items()):
        key = fold(who.called)
        plain = who.called.replace("-", "").replace(" ", "").isalpha()
        told = roster.context.parse.entities[word] == "person" or who.roles or who.sector
        first = roster.reading(word).of(roster.context.text).split(" ")[0].lower()
        many = first in roster.gazetteer.shape("article") and not who.roles  # "the Tongs"
        if who.name is not None or not key or not plain or not told or many:
            continue
        if key.split()[-1] in taken or key in taken:
            continue
        name = who.called.title() if who.called.isupper() and len(who.called) > _INITIALS else who.called
        found[key] = completed(found.get(key, replace(who, name=name)), who)
    return found


def led(roster: Roster, word: int) -> str | None:
    """The state of those who act for one in the sentence before a word, if they act for the same: "Prime Minister
    Doe told his cabinet that the army would stay"."""
    here = roster.context.sentence(roster.context.parse.words[word].start)
    names = ((w, roster.bare[w]) for w in roster.by_sentence.get(here, ()) if w < word)
    told = (roster.named(w) or who for w, who in names if who.entity == "person")
    states = {who.country for who in told if who.sector in _LEADING and who.country in roster.gazetteer.codes}
    return states.pop() if len(states) == 1 else None


def shortest(known: Mapping[str, Identity]) -> dict[str, Identity]:
    """Without those who are known with fewer names ("Robert Gabriel Mugabe" is Robert Mugabe), or with a longer first
    one: "Ken Ruiz" is Kenneth Ruiz."""
    ends = {(parts[0], parts[-1]) for parts in (name.split() for name in known) if len(parts) == 2}
    return {
        name: who for name, who in known.items()
        if (len(parts := name.split()) < 3 or (parts[0], parts[-1]) not in ends)
        and not (len(parts) == 2 and any(last == parts[1] and is_short(parts[0], first) for first, last in ends))
    }  # fmt: skip


def town_that_speaks(roster: Roster, word: int, words: tuple[Word, ...]) -> bool:
    """Whether a town's name is told to say something, as no town does, so that it may be somebody's: "Bali said"."""
    hit = roster.gazetteer.find(words, 0, roster.date) if word in roster.speaking else None
    return hit is not None and hit.kind == "place" and hit.end == len(words)


def regime(roster: Roster, word: int) -> str | None:
    """The state whose regime is meant: the one that the article tells with the word elsewhere ("the Doe regime"), the
    nearest before, else that of whoever was named last, in this sentence or the one before, of those who rule."""
    context, codes, nouns = roster.context, roster.gazetteer.codes, roster.gazetteer.shape("regimes")
    if context.lower(word) not in nouns:
        return None
    told = [
        (head, who.country)
        for n, head in enumerate(roster.described.heads.tolist())
        if context.lower(head) in nouns and (who := roster.sort(n)) is not None and who.country in codes
    ]
    if told:
        return max((one for one in told if one[0] <= word), default=told[0])[1]
    here = context.sentence(context.parse.words[word].start)
    near = [w for n in (here - 1, here) for w in roster.by_sentence.get(n, ()) if w < word]
    ruling = [
        who.country
        for w in near
        if (who := roster.named(w) or roster.bare[w]).entity == "person"
        and who.sector == "GOV"
        and who.country in codes
    ]
    return ruling[-1] if ruling else None


def ruled(roster: Roster, word: int) -> str | None:
    """The state that "the government" or "the regime" of a mention rules, as far as the article tells."""
    return regime(roster, word) if roster.context.lower(word) in roster.gazetteer.shape("regimes") else roster.home

"""How likely two mentions are the same one: the network's scores, and the signs beside them that its model weighs.

A sign is a number made of a few small ones (the kinds of the two mentions, how their words match, how far they are
apart, …) and has a weight in `Ties`. Training imports this very file.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from ..inflection import plural
from ..model.labels import ENTITY_TYPES
from ..model.pairs import BESIDE, DESCRIPTION, NAME, PRONOUN, Described
from ..model.parse import Parse, Ranked
from ..text import paragraphs
from ..vocabulary import Lexicon, plain

__all__ = ["CLASSES", "SIZES", "SIZES_NEW", "Signs", "likened", "paragraphs_of", "signs_of"]

# Kinds of mentions: pronouns by whom they can mean, names, nouns by what stands before them.
CLASSES = (
    "he", "thing", "plural", "speaker", "speakers", "addressee", "relative", "demonstrative", "pronoun", "name",
    "definite", "that", "possessed", "indefinite", "bare", "bare plural", "other",
)  # fmt: skip
_PERSONS = {
    "masculine": "he", "feminine": "he", "thing": "thing", "plural": "plural", "speaker": "speaker",
    "speakers": "speakers", "addressee": "addressee", "relative": "relative",
}  # fmt: skip
_RELATIONS = (
    "nsubj", "nsubj:pass", "obj", "obl", "nmod", "nmod:poss", "appos", "conj", "root", "compound", "other",
)  # fmt: skip
# What stands with a noun and tells one thing from another of its kind.
_BESIDE = BESIDE | {"appos"}
# A pair whose score is so far below that of none is passed over.
_HOPELESS = 10.0
# Steps up the tree.
_HIGHEST = 6
# Pairs whose signs are told at a time: a section may have some millions, of a dozen numbers each.
_AT_ONCE = 100_000

# Before it stand the pronouns, behind it the descriptions.
_NAMES = CLASSES.index("name")
_CLASSES, _RELATED, _TYPES = len(CLASSES), len(_RELATIONS), len(ENTITY_TYPES)
_MATCHES, _APART, _MODIFIED, _NUMBERS, _OFTEN, _TREE = 8, 8, 6, 3, 4, 8
_TURNS = 8
SIZES: Mapping[str, int] = {
    "match": _CLASSES * _CLASSES * _MATCHES,
    "apart": _CLASSES * _CLASSES * _APART,
    "types": 3 * 3 * _TYPES * _TYPES,
    "places": _CLASSES * _RELATED * _RELATED * 3,
    "near": 3 * _MATCHES * _APART,
    "matched types": _MATCHES * _TYPES * _TYPES,
    "numbers": _CLASSES * 3 * _NUMBERS * _NUMBERS,
    "modified": 3 * 3 * _MATCHES * _MODIFIED,
    "often": _CLASSES * _OFTEN * 3,
    "asked": _CLASSES * _CLASSES * 4 * 3,
    "tree": _CLASSES * 3 * _TREE * 2,
    "turns": _CLASSES * _CLASSES * _TURNS,
}
"""How many numbers each sign of a pair may come to."""
SIZES_NEW: Mapping[str, int] = {
    "known": _CLASSES * 6,
    "types": _CLASSES * _TYPES,
    "place": _CLASSES * _RELATED,
    "begun": _CLASSES * 7,
    "often": _CLASSES * _OFTEN,
}
"""The same for a mention by itself."""

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Signs:
    """Of P pairs their signs, and of M mentions theirs: rows [P] and [M] by their names. kind: [M] place in `CLASSES`;
    later, earlier: [P] places of mentions."""

    later: Ints
    earlier: Ints
    kind: Ints
    pairs: Mapping[str, Ints]
    new: Mapping[str, Ints]


@dataclass(frozen=True, slots=True)
class _Told:
    """What is read off M mentions, each by itself: rows [M]."""

    kind: Ints
    entity: Ints
    relation: Ints
    number: Ints
    lemma: Ints
    often: Ints
    asked: Ints
    paragraph: Ints
    words: tuple[frozenset[int], ...]


def likened(parse: Parse, described: Described, lexicon: Lexicon) -> Iterator[Ranked]:
    """`Parse.ranked`, with the signs weighed in where the model has weights for them."""
    ties = parse.vectors.ties if parse.vectors is not None else None
    ranked = list(parse.ranked(described))
    if ties is None or not ranked:
        yield from ranked
        return
    near = [(one.scores > one.new - _HOPELESS).nonzero()[0] for one in ranked]
    later = np.repeat(np.arange(len(ranked)), [len(those) for those in near])
    earlier = np.concatenate([one.before[those] for one, those in zip(ranked, near, strict=True)])
    scores = np.concatenate([one.scores[those] for one, those in zip(ranked, near, strict=True)])
    told = _told(parse, described, lexicon)
    match = np.zeros(len(later), np.int64)
    weighed: list[NDArray[np.floating]] = []
    for first in range(0, len(later), _AT_ONCE):
        part = slice(first, first + _AT_ONCE)
        n = later[part]
        match[part] = _matches(described, told, n, earlier[part])
        total = scores[part] * ties.scale[told.kind[n]]
        for name, row in _of_pairs(parse, described, told, n, earlier[part], match[part]).items():
            if name in ties.pairs:
                total = total + ties.pairs[name][row]
        weighed.append(total)
    new = np.array([one.new for one in ranked], np.float32) * ties.scale_new[told.kind]
    for name, row in _of_each(described, told, later, match).items():
        if name in ties.new:
            new = new + ties.new[name][row]
    likely = np.concatenate(weighed or [scores])
    ends = np.cumsum([len(those) for those in near])
    for those, end, alone in zip(near, ends.tolist(), new.tolist(), strict=True):
        begin = end - len(those)
        yield Ranked(earlier[begin:end], likely[begin:end], alone)


def signs_of(parse: Parse, described: Described, lexicon: Lexicon, later: Ints, earlier: Ints) -> Signs:
    """The signs of the given pairs, and of every mention."""
    told = _told(parse, described, lexicon)
    match = _matches(described, told, later, earlier)
    pairs = _of_pairs(parse, described, told, later, earlier, match)
    return Signs(later, earlier, told.kind, pairs, _of_each(described, told, later, match))


def _of_pairs(parse: Parse, described: Described, told: _Told, n: Ints, b: Ints, match: Ints) -> Mapping[str, Ints]:
    """The signs of pairs. n, b: the later and the earlier mention of each; match: see `_matches`."""
    kinds = np.array([PRONOUN, NAME, DESCRIPTION])[np.select([told.kind < _NAMES, told.kind == _NAMES], [0, 1], 2)]
    apart = _steps(described.sentence[n] - described.sentence[b])
    close = np.minimum(apart, 2)
    modified = _modified(told.words, n, b)
    tree = _ways(parse, described, n, b)
    alike = (told.entity[n] == told.entity[b]).astype(np.int64)
    return {
        "match": (told.kind[n] * _CLASSES + told.kind[b]) * _MATCHES + match,
        "apart": (told.kind[n] * _CLASSES + told.kind[b]) * _APART + apart,
        "types": ((kinds[n] * 3 + kinds[b]) * _TYPES + told.entity[n]) * _TYPES + told.entity[b],
        "places": ((told.kind[n] * _RELATED + told.relation[n]) * _RELATED + told.relation[b]) * 3 + close,
        "near": (kinds[n] * _MATCHES + match) * _APART + apart,
        "matched types": (match * _TYPES + told.entity[n]) * _TYPES + told.entity[b],
        "numbers": ((told.kind[n] * 3 + kinds[b]) * _NUMBERS + told.number[n]) * _NUMBERS + told.number[b],
        "modified": ((kinds[n] * 3 + kinds[b]) * _MATCHES + match) * _MODIFIED + modified,
        "often": (told.kind[n] * _OFTEN + told.often[b]) * 3 + kinds[b],
        "asked": ((told.kind[n] * _CLASSES + told.kind[b]) * 4 + told.asked[n] * 2 + told.asked[b]) * 3 + close,
        "tree": ((told.kind[n] * 3 + kinds[b]) * _TREE + tree) * 2 + alike,
        "turns": (told.kind[n] * _CLASSES + told.kind[b]) * _TURNS + _in_turn(told.paragraph[n] - told.paragraph[b]),
    }


def _of_each(described: Described, told: _Told, later: Ints, match: Ints) -> Mapping[str, Ints]:
    """The signs of every mention by itself. later: the later mention of each pair; match: how the pair matches."""
    # How well the best of those before matches: in all, in the head, in a word, not at all.
    worth = np.array([0, 1, 2, 4, 5, 3, 1, 1])
    known = np.zeros(len(told.kind), np.int64)
    np.maximum.at(known, later, worth[match])
    begun = np.minimum(np.log2(described.sentence - described.sentence[:1] + 1).astype(np.int64), 6)
    return {
        "known": told.kind * 6 + known,
        "types": told.kind * _TYPES + told.entity,
        "place": told.kind * _RELATED + told.relation,
        "begun": told.kind * 7 + begun,
        "often": told.kind * _OFTEN + told.often,
    }


def _told(parse: Parse, described: Described, lexicon: Lexicon) -> _Told:
    text = plain(parse.text)
    heads = described.heads.tolist()
    below = parse.children()
    forms = {w: text[slice(*parse.words[w])] for head in heads for w in (head, *below[head])}
    lemmas: dict[str, int] = {}
    singular = {plural(form): form for form in sorted(forms.values())}

    def lemma(word: int) -> int:
        form = forms[word]
        return lemmas.setdefault(singular.get(form, form), len(lemmas))

    types = {name: n for n, name in enumerate(ENTITY_TYPES)}
    own = np.array([lemma(word) for word in heads], np.int64)
    counts = np.bincount(own, minlength=len(lemmas) or 1)
    ends = [parse.form(end - 1) == "?" for _, end in parse.sentences]
    return _Told(
        kind=np.array([CLASSES.index(_class(parse, lexicon, forms, below[word], word)) for word in heads], np.int64),
        entity=np.array([types.get(parse.entities[word] or "none", 0) for word in heads], np.int64),
        relation=np.array([_RELATIONS.index(_relation(parse, word)) for word in heads], np.int64),
        number=np.array([_number(parse, lexicon, forms, below[word], word) for word in heads], np.int64),
        lemma=own,
        often=np.minimum(np.log2(counts[own]).astype(np.int64), _OFTEN - 1),
        asked=np.array([ends[n - 1] for n in described.sentence.tolist()], np.int64),
        paragraph=paragraphs_of(parse, heads),
        words=tuple(frozenset(lemma(w) for w in below[word] if parse.deprels[w] in _BESIDE) for word in heads),
    )


def paragraphs_of(parse: Parse, words: Sequence[int]) -> Ints:
    """The number of the paragraph of each word; in a conversation every turn is one."""
    starts = [paragraph.start for paragraph in paragraphs(parse.text)]
    at = [parse.words[word].start for word in words]
    return np.searchsorted(starts, np.array(at, np.int64), side="right").astype(np.int64)


def _in_turn(paragraphs_between: Ints) -> Ints:
    """So many turns on: 0 to 5, and of more whether they are even, 6, or odd, 7."""
    return np.where(paragraphs_between < 6, paragraphs_between, 6 + paragraphs_between % 2)


def _class(parse: Parse, lexicon: Lexicon, forms: Mapping[int, str], below: Sequence[int], word: int) -> str:
    if parse.upos[word] == "PRON":
        person = _PERSONS.get(lexicon.persons.get(forms[word], ""))
        return person or ("demonstrative" if lexicon.determiners.get(forms[word]) == "that" else "pronoun")
    if parse.upos[word] != "NOUN":
        return "name" if parse.upos[word] == "PROPN" else "other"
    before = [w for w in below if w < word]
    told = {lexicon.determiners.get(forms[w]) for w in before if parse.deprels[w] == "det"}
    for kind in ("definite", "that"):
        if kind in told:
            return kind
    if any(parse.deprels[w] == "nmod:poss" for w in before):
        return "possessed"
    if told:
        return "indefinite"
    return "bare plural" if _plural(lexicon, forms[word]) else "bare"


def _plural(lexicon: Lexicon, form: str) -> bool:
    return (
        form in lexicon.plurals or form in lexicon.many or (form.endswith("s") and form[-2:] not in ("ss", "us", "is"))
    )


def _number(parse: Parse, lexicon: Lexicon, forms: Mapping[int, str], below: Sequence[int], word: int) -> int:
    """1 for one, 2 for several, 0 where it is not told."""
    if parse.upos[word] == "PRON":
        person = lexicon.persons.get(forms[word])
        return {"masculine": 1, "feminine": 1, "thing": 1, "speaker": 1, "plural": 2, "speakers": 2}.get(
            person or "", 0
        )
    if any(parse.deprels[w] == "conj" for w in below):
        return 2
    if parse.upos[word] == "PROPN":
        return 1 if parse.entities[word] == "person" else 0
    return 2 if _plural(lexicon, forms[word]) else 1


def _relation(parse: Parse, word: int) -> str:
    relation = "root" if parse.heads[word] == word else parse.deprels[word]
    if relation not in _RELATIONS:
        relation = relation.split(":")[0]
    return relation if relation in _RELATIONS else "other"


def _steps(sentences: Ints) -> Ints:
    """How many sentences lie between, in steps that grow."""
    bounds = [0, 1, 2, 4, 8, 16, 32]
    return np.searchsorted(bounds, sentences, side="left").astype(np.int64)


def _matches(described: Described, told: _Told, n: Ints, b: Ints) -> Ints:
    """As in `model.pairs`, 0 to 4; 5 the head in another number; 6 and 7 where the head of one stands with that of the
    other: "the city council … the council" is none of them, "Lund … Lund's boat" is."""
    same = described.form[n] == described.form[b]
    beside, other = described.beside[n], described.beside[b]
    alone = (beside == 0) | (other == 0)
    match = np.select([same & (beside == other), same & alone, same], [4, 3, 2], 0)
    names, lemmas = [bool(one) for one in described.names], told.lemma.tolist()
    loose = (match == 0).nonzero()[0]
    for at in loose.tolist():
        one, two = int(n[at]), int(b[at])
        if names[one] and names[two] and not described.names[one].isdisjoint(described.names[two]):
            match[at] = 1
        elif lemmas[one] == lemmas[two]:
            match[at] = 5
        elif lemmas[two] in told.words[one]:
            match[at] = 7
        elif lemmas[one] in told.words[two]:
            match[at] = 6
    return match


def _ways(parse: Parse, described: Described, n: Ints, b: Ints) -> Ints:
    """How the later mention stands to the earlier one in the tree of their sentence: 1 in apposition to it, 2 told of
    it by a copula, 3 on the same word, 4 below it, 5 above it, 6 joined with it, 7 in a clause below that of which it
    is the subject; else 0."""
    found = np.zeros(len(n), np.int64)
    heads, deprels = parse.heads, parse.deprels
    words = described.heads.tolist()
    told = {heads[w] for w, relation in enumerate(deprels) if relation == "cop"}
    above = lru_cache(maxsize=None)(lambda place: frozenset(_above(heads, words[place])))
    for at in (described.sentence[n] == described.sentence[b]).nonzero()[0].tolist():
        one, two = int(n[at]), int(b[at])
        later, earlier = words[one], words[two]
        if heads[later] == earlier:
            found[at] = {"appos": 1, "conj": 6}.get(deprels[later], 4)
        elif heads[earlier] == later:
            found[at] = 2 if later in told and deprels[earlier].startswith("nsubj") else 5
        elif heads[later] == heads[earlier]:
            found[at] = 3
        elif earlier in above(one):
            found[at] = 4
        elif later in above(two):
            found[at] = 5
        elif deprels[earlier].startswith("nsubj") and heads[earlier] in above(one):
            found[at] = 7
    return found


def _above(heads: Sequence[int], word: int) -> list[int]:
    """The words over a word, as far as they are looked at."""
    found: list[int] = []
    for _ in range(_HIGHEST):
        if heads[word] == word:
            break
        word = heads[word]
        found.append(word)
    return found


def _modified(words: Sequence[frozenset[int]], n: Ints, b: Ints) -> Ints:
    """What stands with the two heads: with neither 0, with the later 1, with the earlier 2, the same 3, shared in part
    4, otherwise 5."""
    found = np.zeros(len(n), np.int64)
    for at, (one, two) in enumerate(zip(n.tolist(), b.tolist(), strict=True)):
        mine, yours = words[one], words[two]
        if not mine or not yours:
            found[at] = 1 if mine else 2 if yours else 0
        else:
            found[at] = 3 if mine == yours else 5 if mine.isdisjoint(yours) else 4
    return found

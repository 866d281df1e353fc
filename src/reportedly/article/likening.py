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

from ..model.labels import ENTITY_TYPES
from ..model.pairs import DESCRIPTION, NAME, PRONOUN, Described
from ..model.parse import Parse, Ranked
from ..vocabulary import Lexicon
from .aspects import CLASSES, CLAUSAL, OFTEN, RELATIONS, Aspects, Bags, aspects_of
from .voices import SAID

__all__ = ["SIZES", "SIZES_NEW", "Signs", "comparable", "likened", "signs_of"]

# How a mention below another stands to it, as `_ways` has it; otherwise 4.
_BELOW: Mapping[str, int] = {"appos": 1, "conj": 6}
# A pair whose score is so far below that of none is passed over.
_HOPELESS = 10.0
# Steps up the tree.
_HIGHEST = 6
# Pairs whose signs are told at a time: a section may have some millions, of a dozen numbers each.
_AT_ONCE = 100_000
# What can stand for a clause told before.
_TAKING = np.isin(CLASSES, ("demonstrative", "thing", "that"))
# Before it stand the pronouns, behind it the descriptions.
_NAMES = CLASSES.index("name")
# The same in short: pronouns, names, descriptions, clauses.
_KINDS = 4
_CLASSES, _RELATED, _TYPES = len(CLASSES), len(RELATIONS), len(ENTITY_TYPES)
_MATCHES, _APART, _MODIFIED, _NUMBERS, _TREE = 9, 8, 6, 3, 9
_TURNS = 8
_OVER, _TOLD_BY, _PASSED = 4, 9, 4
_TAILS, _TOLD, _BETWEEN, _VERBS = 6, 8, 9, 3
SIZES: Mapping[str, int] = {
    "match": _CLASSES * _CLASSES * _MATCHES,
    "apart": _CLASSES * _CLASSES * _APART,
    "types": _KINDS * _KINDS * _TYPES * _TYPES,
    "places": _CLASSES * _RELATED * _RELATED * 3,
    "near": _KINDS * _MATCHES * _APART,
    "matched types": _MATCHES * _TYPES * _TYPES,
    "numbers": _CLASSES * _KINDS * _NUMBERS * _NUMBERS,
    "modified": _CLASSES * _KINDS * _MATCHES * _MODIFIED,
    "often": _CLASSES * OFTEN * _KINDS,
    "matched often": _CLASSES * _MATCHES * OFTEN,
    "stems": _CLASSES * _KINDS * 2,
    "asked": _CLASSES * _CLASSES * 4 * 3,
    "tree": _CLASSES * _KINDS * _TREE * 2,
    "turns": _CLASSES * _CLASSES * _TURNS,
    "tails": _CLASSES * _KINDS * _MATCHES * _TAILS,
    "told": _MATCHES * _TOLD * _TOLD,
    "between": _CLASSES * _MATCHES * _BETWEEN,
    "verbs": _CLASSES * _KINDS * _VERBS,
    "topics": _CLASSES * _KINDS * 3 * 4,
    "said": _CLASSES * _CLASSES * SAID,
    "clauses": _CLASSES * _PASSED * _RELATED * 3,
    "clause": _CLASSES * _TOLD_BY * _OVER,
}
"""How many numbers each sign of a pair may come to."""
SIZES_NEW: Mapping[str, int] = {
    "known": _CLASSES * 6,
    "types": _CLASSES * _TYPES,
    "place": _CLASSES * _RELATED,
    "begun": _CLASSES * 7,
    "often": _CLASSES * OFTEN,
    "told": _CLASSES * _TOLD,
    "stands": _CLASSES * 16,
    "over": _CLASSES * _RELATED * _OVER,
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


def likened(parse: Parse, described: Described, lexicon: Lexicon) -> Iterator[Ranked]:
    """`Parse.ranked`, with the signs weighed in where the model has weights for them."""
    ties = parse.vectors.ties if parse.vectors is not None else None
    ranked = list(parse.ranked(described))
    if ties is None or not ranked:
        yield from ranked
        return
    told = aspects_of(parse, described, lexicon)
    near = [
        ((one.scores > one.new - _HOPELESS) & comparable(told.kind, kind, one.before)).nonzero()[0]
        for kind, one in zip(told.kind.tolist(), ranked, strict=True)
    ]
    later = np.repeat(np.arange(len(ranked)), [len(those) for those in near])
    earlier = np.concatenate([one.before[those] for one, those in zip(ranked, near, strict=True)])
    scores = np.concatenate([one.scores[those] for one, those in zip(ranked, near, strict=True)])
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


def comparable(kind: Ints, later: Ints | int, earlier: Ints) -> NDArray[np.bool_]:
    """[P] which pairs are looked at, by the kinds of M mentions and of the later ones: a clause takes nothing up, and
    "this", "it" and "that plan" alone take up a clause."""
    asked: NDArray[np.bool_] = (later != CLAUSAL) & (_TAKING[later] | (kind[earlier] != CLAUSAL))
    return asked


def signs_of(parse: Parse, described: Described, lexicon: Lexicon, later: Ints, earlier: Ints) -> Signs:
    """The signs of the given pairs, and of every mention."""
    told = aspects_of(parse, described, lexicon)
    match = _matches(described, told, later, earlier)
    pairs = _of_pairs(parse, described, told, later, earlier, match)
    return Signs(later, earlier, told.kind, pairs, _of_each(described, told, later, match))


def _of_pairs(parse: Parse, described: Described, told: Aspects, n: Ints, b: Ints, match: Ints) -> Mapping[str, Ints]:
    """The signs of pairs. n, b: the later and the earlier mention of each; match: see `_matches`."""
    which = [told.kind < _NAMES, told.kind == _NAMES, told.kind == CLAUSAL]
    kinds = np.select(which, [PRONOUN, NAME, _KINDS - 1], DESCRIPTION)
    apart = _steps(described.sentence[n] - described.sentence[b])
    close = np.minimum(apart, 2)
    modified = _modified(told.words, n, b)
    tree = _ways(parse, described, n, b)
    alike = (told.entity[n] == told.entity[b]).astype(np.int64)
    tails, verbs = _modified(told.tails, n, b), _verbs(told, n, b)
    between, passed = _between(described.form, n, b), _clauses_between(told.kind, n, b)
    first = told.stands & 1
    return {
        "match": (told.kind[n] * _CLASSES + told.kind[b]) * _MATCHES + match,
        "apart": (told.kind[n] * _CLASSES + told.kind[b]) * _APART + apart,
        "types": ((kinds[n] * _KINDS + kinds[b]) * _TYPES + told.entity[n]) * _TYPES + told.entity[b],
        "places": ((told.kind[n] * _RELATED + told.relation[n]) * _RELATED + told.relation[b]) * 3 + close,
        "near": (kinds[n] * _MATCHES + match) * _APART + apart,
        "matched types": (match * _TYPES + told.entity[n]) * _TYPES + told.entity[b],
        "numbers": ((told.kind[n] * _KINDS + kinds[b]) * _NUMBERS + told.number[n]) * _NUMBERS + told.number[b],
        "modified": ((told.kind[n] * _KINDS + kinds[b]) * _MATCHES + match) * _MODIFIED + modified,
        "often": (told.kind[n] * OFTEN + told.often[b]) * _KINDS + kinds[b],
        "matched often": (told.kind[n] * _MATCHES + match) * OFTEN + told.often[n],
        "stems": (told.kind[n] * _KINDS + kinds[b]) * 2 + ((match == 0) & (told.stem[n] == told.stem[b])),
        "asked": ((told.kind[n] * _CLASSES + told.kind[b]) * 4 + told.asked[n] * 2 + told.asked[b]) * 3 + close,
        "tree": ((told.kind[n] * _KINDS + kinds[b]) * _TREE + tree) * 2 + alike,
        "turns": (told.kind[n] * _CLASSES + told.kind[b]) * _TURNS + _in_turn(told.paragraph[n] - told.paragraph[b]),
        "tails": ((told.kind[n] * _KINDS + kinds[b]) * _MATCHES + match) * _TAILS + tails,
        "told": (match * _TOLD + told.told[n]) * _TOLD + told.told[b],
        "between": (told.kind[n] * _MATCHES + match) * _BETWEEN + between,
        "verbs": (told.kind[n] * _KINDS + kinds[b]) * _VERBS + verbs,
        "said": (told.kind[n] * _CLASSES + told.kind[b]) * SAID + told.voices.said(described.form, n, b),
        "clauses": ((told.kind[n] * _PASSED + passed) * _RELATED + told.relation[b]) * 3 + close,
        "clause": (told.kind[n] * _TOLD_BY + told.clause[b]) * _OVER + told.over[n],
        "topics": ((told.kind[n] * _KINDS + kinds[b]) * 3 + close) * 4 + first[n] * 2 + first[b],
    }


def _of_each(described: Described, told: Aspects, later: Ints, match: Ints) -> Mapping[str, Ints]:
    """The signs of every mention by itself. later: the later mention of each pair; match: how the pair matches."""
    # How well the best of those before matches: in all, in the head, in a word, not at all.
    worth = np.array([0, 1, 2, 4, 5, 3, 1, 1, 2])
    known = np.zeros(len(told.kind), np.int64)
    np.maximum.at(known, later, worth[match])
    begun = np.minimum(np.log2(described.sentence - described.sentence[:1] + 1).astype(np.int64), 6)
    return {
        "known": told.kind * 6 + known,
        "types": told.kind * _TYPES + told.entity,
        "place": told.kind * _RELATED + told.relation,
        "begun": told.kind * 7 + begun,
        "often": told.kind * OFTEN + told.often,
        "told": told.kind * _TOLD + told.told,
        "stands": told.kind * 16 + told.stands,
        "over": (told.kind * _RELATED + told.relation) * _OVER + told.over,
    }


def _clauses_between(kind: Ints, n: Ints, b: Ints) -> Ints:
    """How many clauses lie between an earlier clause and what may take it up, up to 3; 0 for other mentions."""
    before = np.cumsum(kind == CLAUSAL)
    between = np.minimum(before[n] - before[b], _PASSED - 1)
    return np.where(kind[b] == CLAUSAL, between, 0).astype(np.int64)


def _verbs(told: Aspects, n: Ints, b: Ints) -> Ints:
    """Whether both hang on the same word, 1, and as the same, 2."""
    same = (told.verb[n] == told.verb[b]) & (told.verb[n] >= 0)
    return np.where(same, 1 + (told.relation[n] == told.relation[b]), 0).astype(np.int64)


def _between(form: Ints, n: Ints, b: Ints) -> Ints:
    """How many mentions in between have the head of the later one, up to 2, by three, and how many that of the earlier
    one."""
    count = len(form)
    key = np.sort(form * count + np.arange(count))

    def up_to(which: Ints, place: Ints) -> Ints:
        return np.searchsorted(key, form[which] * count + place, side="right").astype(np.int64)

    mine = up_to(n, n - 1) - up_to(n, b)
    yours = up_to(b, n - 1) - up_to(b, b)
    counted: Ints = np.minimum(mine, 2) * 3 + np.minimum(yours, 2)
    return counted


def _in_turn(paragraphs_between: Ints) -> Ints:
    """So many turns on: 0 to 5, and of more whether they are even, 6, or odd, 7."""
    return np.where(paragraphs_between < 6, paragraphs_between, 6 + paragraphs_between % 2)


def _steps(sentences: Ints) -> Ints:
    """How many sentences lie between, in steps that grow."""
    bounds = [0, 1, 2, 4, 8, 16, 32]
    return np.searchsorted(bounds, sentences, side="left").astype(np.int64)


def _matches(described: Described, told: Aspects, n: Ints, b: Ints) -> Ints:
    """As in `model.pairs`, 0 to 4; 5 the head in another number; 6 and 7 where the head of one stands with that of the
    other: "the city council … the council" is none of them, "Lund … Lund's boat" is; 8 where one is the initials of the
    other: "the Harbour Safety Board … the HSB"."""
    same = described.form[n] == described.form[b]
    beside, other = described.beside[n], described.beside[b]
    alone = (beside == 0) | (other == 0)
    match = np.select([same & (beside == other), same & alone, same], [4, 3, 2], 0)
    within = np.select([told.words.hold(n, told.lemma[b]), told.words.hold(b, told.lemma[n])], [7, 6], 0)
    short = (told.letters[n] == told.initials[b]) | (told.letters[b] == told.initials[n])
    loose = np.select([told.names.shared(n, b) > 0, told.lemma[n] == told.lemma[b], short], [1, 5, 8], within)
    return np.where(match > 0, match, loose).astype(np.int64)


def _ways(parse: Parse, described: Described, n: Ints, b: Ints) -> Ints:
    """How the later mention stands to the earlier one in the tree of their sentence: 1 in apposition to it, 2 told of
    it by a copula, 3 on the same word, 4 below it, 5 above it, 6 joined with it, 7 in a clause below that of which it
    is the subject, 8 told of it by a copula in a clause that hangs on it; else 0."""
    found = np.zeros(len(n), np.int64)
    heads, deprels = parse.heads, parse.deprels
    words = described.heads.tolist()
    told = {heads[w] for w, relation in enumerate(deprels) if relation == "cop"}
    above = lru_cache(maxsize=None)(lambda place: frozenset(_above(heads, words[place])))
    for at in (described.sentence[n] == described.sentence[b]).nonzero()[0].tolist():
        one, two = int(n[at]), int(b[at])
        later, earlier = words[one], words[two]
        if heads[later] == earlier:
            found[at] = 8 if later in told and deprels[later] == "acl:relcl" else _BELOW.get(deprels[later], 4)
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


def _modified(words: Bags, n: Ints, b: Ints) -> Ints:
    """What stands with the two heads: with neither 0, with the later 1, with the earlier 2, the same 3, shared in part
    4, otherwise 5."""
    mine, yours, shared = words.sizes[n], words.sizes[b], words.shared(n, b)
    cases = [(mine == 0) & (yours == 0), yours == 0, mine == 0, (shared == mine) & (shared == yours), shared > 0]
    return np.select(cases, [0, 1, 2, 3, 4], 5).astype(np.int64)

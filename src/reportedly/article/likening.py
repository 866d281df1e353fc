"""How likely two mentions are the same one: the network's scores, and the signs beside them that its model weighs.

A sign is a number made of a few small ones (the kinds of the two mentions, how their words match, how far they are
apart, …) and has a weight in `Ties`. Training imports this very file.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
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

__all__ = ["CLASSES", "SIZES", "SIZES_NEW", "Signs", "comparable", "likened", "paragraphs_of", "signs_of"]

# Kinds of mentions: pronouns by whom they can mean, names, nouns by what stands before them.
CLASSES = (
    "he", "thing", "plural", "speaker", "speakers", "addressee", "relative", "demonstrative", "pronoun", "name",
    "definite", "that", "possessed", "indefinite", "bare", "bare plural", "number", "adverb",
    "other", "clause",
)  # fmt: skip
_PERSONS = {
    "masculine": "he", "feminine": "he", "thing": "thing", "plural": "plural", "speaker": "speaker",
    "speakers": "speakers", "addressee": "addressee", "relative": "relative",
}  # fmt: skip
_TAGS = {"PROPN": "name", "NUM": "number", "ADV": "adverb"}
_RELATIONS = (
    "nsubj", "nsubj:pass", "obj", "obl", "nmod", "nmod:poss", "appos", "conj", "root", "compound", "other",
    "ccomp", "xcomp", "advcl", "parataxis",
)  # fmt: skip
# What stands with a noun and tells one thing from another of its kind.
_BESIDE = BESIDE | {"appos"}
# What hangs behind a noun and does the same.
_BEHIND = frozenset({"nmod", "acl", "acl:relcl"})
_CLAUSES = frozenset({"acl", "acl:relcl"})
_BELOW: Mapping[str, int] = {"appos": 1, "conj": 6}
_TOLD_IN, _OBJECTS = frozenset({"ccomp", "xcomp"}), frozenset({"obj", "iobj", "obl"})
# What gives a letter to a name in short, and how deep it may hang.
_SPELT = frozenset({"flat", "compound", "amod", "nmod", "conj"})
_LONGEST = 3
# A pair whose score is so far below that of none is passed over.
_HOPELESS = 10.0
# So many letters are alike in words of one stem.
_STEM = 5
# Steps up the tree.
_HIGHEST = 6
# Pairs whose signs are told at a time: a section may have some millions, of a dozen numbers each.
_AT_ONCE = 100_000
_DEEP = 2
# What can stand for a clause told before.
_TAKING = np.isin(CLASSES, ("demonstrative", "thing", "that"))

# Before it stand the pronouns, behind it the descriptions.
_NAMES, _CLAUSAL = CLASSES.index("name"), CLASSES.index("clause")
# The same in short: pronouns, names, descriptions, clauses.
_KINDS = 4
_CLASSES, _RELATED, _TYPES = len(CLASSES), len(_RELATIONS), len(ENTITY_TYPES)
_MATCHES, _APART, _MODIFIED, _NUMBERS, _OFTEN, _TREE = 9, 8, 6, 3, 4, 9
_TURNS = 8
_OVER = 5
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
    "often": _CLASSES * _OFTEN * _KINDS,
    "matched often": _CLASSES * _MATCHES * _OFTEN,
    "stems": _CLASSES * _KINDS * 2,
    "asked": _CLASSES * _CLASSES * 4 * 3,
    "tree": _CLASSES * _KINDS * _TREE * 2,
    "turns": _CLASSES * _CLASSES * _TURNS,
    "tails": _CLASSES * _KINDS * _MATCHES * _TAILS,
    "told": _MATCHES * _TOLD * _TOLD,
    "between": _CLASSES * _MATCHES * _BETWEEN,
    "verbs": _CLASSES * _KINDS * _VERBS,
    "topics": _CLASSES * _KINDS * 3 * 4,
    "clauses": _CLASSES * 4 * _RELATED * 3,
    "clause": _CLASSES * 9 * _OVER,
}
"""How many numbers each sign of a pair may come to."""
SIZES_NEW: Mapping[str, int] = {
    "known": _CLASSES * 6,
    "types": _CLASSES * _TYPES,
    "place": _CLASSES * _RELATED,
    "begun": _CLASSES * 7,
    "often": _CLASSES * _OFTEN,
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


class _Bags:
    """For every mention a few numbers. sizes: [M] how many."""

    def __init__(self, bags: Sequence[AbstractSet[int]]) -> None:
        self.sizes = np.array([len(bag) for bag in bags], np.int64)
        self._rows = np.full((len(bags), max(self.sizes, default=0)), -1, np.int64)
        for place, bag in enumerate(bags):
            self._rows[place, : len(bag)] = sorted(bag)
        self._range = int(self._rows.max(initial=0)) + 1
        places, columns = (self._rows >= 0).nonzero()
        self._keys = np.sort(places * self._range + self._rows[places, columns])

    def hold(self, places: Ints, numbers: Ints) -> NDArray[np.bool_]:
        """[P] whether the mention at each place has the number."""
        if not len(self._keys):
            return np.zeros(len(places), np.bool_)
        wanted = places * self._range + numbers
        at = np.minimum(np.searchsorted(self._keys, wanted), len(self._keys) - 1)
        found: NDArray[np.bool_] = (self._keys[at] == wanted) & (numbers >= 0) & (numbers < self._range)
        return found

    def shared(self, n: Ints, b: Ints) -> Ints:
        """[P] how many numbers two mentions have in common."""
        total = np.zeros(len(n), np.int64)
        for column in range(self._rows.shape[1]):
            some = self.sizes[n] > column
            total[some] += self.hold(b[some], self._rows[n[some], column])
        return total


def _numbered(bags: Sequence[frozenset[str]]) -> list[set[int]]:
    numbers: dict[str, int] = {}
    return [{numbers.setdefault(word, len(numbers)) for word in sorted(bag)} for bag in bags]


@dataclass(frozen=True, slots=True)
class _Told:
    """What is read off M mentions, each by itself: rows [M]."""

    kind: Ints
    entity: Ints
    relation: Ints
    number: Ints
    lemma: Ints
    stem: Ints
    often: Ints
    asked: Ints
    paragraph: Ints
    words: _Bags
    names: _Bags
    tails: _Bags
    told: Ints
    verb: Ints
    stands: Ints
    clause: Ints
    over: Ints
    letters: Ints
    initials: Ints


def likened(parse: Parse, described: Described, lexicon: Lexicon) -> Iterator[Ranked]:
    """`Parse.ranked`, with the signs weighed in where the model has weights for them."""
    ties = parse.vectors.ties if parse.vectors is not None else None
    ranked = list(parse.ranked(described))
    if ties is None or not ranked:
        yield from ranked
        return
    told = _told(parse, described, lexicon)
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
    asked: NDArray[np.bool_] = (later != _CLAUSAL) & (_TAKING[later] | (kind[earlier] != _CLAUSAL))
    return asked


def signs_of(parse: Parse, described: Described, lexicon: Lexicon, later: Ints, earlier: Ints) -> Signs:
    """The signs of the given pairs, and of every mention."""
    told = _told(parse, described, lexicon)
    match = _matches(described, told, later, earlier)
    pairs = _of_pairs(parse, described, told, later, earlier, match)
    return Signs(later, earlier, told.kind, pairs, _of_each(described, told, later, match))


def _of_pairs(parse: Parse, described: Described, told: _Told, n: Ints, b: Ints, match: Ints) -> Mapping[str, Ints]:
    """The signs of pairs. n, b: the later and the earlier mention of each; match: see `_matches`."""
    which = [told.kind < _NAMES, told.kind == _NAMES, told.kind == _CLAUSAL]
    kinds = np.select(which, [PRONOUN, NAME, _KINDS - 1], DESCRIPTION)
    apart = _steps(described.sentence[n] - described.sentence[b])
    close = np.minimum(apart, 2)
    modified = _modified(told.words, n, b)
    tree = _ways(parse, described, n, b)
    alike = (told.entity[n] == told.entity[b]).astype(np.int64)
    tails, verbs = _modified(told.tails, n, b), _verbs(told, n, b)
    between = _between(described.form, n, b)
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
        "often": (told.kind[n] * _OFTEN + told.often[b]) * _KINDS + kinds[b],
        "matched often": (told.kind[n] * _MATCHES + match) * _OFTEN + told.often[n],
        "stems": (told.kind[n] * _KINDS + kinds[b]) * 2 + ((match == 0) & (told.stem[n] == told.stem[b])),
        "asked": ((told.kind[n] * _CLASSES + told.kind[b]) * 4 + told.asked[n] * 2 + told.asked[b]) * 3 + close,
        "tree": ((told.kind[n] * _KINDS + kinds[b]) * _TREE + tree) * 2 + alike,
        "turns": (told.kind[n] * _CLASSES + told.kind[b]) * _TURNS + _in_turn(told.paragraph[n] - told.paragraph[b]),
        "tails": ((told.kind[n] * _KINDS + kinds[b]) * _MATCHES + match) * _TAILS + tails,
        "told": (match * _TOLD + told.told[n]) * _TOLD + told.told[b],
        "between": (told.kind[n] * _MATCHES + match) * _BETWEEN + between,
        "verbs": (told.kind[n] * _KINDS + kinds[b]) * _VERBS + verbs,
        "clauses": ((told.kind[n] * 4 + _clauses_between(told.kind, n, b)) * _RELATED + told.relation[b]) * 3 + close,
        "clause": (told.kind[n] * 9 + told.clause[b]) * _OVER + told.over[n],
        "topics": ((told.kind[n] * _KINDS + kinds[b]) * 3 + close) * 4 + first[n] * 2 + first[b],
    }


def _of_each(described: Described, told: _Told, later: Ints, match: Ints) -> Mapping[str, Ints]:
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
        "often": told.kind * _OFTEN + told.often,
        "told": told.kind * _TOLD + told.told,
        "stands": told.kind * 16 + told.stands,
        "over": (told.kind * _RELATED + told.relation) * _OVER + told.over,
    }


def _told(parse: Parse, described: Described, lexicon: Lexicon) -> _Told:
    text = plain(parse.text)
    heads = described.heads.tolist()
    below = parse.children()
    over = [parse.heads[word] for word in heads]
    forms = {
        w: text[slice(*parse.words[w])] for head, up in zip(heads, over, strict=True) for w in (head, up, *below[head])
    }
    lemmas: dict[str, int] = {}
    stems: dict[str, int] = {}
    singular = {plural(form): form for form in sorted(forms.values())}

    def lemma(word: int) -> int:
        form = forms[word]
        return lemmas.setdefault(singular.get(form, form), len(lemmas))

    types = {name: n for n, name in enumerate(ENTITY_TYPES)}
    spelt: dict[str, int] = {}

    def lettered(letters: str, none: int) -> int:
        return spelt.setdefault(letters, len(spelt)) if len(letters) > 1 else none

    own = np.array([lemma(word) for word in heads], np.int64)
    kinds = [CLASSES.index(_class(parse, lexicon, forms, below[word], word)) for word in heads]
    named = np.array([kind != _CLAUSAL for kind in kinds], np.bool_)
    counts = np.bincount(own[named], minlength=len(lemmas) or 1)
    ends = [parse.form(end - 1) == "?" for _, end in parse.sentences]
    return _Told(
        kind=np.array(kinds, np.int64),
        entity=_named_alike(own, np.array([types.get(parse.entities[word] or "none", 0) for word in heads], np.int64)),
        relation=np.array([_RELATIONS.index(_relation(parse, word)) for word in heads], np.int64),
        number=np.array([_number(parse, lexicon, forms, below[word], word) for word in heads], np.int64),
        lemma=own,
        stem=np.array([stems.setdefault(forms[word][:_STEM], len(stems)) for word in heads], np.int64),
        often=np.minimum(np.log2(np.maximum(counts[own], 1)).astype(np.int64), _OFTEN - 1),
        asked=np.array([ends[n - 1] for n in described.sentence.tolist()], np.int64),
        paragraph=paragraphs_of(parse, heads),
        words=_Bags([{lemma(w) for w in below[word] if parse.deprels[w] in _BESIDE} for word in heads]),
        names=_Bags(_numbered(described.names)),
        tails=_Bags([{lemma(w) for w in below[word] if parse.deprels[w] in _BEHIND} for word in heads]),
        told=np.array([_quantity(parse, lexicon, forms, below[word], word) for word in heads], np.int64),
        verb=np.array([-1 if up == word else lemma(up) for word, up in zip(heads, over, strict=True)], np.int64),
        clause=np.array(
            [
                _clause(parse, lexicon, forms, below[word], word) if kind == _CLAUSAL else 0
                for word, kind in zip(heads, kinds, strict=True)
            ],
            np.int64,
        ),
        letters=np.array([lettered(_letters(parse.form(word)), -1) for word in heads], np.int64),
        initials=np.array([lettered(_initials(parse, below, word), -2) for word in heads], np.int64),
        over=np.array([_over(parse, lexicon, forms, below, word) for word in heads], np.int64),
        stands=np.array([_stands(parse, below[word]) for word in heads], np.int64) * 2
        + np.append(True, np.diff(described.sentence) > 0)[: len(heads)],
    )


def _named_alike(lemma: Ints, entity: Ints) -> Ints:
    """The types, with those of nouns that are not named taken from where the noun is: 0 where it is nowhere."""
    known: dict[int, int] = {}
    for one, kind in zip(lemma.tolist(), entity.tolist(), strict=True):
        if kind:
            known.setdefault(one, kind)
    told = np.array([known.get(one, 0) for one in lemma.tolist()], np.int64)
    return np.where(entity > 0, entity, told).astype(np.int64)


def _clauses_between(kind: Ints, n: Ints, b: Ints) -> Ints:
    """How many clauses lie between an earlier clause and what may take it up, up to 3; 0 for other mentions."""
    before = np.cumsum(kind == _CLAUSAL)
    between = np.minimum(before[n] - before[b], 3)
    return np.where(kind[b] == _CLAUSAL, between, 0).astype(np.int64)


def _clause(parse: Parse, lexicon: Lexicon, forms: Mapping[int, str], below: Sequence[int], word: int) -> int:
    """1 to 8: whether a clause tells what somebody says, knows or wants, whether it has a subject, and an object."""
    relations = {parse.deprels[w].split(":")[0] for w in below}
    said = bool(relations & _TOLD_IN) or any(form in lexicon.cues for form in lexicon.forms(forms[word]))
    return 1 + said + 2 * ("nsubj" in relations) + 4 * bool(relations & _OBJECTS)


def _over(parse: Parse, lexicon: Lexicon, forms: Mapping[int, str], below: Sequence[Sequence[int]], word: int) -> int:
    """What a mention hangs on: 0 itself, 1 a noun, 2 what is told of it by a copula, 3 a verb, 4 "do" or "happen"."""
    up = parse.heads[word]
    if up == word:
        return 0
    if parse.upos[up] in ("VERB", "AUX"):
        return 4 if any(form in ("do", "happen", "occur", "doing", "did", "done", "does") for form in lexicon.forms(forms[up])) else 3
    return 2 if any(parse.deprels[w] == "cop" for w in below[up]) and parse.deprels[word].startswith("nsubj") else 1


def _letters(form: str) -> str:
    """The letters of a name that is written in capitals, with points or without."""
    letters = form.replace(".", "")
    return letters if letters.isalpha() and letters.isupper() else ""


def _initials(parse: Parse, below: Sequence[Sequence[int]], word: int) -> str:
    """The first letters of a noun and of what stands with it, in capitals: "HSB" of "the Harbour Safety Board"."""
    whole, found = [word], {word}
    for _ in range(_LONGEST):
        whole = [w for over in whole for w in below[over] if parse.deprels[w] in _SPELT and w not in found]
        found.update(whole)
    forms = [parse.form(w) for w in sorted(found)]
    return "".join(form[0] for form in forms if form[0].isalpha()).upper()


def _stands(parse: Parse, below: Sequence[int]) -> int:
    """1 where it is told of something by a copula, 2 where a clause hangs on it, 4 where a noun does."""
    relations = {parse.deprels[w] for w in below}
    return ("cop" in relations) + 2 * bool(relations & _CLAUSES) + 4 * ("nmod" in relations)


def _quantity(parse: Parse, lexicon: Lexicon, forms: Mapping[int, str], below: Sequence[int], word: int) -> int:
    """By what is told which ones or how many of them are meant, of `lexicon.quantities`; else 0."""
    for w in below:
        if w < word and forms[w] in lexicon.quantities:
            return lexicon.quantities[forms[w]]
    return 1 if any(parse.deprels[w] == "nummod" for w in below if w < word) else 0


def _verbs(told: _Told, n: Ints, b: Ints) -> Ints:
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
        if person == "relative" and forms[word] in lexicon.determiners and not _in_relative(parse, word):
            return "demonstrative"
        return person or ("demonstrative" if lexicon.determiners.get(forms[word]) == "that" else "pronoun")
    if parse.upos[word] == "VERB" and parse.entities[word] is None:
        return "clause"
    if parse.upos[word] != "NOUN":
        return _TAGS.get(parse.upos[word], "other")
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


def _in_relative(parse: Parse, word: int) -> bool:
    """Whether a pronoun stands in a clause that is told of a noun before it, and not as its own noun."""
    for _ in range(_DEEP):
        word = parse.heads[word]
        if parse.deprels[word] == "acl:relcl":
            return True
        if parse.heads[word] == word:
            break
    return False


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


def _modified(words: _Bags, n: Ints, b: Ints) -> Ints:
    """What stands with the two heads: with neither 0, with the later 1, with the earlier 2, the same 3, shared in part
    4, otherwise 5."""
    mine, yours, shared = words.sizes[n], words.sizes[b], words.shared(n, b)
    cases = [(mine == 0) & (yours == 0), yours == 0, mine == 0, (shared == mine) & (shared == yours), shared > 0]
    return np.select(cases, [0, 1, 2, 3, 4], 5).astype(np.int64)

"""What is read off every mention by itself, to liken it to others: its kind, number, place in the sentence, and so on.

Numbers that `likening` makes signs of. Training imports this very file.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..inflection import plural
from ..model.labels import ENTITY_TYPES
from ..model.pairs import BESIDE, Described
from ..model.parse import Parse
from ..text import paragraphs
from ..vocabulary import Lexicon, plain
from .voices import Voices, voices_of

__all__ = ["CLASSES", "CLAUSAL", "OFTEN", "RELATIONS", "Aspects", "Bags", "aspects_of", "paragraphs_of"]

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
RELATIONS = (
    "nsubj", "nsubj:pass", "obj", "obl", "nmod", "nmod:poss", "appos", "conj", "root", "compound", "other",
    "ccomp", "xcomp", "advcl", "parataxis",
)  # fmt: skip
# What stands with a noun and tells one thing from another of its kind.
_BESIDE = BESIDE | {"appos"}
# What hangs behind a noun and does the same.
_BEHIND = frozenset({"nmod", "acl", "acl:relcl"})
_CLAUSES = frozenset({"acl", "acl:relcl"})
_TOLD_IN, _OBJECTS = frozenset({"ccomp", "xcomp"}), frozenset({"obj", "iobj", "obl"})
# What gives a letter to a name in short, and how deep it may hang.
_SPELT = frozenset({"flat", "compound", "amod", "nmod", "conj"})
_LONGEST = 3
# So many letters are alike in words of one stem.
_STEM = 5
_DEEP = 2
CLAUSAL = CLASSES.index("clause")
"""The kind of a clause, which only pronouns and the like take up."""
OFTEN = 4
"""In so many steps it is told how often a noun is there."""

Ints = NDArray[np.int64]


class Bags:
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
class Aspects:
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
    words: Bags
    names: Bags
    tails: Bags
    told: Ints
    verb: Ints
    stands: Ints
    clause: Ints
    over: Ints
    letters: Ints
    initials: Ints
    voices: Voices


def aspects_of(parse: Parse, described: Described, lexicon: Lexicon) -> Aspects:
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
    named = np.array([kind != CLAUSAL for kind in kinds], np.bool_)
    counts = np.bincount(own[named], minlength=len(lemmas) or 1)
    ends = [parse.form(end - 1) == "?" for _, end in parse.sentences]
    return Aspects(
        kind=np.array(kinds, np.int64),
        entity=_named_alike(own, np.array([types.get(parse.entities[word] or "none", 0) for word in heads], np.int64)),
        relation=np.array([RELATIONS.index(_relation(parse, word)) for word in heads], np.int64),
        number=np.array([_number(parse, lexicon, forms, below[word], word) for word in heads], np.int64),
        lemma=own,
        stem=np.array([stems.setdefault(forms[word][:_STEM], len(stems)) for word in heads], np.int64),
        often=np.minimum(np.log2(np.maximum(counts[own], 1)).astype(np.int64), OFTEN - 1),
        asked=np.array([ends[n - 1] for n in described.sentence.tolist()], np.int64),
        paragraph=paragraphs_of(parse, heads),
        words=Bags([{lemma(w) for w in below[word] if parse.deprels[w] in _BESIDE} for word in heads]),
        names=Bags(_numbered(described.names)),
        tails=Bags([{lemma(w) for w in below[word] if parse.deprels[w] in _BEHIND} for word in heads]),
        told=np.array([_quantity(parse, lexicon, forms, below[word], word) for word in heads], np.int64),
        verb=np.array([-1 if up == word else lemma(up) for word, up in zip(heads, over, strict=True)], np.int64),
        clause=np.array(
            [
                _clause(parse, lexicon, forms, below[word], word) if kind == CLAUSAL else 0
                for word, kind in zip(heads, kinds, strict=True)
            ],
            np.int64,
        ),
        voices=voices_of(parse, described),
        letters=np.array([lettered(_letters(parse.form(word)), -1) for word in heads], np.int64),
        initials=np.array([lettered(_initials(parse, below, word), -2) for word in heads], np.int64),
        over=np.array([_over(parse, below, word) for word in heads], np.int64),
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


def _clause(parse: Parse, lexicon: Lexicon, forms: Mapping[int, str], below: Sequence[int], word: int) -> int:
    """1 to 8: whether a clause tells what somebody says, knows or wants, whether it has a subject, and an object."""
    relations = {parse.deprels[w].split(":")[0] for w in below}
    said = bool(relations & _TOLD_IN) or any(form in lexicon.cues for form in lexicon.forms(forms[word]))
    return 1 + said + 2 * ("nsubj" in relations) + 4 * bool(relations & _OBJECTS)


def _over(parse: Parse, below: Sequence[Sequence[int]], word: int) -> int:
    """What a mention hangs on: 0 itself, 1 a noun, 2 what is told of it by a copula, 3 a verb."""
    up = parse.heads[word]
    if up == word:
        return 0
    if parse.upos[up] in ("VERB", "AUX"):
        return 3
    return 2 if parse.deprels[word].startswith("nsubj") and any(parse.deprels[w] == "cop" for w in below[up]) else 1


def _letters(form: str) -> str:
    """The letters of a name that is written in capitals, with points or without."""
    letters = form.replace(".", "")
    return letters if letters.isalpha() and letters.isupper() else ""


def _initials(parse: Parse, below: Sequence[Sequence[int]], word: int) -> str:
    """The first letters of a noun and of what stands with it, in capitals: "HSB" of "the Harbour Safety Board"."""
    whole, found = [word], {word}
    for _ in range(_LONGEST):
        whole = [w for over in whole for w in below[over] if parse.deprels[w] in _SPELT]
        if not whole:
            break
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


def paragraphs_of(parse: Parse, words: Sequence[int]) -> Ints:
    """The number of the paragraph of each word; in a conversation every turn is one."""
    starts = [paragraph.start for paragraph in paragraphs(parse.text)]
    at = [parse.words[word].start for word in words]
    return np.searchsorted(starts, np.array(at, np.int64), side="right").astype(np.int64)


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
    if relation not in RELATIONS:
        relation = relation.split(":")[0]
    return relation if relation in RELATIONS else "other"

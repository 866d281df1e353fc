"""How alike two tellings are: a row of numbers, each a function of the two alone and the same either way round.

Sums over words are exact (`math.fsum`), so that no order of words can show in them.
"""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Mapping
from functools import lru_cache

from ..deeds import load_deeds
from .kin import load_kin
from .meanings import load_meanings
from .sketches import NOBODY, Party, Scene, Sketch
from .terms import load_terms

__all__ = [
    "FEATURES", "VECTOR_FEATURES", "alike_in_words", "alike_scenes", "comparable", "cosine", "halves", "kinship",
    "likeness", "overlap", "standing_in_reports",
]  # fmt: skip

FEATURES = (
    "same head",
    "same head, telling",
    "one sense",
    "near kin",
    "distant kin",
    "near kin in like articles",
    "near kin, same parties",
    "near kin, sentence",
    "kin, recipient's words",
    "kin, actor's words",
    "same beginning",
    "shared trigger words",
    "same type",
    "other type",
    "one typed",
    "other status",
    "same actor",
    "other actor",
    "actor's words",
    "same recipient",
    "other recipient",
    "recipient's words",
    "crossed parties",
    "parties' words",
    "no parties",
    "sentence",
    "head in sentence",
    "articles",
    "titles",
    "names of articles",
    "same article",
    "same sentence",
    "near in article",
    "shared numbers",
    "other numbers",
    "shared times",
    "other times",
    "same head in like articles",
    "sentence in like articles",
    "other head of one sense, in like articles",
    "same head, parties",
    "same head, sentence",
    "other head, sentence",
    "parties in like articles",
    "same form",
    "same form in like articles",
    "same form, parties",
    "same form, sentence",
    "meaning",
    "meaning in like articles",
    "meaning of other words",
    "meaning of other words, in like articles",
    "meaning of other words, parties",
    "very near meaning of other words",
    "both in the first sentence",
    "same head, both in the first sentence",
    "high in both reports",
    "same head, high in both reports",
    "high in both of like reports",
    "very like articles",
    "same head in very like articles",
    "acts weigh in their reports",
    "same head, acts weigh in their reports",
    "acts weigh otherwise in their reports",
)
"""What is told of every pair."""

VECTOR_FEATURES = (
    "trigger",
    "trigger, same head",
    "trigger, near kin",
    "trigger in like articles",
    "trigger, parties",
    "around",
    "around, same head",
    "around, near kin",
    "around in like articles",
    "trigger, very like",
    "trigger and around",
    "trigger, very like, same head",
    "around, very like, same head",
)
"""What the model's vectors tell of a pair that has them."""

_BEGINNING = 4


@lru_cache(maxsize=1 << 16)
def _weight(stems: frozenset[str]) -> float:
    terms = load_terms()
    return math.fsum(terms.weight(t) for t in stems)


def overlap(one: frozenset[str], other: frozenset[str]) -> float:
    """Weight of the shared stems in that of the lighter side, 0 to 1; 0 where a side is empty."""
    if one.isdisjoint(other):
        return 0.0
    lighter = min(_weight(one), _weight(other))
    return _weight(one & other) / lighter if lighter else 0.0


def cosine(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    """Of two weighed texts of length 1."""
    return math.fsum([one[t] * other[t] for t in one.keys() & other.keys()])


def comparable(a: Sketch, b: Sketch) -> bool:
    """Whether one model made vectors of both."""
    return bool(a.vector) and a.made_by == b.made_by and len(a.vector) == len(b.vector)


def halves(a: Sketch, b: Sketch) -> tuple[float, float] | None:
    """How alike the model finds the two triggers, and what stands around them, −1 to 1; None where a vector is missing,
    or they are of two models, which count by axes of their own.

    A vector has the trigger in its first half and what stands around it in the second, of one length each.
    """
    if not comparable(a, b):
        return None
    half = len(a.vector) // 2
    both = [x * y for x, y in zip(a.vector, b.vector, strict=True)]
    return 2 * math.fsum(both[:half]), 2 * math.fsum(both[half:])


@lru_cache(maxsize=1 << 18)
def _kin(one: str, other: str) -> float:
    return load_kin().between(one, other)


@lru_cache(maxsize=1 << 18)
def _meaning(one: str, other: str) -> float:
    return load_meanings().between(one, other)


def kinship(a: Sketch, b: Sketch) -> float:
    """How near the words are that name the two acts, 0 to 1, see `kin.Kin.between`."""
    return _kin(a.head, b.head)


@lru_cache(maxsize=1 << 16)
def _senses(form: str) -> frozenset[tuple[str, str | None]]:
    return frozenset((s.type, s.mode) for s in load_deeds().senses(form))


def _one_sense(a: str, b: str) -> float:
    """Whether the vocabulary of acts has two words for one act: 1 for the same type and mode, .5 for the same type."""
    one, other = _senses(a), _senses(b)
    if one & other:
        return 1.0
    return 0.5 if {kind for kind, _ in one} & {kind for kind, _ in other} else 0.0


def alike_in_words(head: str, form: str, other_head: str, other_form: str) -> tuple[float, ...]:
    """How alike the words are that name two acts: whether they have one stem, how telling it is then, whether they are
    of one sense, how near of kin they are, whether they begin alike, whether they are the same, and how near their
    meanings lie."""
    same = float(head == other_head)
    return (
        same,
        load_terms().weight(head) if same else 0.0,
        same or _one_sense(form, other_form),
        _kin(head, other_head),
        float(head[:_BEGINNING] == other_head[:_BEGINNING]),
        float(form == other_form),
        _meaning(head, other_head),
    )


def _party(a: Party, b: Party) -> tuple[float, float, float]:
    """Same name, other name, overlap of words."""
    if a is NOBODY or b is NOBODY or not a or not b:
        return 0.0, 0.0, 0.0
    words = overlap(a.terms, b.terms)
    if a.names and b.names:
        same = not a.names.isdisjoint(b.names)
        return float(same), float(not same and words < 0.3), words
    return 0.0, 0.5 * (words == 0.0), words


def _shared(one: frozenset[str], other: frozenset[str]) -> tuple[float, float]:
    both = not one.isdisjoint(other)
    return float(both), float(bool(one and other) and not both)


_SCENES: OrderedDict[tuple[int, int], tuple[Scene, Scene, tuple[float, float, float, float]]] = OrderedDict()
_MOST_SCENES = 1 << 11


def alike_scenes(a: Scene, b: Scene) -> tuple[float, float, float, float]:
    """How alike two reports are: by their texts, by their titles, by the names in them, and by texts and names.

    Kept for a while: all tellings of the two ask for the same.
    """
    if a.id == b.id:
        return 1.0, 1.0, 1.0, 1.0
    kept = _SCENES.get((id(a), id(b)))
    if kept is not None:
        # They are held, so that no other object can have come to have the same number.
        return kept[2]
    articles, names = cosine(a.terms, b.terms), overlap(a.names, b.names)
    found = articles, cosine(a.title, b.title), names, math.sqrt(articles * names)
    _SCENES[id(a), id(b)] = a, b, found
    if len(_SCENES) > _MOST_SCENES:
        _SCENES.popitem(last=False)
    return found


def standing_in_reports(a: Sketch, b: Sketch) -> tuple[float, float, float, float]:
    """What two acts are in their reports: whether both stand in the first sentence of two, and how high the lower one
    stands, 1 at the top, 0 within one report; what the word of the lighter one weighs among the words of its report,
    and what that of the other weighs more. News tells first what it is about, and names it again."""
    one, other = a.scene.terms.get(a.head, 0.0), b.scene.terms.get(b.head, 0.0)
    lower = max(a.at, b.at)
    high = 0.0 if a.scene.id == b.scene.id else 1 / (1 + lower)
    return float(high == 1.0), high, min(one, other), abs(one - other)


def likeness(a: Sketch, b: Sketch) -> tuple[float, ...]:
    """One number for each of `FEATURES`, and where both have vectors for each of `VECTOR_FEATURES` as well."""
    head, telling, sense, degree, beginning, form, meaning = alike_in_words(a.head, a.form, b.head, b.form)
    near, distant = float(degree == 1.0), float(0.0 < degree < 1.0)
    actor, not_actor, actor_words = _party(a.actor, b.actor)
    recipient, not_recipient, recipient_words = _party(a.recipient, b.recipient)
    parties = overlap(a.all_parties, b.all_parties)
    around = cosine(a.sentence, b.sentence)
    here = a.scene.id == b.scene.id
    articles, titles, names, alike = alike_scenes(a.scene, b.scene)
    numbers, other_numbers = _shared(a.numbers, b.numbers)
    times, other_times = _shared(a.times, b.times)
    typed = a.type is not None and b.type is not None
    kin_only = near * (1 - head)
    other = meaning * (1 - max(head, near))
    first, high, weighty, heavier = standing_in_reports(a, b)
    plain = (
        head,
        telling,
        sense,
        near,
        distant,
        kin_only * alike,
        kin_only * parties,
        kin_only * around,
        degree * recipient_words,
        degree * actor_words,
        beginning,
        overlap(a.stems, b.stems),
        float(typed and a.type == b.type),
        float(typed and a.type != b.type),
        float((a.type is None) != (b.type is None)),
        float((a.status == "denied") != (b.status == "denied")),
        actor,
        not_actor,
        actor_words,
        recipient,
        not_recipient,
        recipient_words,
        max(overlap(a.actor.terms, b.recipient.terms), overlap(a.recipient.terms, b.actor.terms)),
        parties,
        float(not a.all_parties or not b.all_parties),
        around,
        max(b.sentence.get(a.head, 0.0), a.sentence.get(b.head, 0.0)),
        articles,
        titles,
        names,
        float(here),
        float(here and a.at == b.at),
        1 / (1 + abs(a.at - b.at)) if here else 0.0,
        numbers,
        other_numbers,
        times,
        other_times,
        head * alike,
        around * alike,
        sense * (1 - head) * alike,
        head * parties,
        head * around,
        (1 - head) * around,
        parties * alike,
        form,
        form * alike,
        form * parties,
        form * around,
        meaning,
        meaning * alike,
        other,
        other * alike,
        other * parties,
        max(0.0, other) ** 2,
        first,
        head * first,
        high,
        head * high,
        alike * high,
        alike * alike,
        head * alike * alike,
        weighty,
        head * weighty,
        heavier,
    )
    told = halves(a, b)
    if told is None:
        return plain
    word, text = told
    very, all_round = max(0.0, word) ** 2, max(0.0, text) ** 2
    return (
        *plain,
        word,
        word * head,
        word * near,
        word * alike,
        word * parties,
        text,
        text * head,
        text * near,
        text * alike,
        very,
        word * text,
        very * head,
        all_round * head,
    )

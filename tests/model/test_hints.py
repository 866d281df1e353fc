"""What the vocabulary of acts tells the model of a word."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from types import MappingProxyType

import pytest

from reportedly.deeds import Deeds, Sense
from reportedly.model import hints as told_of
from reportedly.model.hints import HINTS, hints
from reportedly.model.labels import ACTS
from reportedly.model.words import split_words

WAYS = ("verb", "weak verb", "noun", "weak noun")
NONE = MappingProxyType({})

VERBS = {
    "shelled": (Sense("ASSAULT", "heavy-weapons"),),
    "met": (Sense("CONSULT", None), Sense("CONSULT", "visit")),
    "struck": (Sense("ASSAULT", None), Sense("PROTEST", "strike", weak=True)),
    "drove": (Sense("MOBILIZE", None, weak=True),),
    "drove out": (Sense("COERCE", "deport"),),
    "opened fire on": (Sense("ASSAULT", "firearms"),),
    "fire": (Sense("SANCTION", "expel"),),
}
NOUNS = {
    "strike": (Sense("ASSAULT", None), Sense("PROTEST", "strike")),
    "air strike": (Sense("ASSAULT", "aerial"),),
    "sit - in": (Sense("PROTEST", "demo"),),
    "deal": (Sense("AGREE", None, weak=True),),
}
FIXED = {"at war": (Sense("ASSAULT", None),)}
DEEDS = Deeds(
    verbs=VERBS, nouns=NOUNS, fixed=FIXED, beside=NONE, of=NONE, without=NONE, light=frozenset(),
    participles=frozenset(), entries=len(VERBS) + len(NOUNS) + len(FIXED),
    beginnings=frozenset({"drove", "opened", "air", "sit", "at"}), longest=3,
)  # fmt: skip


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The small vocabulary above takes the place of the package's."""
    monkeypatch.setattr(told_of, "load_deeds", lambda: DEEDS)
    told_of._alone.cache_clear()
    yield
    told_of._alone.cache_clear()


def told(text: str) -> dict[str, set[str]]:
    """Of every word of which something is known: in which way, and which type."""
    forms = [text[start:end] for start, end in split_words(text)]
    assert max(Counter(forms).values()) == 1, "every word once, so that it can be named"
    found = zip(forms, hints(forms), strict=True)
    return {
        form: {f"{WAYS[n // (len(ACTS) - 1)]} {ACTS[1:][n % (len(ACTS) - 1)]}" for n in numbers}
        for form, numbers in found
        if numbers
    }


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("nothing known", "The harbour froze", {}),
        ("a verb", "Rebels shelled it", {"shelled": {"verb ASSAULT"}}),
        ("a capital", "Shelled again", {"Shelled": {"verb ASSAULT"}}),
        ("modes of one type are one hint", "They met", {"met": {"verb CONSULT"}}),
        ("two types, one of them weak", "They struck", {"struck": {"verb ASSAULT", "weak verb PROTEST"}}),
        ("a noun of two types", "A strike began", {"strike": {"noun ASSAULT", "noun PROTEST"}}),
        ("a weak noun", "The deal held", {"deal": {"weak noun AGREE"}}),
        (
            "a phrase with a verb is told at its first word",
            "They opened fire on us",
            {"opened": {"verb ASSAULT"}, "fire": {"verb SANCTION"}},
        ),
        (
            "a phrase with a noun is told at its last",
            "An air strike hit it",
            {"strike": {"noun ASSAULT", "noun PROTEST"}},
        ),
        ("a hyphen that is a word", "A sit - in began", {"in": {"noun PROTEST"}}),
        ("a fixed phrase", "Both are at war", {"at": {"noun ASSAULT"}}),
        ("a phrase that is not whole", "They opened fire", {"fire": {"verb SANCTION"}}),
        ("a phrase across words in between", "They opened the fire on us", {"fire": {"verb SANCTION"}}),
        ("verb and particle", "They drove out rebels", {"drove": {"weak verb MOBILIZE", "verb COERCE"}}),
        (
            "a particle farther on is a weak hint",
            "They drove the last of them out",
            {"drove": {"weak verb MOBILIZE", "weak verb COERCE"}},
        ),
        (
            "a particle too far away",
            "They drove the last few of them all slowly out",
            {"drove": {"weak verb MOBILIZE"}},
        ),
        ("a particle before its verb", "Out they drove", {"drove": {"weak verb MOBILIZE"}}),
    ],
)  # fmt: skip
@pytest.mark.usefixtures("small")
def test_what_is_known_of_each_word(name: str, text: str, expected: dict[str, set[str]]) -> None:
    assert told(text) == expected


@pytest.mark.parametrize(
    ("text", "word", "expected"),
    [
        ("Rebels kidnapped a pilot", "kidnapped", "verb ASSAULT"),
        ("Ovar laid down arms", "laid", "verb RETREAT"),
        ("Crowds held a sit-in", "in", "noun PROTEST"),
        ("They opened fire", "opened", "verb ASSAULT"),
    ],
)
def test_the_vocabulary_of_the_package_is_asked(text: str, word: str, expected: str) -> None:
    assert expected in told(text)[word]


def test_there_is_a_number_for_every_way_and_type() -> None:
    assert len(WAYS) * (len(ACTS) - 1) == HINTS

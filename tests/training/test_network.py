"""What a trigger is told of the words around it: where they are, and what they are in the tree."""

from __future__ import annotations

import pytest

torch = pytest.importorskip("torch", reason="torch is not installed: the train extra is needed to test training")

from training.network import kinship, kinships, places_around  # noqa: E402

WORDS = ("rebels", "denied", "ordering", "troops", "to", "seize", "the", "old", "port")
HEADS = (1, 1, 1, 2, 5, 2, 8, 8, 5)
LABELS = ("nsubj", "root", "xcomp", "obj", "mark", "xcomp", "det", "amod", "obj")
DEPRELS = ("root", "nsubj", "obj", "xcomp", "mark", "det", "amod")
"""Rebels denied ordering troops to seize the old port."""
KIN = ("of its dependent", "of its head's head", "of its head", "its head, by its own label", "its dependent")


def told(number: int) -> str:
    """What a number of `kinship` means, in words."""
    if number == 0:
        return "nothing"
    if number == kinships(len(DEPRELS)) - 1:
        return "itself"
    return f"{KIN[(number - 1) // len(DEPRELS)]}: {DEPRELS[(number - 1) % len(DEPRELS)]}"


@pytest.mark.parametrize(
    ("word", "kin"),
    [
        (
            "seize",
            {
                "seize": "itself", "port": "its dependent: obj", "to": "its dependent: mark",
                "ordering": "its head, by its own label: xcomp", "troops": "of its head: obj",
                "rebels": "of its head's head: nsubj", "the": "of its dependent: det", "old": "of its dependent: amod",
                "denied": "of its head's head: root",
            },
        ),
        (
            "ordering",
            {
                "ordering": "itself", "troops": "its dependent: obj", "seize": "its dependent: xcomp",
                "denied": "its head, by its own label: xcomp", "rebels": "of its head: nsubj",
                "to": "of its dependent: mark", "port": "of its dependent: obj", "the": "nothing", "old": "nothing",
            },
        ),
        (
            "denied",
            {
                "denied": "itself", "rebels": "its dependent: nsubj", "ordering": "its dependent: xcomp",
                "troops": "of its dependent: obj", "seize": "of its dependent: xcomp", "to": "nothing",
                "port": "nothing", "the": "nothing", "old": "nothing",
            },
        ),
        (
            "the",
            {
                "the": "itself", "port": "its head, by its own label: det", "old": "of its head: amod",
                "to": "of its head's head: mark", "seize": "nothing", "ordering": "nothing", "troops": "nothing",
                "rebels": "nothing", "denied": "nothing",
            },
        ),
    ],
    ids=["a controlled verb", "a verb between", "the root", "a leaf"],
)  # fmt: skip
def test_kinship_in_a_tree(word: str, kin: dict[str, str]) -> None:
    """The subject of an ordering is the object's sister, that of a controlled verb its head's object."""
    heads, labels = torch.tensor([HEADS]), torch.tensor([[DEPRELS.index(label) for label in LABELS]])
    places = torch.arange(len(WORDS))[None]
    (row,) = kinship(torch.tensor([WORDS.index(word)]), places, heads, labels, len(DEPRELS)).tolist()
    assert dict(zip(WORDS, map(told, row), strict=True)) == kin


def test_kinship_of_chosen_words_of_several_triggers() -> None:
    heads, labels = torch.tensor([HEADS] * 2), torch.tensor([[DEPRELS.index(label) for label in LABELS]] * 2)
    found = kinship(torch.tensor([5, 1]), torch.tensor([[8, 3], [0, 1]]), heads, labels, len(DEPRELS)).tolist()
    assert [[told(number) for number in row] for row in found] == [
        ["its dependent: obj", "of its head: obj"],
        ["its dependent: nsubj", "itself"],
    ]


@pytest.mark.parametrize(
    ("name", "word", "words", "seen", "there"),
    [
        ("in the middle", 4, 9, [2, 3, 4, 5, 6], [1, 1, 1, 1, 1]),
        ("at the start: what lies before is not made up for", 1, 9, [0, 1, 2, 3, 4], [1, 1, 1, 1, 1]),
        ("at the end", 8, 9, [6, 7, 8, 8, 8], [1, 1, 1, 0, 0]),
        ("before padding", 4, 6, [2, 3, 4, 5, 6], [1, 1, 1, 1, 0]),
    ],
)
def test_the_words_around_a_trigger(name: str, word: int, words: int, seen: list[int], there: list[int]) -> None:
    mask = torch.tensor([[1] * words + [0] * (9 - words)])
    places, inside = places_around(torch.tensor([word]), mask, 2, 5)
    assert places.tolist() == [seen]
    assert inside.tolist() == [there]


def test_a_window_shorter_than_the_reach() -> None:
    places, inside = places_around(torch.tensor([0, 2]), torch.ones(2, 3, dtype=torch.long), 1, 5)
    assert places.tolist() == [[0, 1, 2, 2, 2], [1, 2, 2, 2, 2]]
    assert inside.tolist() == [[1, 1, 1, 0, 0], [1, 1, 0, 0, 0]]

"""Texts with other words in them: which words may stand for which, and what stays as it is."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence

import pytest

torch = pytest.importorskip("torch", reason="torch is not installed: the train extra is needed to test training")
pytest.importorskip("safetensors", reason="safetensors is not installed: the train extra is needed to test training")

from reportedly.model.parse import Parse  # noqa: E402
from reportedly.text import Span  # noqa: E402
from training.variants import Neighbours, variant  # noqa: E402

TEXT = "Rebels attacked  Syria;\nSyria SAID so."
TAGS = ("NOUN", "VERB", "PROPN", "PUNCT", "PROPN", "VERB", "ADV", "PUNCT")
NEAR = {
    ("rebels", "NOUN"): [("guerrillas", 0.6)],
    ("attacked", "VERB"): [("ambushed", 0.5), ("stormed", 0.4)],
    ("syria", "PROPN"): [("lebanon", 0.5), ("iraq", 0.5), ("yemen", 0.5)],
    ("said", "VERB"): [("stated", 0.5)],
}


def read() -> Parse:
    words = tuple(Span(m.start(), m.end()) for m in re.finditer(r"\w+|[^\w\s]", TEXT))
    nothing = (0,) * len(words)
    return Parse(TEXT, words, ((0, len(words)),), TAGS, nothing, ("dep",) * len(words), (None,) * len(words), ())


def near(word: str, tag: str) -> Sequence[tuple[str, float]]:
    return NEAR.get((word, tag), ())


def many() -> list[str]:
    return [variant(TEXT, read(), near, random.Random(n)) for n in range(60)]


class TestVariant:
    def test_what_has_no_neighbours_stays(self) -> None:
        assert variant(TEXT, read(), lambda word, tag: (), random.Random(1)) == TEXT

    def test_same_chance_same_text(self) -> None:
        assert many() == many()

    def test_words_become_their_neighbours_and_what_stands_between_stays(self) -> None:
        shape = re.compile(
            r"(Rebels|Guerrillas) (attacked|ambushed|stormed)  (\w+);\n(\w+) (SAID|STATED) so\.", re.DOTALL
        )
        met = [shape.fullmatch(text) for text in many()]
        assert all(met)
        for place, words in ((1, 2), (2, 3), (3, 4), (5, 2)):
            assert len({m.group(place) for m in met if m}) == words

    def test_a_name_is_the_same_one_throughout(self) -> None:
        for text in many():
            one, other = re.findall(r"Syria|Lebanon|Iraq|Yemen", text)
            assert one == other


WORDS = ("attacked", "attacks", "ambushed", "table")
BORNE = {
    "attacked": frozenset({"VERB VBD", "VERB VBN"}),
    "attacks": frozenset({"VERB VBZ", "NOUN NNS"}),
    "ambushed": frozenset({"VERB VBD"}),
    "table": frozenset({"NOUN NN"}),
}
DIRECTIONS = ((1.0, 0.0), (0.9, 0.436), (0.8, 0.6), (0.0, 1.0))


class TestNeighbours:
    @pytest.mark.parametrize(
        ("word", "tag", "found"),
        [
            pytest.param("attacked", "VERB", ["ambushed"], id="a form of the same kind"),
            pytest.param("attacks", "VERB", [], id="no form of that kind is near"),
            pytest.param("attacked", "NOUN", [], id="not what the word can be"),
            pytest.param("parliament", "NOUN", [], id="an unknown word"),
        ],
    )
    def test_of(self, word: str, tag: str, found: list[str]) -> None:
        # A table of as many rows as are looked at, most of them words that are near nothing.
        rest = tuple(f"w{n}" for n in range(80))
        directions = torch.tensor([*DIRECTIONS, *([-1.0, 0.0] for _ in rest)])
        words = (*WORDS, *rest)
        known = Neighbours(words, {w: n for n, w in enumerate(words)}, directions, BORNE)
        assert [w for w, _ in known.of(word, tag)] == found

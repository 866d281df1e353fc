"""What the signs of parties count beside the model, the least of what does nearly as well as the best; and which words
are right."""

from __future__ import annotations

from dataclasses import dataclass
from types import SimpleNamespace

import pytest

pytest.importorskip("torch")

from reportedly.text import Span
from training.parties import NEARLY, _best, right


@pytest.mark.parametrize(
    ("scores", "best"),
    [
        pytest.param({(1.0, 0.0): 0.672, (0.5, 0.3): 0.680, (1.0, 0.7): 0.690}, (1.0, 0.7), id="the best"),
        pytest.param({(0.5, 0.3): 433 / 625, (0.5, 1.0): 435 / 625}, (0.5, 0.3), id="two acts of so many are nothing"),
        pytest.param({(0.5, 0.3): 432 / 625, (0.5, 1.0): 435 / 625}, (0.5, 1.0), id="three are something"),
        pytest.param(
            {(0.3, 0.3): 0.690, (0.5, 0.3): 0.691}, (0.5, 0.3), id="of those that trust signs as much the best"
        ),
    ],
)
def test_what_the_signs_count(scores: dict[tuple[float, float], float], best: tuple[float, float]) -> None:
    assert 2 / 625 < NEARLY < 3 / 625
    assert _best({shares: (0.0, score) for shares, score in scores.items()}, 1) == best


@dataclass(frozen=True)
class _Bearings:
    """Who is read to be named at which word."""

    names: dict[int, str]

    def mention(self, word: int) -> SimpleNamespace:
        return SimpleNamespace(name=self.names.get(word))


@dataclass(frozen=True)
class _Read:
    bearings: _Bearings

    def heads(self, span: Span) -> list[int]:
        return [span.start]


@pytest.mark.parametrize(
    ("party", "word", "is_right"),
    [
        pytest.param({"span": [3, 4], "name": "Peru"}, 3, True, id="the word that gold marks"),
        pytest.param({"span": [3, 4], "name": "Peru"}, 9, True, id="another that names whom gold names"),
        pytest.param({"span": [5, 6], "name": None}, 9, False, id="somebody without a name, elsewhere"),
        pytest.param({"span": [3, 4]}, 9, True, id="gold knows no names: another that names the same"),
        pytest.param({"span": [5, 6]}, 9, False, id="gold knows no names, and its word has none"),
        pytest.param({"span": [3, 4]}, 7, False, id="gold knows no names, and the word is another's"),
        pytest.param(None, 9, False, id="nobody"),
    ],
)
def test_whom_gold_means(party: dict[str, object] | None, word: int, is_right: bool) -> None:
    one = _Read(_Bearings({3: "Peru", 7: "Chile", 9: "Peru"}))
    assert right(one, word, [{"actor": party}], "actor") is is_right  # type: ignore[arg-type]

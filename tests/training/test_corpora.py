"""Annotations → what the model is taught of them."""

from __future__ import annotations

import pytest

from training.corpora import GoldAttribution, together

CUE, CONTENT = ((6, 7),), ((7, 12),)


def said(source: tuple[int, int] | None, anchor: int = 6) -> GoldAttribution:
    return GoldAttribution(anchor, 1, (source,) if source else (), ((anchor, anchor + 1),), CONTENT)


@pytest.mark.parametrize(
    ("sources", "taught"),
    [
        pytest.param([(0, 1), (2, 3)], [(0, 3)], id="two with an and between them"),
        pytest.param([(0, 1), (2, 3), (4, 6)], [(0, 6)], id="three in a list"),
        pytest.param([(2, 3), (0, 1)], [(0, 3)], id="in whatever order they are annotated"),
        pytest.param([(0, 1), (5, 6)], [(0, 1), (5, 6)], id="two with words of their own between them"),
        pytest.param([(0, 4), (2, 4)], [(0, 4), (2, 4)], id="one within the other"),
        pytest.param([None, (0, 1)], [None, (0, 1)], id="nobody, and somebody"),
    ],
)
def test_who_is_named_together_is_taught_together(
    sources: list[tuple[int, int] | None], taught: list[tuple[int, int] | None]
) -> None:
    found = together([said(source) for source in sources])
    assert [a.source[0] if a.source else None for a in found] == taught


def test_cues_of_their_own_stay_apart() -> None:
    found = together([said((0, 1), anchor=3), said((2, 3), anchor=6)])
    assert len(found) == 2

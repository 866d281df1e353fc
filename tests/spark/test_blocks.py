"""Which reports share a block, and which tellings a part of the graph: without Spark."""

from __future__ import annotations

import itertools

import pytest

pytest.importorskip("pyspark")

from reportedly.spark.blocks import Stretch, stretches
from reportedly.spark.parts import Parts

BLOCKS: dict[str, tuple[list[tuple[str, int]], list[Stretch]]] = {
    "nothing told": ([], []),
    "quiet days share a block": ([("1", 3), ("2", 4)], [Stretch("1", 0, 1), Stretch("2", 0, 1)]),
    "a block is full": ([("1", 6), ("2", 4), ("3", 1)], [Stretch("1", 0, 1), Stretch("2", 0, 1), Stretch("3", 1, 1)]),
    "what does not fit begins the next one": ([("1", 6), ("2", 5)], [Stretch("1", 0, 1), Stretch("2", 1, 1)]),
    "a day with too many has several to itself": (
        [("1", 2), ("2", 21), ("3", 2)],
        [Stretch("1", 0, 1), Stretch("2", 1, 3), Stretch("3", 4, 1)],
    ),
    "days in any order": ([("2", 4), ("1", 7)], [Stretch("1", 0, 1), Stretch("2", 1, 1)]),
}


@pytest.mark.parametrize(("counts", "expected"), BLOCKS.values(), ids=BLOCKS)
def test_blocks_are_stretches_of_days(counts: list[tuple[str, int]], expected: list[Stretch]) -> None:
    assert stretches(counts, size=10) == expected


LINKS: dict[str, tuple[list[str], set[str]]] = {
    "one link": (["ab"], {"ab"}),
    "a chain": (["bc", "ab", "cd"], {"abcd"}),
    "two parts": (["ab", "cd"], {"ab", "cd"}),
    "two parts that a later link joins": (["ab", "cd", "bd"], {"abcd"}),
    "a ring": (["ab", "bc", "ca"], {"abc"}),
}


@pytest.mark.parametrize(("links", "expected"), LINKS.values(), ids=LINKS)
def test_parts_are_the_same_in_any_order_of_links(links: list[str], expected: set[str]) -> None:
    for order in itertools.permutations(links):
        parts = Parts()
        joined = sum(parts.join(one, other) for one, other in order)
        by_top: dict[str, str] = {}
        for one in parts.members():
            by_top[parts.top(one)] = by_top.get(parts.top(one), "") + one
        assert set(by_top.values()) == expected
        assert all(top == min(group) for top, group in by_top.items())
        assert joined == len(parts.members()) - len(expected)

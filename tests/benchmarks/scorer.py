"""A stand-in for `score_records.py`, which is no part of the project: the functions that the benchmarks call."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

Row = dict[str, Any]
Spans = Sequence[Sequence[int]]


def load(path: str) -> tuple[dict[str, list[Row]], dict[str, Row]]:
    rows = [json.loads(line) for line in Path(path).read_text("utf-8").splitlines()]
    kinds = ("article", "statement", "event", "figure", "flaw")
    return {kind: [r for r in rows if r["kind"] == kind] for kind in kinds}, {r["id"]: r for r in rows if "id" in r}


def iou(a: Spans, b: Spans) -> float:
    one, other = ({i for start, end in spans for i in range(start, end)} for spans in (a, b))
    return len(one & other) / len(one | other) if one | other else 0.0


def overlap(a: Sequence[int] | None, b: Sequence[int] | None) -> bool:
    return a is not None and b is not None and a[0] < b[1] and b[0] < a[1]


def near(g: Sequence[int], p: Sequence[int]) -> bool:
    return overlap(g, p)


def same_party(g: Row | None, p: Row | None) -> bool:
    return g is p if g is None or p is None else overlap(g["span"], p["span"])


def pair(gold: list[Row], read: list[Row], score: Callable[[Row, Row], float]) -> list[tuple[Row, Row]]:
    left, right, pairs = set(range(len(gold))), set(range(len(read))), []
    options = [(score(g, p), i, j) for i, g in enumerate(gold) for j, p in enumerate(read)]
    for value, i, j in sorted(options, reverse=True):
        if value > 0 and i in left and j in right:
            left.remove(i), right.remove(j), pairs.append((gold[i], read[j]))
    return pairs


def statement_score(g: Row, p: Row) -> float:
    return iou(g["content"], p["content"])


def score(gold_path: str, read_path: str, counts: Counter[str]) -> None:
    """Events only: how many there are in the gold."""
    counts["event gold"] += len(load(gold_path)[0]["event"])


def check(path: str) -> list[str]:
    """Of `check_records.py`: nothing is ever wrong."""
    return []

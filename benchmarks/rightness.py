"""Which records of an article are right: one rule for each kind, for whoever asks how often the reading errs.

statement  its content is that of a gold statement (half of the characters or more), and source and stance are right
event      it is told right: trigger, type, both parties, status and voice
figure     its words meet those of a gold figure, and value, low, high, unit and measure are right

As `score_records.py` has it, which pairs what was read with what is gold.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from types import ModuleType
from typing import Any, Literal

from benchmarks.judging import Judged
from benchmarks.losses import compare

Row = dict[str, Any]
Kind = Literal["statement", "event", "figure"]
KINDS: tuple[Kind, ...] = ("statement", "event", "figure")

_FIGURE = ("value", "low", "high", "unit", "measure")


@dataclass(frozen=True, slots=True)
class Pair:
    """A record that was read beside the gold one that it stands for; either is None where there is none.

    `found`: whether a part of it is right at least: of a statement what is said, of an event the type, of a figure
    its place. `right`: whether all of it is.
    """

    kind: Kind
    gold: Row | None
    read: Row | None
    found: bool
    right: bool


def pairs_of(scorer: ModuleType, judged: Judged) -> Iterator[Pair]:
    """Every record of an article, gold and read: events, then statements, then figures."""
    events = compare(scorer, judged.gold, judged.predicted)
    for fate in events.fates:
        yield Pair("event", fate.gold, fate.read, fate.typed, fate.told_right)
    for _, row in events.false:
        yield Pair("event", None, row, False, False)
    (gold, _), (read, _) = scorer.load(str(judged.gold)), scorer.load(str(judged.predicted))
    statements = scorer.pair(gold["statement"], read["statement"], scorer.statement_score)
    yield from _laid("statement", gold, read, statements, lambda g, p: _statement_right(scorer, g, p))
    figures = scorer.pair(gold["figure"], read["figure"], lambda g, p: scorer.iou([g["span"]], [p["span"]]))
    yield from _laid("figure", gold, read, figures, lambda g, p: all(g[one] == p[one] for one in _FIGURE))


def _laid(kind: Kind, gold: Any, read: Any, paired: Any, right: Any) -> Iterator[Pair]:
    partners = {id(p): g for g, p in paired}
    for p in read[kind]:
        g = partners.get(id(p))
        yield Pair(kind, g, p, g is not None, g is not None and bool(right(g, p)))
    taken = {id(g) for g in partners.values()}
    for g in gold[kind]:
        if id(g) not in taken:
            yield Pair(kind, g, None, False, False)


def _statement_right(scorer: ModuleType, g: Row, p: Row) -> bool:
    """Whether a statement that was found has its stance, and its source as `score_records.py` takes it."""
    if g["stance"] != p["stance"]:
        return False
    a, b = g["source"], p["source"]
    return bool(scorer.same_party(a, b) or (a and b and scorer.overlap(a["span"], b["span"])))

"""What persons have decided of links between tellings, as the tables keep it."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from dataclasses import dataclass

__all__ = ["Decided", "decided"]

Place = tuple[int, int]
"""The number of a report, and that of an event in it."""


@dataclass(frozen=True, slots=True)
class Decided:
    """Pairs of tellings that a person has confirmed as one incident, and pairs that one has cut."""

    same: tuple[tuple[Place, Place], ...] = ()
    apart: tuple[tuple[Place, Place], ...] = ()


def decided(db: sqlite3.Connection) -> Decided:
    """The standing verdicts on links whose words stand in the ledger. A verdict tells of the words, and so of every
    report that has them: of two that do, each pair is meant. Of several verdicts on one pair the last counts."""
    query = """
        SELECT verdicts.number, decision, side, reports.number, n
        FROM verdicts JOIN verdict_places ON verdict = verdicts.number AND verdict_places.until IS NULL
            JOIN texts ON texts.id = verdict_places.article JOIN reports ON reports.text = texts.number
        WHERE verdicts.until IS NULL AND link = 'same incident' AND decision IN ('right', 'wrong')
            AND lost IS NULL AND n IS NOT NULL
        ORDER BY verdicts.at, verdicts.number, side, reports.number
    """
    sides: defaultdict[tuple[int, str], tuple[list[Place], list[Place]]] = defaultdict(lambda: ([], []))
    for verdict, decision, side, report, n in db.execute(query):
        sides[verdict, decision][side].append((report, n))
    pairs: dict[tuple[Place, Place], str] = {}
    for (_, decision), (ones, others) in sides.items():
        for one in ones:
            for other in others:
                if one != other:
                    pairs[min(one, other), max(one, other)] = decision
    same, apart = (tuple(pair for pair, last in pairs.items() if last == decision) for decision in ("right", "wrong"))
    return Decided(same, apart)

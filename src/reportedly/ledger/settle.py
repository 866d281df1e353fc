"""After reports have come: what follows from them is brought up to date, within the same transaction.

Each stage is a function over the tables that it keeps (see `data/ledger/0002.sql`) and the reports that are new or
changed. A stage sees only what it needs of the rest, through its own keys, so that a thousand more reports cost as much
in a large ledger as in a small one. Where a stage is new, or its rules are (`version`), it is given the reports that
were there before, some hundreds at a time.
"""

from __future__ import annotations

from collections.abc import Sequence

from .stages import STAGES, Stage, Work
from .writing import Writing

__all__ = ["CATCH_UP", "STAGES", "Stage", "Work", "catch_up", "settle"]

CATCH_UP = 200
"""Reports that a stage which has fallen behind is given in one transaction."""


def settle(writing: Writing, reports: Sequence[int], stages: Sequence[Stage] | None = None) -> None:
    """Run every stage that is not behind on `reports`, the numbers of those that are new or changed.

    A stage that is behind is left to `catch_up`, which comes to them in their turn.
    """
    if not reports:
        return
    fresh, before, last = sorted(set(reports)), _last_before(writing), _last(writing)
    for stage in STAGES if stages is None else stages:
        done = _done(writing, stage)
        if done >= before:
            stage.work(writing, fresh)
            _note(writing, stage, last)
        elif had := [number for number in fresh if number <= done]:
            stage.work(writing, had)


def catch_up(writing: Writing, stages: Sequence[Stage] | None = None) -> int:
    """One step for the first stage that is behind: how many reports it was given, 0 where none is."""
    last = _last(writing)
    stages = STAGES if stages is None else stages
    for at, stage in enumerate(stages):
        done = _done(writing, stage)
        if done >= last:
            continue
        query = "SELECT number FROM reports WHERE number > ? ORDER BY number LIMIT ?"
        behind = [number for (number,) in writing.db.execute(query, (done, CATCH_UP))]
        stage.work(writing, behind)
        _note(writing, stage, behind[-1])
        # What rests on it is brought up to date with it, so that nobody sees the one without the other.
        for later in stages[at + 1 :]:
            met = _done(writing, later)
            if had := [number for number in behind if number <= met]:
                later.work(writing, had)
        return len(behind)
    return 0


def _last(writing: Writing) -> int:
    return int(writing.db.execute("SELECT coalesce(max(number), 0) FROM reports").fetchone()[0])


def _last_before(writing: Writing) -> int:
    """The last report that was there before this transaction."""
    query = "SELECT coalesce(max(number), 0) FROM reports WHERE since < ?"
    return int(writing.db.execute(query, (writing.moment,)).fetchone()[0])


def _done(writing: Writing, stage: Stage) -> int:
    row = writing.db.execute("SELECT version, done FROM stages WHERE name = ?", (stage.name,)).fetchone()
    return int(row[1]) if row is not None and row[0] == stage.version else 0


def _note(writing: Writing, stage: Stage, done: int) -> None:
    writing.db.execute(
        "INSERT INTO stages (name, version, done) VALUES (?, ?, ?) "
        "ON CONFLICT (name) DO UPDATE SET version = excluded.version, done = excluded.done",
        (stage.name, stage.version, done),
    )

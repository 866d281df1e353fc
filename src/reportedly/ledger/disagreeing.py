"""What two readers tell otherwise, as a person should look at it next: the differences that `reportedly compare` kept
beside a ledger (`differences.py`), record by record, those first on which most rests.

Only differences in records of the reading that the ledger now has are asked about; what the other reader alone has, no
verdict can be on, and it is told beside them.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from .differences import Kept, kept
from .reviewing import Doubtful, Progress, is_judged, rests_on

__all__ = ["Disagreement", "Disagreements", "disagreements"]


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A record that is there, and what another reader says of it. `reader`: the name of the other; `lacking`: it does
    not have the record at all; `says`: field, what the ledger's reading says, what the other says."""

    item: Doubtful
    reader: str
    lacking: bool
    says: tuple[tuple[str, str | None, str | None], ...]


@dataclass(frozen=True, slots=True)
class Disagreements:
    """Some of what is to be looked at, in order; `alone`: what the other readers alone have."""

    items: tuple[Disagreement, ...]
    more: bool
    progress: Progress
    alone: tuple[Kept, ...]


def disagreements(db: sqlite3.Connection, path: str, skip: int = 0, limit: int = 20) -> Disagreements:
    """What is kept beside the ledger at `path`, `limit` after the first `skip` of what nobody has judged.

    Raises LedgerError where the file of differences is broken.
    """
    told: dict[tuple[str, str, int, str], list[Kept]] = {}
    alone: list[Kept] = []
    for one in kept(path):
        number = one.difference.one
        if number is None:
            alone.append(one)
        else:
            told.setdefault((one.article, one.difference.kind, number, one.readers[1]), []).append(one)
    judged, open_ = 0, []
    for (_, _, number, reader), those in told.items():
        reading = _reading(db, those[0])
        if reading is None:
            continue
        if is_judged(db, those[0].difference.kind, reading, number):
            judged += 1
            continue
        open_.append(_disagreement(db, those, reading, number, reader))
    ranked = sorted(open_, key=lambda one: (-one.item.worth, one.item.records, one.reader))
    progress = Progress(judged, judged + len(ranked))
    return Disagreements(tuple(ranked[skip : skip + limit]), len(ranked) > skip + limit, progress, tuple(alone))


def _reading(db: sqlite3.Connection, one: Kept) -> int | None:
    """The reading of the text that the ledger has, None where it is by another reader than was compared."""
    query = (
        "SELECT g.number FROM texts t JOIN reports r ON r.text = t.number JOIN readings g ON g.number = r.reading "
        "WHERE t.id = ? AND g.model = ? ORDER BY r.published IS NULL, r.published, r.id LIMIT 1"
    )
    found = db.execute(query, (one.article, one.readers[0])).fetchone()
    return None if found is None else int(found[0])


def _disagreement(
    db: sqlite3.Connection, those: Sequence[Kept], reading: int, number: int, reader: str
) -> Disagreement:
    kind = those[0].difference.kind
    query = "SELECT id FROM reports WHERE reading = ? ORDER BY published IS NULL, published, id LIMIT 1"
    (report,) = db.execute(query, (reading,)).fetchone()
    rests, worth = rests_on(db, kind, reading, number)
    item = Doubtful(kind, (f"{report}:{kind[0]}{number}",), 0.5, rests, worth)
    says = tuple((d.field, *d.says) for d in (one.difference for one in those) if d.field is not None)
    return Disagreement(item, reader, not says, says)

"""Is a ledger sound? All of it is read, and every promise that it makes of itself is tried.

Nothing is written. Each check is a function that yields what is wrong, some rows at a time.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from . import check_forms, check_places, check_records
from .faults import faults_told
from .settle import STAGES
from .unsound import Unsound

if TYPE_CHECKING:
    from .store import Ledger

__all__ = ["Unsound", "unsound"]

_READ: tuple[Callable[[sqlite3.Connection], Iterator[Unsound]], ...] = (
    check_forms.kinds, check_forms.forms,
    check_records.texts, check_records.words, check_records.reports, check_records.pages, check_records.readings,
)  # fmt: skip
_FOLLOWS = (
    check_places.places, check_places.history, check_places.copies, check_places.corrections, check_places.verdicts,
)  # fmt: skip


def unsound(ledger: Ledger, *, quick: bool = False) -> Iterator[Unsound]:
    """All that is wrong with a ledger, nothing where it is sound: of one moment, also while others write to it.

    `quick`: incidents are not summed up again, which takes two thirds of the time. Raises LedgerError where the file
    cannot be read at all.
    """
    db = ledger.db
    with faults_told(ledger.path):
        # What SQLite sorts for this may be as large as the ledger, and is not held in memory.
        db.execute("PRAGMA temp_store = FILE")
        db.execute("BEGIN")
        try:
            damaged = False
            for one in _file(db):
                damaged = True
                yield one
            for one in check_forms.schemas(db):
                damaged = True
                yield one
            behind = list(_stages(db))
            yield from behind
            # What follows is tried only where it was worked out: else every report would be told of.
            follows = () if behind else (*_FOLLOWS, *(() if quick else (check_places.sums,)))
            for check in (*_READ, *follows):
                yield from _tried(db, check, damaged)
        finally:
            if db.in_transaction:
                db.execute("ROLLBACK")
            db.execute("PRAGMA temp_store = MEMORY")


def _tried(
    db: sqlite3.Connection, check: Callable[[sqlite3.Connection], Iterator[Unsound]], damaged: bool
) -> Iterator[Unsound]:
    name = f"{check.__module__.rpartition('_')[2]}, {check.__name__}"
    try:
        yield from check(db)
    except sqlite3.DatabaseError as error:
        if not damaged and isinstance(error, sqlite3.OperationalError):
            raise
        yield Unsound("the file", f"could not be tried to the end ({name}): {error}")
    except (ValueError, KeyError, TypeError, IndexError, AttributeError, AssertionError) as error:
        # What is damaged in one table may trip whoever reads another.
        yield Unsound("the ledger", f"could not be tried to the end ({name}): {type(error).__name__}: {error}")


def _file(db: sqlite3.Connection) -> Iterator[Unsound]:
    for (told,) in db.execute("PRAGMA integrity_check(100)"):
        if told != "ok":
            yield Unsound("the file", " ".join(str(told).split()))
    for table, row, parent, _ in db.execute("PRAGMA foreign_key_check"):
        yield Unsound(f"a row of {table}" if row is None else f"row {row} of {table}", f"belongs to no row of {parent}")


def _stages(db: sqlite3.Connection) -> Iterator[Unsound]:
    (last,) = db.execute("SELECT coalesce(max(number), 0) FROM reports").fetchone()
    noted = {name: (version, done) for name, version, done in db.execute("SELECT name, version, done FROM stages")}
    for stage in STAGES:
        version, done = noted.get(stage.name, (None, 0))
        if version != stage.version and last:
            rules = "not worked out yet" if version is None else "worked out by other rules"
            yield Unsound(f"stage {stage.name}", f"was {rules}; `reportedly add` brings it up to date")
        elif done < last:
            yield Unsound(f"stage {stage.name}", f"has come to report {done} of {last}; `reportedly add` goes on")
        elif done > last:
            yield Unsound(f"stage {stage.name}", f"is said to have come to report {done}, and there are {last}")

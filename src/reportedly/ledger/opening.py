"""Opening a ledger's file: is it one, of which version, and bring it up to ours.

A ledger is an SQLite database that bears our `application_id`; its `user_version` is the number of the last file of
`data/ledger/` that was run on it.
"""

from __future__ import annotations

import contextlib
import os
import re
import sqlite3
import time
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

from ..errors import InvariantError, LedgerBusyError, LedgerError, LedgerVersionError
from ..sums import packaged

__all__ = [
    "APPLICATION",
    "begin",
    "check_whole",
    "identity",
    "latest_version",
    "open_to_read",
    "open_to_write",
    "put_back",
    "schema",
    "sees_others",
]

APPLICATION = 0x52505444
"""`RPTD` in ASCII."""

PAGE_CACHE = 64 * 1024
"""KiB of the file that a connection keeps in memory."""

_STEP = 200
"""Milliseconds that are waited for others without a look at what else there is."""

_AS_WE_WORK = (
    "PRAGMA foreign_keys = ON",
    # A commit that was reported stays, also where the power goes.
    "PRAGMA synchronous = FULL",
    f"PRAGMA cache_size = -{PAGE_CACHE}",
    "PRAGMA temp_store = MEMORY",
    "PRAGMA wal_autocheckpoint = 4000",
    f"PRAGMA journal_size_limit = {64 * 1024 * 1024}",
)


_TIDYING = 10.0
"""Seconds that putting a log back may take at most: it is bounded (`journal_size_limit`), and a busy disk is slow."""


def open_to_write(path: str, wait: float) -> sqlite3.Connection:
    """The ledger at `path`, made where there is none, and brought up to this version.

    `wait`: seconds to wait for others that write. Raises LedgerError, and sqlite3.DatabaseError (see `faults`).
    """
    db = _connect(path, "rwc", wait)
    try:
        _check_that_it_is_ours(db, path)
        _keep_a_log(db, path, wait)
        _migrate(db, path)
        return _as_we_work(db)
    except BaseException:
        db.close()
        raise


def open_to_read(path: str, wait: float, *, any_thread: bool = False) -> sqlite3.Connection:
    """The ledger at `path`, which is never changed but to bring it up to this version. Raises as `open_to_write`.

    `any_thread`: threads may use it one after the other, and never at once."""
    if not os.path.exists(path):
        raise LedgerError(f"{path}: no such ledger")
    db = _connect_to_read(path, wait, any_thread)
    try:
        version = _check_that_it_is_ours(db, path)
        if version == 0:
            raise LedgerError(f"{path}: is not a ledger")
        if version < latest_version():
            db.close()
            _bring_up(path, wait)
            db = _connect_to_read(path, wait, any_thread)
        return _as_we_work(db)
    except BaseException:
        db.close()
        raise


def sees_others(db: sqlite3.Connection) -> bool:
    """Whether what others write is seen through a connection that was opened to read. Where nothing beside the file
    could be written, SQLite was told that it does not change."""
    return bool(_pragma(db, "query_only"))


def put_back(db: sqlite3.Connection) -> None:
    """Put the log of somebody who wrote back into the file, before letting go of it.

    Whoever is the last to let go does so too, but keeps everybody out meanwhile: for as long as a busy disk takes for
    megabytes. Here readers come and go, and little is left to do for the last one.
    """
    # What cannot be put back now stays in the log, and is put back by the next one.
    with contextlib.suppress(sqlite3.Error):
        if not db.in_transaction and not _pragma(db, "query_only"):
            db.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()


def begin(db: sqlite3.Connection, wait: float) -> None:
    """Begin a transaction that writes, once nobody else has one, for `wait` seconds at most.

    A little at a time, because SQLite hears no Ctrl-C while it waits. Raises sqlite3.OperationalError.
    """
    until = time.monotonic() + wait
    (usual,) = db.execute("PRAGMA busy_timeout").fetchone()
    db.execute(f"PRAGMA busy_timeout = {min(_STEP, usual)}")
    try:
        while True:
            try:
                db.execute("BEGIN IMMEDIATE")
                return
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() >= until:
                    raise
    finally:
        db.execute(f"PRAGMA busy_timeout = {usual}")


def latest_version() -> int:
    """The version of the ledgers that we write."""
    return len(_scripts())


@lru_cache(maxsize=1)
def schema() -> dict[str, tuple[str, str]]:
    """What this version is made of: tables, indexes, triggers and views by name, each with its kind and SQL."""
    db = sqlite3.connect(":memory:", isolation_level=None)
    try:
        _migrate(db, ":memory:")
        rows = db.execute("SELECT name, type, sql FROM sqlite_master WHERE sql IS NOT NULL")
        return {name: (kind, sql) for name, kind, sql in rows}
    finally:
        db.close()


@lru_cache(maxsize=1)
def _scripts() -> tuple[str, ...]:
    folder = files("reportedly") / "data" / "ledger"
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".sql"))
    return tuple(packaged(f"ledger/{name}").decode("utf-8") for name in names)


def _connect(path: str, mode: str, wait: float, any_thread: bool = False) -> sqlite3.Connection:
    if os.path.isdir(path):
        raise LedgerError(f"{path}: is a folder, and no ledger")
    address = f"{Path(os.path.abspath(path)).as_uri()}?mode={mode}"
    # Without an isolation level, transactions begin and end where we say so.
    db = sqlite3.connect(address, uri=True, timeout=wait, isolation_level=None, check_same_thread=not any_thread)
    # The file may come from anybody. What its schema says calls no function that could do harm, and a page of it is
    # looked at before it is used.
    db.execute("PRAGMA trusted_schema = OFF")
    db.execute("PRAGMA cell_size_check = ON")
    return db


def _connect_to_read(path: str, wait: float, any_thread: bool) -> sqlite3.Connection:
    """A connection that cannot write. Where the file system lets it, it still tidies up: whoever is the last to let go
    of a ledger puts its log back into the file. For that moment, or while what a killed writer left is put right,
    nobody can open it: this alone is waited for, whatever `wait` says."""
    db = _connect(path, "rw", max(wait, _TIDYING), any_thread)
    try:
        db.execute("SELECT count(*) FROM sqlite_master").fetchone()
        db.execute("PRAGMA query_only = ON")
    except sqlite3.OperationalError as error:
        db.close()
        # On a disk that nobody can write to, readers cannot agree on where they are, and need not: nothing moves.
        cannot = error.sqlite_errorcode & 0xFF in {sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY}
        if not cannot:
            raise
        if _has_a_log(path):
            raise LedgerError(
                f"{path}: cannot be read: what came last is in the log beside it (-wal), which has to be put back, "
                "and nothing can be written there; copy both to another disk"
            ) from error
        return _connect(path, "ro&immutable=1", wait, any_thread)
    except sqlite3.DatabaseError:
        db.close()
        raise
    return db


def _has_a_log(path: str) -> bool:
    try:
        return os.path.getsize(f"{path}-wal") > 0
    except OSError:
        return False


def _as_we_work(db: sqlite3.Connection) -> sqlite3.Connection:
    for setting in _AS_WE_WORK:
        db.execute(setting)
    return db


def _check_that_it_is_ours(db: sqlite3.Connection, path: str) -> int:
    """The version, 0 where the file is empty. Raises LedgerError for another program's file or a newer version's."""
    application, version = _pragma(db, "application_id"), _pragma(db, "user_version")
    if application != APPLICATION:
        (tables,) = db.execute("SELECT count(*) FROM sqlite_master").fetchone()
        if application or version or tables:
            raise LedgerError(f"{path}: is a database of another program, not a ledger")
        return 0
    if version > latest_version():
        raise LedgerVersionError(
            f"{path}: is a ledger of version {version}, made by a newer reportedly; this one knows versions up to "
            f"{latest_version()}"
        )
    return version


def _pragma(db: sqlite3.Connection, name: str) -> int:
    return int(db.execute(f"PRAGMA {name}").fetchone()[0])


def _keep_a_log(db: sqlite3.Connection, path: str, wait: float) -> None:
    """Write-ahead logging: readers see the last commit while somebody writes."""
    if db.execute("PRAGMA journal_mode").fetchone()[0] == "wal":
        return
    until = time.monotonic() + wait
    mode = None
    while mode is None:
        try:
            (mode,) = db.execute("PRAGMA journal_mode = WAL").fetchone()
        except sqlite3.OperationalError as error:
            # SQLite itself does not wait here, where another process does the same.
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                raise
            time.sleep(0.02)
    if mode != "wal":
        raise LedgerError(f"{path}: cannot be kept there: its file system has no shared memory (is it a network disk?)")


def _migrate(db: sqlite3.Connection, path: str) -> None:
    """Run what the ledger lacks, in one transaction. Another process may have been faster."""
    if _pragma(db, "user_version") == latest_version():
        return
    db.execute("BEGIN IMMEDIATE")
    try:
        version = _check_that_it_is_ours(db, path)
        for script in _scripts()[version:]:
            for statement in _statements(script):
                db.execute(statement)
        _name_keys(db)
        db.execute(f"PRAGMA application_id = {APPLICATION}")
        db.execute(f"PRAGMA user_version = {latest_version()}")
        db.execute("COMMIT")
    except BaseException:
        if db.in_transaction:
            db.execute("ROLLBACK")
        raise


def _name_keys(db: sqlite3.Connection) -> None:
    """Have every foreign key name the column that it refers to, which is always `number`. To SQLite it is the same
    key, but Datasette follows only one that is named.

    The first versions left it unsaid. What stands in the file is not touched by it, so it is put right in the text of
    the schema, as SQLite's documentation of ALTER TABLE has it, and not by writing every table anew. Some builds of
    SQLite do not let that be written: there it stays, and Datasette shows the views alone.
    """
    tables = [name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    for table in tables:
        keys = db.execute(f"PRAGMA foreign_key_list({table})").fetchall()
        for other in dict.fromkeys(other for _, _, other, _, to, *_ in keys if to is None):
            (sql,) = db.execute("SELECT sql FROM sqlite_master WHERE name = ?", (table,)).fetchone()
            named = re.sub(rf"\bREFERENCES {other}\b(?! *\()", f"REFERENCES {other} (number)", sql)
            try:
                db.execute("PRAGMA writable_schema = ON")
                db.execute("UPDATE sqlite_master SET sql = ? WHERE type = 'table' AND name = ?", (named, table))
            except sqlite3.DatabaseError:
                return
            finally:
                db.execute("PRAGMA writable_schema = OFF")


def _bring_up(path: str, wait: float) -> None:
    try:
        open_to_write(path, wait).close()
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY:
            raise LedgerBusyError(f"{path}: is locked: another program is writing to it") from error
        raise LedgerVersionError(
            f"{path}: is a ledger of an older version, and cannot be brought up to this one: it is read-only"
        ) from error


def _statements(script: str) -> list[str]:
    """The statements of a script, one by one: `executescript` would commit what is under way."""
    found: list[str] = []
    rest = ""
    for line in script.splitlines(keepends=True):
        rest += line
        if sqlite3.complete_statement(rest):
            found.append(rest)
            rest = ""
    if rest.strip():
        found.append(rest)
    return found


def identity(path: str) -> tuple[int, int] | None:
    """By which the file at a path is known for the same one, whatever it is called; None where there is none."""
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_dev, found.st_ino


def check_whole(db: sqlite3.Connection, path: str) -> None:
    """Read the whole file. Raises LedgerError where it is damaged, InvariantError where rows hang in the air."""
    (told,) = db.execute("PRAGMA integrity_check(1)").fetchone()
    if told != "ok":
        raise LedgerError(f"{path}: is damaged: {told}")
    astray = db.execute("PRAGMA foreign_key_check").fetchone()
    if astray is not None:
        raise InvariantError(f"{path}: a row of {astray[0]} belongs to no row of {astray[2]}")

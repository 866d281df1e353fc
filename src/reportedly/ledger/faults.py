"""What SQLite complains of, told in one line that a user can act on."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from ..errors import LedgerBusyError, LedgerError

__all__ = ["faults_told"]

_BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
_MEANINGS = {
    sqlite3.SQLITE_NOTADB: "is not a ledger",
    sqlite3.SQLITE_CORRUPT: "is damaged: take a copy from before, or save what is left with `sqlite3 FILE .recover`",
    sqlite3.SQLITE_FULL: "cannot be written: the disk is full; what was added before is safe",
    sqlite3.SQLITE_READONLY: "cannot be written: it is read-only",
    sqlite3.SQLITE_PERM: "cannot be opened: permission denied",
    sqlite3.SQLITE_IOERR: "cannot be read or written: the disk does not answer, or a limit on files is reached",
    sqlite3.SQLITE_TOOBIG: "cannot hold a text of that length",
    sqlite3.SQLITE_NOMEM: "cannot be used: not enough memory",
}
_DETAILS = {
    sqlite3.SQLITE_IOERR_SHMSIZE: "cannot be opened: the disk is full, and has no room for the file beside it (-shm)",
    sqlite3.SQLITE_READONLY_DBMOVED: "was moved or removed while it was in use",
    sqlite3.SQLITE_READONLY_DIRECTORY: "cannot be written: its folder is read-only",
}


@contextmanager
def faults_told(path: str) -> Iterator[None]:
    """Raise LedgerError, or LedgerBusyError, in the place of what SQLite raises for a file that cannot be used.

    Errors in our own statements go through as they are: they are bugs.
    """
    try:
        yield
    except sqlite3.DatabaseError as error:
        told = _told(error, path)
        if told is None:
            raise
        raise told from error


def _told(error: sqlite3.DatabaseError, path: str) -> LedgerError | None:
    code = getattr(error, "sqlite_errorcode", None)
    if code is None:
        return None
    if code & 0xFF in _BUSY:
        return LedgerBusyError(f"{path}: is locked: another program is writing to it")
    if code & 0xFF == sqlite3.SQLITE_CANTOPEN:
        return LedgerError(f"{path}: cannot be opened: {_why_not_opened(path)}")
    meaning = _DETAILS.get(code) or _MEANINGS.get(code & 0xFF)
    return LedgerError(f"{path}: {meaning}") if meaning else None


def _why_not_opened(path: str) -> str:
    if os.path.isdir(path):
        return "is a folder"
    folder = os.path.dirname(os.path.abspath(path))
    if not os.path.isdir(folder):
        return "its folder does not exist"
    if not os.path.exists(path):
        return "the file is not there, and cannot be made"
    return "permission denied"

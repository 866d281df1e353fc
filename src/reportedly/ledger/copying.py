"""A copy of a ledger's file that is sound, also while others write to it.

By SQLite's online backup, out of one transaction that reads: what others commit meanwhile is not in it. The copy is
made beside its place under another name, proved whole, and put there when all of it is on disk.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
from typing import TYPE_CHECKING

from ..errors import LedgerError
from .faults import faults_told

if TYPE_CHECKING:
    from .store import Ledger

__all__ = ["back_up"]

_PAGES = 4096
"""Pages of the file that are copied at a time: between them Ctrl-C is heard."""


def back_up(ledger: Ledger, target: str | os.PathLike[str], *, replace: bool = False) -> int:
    """Put a copy of the ledger, as it is now, at `target`: how many reports there are in it.

    `replace`: whether a file that is there may be replaced. Raises LedgerError where there is one and it may not, where
    it is the ledger itself or is in use, and where the copy cannot be written; then what was there is as it was.
    """
    place = os.path.realpath(target)
    _check(ledger, os.fspath(target), place, replace)
    folder, name = os.path.split(place)
    temporary = os.path.join(folder, f".{name}.{os.getpid()}.part")
    try:
        with faults_told(os.fspath(target)):
            count = _copy(ledger.db, temporary, os.fspath(target))
        _put(temporary, place, os.fspath(target), replace)
    except OSError as error:
        raise LedgerError(
            f"{os.fspath(target)}: cannot be written: {(error.strerror or str(error)).lower()}"
        ) from error
    finally:
        for ending in ("", "-wal", "-shm", "-journal"):
            with contextlib.suppress(OSError):
                os.unlink(f"{temporary}{ending}")
    return count


def _check(ledger: Ledger, target: str, place: str, replace: bool) -> None:
    if os.path.isdir(place):
        raise LedgerError(f"{target}: is a folder")
    if not os.path.isdir(os.path.dirname(place)):
        raise LedgerError(f"{target}: its folder does not exist")
    if os.path.exists(place):
        if os.path.samefile(place, ledger.path):
            raise LedgerError(f"{target}: is the ledger itself")
        if not replace:
            raise LedgerError(f"{target}: is there already; --force replaces it")
    # SQLite would take what stands in a log for the end of whatever file bears its name.
    if os.path.exists(f"{place}-wal") or os.path.exists(f"{place}-journal"):
        raise LedgerError(f"{target}: the log of another database lies beside it, which is in use or was cut off")


def _copy(db: sqlite3.Connection, temporary: str, target: str) -> int:
    # With our own rights, and for nobody else before it is in its place.
    os.close(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666))
    db.execute("BEGIN")
    try:
        (count,) = db.execute("SELECT count(*) FROM reports").fetchone()
        copy = sqlite3.connect(temporary, isolation_level=None)
        try:
            db.backup(copy, pages=_PAGES, sleep=0)
            copy.execute("PRAGMA journal_mode = DELETE")
            (told,) = copy.execute("PRAGMA quick_check(1)").fetchone()
        finally:
            copy.close()
    finally:
        db.execute("ROLLBACK")
    if told != "ok":
        raise LedgerError(f"{target}: is not written: the ledger is damaged: {told}")
    return int(count)


def _put(temporary: str, place: str, target: str, replace: bool) -> None:
    _on_disk(temporary, os.O_RDWR)
    if replace:
        os.replace(temporary, place)
    else:
        try:
            # Unlike a renaming, a link never takes the place of what somebody else has put there meanwhile.
            os.link(temporary, place)
        except FileExistsError:
            raise LedgerError(f"{target}: is there already; --force replaces it") from None
        except OSError:
            # A file system without links.
            if os.path.exists(place):
                raise LedgerError(f"{target}: is there already; --force replaces it") from None
            os.rename(temporary, place)
    with contextlib.suppress(OSError):
        _on_disk(os.path.dirname(place), os.O_RDONLY)


def _on_disk(path: str, flags: int) -> None:
    descriptor = os.open(path, flags)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

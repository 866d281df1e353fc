"""The ledger that a request is answered from."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager

from starlette.exceptions import HTTPException
from starlette.requests import Request

from ..ledger.faults import faults_told
from ..ledger.models import models_since
from ..ledger.store import Ledger

__all__ = ["WAIT", "Patience", "opened", "writing"]

WAIT = 5.0
"""Seconds that a page waits for others that write."""

LONGEST = 20.0
"""Seconds that the ledger is looked into for a page, or for the next piece of a download."""

_STEPS = 20_000
"""Of SQLite's own, between two looks at the clock: about a millisecond."""


class Patience:
    """How long an answer may still be looked for."""

    def __init__(self) -> None:
        self._until = 0.0
        self.anew()

    def anew(self) -> None:
        """As long again, from now on."""
        self._until = time.monotonic() + LONGEST

    def over(self) -> bool:
        return time.monotonic() > self._until


@contextmanager
def opened(request: Request, patience: Patience | None = None) -> Iterator[Ledger]:
    """The ledger as it is now: what others write meanwhile is not seen, so that a page is of one piece.

    Raises LedgerError where it cannot be read, HTTPException 503 where it is looked into for too long.
    """
    patience = patience or Patience()
    with request.app.state.ledgers.lent() as ledger:
        request.state.seen = ledger.state
        ledger.db.set_progress_handler(patience.over, _STEPS)
        try:
            with faults_told(ledger.path):
                _note_models(request, ledger)
                yield ledger
        except sqlite3.OperationalError as error:
            if getattr(error, "sqlite_errorcode", None) != sqlite3.SQLITE_INTERRUPT:
                raise
            line = f"This takes longer than {LONGEST:g} seconds to find: ask for less of it."
            raise HTTPException(503, line) from None
        finally:
            ledger.db.set_progress_handler(None, 0)


@contextmanager
def writing(request: Request) -> Iterator[Ledger]:
    """The ledger, to keep a decision in it: for handlers of `posted` only. Raises as `opened`, and LedgerBusyError
    where another program writes to it for longer than one waits."""
    with Ledger.open(request.app.state.ledger, "write", wait=WAIT) as ledger:
        yield ledger


def _note_models(request: Request, ledger: Ledger) -> None:
    """Keep in mind which models read what is shown: only what has come since the last page is gone through."""
    known, number = request.app.state.models
    with faults_told(ledger.path):
        new, last = models_since(ledger.db, number)
    if last != number:
        request.app.state.models = (known | set(new), last)

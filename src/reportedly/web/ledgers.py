"""The ledger that a request is answered from."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from starlette.requests import Request

from ..ledger.faults import faults_told
from ..ledger.models import models_since
from ..ledger.store import Ledger

__all__ = ["opened", "writing"]

WAIT = 5.0
"""Seconds that a page waits for others that write."""


@contextmanager
def opened(request: Request) -> Iterator[Ledger]:
    """The ledger as it is now: what others write meanwhile is not seen, so that a page is of one piece.

    Raises LedgerError where it cannot be read.
    """
    with Ledger.open(request.app.state.ledger, "read", wait=WAIT) as ledger:
        ledger.db.execute("BEGIN")
        _note_models(request, ledger)
        yield ledger


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

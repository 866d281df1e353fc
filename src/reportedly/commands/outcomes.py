"""What became of the articles that were given to a ledger: told as it comes, and counted."""

from __future__ import annotations

import sys
from collections.abc import Generator
from contextlib import AbstractContextManager, closing, nullcontext
from typing import TYPE_CHECKING

import click

from .common import BAD_INPUT, complain, report_failure

if TYPE_CHECKING:
    from ..ledger.arrivals import Outcome
    from ..ledger.store import Ledger
    from ..records import Failure
    from ..terminal.progress import Progress

__all__ = ["Outcomes"]

_TOLD = {
    "new": "added",
    "version": "added as another version",
    "reread": "read again",
    "known": "there already",
    "failed": "not read",
}


class Outcomes:
    """Says line by line what went wrong, shows how far it is where standard error is a terminal, and counts what became
    of each article."""

    def __init__(self) -> None:
        self.begin_anew()
        self._bar: Progress | None = None

    @property
    def exit_code(self) -> int:
        return BAD_INPUT if self.sums["failed"] else 0

    def begin_anew(self) -> None:
        """Count from nothing."""
        self.sums = dict.fromkeys(_TOLD, 0)

    def use_up(self, outcomes: Generator[Outcome, None, None], count: int | None) -> None:
        """Take all of them, to the last. `count`: how many there will be, where that is known."""
        from ..records import Failure

        with closing(outcomes), _progress(count) as self._bar:
            try:
                for one in outcomes:
                    if isinstance(one, Failure):
                        self.failed(one)
                        continue
                    with self._step(aside=one.remark is not None):
                        if one.remark is not None:
                            complain(f"{one.file or one.report}: {one.remark}")
                    self.sums[one.state] += 1
            finally:
                self._bar = None

    def failed(self, failure: Failure) -> None:
        """One that was not had or not read; also while others are used up."""
        with self._step(aside=True):
            report_failure(failure)
        self.sums["failed"] += 1

    def known(self, count: int) -> None:
        """So many were there already, and did not come."""
        self.sums["known"] += count

    def _step(self, aside: bool) -> AbstractContextManager[None]:
        return self._bar.step(aside) if self._bar else nullcontext()

    def say(self, ledger: Ledger, nothing: str) -> None:
        """One line on standard output with all that was counted; `nothing`: what it says where that is none."""
        told = ", ".join(f"{number} {_TOLD[state]}" for state, number in self.sums.items() if number)
        click.echo(f"{ledger.path}: {told or nothing}; {len(ledger)} reports in all")


def _progress(count: int | None) -> AbstractContextManager[Progress | None]:
    if (count is not None and count < 2) or not sys.stderr.isatty():
        return nullcontext()
    from ..terminal.progress import Progress

    return Progress(count)

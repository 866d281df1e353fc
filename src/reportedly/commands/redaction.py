"""`--redact`, wherever a ledger is handed on: private persons blackened, or left out."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from ..ledger.questions import Asked
    from ..ledger.store import Ledger

__all__ = ["perhaps_redacted", "redact_option"]

Function = TypeVar("Function", bound=Callable[..., Any])

HOW = ("blacken", "leave-out")


def redact_option() -> Callable[[Function], Function]:
    return click.option(
        "--redact",
        metavar="HOW",
        type=click.Choice(HOW),
        help="Hide private persons: `blacken` their names, or `leave-out` as well the records that rest on them.",
    )


@contextmanager
def perhaps_redacted(ledger: Ledger, how: Any, asked: Asked | None = None) -> Iterator[Ledger]:
    """The ledger itself, or a redacted copy of it while it is needed; what was hidden is told on standard error.

    Raises QuestionError where a private person is asked for: the answer would tell who stands under the bars.
    """
    if how is None:
        yield ledger
        return
    from ..article.pipeline import Pipeline
    from ..errors import QuestionError
    from ..export.private import name_key
    from ..export.redacted import redacted

    with _tidying_up(), redacted(ledger, how, Pipeline.load().everybody) as redaction:
        for name in (asked.between or ()) if asked else ():
            if name_key(name) in redaction.private.numbers:
                raise QuestionError("--between names a private person, whom --redact hides")
        click.echo(f"redacted: {redaction.tally.line()}", err=True)
        yield redaction.ledger


@contextmanager
def _tidying_up() -> Iterator[None]:
    """Where the process is asked to end (SIGTERM), it ends as by an error, so that no copy is left behind."""

    def end(number: int, _frame: object) -> None:
        sys.exit(128 + number)

    before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)

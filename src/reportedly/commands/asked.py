"""What is told of another reader when a command is done: what it cost, and what became of what it proposed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from .common import complain

if TYPE_CHECKING:
    from ..readers.reading import LanguageModel

__all__ = ["one_process", "tell"]


def one_process(processes: int | None) -> int:
    """How many processes read where another reader does: it is the one that is waited for. Raises UsageError."""
    if processes is not None and processes > 1:
        raise click.UsageError("--processes is for our own model; how many questions another reader is asked at a time "
                               "is told by --reader-requests")  # fmt: skip
    return 1


def tell(reader: LanguageModel) -> None:
    """One line on standard error."""
    usage, sums = reader.usage, reader.sums
    asked = f"{usage.asked:,} question{'' if usage.asked == 1 else 's'} asked, {usage.there:,} answered before"
    tokens = f"{usage.tokens_in:,} tokens in, {usage.tokens_out:,} out"
    lost = ", ".join(f"{number:,} {reason}" for reason, number in sorted(sums.dropped.items()))
    kept = f"of {sums.proposed:,} records proposed {sums.kept:,} kept" + (f", the others: {lost}" if lost else "")
    complain(f"{reader.name}: {asked}; {tokens}; {kept}")

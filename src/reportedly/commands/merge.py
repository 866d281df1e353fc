"""`reportedly merge`: what is in one ledger into another."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from .common import EXIT_CODES, mind_the_clock

if TYPE_CHECKING:
    from ..ledger.merging import Contradiction
    from ..ledger.verdicts import Verdict

EXAMPLE = """\
\b
Example:
  reportedly merge crisis.ledger colleague.ledger
"""


@click.command(epilog=f"{EXAMPLE}\n{EXIT_CODES}", short_help="Bring what is in one ledger into another.")
@click.argument("ledger", metavar="LEDGER")
@click.argument("other", metavar="OTHER")
def merge(ledger: str, other: str) -> int:
    """Bring the reports, pages and verdicts of OTHER into LEDGER. Nothing is read again, and OTHER stays as it is.

    Verdicts of both are kept; where they contradict each other, each such pair is one line, and the later one counts.
    """
    import os

    from ..errors import LedgerError
    from ..ledger import merging
    from ..ledger.store import Ledger
    from ..terminal.marks import visible

    for name in (ledger, other):
        if not os.path.exists(name):
            raise LedgerError(f"{name}: no such ledger")
    with Ledger.open(ledger) as store, Ledger.open(other, "read") as theirs:
        mind_the_clock(store)
        brought = merging.merge(store, theirs)
        for one in brought.contradictions:
            click.echo(visible(_told(one)))
        counts = ((brought.added, "added"), (brought.changed, "brought up to date"), (brought.known, "there already"))
        told = ", ".join(f"{count} {what}" for count, what in counts if count) or "nothing to add"
        judged = f"; {brought.verdicts} verdict{'s' * (brought.verdicts > 1)} added" if brought.verdicts else ""
        against = f", {len(brought.contradictions)} contradicted" if brought.contradictions else ""
        click.echo(f"{ledger}: {told}{judged}{against}; {len(store)} reports in all")
    return 0


def _told(one: Contradiction) -> str:
    words = " and ".join(f"“{' '.join(a.exact.split())}” ({a.kind} in article {a.article})" for a in one.last.anchors)
    return f"{words}: {_decision(one.first)}; {_decision(one.last)}, which counts"


def _decision(verdict: Verdict) -> str:
    decision: str = verdict.decision
    if verdict.link:
        decision = f"{verdict.link if decision == 'right' else 'apart'}"
    fields = ", ".join(f"{name}={value}" for name, value in verdict.edited.items())
    return " ".join(f"{verdict.who} on {verdict.when}: {decision} {fields}".split())

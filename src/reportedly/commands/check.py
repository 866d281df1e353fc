"""`reportedly check`: is a ledger sound?"""

from __future__ import annotations

import click

from .common import EXIT_CODES, UNSOUND

EXAMPLE = """\
\b
Example:
  reportedly check crisis.ledger
"""


@click.command(epilog=f"{EXAMPLE}\n{EXIT_CODES}", short_help="Prove a ledger sound.")
@click.argument("ledger", metavar="LEDGER")
@click.option("--quick", is_flag=True, help="Do not sum up incidents again, which takes longest.")
@click.option("--anew", is_flag=True, help="Also work out again all that follows from the reports, and compare.")
def check(ledger: str, quick: bool, anew: bool) -> int:
    """Read all of LEDGER and try every promise that it makes of itself: each fault is one line, and the last line
    counts them.

    Nothing is written. Others may write to it meanwhile; what is tried is the ledger as it was at the start.
    """
    import itertools

    from ..ledger.check_anew import worked_out_anew
    from ..ledger.checking import unsound
    from ..ledger.store import Ledger
    from ..terminal.marks import visible

    count = 0
    with Ledger.open(ledger, "read") as store:
        # Only what is sound can be worked out again.
        again = (one for _ in (1,) if anew and not count for one in worked_out_anew(store))
        for one in itertools.chain(unsound(store, quick=quick), again):
            count += 1
            click.echo(visible(" ".join(str(one).split())))
        told = "sound" if not count else f"not sound: {count} {'fault' if count == 1 else 'faults'}"
        click.echo(f"{ledger}: {told}; {len(store)} reports in all")
    return UNSOUND if count else 0

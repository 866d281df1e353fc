"""`reportedly backup`: a copy of a ledger, also while it is written to."""

from __future__ import annotations

import click

from .common import EXIT_CODES

EXAMPLE = """\
\b
Example:
  reportedly backup crisis.ledger crisis-monday.ledger
"""


@click.command(epilog=f"{EXAMPLE}\n{EXIT_CODES}", short_help="Copy a ledger, also while it is written to.")
@click.argument("ledger", metavar="LEDGER")
@click.argument("file", metavar="FILE")
@click.option("--force", is_flag=True, help="Replace a FILE that is there.")
def backup(ledger: str, file: str, force: bool) -> int:
    """Copy LEDGER, as it is now, to FILE, whatever others write to it meanwhile.

    FILE appears whole or not at all.
    """
    from ..ledger.copying import back_up
    from ..ledger.store import Ledger

    with Ledger.open(ledger, "read") as store:
        count = back_up(store, file, replace=force)
    click.echo(f"{file}: {count} reports")
    return 0

"""`reportedly schema`: the contract of the records, for machines."""

from __future__ import annotations

import click

from .common import EXIT_CODES, put, standard_output

EXAMPLE = """\
\b
Example:
  reportedly schema > records.schema.json
"""


@click.command(epilog=f"{EXAMPLE}\n{EXIT_CODES}", short_help="Print the JSON Schema of the records.")
def schema() -> None:
    """Print the JSON Schema (draft 2020-12) of one line of what `read --format jsonl` writes."""
    from ..schema import kept

    with standard_output() as stream:
        put(stream, kept())

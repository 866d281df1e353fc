"""`reportedly export`: a ledger in the formats of others."""

from __future__ import annotations

from typing import Any

import click

from .ask import as_of_option, asked_by, day_options, incident_options, opened, policy_option
from .common import EXIT_CODES, put, standard_output
from .redaction import perhaps_redacted, redact_option

FORMATS = (
    "jsonl", "csv", "parquet", "polecat", "acled", "ucdp", "ftm", "webannotation", "claims", "timelinejs", "codebook",
    "datasette",
)  # fmt: skip
"""The names of `reportedly.export.formats`, here so that `--help` need not load them."""

FOLDERS = ("csv", "parquet", "ftm")

EXAMPLE = """\
\b
Examples:
  reportedly export crisis.ledger --to jsonl -o records.jsonl
  reportedly export crisis.ledger --to acled --policy conservative --since 1962-10-22 -o acled.csv
  reportedly export crisis.ledger --to csv -o tables/
  reportedly export crisis.ledger --to ftm --redact blacken -o entities/
"""


@click.command(epilog=f"{EXAMPLE}\n{EXIT_CODES}", short_help="Write a ledger in a format of others.")
@click.argument("ledger", metavar="LEDGER")
@click.option("--to", "form", type=click.Choice(FORMATS), required=True, help="The format; docs/formats.md tells each.")
@click.option(
    "-o",
    "--output",
    metavar="FILE",
    help=f"Write here, all at once; a folder for {', '.join(FOLDERS)}.  [default: standard output]",
)
@policy_option()
@redact_option()
def export(ledger: str, form: str, output: str | None, policy: Any, redact: Any, **options: Any) -> int:
    """Write what the ledger knows in the format of another program. The options that say which incidents are meant are
    those of the questions: events are written that tell such an incident, and articles that hold such an event.

    How much was written, what was left out and why, and how often such records err, is told on standard error.
    """
    if form in FOLDERS and output in (None, "-"):
        raise click.UsageError(f"{form} is a folder of several files: name it with -o")

    if form == "datasette" and redact is not None:
        raise click.UsageError("datasette opens the ledger itself, of which nothing can be hidden")

    from ..accuracy import caution
    from ..export.choosing import Chosen
    from ..export.formats import check_place, write, write_to

    asked = asked_by(options)
    with opened(ledger) as store, perhaps_redacted(store, redact, asked) as told:
        if output is not None:
            check_place(store, output)
        chosen = Chosen(told, asked, options["as_of"], policy)
        if output is None or output == "-":
            with standard_output() as stream:
                write_to(chosen, form, lambda line: put(stream, line))
        else:
            write(chosen, form, output)
        erring = caution(chosen.models())
    click.echo(f"{output or '-'}: {chosen.tally.line()}", err=True)
    click.echo(erring, err=True)
    return 0


for option in reversed([*day_options(), *incident_options(), as_of_option()]):
    export = option(export)

"""`reportedly report`: what a ledger knows as one page, to mail or to print."""

from __future__ import annotations

from typing import Any

import click

from .ask import as_of_option, asked_by, day_options, incident_options, opened
from .common import EXIT_CODES, put, writing
from .redaction import perhaps_redacted, redact_option

EXAMPLE = """\
\b
Examples:
  reportedly report crisis.ledger -o crisis.html
  reportedly report crisis.ledger --between Cuba 'United States' --since 1962-10-22 -o cuba.html
  reportedly report crisis.ledger --status disputed --articles 0 -o disputes.html
  reportedly report crisis.ledger --redact blacken -o to-mail.html
"""


@click.command(epilog=f"{EXAMPLE}\n{EXIT_CODES}", short_help="Write what a ledger knows as one page to mail or print.")
@click.argument("ledger", metavar="LEDGER")
@click.option("-o", "--output", metavar="FILE", help="Write here, all at once.  [default: standard output]")
@click.option(
    "--limit",
    metavar="N",
    type=click.IntRange(min=1),
    default=100,
    show_default=True,
    help="So many incidents at most; those that most outlets report come first.",
)
@click.option(
    "--articles",
    metavar="N",
    type=click.IntRange(min=0),
    default=100,
    show_default=True,
    help="So many articles at most, with what was read in them marked; those that tell most of it come first.",
)
@redact_option()
def report(ledger: str, output: str | None, limit: int, articles: int, redact: Any, **options: Any) -> int:
    """Write what LEDGER knows as one page of HTML: incidents with who says so and who does not, what is disputed, how
    figures moved, who is quoted, and the articles with all that was read in them marked.

    The page is one file. It loads nothing, runs no script, and is the same for the same ledger and options.
    """
    from ..web.report import report_of

    asked = asked_by(options)
    with opened(ledger) as store, perhaps_redacted(store, redact, asked) as hidden:
        told = report_of(hidden, asked, as_of=options["as_of"], limit=limit, articles=articles)
        with writing(output) as stream:
            for part in told:
                put(stream, part)
    return 0


for option in reversed([*day_options(), *incident_options(), as_of_option()]):
    report = option(report)

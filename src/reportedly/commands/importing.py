"""`reportedly import`: what others made of the articles, back into the ledger."""

from __future__ import annotations

from typing import Any

import click

from .common import BAD_INPUT, EXIT_CODES, complain

EXAMPLE = """\
\b
Examples:
  reportedly import crisis.ledger annotations.json
  reportedly import crisis.ledger hypothesis.json --anchors quote --who ines
  reportedly import other.ledger records.jsonl
"""


@click.command("import", epilog=f"{EXAMPLE}\n{EXIT_CODES}", short_help="Take in annotations, or exported records.")
@click.argument("ledger", metavar="LEDGER")
@click.argument("file", metavar="FILE")
@click.option("--who", metavar="NAME", help="Who decided, where an annotation names nobody.")
@click.option(
    "--anchors",
    type=click.Choice(["exact", "quote"]),
    default="exact",
    show_default=True,
    help="Position and words must both hold; or, for tools that count in the page, the words in one place only.",
)
def import_(ledger: str, file: str, who: str | None, anchors: Any) -> int:
    """Take in FILE: W3C Web Annotations in JSON-LD, from here or another tool, as verdicts on the records at whose
    words they stand; or records as `export --to jsonl` writes them, as reports.

    An annotation whose words do not stand where it says, to the character, is told and not taken, and the exit code
    is 2; the others are taken. What is there already is not taken twice.
    """
    import os

    from ..errors import LedgerError
    from ..export.records_in import are_records

    content = _text(file)
    if content is None:
        return BAD_INPUT
    if are_records(content):
        return _records(ledger, file, content)
    if not os.path.exists(ledger):
        raise LedgerError(f"{ledger}: no such ledger")
    return _annotations(ledger, file, content, who, anchors)


def _text(file: str) -> str | None:
    import sys

    try:
        if file == "-":
            return sys.stdin.buffer.read().decode("utf-8-sig")
        with open(file, "rb") as stream:
            return stream.read().decode("utf-8-sig")
    except UnicodeDecodeError:
        complain(f"{file}: is not in UTF-8")
    except OSError as error:
        complain(f"{file}: {(error.strerror or str(error)).lower()}")
    return None


def _annotations(ledger: str, file: str, content: str, who: str | None, anchors: Any) -> int:
    from ..errors import InputError
    from ..export.annotated import annotations_in
    from ..export.bringing import bring
    from ..ledger.store import Ledger

    try:
        told = annotations_in(content)
    except InputError as error:
        complain(f"{file}: {error}")
        return BAD_INPUT
    with Ledger.open(ledger) as store:
        brought = bring(store, told, who, anchors)
    for line in brought.unfit:
        complain(f"{file}: {line}")
    click.echo(
        f"{ledger}: {brought.new} verdicts added, {brought.there} there already; {brought.records} records hold; "
        f"{len(brought.unfit)} annotations not taken"
    )
    return BAD_INPUT if brought.unfit else 0


def _records(ledger: str, file: str, content: str) -> int:
    from ..export.records_in import readings_in
    from ..ledger.store import Ledger
    from ..records import Failure

    failed = added = there = 0
    with Ledger.open(ledger) as store:
        before = len(store)
        found = readings_in(content)
        good = []
        for one in found:
            if isinstance(one, Failure):
                failed += 1
                complain(f"{file}: {one.file}: {one.reason}")
            else:
                good.append(one)
        store.add(good)
        added = len(store) - before
        there = len(good) - added
    click.echo(f"{ledger}: {added} reports added, {there} there already; {failed} articles not taken")
    return BAD_INPUT if failed else 0

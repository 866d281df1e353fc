"""`reportedly import`: what others made of the articles, back into the ledger."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import IO, TYPE_CHECKING, Any

import click

from .common import BAD_INPUT, EXIT_CODES, complain

if TYPE_CHECKING:
    from ..export.bringing import Brought

EXAMPLE = """\
\b
Examples:
  reportedly import crisis.ledger annotations.json
  reportedly import crisis.ledger hypothesis.json --anchors quote --who ines
  reportedly import other.ledger records.jsonl
  reportedly import big.ledger readings/
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
@click.option("--gold", metavar="OUT", help="Write the records that annotations hold here, as gold; decide nothing.")
def import_(ledger: str, file: str, who: str | None, anchors: Any, gold: str | None) -> int:
    """Take in FILE: W3C Web Annotations in JSON-LD, from here or another tool, as verdicts on the records at whose
    words they stand; or records as `export --to jsonl` writes them, as reports; or a folder of Parquet with readings
    that a cluster made.

    An annotation whose words do not stand where it says, to the character, is told and not taken, and the exit code
    is 2; the others are taken. What is there already is not taken twice.
    """
    import itertools
    import os

    from ..errors import LedgerError
    from ..export.records_in import are_records

    if file.endswith(".parquet") or os.path.isdir(file):
        return _parquet(ledger, file)
    try:
        with _open(file) as stream:
            first = stream.readline()
            if gold is None and are_records(first):
                return _records(ledger, file, itertools.chain([first], stream))
            content = first + stream.read()
    except UnicodeDecodeError:
        complain(f"{file}: is not in UTF-8")
        return BAD_INPUT
    except FileNotFoundError:
        complain(f"{file}: no such file")
        return BAD_INPUT
    if not os.path.exists(ledger):
        raise LedgerError(f"{ledger}: no such ledger")
    return _annotations(ledger, file, content, who, anchors, gold)


def _open(file: str) -> IO[str]:
    """In UTF-8, a line ending with `\\n` only: JSON allows other line ends within one."""
    import io
    import sys

    if file == "-":
        return io.TextIOWrapper(sys.stdin.buffer, encoding="utf-8-sig", newline="\n")
    return open(file, encoding="utf-8-sig", newline="\n")


def _annotations(ledger: str, file: str, content: str, who: str | None, anchors: Any, gold: str | None) -> int:
    from ..errors import InputError
    from ..export.annotated import annotations_in
    from ..export.bringing import bring
    from ..ledger.store import Ledger

    try:
        told = annotations_in(content)
    except InputError as error:
        complain(f"{file}: {error}")
        return BAD_INPUT
    if gold is not None:
        brought = _gold(ledger, told, anchors, gold)
    else:
        with Ledger.open(ledger) as store:
            brought = bring(store, told, who, anchors)
    for line in brought.unfit:
        complain(f"{file}: {line}")
    if gold is not None:
        click.echo(f"{gold}: {brought.records} records; {len(brought.unfit)} annotations or articles not taken")
        return BAD_INPUT if brought.unfit else 0
    click.echo(
        f"{ledger}: {brought.new} verdicts added, {brought.there} there already; {brought.records} records hold; "
        f"{len(brought.unfit)} annotations not taken"
    )
    return BAD_INPUT if brought.unfit else 0


def _gold(ledger: str, told: list[Any], anchors: Any, gold: str) -> Brought:
    from ..export.bringing import Brought
    from ..export.gold import gold_of
    from ..export.lines import as_json
    from ..export.whole import whole_file
    from ..ledger.store import Ledger

    brought = Brought()
    with Ledger.open(ledger, "read") as store, whole_file(gold) as stream:
        for reading in gold_of(store, told, anchors, brought):
            stream.writelines(f"{as_json(row)}\n" for row in reading.rows())
    return brought


def _parquet(ledger: str, folder: str) -> int:
    """Readings that a cluster made."""
    from ..ledger.store import Ledger
    from ..records import Failure
    from ..spark.bringing import import_parquet

    with Ledger.open(ledger) as store:
        before = len(store)
        outcomes = import_parquet(store, folder)
        added = len(store) - before
    failed = [one for one in outcomes if isinstance(one, Failure)]
    for one in failed:
        complain(f"{one.file}: {one.reason}")
    there = len(outcomes) - len(failed) - added
    click.echo(f"{ledger}: {added} reports added, {there} there already; {len(failed)} articles not taken")
    return BAD_INPUT if failed else 0


def _records(ledger: str, file: str, lines: Iterable[str]) -> int:
    from ..export.records_in import readings_in
    from ..ledger.store import Ledger
    from ..records import Failure, Reading

    good = failed = 0

    def kept() -> Iterator[Reading]:
        nonlocal good, failed
        for one in readings_in(lines):
            if isinstance(one, Failure):
                failed += 1
                complain(f"{file}: {one.file}: {one.reason}")
            else:
                good += 1
                yield one

    with Ledger.open(ledger) as store:
        before = len(store)
        store.add(kept())
        added = len(store) - before
    click.echo(f"{ledger}: {added} reports added, {good - added} there already; {failed} articles not taken")
    return BAD_INPUT if failed else 0

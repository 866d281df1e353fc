"""`reportedly judge`: a person's decision on a record, or on a link between two tellings."""

from __future__ import annotations

import click

from .common import EXIT_CODES

EXAMPLE = """\
\b
Examples:
  reportedly judge crisis.ledger 1a2b3c4d:e3 wrong --note "an exercise"
  reportedly judge crisis.ledger 1a2b3c4d:f2 edited --set value=12
  reportedly judge crisis.ledger --link 1a2b3c4d:e3 5e6f7a8b:e1 same
"""

DECISIONS = ("right", "wrong", "edited", "note")
LINKS = ("same", "apart")


@click.command(
    epilog=f"{EXAMPLE}\n{EXIT_CODES}", short_help="Judge a record, or whether two tellings are of one incident."
)
@click.argument("ledger", metavar="LEDGER")
@click.argument("words", metavar="[RECORD-ID] DECISION", nargs=-1)
@click.option("--link", nargs=2, metavar="ID ID", help="Judge whether these two tellings are of one incident.")
@click.option("--note", metavar="TEXT", default="", help="Why.")
@click.option("--who", metavar="NAME", help="Who decides.  [default: your login name]")
@click.option("--set", "fields", metavar="FIELD=VALUE", multiple=True, help="What a field should be; null for nothing.")
def judge(
    ledger: str,
    words: tuple[str, ...],
    link: tuple[str, str] | None,
    note: str,
    who: str | None,
    fields: tuple[str, ...],
) -> int:
    """Say of a record that it is right, wrong or edited, or note something; or, with --link, that two tellings of
    events are the same incident, or apart.

    What the machine said stays beside it. A record that is wrong is left out of incidents; an edited one is taken as it
    was edited. The ids of records stand in `incident`.
    """
    known = LINKS if link else DECISIONS
    if len(words) != (1 if link else 2):
        raise click.UsageError("say DECISION after the two ids" if link else "say RECORD-ID and DECISION")
    if words[-1] not in known:
        raise click.UsageError(f"{words[-1]!r} is no decision: one of {', '.join(known)}")
    if fields and words[-1] != "edited":
        raise click.UsageError("--set goes with edited")

    import os

    from ..errors import LedgerError
    from ..ledger.judging import login_name
    from ..ledger.store import Ledger
    from ..terminal.answers import rendered, verdicts

    if not os.path.exists(ledger):
        raise LedgerError(f"{ledger}: no such ledger")
    who = who or login_name()
    with Ledger.open(ledger) as store:
        if link:
            kept = store.judge_link(*link, words[0] == "same", who, note=note)
        else:
            kept = store.judge(words[0], words[1], who, note=note, edited=_fields(fields))  # type: ignore[arg-type]
    click.echo(rendered(lambda width: verdicts([kept], width)), nl=False)
    return 0


def _fields(told: tuple[str, ...]) -> dict[str, str]:
    found = {}
    for one in told:
        name, equals, value = one.partition("=")
        if not equals or not name.strip():
            raise click.UsageError(f"--set {one!r} is not of the form FIELD=VALUE")
        found[name.strip()] = value.strip()
    return found

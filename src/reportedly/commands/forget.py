"""`reportedly forget`: an article out of a ledger for good."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from .common import EXIT_CODES, complain

if TYPE_CHECKING:
    from ..ledger.forgetting import Doomed

EXAMPLE = """\
\b
Examples:
  reportedly forget crisis.ledger https://example.org/news
  reportedly forget crisis.ledger 1a2b3c4d --yes
"""


@click.command(epilog=f"{EXAMPLE}\n{EXIT_CODES}", short_help="Take articles out of a ledger for good.")
@click.argument("ledger", metavar="LEDGER")
@click.argument("names", metavar="[ARTICLE|REPORT|URL]...", nargs=-1)
@click.option("--yes", is_flag=True, help="Do not ask.")
def forget(ledger: str, names: tuple[str, ...], yes: bool) -> int:
    """Take articles out of LEDGER, with all that rests on them: words, records, pages, links, verdicts. What is left is
    as if they had never been added.

    By the id of an article all reports of its words are meant, by that of a report itself alone, by an address all
    that stood there. This cannot be undone. Without a name the file is written anew, so that nothing stays in what is
    free in it.
    """
    import os

    from ..errors import LedgerError
    from ..ledger import forgetting
    from ..ledger.store import Ledger

    if not os.path.exists(ledger):
        raise LedgerError(f"{ledger}: no such ledger")
    with Ledger.open(ledger) as store:
        reports = forgetting.doomed(store, names)
        if reports and not yes:
            for one in reports:
                click.echo(_called(one), err=True)
            many = "this report" if len(reports) == 1 else f"these {len(reports)} reports"
            them = "it" if len(reports) == 1 else "them"
            click.confirm(f"Forget {many}, and all that rests on {them}, for good?", abort=True, err=True)
        whole = forgetting.forget(store, reports)
        _forget_beside(ledger, forgetting.gone_for_good(store, reports))
        click.echo(f"{ledger}: {len(reports)} forgotten; {len(store)} reports in all")
        if not whole:
            complain(
                f"{ledger}: what was free in the file, or its log, may still hold words of what was forgotten: others "
                "have the ledger open, or the disk has no room. `forget` without a name writes it anew"
            )
    return 0


def _forget_beside(ledger: str, articles: Sequence[str]) -> None:
    """What is kept beside a ledger of articles that it has no more: answers of other readers, and differences."""
    import os

    from ..ledger import differences
    from ..readers.cache import ENDING, Answers

    if not articles:
        return
    differences.drop(ledger, articles)
    if os.path.exists(f"{ledger}{ENDING}"):
        answers = Answers(f"{ledger}{ENDING}")
        try:
            answers.drop(articles)
        finally:
            answers.close()


def _called(one: Doomed) -> str:
    from ..terminal.marks import visible

    title = f"“{one.title}”" if one.title else None
    known = [known for known in (one.published, one.outlet, title, one.url) if known]
    return visible(" ".join(" ".join([one.id, *known]).split()))

"""What is shown of an incident, on a page of a server and in a report in one file."""

from __future__ import annotations

from dataclasses import dataclass

from ..ledger.accounts import Account, Saying
from ..ledger.dossier import Dossier
from ..ledger.policies import POLICIES, Estimate, estimate
from ..ledger.series import Entry, Series
from ..ledger.store import Ledger
from .charts import Chart, figure_series
from .links import Links
from .quoting import Quote, quoting
from .words import BEHIND

__all__ = ["Counting", "Shown", "Word", "counted", "shown"]


@dataclass(frozen=True, slots=True)
class Word:
    """One place where a source's word stands. `quote`: in its sentence; None where the text is not at hand."""

    saying: Saying
    quote: Quote | None


@dataclass(frozen=True, slots=True)
class Shown:
    """An account with the words that it rests on, the newest first, those of its position before others."""

    account: Account
    words: tuple[Word, ...]


def shown(ledger: Ledger, dossier: Dossier) -> tuple[list[Shown], list[Shown]]:
    """The accounts of those who stand behind what is told, and of all others: who denies, doubts, or will not say."""
    quote = quoting(ledger, (s.report for a in dossier.accounts for s in a.sayings))
    behind: list[Shown] = []
    against: list[Shown] = []
    for account in dossier.accounts:
        # What bears its position, at first hand, newest first; the same words in one report once.
        order = sorted(account.sayings, key=lambda s: s.order, reverse=True)
        order.sort(key=lambda s: (s.position != account.position, s.copied))
        once = {(s.report, s.span): s for s in reversed(order)}
        words = tuple(Word(s, quote(s.report, s.span)) for s in order if once[s.report, s.span] is s)
        (behind if account.position in BEHIND else against).append(Shown(account, words))
    return behind, against


@dataclass(frozen=True, slots=True)
class Counting:
    """A series of figures, its chart, and what it comes to under each policy."""

    series: Series
    chart: Chart
    estimates: tuple[Estimate, ...]

    @property
    def alone(self) -> Entry | None:
        """The figure of a series that has no other: it is told in words, for nothing has moved."""
        return self.series.entries[0] if len(self.series.entries) == 1 else None


def counted(dossier: Dossier, series: Series, at: int, links: Links, prefix: str = "") -> Counting:
    """What is shown of the series that is the `at`th of its incident. `prefix` begins the ids of its chart."""

    def place(entry: Entry) -> str | None:
        return links.article(entry.report, entry.figure.rpartition(":")[2])

    estimates = tuple(estimate(series, policy) for policy in POLICIES)
    chart = figure_series(series, id=f"{prefix}count{at}", link=place, estimate=estimate(series, "range"))
    return Counting(series, chart, estimates)

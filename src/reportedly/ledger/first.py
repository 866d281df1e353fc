"""Who reported an incident first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from .accounts import Account, Saying

__all__ = ["First", "first_of"]


@dataclass(frozen=True, slots=True)
class First:
    """The reports that had an incident first: one, or all that tie. `by`: what decided, `published` or `seen`.

    `published` is their date, None where no report bears one. `outlets` are theirs, in the order of their names.
    """

    reports: tuple[str, ...]
    outlets: tuple[str, ...]
    published: str | None
    by: str

    @property
    def tied(self) -> bool:
        return len(self.reports) > 1

    def row(self) -> dict[str, Any]:
        return {
            "reports": list(self.reports),
            "outlets": list(self.outlets),
            "published": self.published,
            "by": self.by,
            "tied": self.tied,
        }


def first_of(accounts: Iterable[Account]) -> First | None:
    """Who had it first: by the date that reports bear, then by when the ledger got them; None without accounts.

    What is copied is never first where somebody has it of their own. Reports of one day that the ledger got at one
    time tie; that the ledger happened to get one before the other decides only between reports of one day, and `by`
    says so.
    """
    sayings = [s for account in accounts for s in account.sayings]
    own = [s for s in sayings if not s.copied] or sayings
    if not own:
        return None
    earliest = min(_day(s) for s in own)
    of_day = [s for s in own if _day(s) == earliest]
    seen = min(s.seen for s in of_day)
    first = {s.report: s for s in of_day if s.seen == seen}
    reports = tuple(sorted(first))
    by = "seen" if {s.report for s in of_day} != set(first) else "published"
    published = first[reports[0]].published
    return First(reports, tuple(sorted({s.carrier for s in first.values()})), published, by)


def _day(saying: Saying) -> str:
    return (saying.published or "9999")[:10]

"""Lines that recur across a publisher's articles: boilerplate, set aside before texts are compared.

A line recurs where it stands in articles of one publisher that have little else in common. Versions of one story
share nearly all their lines, and must not set one another aside; so of each article only the *company* of a line is
asked, the smallest number among its other long lines: versions mostly give one company, different stories different
ones. A line recurs that has been seen in three companies on three days, or in six companies: a story that is told
anew from hour to hour has its versions on one day or two.

Whether a line recurs is a function of the set of a publisher's reports, and more reports only ever add to it. Only
numbers are kept of a line: `(publisher, line, company, day)`. Where no publisher is known, nothing recurs.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from heapq import nsmallest

from .wording import UNDATED, Wording

__all__ = ["COMPANIES", "DAYS", "MANY", "Seen", "companies", "recurring_lines", "recurs"]

COMPANIES, DAYS = 3, 3
MANY = 6
_LONG = 6
"""Words that a line has at least that is asked for as company: short ones are labels, and recur themselves."""


@dataclass(slots=True)
class Seen:
    """Where a line has been seen: in how many companies, on how many days."""

    companies: set[int] = field(default_factory=set)
    days: set[int] = field(default_factory=set)


def companies(wording: Wording) -> dict[int, int]:
    """Line → its company in this report; 0 where it has none."""
    long = {line.key for line in wording.lines if line.last - line.first >= _LONG}
    lowest = nsmallest(2, long)
    return {
        line.key: next((key for key in lowest if key != line.key), 0)
        for line in wording.lines
    }  # fmt: skip


def recurs(companies: int, days: int) -> bool:
    """Whether a line that was seen in so many companies on so many days is boilerplate."""
    return companies >= MANY or (companies >= COMPANIES and days >= DAYS)


def recurring_lines(wordings: Iterable[Wording]) -> Mapping[str, frozenset[int]]:
    """Publisher → the numbers of the lines that recur in its reports."""
    seen: dict[tuple[str, int], Seen] = defaultdict(Seen)
    for wording in wordings:
        if wording.outlet is None:
            continue
        for line, company in companies(wording).items():
            one = seen[wording.outlet, line]
            one.companies.add(company)
            if wording.day != UNDATED:
                one.days.add(wording.day)
    found: dict[str, set[int]] = defaultdict(set)
    for (outlet, line), one in seen.items():
        if recurs(len(one.companies), len(one.days)):
            found[outlet].add(line)
    return {outlet: frozenset(lines) for outlet, lines in found.items()}

"""Adding reports one by one, and finding those that they share passages with, without comparing all with all.

`enter` puts a report into an index and tells the index which reports must be looked at anew; `settle` looks at them.
Between the two any number of reports may be entered: add a batch, then settle once. What stands in the index
afterwards is a function of the set of reports, whatever the order:

- the lines of a report, by publisher, tell when a line comes to recur (`recurring.py`). Then the other reports of
  that publisher that bear it are signed anew without it. That happens once in the life of a line;
- a report's signature (`signing.py`) is kept number by number. Its candidates are the reports of at most
  `WINDOW` days before it, or of the same day, that have numbers in common with it. Reports without a date are
  compared with all, and never come before one with a date;
- a number that very many reports have finds only the `MOST` earliest of them within those days: a stock phrase costs
  no more than a rare one, and a story that five hundred print is still found by its first appearances;
- when a report comes in, or is signed anew, those later ones that it may be an origin of must be looked at anew.
  Reports that come in the order of their dates have none.

An index keeps a few tables of numbers; `Memory` shows what each question means.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Protocol

from .copies import Copy, examine, may_share, need
from .passages import Compared, kept_words
from .recurring import Seen, companies, recurs
from .signing import Signature, Standing, signature_of
from .values import Report
from .wording import UNDATED, Wording, wording_of

__all__ = ["MOST", "WINDOW", "Index", "Memory", "enter", "find_copies", "settle"]

WINDOW = 30
"""Days after which a report is no longer taken for the origin of another."""
_READY = 2000
"""Texts that are kept ready while reports are settled, at most."""
MOST = 64
"""Reports at most, the earliest, that one number finds."""


class Index(Protocol):
    """What is kept between reports. Numbers are signed 64-bit integers, days proleptic ordinals or `UNDATED`.

    Rows of the tables: *lines* (publisher, line, report, company, day); *recurring* (publisher, line); *standings*,
    one a report; *numbers* (number, day, size, report), sorted so; *copies*, one a report; *pending*, ids of reports.
    """

    def hold(self, wording: Wording) -> None:
        """A report comes in: its words may be asked for from now on."""

    def wording(self, report: str) -> Wording:
        """The words of a report that has come in. Raises KeyError for another."""
        ...

    def see(self, outlet: str, report: str, day: int, lines: Mapping[int, int]) -> None:
        """Add a row to *lines* for each line and its company; rows that are there already stay."""

    def seen(self, outlet: str, lines: Collection[int]) -> Mapping[int, tuple[int, int]]:
        """Line → in how many distinct companies and on how many distinct days (`UNDATED` is none) it stands."""
        ...

    def carriers(self, outlet: str, lines: Collection[int]) -> Collection[str]:
        """The reports in *lines* that have one of `lines`."""
        ...

    def set_aside(self, outlet: str, lines: Collection[int]) -> None:
        """Add to *recurring*. Rows of these lines are needed no more."""

    def recurring(self, outlet: str, lines: Collection[int]) -> Collection[int]:
        """Those of `lines` that are in *recurring*."""
        ...

    def sign(self, old: Signature | None, new: Signature) -> None:
        """Put a report's numbers into *numbers* in place of the old ones, and its standing into *standings*."""

    def standing(self, report: str) -> Standing | None:
        """What was signed last for a report, None where nothing was."""
        ...

    def before(self, keys: Collection[int], since: int, until: int, most: int) -> Iterable[tuple[int, str]]:
        """(number, report) in *numbers* from day to day, both inclusive; of each number the `most` first by day,
        then by size (largest first), then by id."""
        ...

    def after(self, keys: Collection[int], since: int, until: int) -> Iterable[tuple[int, int, str]]:
        """(number, day, report) as in `before`, all of them, in any order."""
        ...

    def crowded_since(self, key: int, day: int, most: int) -> int | None:
        """The day of the row of a number that stands `most` places before the first one of `day`; None where fewer
        are before it."""
        ...

    def pend(self, reports: Iterable[str]) -> None:
        """Add to *pending*."""

    def pending(self) -> Collection[str]:
        """All of *pending*."""
        ...

    def settle(self, copy: Copy) -> None:
        """Put into *copies* in place of what is there, and take out of *pending*."""


def enter(index: Index, report: Report) -> None:
    """Add `report`. Afterwards those reports are pending whose copies may have changed, itself among them.

    A report that is there already changes nothing: all of this depends on its text, not on what was read in it.
    """
    if index.standing(report.id) is not None:
        return
    wording = wording_of(report)
    index.hold(wording)
    old: dict[str, Signature | None] = {wording.report: None}
    if wording.outlet is not None:
        bearers, new = _see(index, wording, wording.outlet)
        old |= {bearer: signature_of(compared(index, bearer)) for bearer in bearers if bearer not in old}
        index.set_aside(wording.outlet, new)
    for one, before in sorted(old.items()):
        now = signature_of(compared(index, one))
        if before != now:
            index.sign(before, now)
            index.pend(later(index, before, now))
    index.pend(old)


def _see(index: Index, wording: Wording, outlet: str) -> tuple[Collection[str], Collection[int]]:
    """Put the report's lines into the index; the lines that recur from now on, after the reports that bear them."""
    lines = companies(wording)
    known = index.recurring(outlet, lines)
    fresh = {line: company for line, company in lines.items() if line not in known}
    index.see(outlet, wording.report, wording.day, fresh)
    new = sorted(line for line, seen in index.seen(outlet, fresh).items() if recurs(*seen))
    return (index.carriers(outlet, new) if new else ()), new


def settle(index: Index) -> int:
    """Look at all pending reports, and tell how many there were."""
    pending = sorted(index.pending())
    texts: dict[str, Compared] = {}
    for report in pending:
        index.settle(look_at(index, report, texts))
        if len(texts) > _READY:
            texts.clear()
    return len(pending)


def look_at(index: Index, report: str, texts: dict[str, Compared] | None = None) -> Copy:
    """What of a report stands in the earlier ones, by what the index holds now. `texts`: where those that were needed
    are kept ready for the next report. Raises KeyError where the index holds none of that id."""
    ready = {} if texts is None else texts

    def text_of(one: str) -> Compared:
        if one not in ready:
            ready[one] = compared(index, one)
        return ready[one]

    signature = signature_of(text_of(report))
    shared: dict[str, set[int]] = defaultdict(set)
    for key, other in index.before(signature.keys, *_days_before(signature.standing.day), MOST):
        if other != report:
            shared[other].add(key)
    places = dict(signature.places)
    candidates = [
        (standing, keys)
        for other, keys in shared.items()
        if may_share(signature, keys, places) and (standing := index.standing(other))
    ]
    return examine(text_of(report), signature, candidates, text_of)


def compared(index: Index, report: str) -> Compared:
    """A report's words without what is set aside in it, by what the index holds now."""
    wording = index.wording(report)
    lines = {line.key for line in wording.lines}
    recurring = index.recurring(wording.outlet, lines) if wording.outlet is not None else ()
    return Compared(wording, kept_words(wording, recurring))


def _days_before(day: int) -> tuple[int, int]:
    return (0, UNDATED) if day == UNDATED else (day - WINDOW, day)


def later(index: Index, before: Signature | None, now: Signature) -> set[str]:
    """The reports that one which is signed (anew) may be an origin of, or may drive another candidate from, or may
    have let in: more, but never fewer, than those whose copies change with it."""
    day = now.standing.day
    found = _touched(index, before, now, (UNDATED, UNDATED), (0, UNDATED))
    if day != UNDATED:
        found |= _touched(index, before, now, (day, day + WINDOW), (day - WINDOW, day + WINDOW))
    return found - {now.standing.report}


def _touched(
    index: Index, before: Signature | None, now: Signature, days: tuple[int, int], around: tuple[int, int]
) -> set[str]:
    """`later` for reports of `days`, whose candidates are all of the days `around`."""
    signatures = [before, now] if before else [now]
    stays = before.keys & now.keys if before else frozenset()
    rows = list(index.after(frozenset[int]().union(*(s.keys for s in signatures)), *days))
    there = Counter(key for key, _ in index.before({key for key, _, _ in rows}, *around, MOST))
    day = now.standing.day
    crowds = {
        key: (index.crowded_since(key, day, MOST), index.crowded_since(key, day + 1, MOST))
        for key, count in there.items()
        if count >= MOST
    }
    wholes = {s.whole for s in signatures}
    found: set[str] = set()
    shared: Counter[str] = Counter()
    for key, their_day, other in rows:
        shared[other] += 1
        if key in wholes or (key in crowds and _moves(crowds[key], _days_before(their_day)[0], key in stays)):
            found.add(other)
    order = min(s.standing.order for s in signatures)
    for other, count in shared.items():
        standing = index.standing(other)
        if standing and need(standing) <= count and standing.order > order:
            found.add(other)
    return found


def _moves(crowd: tuple[int | None, int | None], since: int, stays: bool) -> bool:
    """Whether a row may be among the `MOST` first since a day, or, where it stays and only changes its place within
    its day, whether the last of these is of that day. `crowd`: since when there are `MOST` rows before its day, and
    with that day."""
    ahead, through = crowd
    if ahead is not None and ahead >= since:
        return False
    return not stays or (through is not None and through >= since)


def find_copies(reports: Iterable[Report]) -> dict[str, Copy]:
    """Report id → what of it stands in earlier ones, for all of `reports`, in order of the ids."""
    index = Memory()
    for report in reports:
        enter(index, report)
    settle(index)
    return dict(sorted(index.copies.items()))


class Memory:
    """An index that is not kept."""

    def __init__(self) -> None:
        self.copies: dict[str, Copy] = {}
        self._wordings: dict[str, Wording] = {}
        self._lines: dict[tuple[str, int], tuple[Seen, set[str]]] = {}
        self._recurring: dict[str, set[int]] = defaultdict(set)
        self._standings: dict[str, Standing] = {}
        self._numbers: dict[int, list[tuple[int, int, str]]] = defaultdict(list)
        self._pending: set[str] = set()

    def hold(self, wording: Wording) -> None:
        self._wordings[wording.report] = wording

    def wording(self, report: str) -> Wording:
        return self._wordings[report]

    def see(self, outlet: str, report: str, day: int, lines: Mapping[int, int]) -> None:
        for line, company in lines.items():
            seen, bearers = self._lines.setdefault((outlet, line), (Seen(), set()))
            seen.companies.add(company)
            if day != UNDATED:
                seen.days.add(day)
            bearers.add(report)

    def seen(self, outlet: str, lines: Collection[int]) -> Mapping[int, tuple[int, int]]:
        found = {line: self._lines[outlet, line][0] for line in lines if (outlet, line) in self._lines}
        return {line: (len(seen.companies), len(seen.days)) for line, seen in found.items()}

    def carriers(self, outlet: str, lines: Collection[int]) -> Collection[str]:
        return {report for line in lines for report in self._lines[outlet, line][1]}

    def set_aside(self, outlet: str, lines: Collection[int]) -> None:
        self._recurring[outlet].update(lines)
        for line in lines:
            self._lines.pop((outlet, line), None)

    def recurring(self, outlet: str, lines: Collection[int]) -> Collection[int]:
        return self._recurring[outlet].intersection(lines)

    def sign(self, old: Signature | None, new: Signature) -> None:
        if old:
            row = _row(old.standing)
            for key in old.keys:
                del self._numbers[key][bisect_left(self._numbers[key], row)]
        self._standings[new.standing.report] = new.standing
        for key in new.keys:
            insort(self._numbers[key], _row(new.standing))

    def standing(self, report: str) -> Standing | None:
        return self._standings.get(report)

    def before(self, keys: Collection[int], since: int, until: int, most: int) -> Iterable[tuple[int, str]]:
        for key in keys:
            rows = self._numbers.get(key, [])
            start = bisect_left(rows, (since,))
            for _, _, report in rows[start : min(start + most, bisect_right(rows, (until, 1)))]:
                yield key, report

    def after(self, keys: Collection[int], since: int, until: int) -> Iterable[tuple[int, int, str]]:
        for key in keys:
            rows = self._numbers.get(key, [])
            for day, _, report in rows[bisect_left(rows, (since,)) : bisect_right(rows, (until, 1))]:
                yield key, day, report

    def crowded_since(self, key: int, day: int, most: int) -> int | None:
        rows = self._numbers.get(key, [])
        at = bisect_left(rows, (day,)) - most
        return rows[at][0] if at >= 0 else None

    def pend(self, reports: Iterable[str]) -> None:
        self._pending.update(reports)

    def pending(self) -> Collection[str]:
        return self._pending

    def settle(self, copy: Copy) -> None:
        self.copies[copy.report] = copy
        self._pending.discard(copy.report)


def _row(standing: Standing) -> tuple[int, int, str]:
    return standing.day, -standing.size, standing.report

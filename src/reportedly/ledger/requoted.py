"""A quotation that many reports print is one statement: who said it, in nearly the same words, and who had it first.

Only what stands between quotation marks is compared: what two outlets put into their own words, they may have heard
apart. Two quotations are one where the source has the same name and the words of the shorter stand, with little
changed or left out, in the longer. A source whose name is not known may be anyone, so only long quotations are then
taken for one, and never two names joined by what a nameless third one printed.

Each quotation points to the earliest one like it, for each name that a source has there; what hangs together is one
group, parted again where two names are in it. That is a function of the set of reports. `QuotationIndex` is what a
ledger keeps so that a new report need not be compared with all others; `enter_quotations` and `settle_quotations`
work as `enter` and `settle` in `candidates.py` do.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from rapidfuzz import fuzz
from rapidfuzz.distance import LCSseq

from ..records import Statement
from ..text import Span, paragraphs
from .candidates import MOST, WINDOW
from .values import Report
from .wording import UNDATED, day_of, fold, number_of, quoted_spans, words_in

__all__ = [
    "QuotationGroup", "QuotationIndex", "QuotationMemory", "Quoted", "enter_quotations", "find_quotation_groups",
    "quotation_groups", "quotations_of", "same_quotation", "settle_quotations",
]  # fmt: skip

LEAST, NAMELESS = 4, 8
"""Words of the shorter of two quotations at least, where their sources have one name, and where one has none."""
_EXACT = 6
"""Words below which nothing may be changed."""
_ALIKE = 80
"""Likeness in percent of the shorter quotation to its best place in the longer, by words put in and left out."""
_CUT_FROM, _CUT, _CUT_SPREAD = 10, 0.9, 4
"""A quotation of ten words that was cut inside: nine tenths of it stand in the longer in the same order, and that is
at most four times as long."""
_MOST_WORDS = 400
"""Words of a quotation that are compared: what is longer is a speech."""
_SHINGLE, _WINDOW_OF_SHINGLES = 3, 3


@dataclass(frozen=True, slots=True)
class Quoted:
    """The words that one statement quotes. `name`: the folded name of its source, None where it is not known."""

    report: str
    number: int
    outlet: str | None
    day: int
    name: str | None
    words: tuple[int, ...]

    @property
    def id(self) -> str:
        """The statement's id in the ledger."""
        return f"{self.report}:s{self.number}"

    @property
    def order(self) -> tuple[int, str, str, int]:
        """Which of two is the earlier: by day, publisher, report, place in the text."""
        return self.day, "\U0010ffff" if self.outlet is None else self.outlet, self.report, self.number

    @property
    def keys(self) -> frozenset[int]:
        """Numbers by which quotations that have five words in a row in common are found: of every three shingles
        in a row the lowest (winnowing: Schleimer, Wilkerson and Aiken 2003)."""
        count = len(self.words) - _SHINGLE + 1
        hashes = [number_of(" ".join(map(str, self.words[n : n + _SHINGLE]))) for n in range(count)]
        windows = range(max(1, count - _WINDOW_OF_SHINGLES + 1))
        return frozenset(min(hashes[n : n + _WINDOW_OF_SHINGLES]) for n in windows) if hashes else frozenset()


@dataclass(frozen=True, slots=True)
class QuotationGroup:
    """One quotation, wherever it is printed: ids of statements, the earliest first."""

    statements: tuple[str, ...]

    @property
    def earliest(self) -> str:
        return self.statements[0]

    @property
    def reports(self) -> tuple[str, ...]:
        """The reports that print it, in order, each once."""
        return tuple(dict.fromkeys(statement.partition(":")[0] for statement in self.statements))


def quotations_of(report: Report) -> tuple[Quoted, ...]:
    """The quotations of a report that are long enough to be compared, in order of its statements."""
    article = report.reading.article
    text = article.text
    marked = quoted_spans(text, paragraphs(text)) if report.reading.statements else []
    day = day_of(article.published)
    found = []
    for statement in report.reading.statements:
        words = _quoted_words(text, statement, marked)
        if len(words) >= LEAST:
            source = statement.source
            name = " ".join(filter(None, map(fold, source.name.split()))) if source and source.name else None
            found.append(Quoted(report.id, statement.number, report.outlet, day, name or None, words))
    return tuple(found)


def _quoted_words(text: str, statement: Statement, marked: Sequence[Span]) -> tuple[int, ...]:
    if statement.form == "indirect":
        return ()
    spans = [
        Span(max(part.start, q.start), min(part.end, q.end))
        for part in statement.content
        for q in _overlapping(marked, part)
    ]
    if statement.form == "direct" and not spans:
        spans = list(statement.content)  # the marks are paired otherwise than the model read them
    words = [number_of(word) for span in spans for word, _, _ in words_in(text, span)]
    return tuple(words[:_MOST_WORDS])


def _overlapping(marked: Sequence[Span], part: Span) -> Iterable[Span]:
    at = max(0, bisect_left(marked, part) - 1)
    while at < len(marked) and marked[at].start < part.end:
        if marked[at].overlaps(part):
            yield marked[at]
        at += 1


def same_quotation(one: Quoted, other: Quoted) -> bool:
    """Whether both print the same words of one source. The order of the two makes no difference."""
    known = one.name is not None and other.name is not None
    if known and one.name != other.name:
        return False
    if _too_far(one.day, other.day):
        return False
    short, long = sorted((one.words, other.words), key=lambda words: (len(words), words))
    if len(short) < (LEAST if known else NAMELESS):
        return False
    least = 100 if len(short) < _EXACT else _ALIKE
    if fuzz.partial_ratio(short, long, score_cutoff=least) >= least:
        return True
    cut = len(short) >= _CUT_FROM and len(long) <= _CUT_SPREAD * len(short)
    return cut and LCSseq.similarity(short, long) >= _CUT * len(short)


def _too_far(one: int, other: int) -> bool:
    return UNDATED not in (one, other) and abs(one - other) > WINDOW


def links(quoted: Quoted, candidates: Iterable[Quoted]) -> tuple[str, ...]:
    """Ids of the earliest of `candidates` that are the same quotation, one for each name of a source (and for none).
    Those that are not earlier are passed over."""
    found: dict[str | None, str] = {}
    for other in sorted(candidates, key=lambda q: q.order):
        if other.order < quoted.order and other.name not in found and same_quotation(quoted, other):
            found[other.name] = other.id
    return tuple(found.values())


def quotation_groups(links: Mapping[str, Collection[str]], quoted: Mapping[str, Quoted]) -> tuple[QuotationGroup, ...]:
    """The groups of two statements and more that `links` (statement → earlier ones) make, by their earliest."""
    parent = {one: one for one in links}

    def top(one: str) -> str:
        while parent[one] != one:
            parent[one] = parent[parent[one]]
            one = parent[one]
        return one

    for one in sorted(links):
        for other in links[one]:
            parent[top(one)] = top(other)
    together: dict[str, list[Quoted]] = defaultdict(list)
    for one in links:
        together[top(one)].append(quoted[one])
    groups = [group for members in together.values() for group in _by_name(members) if len(group) > 1]
    ordered = sorted((sorted(group, key=lambda q: q.order) for group in groups), key=lambda group: group[0].order)
    return tuple(QuotationGroup(tuple(q.id for q in group)) for group in ordered)


def _by_name(members: Sequence[Quoted]) -> list[list[Quoted]]:
    """Members with one name together; those without a name go with them where only one name is there."""
    names = {q.name for q in members if q.name is not None}
    if len(names) <= 1:
        return [list(members)]
    return [[q for q in members if q.name == name] for name in (*sorted(names), None)]


class QuotationIndex(Protocol):
    """What is kept of quotations between reports: *quotations*, and *numbers* (number, day, statement), sorted so."""

    def hold(self, quoted: Quoted) -> None:
        """Keep a quotation and its numbers."""

    def drop(self, report: str) -> None:
        """Forget the quotations of a report, their numbers and their links."""

    def quoted(self, statement: str) -> Quoted: ...

    def of_report(self, report: str) -> Collection[Quoted]:
        """Those of a report that are held."""
        ...

    def near(self, keys: Collection[int], since: int, until: int, most: int | None) -> Iterable[str]:
        """Statements in *numbers* from day to day, both inclusive; of each number the `most` first by day, report and
        place, all where it is None."""
        ...

    def pend(self, statements: Iterable[str]) -> None: ...

    def pending(self) -> Collection[str]: ...

    def settle(self, statement: str, links: Collection[str]) -> None:
        """Keep the links of a statement in place of those that it had; it is pending no more."""


def enter_quotations(index: QuotationIndex, report: Report) -> None:
    """Add the quotations of `report`, in place of those that the index holds of it. What they may change is pending."""
    before, now = index.of_report(report.id), quotations_of(report)
    if tuple(before) == now:
        return
    touched = {statement for quoted in before for statement in after(index, quoted)}
    index.drop(report.id)
    for quoted in now:
        index.hold(quoted)
    touched |= {statement for quoted in now for statement in after(index, quoted)}
    gone = {quoted.id for quoted in before} - {quoted.id for quoted in now}
    index.pend(touched - gone | {quoted.id for quoted in now})


def after(index: QuotationIndex, quoted: Quoted) -> set[str]:
    found = set(index.near(quoted.keys, UNDATED, UNDATED, None))
    if quoted.day != UNDATED:
        found.update(index.near(quoted.keys, quoted.day, quoted.day + WINDOW, None))
    return found


def settle_quotations(index: QuotationIndex) -> int:
    """Link all pending quotations, and tell how many there were."""
    pending = sorted(index.pending())
    for statement in pending:
        quoted = index.quoted(statement)
        days = (0, UNDATED) if quoted.day == UNDATED else (quoted.day - WINDOW, quoted.day)
        near = set(index.near(quoted.keys, *days, MOST)) - {statement}
        index.settle(statement, links(quoted, map(index.quoted, sorted(near))))
    return len(pending)


def find_quotation_groups(reports: Iterable[Report]) -> tuple[QuotationGroup, ...]:
    """The quotations that more than one statement of `reports` prints."""
    index = QuotationMemory()
    for report in reports:
        enter_quotations(index, report)
    settle_quotations(index)
    return quotation_groups(index.links, index.held)


class QuotationMemory:
    """An index that is not kept."""

    def __init__(self) -> None:
        self.held: dict[str, Quoted] = {}
        self.links: dict[str, tuple[str, ...]] = {}
        self._numbers: dict[int, list[tuple[int, str, int]]] = defaultdict(list)
        self._of_report: dict[str, list[str]] = defaultdict(list)
        self._pending: set[str] = set()

    def hold(self, quoted: Quoted) -> None:
        self.held[quoted.id] = quoted
        self._of_report[quoted.report].append(quoted.id)
        for key in quoted.keys:
            insort(self._numbers[key], (quoted.day, quoted.report, quoted.number))

    def drop(self, report: str) -> None:
        for statement in self._of_report.pop(report, ()):
            quoted = self.held.pop(statement)
            for key in quoted.keys:
                self._numbers[key].remove((quoted.day, quoted.report, quoted.number))
            self.links.pop(statement, None)
            self._pending.discard(statement)

    def quoted(self, statement: str) -> Quoted:
        return self.held[statement]

    def of_report(self, report: str) -> Collection[Quoted]:
        return [self.held[statement] for statement in self._of_report.get(report, ())]

    def near(self, keys: Collection[int], since: int, until: int, most: int | None) -> Iterable[str]:
        for key in keys:
            rows = self._numbers.get(key, [])
            found = rows[bisect_left(rows, (since,)) : bisect_left(rows, (until + 1,))]
            for _, report, number in found[:most]:
                yield f"{report}:s{number}"

    def pend(self, statements: Iterable[str]) -> None:
        self._pending.update(statements)

    def pending(self) -> Collection[str]:
        return self._pending

    def settle(self, statement: str, links: Collection[str]) -> None:
        self.links[statement] = tuple(links)
        self._pending.discard(statement)

"""How the figures of an incident moved: one series for each unit and measure, over time and by source."""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any

from ..lists import file_told
from ..records import Bound, Figure
from ..sums import packaged
from ..text import Span
from .given import Beside, Copies, Incident, Reports, called, origin_of, outlet_of, published_of
from .hanging import hung
from .positions import vouching
from .values import Report
from .who import Names, Source, own_voice, source_of

__all__ = ["Entry", "Series", "entry_of", "parted", "series_of"]

ABOUT = 0.1
"""How far "about 35" reaches to either side, as a share: the words tell no more than that it is near."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A figure as one report gives it on one source's word.

    `least` and `most` bound what it can mean (None: open); `reading` is its conservative reading: the number that is
    told, the lower one of two, or what a word like "dozens" comes to; None where the words tell no number. `total`:
    the highest of what this source gives in this report; other counts are parts of it ("among them three children").
    `date` and `outlet` are those of the report that had the words first; `copied` tells whether that is another one.
    """

    report: str
    article: str
    figure: str
    outlet: str | None
    carried_by: str | None
    published: str | None
    date: str | None
    seen: str
    copied: bool
    source: Source
    span: Span
    words: str
    bound: Bound
    value: float | None
    low: float | None
    high: float | None
    least: float | None
    most: float | None
    reading: float | None
    total: bool = True

    @property
    def order(self) -> tuple[Any, ...]:
        return self.date or "9999", self.copied, self.report, self.span, self.figure

    @property
    def basis(self) -> str:
        """What it rests on, as it is counted: the outlet that had it first, else the report."""
        return self.outlet or self.report

    def row(self) -> dict[str, Any]:
        return {
            "id": self.figure,
            "date": self.date,
            "outlet": self.carried_by,
            "copied": self.copied,
            "source": self.source.row(),
            "text": self.words,
            "span": list(self.span),
            "bound": self.bound,
            "value": plain(self.value),
            "low": plain(self.low),
            "high": plain(self.high),
            "total": self.total,
        }


@dataclass(frozen=True, slots=True)
class Series:
    """All that is told of one count: entries in the order of time, undated ones last."""

    incident: str
    unit: str | None
    measure: str | None
    entries: tuple[Entry, ...]

    @property
    def totals(self) -> tuple[Entry, ...]:
        return tuple(e for e in self.entries if e.total and e.reading is not None)

    @property
    def path(self) -> tuple[tuple[str | None, float], ...]:
        """How it moved: for each date the number that most outlets give, the lower of equals; without repetitions."""
        by_date: defaultdict[str | None, list[Entry]] = defaultdict(list)
        for entry in self.totals:
            by_date[entry.date].append(entry)
        steps = [(day, most_carried(those)) for day, those in sorted(by_date.items(), key=lambda d: d[0] or "9999")]
        return tuple(step for at, step in enumerate(steps) if at == 0 or step[1] != steps[at - 1][1])

    @property
    def spread(self) -> dict[str | None, tuple[float, float]]:
        """For each date on which totals exclude each other, the lowest and the highest of them."""
        by_date: defaultdict[str | None, list[Entry]] = defaultdict(list)
        for entry in self.totals:
            by_date[entry.date].append(entry)
        return {
            day: (min(e.reading or 0 for e in those), max(e.reading or 0 for e in those))
            for day, those in by_date.items()
            if any(apart(one, other) for one in those for other in those)
        }

    def row(self) -> dict[str, Any]:
        return {
            "incident": self.incident,
            "unit": self.unit,
            "measure": self.measure,
            "path": [[day, plain(number)] for day, number in self.path],
            "entries": [e.row() for e in self.entries],
        }


def most_carried(entries: Sequence[Entry]) -> float:
    """The reading that most outlets have of their own; of equals the lower. Raises ValueError where there is none."""
    bases: defaultdict[float, set[str]] = defaultdict(set)
    for entry in entries:
        if entry.reading is not None:
            bases[entry.reading].add(entry.basis)
    return min(bases, key=lambda number: (-len(bases[number]), number))


def plain(number: float | None) -> float | int | None:
    """Whole numbers without a point."""
    return int(number) if number is not None and number == int(number) else number


def series_of(incident: Incident, copies: Copies, reports: Reports | None = None) -> tuple[Series, ...]:
    """The series of an incident, people first, then by unit and measure. Figures that hang on no act are left out,
    but for those of `hanging.hung`."""
    beside = {report.id: hung(report) for report in {t.report.id: t.report for t in incident.tellings}.values()}
    counted = {t.id: (*t.figures, *beside[t.report.id].get(t.number, ())) for t in incident.tellings}
    if not any(counted.values()):
        return ()
    known = Beside({t.report.id: t.report for t in incident.tellings}, {} if reports is None else reports)
    names = Names(s.source for id in sorted({t.report.id for t in incident.tellings})
                  for s in known[id].reading.statements)  # fmt: skip
    grouped: defaultdict[tuple[str | None, str | None], dict[str, Entry]] = defaultdict(dict)
    for telling in sorted(incident.tellings, key=lambda t: t.id):
        for figure in counted[telling.id]:
            entry = entry_of(telling.report, figure, copies, known, names)
            grouped[figure.unit, figure.measure][entry.figure] = entry
    return tuple(
        Series(
            incident.id, unit, measure, tuple(sorted(parted(grouped[unit, measure].values()), key=lambda e: e.order))
        )
        for unit, measure in sorted(grouped, key=lambda k: (k[0] != "person", k[0] or "", k[1] or ""))
    )


def entry_of(report: Report, figure: Figure, copies: Copies, reports: Reports, names: Names) -> Entry:
    """A figure of a report as an entry of a series. `reports`: those that its words may have stood in first."""
    article = report.reading.article
    origin = origin_of(report.id, figure.span, copies)
    words = " ".join(figure.span.of(article.text).split())
    least, most = bounds(figure, words)
    return Entry(
        report=report.id,
        article=article.id,
        figure=f"{report.id}:f{figure.number}",
        outlet=outlet_of(origin.report, reports),
        carried_by=report.outlet,
        published=report.published,
        date=(published_of(origin.report, reports) or report.published or "")[:10] or None,
        seen=report.seen,
        copied=origin.copied,
        source=_source(report, figure, origin.report, reports, names),
        span=figure.span,
        words=words,
        bound=figure.bound,
        value=figure.value,
        low=figure.low,
        high=figure.high,
        least=least,
        most=most,
        reading=conservative(figure, words),
    )


def _source(report: Report, figure: Figure, origin: str, reports: Reports, names: Names) -> Source:
    statements = {s.number: s for s in report.reading.statements}
    chain = []
    number = figure.according_to
    while number is not None and number in statements and statements[number] not in chain:
        chain.append(statements[number])
        number = chain[-1].within
    if not chain:
        return own_voice(origin, outlet_of(origin, reports), called(origin, reports))
    return source_of(chain[vouching(chain)[-1]], report.reading.article.text, origin, names)


def parted(entries: Iterable[Entry]) -> Iterator[Entry]:
    """The entries with the parts told from the totals: of one source in one report, only the highest is a total."""
    by_source: defaultdict[tuple[str, str], list[Entry]] = defaultdict(list)
    for entry in entries:
        by_source[entry.report, entry.source.key].append(entry)
    for those in by_source.values():
        highest = max((e.reading for e in those if e.reading is not None), default=None)
        yield from (replace(e, total=e.reading == highest) for e in those)


# What a figure can mean


def bounds(figure: Figure, words: str) -> tuple[float | None, float | None]:
    """The least and the most that a figure can mean, both inclusive; None where it is open."""
    if figure.bound == "vague":
        least = conservative(figure, words)
        return least, figure.high if least is None or figure.high is None or figure.high >= least else None
    if figure.bound == "about" and figure.value is not None and figure.low is None and figure.high is None:
        reach = abs(figure.value) * ABOUT
        return figure.value - reach, figure.value + reach
    if figure.low is None and figure.high is None and figure.bound == "exact":
        return figure.value, figure.value
    return figure.low, figure.high


def conservative(figure: Figure, words: str) -> float | None:
    """The number that a figure stands for at least: as told, the lower of two, or what its words come to."""
    if figure.bound == "vague":
        return in_words(words)
    if figure.bound == "between":
        return figure.low if figure.low is not None else figure.value
    return next((n for n in (figure.value, figure.low, figure.high) if n is not None), None)


_TOKEN = re.compile(r"[^\W\d_]+")


def in_words(words: str) -> float | None:
    """What "dozens of people" or "tens of thousands" comes to; None where no word of number is found."""
    table, between = _table()
    number: float | None = None
    for word in _TOKEN.findall(words.lower()):
        if word in table:
            number = table[word] * (1 if number is None else number)
        elif number is not None and word not in between:
            break
    return number


@lru_cache(maxsize=1)
@file_told("counts.toml")
def _table() -> tuple[Mapping[str, float], frozenset[str]]:
    data = tomllib.loads(packaged("ledger/en/counts.toml").decode("utf-8"))
    return {word: float(number) for word, number in data["words"].items()}, frozenset(data["between"]["words"])


# How two of them stand to each other


def apart(one: Entry, other: Entry) -> bool:
    """Whether no number can be meant by both."""
    return _below(one, other) or _below(other, one)


def _below(one: Entry, other: Entry) -> bool:
    return one.most is not None and other.least is not None and one.most < other.least


def grown(earlier: Entry, later: Entry) -> bool:
    """Whether the later one is higher than all that the earlier one can mean, or at least says a higher number."""
    return _below(earlier, later) or (
        earlier.reading is not None and later.reading is not None and earlier.reading < later.reading
        and later.bound != "vague"
    )  # fmt: skip


def days_between(one: Entry, other: Entry) -> int | None:
    """Whole days from one to the other, negative where it is before; None where a date is not known."""
    if not one.date or not other.date:
        return None
    try:
        return (date.fromisoformat(other.date) - date.fromisoformat(one.date)).days
    except ValueError:
        return None


def superseded(entry: Entry, by: Iterable[Entry]) -> Entry | None:
    """The entry that took the place of `entry`: a later one of the same source, or a higher one of a later day.

    A vague word takes the place of no number: "dozens" on Tuesday does not undo 87 on Monday.
    """
    for other in by:
        days = days_between(entry, other)
        if days is None or days < 1 or (other.bound == "vague" and entry.bound != "vague"):
            continue
        if other.source.key == entry.source.key or grown(entry, other):
            return other
    return None

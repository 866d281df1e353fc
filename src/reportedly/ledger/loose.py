"""Counts of what stood or lay somewhere, and befell nobody: figures that hang on no act, as series over many reports.

"The island has at least 30 tanks" tells of no act, so that no incident holds it. Such figures are of one count where
they have one unit and measure (of people, one noun too), and speak of the same states: those that their sentence names,
else those of the sentence before in which the same is told of ("its tanks on Crete … about 40 tanks"). What speaks for
itself alone, or could be of two counts, stays apart.

A number without its noun ("officials now say between 30 and 40") is less sure to be of what it is read as, and founds
no count; but it is of one that surer figures of two reports have founded, where all of this holds and its size is near.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from ..article.counting import Units, load_units
from ..article.home import states_in
from ..article.masthead import dateline
from ..article.units import singular
from ..gazetteer import load_gazetteer
from ..records import Figure
from ..text import Span
from .given import Beside, Copies, Reports
from .hanging import hung
from .neighbours import sentence_at, sentences
from .series import Entry, Series, conservative, days_between, entry_of, parted
from .values import Report
from .who import Names

__all__ = ["Loose", "loose_series"]

APART = 31
"""Days after which what is counted anew is another count."""

SURE = 0.5
"""A figure that is likelier wrong than right founds no count."""

LIKELY = 0.25
"""A figure that is less sure than this is of no count."""

NEAR = 2
"""So many times as much as any surer figure of a count, or as small a part of it, one that is less sure may be."""

LEAST = 2
"""What is one of something is hardly a count."""

LEAST_REPORTS = 2
"""What one report alone counts is no series."""

_WORDLESS = ".,;:!?\"'”’)]»"


@dataclass(frozen=True, slots=True)
class Loose:
    """One count. `noun`: what is counted, in the singular; `states`: codes of the states that all its figures speak of.

    `series` bears no incident.
    """

    noun: str
    states: tuple[str, ...]
    series: Series

    def row(self) -> dict[str, Any]:
        return self.series.row() | {"incident": None, "noun": self.noun, "states": list(self.states)}


@dataclass(frozen=True, slots=True)
class _Count:
    """A figure with what it counts, and the states that it speaks of; `core`: of those that are of one count with it,
    the ones that all speak of, and `all_of` whatever any does."""

    noun: str
    unit: str
    measure: str | None
    states: frozenset[str]
    sure: bool
    entry: Entry


@dataclass(slots=True)
class _Growing:
    counts: list[_Count]
    core: frozenset[str]
    all_of: frozenset[str]

    def fits(self, one: _Count) -> bool:
        days = days_between(self.counts[-1].entry, one.entry)
        return self._alike(one) and days is not None and abs(days) <= APART

    def takes(self, one: _Count) -> bool:
        """Whether one that is less sure is of this count, in which there are sure ones alone."""
        if (
            not self._alike(one)
            or one.entry.reading is None
            or len({c.entry.report for c in self.counts}) < LEAST_REPORTS
        ):
            return False
        days = [days_between(c.entry, one.entry) for c in self.counts]
        told = [c.entry.reading for c in self.counts if c.entry.reading is not None]
        near = min(told) / NEAR <= one.entry.reading <= max(told) * NEAR
        return near and any(day is not None and abs(day) <= APART for day in days)

    def _alike(self, one: _Count) -> bool:
        first = self.counts[0]
        if (first.noun, first.unit, first.measure) != (one.noun, one.unit, one.measure):
            return False
        return bool(self.core & one.states) and (one.states <= self.all_of or self.all_of <= one.states)

    def add(self, one: _Count) -> None:
        self.counts.append(one)
        self.core &= one.states
        self.all_of |= one.states


def loose_series(reports: Iterable[Report], copies: Copies, known: Reports | None = None) -> tuple[Loose, ...]:
    """The series of what hangs on no act, by what is counted, of at least two reports each; undated reports are left
    out. The order of `reports` tells nothing."""
    given = {report.id: report for report in reports}
    beside = Beside(given, {} if known is None else known)
    names = Names(s.source for id in sorted(given) for s in given[id].reading.statements)
    found = [one for id in sorted(given) for one in _counts(given[id], copies, beside, names)]
    found.sort(key=lambda one: one.entry.order)
    growing: list[_Growing] = []
    for one in (one for one in found if one.sure):
        fitting = [group for group in growing if group.fits(one)]
        if len(fitting) == 1:
            fitting[0].add(one)
        elif not fitting:
            growing.append(_Growing([one], one.states, one.states))
    founded = [group for group in growing if len({one.entry.report for one in group.counts}) >= LEAST_REPORTS]
    less_sure = [(one, [g for g in founded if g.takes(one)]) for one in found if not one.sure]
    joining = [(one, groups[0]) for one, groups in less_sure if len(groups) == 1]
    made = [_made(group, [one for one, to in joining if to is group]) for group in founded]
    return tuple(sorted(made, key=lambda one: (one.noun, one.states, one.series.entries[0].order)))


def _made(group: _Growing, less_sure: Iterable[_Count]) -> Loose:
    first = group.counts[0]
    entries = sorted(parted([one.entry for one in (*group.counts, *less_sure)]), key=lambda e: e.order)
    series = Series("", first.unit, first.measure, tuple(entries))
    return Loose(first.noun, tuple(sorted(group.core)), series)


def _counts(report: Report, copies: Copies, reports: Beside, names: Names) -> Iterator[_Count]:
    """The figures of a report that count something of some state and hang on no act."""
    units, text = load_units(), report.reading.article.text
    if not report.published:
        return
    parts: tuple[Span, ...] = ()
    of_acts = {figure.number for figures in hung(report).values() for figure in figures}
    for figure in report.reading.figures:
        if figure.number in of_acts:
            continue
        noun = _counted(figure, text, units)
        if noun is None:
            continue
        parts = parts or sentences(text)
        states = _states(report, figure, noun, parts)
        if states:
            entry = entry_of(report, figure, copies, reports, names)
            sure = figure.confidence is None or figure.confidence >= SURE
            yield _Count(noun, figure.unit or "", figure.measure, states, sure, entry)


def _counted(figure: Figure, text: str, units: Units) -> str | None:
    """What a figure counts; None of what is no count of things or people, or may be one of anything."""
    if figure.event is not None or figure.unit is None or figure.bound == "vague":
        return None
    if figure.confidence is not None and figure.confidence < LIKELY:
        return None
    words = figure.span.of(text).split()
    number = conservative(figure, " ".join(words))
    if number is None or number < LEAST or figure.unit == "percent" or figure.unit in units.measured:
        return None
    if figure.unit in units.money_codes or figure.unit in units.hundredths.values() or figure.unit in units.by_state:
        return None
    last = words[-1].strip(_WORDLESS).lower() if words else ""
    noun = singular(last, units)
    if figure.unit == "person":
        # People of any kind are counted everywhere: what happened to them must be told, or what they are.
        return noun if last.isalpha() and (figure.measure is not None or last not in units.fixed["anybody"]) else None
    # So are ships and brigades, which go about.
    return figure.unit if figure.measure is not None or figure.unit not in units.kinds["forces"] else None


def _states(report: Report, figure: Figure, noun: str, parts: tuple[Span, ...]) -> frozenset[str]:
    """The states that a figure speaks of, the speaker's own left out where others are named."""
    text, date = report.reading.article.text, report.published
    at = sentence_at(parts, figure.span.start)
    for n in range(at, -1, -1):
        words = parts[n].of(text)
        if n < at and noun not in _things(words):
            continue
        told = frozenset(states_in(words[dateline(words) :], load_gazetteer(), date))
        if told:
            speaker = _speaker(report, figure)
            return told - {speaker} if speaker and len(told) > 1 else told
    return frozenset()


@lru_cache(maxsize=1024)
def _things(words: str) -> frozenset[str]:
    """What a sentence may tell of: each word in the singular, and the units that words are of."""
    return frozenset().union(*(_thing(word.strip(_WORDLESS).lower()) for word in words.split()))


@lru_cache(maxsize=8192)
def _thing(form: str) -> frozenset[str]:
    units = load_units()
    return frozenset(one for one in (singular(form, units), units.units.get(form)) if one is not None)


def _speaker(report: Report, figure: Figure) -> str | None:
    said = next((s for s in report.reading.statements if s.number == figure.according_to), None)
    return said.source.country if said is not None and said.source is not None else None

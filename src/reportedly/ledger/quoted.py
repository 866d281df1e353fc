"""Who is quoted how often and as what, and on which kinds of sources each outlet rests."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from ..records import SOURCE_TYPES, Statement
from .given import Copies, origin_of
from .values import Report
from .who import Names, Source, source_of

__all__ = ["UNKNOWN", "Leaning", "Quoted", "Sourcing", "leanings_of", "quoted_of"]


@dataclass(frozen=True, slots=True)
class Quoted:
    """A source and what it is quoted as. `statements` counts those that no report copied, `copied` the others;
    `articles` and `outlets` are those that quote it of their own; `kinds` and `stances` say how often as what."""

    source: Source
    statements: int
    copied: int
    articles: int
    outlets: int
    kinds: tuple[tuple[str, int], ...]
    stances: tuple[tuple[str, int], ...]
    first: str | None
    last: str | None

    def row(self) -> dict[str, Any]:
        source = self.source.row()
        return {
            "kind": "source",
            "name": source["name"],
            "type": source["kind"],
            "country": source["country"],
            "sector": source["sector"],
            "statements": self.statements,
            "copied": self.copied,
            "articles": self.articles,
            "outlets": self.outlets,
            "kinds": dict(self.kinds),
            "stances": dict(self.stances),
            "first": self.first,
            "last": self.last,
        }


@dataclass(frozen=True, slots=True)
class Leaning:
    """What an outlet's own statements rest on: `counts` for each kind of source in the contract's order."""

    outlet: str
    articles: int
    counts: tuple[tuple[str, int], ...]

    @property
    def statements(self) -> int:
        return sum(count for _, count in self.counts)

    def share(self, *kinds: str) -> float | None:
        """The share of statements by such sources; None where there are none at all."""
        return sum(c for kind, c in self.counts if kind in kinds) / self.statements if self.statements else None

    def row(self) -> dict[str, Any]:
        """Shares from 0 to 1: `named` persons, `official` institutions, `anonymous`, `unattributed`, `other`."""
        groups = {**GROUPS, "other": tuple(k for k in SOURCE_TYPES if not any(k in those for those in GROUPS.values()))}
        shares = {group: self.share(*kinds) for group, kinds in groups.items()}
        return {
            "kind": "outlet",
            "outlet": self.outlet,
            "articles": self.articles,
            "statements": self.statements,
            **{group: None if share is None else round(share, 4) for group, share in shares.items()},
            "counts": dict(self.counts),
        }


@dataclass(frozen=True, slots=True)
class Sourcing:
    """Who is quoted, the most quoted first, and what each outlet rests on. `count`: how many sources there are, where
    `quoted` are the first of them only."""

    quoted: tuple[Quoted, ...]
    leanings: tuple[Leaning, ...]
    count: int


GROUPS: dict[str, tuple[str, ...]] = {
    "named": ("person",),
    "official": ("office",),
    "anonymous": ("anonymous",),
    "unattributed": ("unattributed",),
}
"""Crowds, documents and other outlets are none of these."""


@dataclass(frozen=True, slots=True)
class _Told:
    source: Source
    statement: Statement
    report: Report
    copied: bool


def _told(reports: Iterable[Report], copies: Copies) -> Iterator[_Told]:
    """Every statement once for each text: the same words at two addresses are one."""
    by_id = {report.id: report for report in reports}
    ordered = [by_id[id] for id in sorted(by_id)]
    names = Names(s.source for report in ordered for s in report.reading.statements)
    seen: set[tuple[str, str | None, int]] = set()
    for report in ordered:
        article = report.reading.article
        for statement in report.reading.statements:
            mark = (article.id, report.outlet, statement.number)
            if mark in seen:
                continue
            seen.add(mark)
            anchor = statement.cue or (statement.content or (statement.span,))[0]
            origin = origin_of(report.id, anchor, copies)
            source = source_of(statement, article.text, origin.report, names)
            yield _Told(source, statement, report, origin.copied)


def quoted_of(reports: Iterable[Report], copies: Copies) -> tuple[Quoted, ...]:
    """Every source that is named by a name, or by a state and a phrase; most quoted first, then by its key.

    Who withholds a name is not told apart from others across reports, and so is counted by outlet alone
    (`leanings_of`).
    """
    grouped: defaultdict[str, list[_Told]] = defaultdict(list)
    for told in _told(reports, copies):
        if told.source.named and told.source.party and told.source.party.known:
            grouped[told.source.key].append(told)
    found = [_quoted(those) for those in grouped.values()]
    return tuple(sorted(found, key=lambda q: (-q.statements, -q.copied, q.source.key)))


def _quoted(those: list[_Told]) -> Quoted:
    own = [t for t in those if not t.copied]
    dates = sorted(t.report.published[:10] for t in those if t.report.published)
    return Quoted(
        source=best_named(t.source for t in those),
        statements=len(own),
        copied=len(those) - len(own),
        articles=len({t.report.reading.article.id for t in own}),
        outlets=len({t.report.outlet or t.report.id for t in own}),
        kinds=_counted(t.statement.source_type for t in those),
        stances=_counted(t.statement.stance for t in those),
        first=dates[0] if dates else None,
        last=dates[-1] if dates else None,
    )


def best_named(sources: Iterable[Source]) -> Source:
    """The one of several under one key by which it is shown: what is longest and of which most is known."""

    def told(source: Source) -> tuple[int | str, ...]:
        party = source.party
        known = (party.country, party.sector, party.name, party.entity) if party else ()
        return (len(source.label), source.label, source.kind, *(one or "" for one in known))

    return max(sources, key=told)


def _counted(things: Iterable[str]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(Counter(things).items(), key=lambda c: (-c[1], c[0])))


def leanings_of(reports: Iterable[Report], copies: Copies) -> tuple[Leaning, ...]:
    """For each outlet the kinds of sources of the statements that it did not copy; by the outlet's name."""
    listed = list(reports)
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    articles: defaultdict[str, set[str]] = defaultdict(set)
    for report in listed:
        articles[report.outlet or UNKNOWN].add(report.reading.article.id)
    for told in _told(listed, copies):
        if not told.copied:
            counts[told.report.outlet or UNKNOWN][told.statement.source_type] += 1
    return tuple(
        Leaning(outlet, len(articles[outlet]), tuple((kind, counts[outlet][kind]) for kind in SOURCE_TYPES))
        for outlet in sorted(articles)
    )


UNKNOWN = "unknown outlet"

"""Who is quoted, counted as reports come: so that the question after it need not read all statements again.

For each report the statements of each source, as what and with which stance, those that it copied apart. What they
come to is what `quoted.py` says, which is the rule; here it is only kept.
"""

from __future__ import annotations

import heapq
import json
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from ..records import SOURCE_TYPES, Entity, SourceType, Stance
from . import tallies
from .copy_tables import id_of
from .finding import Conditions
from .gathering import CopiedThen, recalled_as_judged
from .given import origin_of
from .kinds import count_kinds, keep_kinds
from .quoted import UNKNOWN, Leaning, Quoted, Sourcing, best_named
from .standing import Row, known_at, last_report, stand
from .tallies import Group
from .values import Report
from .who import Names, Party, Source, folded, source_of
from .writing import Writing

__all__ = ["Wanted", "count_sources", "sourcing_of"]

Key: TypeAlias = tuple[str, str]
"""The key of a source, and its country."""


@dataclass(frozen=True, slots=True)
class _As:
    """Whose statement, as what: `key` None for whoever cannot be told from others."""

    key: Key | None
    label: str | None
    name: str | None
    entity: Entity | None
    country: str | None
    sector: str | None
    type: SourceType
    stance: Stance


# Counting


def count_sources(writing: Writing, reports: Sequence[int]) -> None:
    """The stage: count anew the reports that are new or changed, and those whose copies are."""
    db = writing.db
    copies = CopiedThen(db)
    touched = _touched(writing, reports)
    tellers = {number for number, *_ in touched if _tells(db, number)}
    told = {
        number: _counted(report, copies)
        for number, report, _ in recalled_as_judged(db, sorted(tellers), kept=writing.ready)
    }
    changed = []
    for number, outlet, day in touched:
        change = stand(writing, "quoted", {"report": number}, _rows(db, outlet, day, told.get(number, {})))
        changed += [number] if change.came or change.went else []
    keep_kinds(db, changed)


def _touched(writing: Writing, reports: Sequence[int]) -> list[tuple[int, str | None, str | None]]:
    """Numbers, outlets and days, with the reports of the same text in the same outlet."""
    db, wanted = writing.db, set(reports)
    if writing.begun:
        query = "SELECT report FROM copies WHERE since = ? UNION SELECT report FROM copies WHERE until = ?"
        ids = [id_of(row) for (row,) in db.execute(query, (writing.moment, writing.moment))]
        query = "SELECT number FROM reports WHERE id IN (SELECT value FROM json_each(?))"
        wanted |= {number for (number,) in db.execute(query, (json.dumps(ids),))}
    query = """
        SELECT DISTINCT others.number, others.outlet, substr(others.published, 1, 10)
        FROM json_each(?) JOIN reports ON reports.number = value
        JOIN reports others ON others.outlet IS reports.outlet AND others.text = reports.text ORDER BY others.number
    """
    return db.execute(query, (json.dumps(sorted(wanted)),)).fetchall()


def _tells(db: sqlite3.Connection, report: int) -> bool:
    """Whether of the reports of one text in one outlet it is the one that counts: that with the least id."""
    query = """
        SELECT 1 FROM reports JOIN reports others ON others.outlet IS reports.outlet AND others.text = reports.text
        WHERE reports.number = ? AND others.id < reports.id LIMIT 1
    """
    return db.execute(query, (report,)).fetchone() is None


def _counted(report: Report, copies: CopiedThen) -> Mapping[_As, tuple[int, int]]:
    """How many statements are whose, those of its own and those that it copied."""
    counts: defaultdict[_As, list[int]] = defaultdict(lambda: [0, 0])
    article, id = report.reading.article, report.id
    nobody = Names(())
    for statement in report.reading.statements:
        anchor = statement.cue or (statement.content or (statement.span,))[0]
        origin = origin_of(id, anchor, copies)
        source = source_of(statement, article.text, origin.report, nobody)
        party, mention, kind = source.party, statement.source, statement.source_type
        if party is None or mention is None or not source.named or not party.known:
            one = _As(None, None, None, None, None, None, kind, statement.stance)
        else:
            by_name = mention.name is not None and kind not in ("outlet", "anonymous")
            key = (folded(mention.name or ""), mention.country or "") if by_name else (source.key, "")
            told = (party.label, party.name, party.entity, party.country, party.sector)
            one = _As(key, *told, kind, statement.stance)
        counts[one][origin.copied] += 1
    return {one: (own, copied) for one, (own, copied) in counts.items()}


def _rows(
    db: sqlite3.Connection, outlet: str | None, day: str | None, told: Mapping[_As, tuple[int, int]]
) -> Iterator[Row]:
    for one, (own, copied) in told.items():
        yield {
            "outlet": outlet,
            "source": _number(db, one.key) if one.key else None,
            "label": one.label,
            "name": one.name,
            "entity": one.entity,
            "country": one.country,
            "sector": one.sector,
            "type": one.type,
            "stance": one.stance,
            "own": own,
            "copied": copied,
            "day": day,
        }


def _number(db: sqlite3.Connection, key: Key) -> int:
    found = db.execute("SELECT number FROM quoted_sources WHERE key = ? AND country = ?", key).fetchone()
    if found is not None:
        return int(found[0])
    number = db.execute("INSERT INTO quoted_sources (key, country) VALUES (?, ?)", key).lastrowid
    assert number is not None
    return number


# Asked for

_OF_REPORTS = "FROM reports r CROSS JOIN {table} q ON q.report = r.number"
"""Rows by the report, where the reports are looked up first."""

FEW = 20
"""Where no more than one report of so many is asked for, what is quoted in each of them is sooner looked up than all
that is quoted is gone through."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which reports are asked for: the same conditions on rows of `reports r` and on rows of `quoted q`.

    `days`: whether they are of days alone, so that it costs little to see how many there are."""

    reports: Conditions = field(default_factory=Conditions)
    quoted: Conditions = field(default_factory=Conditions)
    days: bool = False


def sourcing_of(
    db: sqlite3.Connection,
    wanted: Wanted | None,
    moment: int | None = None,
    limit: int | None = None,
    offset: int = 0,
) -> Sourcing:
    """What `quoted_of` and `leanings_of` say of the reports that are wanted, None for all of them; of the sources,
    `limit` after the first `offset`."""
    known = wanted or Wanted()
    if wanted is None and moment is None:
        quoted = []
        some, count = _first(db, tallies.totals(db), limit, offset)
        for key, those in some:
            kept = tallies.kept_of(db, those)
            quoted.append(_quoted_as(key, kept.told, kept.articles, kept.outlets, kept.first, kept.last))
        leanings = _leanings(db, known.reports, None, tallies.kinds(db))
        return Sourcing(tuple(quoted), tuple(leanings), count)
    rows = _Rows.of(db, known, moment)
    query = (
        f"SELECT q.source, sum(q.own), sum(q.copied) {rows.of_sources} "
        f"WHERE {rows.where} AND q.source IS NOT NULL GROUP BY q.source"
    )
    totals = {source: (own, copied) for source, own, copied in db.execute(query, rows.values)}
    some, count = _first(db, totals, limit, offset)
    types = count_kinds(db, f"{rows.of_kinds} WHERE {rows.where}", rows.values)
    leanings = _leanings(db, known.reports, moment, types)
    return Sourcing(tuple(_quoted(db, rows, some)), tuple(leanings), count)


@dataclass(frozen=True, slots=True)
class _Rows:
    """Rows of `quoted q` and of `report_kinds q`, with the same conditions. `few`: by the reports, which are looked up
    first; else they are read off an index, in which all that is asked of them stands."""

    few: bool
    where: str
    values: tuple[object, ...]

    @classmethod
    def of(cls, db: sqlite3.Connection, wanted: Wanted, moment: int | None) -> _Rows:
        few = wanted.days and _are_few(db, wanted.reports)
        those = wanted.reports if few else wanted.quoted
        return cls(few, f"{known_at('q', moment)} AND {those.sql()}", tuple(those.values))

    @property
    def of_sources(self) -> str:
        return _OF_REPORTS.format(table="quoted") if self.few else "FROM quoted q INDEXED BY quoted_by_source"

    @property
    def of_kinds(self) -> str:
        return _OF_REPORTS.format(table="report_kinds") if self.few else "FROM report_kinds q"


def _are_few(db: sqlite3.Connection, wanted: Conditions) -> bool:
    (newest,) = db.execute("SELECT coalesce(max(number), 0) FROM reports").fetchone()
    query = f"SELECT count(*) FROM (SELECT 1 FROM reports r WHERE {wanted.sql()} LIMIT ?)"
    most = int(newest) // FEW
    return int(db.execute(query, (*wanted.values, most + 1)).fetchone()[0]) <= most


def _keys(db: sqlite3.Connection, sources: Iterable[int]) -> dict[int, Key]:
    query = "SELECT number, key, country FROM quoted_sources WHERE number IN (SELECT value FROM json_each(?))"
    return {number: (key, country) for number, key, country in db.execute(query, (json.dumps(list(sources)),))}


def _first(
    db: sqlite3.Connection, totals: Mapping[int, tuple[int, int]], limit: int | None, offset: int
) -> tuple[list[Group], int]:
    """Of sources with their own and copied statements `limit` after the first `offset`, and how many there are."""
    known = totals if limit is None else _may_be_first(totals, offset + limit, _namesakes(db))
    groups = _grouped(_keys(db, known), known)
    # Whoever was left out is one alone.
    return groups[offset : None if limit is None else offset + limit], len(groups) + len(totals) - len(known)


def _namesakes(db: sqlite3.Connection) -> frozenset[int]:
    """Sources whose name another one bears too."""
    shared = "SELECT key FROM quoted_sources GROUP BY key HAVING count(*) > 1"
    query = f"SELECT number FROM quoted_sources WHERE key IN ({shared})"
    return frozenset(number for (number,) in db.execute(query))


def _may_be_first(
    totals: Mapping[int, tuple[int, int]], most: int, namesakes: Set[int]
) -> Mapping[int, tuple[int, int]]:
    """The sources that may be among the `most` first ones, and all namesakes, which may come before others together:
    what one of very many is called need not be looked up."""
    alone = (told for source, told in totals.items() if source not in namesakes)
    ahead = heapq.nlargest(most, alone)
    if len(ahead) < most or not ahead:
        return totals
    return {source: told for source, told in totals.items() if told >= ahead[-1] or source in namesakes}


def _grouped(keys: Mapping[int, Key], totals: Mapping[int, tuple[int, int]]) -> list[Group]:
    """What bears one name is one, unless bearers of two states are known; the most quoted first."""
    by_name: defaultdict[str, list[int]] = defaultdict(list)
    for source in totals:
        by_name[keys[source][0]].append(source)
    groups: list[Group] = []
    for name, those in by_name.items():
        if sum(bool(keys[source][1]) for source in those) > 1:
            groups += ((f"{name}|{keys[source][1] or '?'}", [source]) for source in those)
        else:
            groups.append((name, those))

    def order(group: Group) -> tuple[int, int, str]:
        own, copied = (sum(totals[source][at] for source in group[1]) for at in (0, 1))
        return -own, -copied, group[0]

    return sorted(groups, key=order)


def _quoted(db: sqlite3.Connection, rows: _Rows, groups: Sequence[Group]) -> Iterator[Quoted]:
    picked = "q.source IN (SELECT value FROM json_each(?))"
    of_index = rows.of_sources
    values = (*rows.values, json.dumps([source for _, those in groups for source in those]))
    query = f"""
        SELECT q.source, q.label, q.name, q.entity, q.country, q.sector, q.type, q.stance, sum(q.own), sum(q.copied),
            min(nullif(q.day, '')), max(nullif(q.day, ''))
        {of_index} WHERE {rows.where} AND {picked} GROUP BY 1, 2, 3, 4, 5, 6, 7, 8
    """
    found: defaultdict[int, list[tuple[Any, ...]]] = defaultdict(list)
    for source, *row in db.execute(query, values):
        found[source].append(tuple(row))
    joined = of_index if rows.few else f"{of_index} CROSS JOIN reports r ON r.number = q.report"
    distinct = (
        f"count(DISTINCT r.text), count(DISTINCT coalesce(r.outlet, r.id)) "
        f"{joined} WHERE {rows.where} AND {picked} AND q.own > 0"
    )
    alone = {
        source: (texts, outlets)
        for source, texts, outlets in db.execute(f"SELECT q.source, {distinct} GROUP BY q.source", values)
    }
    for key, those in groups:
        told = [row for source in those for row in found[source]]
        if len(those) == 1:
            texts, outlets = alone.get(those[0], (0, 0))
        else:
            texts, outlets = db.execute(f"SELECT {distinct}", (*rows.values, json.dumps(those))).fetchone()
        first = min((row[9] for row in told if row[9]), default=None)
        last = max((row[10] for row in told if row[10]), default=None)
        yield _quoted_as(key, told, texts, outlets, first, last)


def _quoted_as(
    key: str, told: Sequence[tuple[Any, ...]], articles: int, outlets: int, first: str | None, last: str | None
) -> Quoted:
    """`told`: rows of label, name, entity, country, sector, type, stance, own, copied, and whatever more."""
    kinds: Counter[str] = Counter()
    stances: Counter[str] = Counter()
    for _, _, _, _, _, kind, stance, own, copied, *_ in told:
        kinds[kind] += own + copied
        stances[stance] += own + copied
    return Quoted(
        source=best_named(Source(key, row[0], row[5], Party(*row[:5])) for row in told),
        statements=sum(row[7] for row in told),
        copied=sum(row[8] for row in told),
        articles=articles,
        outlets=outlets,
        kinds=_by_count(kinds),
        stances=_by_count(stances),
        first=first,
        last=last,
    )


def _by_count(counted: Counter[str]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(counted.items(), key=lambda c: (-c[1], c[0])))


def _leanings(
    db: sqlite3.Connection, wanted: Conditions, moment: int | None, types: Mapping[tuple[str | None, str], int]
) -> Iterator[Leaning]:
    then = "1" if moment is None else f"r.number <= {last_report(db, moment)}"
    query = f"SELECT outlet, count(DISTINCT text) FROM reports r WHERE {wanted.sql()} AND {then} GROUP BY outlet"
    # One that is not known has a name here, as in the list.
    for outlet, articles in sorted(db.execute(query, wanted.values), key=lambda row: row[0] or UNKNOWN):
        yield Leaning(outlet or UNKNOWN, articles, tuple((type, types.get((outlet, type), 0)) for type in SOURCE_TYPES))

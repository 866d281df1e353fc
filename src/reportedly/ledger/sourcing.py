"""Who is quoted, counted as reports come: so that the question after it need not read all statements again.

For each report the statements of each source, as what and with which stance, those that it copied apart; and the sums
of all reports. What they come to is what `quoted.py` says, which is the rule; here it is only kept.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from ..records import SOURCE_TYPES, Entity, SourceType, Stance
from .copy_tables import id_of
from .finding import Conditions
from .gathering import CopiedThen, recalled_as_judged
from .given import origin_of
from .quoted import UNKNOWN, Leaning, Quoted, Sourcing, best_named
from .standing import known_at, stand
from .values import Report
from .who import Names, Party, Source, folded, source_of
from .writing import Writing

__all__ = ["count_sources", "sourcing_of"]

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
    tellers = {number for number, _ in touched if _tells(db, number)}
    told = {number: _counted(report, copies) for number, report, _ in recalled_as_judged(db, sorted(tellers))}
    for number, outlet in touched:
        _keep(writing, number, outlet or UNKNOWN, told.get(number, {}))


def _touched(writing: Writing, reports: Sequence[int]) -> list[tuple[int, str | None]]:
    """Numbers and outlets, with the reports of the same text in the same outlet."""
    db, wanted = writing.db, set(reports)
    if writing.begun:
        query = "SELECT report FROM copies WHERE since = ? UNION SELECT report FROM copies WHERE until = ?"
        ids = [id_of(row) for (row,) in db.execute(query, (writing.moment, writing.moment))]
        query = "SELECT number FROM reports WHERE id IN (SELECT value FROM json_each(?))"
        wanted |= {number for (number,) in db.execute(query, (json.dumps(ids),))}
    query = """
        SELECT DISTINCT others.number, others.outlet FROM json_each(?) JOIN reports ON reports.number = value
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


def _keep(writing: Writing, report: int, outlet: str, told: Mapping[_As, tuple[int, int]]) -> None:
    db = writing.db
    query = "SELECT source, type, own, copied FROM quoted WHERE report = ? AND until IS NULL"
    before = db.execute(query, (report,)).fetchall()
    rows: list[dict[str, Any]] = [
        {
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
        }
        for one, (own, copied) in told.items()
    ]
    change = stand(writing, "quoted", {"report": report}, rows)
    if not (change.came or change.went):
        return
    sources: Counter[tuple[int, str]] = Counter()
    types: Counter[str] = Counter()
    now = [(r["source"], r["type"], r["own"], r["copied"]) for r in rows]
    for sign, those in ((-1, before), (1, now)):
        for source, type, own, copied in those:
            types[type] += sign * own
            if source is not None:
                sources[source, "own"] += sign * own
                sources[source, "copied"] += sign * copied
    for (source, column), number in sources.items():
        if number:
            db.execute(f"UPDATE quoted_sources SET {column} = {column} + ? WHERE number = ?", (number, source))
    for type, number in types.items():
        if number:
            db.execute(
                "INSERT INTO quoted_types (outlet, type, own) VALUES (?, ?, ?) "
                "ON CONFLICT (outlet, type) DO UPDATE SET own = own + excluded.own",
                (outlet, type, number),
            )
    db.execute("DELETE FROM quoted_types WHERE outlet = ? AND own = 0", (outlet,))


def _number(db: sqlite3.Connection, key: Key) -> int:
    found = db.execute("SELECT number FROM quoted_sources WHERE key = ? AND country = ?", key).fetchone()
    if found is not None:
        return int(found[0])
    number = db.execute("INSERT INTO quoted_sources (key, country, own, copied) VALUES (?, ?, 0, 0)", key).lastrowid
    assert number is not None
    return number


# Asked for

_ROWS = """
SELECT s.key, s.country, q.label, q.name, q.entity, q.country, q.sector, q.type, q.stance, q.own, q.copied, r.id,
    r.text, r.outlet, r.published
FROM quoted q JOIN reports r ON r.number = q.report LEFT JOIN quoted_sources s ON s.number = q.source
"""


@dataclass(slots=True)
class _Sum:
    """What the statements of one source come to. Grows as they are gone through."""

    own: int = 0
    copied: int = 0
    texts: set[int] = field(default_factory=set)
    outlets: set[str] = field(default_factory=set)
    types: Counter[str] = field(default_factory=Counter)
    stances: Counter[str] = field(default_factory=Counter)
    parties: set[tuple[Party, SourceType]] = field(default_factory=set)
    days: list[str] = field(default_factory=list)

    def quoted(self, key: str) -> Quoted:
        return Quoted(
            source=best_named(Source(key, party.label, type, party) for party, type in self.parties),
            statements=self.own,
            copied=self.copied,
            articles=len(self.texts),
            outlets=len(self.outlets),
            kinds=_by_count(self.types),
            stances=_by_count(self.stances),
            first=min(self.days, default=None),
            last=max(self.days, default=None),
        )


def sourcing_of(
    db: sqlite3.Connection, wanted: Conditions, moment: int | None = None, limit: int | None = None
) -> Sourcing:
    """What `quoted_of` and `leanings_of` say of the reports that are wanted (rows of `reports r`), the first `limit`
    sources. Of the whole ledger as it is now, the sums tell who they are."""
    whole = not wanted.told and moment is None
    if whole and limit is not None:
        query = "SELECT key, country, own, copied FROM quoted_sources WHERE own + copied > 0"
        totals = {(key, country): (own, copied) for key, country, own, copied in db.execute(query)}
        groups = _grouped(totals)
        keys = json.dumps([list(key) for _, those in groups[:limit] for key in those])
        picked = (
            "q.source IN (SELECT s.number FROM json_each(?) JOIN quoted_sources s "
            "ON s.key = json_extract(value, '$[0]') AND s.country = json_extract(value, '$[1]'))"
        )
        rows = db.execute(f"{_ROWS} WHERE q.until IS NULL AND {picked}", (keys,))
        types = {(outlet, type): own for outlet, type, own in db.execute("SELECT outlet, type, own FROM quoted_types")}
        sums = _summed(rows, groups[:limit], Counter())
    else:
        listed = db.execute(f"{_ROWS} WHERE {known_at('q', moment)} AND {wanted.sql()}", wanted.values).fetchall()
        found: defaultdict[Key, list[int]] = defaultdict(lambda: [0, 0])
        for key, country, *_, own, copied, _, _, _, _ in listed:
            if key is not None:
                found[key, country][0] += own
                found[key, country][1] += copied
        groups = _grouped({key: (own, copied) for key, (own, copied) in found.items()})
        counted: Counter[tuple[str, str]] = Counter()
        sums = _summed(listed, groups[:limit], counted)
        types = dict(counted)
    quoted = tuple(sums[name].quoted(name) for name, _ in groups[:limit])
    return Sourcing(quoted, tuple(_leanings(db, wanted, types)), len(groups))


def _grouped(totals: Mapping[Key, tuple[int, int]]) -> list[tuple[str, list[Key]]]:
    """What bears one name is one, unless bearers of two states are known; the most quoted first."""
    by_name: defaultdict[str, list[Key]] = defaultdict(list)
    for key in totals:
        by_name[key[0]].append(key)
    groups: list[tuple[str, list[Key]]] = []
    for name, keys in by_name.items():
        if sum(bool(country) for _, country in keys) > 1:
            groups += ((f"{name}|{country or '?'}", [(name, country)]) for _, country in keys)
        else:
            groups.append((name, keys))
    order = {name: tuple(sum(totals[key][at] for key in keys) for at in (0, 1)) for name, keys in groups}
    return sorted(groups, key=lambda g: (-order[g[0]][0], -order[g[0]][1], g[0]))


def _summed(
    rows: Iterable[tuple[Any, ...]], groups: Iterable[tuple[str, Sequence[Key]]], types: Counter[tuple[str, str]]
) -> dict[str, _Sum]:
    """The sums of the groups, by name; `types` counts for each outlet on which types of sources it rests."""
    name_of = {key: name for name, keys in groups for key in keys}
    sums: defaultdict[str, _Sum] = defaultdict(_Sum)
    for (
        key,
        key_country,
        label,
        name,
        entity,
        country,
        sector,
        type,
        stance,
        own,
        copied,
        id,
        text,
        outlet,
        day,
    ) in rows:
        types[outlet or UNKNOWN, type] += own
        called = name_of.get((key, key_country))
        if called is None:
            continue
        one = sums[called]
        one.own += own
        one.copied += copied
        if own:
            one.texts.add(text)
            one.outlets.add(outlet or id)
        one.types[type] += own + copied
        one.stances[stance] += own + copied
        one.parties.add((Party(label, name, entity, country, sector), type))
        if day:
            one.days = [min([day[:10], *one.days]), max([day[:10], *one.days])]
    return sums


def _by_count(counted: Counter[str]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(counted.items(), key=lambda c: (-c[1], c[0])))


def _leanings(db: sqlite3.Connection, wanted: Conditions, types: Mapping[tuple[str, str], int]) -> Iterator[Leaning]:
    query = f"SELECT outlet, count(DISTINCT text) FROM reports r WHERE {wanted.sql()} GROUP BY outlet"
    articles: Counter[str] = Counter()
    for outlet, number in db.execute(query, wanted.values):
        articles[outlet or UNKNOWN] += number
    for outlet in sorted(articles):
        yield Leaning(outlet, articles[outlet], tuple((type, types.get((outlet, type), 0)) for type in SOURCE_TYPES))

"""What parties and sources are recorded as saying: found by the full-text index and by names, the newest first."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ..gazetteer import load_gazetteer
from ..ledger.dyads import Side
from ..ledger.store import Ledger
from ..ledger.who import ARMED, folded

__all__ = ["ByOutlet", "Quoted", "Said", "quoted", "said_by", "said_of"]

LOOKED_AT = 20_000
"""Statements that name somebody, at most, among which those of one party are looked for: the newest ones."""


@dataclass(frozen=True, slots=True)
class Said:
    """A statement: number `n` of a report. `also`: others of the same source in the same words, as copies have them."""

    report: str
    n: int
    outlet: str | None
    published: str | None
    said: str
    source: str | None
    kind: str
    stance: str
    also: tuple[Said, ...] = ()


@dataclass(frozen=True, slots=True)
class ByOutlet:
    """How often an outlet quotes a source, of its own and copied."""

    outlet: str | None
    own: int
    copied: int


@dataclass(frozen=True, slots=True)
class Quoted:
    """A source by name: how often, as what, in which stance, by which outlets. `names`: as reports write it."""

    names: tuple[str, ...]
    countries: tuple[str, ...]
    own: int
    copied: int
    kinds: tuple[tuple[str, int], ...]
    stances: tuple[tuple[str, int], ...]
    outlets: tuple[ByOutlet, ...]
    first: str | None
    last: str | None


_SAID = (
    "SELECT r.id, s.n, r.outlet, r.published, s.said, "
    "coalesce(s.source_name, json_extract(s.record, '$.source.text')), s.source_type, s.stance "
    "FROM statements s JOIN reports r ON r.reading = s.reading"
)


def said_of(ledger: Ledger, who: Side, whom: Side, limit: int) -> list[Said]:
    """What a party says with the other's name in it, the newest first."""
    names = _names(whom)
    if not names:
        return []
    match = " OR ".join(f'"{name}"' for name in names)
    if who.country:
        armed = ", ".join(f"'{sector}'" for sector in sorted(ARMED))
        own, value = f"s.source_country = ? AND coalesce(s.source_sector, '') NOT IN ({armed})", who.country
    else:
        own, value = "s.source_name = ?", who.label
    query = (
        f"{_SAID} WHERE s.number IN (SELECT rowid FROM statement_words WHERE statement_words MATCH ? "
        f"ORDER BY rowid DESC LIMIT {LOOKED_AT}) AND {own} ORDER BY s.number DESC LIMIT ?"
    )
    return _newest(ledger.db, query, (match, value, limit))


def _names(side: Side) -> list[str]:
    """What a party is called by in a text. Two letters are too few: "US" is "us" to a full-text index."""
    country = load_gazetteer().codes.get(side.country or "")
    told = [side.label]
    if country is not None:
        told += [*country.names, *country.demonyms, *country.capital]
    plain = dict.fromkeys(name.replace('"', " ").replace("\0", " ").strip() for name in told)
    return [name for name in plain if sum(char.isalnum() for char in name) > 2 or ("." in name and len(name) > 3)]


def said_by(ledger: Ledger, names: Sequence[str], limit: int) -> list[Said]:
    """What whoever bears one of these names is recorded as saying, the newest first."""
    marks = ", ".join("?" * len(names))
    # Which they are is read off an index; what they say, only of those that are shown.
    newest = f"SELECT number FROM statements WHERE source_name IN ({marks}) ORDER BY number DESC LIMIT ?"
    query = f"{_SAID} WHERE s.number IN ({newest}) ORDER BY s.number DESC LIMIT ?"
    return _newest(ledger.db, query, (*names, limit, limit))


def _newest(db: sqlite3.Connection, query: str, values: Sequence[object]) -> list[Said]:
    found = sorted(
        (Said(*row) for row in db.execute(query, values)), key=lambda one: (one.published or "", one.report, one.n)
    )
    alike: dict[tuple[str | None, str, str], list[Said]] = {}
    for one in found:
        alike.setdefault((one.source, one.stance, one.said), []).append(one)
    told = [replace(first, also=tuple(others)) for first, *others in alike.values()]
    return sorted(told, key=lambda one: (one.published or "", one.report, -one.n), reverse=True)


def quoted(ledger: Ledger, name: str) -> Quoted | None:
    """How a source is quoted; None where nobody of this name is."""
    tables = "FROM quoted q JOIN quoted_sources s ON s.number = q.source WHERE s.key = ? AND q.until IS NULL"
    values = (folded(name),)
    rows = ledger.db.execute(
        "SELECT q.outlet, q.type, q.stance, q.name, q.country, sum(q.own), sum(q.copied) "
        f"{tables} GROUP BY 1, 2, 3, 4, 5",
        values,
    ).fetchall()
    if not rows:
        return None
    kinds: Counter[str] = Counter()
    stances: Counter[str] = Counter()
    names: Counter[str] = Counter()
    countries: Counter[str] = Counter()
    outlets: dict[str | None, list[int]] = {}
    for outlet, kind, stance, named, country, own, copied in rows:
        kinds[kind] += own + copied
        stances[stance] += own + copied
        names[named or name] += own + copied
        if country:
            countries[country] += own + copied
        counted = outlets.setdefault(outlet, [0, 0])
        counted[0] += own
        counted[1] += copied
    days = (
        "SELECT min(day), max(day) FROM quoted_days JOIN quoted_sources s ON s.number = source WHERE s.key = ? "
        "AND count > 0"
    )
    first, last = ledger.db.execute(days, values).fetchone()
    by_outlet = sorted(outlets.items(), key=lambda one: (-one[1][0], -one[1][1], one[0] or "~"))
    return Quoted(
        tuple(named for named, _ in names.most_common()),
        tuple(country for country, _ in countries.most_common()),
        sum(own for own, _ in outlets.values()),
        sum(copied for _, copied in outlets.values()),
        tuple(kinds.most_common()),
        tuple(stances.most_common()),
        tuple(ByOutlet(outlet, own, copied) for outlet, (own, copied) in by_outlet),
        first,
        last,
    )

"""Whether all that follows from reports leads somewhere, and agrees with what it was worked out from.

Most of it is asked of SQLite: each rule below is a query that finds what breaks it.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from ..text import Span
from .copy_tables import copy_from_json, id_of, row_of
from .dossiers import others_of, row_of_dossier
from .gathering import gathered
from .tallies import TALLIES
from .unsound import Unsound
from .verdict_tables import verdict_of

__all__ = ["copies", "corrections", "history", "places", "sums", "verdicts"]

_NO_REPORT = "NOT EXISTS (SELECT 1 FROM reports WHERE id = id_of({}))"
_NO_EVENT = (
    "NOT EXISTS (SELECT 1 FROM reports r JOIN events e USING (reading) WHERE r.number = {0}report AND e.n = {0}n)"
)
_JUDGED = """EXISTS (SELECT 1 FROM reports j JOIN texts ON texts.number = j.text
    JOIN verdict_places p ON p.article = texts.id WHERE j.number = {})"""
STANDING = (
    "copies", "quotation_links", "links", "incident_members", "incidents", "incident_others", "quoted",
    "report_kinds", "corrections", "verdicts", "verdict_places",
)  # fmt: skip
"""Tables whose rows stand from one moment until another."""


@dataclass(frozen=True, slots=True)
class _Rule:
    """`query` finds what breaks the rule: the first column goes into `where`, all of them into `what`."""

    where: str
    what: str
    query: str


_NAMED = "SELECT r.id || ':e' || {0}.n FROM {1} JOIN reports r ON r.number = {0}.report WHERE "
_RULES = (
    _Rule("report {0}", "what is needed to find its copies is missing",
        "SELECT id FROM reports WHERE NOT EXISTS (SELECT 1 FROM copy_standings WHERE report = row_of(id))"),
    _Rule("report {0}", "is in copy_standings, and not in the ledger",
        f"SELECT id_of(report) FROM copy_standings WHERE {_NO_REPORT.format('report')}"),
    _Rule("report {0}", "is in copies, and not in the ledger",
        f"SELECT DISTINCT id_of(report) FROM copies WHERE {_NO_REPORT.format('report')}"),
    _Rule("report {0}", "is in copy_lines, and not in the ledger",
        "SELECT DISTINCT id_of(report) FROM copy_lines l "
        "WHERE NOT EXISTS (SELECT 1 FROM copy_standings s WHERE s.report = l.report)"),
    _Rule("report {0}", "is in copy_numbers, and not in the ledger",
        "SELECT DISTINCT id_of(report) FROM copy_numbers l "
        "WHERE NOT EXISTS (SELECT 1 FROM copy_standings s WHERE s.report = l.report)"),
    _Rule("report {0}", "is still to be looked at for copies", "SELECT id_of(report) FROM copy_pending"),
    _Rule("{0}", "is still to be looked at for the same quotation",
        "SELECT id_of(report) || ':s' || n FROM quotation_pending"),
    _Rule("{0}", "is held as a quotation, and is no statement here", """SELECT id_of(q.report) || ':s' || q.n
        FROM quotations q WHERE NOT EXISTS (SELECT 1 FROM reports r JOIN statements s USING (reading)
        WHERE r.id = id_of(q.report) AND s.n = q.n)"""),
    _Rule("{0}", "has numbers of a quotation, and is held as none", """SELECT DISTINCT id_of(l.report) || ':s' || l.n
        FROM quotation_numbers l
        WHERE NOT EXISTS (SELECT 1 FROM quotations q WHERE q.report = l.report AND q.n = l.n)"""),
    _Rule("{0}", "is said to print what {1} printed, and is no quotation here",
        """SELECT id_of(l.report) || ':s' || l.n, id_of(to_report) || ':s' || to_n FROM quotation_links l
        WHERE until IS NULL AND NOT EXISTS (SELECT 1 FROM quotations q WHERE q.report = l.report AND q.n = l.n)"""),
    _Rule("{0}", "is said to print what {1} printed, which is no quotation here",
        """SELECT id_of(l.report) || ':s' || l.n, id_of(to_report) || ':s' || to_n FROM quotation_links l
        WHERE until IS NULL AND NOT EXISTS (SELECT 1 FROM quotations q WHERE q.report = to_report AND q.n = to_n)"""),
    _Rule("a link of {0}", "leads to e{1}, which is no event of it",
        f"SELECT o.id, a_n FROM links l JOIN reports o ON o.number = a_report WHERE until IS NULL "
        f"AND {_NO_EVENT.format('l.a_')}"),
    _Rule("a link of {0}", "leads to e{1}, which is no event of it",
        f"SELECT o.id, b_n FROM links l JOIN reports o ON o.number = b_report WHERE until IS NULL "
        f"AND {_NO_EVENT.format('l.b_')}"),
    _Rule("link {0}", "its sides are not in order",
        "SELECT number FROM links WHERE (a_report, a_n) >= (b_report, b_n)"),
    _Rule("{0}", "is a telling, and no event", _NAMED.format("t", "tellings t") + _NO_EVENT.format("t.")),
    _Rule("{0}", "is an event, and no telling", """SELECT r.id || ':e' || e.n FROM reports r JOIN events e
        USING (reading) WHERE NOT EXISTS (SELECT 1 FROM tellings t WHERE t.report = r.number AND t.n = e.n)"""),
    _Rule("{0}", "stands in an incident as a telling, and not as a member",
        _NAMED.format("t", "tellings t") + """NOT EXISTS (SELECT 1 FROM incident_members m
        WHERE m.report = t.report AND m.n = t.n AND m.incident = t.incident AND m.until IS NULL)"""),
    _Rule("{0}", "stands in an incident as a member, and not as a telling",
        _NAMED.format("m", "incident_members m") + """m.until IS NULL AND NOT EXISTS (SELECT 1 FROM tellings t
        WHERE m.report = t.report AND m.n = t.n AND m.incident = t.incident)"""),
    _Rule("{0}", "follows a telling that is not there, is later, or is of another incident",
        _NAMED.format("t", "tellings t") + """t.follows_report IS NOT NULL AND NOT EXISTS (SELECT 1 FROM tellings f
        WHERE f.report = t.follows_report AND f.n = t.follows_n AND f.incident = t.incident AND f.at < t.at)"""),
    _Rule("{0}", "follows a report and no telling of it, or the other way",
        _NAMED.format("t", "tellings t") + "(t.follows_report IS NULL) <> (t.follows_n IS NULL)"),
    _Rule("{0}", "came by a telling that is not there, or is of another incident",
        _NAMED.format("t", "tellings t") + """NOT EXISTS (SELECT 1 FROM tellings f
        WHERE f.report = t.anchor_report AND f.n = t.anchor_n AND f.incident = t.incident)"""),
    _Rule("report {0}", "tells something, and is not kept as a whole (scenes)", """SELECT DISTINCT r.id FROM tellings t
        JOIN reports r ON r.number = t.report WHERE NOT EXISTS (SELECT 1 FROM scenes s WHERE s.report = t.report)"""),
    _Rule("report {0}", "is kept as a whole (scenes), and tells nothing", """SELECT r.id FROM scenes s JOIN reports r
        ON r.number = s.report WHERE NOT EXISTS (SELECT 1 FROM tellings t WHERE t.report = s.report)"""),
    _Rule("{0}", "is looked for by a key, and is no telling", """SELECT DISTINCT r.id || ':e' || k.n FROM telling_keys k
        JOIN reports r ON r.number = k.report WHERE k.n > 0
        AND NOT EXISTS (SELECT 1 FROM tellings t WHERE t.report = k.report AND t.n = k.n)"""),
    _Rule("incident {0}", "has a sum, and no tellings", """SELECT id FROM incidents i WHERE until IS NULL AND NOT EXISTS
        (SELECT 1 FROM incident_members m WHERE m.incident = i.id AND m.until IS NULL)"""),
    _Rule("incident {0}", "has tellings, and no sum", f"""SELECT DISTINCT incident FROM incident_members m
        WHERE until IS NULL AND NOT {_JUDGED.format('m.report')} AND NOT EXISTS
        (SELECT 1 FROM incidents i WHERE i.id = m.incident AND i.until IS NULL)"""),
    _Rule("incident {0}", "has further parties or places, and no sum", """SELECT DISTINCT incident
        FROM incident_others o
        WHERE until IS NULL AND NOT EXISTS (SELECT 1 FROM incidents i WHERE i.id = o.incident AND i.until IS NULL)"""),
    _Rule("incident {0}", "was traced to a report, and has no sum", """SELECT DISTINCT incident FROM incident_origins o
        WHERE NOT EXISTS (SELECT 1 FROM incidents i WHERE i.id = o.incident AND i.until IS NULL)"""),
    _Rule("report {0}", "an incident was traced to it, and it is not in the ledger",
        f"SELECT DISTINCT id_of(report) FROM incident_origins WHERE {_NO_REPORT.format('report')}"),
    _Rule("report {0}", "so many statements are counted in it: {1}; it has {2}, those of the same text in the same "
        "outlet counted once", f"""SELECT id, counted, wanted FROM (SELECT r.id,
        (SELECT coalesce(sum(own + copied), 0) FROM quoted q WHERE q.report = r.number AND q.until IS NULL) AS counted,
        CASE WHEN EXISTS (SELECT 1 FROM reports o WHERE o.outlet IS r.outlet AND o.text = r.text AND o.id < r.id) THEN 0
            ELSE (SELECT count(*) FROM statements s WHERE s.reading = r.reading) END AS wanted
        FROM reports r WHERE NOT {_JUDGED.format('r.number')}) WHERE counted <> wanted"""),
    _Rule("row {0} of quoted_sources", "nobody is counted under it", """SELECT number FROM quoted_sources s
        WHERE NOT EXISTS (SELECT 1 FROM quoted q WHERE q.source = s.number)"""),
)  # fmt: skip

_COUNTS = (
    ("incident_days", "day, type, status, disputed, count", "count <> 0",
        "SELECT coalesce(first, ''), type, status, disputed, count(*) FROM incidents WHERE until IS NULL "
        "GROUP BY 1, 2, 3, 4"),
    ("incident_months", "month, type, status, disputed, count", "count <> 0",
        "SELECT substr(coalesce(first, ''), 1, 7), type, status, disputed, count(*) FROM incidents "
        "WHERE until IS NULL GROUP BY 1, 2, 3, 4"),
    ("incident_pairs", "actor, recipient, count", "count <> 0",
        "SELECT actor, recipient, count(*) FROM incident_sides JOIN incidents USING (number) WHERE until IS NULL "
        "GROUP BY 1, 2"),
    ("incident_parties", "party, acts, acted_on", "(acts <> 0 OR acted_on <> 0)",
        "SELECT party, sum(acts), sum(acted_on) FROM ("
        "SELECT actor AS party, 1 AS acts, 0 AS acted_on FROM incident_sides JOIN incidents USING (number) "
        "WHERE until IS NULL UNION ALL SELECT recipient, 0, 1 FROM incident_sides JOIN incidents USING (number) "
        "WHERE until IS NULL) WHERE party <> '' GROUP BY party"),
    *TALLIES,
)  # fmt: skip
"""Each kept count, and how it is counted anew."""


def places(db: sqlite3.Connection) -> Iterator[Unsound]:
    """All that the rules and the counts tell."""
    db.create_function("id_of", 1, lambda row: id_of(row) if isinstance(row, int) else "?", deterministic=True)
    db.create_function("row_of", 1, _row_of, deterministic=True)
    for rule in _RULES:
        for row in db.execute(rule.query):
            yield Unsound(rule.where.format(*row), rule.what.format(*row))
    for table, columns, some, anew in _COUNTS:
        kept = f"SELECT {columns} FROM {table} WHERE {some}"
        for one, other, what in (
            (kept, anew, "is kept, and not what is there"),
            (anew, kept, "is there, and not kept"),
        ):
            for row in db.execute(f"SELECT * FROM ({one}) EXCEPT SELECT * FROM ({other})"):
                yield Unsound(table, f"the count {', '.join(map(str, row))} {what}")


def _row_of(id: object) -> int | None:
    """None for what is no id: that it is none, is told elsewhere."""
    try:
        return row_of(id) if isinstance(id, str) else None
    except ValueError:
        return None


def history(db: sqlite3.Connection) -> Iterator[Unsound]:
    """What stood, stood from a moment until a later one, and in one place at a time."""
    for table in STANDING:
        for number, since, until in db.execute(f"SELECT number, since, until FROM {table} WHERE until < since"):
            yield Unsound(f"row {number} of {table}", f"stood since moment {since} and until {until}, which is before")
    for table, key in (("copies", "report"), ("incidents", "id"), ("incident_members", "report, n")):
        query = f"""
            SELECT number, last FROM (SELECT number, since, lag(number) OVER w AS last, lag(until) OVER w AS ended,
                lag(number) OVER w IS NOT NULL AS follows FROM {table} WINDOW w AS (PARTITION BY {key} ORDER BY since))
            WHERE follows AND (ended IS NULL OR ended > since)
        """
        for number, last in db.execute(query):
            yield Unsound(f"row {number} of {table}", f"stood while row {last} did, which is of the same")


# What has places in texts


class _Bodies:
    """Texts of reports by their ids."""

    def __init__(self, db: sqlite3.Connection) -> None:
        def find(id: str) -> str | None:
            query = "SELECT body FROM reports JOIN texts ON texts.number = text WHERE reports.id = ?"
            row = db.execute(query, (id,)).fetchone()
            return row[0] if row else None

        self.of = lru_cache(maxsize=64)(find)


def copies(db: sqlite3.Connection) -> Iterator[Unsound]:
    """Passages lie in their reports and in those that they are from, and these are noted as origins."""
    bodies = _Bodies(db)
    for row, record in db.execute("SELECT report, record FROM copies WHERE until IS NULL ORDER BY number"):
        id = id_of(row)
        where, origins = f"what report {id} copied", {o for (o,) in db.execute(
            "SELECT origin FROM copy_origins WHERE report = ?", (row,))}  # fmt: skip
        try:
            passages = copy_from_json(id, record).passages
            found = {row_of(passage.origin) for passage in passages}
        except (ValueError, KeyError, TypeError):
            yield Unsound(where, "cannot be made out")
            continue
        if found != origins:
            yield Unsound(where, "is of other reports than its origins (copy_origins) are")
        for passage in passages:
            for one, span in ((id, passage.span), (passage.origin, passage.origin_span)):
                body = bodies.of(one)
                if body is None:
                    yield Unsound(where, f"report {one} is not in the ledger")
                elif not 0 <= span.start < span.end <= len(body):
                    yield Unsound(where, f"the passage [{span.start}, {span.end}] is none in report {one}")
    query = """SELECT report, origin FROM copy_origins o
        WHERE NOT EXISTS (SELECT 1 FROM copies c WHERE c.report = o.report AND c.until IS NULL)"""
    for row, origin in db.execute(query):
        yield Unsound(f"report {id_of(row)}", f"is said to copy report {id_of(origin)}, and copies nothing")


def corrections(db: sqlite3.Connection) -> Iterator[Unsound]:
    """Notices stand in their reports."""
    query = """SELECT r.id, c.start, c.end, t.body FROM corrections c JOIN reports r ON r.number = c.report
        JOIN texts t ON t.number = r.text ORDER BY c.number"""
    for id, start, end, body in db.execute(query):
        if not 0 <= start < end <= len(body):
            yield Unsound(f"correction in report {id}", f"its span [{start}, {end}] is none in its text")


def verdicts(db: sqlite3.Connection) -> Iterator[Unsound]:
    """Each verdict has a place for each of its anchors that holds its words, or is told as lost."""
    query = "SELECT number, record, link, until, decision, who, at FROM verdicts ORDER BY number"
    for number, record, link, until, *told in db.execute(query):
        where = f"verdict {number}"
        try:
            verdict = verdict_of(json.loads(record))
        except (ValueError, KeyError, TypeError, IndexError):
            yield Unsound(where, "cannot be made out")
            continue
        if verdict.link != link:
            yield Unsound(where, "is on a link by its column and not by its record, or the other way")
        if told != [verdict.decision, verdict.who, verdict.when]:
            yield Unsound(where, "what its columns say (decision, who, at) is not what its record says")
        query = (
            "SELECT side, article, kind, start, end, n, lost FROM verdict_places WHERE verdict = ? AND until IS NULL"
        )
        found = {side: row for side, *row in db.execute(query, (number,))}
        if sorted(found) != ([] if until is not None else list(range(len(verdict.anchors)))):
            yield Unsound(where, "has other places than anchors")
            continue
        for side, (article, kind, start, end, n, lost) in sorted(found.items()):
            anchor = verdict.anchors[side]
            if (article, kind) != (anchor.article, anchor.kind):
                yield Unsound(where, "stands in another article, or on another kind of record, than was judged")
            elif (lost is None) != (start is not None and end is not None):
                yield Unsound(where, "is told as lost and has a place, or is neither")
            elif lost is None:
                yield from _placed(db, where, article, kind, n, Span(start, end), anchor.exact)


def _placed(
    db: sqlite3.Connection, where: str, article: str, kind: str, n: int | None, span: Span, words: str
) -> Iterator[Unsound]:
    row = db.execute("SELECT number, body FROM texts WHERE id = ?", (article,)).fetchone()
    if row is None:
        yield Unsound(where, f"stands in article {article}, which is not in the ledger")
    elif span.of(row[1]) != words:
        yield Unsound(where, f"[{span.start}, {span.end}] of article {article} are not the words that were judged")
    elif n is not None and kind not in ("statement", "event", "figure"):
        yield Unsound(where, f"stands on a {kind}, which is no kind of record")
    elif n is not None:
        query = f"SELECT 1 FROM readings g JOIN {kind}s s ON s.reading = g.number WHERE g.text = ? AND s.n = ?"
        if db.execute(query, (row[0], n)).fetchone() is None:
            yield Unsound(where, f"stands on {kind} {n} of article {article}, which is not read there")


def sums(db: sqlite3.Connection) -> Iterator[Unsound]:
    """What stands of each incident in sum is what its tellings come to: all of them are summed up again."""
    query = "SELECT DISTINCT incident FROM incident_members WHERE until IS NULL ORDER BY report, n"
    for one in gathered(db, (incident for (incident,) in db.execute(query))):
        cursor = db.execute("SELECT * FROM incidents WHERE id = ? AND until IS NULL", (one.id,))
        names = [column[0] for column in cursor.description]
        row = cursor.fetchone()
        kept = dict(zip(names, row, strict=True)) if row else None
        if (kept is None) != (one.dossier is None):
            yield Unsound(f"incident {one.id}", "nothing tells it" if kept else "is told, and has no sum")
        if kept is None or one.dossier is None:
            continue
        for column, value in row_of_dossier(one.dossier).items():
            if kept[column] != value:
                yield Unsound(f"incident {one.id}", f"its column {column} is not what its tellings come to")
        had = db.execute(
            "SELECT role, name, country FROM incident_others WHERE incident = ? AND until IS NULL", (one.id,)
        )
        wanted = {(other["role"], other["name"], other["country"]) for other in others_of(one.dossier)}
        if set(had) != wanted:
            yield Unsound(f"incident {one.id}", "its further parties and places are not what its tellings come to")
        traced = {
            id for (id,) in db.execute("SELECT id_of(report) FROM incident_origins WHERE incident = ?", (one.id,))
        }
        if traced != one.origins:
            yield Unsound(f"incident {one.id}", "it was traced to other reports than are noted")

"""Whether a ledger has the tables that its version has, and whether what nothing else tells has at least its form.

When something was seen, what an address answered, what a person is called: of these the ledger has the only word. Here
it is tried that a time is one, that what came later stands later, and that what is told twice is told alike.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator

from .moments import ACTS
from .opening import schema
from .unsound import Unsound

__all__ = ["forms", "kinds", "schemas"]

_OTHERS = re.compile(r"sqlite_|(text|statement)_words_")
"""Tables that SQLite makes by itself, each of its versions in its own way."""

_NAMED = re.compile(r"\bREFERENCES (\w+) \(number\)")
"""Some builds of SQLite leave this unsaid, see `opening.py`."""

_KINDS = frozenset({"integer", "real", "text", "blob"})

_NO_TIME = "strftime('%Y-%m-%dT%H:%M:%SZ', {0}) IS NOT {0}"

_RULES = (
    ("moment {0}", "its time {1} is none",
        f"SELECT number, time FROM moments WHERE {_NO_TIME.format('time')}"),
    ("moment {0}", "nothing is done that is called {1}",
        f"SELECT number, act FROM moments WHERE act NOT IN ({', '.join(repr(act) for act in ACTS)})"),
    ("report {0}", "was seen at {1}, which is no time",
        f"SELECT id, seen FROM reports WHERE {_NO_TIME.format('seen')}"),
    ("report {0}", "came at moment {1}, and one that came before it at {2}",
        "SELECT id, since, before FROM (SELECT id, since, max(since) OVER (ORDER BY number ROWS BETWEEN UNBOUNDED "
        "PRECEDING AND 1 PRECEDING) AS before FROM reports) WHERE since < before"),
    ("reading {0}", "came at moment {1}, and one that came before it at {2}",
        "SELECT number, since, before FROM (SELECT number, since, max(since) OVER (ORDER BY number ROWS BETWEEN "
        "UNBOUNDED PRECEDING AND 1 PRECEDING) AS before FROM readings) WHERE since < before"),
    ("page {0} ({1})", "was fetched at {2}, which is no time",
        f"SELECT number, url, fetched_at FROM pages WHERE {_NO_TIME.format('fetched_at')}"),
    ("page {0} ({1})", "its status {2} is none", "SELECT number, url, status FROM pages "
        "WHERE typeof(status) <> 'integer' OR status NOT BETWEEN 100 AND 599"),
    ("address {0}", "was asked at {1}, which is no time",
        f"SELECT url, fetched_at FROM addresses WHERE {_NO_TIME.format('fetched_at')}"),
    ("report {0}", "was read from an input whose digest is cut off",
        "SELECT r.id FROM inputs LEFT JOIN reports r ON r.number = report "
        "WHERE typeof(key) <> 'blob' OR length(key) <> 16"),
    ("reading {0}", "the vector of event {1} is not of so many bytes a number: {2}",
        "SELECT reading, event, width FROM vectors WHERE width NOT IN (4, 8) OR length(vector) % width <> 0"),
    ("reading {0}", "the vector of event {1} has not as many numbers as those of its other events",
        "SELECT reading, event FROM (SELECT reading, event, length(vector) / width AS numbers, "
        "max(length(vector) / width) OVER (PARTITION BY reading) AS others FROM vectors "
        "WHERE width IN (4, 8)) WHERE numbers <> others"),
    ("report {0}", "its outlet is another one where statements are counted",
        "SELECT DISTINCT r.id FROM quoted q JOIN reports r ON r.number = q.report "
        "WHERE q.until IS NULL AND q.outlet IS NOT r.outlet"),
    ("report {0}", "its day is another one where statements are counted",
        "SELECT DISTINCT r.id FROM quoted q JOIN reports r ON r.number = q.report "
        "WHERE q.day IS NOT substr(r.published, 1, 10)"),
    ("verdict {0}", "was made at {1}, which is no time",
        f"SELECT number, at FROM verdicts WHERE {_NO_TIME.format('at')}"),
)  # fmt: skip


def schemas(db: sqlite3.Connection) -> Iterator[Unsound]:
    """Tables, indexes, triggers and views are those of the newest version. Others may stand beside them, but none that
    would change or refuse what is written here: a trigger, or an index of a table of ours that wants one of each."""
    told = db.execute("SELECT type, name, sql, tbl_name FROM sqlite_master WHERE sql IS NOT NULL").fetchall()
    there = {name: (kind, _plain(sql)) for kind, name, sql, _ in told}
    for kind, name, sql, table in told:
        meddles = kind == "trigger" or (kind == "index" and "UNIQUE" in sql.upper() and table in schema())
        if meddles and name not in schema():
            yield Unsound(f"{kind} {_shown(name)}", f"is none of a ledger, and meddles with {_shown(table)}")
    for name, (kind, sql) in schema().items():
        if _OTHERS.match(name):
            continue
        if name not in there:
            yield Unsound(f"{kind} {name}", "is not there")
        elif there[name] != (kind, _plain(sql)):
            yield Unsound(f"{kind} {name}", "is not what this version makes")


def kinds(db: sqlite3.Connection) -> Iterator[Unsound]:
    """Every value is of the kind that its column is declared to hold: SQLite itself takes any."""
    for (table,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").fetchall():
        if _OTHERS.match(table) or table not in schema():
            continue
        told = db.execute("SELECT name, lower(type) FROM pragma_table_info(?)", (table,)).fetchall()
        columns = [(column, kind) for column, kind in told if kind in _KINDS]
        if not columns:
            continue  # a full-text index
        odd = ", ".join(f"sum(typeof({_quoted(column)}) NOT IN ('{kind}', 'null'))" for column, kind in columns)
        for (column, kind), count in zip(columns, db.execute(f"SELECT {odd} FROM {table}").fetchone(), strict=True):
            if count:
                yield Unsound(f"column {column} of {table}", f"in {count} rows stands what is not of the kind {kind}")


def _quoted(column: str) -> str:
    """The name of a column as a query has it, whatever it is."""
    doubled = column.replace('"', '""')
    return f'"{doubled}"'


def forms(db: sqlite3.Connection) -> Iterator[Unsound]:
    """All that the rules tell."""
    for where, what, query in _RULES:
        for row in db.execute(query):
            yield Unsound(where.format(*row), what.format(*row))


def _shown(name: str) -> str:
    """On one line: whoever made it may have called it anything."""
    return " ".join(name.split())[:80]


def _plain(sql: str) -> str:
    return _NAMED.sub(r"REFERENCES \1", sql)

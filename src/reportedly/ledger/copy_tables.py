"""The indexes of `candidates.py` and `requoted.py` in tables of an SQLite database: the ledger's own, or one in memory.

Nothing here begins or ends a transaction: whoever enters and settles reports says when that is kept. Ids of reports
are 16 hex digits, and stand in the tables as the signed integer that sorts as they do; publishers stand there by
number (BLAKE2b), which is shorter.
"""

from __future__ import annotations

import json
import sqlite3
from array import array
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

from ..text import Span
from .copies import Copy, Passage
from .requoted import Quoted
from .signing import Signature, Standing
from .wording import UNDATED, Wording, number_of

__all__ = [
    "SCHEMA", "CopyTables", "QuotationTables", "copy_from_json", "copy_to_json", "id_of", "place_of", "row_of",
]  # fmt: skip

SCHEMA = """
-- Where each line stands that does not recur yet, by publisher; `company` tells stories apart (recurring.py).
CREATE TABLE IF NOT EXISTS copy_lines (
    outlet INTEGER, line INTEGER, report INTEGER, company INTEGER, day INTEGER, PRIMARY KEY (outlet, line, report)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS copy_recurring (outlet INTEGER, line INTEGER, PRIMARY KEY (outlet, line)) WITHOUT ROWID;
-- What a report is to others: its day and size decide which is the earlier (signing.py).
CREATE TABLE IF NOT EXISTS copy_standings (
    report INTEGER PRIMARY KEY, outlet TEXT, day INTEGER, size INTEGER, numbers INTEGER
);
-- Sampled shingles; `least` is the size, negative, so that of one day the longest comes first.
CREATE TABLE IF NOT EXISTS copy_numbers (
    number INTEGER, day INTEGER, least INTEGER, report INTEGER, PRIMARY KEY (number, day, least, report)
) WITHOUT ROWID;
-- The value of each report (copies.Copy as JSON); no row where nothing is copied.
CREATE TABLE IF NOT EXISTS copies (report INTEGER PRIMARY KEY, record TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS copy_pending (report INTEGER PRIMARY KEY);

CREATE TABLE IF NOT EXISTS quotations (
    report INTEGER, n INTEGER, outlet TEXT, day INTEGER, name TEXT, words BLOB, PRIMARY KEY (report, n)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS quotation_numbers (
    number INTEGER, day INTEGER, report INTEGER, n INTEGER, PRIMARY KEY (number, day, report, n)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS quotation_links (
    report INTEGER, n INTEGER, to_report INTEGER, to_n INTEGER, PRIMARY KEY (report, n, to_report, to_n)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS quotation_pending (report INTEGER, n INTEGER, PRIMARY KEY (report, n)) WITHOUT ROWID;
"""

_HALF = 1 << 63
_AT_ONCE = 500
"""Values in one query: SQLite takes a thousand everywhere."""
_CACHED = 4096
"""Wordings that are kept ready: some kilobytes each."""


def row_of(report: str) -> int:
    """How the tables write a report's id."""
    return int(report, 16) - _HALF


def id_of(row: int) -> str:
    """The id of a report that the tables write as `row`."""
    return f"{row + _HALF:016x}"


def copy_to_json(copy: Copy) -> str:
    """`copy` as one line of JSON."""
    passages = [[*p.span, p.origin, *p.origin_span, p.words] for p in copy.passages]
    return json.dumps({"words": copy.words, "whole": copy.whole, "passages": passages})


def copy_from_json(report: str, record: str) -> Copy:
    """The value that `copy_to_json` was given."""
    row = json.loads(record)
    passages = tuple(Passage(Span(a, b), origin, Span(c, d), words) for a, b, origin, c, d, words in row["passages"])
    return Copy(report, row["words"], passages, row["whole"])


class CopyTables:
    """`candidates.Index` over `db`. `wording`: the words of a report by its id, made anew from the text that the
    ledger keeps (`wording_of`); it raises KeyError where the ledger has no such report."""

    def __init__(self, db: sqlite3.Connection, wording: Callable[[str], Wording]) -> None:
        self._db = db
        self._load = wording
        self._ready: dict[str, Wording] = {}

    def hold(self, wording: Wording) -> None:
        self._ready[wording.report] = wording
        if len(self._ready) > _CACHED:
            del self._ready[next(iter(self._ready))]

    def wording(self, report: str) -> Wording:
        if report not in self._ready:
            self.hold(self._load(report))
        return self._ready[report]

    def see(self, outlet: str, report: str, day: int, lines: Mapping[int, int]) -> None:
        place, row = number_of(outlet), row_of(report)
        self._db.executemany(
            "INSERT OR IGNORE INTO copy_lines (outlet, line, report, company, day) VALUES (?, ?, ?, ?, ?)",
            [(place, line, row, company, day) for line, company in lines.items()],
        )

    def seen(self, outlet: str, lines: Collection[int]) -> Mapping[int, tuple[int, int]]:
        place = number_of(outlet)
        query = """SELECT count(DISTINCT company), count(DISTINCT nullif(day, ?)) FROM copy_lines
            WHERE outlet = ? AND line = ?"""
        return {line: self._db.execute(query, (UNDATED, place, line)).fetchone() for line in lines}

    def carriers(self, outlet: str, lines: Collection[int]) -> Collection[str]:
        query, place = "SELECT report FROM copy_lines WHERE outlet = ? AND line = ?", number_of(outlet)
        return {id_of(row) for line in lines for (row,) in self._db.execute(query, (place, line))}

    def set_aside(self, outlet: str, lines: Collection[int]) -> None:
        rows = [(number_of(outlet), line) for line in lines]
        self._db.executemany("INSERT OR IGNORE INTO copy_recurring (outlet, line) VALUES (?, ?)", rows)
        self._db.executemany("DELETE FROM copy_lines WHERE outlet = ? AND line = ?", rows)

    def recurring(self, outlet: str, lines: Collection[int]) -> Collection[int]:
        place, asked = number_of(outlet), list(lines)
        found: set[int] = set()
        for n in range(0, len(asked), _AT_ONCE):
            some = asked[n : n + _AT_ONCE]
            query = f"SELECT line FROM copy_recurring WHERE outlet = ? AND line IN ({', '.join('?' * len(some))})"
            found.update(line for (line,) in self._db.execute(query, (place, *some)))
        return found

    def sign(self, old: Signature | None, new: Signature) -> None:
        if old:
            delete = "DELETE FROM copy_numbers WHERE number = ? AND day = ? AND least = ? AND report = ?"
            self._db.executemany(delete, _numbers(old))
        add = "INSERT INTO copy_numbers (number, day, least, report) VALUES (?, ?, ?, ?)"
        self._db.executemany(add, _numbers(new))
        one = new.standing
        self._db.execute(
            "INSERT OR REPLACE INTO copy_standings (report, outlet, day, size, numbers) VALUES (?, ?, ?, ?, ?)",
            (row_of(one.report), one.outlet, one.day, one.size, one.numbers),
        )

    def standing(self, report: str) -> Standing | None:
        query = "SELECT outlet, day, size, numbers FROM copy_standings WHERE report = ?"
        row = self._db.execute(query, (row_of(report),)).fetchone()
        return Standing(report, *row) if row else None

    def before(self, keys: Collection[int], since: int, until: int, most: int) -> Iterable[tuple[int, str]]:
        query = """SELECT report FROM copy_numbers WHERE number = ? AND day BETWEEN ? AND ?
            ORDER BY day, least, report LIMIT ?"""
        return [(key, id_of(row)) for key in keys for (row,) in self._db.execute(query, (key, since, until, most))]

    def after(self, keys: Collection[int], since: int, until: int) -> Iterable[tuple[int, int, str]]:
        query = "SELECT day, report FROM copy_numbers WHERE number = ? AND day BETWEEN ? AND ?"
        return [(key, day, id_of(row)) for key in keys for day, row in self._db.execute(query, (key, since, until))]

    def crowded_since(self, key: int, day: int, most: int) -> int | None:
        query = "SELECT day FROM copy_numbers WHERE number = ? AND day < ? ORDER BY day DESC LIMIT 1 OFFSET ?"
        row = self._db.execute(query, (key, day, most - 1)).fetchone()
        return row[0] if row else None

    def pend(self, reports: Iterable[str]) -> None:
        rows = [(row_of(report),) for report in reports]
        self._db.executemany("INSERT OR IGNORE INTO copy_pending (report) VALUES (?)", rows)

    def pending(self) -> Collection[str]:
        return [id_of(row) for (row,) in self._db.execute("SELECT report FROM copy_pending ORDER BY report")]

    def settle(self, copy: Copy) -> None:
        row = row_of(copy.report)
        self._db.execute("DELETE FROM copies WHERE report = ?", (row,))
        if copy.passages:
            self._db.execute("INSERT INTO copies (report, record) VALUES (?, ?)", (row, copy_to_json(copy)))
        self._db.execute("DELETE FROM copy_pending WHERE report = ?", (row,))

    def copies(self) -> dict[str, Copy]:
        """What is settled, of the reports in which something is copied."""
        rows = self._db.execute("SELECT report, record FROM copies ORDER BY report")
        return {id_of(row): copy_from_json(id_of(row), record) for row, record in rows}


def _numbers(signature: Signature) -> Iterator[tuple[int, int, int, int]]:
    standing = signature.standing
    row = row_of(standing.report)
    # In order: neighbours in the table are written together.
    return ((key, standing.day, -standing.size, row) for key in sorted(signature.keys))


class QuotationTables:
    """`requoted.QuotationIndex` over `db`."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def hold(self, quoted: Quoted) -> None:
        row = row_of(quoted.report)
        self._db.execute(
            "INSERT INTO quotations (report, n, outlet, day, name, words) VALUES (?, ?, ?, ?, ?, ?)",
            (row, quoted.number, quoted.outlet, quoted.day, quoted.name, array("q", quoted.words).tobytes()),
        )
        self._db.executemany(
            "INSERT INTO quotation_numbers (number, day, report, n) VALUES (?, ?, ?, ?)",
            [(key, quoted.day, row, quoted.number) for key in sorted(quoted.keys)],
        )

    def drop(self, report: str) -> None:
        row = row_of(report)
        self._db.executemany(
            "DELETE FROM quotation_numbers WHERE number = ? AND day = ? AND report = ? AND n = ?",
            [(key, quoted.day, row, quoted.number) for quoted in self.of_report(report) for key in quoted.keys],
        )
        for table in ("quotations", "quotation_pending"):
            self._db.execute(f"DELETE FROM {table} WHERE report = ?", (row,))
        self.drop_links(report)

    def drop_links(self, report: str) -> None:
        """Forget what the quotations of a report point to."""
        self._db.execute("DELETE FROM quotation_links WHERE report = ?", (row_of(report),))

    def quoted(self, statement: str) -> Quoted:
        report, number = place_of(statement)
        query = "SELECT outlet, day, name, words FROM quotations WHERE report = ? AND n = ?"
        return _quoted(report, number, *self._db.execute(query, (report, number)).fetchone())

    def of_report(self, report: str) -> Collection[Quoted]:
        query = "SELECT n, outlet, day, name, words FROM quotations WHERE report = ? ORDER BY n"
        return [_quoted(row_of(report), *row) for row in self._db.execute(query, (row_of(report),))]

    def near(self, keys: Collection[int], since: int, until: int, most: int | None) -> Iterable[str]:
        query = (
            "SELECT report, n FROM quotation_numbers WHERE number = ? AND day BETWEEN ? AND ? "
            "ORDER BY day, report, n LIMIT ?"
        )
        limit = -1 if most is None else most
        return [
            f"{id_of(report)}:s{n}" for key in keys for report, n in self._db.execute(query, (key, since, until, limit))
        ]

    def pend(self, statements: Iterable[str]) -> None:
        rows = [place_of(statement) for statement in statements]
        self._db.executemany("INSERT OR IGNORE INTO quotation_pending (report, n) VALUES (?, ?)", rows)

    def pending(self) -> Collection[str]:
        return [f"{id_of(report)}:s{n}" for report, n in self._db.execute("SELECT report, n FROM quotation_pending")]

    def settle(self, statement: str, links: Collection[str]) -> None:
        row = place_of(statement)
        self._db.execute("DELETE FROM quotation_links WHERE report = ? AND n = ?", row)
        self._db.executemany(
            "INSERT INTO quotation_links (report, n, to_report, to_n) VALUES (?, ?, ?, ?)",
            [(*row, *place_of(link)) for link in links],
        )
        self._db.execute("DELETE FROM quotation_pending WHERE report = ? AND n = ?", row)

    def all_links(self) -> dict[str, tuple[str, ...]]:
        """Every quotation that is held, with the earlier ones that it points to."""
        found: dict[str, tuple[str, ...]] = {
            f"{id_of(report)}:s{n}": () for report, n in self._db.execute("SELECT report, n FROM quotations")
        }
        query = "SELECT report, n, to_report, to_n FROM quotation_links ORDER BY report, n, to_report, to_n"
        for report, n, to_report, to_n in self._db.execute(query):
            found[f"{id_of(report)}:s{n}"] += (f"{id_of(to_report)}:s{to_n}",)
        return found


def place_of(statement: str) -> tuple[int, int]:
    """How the tables write a statement's id: its report, and its number there."""
    report, _, number = statement.partition(":s")
    return row_of(report), int(number)


def _quoted(report: int, number: int, outlet: str | None, day: int, name: str | None, words: bytes) -> Quoted:
    return Quoted(id_of(report), number, outlet, day, name, tuple(array("q", words)))

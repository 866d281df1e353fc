"""One transaction that writes: reports go in with all that was read in them."""

from __future__ import annotations

import hashlib
import sqlite3
import zlib
from collections.abc import Iterable, Sequence
from datetime import timedelta

from .arrivals import Added, Arrival, Page, State
from .columns import TABLES, Columns, Prepared, as_json
from .moments import Clock, today
from .ready import Ready
from .values import Report

__all__ = ["Writing"]


class Writing:
    """An open transaction. It gets a moment when the first thing changes: what changes nothing leaves no trace.

    `db` is the connection, for stages that keep tables of their own; they take `moment` for their `since` and `until`.
    `ready` is what was made of the ledger's reports before.
    """

    def __init__(self, db: sqlite3.Connection, clock: Clock, act: str, ready: Ready | None = None) -> None:
        self.db = db
        self.ready = ready or Ready()
        self._clock, self._act = clock, act
        self._moment: tuple[int, str] | None = None
        self._columns: dict[str, list[str]] = {}

    def columns(self, table: str) -> list[str]:
        """The names of a table's columns, in their order."""
        if table not in self._columns:
            rows = self.db.execute("SELECT name FROM pragma_table_info(?)", (table,))
            self._columns[table] = [name for (name,) in rows]
        return self._columns[table]

    @property
    def begun(self) -> bool:
        """Whether anything has changed yet."""
        return self._moment is not None

    @property
    def moment(self) -> int:
        """The number of this transaction's moment."""
        return self._now()[0]

    def _now(self) -> tuple[int, str]:
        if self._moment is None:
            time = self._clock()
            cursor = self.db.execute("INSERT INTO moments (time, act) VALUES (?, ?)", (time, self._act))
            assert cursor.lastrowid is not None
            self._moment = cursor.lastrowid, time
        return self._moment

    def put(self, arrivals: Iterable[Prepared], replace: bool = False) -> tuple[list[Added], list[int]]:
        """Add what is not there yet: what became of each, and the numbers of the reports that are new or changed.

        `replace`: a report that is there gets the reading that came now, where that is another one."""
        added: list[Added] = []
        changed: list[int] = []
        for one in arrivals:
            arrival = one.arrival
            state, number, report = self._put_one(one, replace)
            added.append(Added(report, arrival.reading.article.file, state, self._remark(arrival, state)))
            if state != "known":
                changed.append(number)
        return added, changed

    def _put_one(self, one: Prepared, replace: bool) -> tuple[State, int, str]:
        arrival = one.arrival
        report = Report(arrival.reading, "")
        found = self.db.execute("SELECT number, reading FROM reports WHERE id = ?", (report.id,)).fetchone()
        state: State
        if found is None:
            state = "version" if self._had_other_words(report) else "new"
            number = self._insert(one, report)
        else:
            number, reading = found
            state = "reread" if replace and self._reread(number, reading, one) else "known"
        if arrival.page is not None:
            self._answered(arrival.page)
        if arrival.key is not None:
            self.db.execute("INSERT OR IGNORE INTO inputs (key, report) VALUES (?, ?)", (arrival.key, number))
        return state, number, report.id

    def _had_other_words(self, report: Report) -> bool:
        """Whether another text has stood at the same address."""
        article = report.reading.article
        if article.url is None:
            return False
        query = "SELECT 1 FROM reports JOIN texts ON texts.number = text WHERE url = ? AND texts.id <> ? LIMIT 1"
        return self._one(query, article.url, article.id) is not None

    def _insert(self, one: Prepared, report: Report) -> int:
        arrival = one.arrival
        article = arrival.reading.article
        moment, time = self._now()
        text = self._text(article.id, article.text)
        columns = (
            report.id, text, self._reading(text, one), self.keep_page(arrival.page), article.url, article.file,
            article.title, article.byline, article.publisher, article.language, article.published, report.outlet,
            arrival.seen or time, moment,
        )  # fmt: skip
        cursor = self.db.execute(
            "INSERT INTO reports (id, text, reading, page, url, file, title, byline, publisher, language, published, "
            f"outlet, seen, since) VALUES ({_marks(columns)})",
            columns,
        )
        assert cursor.lastrowid is not None
        return cursor.lastrowid

    def _text(self, name: str, body: str) -> int:
        number = self._one("SELECT number FROM texts WHERE id = ?", name)
        if number is None:
            number = self.db.execute("INSERT INTO texts (id, body) VALUES (?, ?)", (name, body)).lastrowid
            self.db.execute("INSERT INTO text_words (rowid, body) VALUES (?, ?)", (number, body))
        assert number is not None
        return number

    def keep_page(self, page: Page | None) -> int | None:
        """The number of a page, put in where it is not there yet."""
        if page is None:
            return None
        digest = hashlib.sha256(page.body).digest()
        number = self._one(
            "SELECT number FROM pages WHERE digest = ? AND url = ? AND fetched_at = ?",
            digest,
            page.url,
            page.fetched_at,
        )
        if number is not None:
            return number
        columns = (
            page.url, page.asked, page.fetched_at, page.status, as_json([list(pair) for pair in page.headers]), digest,
            zlib.compress(page.body),
        )  # fmt: skip
        return self.db.execute(
            f"INSERT INTO pages (url, asked, fetched_at, status, headers, digest, body) VALUES ({_marks(columns)})",
            columns,
        ).lastrowid

    def _answered(self, page: Page) -> None:
        told = {name.lower(): value for name, value in reversed(page.headers)}
        for url in {page.url, page.asked or page.url}:
            self.note_address(url, page.fetched_at, told.get("etag"), told.get("last-modified"))

    def note_address(self, url: str, fetched_at: str, etag: str | None, last_modified: str | None) -> None:
        """What an address said of its page, in place of what it said before. A feed has a name of its own there, for a
        server may give a page at the same address to whoever asks for one."""
        self.db.execute(
            "INSERT OR REPLACE INTO addresses (url, fetched_at, etag, last_modified) VALUES (?, ?, ?, ?)",
            (url, fetched_at, etag, last_modified),
        )

    def _reread(self, report: int, before: int, one: Prepared) -> bool:
        """Whether the report has another reading now."""
        text = self._one("SELECT text FROM reports WHERE number = ?", report)
        assert text is not None
        # Looked for first: what changes nothing must not open a moment.
        if self._one("SELECT number FROM readings WHERE text = ? AND digest = ?", text, one.digest) == before:
            return False
        self._now()
        self.db.execute("UPDATE reports SET reading = ? WHERE number = ?", (self._reading(text, one), report))
        self.ready.clear()
        if self._one("SELECT 1 FROM reports WHERE reading = ? LIMIT 1", before) is None:
            self.drop_reading(before)
        return True

    def _reading(self, text: int, one: Prepared) -> int:
        """The number of the reading, inserted with its records where no other report has had the same."""
        number = self._one("SELECT number FROM readings WHERE text = ? AND digest = ?", text, one.digest)
        if number is not None:
            return number
        article = one.arrival.reading.article
        columns = (text, article.published, article.model, article.vocabulary, one.digest, self.moment)
        number = self.db.execute(
            "INSERT INTO readings (text, published, model, vocabulary, digest, since) VALUES (?, ?, ?, ?, ?, ?)",
            columns,
        ).lastrowid
        assert number is not None
        if article.reader is not None:
            self.db.execute("INSERT INTO readers VALUES (?, ?)", (number, as_json(article.reader.row())))
        self._records(number, one)
        return number

    def _records(self, reading: int, one: Prepared) -> None:
        first = (self._one("SELECT max(number) FROM statements") or 0) + 1
        said = [(number, row[-2]) for number, row in enumerate(one.rows["statements"], first)]
        self._many("statements", [(n, reading, *row) for n, row in enumerate(one.rows["statements"], first)])
        self.db.executemany("INSERT INTO statement_words (rowid, said) VALUES (?, ?)", said)
        for table in ("events", "figures", "flaws"):
            self._many(table, [(None, reading, *row) for row in one.rows[table]])
        self._many("vectors", [(reading, *row) for row in one.rows["vectors"]])

    def drop_reading(self, reading: int) -> None:
        """Take out the records of a reading that no report has any more."""
        self.db.execute(
            "INSERT INTO statement_words (statement_words, rowid, said) "
            "SELECT 'delete', number, said FROM statements WHERE reading = ?",
            (reading,),
        )
        for table in TABLES:
            self.db.execute(f"DELETE FROM {table} WHERE reading = ?", (reading,))
        self.db.execute("DELETE FROM readers WHERE reading = ?", (reading,))
        self.db.execute("DELETE FROM readings WHERE number = ?", (reading,))

    def _many(self, table: str, rows: Sequence[Columns]) -> None:
        if rows:
            self.db.executemany(f"INSERT INTO {table} VALUES ({_marks(rows[0])})", rows)

    def _one(self, query: str, *values: object) -> int | None:
        found = self.db.execute(query, values).fetchone()
        return None if found is None else found[0]

    def _remark(self, arrival: Arrival, state: State) -> str | None:
        published = arrival.reading.article.published
        # East of Greenwich it may be tomorrow already.
        if published is None or state == "known" or published <= str(today(self._clock) + timedelta(days=1)):
            return None
        return f"bears the date {published}, which is in the future"


def _marks(columns: Sequence[object]) -> str:
    return ", ".join("?" * len(columns))

"""A ledger without its private persons: a copy that lasts as long as it is asked, for formats, pages and reports alike.

One place for all of them, so that no format can forget it: whatever is read from the copy was redacted before. Texts,
records and what is known of articles are made anew (`redacting.py`); ids that are made of them are made of what stands
there then; of all else that follows from articles every word is gone through. What only serves to add more is left out.
"""

from __future__ import annotations

import json
import os
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from ..ledger.arrivals import arrival_of
from ..ledger.columns import TABLES, as_json, prepared
from ..ledger.copy_tables import row_of
from ..ledger.dossiers import sum_up
from ..ledger.faults import faults_told
from ..ledger.recall import recall
from ..ledger.sourcing import count_sources
from ..ledger.store import Ledger
from ..ledger.tallies import count_anew
from ..ledger.values import Report
from ..ledger.verdicts import CONTEXT
from ..ledger.who import folded
from ..ledger.writing import Writing
from ..records import Reading, article_id
from .blackening import BAR, blackened, blackened_address
from .private import Everybody, Private, name_key, private_in
from .redacting import How, blacken, called, leave_out, rests_on
from .tally import Tally

__all__ = ["Redaction", "redacted"]

_BARS = "█▇▆▅▄▃▂▁"
"""Two texts, or addresses, that differ in a name alone are still two: the second has bars of another height."""

_WORKING = (
    "pages", "addresses", "inputs", "vectors", "copy_lines", "copy_recurring", "copy_numbers", "copy_standings",
    "copy_pending", "quotations", "quotation_numbers", "quotation_pending", "quotation_links", "scenes", "tellings",
)  # fmt: skip
"""Tables by which more is added, and pages as they came."""

_BY_ROW = (
    ("copies", "report"), ("copy_origins", "report"), ("copy_origins", "origin"), ("incident_origins", "report"),
)  # fmt: skip
"""Where reports stand as numbers made of their ids."""


@dataclass(slots=True)
class Redaction:
    """The copy, and what became of the ledger. `private`: the persons who are hidden; `tally` tells how many they are,
    and which records are left out for them."""

    ledger: Ledger
    private: Private
    tally: Tally = field(default_factory=Tally)


@contextmanager
def redacted(ledger: Ledger, how: How, everybody: Everybody) -> Iterator[Redaction]:
    """A copy of `ledger` as it is now in which no private person is named, with what was hidden; it is gone afterwards.

    It lies in the folder for temporary files (`TMPDIR`), where nobody else may read, and takes the room of the ledger.
    Raises LedgerError where it cannot be read or copied.
    """
    with tempfile.TemporaryDirectory(prefix="reportedly-") as folder:
        whole = os.path.join(folder, "whole")
        _copy(ledger, whole)
        # Of the copy, and not of the ledger: others may write to that meanwhile.
        with Ledger.open(whole, "read") as copy:
            private = private_in(copy.db, everybody)
            last = [moment.time for moment in copy.moments()][-1:]
        path = os.path.join(folder, blackened_address(os.path.basename(ledger.path), private.everywhere))
        os.rename(whole, path)
        told = Redaction(ledger, private)
        told.tally.write("persons hidden", len(private.numbers))
        with Ledger.open(path, clock=lambda: last[0]) as copy:
            # Nobody needs it after a fault, and it is gone afterwards.
            copy.db.execute("PRAGMA synchronous = OFF")
            if last:
                with copy.writing("redact") as writing:
                    _Redacting(writing, private, how, told.tally).all_of_it()
        with Ledger.open(path, "read") as copy:
            told.ledger = copy
            yield told


def _copy(ledger: Ledger, path: str) -> None:
    """As the connection sees the ledger, also where it has begun to read."""
    with faults_told(ledger.path):
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        copy = sqlite3.connect(path, isolation_level=None)
        try:
            ledger.db.backup(copy, pages=4096, sleep=0)
            copy.execute("PRAGMA journal_mode = DELETE")
        finally:
            copy.close()


class _Redacting:
    """One transaction over the copy."""

    def __init__(self, writing: Writing, private: Private, how: How, tally: Tally) -> None:
        self.writing, self.db, self.private, self.how, self.tally = writing, writing.db, private, how, tally
        self.ids: dict[str, str] = {}  # of articles and reports, as they were, to what they are
        self.texts: dict[str, int] = {}  # numbers of texts, by the ids that they had
        self.judges: dict[str, str] = {}
        self.loose = private.everywhere.loosely()

    def all_of_it(self) -> None:
        db = self.db
        db.execute("UPDATE reports SET page = NULL")
        for table in _WORKING:
            db.execute(f"DELETE FROM {table}")
        for index in ("text_words", "statement_words"):
            db.execute(f"INSERT INTO {index} ({index}) VALUES ('delete-all')")
        gone: set[tuple[int, int]] = set()
        for (text,) in db.execute("SELECT number FROM texts ORDER BY number").fetchall():
            gone |= self._text(text)
        for index in ("text_words", "statement_words"):
            db.execute(f"INSERT INTO {index} ({index}) VALUES ('rebuild')")
        self._by_row()
        self._verdicts()
        self._derived()
        self._without(sorted(gone))
        self._counted()

    # Texts, with their readings and reports

    def _text(self, text: int) -> set[tuple[int, int]]:
        """Write a text anew, and all that is of it: report and number of each event that is left out."""
        (article,) = self.db.execute("SELECT id FROM texts WHERE number = ?", (text,)).fetchone()
        query = "SELECT number, reading FROM reports WHERE text = ? ORDER BY number"
        numbers = dict(self.db.execute(query, (text,)).fetchall())
        reports = dict(recall(self.db, numbers, vectors=False))
        body = next(report.reading.article.text for report in reports.values())
        id, fresh_body = self._other_words(article, blackened(body, self.private.names(text)))
        rests = rests_on(self.private, text, body)
        done: dict[int, tuple[Reading, set[int]]] = {}
        gone: set[tuple[int, int]] = set()
        for number, report in reports.items():
            reading = numbers[number]
            if reading not in done:
                kept = report.reading
                if self.how == "leave-out":
                    kept, left = leave_out(kept, rests)
                    self.tally.left.update(left)
                events = {e.number for e in report.reading.events} - {e.number for e in kept.events}
                done[reading] = (blacken(kept, self.private, text), events)
                self._reading(reading, done[reading][0], fresh_body)
            gone |= {(number, n) for n in done[reading][1]}
            self._report(number, report, blacken(replace(report.reading, events=(), statements=(), figures=()),
                                                 self.private, text), fresh_body)  # fmt: skip
        self.db.execute("UPDATE texts SET id = ?, body = ? WHERE number = ?", (id, fresh_body, text))
        self.ids[article], self.texts[article] = id, text
        return gone

    def _other_words(self, before: str, body: str) -> tuple[str, str]:
        fresh, id = body, article_id(body)
        for bar in _BARS[1:]:
            if id == before or not self.db.execute("SELECT 1 FROM texts WHERE id = ?", (id,)).fetchone():
                break
            fresh = body.replace(BAR, bar)
            id = article_id(fresh)
        return id, fresh

    def _reading(self, number: int, reading: Reading, body: str) -> None:
        reading = replace(reading, article=replace(reading.article, text=body))
        made = prepared(arrival_of(reading))
        for table in TABLES:
            self.db.execute(f"DELETE FROM {table} WHERE reading = ?", (number,))
            if table != "vectors":
                marks = ", ".join("?" * (len(made.rows[table][0]) + 2)) if made.rows[table] else ""
                rows = [(None, number, *row) for row in made.rows[table]]
                if rows:
                    self.db.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)
        query = "SELECT 1 FROM readings r JOIN readings o ON o.text = r.text AND o.number <> r.number AND o.digest = ?"
        if self.db.execute(f"{query} WHERE r.number = ?", (made.digest, number)).fetchone() is None:
            # Where two readings of a text are one now, their digests stay two.
            self.db.execute("UPDATE readings SET digest = ? WHERE number = ?", (made.digest, number))

    def _report(self, number: int, report: Report, fresh: Reading, body: str) -> None:
        article = replace(fresh.article, text=body)
        one = Report(Reading(article), "")
        for bar in _BARS[1:]:
            if one.id == report.id or not self._is_report(one.id):
                break
            one = Report(Reading(replace(article, url=article.url and article.url.replace(BAR, bar))), "")
        told = one.reading.article
        self.db.execute(
            "UPDATE reports SET id = ?, url = ?, file = ?, title = ?, byline = ?, publisher = ?, outlet = ? "
            "WHERE number = ?",
            (one.id, told.url, told.file, told.title, told.byline, told.publisher, one.outlet, number),
        )
        self.ids[report.id] = one.id

    def _is_report(self, id: str) -> bool:
        return self.db.execute("SELECT 1 FROM reports WHERE id = ?", (id,)).fetchone() is not None

    def _by_row(self) -> None:
        rows = [(row_of(fresh), row_of(id)) for id, fresh in self.ids.items() if fresh != id]
        for table, column in _BY_ROW:
            self.db.executemany(f"UPDATE {table} SET {column} = ? WHERE {column} = ?", rows)

    # What follows from them

    def _said(self, value: Any, text: int | None = None) -> Any:
        """A value of JSON, every word of it gone through: ids, names, phrases."""
        if isinstance(value, dict):
            return {key: self._said(inner, text) for key, inner in value.items()}
        if isinstance(value, list):
            return [self._said(inner, text) for inner in value]
        if not isinstance(value, str):
            return value
        if value in self.ids:
            return self.ids[value]
        number = self.private.numbers.get(name_key(value))
        if number is not None and (text is None or self.private.person(value, text) is not None):
            return called(number)
        return blackened(blackened(value, self.private.names(text)), self.private.everywhere)

    def _folded(self, value: str | None) -> str | None:
        """The same of a name in small letters, as tables have it to be looked for."""
        if value is None:
            return None
        number = self.private.numbers.get(name_key(value))
        return folded(called(number)) if number is not None else blackened(value, self.loose)

    def _derived(self) -> None:
        everything: tuple[tuple[str, tuple[str, ...], tuple[str, ...], tuple[str, ...]], ...] = (
            # table, columns as they are written, columns with folded names, columns of JSON
            ("incidents", ("place",), ("actor_name", "recipient_name"), ("record",)),
            ("incident_others", (), ("name",), ()),
            ("quoted", ("outlet", "label", "name"), (), ()),
            ("links", (), (), ("reasons",)),
            ("corrections", (), (), ("record",)),
            ("copies", (), (), ("record",)),
            ("readers", (), (), ("told",)),
        )
        for table, plain, low, told in everything:
            for column in (*plain, *low, *told):
                query = f"SELECT rowid, {column} FROM {table} WHERE {column} IS NOT NULL"
                changed = []
                for row, value in self.db.execute(query):
                    if column in told:
                        fresh = json.loads(value)
                        fresh = as_json(self._said(fresh)) if table != "links" else as_json(self._reasons(fresh))
                    else:
                        fresh = self._folded(value) if column in low else self._said(value)
                    if fresh != value:
                        changed.append((fresh, row))
                self.db.executemany(f"UPDATE {table} SET {column} = ? WHERE rowid = ?", changed)
        for number, key, country in self.db.execute("SELECT number, key, country FROM quoted_sources").fetchall():
            fresh = self._folded(key) or ""
            taken = "SELECT 1 FROM quoted_sources WHERE key = ? AND country = ? AND number <> ?"
            while self.db.execute(taken, (fresh, country, number)).fetchone():
                fresh += "'"
            self.db.execute("UPDATE quoted_sources SET key = ? WHERE number = ?", (fresh, number))
        for (key,) in self.db.execute("SELECT DISTINCT key FROM telling_keys").fetchall():
            if blackened(key, self.loose) != key:
                self.db.execute("DELETE FROM telling_keys WHERE key = ?", (key,))

    def _reasons(self, reasons: list[Any]) -> list[Any]:
        """Sentences with names in small letters in them: "same recipient: dario quell"."""
        return [blackened(self._said(one), self.loose) if isinstance(one, str) else self._said(one) for one in reasons]

    def _counted(self) -> None:
        """What is counted by names, of the sums as they are now."""
        for table in ("incident_pairs", "incident_parties"):
            self.db.execute(f"DELETE FROM {table}")
        self.db.execute(
            "INSERT INTO incident_pairs SELECT actor, recipient, count(*) FROM incident_sides JOIN incidents "
            "USING (number) WHERE until IS NULL GROUP BY 1, 2"
        )
        self.db.execute(
            "INSERT INTO incident_parties SELECT party, sum(acts), sum(acted_on) FROM ("
            "SELECT actor AS party, sum(count) AS acts, 0 AS acted_on FROM incident_pairs GROUP BY actor "
            "UNION ALL SELECT recipient, 0, sum(count) FROM incident_pairs GROUP BY recipient) "
            "WHERE party <> '' GROUP BY party"
        )
        count_anew(self.db)

    # What persons decided

    def _verdicts(self) -> None:
        for number, record in self.db.execute("SELECT number, record FROM verdicts ORDER BY number").fetchall():
            row = json.loads(record)
            row["who"] = self.judges.setdefault(row["who"], f"{BAR * 5} {chr(97 + len(self.judges) % 26)}"
                                                f"{len(self.judges) // 26 or ''}")  # fmt: skip
            texts = [self.texts.get(anchor["article"]) for anchor in row["anchors"]]
            row["note"] = self._said(row["note"])
            for text in texts:
                row["note"] = blackened(row["note"], self.private.names(text))
            row["edited"] = self._said(row["edited"], texts[0])
            for anchor, text in zip(row["anchors"], texts, strict=True):
                self._anchor(anchor, text)
            self.db.execute(
                "UPDATE verdicts SET who = ?, record = ? WHERE number = ?", (row["who"], as_json(row), number)
            )
        changed = [(fresh, id) for id, fresh in self.ids.items()]
        self.db.executemany("UPDATE verdict_places SET article = ? WHERE article = ?", changed)
        for number, lost in self.db.execute(
            "SELECT number, lost FROM verdict_places WHERE lost IS NOT NULL"
        ).fetchall():
            self.db.execute("UPDATE verdict_places SET lost = ? WHERE number = ?", (self._said(lost), number))

    def _anchor(self, anchor: dict[str, Any], text: int | None) -> None:
        row = self.db.execute("SELECT body FROM texts WHERE number = ?", (text,)).fetchone()
        start, end = anchor["span"]
        words = blackened(anchor["exact"], self.private.names(text))
        if row is not None and len(row[0]) >= end and end - start == len(words):
            body = row[0]
            anchor |= {"exact": body[start:end], "prefix": body[max(0, start - CONTEXT) : start],
                       "suffix": body[end:][:CONTEXT]}  # fmt: skip
        else:
            anchor |= {key: blackened(anchor[key], self.private.names(text)) for key in ("exact", "prefix", "suffix")}
        anchor["article"] = self.ids.get(anchor["article"], anchor["article"])
        anchor["facts"] = self._said(anchor["facts"], text)

    # What is left out

    def _without(self, gone: list[tuple[int, int]]) -> None:
        """Take out the events that are left out, and sum up anew what is told."""
        db = self.db
        touched = {i for report, n in gone for (i,) in db.execute(
            "SELECT incident FROM incident_members WHERE report = ? AND n = ?", (report, n))}  # fmt: skip
        db.executemany("DELETE FROM incident_members WHERE report = ? AND n = ?", gone)
        for side in ("a", "b"):
            db.executemany(f"DELETE FROM links WHERE {side}_report = ? AND {side}_n = ?", gone)
        db.executemany("DELETE FROM telling_keys WHERE report = ? AND n = ?", gone)
        for incident in sorted(touched):
            if db.execute("SELECT 1 FROM incident_members WHERE incident = ?", (incident,)).fetchone() is None:
                db.execute("DELETE FROM incidents WHERE id = ?", (incident,))
                for table in ("incident_others", "incident_origins"):
                    db.execute(f"DELETE FROM {table} WHERE incident = ?", (incident,))
        if self.how == "leave-out":
            self._without_verdicts()
        numbers = [number for (number,) in db.execute("SELECT number FROM reports ORDER BY number").fetchall()]
        count_sources(self.writing, numbers)
        sum_up(self.writing, numbers)
        # A count of nothing still bears a name.
        db.execute(
            "DELETE FROM quoted_sources WHERE number NOT IN (SELECT source FROM quoted WHERE source IS NOT NULL)"
        )

    def _without_verdicts(self) -> None:
        """Take out those on records that are left out."""
        gone: set[int] = set()
        for kind in ("statement", "event", "figure"):
            query = f"""SELECT verdict FROM verdict_places p JOIN texts ON texts.id = p.article
                WHERE lost IS NULL AND kind = ? AND NOT EXISTS (SELECT 1 FROM readings g JOIN {kind}s s
                ON s.reading = g.number WHERE g.text = texts.number AND s.n = p.n)"""
            gone.update(verdict for (verdict,) in self.db.execute(query, (kind,)))
        numbers = [(number,) for number in sorted(gone)]
        self.db.executemany("DELETE FROM verdict_places WHERE verdict = ?", numbers)
        self.db.executemany("DELETE FROM verdicts WHERE number = ?", numbers)
        self.tally.leave("verdicts on these", len(gone))

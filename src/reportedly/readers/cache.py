"""Answers that were given, kept in one file: the same question is never asked twice.

An SQLite file beside the ledger (`NAME.answers`), or in a folder of the user's. It holds answers and what they were
asked of, by digests; no key, no address, no text but what the reader said.
"""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from ..errors import ReaderError
from .values import Answer, Question

__all__ = ["ENDING", "NAME", "Answers"]

ENDING = ".answers"
"""Of the file beside a ledger."""

NAME = "answers.sqlite"
"""Of the file in a folder."""

_APPLICATION = 0x52505441  # `RPTA` in ASCII

_TABLE = """
CREATE TABLE IF NOT EXISTS answers (
    key TEXT PRIMARY KEY,
    article TEXT NOT NULL,
    start INTEGER NOT NULL,
    end INTEGER NOT NULL,
    model TEXT NOT NULL,
    instructions TEXT NOT NULL,
    answer TEXT NOT NULL,
    cut INTEGER NOT NULL,
    asked INTEGER NOT NULL,
    said INTEGER NOT NULL
) WITHOUT ROWID
"""


class Answers:
    """The answers at `path`, a file or a folder; only of this run, and nowhere on disk, where None.

    Several threads and processes may use one. All methods raise ReaderError where the file cannot be used.
    """

    def __init__(self, path: str | None = None) -> None:
        self._lock = threading.Lock()
        self._path = path
        with self._faults():
            if path is not None and (os.path.isdir(path) or path.endswith(os.sep)):
                os.makedirs(path, exist_ok=True)
                self._path = os.path.join(path, NAME)
            self._db = sqlite3.connect(
                self._path or ":memory:", timeout=60, isolation_level=None, check_same_thread=False
            )
            application, tables = (
                self._one(q) for q in ("PRAGMA application_id", "SELECT count(*) FROM sqlite_master")
            )
            if tables and application != _APPLICATION:
                raise ReaderError(f"{self._path}: is a database of another program, and holds no answers")
            self._db.execute(f"PRAGMA application_id = {_APPLICATION}")
            self._db.execute(_TABLE)

    def _one(self, query: str) -> int:
        return int(self._db.execute(query).fetchone()[0])

    def get(self, question: Question) -> Answer | None:
        """The answer to a question, where it was given before."""
        query = "SELECT answer, cut, asked, said FROM answers WHERE key = ?"
        with self._lock, self._faults():
            row = self._db.execute(query, (question.key,)).fetchone()
        return None if row is None else Answer(str(row[0]), bool(row[1]), int(row[2]), int(row[3]))

    def put(self, question: Question, answer: Answer) -> None:
        """Keep an answer; it is on disk when this returns."""
        row = (
            question.key, question.article, *question.part, question.model, question.instructions.digest,
            answer.text, answer.cut, answer.asked, answer.said,
        )  # fmt: skip
        with self._lock, self._faults():
            self._db.execute("INSERT OR REPLACE INTO answers VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", row)

    def drop(self, articles: Iterable[str]) -> None:
        """Keep no answer on these articles, by their ids, any more: to the last byte."""
        with self._lock, self._faults():
            self._db.execute("PRAGMA secure_delete = ON")
            self._db.executemany("DELETE FROM answers WHERE article = ?", [(article,) for article in articles])
            self._db.execute("VACUUM")

    def close(self) -> None:
        with self._lock:
            self._db.close()

    @contextmanager
    def _faults(self) -> Iterator[None]:
        try:
            yield
        except (sqlite3.Error, OSError) as error:
            raise ReaderError(f"{self._path}: answers cannot be kept there: {error}") from None

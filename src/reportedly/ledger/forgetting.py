"""An article, and all that rests on it, out of a ledger for good.

What is left is as if it had never been added: the reports that stay are settled anew where they leaned on it. All of
this is one transaction; afterwards the file is written anew, so that no byte of it stays in what was free. That
something was forgotten stays as a moment with its time, and nothing of what it was.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..errors import LedgerBusyError, LedgerError, QuestionError
from . import candidates
from .copy_tables import row_of
from .correcting import correct
from .dossiers import sum_up
from .faults import faults_told
from .joining import join
from .kinds import keep_kinds
from .leaving import leave, leave_quotations
from .requoted import settle_quotations
from .sourcing import count_sources
from .stages import KeptCopies, KeptQuotations
from .unwritten import never_stood, own_incidents, stood_alone, summed_up_anew
from .verdict_tables import reanchor
from .writing import Writing

if TYPE_CHECKING:
    from .store import Ledger

__all__ = ["Doomed", "doomed", "forget", "gone_for_good"]

_ID = re.compile(r"[0-9a-f]{4,16}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Doomed:
    """A report that is to be forgotten, as a person is asked about it."""

    number: int
    id: str
    article: str
    outlet: str | None
    published: str | None
    title: str | None
    url: str | None


def doomed(ledger: Ledger, names: Iterable[str]) -> tuple[Doomed, ...]:
    """The reports that are meant, in the order in which they came: by the id of an article all reports of its words, by
    that of a report itself alone, an id by 4 of its digits at least; by an address all versions that stood there.

    Raises QuestionError where a name means none, or the beginnings of several ids.
    """
    found: set[int] = set()
    with faults_told(ledger.path):
        for name in names:
            found.update(_meant(ledger.db, name))
        query = """SELECT r.number, r.id, t.id, outlet, published, title, url FROM reports r
            JOIN texts t ON t.number = r.text WHERE r.number IN (SELECT value FROM json_each(?)) ORDER BY r.number"""
        return tuple(Doomed(*row) for row in ledger.db.execute(query, (json.dumps(sorted(found)),)))


def _meant(db: sqlite3.Connection, name: str) -> list[int]:
    if not _ID.fullmatch(name):
        query = """SELECT number FROM reports WHERE url = :url
            UNION SELECT reports.number FROM reports JOIN pages ON pages.number = page
            WHERE pages.url = :url OR pages.asked = :url"""
        numbers = [number for (number,) in db.execute(query, {"url": name})]
        if not numbers:
            raise QuestionError(f"{name}: no article of this address or id is in the ledger")
        return numbers
    query = """
        SELECT id FROM reports WHERE id >= :start AND id < :end
        UNION SELECT id FROM texts WHERE id >= :start AND id < :end
    """
    ids = [id for (id,) in db.execute(query, {"start": name, "end": f"{name}g"})]
    if name in ids:
        ids = [name]
    if len(ids) != 1:
        raise QuestionError(f"{name}: {'several ids begin so' if ids else 'no such article or report'}")
    query = """SELECT number FROM reports WHERE id = :id
        UNION SELECT reports.number FROM reports JOIN texts ON texts.number = text WHERE texts.id = :id"""
    return [number for (number,) in db.execute(query, {"id": ids[0]})]


def forget(ledger: Ledger, reports: Sequence[Doomed]) -> bool:
    """Take reports out, and write the file anew: whether that was done to the last byte.

    False: they are out of every table, but what was free in the file, or its log, may still hold words of theirs, for
    others have the ledger open or the disk has no room; the same call with no reports tries again. Raises LedgerError
    where they cannot be taken out; then all is as it was.
    """
    with faults_told(ledger.path):
        ledger.db.execute("PRAGMA secure_delete = ON")
    ledger.settle()
    if reports:
        with ledger.writing("forget") as writing:
            _take_out(writing, [one for one in reports if _is_there(writing.db, one)])
    return _write_anew(ledger)


def gone_for_good(ledger: Ledger, reports: Iterable[Doomed]) -> list[str]:
    """The ids of the articles among these of which the ledger has no report any more."""
    with faults_told(ledger.path):
        there = "SELECT 1 FROM texts WHERE id = ?"
        articles = sorted({one.article for one in reports})
        return [article for article in articles if ledger.db.execute(there, (article,)).fetchone() is None]


def _is_there(db: sqlite3.Connection, one: Doomed) -> bool:
    """Somebody else may have been faster."""
    return db.execute("SELECT 1 FROM reports WHERE number = ? AND id = ?", (one.number, one.id)).fetchone() is not None


def _write_anew(ledger: Ledger) -> bool:
    db = ledger.db
    try:
        with faults_told(ledger.path):
            # What is sorted for this would else be held in memory, all of the file.
            db.execute("PRAGMA temp_store = FILE")
            db.execute("VACUUM")
            (busy, _, _) = db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            return not busy
    except (LedgerBusyError, LedgerError):
        return False
    finally:
        db.execute("PRAGMA temp_store = MEMORY")


# What is taken out


def _take_out(writing: Writing, reports: Sequence[Doomed]) -> None:
    db, moment = writing.db, writing.moment
    if not reports:
        return
    gone = {one.number: one.id for one in reports}
    rows = {number: row_of(id) for number, id in gone.items()}
    (came,) = db.execute(f"SELECT min(since) FROM reports WHERE number IN ({_list(gone)})").fetchone()
    own = own_incidents(db, gone)
    addresses = _addresses(db, gone)
    changed = set(_beside(db, gone)) | _unjudged(db, gone)
    noticed = _correcting(db, gone)
    incidents = _incidents(db, gone, rows.values())
    _copies_without(writing, gone)
    _blank(db, gone, moment)
    writing.ready.clear()
    staying = sorted(changed - gone.keys())
    correct(writing, sorted(noticed - gone.keys()))
    reanchor(writing, staying)
    count_sources(writing, staying)
    join(writing, sorted({*gone, *staying}))
    sum_up(writing, staying)
    incidents |= _moved(db, moment)
    never_stood(db, moment, rows, came)
    stood_alone(db, own)
    incidents |= _moved(db, moment) | _alone(db, own)
    summed_up_anew(db, incidents - own, came, own)
    keep_kinds(db)
    _delete(writing, gone, rows.values(), addresses)


def _list(numbers: Iterable[int]) -> str:
    return ", ".join(str(int(number)) for number in numbers)


def _beside(db: sqlite3.Connection, gone: Collection[int]) -> list[int]:
    """Reports of the same texts: verdicts on these are theirs too, and of one outlet only one of them counts."""
    query = f"SELECT number FROM reports WHERE text IN (SELECT text FROM reports WHERE number IN ({_list(gone)}))"
    return [number for (number,) in db.execute(query)]


def _addresses(db: sqlite3.Connection, gone: Collection[int]) -> set[str]:
    query = f"""SELECT reports.url, pages.url, asked FROM reports LEFT JOIN pages ON pages.number = page
        WHERE reports.number IN ({_list(gone)})"""
    return {url for row in db.execute(query) for url in row if url is not None}


def _unjudged(db: sqlite3.Connection, gone: Collection[int]) -> set[int]:
    """Take out the verdicts on texts of which no report stays: the reports of other texts that these were on too."""
    query = f"""SELECT DISTINCT verdict FROM verdict_places JOIN texts ON texts.id = article
        WHERE texts.number IN (SELECT text FROM reports WHERE number IN ({_list(gone)}))
        AND NOT EXISTS (SELECT 1 FROM reports WHERE text = texts.number AND number NOT IN ({_list(gone)}))"""
    verdicts = [verdict for (verdict,) in db.execute(query)]
    query = f"""SELECT reports.number FROM verdict_places JOIN texts ON texts.id = article
        JOIN reports ON reports.text = texts.number WHERE verdict IN ({_list(verdicts)})"""
    others = {number for (number,) in db.execute(query)}
    db.execute(f"DELETE FROM verdict_places WHERE verdict IN ({_list(verdicts)})")
    db.execute(f"DELETE FROM verdicts WHERE number IN ({_list(verdicts)})")
    return others


def _correcting(db: sqlite3.Connection, gone: Collection[int]) -> set[int]:
    """Reports that correct one of these, or that may be of another report where these are not there."""
    query = f"""SELECT report FROM corrections c JOIN reports r ON r.number = c.report WHERE c.until IS NULL AND (
        corrects IN ({_list(gone)}) OR EXISTS (SELECT 1 FROM reports g WHERE g.number IN ({_list(gone)})
            AND (g.url = r.url OR g.outlet = r.outlet)))"""
    return {number for (number,) in db.execute(query)}


def _incidents(db: sqlite3.Connection, gone: Collection[int], rows: Iterable[int]) -> set[str]:
    """Those that were ever told by these reports, or are traced to them."""
    query = f"""SELECT incident FROM incident_members WHERE report IN ({_list(gone)})
        UNION SELECT incident FROM incident_origins WHERE report IN ({_list(rows)})"""
    return {incident for (incident,) in db.execute(query)}


def _moved(db: sqlite3.Connection, moment: int) -> set[str]:
    """Those whose tellings or sums are others now."""
    query = """
        SELECT incident FROM incident_members WHERE since = :now UNION SELECT incident FROM incident_members
        WHERE until = :now UNION SELECT id FROM incidents WHERE since = :now OR until = :now
        UNION SELECT incident FROM incident_others WHERE since = :now OR until = :now
    """
    return {incident for (incident,) in db.execute(query, {"now": moment})}


def _alone(db: sqlite3.Connection, own: Collection[str]) -> set[str]:
    """Nothing of these stands among the members any more; what stood with them stands elsewhere, under these ids."""
    query = """SELECT DISTINCT incident FROM incident_members m WHERE until IS NOT NULL AND NOT EXISTS
        (SELECT 1 FROM incidents i WHERE i.id = m.incident)"""
    return {incident for (incident,) in db.execute(query)} if own else set()


def _copies_without(writing: Writing, gone: dict[int, str]) -> None:
    copies = KeptCopies(writing)
    leave(writing.db, copies, {id: number for number, id in gone.items()})
    candidates.settle(copies)
    quotations = KeptQuotations(writing)
    for id in gone.values():
        leave_quotations(writing.db, quotations, id)
    settle_quotations(quotations)
    for id in gone.values():
        writing.db.execute("DELETE FROM copy_origins WHERE report = ? OR origin = ?", (row_of(id), row_of(id)))


def _blank(db: sqlite3.Connection, gone: Collection[int], moment: int) -> None:
    """Let these reports tell nothing and be of nobody: what leaned on them is settled as for a report that was read
    again, and in which nothing is read."""
    text = db.execute("INSERT INTO texts (id, body) VALUES ('', '')").lastrowid
    insert = "INSERT INTO readings (text, digest, since) VALUES (?, x'', ?)"
    reading = db.execute(insert, (text, moment)).lastrowid
    for table in ("quoted", "corrections", "inputs"):
        db.execute(f"DELETE FROM {table} WHERE report IN ({_list(gone)})")
    db.execute(
        f"UPDATE reports SET text = ?, reading = ?, page = NULL, url = NULL, file = NULL, title = NULL, byline = NULL, "
        f"publisher = NULL, language = NULL, published = NULL, outlet = NULL WHERE number IN ({_list(gone)})",
        (text, reading),
    )


def _delete(writing: Writing, gone: Collection[int], rows: Iterable[int], addresses: Iterable[str]) -> None:
    """What is left of them, once nothing leans on it."""
    db, numbers = writing.db, _list(gone)
    db.execute(f"DELETE FROM incident_origins WHERE report IN ({_list(rows)})")
    db.execute(f"DELETE FROM report_neighbours WHERE report IN ({numbers}) OR other IN ({numbers})")
    for table in ("telling_keys", "tellings", "scenes"):
        db.execute(f"DELETE FROM {table} WHERE report IN ({numbers})")
    db.execute(f"DELETE FROM reports WHERE number IN ({numbers})")
    for (reading,) in db.execute(
        "SELECT number FROM readings WHERE NOT EXISTS (SELECT 1 FROM reports WHERE reading = readings.number)"
    ).fetchall():
        writing.drop_reading(reading)
    unused = "NOT EXISTS (SELECT 1 FROM reports WHERE text = texts.number)"
    db.execute(
        "INSERT INTO text_words (text_words, rowid, body) "
        f"SELECT 'delete', number, body FROM texts WHERE id <> '' AND {unused}"
    )
    db.execute(f"DELETE FROM texts WHERE {unused}")
    db.execute("DELETE FROM pages WHERE NOT EXISTS (SELECT 1 FROM reports WHERE page = pages.number)")
    for url in sorted(addresses):
        there = """SELECT 1 FROM reports WHERE url = :url UNION SELECT 1 FROM pages WHERE url = :url OR asked = :url"""
        if db.execute(there, {"url": url}).fetchone() is None:
            db.execute("DELETE FROM addresses WHERE url = ?", (url,))
    db.execute(
        "DELETE FROM quoted_sources WHERE NOT EXISTS (SELECT 1 FROM quoted WHERE source = quoted_sources.number)"
    )
    # A count of nothing still bears a name.
    for table in ("incident_days", "incident_months", "incident_pairs", "quoted_days", "quoted_outlets"):
        db.execute(f"DELETE FROM {table} WHERE count = 0")
    db.execute("DELETE FROM quoted_told WHERE own = 0 AND copied = 0")
    db.execute("DELETE FROM quoted_kinds WHERE own = 0")
    db.execute("DELETE FROM incident_parties WHERE acts = 0 AND acted_on = 0")
    db.execute("UPDATE stages SET done = min(done, (SELECT coalesce(max(number), 0) FROM reports))")
    # In the full-text indexes, words of what is deleted stay until their parts are put together.
    for index in ("text_words", "statement_words"):
        db.execute(f"INSERT INTO {index} ({index}) VALUES ('optimize')")

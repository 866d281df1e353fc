"""Whether what follows from the reports is what today's rules make of them: all of it is worked out a second time.

The reports and verdicts of a ledger are brought into an empty one in a temporary file (`merging.py`), where every stage
works on them, and the tables of the two are laid side by side. What stood once and stands no longer is not tried: which
reports a report was compared with when it came, nobody can say.
"""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from .faults import faults_told
from .merging import merge
from .unsound import Unsound

if TYPE_CHECKING:
    from .store import Ledger

__all__ = ["TABLES", "differences", "worked_out_anew"]

_COPIED = ("copy_lines", "copy_recurring", "copy_standings", "copy_numbers", "copy_origins", "copy_pending")
_QUOTED = ("quotations", "quotation_numbers", "quotation_pending")

TABLES: dict[str, str] = {
    **{table: f"SELECT * FROM {{db}}.{table}" for table in (*_COPIED, *_QUOTED, "incident_origins")},
    "copies": "SELECT report, record FROM {db}.copies WHERE until IS NULL",
    "quotation_links": "SELECT report, n, to_report, to_n FROM {db}.quotation_links WHERE until IS NULL",
    "corrections": """SELECT r.id, start, end, kind, o.id, record FROM {db}.corrections c
        JOIN {db}.reports r ON r.number = c.report LEFT JOIN {db}.reports o ON o.number = corrects
        WHERE c.until IS NULL""",
    "verdict_places": """SELECT v.record, side, article, kind, start, end, n, lost FROM {db}.verdict_places p
        JOIN {db}.verdicts v ON v.number = verdict WHERE p.until IS NULL""",
    "quoted": """SELECT r.id, q.outlet, s.key, s.country, label, name, entity, q.country, sector, type, stance, q.own,
        q.copied, q.day FROM {db}.quoted q JOIN {db}.reports r ON r.number = q.report
        LEFT JOIN {db}.quoted_sources s ON s.number = q.source WHERE q.until IS NULL""",
    "telling_keys": """SELECT r.id, key, at, n FROM {db}.telling_keys JOIN {db}.reports r ON r.number = report""",
    "scenes": "SELECT r.id, record FROM {db}.scenes JOIN {db}.reports r ON r.number = report",
    "report_neighbours": """SELECT r.id, o.id, shared, other_at FROM {db}.report_neighbours n
        JOIN {db}.reports r ON r.number = n.report JOIN {db}.reports o ON o.number = n.other""",
    "links": """SELECT a.id, a_n, b.id, b_n, score, decision, reasons FROM {db}.links
        JOIN {db}.reports a ON a.number = a_report JOIN {db}.reports b ON b.number = b_report
        WHERE until IS NULL AND a.id < b.id UNION ALL
        SELECT b.id, b_n, a.id, a_n, score, decision, reasons FROM {db}.links
        JOIN {db}.reports a ON a.number = a_report JOIN {db}.reports b ON b.number = b_report
        WHERE until IS NULL AND a.id > b.id""",
    "tellings": """SELECT r.id, t.n, at, incident, f.id, follows_n, a.id, anchor_n FROM {db}.tellings t
        JOIN {db}.reports r ON r.number = t.report LEFT JOIN {db}.reports f ON f.number = follows_report
        JOIN {db}.reports a ON a.number = anchor_report""",
    "incident_members": """SELECT incident, r.id, n FROM {db}.incident_members m
        JOIN {db}.reports r ON r.number = m.report WHERE m.until IS NULL""",
    "incidents": """SELECT id, type, mode, status, actor_name, actor_country, recipient_name, recipient_country, first,
        last, place, place_country, reports, independent, figures, disputed, confidence, record
        FROM {db}.incidents WHERE until IS NULL""",
    "incident_others": "SELECT incident, role, name, country FROM {db}.incident_others WHERE until IS NULL",
}
"""For each table that follows from reports, the rows that must be alike, whatever numbers a ledger gives."""


def worked_out_anew(ledger: Ledger) -> Iterator[Unsound]:
    """What of a sound ledger is not as it is worked out anew.

    It takes about as long as adding the reports would if they were read already, and room for another ledger where
    temporary files are kept. Raises LedgerError where the file cannot be read, or there is no room.
    """
    from .store import Ledger as Empty

    with tempfile.TemporaryDirectory(prefix="reportedly-") as folder:
        again = str(Path(folder, "anew.ledger"))
        with Empty.open(again) as fresh:
            merge(fresh, ledger)
        with faults_told(ledger.path):
            # What SQLite sorts for this may be as large as the ledger, and is not held in memory.
            ledger.db.execute("PRAGMA temp_store = FILE")
            try:
                yield from differences(ledger.db, again)
            finally:
                ledger.db.execute("PRAGMA temp_store = MEMORY")


def differences(db: sqlite3.Connection, again: str) -> Iterator[Unsound]:
    """Rows of the one and not of the other, table by table; `again`: the ledger that was made anew."""
    db.execute("ATTACH ? AS anew", (again,))
    try:
        for table, query in TABLES.items():
            kept, anew = query.format(db="main"), query.format(db="anew")
            for one, other, what in (
                (kept, anew, "is kept, and not worked out anew"),
                (anew, kept, "is worked out anew, and not kept"),
            ):
                for row in db.execute(f"SELECT * FROM ({one}) EXCEPT SELECT * FROM ({other})"):
                    yield Unsound(f"the row {_shown(row)} of {table}", what)
    finally:
        db.execute("DETACH anew")


def _shown(row: tuple[object, ...]) -> str:
    told = ", ".join("NULL" if value is None else str(value) for value in row)
    return f"({told[:160]}…)" if len(told) > 160 else f"({told})"

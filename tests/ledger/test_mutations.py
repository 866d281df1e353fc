"""One value in every column of every table is changed: `reportedly check` tells it, or it is listed why it cannot.

The lists are `tables/columns.toml`; a column that `check` comes to notice must be taken off them.
"""

from __future__ import annotations

import json
import sqlite3
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from reportedly import Ledger
from reportedly.ledger.check_anew import differences
from reportedly.ledger.checking import unsound
from reportedly.ledger.merging import merge
from tests.ledger.whole import whole

NOT_NOTICED = tomllib.loads((Path(__file__).parent / "tables" / "columns.toml").read_text("utf-8"))
OF_SQLITE = ("sqlite_", "text_words", "statement_words")
WORKING_ON = ("copy_pending", "quotation_pending")
"""Empty in every ledger that is not being written to."""


@pytest.fixture(scope="module")
def ledgers(tmp_path_factory) -> Iterator[tuple[sqlite3.Connection, Path]]:
    """A ledger with something in every table, and the same worked out anew."""
    folder = tmp_path_factory.mktemp("mutations")
    with Ledger.open(folder / "a.ledger") as ledger, Ledger.open(folder / "anew.ledger") as anew:
        whole(ledger)
        merge(anew, ledger)
        for db in (ledger.db, anew.db):
            db.execute("INSERT INTO copy_recurring VALUES (1, 2)")
        yield ledger.db, folder / "anew.ledger"


def tables(db: sqlite3.Connection) -> list[str]:
    query = "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY rowid"
    return [name for (name,) in db.execute(query) if not name.startswith(OF_SQLITE)]


def another(value: Any) -> Any:
    match value:
        case None:
            return 1
        case int() | float():
            return value + 1000
        case bytes():
            return bytes([value[0] ^ 1]) + value[1:]
    if value.startswith(("{", "[")):
        return json.dumps(changed(json.loads(value)), separators=(",", ":"), ensure_ascii=False)
    return f"{value[:-1]}{'y' if value.endswith('x') else 'x'}"


def changed(value: Any) -> Any:
    """JSON with its last plain value changed."""
    if isinstance(value, dict):
        key = list(value)[-1]
        return value | {key: changed(value[key])}
    if isinstance(value, list):
        return [*value[:-1], changed(value[-1])] if value else ["x"]
    return another(value) if value is not None else "x"


def mutated(source: sqlite3.Connection, table: str, column: str) -> sqlite3.Connection | None:
    """A copy of which one value of the column is another: of the last row that stands and has one."""
    db = sqlite3.connect(":memory:", isolation_level=None)
    source.backup(db)
    columns = db.execute(f"SELECT name, pk FROM pragma_table_info('{table}')").fetchall()
    names, keys = [name for name, _ in columns], [name for name, key in columns if key]
    stands = "until IS NOT NULL, " if "until" in names else ""
    order = ", ".join(f"{key} DESC" for key in keys)
    query = f"SELECT {', '.join(keys)}, {column} FROM {table} ORDER BY {column} IS NULL, {stands} {order} LIMIT 1"
    row = db.execute(query).fetchone()
    if row is None:
        return None
    triggers = db.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
    for name, _ in triggers:
        db.execute(f"DROP TRIGGER {name}")  # what falls on a disk runs none
    where = " AND ".join(f"{key} IS ?" for key in keys)
    db.execute(f"UPDATE {table} SET {column} = ? WHERE {where}", (another(row[-1]), *row[:-1]))
    for _, sql in triggers:
        db.execute(sql)
    return db


def noticed(db: sqlite3.Connection, table: str = "incidents") -> list[str]:
    ledger = Ledger(db, "mutated.ledger")
    told = [str(one) for one in unsound(ledger, quick=True)]
    # Sums take longest, and are of nothing else.
    return told or ([str(one) for one in unsound(ledger)] if table.startswith("incident") else [])


def test_every_column(ledgers: tuple[sqlite3.Connection, Path]) -> None:
    source, again = ledgers
    assert noticed(source) == []
    found: dict[str, list[str]] = {"anew": [], "never": [], "empty": []}
    for table in tables(source):
        for (column,) in source.execute("SELECT name FROM pragma_table_info(?)", (table,)).fetchall():
            db = mutated(source, table, column)
            if db is None:
                found["empty"].append(table)
                break
            told = noticed(db, table)
            assert all("\n" not in one for one in told)
            assert not any("could not be tried" in one and "Error" not in one for one in told), told
            if not told:
                how = "anew" if list(differences(db, str(again))) else "never"
                found[how].append(f"{table}.{column}")
            db.close()
    assert set(found["empty"]) == set(WORKING_ON) | set(NOT_NOTICED["empty"]["columns"])
    assert set(found["anew"]) == set(NOT_NOTICED["anew"]["columns"])
    listed = {name for group in NOT_NOTICED["never"].values() for name in group["columns"]}
    assert set(found["never"]) == listed

"""Datasette opens the example ledger as it is, and answers over a socket."""

from __future__ import annotations

import json
import shutil
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from reportedly import Ledger
from reportedly.export.datasette import metadata
from reportedly.ledger.hanging import hung
from tests.export.making import FERRY, exported
from tests.ledger.readings import talks
from tests.ledger.test_opening import version_one

VIEWS = (
    "reports_readable",
    "statements_readable",
    "events_readable",
    "incidents_readable",
    "disputes",
    "figure_series",
)


@pytest.fixture(scope="module")
def address(example: Path, tmp_path_factory) -> Iterator[str]:
    pytest.importorskip("datasette", reason="datasette is not installed: pip install 'reportedly[dev]'")
    told = tmp_path_factory.mktemp("datasette") / "metadata.json"
    told.write_text(exported(example, "datasette"), "utf-8")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "datasette", str(example), "--metadata", str(told), "--port", str(port)]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        until = time.monotonic() + 90
        while True:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/-/versions.json", timeout=5).close()
                break
            except OSError:
                assert server.poll() is None
                assert time.monotonic() < until
                time.sleep(0.2)
        yield f"http://127.0.0.1:{port}/{example.stem}"
    finally:
        server.terminate()
        server.wait(20)


def page(address: str) -> str:
    with urllib.request.urlopen(address, timeout=60) as answer:
        return answer.read().decode("utf-8")


def rows(address: str) -> list[dict[str, Any]]:
    return json.loads(page(address))


@pytest.mark.parametrize("view", VIEWS)
def test_every_view_is_a_page_and_answers(address: str, view: str):
    assert metadata("x")["databases"]["x"]["tables"][view]["title"] in page(f"{address}/{view}?_size=2")
    found = rows(f"{address}/{view}.json?_shape=array&_size=2")
    assert found or view in ("disputes", "figure_series")


def test_facets_and_filters(address: str, example: Path):
    found = rows(f"{address}/events_readable.json?_shape=array&type=ASSAULT&_size=max")
    with Ledger.open(example, "read") as ledger:
        told = {t.id: t.event for t in ledger.events(type="ASSAULT")}
    assert {row["event"]: row["status"] for row in found} == {id: event.status for id, event in told.items()}
    facets = json.loads(page(f"{address}/events_readable.json?_facet=status&_size=1"))["facet_results"]
    assert facets["status"]["results"]


def test_words_are_searched(address: str, example: Path):
    with Ledger.open(example, "read") as ledger:
        reports = {hit.report for hit in ledger.hits("dock")}
        said = {f"{r.id}:s{s.number}" for r, s in ledger.statements(words="Maduro")}
    assert reports
    assert said
    found = rows(f"{address}/reports_readable.json?_shape=array&_search=docks&_size=max")
    assert {row["report"] for row in found} == reports
    found = rows(f"{address}/statements_readable.json?_shape=array&_search=maduro&_size=max")
    assert {row["statement"] for row in found} == said
    assert rows(f"{address}/texts.json?_shape=array&_search=docks&_size=max")


def test_foreign_keys_lead_on(address: str):
    (row,) = rows(f"{address}/events.json?_shape=array&_labels=on&_size=1&_col=reading")
    assert row["reading"]["label"].startswith("newsreader-en")
    assert "/readings/" in page(f"{address}/events?_size=1")
    assert page(f"{address}/reports?_size=1")


def test_queries_in_sql(address: str):
    sql = "select+incident,+count(*)+as+n+from+disputes+group+by+incident"
    found = rows(f"{address}.json?sql={sql}&_shape=array")
    disputed = rows(f"{address}/incidents_readable.json?_shape=array&disputed=1&_size=max")
    assert {row["incident"] for row in found} == {row["incident"] for row in disputed}


# The views, without Datasette


def ask(path: Path, query: str) -> list[tuple]:
    """As other programs ask. Our own connections trust no view of a file, and ask none."""
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as db:
        return db.execute(query).fetchall()


def test_views_tell_what_persons_decided(small: Path):
    judged = dict(ask(small, "SELECT event, judged FROM events_readable WHERE judged IS NOT NULL"))
    with Ledger.open(small, "read") as ledger:
        ids = {r.reading.article.id: r.id for r in ledger.reports()}
    assert judged == {f"{ids[talks().article.id]}:e2": "wrong", f"{ids[FERRY[0].article.id]}:e1": "edited"}


def test_views_agree_with_answers(small: Path, example: Path):
    for path in (small, example):
        with Ledger.open(path, "read") as ledger:
            told = {d.id: d for d in ledger.incidents()}
            figures = {e.figure for d in told.values() for s in d.series for e in s.entries}
            # What no more than its sentence ties to an act is in the answers alone.
            tied = {f"{r.id}:f{f.number}" for r in ledger.reports() for those in hung(r).values() for f in those}
        assert {r[0] for r in ask(path, "SELECT incident FROM incidents_readable")} == set(told)
        assert {r[0] for r in ask(path, "SELECT incident FROM disputes")} == {i for i, d in told.items() if d.disputed}
        assert {r[0] for r in ask(path, "SELECT figure FROM figure_series")} == figures - tied
        for view in VIEWS:
            columns = [name for name, *_ in ask(path, f"SELECT name FROM pragma_table_info('{view}')")]
            assert set(metadata("x")["databases"]["x"]["tables"][view].get("columns", {})) <= set(columns)


def test_the_metadata_names_tables_that_are_there(small: Path):
    there = {name for (name,) in ask(small, "SELECT name FROM sqlite_master WHERE type IN ('table', 'view')")}
    assert set(metadata(str(small))["databases"]["small"]["tables"]) <= there


def unsaid(db: sqlite3.Connection) -> list[str]:
    tables = [name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()]
    return [t for t in tables for key in db.execute(f"PRAGMA foreign_key_list({t})").fetchall() if key[4] is None]


@pytest.mark.parametrize("old", [True, False])
def test_every_foreign_key_names_its_column(tmp_path: Path, small: Path, old: bool):
    path = version_one(tmp_path / "a.ledger") if old else shutil.copy(small, tmp_path / "a.ledger")
    Ledger.open(path).close()
    with Ledger.open(path) as ledger:
        assert unsaid(ledger.db) == []
        ledger.check()
        ledger.add([talks(5)])
        ledger.check()
        with pytest.raises(sqlite3.IntegrityError):
            ledger.db.execute("INSERT INTO copies (report, record, since) VALUES (1, '', 999)")


def test_where_the_schema_cannot_be_written_a_ledger_opens_all_the_same(tmp_path: Path, monkeypatch):
    """As with builds of SQLite that defend it."""
    from reportedly.ledger import opening

    name_keys = opening._name_keys

    def refused(db: sqlite3.Connection) -> None:
        held = (sqlite3.SQLITE_UPDATE, "sqlite_master")
        db.set_authorizer(lambda act, table, *_: sqlite3.SQLITE_DENY if (act, table) == held else sqlite3.SQLITE_OK)
        name_keys(db)
        db.set_authorizer(None)

    monkeypatch.setattr(opening, "_name_keys", refused)
    for _ in range(2):
        with Ledger.open(tmp_path / "a.ledger") as ledger:
            ledger.add([talks()])
            ledger.check()
            assert len(ledger) == 1
            assert unsaid(ledger.db)

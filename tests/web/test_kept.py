"""What the server keeps between requests: nothing of it is ever older than the ledger, and all of it is bounded."""

from __future__ import annotations

import gc
import os
import re
import shutil
import sqlite3
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

pytest.importorskip("starlette", reason="the extra “web” is not installed")

from reportedly import Ledger
from reportedly.errors import LedgerError, LedgerVersionError
from reportedly.ledger.forgetting import doomed, forget
from reportedly.ledger.values import Report
from reportedly.web import kept as keeping
from reportedly.web.kept import Ledgers, Making, Weighed, dossiers_of
from tests.ledger.readings import ferry, talks
from tests.web import making
from tests.web.serving import Site, served


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return making.desk(tmp_path / "desk.ledger")


@pytest.fixture
def ledgers(path: Path) -> Iterator[Ledgers]:
    found = Ledgers(os.fspath(path), 1.0)
    yield found
    found.close()


@pytest.fixture
def site(path: Path) -> Iterator[Site]:
    with served(path) as site:
        yield site


# By weight


def test_what_was_asked_for_last_is_kept_up_to_a_weight() -> None:
    some: Weighed[str, int] = Weighed(10)
    for name, weight in (("a", 4), ("b", 4)):
        some.put(name, weight, weight)
    assert some.get("a") == 4
    some.put("c", 5, 5)
    assert [some.get(name) for name in "abc"] == [4, None, 5]
    assert some.weight == 9


def test_what_weighs_too_much_alone_drives_nothing_out() -> None:
    some: Weighed[str, int] = Weighed(10)
    some.put("a", 1, 4)
    some.put("b", 2, 11)
    assert (some.get("a"), some.get("b"), some.weight) == (1, None, 4)


def test_a_value_that_is_put_again_weighs_once() -> None:
    some: Weighed[str, int] = Weighed(10)
    for weight in (4, 6, 2):
        some.put("a", weight, weight)
    assert (some.get("a"), some.weight) == (2, 2)


def test_any_number_of_threads_may_put_and_get() -> None:
    some: Weighed[int, int] = Weighed(50)

    def work(seed: int) -> None:
        for at in range(400):
            some.put((at * seed) % 90, at, 1 + at % 7)
            some.get(at % 90)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(1, 9)))
    assert 0 < some.weight <= 50


# Connections and states


def test_a_connection_is_lent_again_and_by_any_thread(ledgers: Ledgers) -> None:
    def number() -> int:
        with ledgers.lent() as ledger:
            return id(ledger.db)

    with ThreadPoolExecutor(1) as one, ThreadPoolExecutor(1) as other:
        assert one.submit(number).result() == other.submit(number).result()


def test_two_at_once_have_a_connection_each(ledgers: Ledgers) -> None:
    with ledgers.lent() as one, ledgers.lent() as other:
        assert one.db is not other.db
        assert one.state is other.state


def test_a_state_ends_with_what_others_write(ledgers: Ledgers, path: Path) -> None:
    before = ledgers.state()
    with ledgers.lent() as ledger:
        with Ledger.open(path) as other:
            other.add([talks(9)])
        # Whoever began before it sees what was, and keeps it as that.
        assert (ledger.state, len(ledger)) == (before, 3)
        after = ledgers.state()
        assert after is not before
    with ledgers.lent() as ledger:
        assert (ledger.state, len(ledger)) == (after, 4)


def test_what_changes_no_record_ends_a_state_too(ledgers: Ledgers, path: Path) -> None:
    before = ledgers.state()
    with sqlite3.connect(path) as db:
        db.execute("UPDATE reports SET title = 'Another title' WHERE number = 1")
    db.close()
    assert ledgers.state() is not before


def test_a_state_stays_while_nobody_writes(ledgers: Ledgers, path: Path) -> None:
    before = ledgers.state()
    with Ledger.open(path) as other:
        assert other.add([ferry(1)])[0].state == "known"  # type: ignore[union-attr]
    with ledgers.lent() as ledger:
        assert ledger.state is before is ledgers.state()


def test_a_ledger_that_took_the_place_of_another_is_seen(ledgers: Ledgers, path: Path, tmp_path: Path) -> None:
    with ledgers.lent() as ledger:
        before = ledger.state
    with Ledger.open(tmp_path / "other.ledger") as other:
        other.add([talks(1)])
    os.replace(tmp_path / "other.ledger", path)
    for ending in ("-wal", "-shm"):
        Path(f"{path}{ending}").unlink(missing_ok=True)
    with ledgers.lent() as ledger:
        assert len(ledger) == 1
        assert ledger.state is not before


def test_a_ledger_that_is_gone_is_told_and_one_that_is_back_is_read(ledgers: Ledgers, path: Path) -> None:
    ledgers.state()
    shutil.move(path, f"{path}.away")
    for ask in (ledgers.state, lambda: ledgers.lent().__enter__()):
        with pytest.raises(LedgerError, match="no such ledger"):
            ask()
    shutil.move(f"{path}.away", path)
    with ledgers.lent() as ledger:
        assert len(ledger) == 3


def test_a_ledger_that_a_newer_program_brought_up_is_refused(ledgers: Ledgers, path: Path) -> None:
    ledgers.state()
    with sqlite3.connect(path) as db:
        db.execute("PRAGMA user_version = 99")
    db.close()
    for _ in range(2):
        with pytest.raises(LedgerVersionError, match="version 99"):
            ledgers.state()


def test_a_connection_that_met_a_fault_is_not_lent_again(ledgers: Ledgers) -> None:
    lent: list[sqlite3.Connection] = []

    def fail() -> None:
        with ledgers.lent() as ledger:
            lent.append(ledger.db)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    with pytest.raises(sqlite3.ProgrammingError, match="closed"):
        lent[0].execute("SELECT 1")
    with ledgers.lent() as ledger:
        assert len(ledger) == 3


def test_no_more_connections_wait_than_are_bounded(ledgers: Ledgers, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "IDLE", 2)
    all_lent = threading.Barrier(6)

    def use(_: int) -> None:
        with ledgers.lent():
            all_lent.wait(20)

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(use, range(6)))
    assert len(ledgers._idle) == 2


def test_who_waits_for_a_request_keeps_nobody_from_writing_or_forgetting(ledgers: Ledgers, path: Path) -> None:
    with ledgers.lent():
        pass
    name = Report(ferry(1), "").id
    with Ledger.open(path) as other:
        # To the last byte: nobody reads.
        assert forget(other, doomed(other, [name]))
    with ledgers.lent() as ledger:
        assert ledger.db.execute("SELECT 1 FROM reports WHERE id = ?", (name,)).fetchone() is None


def test_nothing_is_left_open_after_the_end(path: Path) -> None:
    ledgers = Ledgers(os.fspath(path), 1.0)
    with ledgers.lent() as ledger:
        ledgers.close()
    with pytest.raises(sqlite3.ProgrammingError, match="closed"):
        ledger.db.execute("SELECT 1")
    gc.collect()
    assert not Path(f"{path}-wal").exists()


def test_an_incident_is_made_once_for_a_state(ledgers: Ledgers, path: Path) -> None:
    with ledgers.lent() as ledger:
        ids = [one.id for one in ledger.incidents()]
        first = list(dossiers_of(ledger, ids, None))
        assert first == list(ledger.incidents())
    with ledgers.lent() as ledger:
        assert all(one is other for one, other in zip(dossiers_of(ledger, ids, None), first, strict=True))
    with Ledger.open(path) as other:
        other.judge(f"{Report(ferry(1), '').reading.article.id}:e1", "wrong", "me")
    with ledgers.lent() as ledger:
        assert list(dossiers_of(ledger, ids, None)) == [d for d in ledger.incidents() if d.id in ids] != first
        # What was known before is another thing than what is known now.
        assert list(dossiers_of(ledger, ids, 1)) == first


# Pages

PAGES = ["/", "/?order=reports", "/?type=ASSAULT", "/disputes", "/parties", "/sources", "/search?q=ferries",
         "/party?name=Norway", "/corrections"]  # fmt: skip


@pytest.mark.parametrize("page", PAGES)
def test_a_page_that_was_kept_is_the_page(site: Site, page: str) -> None:
    first, again = site.get(page), site.get(page)
    assert (first.status, first.text) == (again.status, again.text)
    assert {**first.headers, "date": ""} == {**again.headers, "date": ""}
    with served(site.ledger) as fresh:
        fresh.app.state.form_token = site.app.state.form_token
        assert fresh.get(page).text == first.text


def test_a_page_shows_what_was_added_while_it_was_kept(site: Site) -> None:
    assert "in 3 reports" in site.get("/").text
    with Ledger.open(site.ledger) as other:
        other.add([talks(9)])
    assert "in 4 reports" in site.get("/").text


def test_parts_and_pages_of_one_address_are_told_apart(site: Site) -> None:
    whole, part = site.get("/?order=oldest"), site.get("/?order=oldest&part=1")
    assert "<html" in whole.text
    assert "<html" not in part.text


def test_what_was_asked_wrongly_is_not_kept(site: Site) -> None:
    for _ in range(2):
        assert site.get("/?since=someday").status == 400
        assert site.get("/incident/0000000000000000").status == 404
    assert site.app.state.ledgers.state().pages.weight == 0


def test_the_page_of_verdicts_is_not_kept(site: Site) -> None:
    site.get("/review")
    assert site.app.state.ledgers.state().pages.weight == 0


def test_a_page_is_made_once_for_all_who_ask_at_once(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    from reportedly.web import queries

    made: list[int] = []
    usual = queries.busiest
    monkeypatch.setattr(queries, "busiest", lambda *of, **more: (made.append(1), usual(*of, **more))[1])
    with ThreadPoolExecutor(10) as pool:
        pages = {answer.text for answer in pool.map(lambda _: site.get("/"), range(20))}
    assert (len(pages), len(made)) == (1, 1)


@pytest.mark.parametrize(
    ("wait", "at_once"),
    [
        pytest.param(30.0, 2, id="no more at a time than may"),
        pytest.param(0.0, 6, id="who has waited long enough goes in beside them"),
    ],
)
def test_few_pages_are_made_at_a_time(wait: float, at_once: int) -> None:
    few, begun, ready = Making(2, wait), threading.Semaphore(0), threading.Event()

    def work(_: int) -> None:
        with few.one():
            begun.release()
            ready.wait(30)

    with ThreadPoolExecutor(6) as pool:
        done = pool.map(work, range(6))
        try:
            assert all(begun.acquire(timeout=30) for _ in range(at_once))
            assert not begun.acquire(timeout=0.1)
        finally:
            ready.set()
        list(done)
    assert all(begun.acquire(blocking=False) for _ in range(6 - at_once))


def test_no_page_mixes_two_states_while_somebody_writes(site: Site) -> None:
    """Each page tells the number of reports of one moment, and none is older than the answer before it."""
    done = threading.Event()

    def write() -> None:
        with Ledger.open(site.ledger) as other:
            for day in range(3, 23):
                other.add([talks(day)])
        done.set()

    def read() -> list[int]:
        found = []
        while not done.is_set():
            told = re.search(r"in (\d+) reports", site.get("/").text)
            assert told
            found.append(int(told[1]))
        return found

    writer = threading.Thread(target=write)
    writer.start()
    with ThreadPoolExecutor(3) as pool:
        seen = [future.result() for future in [pool.submit(read) for _ in range(3)]]
    writer.join()
    assert all(numbers == sorted(numbers) for numbers in seen)
    assert "in 23 reports" in site.get("/").text


def test_what_is_next_in_review_is_found_once_and_anew_after_a_verdict(site: Site) -> None:
    first, again = site.get("/review"), site.get("/review")
    assert first.text == again.text
    assert site.app.state.ledgers.state().queues.weight == 1
    for other in ("/review?kind=statement", "/review?skip=1", "/review?type=ASSAULT"):
        assert site.get(other).status == 200
    assert site.app.state.ledgers.state().queues.weight == 4
    name = Report(ferry(1), "").reading.article.id
    with Ledger.open(site.ledger) as other:
        for record in ("s1", "e1", "f1"):
            other.judge(f"{name}:{record}", "right", "me")
    assert site.get("/review").text != first.text


def test_answers_are_sent_at_once(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """asyncio sets TCP_NODELAY on sockets that say that they are TCP, and on what they accept, and on no others."""
    import socket

    import uvicorn

    from reportedly.web import make_app
    from reportedly.web.running import run

    seen: list[int] = []
    monkeypatch.setattr(uvicorn.Server, "run", lambda _, sockets: seen.extend(one.proto for one in sockets))
    run(make_app(path), "127.0.0.1", 0, lambda _: None)
    assert seen == [socket.IPPROTO_TCP]

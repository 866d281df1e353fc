"""Items into a ledger: what is there is not read, what is read is kept, and an outcome means that it is on disk."""

from __future__ import annotations

import gc
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from reportedly import Ledger
from reportedly.errors import InvariantError
from reportedly.intake.values import Item, Page
from reportedly.ledger import adding
from reportedly.ledger.adding import add_items, read_again
from reportedly.ledger.arrivals import Added, Answer, input_key
from reportedly.records import Failure
from tests.article import readers
from tests.ledger.readings import ferry

IN_ONE_OR_MANY = pytest.mark.parametrize("processes", [1, 2])


@pytest.fixture
def ledger(tmp_path: Path):
    with Ledger.open(tmp_path / "a.ledger") as ledger:
        yield ledger


def item(text: str, **known) -> Item:
    return Item(text.encode(), **{"file": f"{text.split()[0]}.txt", **known})


def told(outcomes) -> list[str]:
    return [f"{o.file}: {o.reason}" if isinstance(o, Failure) else f"{o.file}: {o.state}" for o in outcomes]


def texts(ledger: Ledger) -> list[str]:
    return sorted(r.reading.article.text for r in ledger.reports())


@IN_ONE_OR_MANY
def test_outcomes_have_the_order_of_the_items(ledger: Ledger, processes: int) -> None:
    assert told(add_items(ledger, [item("Ben said no")], processes=1, load=readers.load)) == ["Ben.txt: new"]
    items = [
        item("SLOW is new"),
        Failure("gone.txt", "no such file"),
        item("Ben said no"),
        item("BAD"),
        item("Ana said yes"),
    ]
    expected = ["SLOW.txt: new", "gone.txt: no such file", "Ben.txt: known", "BAD.txt: holds no text", "Ana.txt: new"]
    assert told(add_items(ledger, items, processes=processes, load=readers.load)) == expected
    assert texts(ledger) == ["Ana said yes", "Ben said no", "SLOW is new"]


def test_what_is_there_is_not_read_again(ledger: Ledger) -> None:
    items = [item("Ana said yes"), item("Ben said no", url="https://tern.example/b")]
    list(add_items(ledger, items, processes=1, load=readers.load))
    again = add_items(ledger, items, processes=1, load=readers.load_no_model)
    assert told(again) == ["Ana.txt: known", "Ben.txt: known"]


def test_what_is_known_of_an_item_goes_before_what_it_says(ledger: Ledger) -> None:
    known = {
        "url": "https://tern.example/b",
        "title": "No, says Ben",
        "publisher": "The Tern",
        "published": "2026-01-02",
    }
    (added,) = add_items(ledger, [item("Ben said no", **known)], processes=1, load=readers.load)
    assert isinstance(added, Added)
    article = ledger.report(added.report).reading.article
    assert {name: getattr(article, name) for name in known} == known


def test_the_same_file_under_another_name_is_the_same_report(ledger: Ledger) -> None:
    items = [item("Ben said no"), item("Ben said no", file="moved.txt")]
    assert told(add_items(ledger, items, processes=1, load=readers.load)) == ["Ben.txt: new", "moved.txt: known"]
    assert input_key(items[0]) == input_key(items[1])


def test_a_page_is_kept_as_it_came(ledger: Ledger) -> None:
    page = Page(
        "https://tern.example/b", "2026-01-02T03:04:05Z", 200, (("ETag", '"ü"'), ("Via", "a"), ("Via", "b")), b"\0<p>"
    )
    kept, bare = add_items(ledger, [item("Ben said no", page=page), item("Ana said yes")], load=readers.load)
    found = ledger.page(kept.report)
    assert found is not None
    assert (found.url, found.fetched_at, found.status, found.headers, found.body) == (
        page.url, page.fetched_at, page.status, page.headers, page.body,
    )  # fmt: skip
    assert found.digest == "9c9dd3f4883681f667ff73d068f4b7c25065b42e56d886f5e35de1c3a924c9db"
    assert ledger.page(bare.report) is None


def test_what_an_address_said_is_known_the_next_time(ledger: Ledger) -> None:
    def page(day: int, *headers: tuple[str, str]) -> Page:
        return Page("https://tern.example/b", f"2026-01-0{day}T00:00:00Z", 200, headers, b"", "https://tern.example/?b")

    def known(*urls: str) -> list[Answer | None]:
        return [ledger.address(f"https://tern.example/{url}") for url in urls]

    items = [item("Ben said no", page=page(1, ("etag", "1"))), item("Ana said yes", url="https://tern.example/a")]
    _, ana = add_items(ledger, items, processes=1, load=readers.load)
    first = Answer("2026-01-01T00:00:00Z", "1")
    assert known("b", "?b", "a", "c") == [first, first, Answer(ledger.report(ana.report).seen), None]
    again = [item("Ben said no", publisher="b", page=page(2, ("Last-Modified", "Friday")))]
    list(add_items(ledger, again, processes=1, load=readers.load))
    assert known("b") == [Answer("2026-01-02T00:00:00Z", None, "Friday")]


def test_outcomes_are_given_once_they_are_on_disk(ledger: Ledger, monkeypatch, tmp_path: Path) -> None:
    monkeypatch.setattr(adding, "MOST", 3)
    items = [item(f"A{n} said so") for n in range(7)]
    seen = []
    with Ledger.open(tmp_path / "a.ledger", "read") as other:
        for outcome in add_items(ledger, items, processes=1, load=readers.load):
            assert other.report(outcome.report).reading.article.file == outcome.file
            seen.append(len(other))
    assert seen == [3, 3, 3, 6, 6, 6, 7]


def test_a_reading_does_not_wait_long_for_others(ledger: Ledger, monkeypatch) -> None:
    monkeypatch.setattr(adding, "LONGEST", 0.0)
    for _, number in zip(
        add_items(ledger, [item(f"A{n} said so") for n in range(3)], processes=1, load=readers.load),
        (1, 2, 3),
        strict=True,
    ):
        assert len(ledger) == number


@IN_ONE_OR_MANY
def test_a_bug_loses_nothing_that_was_read_before(ledger: Ledger, processes: int) -> None:
    items = [item("Ana said yes"), item("Ben said no"), item("BUG"), item("Cy said so")]
    with pytest.raises(InvariantError, match="one of ours"):
        list(add_items(ledger, items, processes=processes, load=readers.load))
    assert texts(ledger) == ["Ana said yes", "Ben said no"]


def test_a_reader_who_stops_keeps_what_was_read(ledger: Ledger) -> None:
    def items():
        yield item("Ana said yes")
        yield item("Ben said no")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        list(add_items(ledger, items(), processes=1, load=readers.load))
    assert texts(ledger) == ["Ana said yes", "Ben said no"]


def test_stopping_early_is_no_fault(ledger: Ledger, monkeypatch) -> None:
    monkeypatch.setattr(adding, "MOST", 2)
    with closing(
        add_items(ledger, (item(f"A{n} said so") for n in range(9)), processes=1, load=readers.load)
    ) as outcomes:
        next(outcomes)
    assert len(ledger) == 2


def test_a_newer_reader_reads_again_and_nothing_twice(ledger: Ledger) -> None:
    list(add_items(ledger, [item("Ana said yes"), item("Ben said no")], processes=1, load=readers.load))
    count, outcomes = read_again(ledger, processes=1, load=readers.load_newer)
    assert (count, told(outcomes)) == (2, ["Ana.txt: reread", "Ben.txt: reread"])
    assert {r.reading.article.model for r in ledger.reports()} == {"fake-2"}
    count, outcomes = read_again(ledger, processes=1, load=readers.load_newer)
    assert (count, list(outcomes)) == (0, [])


def test_a_newer_reader_goes_on_where_it_was_stopped(ledger: Ledger, monkeypatch) -> None:
    monkeypatch.setattr(adding, "MOST", 1)
    list(add_items(ledger, [item(f"A{n} said so") for n in range(4)], processes=1, load=readers.load))
    _, outcomes = read_again(ledger, processes=1, load=readers.load_newer)
    next(outcomes)
    outcomes.close()
    count, outcomes = read_again(ledger, processes=1, load=readers.load_newer)
    assert count == 3
    assert told(outcomes) == [f"A{n}.txt: reread" for n in (1, 2, 3)]


@dataclass(frozen=True)
class Bare:
    """Whatever has these attributes is an item."""

    data: bytes = b"Ana said yes"
    file: str | None = None
    url: str | None = None
    title: str | None = None
    publisher: str | None = None
    published: str | None = None
    page: None = None


def test_any_object_of_that_shape_is_an_item(ledger: Ledger) -> None:
    assert told(add_items(ledger, [Bare()], load=readers.load)) == ["None: new"]


def test_rings_are_looked_for_again_once_a_batch_is_written(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> None:
        assert not gc.isenabled()
        raise ZeroDivisionError

    ledger.add([ferry(1)])
    assert gc.isenabled()
    monkeypatch.setattr(adding.settle, "settle", fails)
    with pytest.raises(ZeroDivisionError):
        ledger.add([ferry(2)])
    assert gc.isenabled()

"""Corrections kept in a ledger: what they are of, whatever came first, and from when on that was known."""

from __future__ import annotations

import itertools
import json
from pathlib import Path

import pytest

from reportedly import Ledger
from reportedly.ledger.correcting import Corrected
from reportedly.records import Article, Reading
from tests.ledger.test_questions import ask

FERRY = (
    "The ferry Solvik sank off Tallen on Sunday with forty people aboard, and eleven of them were still missing when "
    "darkness fell over the sound, the harbour master Ana Brandt said. Divers from three towns searched the wreck."
)
NOTE = "Correction: an earlier version of this article gave a wrong name for the ferry."
TITLE = "Ferry Solvik sinks off Tallen with forty aboard"


def article(text: str, day: str | None, url: str, title: str | None = TITLE, outlet: str = "The Courier") -> Reading:
    return Reading(Article(text, url, None, title, None, outlet, "en", day, "given" if day else None))


def first(**more: str) -> Reading:
    return article(FERRY, "2031-05-03", "https://courier.example/ferry", **more)


def same_address() -> Reading:
    return article(FERRY.replace("Solvik", "Solvind") + "\n\n" + NOTE, "2031-05-04", "https://courier.example/ferry")


def same_title() -> Reading:
    return article(f"{NOTE}\n\n{FERRY.replace('forty', 'fourteen')}", "2031-05-05", "https://courier.example/note")


def other_outlet() -> Reading:
    text = f"{NOTE}\n\nNurses at the Orsa clinic went back to work on Monday."
    return article(text, "2031-05-06", "https://gull.example/orsa", "Strike at the Orsa clinic ends", "The Gull")


def told(ledger: Ledger, **asked: str) -> dict[str, tuple[str | None, str | None]]:
    """The last part of each address with a notice, with that of the report that it is of, and what shows it."""
    names = {r.id: (r.reading.article.url or "").split("/")[-1] + f" {r.published}" for r in ledger.reports()}
    return {names[c.report]: (names.get(c.of or ""), c.by) for c in ledger.corrections(**asked)}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "a.ledger"


@pytest.mark.parametrize("order", list(itertools.permutations(range(4))), ids=str)
def test_whatever_came_first(path: Path, order: tuple[int, ...]) -> None:
    reports = [first(), same_address(), same_title(), other_outlet()]
    with Ledger.open(path) as ledger:
        for at in order:
            ledger.add([reports[at]])
        assert told(ledger) == {
            "ferry 2031-05-04": ("ferry 2031-05-03", "address"),
            "note 2031-05-05": ("ferry 2031-05-03", "copy"),
            "orsa 2031-05-06": (None, None),
        }


def test_a_report_without_a_title_is_not_guessed_at(path: Path) -> None:
    lone = article(f"{NOTE}\n\nFerries sail again.", "2031-05-05", "https://courier.example/note", None)
    with Ledger.open(path) as ledger:
        ledger.add([first(), lone])
        assert told(ledger) == {"note 2031-05-05": (None, None)}


def test_what_was_known_before_the_first_version_came(path: Path) -> None:
    with Ledger.open(path, clock=lambda: "2031-05-06T10:00:00Z") as ledger:
        ledger.add([same_address()])
    with Ledger.open(path, clock=lambda: "2031-05-08T10:00:00Z") as ledger:
        ledger.add([first()])
        assert told(ledger, as_of="2031-05-07") == {"ferry 2031-05-04": (None, None)}
        assert told(ledger, as_of="2031-05-09") == {"ferry 2031-05-04": ("ferry 2031-05-03", "address")}


def test_the_words_and_the_table(path: Path) -> None:
    with Ledger.open(path) as ledger:
        ledger.add([first(), same_address()])
        (one,) = ledger.corrections()
    assert isinstance(one, Corrected)
    assert one.words == NOTE
    assert one.of_title == TITLE
    code, table, _ = ask(path, "corrections")
    assert code == 0
    assert table.startswith("correction")
    assert "at the same address" in " ".join(table.split())
    _, rows, _ = ask(path, "corrections", "--format", "jsonl")
    assert [json.loads(row)["corrects_published"] for row in rows.splitlines()] == ["2031-05-03"]

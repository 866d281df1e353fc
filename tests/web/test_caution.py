"""Pages and reports say how often those err who read what they show, and never what was measured of others."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest

pytest.importorskip("starlette", reason="the extra “web” is not installed")

from reportedly import Ledger, accuracy
from reportedly.accuracy import accuracy_of, caution
from reportedly.web.report import report_of
from tests.ledger.readings import ferry
from tests.web.serving import served

MEASURED = "tern 1.2.3 0123456789abcdef"
COUNTS = {"read": 100, "found": 80, "right": 40}
KNOWN = {MEASURED: accuracy_of(MEASURED, {"articles": 5} | dict.fromkeys(("statement", "event", "figure"), COUNTS))}
FIGURES = "40 of 100 statements"


@pytest.fixture(autouse=True)
def known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(accuracy, "all_measured", lambda: KNOWN)


def add(path: Path, model: str | None, *days: int) -> None:
    readings = [ferry(day, killed=day + 2, outlet=f"Paper {day}") for day in days]
    with Ledger.open(path, clock=lambda: "2026-02-03T04:05:06Z") as ledger:
        ledger.add([replace(one, article=replace(one.article, model=model)) for one in readings])


def words(text: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", text)).split())


def shown(path: Path, *addresses: str) -> list[str]:
    with served(path) as site:
        return [words(site.get(address).text) for address in addresses]


def pages(path: Path) -> tuple[str, str, str, str]:
    """The addresses of an overview, an incident, an article and what these pages are."""
    with Ledger.open(path, "read") as ledger:
        (report,) = ledger.db.execute("SELECT id FROM reports ORDER BY number LIMIT 1").fetchone()
        (incident,) = ledger.db.execute("SELECT incident FROM incident_members LIMIT 1").fetchone()
    return "/", f"/incident/{incident}", f"/article/{report}", "/about"


@pytest.mark.parametrize("model", [None, "llama-9 aaaabbbbccccdddd over tern 1.2.3 0123456789abcdef"])
def test_a_reader_that_was_not_measured_bears_no_figures(model: str | None, tmp_path: Path):
    path = tmp_path / "a.ledger"
    add(path, model, 1)
    for text in shown(path, *pages(path)):
        assert caution([model]) in text
        assert FIGURES not in text
    report = words("".join(report_of(Ledger.open(path, "read"))))
    assert caution([model]) in report
    assert FIGURES not in report


def test_one_that_was_measured_is_told_on_every_page(tmp_path: Path):
    path = tmp_path / "a.ledger"
    add(path, MEASURED, 1)
    for text in shown(path, *pages(path)):
        assert FIGURES in text
        assert "was not measured" not in text
    assert FIGURES in words("".join(report_of(Ledger.open(path, "read"))))


def test_an_article_is_told_of_by_its_own_reader_in_a_ledger_of_two(tmp_path: Path):
    path = tmp_path / "a.ledger"
    add(path, None, 1)
    add(path, MEASURED, 20)
    _, _, article, _ = pages(path)
    (text,) = shown(path, article)
    assert f"read by a model that is not known. {caution([None])}" in text
    assert caution([None, MEASURED]) in text, "the footer is of the ledger"


def test_what_comes_in_while_pages_are_served_is_told_of(tmp_path: Path):
    path = tmp_path / "a.ledger"
    add(path, MEASURED, 1)
    with served(path) as site:
        assert "was not measured" not in words(site.get("/").text)
        add(path, "gull-2", 20)
        assert caution([MEASURED, "gull-2"]) in words(site.get("/").text)


def test_the_name_of_a_reader_is_no_markup(tmp_path: Path):
    path = tmp_path / "a.ledger"
    add(path, "<img src=x>", 1)
    with served(path) as site:
        text = site.get("/").text
    assert "<img" not in text
    assert "&lt;img src=x&gt;" in text

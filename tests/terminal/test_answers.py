"""Answers on a screen: what a person must see at once is there, and hostile text does nothing."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from reportedly.ledger.dossier import Dossier, dossier_of
from reportedly.ledger.questions import Asked, Found, Judged, copy_rows, disputes, figures
from reportedly.terminal import answers
from reportedly.terminal.dossier import incident
from tests.ledger.laying import Laid, laid

TABLE = Path(__file__).parent.parent / "ledger" / "tables" / "incidents.toml"
ROWS = {row["name"]: row for row in tomllib.loads(TABLE.read_text(encoding="utf-8"))["row"]}


def told(name: str) -> tuple[Laid, Dossier]:
    found = laid(ROWS[name])
    made = dossier_of(found.incident, found.copies, found.by_id)
    assert made
    return found, made


def page(name: str) -> str:
    made = told(name)[1]
    return answers.rendered(lambda width: incident(made, width), width=100)


def test_who_vouches_and_who_denies() -> None:
    shown = page("a mayor says so and the army denies it: happened or not")
    assert "● Mira Dovzan, person: says so" in shown
    assert "✗ Orvan Army, office: denies" in shown
    assert "↯ happened or not" in shown
    assert "first: Harrow Wire, 4 May 1982" in shown


def test_what_rests_on_nobody_named_is_hollow() -> None:
    shown = page("a refusal that holds the act, and one that holds none beside the telling")
    assert shown.splitlines()[1].startswith("◌ ")
    assert "◌ people briefed on the plan, anonymous: says so" in shown
    assert "– Defence Department, office: will not say" in shown


def test_who_claims_and_who_accuses() -> None:
    shown = page("a group claims it, a ministry blames another")
    assert "Black Brigade, office: claims it" in shown
    assert "Interior Ministry, office: accuses" in shown


def test_how_figures_moved() -> None:
    name = "a toll that grows from day to day is brought up to date, and is no conflict"
    assert "killed person  87 → 104 → 115  (4 May 1982 – 7 May 1982)" in page(name)
    assert "update, no conflict: 87 → 104" in page(name)
    counted = figures([told(name)[1]], Asked(), "conservative")
    assert "conservative: 115" in answers.rendered(lambda width: answers.figures(counted, width))


def test_counts_that_exclude_each_other_are_set_off() -> None:
    made = told("two counts of one day that exclude each other are a conflict")[1]
    assert "12 (12 ↯ 90)" in answers.rendered(lambda width: answers.incidents([made], width))


def test_a_dispute_that_many_share_is_told_once() -> None:
    made = told("two name different ones who did it")[1]
    twice = disputes([made], Asked()) * 2
    shown = answers.rendered(lambda width: answers.disputes(twice, width), width=100)
    assert shown.count("↯ who did it") == 1
    assert "(and 1 more pair of sources)" in shown


def test_copies_search_and_verdicts() -> None:
    found, _ = told("what a report copied rests on the report that had it first")
    rows = copy_rows(found.by_id, found.copies)
    assert [(row.outlet, row.origin_outlet, row.share) for row in rows] == [("Lantern Daily", "Harrow Wire", 1.0)]
    assert "100% Lantern Daily 29 October 1962 ← Harrow Wire" in answers.rendered(lambda w: answers.copies(rows, w))
    hit = Found("0" * 16, None, None, None, "before\x1b[2J ", "the \x07port", " after")
    shown = answers.rendered(lambda width: answers.search([hit], width))
    assert "before␛[2J the ␇port after" in shown
    lost = Judged("event", "wrong", "fired on", "another", "Ines", "2001-01-01T00:00:00Z", "its words are gone")
    shown = answers.rendered(lambda width: answers.verdicts([lost], width))
    assert "✗ wrong" in shown
    assert "lost: its words are gone" in shown


@pytest.mark.parametrize("ask", [answers.incidents, answers.disputes, answers.figures, answers.copies, answers.search])
def test_nothing_found_is_told(ask) -> None:  # type: ignore[no-untyped-def]
    assert answers.rendered(lambda width: ask([], width)).strip()

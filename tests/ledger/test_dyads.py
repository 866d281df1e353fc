"""Incidents → words and deeds between two parties: a table, and who counts as a side."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from reportedly.ledger.dossier import Dossier, dossier_of
from reportedly.ledger.dyads import dyad_of, side_of
from reportedly.ledger.questions import Asked, matching
from tests.ledger.laying import laid

TABLE = tomllib.loads((Path(__file__).parent / "tables" / "dyads.toml").read_text(encoding="utf-8"))
ROWS: list[dict[str, Any]] = TABLE["row"]


def dossiers(row: dict[str, Any]) -> list[Dossier]:
    """One for each trigger that the row names."""
    each = [laid({**row, "name": trigger, "acts": [trigger]}) for trigger in row["incidents"]]
    return [d for one in each if (d := dossier_of(one.incident, one.copies, one.by_id))]


@pytest.mark.parametrize("row", ROWS, ids=[row["name"] for row in ROWS])
def test_table(row: dict[str, Any]) -> None:
    found = dyad_of(dossiers(row), side_of(row["one"]), side_of(row["other"]), row["by"])
    cells = [
        f"{c.period} {c.direction} {c.kind} {c.quad} {c.status} {c.voice}: "
        f"{c.count} {c.intensity}, {c.articles}, {c.outlets}"
        for c in found.cells
    ]
    assert sorted(cells) == sorted(row["cells"])
    assert [found.there.says, found.back.says] == row["says"]
    turned = dyad_of(list(reversed(dossiers(row))), side_of(row["one"]), side_of(row["other"]), row["by"])
    assert turned == found


def test_sides() -> None:
    assert side_of("Soviet Union").country == side_of("SUN").country == "SUN"
    assert side_of("soviet union").label == "Soviet Union"
    assert side_of("Black Brigade").country is None


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        (Asked(), ["shelled", "praised"]),
        (Asked(since="1982-05-04"), ["praised"]),
        (Asked(until="1982-05-03"), ["shelled"]),
        (Asked(type="assault"), ["shelled"]),
        (Asked(type="ASSAULT heavy-weapons"), ["shelled"]),
        (Asked(type="ASSAULT drone"), []),
        (Asked(between=("Black Brigade", "Yugoslavia")), ["shelled", "praised"]),
        (Asked(between=("Rhodesia", "Yugoslavia")), []),
        (Asked(status="happened"), ["shelled", "praised"]),
        (Asked(status="disputed"), []),
        (Asked(where="Cuba"), []),
        (Asked(min_confidence=0.5), []),
    ],
)
def test_what_is_asked_for(asked: Asked, found: list[str]) -> None:
    assert [d.id for d in matching(dossiers(ROWS[1]), asked)] == found


@pytest.mark.parametrize(
    ("asked", "fault"),
    [
        (Asked(since="May 1982"), "no ISO date: 'May 1982'"),
        (Asked(since="1982-05-04", until="1982-05-03"), "1982-05-04 is after 1982-05-03"),
        (Asked(min_confidence=7), "a confidence is from 0 to 1: 7"),
    ],
)
def test_what_cannot_be_asked(asked: Asked, fault: str) -> None:
    assert asked.faults() == (fault,)
    assert Asked(status="sunk").faults()[0].startswith("no status: 'sunk'")
    assert Asked(since="1982-05-04", status="disputed").faults() == ()

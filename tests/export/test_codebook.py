"""The codebook: what is in it, and that it does not change by itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from reportedly import __version__
from reportedly.export.tables import tables
from reportedly.ledger.policies import POLICIES
from reportedly.ledger.questions import Asked
from tests.export.making import choosing, exported


def test_it_tells_what_a_paper_must(small: Path):
    told = exported(small, "codebook", policy="range")
    assert "7 articles of " in told
    assert "published from 1982-05-04 to 2026-01-09" in told
    assert "State of the ledger: 2026-02-03T04:05:06Z" in told
    assert "| fake-1 | 4 |" in told
    assert "Policy **range**" in told
    assert "1 records that are judged wrong" in told
    assert f"reportedly, version {__version__}" in told.split("## Citation")[1]
    with choosing(small) as chosen:
        count = sum(len(t.events) for t in chosen.reports())
    assert f"| events | {count} |" in told
    for table in tables().values():
        assert f"### {table.name}\n" in told
        assert all(f"| {c.name} | {c.type} |" in told for c in table.columns)


def test_it_tells_what_was_asked(small: Path):
    told = exported(small, "codebook", Asked(type="ASSAULT", since="2026-01-01", min_confidence=0.5))
    assert "Asked for: since 2026-01-01, type ASSAULT, min-confidence 0.5." in told


@pytest.mark.parametrize("policy", POLICIES)
def test_it_knows_every_policy(small: Path, policy):
    assert f"Policy **{policy}**: " in exported(small, "codebook", policy=policy)

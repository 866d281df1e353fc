"""The contract out and in again: equal records, and files that do not keep it."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportedly import Ledger
from reportedly.export.lines import as_json
from reportedly.export.records_in import are_records, readings_in
from reportedly.records import Failure
from tests.export.making import exported, hostile
from tests.ledger.making import made
from tests.ledger.readings import ferry
from tests.test_cli import run


def lines_of(reading) -> str:
    return "".join(f"{as_json(row)}\n" for row in reading.rows())


def test_what_goes_out_comes_in_as_equal_records(dispatches):
    assert list(readings_in(line for one in dispatches for line in lines_of(one).split("\n"))) == dispatches


@pytest.mark.lawless
@given(st.integers(0, 2**32 - 1))
@settings(deadline=None, max_examples=50)
def test_any_reading_comes_in_again(seed):
    for report in made(seed)[2].values():
        assert list(readings_in(lines_of(report.reading).split("\n"))) == [report.reading]


@given(st.integers(0, 2**32 - 1))
@settings(deadline=None)
def test_a_record_that_was_changed_is_not_taken(dispatches, seed):
    chance = Random(seed)
    rows = list(chance.choice([r for r in dispatches if r.events]).rows())
    row = chance.choice([r for r in rows if r["kind"] == "event"])
    row["span"] = [row["span"][0] + 1, row["span"][1] + 1]
    (found,) = readings_in(json.dumps(row) for row in rows)
    assert isinstance(found, Failure)
    assert "does not keep the contract: event" in found.reason


def test_from_one_ledger_into_another(example: Path, tmp_path: Path):
    told = exported(example, "jsonl")
    assert are_records(told.split("\n")[0])
    file, other = tmp_path / "records.jsonl", tmp_path / "other.ledger"
    file.write_text(told, "utf-8")
    code, out, err = run("import", other, file)
    assert (code, err) == (0, "")
    assert "8 reports added, 0 there already; 0 articles not taken" in out
    assert exported(other, "jsonl") == told
    assert "0 reports added, 8 there already" in run("import", other, file)[1]
    with Ledger.open(example, "read") as one, Ledger.open(other, "read") as two:
        assert [r.reading for r in one.reports()] == [r.reading for r in two.reports()]


def test_one_bad_article_keeps_no_other_out(tmp_path: Path):
    file = tmp_path / "records.jsonl"
    bad = lines_of(hostile()).replace('"ASSAULT"', '"PARTY", "type2": 1').split("\n")[:2]
    file.write_text(lines_of(ferry()) + "\n".join(bad) + '\n{"kind": "event"}\nno json\n' + lines_of(ferry(2)), "utf-8")
    code, out, err = run("import", tmp_path / "a.ledger", file)
    assert code == 2
    assert len(err.splitlines()) == 1
    assert "line 6: does not keep the contract: " in err
    assert "2 reports added" in out

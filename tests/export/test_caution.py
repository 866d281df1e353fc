"""Exports say that a machine read what is in them, and how often it errs: of those who read it, and of no others."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from reportedly import Ledger, accuracy
from reportedly.accuracy import accuracy_of, caution, in_brief
from reportedly.export.choosing import Chosen
from reportedly.export.formats import FORMATS, write
from reportedly.ledger.models import models_of, models_since
from reportedly.ledger.questions import Asked
from tests.export.making import choosing, exported

TOLD_IN = ("webannotation", "claims", "timelinejs", "codebook", "datasette")
NO_PLACE = ("jsonl", "ucdp")
COUNTS = {"read": 100, "found": 80, "right": 40}


@pytest.fixture
def models(small: Path) -> tuple[str | None, ...]:
    with choosing(small) as chosen:
        return chosen.models()


def words(text: str) -> str:
    """Without what JSON or HTML make of a typographic apostrophe."""
    return text.replace("\\u2019", "’").replace("&#x27;", "'")


@pytest.mark.parametrize("form", TOLD_IN)
def test_a_format_with_a_place_for_it_says_so(form: str, small: Path, models: tuple[str | None, ...]):
    told = words(exported(small, form))
    assert words(caution(models)) in told
    assert "was not measured" in told


@pytest.mark.parametrize("form", NO_PLACE)
def test_others_stay_as_they_are(form: str, small: Path):
    assert "machine" not in exported(small, form)


def test_each_format_is_looked_at():
    assert {*TOLD_IN, *NO_PLACE, "acled", "polecat", "csv", "parquet", "ftm"} == {*FORMATS}


def test_tables_say_so_beside_them(small: Path, tmp_path: Path, models: tuple[str | None, ...]):
    with choosing(small) as chosen:
        write(chosen, "csv", str(tmp_path / "tables"))
        write(chosen, "ftm", str(tmp_path / "ftm"))
    told = json.loads((tmp_path / "tables" / "datapackage.json").read_text("utf-8"))
    assert told["description"] == caution(models)
    assert caution(models) in (tmp_path / "ftm" / "README.md").read_text("utf-8")


def test_parquet_says_so_in_the_files(small: Path, tmp_path: Path, models: tuple[str | None, ...]):
    parquet = pytest.importorskip("pyarrow.parquet", reason="the extra “export” is not installed")
    with choosing(small) as chosen:
        write(chosen, "parquet", str(tmp_path / "tables"))
    for path in (tmp_path / "tables").glob("*.parquet"):
        assert parquet.read_schema(path).metadata[b"caution"].decode() == caution(models)


def test_the_notes_of_acled_end_with_it(small: Path, models: tuple[str | None, ...]):
    rows = list(csv.DictReader(io.StringIO(exported(small, "acled"))))
    assert rows
    assert all(row["notes"].endswith(f" {in_brief(models)}") for row in rows)


def test_the_version_of_polecat_ends_with_that_of_whoever_read_the_event(small: Path, monkeypatch: pytest.MonkeyPatch):
    known = {"fake-1": accuracy_of("fake-1", {"articles": 5} | dict.fromkeys(("statement", "event", "figure"), COUNTS))}
    monkeypatch.setattr(accuracy, "all_measured", lambda: known)
    rows = list(csv.DictReader(io.StringIO(exported(small, "polecat")), delimiter="\t"))
    told = {row["Version"].partition(". ")[2] for row in rows}
    assert told <= {in_brief([model]) for model in (None, "fake-1", "fake-2")}
    assert "Machine-read, and it errs: 40 of 100 such records are right as a whole." in told


def test_a_model_that_was_measured_is_told_with_its_figures(small: Path, monkeypatch: pytest.MonkeyPatch):
    known = {"fake-1": accuracy_of("fake-1", {"articles": 5} | dict.fromkeys(("statement", "event", "figure"), COUNTS))}
    monkeypatch.setattr(accuracy, "all_measured", lambda: known)
    asked = Asked(min_confidence=0.0)
    with choosing(small, asked) as chosen:
        assert "fake-1" in chosen.models()
        told = caution(chosen.models())
    assert "40 of 100 statements, 40 of 100 events (80 in their type)" in told
    assert "Other records here were read by" in told


def test_the_models_are_those_of_what_is_meant(small: Path):
    with Ledger.open(small, "read") as ledger:
        everything = Chosen(ledger).models()
        assert set(everything) == set(models_of(ledger.db))
        some = Chosen(ledger, Asked(until="1900-01-01")).models()
        assert some == ()
        new, last = models_since(ledger.db, 0)
        assert set(new) == set(everything)
        assert models_since(ledger.db, last) == ((), last)
        (incident,) = ledger.db.execute("SELECT incident FROM incident_members LIMIT 1").fetchone()
        assert set(models_of(ledger.db, incident=incident)) <= set(everything)
        assert models_of(ledger.db, report="nobody's") == ()


def test_the_command_tells_it_last(small: Path, capsys: pytest.CaptureFixture[str], models: tuple[str | None, ...]):
    from reportedly.cli import main

    with pytest.raises(SystemExit) as ended:
        main(["export", str(small), "--to", "jsonl"])
    assert not ended.value.code
    out, err = capsys.readouterr()
    assert err.splitlines()[-1] == caution(models)
    assert all(json.loads(line)["kind"] for line in out.split("\n") if line)

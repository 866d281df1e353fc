"""Ledgers to export, each made once: the example, read by the model, and a small one, made by hand."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from reportedly import Ledger
from reportedly.ledger import settle
from reportedly.ledger.records_back import reading_of
from reportedly.records import Reading
from tests.export.making import CLOCK, FERRY, hostile
from tests.ledger.grouped import stages
from tests.ledger.readings import talks
from tests.ledger.test_dossiers import denied, shelled
from tests.once import made_once
from tests.test_cli import ENV

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def example(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The crisis of 2025, read by the model."""

    def read(folder: Path) -> None:
        examples = ROOT / "examples" / "caribbean-2025.jsonl"
        command = [sys.executable, "-m", "reportedly", "add", str(folder / "example.ledger"), str(examples)]
        subprocess.run(command, check=True, capture_output=True, env=ENV, timeout=600)

    return made_once(tmp_path_factory, "example", read) / "example.ledger"


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two tellings of one shelling, one of which denies it; three of a shooting, with tolls that differ; talks;
    and an article that is out to break tables. Persons judged three things."""
    path = tmp_path_factory.mktemp("small") / "small.ledger"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(settle, "STAGES", stages())
        with Ledger.open(path, clock=lambda: CLOCK) as ledger:
            ledger.add([shelled(), denied(), talks(), *FERRY, hostile()])
            ledger.judge(f"{talks().article.id}:e2", "wrong", "Ines", note="one way only")
            ledger.judge(f"{FERRY[0].article.id}:e1", "edited", "Ines", edited={"recipient.name": "Kestrian Navy"})
            ledger.judge(f"{hostile().article.id}:e1", "note", "Åsa", note='=SUM(A1)\n"twice"')
            ledger.judge_link(f"{FERRY[0].article.id}:e1", f"{FERRY[1].article.id}:e1", True, "Ines")
    return path


@pytest.fixture(scope="session")
def dispatches() -> list[Reading]:
    """The project's own corpus as readings."""
    from training.corpus.__main__ import read
    from training.corpus.records import rows

    _, linked, _ = read([ROOT / "corpus" / "dispatches"])
    found = {reading.article.id: reading for reading in (reading_of(rows(one)) for one in linked)}
    assert len(found) > 500
    return Corpus(found[id] for id in sorted(found))


class Corpus(list[Reading]):
    """Told in a word, where a test that fails would tell all of it."""

    def __repr__(self) -> str:
        return f"{len(self)} dispatches"

"""The large model as it lies in the repository: whole, no larger than agreed, and it reads."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from reportedly.commands.common import reader_with
from reportedly.errors import ModelError
from reportedly.reading import read
from reportedly.sums import read_sums

FOLDER = Path(__file__).parents[2] / "models/large/src/newsreader_en_large"
AGREED = 95_000_000
TEXT = (
    "The harbour master of Ostrava Bay, Ines Calder, denied on Friday that Varnland's navy had shelled the fishing"
    " port.\n\nVarnland has threatened to close the strait, said a diplomat who would not be named.\n\nThree people"
    " were killed when shells hit the port, the mayor said on Monday."
)


def test_it_is_as_it_was_sealed() -> None:
    sums = read_sums(FOLDER)
    assert set(sums) == {"config.json", "model.onnx", "parties.json", "ties.json", "vocabulary.txt"}
    for name, digest in sums.items():
        assert hashlib.sha256((FOLDER / name).read_bytes()).hexdigest() == digest, name


def test_it_is_no_larger_than_agreed() -> None:
    assert (FOLDER / "model.onnx").stat().st_size <= AGREED


def test_it_reads() -> None:
    reading = read(TEXT, model=str(FOLDER))
    assert (reading.article.model or "").startswith("newsreader-en-large ")
    told = sorted((s.source.span, s.stance) for s in reading.statements if s.source)
    assert [(TEXT[slice(*span)], stance) for span, stance in told] == [
        ("The harbour master of Ostrava Bay, Ines Calder", "denies"),
        ("Varnland", "asserts"),
        ("a diplomat", "asserts"),
        ("the mayor", "asserts"),
    ]
    assert {(e.type, e.status) for e in reading.events} >= {("ASSAULT", "denied"), ("COERCE", "threatened")}
    assert all(record.confidence is not None for record in (*reading.statements, *reading.events))


def test_a_byte_less_is_seen(tmp_path: Path) -> None:
    for file in FOLDER.iterdir():
        if file.is_file():
            (tmp_path / file.name).write_bytes(file.read_bytes()[: -1 if file.name == "parties.json" else None])
    with pytest.raises(ModelError, match=r"parties\.json"):
        reader_with(None, model=str(tmp_path))()

"""From bytes to records with the model that comes with the package."""

import contextlib
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportedly.article import pipeline
from reportedly.article.batch import read_many
from reportedly.article.pipeline import Pipeline
from reportedly.errors import InputError
from reportedly.reading import read
from reportedly.records import Reading
from reportedly.text import Span

EXAMPLES = sorted(p for p in (Path(__file__).parents[2] / "examples").glob("*/*") if p.suffix in {".txt", ".html"})


@pytest.fixture(scope="module")
def reader() -> Pipeline:
    return Pipeline.load()


def rows(reading: Reading) -> list[dict[str, Any]]:
    return list(reading.rows())


def sound(reading: Reading) -> None:
    """The invariants of the contract that hold for every reading."""
    text = reading.article.text
    numbers = [s.number for s in reading.statements]
    assert numbers == list(range(1, len(numbers) + 1))
    by_number = {s.number: s for s in reading.statements}
    for statement in reading.statements:
        parts = [*statement.content, *([statement.cue] if statement.cue else [])]
        parts += [statement.source.span] if statement.source else []
        for part in [*parts, *statement.hedges, *statement.evidence]:
            words = part.of(text)
            assert words
            assert words == words.strip()
        assert statement.span == (min(p.start for p in parts), max(p.end for p in parts))
        assert statement.content or statement.stance == "declines"
        if statement.within is not None:
            assert by_number[statement.within] is not statement


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda p: p.stem)
def test_examples_are_read(reader: Pipeline, path: Path) -> None:
    reading = reader.read(path.read_bytes(), file=path.name)
    sound(reading)
    assert len(reading.statements) >= 2
    assert reading.article.title
    assert all(json.loads(json.dumps(row)) == row for row in rows(reading))


def test_two_processes_read_as_one_does(reader: Pipeline) -> None:
    chosen = EXAMPLES[:6]
    alone = [rows(reader.read(p.read_bytes(), file=str(p))) for p in chosen]
    for processes in (1, 2):
        found = list(read_many(chosen, processes=processes))
        assert [rows(r) for r in found if isinstance(r, Reading)] == alone


def test_what_was_read_before_changes_nothing(reader: Pipeline) -> None:
    first = rows(reader.read(EXAMPLES[3].read_bytes()))
    for other in EXAMPLES[4:8]:
        reader.read(other.read_bytes())
    assert rows(reader.read(EXAMPLES[3].read_bytes())) == first


def test_a_reading_names_its_reader(reader: Pipeline) -> None:
    article = reader.read(EXAMPLES[0].read_bytes()).article
    assert article.model is not None
    assert article.model.startswith("newsreader-en ")
    assert article.vocabulary


WORDS = st.sampled_from(
    ["Minister", "Okoro", "said", "that", "denied", "“", "”", '"', "according", "to", ".", ",", "the", "rebels", "had",
     "\n\n", "officials", ":", "—", "told", "he", "reportedly", "U.S.", "claims", "'", "fired", "and", "who", "\n"]
)  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(st.lists(WORDS, min_size=1, max_size=120).map(" ".join))
def test_no_salad_of_words_breaks_the_contract(text: str) -> None:
    with contextlib.suppress(InputError):
        sound(read(text))


def test_paths_bytes_and_text_are_read_alike(tmp_path: Path) -> None:
    text = "The harbour stayed closed on Monday, the port authority said. It gave no reason."
    path = tmp_path / "port.txt"
    path.write_text(text, encoding="utf-8")
    given = [read(text), read(text.encode()), read(path)]
    assert len({json.dumps([s.row("", text) for s in r.statements]) for r in given}) == 1
    assert given[2].article.file == str(path)


def test_nothing_is_taken_from_what_is_not_read(reader: Pipeline) -> None:
    paragraph = "The ministry said on Monday that the bridge at Lomé had been closed to lorries for a week."
    other = "Traders at the market said that prices had doubled since the road was cut, and feared worse."
    text = f"Bridge closed\n\n{paragraph}\n\n{other}\n\n{paragraph}\n\nMore Read\n\nMinister says bridge is safe\n"
    reading = reader.read(text.encode())
    unread = [f.span for f in reading.flaws]
    assert next(f.problem for f in reading.flaws) == "repeated paragraph"
    assert not any(s.span.overlaps(f) for s in reading.statements for f in unread)


@pytest.mark.parametrize(
    ("paragraph", "read_from"),
    [
        ("WASHINGTON, Oct. 22 (Halyard) — The council met.", "The council met."),
        ("KEY WEST, Fla., Oct. 24 — Crews slept aboard.", "Crews slept aboard."),
        ("UNITED NATIONS, N.Y., 3 March 1962 - “No,” he said.", "“No,” he said."),
        ("PARIS — Trains ran.", "Trains ran."),
        ("NATO — the alliance — met.", "NATO — the alliance — met."),
        ("The council met.", "The council met."),
    ],
)
def test_datelines_are_not_read(paragraph: str, read_from: str) -> None:
    (span,) = pipeline.to_read(paragraph, [Span(0, len(paragraph))], [])
    assert span.of(paragraph) == read_from

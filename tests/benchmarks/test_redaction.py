"""Of a table with marked names: what a mark becomes, and what counts as hidden."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.redaction import TABLE, Marked, Place, Seen, Story, _counting, _seen, figures_of, load_table
from reportedly.records import Article
from reportedly.text import Span


def test_the_table_is_as_large_as_it_claims_and_every_mark_is_somebodys() -> None:
    marked = load_table(TABLE)
    assert sum(one.sentences for one in marked) >= 240
    for one in marked:
        assert one.article.text.count("[") == 0 == one.article.text.count("{")
        for place in one.places:
            assert place.span.of(getattr(one.article, place.where)) == place.words
    ways = {place.way for one in marked for place in one.places}
    assert ways == {"title", "byline", "in full", "by one word", "within a quotation"}
    assert {one.part for one in marked} == {"dev", "test"}


def test_a_mark_of_nobody_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    path.write_text(
        '[[article]]\nstory = "a"\npart = "dev"\ntitle = "T"\npublished = "2026-01-01"\ntext = "[Ana] left."\n', "utf-8"
    )
    with pytest.raises(ValueError, match=r"a\.toml: 'Ana' is nobody whom the article 'T' lists"):
        load_table(path)


@pytest.mark.parametrize(
    ("words", "counting"),
    [
        ("J. M. Salas", ["salas"]),
        ("Anton de la Cruz", ["anton", "cruz"]),
        ("Ty", ["ty"]),
        ("Tran Van Minh", ["tran", "minh"]),
    ],
)
def test_words_that_count(words: str, counting: list[str]) -> None:
    assert _counting(words) == counting


def seen(text: str, now: str, words: str, private: bool) -> Seen:
    at = text.index(words)
    place = Place("text", Span(at, at + len(words)), words, private, words, "victim", "in full")
    return _seen(Marked("s", "dev", Article(text), 1, (place,), {}), place, text, now)


def test_hidden_is_only_what_is_hidden_in_all_its_words() -> None:
    text = "Ana Ruiz left."
    assert seen(text, "███ ████ left.", "Ana Ruiz", True).right
    assert not seen(text, "███ Ruiz left.", "Ana Ruiz", True).right
    assert not seen(text, "███ Ruiz left.", "Ana Ruiz", False).right
    assert seen(text, text, "Ana Ruiz", False).right


def test_figures_are_shares_of_places_and_of_persons() -> None:
    text = "Ana Ruiz left. Ruiz ran."
    whole = seen(text, "███ ████ left. Ruiz ran.", "Ana Ruiz", True)
    figures = figures_of([Story((whole,), (("Ana Ruiz", False),), ("Velden",))], "dev")
    assert figures["redaction.dev.recall"] == 1.0
    assert figures["redaction.dev.parties"] == 0.0
    assert figures["redaction.dev.beside"] == 1.0

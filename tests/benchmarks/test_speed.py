"""What other libraries are given is our parse; what is told of memory and of what is missing is plain."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks import speed
from benchmarks.beside import document, quotations
from reportedly.model.parse import Parse
from reportedly.text import Span

TEXT = 'Ana Ruiz said "we will stay".'
PARSE = Parse(
    text=TEXT,
    words=tuple(
        Span(*s) for s in [(0, 3), (4, 8), (9, 13), (14, 15), (15, 17), (18, 22), (23, 27), (27, 28), (28, 29)]
    ),
    sentences=((0, 9),),
    upos=("PROPN", "PROPN", "VERB", "PUNCT", "PRON", "AUX", "VERB", "PUNCT", "PUNCT"),
    heads=(2, 0, 2, 6, 6, 6, 2, 6, 2),
    deprels=("nsubj", "flat", "root", "punct", "nsubj", "aux", "ccomp", "punct", "punct"),
    entities=("person", None, None, None, None, None, None, None, None),
    attributions=(),
)


def test_a_parse_is_the_same_document() -> None:
    spacy = pytest.importorskip("spacy")
    made = document(spacy.blank("en").vocab, PARSE)
    assert made.text.strip() == TEXT
    assert [word.text for word in made] == [PARSE.form(n) for n in range(9)]
    assert [word.head.i for word in made] == list(PARSE.heads)
    assert [word.pos_ for word in made] == list(PARSE.upos)
    assert [word.dep_ for word in made][:3] == ["nsubj", "flat", "ROOT"]
    assert len(list(made.sents)) == 1


def test_quotations_are_found_in_it() -> None:
    pytest.importorskip("textacy")
    find = quotations([PARSE])
    assert find is not None
    assert find() == 1


def test_what_is_not_installed_is_said() -> None:
    told = speed.show({"speed.words": 10.0})
    assert "spaCy is not installed" in told
    assert "textacy is not installed" in told
    assert "installed" not in speed.show({"speed.whole_to_tokenizer": 2.0, "speed.quotations_to_whole": 0.1})


def test_memory_needs_articles_enough(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="at least 10"):
        speed.flat(None, [tmp_path / "none.txt"], 9)

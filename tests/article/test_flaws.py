"""What is wrong with a text: two tables that a linguist can edit, and what holds for any text."""

from __future__ import annotations

import tomllib
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportedly.article.flaws import find_flaws, find_fragments
from reportedly.model.parse import Parse
from reportedly.records import PROBLEMS
from reportedly.text import Span, paragraphs
from tests.contract import kept_to

TABLE = tomllib.loads((Path(__file__).parent / "tables" / "flaws.toml").read_text(encoding="utf-8"))
ROWS: list[dict[str, Any]] = TABLE["row"]
FRAGMENTS: list[dict[str, Any]] = TABLE["fragment"]


def _last(text: str, words: str) -> Span:
    start = text.rindex(words)
    return Span(start, start + len(words))


def _first(text: str, words: str) -> Span:
    start = text.index(words)
    return Span(start, start + len(words))


@pytest.mark.parametrize("row", ROWS, ids=[row["name"] for row in ROWS])
def test_flaws_that_the_words_show(row: dict[str, Any]) -> None:
    text = row["text"].lstrip("\n")
    flaws = find_flaws(text, paragraphs(text))
    kept_to(text, flaws)
    found = [(f.problem, f.span.of(text), f.same_as) for f in flaws]
    expected = [
        (problem, words, _first(text, first[0]) if first else None) for problem, words, *first in row.get("flaws", [])
    ]
    assert found == expected
    for problem, words, *_ in row.get("flaws", []):
        if problem == "repeated paragraph":
            assert _last(text, words) in {f.span for f in find_flaws(text, paragraphs(text))}


@pytest.mark.parametrize(
    ("paragraph", "wordless"),
    [
        ('"' * 1000, True),
        ("(12) " * 300, True),
        ("a" + "\u0301\u0327" * 600, True),
        ('"' * 999, False),
        ("The dead: 12; the hurt: 34. " * 50, False),
        ("“He said no,” she said. " * 50, False),
        ("東京 " * 400, False),
    ],
    ids=["quotes", "digits", "combining marks", "short", "words and numbers", "words and marks", "another script"],
)
def test_a_long_paragraph_without_words_is_nobodys(paragraph: str, wordless: bool) -> None:
    text = f"She said no.\n\n{paragraph.strip()}\n\nHe said yes."
    found = [flaw.span.of(text) for flaw in find_flaws(text, paragraphs(text)) if flaw.problem == "boilerplate"]
    assert found == ([paragraph.strip()] if wordless else [])


def parse_tagged(tagged: str) -> Parse:
    """A Parse without tree of `word/UPOS` pairs; " | " parts sentences, " || " paragraphs as well."""
    text = ""
    words: list[Span] = []
    upos: list[str] = []
    sentences: list[tuple[int, int]] = []
    for block in tagged.split(" || "):
        text += "\n\n" if text else ""
        for sentence in block.split(" | "):
            first = len(words)
            for pair in sentence.split():
                form, tag = pair.rsplit("/", 1)
                apart = text and not text[-1].isspace() and text[-1] != "“" and form not in (".", ",", "?", "”")
                text += " " if apart else ""
                words.append(Span(len(text), len(text) + len(form)))
                upos.append(tag)
                text += form
            sentences.append((first, len(words)))
    count = len(words)
    return Parse(
        text=text,
        words=tuple(words),
        sentences=tuple(sentences),
        upos=tuple(upos),
        heads=tuple(range(count)),
        deprels=("root",) * count,
        entities=(None,) * count,
        attributions=(),
    )


@pytest.mark.parametrize("row", FRAGMENTS, ids=[row["name"] for row in FRAGMENTS])
def test_sentences_that_break_off(row: dict[str, Any]) -> None:
    parse = parse_tagged(row["tagged"])
    flaws = find_fragments(parse, paragraphs(parse.text), ())
    assert [f.span.of(parse.text) for f in flaws] == row["found"]
    assert {f.problem for f in flaws} <= {"sentence fragment"}


def test_what_is_skipped_holds_no_fragment() -> None:
    parse = parse_tagged(FRAGMENTS[0]["tagged"])
    assert find_fragments(parse, paragraphs(parse.text), paragraphs(parse.text)) == ()


# What the rules look for, in any order and glued together.
PIECES = [
    *["“", "”", '"', "'", "''", "‘", "’", " ", "\n", "\n\n", "he said, ", "He said: "],
    *["More Read", "Related stories", "Photo: A/Reuters", "© 1962 X", "--Orla Finch.", '<tweet author="x">'],
    *["Orla Finch", "Shipping Editor", "She lives here.", "Additional reporting by X"],
    *[
        "((es))Spanish language: ",
        "la casa of ",
        "The governor has asked for calm on the island again today.",
    ],
]


@settings(deadline=None)
@given(st.one_of(st.text(max_size=200), st.lists(st.sampled_from(PIECES), max_size=40).map("".join)))
def test_every_flaw_lies_in_the_text_and_comes_out_the_same(text: str) -> None:
    spans = paragraphs(text)
    flaws = find_flaws(text, spans)
    kept_to(text, flaws)
    assert flaws == find_flaws(text, spans)
    assert list(flaws) == sorted(flaws, key=lambda f: (f.span, f.problem))
    for flaw in flaws:
        assert 0 <= flaw.span.start < flaw.span.end <= len(text)
        assert flaw.span.of(text).strip()
        assert flaw.problem in PROBLEMS
        assert (flaw.same_as is not None) == (flaw.problem == "repeated paragraph")
        if flaw.same_as:
            assert flaw.same_as.end <= flaw.span.start
    lost = [f.span for f in flaws if f.problem == "boilerplate"]
    assert all(a.end <= b.start for a, b in pairwise(lost))


HOSTILE = {
    "quotation marks": '"' * 5_000_000,
    "newlines": "a" + "\n" * 1_000_000 + "b",
    "one line": "The keeper said that the lamp was out. " * 125_000,
    "one paragraph over and over": "The keeper said on Monday that the lamp was out again.\n" * 90_000,
    "quotations that never close": "He said “we go.\n" * 200_000,
    "originals in one line": "((es))Spanish language: hola. " * 100_000,
    "tags that never close": "x <tweet " * 300_000,
    "labels": "More Read\nA headline of a kind\n" * 100_000,
    "few words in many orders": " ".join(f"w{n * n % 13}" for n in range(500_000)),
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_texts_come_to_an_end(text: str) -> None:
    """No time is asserted: what is not linear in these would take hours."""
    assert all(flaw.span.of(text) for flaw in find_flaws(text, paragraphs(text)))

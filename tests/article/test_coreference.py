"""Which mentions are the same one: rules over a model's liking, as a table, and what holds for any liking."""

from __future__ import annotations

import re
import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportedly.article.coreference import chains, link, told_later
from reportedly.article.referring import referring
from reportedly.model.pairs import DISTANCES, KINDS, MATCHES, REACH, Tables, blocks
from reportedly.model.parse import Parse, Vectors
from reportedly.vocabulary import load_lexicon
from tests.factories import parse_of

ROWS: list[dict[str, Any]] = tomllib.loads(
    (Path(__file__).parent / "tables" / "coreference.toml").read_text(encoding="utf-8")
)["row"]
NO_TABLES = Tables(
    np.zeros((KINDS, KINDS, MATCHES), np.float32),
    np.zeros((KINDS, KINDS, DISTANCES), np.float32),
    np.zeros((KINDS, KINDS, 2), np.float32),
)


def liking(parse: Parse, heads: list[int], scores: dict[tuple[int, int], float]) -> Parse:
    """`parse` with vectors that give the pairs of `heads` (later, earlier) the scores, and all others -5."""
    row = np.full(len(parse.words), -1, np.int32)
    row[heads] = np.arange(len(heads))
    later = np.full((len(heads), len(heads)), -5, np.float16)
    for (late, early), score in scores.items():
        later[late, early] = score
    vectors = Vectors(row, later, np.eye(len(heads), dtype=np.float16), np.zeros(len(heads), np.float16), NO_TABLES)
    return replace(parse, vectors=vectors)


def read_row(row: dict[str, Any]) -> tuple[Parse, list[int]]:
    text, starts, at = "", [], 0
    for mark in re.finditer(r"\{(\d+):([^}]*)\}", row["text"]):
        text += row["text"][at : mark.start()]
        starts.append(len(text))
        text += mark[2]
        at = mark.end()
    text += row["text"][at:]
    links = {word: (head, relation) for word, (head, relation) in row.get("links", {}).items()}
    parse = parse_of(text, links=links)
    heads = [next(n for n, w in enumerate(parse.words) if w.start == start) for start in starts]
    told = row.get("entities", {})
    entities = [told.get(parse.form(n), "person") if n in heads else None for n in range(len(parse.words))]
    upos = [
        "PRON" if n in heads and parse.form(n).lower() in load_lexicon().persons
        else "PROPN" if n in heads and parse.form(n)[0].isupper() else tag
        for n, tag in enumerate(parse.upos)
    ]  # fmt: skip
    parse = replace(parse, upos=tuple(upos), entities=tuple(entities))
    scores = {(late - 1, early - 1): score for late, early, score in row["likes"]}
    return liking(parse, heads, scores), heads


@pytest.mark.parametrize("row", ROWS, ids=[row["name"] for row in ROWS])
def test_phenomenon(row: dict[str, Any]) -> None:
    parse, heads = read_row(row)
    told = [[heads.index(word) + 1 for word in chain] for chain in chains(parse, heads) if len(chain) > 1]
    assert told == row["chains"]


def test_who_speaks_is_given_and_who_is_unknown_joins_nobody() -> None:
    parse, heads = read_row(
        {"text": "“{1:I} left,” said {2:Duarte}. “{3:We} stayed.”", "likes": [[3, 1, 5], [2, 1, -5]]}
    )
    described = parse.describe(heads)
    assert link(parse, described, load_lexicon(), given={0: 1}, alone=[2]) == [(0, 1), (2,)]


def test_a_text_of_pronouns_alone() -> None:
    parse, heads = read_row({"text": "{1:He} told {2:her} that {3:they} saw {4:it}.", "likes": [[3, 1, 9], [4, 2, 9]]})
    assert chains(parse, heads) == ((heads[0],), (heads[1],), (heads[2],), (heads[3],))


def test_a_chain_of_a_thousand() -> None:
    """Each is liked as the one before it, and memory of pairs stays within reach."""
    count = 1_000
    parse = parse_of("He left. " * count, upos={})
    heads = [n for n, w in enumerate(parse.words) if w.of(parse.text) == "He"]
    upos = tuple("PRON" if n in set(heads) else tag for n, tag in enumerate(parse.upos))
    row = np.full(len(parse.words), -1, np.int32)
    row[heads] = np.arange(count)
    ones = np.ones((count, 1), np.float16)
    parse = replace(parse, upos=upos, vectors=Vectors(row, ones, ones, -ones[:, 0], NO_TABLES))
    assert chains(parse, heads) == (tuple(heads),)
    assert max(block.allowed.size for block in blocks(parse.describe(heads))) <= 192 * (192 + REACH)


def test_without_vectors_everybody_is_alone() -> None:
    parse = parse_of("Duarte spoke. He left.", upos={"He": "PRON"})
    assert all(len(chain) == 1 for chain in chains(parse))
    assert referring(parse, load_lexicon()) == [3]


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(1, 12))
def test_chains_part_the_mentions(seed: int, count: int) -> None:
    chance = np.random.default_rng(seed)
    words = ["He", "She", "It", "They", "Quill", "ministry", "fishermen"]
    text = " ".join(f"{words[chance.integers(len(words))]} left." for _ in range(count))
    parse = parse_of(text)
    heads = [n for n, w in enumerate(parse.words) if w.of(text) not in ("left", ".")]
    scores = {(i, j): float(chance.normal(0, 4)) for i in range(count) for j in range(i)}
    told = chains(liking(parse, heads, scores), heads)
    assert sorted(word for chain in told for word in chain) == heads
    assert all(list(chain) == sorted(chain) for chain in told)
    assert told == chains(liking(parse, heads, scores), heads)


@pytest.mark.parametrize(
    ("text", "links", "told"),
    [
        ("It is clear that he left.", {"It": ("clear", "expl"), "left": ("clear", "csubj")}, [("It", "left")]),
        ("It is here that he left.", {"It": ("here", "nsubj"), "left": ("here", "csubj")}, []),
        ("There is proof that he left.", {"There": ("proof", "expl"), "left": ("proof", "csubj")}, []),
    ],
)
def test_it_that_stands_for_a_clause(text: str, links: dict[str, tuple[str, str]], told: list[tuple[str, str]]) -> None:
    parse = parse_of(text, links=links)
    parse = replace(parse, upos=("PRON", *parse.upos[1:]))
    found_ = told_later(parse, load_lexicon())
    assert [(parse.form(it), parse.form(verb)) for it, verb in found_.items()] == told
    assert [tuple(map(parse.form, chain)) for chain in chains(parse) if len(chain) > 1] == told

"""What the grammar makes of words for an act: a table, and that any tree can be asked."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportedly.article.clauses import Clauses
from reportedly.article.roles import roles_of
from reportedly.model.parse import Parse
from tests.factories import parse_of

TABLE = tomllib.loads((Path(__file__).parent / "tables" / "roles.toml").read_text(encoding="utf-8"))
ROWS: list[dict[str, Any]] = TABLE["row"]


def clauses_of(parse: Parse) -> Clauses:
    return Clauses(parse, lambda word: parse.form(word).lower(), parse.children())


@pytest.mark.parametrize("row", ROWS, ids=[row["name"] for row in ROWS])
def test_phenomenon(row: dict[str, Any]) -> None:
    links = {word: (head, relation) for word, (head, relation) in row["links"].items()}
    parse = parse_of(row["text"], links=links, upos=row["upos"])
    forms = [parse.form(n) for n in range(len(parse.words))]
    found = roles_of(clauses_of(parse), forms.index(row["word"]))
    assert {forms[word]: role for word, role in found.items()} == row["roles"]


def test_names_of_rows_are_unique() -> None:
    assert len({row["name"] for row in ROWS}) == len(ROWS)


RELATIONS = [
    "nsubj",
    "nsubj:pass",
    "obj",
    "obl",
    "acl",
    "acl:relcl",
    "advcl",
    "xcomp",
    "conj",
    "nmod",
    "aux:pass",
    "mark",
]
WORDS = ["Norway", "who", "shelled", "attack", "by", "of", "arming", "it"]


@given(
    st.lists(
        st.tuples(
            st.sampled_from(WORDS),
            st.integers(0, 7),
            st.sampled_from(RELATIONS),
            st.sampled_from(["NOUN", "VERB", "PRON", "ADP"]),
        ),
        min_size=1,
        max_size=8,
    )
)
def test_any_tree_can_be_asked_circles_too(drawn: list[tuple[str, int, str, str]]) -> None:
    words = [f"{form}{n}" for n, (form, *_) in enumerate(drawn)]
    links = {
        word: (words[head % len(words)], relation) for word, (_, head, relation, _) in zip(words, drawn, strict=True)
    }
    upos = {word: tag for word, (*_, tag) in zip(words, drawn, strict=True)}
    parse = parse_of(" ".join(words), links=links, upos=upos)
    clauses = clauses_of(parse)
    for word in range(len(parse.words)):
        assert all(0 <= n < len(parse.words) for n in roles_of(clauses, word))

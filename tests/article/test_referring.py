"""Which words head mentions, as a table."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from reportedly.article.referring import clauses, referring
from reportedly.vocabulary import load_lexicon
from tests.factories import parse_of

ROWS: list[dict[str, Any]] = tomllib.loads(
    (Path(__file__).parent / "tables" / "referring.toml").read_text(encoding="utf-8")
)["row"]


@pytest.mark.parametrize("row", ROWS, ids=[row["name"] for row in ROWS])
def test_phenomenon(row: dict[str, Any]) -> None:
    lexicon = load_lexicon()
    links = {word: (head, relation) for word, (head, relation) in row.get("links", {}).items()}
    tags = {word: "PRON" for word in ("we", "We", "they", "They") if word in row["text"].split()}
    parse = parse_of(row["text"], entities=row.get("entities"), links=links, upos=tags | row.get("upos", {}))
    assert [parse.form(word) for word in referring(parse, lexicon)] == row["heads"]
    if "clauses" in row:
        assert [parse.form(word) for word in clauses(parse, lexicon, referring(parse, lexicon))] == row["clauses"]

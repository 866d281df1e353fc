"""Who says what a mention stands in, as a table, and the signs that it gives."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from reportedly.article.coreference import chains, themselves
from reportedly.article.voices import SAID, Voices, voices_of
from reportedly.model.parse import Parse
from reportedly.vocabulary import load_lexicon
from tests.article.test_coreference import liking
from tests.factories import Raw, parse_of

ROWS: list[dict[str, Any]] = tomllib.loads(
    (Path(__file__).parent / "tables" / "voices.toml").read_text(encoding="utf-8")
)["row"]
PRONOUNS = ("I", "We", "they", "He", "he")


def read_row(row: dict[str, Any]) -> tuple[Parse, list[int]]:
    told = [Raw(one.get("source"), one.get("cue"), (one["content"],)) for one in row["told"]]
    parse = parse_of(row["text"], *told, upos={word: "PRON" for word in PRONOUNS if word in row["heads"]})
    return parse, [n for n in range(len(parse.words)) if parse.form(n) in row["heads"]]


@pytest.mark.parametrize("row", ROWS, ids=[row["name"] for row in ROWS])
def test_phenomenon(row: dict[str, Any]) -> None:
    parse, heads = read_row(row)
    described = parse.describe(heads)
    voices = voices_of(parse, described)
    forms = [parse.form(word) for word in heads]
    assert [forms[who] if who >= 0 else "" for who in voices.voice] == row["voices"]
    assert [form for form, number in zip(forms, voices.quoted, strict=True) if number >= 0] == row["quoted"]
    given, _ = themselves(parse, described, load_lexicon())
    assert {forms[n]: forms[who] for n, who in given.items()} == row["given"]


def test_he_in_what_somebody_says_is_another() -> None:
    parse = parse_of(
        "Lund left. Quill wrote: “He has gone, and I wept.”",
        Raw("Quill", "wrote", ("He has gone, and I wept",)),
        entities={"Lund": "person", "Quill": "person"},
        upos={"He": "PRON", "I": "PRON", "Lund": "PROPN", "Quill": "PROPN"},
    )
    heads = [n for n in range(len(parse.words)) if parse.form(n) in ("Lund", "Quill", "He", "I")]
    parse = liking(parse, heads, {(2, 1): 5.0, (2, 0): 2.0, (3, 2): 4.0})
    assert [[parse.form(word) for word in chain] for chain in chains(parse, heads)] == [["Lund", "He"], ["Quill", "I"]]


def test_how_two_mentions_stand_to_what_is_said() -> None:
    # A mention outside, one who says what two stand in, and another of his name who says what the last stands in.
    rows = {"within": [-1, -1, 0, 0, -1, 1], "voice": [-1, -1, 1, 1, -1, 4], "quoted": [-1, -1, 0, 0, -1, -1]}
    voices = Voices(**{name: np.array(row) for name, row in rows.items()})
    form = np.array([0, 1, 2, 3, 1, 4])
    pairs = {(1, 0): (0, 0), (2, 1): (1, 2), (2, 0): (6, 2), (3, 2): (3, 1), (4, 2): (7, 3), (5, 3): (4, 3)}
    n, b = (np.array(places) for places in zip(*pairs, strict=True))
    said = voices.said(form, n, b)
    assert [(int(one) // 5, int(one) % 5) for one in said] == list(pairs.values())
    assert said.max() < SAID

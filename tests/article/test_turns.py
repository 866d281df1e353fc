"""Transcripts: who speaks in which paragraphs, a table that a linguist can edit; and what the pipeline makes of it."""

from __future__ import annotations

import tomllib
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportedly.article.pipeline import Pipeline
from reportedly.article.turns import read_turn_words, turns_of
from reportedly.errors import VocabularyError
from reportedly.records import Reading
from reportedly.text import paragraphs

ROWS = tomllib.loads((Path(__file__).parent / "tables" / "turns.toml").read_text(encoding="utf-8"))["row"]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["name"])
def test_phenomenon(row: dict[str, Any]) -> None:
    text = row["text"].strip("\n")
    found = [
        [turn.speaker.of(text), *(part.of(text) for part in turn.parts)] for turn in turns_of(text, paragraphs(text))
    ]
    assert found == row["turns"]


@given(st.text(alphabet="QA:RUIZ ruiz().“”\n", max_size=200))
def test_turns_lie_in_paragraphs_in_order_and_none_in_another(text: str) -> None:
    blocks = paragraphs(text)
    turns = turns_of(text, blocks)
    spans = [span for turn in turns for span in (turn.speaker, *turn.parts)]
    assert spans == sorted(spans)
    assert all(a.end <= b.start for a, b in pairwise(spans))
    assert all(any(block.contains(span) for block in blocks) and span.of(text).strip() for span in spans)


@pytest.mark.parametrize(
    "content", ["asking = []", "asking = 'q'", "asking = ["], ids=["lacks lists", "no list", "no TOML"]
)
def test_a_broken_list_is_told_with_its_file(tmp_path: Path, content: str) -> None:
    (tmp_path / "turns.toml").write_text(content, encoding="utf-8")
    with pytest.raises(VocabularyError, match=r"turns\.toml"):
        read_turn_words(tmp_path)


BRIEFING = (
    "Briefing on the shelling\n\n"
    "MS OKORO: The ministry condemns the shelling of the town. Our envoy has told the rebels that it must stop.\n\n"
    "QUESTION: Did the rebels answer?\n\n"
    "MS OKORO: They deny that they fired. I can confirm that three farmers were wounded.\n"
)


@pytest.fixture(scope="module")
def reading() -> Reading:
    return Pipeline.load().read(BRIEFING.encode())


class TestRead:
    def test_a_turn_is_said_word_for_word_by_its_speaker(self, reading: Reading) -> None:
        turns = [s for s in reading.statements if s.cue is None]
        assert [(s.source.span.of(BRIEFING), s.form, s.within) for s in turns] == [
            ("MS OKORO", "direct", None),
            ("QUESTION", "direct", None),
            ("MS OKORO", "direct", None),
        ]

    def test_what_others_are_told_to_say_stands_within_the_turn(self, reading: Reading) -> None:
        within = {s.source.span.of(BRIEFING): s.within for s in reading.statements if s.within and s.source}
        assert within.get("They") is not None
        assert within.get("Our envoy") is not None

    def test_whoever_says_i_is_the_speaker(self, reading: Reading) -> None:
        sources = (s.source for s in reading.statements if s.source and s.source.span.of(BRIEFING) == "I")
        meant = next(sources).resolved_from
        assert meant is not None
        assert meant.of(BRIEFING) == "MS OKORO"

    def test_no_act_is_told_by_the_article(self, reading: Reading) -> None:
        acts = [e for e in reading.events if e.span.start > BRIEFING.index("MS OKORO")]
        assert acts
        assert all(e.according_to is not None for e in acts)

"""Given sentences: their words are taken as they stand, and each gives a line."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from benchmarks import parses
from benchmarks.parses import Given, GivenWords, row_of, sentences_of
from reportedly.model.parse import Parse
from reportedly.records import Reading
from reportedly.text import Span
from tests.benchmarks.marked import reading_of, records
from tests.factories import parse_of

CONLLU = """\
# newdoc id = harbour
# sent_id = harbour-1
# text = Rebels won't leave.
1	Rebels	rebel	NOUN	_	_	4	nsubj	_	_
2-3	won't	_	_	_	_	_	_	_	_
2	wo	will	AUX	_	_	4	aux	_	_
3	n't	not	PART	_	_	4	advmod	_	_
4	leave	leave	VERB	_	_	0	root	_	SpaceAfter=No
5	.	.	PUNCT	_	_	4	punct	_	_

# newdoc
# newpar
1	They	they	PRON	_	_	2	nsubj	_	_
2	wait	wait	VERB	_	_	0	root	_	_
"""


class TestSentences:
    def test_words_stand_in_their_own_sentence(self) -> None:
        first, second = sentences_of(CONLLU.splitlines(keepends=True))
        assert (first.id, first.text) == ("harbour-1", "Rebels won't leave.")
        assert [word.of(first.text) for word in first.words] == ["Rebels", "wo", "n't", "leave", "."]
        assert (second.id, second.text) == ("2", "They wait")
        assert [word.of(second.text) for word in second.words] == ["They", "wait"]

    def test_a_broken_sentence_is_named(self) -> None:
        with pytest.raises(ValueError, match=r"harbour-1.*Rebels"):
            list(sentences_of(CONLLU.replace("# text = Rebels", "# text = Robbers").splitlines()))

    def test_a_file_that_ends_in_blank_lines_or_comments_has_no_sentence_there(self) -> None:
        assert len(list(sentences_of([*CONLLU.splitlines(), "", "", "# the end", ""]))) == 2


class TestReading:
    def test_the_reader_gets_the_words_and_the_whole_sentence(self) -> None:
        class Reader:
            name = "reader 1"

            def parse(
                self,
                text: str,
                paragraphs: Sequence[Span],
                *,
                words: Sequence[Span],
                sentences: Sequence[tuple[int, int]],
            ) -> Parse:
                assert (text, list(paragraphs)) == ("Rebels won't leave.", [Span(0, 19)])
                assert (list(words), list(sentences)) == (list(given.words), [(0, 5)])
                return parse_of(text)

        given = next(sentences_of(CONLLU.splitlines()))
        reader: Any = Reader()
        wrapped = GivenWords(reader, given)
        assert wrapped.parse(given.text, [Span(3, 19)], scheme="contract").text == given.text
        assert wrapped.name == "reader 1"

    def test_an_event_in_short(self) -> None:
        text = records()[0]["text"]
        (event,) = row_of(Given("9", text, ()), reading_of(records()))["events"]
        assert event == {
            "span": [29, 36],
            "text": "shelled",
            "type": "ASSAULT",
            "mode": "heavy-weapons",
            "quad": "material conflict",
            "actor": {"text": "the rebels", "name": None, "country": "FRA", "sector": "REB"},
            "recipient": {"text": "the port", "name": None, "country": "FRA", "sector": "CVL"},
            "status": "happened",
            "according_to": "The navy",
            "confidence": None,
        }

    @pytest.mark.parametrize("to_file", [True, False])
    def test_a_line_a_sentence_and_the_counts_last(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], to_file: bool
    ) -> None:
        def read(reader: object, sentence: Given) -> Reading:
            return reading_of([{"kind": "article", "text": sentence.text}])

        monkeypatch.setattr(parses, "load_reader", lambda folder: None)
        monkeypatch.setattr(parses, "read", read)
        file, out = tmp_path / "a.conllu", tmp_path / "out.jsonl"
        file.write_text(CONLLU, encoding="utf-8")
        assert parses.main([str(file), *([str(out)] if to_file else []), "--json"]) == 0
        printed = capsys.readouterr()
        lines = out.read_text("utf-8").splitlines() if to_file else printed.out.splitlines()[:-1]
        assert [json.loads(line)["sent_id"] for line in lines] == ["harbour-1", "2"]
        assert json.loads(printed.out.splitlines()[-1])["parses.sentences"] == 2
        assert "with events" in (printed.out if to_file else printed.err)

"""The benchmarks' own arithmetic, on examples small enough to be counted by hand."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks import attribution, judging, speed, syntax
from benchmarks.common import digest, key_of, module_at, sample, set_name, spread, table
from benchmarks.syntax import Tally, Tree, compare, gold_tree
from reportedly.errors import NotTextError
from reportedly.model.parse import Attribution, Parse
from reportedly.records import Article, Reading
from reportedly.text import Span
from training.ud import UdDocument, parse_conllu

CONLLU = """\
# newdoc id = harbour
# text = She says ships don't sail.
1	She	she	PRON	_	_	2	nsubj	_	_
2	says	say	VERB	_	_	0	root	_	_
3	ships	ship	NOUN	_	_	6	nsubj:outer	_	_
4-5	don't	_	_	_	_	_	_	_	_
4	do	do	AUX	_	_	6	aux	_	_
5	n't	not	PART	_	_	6	advmod	_	_
6	sail	sail	VERB	_	_	2	ccomp	_	SpaceAfter=No
7	.	.	PUNCT	_	_	2	punct	_	_

# text = They wait.
1	They	they	PRON	_	_	2	nsubj	_	_
2	wait	wait	VERB	_	_	0	root	_	SpaceAfter=No
3	.	.	PUNCT	_	_	2	punct	_	_

"""


@pytest.fixture
def document() -> UdDocument:
    (only,) = parse_conllu(CONLLU.splitlines())
    return only


def f1(gold: Tree, predicted: Tree) -> dict[str, float]:
    return {name: tally.f1 for name, tally in compare(gold, predicted).items()}


class Oracle:
    """A reader that knows the answer; `moved` makes it shift the words it is given by so many characters."""

    def __init__(self, tree: Tree, attributions: tuple[Attribution, ...] = (), moved: int = 0) -> None:
        self.tree, self.attributions, self.moved = tree, attributions, moved
        self.schemes: list[str] = []

    def parse(
        self,
        text: str,
        paragraphs: Sequence[Span],
        *,
        scheme: str = "contract",
        words: Sequence[Span] | None = None,
        sentences: Sequence[tuple[int, int]] | None = None,
    ) -> Parse:
        self.schemes.append(scheme)
        t = self.tree
        given = tuple(Span(w.start + self.moved, w.end + self.moved) for w in words or t.words)
        nothing = (None,) * len(given)
        return Parse(text, given, t.sentences, t.upos, t.heads, t.deprels, nothing, self.attributions)


class TestSyntax:
    def test_gold_as_prediction_gives_100_everywhere(self, document: UdDocument) -> None:
        figures = syntax.measure(Oracle(gold_tree(document)), "harbour", [document])
        assert len(figures) == 10
        assert set(figures.values()) == {100.0}

    def test_spans_and_heads_are_over_the_whole_document(self, document: UdDocument) -> None:
        tree = gold_tree(document)
        assert [word.of(document.text) for word in tree.words[3:5]] == ["do", "n't"]
        assert tree.heads == (1, 1, 5, 5, 5, 1, 1, 8, 8, 8)
        assert tree.sentences == ((0, 7), (7, 10))

    def test_a_wrong_tag_costs_one_word_of_upos_and_nothing_else(self, document: UdDocument) -> None:
        gold = gold_tree(document)
        read = replace(gold, upos=("NOUN", *gold.upos[1:]))
        assert f1(gold, read) == dict.fromkeys(syntax.MEASURES, 100.0) | {"upos": 90.0}

    def test_a_wrong_subtype_costs_only_the_figure_with_subtypes(self, document: UdDocument) -> None:
        gold = gold_tree(document)
        read = replace(gold, deprels=tuple(label.split(":")[0] for label in gold.deprels))
        scores = f1(gold, read)
        assert (scores["las"], scores["las_subtypes"]) == (100.0, 90.0)

    def test_a_wrong_label_costs_las_and_a_wrong_head_costs_both(self, document: UdDocument) -> None:
        gold = gold_tree(document)
        label = f1(gold, replace(gold, deprels=("obj", *gold.deprels[1:])))
        assert (label["uas"], label["las"]) == (100.0, 90.0)
        head = f1(gold, replace(gold, heads=(5, *gold.heads[1:])))
        assert (head["uas"], head["las"]) == (90.0, 90.0)

    def test_a_root_taken_for_a_child_is_wrong_and_so_is_the_reverse(self, document: UdDocument) -> None:
        gold = gold_tree(document)
        assert f1(gold, replace(gold, heads=(1, 5, *gold.heads[2:])))["uas"] == 90.0
        assert f1(gold, replace(gold, heads=(0, *gold.heads[1:])))["uas"] == 90.0

    def test_joined_words_cost_precision_recall_and_what_hangs_on_them(self) -> None:
        gold = Tree((Span(0, 2), Span(2, 5), Span(6, 9)), ((0, 3),), ("X", "Y", "Z"), (1, 1, 1), ("a", "root", "b"))
        read = Tree((Span(0, 5), Span(6, 9)), ((0, 2),), ("Y", "Z"), (0, 0), ("root", "b"))
        tallies = compare(gold, read)
        assert tallies["words"] == Tally(correct=1, gold=3, predicted=2)
        assert tallies["words"].f1 == pytest.approx(40.0)
        assert tallies["upos"].correct == 1
        assert tallies["uas"].correct == 0, "its head was not found as a word"
        assert tallies["sentences"] == Tally(1, 1, 1)

    def test_a_sentence_cut_in_two_is_one_missed_and_two_false(self, document: UdDocument) -> None:
        gold = gold_tree(document)
        read = replace(gold, sentences=((0, 3), (3, 7), (7, 10)))
        assert compare(gold, read)["sentences"] == Tally(correct=1, gold=2, predicted=3)

    def test_words_that_share_a_span_are_aligned_in_order(self) -> None:
        spans = (Span(0, 1), Span(0, 1), Span(2, 4))
        assert syntax.aligned(spans, spans) == [(0, 0), (1, 1), (2, 2)]
        assert syntax.aligned(spans, spans[1:]) == [(0, 0), (2, 1)]

    def test_documents_are_pooled_by_counts_not_by_averages(self) -> None:
        one, other = (
            dict.fromkeys(syntax.MEASURES, Tally(1, 1, 1)),
            dict.fromkeys(syntax.MEASURES, Tally(0, 3, 3)),
        )
        assert syntax.total([one, other])["las"].f1 == 25.0

    def test_nothing_to_find_is_no_perfect_score(self) -> None:
        assert Tally().f1 == 0.0

    def test_a_reader_that_changes_gold_words_is_refused(self, document: UdDocument) -> None:
        with pytest.raises(ValueError, match="harbour"):
            syntax.from_gold_words(Oracle(gold_tree(document), moved=1), document)

    def test_a_part_is_whole_documents_and_always_the_same(self, document: UdDocument) -> None:
        documents = [replace(document, name=f"d{number}") for number in range(20)]
        chosen = syntax.part(documents, 5)
        assert len(chosen) == 3
        assert chosen == syntax.part(documents, 5)
        assert chosen != documents[:3]
        assert syntax.part(documents, None) == documents


class TestAttribution:
    TEXT = 'Ana said: "We sail."'

    def read(self) -> tuple[Oracle, dict[str, object]]:
        words = tuple(Span(*m.span()) for m in re.finditer(r"\w+|\S", self.TEXT))
        size = len(words)
        tree = Tree(words, ((0, size),), ("X",) * size, (0,) * size, ("dep",) * size)
        reader = Oracle(
            tree, (Attribution(1, 0.9, (1, 2), (0, 1), ((3, 6), (7, 8))), Attribution(4, 0.2, None, None, ()))
        )
        return reader, attribution.predict(reader, {"doc_id": "d", "text": self.TEXT})

    def test_predictions_are_spans_of_characters_in_the_scheme_of_polnear(self) -> None:
        reader, predicted = self.read()
        assert reader.schemes == ["polnear"]
        assert predicted == {
            "doc_id": "d",
            "text": self.TEXT,
            "attributions": [
                {"source": [[0, 3]], "cue": [[4, 8]], "content": [[10, 18], [19, 20]]},
                {"source": [], "cue": [], "content": []},
            ],
        }

    def test_what_the_scorer_prints_becomes_figures(self) -> None:
        line = "{:8s} exact P  81.2 R  79.0 F1  80.1 | begin P  90.0 R  91.0 F1  90.5 | jaccard  77.7 | gold 12"
        figures = attribution.cofenet_figures("\n".join(line.format(role) for role in attribution.ROLES))
        assert figures["attribution.exact.content"] == 80.1
        assert figures["attribution.begin.cue"] == 90.5
        assert figures["attribution.jaccard.source"] == 77.7

    def test_a_scorer_that_prints_something_else_is_an_error(self) -> None:
        with pytest.raises(ValueError, match="source, cue, content"):
            attribution.cofenet_figures("source: 80 per cent")

    def test_without_scorers_predictions_are_written_and_nothing_is_scored(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        docs, out = tmp_path / "docs.jsonl", tmp_path / "out.jsonl"
        docs.write_text('{"doc_id": "d", "text": "Ana said: \\"We sail.\\"", "attributions": []}\n', encoding="utf-8")
        assert attribution.measure(self.read()[0], docs, out, tmp_path, docs) == {}
        assert out.read_text(encoding="utf-8").count("\n") == 1
        told = capsys.readouterr().err
        assert "score_attribution.py" in told
        assert "score_cofenet.py" in told


class TestRecords:
    GOLD = '{"kind": "article", "text": "The ferry is late.", "url": null, "published": "2024-05-06"}\n'

    class Changes:
        def read(
            self,
            data: bytes,
            *,
            file: str | None = None,
            url: str | None = None,
            published: str | None = None,
        ) -> Reading:
            return Reading(Article(data.decode() + "!", file=file))

    class Refuses:
        def read(
            self,
            data: bytes,
            *,
            file: str | None = None,
            url: str | None = None,
            published: str | None = None,
        ) -> Reading:
            raise NotTextError(f"{file} of {published} is no text")

    @pytest.mark.parametrize(
        ("pipeline", "reason"),
        [(Changes(), "from the character 18 on"), (Refuses(), "late.txt of 2024-05-06")],
    )
    def test_an_article_that_is_not_read_as_it_is_counts_as_one_with_nothing_found(
        self, tmp_path: Path, pipeline: judging.Reads, reason: str
    ) -> None:
        gold = tmp_path / "late.jsonl"
        gold.write_text(self.GOLD, encoding="utf-8")
        rows, failure = judging.read_article(pipeline, gold)
        assert [row["kind"] for row in rows] == ["article"]
        assert rows[0]["text"] == "The ferry is late."
        assert failure is not None
        assert reason in failure

    def test_a_folder_without_records_is_an_error(self, tmp_path: Path) -> None:
        with pytest.raises(FileNotFoundError):
            judging.gold_files(tmp_path)

    def test_examples_are_taken_from_all_over(self) -> None:
        lines = [str(number) for number in range(10)]
        assert sample(lines, 4) == ["0", "2", "5", "7"]
        assert sample(lines, 99) == lines
        assert sample(lines, 0) == sample([], 5) == []


class TestSpeed:
    def test_texts_are_repeated_until_there_are_enough_words(self, tmp_path: Path) -> None:
        a, b = tmp_path / "a.txt", tmp_path / "b.txt"
        a.write_text("one two three", encoding="utf-8")
        b.write_text("four five", encoding="utf-8")
        assert speed.repeated([a, b], 9) == [a, b, a, b]
        assert speed.repeated([a, b], 4) == [a, b]

    def test_texts_without_words_are_refused_rather_than_repeated_for_ever(self, tmp_path: Path) -> None:
        (tmp_path / "a.txt").touch()
        with pytest.raises(ValueError, match="no words"):
            speed.repeated([tmp_path / "a.txt"], 9)

    def test_calls_are_recorded_and_passed_on(self) -> None:
        class Fake:
            def parse(self, text: str, paragraphs: Sequence[Span], *, scheme: str = "contract") -> str:
                return f"{scheme} {text}"

        before = Fake.parse
        with speed.recorded(Fake) as calls:
            assert Fake().parse("x y", [Span(0, 3)], scheme="polnear") == "polnear x y"
        assert calls == [speed.Call("x y", (Span(0, 3),), "polnear x y")]
        assert Fake.parse is before

    def test_a_large_text_repeats_no_paragraph(self, tmp_path: Path) -> None:
        (tmp_path / "a.txt").write_text("One line.\n\nAnother line.\n", encoding="utf-8")
        text = speed.large_text([tmp_path / "a.txt"], 500)
        lines = text.split("\n\n")
        assert 500 <= len(text) < 550
        assert len(set(lines)) == len(lines)


class TestCommon:
    def test_names_of_data_sets_have_no_dots(self, tmp_path: Path) -> None:
        (tmp_path / "crisis" / "dev").mkdir(parents=True)
        assert set_name(tmp_path / "crisis" / "dev") == "crisis-dev"
        assert set_name(Path("en_gum-dev.conllu.gz")) == "en_gum-dev"

    def test_words_of_a_scorer_become_keys(self) -> None:
        assert key_of("linked strict:source") == "linked_strict.source"
        assert key_of("IoU>=.5 source+content") == "iou_5_source_content"

    def test_a_digest_changes_with_names_and_with_bytes(self, tmp_path: Path) -> None:
        file = tmp_path / "a.jsonl"
        file.write_bytes(b"{}")
        before = digest(tmp_path)
        assert digest(file) == "44136fa355b3678a"
        assert digest(tmp_path / "b.jsonl") is None
        file.rename(tmp_path / "b.jsonl")
        assert digest(tmp_path) not in (before, None)

    def test_an_order_is_random_and_always_the_same(self) -> None:
        names = [str(number) for number in range(50)]
        assert sorted(spread(names)) == list(range(50))
        assert spread(names) == spread(names) != list(range(50))

    def test_a_scorer_that_is_not_there_is_none(self, tmp_path: Path) -> None:
        assert module_at(tmp_path / "score.py") is None

    def test_tables_line_up(self) -> None:
        assert table(["", "F1"], [["a", 0.5], ["bc", None], ["d", 99.04]]) == (
            "       F1\n--  -----\na   0.500\nbc      -\nd    99.0"
        )

"""Chains of mentions: how gold ones are read, and the measures on examples small enough to be worked by hand."""

from __future__ import annotations

import itertools
import json
import random
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from benchmarks import coreference
from benchmarks.chain_metrics import (
    Pronouns,
    Score,
    assignment,
    b_cubed,
    ceaf_e,
    conll,
    mentions,
    muc,
    pronouns,
    scores,
)
from benchmarks.chains import Document, parse_documents, read_documents
from reportedly.model.parse import Parse
from reportedly.text import Span
from training.ud import parse_conllu

FERRY = """\
# newdoc id = GUM_news_ferry
# global.Entity = GRP-etype-infstat-identity
# meta::genre = news
# newpar
# text = Ann and Bo say their ferry isn't late.
1	Ann	_	PROPN	_	_	4	nsubj	_	Entity=(1-person-new(2-person-new-Ann_Cook%2C_née-Low)
2	and	_	CCONJ	_	_	3	cc	_	_
3	Bo	_	PROPN	_	_	1	conj	_	Discourse=x|Entity=(3-person-new)1)
4	say	_	VERB	_	_	0	root	_	_
5	their	_	PRON	_	Poss=Yes|PronType=Prs	6	nmod:poss	_	Entity=(4-object-new(1-person-giv)
6	ferry	_	NOUN	_	_	9	nsubj	_	Entity=4)
7-8	isn't	_	_	_	_	_	_	_	_
7	is	_	AUX	_	_	9	cop	_	_
8	n't	_	PART	_	_	9	advmod	_	_
9	late	_	ADJ	_	_	4	ccomp	_	SpaceAfter=No
10	.	_	PUNCT	_	_	4	punct	_	_

# text = This is
1	This	_	PRON	_	PronType=Dem	2	nsubj	_	_
2	is	_	AUX	_	_	0	root	_	_

# newpar
# text = She.
1	She	_	PRON	_	PronType=Prs	0	root	_	Entity=(2-person-giv)|SpaceAfter=No
2	.	_	PUNCT	_	_	1	punct	_	_

"""


def conllu(*rows: tuple[str, int, str], start: str = "# global.Entity = eid-etype-head-other") -> list[str]:
    """The lines of one sentence, from form, head and brackets of each word."""
    lines = [start, f"# text = {' '.join(form for form, _, _ in rows)}"]
    for number, (form, head, brackets) in enumerate(rows, 1):
        lines.append(f"{number}\t{form}\t_\tX\t_\t_\t{head}\tdep\t_\t{f'Entity={brackets}' if brackets else '_'}")
    return [*lines, ""]


def only(lines: Sequence[str]) -> Document:
    (document,) = parse_documents(lines, "d")
    return document


@pytest.fixture
def ferry() -> Document:
    return only(FERRY.splitlines())


class TestReading:
    def test_mentions_have_words_heads_and_chains(self, ferry: Document) -> None:
        assert (ferry.name, ferry.genre) == ("GUM_news_ferry", "news")
        assert [(m.words, m.head, m.chain) for m in ferry.mentions] == [
            ((0, 1, 2), 0, "1"),
            ((0,), 0, "2"),
            ((2,), 2, "3"),
            ((4,), 4, "1"),
            ((4, 5), 5, "4"),
            ((12,), 12, "2"),
        ]

    def test_one_mention_stands_for_a_word_and_the_others_are_counted(self, ferry: Document) -> None:
        assert ferry.chains == ((0, 12), (2,), (4,), (5,))
        assert ferry.heads == (0, 2, 4, 5, 12)
        assert ferry.crowded_out == 1, "Ann and Bo"

    def test_a_mention_that_comes_again_is_kept_before_a_shorter_one(self) -> None:
        rows = (("Ann", 4, "(e1-p(e2-p)"), ("and", 3, ""), ("Bo", 1, "e1)"), ("wait", 0, ""), ("they", 4, "(e1-p)"))
        document = only(conllu(*rows))
        assert document.chains == ((0, 4),)
        assert document.crowded_out == 1

    def test_text_words_and_sentences_are_those_that_syntax_is_measured_on(self, ferry: Document) -> None:
        (other,) = parse_conllu(FERRY.splitlines())
        assert ferry.text == other.text == "Ann and Bo say their ferry isn't late. This is\n\nShe."
        assert ferry.words == tuple(Span(w.start, w.end) for s in other.sentences for w in s.words)
        assert ferry.sentences == ((0, 10), (10, 12), (12, 14))

    def test_pronouns_are_personal_and_possessive_ones(self, ferry: Document) -> None:
        assert ferry.pronouns == {4, 12}

    def test_mentions_of_one_chain_may_lie_in_each_other(self) -> None:
        rows = (("Ann", 2, "(e1-p(e1-p)"), ("rows", 0, ""), ("herself", 2, "e1)"))
        assert [m.words for m in only(conllu(*rows)).mentions] == [(0,), (0, 1, 2)]

    def test_parts_are_put_together(self) -> None:
        rows = (("boats", 0, "(e1[1/2]-o)"), ("says", 1, ""), ("Bo", 2, "(e2-p)"), ("old", 1, "(e1[2/2]-o)"))
        document = only(conllu(*rows))
        assert [(m.words, m.head, m.chain) for m in document.mentions] == [((0, 3), 0, "e1"), ((2,), 2, "e2")]

    def test_the_head_is_the_first_and_topmost_word_where_a_mention_is_no_subtree(self) -> None:
        rows = (("a", 3, "(e1-p"), ("b", 4, ""), ("c", 4, "e1)"), ("d", 0, ""))
        assert only(conllu(*rows)).mentions[0].head == 1

    def test_an_empty_node_heads_no_mention(self) -> None:
        lines = conllu(("row", 0, "(e1-p)"))
        lines.insert(3, "1.1\t_\t_\tPRON\t_\t_\t_\t_\t1:nsubj\tEntity=(e1-p)")
        assert only(lines).chains == ((0,),)

    def test_documents_are_parted_and_chains_of_the_same_name_kept_apart(self, tmp_path: Path) -> None:
        file = tmp_path / "two.conllu"
        file.write_text(FERRY + FERRY.replace("ferry\n", "boat\n", 1), encoding="utf-8")
        first, second = read_documents(file)
        assert (first.name, second.name) == ("GUM_news_ferry", "GUM_news_boat")
        assert first.chains == second.chains

    @pytest.mark.parametrize(
        ("lines", "reason"),
        [
            (["1\tAnn"], "columns"),
            (conllu(("Ann", 0, ""))[2:], "no text"),
            (["# text = Bo", *conllu(("Ann", 0, ""))[2:]], "'Ann' is not at 0"),
            (conllu(("Ann", 0, "(e1-p)"), start="# x"), "global.Entity"),
            (conllu(("Ann", 0, "(e1-p"), ("Bo", 1, "")), "do not end: e1"),
            (conllu(("Ann", 0, "e1)")), "did not begin"),
            (conllu(("Ann", 0, "(e1-p)e2")), "not brackets"),
            (conllu(("Ann", 0, "(p)"), start="# global.Entity = etype-eid"), "without a chain"),
            (conllu(("Ann", 2, "(e1-p)"), ("Bo", 1, "")), "circle"),
        ],
    )
    def test_what_is_not_gold_is_refused(self, lines: Sequence[str], reason: str) -> None:
        with pytest.raises(ValueError, match=reason):
            list(parse_documents(lines))


def shares(score: Score) -> tuple[Fraction, Fraction]:
    """Recall and precision as the fractions that come out by hand."""
    return (
        Fraction(score.recalled / score.gold).limit_denominator(1000),
        Fraction(score.precise / score.predicted).limit_denominator(1000),
    )


class TestMeasures:
    # The example of Bagga and Baldwin: the first prediction joins the second chain to the third, the other
    # one the first to the third.
    GOLD = ((1, 2, 3, 4, 5), (6, 7), (8, 9, 10, 11, 12))
    SMALL = ((1, 2, 3, 4, 5), (6, 7, 8, 9, 10, 11, 12))
    LARGE = ((1, 2, 3, 4, 5, 8, 9, 10, 11, 12), (6, 7))
    # Mentions missed (3, 5) and made up (6, 7, 8).
    SOME = ((1, 2, 3), (4, 5))
    OTHER = ((1, 2), (4, 6), (7, 8))

    def test_muc_cannot_tell_a_small_wrong_join_from_a_large_one(self) -> None:
        # 4 + 1 + 4 links are there; of 4 + 6, and of 9 + 1, one is wrong.
        assert shares(muc(self.GOLD, self.SMALL)) == shares(muc(self.GOLD, self.LARGE)) == (1, Fraction(9, 10))

    def test_b_cubed_can(self) -> None:
        # (5 * 1 + 2 * 2/7 + 5 * 5/7) / 12, and (10 * 5/10 + 2 * 1) / 12.
        assert shares(b_cubed(self.GOLD, self.SMALL)) == (1, Fraction(16, 21))
        assert shares(b_cubed(self.GOLD, self.LARGE)) == (1, Fraction(7, 12))

    def test_ceaf_pairs_chains_one_to_one(self) -> None:
        # 1 + 2 * 5 / (5 + 7) = 11/6, the chain (6, 7) is left over.
        assert shares(ceaf_e(self.GOLD, self.SMALL)) == (Fraction(11, 18), Fraction(11, 12))
        # 2 * 5 / (5 + 10) + 1 = 5/3.
        assert shares(ceaf_e(self.GOLD, self.LARGE)) == (Fraction(5, 9), Fraction(5, 6))

    def test_mentions_missed_and_made_up_count_everywhere(self) -> None:
        assert shares(mentions(self.SOME, self.OTHER)) == (Fraction(3, 5), Fraction(1, 2))
        # Right is the link 1-2, of 2 + 1 and of 1 + 1 + 1.
        assert shares(muc(self.SOME, self.OTHER)) == (Fraction(1, 3), Fraction(1, 3))
        # (2 * 2/3 + 1/2) / 5 and (2 * 1 + 1/2) / 6.
        assert shares(b_cubed(self.SOME, self.OTHER)) == (Fraction(11, 30), Fraction(5, 12))
        # 2 * 2 / (3 + 2) + 2 * 1 / (2 + 2) = 13/10.
        assert shares(ceaf_e(self.SOME, self.OTHER)) == (Fraction(13, 20), Fraction(13, 30))

    def test_the_best_pairs_are_not_the_likest_first(self) -> None:
        # The likest pair is the first of both, 6/10, and leaves nothing for the others; crosswise it is 4/7 twice.
        gold, predicted = ((1, 2, 3, 4, 5), (6, 7)), ((1, 2, 3, 6, 7), (4, 5))
        assert shares(ceaf_e(gold, predicted)) == (Fraction(4, 7), Fraction(4, 7))

    def test_the_conll_figure_is_the_mean_of_three_f1(self) -> None:
        # MUC 18/19, B³ 32/37, CEAF-e 11/15.
        expected = 100 * (Fraction(18, 19) + Fraction(32, 37) + Fraction(11, 15)) / 3
        assert conll(scores(self.GOLD, self.SMALL)) == pytest.approx(float(expected))

    def test_chains_of_one_mention_count_only_where_they_are_asked_for(self) -> None:
        gold, predicted = ((1, 2), (3,)), ((1, 2), (4,))
        assert {name: score.f1 for name, score in scores(gold, predicted).items()} == dict.fromkeys(
            ("mentions", "muc", "b3", "ceafe"), 100.0
        )
        counted = scores(gold, predicted, singletons=True)
        assert counted["muc"].f1 == 100.0, "they have no links"
        assert counted["mentions"].f1 == counted["b3"].f1 == pytest.approx(200 / 3)
        assert counted["ceafe"].f1 == 50.0

    def test_nothing_found_scores_nothing(self) -> None:
        assert conll(scores(self.GOLD, ())) == conll(scores((), self.GOLD)) == conll(scores((), ())) == 0.0

    def test_documents_are_pooled_by_counts(self) -> None:
        assert (Score(1, 1, 1, 1) + Score(0, 3, 0, 3)).f1 == 25.0

    @pytest.mark.parametrize("chains", [((1, 2), (2, 3)), ((1, 1),)])
    def test_a_mention_in_two_chains_is_refused(self, chains: tuple[tuple[int, ...], ...]) -> None:
        with pytest.raises(ValueError, match="two chains"):
            scores(self.GOLD, chains)

    def test_an_assignment_is_the_best_of_all(self) -> None:
        chance = random.Random(15)
        for _ in range(300):
            rows, columns = chance.randint(1, 5), chance.randint(1, 5)
            values = [[chance.choice((0.0, 0.5, chance.random())) for _ in range(columns)] for _ in range(rows)]
            short, long = sorted((values, list(zip(*values, strict=True))), key=len)
            assert len(short) <= len(long)
            best = max(
                sum(short[row][column] for row, column in enumerate(order))
                for order in itertools.permutations(range(len(long)), len(short))
            )
            assert assignment(values) == pytest.approx(best)
        assert assignment([]) == 0.0


class TestPronouns:
    GOLD = ((0, 4, 9), (2, 7), (11,))

    def test_the_nearest_earlier_mention_decides(self) -> None:
        assert pronouns(self.GOLD, ((0, 4),), frozenset({4})) == Pronouns(right=1, total=1)
        assert pronouns(self.GOLD, ((0, 2, 4),), frozenset({4})) == Pronouns(right=0, total=1)
        assert pronouns(self.GOLD, ((2, 0, 4, 9),), frozenset({9})) == Pronouns(right=1, total=1)

    def test_what_is_no_gold_mention_is_wrong(self) -> None:
        assert pronouns(self.GOLD, ((3, 4),), frozenset({4})) == Pronouns(right=0, total=1)

    def test_without_an_earlier_mention_a_pronoun_is_unresolved(self) -> None:
        assert pronouns(self.GOLD, ((4, 9),), frozenset({4, 7})) == Pronouns(right=0, unresolved=2, total=2)

    def test_pronouns_that_refer_to_nothing_earlier_are_not_asked_for(self) -> None:
        assert pronouns(self.GOLD, ((0, 2, 5, 11),), frozenset({0, 2, 5, 11})) == Pronouns()
        assert Pronouns().accuracy == 0.0


class Reader:
    """A reader that keeps the words it is given, unless it is told to move them."""

    def __init__(self, moved: int = 0) -> None:
        self.moved = moved

    def parse(
        self,
        text: str,
        paragraphs: Sequence[Span],
        *,
        scheme: str = "contract",
        words: Sequence[Span] | None = None,
        sentences: Sequence[tuple[int, int]] | None = None,
    ) -> Parse:
        spans = tuple(Span(word.start + self.moved, word.end + self.moved) for word in words or ())
        size = len(spans)
        labels, nothing = ("X",) * size, (None,) * size
        return Parse(text, spans, tuple(sentences or ()), labels, tuple(range(size)), labels, nothing, ())


def finder(predicted: Sequence[Sequence[int]], given: Sequence[Sequence[int]] | None = None) -> coreference.Finder:
    """A finder that says what it is told to."""

    def find(parse: Parse, mentions: Sequence[int] | None) -> coreference.Chains:
        return tuple(map(tuple, predicted if mentions is None else given or [[head] for head in mentions]))

    return find


class TestCoreference:
    def test_gold_as_prediction_gives_100_everywhere(self, ferry: Document) -> None:
        figures = coreference.measure(Reader(), finder(ferry.chains, ferry.chains), "gum", [ferry])
        assert len(figures) == 2 * (4 * 5 + 3)
        counts = {key: value for key, value in figures.items() if key.endswith((".unresolved", ".total"))}
        assert set(counts.values()) == {0.0, 1.0}
        assert {value for key, value in figures.items() if key not in counts} == {100.0}

    def test_predicted_and_given_mentions_are_scored_apart(self, ferry: Document) -> None:
        figures = coreference.measure(Reader(), finder([[0, 12], [5, 8]]), "gum", [ferry])
        assert figures["coreference.gum.predicted.mentions"] == pytest.approx(200 / 3)
        assert figures["coreference.gum.predicted.muc"] == pytest.approx(200 / 3)
        assert figures["coreference.gum.given.mentions"] == 0.0, "all are singletons"
        assert figures["coreference.gum.given.singletons.mentions"] == 100.0
        assert figures["coreference.gum.pronouns"] == 100.0

    def test_genres_far_from_the_press_are_told_together(self, ferry: Document) -> None:
        documents = [replace(ferry, genre=genre) for genre in ("speech", "vlog", "", "news")]
        figures = coreference.measure(Reader(), finder(ferry.chains, ferry.chains), "gum", documents)
        totals = {key: value for key, value in figures.items() if key.endswith(".total")}
        assert totals == {
            "coreference.gum.pronouns.total": 4.0,
            "coreference.gum.news.pronouns.total": 1.0,
            "coreference.gum.speech.pronouns.total": 1.0,
            "coreference.gum.others.pronouns.total": 2.0,
        }

    @pytest.mark.parametrize(
        ("reader", "find", "reason"),
        [
            (Reader(moved=1), finder([]), "did not keep the words"),
            (Reader(), finder([], [[0, 12]]), "not those that were given"),
            (Reader(), finder([[0, 1], [1, 2]]), "two chains"),
        ],
    )
    def test_an_answer_to_another_question_is_refused(
        self, ferry: Document, reader: Reader, find: coreference.Finder, reason: str
    ) -> None:
        with pytest.raises(ValueError, match=f"GUM_news_ferry.*{reason}"):
            coreference.judge(reader, find, ferry)

    def test_the_command_prints_tables_and_a_line_for_machines(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        file = tmp_path / "tiny.conllu"
        file.write_text(FERRY, encoding="utf-8")
        monkeypatch.setattr(coreference, "load_reader", lambda folder: Reader())
        monkeypatch.setattr(coreference, "load_finder", lambda: finder([[0, 5]]))
        assert coreference.main([str(file), "--json"]) == 0
        *lines, last = capsys.readouterr().out.splitlines()
        rows = [line.split("  ")[0] for line in lines]
        assert "tiny, predicted mentions" in rows
        assert "tiny, news, given mentions, with singletons" in rows
        assert lines[-1].split() == ["tiny,", "news", "1", "0.000", "1"]
        assert json.loads(last)["coreference.tiny.predicted.mentions"] == 50.0

"""Minimal pairs, quiet sentences and confidences are counted as they are, on gold and readings that are known."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from benchmarks import calibration, dispatches, judging, minimal, overcoding
from benchmarks.common import Figures, write_json_lines
from benchmarks.dispatches import Compiled, Pair
from reportedly.errors import NotTextError
from tests.benchmarks import scorer as stand_in
from tests.benchmarks.marked import LINES, TEXT, Oracle, Row, records, replaced
from training.corpus.markup import read_text

JUDGES = judging.Scorers(stand_in, stand_in)


class TestOnce:
    def test_an_article_is_read_once_and_refused_twice(self) -> None:
        oracle = Oracle([[{"kind": "article", "text": "x"}]])
        once = judging.Once(oracle)
        assert once.read(b"x", file="a") is once.read(b"x", file="a")
        assert oracle.asked == 1
        for _ in range(2):
            with pytest.raises(NotTextError):
                once.read(b"y", file="a")
        assert oracle.asked == 2


class TestMinimalPairs:
    DENIED = replaced({"s1 a office": "s1 a office denies", "c happened": "c denied"})

    def judged(self, folder: Path, *read: list[Row], splits: tuple[str, ...] = ("test",)) -> list[minimal.Judged]:
        """One pair, "did" and "denied", read as given."""
        pairs: list[Pair] = []
        known: list[list[Row]] = []
        for split, (one, other) in zip(splits, zip(read[::2], read[1::2], strict=True), strict=True):
            sides = []
            for gold, told, name in ((records(), one, "did"), (self.DENIED, other, "denied")):
                # Two sides of one text could not be told apart by an oracle.
                text = f"{gold[0]['text']} {split} {name}"
                path = folder / split / f"{name}.jsonl"
                write_json_lines(path, [gold[0] | {"text": text}, *gold[1:]])
                known.append([told[0] | {"text": text}, *told[1:]])
                sides.append(Compiled(path, name, split, "t1", "pair 1 did, denied"))
            pairs.append(Pair("t1", "did, denied", split, (sides[0], sides[1])))
        return minimal.judge_pairs(Oracle(known), JUDGES, pairs, folder)

    def figures(self, folder: Path, *read: list[Row], splits: tuple[str, ...] = ("test",)) -> Figures:
        return minimal.figures_of(self.judged(folder, *read, splits=splits))

    @pytest.mark.parametrize(
        ("name", "did", "denied", "right", "types", "sides"),
        [
            ("both as they are", {}, None, 1.0, 1.0, 1.0),
            ("always an attack", {}, {}, 0.0, 0.0, 0.5),
            ("the wrong party", {"b > c": "a > c"}, None, 0.0, 1.0, 0.5),
            ("another type", {"ASSAULT heavy-weapons": "COERCE seize"}, None, 0.0, 0.0, 0.5),
        ],
    )
    def test_a_pair_is_right_when_both_of_its_sides_are(
        self,
        tmp_path: Path,
        name: str,
        did: Mapping[str, str],
        denied: Mapping[str, str] | None,
        right: float,
        types: float,
        sides: float,
    ) -> None:
        other = self.DENIED if denied is None else replaced(denied)
        figures = self.figures(tmp_path, replaced(did), other)
        assert figures == {
            "minimal.test.right": right,
            "minimal.test.types": types,
            "minimal.test.differing": right,
            "minimal.test.sides": sides,
            "minimal.test.pairs": 1.0,
        }

    def test_one_event_too_many_spoils_a_side(self, tmp_path: Path) -> None:
        more = records(TEXT.replace("stayed", "{e2:stayed}"), f"{LINES}\ne2 PROTEST demo d > - happened")
        figures = self.figures(tmp_path, more, self.DENIED)
        assert (figures["minimal.test.right"], figures["minimal.test.types"]) == (0.0, 0.0)

    def test_splits_are_told_apart_and_test_and_dev_together(self, tmp_path: Path) -> None:
        read = (records(), self.DENIED, records(), records())
        figures = self.figures(tmp_path, *read, splits=("test", "dev"))
        rights = {key: value for key, value in figures.items() if key.endswith(("right", "pairs"))}
        assert rights == {
            "minimal.dev.right": 0.0,
            "minimal.dev.pairs": 1.0,
            "minimal.test.right": 1.0,
            "minimal.test.pairs": 1.0,
            "minimal.held_out.right": 0.5,
            "minimal.held_out.pairs": 2.0,
        }
        assert "test and dev" in minimal.show(figures)

    def test_mistakes_name_the_point_and_the_fault(self, tmp_path: Path) -> None:
        (told,) = minimal.mistakes(self.judged(tmp_path, records(), records()))
        assert told.startswith("pair t1 (test): did, denied\n")
        assert "WRONG" in told
        assert "status" in told


class TestOvercoding:
    def test_only_events_in_eventless_sentences_count(self, tmp_path: Path) -> None:
        gold = tmp_path / "gold" / "port.jsonl"
        write_json_lines(gold, records())
        made_up = records(
            TEXT.replace("had {e1", "{e3:had} {e1").replace("stayed", "{e2:stayed}"),
            f"{LINES}\ne2 PROTEST demo d > - happened\ne3 PROTEST demo d > - happened",
        )
        oracle = Oracle([made_up])
        found = overcoding.in_dispatch(judging.judge(oracle, JUDGES, gold, tmp_path))
        assert [row["text"] for row in found.events] == ["stayed"], "the other is in a sentence with an event"
        figures = overcoding.figures_of("port", [found])
        assert figures["overcoding.port.per_100_sentences"] == 100.0
        assert (figures["overcoding.port.sentences"], figures["overcoding.port.words"]) == (1.0, 4.0)
        (line,) = overcoding.lines([found])
        assert line.endswith("The crowd stayed calm.")

    def test_quiet_articles_are_counted_whole_and_those_not_read_not_at_all(self, tmp_path: Path) -> None:
        quiet = tmp_path / "quiet.jsonl"
        text = records()[0]["text"]
        write_json_lines(quiet, [{"text": text, "published": None}, {"text": "?"}])
        figures = overcoding.figures_of("quiet", overcoding.in_articles(Oracle([records()]), quiet))
        assert figures["overcoding.quiet.events"] == figures["overcoding.quiet.unread"] == 1.0
        assert figures["overcoding.quiet.per_1000_words"] == pytest.approx(1000 / len(text.split()))


class TestConfidences:
    def outcomes(self, folder: Path, read: list[Row]) -> calibration.Told:
        gold, predicted = folder / "gold.jsonl", folder / "read.jsonl"
        write_json_lines(gold, records())
        write_json_lines(predicted, read)
        judged = judging.Judged(gold, predicted, (), None, judging.Counter())
        return calibration.outcomes(stand_in, judged)

    def test_right_is_what_is_told_right(self, tmp_path: Path) -> None:
        told = self.outcomes(tmp_path, sure_of(records(), 0.9))
        assert told == {"event": [(0.9, True)], "statement": [(0.9, True)], "figure": []}

    def test_a_wrong_status_and_a_wrong_stance_are_not(self, tmp_path: Path) -> None:
        read = replaced({"s1 a office": "s1 a office believes", "c happened": "c planned"})
        told = self.outcomes(tmp_path, sure_of(read, 0.7))
        assert told == {"event": [(0.7, False)], "statement": [(0.7, False)], "figure": []}

    def test_a_figure_is_right_with_its_numbers_its_unit_and_its_measure(self, tmp_path: Path) -> None:
        lines = f"{LINES}\nf1 >=12 person killed"
        gold = records(TEXT.replace("stayed", "{f1:stayed}"), lines)
        gold_file, read_file = tmp_path / "gold.jsonl", tmp_path / "read.jsonl"
        write_json_lines(gold_file, gold)
        for change, right in (
            ({}, True),
            ({"low": None}, False),
            ({"unit": "ship"}, False),
            ({"measure": None}, False),
        ):
            read = [row | change | {"confidence": 0.6} if row["kind"] == "figure" else row for row in gold]
            write_json_lines(read_file, read)
            judged = judging.Judged(gold_file, read_file, (), None, judging.Counter())
            assert calibration.outcomes(stand_in, judged)["figure"] == [(0.6, right)]

    def test_what_is_no_event_is_wrong_and_what_has_no_confidence_is_left_out(self, tmp_path: Path) -> None:
        more = records(TEXT.replace("stayed", "{e2:stayed}"), f"{LINES}\ne2 PROTEST demo d > - happened")
        told = self.outcomes(tmp_path, [*sure_of(more[:-1], 0.8), more[-1] | {"confidence": None}])
        figures = calibration.figures_of("port", [told, told])
        assert [x for x in told["event"] if x[0] is None] == [(None, False)]
        assert figures["calibration.port.event.count"] == figures["calibration.port.event.without"] == 2.0
        assert figures["calibration.port.event.ece"] == pytest.approx(0.2)
        assert "calibration.port.event.sure.right" not in figures


def sure_of(told: list[Row], confidence: float) -> list[Row]:
    return [row | {"confidence": confidence} if row["kind"] in ("event", "statement") else row for row in told]


@pytest.fixture(scope="module")
def everything(tmp_path_factory: pytest.TempPathFactory) -> list[Compiled]:
    return dispatches.compiled(tmp_path_factory.mktemp("compiled"), ("dev", "test"))


class TestDispatches:
    def test_a_split_is_compiled_and_its_pairs_are_whole(self, everything: list[Compiled]) -> None:
        assert {one.split for one in everything} == {"dev", "test"}
        assert all(one.path.parts[-3:-1] == ("corpus", one.split) for one in everything)
        assert all(one.path.is_file() for one in everything)
        found = dispatches.pairs(everything)
        assert len(found) >= 40
        assert {side.id for pair in found for side in pair.sides} == {one.id for one in everything if one.pair}
        assert all(pair.point and not pair.point.startswith("pair") for pair in found)

    def test_half_a_pair_is_an_error(self, everything: list[Compiled]) -> None:
        half = next(one for one in everything if one.pair)
        with pytest.raises(ValueError, match="not two"):
            dispatches.pairs([half])

    def test_a_digest_is_that_of_its_split_alone(self) -> None:
        made, _ = read_text("=== t1 | test | wire | - | x\nA.\n---\n=== t2 | dev | wire | - | y\nB.\n---\n")
        changed, _ = read_text(
            "# moved\n\n=== t1 | test | wire | - | x\nA.\n---\n=== t2 | dev | wire | - | y\nC.\n---\n"
        )
        assert dispatches.digest_of("test", made) == dispatches.digest_of("test", changed)
        assert dispatches.digest_of("dev", made) != dispatches.digest_of("dev", changed)
        assert dispatches.source_digest("corpus/test") not in (None, dispatches.source_digest("corpus/dev"))
        assert dispatches.source_digest("corpus/none") is None

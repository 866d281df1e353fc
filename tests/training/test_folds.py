"""Folds: dealt evenly, learned from all others, and kept."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

torch = pytest.importorskip("torch", reason="torch is not installed: the train extra is needed to test training")
pytest.importorskip("safetensors", reason="safetensors is not installed: the train extra is needed to test training")
pytest.importorskip("onnx", reason="onnx is not installed: the train extra is needed to test training")

from benchmarks.common import json_lines  # noqa: E402
from benchmarks.plv import Case  # noqa: E402
from reportedly.model.labels import ROOTS  # noqa: E402
from reportedly.model.pieces import Pieces  # noqa: E402
from tests.training.small import PIECES  # noqa: E402
from training import folds  # noqa: E402
from training.corpora import Example  # noqa: E402
from training.network import EncoderSize, HeadSize, Newsreader  # noqa: E402


def cases(**counts: int) -> list[Case]:
    return [Case(f"{root}{n}", f"{root} {n}", None, None, root) for root, count in counts.items() for n in range(count)]


class TestDeal:
    def test_roots_and_cases_are_spread_evenly(self) -> None:
        all_cases = cases(AID=11, ASSAULT=23, AGREE=3)
        dealt = folds.deal(all_cases, 5, seed=1)
        sizes = Counter(dealt)
        assert set(sizes) == set(range(5))
        assert max(sizes.values()) - min(sizes.values()) <= 1
        for root in ("AID", "ASSAULT", "AGREE"):
            each = [sum(case.root == root and fold == n for case, fold in zip(all_cases, dealt, strict=True))
                    for n in range(5)]  # fmt: skip
            assert max(each) - min(each) <= 1

    def test_a_sentence_is_never_in_two_folds(self) -> None:
        same = [Case(str(n), f"sentence {n // 3}", None, None, ROOTS[n % 2]) for n in range(60)]
        dealt = folds.deal(same, 4, seed=1)
        assert all(len(set(dealt[n : n + 3])) == 1 for n in range(0, 60, 3))

    def test_the_seed_decides(self) -> None:
        all_cases = cases(AID=20, ASSAULT=20)
        assert folds.deal(all_cases, 5, 1) == folds.deal(all_cases, 5, 1) != folds.deal(all_cases, 5, 2)


def test_what_decides_gives_the_folder_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    run = Path("run")
    here = folds.place_of(run, 5, None)
    assert here == folds.place_of(run, 5, None)
    assert here.parent == run
    assert here != folds.place_of(run, 4, None)
    monkeypatch.setattr(folds, "WEIGHTS", folds.Weights(pair=0.5))
    assert here != folds.place_of(run, 5, None)


def small() -> tuple[Newsreader, Pieces]:
    size = EncoderSize(vocabulary=len(PIECES), width=12, layers=1, heads=2, inner=8, positions=512)
    return Newsreader(size, 1, HeadSize(arc=4, relation=4)), PIECES


class TestRun:
    @pytest.fixture
    def shared(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
        """PLV with twelve sentences that are told apart by their number of words, and a network that is quick."""
        path = tmp_path / folds.plv.TRAIN
        path.parent.mkdir(parents=True)
        rows = [
            {"id": n, "marked": f"<s>ovar</s> helps <t>kestria</t>{' again' * n}", "root": ("AID", "YIELD")[n % 2],
             "quad": "material cooperation"}
            for n in range(12)
        ]  # fmt: skip
        path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
        monkeypatch.setattr(folds, "begin", lambda after, of: small())
        monkeypatch.setattr(
            folds, "own_pairs", lambda shared, pieces: folds.pairs.of_plv(shared / folds.plv.TRAIN, pieces)
        )
        return tmp_path

    @pytest.fixture
    def learned(self, monkeypatch: pytest.MonkeyPatch) -> list[set[int]]:
        """The lengths of the PLV sentences that each training saw, as they come."""
        seen: list[set[int]] = []
        real = folds.plan

        def plan(examples: dict[str, list[Example]], *rest: object) -> object:
            seen.append({len(e.words.spans) for e in examples.get("plv", ())})
            return real(examples, *rest)  # type: ignore[arg-type]

        monkeypatch.setattr(folds, "plan", plan)
        return seen

    def test_each_fold_is_answered_by_a_network_that_has_not_seen_it(
        self, shared: Path, learned: list[set[int]]
    ) -> None:
        found = folds.folded(shared, shared / "run", 3, None, 1)
        assert [case.id for case, _ in found] == list(range(12))
        assert all(len(chances) == len(ROOTS) and abs(sum(chances) - 1) < 1e-3 for _, chances in found)
        (place,) = (shared / "run").iterdir()
        answered = [{row["id"] for row in json_lines(place / f"fold{n}.jsonl")} for n in (1, 2, 3)]
        assert sorted(id for each in answered for id in each) == list(range(12))
        assert learned == [set(), *({3 + id for id in range(12)} - {3 + id for id in each} for each in answered)]

    def test_a_run_goes_on_where_it_stopped(
        self, shared: Path, learned: list[set[int]], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        real = folds.answers
        with monkeypatch.context() as broken:
            count = iter(range(2))

            def answers(*given: object) -> object:
                if next(count):
                    raise KeyboardInterrupt
                return real(*given)  # type: ignore[arg-type]

            broken.setattr(folds, "answers", answers)
            with pytest.raises(KeyboardInterrupt):
                folds.folded(shared, shared / "run", 3, None, 1)
        assert len(learned) == 3  # the start, the first fold, and the second in vain
        (place,) = (shared / "run").iterdir()
        first = (place / "fold1.jsonl").read_text(encoding="utf-8")
        assert sorted(path.name for path in place.iterdir()) == ["fold1.jsonl", "start.pt"]
        found = folds.folded(shared, shared / "run", 3, None, 1)
        assert len(learned) == 5
        assert (place / "fold1.jsonl").read_text(encoding="utf-8") == first
        assert sorted(path.name for path in place.iterdir()) == ["fold1.jsonl", "fold2.jsonl", "fold3.jsonl"]
        assert folds.folded(shared, shared / "run", 3, None, 1) == found
        assert len(learned) == 5

    def test_figures_are_those_of_the_benchmark(self, shared: Path, capsys: pytest.CaptureFixture[str]) -> None:
        given = ["--shared", str(shared), "--run", str(shared / "run"), "--folds", "2", "--steps", "1", "--json"]
        assert folds.main(given) == 0
        figures = json.loads(capsys.readouterr().out.splitlines()[-1])
        assert figures["plv.sentences"] == 12
        assert {"plv.root.f1", "plv.quad.f1", "plv.quad.of_root"} <= figures.keys()

    def test_data_that_are_not_there_are_named(self, shared: Path, capsys: pytest.CaptureFixture[str]) -> None:
        (shared / folds.plv.TRAIN).unlink()
        assert folds.main(["--shared", str(shared), "--run", str(shared / "run")]) == 1
        assert "PLV_train.jsonl" in capsys.readouterr().err

"""Two parties given: how sentences are read, what answers come to, and how they are scored."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from benchmarks import plv
from benchmarks.plv import Case, best_act, macro_f1, told, unmarked
from reportedly.model.labels import ACTS, MODES, ROOTS
from reportedly.model.parse import Act, Parse, Part
from reportedly.records import STATUSES
from reportedly.text import Span
from tests.factories import parse_of

TEXT = "Kestria fined the port after the rebels shelled Port Ansel"


def types(**shares: float) -> tuple[float, ...]:
    """Of every type, none first; what is left is none's."""
    return (1 - sum(shares.values()), *(shares.get(name, 0.0) for name in ACTS[1:]))


def by_root(**shares: float) -> tuple[float, ...]:
    """Of every root; what is left is spread over all."""
    rest = (1 - sum(shares.values())) / len(ROOTS)
    return tuple(shares.get(name, 0.0) + rest for name in ROOTS)


def act(parse: Parse, trigger: str, *parts: tuple[str, float, float], **shares: float) -> Act:
    def word(form: str) -> int:
        return next(n for n in range(len(parse.words)) if parse.form(n) == form)

    found = tuple(Part(word(form), actor, recipient, 0.0) for form, actor, recipient in parts)
    at = word(trigger)
    nothing = (0.0,) * len(MODES)
    return Act(at, (at, at + 1), types(**shares), (1.0,) + (0.0,) * (len(STATUSES) - 1), nothing, found)


def span(words: str, text: str = TEXT) -> Span:
    return Span(text.index(words), text.index(words) + len(words))


class TestCases:
    @pytest.mark.parametrize(
        ("name", "marked", "source", "target"),
        [
            ("both", "<s>Kestria</s> fined <t>the port</t>.", "Kestria", "the port"),
            ("a blank at the edge", "<s>The Navy (KN) </s>shelled <t>it</t>", "The Navy (KN)", "it"),
            ("one in the other", "<s><t>Kestrian</t> rebels</s> gave up", "Kestrian rebels", "Kestrian"),
            ("marked twice", "<s>Ana</s> met <t>Bo</t> at <s>Ana</s>'s house", "Ana", "Bo"),
            ("nobody is named", "<s>Teachers</s> went on strike", "Teachers", None),
        ],
    )
    def test_marks_become_spans(self, name: str, marked: str, source: str | None, target: str | None) -> None:
        text, one, other = unmarked(marked)
        assert "<" not in text
        assert [found and found.of(text) for found in (one, other)] == [source, target]

    def test_the_first_of_two_marks_counts(self) -> None:
        _, source, _ = unmarked("<s>Ana</s> met <t>Bo</t> at <s>Ana</s>'s house")
        assert source == Span(0, 3)

    @pytest.mark.parametrize("marked", ["<s>Ana met Bo", "Ana</s> met Bo", "<s>Ana <s>met</s> Bo", "<s>Ana</t>"])
    def test_marks_that_do_not_fit_are_an_error(self, marked: str) -> None:
        with pytest.raises(ValueError, match="mark"):
            unmarked(marked)


class TestRoots:
    def test_there_are_fifteen_with_plvs_own_quads(self) -> None:
        roots = plv.roots()
        assert len(roots) == 15
        assert not {"CONCEDE", "RETREAT"} & roots.keys()
        assert (roots["YIELD"], roots["SANCTION"]) == ("material cooperation", "material conflict")
        assert (roots["ACCUSE"], roots["ASSAULT"]) == ("verbal conflict", "material conflict")

    @pytest.mark.parametrize(
        ("name", "shares", "root", "quad"),
        [
            ("the likeliest", {"ASSAULT": 0.6, "AID": 0.4}, "ASSAULT", "material conflict"),
            ("giving in is material cooperation", {"YIELD": 0.6, "REJECT": 0.4}, "YIELD", "material cooperation"),
            ("a quad is of all its roots", {"AID": 0.4, "ACCUSE": 0.3, "REJECT": 0.3}, "AID", "verbal conflict"),
        ],
    )
    def test_shares_become_a_root_and_a_quad(self, name: str, shares: dict[str, float], root: str, quad: str) -> None:
        assert told(shares) == (root, quad)


class TestAnswer:
    @pytest.fixture
    def parse(self) -> Parse:
        bare = parse_of(TEXT)
        fined = act(bare, "fined", ("Kestria", 0.9, 0.0), ("port", 0.1, 0.8), SANCTION=0.9)
        shelled = act(bare, "shelled", ("rebels", 0.9, 0.0), ("Ansel", 0.0, 0.9), ASSAULT=0.7, COERCE=0.2)
        return Parse(
            bare.text, bare.words, bare.sentences, bare.upos, bare.heads, bare.deprels, bare.entities, (),
            acts=(fined, shelled),
        )  # fmt: skip

    @pytest.mark.parametrize(
        ("source", "target", "root"),
        [
            ("Kestria", "the port", "SANCTION"),
            ("the rebels", "Port Ansel", "ASSAULT"),
            ("the rebels", None, "ASSAULT"),
            (None, "the port", "SANCTION"),
        ],
    )
    def test_without_a_head_the_act_with_these_parties_answers(
        self, parse: Parse, source: str | None, target: str | None, root: str
    ) -> None:
        found = best_act(parse, span(source) if source else None, span(target) if target else None)
        assert told(found)[0] == root
        assert sum(found.values()) == pytest.approx(1)

    def test_conceding_and_retreating_are_one_root(self) -> None:
        bare = parse_of(TEXT)
        left = act(bare, "shelled", CONCEDE=0.3, RETREAT=0.2, ASSAULT=0.4)
        found = best_act(replace(bare, acts=(left,)), None, None)
        assert told(found) == ("YIELD", "material cooperation")
        assert found["YIELD"] == pytest.approx(5 / 9)

    @pytest.mark.parametrize("acts", [(), (act(parse_of(TEXT), "fined"),)], ids=["no act", "one that is surely none"])
    def test_without_an_act_there_is_an_answer_all_the_same(self, acts: tuple[Act, ...]) -> None:
        found = best_act(replace(parse_of(TEXT), acts=acts), None, None)
        assert sum(found.values()) == pytest.approx(1)
        assert told(found)[0] in plv.roots()

    def test_a_reader_with_a_head_is_asked(self) -> None:
        class Head:
            def between(self, text: str, source: Span | None, target: Span | None) -> Sequence[float]:
                assert (text, source, target) == (TEXT, Span(0, 7), None)
                return by_root(REJECT=0.3, THREATEN=0.25, AID=0.4)

        reader: Any = Head()
        (judged,) = plv.judge(reader, [Case("1", TEXT, Span(0, 7), None)])
        assert judged[1:] == ("AID", "verbal conflict")


class TestScore:
    def test_macro_f1_is_the_mean_over_classes(self) -> None:
        macro, each = macro_f1([("A", "A"), ("A", "A"), ("A", "B"), ("B", "B"), ("C", "A")])
        assert each == pytest.approx({"A": 100 * 4 / 6, "B": 100 * 2 / 3, "C": 0})
        assert macro == pytest.approx(sum(each.values()) / 3)

    def test_the_quad_of_the_told_root_is_scored_beside_the_told_quad(self) -> None:
        case = Case("1", TEXT, None, None, "AID", "material cooperation")
        figures = plv.figures_of([(case, "AID", "verbal conflict")])
        assert figures["plv.quad.f1"] == 0
        assert figures["plv.quad.of_root"] == 100
        assert "quad of the told root" in plv.show(figures)

    def test_a_file_is_answered_in_order_and_scored_where_gold_is_there(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        class Reader:
            def between(self, text: str, source: Span | None, target: Span | None) -> Sequence[float]:
                return by_root(AID=0.9) if "aid" in text else by_root(YIELD=0.9)

        monkeypatch.setattr(plv, "load_reader", lambda folder: Reader())
        test, out = tmp_path / "test.jsonl", tmp_path / "out.jsonl"
        rows = [
            {"id": "7", "marked": "<s>Ana</s> gave <t>Bo</t> aid", "root": "AID", "quad": "material cooperation"},
            {"id": "3", "marked": "<s>Ana</s> left <t>Bo</t>", "root": "ASSAULT", "quad": "material conflict"},
        ]
        test.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
        assert plv.main([str(test), str(out), "--json"]) == 0
        answers = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
        assert answers == [
            {"id": "7", "root": "AID", "quad": "material cooperation"},
            {"id": "3", "root": "YIELD", "quad": "material cooperation"},
        ]
        figures = json.loads(capsys.readouterr().out.splitlines()[-1])
        assert figures["plv.root.f1"] == pytest.approx(100 / 3, abs=0.001)
        assert figures["plv.quad.accuracy"] == 50
        assert figures["plv.quad.of_root"] == figures["plv.quad.f1"]
        bare = [{"id": row["id"], "marked": row["marked"]} for row in rows]
        test.write_text("".join(json.dumps(row) + "\n" for row in bare), encoding="utf-8")
        assert plv.main([str(test), str(out)]) == 0
        assert "nothing was scored" in capsys.readouterr().out

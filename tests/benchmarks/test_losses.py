"""Where events are lost: each fault is told for what it is, and every event is counted."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import ModuleType

import pytest

from benchmarks import judging, losses
from benchmarks.common import SHARED, module_at, write_json_lines
from benchmarks.losses import Compared, compare
from tests.benchmarks import scorer as stand_in
from tests.benchmarks.marked import LINES, TEXT, Oracle, Row, records, replaced


@pytest.fixture(params=["stand-in", "score_records.py"])
def scorer(request: pytest.FixtureRequest) -> ModuleType:
    if request.param == "stand-in":
        return stand_in
    real = module_at(SHARED / "score" / "score_records.py")
    if real is None:
        pytest.skip("score_records.py is not at hand")
    return real


def compared(scorer: ModuleType, folder: Path, gold: list[Row], read: list[Row]) -> Compared:
    one, other = folder / "gold.jsonl", folder / "read.jsonl"
    write_json_lines(one, gold)
    write_json_lines(other, read)
    return compare(scorer, one, other)


RECIPROCAL = (
    "{a:The navy} and {b:the rebels} {e1+e2:talked}.",
    "a - | group FRA MIL\nb - | group FRA REB\ne1 CONSULT - a > b happened\ne2 CONSULT - b > a happened",
)
NO_ACTOR = {"e1 ASSAULT heavy-weapons b > c": "e1 ASSAULT heavy-weapons - > c"}
NO_RECIPIENT = {"b > c happened": "b > - happened"}
NO_STATEMENT = {"{s1c:said}": "said", "{s1:{b:the rebels}": "{b:the rebels}", " twice}": " twice", "s1 a office\n": ""}

# The phenomenon; what is replaced in the gold, and what in the reading; the faults of the one event.
FATES: list[tuple[str, Mapping[str, str], Mapping[str, str], tuple[str, ...]]] = [
    ("told right", {}, {}, ()),
    ("not read", {}, {"{e1:shelled}": "shelled", "\ne1 ASSAULT heavy-weapons b > c happened": ""}, ("trigger",)),
    ("another mode is no fault", {}, {"heavy-weapons": "aerial"}, ()),
    ("another type", {}, {"ASSAULT heavy-weapons": "COERCE seize"}, ("type",)),
    ("no actor read", {}, NO_ACTOR, ("actor_missing",)),
    ("an actor where gold has none", NO_ACTOR, {}, ("actor_extra",)),
    ("another actor", {}, {"b > c": "a > c"}, ("actor_wrong",)),
    ("no recipient read", {}, NO_RECIPIENT, ("recipient_missing",)),
    ("a recipient where gold has none", NO_RECIPIENT, {}, ("recipient_extra",)),
    ("another recipient", {}, {"b > c": "b > d"}, ("recipient_wrong",)),
    ("another status", {}, {"c happened": "c planned"}, ("status",)),
    ("a statement missed", {}, NO_STATEMENT, ("voice_missing",)),
    ("a statement made up", NO_STATEMENT, {}, ("voice_extra",)),
    (
        "actor and recipient changed places, and denied",
        {},
        {"b > c happened": "c > b denied"},
        ("actor_wrong", "recipient_wrong", "status"),
    ),
]


class TestLosses:
    @pytest.mark.parametrize(("gold", "read", "faults"), [row[1:] for row in FATES], ids=[row[0] for row in FATES])
    def test_every_fault_is_told(
        self,
        tmp_path: Path,
        scorer: ModuleType,
        gold: Mapping[str, str],
        read: Mapping[str, str],
        faults: tuple[str, ...],
    ) -> None:
        found = compared(scorer, tmp_path, replaced(gold), replaced(read))
        assert [fate.faults for fate in found.fates] == [faults]
        assert found.false == ()
        assert found.right is not bool(faults)

    def test_one_direction_of_two_is_a_trigger_that_is_taken(self, tmp_path: Path, scorer: ModuleType) -> None:
        text, lines = RECIPROCAL
        half = records(text.replace("e1+e2", "e1"), lines[: lines.index("\ne2")])
        found = compared(scorer, tmp_path, records(text, lines), half)
        assert [fate.faults for fate in found.fates] == [(), ("trigger_shared",)]
        back = compared(scorer, tmp_path, half, records(text, lines))
        assert [kind for kind, _ in back.false] == ["beside"]
        assert not back.right

    def test_an_event_where_nothing_happens_is_false(self, tmp_path: Path, scorer: ModuleType) -> None:
        made_up = records(TEXT.replace("stayed calm", "{e2:stayed} calm"), f"{LINES}\ne2 PROTEST demo d > - happened")
        found = compared(scorer, tmp_path, records(), made_up)
        assert [fate.faults for fate in found.fates] == [()]
        assert [(kind, row["text"]) for kind, row in found.false] == [("elsewhere", "stayed")]

    def test_first_any_and_only(self, tmp_path: Path, scorer: ModuleType) -> None:
        both = compared(scorer, tmp_path, records(), replaced({"b > c happened": "a > c denied"}))
        status = compared(scorer, tmp_path, records(), replaced({"c happened": "c planned"}))
        figures = losses.figures_of("port", [both, status])
        told = {key: value for key, value in figures.items() if value}
        assert told == {
            "losses.port.gold": 2,
            "losses.port.first.actor_wrong": 1,
            "losses.port.first.status": 1,
            "losses.port.any.actor_wrong": 1,
            "losses.port.any.status": 2,
            "losses.port.only.status": 1,
        }
        first = sum(value for key, value in figures.items() if ".first." in key)
        assert first + figures["losses.port.told_right"] == figures["losses.port.gold"]
        assert losses.show(figures, "port").count("\n") > len(losses.FAULTS)
        assert list(losses.confusions([both, status])) == [
            "status: happened read as denied: 1",
            "status: happened read as planned: 1",
        ]

    def test_a_scorer_that_pairs_otherwise_is_an_error(self, tmp_path: Path) -> None:
        found = compared(stand_in, tmp_path, records(), records())
        counts = dict.fromkeys(
            ("event gold", "event trigger", "event typed", "event told-right", "event field actor"), 1
        ) | dict.fromkeys(("event field recipient", "event field status", "event field according_to"), 1)
        losses.check([found], counts)
        with pytest.raises(ValueError, match="event typed"):
            losses.check([found], counts | {"event typed": 0})

    def test_counts_are_those_of_the_scorer(self, tmp_path: Path) -> None:
        real = judging.scorers(SHARED / "score")
        if real is None:
            pytest.skip("the scorers are not at hand")
        folder = tmp_path / "gold"
        for n, (_, gold, _, _) in enumerate(FATES):
            write_json_lines(folder / f"{n}.jsonl", replaced(gold))
        pipeline = Oracle([replaced(FATES[-1][2])])
        judged = [judging.judge(pipeline, real, file, tmp_path / "out") for file in judging.gold_files(folder)]
        assert len(judging.compared(real, judged)) == len(FATES)

"""How often each kind of record is right: counted right, told with its number, and of the model in the package."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks import accuracy, accuracy_page, weak
from benchmarks.accuracy import CUTS, Measured, Met, cells, data_of, figures_of, met_in, page_of, put, whole
from benchmarks.common import ROOT, write_json_lines
from benchmarks.judging import Judged, Scorers
from benchmarks.rightness import Pair, pairs_of
from benchmarks.wilson import FEWEST, Share, share
from reportedly.accuracy import all_measured, caution
from reportedly.model.session import Newsreader
from tests.benchmarks import scorer
from tests.benchmarks.marked import Row, records, replaced

PAGE = ROOT / "docs" / "accuracy.md"
DATA = ROOT / "src" / "reportedly" / "data" / "accuracy.json"
MODEL = "tern 1.2.3 0123456789abcdef"


class TestShare:
    @pytest.mark.parametrize(
        ("right", "count", "low", "high"),
        # From Newcombe 1998, table I, method 3.
        [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
    )
    def test_wilsons_interval(self, right: int, count: int, low: float, high: float):
        assert Share(right, count).bounds == pytest.approx((low, high), abs=5e-5)

    def test_of_too_few_none_is_told(self):
        assert Share(FEWEST - 1, FEWEST - 1).value is None
        assert Share(FEWEST, FEWEST).value == 1.0
        assert share([]).bounds == (0.0, 1.0)

    @given(st.integers(1, 500), st.data())
    def test_the_share_lies_between_the_bounds(self, count: int, data: st.DataObject):
        right = data.draw(st.integers(0, count))
        low, high = Share(right, count).bounds
        assert 0 <= low <= right / count <= high <= 1


# The phenomenon; what is replaced in the reading; which kinds are found, and right.
RIGHT: list[tuple[str, Mapping[str, str], set[str], set[str]]] = [
    ("all is right", {}, {"statement", "event"}, {"statement", "event"}),
    ("another stance", {"s1 a office": "s1 a office denies"}, {"statement", "event"}, {"event"}),
    ("another source", {"s1 a office": "s1 d office"}, {"statement", "event"}, {"event"}),
    ("another status", {"c happened": "c planned"}, {"statement", "event"}, {"statement"}),
    ("another type", {"ASSAULT heavy-weapons": "COERCE seize"}, {"statement"}, {"statement"}),
]


@pytest.mark.parametrize(("changes", "found", "right"), [r[1:] for r in RIGHT], ids=[r[0] for r in RIGHT])
def test_what_is_right_of_a_record(changes: Mapping[str, str], found: set[str], right: set[str], tmp_path: Path):
    pairs = list(pairs_of(scorer_module(), judged(tmp_path, records(), replaced(changes))))
    assert all(pair.read is not None for pair in pairs)
    assert {pair.kind for pair in pairs if pair.found} == found
    assert {pair.kind for pair in pairs if pair.right} == right


def test_what_was_missed_and_what_was_made_up_stand_alone(tmp_path: Path):
    nothing = {"{e1:shelled}": "shelled", "\ne1 ASSAULT heavy-weapons b > c happened": ""}
    missed = [p for p in pairs_of(scorer_module(), judged(tmp_path, records(), replaced(nothing))) if p.kind == "event"]
    assert [(p.gold is not None, p.read) for p in missed] == [(True, None)]
    false = [p for p in pairs_of(scorer_module(), judged(tmp_path, replaced(nothing), records())) if p.kind == "event"]
    assert [(p.gold, p.read is not None, p.right) for p in false] == [(None, True, False)]


def test_every_record_is_counted_once_in_each_cut(tmp_path: Path):
    met = met_in(Scorers(scorer_module(), scorer_module()), {accuracy.NEWS: [judged(tmp_path, records(), records())]})
    assert len(met) == 2
    for cut in CUTS:
        those = [m for m in met if m.pair.kind == cut.kind]
        assert sum(cell.read.count for cell in cells(cut, met)) == len(those), cut.key
    regions = {cell.name for cut in CUTS if cut.key == "region.actor" for cell in cells(cut, met)}
    assert regions == {"Europe"}


def test_the_page_tells_shares_with_numbers_and_hangs_on_nothing_else(tmp_path: Path):
    told = measured(40)
    page = page_of(told)
    assert accuracy_page.MODEL.format(MODEL) in page
    assert "| events | 40 | .50 (.35–.65) | .50 | 40 | .50 (.35–.65) |" in page
    assert "| figures | 0 | – | – | 0 | – |" in page
    assert page == page_of(measured(40))
    few = page_of(measured(18))
    assert "| events | 18 | – | – | 18 | – |" in few


def test_no_sign_of_markdown_comes_from_a_sentence():
    page = page_of(measured(20, text="*A* | B <b>_x_</b>"))
    assert "\\*A\\* \\| B \\<b>\\_x\\_\\</b>" in page


def test_the_figures_tell_only_what_can_be_told():
    told = figures_of(measured(40))
    assert told["accuracy.news.event.right"] == 0.5
    assert told["accuracy.news.figure.read"] == 0
    assert "accuracy.news.figure.right" not in told


def test_the_page_sums_up_what_the_file_tells_of_other_models(tmp_path: Path):
    path = tmp_path / "accuracy.json"
    count = {"read": 40, "found": 30, "right": 20}
    path.write_text(json.dumps({"gull 1.0.0 aaaabbbbccccdddd": {
        "articles": 3, "statement": count, "event": count, "figure": {"read": 5, "found": 5, "right": 5},
    }}), "utf-8")  # fmt: skip
    put(path, measured(40))
    others = accuracy.others_in(path, MODEL)
    assert [one.model for one in others] == ["gull 1.0.0 aaaabbbbccccdddd"]
    page = page_of(measured(40), others)
    assert "| `gull 1.0.0 aaaabbbbccccdddd`, news | read | right | right in part |" in page
    assert "| events | 40 | .50 (.35–.65) | .75 |\n| figures | 5 | – | – |" in page
    assert "Other models" not in page_of(measured(40), accuracy.others_in(path, MODEL)[:0])
    assert all(one.model != MODEL for one in accuracy.others_in(None, MODEL))


def test_what_is_put_into_the_file_leaves_other_models_alone(tmp_path: Path):
    path = tmp_path / "accuracy.json"
    path.write_text(json.dumps({"gull 1.0.0 aaaabbbbccccdddd": {"articles": 1}}), "utf-8")
    put(path, measured(40))
    once = path.read_bytes()
    put(path, measured(40))
    assert path.read_bytes() == once
    told = json.loads(once)
    assert told["gull 1.0.0 aaaabbbbccccdddd"] == {"articles": 1}
    assert told[MODEL] == data_of(measured(40)) == {
        "articles": 3,
        "statement": {"read": 0, "found": 0, "right": 0},
        "event": {"read": 40, "found": 20, "right": 20},
        "figure": {"read": 0, "found": 0, "right": 0},
    }  # fmt: skip


class TestPackaged:
    """Where this fails, the model is another one than the figures are of: build the page and the data again,

    python benchmarks/accuracy.py --write docs/accuracy.md --data src/reportedly/data/accuracy.json
    """

    def test_the_package_has_figures_of_its_own_model(self):
        assert Newsreader.load().name in all_measured()

    def test_the_page_is_of_the_model_in_the_package(self):
        name = Newsreader.load().name
        page = PAGE.read_text("utf-8")
        assert accuracy_page.MODEL.format(name) in page
        assert caution([name]) in " ".join(page.split())

    def test_the_page_has_the_numbers_of_the_package(self):
        one = all_measured()[Newsreader.load().name]
        news = PAGE.read_text("utf-8").split("| News |")[1].split("| Ours |")[0]
        for kind in ("statement", "event", "figure"):
            count = getattr(one, kind)
            assert f"| {kind}s | {count.read} | {accuracy_page.told(Share(count.right, count.read))} |" in news

    def test_what_it_does_badly_can_be_read(self):
        table = weak.load_table(weak.TABLE)
        page = PAGE.read_text("utf-8")
        assert len(table) > 20
        assert all(accuracy_page.escaped(one.text) in page for one in table)


def test_a_table_of_weak_places_must_say_what_is_due(tmp_path: Path):
    path = tmp_path / "weak.toml"
    path.write_text('[[weak]]\nhard = "x"\ntext = "y"\n', "utf-8")
    with pytest.raises(ValueError, match="neither records nor"):
        weak.load_table(path)


def scorer_module() -> ModuleType:
    return scorer


def judged(folder: Path, gold: list[Row], read: list[Row]) -> Judged:
    one, other = folder / "gold.jsonl", folder / "read.jsonl"
    write_json_lines(one, gold)
    write_json_lines(other, read)
    return Judged(one, other, (), None, Counter())


def measured(events: int, text: str = "Kestria shelled.") -> Measured:
    """So many events of one article, every other one right."""
    row = next(r for r in records() if r["kind"] == "event")
    met = [
        Met(Pair("event", row, {**row, "confidence": 0.5}, n % 2 == 0, n % 2 == 0), accuracy.NEWS, 400)
        for n in range(events)
    ]
    assert whole(met, "event").read.count == events
    hard = weak.Shown(weak.Weak("a thing", text, (), ("ANY",)), (), (), ())
    return Measured(MODEL, {accuracy.NEWS: 3, accuracy.OURS: 4}, tuple(met), None, (hard,))

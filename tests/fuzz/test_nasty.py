"""Documents that nobody would write, small ones: what is read of them keeps the contract, in sections too.

How time and memory grow with them is measured, not tested: `python benchmarks/sizes.py`.
"""

from __future__ import annotations

import pytest

from benchmarks import sizes
from benchmarks.dice import pipeline_of_dice
from benchmarks.fuzz_targets import sound
from benchmarks.nasty import KINDS, WORST, make
from benchmarks.sizes import bound, growth, whole
from reportedly.article import load, sections
from reportedly.article.pipeline import Pipeline
from reportedly.article.sections import sections as cut
from reportedly.errors import InputError

SIZE = 1500
"""Bytes."""


@pytest.fixture(scope="module")
def dice() -> Pipeline:
    return pipeline_of_dice()


@pytest.mark.parametrize("kind", KINDS)
def test_it_is_read_or_refused_in_words_and_what_is_read_keeps_the_contract(
    kind: str, dice: Pipeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sections, "MOST", 150)
    refused: InputError | None = None
    try:
        sound(dice.read(make(kind, SIZE)))
    except InputError as error:
        refused = error
    assert "\n" not in str(refused)


@pytest.mark.parametrize("kind", KINDS)
def test_kinds_have_the_size_that_is_asked_for(kind: str) -> None:
    assert 20_000 * 0.9 < len(make(kind, 20_000)) < 20_000 * 1.1


def test_a_text_in_sections_is_one_reading(dice: Pipeline, monkeypatch: pytest.MonkeyPatch) -> None:
    data = make("short paragraphs", 6000)
    monkeypatch.setattr(sections, "MOST", 100)
    found = dice.read(data)
    text = found.article.text
    assert text.encode() == data
    edges = [section.start for section in cut(text)]
    assert len(edges) > 10
    sound(found)
    for records in (found.statements, found.events, found.figures):
        assert records[0].span.start < edges[2]
        assert records[-1].span.start > edges[-3]
    # Nothing reaches over an edge, and who is recalled is of the same section.
    for event in found.events:
        mentions = [m for m in (event.actor, event.recipient) if m is not None]
        spans = [event.span, *(m.span for m in mentions), *(m.resolved_from for m in mentions if m.resolved_from)]
        assert (
            len({sum(edge <= place for edge in edges) for span in spans for place in (span.start, span.end - 1)}) == 1
        )
    assert found.article.model == dice.model
    assert found.article.vocabulary == dice.vocabulary


def test_a_text_of_too_many_characters_is_refused_before_it_is_read(
    dice: Pipeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(load, "LONGEST", 1000)
    with pytest.raises(InputError, match="million characters, so it is no article"):
        dice.read(make("said", 2000))


def test_the_worst_kinds_are_kinds() -> None:
    assert set(WORST) <= set(KINDS)
    assert len(WORST) == len(set(WORST))


@pytest.mark.parametrize("kind", ["straight quotes", "empty tags", "NULs"])
def test_what_is_done_to_a_text_as_a_whole_is_measured(kind: str) -> None:
    found = whole(kind, 0.002)
    assert (found["end"], "NUL" in str(found["told"])) == (("refused", True) if kind == "NULs" else ("read", False))
    assert float(found["peak"]) > 0


def test_more_memory_than_the_bound_is_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    found = {"end": "read", "told": "", "seconds": 0.1, "peak": 500.0}
    monkeypatch.setattr(sizes, "measured", lambda kind, size, options: found)
    arguments = ["--kind", "said", "--mb", "0.1,1"]
    assert bound(1) > 500 > bound(0.1)
    assert sizes.main(arguments) == 1
    assert "said, 0.1 MB: took 500 MB, more than 425" in capsys.readouterr().out
    found["peak"] = 400.0
    assert sizes.main(arguments) == 0


def test_what_ran_out_of_time_tells_nothing_of_growth(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    over = {"end": "over", "told": "", "seconds": 60.0, "peak": 9.0}
    monkeypatch.setattr(
        sizes, "measured", lambda kind, size, options: over if size > 2 else over | {"end": "read", "seconds": size}
    )
    assert sizes.main(["--kind", "said", "--mb", "1,2,4", "--json"]) == 0
    assert '"sizes.said.power": 1.0' in capsys.readouterr().out


def test_the_power_by_which_time_grows() -> None:
    assert growth([1, 2, 4], [1.0, 2.0, 4.0]) == pytest.approx(1)
    assert growth([1, 2, 4], [1.0, 4.0, 16.0]) == pytest.approx(2)
    assert growth([1, 2, 4], [0.01, 0.1, 0.9]) is None

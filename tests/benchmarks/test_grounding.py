"""The benchmark of grounding: what it copies badly, and what it calls right."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks.grounding import WAYS, all_at_once, core, golds, measure, named, show, without_articles
from reportedly.text import Span

TEXT = "“The boats left,” the mayor of Ell said. The mayor of Ell denied that. A strike began; the strike ended."


def span(words: str, after: str = "") -> list[int]:
    start = TEXT.index(words, TEXT.index(after))
    return [start, start + len(words)]


def mention(words: str, after: str = "") -> dict[str, object]:
    return {"span": span(words, after)}


ROWS = [
    {"kind": "article", "text": TEXT},
    {
        "kind": "statement",
        "source": mention("the mayor of Ell"),
        "cue": span("said"),
        "content": [span("“The boats left,”")],
    },
    {"kind": "statement", "source": mention("The mayor of Ell"), "cue": span("denied"), "content": [span("that")]},
    {"kind": "event", "span": span("strike", "the strike"), "actor": None, "recipient": None},
    {"kind": "figure", "span": span("A strike")},
]


def test_every_way_of_copying_changes_something_and_the_same_every_time() -> None:
    words = "“The boats – all of them – won’t leave,” the mayor said, and a boat left"
    for name, way in WAYS.items():
        assert (way(words) == words) == (name == "as it stands"), name
        assert way(words) == way(words)
    assert without_articles("the mayor and a boat") == "mayor and boat"
    assert all_at_once(words).casefold().count("mayor") == 1


def test_gold_is_named_with_the_stretch_that_holds_it() -> None:
    first, _, event, _ = golds(ROWS)
    one = named(TEXT, first, str)
    assert one.key == ("“The boats left,”",)
    assert one.others == {"source": "the mayor of Ell", "cue": "said"}
    assert one.frame == "the mayor of Ell said"
    frame = named(TEXT, event, str).frame
    assert frame is not None
    assert frame.endswith("the strike ended.")


@pytest.mark.parametrize(
    ("words", "inner"), [("“The boats left,”", "boats left"), ("the mayor", "mayor"), ("said.", "said"), ("A", "A")]
)
def test_edges_do_not_count(words: str, inner: str) -> None:
    start = 3
    text = f"xx {words} yy"
    assert core(text, Span(start, start + len(words))).of(text) == inner


def test_what_is_measured(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text("".join(f"{json.dumps(row)}\n" for row in ROWS), encoding="utf-8")
    figures = measure(tmp_path, "own")
    assert figures["grounding.own.as_it_stands.spans"] == 8
    assert figures["grounding.own.in_all.wrong"] == 0
    # "Strike" stands twice in the words around the one that is meant.
    assert figures["grounding.own.as_it_stands.none"] == 1
    assert "as it stands" in show(figures)

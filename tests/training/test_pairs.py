"""Sentences with two marked parties. Needs no torch."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from reportedly.model.features import SOURCE, TARGET
from reportedly.model.labels import ACTS, ROOTS
from reportedly.model.words import split_words
from tests.training.small import PIECES
from training.corpora import UNKNOWN, Example
from training.pairs import of_plv, of_records, root_of

Told = tuple[str, str, str | None, str | None]
"""A trigger, a type, an actor and a recipient."""
Seen = tuple[str, str, set[str], str | None]
"""Source, target, types and root."""


def records(text: str, *told: Told) -> list[dict[str, Any]]:
    def span(words: str) -> list[int]:
        return [text.index(words), text.index(words) + len(words)]

    def mention(words: str | None) -> dict[str, Any] | None:
        return {"span": span(words)} if words else None

    events = [
        {"kind": "event", "span": span(one), "type": kind, "actor": mention(actor), "recipient": mention(recipient)}
        for one, kind, actor, recipient in told
    ]
    return [{"kind": "article", "text": text}, *events]


def seen(example: Example, sentence: str) -> Seen:
    """What an example holds, in words; its own words must be those of its sentence."""
    spans, pair = example.words.spans, example.pair
    assert [span.of(sentence) for span in spans] == [sentence[slice(*word)] for word in split_words(sentence)]
    assert pair
    source, target = (
        sentence[spans[place[0]].start : spans[place[1] - 1].end] if place else ""
        for place in (pair.source, pair.target)
    )
    return source, target, {ACTS[kind] for kind in pair.kinds}, None if pair.root == UNKNOWN else ROOTS[pair.root]


# A sentence a line, so that an example is known by its own words.
TEXT = "The rebels shelled Port Ansel and left.\nOvar's navy fined Kestria.\nIt gave in to the rebels of Ovar."


@pytest.mark.parametrize(
    ("name", "told", "expected"),
    [
        (
            "one act",
            [("shelled", "ASSAULT", "The rebels", "Port Ansel")],
            [(0, "The rebels", "Port Ansel", {"ASSAULT"}, "ASSAULT")],
        ),
        (
            "a sentence that is not the first",
            [("fined", "SANCTION", "Ovar's navy", "Kestria")],
            [(1, "Ovar's navy", "Kestria", {"SANCTION"}, "SANCTION")],
        ),
        (
            "two acts between the same",
            [
                ("shelled", "ASSAULT", "The rebels", "Port Ansel"),
                ("left", "RETREAT", "The rebels", "Port Ansel"),
            ],
            [(0, "The rebels", "Port Ansel", {"ASSAULT", "RETREAT"}, None)],
        ),
        (
            "two types of one root",
            [("gave in", "CONCEDE", "It", "the rebels"), ("gave", "RETREAT", "It", "the rebels")],
            [(2, "It", "the rebels", {"CONCEDE", "RETREAT"}, "YIELD")],
        ),
        (
            "both directions are an example each",
            [
                ("shelled", "ASSAULT", "The rebels", "Port Ansel"),
                ("shelled", "ASSAULT", "Port Ansel", "The rebels"),
            ],
            [
                (0, "The rebels", "Port Ansel", {"ASSAULT"}, "ASSAULT"),
                (0, "Port Ansel", "The rebels", {"ASSAULT"}, "ASSAULT"),
            ],
        ),
        ("a party in another sentence", [("shelled", "ASSAULT", "The rebels", "Kestria")], []),
        ("nobody is acted on", [("left", "RETREAT", "The rebels", None)], []),
        ("a party within the other", [("gave in", "CONCEDE", "the rebels of Ovar", "the rebels")], []),
    ],
)
def test_parties_of_one_sentence(name: str, told: list[Told], expected: list[Any]) -> None:
    lines = TEXT.splitlines()
    found = of_records([("x", records(TEXT, *told))], PIECES)
    assert [example.name for example in found] == ["x"] * len(expected)
    for example, (line, source, target, kinds, root) in zip(found, expected, strict=True):
        assert seen(example, lines[line]) == (source, target, kinds, root)
        assert example.tree is example.attributions is example.acts is None
        assert len(example.windows) == 1


def test_a_sentence_that_never_ends_is_left_out() -> None:
    text = f"The rebels shelled {'the old ' * 80}port."
    assert of_records([("x", records(text, ("shelled", "ASSAULT", "The rebels", "port")))], PIECES) == []


def test_sentences_with_marks_teach_their_root_and_no_type(tmp_path: Path) -> None:
    rows = [
        {"marked": "<s>Ovar</s> gave in to <t>the rebels</t>.", "root": "YIELD"},
        {"marked": "<s>Teachers</s> went on strike.", "root": "PROTEST"},
    ]
    path = tmp_path / "plv.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    one, other = of_plv(path, PIECES)
    assert seen(one, "Ovar gave in to the rebels.") == ("Ovar", "the rebels", set(), "YIELD")
    assert seen(other, "Teachers went on strike.") == ("Teachers", "", set(), "PROTEST")
    assert one.pair
    assert one.pair.given == [((0, 1), SOURCE), ((4, 6), TARGET)]
    assert other.pair
    assert (other.pair.target, other.pair.given) == (None, [((0, 1), SOURCE)])


def test_every_type_has_a_root_and_every_root_a_type() -> None:
    roots = {name: ROOTS[root_of(n)] for n, name in enumerate(ACTS) if n}
    assert set(roots.values()) == set(ROOTS)
    assert {name for name, root in roots.items() if name != root} == {"CONCEDE", "RETREAT"}
    assert roots["CONCEDE"] == roots["RETREAT"] == "YIELD"

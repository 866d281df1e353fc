"""A second look at the sentences of acts: of which it is asked, and what it would mend and spoil."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from benchmarks import second_look
from benchmarks.common import load_pipeline, write_json_lines
from benchmarks.second_look import Look, Looked, asked, figures_of, root_of
from reportedly.model.labels import ROOTS
from reportedly.records import Article
from reportedly.text import Span


@pytest.mark.parametrize(
    ("type_", "root"), [("CONCEDE", "YIELD"), ("RETREAT", "YIELD"), ("ASSAULT", "ASSAULT"), ("AID", "AID")]
)
def test_root_of(type_: str, root: str) -> None:
    assert root_of(type_) == root


A, B = "ASSAULT", "COERCE"
LOOKS = [
    # what it is: as read, right, the second answer
    ("mended from 0.6 on", Look(A, frozenset([B]), (B, 0.6))),
    ("spoilt from 0.9 on", Look(A, frozenset([A]), (B, 0.9))),
    ("never asked", Look(A, frozenset([A]), None)),
    ("right both times, two events on one trigger", Look(A, frozenset([A, B]), (B, 0.99))),
    ("wrong both times", Look(A, frozenset(["AID"]), (B, 0.99))),
]


def test_what_is_mended_and_spoilt() -> None:
    looked = [Looked(tuple(look for _, look in LOOKS), first=2.0, second=1.0)]
    figures = figures_of(looked, (0.5, 0.7, 0.95), "dev")
    assert figures["dev.events"] == 5
    assert figures["dev.asked"] == 4
    assert figures["dev.time"] == 0.5
    assert figures["dev.right"] == pytest.approx(3 / 5)
    told = [(figures[f"dev.mended_{p}"], figures[f"dev.spoilt_{p}"]) for p in ("0.5", "0.7", "0.95")]
    assert told == [(1, 1), (0, 1), (0, 0)]
    assert figures["dev.right_0.7"] == pytest.approx(2 / 5)
    assert "dev: 5 events at gold triggers, 4 asked of, in 0.50" in second_look.show(figures, (0.5,), "dev")


class Surely:
    """A head that knows one answer, and keeps what it was asked."""

    def __init__(self) -> None:
        self.given: list[tuple[str, Span | None, Span | None]] = []

    def between(self, text: str, source: Span | None, target: Span | None) -> Sequence[float]:
        self.given.append((text, source, target))
        return [float(root == "AID") for root in ROOTS]


def test_only_sentences_with_both_parties_are_asked_of(tmp_path: Path) -> None:
    text = "It rained. Rebels attacked soldiers near Port Ansel on Monday. The mayor said that shells were fired too."
    pipeline, head = load_pipeline(None), Surely()
    reading, parse = pipeline.parse_article(Article(text))
    questions = [question for event in reading.events if (question := asked(parse, event))]
    assert questions
    for sentence, actor, recipient in questions:
        assert sentence == "Rebels attacked soldiers near Port Ansel on Monday."
        assert (actor.of(sentence), recipient.of(sentence)) == ("Rebels", "soldiers")
    gold = tmp_path / "gold.jsonl"
    start = text.index("attacked")
    event = {"kind": "event", "span": [start, start + len("attacked")], "type": "ASSAULT"}
    write_json_lines(gold, [{"kind": "article", "text": text}, event])
    looked = second_look.look(pipeline, head, gold)
    assert [look.told(0.5) for look in looked.looks] == ["AID"]
    assert looked.looks[0].right == {"ASSAULT"}
    assert len(head.given) == len(questions)

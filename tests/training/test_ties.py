"""Ties are learned from chains, written and read; noise is added to what the network says. Needs the `train` extra."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from reportedly.article.aspects import CLASSES
from reportedly.article.likening import SIZES, SIZES_NEW, Signs
from reportedly.model.ties import FILE, KINDS, Ties
from tests.article.test_coreference import liking
from tests.factories import parse_of

pytest.importorskip("torch", reason="torch is not installed: the train extra is needed to test training")

from training.ties import Lesson, disturbed, learned, news_lesson, write, written

DEFINITE = CLASSES.index("definite")


def lesson() -> Lesson:
    """Two mentions that match are the same one, two that do not are not, and the network knows nothing."""
    later, earlier = np.array([1, 3, 3, 3]), np.array([0, 0, 1, 2])
    signs = Signs(
        later,
        earlier,
        np.full(4, DEFINITE),
        {name: np.array([1, 0, 0, 0]) for name in SIZES},
        {name: np.zeros(4, np.int64) for name in SIZES_NEW},
    )
    nothing = np.zeros((4, 3), np.float32)
    return Lesson(
        signs,
        base=np.zeros(4, np.float32),
        right=np.array([True, False, False, False]),
        later=nothing,
        earlier=nothing,
        new=np.zeros(4, np.float32),
        disturbed=np.ones(4, np.float32),
        told=np.ones(4, np.bool_),
    )


def test_what_is_right_gains_weight() -> None:
    weighing = learned([lesson()], 40)
    weights = weighing.pairs["match"].detach().numpy()
    assert weights[1] > 0.1
    assert weights[0] < 0
    assert not weights[2:].any()


def test_the_same_lessons_teach_the_same() -> None:
    assert written(learned([lesson()], 3)) == written(learned([lesson()], 3))


def test_noise_is_added_where_it_is_asked_for() -> None:
    one = lesson()
    loud = np.arange(12, dtype=np.float32).reshape(4, 3)
    told = replace(one, later=loud, earlier=loud, disturbed=np.array([0, 0, 1, 1], np.float32))
    scores, _ = disturbed(told, np.random.default_rng(1))
    assert scores[0] == loud[1] @ loud[0]  # neither of the two is disturbed
    assert scores[3] != loud[3] @ loud[2]


def test_of_records_only_names_teach() -> None:
    """Who bears no name is left out; that nothing comes before is known only of who stands for himself."""
    text = "Ana Ruiz left. She spoke. Boats sank. Ruiz slept."
    parse = parse_of(text, upos={"She": "PRON", "Boats": "NOUN"}, entities={"Ruiz": "person", "Boats": "object"})
    heads = [n for n in range(len(parse.words)) if parse.form(n) in ("Ruiz", "She", "Boats")]
    parse = liking(parse, heads, {})

    def mention(word: int, name: str | None, resolved: list[int] | None = None) -> dict[str, Any]:
        span = parse.words[heads[word]]
        return {"span": [span.start, span.end], "name": name, "resolved_from": resolved}

    rows = [
        {"source": mention(1, "Ana Ruiz", [0, 8])},
        {"actor": mention(2, None), "recipient": mention(3, "Ana Ruiz")},
    ]
    one = news_lesson(rows, parse)
    place = [int(n) for n in np.flatnonzero(one.told)]
    assert one.right.tolist() == [True]
    assert place == one.signs.later.tolist()
    alone = news_lesson(rows[:1], parse)
    assert not alone.told.any()


def test_written_and_read_again(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text("{}", encoding="utf-8")
    content = written(learned([lesson()], 10))
    write(tmp_path, content)
    digest = json.loads((tmp_path / "config.json").read_text(encoding="utf-8"))["ties"]
    assert digest == hashlib.sha256(content.encode()).hexdigest()
    ties = Ties.read(tmp_path, digest)
    assert {name: len(row) for name, row in ties.pairs.items()} == dict(SIZES)
    assert {name: len(row) for name, row in ties.new.items()} == dict(SIZES_NEW)
    assert ties.pairs["match"][1] > 0
    # Names and descriptions lean to being taken up again, "he" does not.
    assert ties.new["known"][DEFINITE * 6 + 5] == -0.5
    assert ties.new["known"][CLASSES.index("he") * 6 + 5] == 0
    (tmp_path / FILE).write_text(content + " ", encoding="utf-8")
    with pytest.raises(ValueError, match=FILE):
        Ties.read(tmp_path, digest)


def test_what_was_learned_of_other_kinds_of_mentions_is_refused(tmp_path: Path) -> None:
    assert len(CLASSES) == KINDS
    raw = json.loads(written(learned([lesson()], 1)))
    content = json.dumps(raw | {"scale": raw["scale"][1:]})
    (tmp_path / FILE).write_text(content, encoding="utf-8")
    with pytest.raises(ValueError, match="19 kinds of mentions"):
        Ties.read(tmp_path, hashlib.sha256(content.encode()).hexdigest())

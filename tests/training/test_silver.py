"""Readings of a larger reader as training data: what is taken, what it counts, and the worked example of the docs."""

from __future__ import annotations

import json
import threading
from dataclasses import replace
from pathlib import Path

import pytest

pytest.importorskip("torch")

from reportedly.article.pipeline import Pipeline
from reportedly.readers import Client, LanguageModel, Settings
from reportedly.records import Article, ReadBy, Reading
from reportedly.text import Span
from tests.training.small import PIECES
from training import silver
from training.__main__ import weight_of
from training.corpora import Example
from training.corpus.__main__ import main as corpus
from training.fake_reader import FakeReader
from training.silver import Packed, pack, readings

BY = ReadBy("large", "d", "a", 10, 9)


def reading(text: str, by: ReadBy | None = BY, empty: bool = False) -> Reading:
    from tests.article.readers import statement

    return Reading(Article(text, model="large d over small", reader=by), () if empty else (statement(text),))


def test_what_is_left_out_and_why(tmp_path: Path) -> None:
    measured = tmp_path / "test"
    measured.mkdir()
    known = reading("Marrow said that it rains")
    (measured / "a.jsonl").write_text(json.dumps(known.article.row()) + "\n")
    good = reading("Ell said that it snows")
    found = [
        good,
        good,
        known,
        reading("Ell said nothing", None),
        reading("Ell said hail", replace(BY, kept=5)),
        reading("Ell said rain", empty=True),
    ]
    packed = pack(found, tmp_path / "silver", 0.5, without=[measured])
    assert packed == Packed(
        (good.article.id,),
        {
            "there already": 1,
            "measured on": 1,
            "read by our own model": 1,
            "words that are not in the text": 1,
            "nothing in it": 1,
        },  # type: ignore[arg-type]
    )
    about = json.loads((tmp_path / "silver" / silver.ABOUT).read_text())
    assert about == {"weight": 0.5, "least": 0.8, "readers": ["large d over small"], "articles": 1}
    assert list(readings(tmp_path / "silver" / f"{good.article.id}.jsonl")) == [good]


@pytest.mark.parametrize("weight", [0, -1, 1.5])
def test_a_weight_is_a_share(tmp_path: Path, weight: float) -> None:
    with pytest.raises(ValueError, match="weight"):
        pack([], tmp_path, weight)


def test_a_batch_counts_what_its_examples_do() -> None:
    from reportedly.model import features

    text = "Ell said that it snows"
    words = features.words_of(text, [Span(0, len(text))], PIECES)
    (window,) = features.windows(text, words)
    example = Example("a", words, (window,), None, None, 0)
    assert weight_of([(example, window)]) == 1.0
    assert weight_of([(replace(example, weight=0.25), window), (replace(example, weight=0.75), window)]) == 0.5


def test_the_worked_example(tmp_path: Path) -> None:
    """Gold records → a server that knows them → readings → silver examples with the teacher's records in them."""
    gold = tmp_path / "gold"
    corpus(["compile", "corpus/dispatches/z.txt", "--out", str(gold)])
    split = next(folder for folder in sorted(gold.iterdir()) if folder.is_dir())
    paths = sorted(split.glob("*.jsonl"))[:2]
    few = tmp_path / "few"
    few.mkdir()
    for path in paths:
        (few / path.name).write_bytes(path.read_bytes())
    server = FakeReader(few)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    pipeline = Pipeline.load()
    teacher = LanguageModel(Client(Settings("gold", url=server.url)), lambda: pipeline)
    found = []
    for path in paths:
        article, *rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
        one = teacher.read_article(Article(article["text"], published=article["published"]))
        found.append(one)
        # A reader that knows the gold is believed: what it says is what comes out.
        told = [(row["span"], row["stance"]) for row in rows if row["kind"] == "statement"]
        assert [(list(s.span), s.stance) for s in one.statements] == told
        triggers = {tuple(row["span"]): row["type"] for row in rows if row["kind"] == "event"}
        assert {tuple(e.span): e.type for e in one.events} == triggers
    teacher.close()
    server.shutdown()
    server.server_close()
    packed = pack(found, tmp_path / "silver", 0.5)
    assert len(packed.kept) == 2
    examples = silver.articles(tmp_path / "silver", lambda word: 0.0, PIECES)
    assert [one.weight for one in examples] == [0.5, 0.5]
    for one in examples:
        (same,) = (r for r in found if r.article.id == one.name)
        assert one.chains is None
        assert one.attributions is not None
        assert one.acts is not None
        assert len(one.acts.found) == len({e.span for e in same.events})
        assert one.acts.retold is None

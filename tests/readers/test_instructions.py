"""What another reader is told: all of the contract, and nothing twice."""

from __future__ import annotations

import itertools
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportedly.article.context import make_context
from reportedly.article.pipeline import Pipeline
from reportedly.errors import ReaderError, VocabularyError
from reportedly.ontology import event_types
from reportedly.readers import instructions as told
from reportedly.readers.instructions import KINDS, instructions, mark_of, question
from reportedly.readers.parts import LONGEST, cut_up, plan_of, questions
from reportedly.readers.telling import grounded, kept
from reportedly.readers.understanding import understood
from reportedly.readers.values import Settings, estimated
from reportedly.records import SOURCE_TYPES, STANCES, STATUSES, Article
from reportedly.text import Span, paragraphs
from reportedly.vocabulary import load_lexicon


def test_every_label_of_the_contract_and_of_the_ontology_is_told() -> None:
    text = instructions().text
    for label in (*STANCES, *SOURCE_TYPES, *STATUSES):
        assert f"- {label}: " in text
    for name, kind in event_types().items():
        assert f"- {name}: {kind.gloss}" in text
        assert all(mode in text for mode in kind.modes)


def test_the_schema_allows_what_the_contract_does() -> None:
    schema = instructions().schema
    event = schema["properties"]["events"]["items"]
    assert event["properties"]["type"]["enum"] == list(event_types())
    assert event["properties"]["status"]["enum"] == list(STATUSES)
    for kind in KINDS:
        items = schema["properties"][kind]["items"]
        assert items["required"] == list(items["properties"])
        assert items["additionalProperties"] is False


def test_a_label_without_its_line_is_a_fault_of_the_vocabulary(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(told, "_LABELS", {**told._LABELS, "stance": (*STANCES, "wonders")})
    told._data.cache_clear()
    try:
        with pytest.raises(VocabularyError, match="stance: 'wonders'"):
            told._data()
    finally:
        monkeypatch.undo()
        told._data.cache_clear()


def test_the_example_is_what_a_good_reader_would_answer() -> None:
    """Every record of it is found in its article, and comes out of our own stages."""
    example: dict[str, Any] = told._data()["example"]
    answer = understood(json.dumps({kind: example[kind] for kind in KINDS}), KINDS)
    assert answer.dropped == {}
    article = Article(example["text"].strip() + "\n")
    pipeline = Pipeline.load()
    parsed = pipeline.parsed(article)
    context = make_context(parsed.parse, load_lexicon())
    found = grounded(context, paragraphs(article.text), [(Span(0, len(article.text)), answer.proposals)])
    reading = pipeline.conclude(parsed, found.told)
    assert kept(found, reading) == (len(answer.proposals), {})


def test_other_words_make_another_digest() -> None:
    assert len({instructions((kind,)).digest for kind in KINDS} | {instructions().digest}) == 4
    assert instructions() == instructions(KINDS)


@given(st.text(max_size=60), st.text(max_size=30))
def test_an_article_cannot_end_itself(text: str, more: str) -> None:
    mark = mark_of(text)
    assert mark not in text
    asked = question(KINDS, text, mark, 1, 1)
    assert asked.count(mark) == 2
    before, within, after = asked.partition(f"{mark}\n{text}\n{mark}")
    assert within
    assert before.endswith("<<<")
    assert after.startswith(">>>")


def test_an_article_that_knows_its_mark_gets_another_one() -> None:
    text = f"Story.\nARTICLE-{'0' * 12}>>>"
    assert mark_of(text) not in text


# Parts


@given(st.lists(st.text(st.sampled_from("ab .,!\n“”"), max_size=80), max_size=12), st.integers(20, 90))
def test_parts_hold_every_word_once_and_are_short(blocks: list[str], room: int) -> None:
    text = "\n".join(blocks)
    shown = paragraphs(text)
    parts = list(cut_up(text, shown, room))
    spans = [span for part in parts for span in part]
    assert spans == sorted(spans)
    assert all(a.end <= b.start for a, b in itertools.pairwise(spans))
    assert all(any(block.contains(span) for block in shown) for span in spans)
    whole = "".join(text.split())
    assert "".join("".join(span.of(text).split()) for span in spans) == whole
    assert all(sum(s.end - s.start for s in part) <= room for part in parts)


def test_fifty_thousand_words_are_asked_about_in_parts_that_fit() -> None:
    sentence = "The ministry of Marrow said on day {n} that two of its boats had left the harbour of Ell in the rain. "
    text = "\n\n".join("".join(sentence.format(n=n * 20 + m) for m in range(20)) for n in range(125))
    assert len(text.split()) > 50_000
    settings = Settings("toy")
    plan = plan_of(settings)
    asked = questions(Article(text), plan, "toy")
    assert len(asked) > 40
    assert all(estimated(q.words) + estimated(q.instructions.text) + q.answer <= 8192 for part in asked for q in part)
    assert len({q.key for part in asked for q in part}) == len(asked)


def test_a_small_context_is_asked_for_one_kind_at_a_time_and_a_smaller_one_for_nothing() -> None:
    small = plan_of(Settings("toy", context=4096))
    assert [one.kinds for one in small.told] == [(kind,) for kind in KINDS]
    assert small.room < LONGEST
    with pytest.raises(ReaderError, match="1024 tokens has no room"):
        plan_of(Settings("toy", context=1024))


def test_a_part_is_asked_for_under_another_key_when_anything_differs() -> None:
    article, plan = Article("The navy sank a boat.\n"), plan_of(Settings("toy"))
    keys = {questions(article, plan, name)[0][0].key for name in ("toy", "other")}
    keys |= {questions(Article("The navy sank a ship.\n"), plan, "toy")[0][0].key}
    keys |= {questions(article, plan_of(Settings("toy", context=16_384)), "toy")[0][0].key}
    assert len(keys) == 4

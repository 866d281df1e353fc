"""What users are told of how often a reading errs: of the model that read it, and of no other one."""

from __future__ import annotations

import re

import pytest

from reportedly.accuracy import LOOK, Accuracy, accuracy_of, all_measured, caution, in_brief

ONE = accuracy_of(
    "newsreader-en 9.1.0 0123456789abcdef",
    {
        "articles": 12,
        "statement": {"read": 200, "found": 180, "right": 160},
        "event": {"read": 400, "found": 280, "right": 121},
        "figure": {"read": 19, "found": 19, "right": 19},
    },
)
OTHER = Accuracy("newsreader-xx 2.0.0 fedcba9876543210", 7, ONE.statement, ONE.event, ONE.statement)
KNOWN = {one.model: one for one in (ONE, OTHER)}

# The phenomenon; who read it; what must be told, what must not.
ROWS: list[tuple[str, list[str | None], list[str], list[str]]] = [
    (
        "a model that was measured",
        [ONE.model],
        ["(newsreader-en 9.1.0)", "in 12 news articles", "80 of 100 statements", "30 of 100 events (70 in their type)"],
        ["figures", "0123456789abcdef", "was not measured"],
    ),
    ("few records are told no share of", [OTHER.model], ["80 of 100 figures", "7 news articles"], []),
    ("another version was not measured", ["newsreader-en 9.2.0 0123456789abcdef"], ["was not measured"], ["of 100"]),
    (
        "a language model bears not the figures of the model whose parse it used",
        [f"llama-9 aaaabbbbccccdddd over {ONE.model}"],
        ["was not measured for llama-9."],
        ["of 100", "newsreader"],
    ),
    ("a reader that is not known", [None], ["was not measured for a reader that is not known"], ["of 100"]),
    (
        "one that was measured and one that was not",
        [None, ONE.model, "hand"],
        ["80 of 100 statements", "Other records here were read by a reader that is not known and hand"],
        [],
    ),
    ("two that were measured", [OTHER.model, ONE.model], ["(newsreader-en 9.1.0)", "(newsreader-xx 2.0.0)"], []),
    ("nothing was read yet", [], ["a machine’s reading, and it errs."], ["of 100", "measured"]),
]


@pytest.mark.parametrize(("models", "told", "not_told"), [row[1:] for row in ROWS], ids=[row[0] for row in ROWS])
def test_the_sentence_tells_of_those_that_read_it(models: list[str | None], told: list[str], not_told: list[str]):
    sentence = caution(models, KNOWN)
    assert sentence.endswith(LOOK)
    assert all(words in sentence for words in told), sentence
    assert not any(words in sentence for words in not_told), sentence


def test_the_order_of_models_says_nothing():
    assert caution([OTHER.model, None, ONE.model], KNOWN) == caution([ONE.model, OTHER.model, None, None], KNOWN)


def test_a_long_name_of_a_reader_is_cut():
    assert len(caution(["x y " * 500])) < 400


@pytest.mark.parametrize("models", [[], [None], ["llama-9"], [None, *all_measured()]])
def test_a_cell_has_no_figures_of_another_model(models: list[str | None]):
    assert in_brief(models) == "Machine-read, and it errs."


def test_what_the_package_tells_can_be():
    for model, one in all_measured().items():
        assert re.fullmatch(r"\S+ \d+\.\d+\.\d+ [0-9a-f]{16}", model)
        assert one.articles > 0
        for count in (one.statement, one.event, one.figure):
            assert 0 <= count.right <= count.found <= count.read
        assert in_brief([model]).count("of 100") == (one.event.read >= 20)

"""What signs weigh beside the network's scores, and that every sign has its place in the tables."""

from __future__ import annotations

import tracemalloc
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportedly.article import likening
from reportedly.article.likening import CLASSES, SIZES, SIZES_NEW, likened, paragraphs_of, signs_of
from reportedly.model.parse import Parse
from reportedly.model.ties import Ties
from reportedly.vocabulary import load_lexicon
from tests.article.test_coreference import liking
from tests.factories import parse_of

FORMS = ("He", "They", "it", "Ruiz", "ministry", "ministries", "boats", "the", "which", "we", "you", "?")
RELATIONS = ("nsubj", "obj", "nmod", "appos", "conj", "acl:relcl", "det", "amod", "flat", "cop", "")
TAGS = ("PRON", "NOUN", "PROPN", "VERB", "DET", "ADJ")


def ties(parse: Parse, **given_: object) -> Parse:
    """`parse` with ties that weigh nothing but what is given."""
    one = np.ones(len(CLASSES), np.float32)
    made = replace(Ties(one, one, {}, {}), **given_)
    assert parse.vectors is not None
    return replace(parse, vectors=replace(parse.vectors, ties=made))


def pair() -> tuple[Parse, list[int]]:
    parse = parse_of("Boats sank. The boats burned.", upos={"Boats": "NOUN", "boats": "NOUN"})
    heads = [n for n in range(len(parse.words)) if parse.form(n).lower() == "boats"]
    return liking(parse, heads, {(1, 0): 1.0}), heads


def test_without_weights_the_network_decides() -> None:
    parse, heads = pair()
    described = parse.describe(heads)
    plain, weighed = (list(likened(p, described, load_lexicon())) for p in (parse, ties(parse)))
    assert [(one.new, one.before.tolist(), one.scores.tolist()) for one in weighed] == [
        (one.new, one.before.tolist(), one.scores.tolist()) for one in plain
    ]


def test_a_weight_is_added_and_the_network_scaled() -> None:
    parse, heads = pair()
    described = parse.describe(heads)
    signs = signs_of(parse, described, load_lexicon(), np.array([1]), np.array([0]))
    row = np.zeros(SIZES["match"], np.float32)
    row[signs.pairs["match"]] = 2
    known = np.zeros(SIZES_NEW["known"], np.float32)
    known[signs.new["known"][1]] = -3
    half = np.full(len(CLASSES), 0.5, np.float32)
    *_, last = likened(ties(parse, scale=half, pairs={"match": row}, new={"known": known}), described, load_lexicon())
    assert last.scores.tolist() == [2.5]
    assert last.new == -3


@pytest.mark.parametrize(
    ("text", "beside", "earlier", "later", "match"),
    [
        pytest.param("council met. council chief left.", {3: 4}, 0, 4, 7, id="the head of the earlier with the later"),
        pytest.param("council chief met. council left.", {0: 1}, 1, 4, 6, id="the head of the later with the earlier"),
        pytest.param("council police met. police council left.", {0: 1, 4: 5}, 1, 5, 7, id="both"),
        pytest.param("council met. police chief left.", {3: 4}, 0, 4, 0, id="neither"),
    ],
)
def test_a_head_that_stands_with_another_is_told(
    text: str, beside: dict[int, int], earlier: int, later: int, match: int
) -> None:
    parse = parse_of(text)
    assert {parse.form(earlier), parse.form(later)} <= {"council", "chief", "police"}
    heads = [beside.get(n, n) for n in range(len(parse.words))]
    deprels = ["compound" if n in beside else "" for n in range(len(parse.words))]
    parse = replace(parse, upos=("NOUN",) * len(heads), heads=tuple(heads), deprels=tuple(deprels))
    signs = signs_of(parse, parse.describe([earlier, later]), load_lexicon(), np.array([1]), np.array([0]))
    # The match is the last that a pair's number is made of, `SIZES` says of how many.
    assert signs.pairs["match"].tolist()[0] % 8 == match


def test_a_noun_that_stands_with_itself_all_over_takes_memory_like_the_length_of_the_text() -> None:
    def taken(times: int) -> int:
        parse = parse_of("boat boat. " * times)
        size = len(parse.words)
        heads = [n + 1 if n % 3 == 0 else n for n in range(size)]
        deprels = ["compound" if n % 3 == 0 else "" for n in range(size)]
        parse = replace(parse, upos=("NOUN",) * size, heads=tuple(heads), deprels=tuple(deprels))
        described = parse.describe(range(1, size, 3))
        tracemalloc.start()
        signs_of(parse, described, load_lexicon(), np.array([times - 1]), np.array([0]))
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return peak

    taken(100)
    assert taken(1600) < 6 * taken(400)


def test_pairs_are_weighed_alike_some_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "Lund met Ruiz. Ruiz told Lund that they left. The boats of Lund burned, and they left them."
    parse = parse_of(text, upos={"they": "PRON", "them": "PRON", "boats": "NOUN"})
    heads = [n for n in range(len(parse.words)) if parse.form(n) in ("Lund", "Ruiz", "they", "them", "boats")]
    chance = np.random.default_rng(1)
    likes = {(a, b): float(chance.normal()) for a in range(len(heads)) for b in range(a)}
    rows = {name: chance.normal(size=size).astype(np.float32) for name, size in SIZES.items()}
    rows_new = {name: chance.normal(size=size).astype(np.float32) for name, size in SIZES_NEW.items()}
    parse = ties(liking(parse, heads, likes), pairs=rows, new=rows_new)
    described = parse.describe(heads)

    def told() -> list[tuple[list[int], list[float], float]]:
        found = likened(parse, described, load_lexicon())
        return [(one.before.tolist(), one.scores.tolist(), one.new) for one in found]

    at_once = told()
    assert sum(len(before) for before, _, _ in at_once) > 20
    for size in (1, 4, 7):
        monkeypatch.setattr(likening, "_AT_ONCE", size)
        assert told() == at_once


def test_paragraphs_are_turns() -> None:
    parse = parse_of("You left?\n\nI stayed.\n\nYou did.")
    assert paragraphs_of(parse, [n for n, w in enumerate(parse.words) if parse.form(n) in ("You", "I")]).tolist() == [
        1,
        2,
        3,
    ]


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(1, 14))
def test_every_sign_has_its_place(seed: int, count: int) -> None:
    chance = np.random.default_rng(seed)
    text = " ".join(FORMS[chance.integers(len(FORMS))] + ("." if chance.random() < 0.3 else "") for _ in range(count))
    parse = parse_of(text)
    size = len(parse.words)
    parse = replace(
        parse,
        upos=tuple(TAGS[n] for n in chance.integers(len(TAGS), size=size)),
        heads=tuple(chance.integers(size, size=size).tolist()),
        deprels=tuple(RELATIONS[n] for n in chance.integers(len(RELATIONS), size=size)),
    )
    described = parse.describe(range(size))
    later, earlier = np.tril_indices(size, -1)
    signs = signs_of(parse, described, load_lexicon(), later, earlier)
    assert signs.pairs.keys() == SIZES.keys()
    assert signs.new.keys() == SIZES_NEW.keys()
    assert all(((row >= 0) & (row < SIZES[name])).all() for name, row in signs.pairs.items())
    assert all(((row >= 0) & (row < SIZES_NEW[name])).all() for name, row in signs.new.items())
    again = signs_of(parse, described, load_lexicon(), later, earlier)
    assert all((signs.pairs[name] == again.pairs[name]).all() for name in SIZES)

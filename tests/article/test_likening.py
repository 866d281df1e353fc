"""What signs weigh beside the network's scores, and that every sign has its place in the tables."""

from __future__ import annotations

import tomllib
import tracemalloc
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportedly.article import likening
from reportedly.article.aspects import CLASSES, paragraphs_of
from reportedly.article.coreference import chains
from reportedly.article.likening import SIZES, SIZES_NEW, Signs, comparable, likened, signs_of
from reportedly.model.parse import Parse
from reportedly.model.ties import Ties
from reportedly.vocabulary import load_lexicon
from tests.article.test_coreference import liking
from tests.factories import parse_of

ROWS: list[dict[str, Any]] = tomllib.loads(
    (Path(__file__).parent / "tables" / "likening.toml").read_text(encoding="utf-8")
)["row"]
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
    assert signs.pairs["match"].tolist()[0] % 9 == match


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


@pytest.mark.parametrize(
    ("later", "earlier", "looked_at"),
    [
        pytest.param("demonstrative", "clause", True, id="this takes up a clause"),
        pytest.param("thing", "clause", True, id="it does"),
        pytest.param("that", "clause", True, id="that plan does"),
        pytest.param("name", "clause", False, id="a name does not"),
        pytest.param("he", "clause", False, id="he does not"),
        pytest.param("clause", "name", False, id="a clause takes nothing up"),
        pytest.param("name", "bare", True, id="two mentions"),
    ],
)
def test_which_pairs_are_looked_at(later: str, earlier: str, looked_at: bool) -> None:
    kinds = np.array([CLASSES.index(earlier), CLASSES.index(later)])
    assert comparable(kinds, kinds[[1]], np.array([0])).tolist() == [looked_at]


def test_clauses_are_told_by_what_they_tell_and_how_many_lie_between() -> None:
    parse = parse_of("Crews left. Boats sank. This hurt.", upos={"left": "VERB", "sank": "VERB", "This": "PRON"})
    heads = [n for n in range(len(parse.words)) if parse.form(n) in ("left", "sank", "This")]
    subject = parse.words.index(next(w for w in parse.words if w.of(parse.text) == "Boats"))
    over, relations = list(parse.heads), list(parse.deprels)
    over[subject], relations[subject] = heads[1], "nsubj"
    parse = replace(parse, heads=tuple(over), deprels=tuple(relations))
    signs = signs_of(parse, parse.describe(heads), load_lexicon(), np.array([2, 2]), np.array([0, 1]))
    assert [CLASSES[kind] for kind in signs.kind] == ["clause", "clause", "demonstrative"]
    assert len(set(signs.pairs["clauses"].tolist())) == 2
    assert len(set(signs.pairs["clause"].tolist())) == 2


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


def read_row(row: dict[str, Any], text: str, more: dict[str, tuple[str, str]]) -> tuple[Signs, int]:
    """The signs of the row's pair in a text, and the place of its later mention."""
    parse = parse_of(text)
    at: dict[str, int] = {}
    for n in range(len(parse.words)):
        form = parse.form(n)
        at[form if form not in at else f"{form}#2"] = n
    at["LAST"] = len(parse.words) - 2
    over, relations, tags = list(parse.heads), list(parse.deprels), list(parse.upos)
    for word, (head, relation) in (row.get("links", {}) | more).items():
        if word in at and head in at:
            over[at[word]], relations[at[word]] = at[head], relation
    for n, word in enumerate(parse.words):
        if word.of(text) in row["heads"]:
            tags[n] = row.get("upos", {}).get(word.of(text), "NOUN")
        elif word.of(text).lower() in ("another", "its", "no", "each", "the", "a"):
            over[n], relations[n] = min(n + 1, len(parse.words) - 1), "det"
    parse = replace(parse, heads=tuple(over), deprels=tuple(relations), upos=tuple(tags))
    described = parse.describe([n for n in range(len(parse.words)) if parse.form(n) in row["heads"]])
    count = len(described.heads)
    late, early = (place % count for place in row.get("pair", [-1, -2]))
    return signs_of(parse, described, load_lexicon(), np.array([late]), np.array([early])), late


@pytest.mark.parametrize("row", ROWS, ids=[row["name"] for row in ROWS])
def test_phenomenon(row: dict[str, Any]) -> None:
    (one, late), (two, other) = read_row(row, row["text"], {}), read_row(row, row["other"], row.get("joined", {}))
    assert [name for name in row.get("signs", []) if one.pairs[name][0] == two.pairs[name][0]] == []
    assert [name for name in row.get("new", []) if one.new[name][late] == two.new[name][other]] == []


def test_the_mentions_of_a_chain_speak_together() -> None:
    """Two mentions of one boat outweigh one of another, where no one of them does."""
    parse = parse_of("A boat sank. The boat burned. A ship left. The vessel is lost.")
    words = ("boat", "ship", "vessel")
    parse = replace(parse, upos=tuple("NOUN" if parse.form(n) in words else t for n, t in enumerate(parse.upos)))
    heads = [n for n in range(len(parse.words)) if parse.form(n) in words]
    parse = ties(liking(parse, heads, {(1, 0): 3.0, (3, 0): 2.0, (3, 1): 2.0, (3, 2): 2.5}))
    assert [[heads.index(word) for word in chain] for chain in chains(parse, heads)] == [[0, 1, 3], [2]]


def test_a_noun_without_a_type_is_what_the_same_noun_is() -> None:
    parse = parse_of("The ship sank. A ship captain left.", upos={"ship": "NOUN", "captain": "NOUN"})
    heads = [n for n in range(len(parse.words)) if parse.form(n) == "ship"]
    parse = replace(parse, upos=tuple("NOUN" if n in heads else tag for n, tag in enumerate(parse.upos)))

    def types(*told: str | None) -> int:
        kinds = dict(zip(heads, told, strict=True))
        read = replace(parse, entities=tuple(kinds.get(n) for n in range(len(parse.words))))
        signs = signs_of(read, read.describe(heads), load_lexicon(), np.array([1]), np.array([0]))
        return int(signs.pairs["types"][0])

    assert types("object", None) == types("object", "object") != types(None, None)


def test_number_forbids_nothing_where_it_is_weighed() -> None:
    """ "The team … the players": without weights one is none of several, with them it is for the weights to say."""
    parse = parse_of("They won. It left.", upos={"They": "PRON", "It": "PRON"})
    heads = [n for n in range(len(parse.words)) if parse.form(n) in ("They", "It")]
    parse = liking(parse, heads, {(1, 0): 3.0})
    assert [len(chains(one, heads)) for one in (parse, ties(parse))] == [2, 1]


def taken_up(text: str) -> tuple[Parse, list[int]]:
    """A text in which "This" is a mention and "closed" a clause that the network likes for it."""
    links = {"council": ("closed", "nsubj"), "closed": ("closed", "root"), "quay": ("closed", "obj")}
    kinds = {"council": "organization", "quay": "place", "This": "event"}
    tags = {"council": "NOUN", "quay": "NOUN", "closed": "VERB", "This": "PRON"}
    parse = parse_of(text, entities=kinds, upos=tags, links=links)
    heads = [n for n in range(len(parse.words)) if parse.form(n) in ("council", "closed", "quay", "This")]
    return parse, heads


@pytest.mark.parametrize(
    ("likes", "weighed", "told"),
    [
        pytest.param({(3, 1): 4.0}, True, [["closed", "This"]], id="this is what the clause tells"),
        pytest.param({(3, 1): 4.0, (3, 2): 5.0}, True, [["quay", "This"]], id="or a thing, where that is likelier"),
        pytest.param({(2, 1): 4.0, (1, 0): 4.0}, True, [], id="clauses are nothing to names and nouns"),
        pytest.param({(3, 1): 4.0}, False, [], id="without weights clauses are left out"),
    ],
)
def test_what_takes_up_a_clause(likes: dict[tuple[int, int], float], weighed: bool, told: list[list[str]]) -> None:
    parse, heads = taken_up("The council closed the quay. This angered many.")
    parse = liking(parse, heads, likes)
    found = chains(ties(parse) if weighed else parse)
    assert [[parse.form(word) for word in chain] for chain in found if len(chain) > 1] == told
    # A clause that nothing takes up is no mention.
    assert {parse.form(word) for chain in found for word in chain} - {"closed"} == {"council", "quay", "This"}
    assert sum("closed" in [parse.form(word) for word in chain] for chain in found) == (["closed", "This"] in told)

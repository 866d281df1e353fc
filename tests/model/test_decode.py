"""Role scores → attributions, scores of acts → acts."""

from dataclasses import replace
from itertools import pairwise, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportedly.model.decode import Scores, acts, attributions, role_transitions, viterbi
from reportedly.model.labels import ACTS, MODES, PART_BEFORE, PART_REACH, PARTS, ROLE_BEFORE, ROLE_REACH, ROLES
from reportedly.model.parse import Act
from reportedly.records import STATUSES

FREE = role_transitions(np.zeros((len(ROLES), len(ROLES)), np.float32))


def legal(tags: tuple[int, ...]) -> bool:
    names = ["O", *(ROLES[t] for t in tags)]
    return all(not b.startswith("I-") or a[2:] == b[2:] for a, b in pairwise(names))


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(1, 4))
def test_no_legal_path_is_better(seed: int, length: int) -> None:
    scores = np.random.default_rng(seed).normal(size=(1, length, len(ROLES))).astype(np.float32)
    path = tuple(int(t) for t in viterbi(scores, FREE)[0])
    assert legal(path)

    def worth(tags: tuple[int, ...]) -> float:
        return float(sum(scores[0, n, t] for n, t in enumerate(tags)))

    best = max(worth(tags) for tags in product(range(len(ROLES)), repeat=length) if legal(tags))
    assert abs(worth(path) - best) < 1e-4


def scores_for(tagged: list[str], anchor: int) -> Scores:
    """A window whose one anchor gives every word just the role that is named."""
    n = len(tagged)
    roles = np.full((1, n, len(ROLES)), -5, np.float32)
    for place, name in enumerate(tagged):
        roles[0, place, ROLES.index(name)] = 5
    nothing, none = np.zeros(n, np.int64), np.zeros((n, n), np.float32)
    return Scores(
        starts=np.zeros(n, np.float32), upos=nothing, entities=nothing, labels=nothing, arcs=none,
        anchors=np.array([anchor]), anchor_scores=np.array([0.9], np.float32), roles=roles,
        stance=np.zeros((1, 5), np.float32), source_type=np.zeros((1, 7), np.float32),
    )  # fmt: skip


def test_ranges_count_from_the_start_of_the_article() -> None:
    tagged = ["B-source", "I-source", "B-cue", "O", "B-content", "I-content", "B-content"]
    (found,) = attributions([(scores_for(tagged, 2), 100)], FREE)
    assert (found.anchor, found.source, found.cue) == (102, (100, 102), (102, 103))
    assert found.content == ((104, 106), (106, 107))


def test_of_two_cues_the_one_at_the_anchor_is_taken() -> None:
    (found,) = attributions([(scores_for(["B-cue", "O", "B-cue", "I-cue", "B-content"], 3), 0)], FREE)
    assert found.cue == (2, 4)


def test_a_window_without_anchors_says_nothing() -> None:
    scores = scores_for(["O"], 0)
    empty = Scores(*(getattr(scores, f) if f not in {"anchors"} else np.array([], np.int64)
                     for f in Scores.__dataclass_fields__))  # fmt: skip
    assert attributions([(empty, 0)], FREE) == []


def test_what_an_anchor_looks_at_begins_some_way_before_it() -> None:
    """A late anchor's roles are told for the words from ROLE_BEFORE before it on, and for none after the window."""
    anchor, width = ROLE_BEFORE + 30, ROLE_BEFORE + 33
    scores = scores_for(["O"] * width, anchor)
    roles = np.full((1, ROLE_REACH, len(ROLES)), -5, np.float32)
    roles[0, :, 0] = 0
    roles[0, ROLE_BEFORE, ROLES.index("B-cue")] = 5
    roles[0, ROLE_BEFORE - 2, ROLES.index("B-source")] = 5
    roles[0, ROLE_BEFORE + 1 :, ROLES.index("I-content")] = 5
    roles[0, ROLE_BEFORE + 1, ROLES.index("B-content")] = 6
    (found,) = attributions([(replace(scores, roles=roles), 1000)], FREE)
    assert (found.anchor, found.cue, found.source) == (1000 + anchor, (1086, 1087), (1084, 1085))
    assert found.content == ((1087, 1000 + width),)


NONE, ACTOR, RECIPIENT, BOTH, TRIGGER = range(len(PARTS))


def acts_of(
    word: int,
    rows: dict[int, dict[int, float]],
    count: int = 8,
    first: int = 0,
    modes: dict[tuple[str, str | None], float] | None = None,
) -> Act:
    """The act of one trigger: `rows` gives the words that it looks at their parts, `modes` the modes their scores."""
    parts = np.zeros((1, PART_REACH, len(PARTS)), np.float32)
    for row, chances in rows.items():
        for part, chance in chances.items():
            parts[0, row, part] = chance
    types = np.zeros((1, len(ACTS)), np.float32)
    types[0, ACTS.index("AID")] = 1
    scores = np.array([[(modes or {}).get(mode, 0.0) for mode in MODES]], np.float32)
    status = np.full((1, len(STATUSES)), 1 / len(STATUSES), np.float32)
    (act,) = acts(np.array([word]), types, status, scores, parts, count, first)
    return act


@pytest.mark.parametrize(
    ("name", "word", "trigger", "words"),
    [
        ("one word", 2, {}, (2, 3)),
        ("the head is one whatever is said of it", 2, {2: 0.1}, (2, 3)),
        ("words behind", 2, {2: 0.9, 3: 0.9, 4: 0.6}, (2, 5)),
        ("words before", 2, {1: 0.9, 0: 0.7}, (0, 3)),
        ("on both sides", 2, {1: 0.9, 3: 0.9}, (1, 4)),
        ("not beyond a gap", 2, {3: 0.5, 4: 0.9}, (2, 3)),
        ("to the end of the window and no farther", 7, {7: 0.9, 8: 0.9}, (7, 8)),
    ],
)
def test_the_words_of_a_trigger(name: str, word: int, trigger: dict[int, float], words: tuple[int, int]) -> None:
    act = acts_of(word, {row: {TRIGGER: chance} for row, chance in trigger.items()})
    assert (act.word, act.words) == (word, words)


@pytest.mark.parametrize(
    ("name", "chances", "part"),
    [
        ("sure of one", {NONE: 0.1, ACTOR: 0.9}, (0.9, 0.0, 0.0)),
        ("little of each, enough in all", {NONE: 0.94, ACTOR: 0.02, RECIPIENT: 0.02, BOTH: 0.02}, (0.02, 0.02, 0.02)),
        ("too little in all", {NONE: 0.96, ACTOR: 0.02, RECIPIENT: 0.02}, None),
        ("a part of the trigger is no party", {NONE: 0.1, TRIGGER: 0.9}, None),
    ],
)
def test_who_is_told_as_a_party(name: str, chances: dict[int, float], part: tuple[float, float, float] | None) -> None:
    act = acts_of(2, {5: chances}, first=100)
    assert [(p.word, (p.actor, p.recipient, p.both)) for p in act.parts] == ([(105, part)] if part else [])


def test_what_lies_after_the_window_is_no_party() -> None:
    act = acts_of(2, {0: {ACTOR: 1.0}, 7: {RECIPIENT: 1.0}, 8: {RECIPIENT: 1.0}})
    assert [part.word for part in act.parts] == [0, 7]


def test_a_late_trigger_looks_at_words_from_some_way_before_it() -> None:
    word = PART_BEFORE + 30
    rows = {PART_BEFORE - 4: {ACTOR: 0.8}, PART_BEFORE + 1: {TRIGGER: 0.8}}
    act = acts_of(word, rows, count=word + 5, first=1000)
    assert (act.word, act.words) == (1000 + word, (1000 + word, 1000 + word + 2))
    assert [part.word for part in act.parts] == [1000 + word - 4]


def test_the_modes_of_each_type_sum_to_one() -> None:
    scores = {("AID", "military"): 2.0, ("AID", None): 1.0, ("ASSAULT", "drone"): 40.0}
    act = acts_of(2, {}, modes=scores)
    chances = dict(zip(MODES, act.modes, strict=True))
    for kind in ACTS[1:]:
        assert sum(chance for (other, _), chance in chances.items() if other == kind) == pytest.approx(1, abs=2e-3)
    assert chances["ASSAULT", "drone"] == pytest.approx(1, abs=1e-3)
    # e² against e and three times one: what is scored higher in another type takes nothing from it.
    assert chances["AID", "military"] == pytest.approx(np.exp(2) / (np.exp(2) + np.e + 3), abs=1e-3)


def test_a_window_without_triggers_tells_no_act() -> None:
    nothing = [np.zeros((0, n), np.float32) for n in (len(ACTS), len(STATUSES), len(MODES))]
    parts = np.zeros((0, PART_REACH, len(PARTS)), np.float32)
    assert acts(np.zeros(0, np.int64), *nothing, parts, count=8, first=0) == []

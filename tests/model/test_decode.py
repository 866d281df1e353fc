"""Role scores → attributions."""

from dataclasses import replace
from itertools import pairwise, product

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from reportedly.model.decode import Scores, attributions, role_transitions, viterbi
from reportedly.model.labels import ROLE_BEFORE, ROLE_REACH, ROLES

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
    (found,) = attributions(scores_for(tagged, 2), FREE, first=100)
    assert (found.anchor, found.source, found.cue) == (102, (100, 102), (102, 103))
    assert found.content == ((104, 106), (106, 107))


def test_of_two_cues_the_one_at_the_anchor_is_taken() -> None:
    (found,) = attributions(scores_for(["B-cue", "O", "B-cue", "I-cue", "B-content"], 3), FREE, first=0)
    assert found.cue == (2, 4)


def test_a_window_without_anchors_says_nothing() -> None:
    scores = scores_for(["O"], 0)
    empty = Scores(*(getattr(scores, f) if f not in {"anchors"} else np.array([], np.int64)
                     for f in Scores.__dataclass_fields__))  # fmt: skip
    assert attributions(empty, FREE, first=0) == []


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
    (found,) = attributions(replace(scores, roles=roles), FREE, first=1000)
    assert (found.anchor, found.cue, found.source) == (1000 + anchor, (1086, 1087), (1084, 1085))
    assert found.content == ((1087, 1000 + width),)

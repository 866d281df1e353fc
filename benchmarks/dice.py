"""A network that throws dice in place of the model's: every stage after it meets what no article would make it meet.

Its dice are seeded by the words of the window, so that the same text is always read in the same way. It costs next to
nothing, so that what is measured is all that is not the network; that one takes the same time for every window, and
windows are of bounded size.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from importlib.resources import as_file, files
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from reportedly.article.deciding import read_deciding
from reportedly.article.pipeline import Pipeline
from reportedly.model.labels import ACTS, ENTITY_TYPES, MODES, PART_BEFORE, PARTS, ROLE_BEFORE, ROLES, UPOS
from reportedly.model.pieces import Pieces
from reportedly.model.session import DEFAULT, Newsreader
from reportedly.model.session import _config as read_config
from reportedly.records import SOURCE_TYPES, STANCES, STATUSES
from reportedly.vocabulary import load_lexicon

Array = NDArray[Any]

_ROLES_LENGTH, _PARTS_LENGTH = 129, 113
_VECTOR, _DEED, _STATE = 64, 48, 384
# One in so many words says something, or is an act.
_ANCHORS, _ACTS = 20, 10
# So that about every other mention is taken for one before it, and not every one.
_ALIKE = 0.5


def pipeline_of_dice() -> Pipeline:
    """The whole way from bytes to records, with dice in place of the network."""
    with as_file(files("reportedly") / "data" / "model" / DEFAULT) as folder:
        config, pieces = read_config(folder), Pieces.read(folder / "vocabulary.txt")
    newsreader = Newsreader(config, "dice", pieces, cast(Any, _Dice(len(config.deprels))))
    return Pipeline(newsreader, load_lexicon(), deciding=read_deciding(None))


class _Dice:
    """Answers as the network does, see `decode.Scores`."""

    def __init__(self, labels: int) -> None:
        self._labels = labels

    def run(self, names: Sequence[str], feed: Mapping[str, Array]) -> list[Array]:
        dice = np.random.default_rng(zlib.crc32(feed["pieces"].tobytes()))
        words, pieces = feed["begin"].shape[1], feed["pieces"].shape[1]
        core = np.flatnonzero(feed["core"][0])
        starts = np.where(dice.random(words) < 0.06, 1, 0).astype(np.float32)
        forced = feed["forced"][0]
        starts[forced == 1], starts[forced == 0] = 1, 0
        # Mostly near heads, as in a language; now and then anything, so that there are circles to be broken.
        arcs = dice.normal(0, 2, (words, words)).astype(np.float32)
        arcs -= np.abs(np.subtract.outer(np.arange(words), np.arange(words))) / 3
        anchors = _some(dice, core, _ANCHORS)
        acts = _some(dice, core, _ACTS)
        roles = dice.normal(0, 2, (len(anchors), _ROLES_LENGTH, len(ROLES))).astype(np.float32)
        # Runs, not single words: what is tagged at one word is likely at the next.
        roles[:, 1:] += 2 * roles[:, :-1]
        # Some five words are parties to an act.
        parts = (dice.random((len(acts), _PARTS_LENGTH, len(PARTS))) ** 200).astype(np.float32)
        assert ROLE_BEFORE < _ROLES_LENGTH
        assert PART_BEFORE < _PARTS_LENGTH
        anchor_chances = np.full((1, words, 3), 0.01, np.float32)
        anchor_chances[0, anchors] = (0.05, 0.9, 0.05)
        out: dict[str, Array] = {
            "starts": starts[None],
            "upos": dice.integers(0, len(UPOS), (1, words)),
            # Most words head no mention.
            "entities": dice.integers(0, len(ENTITY_TYPES), (1, words)) * (dice.random((1, words)) < 0.3),
            "labels": dice.integers(0, self._labels, (1, words)),
            "arcs": arcs[None],
            "anchors": anchor_chances,
            "at": np.stack([np.zeros_like(anchors), anchors], 1),
            "roles": roles,
            "stance": _shares(dice, len(anchors), len(STANCES)),
            "source_type": _shares(dice, len(anchors), len(SOURCE_TYPES)),
            "later": dice.normal(0, _ALIKE, (1, words, _VECTOR)).astype(np.float32),
            "earlier": dice.normal(0, _ALIKE, (1, words, _VECTOR)).astype(np.float32),
            "new": dice.normal(2, 2, (1, words)).astype(np.float32),
            "act_at": np.stack([np.zeros_like(acts), acts], 1),
            "act_types": _shares(dice, len(acts), len(ACTS)),
            "act_status": _shares(dice, len(acts), len(STATUSES)),
            "act_modes": dice.normal(0, 3, (len(acts), len(MODES))).astype(np.float32),
            "parts": parts,
            "deed_later": dice.normal(0, _ALIKE, (len(acts), _DEED)).astype(np.float32),
            "deed_earlier": dice.normal(0, _ALIKE, (len(acts), _DEED)).astype(np.float32),
            "deed_new": dice.normal(2, 2, len(acts)).astype(np.float32),
            "encoded": dice.normal(0, 1, (1, pieces, _STATE)).astype(np.float32),
        }
        return [out.get(name, np.zeros((1, 1), np.float32)) for name in names]


def _some(dice: np.random.Generator, core: Array, one_in: int) -> Array:
    return np.sort(dice.choice(core, max(1, len(core) // one_in), replace=False)) if len(core) else core


def _shares(dice: np.random.Generator, count: int, kinds: int) -> Array:
    """Probabilities that are mostly sure of something."""
    raw = np.exp(dice.normal(0, 4, (count, kinds)))
    return cast(Array, (raw / raw.sum(1, keepdims=True)).astype(np.float32))

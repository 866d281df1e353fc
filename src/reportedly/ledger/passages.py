"""Which passages of one text stand in another, word for word or nearly.

The later text is read from left to right and covered with the longest runs of words that stand in the earlier one
(the greedy factorisation of Ziv and Lempel, 1977, with seeds of four words instead of a suffix tree). Runs that
follow one another in both texts at a small distance are one passage: in between lies what a rewriter changed.
Time is linear in both texts, whatever stands in them: of a seed that recurs only the first four places are tried.

difflib is quadratic and not symmetric in what it finds; rapidfuzz aligns whole texts in order, and a stitched copy
has its parts in another order and leaves most of the other text out.
"""

from __future__ import annotations

from array import array
from collections.abc import Container
from dataclasses import dataclass

import numpy as np

from .shingles import shingles, within
from .wording import Wording

__all__ = ["EVIDENCE", "Compared", "Shared", "kept_words", "shared_passages"]

SEED = 4
PLACES = 4
GAP = 6
"""Words that may have been changed, put in or left out between two runs of one passage."""
DENSITY = 0.6
"""Share of a passage that must be the same words."""
RUN = 7
"""Words that the longest run of a passage must have outside quotation marks."""
EVIDENCE = 16
"""Words outside quotation marks that a passage must share: what a title, a name and a stock phrase do not reach."""


_FEWEST = RUN - SEED + 1
"""Seeds that the longest run has at least, all of them different: a run that repeats one seed is no prose."""


@dataclass(frozen=True, slots=True)
class Shared:
    """The words `[first, last)` of the later text, from the words `[from_first, from_last)` of the earlier one.

    `same` of them are the very same, and quoted in neither text.
    """

    first: int
    last: int
    from_first: int
    from_last: int
    same: int


@dataclass(slots=True)
class Compared:
    """A text made ready: which of its words are compared, and where each four of them stand. Made once, used for
    every text that it is compared with."""

    wording: Wording
    keep: bytes
    _seeds: list[int] | None = None
    _known: frozenset[int] | None = None

    @property
    def counted(self) -> int:
        """Words that are compared and are not quoted."""
        return sum(k and not q for k, q in zip(self.keep, self.wording.quoted, strict=True))

    def seeds(self) -> list[int]:
        """A hash for every four words in a row; 0 where one of them is not compared."""
        if self._seeds is None:
            hashes = shingles(self.wording.codes, SEED)
            self._seeds = np.where(within(self.keep, SEED) == SEED, hashes, np.uint64(0)).tolist()
        return self._seeds

    def known(self) -> frozenset[int]:
        """The seeds that are there, without 0."""
        if self._known is None:
            self._known = frozenset(self.seeds()) - {0}
        return self._known


_TURNED = bytes([1, 0]) + bytes(range(2, 256))


def kept_words(wording: Wording, recurring: Container[int]) -> bytes:
    """1 for each word that is compared: not dropped, and in no line of `recurring`."""
    keep = bytearray(wording.dropped.translate(_TURNED))
    for line in wording.lines:
        if line.key in recurring:
            keep[line.first : line.last] = bytes(line.last - line.first)
    return bytes(keep)


def shared_passages(earlier: Compared, later: Compared) -> list[Shared]:
    """The passages of `later` that stand in `earlier`, in order of `later`; none overlaps another there."""
    found: list[Shared] = []
    chain: list[_Run] = []
    for run in _runs(earlier, later):
        if chain and not _goes_on(chain[-1], run):
            found += _passage(chain, earlier, later)
            chain = []
        chain.append(run)
    return found + _passage(chain, earlier, later)


@dataclass(frozen=True, slots=True)
class _Run:
    there: int
    here: int
    length: int


def _runs(earlier: Compared, later: Compared) -> list[_Run]:
    """The later text's words, covered from left to right with runs of the earlier one's."""
    common = earlier.known() & later.known()
    if len(common) < _FEWEST:
        return []
    places: dict[int, list[int]] = {seed: [] for seed in common}
    for there, seed in enumerate(earlier.seeds()):
        if seed in common and len(places[seed]) < PLACES:
            places[seed].append(there)
    theirs, they_keep = earlier.wording.codes, earlier.keep
    ours, we_keep = later.wording.codes, later.keep
    found: list[_Run] = []
    at = 0
    for here, seed in enumerate(later.seeds()):
        if here < at or seed not in common:
            continue
        due = found[-1].there + (here - found[-1].here) if found else 0
        lengths = [(_length(theirs, they_keep, there, ours, we_keep, here), there) for there in places[seed]]
        # Of equal runs the one that goes on where the last one ended.
        length, there = max(lengths, key=lambda run: (run[0], -abs(run[1] - due), -run[1]))
        found.append(_Run(there, here, length))
        at = here + length
    return found


def _length(theirs: array[int], they_keep: bytes, there: int, ours: array[int], we_keep: bytes, here: int) -> int:
    length = SEED
    most = min(len(theirs) - there, len(ours) - here)
    while (
        length < most
        and theirs[there + length] == ours[here + length]
        and they_keep[there + length]
        and we_keep[here + length]
    ):
        length += 1
    return length


def _goes_on(last: _Run, run: _Run) -> bool:
    return (
        run.here - (last.here + last.length) <= GAP
        and 0 <= run.there - (last.there + last.length) <= GAP
    )  # fmt: skip


def _unquoted(run: _Run, earlier: Compared, later: Compared) -> int:
    """Words of a run that stand between quotation marks in neither text: one of them may have lost its marks."""
    theirs = earlier.wording.quoted[run.there : run.there + run.length]
    ours = later.wording.quoted[run.here : run.here + run.length]
    return sum(not (a or b) for a, b in zip(theirs, ours, strict=True))


def _passage(chain: list[_Run], earlier: Compared, later: Compared) -> list[Shared]:
    """The passage that a chain of runs makes, if it is one."""
    if not chain:
        return []
    own = [_unquoted(run, earlier, later) for run in chain]
    same, words = sum(own), sum(run.length for run in chain)
    first, last = chain[0].here, chain[-1].here + chain[-1].length
    begin, end = chain[0].there, chain[-1].there + chain[-1].length
    if same < EVIDENCE or max(own) < RUN or words < DENSITY * max(last - first, end - begin):
        return []
    return [Shared(first, last, begin, end, same)]

"""Who copied whom: passages of a report that stand in an earlier one, and the groups that this makes.

A report is laid beside the earlier reports of its days, and each passage that it shares with one of them is ascribed
to the earliest that has it. Quotations do not count, since everyone prints them (`requoted.py` has them), nor do
lines that recur (`recurring.py`), nor passages of a few words. A report most of whose own words are copied is a copy;
it may have several origins. All of this is told of two texts and of the lines that recur in each: it never depends on
which report came first into the ledger.

Libraries were weighed. rensa and datasketch sign a text for its Jaccard likeness to another, and a copy that is cut,
or stitched from two, is little like its origin as a whole: what tells it is how much of it is *contained* there.
datasketch's LSH Ensemble knows containment, but is built once over all texts and takes none afterwards, and neither
tells the passages. So signatures are sampled shingles (`signing.py`), which any ordered table can keep, and
passages are found by words (`passages.py`). Quotations, which are short and in order, are compared by rapidfuzz.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from ..text import Span
from .passages import EVIDENCE, Compared, Shared, shared_passages
from .signing import Signature, Standing

__all__ = ["Copy", "CopyGroup", "Passage", "copy_groups", "examine", "independent", "roots"]

SHARE = 0.5
"""Share of a report's own words from which on it is a copy."""
LEAST = 8
"""Words of a report that is word for word another one: shorter ones may agree by chance."""
MAIN = 0.15
"""Share of what is copied that an origin has at least, to be one that the whole report rests on."""
_FEW, _ONE, _TWO = 16, 1, 2
"""A signature of fewer numbers than `_FEW` needs one in common with another to be laid beside it, else two."""
_APART = 6
"""Words between the first and the last shingle in common, where two are needed: a stock phrase is shorter."""
_TRIES = 16
"""Reports at most that one is laid beside."""


@dataclass(frozen=True, slots=True)
class Passage:
    """`span` of a report stands, word for word or nearly, at `origin_span` of the report `origin`.

    `words`: how many of its words count (quotations and recurring lines aside).
    """

    span: Span
    origin: str
    origin_span: Span
    words: int


@dataclass(frozen=True, slots=True)
class Copy:
    """What of a report stands in earlier ones. `words`: how many of its words count. `passages` in order of its text.

    `whole`: every word that is compared is the same as in its origin, in the same order.
    """

    report: str
    words: int
    passages: tuple[Passage, ...] = ()
    whole: bool = False

    @property
    def copied(self) -> int:
        """Words that stand in earlier reports, of those that count."""
        return sum(p.words for p in self.passages)

    @property
    def share(self) -> float:
        """0 to 1: how much of its words is copied. 1 where the whole text is, however much of it is quoted."""
        if self.whole:
            return 1.0
        return self.copied / self.words if self.words else 0.0

    @property
    def is_copy(self) -> bool:
        """Whether it adds too little of its own to be a report in its own right."""
        return self.whole or (self.copied >= EVIDENCE and self.share >= SHARE)

    @property
    def origins(self) -> tuple[str, ...]:
        """Ids of the reports that it has passages of, who has most of it first."""
        words: dict[str, int] = defaultdict(int)
        for passage in self.passages:
            words[passage.origin] += passage.words
        return tuple(sorted(words, key=lambda report: (-words[report], report)))

    @property
    def main_origins(self) -> tuple[str, ...]:
        """Those of `origins` that the report rests on, none where it is no copy."""
        if not self.is_copy:
            return ()
        words: dict[str, int] = defaultdict(int)
        for passage in self.passages:
            words[passage.origin] += passage.words
        return tuple(o for o in self.origins if words[o] >= MAIN * self.copied)


@dataclass(frozen=True, slots=True)
class CopyGroup:
    """An original report and its copies, ids in order. A report stitched from two originals is in the group of each."""

    origin: str
    copies: tuple[str, ...]


def need(standing: Standing) -> int:
    """How many numbers of its signature a report must have in common with another, to be laid beside it."""
    return _ONE if standing.numbers < _FEW else _TWO


def may_share(signature: Signature, keys: Collection[int], places: Mapping[int, int]) -> bool:
    """Whether the numbers that a report has in common with another are worth reading both: enough of them, and not
    all from one phrase. `places`: those of the signature."""
    if signature.whole in keys:
        return True
    if len(keys) < need(signature.standing):
        return False
    at = [places[key] for key in keys]
    return need(signature.standing) == _ONE or max(at) - min(at) >= _APART


def examine(
    report: Compared,
    signature: Signature,
    candidates: Iterable[tuple[Standing, Collection[int]]],
    text_of: Callable[[str], Compared],
) -> Copy:
    """What of `report` stands in `candidates`, each with the numbers that it shares; those that are not earlier are
    passed over. `text_of` gives the text of a candidate by its id.

    A function of the set of candidates. At most `_TRIES` texts are read: each time the earliest of those that explain
    at least a quarter as many of the numbers still open as the best one does. A number that has twice led to a text
    with no passage in common is taken for that of a stock phrase.
    """
    counted, own = report.counted, signature.standing
    left = {c.report: (c, set(keys)) for c, keys in candidates if c.order < own.order}
    same = [c for c, keys in left.values() if signature.whole is not None and signature.whole in keys]
    if same and own.size >= LEAST:
        return _whole_copy(report, text_of(min(same, key=lambda c: c.order).report), counted)
    open_keys = {key for _, keys in left.values() for key in keys}
    failed: Counter[int] = Counter()
    found: list[tuple[Standing, list[Shared]]] = []
    for _ in range(_TRIES):
        scores = {name: len(keys & open_keys) for name, (_, keys) in left.items()}
        best = max(scores.values(), default=0)
        if best < need(own):
            break
        bar = max(need(own), best / 4)
        enough = [(left[name][0], score) for name, score in scores.items() if score >= bar]
        pick, _ = min(enough, key=lambda one: _rank(*one))
        _, keys = left.pop(pick.report)
        shared = shared_passages(text_of(pick.report), report)
        if shared:
            found.append((pick, shared))
            open_keys -= {key for key, at in signature.places if any(s.first <= at < s.last for s in shared)}
        else:
            failed.update(keys)
            open_keys -= {key for key in keys if failed[key] > 1}
    return Copy(own.report, counted, _ascribed(report, found, text_of))


def _whole_copy(report: Compared, origin: Compared, counted: int) -> Copy:
    ours, theirs = ([n for n, kept in enumerate(text.keep) if kept] for text in (report, origin))
    passage = Passage(
        report.wording.span(ours[0], ours[-1] + 1),
        origin.wording.report,
        origin.wording.span(theirs[0], theirs[-1] + 1),
        counted,
    )
    return Copy(report.wording.report, counted, (passage,), whole=True)


def _rank(origin: Standing, has: int) -> tuple[int, int, int, str, str]:
    """The earlier day first; of one day who has most, since a third one may have borrowed a part."""
    day, size, outlet, report = origin.order
    return day, -has, size, outlet, report


def _ascribed(
    report: Compared, found: Sequence[tuple[Standing, list[Shared]]], text_of: Callable[[str], Compared]
) -> tuple[Passage, ...]:
    """Each passage to the earliest that has it; what is left of a later one's counts where it is enough by itself."""
    taken = bytearray(len(report.keep))
    quoted, keep = report.wording.quoted, report.keep
    passages: list[Passage] = []
    for origin, shared in sorted(found, key=lambda one: _rank(one[0], sum(s.same for s in one[1]))):
        theirs = text_of(origin.report).wording
        for one in shared:
            own = [n for n in range(one.first, one.last) if keep[n] and not quoted[n] and not taken[n]]
            if len(own) < EVIDENCE:
                continue
            # What lies at the edges and is another's already is none of this passage.
            first = next(n for n in range(one.first, one.last) if not taken[n])
            last = next(n for n in range(one.last, one.first, -1) if not taken[n - 1])
            span = theirs.span(
                min(one.from_first + (first - one.first), one.from_last - 1),
                max(one.from_last - (one.last - last), one.from_first + 1),
            )
            if span.start >= span.end:
                span = theirs.span(one.from_first, one.from_last)
            passages.append(Passage(report.wording.span(first, last), origin.report, span, len(own)))
            taken[one.first : one.last] = b"\x01" * (one.last - one.first)
    return tuple(sorted(passages, key=lambda p: (p.span, p.origin)))


def roots(report: str, copies: Mapping[str, Copy]) -> frozenset[str]:
    """The original reports that `report` rests on: itself where it is no copy, else what its origins rest on."""
    found: set[str] = set()
    seen = {report}
    ahead = [report]
    while ahead:
        one = ahead.pop()
        origins = copies[one].main_origins if one in copies else ()
        if not origins:
            found.add(one)
        # Origins are always earlier, so no way leads back; two ways may meet.
        ahead += [origin for origin in origins if origin not in seen]
        seen.update(origins)
    return frozenset(found)


def copy_groups(copies: Mapping[str, Copy]) -> tuple[CopyGroup, ...]:
    """The originals that have copies, each with all that rest on it, ordered by id."""
    members: dict[str, set[str]] = defaultdict(set)
    for report, copy in copies.items():
        if copy.is_copy:
            for origin in roots(report, copies):
                members[origin].add(report)
    return tuple(CopyGroup(origin, tuple(sorted(members[origin]))) for origin in sorted(members))


def independent(reports: Iterable[str], copies: Mapping[str, Copy]) -> int:
    """How many of `reports` are independent: how many originals they rest on, and never more than they are."""
    reports = set(reports)
    behind: set[str] = set()
    for report in reports:
        behind |= roots(report, copies)
    return min(len(reports), len(behind))

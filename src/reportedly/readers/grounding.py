"""Words that somebody else names → where they stand in the text. Pure: no model, no network, nothing but words.

A quotation is looked for word by word, in three steps: with quotation marks, dashes, blanks and capitals folded; with
quotation marks left out; with articles left out as well. The first step that finds it decides. Of several places the
one that its neighbours tell is taken: the other words of the same record, and the stretch that holds them all. Where
they tell none, it is not located at all: a wrong place is worse than none.
"""

from __future__ import annotations

import itertools
import re
import tomllib
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from importlib.resources import files
from typing import Literal

from ..errors import VocabularyError
from ..text import Span

__all__ = ["Fault", "Located", "Named", "Words", "located"]

Fault = Literal["not in the text", "stands in several places"]

MOST = 64
"""Places of one quotation, or of one frame, that are looked at: what stands more often than that tells nothing."""

# By how many characters a place must be nearer than any other.
_CLEAR = 15
_SEVERAL_PLACES: Fault = "stands in several places"
# Places of one role within a frame.
_SEVERAL = 6

_TOKEN = re.compile(r"\.{3}|[-–—‑−‐]+|[\"“”„‟«»‘’‚‛'`´＂]+|\w+|\S")
_DASHES, _MARKS = frozenset("-–—‑−‐"), frozenset("\"“”„‟«»‘’‚‛'`´＂")
_DASH, _MARK, _ELLIPSIS = "-", '"', "…"


@dataclass(frozen=True, slots=True)
class Named:
    """The words of one record as somebody names them.

    key: what the record is told by (the trigger, what is said), in order; of the text its pieces are near each other.
    others: further words by their roles, each near the key. frame: a stretch of the text that holds what is named
    `inside` it, all of it where that is empty, or None where none is given. optional: roles that the record can be
    without: where their words stand in several places and the frame tells of none, they are left out.
    """

    key: tuple[str, ...]
    others: Mapping[str, str] = field(default_factory=dict)
    frame: str | None = None
    inside: frozenset[str] = frozenset()
    optional: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Located:
    """Where a record's words stand. `unplaced`: optional roles that were left out."""

    key: tuple[Span, ...]
    others: Mapping[str, Span] = field(default_factory=dict)
    unplaced: tuple[str, ...] = ()


class Words:
    """The words of a text, to find quotations in. What is found are whole words.

    `shown`: the stretches of it that count, in order; all of it where None.
    """

    def __init__(self, text: str, shown: Sequence[Span] | None = None) -> None:
        self.text = text
        tokens = [one for span in shown or [Span(0, len(text))] for one in _tokens(text, *span)]
        self._levels = tuple(_Level(tokens, step) for step in range(_STEPS))
        self._known: dict[tuple[int, str], list[Span]] = {}

    def places(self, quotation: str, within: Span | None = None) -> list[Span]:
        """Where `quotation` stands, in order: the places of the first step that finds any, in `within` if given."""
        for step in range(_STEPS):
            if (step, quotation) not in self._known:
                wanted = _kept(list(_tokens(quotation)), step)
                self._known[step, quotation] = self._levels[step].find(wanted)
            found = self._known[step, quotation]
            if within is not None:
                found = [span for span in found if within.contains(span)]
            if found:
                return found
        return []


_STEPS = 3


class _Level:
    """The words of a text as one step sees them."""

    def __init__(self, tokens: Sequence[tuple[str, Span]], step: int) -> None:
        kept = _kept(tokens, step)
        self._forms = [form for form, _ in kept]
        self._spans = [span for _, span in kept]

    @cached_property
    def _at(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = {}
        for n, form in enumerate(self._forms):
            found.setdefault(form, []).append(n)
        return found

    def find(self, wanted: Sequence[tuple[str, Span]]) -> list[Span]:
        forms = [form for form, _ in wanted]
        # Marks alone are nobody's words.
        if not any(form[:1].isalnum() for form in forms):
            return []
        rarest = min(range(len(forms)), key=lambda n: (len(self._at.get(forms[n], ())), n))
        found: list[Span] = []
        for at in self._at.get(forms[rarest], ()):
            first = at - rarest
            if first < 0 or self._forms[first : first + len(forms)] != forms:
                continue
            found.append(Span(self._spans[first].start, self._spans[first + len(forms) - 1].end))
        return found


def _tokens(text: str, start: int = 0, end: int | None = None) -> Iterator[tuple[str, Span]]:
    """Folded words and marks, and where they stand. What prints nothing is left out."""
    for match in _TOKEN.finditer(text, start, len(text) if end is None else end):
        token = match.group()
        if token[0] in _DASHES:
            form = _DASH
        elif token[0] in _MARKS:
            form = _MARK
        elif token in ("...", "…"):
            form = _ELLIPSIS
        else:
            form = unicodedata.normalize("NFKC", token).casefold()
            if len(token) == 1 and unicodedata.category(token) == "Cf":
                continue
        yield form, Span(*match.span())


def _kept(tokens: Sequence[tuple[str, Span]], step: int) -> list[tuple[str, Span]]:
    """The words that a step looks at."""
    if step == 0:
        return list(tokens)
    kept = [one for one in tokens if one[0] != _MARK]
    return kept if step == 1 else [one for one in kept if one[0] not in _articles()]


@lru_cache(maxsize=1)
def _articles() -> frozenset[str]:
    file = "data/readers/grounding.toml"
    try:
        found = tomllib.loads(files("reportedly").joinpath(file).read_text("utf-8"))["articles"]
        return frozenset(str(word) for word in found)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise VocabularyError(f"{file}: {error}") from error


# Records


def located(words: Words, named: Named, within: Span | None = None) -> Located | Fault:
    """Where the words of a record stand, all of them; or why that cannot be told.

    `within`: the part of the text that was shown to whoever names them.
    """
    key = [words.places(quotation, within) for quotation in named.key]
    others = {role: words.places(quotation, within) for role, quotation in named.others.items()}
    if not all(key) or not all(others.values()):
        return "not in the text"
    frames = words.places(named.frame, within) if named.frame else []
    if named.inside:
        if len(key[0]) > MOST:
            return _SEVERAL_PLACES
        tried = [(frame, span) for span in key[0] for frame in _beside(frames, span) or [None]]
        return _best([_around(frame, span, key[1:], others, named) for frame, span in tried], framed=False)
    held = [(frame, span) for frame in frames[: MOST + 1] for span in _in(key[0], frame)]
    if len(held or key[0]) > MOST:
        return _SEVERAL_PLACES
    if held:
        return _best([_around(frame, span, key[1:], others, named) for frame, span in held], framed=True)
    return _best([_around(None, span, key[1:], others, named) for span in key[0]], framed=False)


def _in(places: Sequence[Span], frame: Span) -> list[Span]:
    """The places in a frame, `MOST` and one at most."""
    first = bisect_left(places, (frame.start, 0))
    found = itertools.takewhile(lambda span: span.start < frame.end, itertools.islice(places, first, first + MOST + 1))
    return [span for span in found if span.end <= frame.end]


def _beside(frames: Sequence[Span], span: Span) -> Sequence[Span | None]:
    """The frames that are nearest to a place, some on either side."""
    at = bisect_left(frames, span)
    return frames[max(0, at - _SEVERAL) : at + _SEVERAL]


# What speaks against a record in its place: words outside of the frame, words that lie in each other, how much of the
# frame is not needed, how far apart everything is.
_Cost = tuple[int, int, int, int]


def _best(found: Sequence[tuple[_Cost, Located] | None], framed: bool) -> Located | Fault:
    """The one with the least against it, where every other has clearly more. `framed`: they are told by a frame."""
    told = sorted((one for one in found if one is not None), key=lambda one: (one[0], one[1].key))
    if not told:
        return _SEVERAL_PLACES
    (least, chosen), *others = told
    for cost, other in others:
        if cost[:2] != least[:2] or (other.key, dict(other.others)) == (chosen.key, dict(chosen.others)):
            continue
        fills = framed and other.key == chosen.key and least[2] == 0 < cost[2]
        if not fills and (framed or cost[3] - least[3] < _CLEAR):
            return _SEVERAL_PLACES
    return chosen


def _around(
    frame: Span | None,
    first: Span,
    more: Sequence[Sequence[Span]],
    others: Mapping[str, Sequence[Span]],
    named: Named,
) -> tuple[_Cost, Located] | None:
    """The record with its first word in this place, and what speaks against it; None where it cannot stand there."""
    key = [first]
    for places in more:
        following = bisect_left(places, (key[-1].end, 0))
        if following == len(places):
            return None
        key.append(places[following])
    roles, unplaced = [], []
    for role, places in others.items():
        framed = frame if not named.inside or role in named.inside else None
        choices = _choices(places, key, framed)
        if choices:
            roles.append((role, choices))
        elif role in named.optional:
            unplaced.append(role)
        else:
            return None
    best: list[tuple[_Cost, Located]] = []
    for combination in itertools.product(*(choices for _, choices in roles)):
        placed = {role: span for (role, _), span in zip(roles, combination, strict=True)}
        held = [span for role, span in placed.items() if role in named.inside] if named.inside else [*key, *combination]
        astray = sum(not frame.contains(span) for span in held) if frame else 0
        twice = sum(one.overlaps(other) for one, other in itertools.combinations(combination, 2))
        spare = _spare(frame, held) if frame else 0
        gaps = sum(one.start - before.end for before, one in itertools.pairwise(key))
        far = sum(_distance(span, key) for span in ([frame] if frame and named.inside else combination))
        best.append(((astray, twice, spare, gaps + far), Located(tuple(key), placed, tuple(unplaced))))
    chosen = _best(best, frame is not None)
    return None if isinstance(chosen, str) else (min(cost for cost, _ in best), chosen)


def _choices(places: Sequence[Span], key: Sequence[Span], frame: Span | None) -> list[Span]:
    """The places of a role that are looked at: those in the frame, or the only one there is; none where its words stand
    in several other places."""
    framed = _in(places, frame) if frame is not None else []
    if not framed:
        return list(places) if len(places) == 1 else []
    # "Getting Britain out": a party may stand within the key.
    apart = [span for span in framed if not any(span.overlaps(piece) for piece in key)]
    return (apart or framed)[:_SEVERAL]


def _spare(frame: Span, held: Sequence[Span]) -> int:
    """How many characters of a frame lie before and behind all that it holds."""
    within = [span for span in held if frame.contains(span)]
    if not within:
        return frame.end - frame.start
    return min(s.start for s in within) - frame.start + frame.end - max(s.end for s in within)


def _distance(one: Span, others: Sequence[Span]) -> int:
    """How many characters lie between a span and the nearest of the others."""
    return min(max(0, one.start - other.end, other.start - one.end) for other in others)

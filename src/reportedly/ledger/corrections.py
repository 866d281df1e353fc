"""Corrections, clarifications, updates and retractions: where a report says that it is one, and which report it is of.

The phrases are data (`data/ledger/corrections.toml`). A notice is tied to an earlier report only where that is plain:
the same address, else the same outlet with nearly the same title or a copied text; otherwise it is of nothing known.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Literal, get_args

from ..errors import VocabularyError
from ..lists import read_table, words_of
from ..text import Span
from .grouping import Pair, pair
from .likeness import cosine
from .sketches import TITLE_WORDS, Scene, scene_of
from .terms import load_terms, stem, weighed, words
from .values import Report

__all__ = [
    "DAYS", "By", "Correction", "Kind", "Notice", "Phrases", "corrections", "load_phrases", "notices", "read_phrases",
    "titles_alike",
]  # fmt: skip

Kind = Literal["correction", "clarification", "update", "retraction"]
By = Literal["address", "copy", "title"]

_ADDRESS: By
_COPY: By
_TITLE: By
_ADDRESS, _COPY, _TITLE = "address", "copy", "title"

_THIS, _SLOT = "(?:this|the|our|that) ", "{this}"
# From this likeness on, two titles of one outlet are one story, if their texts are as like as that; within such a time.
_TITLES, _TEXTS, DAYS = 0.6, 0.4, 30
# Words that only open a notice are followed by what shows that they do.
_AFTER = r"(?=\s*[:,—–\-]|\s*$|\s+\S)"


@dataclass(frozen=True, slots=True)
class Notice:
    """Where a report says of itself what it is."""

    report: str
    kind: Kind
    span: Span


@dataclass(frozen=True, slots=True)
class Correction:
    """A notice and the report that it is of, with what shows it; both None where none at hand can be told."""

    notice: Notice
    of: str | None = None
    by: By | None = None


@dataclass(frozen=True, slots=True)
class Phrases:
    """For each kind the phrases that tell it anywhere, and those that do where a paragraph or a bracket opens."""

    anywhere: Mapping[Kind, re.Pattern[str]]
    opening: Mapping[Kind, re.Pattern[str]]


@lru_cache(maxsize=1)
def load_phrases() -> Phrases:
    """The phrases that come with the package. Raises VocabularyError where they are wrong."""
    return read_phrases(files("reportedly").joinpath("data", "ledger"))


def read_phrases(folder: Traversable) -> Phrases:
    """The phrases of `corrections.toml` in `folder`. Raises VocabularyError where it is missing or wrong."""
    name = "corrections.toml"
    told = read_table(folder, name)
    kinds: tuple[Kind, ...] = get_args(Kind)
    if told.keys() != {"this", *kinds}:
        raise VocabularyError(f"{name}: 'this' and sections for {', '.join(kinds)} are due")
    this = _THIS + f"(?:{_choice(words_of(f'{name}: this', told['this']))})"
    lists: dict[str, dict[Kind, re.Pattern[str]]] = {"anywhere": {}, "opening": {}}
    for kind in kinds:
        if not isinstance(told[kind], dict) or told[kind].keys() != lists.keys():
            raise VocabularyError(f"{name}: {kind}: the lists 'anywhere' and 'opening' are due")
        for place, found in lists.items():
            phrases = _choice(words_of(f"{name}: {kind}.{place}", told[kind][place])).replace(re.escape(_SLOT), this)
            pattern = rf"\b(?:{phrases})\b" if place == "anywhere" else rf"(?:{phrases})\b{_AFTER}"
            found[kind] = re.compile(pattern.replace(r"\ ", r"\s+"), re.IGNORECASE)
    return Phrases(lists["anywhere"], lists["opening"])


def _choice(phrases: Sequence[str]) -> str:
    """A pattern for any of the phrases, longer ones first."""
    return "|".join(map(re.escape, sorted(phrases, key=lambda phrase: (-len(phrase), phrase))))


# Where a notice may open: a paragraph, or a bracket at the beginning of one, dashes and stars before it.
_OPENING = re.compile(r"(?:^|(?<=\n))[\s*_–—\-]*[(\[]?\s*")


def notices(report: Report, phrases: Phrases | None = None) -> tuple[Notice, ...]:
    """What a report says of itself, at most once a kind, in the order of the text."""
    chosen, text = phrases or load_phrases(), report.reading.article.text
    openings = [match.end() for match in _OPENING.finditer(text)]
    found = []
    for kind in chosen.anywhere:
        spans = [Span(*match.span()) for match in chosen.anywhere[kind].finditer(text)]
        for at in openings:
            match = chosen.opening[kind].match(text, at)
            if match and _opens(text, match):
                spans.append(Span(*match.span()))
        if spans:
            found.append(Notice(report.id, kind, min(spans)))
    return tuple(sorted(found, key=lambda notice: (notice.span, notice.kind)))


def _opens(text: str, match: re.Match[str]) -> bool:
    """Whether words at the opening are a notice and not a sentence's own: in a bracket, before a colon or a dash, in
    capitals, by themselves, or before a time."""
    before, after = text[: match.start()].rstrip(" ")[-1:], text[match.end() : match.end() + 12]
    if before in ("(", "[") or match.group().isupper():
        return True
    return bool(re.match(r"\s*[:—–]|\s+-\s|\s*(?:\n|$)|\s+(?:at\s+|on\s+)?\d", after))


def corrections(
    reports: Iterable[Report], copied: Collection[Pair] = (), phrases: Phrases | None = None
) -> tuple[Correction, ...]:
    """The notices of all reports, each with the report it is of, in the order of reports' ids.

    `copied`: pairs of ids of reports of which one has the text of the other. Of the reports that can be meant, all of
    them earlier, the one nearest in time is.
    """
    known = {report.id: report for report in reports}
    told = {key: notices(known[key], phrases) for key in sorted(known)}
    # Only reports of one address or one outlet are laid side by side.
    by_address = _gathered(known, {key: report.reading.article.url for key, report in known.items()})
    by_outlet = _gathered(known, {key: report.outlet for key, report in known.items()})
    shared = {pair(*both) for both in copied}
    scenes: dict[str, Scene] = {}
    found = []
    for key, own in told.items():
        if not own:
            continue
        report = known[key]
        same = [
            other for other in by_address.get(report.reading.article.url or "", ()) if _earlier(other, report, told)
        ]
        others = [other for other in by_outlet.get(report.outlet or "", ()) if _earlier(other, report, told)]
        of, by = _nearest(same), _ADDRESS
        if of is None:
            of, by = _nearest([other for other in others if pair(key, other.id) in shared]), _COPY
        if of is None:
            of, by = _nearest([other for other in others if _alike(other, report, scenes)]), _TITLE
        found += [Correction(one, of, by if of is not None else None) for one in own]
    return tuple(found)


def _gathered(reports: Mapping[str, Report], names: Mapping[str, str | None]) -> dict[str, list[Report]]:
    found: dict[str, list[Report]] = {}
    for key in sorted(reports):
        if name := names[key]:
            found.setdefault(name, []).append(reports[key])
    return found


def _earlier(other: Report, report: Report, told: Mapping[str, Sequence[Notice]]) -> bool:
    """Whether `other` can be what `report` corrects: another text, not later, and on one day the one without a notice,
    else the one that was seen first."""
    if other.id == report.id or other.reading.article.id == report.reading.article.id:
        return False
    one, two = (other.published or "")[:10], (report.published or "")[:10]
    if one and two and one != two:
        return one < two
    if bool(told[other.id]) != bool(told[report.id]):
        return not told[other.id]
    return (other.seen, other.id) < (report.seen, report.id)


def _nearest(reports: Sequence[Report]) -> str | None:
    return max(reports, key=lambda r: ((r.published or "")[:10], r.seen, r.id)).id if reports else None


def _alike(other: Report, report: Report, scenes: dict[str, Scene]) -> bool:
    one, two = (scenes.setdefault(r.id, scenes.get(r.id) or scene_of(r)) for r in (other, report))
    if one.day is not None and two.day is not None and abs(one.day - two.day) > DAYS:
        return False
    if other.reading.article.title is None or report.reading.article.title is None:
        return False
    return cosine(one.title, two.title) >= _TITLES and cosine(one.terms, two.terms) >= _TEXTS


def titles_alike(one: str, other: str) -> bool:
    """Whether two titles may be of one story."""
    first, second = (
        weighed(map(stem, words(title)[:TITLE_WORDS]), load_terms(), TITLE_WORDS) for title in (one, other)
    )
    return cosine(first, second) >= _TITLES

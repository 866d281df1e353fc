"""Who takes an act on himself, who puts it on another, who turns it away: by the words of a statement."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Literal

from ..errors import VocabularyError
from ..lists import read_table, words_of
from ..records import Statement
from ..text import Span
from .who import Party, folded, same_party, speaks_for

__all__ = ["Part", "Responsibility", "load_responsibility"]

Part = Literal["claims", "accuses", "disclaims"]
"""What a source does with an act: claims it for itself, accuses somebody else of it, denies that it was itself."""

_SECTIONS = ("claims", "accuses", "disclaims", "refers")


@dataclass(frozen=True, slots=True)
class Responsibility:
    """The words of `responsibility.toml`, as patterns over folded words."""

    claims: re.Pattern[str]
    accuses: re.Pattern[str]
    disclaims: re.Pattern[str]
    refers: frozenset[str]

    def claimed(self, statement: Statement, text: str, act: Span | None) -> bool:
        return bool(self.claims.search(_opening(statement, text, act)))

    def accused(self, statement: Statement, text: str) -> bool:
        return bool(statement.cue and self.accuses.search(folded(statement.cue.of(text))))

    def disclaimed(self, statement: Statement, text: str, act: Span | None) -> bool:
        return bool(self.disclaims.search(_opening(statement, text, act)))

    def means_what_was_told(self, statement: Statement, text: str) -> bool:
        """Whether what a statement denies is only pointed at: "it", "the claim", or nothing at all."""
        content = folded(" ".join(span.of(text) for span in statement.content))
        return not content or content in self.refers


@lru_cache(maxsize=8)
def load_responsibility(language: str = "en") -> Responsibility:
    """The words of `language`. Raises VocabularyError where the file is missing or wrong."""
    return read_responsibility(files("reportedly").joinpath("data", "ledger", language))


def read_responsibility(folder: Traversable) -> Responsibility:
    """The words in `folder`. Raises VocabularyError where the file is missing or wrong."""
    name = "responsibility.toml"
    table = read_table(folder, name)
    found: dict[str, list[str]] = {}
    for section in _SECTIONS:
        inner = table.get(section)
        if not isinstance(inner, dict) or set(inner) != {"phrases"}:
            raise VocabularyError(f"{name}: section {section!r} with the one key 'phrases' is due")
        found[section] = words_of(f"{name}: {section}.phrases", inner["phrases"])
    for section in table.keys() - set(_SECTIONS):
        raise VocabularyError(f"{name}: unknown section {section!r}")
    claims, accuses, disclaims = (_pattern(found[section]) for section in _SECTIONS[:3])
    return Responsibility(claims, accuses, disclaims, frozenset(folded(words) for words in found["refers"]))


def _pattern(phrases: Iterable[str]) -> re.Pattern[str]:
    longest_first = sorted({folded(phrase) for phrase in phrases}, key=lambda p: (-len(p), p))
    return re.compile(r"\b(?:" + "|".join(map(re.escape, longest_first)) + r")\b")


def _opening(statement: Statement, text: str, act: Span | None) -> str:
    """The words of cue and content up to the act, folded, in the order of the text; all of them without an act."""
    pieces = sorted([*([statement.cue] if statement.cue else []), *statement.content])
    end = act.start if act else len(text)
    # A cue behind its content opens it all the same: "the attack, it admitted".
    kept = [Span(p.start, min(p.end, end)) for p in pieces if p.start < end or p == statement.cue]
    kept = [p if p.start < p.end else statement.cue or p for p in kept]
    return folded(" ".join(p.of(text) for p in kept))


def part_of(
    words: Responsibility, statement: Statement, text: str, act: Span | None, source: Party | None, actor: Party | None,
    *, affirms: bool, denies: bool,
) -> Part | None:  # fmt: skip
    """What the source of `statement` does with an act of force by `actor`.

    Words of claiming count unless somebody else is told to have done it; without such words, who says of itself that it
    did it claims it. Words of accusing count unless the source itself is the one who did it.
    """
    own = bool(source and actor and speaks_for(source, actor))
    other = source is not None and actor is not None and same_party(source, actor) is False
    if denies:
        return "disclaims" if words.disclaimed(statement, text, act) else None
    if not affirms:
        return None
    if own or (not other and words.claimed(statement, text, act)):
        return "claims"
    return "accuses" if actor and words.accused(statement, text) else None

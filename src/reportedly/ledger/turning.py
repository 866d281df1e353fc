"""Statements that name no act and speak of the one told before: who takes it on himself, who lays it on nobody.

"Cuba claims the deed for itself", "The army said that the plane had crashed by itself". Conservative: words that tie
the statement to what was told must be in it, and no other act of force may stand between the two.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, Literal

from ..errors import VocabularyError
from ..lists import file_told, read_table, words_of
from ..records import Event, Reading, Statement
from ..text import Span
from .neighbours import sentence_at
from .responsibility import Responsibility
from .who import folded, party_of, same_party

__all__ = ["Sense", "Turning", "load_turning", "turned"]

Sense = Literal["by itself", "ahead", "perhaps"]
"""What a saying of an act comes to beside its position: that it came about by itself, without anybody's doing; that it
is denied for the time to come; that somebody may have done it."""

Turn = Literal["claims", "points", "by itself", "perhaps by itself"]
"""What a statement without an act does: claims one, claims the one that it points at ("the deed"), lays it on none."""

NEAR = 4
"""Sentences before a statement in which the act that it speaks of is told, at most."""

BEFORE = 80
"""Characters before an act that tell how it is denied or guessed at, at most."""

FORCE = frozenset({"ASSAULT", "COERCE"})
"""Types of acts that somebody takes on himself; who lays an act on nobody speaks of ASSAULT alone."""

WHY = "behind the act that it speaks of, with no other act of force between"

_SECTIONS = {
    "takes": ("verbs", "objects", "tails", "behind"),
    "by_itself": ("causes", "mishaps", "falls", "ties", "another", "open", "turned_away"),
    "ahead": ("words",),
    "perhaps": ("words", "opens"),
}


@dataclass(frozen=True, slots=True)
class Turning:
    """The words of `turning.toml`, as patterns over folded words."""

    takes: re.Pattern[str]
    behind: frozenset[str]
    causes: re.Pattern[str]
    mishaps: re.Pattern[str]
    falls: re.Pattern[str]
    ties: re.Pattern[str]
    another: re.Pattern[str]
    open: re.Pattern[str]
    turned_away: re.Pattern[str]
    ahead: re.Pattern[str]
    perhaps: re.Pattern[str]
    opens: re.Pattern[str]

    def turn(self, statement: Statement, text: str, words: Responsibility) -> Turn | None:
        """What a statement does whose content holds no act; None where it does nothing of the kind."""
        said = _said(statement, text)
        if self.takes.fullmatch(said):
            return "points"
        claimed = words.claims.search(said)
        if claimed:
            rest = said[claimed.end() :].strip()
            return ("points" if rest else "claims") if not rest or rest in self.behind else None
        return self._laid_on_nobody(statement, said)

    def laid_on_nobody(self, statement: Statement, text: str) -> Turn | None:
        """Whether a statement says of what was told that it came about by itself."""
        return self._laid_on_nobody(statement, _said(statement, text))

    def _laid_on_nobody(self, statement: Statement, said: str) -> Turn | None:
        if statement.stance not in ("asserts", "believes"):
            return None
        falls = self.falls.search(said)
        caused = self.causes.search(said) and (falls or self.ties.search(said))
        if not caused and not (falls and self.mishaps.search(said)):
            return None
        left = self.open.sub(" ", said)
        if self.turned_away.search(left):
            return None
        reserved = left != said or statement.stance == "believes" or bool(statement.hedges)
        return "perhaps by itself" if reserved else "by itself"

    def of_another(self, between: str) -> bool:
        """Whether the words behind an act tell of something else that fell, burned or blew up."""
        return bool(self.another.search(" ".join(re.findall(r"\w+", between.lower()))))

    def denied_ahead(self, act: Span, text: str) -> bool:
        """Whether an act that is denied is denied for the time to come, by the words just before it."""
        return bool(self.ahead.search(_near(act, text)))

    def guessed(self, act: Span, text: str) -> bool:
        """Whether an act that is not certain is thought to have taken place, perhaps, by the words just before it."""
        return bool(self.perhaps.search(_near(act, text)))

    def on_condition(self, sentence: Span, text: str) -> bool:
        """Whether a sentence opens with words that make all of it a guess: "If that was so, …"."""
        return bool(self.opens.match(_plain(sentence.of(text)[:BEFORE])))


def _near(act: Span, text: str) -> str:
    return _plain(re.split(r"[.;:!?\n]", text[max(0, act.start - BEFORE) : act.start])[-1])


def _said(statement: Statement, text: str) -> str:
    """The words of cue and content in the order of the text, folded, without apostrophes."""
    pieces = sorted([*([statement.cue] if statement.cue else []), *statement.content])
    return _plain(" ".join(piece.of(text) for piece in pieces))


def _plain(words: str) -> str:
    return folded(re.sub("['’]", "", words))


def turned(
    statement: Statement, reading: Reading, found: Sequence[Span], words: Responsibility, turning: Turning
) -> tuple[Event, str, Turn] | None:
    """The act that a statement without an act in its content takes on its source or lays on nobody, why, and which of
    the two; None where unsure. `found`: the sentences of the article.

    It is the last act of force told before, as one that happened. Words that do not point at it ("claimed
    responsibility") are not heard where another one is told to have done it, or where it befell the source itself.
    """
    if statement.stance not in ("asserts", "believes") or not statement.source:
        return None
    text = reading.article.text
    turn = turning.turn(statement, text, words)
    if turn is None or any(piece.contains(e.span) for e in reading.events for piece in statement.content):
        return None
    by_itself = turn in ("by itself", "perhaps by itself")
    at = statement.span.start
    force = [e for e in reading.events if e.type in FORCE and e.span.end <= at]
    act = max(force, key=lambda e: (e.span, -e.number), default=None)
    if act is None or act.status not in (("happened", "hypothetical") if by_itself else ("happened",)):
        return None
    if sentence_at(found, at) - sentence_at(found, act.span.start) > NEAR or (by_itself and act.type != "ASSAULT"):
        return None
    if by_itself and turning.of_another(text[act.span.end : statement.span.end]):
        return None
    if turn == "claims":
        source, actor, recipient = (party_of(m, text) for m in (statement.source, act.actor, act.recipient))
        if source and ((actor and same_party(source, actor) is False) or (recipient and same_party(source, recipient))):
            return None
    return act, WHY, turn


# The list


@lru_cache(maxsize=8)
def load_turning(language: str = "en") -> Turning:
    """The words of `language`. Raises VocabularyError where the file is missing or wrong."""
    return read_turning(files("reportedly").joinpath("data", "ledger", language))


@file_told("turning.toml")
def read_turning(folder: Traversable) -> Turning:
    """The words in `folder`. Raises VocabularyError where the file is missing or wrong."""
    name = "turning.toml"
    table = read_table(folder, name)
    found: dict[str, dict[str, list[str]]] = {}
    for section, keys in _SECTIONS.items():
        inner: Any = table.get(section)
        if not isinstance(inner, dict) or set(inner) != set(keys):
            raise VocabularyError(f"{name}: section {section!r} with the keys {', '.join(keys)} is due")
        found[section] = {key: [_plain(w) for w in words_of(f"{name}: {section}.{key}", inner[key])] for key in keys}
    for section in table.keys() - _SECTIONS.keys():
        raise VocabularyError(f"{name}: unknown section {section!r}")
    takes, by_itself = found["takes"], found["by_itself"]
    verbs, objects, tails = (_any(takes[key]) for key in ("verbs", "objects", "tails"))
    causes, mishaps, falls, ties, open_, turned_away = (
        re.compile(rf"\b{_any(by_itself[key])}\b") for key in _SECTIONS["by_itself"] if key != "another"
    )
    another = re.compile(rf"\b{_any(by_itself['another'])} (?:\w+ )?{_any(by_itself['falls'])}\b")
    return Turning(
        re.compile(rf"{verbs} {objects}(?: {tails})?"),
        frozenset(takes["behind"]),
        causes,
        mishaps,
        falls,
        ties,
        another,
        open_,
        turned_away,
        # A few words may stand between: "would not again be attacked"; with "have" it is about what took place.
        re.compile(rf"\b{_any(found['ahead']['words'])}(?! have\b)(?: \w+){{0,2}}$"),
        re.compile(rf"\b{_any(found['perhaps']['words'])}(?: \w+){{0,2}}$"),
        re.compile(rf"{_any(found['perhaps']['opens'])}\b"),
    )


def _any(phrases: Iterable[str]) -> str:
    return "(?:" + "|".join(map(re.escape, sorted(set(phrases), key=lambda p: (-len(p), p)))) + ")"

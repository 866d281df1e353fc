"""Who speaks in a transcript: paragraphs that begin with a speaker and a colon, or with a name in double brackets.

A briefing, an interview or a hearing is printed so. What is said in a turn is that speaker's, word for word, though no
mark of quotation stands there; paragraphs without a speaker of their own go on with the turn before, if another turn
follows and speakers stand in capitals or brackets (a name may be a tweet's). One "Label: …" is no transcript, and
neither is a list whose labels come again and again.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from itertools import pairwise

from ..lists import file_told, read_table, words_of
from ..text import Span, trimmed

__all__ = ["Turn", "TurnWords", "load_turn_words", "read_turn_words", "turns_of"]

_FILE = "turns.toml"
# The longest that a speaker can be, in characters and in words.
_LONGEST, _WORDS = 60, 6
_BEGUN = re.compile(
    rf"[\"“”'‘]?(?:\(\((?P<bracketed>[^()\n]{{1,{_LONGEST}}})\)\):?|(?P<before>[^\s:()\"“”][^:()\n\"“”]{{0,{_LONGEST}}}):)\s+(?=\S)"
)
# Paragraphs between two turns that can belong to the first.
_BETWEEN = 12
# A word that ends no label; and how long a name is that can be known again.
_NO_LABEL = re.compile(r"\w+(?![\w:)])")
_NAME = 3
# Words that a speaker says at least once: a list has fewer.
_SAYING = 5
_PARTICLES = re.compile(r"(?:al|bin|da|de|del|den|der|di|dos|du|el|ibn|la|le|of|ter|van|von)$")


@dataclass(frozen=True, slots=True)
class Turn:
    """One turn: the speaker as it is printed, and what is said, a part a paragraph; at least one."""

    speaker: Span
    parts: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class TurnWords:
    """What `turns.toml` says, in lower case."""

    asking: frozenset[str]
    answering: frozenset[str]
    titles: frozenset[str]
    never: frozenset[str]


@lru_cache(maxsize=8)
def load_turn_words(language: str = "en") -> TurnWords:
    """The words that come with the package. Raises VocabularyError where they cannot be used."""
    return read_turn_words(files("reportedly") / "data" / "lexicon" / language)


@file_told(_FILE)
def read_turn_words(folder: Traversable) -> TurnWords:
    """The words in `folder`. Raises VocabularyError, naming the file, where something is missing or wrong."""
    table = read_table(folder, _FILE)
    asking, answering, titles, never = (
        frozenset(words_of(f"{_FILE}: {name}", table[name])) for name in ("asking", "answering", "titles", "never")
    )
    return TurnWords(asking, answering, titles, never)


@dataclass(frozen=True, slots=True)
class _Label:
    """A possible speaker, before it is known whether this is a transcript. paragraph: its number."""

    paragraph: int
    span: Span
    said: Span
    key: str
    style: str


def turns_of(text: str, paragraphs: Sequence[Span]) -> tuple[Turn, ...]:
    """The turns of a transcript, in order; none where the text is no transcript."""
    words = load_turn_words()
    labels = [label for label in _labels(text, paragraphs) if label.key not in words.never]
    found: list[Turn] = []
    for style in ("bracketed", "capitals", "name"):
        these = [label for label in labels if label.style == style]
        if _spoken(text, these, words):
            found += _turns(text, paragraphs, these)
    return tuple(sorted(found, key=lambda turn: turn.speaker))


def _labels(text: str, paragraphs: Sequence[Span]) -> Iterator[_Label]:
    for number, paragraph in enumerate(paragraphs):
        match = _BEGUN.match(text, paragraph.start, paragraph.end)
        if match is None or match.end() >= paragraph.end:
            continue
        group = "bracketed" if match["bracketed"] else "before"
        span, said = trimmed(text, *match.span(group)), trimmed(text, match.end(), paragraph.end)
        style = "bracketed" if group == "bracketed" else _style(span.of(text)) if span else None
        if span and said and style:
            yield _Label(number, span, said, " ".join(span.of(text).lower().replace(".", "").split()), style)


def _style(label: str) -> str | None:
    """How a speaker is printed: in capitals, or as a name; None where it is neither."""
    words = label.split()
    if len(words) > _WORDS:
        return None
    if label.upper() == label and any(c.isalpha() for c in label):
        return "capitals"
    return "name" if all(w[:1].isupper() or _PARTICLES.match(w) for w in words) and words[0][:1].isupper() else None


def _spoken(text: str, labels: Sequence[_Label], words: TurnWords) -> bool:
    """Whether labels of one style are speakers: two at least who take turns, one of whom is known for one. Names begin
    the lines of lists too: there all must be, and two must come again."""
    counted = Counter(label.key for label in labels)
    if len(counted) < 2 or max(len(label.said.of(text).split()) for label in labels) < _SAYING:
        return False
    if counted.keys() & words.asking and counted.keys() & words.answering:
        return True
    if max(counted.values()) < 2:
        return False
    elsewhere = frozenset(match.group() for match in _NO_LABEL.finditer(text))
    again, known = sum(n > 1 for n in counted.values()), [_is_person(text, label, words, elsewhere) for label in labels]
    if labels[0].style == "name" and (again < 2 or not all(known)):
        return False
    near = sum(b.paragraph - a.paragraph <= _BETWEEN for a, b in pairwise(labels))
    return 2 * near >= len(labels) - 1 and any(known)


def _is_person(text: str, label: _Label, words: TurnWords, elsewhere: frozenset[str]) -> bool:
    """Whether a label asks, bears a title, or ends in a name that stands elsewhere in the text, not as a label."""
    told = label.key.split()
    if label.key in words.asking or any(" ".join(told[:n]) in words.titles for n in (1, 2) if n < len(told)):
        return True
    last = label.span.of(text).split()[-1]
    name = last.capitalize() if last.isupper() else last
    return len(name) >= _NAME and name.isalpha() and name in elsewhere


def _turns(text: str, paragraphs: Sequence[Span], labels: Sequence[_Label]) -> Iterator[Turn]:
    for number, label in enumerate(labels):
        end = labels[number + 1].paragraph if number + 1 < len(labels) else label.paragraph + 1
        if label.style == "name" or end - label.paragraph > _BETWEEN:
            end = label.paragraph + 1
        between = range(label.paragraph + 1, end)
        yield Turn(label.span, (label.said, *(paragraphs[n] for n in between)))

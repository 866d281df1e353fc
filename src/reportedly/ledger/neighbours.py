"""What a statement speaks about where its content holds no act: "the ministry declined to comment".

Conservative: a statement is given to an act only where nothing else stands between the two.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from functools import lru_cache

from ..article.furniture import furniture
from ..records import Event, Reading, Statement
from ..text import Span, paragraphs, trimmed
from .responsibility import Responsibility

__all__ = ["act_meant", "sentences"]

_STOP = re.compile(r"[.!?…]+[\"'”’)\]]*(?=\s+[\"“‘'(\[—–-]?\s?[^\W_a-z])")
_LONGEST = 32
"""Characters of a word before a full stop that are looked at; no abbreviation is as long."""

SAME = "in the sentence that tells it, with no other act between"
NEXT = "in the sentence after it, with no other act between"


@lru_cache(maxsize=256)
def sentences(text: str) -> tuple[Span, ...]:
    """The sentences of a text in order, by its punctuation; none reaches over a paragraph."""
    found: list[Span] = []
    for paragraph in paragraphs(text):
        start = paragraph.start
        for stop in _STOP.finditer(text, paragraph.start, paragraph.end):
            begin = stop.start()
            while begin > max(start, stop.start() - _LONGEST) and (text[begin - 1].isalnum() or text[begin - 1] == "_"):
                begin -= 1
            word = text[begin : stop.start()]
            dotted = text[begin - 1 : begin] == "."
            initial = len(word) == 1 and (word.isupper() or dotted)
            if text[stop.start()] == "." and (initial or word in furniture().abbreviations):
                continue
            sentence = trimmed(text, start, stop.end())
            found += [sentence] if sentence else []
            start = stop.end()
        rest = trimmed(text, start, paragraph.end)
        found += [rest] if rest else []
    return tuple(found)


def sentence_at(found: Sequence[Span], at: int) -> int:
    """The number of the sentence that holds character `at`, or of the last one before it; -1 before all."""
    return bisect_right(found, at, key=lambda span: span.start) - 1


def act_meant(
    statement: Statement, reading: Reading, found: Sequence[Span], words: Responsibility
) -> tuple[Event, str] | None:
    """The act that a refusal or a denial without an act in its content speaks about, and why; None where unsure.

    It is the last one told before the statement, in the same sentence or the one before it; or, of the same sentence,
    the first one behind it. A denial must point at what was told ("it", "the claim"), for it may as well be about
    something that is no act. `found`: the sentences of the article.
    """
    if statement.stance not in ("declines", "denies"):
        return None
    text = reading.article.text
    if statement.stance == "denies" and not words.means_what_was_told(statement, text):
        return None
    parts = [*([statement.cue] if statement.cue else []), *statement.content]
    parts += [statement.source.span] if statement.source else []
    # The cue's own act ("rejected the claim") is not what is spoken about.
    others = [e for e in reading.events if not any(e.span.overlaps(part) for part in parts)]
    if any(piece.contains(e.span) for e in reading.events for piece in statement.content):
        return None
    at = statement.cue or statement.span
    here = sentence_at(found, at.start)
    before = max((e for e in others if e.span.end <= at.start), key=lambda e: (e.span, -e.number), default=None)
    if before and sentence_at(found, before.span.start) == here:
        return before, SAME
    behind = min((e for e in others if e.span.start >= at.end), key=lambda e: (e.span, e.number), default=None)
    if behind and sentence_at(found, behind.span.start) == here:
        # Two acts, one on either side: which of them is meant cannot be told.
        return (behind, SAME) if before is None or sentence_at(found, before.span.start) < here - 1 else None
    if before and sentence_at(found, before.span.start) == here - 1:
        return before, NEXT
    return None

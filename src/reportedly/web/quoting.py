"""Words in their sentence: what a source is recorded as saying, with the rest of the sentence that it stands in."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from ..ledger.neighbours import sentence_at, sentences
from ..ledger.store import Ledger
from ..text import Span

__all__ = ["Quote", "quote", "quoting"]

ROOM = 280
"""Characters of the sentence before and after the words that are shown at most."""


@dataclass(frozen=True, slots=True)
class Quote:
    """`before` and `after`: the rest of the sentence on either side. Each on one line."""

    before: str
    words: str
    after: str


def quote(text: str, span: Span) -> Quote:
    """The words of `span` in their sentence, or sentences."""
    found = sentences(text)
    start, end = span
    at = sentence_at(found, start)
    if at >= 0 and found[at].end > start:
        start = found[at].start
    last = sentence_at(found, max(span.start, span.end - 1))
    if last >= 0:
        end = max(end, found[last].end)
    before = _line(text[start : span.start])
    after = _line(text[span.end : end])
    if len(before) > ROOM:
        before = "… " + before[-ROOM:].split(" ", 1)[-1]
    if len(after) > ROOM:
        after = after[:ROOM].rsplit(" ", 1)[0] + " …"
    return Quote(before, _line(span.of(text)), after)


def _line(text: str) -> str:
    """On one line; whether a space stands at its edges is kept."""
    inside = " ".join(text.split())
    if not inside:
        return " " if text else ""
    return f"{' ' if text[0].isspace() else ''}{inside}{' ' if text[-1].isspace() else ''}"


def quoting(ledger: Ledger, reports: Iterable[str]) -> Callable[[str, Span], Quote | None]:
    """`quote` for the texts of these reports; None for any other, and where the span is none of the text."""
    query = (
        "SELECT reports.id, body FROM reports JOIN texts ON texts.number = reports.text "
        "WHERE reports.id IN (SELECT value FROM json_each(?))"
    )
    texts: dict[str, str] = dict(ledger.db.execute(query, (json.dumps(sorted(set(reports))),)).fetchall())

    def told(report: str, span: Span) -> Quote | None:
        text = texts.get(report)
        return None if text is None or not 0 <= span.start < span.end <= len(text) else quote(text, span)

    return told

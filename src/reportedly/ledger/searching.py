"""Words searched for, shown in the sentence that has most of them: in articles, and in what is said.

Found and ranked by the full-text indexes; only what is shown is looked at closer.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from ..errors import QuestionError
from ..text import Span
from .finding import Conditions, full_text
from .neighbours import sentence_at, sentences

__all__ = ["Match", "Matches", "Piece", "said", "written"]

LONGEST = 360
"""Characters of a sentence that are shown, about."""

_OPEN, _CLOSE = "\ue000", "\ue001"
_MARKED = re.compile(f"{_OPEN}([^{_OPEN}{_CLOSE}]*){_CLOSE}")
_SPACES = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Piece:
    """Some of a sentence; `hit`: these words were searched for."""

    text: str
    hit: bool


@dataclass(frozen=True, slots=True)
class Match:
    """A place where words stand. `record`: `s3` of a statement, '' of an article; `span`: of the words in the article's
    text, None where they cannot be told apart there; `who`, `kind`, `stance`: whose statement it is, as the contract
    has it, None for an article."""

    report: str
    outlet: str | None
    published: str | None
    title: str | None
    pieces: tuple[Piece, ...]
    record: str = ""
    span: Span | None = None
    who: str | None = None
    kind: str | None = None
    stance: str | None = None

    def row(self) -> dict[str, Any]:
        """As `questions.Found`."""
        at = [n for n, piece in enumerate(self.pieces) if piece.hit] or [len(self.pieces)]
        parts = (self.pieces[: at[0]], self.pieces[at[0] : at[-1] + 1], self.pieces[at[-1] + 1 :])
        before, text, after = ("".join(piece.text for piece in part) for part in parts)
        return {
            "kind": "hit",
            "report": self.report,
            "outlet": self.outlet,
            "published": self.published,
            "title": self.title,
            "before": before,
            "text": text,
            "after": after,
        }


@dataclass(frozen=True, slots=True)
class Matches:
    """A part of what was found, the best first, and whether there is more."""

    found: tuple[Match, ...]
    more: bool


def written(db: sqlite3.Connection, words: str, wanted: Conditions, limit: int, offset: int = 0) -> Matches:
    """Articles in which all the words stand. `wanted`: rows of `reports r`. Raises QuestionError where there is no word
    to search for."""
    match = _match(words)
    query = (
        "SELECT r.id, r.outlet, r.published, r.title, r.text "
        "FROM text_words JOIN reports r ON r.text = text_words.rowid "
        f"WHERE text_words MATCH ? AND {wanted.sql()} ORDER BY bm25(text_words), r.id LIMIT ? OFFSET ?"
    )
    marked = (
        f"SELECT highlight(text_words, 0, '{_OPEN}', '{_CLOSE}') FROM text_words WHERE text_words MATCH ? AND rowid = ?"
    )
    body = "SELECT body FROM texts WHERE number = ?"
    rows = db.execute(query, (match, *wanted.values, limit + 1, offset)).fetchall()
    found = []
    for id, outlet, published, title, text in rows[:limit]:
        (told,), (plain,) = db.execute(marked, (match, text)).fetchone(), db.execute(body, (text,)).fetchone()
        pieces, span = _in_its_sentence(told, plain, title)
        found.append(Match(id, outlet, published, title, pieces, span=span))
    return Matches(tuple(found), len(rows) > limit)


def said(db: sqlite3.Connection, words: str, wanted: Conditions, limit: int, offset: int = 0) -> Matches:
    """Statements in whose content all the words stand, each in the first report that has it. `wanted` and what it
    raises as for `written`."""
    match = _match(words)
    marked = (
        f"SELECT highlight(statement_words, 0, '{_OPEN}', '{_CLOSE}') FROM statement_words "
        "WHERE statement_words MATCH ? AND rowid = ?"
    )
    # Without conditions every reading has a report: what is common is found in many statements, and not looked at then.
    there = (
        f" AND EXISTS (SELECT 1 FROM statements s JOIN reports r USING (reading) WHERE s.number = w.rowid "
        f"AND {wanted.sql()})"
        if wanted.told
        else ""
    )
    ranked = (
        f"SELECT w.rowid FROM statement_words w WHERE statement_words MATCH ?{there} "
        "ORDER BY bm25(statement_words), w.rowid LIMIT ? OFFSET ?"
    )
    named = (
        "SELECT s.n, s.record, r.id, r.outlet, r.published, r.title FROM statements s JOIN reports r USING (reading) "
        f"WHERE s.number = ? AND {wanted.sql()} ORDER BY r.published IS NULL, r.published, r.id LIMIT 1"
    )
    rows = db.execute(ranked, (match, *wanted.values, limit + 1, offset)).fetchall()
    found = []
    for (number,) in rows[:limit]:
        n, record, id, outlet, published, title = db.execute(named, (number, *wanted.values)).fetchone()
        (told,) = db.execute(marked, (match, number)).fetchone()
        row = json.loads(record)
        source = row["source"] or {}
        pieces = tuple(_shortened(list(_pieces(told))))
        found.append(
            Match(
                id, outlet, published, title, pieces, f"s{n}", None, source.get("name") or source.get("text"),
                row["source_type"], row["stance"],
            )
        )  # fmt: skip
    return Matches(tuple(found), len(rows) > limit)


def _match(words: str) -> str:
    try:
        return full_text(words)
    except ValueError as error:
        raise QuestionError(str(error)) from None


# The words in their sentence


def _in_its_sentence(marked: str, plain: str, title: str | None) -> tuple[tuple[Piece, ...], Span | None]:
    """Of the sentences with such words the one that has most different ones, rather not the headline, which is shown
    anyway; and where the first of them stands."""
    spans = list(_spans(marked))
    if _OPEN in plain or _CLOSE in plain or not spans:
        # An article with these very characters in it: where the words stand cannot be told.
        return (Piece(_SPACES.sub(" ", plain[:LONGEST]), False),), None
    every = sentences(plain)
    held: dict[int, list[Span]] = {}
    for span in spans:
        held.setdefault(sentence_at(every, span.start), []).append(span)
    headline = (title or "").split()

    def worth(at: int) -> tuple[int, bool, int]:
        different = {span.of(plain).casefold() for span in held[at]}
        return len(different), at < 0 or every[at].of(plain).split() != headline, -at

    best = max(held, key=worth)
    here, hits = every[best] if best >= 0 else Span(0, len(plain)), held[best]
    pieces, at = [], here.start
    for span in hits:
        pieces += [Piece(plain[at : span.start], False), Piece(span.of(plain), True)]
        at = span.end
    pieces.append(Piece(plain[at : max(at, here.end)], False))
    return tuple(_shortened(pieces)), hits[0]


def _spans(marked: str) -> Iterator[Span]:
    """Where in the plain text the marked words stand."""
    for before, m in enumerate(_MARKED.finditer(marked)):
        start = m.start() - 2 * before
        yield Span(start, start + len(m[1]))


def _pieces(marked: str) -> Iterator[Piece]:
    at = 0
    for m in _MARKED.finditer(marked):
        yield Piece(marked[at : m.start()], False)
        yield Piece(m[1], True)
        at = m.end()
    yield Piece(marked[at:], False)


def _shortened(pieces: Sequence[Piece]) -> Iterable[Piece]:
    """Without what is too long between, before and after hits; white space is one space."""
    many = max(1, sum(not piece.hit for piece in pieces))
    most = max(40, LONGEST // many)
    for at, piece in enumerate(pieces):
        text = _SPACES.sub(" ", piece.text.replace(_OPEN, "").replace(_CLOSE, ""))
        if not piece.hit and len(text) > most:
            if at == 0:
                text = f"… {text[-most:].partition(' ')[2]}"
            elif at == len(pieces) - 1:
                text = f"{text[:most].rpartition(' ')[0]} …"
            else:
                text = f"{text[: most // 2].rpartition(' ')[0]} … {text[-(most // 2) :].partition(' ')[2]}"
        if text:
            yield Piece(text, piece.hit)

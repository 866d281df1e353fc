"""A report's words made comparable: folded, numbered, cut into lines, and told apart by whether they are quoted.

Case, accents, typography and white space make no difference. Words are compared by 64-bit numbers that are the same
on every machine (BLAKE2b), since what is made of them is kept in the ledger.
"""

from __future__ import annotations

import datetime
import hashlib
import re
import unicodedata
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from ..article.boilerplate import find_boilerplate
from ..article.quotations import find_quotations
from ..text import Span, paragraphs
from .values import Report

__all__ = ["UNDATED", "Line", "Wording", "day_of", "fold", "number_of", "quoted_spans", "wording_of", "words_in"]

UNDATED = 9_999_999
"""The day of a report that bears no date: after every date, so that nothing undated is an origin before a dated one."""

# Joiners and combining marks stand inside words, though `\w` leaves them out.
_WORD = re.compile(r"[\w\u0300-\u036f\u00ad\u200c\u200d]+(?:['’ʼ＇][\w\u0300-\u036f\u00ad\u200c\u200d]+)*")
# Bounded, so that a line of nothing but full stops is read in linear time.
_STOP = re.compile(r"[.!?…]{1,8}[\"'”’»)\]]{0,4}\s+")
_DIGITS = re.compile(r"\d+")
_ABBREVIATED = re.compile(r"(?:^|\W)[A-Z]\w{0,3}$")
"""A short word with a capital may be an abbreviation ("Lt.", "Capt."): behind its stop a line goes on."""
_SHORT = 30
"""Characters below which a sentence is no line of its own."""
_MARKS = re.compile(r"[\"“”„‟«»‘’'`＂]")
_TOO_MANY = 200
"""Quotation marks and apostrophes beyond which a paragraph is no prose, and nothing in it counts as quoted."""


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence of a paragraph, or the whole of one: the words `[first, last)`, and the number of their wording.

    Figures make no difference to the number: a line that differs only in an hour or a telephone number recurs.
    """

    key: int
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Wording:
    """The words of one report: their places, their numbers, whether they count.

    `codes`: a signed 64-bit number a word. `quoted` and `dropped`: 1 for a word between quotation marks, and for one
    of the headline or of what is boilerplate by its form. `day` is a proleptic ordinal or `UNDATED`.
    """

    report: str
    outlet: str | None
    day: int
    starts: array[int]
    ends: array[int]
    codes: array[int]
    quoted: bytes
    dropped: bytes
    lines: tuple[Line, ...]

    def __len__(self) -> int:
        return len(self.codes)

    def span(self, first: int, last: int) -> Span:
        """Where the words `[first, last)` stand in the text."""
        return Span(self.starts[first], self.ends[last - 1])


def wording_of(report: Report) -> Wording:
    """The words of `report`. Takes time linear in its text, and raises nothing."""
    article = report.reading.article
    text = article.text
    starts, ends, codes = array("q"), array("q"), array("q")
    folded: list[str] = []
    lines: list[Line] = []
    blocks = paragraphs(text)
    title = [word for word, _, _ in words_in(article.title or "")]
    headline = 0
    for n, block in enumerate(blocks):
        for line in _lines(text, block):
            first = len(codes)
            for word, start, end in words_in(text, line):
                starts.append(start)
                ends.append(end)
                codes.append(number_of(word))
                folded.append(word)
            if len(codes) > first:
                lines.append(Line(number_of(_DIGITS.sub("0", " ".join(folded[first:]))), first, len(codes)))
        if n == 0 and folded == title:
            headline = len(codes)
    dropped = _within(find_boilerplate(text, blocks), starts)
    dropped[:headline] = b"\x01" * headline
    return Wording(
        report=report.id,
        outlet=report.outlet,
        day=day_of(report.published),
        starts=starts,
        ends=ends,
        codes=codes,
        quoted=bytes(_within(quoted_spans(text, blocks), starts)),
        dropped=bytes(dropped),
        lines=tuple(lines),
    )


def words_in(text: str, span: Span | None = None) -> Iterator[tuple[str, int, int]]:
    """The folded words of `text`, or of a part of it, with where each starts and ends."""
    for m in _WORD.finditer(text, *(span or (0, len(text)))):
        word = fold(m.group())
        if word:
            yield word, m.start(), m.end()


def day_of(published: str | None) -> int:
    """The ordinal of an ISO date, `UNDATED` where there is none or it is no date. An hour behind it is not read:
    where some reports bear one and others do not, it would order only some of them."""
    try:
        return datetime.date.fromisoformat((published or "")[:10]).toordinal()
    except ValueError:
        return UNDATED


@lru_cache(maxsize=1 << 16)
def fold(word: str) -> str:
    """`word` as it is compared: without case, accents, joiners and apostrophes."""
    plain = unicodedata.normalize("NFKD", word.casefold())
    return "".join(c for c in plain if c.isalnum())


@lru_cache(maxsize=1 << 16)
def number_of(words: str) -> int:
    """A signed 64-bit number for `words`, the same everywhere."""
    digest = hashlib.blake2b(words.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)


def _lines(text: str, block: Span) -> list[Span]:
    """The sentences of a paragraph, roughly: what matters is that equal words are cut alike. Short ones go with the
    next, or the last: three words recur by chance."""
    start, found = block.start, list[Span]()
    for m in _STOP.finditer(text, block.start, block.end):
        if m.start() - start < _SHORT or _ABBREVIATED.search(text[max(start, m.start() - 5) : m.start()]):
            continue
        found.append(Span(start, m.end()))
        start = m.end()
    if found and block.end - start < _SHORT:
        start = found.pop().start
    return [*found, Span(start, block.end)] if start < block.end else found


def quoted_spans(text: str, blocks: Iterable[Span]) -> list[Span]:
    """What stands between quotation marks in the paragraphs `blocks`, marks included, in order."""
    return [q.span for p in blocks if _is_prose(text, p) for q in find_quotations(text, [p])]


def _is_prose(text: str, paragraph: Span) -> bool:
    return sum(1 for _ in _MARKS.finditer(text, *paragraph)) <= _TOO_MANY


def _within(spans: Iterable[Span], starts: array[int]) -> bytearray:
    """1 for each word that begins in one of `spans`."""
    marks = bytearray(len(starts))
    for span in spans:
        first, last = bisect_left(starts, span.start), bisect_left(starts, span.end)
        marks[first:last] = b"\x01" * (last - first)
    return marks

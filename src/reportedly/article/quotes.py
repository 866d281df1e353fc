"""Quotation marks that open and never close."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Literal, NamedTuple

from ..text import Span, trimmed
from .furniture import Furniture, furniture

_MARK = re.compile(r"[\"“”„‟＂]|``|'{2,3}")
_BEFORE = frozenset("([{<—–-/\u200b\u200d\u2060\ufeff")
_AFTER = frozenset(")]}>—–-/:;,.!?…\u200b\u200d\u2060\ufeff")
_TOO_MANY = 20_000
"""Marks beyond which a paragraph is no prose, and is not read."""
_RUN_ON = 3
"""Openings in a row from which on a quotation of several paragraphs has been run together, each opened anew
as the rule is: there no mark is missing. One or two may as well be slips."""
_FAR = 700
"""Characters beyond which what follows is no longer taken for one speech."""


class Mark(NamedTuple):
    """One double quotation mark and what it does."""

    start: int
    end: int
    does: Literal["opens", "closes", "either"]


def find_unclosed(text: str, paragraphs: Sequence[Span]) -> list[Span]:
    """Quotations that open and never close, one span each, from the mark to where the speech seems to end.

    A quotation whose next paragraph opens it anew, or closes it, is none. One that opens anew within its
    paragraph is one: there the marks no longer tell speech from report. A chain of such openings is one
    flaw.
    """
    known = furniture()
    found: list[Span] = []
    following = _open_marks(text, paragraphs[0]) if paragraphs else None
    for n, p in enumerate(paragraphs):
        here, following = following, _open_marks(text, paragraphs[n + 1]) if n + 1 < len(paragraphs) else None
        assert here is not None
        left, marks = here.left, here.marks
        if (
            left
            and left[-1] == _last_open(text, marks, left[-1])
            and _goes_on(text, paragraphs[n + 1 : n + 2], following)
        ):
            left = left[:-1]
        found += [_extent(text, p, chain[0], marks, known) for chain in _chains(left, marks) if len(chain) < _RUN_ON]
        if not left and not here.strays:
            single = _unclosed_single(text, p, paragraphs[n + 1 : n + 2], known)
            if single:
                found.append(single)
    return found


def _chains(left: Sequence[Mark], marks: Sequence[Mark]) -> list[list[Mark]]:
    """The marks that stay open, those together between which nothing closes."""
    closing = [m.start for m in marks if m.does == "closes"]
    chains: list[list[Mark]] = []
    for mark in left:
        if chains and bisect_left(closing, chains[-1][-1].end) == bisect_left(closing, mark.start):
            chains[-1].append(mark)
        else:
            chains.append([mark])
    return chains


class _Reading(NamedTuple):
    marks: list[Mark]
    left: list[Mark]
    closes_first: bool
    strays: bool


def _open_marks(text: str, p: Span) -> _Reading:
    """The marks of a paragraph, and those that stay open.

    `closes_first` and `strays` say whether its first mark, or any, closes what it has not opened.
    """
    marks: list[Mark] = []
    stack: list[Mark] = []
    closes_first = strays = False
    if '="' in p.of(text) or '">' in p.of(text):  # attributes of markup, not speech
        return _Reading(marks, stack, closes_first, strays)
    for m in islice(_MARK.finditer(text, p.start, p.end), _TOO_MANY + 1):
        mark = _read(text, p, m)
        if mark.does == "either":
            mark = mark._replace(does="closes" if stack else "opens")
        marks.append(mark)
        if mark.does == "opens":
            if stack and stack[-1].end == mark.start and marks[-2] == stack[-1]:
                stack.pop()  # two marks for one
            stack.append(mark)
        elif stack:
            stack.pop()
        else:
            strays = True
            closes_first = closes_first or len(marks) == 1
    if len(marks) > _TOO_MANY:
        return _Reading([], [], False, True)
    return _Reading(marks, stack, closes_first, strays)


def _read(text: str, p: Span, m: re.Match[str]) -> Mark:
    """What a mark does, by what stands beside it; by its shape where that leaves it open."""
    before = text[m.start() - 1] if m.start() > p.start else " "
    after = text[m.end()] if m.end() < p.end else " "
    shape = m.group()
    at_end = m.end() == p.end and m.start() > p.start
    if at_end or (before.isspace() and _ends_clause(text, m.end(), p.end)):
        return Mark(m.start(), m.end(), "closes")  # with a space slipped in before it, perhaps
    can_open = (before.isspace() and not after.isspace()) or (before in _BEFORE and not after.isspace())
    can_close = not before.isspace() and (after.isspace() or after in _AFTER)
    if can_open != can_close:
        if can_open and shape == "”" and not before.isspace():
            return Mark(m.start(), m.end(), "closes")
        return Mark(m.start(), m.end(), "opens" if can_open else "closes")
    if can_open and shape in ("“", "„", "‟", "``"):
        return Mark(m.start(), m.end(), "opens")
    return Mark(m.start(), m.end(), "closes" if shape == "”" else "either")


def _ends_clause(text: str, at: int, end: int) -> bool:
    """Whether punctuation that only follows a word stands at `at`; an ellipsis may open a quotation."""
    return at < end and text[at] in ".,;!?" and text[at : at + 3] != "..." and not text[at + 1 : at + 2].isalnum()


def _last_open(text: str, marks: Sequence[Mark], like: Mark) -> Mark | None:
    """The last opening mark of one shape: curly marks inside straight ones are a quotation in a quotation."""
    return next((m for m in reversed(marks) if m.does == "opens" and text[m.start] == text[like.start]), None)


def _goes_on(text: str, paragraph: Sequence[Span], reading: _Reading | None) -> bool:
    """Whether the next paragraph, if there is one, opens the quotation anew or is its rest."""
    if not paragraph or reading is None:
        return False
    start = paragraph[0].start
    reopens = bool(reading.marks) and reading.marks[0].does == "opens" and reading.marks[0].start <= start + 1
    return reopens or text[start] in "'‘" or reading.closes_first


_STOP = re.compile(r"(\w*)[.!?…][\"'”’)\]]{0,2}(?=\s+[\"“‘'(]?[^\W\d_a-z]|\s*$)")


def _stops(text: str, start: int, end: int, known: Furniture) -> Iterator[int]:
    """Ends of sentences in a stretch of text."""
    for m in _STOP.finditer(text, start, end):
        if (len(m.group(1)) == 1 and m.group(1).isupper()) or m.group(1) in known.abbreviations:
            continue
        yield m.end()


def _extent(text: str, p: Span, mark: Mark, marks: Sequence[Mark], known: Furniture) -> Span:
    """The speech that a mark opens, as far as that can be told."""
    shape = text[mark.start]
    following = next((m for m in marks if m.start >= mark.end and m.does == "opens" and text[m.start] == shape), None)
    limit = following.start if following else p.end
    said = known.said.search(text, mark.end, limit)
    if said:  # the report takes up again behind a comma
        return Span(mark.start, said.start() + 1)
    stops = list(_stops(text, mark.end, limit, known))
    if not stops:
        return trimmed(text, mark.start, limit) or Span(mark.start, mark.end)
    at_end = trimmed(text, stops[-1], limit) is None
    opens_speech = mark.start == p.start or _char_before(text, p.start, mark.start) in ':.”"?!'
    if (limit - mark.start > _FAR and not following) or not opens_speech:
        return Span(mark.start, stops[0])
    return Span(mark.start, stops[-1] if at_end or len(stops) > 1 else stops[0])


def _char_before(text: str, floor: int, at: int) -> str:
    """The last character before `at` that is no white space; a space where there is none."""
    while at > floor and text[at - 1].isspace():
        at -= 1
    return text[at - 1] if at > floor else " "


_SINGLE = re.compile(r"(?:(?<=[,:]\s)|^)[‘'](?=([A-Z]\w*|[IA]\b))")
_SINGLE_END = re.compile(r"[’'](?=$|[\s.,;:!?)\]\"”…—–-])")


def _unclosed_single(text: str, p: Span, following: Sequence[Span], known: Furniture) -> Span | None:
    """A single mark that opens a speech after a comma or a colon, where nothing further on could close it."""
    words = p.of(text)
    opening = _SINGLE.search(words)
    if not opening or opening.group(1).lower() in known.clipped or _SINGLE_END.search(words, opening.end()):
        return None
    if following and text[following[0].start] in "'‘\"“":
        return None
    if (
        following
        and _SINGLE_END.search(following[0].of(text))
        and not re.search(r"[,:\s][‘'](?=\w)", following[0].of(text))
    ):
        return None
    return Span(p.start + opening.start(), p.end)

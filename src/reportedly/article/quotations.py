"""What stands between quotation marks, of every kind.

Marks are paired within a paragraph. A quotation that is still open at the end of its paragraph, or where the
next one opens, ends there: that is how newspapers print a quotation over several paragraphs, and how careless
copies lose a mark. Marks within a quotation belong to it.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ..text import Span, trimmed

# Opening mark → the marks that close it. Typography, not vocabulary: the same in every language that we read.
_PAIRS = {
    "“": ("”", '"'), "”": ("”",),
    "„": ("“", "”"), "‟": ("”",), "«": ("»",), "``": ("''", '"'), "''": ("''",), '"': ('"', "”"),
    "＂": ("＂",), "‘": ("’",), "'": ("'", "’"), "‚": ("‘", "’"),
}  # fmt: skip
_SINGLE = frozenset("‘'‚")
_STRAIGHT = frozenset({'"', "''", "＂"})
_MARKS = frozenset("\"“”„‟«»‘’'`＂")
# Characters after which a mark is no longer looked for: it would belong to something else, or be missing.
_LONGEST, _LONGEST_SINGLE = 20_000, 2_000
_BEFORE_CLOSE = frozenset(".!?…:;,—–-)]\"”’'»")


@dataclass(frozen=True, slots=True)
class Quotation:
    """One quotation, marks included; `inner` is what stands between the marks."""

    span: Span
    inner: Span
    closed: bool


def find_quotations(text: str, paragraphs: Iterable[Span]) -> tuple[Quotation, ...]:
    """The outermost quotations of each paragraph, in order."""
    return tuple(q for paragraph in paragraphs for q in _in_paragraph(text, paragraph))


def _in_paragraph(text: str, paragraph: Span) -> Iterable[Quotation]:
    at, end = paragraph
    closings = _Closings(text, paragraph)
    while at < end:
        mark = _opening(text, at, paragraph)
        if not mark:
            at += 1
            continue
        start, inner = at, at + len(mark)
        close = closings.after(inner, mark)
        if close is None and mark in _SINGLE:  # an apostrophe: "the '80s"
            at += 1
            continue
        again = _reopening(text, inner, close.start if close else end, mark)
        if close is None or again is not None:
            stop = _back(text, inner, end if again is None else again)
            if stop > inner:
                yield Quotation(Span(start, stop), Span(inner, stop), closed=False)
            at = max(stop, inner)
            continue
        if close.start > inner:
            yield Quotation(Span(start, close.end), Span(inner, close.start), closed=True)
        at = close.end


def _back(text: str, start: int, end: int) -> int:
    while end > start and text[end - 1].isspace():
        end -= 1
    return end


def _opening(text: str, at: int, paragraph: Span) -> str:
    """The mark that opens a quotation at `at`, or nothing."""
    if text[at] not in _MARKS:
        return ""
    mark = text[at : at + 2] if text[at : at + 2] in _PAIRS else text[at]
    if mark not in _PAIRS:
        return ""
    before = text[at - 1] if at > paragraph.start else " "
    after = text[at + len(mark)] if at + len(mark) < paragraph.end else " "
    if mark in _SINGLE:
        opens = not before.isalnum() and before not in ".,!?’'" and (after.isalnum() or after in "[…$£€#@")
        return mark if opens else ""
    # Careless typography opens with a closing mark.
    if mark == "”" and (before.isalnum() or before in ".,!?" or not after.isalnum()):
        return ""
    # A straight mark after a letter and before a blank closes what never opened.
    if mark in _STRAIGHT and (before.isalnum() or before in ".,!?") and (after.isspace() or after in ",.;:"):
        return ""
    return mark


# At every place, also within another: of three straight single marks the last two can close.
_CLOSING = {mark: re.compile(f"(?=({'|'.join(map(re.escape, closing))}))") for mark, closing in _PAIRS.items()}


class _Closings:
    """The marks of a paragraph that can close a quotation. Each kind is looked for once, however many open."""

    def __init__(self, text: str, paragraph: Span) -> None:
        self._text, self._paragraph = text, paragraph
        self._found: dict[str, list[Span]] = {}

    def after(self, at: int, mark: str) -> Span | None:
        """The mark that closes a quotation opened by `mark` before `at`."""
        if mark not in self._found:
            self._found[mark] = list(self._all(mark))
        found = self._found[mark]
        place = bisect_left(found, (at, at))
        end = min(self._paragraph.end, at + (_LONGEST_SINGLE if mark in _SINGLE else _LONGEST))
        return found[place] if place < len(found) and found[place].end <= end else None

    def _all(self, mark: str) -> Iterable[Span]:
        text, (start, end) = self._text, self._paragraph
        for closing in _CLOSING[mark].finditer(text, start, end):
            span = Span(*closing.span(1))
            if mark in _SINGLE and span.end < end and text[span.end].isalnum():
                continue  # an apostrophe inside a word
            yield span


def _reopening(text: str, start: int, end: int, mark: str) -> int | None:
    """Where the same mark opens again after the end of a sentence: the quotation before it never closed."""
    if mark in _STRAIGHT or mark in _SINGLE:
        return None
    at = text.find(mark, start, end)
    while at != -1:
        before = _back(text, start, at)
        if start < before < at and text[before - 1] in ".!?…":
            return at
        at = text.find(mark, at + 1, end)
    return None


class QuotedText:
    """Which characters are quoted. Found by bisection, so that a word costs no more in a long text."""

    __slots__ = ("_nested", "_starts", "quotations")

    def __init__(self, text: str, quotations: Sequence[Quotation]) -> None:
        self.quotations = tuple(quotations)
        self._starts = [q.span.start for q in self.quotations]
        self._nested: dict[Quotation, tuple[list[Quotation], list[int]]] = {}
        for quotation in self.quotations:
            nested = list(_in_paragraph(text, quotation.inner))
            self._nested[quotation] = nested, [q.span.start for q in nested]

    def overlapping(self, span: Span) -> list[Quotation]:
        """The quotations that share a character with `span`, in order."""
        found = []
        for quotation in self.quotations[max(0, bisect_right(self._starts, span.start) - 1) :]:
            if quotation.span.start >= span.end:
                break
            if quotation.span.overlaps(span):
                found.append(quotation)
        return found

    def holding(self, span: Span) -> Quotation | None:
        """The quotation in which the whole of `span` lies, marks counted in."""
        return next((q for q in self.overlapping(span) if q.span.contains(span)), None)

    def innermost(self, span: Span) -> Quotation | None:
        """The same, but a quotation within the quotation where `span` lies in one."""
        outer = self.holding(span)
        if outer is None:
            return None
        nested, starts = self._nested[outer]
        place = bisect_right(starts, span.start) - 1
        return nested[place] if place >= 0 and nested[place].span.contains(span) else outer

    def letters(self, text: str, spans: Iterable[Span]) -> tuple[int, int]:
        """How many letters and digits of `spans` are quoted, and how many there are."""
        quoted = total = 0
        for span in spans:
            total += sum(map(str.isalnum, span.of(text)))
            for quotation in self.overlapping(span):
                inner = quotation.inner
                quoted += sum(map(str.isalnum, text[max(inner.start, span.start) : min(inner.end, span.end)]))
        return quoted, total

    def trimmed(self, text: str, span: Span) -> Span | None:
        """`span` with edges as the contract wants them, or None where nothing is left.

        The marks of a quotation belong to it; punctuation outside them, and marks whose partner lies outside
        the span, do not.
        """
        start, end = span
        while start < end and not text[start].isalnum() and text[start] not in "[($£€#@…":
            if text[start] in _MARKS and self._opens(start):
                break
            start += 1
        while end > start and not text[end - 1].isalnum() and text[end - 1] not in "])%$£€?":
            if self._belongs(text, start, end) or _abbreviated(text, start, end):
                break
            end -= 1
        if start >= end or not any(c.isalnum() for c in text[start:end]):
            return None
        return self._with_partners(text, Span(start, end))

    def _opens(self, at: int) -> bool:
        quotation = self.innermost(Span(at, at + 1))
        return quotation is not None and at < quotation.inner.start

    def _belongs(self, text: str, start: int, end: int) -> bool:
        """Whether the character before `end` ends a quotation that begins in the span."""
        last = self.innermost(Span(end - 1, end))
        return last is not None and start <= last.inner.start and _reaches(text, end, last.inner.end)

    def _with_partners(self, text: str, span: Span) -> Span | None:
        """The span with the marks of the quotations at its edges, and without those that have no partner."""
        start, end = span
        first = self.innermost(Span(start, start + 1))
        if first and start <= first.inner.start:
            whole = _reaches(text, end, first.inner.end)
            start = first.span.start if whole or end > first.span.end else first.inner.start
        last = self.innermost(Span(end - 1, end))
        if last and start <= last.inner.start and _reaches(text, end, last.inner.end):
            end = last.span.end
        elif last and start > last.inner.start and end > last.inner.end:
            end = _back(text, start, last.inner.end)
            while end > start and text[end - 1] in ".,;:!":
                end -= 1
        return trimmed(text, start, end)


def _reaches(text: str, end: int, inner_end: int) -> bool:
    """Whether a span that ends at `end` reaches the closing mark, but for punctuation."""
    return end >= inner_end or all(c.isspace() or c in _BEFORE_CLOSE for c in text[end:inner_end])


def _abbreviated(text: str, start: int, end: int) -> bool:
    """Whether the full stop before `end` ends an abbreviation such as "U.S." rather than a sentence."""
    word = text[max(start, end - 6) : end].split()[-1:]
    return bool(word) and text[end - 1] == "." and word[0].count(".") > 1 and ".." not in word[0]

"""The times that an article tells, in the order of the text, each as a stretch of days as near as it can be told.

Read against the article's own day, and against the day told last: within the paragraph and the one before it for "the
next morning", within the sentence for "at dawn". Without an article's day "Friday" has no date, and "3 May 2011" has.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from ..records import When
from ..text import Span
from .context import Context
from .stretches import Stretch
from .tenses import lying
from .timebounds import Beside, Bound, Clock, Night, Parted, Told
from .timephrases import Phrase, find_phrases
from .timeterms import Relative, Setting, Term, resolved

__all__ = ["Time", "find_times", "when_of"]


@dataclass(frozen=True, slots=True)
class Time:
    """One time as it is told. `words`: those of the parse that it stands in; `setting`: what it was read against."""

    phrase: Phrase
    words: range
    setting: Setting
    when: When

    def lying(self, ahead: bool) -> When:
        """The same, told of what is known to lie ahead, or not to."""
        return when_of(self.phrase, replace(self.setting, toward=1 if ahead else -1, direct=True))


def find_times(context: Context, published: str | None) -> tuple[Time, ...]:
    """The times told in the words that were parsed. `published`: the article's ISO date, if it is known."""
    today = _date(published)
    told: list[tuple[int, date]] = []
    times: list[Time] = []
    for phrase in find_phrases(context.text):
        words = context.words_in(phrase.span)
        if not words:
            continue
        way = lying(context, words)
        toward = 1 if phrase.meant_for else way.toward
        setting = Setting(today, _told(context, told, phrase), toward, way.direct or phrase.meant_for)
        if _of_the_speaker(phrase.term) and context.quoted.holding(phrase.span):
            setting = replace(setting, today=None, told=None)
        stretch = resolved(phrase.term, setting)
        times.append(Time(phrase, words, setting, _when(phrase.span, stretch)))
        if stretch.day is not None and not phrase.follows:
            told.append((phrase.span.start, stretch.day))
    return tuple(times)


def when_of(phrase: Phrase, setting: Setting) -> When:
    return _when(phrase.span, resolved(phrase.term, setting))


def _when(span: Span, stretch: Stretch) -> When:
    return When(
        span,
        start=stretch.start.isoformat() if stretch.start else None,
        end=stretch.end.isoformat() if stretch.end else None,
        precision=stretch.precision,
    )


def _date(published: str | None) -> date | None:
    try:
        return date.fromisoformat(published[:10]) if published else None
    except ValueError:
        return None


def _told(context: Context, told: Sequence[tuple[int, date]], phrase: Phrase) -> date | None:
    """The day told last before a phrase, where that is near enough for what the phrase says."""
    if not told:
        return None
    at, day = told[-1]
    start = phrase.span.start
    if _within_sentence(phrase.term):
        return day if context.sentence(at) == context.sentence(start) else None
    return day if context.paragraph(start) - context.paragraph(at) <= 1 else None


def _within_sentence(term: Term) -> bool:
    return isinstance(_bare(term), (Clock, Beside))


def _of_the_speaker(term: Term) -> bool:
    """Whether a time is counted from the day on which it is said: a quotation may be days older than the article."""
    bare = _bare(term)
    return isinstance(bare, Clock) or (isinstance(bare, (Relative, Told)) and bare.unit == "day")


def _bare(term: Term) -> Term:
    while isinstance(term, (Parted, Night, Bound)):
        term = term.term
    return term

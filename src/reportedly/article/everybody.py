"""Everybody whom an article names, whether or not a record rests on them: who may not be named needs all of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from ..gazetteer import Gazetteer, fold, words_of
from ..lists import read_table
from ..text import Span
from .context import Context
from .mentions import Cast
from .presented import Places, Presented, listed, presented
from .scene import Identity

__all__ = ["Met", "everybody", "letters_of"]

_LETTERS = re.compile(r"[^\W\d_](?:[^\W\d_]|[\u0300-\u036f\u00ad\u200b-\u200f\u2060\ufeff])*")
"""A run of letters, with marks that are put upon them and signs that nobody sees."""

_GAP = 8
"""So many characters stand between two words of one name at most: ", “" and a line end."""


@dataclass(frozen=True, slots=True)
class Met:
    """A person as an article names them: in `words`, as written. `name`: in full, None where it gives none; `roles`:
    the nouns that it calls them by, folded; `sector`: that they act in, as the article tells it."""

    words: str
    name: str | None
    roles: frozenset[str] = frozenset()
    sector: str | None = None


def letters_of(text: str) -> Iterator[Span]:
    """Where the words of letters stand. Hyphens, apostrophes, points and digits end one."""
    return (Span(*found.span()) for found in _LETTERS.finditer(text))


def everybody(context: Context, cast: Cast) -> tuple[Met, ...]:
    """All persons whom `cast` names, in the order of the text, each time that they are; and what looks like a person's
    name by its first word, where the model makes nothing of it."""
    gazetteer, parse = cast.gazetteer, context.parse
    found: list[tuple[Span, Met]] = []
    others: list[Span] = []
    for word in cast.described.heads.tolist():
        core = cast.core(word)
        who, _ = cast.identity(word)
        if who.entity != "person":
            if who.name is not None:
                others.append(core)
            continue
        if who.kind != "name" or parse.entities[word] not in ("person", None) or _told_in_words(who, gazetteer):
            continue
        if who.name is None and parse.entities[word] is None and not who.roles:
            continue  # a word with a capital, of which nothing makes a person
        run = _run(core, who, context, gazetteer)
        if run is not None:
            found.append((run, Met(run.of(context.text), who.name, who.roles, who.sector)))
        elif who.name is not None and who.roles:
            # "The nurse" of somebody named elsewhere: no name stands here, but what she is does.
            found.append((core, Met("", who.name, who.roles, who.sector)))
    closed = [span for span, _ in found] + others
    found += [(run, Met(run.of(context.text), run.of(context.text))) for run in _given(context, gazetteer, closed)]
    # An initial alone may be part of a name that nobody has seen yet.
    persons = [span for span, _ in found if span.end - span.start > 1]
    found += _shown(context.text, persons, others, gazetteer)
    return tuple(met for _, met in sorted(found, key=lambda one: one[0]))


def _shown(text: str, persons: list[Span], others: list[Span], gazetteer: Gazetteer) -> Iterator[tuple[Span, Met]]:
    """Whom the words around show, and no other name of the article: "Mrs Duarte" of an Elena Duarte is nobody else."""
    known = Presented(text, gazetteer, _calendar())
    told = {word for span in persons for word in _words_in(span, text)}
    shown: list[Span] = []
    for span, noun in presented(known, persons, others):
        shown.append(span)
        if not _words_in(span, text) <= told:
            yield span, Met(span.of(text), span.of(text), frozenset([noun] if noun else []))
    for span in listed(known, [*persons, *shown], others, told):
        if not _words_in(span, text) <= told:
            yield span, Met(span.of(text), span.of(text))


def _words_in(span: Span, text: str) -> set[str]:
    inside = span.of(text)
    return {fold(word.of(inside)) for word in letters_of(inside)}


def _told_in_words(who: Identity, gazetteer: Gazetteer) -> bool:
    """Whether what stands for a name is a description: "a waitress at a diner"."""
    words = [span.of(who.name) for span in letters_of(who.name)] if who.name else []
    return sum(word[0].islower() and fold(word) not in gazetteer.shape("particles") for word in words) > 1


def _run(core: Span, who: Identity, context: Context, gazetteer: Gazetteer) -> Span | None:
    """The words of the name in a phrase: of a full name from the first to the last that belongs to it, of somebody
    without one all that begin with a capital and are no title, noun of a role or name of something else."""
    text = context.text
    words = [Span(core.start + s.start, core.start + s.end) for s in letters_of(core.of(text))]
    own = {fold(s.of(who.name)) for s in letters_of(who.name)} if who.name else None
    capital = [s for s in words if not text[s.start].islower()]
    if own is not None:
        inside = [s for s in capital if fold(s.of(text)) in own]
        if not inside:
            return None
        # What goes on behind it, as in "Pavo “Pip” Quell".
        end = inside[-1].end
        for span in capital:
            if span.start >= end and span.start - end <= _GAP and not _other(text, span, gazetteer):
                end = span.end
        return Span(inside[0].start, end)
    inside = [s for s in capital if not _other(text, s, gazetteer)]
    return Span(inside[0].start, inside[-1].end) if inside else None


def _other(text: str, span: Span, gazetteer: Gazetteer) -> bool:
    """Whether a word with a capital is a title, the noun of a role, a day, or a name that the tables know."""
    words = words_of(span.of(text))
    if not words or words[0].key in gazetteer.shape("civil", "former", "other", "ordinary") | _calendar():
        return True
    return gazetteer.role(words, 0) is not None or gazetteer.find(words, 0) is not None


@lru_cache(maxsize=1)
def _calendar() -> frozenset[str]:
    """Months and days, in full and short."""
    told = read_table(files("reportedly").joinpath("data", "lexicon", "en"), "times.toml")
    return frozenset(word for table in ("months", "weekdays") for words in told[table].values() for word in words)


def _given(context: Context, gazetteer: Gazetteer, closed: list[Span]) -> Iterator[Span]:
    """Two to four words with capitals of which the first is somebody's given name, outside of `closed`."""
    text, given, taken = context.text, context.lexicon.given, Places(closed)
    words = list(letters_of(text))
    at = 0
    while at < len(words):
        first, end = words[at], at + 1
        if text[first.start].isupper() and fold(first.of(text)) in given and fold(first.of(text)) not in _calendar():
            while end < len(words) and end - at < 4 and _goes_on(text, words[end - 1], words[end]):
                end += 1
            run = Span(first.start, words[end - 1].end)
            if end - at > 1 and not taken.touched_by(run):
                known = gazetteer.find(words_of(run.of(text)), 0)
                if known is None:
                    yield run
        at = end


def _goes_on(text: str, word: Span, after: Span) -> bool:
    """Whether a name may go on: a point stands within one after an initial alone."""
    gap = text[word.end : after.start]
    joint = gap in (" ", "-", "\u2010", "\n", " \n") or (gap in (". ", ".") and word.end - word.start == 1)
    return joint and text[after.start].isupper()

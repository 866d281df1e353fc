"""A reading with its private persons blackened, or without the records that rest on them.

Pure. Bars are as long as the words under them, so that every span stays where it was and its text is still that slice;
a person's name in a record becomes five bars and a number, by which one is told from another.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Literal, TypeAlias

from ..records import Article, Event, Mention, Reading
from .blackening import BAR, blackened, blackened_address
from .private import Private

__all__ = ["How", "blacken", "called", "leave_out", "rests_on"]

How: TypeAlias = Literal["blacken", "leave-out"]


def called(number: int) -> str:
    """What stands for the name of a private person."""
    return f"{BAR * 5} {number}"


# Blackened


def blacken(reading: Reading, private: Private, text: int) -> Reading:
    """`reading`, the text of which has this number in the ledger, with bars in place of private persons' names: in the
    text, in all that is known of the article, and in what the records call anybody."""
    article = _article(reading.article, private, text)

    def mention(one: Mention | None) -> Mention | None:
        return one and replace(one, name=_name(one, private, text))

    names = private.everywhere
    return replace(
        reading,
        article=article,
        statements=tuple(replace(s, source=mention(s.source)) for s in reading.statements),
        events=tuple(
            replace(
                e, actor=mention(e.actor), recipient=mention(e.recipient),
                where=e.where and replace(e.where, name=e.where.name and blackened(e.where.name, names)),
            )
            for e in reading.events
        ),
        figures=tuple(
            replace(f, unit=f.unit and blackened(f.unit, names), measure=f.measure and blackened(f.measure, names))
            for f in reading.figures
        ),
        vectors={},
    )  # fmt: skip


def _article(article: Article, private: Private, text: int) -> Article:
    names = private.names(text)
    return replace(
        article,
        text=blackened(article.text, names),
        url=article.url and blackened_address(article.url, names),
        file=article.file and blackened_address(article.file, names),
        title=article.title and blackened(article.title, names),
        byline=article.byline and blackened(article.byline, names),
        publisher=article.publisher and blackened(article.publisher, private.everywhere),
    )


def _name(mention: Mention, private: Private, text: int) -> str | None:
    if mention.name is None:
        return None
    number = private.person(mention.name, text) if mention.entity in ("person", "group") else None
    return called(number) if number is not None else blackened(mention.name, private.everywhere)


# Left out


def rests_on(private: Private, text: int, body: str) -> Callable[[Mention | None], bool]:
    """Whether a party is a private person whom the article names, there or where it was told before."""
    blackened_body = blackened(body, private.names(text))

    def rests(mention: Mention | None) -> bool:
        if mention is None:
            return False
        if mention.name is not None and private.person(mention.name, text) is not None:
            return True
        named = mention.entity == "person" and mention.name is None
        return named and mention.span.of(blackened_body) != mention.span.of(body)

    return rests


def leave_out(reading: Reading, rests: Callable[[Mention | None], bool]) -> tuple[Reading, Counter[str]]:
    """`reading` without what private persons say, do and suffer, and how many records that were, by why.

    What stands within such a statement goes with it, as do acts and figures that it tells, and figures of such an act:
    without whoever says it a claim would look like the article's own word. Records keep their numbers; where the first
    telling of an act goes, the next one takes its place.
    """
    gone: Counter[str] = Counter()
    outer = {s.number: s.within for s in reading.statements}
    own = {s.number for s in reading.statements if rests(s.source)}
    statements = tuple(s for s in reading.statements if not own & set(_holding(s.number, outer)))
    kept = {s.number for s in statements}
    gone["statements of private persons"] = len(reading.statements) - len(statements)

    told = [e for e in reading.events if e.according_to is None or e.according_to in kept]
    gone["events on the word of private persons"] = len(reading.events) - len(told)
    events = [e for e in told if not rests(e.actor) and not rests(e.recipient)]
    gone["events in which private persons take part"] = len(told) - len(events)
    acts = {e.number for e in events}
    figures = tuple(
        f for f in reading.figures
        if (f.event is None or f.event in acts) and (f.according_to is None or f.according_to in kept)
    )  # fmt: skip
    gone["figures of these"] = len(reading.figures) - len(figures)
    return replace(reading, statements=statements, events=_chained(events), figures=figures, vectors={}), +gone


def _holding(number: int | None, outer: dict[int, int | None]) -> Iterable[int]:
    """A statement and those that hold it."""
    seen: set[int] = set()
    while number is not None and number not in seen:
        seen.add(number)
        number = outer.get(number)
    return seen


def _chained(events: Iterable[Event]) -> tuple[Event, ...]:
    firsts: dict[int, int] = {}
    chained = []
    for event in events:
        first = firsts.setdefault(event.number if event.same_as is None else event.same_as, event.number)
        chained.append(replace(event, same_as=None if first == event.number else first))
    return tuple(chained)

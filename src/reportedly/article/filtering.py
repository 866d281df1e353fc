"""What a reading keeps of itself when only what is certain enough is wanted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from ..records import Event, Figure, Reading, Statement


def at_least(reading: Reading, confidence: float) -> Reading:
    """`reading` without the statements, events and figures whose confidence, 0 to 1, is below `confidence`.

    What bears no confidence is kept, for it was not found wanting. A statement stays, however uncertain, as long as
    something that is kept hangs on it: an event or a figure that it tells, or a statement within it. Without it they
    would seem to be told by the article itself. Where the first telling of an event goes, the next one that is kept
    takes its place; a figure whose event goes has none. Numbers count anew from 1 without gaps.
    """
    events = [event for event in reading.events if _certain(event, confidence)]
    figures = [figure for figure in reading.figures if _certain(figure, confidence)]
    statements = _kept(reading.statements, [*events, *figures], confidence)
    renumbered = {old.number: new for new, old in enumerate(statements, 1)}
    acts = {old.number: new for new, old in enumerate(events, 1)}
    return replace(
        reading,
        statements=tuple(
            replace(
                statement,
                number=renumbered[statement.number],
                within=None if statement.within is None else renumbered[statement.within],
            )
            for statement in statements
        ),
        events=_chained(
            replace(event, according_to=None if event.according_to is None else renumbered[event.according_to])
            for event in events
        ),
        figures=tuple(
            replace(
                figure,
                number=number,
                event=None if figure.event is None else acts.get(figure.event),
                according_to=None if figure.according_to is None else renumbered[figure.according_to],
            )
            for number, figure in enumerate(figures, 1)
        ),
        vectors={acts[number]: vector for number, vector in reading.vectors.items() if number in acts},
    )


def _certain(one: Statement | Event | Figure, confidence: float) -> bool:
    return one.confidence is None or one.confidence >= confidence


def _kept(statements: tuple[Statement, ...], told: Iterable[Event | Figure], confidence: float) -> list[Statement]:
    """The certain statements, and those that what is told and other kept statements hang on."""
    outer = {statement.number: statement.within for statement in statements}
    kept: set[int] = set()
    wanted = [one.according_to for one in told]
    wanted += [statement.number for statement in statements if _certain(statement, confidence)]
    for number in wanted:
        while number is not None and number not in kept:
            kept.add(number)
            number = outer[number]
    return [statement for statement in statements if statement.number in kept]


def _chained(events: Iterable[Event]) -> tuple[Event, ...]:
    """The events with new numbers, each retelling bound to the first of its act that is there."""
    firsts: dict[int, int] = {}
    chained = []
    for number, event in enumerate(events, 1):
        act = event.number if event.same_as is None else event.same_as
        first = firsts.setdefault(act, number)
        chained.append(replace(event, number=number, same_as=None if first == number else first))
    return tuple(chained)

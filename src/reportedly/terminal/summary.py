"""Four sentences that sum up what an article rests on, what happens in it, what it counts and what is wrong with it."""

from __future__ import annotations

from collections import Counter

from ..records import BOUNDS, PROBLEMS, SOURCE_TYPES, STATUSES, Reading
from .tellings import firsts

# What follows a count of one, and of any other number.
_ON = {
    "person": ("on a named person", "on a named person"),
    "office": ("on an office", "on offices"),
    "anonymous": ("anonymous", "anonymous"),
    "crowd": ("on a crowd", "on crowds"),
    "document": ("on a document", "on documents"),
    "outlet": ("on another outlet", "on other outlets"),
    "unattributed": ("on nobody", "on nobody"),
}


def sourcing(reading: Reading) -> str:
    """How many statements rest on whom: `29 statements: 17 on a named person, 5 on offices, 7 on nobody.`"""
    kinds = Counter(s.source_type for s in reading.statements)
    on = [f"{kinds[kind]} {_ON[kind][kinds[kind] != 1]}" for kind in SOURCE_TYPES if kinds[kind]]
    return _told(len(reading.statements), "statement", on)


def eventful(reading: Reading) -> str:
    """How many events have which status, and how many nobody but a source vouches for:
    `9 events: 6 happened, 1 planned, 2 denied; 3 only claimed by a source, 2 retellings.`"""
    statuses = Counter(event.status for event in reading.events)
    by_status = [f"{statuses[status]} {status}" for status in STATUSES if statuses[status]]
    again = sum(event.same_as is not None for event in reading.events)
    aside = [f"{claimed(reading)} only claimed by a source"] if claimed(reading) else []
    aside += [_counted(again, "retelling")] if again else []
    counted = _told(len(reading.events), "event", by_status)
    return f"{counted[:-1]}; {', '.join(aside)}." if aside else counted


def claimed(reading: Reading) -> int:
    """How many events stand in a statement, and are not told so by the article itself, there or elsewhere."""
    first = firsts({event.number: event.same_as for event in reading.events})
    own = {(first[e.number], e.status) for e in reading.events if e.according_to is None}
    return sum((first[e.number], e.status) not in own for e in reading.events)


def counting(reading: Reading) -> str:
    """How many figures tell exact numbers, and how many only bounds: `7 figures: 4 exact, 2 at least, 1 vague.`"""
    bounds = Counter(figure.bound for figure in reading.figures)
    return _told(len(reading.figures), "figure", [f"{bounds[bound]} {bound}" for bound in BOUNDS if bounds[bound]])


def flawed(reading: Reading) -> str:
    """How many flaws the text has, and which: `2 flaws: 1 sentence fragment, 1 piece of boilerplate.`"""
    problems = Counter(f.problem for f in reading.flaws)
    which = [_counted(problems[p], _NOUNS.get(p, p)) for p in PROBLEMS if problems[p]]
    return _told(len(reading.flaws), "flaw", which)


_NOUNS = {"boilerplate": "piece of boilerplate"}


def _told(count: int, noun: str, parts: list[str]) -> str:
    return f"{_counted(count, noun)}: {', '.join(parts)}." if count else f"No {noun}s."


def _counted(count: int, noun: str) -> str:
    """`1 flaw`, `2 flaws`, `2 pieces of boilerplate`."""
    head, of, tail = noun.partition(" of ")
    return f"{count} {head}{'' if count == 1 else 's'}{of}{tail}"

"""Two sentences that sum up what an article rests on, and what is wrong with its text."""

from __future__ import annotations

from collections import Counter

from ..records import PROBLEMS, SOURCE_TYPES, Reading

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

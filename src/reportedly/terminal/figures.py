"""How many: the figures of an article as a table that fits the terminal.

A usual terminal has one line a figure; on a narrow one its words stand above what they come to.
"""

from __future__ import annotations

from collections.abc import Iterator

from rich.text import Text

from ..records import Figure, Reading
from .cells import SURE, called, cut, number_told, row, rule, squeezed, sure
from .marks import lowered, raised
from .styles import STYLES

ONE_LINE = 72
"""From this many columns on, a figure with all that is told about it stands in one line."""

NUMBER, UNIT, MEASURE, VOICE = 14, 10, 12, 11
"""Columns of how many, of what, of what happened to them, and of the voice (at least); usual ones just fit."""


def figure_table(reading: Reading, text: str, width: int) -> Iterator[Text]:
    """The lines of the table, `width` columns at most. `text` is the article's, made visible."""
    figures = reading.figures
    voices = {statement.number: statement for statement in reading.statements}
    digits = max(2, len(str(len(figures))))
    one_line = width >= ONE_LINE
    room = width - digits - 2
    facts = [NUMBER, UNIT, MEASURE]
    if one_line:
        left = room - sum(facts) - SURE - 2 * (len(facts) + 1) - 2
        words = left - max(VOICE, left * 2 // 5)
        columns = [digits, words, *facts, left - words, SURE]
        heads = ["words", "how many", "of what", "what befell", "told by", "sure"]
    else:
        columns, heads = [digits, room], ["words"]
    yield row([Text("#".rjust(digits)), *map(Text, heads)], columns, STYLES["strong"])
    yield rule(width)
    for figure in figures:
        shown = Text(cut(squeezed(figure.span.of(text)), columns[1]), STYLES["strong"])
        number = Text(str(figure.number).rjust(digits), STYLES["aside"])
        counted, happened = Text(figure.unit or "—"), Text(figure.measure or "—")
        if figure.event is not None and figure.measure:
            happened.append(lowered([figure.event]), STYLES["aside"])
        voice = Text("the article", STYLES["aside"])
        if figure.according_to is not None:
            voice = Text(f"{raised([figure.according_to])} ", STYLES["aside"])
            told = voices.get(figure.according_to)
            if told is not None and told.source is not None:
                voice.append(called(told.source, text), STYLES["source"])
        if one_line:
            cells = [number, shown, Text(amount(figure)), counted, happened, voice, sure(figure.confidence)]
            yield row(cells, columns)
            continue
        yield row([number, shown], columns)
        facts_below = [Text(amount(figure)), counted, happened, voice, sure(figure.confidence)]
        yield row([Text(), Text(" · ").join(facts_below)], columns)


def amount(figure: Figure) -> str:
    """`115`, `~35`, `≥ 115`, `≤ 12`, `10–12`, and `24 or more` for a vague one."""
    match figure.bound:
        case "between":
            return f"{number_told(figure.low)}–{number_told(figure.high)}"
        case "vague":
            return f"{number_told(figure.low)} or more"
        case bound:
            return {"about": "~", "at least": "≥ ", "at most": "≤ "}.get(bound, "") + number_told(figure.value)

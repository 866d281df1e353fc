"""Who says what: the statements of an article as a table that fits the terminal.

A wide terminal has one line a statement, a usual one two, and a narrow one three.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.text import Text

from ..records import Statement
from .cells import SURE, row, rule, squeezed, sure, who
from .marks import outline
from .styles import STYLES

ONE_LINE = 120
"""From this many columns on, what is said stands in the same line as who says it."""

WHO = 28
"""Columns of who says it in such a line."""

FACTS = {"kind": 12, "cue": 16, "stance": 8, "form": 8}
"""Columns of what is told about a statement; the longest kind, stance and form just fit."""

DEEPEST = 4
"""Deeper statements are not indented further."""


def statement_table(statements: Sequence[Statement], text: str, width: int) -> Iterator[Text]:
    """The lines of the table, `width` columns at most. `text` is the article's, made visible.

    Where any statement bears a confidence, that stands in a column of its own on a wide terminal, else under the
    number.
    """
    certain = any(statement.confidence is not None for statement in statements)
    one_line = width >= ONE_LINE
    digits = max(SURE if certain and not one_line else 2, len(str(max(s.number for s in statements))))
    room = width - digits - 2
    facts, heads = list(FACTS.values()), ["who", *FACTS]
    if certain and one_line:
        facts, heads = [*facts, SURE], [*heads, "sure"]
    beside = room - sum(facts) - 2 * len(facts)
    three_lines = beside < 16
    if one_line:
        columns, heads = [digits, WHO, *facts, beside - WHO - 2], [*heads, "what"]
    elif three_lines:
        columns, heads = [digits, room], ["who"]
    else:
        columns = [digits, beside, *facts]
    yield row([Text("#".rjust(digits)), *map(Text, heads)], columns, STYLES["strong"])
    if certain and not one_line:
        yield row([Text("sure".rjust(digits))], [digits], STYLES["aside"])
    yield rule(width)
    last = columns[-1] if one_line else room
    for statement, depth in outline(statements):
        indent = "  " * min(depth, DEEPEST)
        number = Text(str(statement.number).rjust(digits), STYLES["aside"])
        source = Text(f"{indent[2:]}└ " if depth else "").append_text(who(statement.source, text))
        told = _facts(statement, text)
        said = _said(statement, text, "nested" if depth else "content")
        if one_line:
            yield row([number, source, *told, *([sure(statement.confidence)] if certain else []), said], columns)
            under, below = Text(), []
        else:
            yield row([number, source] if three_lines else [number, source, *told], columns)
            under = Text(sure(statement.confidence).plain.rjust(digits), STYLES["aside"]) if certain else Text()
            below = [Text(" · ").join(told)] if three_lines else []
            below += [said] if statement.content else []
        for line in [*below, *_weakened(statement, text)] or ([Text()] if under else []):
            yield row([under, Text("" if one_line else indent).append_text(line)], [width - last - 2, last])
            under = Text()


def _facts(statement: Statement, text: str) -> list[Text]:
    """Kind of source, cue, stance and form; a stance other than the usual one stands out."""
    return [
        Text(statement.source_type),
        Text(squeezed(statement.cue.of(text)), STYLES["cue"]) if statement.cue else Text("—"),
        Text(statement.stance, "" if statement.stance == "asserts" else STYLES["strong"]),
        Text(statement.form),
    ]


def _said(statement: Statement, text: str, role: str) -> Text:
    if not statement.content:
        return Text("—")
    return Text(" … ".join(squeezed(span.of(text)) for span in statement.content), STYLES[role])


def _weakened(statement: Statement, text: str) -> Iterator[Text]:
    for label, spans in (("hedged", statement.hedges), ("evidence", statement.evidence)):
        if spans:
            words = " · ".join(squeezed(span.of(text)) for span in spans)
            yield Text.assemble((f"{label}: ", STYLES["aside"]), (words, STYLES["hedge"]))

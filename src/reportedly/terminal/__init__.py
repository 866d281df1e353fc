"""A reading as a person sees it in a terminal: the marked article, who says what, and what it rests on.

    marks      which characters are source, cue, content, flaw: pure, without colours
    view       the lines, with styles

An article is hostile text. Its control characters become visible symbols before anything else sees them,
one for one, so that all spans still hold; and it is never read as markup.
"""

from __future__ import annotations

from ..records import Reading

WIDEST = 140
"""Columns: longer lines are hard to read, however wide the terminal is."""

NARROWEST = 40
"""Columns: below this the terminal breaks the lines itself."""


def render(reading: Reading, *, width: int = 80, colour: bool = False, legend: bool = True) -> str:
    """The reading as lines of text, `width` columns wide at most (kept within `NARROWEST` and `WIDEST`).

    `colour`: with terminal escapes; otherwise with marks in the text. `legend`: explain the marks first.
    """
    import io

    from .view import console_for, lines

    stream = io.StringIO()
    console = console_for(stream, width=max(NARROWEST, min(width, WIDEST)), colour=colour)
    for line in lines(reading, console, colour=colour, legend=legend):
        line.rstrip()
        console.print(line, soft_wrap=True)
    return stream.getvalue()

"""The cells of a table: words cut to their columns, parties by their name, rows put together."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len, set_cell_size
from rich.text import Text

from ..records import Mention
from .marks import visible
from .styles import STYLES


def row(cells: Sequence[Text], columns: Sequence[int], style: str = "") -> Text:
    """The cells, each cut or filled to its column, the last one only cut, with two columns between them."""
    line = Text(style=style)
    for at, (cell, size) in enumerate(zip(cells, columns, strict=True)):
        cell.truncate(size, overflow="ellipsis")
        # Filled up here, for what `truncate` fills up with looks like the cell: underlined, where that is.
        fill = size - cell.cell_len + 2 if at < len(cells) - 1 else 0
        line.append_text(cell).append(" " * fill)
    return line


def rule(width: int) -> Text:
    return Text("─" * width, STYLES["aside"])


def who(source: Mention | None, text: str) -> Text:
    """The name, with the phrase that stands for it where the name is not in it; else the phrase."""
    if source is None:
        return nobody()
    phrase, name = squeezed(source.span.of(text)), squeezed(visible(source.name or ""))
    shown = phrase if not name else name if name in phrase else f"{name} ({phrase})"
    return Text(shown, STYLES["source"])


def called(party: Mention, text: str) -> str:
    """The name where there is one, else the phrase."""
    return squeezed(visible(party.name)) if party.name else squeezed(party.span.of(text))


def nobody() -> Text:
    return Text("nobody named", STYLES["aside"])


SURE = 4
"""Columns of a confidence."""


def sure(confidence: float | None) -> Text:
    return Text("—" if confidence is None else f"{confidence:.2f}", STYLES["aside"])


def cut(words: str, size: int) -> str:
    """`words` in `size` columns at most: cut between two words where that loses little, else within one."""
    if cell_len(words) <= size:
        return words
    short = set_cell_size(words, max(0, size - 1)).rstrip()
    edge = short.rfind(" ")
    if edge > 0 and cell_len(short[:edge]) >= size * KEPT and not words[len(short) :].startswith(" "):
        short = short[:edge]
    return f"{short}…"


KEPT = 0.6
"""Of a column, what a cut between two words must leave filled."""


def squeezed(text: str) -> str:
    return " ".join(text.split())


def number_told(number: float | None) -> str:
    """A number with commas, and no more digits than it has."""
    return "?" if number is None else f"{number:,.0f}" if number == int(number) else f"{number:,g}"

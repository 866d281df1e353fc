"""Elements of a picture as strings, and what every chart is made of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

from ...text import unturned

__all__ = ["Cell", "Chart", "table", "tag", "words"]

Attribute = str | int | float | None
Cell = str | tuple[str, str | None]
"""A cell of a table: its words, or words with the address that they lead to."""


def tag(name: str, *inside: str, **attributes: Attribute) -> str:
    """`<name …>inside</name>`. Underscores in the names of attributes become hyphens, one at the end is dropped
    (`class_`); an attribute that is None is left out. `inside` is taken as it is: use `words` for text."""
    told = "".join(
        f' {_name(key)}="{words(_number(value) if isinstance(value, float) else str(value))}"'
        for key, value in attributes.items()
        if value is not None
    )
    return f"<{name}{told}>{''.join(inside)}</{name}>"


def words(text: str) -> str:
    """Text that may stand in a picture or a page: escaped, halves of surrogate pairs replaced, and what turns the
    direction of writing around."""
    return escape(unturned(text).encode("utf-8", "replace").decode("utf-8"))


def _name(key: str) -> str:
    return "viewBox" if key == "viewBox" else key.rstrip("_").replace("_", "-")


def _number(value: float) -> str:
    """With one decimal at most: a tenth of a pixel is nothing, and files stay small."""
    told = f"{value:.1f}".removesuffix(".0")
    return "0" if told == "-0" else told


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture, what its signs mean, a note on what it leaves out, and the same as a table. All are HTML."""

    kind: str
    svg: str = ""
    legend: str = ""
    note: str = ""
    table: str = ""

    def __html__(self) -> str:
        """The whole figure, as templates show it."""
        note = tag("p", self.note, class_="chart-note") if self.note else ""
        rest = tag("div", note, self.legend, class_="chart-key") if note or self.legend else ""
        told = tag("details", tag("summary", "As a table"), tag("div", self.table, class_="chart-table",
                   tabindex=0, role="group", aria_label="The chart as a table")) if self.table else ""  # fmt: skip
        # Wide pictures scroll within their own frame on a phone; a frame that scrolls must be reachable by keyboard.
        frame = tag("div", self.svg, class_="chart-frame", tabindex=0, role="group", aria_label="Chart")
        return tag("figure", frame, rest, told, class_=f"chart chart-{self.kind}")

    __str__ = __html__


def picture(id: str, width: float, height: float, title: str, summary: str, *inside: str, links: bool = False) -> str:
    """The outermost element. `id`: begins all ids within, so that a page may hold several pictures. One with links is
    a group, for what is within an image is shown to nobody who hears the page."""
    return tag(
        "svg",
        tag("title", words(title), id=f"{id}-title"),
        tag("desc", words(summary), id=f"{id}-desc"),
        *inside,
        viewBox=f"0 0 {_number(width)} {_number(height)}",
        role="group" if links else "img",
        aria_labelledby=f"{id}-title",
        aria_describedby=f"{id}-desc",
        width=_number(width),
        height=_number(height),
    )


def table(heads: Sequence[str], rows: Iterable[Sequence[Cell]], caption: str) -> str:
    """A table with a caption; the first cell of each row heads it."""
    head = tag("tr", *(tag("th", words(one), scope="col") for one in heads))
    body = (
        tag("tr", *(tag("th", _cell(c), scope="row") if at == 0 else tag("td", _cell(c)) for at, c in enumerate(row)))
        for row in rows
    )
    return tag("table", tag("caption", words(caption)), tag("thead", head), tag("tbody", *body))


def _cell(cell: Cell) -> str:
    if isinstance(cell, str):
        return words(cell)
    told, link = cell
    return tag("a", words(told), href=link) if link else words(told)

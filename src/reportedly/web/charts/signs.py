"""What a mark says: its shape, its fill and its colour each tell something, so that colour is never the only sign."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ...records import Status
from .svg import tag, words

__all__ = ["Sign", "hatching", "key", "mark", "sign_of"]


@dataclass(frozen=True, slots=True, order=True)
class Sign:
    """A circle for words, a square for deeds; filled where it happened, hollow where it has not, crossed out where it
    is denied; hatched where it is disputed. Blue for cooperation, red for conflict (the side of the line says so too).
    """

    deed: bool
    conflict: bool
    state: str
    disputed: bool

    @property
    def order(self) -> tuple[bool, int, bool]:
        """From the line outwards."""
        return self.deed, ("happened", "open", "denied").index(self.state), self.disputed

    @property
    def classes(self) -> str:
        """For the style sheet."""
        side, kind = ("conf" if self.conflict else "coop"), ("deed" if self.deed else "said")
        return f"mk {side} {kind} {self.state}"

    @property
    def says(self) -> str:
        """In words, for the legend."""
        kind = f"{'deeds' if self.deed else 'words'} of {'conflict' if self.conflict else 'cooperation'}"
        return kind + {"happened": "", "open": ", not happened", "denied": ", denied"}[self.state]


def sign_of(quad: str, status: Status, disputed: bool = False) -> Sign:
    """The sign of an incident with this PLOVER quad and status."""
    state = status if status in ("happened", "denied") else "open"
    return Sign(quad.startswith("material"), quad.endswith("conflict"), state, disputed)


def mark(sign: Sign, x: float, y: float, radius: float, id: str) -> str:
    """The sign as a shape, its middle at (x, y) in pixels. `id` is that of the picture, which has the hatching."""
    shapes = [_shape(sign, x, y, radius, sign.classes, None)]
    if sign.disputed:
        shapes.append(_shape(sign, x, y, radius, None, f"url(#{id}-hatch)"))
    if sign.state == "denied":
        shapes.append(tag("path", class_=f"{sign.classes} cross", d=_cross(x, y, radius)))
    return "".join(shapes)


def _shape(sign: Sign, x: float, y: float, radius: float, classes: str | None, fill: str | None) -> str:
    if sign.deed:
        side = radius * 0.9
        return tag("rect", class_=classes, x=x - side, y=y - side, width=2 * side, height=2 * side, fill=fill)
    return tag("circle", class_=classes, cx=x, cy=y, r=radius, fill=fill)


def _cross(x: float, y: float, radius: float) -> str:
    out = radius * 1.25
    return f"M{x - out:.1f} {y + out:.1f}L{x + out:.1f} {y - out:.1f}"


def hatching(id: str) -> str:
    """The pattern that lies over what is disputed."""
    lines = tag("path", d="M-1 5L5 -1M-1 1L1 -1M3 5L5 3", class_="hatch")
    return tag("defs", tag("pattern", lines, id=f"{id}-hatch", width=4, height=4, patternUnits="userSpaceOnUse"))


def key(id: str, shown: Iterable[Sign], *, sized: bool = False) -> str:
    """The legend: the signs that are there, each once, in words. `sized`: whether size tells the reports."""
    found = sorted(set(shown))
    plain = sorted({Sign(s.deed, s.conflict, s.state, False) for s in found}, key=lambda s: (s.conflict, s.order))
    items = [(_picture(one, id), one.says) for one in plain]
    if any(s.disputed for s in found):
        last = max(s for s in found if s.disputed)
        items.append((_picture(Sign(last.deed, last.conflict, "happened", True), id), "disputed"))
    if sized:
        one = Sign(True, True, "happened", False)
        marks = mark(one, 5, 8, 3, id) + mark(one, 18, 8, 5.5, id)
        items.append((_small(marks, 26), "one, four or more independent reports"))
    listed = (tag("li", shape, " ", words(says)) for shape, says in items)
    return tag("ul", *listed, class_="chart-legend")


def _picture(sign: Sign, id: str) -> str:
    return _small(mark(sign, 8, 8, 5.5, id), 16)


def _small(shape: str, width: int) -> str:
    return tag("svg", shape, class_="chart-sign", viewBox=f"0 0 {width} 16", width=width, height=16, aria_hidden="true")

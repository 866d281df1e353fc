"""What a mark says: its shape, its fill and its colour each tell something, so that colour is never the only sign."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from ...records import Status
from .svg import tag, words

__all__ = ["Sign", "field", "hatching", "key", "mark", "sign_of"]


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
        """In words, for whoever hears the picture."""
        kind = f"{'deeds' if self.deed else 'words'} of {'conflict' if self.conflict else 'cooperation'}"
        return kind + {"happened": "", "open": ", not happened", "denied": ", denied"}[self.state]


@lru_cache(maxsize=256)
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


def key(id: str, shown: Iterable[Sign], *, bars: bool = False) -> str:
    """The legend of the signs that are there. Each thing that a sign tells is explained once, in ink: which side of the
    line is which is written there. `bars`: the signs are fields and not marks, and so have no size."""
    found = set(shown)
    deed = all(s.deed for s in found)

    def one(says: str, *signs: tuple[Sign, float, float], width: int = 16) -> str:
        drawn = (_field(s, x, 8, r, id) if bars else mark(s, x, 8, r, id) for s, x, r in signs)
        return tag("li", _small("".join(drawn), width), " ", words(says))

    def plain(of_deeds: bool = deed, state: str = "happened", disputed: bool = False) -> tuple[Sign, float, float]:
        return Sign(of_deeds, False, state, disputed), 8, 5.5

    small, large = ((plain()[0], x, r) for x, r in ((5.0, 3.0), (18.0, 6.0)))
    items = [
        (not deed, one("words", plain(False))),
        (any(s.deed for s in found), one("deeds", plain(True))),
        (any(s.state == "open" for s in found), one("not happened: threatened, planned, …", plain(state="open"))),
        (any(s.state == "denied" for s in found), one("denied", plain(state="denied"))),
        (any(s.disputed for s in found), one("disputed", plain(disputed=True))),
        (not bars, one("one, four or more independent reports", small, large, width=26)),
    ]
    return tag("ul", *(item for there, item in items if there), class_="chart-legend")


def _field(sign: Sign, x: float, y: float, radius: float, id: str) -> str:
    return field(sign, x - radius, y - radius, 2 * radius, 2 * radius, id)


def field(sign: Sign, x: float, y: float, width: float, height: float, id: str) -> str:
    """The sign as a rectangle, its upper left corner at (x, y), as part of a bar."""
    shapes = [tag("rect", class_=sign.classes, x=x, y=y, width=width, height=height)]
    if sign.disputed:
        shapes.append(tag("rect", x=x, y=y, width=width, height=height, fill=f"url(#{id}-hatch)"))
    if sign.state == "denied":
        cross = f"M{x + 0.5:.1f} {y + height - 0.5:.1f}L{x + width - 0.5:.1f} {y + 0.5:.1f}"
        shapes.append(tag("path", class_=f"{sign.classes} cross", d=cross))
    return "".join(shapes)


def _small(shape: str, width: int) -> str:
    return tag("svg", shape, class_="chart-sign", viewBox=f"0 0 {width} 16", width=width, height=16, aria_hidden="true")

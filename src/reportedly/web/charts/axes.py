"""What lies behind the marks: the line of time, its labels, the levels of counts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from .numbers import told
from .svg import tag, words
from .time import Slots

__all__ = ["levels", "sides", "time_axis"]


def time_axis(axis: Slots, line: float, down: float, *, labels: bool = True) -> Iterator[str]:
    """The line at height `line`, broken where time is cut out, and `down` pixels below it, with `labels`, the days."""
    below = line + down + 14.0
    begins = [at for at, slot in enumerate(axis.slots) if at == 0 or slot.after_break]
    for begin, end in zip(begins, [*begins[1:], len(axis.slots)], strict=True):
        first, last = axis.slots[begin], axis.slots[end - 1]
        yield tag("path", class_="axis", d=f"M{first.x:.1f} {line:.1f}H{last.x + last.width:.1f}")
        if begin:
            before = axis.slots[begin - 1]
            middle = (before.x + before.width + first.x) / 2
            yield tag("text", "⋯", class_="break", x=middle, y=line + 4, text_anchor="middle")
    for slot in axis.slots if labels else ():
        if slot.label:
            x = slot.x + slot.width / 2
            yield tag("text", words(slot.label), class_="tick", x=x, y=below, text_anchor="middle")
        if slot.heading:
            down = 14 if slot.lower else 0
            yield tag("path", class_="grid", d=f"M{slot.x:.1f} {below - 10:.1f}v{28 + down}")
            yield tag("text", words(slot.heading), class_="heading", x=slot.x + 4, y=below + 17 + down)


def sides(line: float) -> Iterator[str]:
    """What lies above the line and what below, in words at its left end."""
    for side, y, anchor in (("cooperation", line - 8, "start"), ("conflict", line + 8, "end")):
        yield tag("text", side, class_="side", transform=f"translate(-12 {y:.1f}) rotate(-90)", text_anchor=anchor)


def levels(steps: Sequence[float], scale: float, line: float, up: float, down: float, width: float) -> list[str]:
    """A thin line for each count above and below, with its number."""
    found = []
    for step in steps[1:]:
        for y, room in ((line - step * scale, up), (line + step * scale, down)):
            if abs(y - line) <= room + 2:
                found.append(tag("path", class_="grid", d=f"M0 {y:.1f}H{width:.1f}"))
                found.append(tag("text", told(step), class_="tick", x=width + 4, y=y + 4))
    return found

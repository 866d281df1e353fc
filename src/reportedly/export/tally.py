"""What an export wrote and what it left out, counted, and told in one line."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

__all__ = ["Tally"]


@dataclass(slots=True)
class Tally:
    """Counts in the order in which they first came. Grows as an export goes on."""

    wrote: Counter[str] = field(default_factory=Counter)
    left: Counter[str] = field(default_factory=Counter)

    def write(self, what: str, count: int = 1) -> None:
        """`what`: in the plural ("events")."""
        self.wrote[what] += count

    def leave(self, why: str, count: int = 1) -> None:
        """`why`: what is left out and for what reason, in the plural."""
        if count:
            self.left[why] += count

    def line(self) -> str:
        """`418 events; left out: 12 events that have not happened`."""
        told = ", ".join(_counted(count, what) for what, count in self.wrote.items()) or "nothing"
        left = ", ".join(_counted(count, why) for why, count in self.left.items())
        return f"{told}; left out: {left or 'nothing'}"


def _counted(count: int, what: str) -> str:
    """`1 event`, `2 events`: of the plural's first word."""
    if count == 1:
        first, blank, rest = what.partition(" ")
        first = f"{first[:-3]}y" if first.endswith("ies") else first.removesuffix("s")
        rest = rest.replace("that tell ", "that tells ", 1).replace("that have ", "that has ", 1)
        rest = rest.replace("that are ", "that is ", 1).replace("that hang ", "that hangs ", 1)
        what = f"{first}{blank}{rest}"
    return f"{count:,} {what}"

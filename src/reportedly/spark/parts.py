"""The connected parts of a graph, by what joins them."""

from __future__ import annotations

__all__ = ["Parts"]


class Parts:
    """Sets that are joined two by two (union-find, Galler and Fischer 1964), each known by its first member."""

    def __init__(self) -> None:
        self._above: dict[str, str] = {}

    def top(self, one: str) -> str:
        """The first member, in the order of words, of the part that a member is in."""
        above = self._above
        while above.setdefault(one, one) != one:
            above[one] = above[above[one]]
            one = above[one]
        return one

    def join(self, one: str, other: str) -> bool:
        """Let two members be in one part; whether they were in two."""
        first, second = sorted((self.top(one), self.top(other)))
        self._above[second] = first
        return first != second

    def members(self) -> list[str]:
        """All of them, in order."""
        return sorted(self._above)

"""Statements within statements."""

from __future__ import annotations

from collections.abc import Sequence

from ..records import Statement

__all__ = ["depths"]


def depths(statements: Sequence[Statement]) -> dict[int, int]:
    """For every statement's number how many statements it stands within. A ring of them counts as none."""
    outer = {s.number: s.within for s in statements}
    found: dict[int, int] = {}
    for number in outer:
        path: list[int] = []
        step: int | None = number
        while step is not None and step in outer and step not in found and step not in path:
            path.append(step)
            step = outer[step]
        depth = found[step] + 1 if step in found else 0
        for below in reversed(path):
            found[below] = depth
            depth += 1
    return found

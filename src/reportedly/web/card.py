"""What the model's card says of how often it errs: told on the pages from there, so that it is told once."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files

__all__ = ["bad_at", "measured"]


@lru_cache(maxsize=1)
def _sections() -> dict[str, list[str]]:
    text = files("reportedly").joinpath("data", "model", "newsreader-en", "CARD.md").read_text("utf-8")
    found: dict[str, list[str]] = {}
    lines: list[str] = []
    for line in text.splitlines():
        if line.startswith("## "):
            lines = found.setdefault(line[3:].strip(), [])
        else:
            lines.append(line)
    return found


def measured() -> list[tuple[str, str]]:
    """What was measured, and what came of it, in the order of the card."""
    rows = [line.strip("| ").split("|") for line in _sections()["How good it is"] if line.startswith("|")]
    return [(what.strip(), value.strip()) for what, value in (row for row in rows if len(row) == 2) if what.strip("- ")]


def bad_at() -> list[str]:
    """What it is known to be bad at."""
    items: list[str] = []
    for line in _sections()["What it is bad at"]:
        if line.startswith("- "):
            items.append(line[2:])
        elif line.strip() and items:
            items[-1] += f" {line.strip()}"
    return items

"""Numbers on an axis and in words."""

from __future__ import annotations

import math

__all__ = ["nice_steps", "plural", "told"]


def nice_steps(low: float, high: float, most: int = 5) -> tuple[float, ...]:
    """Round numbers (1, 2 or 5 times a power of ten apart), the first at or below `low`, the last at or above `high`;
    `most` steps at most between them. Whole numbers only where both are whole."""
    if high - low <= 1e-9 * max(1.0, abs(low), abs(high)):
        high = max(high, low + max(1.0, abs(low) / 1000))
    rough = (high - low) / most
    power = 10.0 ** math.floor(math.log10(rough))
    whole = low == int(low) and high == int(high)
    for factor in (1.0, 2.0, 5.0, 10.0, 20.0, 50.0):
        step = max(power * factor, 1.0) if whole else power * factor
        first, last = math.floor(low / step), math.ceil(high / step)
        if last - first <= most:
            return tuple(step * at for at in range(first, last + 1))
    raise AssertionError("a step of fifty times the rough one is always enough")


def told(number: float | None) -> str:
    """`1,234`, `0.5`, `−3`; millions and more in short: `2.5 million`. A dash where there is none."""
    if number is None:
        return "–"
    for least, name in ((1e12, "trillion"), (1e9, "billion"), (1e6, "million")):
        if abs(number) >= least:
            return f"{number / least:,.4g} {name}".replace("-", "−")
    short = f"{number:,.0f}" if number == int(number) else f"{number:,.2f}".rstrip("0").rstrip(".")
    return short.replace("-", "−")


def plural(count: int, noun: str) -> str:
    """`1 incident`, `2 incidents`."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"

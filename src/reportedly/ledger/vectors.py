"""Vectors of events as bytes and back, without loss."""

from __future__ import annotations

import sys
from array import array
from collections.abc import Sequence

__all__ = ["packed", "unpacked"]


def packed(vector: Sequence[float]) -> tuple[int, bytes]:
    """Bytes a number, and the bytes, little-endian: in single precision where that loses nothing."""
    exact = array("d", vector)
    try:
        short = array("f", vector)
    except OverflowError:
        short = None
    chosen = short if short is not None and array("d", short) == exact else exact
    if sys.byteorder == "big":
        chosen.byteswap()
    return chosen.itemsize, chosen.tobytes()


def unpacked(width: int, data: bytes) -> tuple[float, ...]:
    """The vector. Raises ValueError where `data` is no whole number of numbers."""
    numbers = array("f" if width == 4 else "d")
    numbers.frombytes(data)
    if sys.byteorder == "big":
        numbers.byteswap()
    return tuple(numbers)

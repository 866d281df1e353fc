"""Bytes by their keys in a file that is only ever added to: what took long to compute is computed once.

A run that was cut off goes on with what is there: a line of the index is written after its bytes.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

BYTES, INDEX = "kept.bin", "index.txt"


class Kept:
    """What is kept in `folder`, which is made where there is none. One process at a time may add to it."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._bytes, self._index = folder / BYTES, folder / INDEX
        self._bytes.touch()
        self._index.touch()
        self._places: dict[str, tuple[int, int]] = {}
        self._end, there = 0, self._bytes.stat().st_size
        told = self._index.read_text(encoding="ascii")
        if told and not told.endswith("\n"):
            with self._index.open("a", encoding="ascii") as index:
                index.write("\n")
        for line in told.splitlines():
            key, *numbers = line.split(" ")
            # The last one may be cut off, or its bytes.
            if len(numbers) == 2 and (end := int(numbers[0]) + int(numbers[1])) <= there:
                self._places[key] = int(numbers[0]), int(numbers[1])
                self._end = max(self._end, end)

    def __contains__(self, key: str) -> bool:
        return key in self._places

    @property
    def count(self) -> int:
        return len(self._places)

    def get(self, key: str) -> bytes:
        """Raises KeyError where it is not there."""
        start, length = self._places[key]
        with self._bytes.open("rb") as stream:
            stream.seek(start)
            return stream.read(length)

    def put(self, found: Mapping[str, bytes]) -> None:
        """Keep what is not there already."""
        new = {key: value for key, value in found.items() if key not in self._places}
        with self._bytes.open("r+b") as stream, self._index.open("a", encoding="ascii") as index:
            stream.truncate(self._end)  # what was cut off
            stream.seek(self._end)
            for key, value in new.items():
                stream.write(value)
                self._places[key] = self._end, len(value)
                self._end += len(value)
            stream.flush()
            index.writelines(f"{key} {self._places[key][0]} {self._places[key][1]}\n" for key in new)

"""One piece of work in a thread of its own, beside what comes next here: for what lets go of Python's lock."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TypeVar

__all__ = ["meanwhile"]

T = TypeVar("T")


def meanwhile(work: Callable[[], T]) -> Callable[[], T]:
    """Begin `work`, and give what waits for its end and gives what it gave, or raises what it raised."""
    given: list[T] = []
    raised: list[BaseException] = []

    def run() -> None:
        try:
            given.append(work())
        except BaseException as error:  # told to whoever asks
            raised.append(error)

    # No daemon: Python must not end in the middle of what a library does.
    thread = threading.Thread(target=run, name=getattr(work, "__name__", None))
    thread.start()

    def outcome() -> T:
        thread.join()
        if raised:
            raise raised[0]
        return given[0]

    return outcome

"""How long the reading of an article may take, looked at between the stages and the windows of its text.

Nothing is interrupted: code that never comes to such a place, as a parser of pages that hangs, does not hear of it.
A process that was started to read is ended from outside then, see `article/batch.py`.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from time import monotonic

from .errors import TimeLimitError

__all__ = ["TIME_LIMIT", "as_time_limit", "in_time", "time_limit", "too_long"]

TIME_LIMIT = 600.0
"""Seconds, where nothing else is said: an ordinary article takes less than one, a text of a million words some
minutes."""

# When the time is over, by the monotonic clock, and how long it was; of this thread alone.
_END: ContextVar[tuple[float, float] | None] = ContextVar("end", default=None)


@contextmanager
def time_limit(seconds: float | None) -> Iterator[None]:
    """What happens in here may take so long; None is no limit."""
    token = _END.set(None if seconds is None else (monotonic() + seconds, seconds))
    try:
        yield
    finally:
        _END.reset(token)


def in_time() -> None:
    """Raise TimeLimitError where the time is over."""
    end = _END.get()
    if end is not None and monotonic() > end[0]:
        raise TimeLimitError(too_long(end[1]))


def too_long(seconds: float) -> str:
    """What is said of an article that took longer than that."""
    return f"took longer to read than its time limit of {seconds:g} {'second' if seconds == 1 else 'seconds'}"


def as_time_limit(seconds: float | None) -> float | None:
    """The value itself. Raises ValueError for what is no number of seconds above 0."""
    if seconds is None or (seconds > 0 and not math.isinf(seconds)):
        return seconds
    raise ValueError(f"time_limit is not a number of seconds above 0: {seconds!r}")

"""Work that makes no rubbish, and need not wait while Python looks for some."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["undisturbed"]


@contextmanager
def undisturbed() -> Iterator[None]:
    """While this lasts, Python looks for no objects that hold one another and are held by nobody else.

    For work that leaves none: it makes many objects, Python looks through the newest every few hundred, and finds
    nothing. What nobody holds any more goes as ever, at once. The collector belongs to the whole process, so that the
    rubbish of other threads waits as long. Where it is turned off already, nothing is done, so that calls may stand
    within one another and side by side.
    """
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()

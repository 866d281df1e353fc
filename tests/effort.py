"""How much a piece of work takes, by what it does and not by the clock."""

from __future__ import annotations

import itertools
import sys
from collections.abc import Callable


def calls(work: Callable[[], object]) -> int:
    """How many calls `work` makes, and returns from: the same each time, on every machine."""
    count = itertools.count()
    before = sys.getprofile()
    sys.setprofile(lambda *_: next(count))
    try:
        work()
    finally:
        sys.setprofile(before)
    return next(count)

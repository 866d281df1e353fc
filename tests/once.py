"""What is dear to make, once for all processes that test beside one another."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest


def made_once(temporary: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """A folder of this process's own with all that `make` puts into the one that it is given.

    The process that comes first makes it, the others wait; each gets a copy, so that none sees what another does to it.
    `make` must leave nothing open, and put no path of its folder into it: the folder moves.
    """
    base = temporary.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        base = base.parent  # that of the run, above the ones of its workers
    made, half = base / f"once-{name}", base / f"once-{name}-half"
    with open(base / f"once-{name}.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            shutil.rmtree(half, ignore_errors=True)  # of one that failed
            half.mkdir()
            make(half)
            half.rename(made)
    own = temporary.mktemp(name)
    shutil.copytree(made, own, dirs_exist_ok=True)
    return own

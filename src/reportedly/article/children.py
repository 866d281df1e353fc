"""Processes that are started by another one: what they must not hear or do, and what is told of their end."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

__all__ = ["end_of", "ended_after", "interrupts_held", "not_run_again"]


_LONGEST = 1e8
"""Seconds that the system can count to, and more than a process lives."""


@contextmanager
def interrupts_held() -> Iterator[None]:
    """Children started in here never see Ctrl-C; the parent sees it afterwards, not in the middle."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    from multiprocessing import resource_tracker

    # Starting it lifts the block on interrupts, so it must be running before.
    resource_tracker.ensure_running()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def ended_after(seconds: float | None) -> Iterator[None]:
    """What happens in here is over after so many seconds, or the process is: the system ends it, whatever it is in,
    also a library that never comes back to Python. None is no end; nor is there one where there is no such signal
    (Windows)."""
    if seconds is None or not hasattr(signal, "setitimer"):
        yield
        return
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, min(seconds, _LONGEST))
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


@contextmanager
def not_run_again(load: Callable[[], object]) -> Iterator[None]:
    """Children started in here do not run the program that starts them once more, as `multiprocessing` has them do: a
    script would need `if __name__ == "__main__"`, and what is typed or piped in has no file. They need nothing of it,
    unless `load` itself is defined there."""
    main = sys.modules["__main__"]
    function = getattr(load, "func", load)
    if getattr(function, "__module__", "__main__") == "__main__":
        yield
        return
    kept: dict[str, object] = {name: main.__dict__[name] for name in ("__file__", "__spec__") if name in main.__dict__}
    main.__dict__.pop("__file__", None)
    main.__spec__ = None
    try:
        yield
    finally:
        main.__dict__.update(kept)


def end_of(exitcode: int | None) -> str:
    """How a process ended, in the words of a line about it; `exitcode` as `multiprocessing` has it."""
    if exitcode is not None and exitcode == -getattr(signal, "SIGKILL", 9):
        return "was killed: memory ran out, or somebody did it"
    if exitcode is not None and exitcode < 0:
        try:
            return f"was ended by {signal.Signals(-exitcode).name}"
        except ValueError:
            return f"was ended by signal {-exitcode}"
    return f"ended with exit code {exitcode}"

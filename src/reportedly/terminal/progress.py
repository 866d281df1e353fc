"""How far a batch is, on standard error: done of total, articles a second, time left."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType

from rich import progress as rich
from rich.console import Console
from rich.text import Text


class _Speed(rich.ProgressColumn):
    """Over the whole run, for several processes deliver in bursts."""

    def render(self, task: rich.Task) -> Text:
        speed = task.completed / task.elapsed if task.elapsed else 0.0
        return Text(f"{speed:.1f} articles/s" if speed else "", style="progress.data.speed")


class Progress:
    """A bar of `count` steps, None where that is not known. A context manager; the bar is gone when it ends."""

    def __init__(self, count: int | None, console: Console | None = None) -> None:
        self._bar = rich.Progress(
            rich.BarColumn(),
            rich.MofNCompleteColumn(),
            _Speed(),
            rich.TimeRemainingColumn(compact=True),
            rich.TextColumn("left"),
            console=console or Console(file=sys.stderr, stderr=True),
            transient=True,
            redirect_stdout=False,
            redirect_stderr=False,
            speed_estimate_period=60,
        )
        self._task = self._bar.add_task("", total=count)

    def __enter__(self) -> Progress:
        self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bar.stop()

    @contextmanager
    def step(self, aside: bool) -> Iterator[None]:
        """One article is done. `aside`: what is written in here goes to the terminal, so make room."""
        self._bar.advance(self._task)
        if not aside:
            yield
            return
        self._bar.stop()
        try:
            yield
        finally:
            self._bar.start()

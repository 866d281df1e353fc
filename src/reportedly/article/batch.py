"""Many articles, one after the other or in several processes: the same readings in the same order.

Each process holds one reader and one article at a time. The parent hands out articles in order, keeps what
comes back early until its turn, and never runs further ahead than `AHEAD` articles a process, so ten thousand
articles take no more memory than a hundred.
"""

from __future__ import annotations

import itertools
import os
import signal
import time
import traceback
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias, TypeVar, cast

from ..deadline import TIME_LIMIT, as_time_limit, too_long
from ..deadline import time_limit as within
from ..errors import InvariantError, ModelError, ReportedlyError
from ..records import Article, Failure, Reading
from .ahead import Foresighted, foresight
from .attempt import TASKS, Bug, Given, Options, Reader, Task, attempt, name_of, one_line, outcome_of
from .children import end_of, ended_after, interrupts_held, not_run_again
from .files import Source, bytes_of, only_here

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.context import SpawnContext
    from multiprocessing.process import BaseProcess
    from pathlib import Path

__all__ = ["AHEAD", "Given", "Load", "Reader", "load_pipeline", "read_given", "read_many"]

AHEAD = 32
"""How many articles a process may be ahead of the one that is due."""

_ENDING = 5.0
"""Seconds that a process has to end when it is told to."""

GRACE = 1.0
"""Seconds, a tenth of the time limit at least: how much longer a process may take to say that its time is over."""


Aside = TypeVar("Aside")


Load: TypeAlias = Callable[[], Reader]
"""Makes a reader, once a process. It must be picklable where there are several processes."""


def load_pipeline(actors: Path | None = None, vectors: bool = False, model: str | None = None) -> Reader:
    """The reader with the model that is named, or the one in the package, and the user's own actors, if any.
    `vectors`: whether what it reads is for a ledger.

    Raises ModelError, and VocabularyError where the actors file is wrong.
    """
    from ..model.installed import model_folder
    from .pipeline import Pipeline

    reader: Reader = Pipeline.load(model_folder(model), actors, vectors)
    return reader


def read_many(
    sources: Sequence[Source],
    *,
    processes: int | None = None,
    url: str | None = None,
    published: str | None = None,
    load: Load = load_pipeline,
    time_limit: float | None = TIME_LIMIT,
    apart: bool = False,
) -> Generator[Reading | Failure, None, None]:
    """Read each source; what cannot be read becomes a `Failure` in its place. In the order of `sources`.

    `processes`: how many to read in; None is one a core, never more than there are sources. `url` and
    `published` (an ISO date) go to every article. `time_limit`: seconds that one may take, None for any number; one
    that takes longer becomes a `Failure`. In the caller's own process it is noticed between stages and windows of the
    text only; another one that never gets there is ended.

    A generator: closing it ends the processes. A process that dies costs the article it was reading and no
    other; where one is killed while it starts, fewer read on. With one process everything happens in the caller's own,
    unless they are to be kept `apart` and there is a limit: then that one is another, too, so that nothing that hangs
    or dies over an article, be it in a library of C, takes the caller with it.

    Raises ValueError for fewer than one process or a limit that is none, ModelError where `load` does or where not one
    process can be started, and InvariantError for an exception that no article should cause: a bug, told once the
    articles before it have been given.
    """
    if processes is not None and processes < 1:
        raise ValueError(f"processes must be at least 1, not {processes}")
    workers = min(processes or _cores(), len(sources))
    options = Options(url, published, as_time_limit(time_limit))
    return cast("Generator[Reading | Failure, None, None]", _read_all(sources, options, load, workers, apart))


def read_given(
    items: Iterable[Given | Article | Aside],
    *,
    processes: int | None = None,
    count: int | None = None,
    load: Load = load_pipeline,
    time_limit: float | None = TIME_LIMIT,
    apart: bool = False,
) -> Generator[Reading | Failure | Aside, None, None]:
    """Read what is at hand already, as it comes, in its order: bytes, or articles that are loaded.

    What is neither is given back in its place: `items` may hold failures, say, of what could not be fetched. `count`
    is how many items there are, where that is known; no more processes are started than that. No reader is loaded
    before there is something to read. All else, as for `read_many`.
    """
    if processes is not None and processes < 1:
        raise ValueError(f"processes must be at least 1, not {processes}")
    workers = processes or _cores()
    workers = workers if count is None else max(1, min(workers, count))
    outcomes = _read_all(items, Options(None, None, as_time_limit(time_limit)), load, workers, apart)
    return cast("Generator[Reading | Failure | Aside, None, None]", outcomes)


def _cores() -> int:
    """The cores that this process may use, which in a container are fewer than the machine has."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _read_all(
    tasks: Iterable[object], options: Options, load: Load, processes: int, apart: bool
) -> Generator[object, None, None]:
    """What is read of every task, in order; what is no task stands for itself."""
    if processes > 1 or (apart and options.limit is not None):
        return _in_many(iter(tasks), options, load, processes)
    return _in_one(tasks, options, load)


def _in_one(tasks: Iterable[object], options: Options, load: Load) -> Generator[object, None, None]:
    reader: Reader | None = None
    tasks, more = iter(tasks), True
    coming: deque[tuple[object, bytes | Failure | None]] = deque()
    while True:
        while more and len(coming) <= foresight(reader):
            try:
                task = next(tasks)
            except StopIteration:
                more = False
                break
            data = bytes_of(task) if isinstance(task, str | os.PathLike) else None
            coming.append((task, data))
            if isinstance(task, TASKS) and not isinstance(data, Failure):
                reader = reader or load()
                if isinstance(reader, Foresighted):
                    with within(options.limit):
                        _foretell(reader, task, data, options)
        if not coming:
            return
        task, data = coming.popleft()
        if not isinstance(task, TASKS):
            yield task
        elif isinstance(data, Failure):
            yield data
        else:
            assert reader is not None
            yield outcome_of(attempt(reader, task, data, options))


def _foretell(reader: Foresighted, task: Task, data: bytes | None, options: Options) -> None:
    if isinstance(task, Article):
        reader.soon(task)
    elif isinstance(task, Given):
        reader.soon(task.data, file=task.file, url=task.url, published=task.published)
    else:
        assert data is not None
        name = name_of(task)
        reader.soon(data, file=None if name == "-" else name, url=options.url, published=options.published)


# Several processes


@dataclass(slots=True)
class _Worker:
    process: BaseProcess
    ready: bool = False
    task: int | None = None
    since: float = 0.0


def _work(pipe: Connection, load: Load, options: Options) -> None:
    """A worker's life: load, then read what comes until the pipe closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent hears Ctrl-C and ends its workers
    try:
        reader = load()
    except Exception as error:  # goes to the caller
        if not isinstance(error, ReportedlyError):
            error = InvariantError(one_line(f"the reader did not load: {type(error).__name__}: {error}"))
        pipe.send(Bug(error, traceback.format_exc()))
        return
    pipe.send(None)
    while True:
        try:
            task, data = pipe.recv()
        except EOFError:
            return
        if data is None and not isinstance(task, Given | Article):
            data = bytes_of(task)
        # Whoever started this one ends it when it hangs; where they are gone, it ends by itself.
        with ended_after(None if options.limit is None else _most(options.limit) + _ENDING):
            outcome = data if isinstance(data, Failure) else attempt(reader, task, data, options)
        try:
            pipe.send(outcome)
        except BrokenPipeError:
            return


def _most(limit: float) -> float:
    """Seconds after which a worker is overdue."""
    return limit + max(GRACE, limit / 10)


class _Crew:
    """The workers and the pipes to them. Not thread-safe; `close` ends them all."""

    def __init__(self, load: Load, options: Options, most: int) -> None:
        import multiprocessing

        self._context: SpawnContext = multiprocessing.get_context("spawn")
        self._arguments = (load, options)
        self._most = None if options.limit is None else _most(options.limit)
        self.workers: dict[Connection, _Worker] = {}
        self.most = most

    def do_with_fewer(self, exitcode: int | None) -> None:
        """After one died while it started: killed, it may be, because there is no memory for so many. Raises ModelError
        where it was the only one, InvariantError where it ended by itself."""
        if exitcode is None or exitcode >= 0:
            raise InvariantError(f"a reading process did not start: it {end_of(exitcode)}") from None
        if self.most == 1:
            raise ModelError(f"the model cannot be loaded: the process that was to read {end_of(exitcode)}") from None
        self.most -= 1

    def hire(self) -> None:
        ours, theirs = self._context.Pipe()
        process = self._context.Process(target=_work, args=(theirs, *self._arguments), daemon=True)
        with interrupts_held(), not_run_again(self._arguments[0]):
            process.start()
        theirs.close()
        self.workers[ours] = _Worker(process)

    def idle(self) -> list[Connection]:
        return [pipe for pipe, worker in self.workers.items() if worker.ready and worker.task is None]

    def dismiss(self, pipe: Connection) -> _Worker:
        """Take a worker off whose pipe is at its end, and wait for its process."""
        worker = self.workers.pop(pipe)
        pipe.close()
        worker.process.join()
        return worker

    def patience(self) -> float | None:
        """Seconds until the next worker is overdue, None where none will be."""
        if self._most is None:
            return None
        since = [worker.since for worker in self.workers.values() if worker.task is not None]
        return max(0.0, min(since) + self._most - time.monotonic()) if since else None

    def overdue(self) -> list[Connection]:
        """Those whose workers should have given up by themselves, and say nothing."""
        most = self._most
        if most is None:
            return []
        now = time.monotonic()
        return [p for p, w in self.workers.items() if w.task is not None and now >= w.since + most and not p.poll()]

    def close(self) -> None:
        for pipe, worker in self.workers.items():
            pipe.close()
            worker.process.terminate()
        for worker in self.workers.values():
            worker.process.join(_ENDING)
            if worker.process.is_alive():  # stopped, or deep in a library
                worker.process.kill()
                worker.process.join()
        self.workers.clear()


def _in_many(tasks: Iterator[object], options: Options, load: Load, processes: int) -> Generator[object, None, None]:
    from multiprocessing.connection import wait

    done: dict[int, object] = {}
    names: dict[int, str] = {}
    waiting: deque[tuple[int, Task]] = deque()
    taken, more = 0, True
    crew = _Crew(load, options, processes)
    # One alone is given the next article when it has read this: what is fetched meanwhile can be waited for long, and
    # whoever breaks it off then loses nothing.
    ahead = AHEAD * processes if processes > 1 else 1
    try:
        for due in itertools.count():
            while due not in done:
                while more and not waiting and due not in done and taken < due + ahead:
                    try:
                        task = next(tasks)
                    except StopIteration:
                        more = False
                        break
                    if isinstance(task, TASKS):
                        waiting.append((taken, task))
                        names[taken] = name_of(task)
                    else:
                        done[taken] = task
                    taken += 1
                if due in done:
                    break
                if due >= taken:
                    return
                if waiting and (idle := crew.idle()):
                    number, task = waiting.popleft()
                    _hand(idle[0], crew.workers[idle[0]], number, task, done)
                    continue
                while waiting and len(crew.workers) < crew.most:
                    crew.hire()
                for heard in wait(list(crew.workers), crew.patience()):
                    _hear(cast("Connection", heard), crew, names, done)
                for pipe in crew.overdue():
                    _end(pipe, crew, names, done, options)
            names.pop(due, None)
            yield outcome_of(done.pop(due))
    finally:
        crew.close()


def _hand(pipe: Connection, worker: _Worker, number: int, task: Task, done: dict[int, object]) -> None:
    data: bytes | Failure | None = None
    if not isinstance(task, Given | Article) and only_here(task):
        data = bytes_of(task)
    if isinstance(data, Failure):
        done[number] = data
        return
    worker.task, worker.since = number, time.monotonic()
    try:
        pipe.send((task, data))
    except BrokenPipeError:
        # It died while idle or while listening: `_hear` finds the end of the pipe and says so.
        return


def _hear(pipe: Connection, crew: _Crew, names: dict[int, str], done: dict[int, object]) -> None:
    """Take one message, or the end of a worker, into `done`."""
    worker = crew.workers[pipe]
    try:
        message = pipe.recv()
    except (EOFError, OSError):  # an OSError where it died in the middle of a message
        crew.dismiss(pipe)
        if not worker.ready:
            crew.do_with_fewer(worker.process.exitcode)
        if worker.task is not None:
            how = end_of(worker.process.exitcode)
            done[worker.task] = Failure(names[worker.task], f"the process that read it {how}")
        return
    if worker.ready:
        assert worker.task is not None
        done[worker.task] = message
        worker.task = None
        return
    if isinstance(message, Bug):
        outcome_of(message)
    worker.ready = True


def _end(pipe: Connection, crew: _Crew, names: dict[int, str], done: dict[int, object], options: Options) -> None:
    """End a worker whose time is over, whatever it is in."""
    worker = crew.workers[pipe]
    worker.process.kill()
    crew.dismiss(pipe)
    assert worker.task is not None
    assert options.limit is not None
    done[worker.task] = Failure(names[worker.task], too_long(options.limit))

"""Articles into a ledger: read by several processes, written by one, some at a time.

What is given is looked up before it is read, so that the same command goes on where it was stopped. An outcome is given
once what it tells is on disk.
"""

from __future__ import annotations

import gc
import time
from collections import deque
from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from ..article.batch import Given, Load, load_pipeline, read_given
from ..deadline import TIME_LIMIT
from ..errors import InputError, ReaderError
from ..records import Failure, Reading
from . import settle
from .arrivals import Added, Arrival, Item, Outcome, Page, arrival_of, input_key
from .columns import Prepared, prepared
from .faults import faults_told

if TYPE_CHECKING:
    from .store import Ledger

__all__ = ["add_items", "in_batches", "read_again"]

MOST = 50
"""Readings that wait to be written, at most."""

LONGEST = 2.0
"""Seconds that a reading waits for others, once the next one has come."""


load_for_ledger = partial(load_pipeline, vectors=True)
"""The reader with the model that comes with the package, whose readings bear the vectors of events."""


@dataclass(frozen=True, slots=True)
class _Aside:
    """An outcome that needs no reading, on its way through the readers, so that the order is kept."""

    outcome: Outcome


def add_items(
    ledger: Ledger,
    items: Iterable[Item | Failure],
    *,
    processes: int | None = None,
    count: int | None = None,
    load: Load = load_for_ledger,
    time_limit: float | None = TIME_LIMIT,
    apart: bool = False,
) -> Generator[Outcome, None, None]:
    """Read what the ledger does not hold yet, and add it: what became of each item, in order.

    `processes`, `load`, `time_limit`, `apart`: as for `read_many`; `count`: how many items there are, where it is
    known. Raises as `read_given` and `Ledger.add`; what was read before is added first.
    """
    waiting: deque[tuple[bytes, Page | None]] = deque()

    def tasks() -> Iterator[Given | _Aside]:
        for item in items:
            if isinstance(item, Failure):
                yield _Aside(item)
                continue
            key = input_key(item)
            held = ledger.holds(key)
            if held is not None:
                yield _Aside(Added(held, item.file, "known"))
                continue
            waiting.append((key, item.page))
            yield Given(item.data, item.file, item.url, item.title, item.publisher, item.published)

    def arrivals() -> Iterator[Arrival | Outcome]:
        found = read_given(tasks(), processes=processes, count=count, load=load, time_limit=time_limit, apart=apart)
        for one in found:
            if isinstance(one, _Aside):
                yield one.outcome
                continue
            key, page = waiting.popleft()
            yield one if isinstance(one, Failure) else Arrival(one, key, page, vectors=one.vectors)

    return in_batches(ledger, arrivals())


def read_again(
    ledger: Ledger,
    *,
    processes: int | None = None,
    load: Load = load_for_ledger,
    time_limit: float | None = TIME_LIMIT,
    apart: bool = False,
) -> tuple[int, Generator[Outcome, None, None]]:
    """Read again what another model or vocabulary has read, from the texts in the ledger; the new records replace the
    old ones: how many there are, and what became of each. Where it is stopped, the same call goes on.

    Raises as `add_items`.
    """
    reader = load()
    now = reader.model, reader.vocabulary
    del reader

    query = (
        "SELECT reports.id FROM reports JOIN readings ON readings.number = reading "
        "WHERE (model, vocabulary) IS NOT (?, ?) ORDER BY reports.number"
    )
    with faults_told(ledger.path):
        names = [name for (name,) in ledger.db.execute(query, now)]
    articles = (ledger.report(name).reading.article for name in names)
    readings = read_given(
        articles, processes=processes, count=len(names), load=load, time_limit=time_limit, apart=apart
    )
    arrivals = (arrival_of(one) if isinstance(one, Reading) else one for one in readings)
    return len(names), in_batches(ledger, arrivals, "reread")


def in_batches(ledger: Ledger, stream: Iterable[Arrival | Outcome], act: str = "add") -> Generator[Outcome, None, None]:
    """Write arrivals, at most `MOST` in one transaction, and give every outcome once it is on disk.

    Where the stream raises, or this is closed, what came before is written.
    """
    ledger.settle()
    held: list[Prepared | Outcome] = []
    since: float | None = None
    try:
        for one in stream:
            held.append(_prepared(one) if isinstance(one, Arrival) else one)
            if since is None and isinstance(held[-1], Prepared):
                since = time.monotonic()
            if since is None or len(held) >= MOST or time.monotonic() - since >= LONGEST:
                batch, held, since = held, [], None
                yield from _write(ledger, batch, act)
        batch, held = held, []
        yield from _write(ledger, batch, act)
    except ReaderError:
        # No article that follows can be read; what came before is told as added.
        batch, held = held, []
        yield from _write(ledger, batch, act)
        raise
    finally:
        if held:
            _write(ledger, held, act)


def _prepared(arrival: Arrival) -> Prepared | Failure:
    article = arrival.reading.article
    try:
        return prepared(arrival)
    except InputError as error:
        return Failure(ascii(article.file or article.url or article.id), str(error))


def _write(ledger: Ledger, held: list[Prepared | Outcome], act: str) -> list[Outcome]:
    arrivals = [one for one in held if isinstance(one, Prepared)]
    if not arrivals:
        return [one for one in held if not isinstance(one, Prepared)]
    with _uncollected(), ledger.writing(act) as writing:
        added, changed = writing.put(arrivals, replace=act == "reread")
        settle.settle(writing, changed)
    told = iter(added)
    return [next(told) if isinstance(one, Prepared) else one for one in held]


@contextmanager
def _uncollected() -> Iterator[None]:
    """Let nobody look for rings among what is made: there are next to none, and for what is kept ready each look goes
    through all of it."""
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()

"""What is kept from one request to the next: connections, and what was made of the ledger while it stays as it is.

Whether it does is asked of SQLite with every request (`PRAGMA data_version`, of a connection that does nothing else),
so that nothing is shown that somebody who wrote meanwhile has changed. All of it is bounded, may be used by any number
of threads, and none of it is needed: what is not kept is made anew.
"""

from __future__ import annotations

import contextlib
import sqlite3
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator, Sequence
from contextlib import contextmanager
from functools import wraps
from typing import Generic, TypeVar

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from ..ledger.dossier import Dossier
from ..ledger.faults import faults_told
from ..ledger.gathering import gathered
from ..ledger.opening import identity, latest_version, open_to_read, sees_others
from ..ledger.reviewing import Queue, Queued, queue
from ..ledger.store import Ledger
from .selection import Selection

__all__ = ["Ledgers", "Making", "Shown", "State", "Weighed", "dossiers_of", "kept", "queue_of"]

IDLE = 12
"""Connections that wait for the next request, at most; more are opened as they are needed."""

CACHE = 16 * 1024
"""KiB of the file that each of them keeps in memory."""

PAGES = 32 * 1024 * 1024
"""Bytes of pages."""

LARGEST = 2 * 1024 * 1024
"""Bytes of a page that is kept."""

SAYINGS = 10_000
"""What is kept of incidents, counted in what reports say of them: about three and a half kilobytes each."""

QUEUES = 200
"""What is next in review, for so many filters and places."""

MADE = 2
"""Pages that are made at a time: while SQLite looks for one, Python writes another. More at once take no less of the
processor, and all of them would be ready last."""

AT_LEAST = 2.0
"""Seconds after which a page is made beside them, for those that are being made may take long."""

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Weighed(Generic[K, V]):
    """Values by keys, of `most` weight in all: those that were asked for last."""

    def __init__(self, most: int) -> None:
        self._most, self._weight = most, 0
        self._kept: OrderedDict[K, tuple[V, int]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: K) -> V | None:
        with self._lock:
            found = self._kept.get(key)
            if found is None:
                return None
            self._kept.move_to_end(key)
            return found[0]

    def put(self, key: K, value: V, weight: int) -> None:
        """Nothing, where it alone weighs too much."""
        if weight > self._most:
            return
        with self._lock:
            if key in self._kept:
                self._weight -= self._kept.pop(key)[1]
            self._kept[key] = value, weight
            self._weight += weight
            while self._weight > self._most:
                self._weight -= self._kept.popitem(last=False)[1][1]

    @property
    def weight(self) -> int:
        return self._weight


class _Turns(Generic[K]):
    """One thread at a time for each key."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: dict[K, tuple[threading.Lock, int]] = {}

    @contextmanager
    def of(self, key: K) -> Iterator[None]:
        with self._lock:
            turn, many = self._waiting.get(key, (threading.Lock(), 0))
            self._waiting[key] = turn, many + 1
        try:
            with turn:
                yield
        finally:
            with self._lock:
                turn, many = self._waiting.pop(key)
                if many > 1:
                    self._waiting[key] = turn, many - 1


class Making:
    """Lets `most` threads in at a time, and beside them whoever has waited for `wait` seconds."""

    def __init__(self, most: int = MADE, wait: float = AT_LEAST) -> None:
        self._free, self._wait = threading.BoundedSemaphore(most), wait

    @contextmanager
    def one(self) -> Iterator[None]:
        held = self._free.acquire(timeout=self._wait)
        try:
            yield
        finally:
            if held:
                self._free.release()


class State:
    """What was made of the ledger between two changes of it. With the next one it is let go of, whoever still uses it,
    so that nothing of it is ever told of another state.

    pages: by path and query, as bytes; dossiers: by incident and moment; queues: of review, by what is asked for;
    turns: whose page is being made.
    """

    def __init__(self) -> None:
        self.pages: Weighed[tuple[str, bytes], bytes] = Weighed(PAGES)
        self.dossiers: Weighed[tuple[str, int | None], Dossier] = Weighed(SAYINGS)
        self.queues: Weighed[Hashable, Queue] = Weighed(QUEUES)
        self.turns: _Turns[tuple[str, bytes]] = _Turns()


class Shown(Ledger):
    """A ledger that was opened to be shown, and the state that it is seen in. Of one thread at a time."""

    state: State
    file: tuple[int, int] | None


class Ledgers:
    """Connections to one ledger, each lent to one request at a time, which sees the ledger as it was when it began.
    `making`: how many pages are made of it at a time."""

    def __init__(self, path: str, wait: float) -> None:
        self._path, self._wait = path, wait
        self.making = Making()
        self._lock = threading.Lock()
        self._idle: list[Shown] = []
        self._watch: sqlite3.Connection | None = None
        self._file: tuple[int, int] | None = None
        self._seen: int | None = None
        self._state = State()
        self._closed = False

    def state(self) -> State:
        """The state that the ledger is in. Raises LedgerError where it cannot be read."""
        with self._lock:
            return self._now()

    @contextmanager
    def lent(self) -> Iterator[Shown]:
        """A ledger, in a transaction that reads. Raises LedgerError where it cannot be read."""
        ledger = self._begun()
        try:
            yield ledger
        except BaseException:
            # Whatever it was, it costs no more than to open it again.
            ledger.close()
            raise
        self._back(ledger)

    def close(self) -> None:
        """Let go of the file, once nothing is lent any more."""
        with self._lock:
            self._closed = True
            self._forget()

    # Within

    def _begun(self) -> Shown:
        while True:
            with self._lock:
                self._now()
                ledger = self._idle.pop() if self._idle else None
            ledger = ledger or self._opened()
            try:
                if self._begin(ledger):
                    return ledger
            except BaseException:
                ledger.close()
                raise
            ledger.close()

    def _begin(self, ledger: Shown) -> bool:
        """Begin to read, and note the state that is seen; False where another file has taken the place of this one."""
        with self._lock, faults_told(self._path):
            while True:
                state = self._now()
                if ledger.file != self._file:
                    return False
                ledger.db.execute("BEGIN")
                # Only what is read first settles what is seen.
                ledger.db.execute("SELECT 1 FROM moments LIMIT 1").fetchone()
                if self._keeps and self._now() is not state:
                    ledger.db.execute("ROLLBACK")
                    continue
                ledger.state = state
                return True

    def _opened(self) -> Shown:
        file = identity(self._path)
        with faults_told(self._path):
            db = open_to_read(self._path, self._wait, any_thread=True)
            db.execute(f"PRAGMA cache_size = -{CACHE}")
        ledger = Shown(db, self._path, wait=self._wait)
        ledger.file = file
        return ledger

    def _back(self, ledger: Shown) -> None:
        with self._lock:
            if self._keeps and not self._closed and ledger.file == self._file and len(self._idle) < IDLE:
                ledger.db.execute("ROLLBACK")
                self._idle.append(ledger)
                return
        ledger.close()

    @property
    def _keeps(self) -> bool:
        """Whether changes are noticed: only then may anything be kept."""
        return self._watch is not None and sees_others(self._watch)

    def _now(self) -> State:
        """The state of now; within the lock."""
        file = identity(self._path)
        try:
            if self._watch is None or file != self._file or file is None:
                self._look_anew(file)
            assert self._watch is not None
            with faults_told(self._path):
                (seen,) = self._watch.execute("PRAGMA data_version").fetchone()
                if seen != self._seen or not self._keeps:
                    (version,) = self._watch.execute("PRAGMA user_version").fetchone()
                    if version != latest_version():
                        # A newer program was here. Opening the ledger again says so.
                        self._look_anew(file)
                    self._seen, self._state = seen, State()
        except BaseException:
            self._forget()
            raise
        return self._state

    def _look_anew(self, file: tuple[int, int] | None) -> None:
        self._forget()
        with faults_told(self._path):
            self._watch = open_to_read(self._path, self._wait, any_thread=True)
        self._file = file

    def _forget(self) -> None:
        for ledger in self._idle:
            ledger.close()
        self._idle.clear()
        if self._watch is not None:
            with contextlib.suppress(sqlite3.Error):
                self._watch.close()
        self._watch, self._seen, self._state = None, None, State()


def dossiers_of(ledger: Ledger, incidents: Sequence[str], moment: int | None) -> Iterator[Dossier]:
    """The incidents with these ids, in their order, each made once for all requests that see the same state."""
    state = ledger.state if isinstance(ledger, Shown) else State()
    found = {id: state.dossiers.get((id, moment)) for id in incidents}
    for one in gathered(ledger.db, [id for id, dossier in found.items() if dossier is None], moment):
        found[one.id] = one.dossier
        if one.dossier is not None:
            state.dossiers.put((one.id, moment), one.dossier, 1 + sum(len(a.sayings) for a in one.dossier.accounts))
    return (dossier for id in incidents if (dossier := found[id]) is not None)


def queue_of(ledger: Ledger, selection: Selection, kinds: tuple[Queued, ...], skip: int) -> Queue:
    """What is to be reviewed next, found once for all requests that see the same state."""
    state = ledger.state if isinstance(ledger, Shown) else State()
    key = selection, kinds, skip
    found = state.queues.get(key)
    if found is None:
        wanted = selection.conditions(ledger) if selection else None
        found = queue(ledger.db, wanted, kinds, skip, 1)
        state.queues.put(key, found, 1)
    return found


def kept(endpoint: Callable[[Request], Response]) -> Callable[[Request], Response]:
    """An endpoint whose pages are kept for as long as the ledger stays as it is, and made by one thread for all who ask
    for the same one. Only for what shows nothing but the ledger, and asks nothing but the address."""

    @wraps(endpoint)
    def answer(request: Request) -> Response:
        key = request.scope["path"], request.scope["query_string"]
        ledgers: Ledgers = request.app.state.ledgers
        state = ledgers.state()
        with state.turns.of(key):
            page = state.pages.get(key)
            if page is not None:
                return HTMLResponse(page)
            with ledgers.making.one():
                made = endpoint(request)
            # It was made of what was seen then, which may be a later state.
            of: State | None = getattr(request.state, "seen", None)
            if of is not None and made.status_code == 200 and len(made.body) <= LARGEST:
                of.pages.put(key, bytes(made.body), len(made.body) + len(key[0]) + len(key[1]))
            return made

    return answer

"""The explorer under load: how long does each page take, with ten clients at once, in a ledger of any size?

    python benchmarks/web.py LEDGER [--clients N] [--requests N] [--seconds S] [--json]
    python benchmarks/web.py --readings N [--seed N] [--keep FOLDER] [--json]

With `--readings`, the ledger is made first, as `benchmarks/ledger.py` makes it: of the gold records of our own
dispatches, by a seeded generator; no model is run. The server is `reportedly serve` in a process of its own, asked over
loopback by threads that keep their connections open.

Each kind of page is asked for by all clients at once, at addresses that are drawn from what the ledger holds (seeded):
incidents, articles, parties, pairs, sources, words, days. `median`, `p99` and `slowest` are milliseconds from a request
to the last byte of its answer; `alone`: the median with one client; `first`: the first request of its kind that the
server got; `cpu`: the processor's time that the server spent on an answer, which other programs on the machine hardly
change. The server keeps pages until somebody writes to the ledger: `first` tells what making one costs, and
`made_cpu` the processor's time of it, over the addresses of a kind that were not asked for before. `bad`: answers that
are none, or not 200; it must be 0.
"""

from __future__ import annotations

import http.client
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlencode, urlsplit

import psutil

if __package__ in (None, ""):
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks import ledger as made_ledgers
from benchmarks.common import ROOT, Figures, arguments, finish, note, table
from benchmarks.news import news
from reportedly.ledger.store import Ledger

ADDRESSES = 60
"""Addresses of a kind of page, at most."""

MADE = 10
"""Of these so many are asked for one by one first, to tell what making a page costs."""

WORDS = ("missiles", "parliament", "ceasefire", "port", "sanctions", '"foreign minister"', "strike talks", "border")

Addresses = Mapping[str, Sequence[str]]


# What is asked for


def addresses(path: Path, seed: int) -> Addresses:
    """For each kind of page addresses that this ledger has an answer to."""
    chance = random.Random(f"{seed} addresses")
    with Ledger.open(path, "read") as ledger:

        def drawn(columns: str, of: str, where: str = "1") -> list[tuple[object, ...]]:
            """Rows from all over a table, by its numbers: no table is gone through."""
            (most,) = ledger.db.execute(f"SELECT max(number) FROM {of}").fetchone()
            query = f"SELECT {columns} FROM {of} WHERE number >= ? AND {where} ORDER BY number LIMIT 1"
            found = (ledger.db.execute(query, (chance.randint(1, most or 1),)).fetchone() for _ in range(ADDRESSES))
            return [row for row in found if row]

        incidents = [f"/incident/{id}" for (id,) in drawn("id", "incidents", "until IS NULL")]
        incidents += [f"/incident/{one.id}" for one in ledger.incidents(order="reports", limit=5)]
        articles = [f"/article/{id}" for (id,) in drawn("id", "reports")]
        days = [str(day)[:10] for (day,) in drawn("published", "reports", "published IS NOT NULL")]
        sides = "actor_country IS NOT NULL AND recipient_country IS NOT NULL AND actor_country <> recipient_country"
        pairs = drawn("actor_country, recipient_country", "incidents", f"until IS NULL AND {sides}")
        sources = [one.source.label for one in ledger.sources(limit=ADDRESSES).quoted]
    found: dict[str, Sequence[str]] = {
        "overview": ["/"],
        "overview_days": [f"/?{urlencode({'since': day, 'until': day})}" for day in days],
        "overview_pair": [f"/?{urlencode({'party': a, 'other': b})}" for a, b in pairs],
        "overview_type": ["/?type=ASSAULT&status=denied", "/?type=CONSULT", "/?status=disputed", "/?type=ACCUSE"],
        "overview_further": [f"/?order=oldest&from={at}&part=1" for at in (20, 40, 60, 200)],
        "incident": incidents,
        "article": articles,
        "disputes": ["/disputes"],
        "parties": ["/parties"],
        "party": [f"/party?{urlencode({'name': a})}" for a, _ in pairs],
        "dyad": [f"/dyad?{urlencode({'one': a, 'other': b})}" for a, b in pairs],
        "sources": ["/sources"],
        "source": [f"/source?{urlencode({'name': name})}" for name in sources],
        "search": [f"/search?q={quote(words)}" for words in WORDS],
        "search_statements": [f"/search?q={quote(words)}&in=statements" for words in WORDS],
        "review": ["/review"],
        "download_incident": [f"{address}.jsonl" for address in incidents],
    }
    return {kind: list(dict.fromkeys(those)) for kind, those in found.items() if those}


# The server and its clients


@contextmanager
def serving(path: Path) -> Iterator[tuple[str, int]]:
    """`reportedly serve`, in a process of its own, on a free port: host and port, and the process's number."""
    env = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT), *sys.path])}
    command = [sys.executable, "-m", "reportedly", "serve", str(path), "--port", "0", "--read-only"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=env)
    try:
        assert process.stdout is not None
        line = process.stdout.readline().strip()
        if not line.startswith("http://"):
            raise SystemExit(f"the server did not start: {line or 'it said nothing'}")
        yield urlsplit(line).netloc, process.pid
    finally:
        process.terminate()
        process.wait(20)


@dataclass(frozen=True, slots=True)
class Answered:
    """Seconds of each answer, in the order in which they came; how many were bad; bytes of the largest."""

    seconds: tuple[float, ...]
    bad: int
    largest: int


def ask(host: str, those: Sequence[str], clients: int, requests: int, seconds: float) -> Answered:
    """`requests` answers, or as many as come in `seconds`, by `clients` at once; addresses in turn."""
    lock = threading.Lock()
    times: list[float] = []
    bad = largest = begun = 0
    until = time.monotonic() + seconds

    def turn() -> int | None:
        nonlocal begun
        with lock:
            if begun >= requests or (begun >= clients and time.monotonic() > until):
                return None
            begun += 1
            return begun - 1

    def client() -> None:
        nonlocal bad, largest
        connection = http.client.HTTPConnection(host, timeout=120)
        while (at := turn()) is not None:
            started = time.perf_counter()
            try:
                connection.request("GET", those[at % len(those)])
                answer = connection.getresponse()
                size, good = len(answer.read()), answer.status == 200
            except (OSError, http.client.HTTPException):
                connection.close()
                size, good = 0, False
            with lock:
                times.append(time.perf_counter() - started)
                largest = max(largest, size)
                bad += not good
        connection.close()

    threads = [threading.Thread(target=client) for _ in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Answered(tuple(times), bad, largest)


# Measured


def quantile(values: Sequence[float], share: float) -> float:
    """The least value that `share` of all values do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, max(0, -int(-share * len(ordered) // 1) - 1))]


def measure(path: Path, clients: int, requests: int, seconds: float, seed: int) -> Figures:
    """Every kind of page in turn."""
    found: Figures = {}
    with Ledger.open(path, "read") as ledger:
        found["web.readings"] = len(ledger)
    found["web.clients"] = clients
    with serving(path) as (host, pid):
        server = psutil.Process(pid)

        def used() -> float:
            times = server.cpu_times()
            return float(times.user + times.system)

        for kind, those in addresses(path, seed).items():
            before = used()
            first = ask(host, those, 1, 1, seconds)
            made = [used() - before]
            for address in those[1:MADE]:
                before = used()
                ask(host, [address], 1, 1, seconds)
                made.append(used() - before)
            alone = ask(host, those, 1, max(3, requests // 10), seconds / 4)
            before = used()
            many = ask(host, those, clients, requests, seconds)
            worked = used() - before
            told: dict[str, float] = {
                "first_ms": 1000 * first.seconds[0],
                "alone_ms": 1000 * quantile(alone.seconds, 0.5),
                "made_cpu_ms": 1000 * sum(made) / len(made),
                "cpu_ms": 1000 * worked / len(many.seconds),
                "median_ms": 1000 * quantile(many.seconds, 0.5),
                "p99_ms": 1000 * quantile(many.seconds, 0.99),
                "slowest_ms": 1000 * max(many.seconds),
                "answers": len(many.seconds),
                "kb": max(first.largest, alone.largest, many.largest) / 1024,
                "bad": first.bad + alone.bad + many.bad,
            }
            found |= {f"web.{kind}.{name}": value for name, value in told.items()}
            note(f"{kind}: median {told['median_ms']:.0f} ms, 99 in 100 within {told['p99_ms']:.0f} ms")
    pages = [key for key in found if key.endswith(".median_ms")]
    found["web.bad"] = sum(value for key, value in found.items() if key.endswith(".bad"))
    found["web.slowest_median_ms"] = max(found[key] for key in pages)
    found["web.slowest_p99_ms"] = max(found[key.replace("median", "p99")] for key in pages)
    found["web.slowest_made_cpu_ms"] = max(found[key.replace("median", "made_cpu")] for key in pages)
    found["web.slowest_alone_ms"] = max(found[key.replace("median", "alone")] for key in pages)
    return found


def with_readings(number: int, seed: int, folder: Path, then: Callable[[Path], Figures]) -> Figures:
    """What `then` measures in a ledger of so many readings, made in `folder` unless it is there."""
    path = folder / f"web-{number}-{seed}.ledger"
    if not path.exists():
        started = time.perf_counter()
        made_ledgers.grow(path, news, seed, number)
        note(f"{number} readings were added in {time.perf_counter() - started:.0f} s")
    return then(path)


COLUMNS = ("answers", "first_ms", "made_cpu_ms", "alone_ms", "cpu_ms", "median_ms", "p99_ms", "slowest_ms", "kb", "bad")


def show(figures: Figures) -> str:
    """The table for people."""
    kinds = [key.split(".")[1] for key in figures if key.endswith(".median_ms")]
    rows = [[kind, *(figures[f"web.{kind}.{column}"] for column in COLUMNS)] for kind in kinds]
    head = f"{figures['web.readings']:.0f} readings, {figures['web.clients']:.0f} clients; milliseconds"
    return f"{head}\n{table(['page', *(c.removesuffix('_ms') for c in COLUMNS)], rows)}"


def main(argv: Sequence[str] | None = None) -> int:
    parser = arguments(__doc__)
    parser.add_argument("ledger", type=Path, nargs="?", metavar="LEDGER", help="the ledger to serve")
    parser.add_argument("--readings", type=int, metavar="N", help="make a ledger of so many readings instead")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="leave that ledger here, and use it if it is there")
    parser.add_argument("--clients", type=int, default=10, metavar="N", help="at once  [default: 10]")
    parser.add_argument("--requests", type=int, default=200, metavar="N", help="of each page  [default: 200]")
    parser.add_argument("--seconds", type=float, default=30, metavar="S", help="for each page at most  [default: 30]")
    parser.add_argument("--seed", type=int, default=1, metavar="N")
    options = parser.parse_args(argv)
    if (options.ledger is None) == (options.readings is None):
        parser.error("name a LEDGER, or say with --readings how large one to make")

    def then(path: Path) -> Figures:
        return measure(path, options.clients, options.requests, options.seconds, options.seed)

    if options.ledger is not None:
        figures = then(options.ledger)
    elif options.keep:
        options.keep.mkdir(parents=True, exist_ok=True)
        figures = with_readings(options.readings, options.seed, options.keep, then)
    else:
        with tempfile.TemporaryDirectory() as place:
            figures = with_readings(options.readings, options.seed, Path(place), then)
    print(show(figures))
    finish(figures, options.json)
    return 0


if __name__ == "__main__":
    sys.exit(main())

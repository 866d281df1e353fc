"""A ledger that grows: does each added thousand cost as much as the one before, is nothing lost, does nobody block?

    python benchmarks/ledger.py [--readings N] [--minutes N] [--kills N] [--seed N] [--alike] [--keep FOLDER] [--json]

The readings are made of the gold records of our own dispatches (`corpus/dispatches`) by a seeded generator, which
`benchmarks/news.py` tells of: a hundred articles a day as the press gives them, or with `--alike` articles that all
tell the same, in no order of days. No model is run. The ledger is written as `reportedly add` writes it, with all that
follows from the reports brought up to date.

* `growth`: the time of a reading in the last fifth over that in the first fifth, after the first thousand; making the
  readings is not in it. `cpu_growth`: the same of the processor's time, which other programs on the machine change
  less; `thousand_growth`: the same of the last whole thousand over the first. `calls`: how many functions are called
  for a reading, counted for one batch of twenty, which is not timed; and `rows`: what is written to the tables for it.
  Nothing else on the machine changes these two. `memory_growth`: the process's peak at the end over that after the
  first fifth. With `--keep` what each batch took is told in `growth.jsonl` beside the ledger, and the same command goes
  on where it stopped.
* `questions`: what is asked of the whole ledger, in seconds; lists as the command line asks them, 20 answers and how
  many more there are.
* kills: a process that adds, killed at random moments; lost is what it had told as added and is not there. Each time
  the file is checked whole (`PRAGMA integrity_check`, foreign keys).
* together: two processes that add to one ledger at once, and one that reads it meanwhile: the longest that a reader
  waited, in seconds, and of the processor; what is usual; and what it takes when nobody writes any more.
"""

from __future__ import annotations

import argparse
import itertools
import json
import math
import os
import random
import resource
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Protocol

if __package__ in (None, ""):
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.common import ROOT, Figures, arguments, finish, json_lines, note, table
from benchmarks.news import alike, gold, news
from reportedly.ledger.questions import Asked
from reportedly.ledger.store import Ledger
from reportedly.records import Reading

BATCH = 50
"""Readings in a transaction, as `reportedly add` has at most."""
COUNTED = 20
"""One batch of so many is not timed, but its calls of functions are counted."""
WARM = 1000
"""Readings before anything is timed: an empty file grows otherwise than a full one."""


class Made(Protocol):
    """Readings without end, from number `first` on."""

    def __call__(self, parts: Sequence[Reading], seed: int, first: int = 0) -> Iterator[Reading]: ...


# Growth


@dataclass(frozen=True, slots=True)
class Batch:
    """What a batch took: seconds a reading by the clock and of the processor, or calls a reading; rows, MB."""

    clock: float | None
    work: float | None
    calls: float | None
    rows: float | None
    peak: float


def so_far(path: Path) -> list[Batch]:
    """The batches of an earlier run that was stopped, told in the file beside its ledger.

    Raises SystemExit where there is a ledger without that file, or with another number of readings in it.
    """
    kept = path.with_suffix(".jsonl")
    batches = [Batch(**line) for line in json_lines(kept)] if kept.exists() else []
    if path.exists() or batches:
        with Ledger.open(path) as ledger:
            held = ledger.db.execute("SELECT count(*) FROM readings").fetchone()[0]
        if held == BATCH * (len(batches) + 1):  # stopped between the batch and what is told of it
            batches.append(Batch(None, None, None, None, batches[-1].peak if batches else 0.0))
        if held != BATCH * len(batches):
            raise SystemExit(f"{path}: {held} readings, {kept.name} tells of {BATCH * len(batches)}: cannot go on")
    return batches


def grow(path: Path, made: Made, seed: int, number: int, minutes: float | None = None) -> Figures:
    """Add readings, some at a time, until there are `number`; no more once so many minutes are over."""
    batches = so_far(path)
    readings = made(gold(), seed, BATCH * len(batches))
    until = time.monotonic() + 60 * minutes if minutes is not None else math.inf
    with Ledger.open(path) as ledger, path.with_suffix(".jsonl").open("a", encoding="utf-8") as told:
        for done in range(BATCH * len(batches), number, BATCH):
            if time.monotonic() > until:
                number = done
                break
            batch = list(itertools.islice(readings, min(BATCH, number - done)))
            before, started, used = ledger.db.total_changes, time.perf_counter(), time.process_time()
            clock = work = called = None
            if done // BATCH % COUNTED == COUNTED - 1:
                called = calls(ledger, batch) / len(batch)
            else:
                ledger.add(batch)
                clock = (time.perf_counter() - started) / len(batch)
                work = (time.process_time() - used) / len(batch)
            rows = (ledger.db.total_changes - before) / len(batch)
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            batches.append(Batch(clock, work, called, rows, peak))
            told.write(json.dumps(asdict(batches[-1])) + "\n")
            told.flush()
            if (done + BATCH) % 1000 == 0:
                lately = batches[-COUNTED:]
                note(
                    f"{done + BATCH} of {number}: {1000 * mean(of(lately, 'clock')):.2f} ms a reading, processor "
                    f"{1000 * mean(of(lately, 'work')):.2f}, {mean(of(lately, 'calls')):.0f} calls, {peak:.0f} MB"
                )
        records = sum(ledger.db.execute(f"SELECT count(*) FROM {t}").fetchone()[0] for t in ("statements", "events"))
    return growth(batches) | {
        "ledger.readings": number,
        "ledger.records": records,
        "ledger.kb_a_reading": path.stat().st_size / 1024 / number,
    }


def of(batches: Sequence[Batch], field: str) -> list[float]:
    """What a field of some batches says, where it is told."""
    return [value for value in (getattr(batch, field) for batch in batches) if value is not None]


def growth(batches: Sequence[Batch]) -> Figures:
    """What the last readings took, over what the first did."""
    times, work, rows, called = (of(batches, field) for field in ("clock", "work", "rows", "calls"))
    peaks = [batch.peak for batch in batches]
    warm = min(WARM // BATCH, len(times) // 5)
    timed, worked, wrote = times[warm:], work[warm:], rows[warm:]
    fifth = max(1, len(timed) // 5)
    few = max(1, len(called) // 5)
    thousand = max(1, min(1000 // BATCH, len(timed) // 2))
    counted: Figures = {}
    if len(called) > 1:
        counted = {
            "ledger.calls_a_reading": mean(called),
            "ledger.calls_growth": mean(called[-few:]) / mean(called[1 : 1 + few]),
        }
    return counted | {
        "ledger.ms_a_reading": 1000 * mean(times),
        "ledger.ms_first_fifth": 1000 * mean(timed[:fifth]),
        "ledger.ms_last_fifth": 1000 * mean(timed[-fifth:]),
        "ledger.growth": mean(timed[-fifth:]) / mean(timed[:fifth]),
        "ledger.cpu_ms_a_reading": 1000 * mean(work),
        "ledger.cpu_growth": mean(worked[-fifth:]) / mean(worked[:fifth]),
        "ledger.cpu_ms_first_thousand": 1000 * mean(worked[:thousand]),
        "ledger.cpu_ms_last_thousand": 1000 * mean(worked[-thousand:]),
        "ledger.thousand_growth": mean(worked[-thousand:]) / mean(worked[:thousand]),
        "ledger.rows_first_thousand": mean(wrote[:thousand]),
        "ledger.rows_last_thousand": mean(wrote[-thousand:]),
        "ledger.peak_mb": peaks[-1],
        "ledger.memory_growth": max(peaks) / peaks[max(0, len(peaks) // 5 - 1)],
    }


def calls(ledger: Ledger, readings: Sequence[Reading]) -> int:
    """Add readings, and tell how many functions were called and left for it."""
    count = itertools.count()
    sys.setprofile(lambda *_: next(count))
    try:
        ledger.add(readings)
    finally:
        sys.setprofile(None)
    return next(count)


def mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


# Questions


LIMIT = 20
"""Answers of a table on the command line."""
LONG_AFTER = "9999-12-31"
"""A time by which all was known: the answers are the same, but looked for among all that has ever stood."""

IN_SUM: dict[str, Callable[[Ledger, str | None], Iterable[object]]] = {
    "incidents": lambda ledger, then: (ledger.count(as_of=then), *ledger.incidents(as_of=then, limit=LIMIT)),
    "incidents_of_days": lambda ledger, then: _asked(ledger, then, since="2023-02-01", until="2023-02-07"),
    "incidents_between": lambda ledger, then: _asked(ledger, then, between=("USA", "Soviet Union")),
    "incidents_at_a_place": lambda ledger, then: _asked(ledger, then, where="port"),
    "incidents_denied": lambda ledger, then: _asked(ledger, then, type="ASSAULT", status="denied"),
    "incidents_sure": lambda ledger, then: _asked(ledger, then, min_confidence=0.99),
    "incidents_most_reported": lambda ledger, then: ledger.incidents(as_of=then, order="reports", limit=LIMIT),
    "incident": lambda ledger, then: (ledger.incident(one.id) for one in ledger.incidents(as_of=then, limit=1)),
    "disputes": lambda ledger, then: (
        ledger.count(only="disputed", as_of=then), *ledger.disputes(as_of=then, limit=LIMIT)
    ),
    "figures": lambda ledger, then: (
        ledger.count(only="counted", as_of=then), *ledger.counts(policy="range", as_of=then, limit=LIMIT)
    ),
    "figures_of_no_act": lambda ledger, then: ledger.loose_counts(as_of=then),
    "dyad": lambda ledger, then: ledger.dyad("USA", "Soviet Union", "month", as_of=then).cells,
    "dyad_of_names": lambda ledger, then: ledger.dyad("United Nations", "USA", "month", as_of=then).cells,
    "sources": lambda ledger, then: ledger.sources(as_of=then, limit=LIMIT).quoted,
    "sources_of_a_week": lambda ledger, then: ledger.sources(
        Asked(since="2023-02-01", until="2023-02-07"), as_of=then, limit=LIMIT
    ).quoted,
    "sources_but_of_a_week": lambda ledger, then: ledger.sources(
        Asked(since="2023-01-08"), as_of=then, limit=LIMIT
    ).quoted,
    "sources_of_attacks": lambda ledger, then: ledger.sources(Asked(type="ASSAULT"), as_of=then, limit=LIMIT).quoted,
    "copies": lambda ledger, then: ledger.copies(as_of=then, limit=LIMIT),
    "copies_of_what_happened": lambda ledger, then: ledger.copies(Asked(status="happened"), as_of=then, limit=LIMIT),
    "search_and_show": lambda ledger, then: ledger.hits("missiles parliament", as_of=then, limit=LIMIT),
    "verdicts": lambda ledger, then: ledger.verdicts(as_of=then),
}  # fmt: skip
"""What follows from the reports taken together, as the commands ask it; `then`: as of which time."""


def _asked(ledger: Ledger, then: str | None, **asked: Any) -> Iterable[object]:
    return ledger.count(Asked(**asked), as_of=then), *ledger.incidents(Asked(**asked), as_of=then, limit=LIMIT)


def _table(
    ask: Callable[[Ledger, str | None], Iterable[object]], then: str | None = None
) -> Callable[[Ledger], Iterator[object]]:
    return lambda ledger: iter(ask(ledger, then))


def questions(path: Path) -> Figures:
    """Seconds for each of some questions, the first hundred answers of each."""
    asked: dict[str, Callable[[Ledger], Iterator[object]]] = {
        "events_by_type": lambda ledger: ledger.events(type="ASSAULT"),
        "events_by_type_and_days": lambda ledger: ledger.events(type="ASSAULT", since="2023-02-01", until="2023-02-07"),
        "events_between": lambda ledger: ledger.events(between=("USA", "RUS"), status="happened"),
        "events_by_actor": lambda ledger: ledger.events(actor="United Nations"),
        "statements_by_words": lambda ledger: ledger.statements(words="ceasefire"),
        "statements_by_source": lambda ledger: ledger.statements(source="United States", since="2023-02-01"),
        "figures_killed": lambda ledger: ledger.figures(measure="killed", since="2023-02-01"),
        "search": lambda ledger: ledger.search("missiles parliament"),
        "reports_of_a_week": lambda ledger: ledger.reports(since="2023-02-01", until="2023-02-07"),
        "versions": lambda ledger: iter(ledger.versions("https://outlet-0.example/0")),
        **{name: _table(ask) for name, ask in IN_SUM.items()},
        **{f"{name}_as_of": _table(ask, LONG_AFTER) for name, ask in IN_SUM.items()},
    }
    found: Figures = {}
    with Ledger.open(path, "read") as ledger:
        for name, ask in asked.items():
            started = time.perf_counter()
            answers = sum(1 for _ in itertools.islice(ask(ledger), 100))
            found[f"ledger.question.{name}_s"] = time.perf_counter() - started
            found[f"ledger.question.{name}_answers"] = answers
    found["ledger.slowest_question_s"] = max(value for key, value in found.items() if key.endswith("_s"))
    return found


# Killed, and together


def write(path: Path, seed: int, first: int, number: int) -> None:
    """Add readings, and tell the id of each on standard output once it is told as added."""
    readings = itertools.islice(news(gold(), seed, first), number)
    with Ledger.open(path) as ledger:
        while batch := list(itertools.islice(readings, 10)):
            for outcome in ledger.add(batch):
                print(outcome.report, flush=True)  # type: ignore[union-attr]


def writer(path: Path, seed: int, first: int, number: int, out: int = subprocess.PIPE) -> subprocess.Popen[str]:
    command = [sys.executable, __file__, "--write", str(path), str(seed), str(first), str(number)]
    env = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT), *sys.path])}
    return subprocess.Popen(command, stdout=out, text=True, env=env)


def kills(path: Path, seed: int, times: int) -> Figures:
    """Kill a writer `times` times, at random moments after its first words."""
    chance = random.Random(f"{seed} kills")
    told: set[str] = set()
    lost = damaged = 0
    for turn in range(times):
        process = writer(path, seed, 0, 100_000)
        assert process.stdout is not None
        told.add(process.stdout.readline().strip())
        time.sleep(chance.random() * 0.4)
        process.send_signal(signal.SIGKILL)
        told.update(line.strip() for line in process.stdout if line.endswith("\n"))
        process.wait()
        with Ledger.open(path) as ledger:
            try:
                ledger.check()
            except Exception as error:
                damaged += 1
                note(f"kill {turn + 1}: {error}")
            there = {name for (name,) in ledger.db.execute("SELECT id FROM reports")}
        lost += len(told - there)
    return {"ledger.kills": times, "ledger.told": len(told), "ledger.lost": lost, "ledger.damaged": damaged}


def together(path: Path, seed: int, number: int) -> Figures:
    """Two writers at once, who share half of their readings, and a reader."""
    waits: list[float] = []
    works: list[float] = []

    def read() -> None:
        started, used = time.perf_counter(), time.process_time()
        with Ledger.open(path, "read", wait=0) as ledger:
            list(itertools.islice(ledger.events(type="ASSAULT"), 10))
        waits.append(time.perf_counter() - started)
        works.append(time.process_time() - used)

    with Ledger.open(path):
        both = [writer(path, seed, first, number, subprocess.DEVNULL) for first in (0, number // 2)]
    while any(process.poll() is None for process in both):
        read()
        time.sleep(0.02)
    together = len(waits)
    for _ in range(20):
        read()
    failed = sum(process.wait() != 0 for process in both)
    with Ledger.open(path) as ledger:
        ledger.check()
        missing = number // 2 * 3 - len(ledger)
    return {
        "ledger.together.failed": failed,
        "ledger.together.missing": missing,
        "ledger.together.reads": together,
        "ledger.together.longest_read_s": max(waits[:together], default=0.0),
        "ledger.together.longest_read_cpu_s": max(works[:together], default=0.0),
        "ledger.together.usual_read_s": statistics.median(waits[:together]) if together else 0.0,
        "ledger.together.read_alone_s": statistics.median(waits[together:]),
    }


def measure(
    number: int, killed: int, seed: int, folder: Path, made: Made = news, minutes: float | None = None
) -> Figures:
    """All of it, in `folder`; `made`: what gives the readings; `minutes`: after which no more are added."""
    figures = grow(folder / "growth.ledger", made, seed, number, minutes)
    figures |= questions(folder / "growth.ledger")
    for old in (*folder.glob("kills.ledger*"), *folder.glob("together.ledger*")):
        old.unlink()
    figures |= kills(folder / "kills.ledger", seed, killed)
    return figures | together(folder / "together.ledger", seed, 400)


def show(figures: Figures) -> str:
    """The table for people."""
    return table(["ledger", "figure"], [[key.removeprefix("ledger."), value] for key, value in figures.items()])


def main(argv: Sequence[str] | None = None) -> int:
    parser = arguments(__doc__)
    parser.add_argument("--readings", type=int, default=5000, metavar="N", help="how many to add  [default: 5000]")
    parser.add_argument("--kills", type=int, default=20, metavar="N", help="how often to kill  [default: 20]")
    parser.add_argument("--seed", type=int, default=1, metavar="N")
    parser.add_argument("--alike", action="store_true", help="add articles that all tell the same, in no order")
    parser.add_argument("--minutes", type=float, metavar="N", help="add no more once so many are over")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="leave the ledgers in this folder, and go on there")
    parser.add_argument("--write", nargs=4, help=argparse.SUPPRESS)
    options = parser.parse_args(argv)
    if options.write:
        path, seed, first, number = options.write
        write(Path(path), int(seed), int(first), int(number))
        return 0
    made = alike if options.alike else news
    if options.keep:
        options.keep.mkdir(parents=True, exist_ok=True)
        figures = measure(options.readings, options.kills, options.seed, options.keep, made, options.minutes)
    else:
        with tempfile.TemporaryDirectory() as place:
            figures = measure(options.readings, options.kills, options.seed, Path(place), made, options.minutes)
    print(show(figures))
    finish(figures, options.json)
    return 0


if __name__ == "__main__":
    sys.exit(main())

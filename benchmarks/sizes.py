"""Documents of the nastiest kinds, of growing size: how long reading one takes, and in how much memory.

    python benchmarks/sizes.py [--mb 1,2,4,8] [--kind KIND]... [--network] [--limit SECONDS] [--json]

Each document is read in a process of its own, from bytes to records, and must end in a reading, or in one line that
says why there is none. Seconds are those of the processor, so that a busy machine changes little. A kind grows too
fast where its time grows by more than the 1.25th power of its size. In place of the network there are dice (`dice.py`),
which find far more in such a text than the network does: so everything else is measured, and the network takes the same
time for every window, however many there are. `--network` reads with it, which takes hours. SECONDS is the time limit
of an article, by the clock (600).
"""

from __future__ import annotations

import argparse
import json
import math
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

if __package__ in (None, ""):
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.common import Figures, arguments, finish, note, table
from benchmarks.nasty import KINDS, make

SUPERLINEAR = 1.25
"""The power of size by which time grows where that is too fast; a cache that no longer holds all makes 1.1 of 1."""
_TOO_SHORT = 1.0
"""Seconds below which growth is that of the machine's other work."""


def main(argv: Sequence[str] | None = None) -> int:
    parser = arguments(__doc__)
    parser.add_argument("--mb", default="1,2,4,8", metavar="N,N…", help="sizes in MB (1,2,4,8)")
    parser.add_argument("--kind", action="append", metavar="KIND", help="only this kind; may be given again")
    parser.add_argument("--network", action="store_true", help="with the packaged network in place of dice")
    parser.add_argument("--limit", type=float, default=600.0, metavar="SECONDS", help="for one document (600)")
    parser.add_argument("--one", nargs=2, help=argparse.SUPPRESS)
    options = parser.parse_args(argv)
    if options.one:
        print(json.dumps(one(options.one[0], float(options.one[1]), options.network, options.limit)))
        return 0
    sizes = sorted(float(size) for size in options.mb.split(","))
    kinds = options.kind or list(KINDS)
    if unknown := [kind for kind in kinds if kind not in KINDS]:
        parser.error(f"no such kind: {', '.join(unknown)}; there are {', '.join(KINDS)}")
    figures: Figures = {}
    rows: list[list[object]] = []
    bad: list[str] = []
    for kind in kinds:
        found = [measured(kind, size, options.network, options.limit) for size in sizes]
        key = f"sizes.{kind.replace(' ', '_')}"
        power = growth(sizes, [float(one["seconds"]) for one in found])
        for size, one_found in zip(sizes, found, strict=True):
            note(f"{kind}, {size:g} MB: {one_found}")
            figures[f"{key}.seconds_{size:g}"] = float(one_found["seconds"])
            figures[f"{key}.peak_mb_{size:g}"] = float(one_found["peak"])
            if one_found["end"] in ("died", "hung", "crashed"):
                bad.append(f"{kind}, {size:g} MB: {one_found['end']}: {one_found['told']}")
        if power is not None:
            figures[f"{key}.power"] = power
            if power > SUPERLINEAR:
                bad.append(f"{kind}: takes time like the {power:.2f}th power of its size")
        rows.append([
            kind, *(f"{one['seconds']:.1f}" for one in found), *(f"{one['peak']:.0f}" for one in found),
            power, found[-1]["end"],
        ])  # fmt: skip
    names = [f"{size:g} MB" for size in sizes]
    print(table(["kind", *(f"s {n}" for n in names), *(f"peak {n}" for n in names), "power", "the last"], rows))
    figures["sizes.peak_mb"] = max(v for k, v in figures.items() if ".peak_mb_" in k)
    figures["sizes.bad"] = float(len(bad))
    if bad:
        print("", *bad, sep="\n")
    finish(figures, options.json)
    return 1 if bad else 0


def growth(sizes: Sequence[float], seconds: Sequence[float]) -> float | None:
    """By which power of the size the time grows; None where it is too short to tell."""
    points = [(math.log(a), math.log(b)) for a, b in zip(sizes, seconds, strict=True) if b >= _TOO_SHORT / 4]
    if len(points) < 2 or seconds[-1] < _TOO_SHORT:
        return None
    x, y = (sum(values) / len(points) for values in zip(*points, strict=True))
    return sum((a - x) * (b - y) for a, b in points) / sum((a - x) ** 2 for a, _ in points)


def measured(kind: str, size: float, network: bool, limit: float) -> dict[str, str | float]:
    """One document in a process of its own; see `one`."""
    command = [sys.executable, __file__, "--one", kind, str(size), "--limit", str(limit)]
    started = time.monotonic()
    try:
        done = subprocess.run(
            [*command, *(["--network"] if network else [])],
            capture_output=True,
            text=True,
            timeout=2 * limit + 60,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return {"end": "hung", "told": "", "seconds": time.monotonic() - started, "peak": 0.0}
    if done.returncode:
        told = done.stderr.strip().splitlines()[-1:] or [f"exit code {done.returncode}"]
        return {"end": "died", "told": told[0], "seconds": time.monotonic() - started, "peak": 0.0}
    found: dict[str, str | float] = json.loads(done.stdout.splitlines()[-1])
    return found


def one(kind: str, size: float, network: bool, limit: float) -> dict[str, str | float]:
    """How reading a document ends (`read`, `refused`, `over` its time, `crashed`), seconds, and peak memory in MB."""
    from benchmarks.dice import pipeline_of_dice
    from reportedly.article.batch import Given, load_pipeline, read_given
    from reportedly.errors import ReportedlyError
    from reportedly.records import Failure, Reading

    reader = load_pipeline() if network else pipeline_of_dice()
    reader.read(make("quoted sentences", 2000))  # whatever is loaded late
    data = make(kind, int(size * 1_000_000))
    started = time.process_time()
    told, end = "", "read"
    try:
        (found,) = read_given([Given(data)], processes=1, load=lambda: reader, time_limit=limit)
    except ReportedlyError as error:
        end, told = "crashed", str(error)
    else:
        if isinstance(found, Failure):
            end, told = ("over" if "time limit" in found.reason else "refused"), found.reason
        elif isinstance(found, Reading):
            told = (
                f"{len(found.article.text)} characters, {len(found.statements)} statements, {len(found.events)} events"
            )
    return {"end": end, "told": told, "seconds": round(time.process_time() - started, 3), "peak": peak_megabytes()}


def peak_megabytes() -> float:
    """The most memory that this process had at a time."""
    try:
        status = Path("/proc/self/status").read_text(encoding="ascii")
        return int(status.split("VmHWM:")[1].split()[0]) / 1000
    except (OSError, IndexError):
        import resource

        scale = 1_000_000 if sys.platform == "darwin" else 1000
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / scale


if __name__ == "__main__":
    sys.exit(main())

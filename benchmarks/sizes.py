"""Documents of the nastiest kinds, of growing size: how long reading one takes, and in how much memory.

    python benchmarks/sizes.py [--mb 1,2,4,8] [--kind KIND]... [--worst] [--whole] [--network] [--limit SECONDS]
                               [--json]

Each document is read in a process of its own, from bytes to records, and must end in a reading, or in one line that
says why there is none. Seconds are those of the processor, so that a busy machine changes little. A kind grows too
fast where its time grows by more than the 1.25th power of its size; no document may take more memory than `bound` says.
In place of the network there are dice (`dice.py`), which find far more in such a text than the network does: so
everything else is measured, and the network takes the same time for every window, however many there are. `--network`
reads with it, which takes hours. SECONDS is the time limit of an article, by the clock (600); what is over it has shown
no more than that it ends, and counts for no growth.

A text of more than 20,000 words is read section by section, so that a few sections tell how the rest goes on. What is
done to a text as a whole is measured by itself with `--whole`: unpacking a page, the language, the masthead, flaws, and
the cutting into sections, in a minute or two for all kinds of up to 8 MB. `--worst` takes the kinds of `nasty.WORST`.
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
from benchmarks.nasty import KINDS, WORST, make

SUPERLINEAR = 1.25
"""The power of size by which time grows where that is too fast; a cache that no longer holds all makes 1.1 of 1."""
BASE, EACH = 400.0, 250.0
"""The memory that a document may take: so many MB, and so many for each MB of its bytes. An ordinary article takes 270;
a page holds a tree of what may be a million tags, a text the records of what may be a hundred thousand sentences."""
_TOO_SHORT = 1.0
"""Seconds below which growth is that of the machine's other work."""


def main(argv: Sequence[str] | None = None) -> int:
    parser = arguments(__doc__)
    parser.add_argument("--mb", default="1,2,4,8", metavar="N,N…", help="sizes in MB (1,2,4,8)")
    parser.add_argument("--kind", action="append", metavar="KIND", help="only this kind; may be given again")
    parser.add_argument("--worst", action="store_true", help="only the kinds that somebody would try first")
    parser.add_argument("--whole", action="store_true", help="only what is done to a text as a whole")
    parser.add_argument("--network", action="store_true", help="with the packaged network in place of dice")
    parser.add_argument("--limit", type=float, default=600.0, metavar="SECONDS", help="for one document (600)")
    parser.add_argument("--one", nargs=2, help=argparse.SUPPRESS)
    options = parser.parse_args(argv)
    if options.one:
        kind, size = options.one[0], float(options.one[1])
        print(json.dumps(whole(kind, size) if options.whole else one(kind, size, options.network, options.limit)))
        return 0
    sizes = sorted(float(size) for size in options.mb.split(","))
    kinds = options.kind or list(WORST if options.worst else KINDS)
    if unknown := [kind for kind in kinds if kind not in KINDS]:
        parser.error(f"no such kind: {', '.join(unknown)}; there are {', '.join(KINDS)}")
    figures: Figures = {}
    rows: list[list[object]] = []
    bad: list[str] = []
    for kind in kinds:
        found = [measured(kind, size, options) for size in sizes]
        key = f"sizes.{'whole.' if options.whole else ''}{kind.replace(' ', '_')}"
        # What is refused for its length, or has run out of time, says nothing of growth.
        end = "read" if any(one["end"] == "read" for one in found) else "refused"
        ended = [(size, float(one["seconds"])) for size, one in zip(sizes, found, strict=True) if one["end"] == end]
        power = growth([size for size, _ in ended], [seconds for _, seconds in ended])
        for size, one_found in zip(sizes, found, strict=True):
            note(f"{kind}, {size:g} MB: {one_found}")
            figures[f"{key}.seconds_{size:g}"] = float(one_found["seconds"])
            figures[f"{key}.peak_mb_{size:g}"] = float(one_found["peak"])
            if one_found["end"] in ("died", "hung", "crashed"):
                bad.append(f"{kind}, {size:g} MB: {one_found['end']}: {one_found['told']}")
            if float(one_found["peak"]) > bound(size):
                bad.append(f"{kind}, {size:g} MB: took {one_found['peak']:.0f} MB, more than {bound(size):.0f}")
        if power is not None:
            figures[f"{key}.power"] = power
            if power > SUPERLINEAR:
                bad.append(f"{kind}: takes time like the {power:.2f}th power of its size")
        rows.append([
            kind, *(f"{one['seconds']:.1f}" for one in found), *(f"{one['peak']:.0f}" for one in found),
            power, ", ".join(dict.fromkeys(str(one["end"]) for one in found)),
        ])  # fmt: skip
    names = [f"{size:g} MB" for size in sizes]
    print(table(["kind", *(f"s {n}" for n in names), *(f"MB {n}" for n in names), "power", "ends"], rows))
    print(f"\nmemory may be {BASE:.0f} MB and {EACH:.0f} for each MB: {', '.join(f'{bound(s):.0f}' for s in sizes)}")
    figures["sizes.peak_mb"] = max(v for k, v in figures.items() if ".peak_mb_" in k)
    figures["sizes.of_bound"] = max(
        float(v) / bound(float(k.rsplit("_", 1)[1])) for k, v in figures.items() if ".peak_mb_" in k
    )
    figures["sizes.bad"] = float(len(bad))
    if bad:
        print("", *bad, sep="\n")
    finish(figures, options.json)
    return 1 if bad else 0


def bound(size: float) -> float:
    """The most memory in MB that a document of so many MB may take."""
    return BASE + EACH * size


def growth(sizes: Sequence[float], seconds: Sequence[float]) -> float | None:
    """By which power of the size the time grows; None where it is too short to tell."""
    points = [(math.log(a), math.log(b)) for a, b in zip(sizes, seconds, strict=True) if b >= _TOO_SHORT / 4]
    if len(points) < 2 or len({a for a, _ in points}) < 2 or seconds[-1] < _TOO_SHORT:
        return None
    x, y = (sum(values) / len(points) for values in zip(*points, strict=True))
    return sum((a - x) * (b - y) for a, b in points) / sum((a - x) ** 2 for a, _ in points)


def measured(kind: str, size: float, options: argparse.Namespace) -> dict[str, str | float]:
    """One document in a process of its own; see `one` and `whole`."""
    limit = options.limit
    command = [sys.executable, __file__, "--one", kind, str(size), "--limit", str(limit)]
    command += [flag for flag, wanted in (("--network", options.network), ("--whole", options.whole)) if wanted]
    started = time.monotonic()
    try:
        done = subprocess.run(
            command,
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


def whole(kind: str, size: float) -> dict[str, str | float]:
    """The same of what is done to a text as a whole: bytes → article, flaws, sections."""
    from reportedly.article.flaws import find_flaws
    from reportedly.article.load import load
    from reportedly.article.sections import sections
    from reportedly.errors import InputError
    from reportedly.text import paragraphs

    load(make("quoted sentences", 2000))  # whatever is loaded late
    data = make(kind, int(size * 1_000_000))
    started = time.process_time()
    try:
        text = load(data).text
    except InputError as error:
        end, told = "refused", str(error)
    else:
        flaws, parts = find_flaws(text, paragraphs(text)), sections(text)
        end, told = "read", f"{len(text)} characters, {len(flaws)} flaws, {len(parts)} sections"
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

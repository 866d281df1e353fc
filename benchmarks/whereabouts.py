"""Where events happened, as whole articles are read, against gold records.

    python benchmarks/whereabouts.py [GOLD...] [--corpus SPLIT]... [--errors N] [--score-dir FOLDER] [--model FOLDER]
                                     [--json]

Each GOLD is a file of gold records or a folder of them; `--corpus` takes the project's own dispatches of a split.
Over the gold events that were read with their type: whether the country is right, none where none is told among it
(`right`, as `score_records.py` has it, beside `silent`: what telling no place at all would get); of the places told,
how many are due and of a right country, and how many of those due are told (P, R); of those told where gold has a place
too, how many bear its name; and how far the positions lie apart where both have one (median and largest, in
kilometres).
"""

from __future__ import annotations

import statistics
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

if __package__ in (None, ""):
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks import dispatches
from benchmarks.common import SHARED, Figures, arguments, finish, load_pipeline, note, sample, table
from benchmarks.judging import Judged, Scorers, compared, judge_all, scorers
from benchmarks.losses import Fate
from benchmarks.places import kilometres

Row = dict[str, Any]
SHARES = ("right", "silent", "told.p", "told.r", "country.p", "country.r", "name")
DISTANCES = ("km.both", "km.median", "km.largest")


def typed(judges: Scorers, articles: Iterable[Judged]) -> list[Fate]:
    """The gold events that were read with their type."""
    return [fate for article in compared(judges, articles) for fate in article.fates if fate.typed]


def figures_of(name: str, fates: Iterable[Fate]) -> Figures:
    """Figures `whereabouts.NAME.…`, shares from 0 to 1 and kilometres."""
    counts: Counter[str] = Counter()
    apart: list[float] = []
    for fate in fates:
        gold, read = fate.gold["where"], fate.read["where"] if fate.read else None
        counts["events"] += 1
        counts["due"] += gold is not None
        counts["told"] += read is not None
        counts["right"] += right(gold, read)
        if gold is not None and read is not None:
            counts["both"] += 1
            counts["country"] += gold["country"] == read["country"]
            counts["named"] += gold["name"] is not None
            counts["name"] += gold["name"] is not None and gold["name"] == read["name"]
            if gold["latitude"] is not None and read["latitude"] is not None:
                apart.append(kilometres((gold["latitude"], gold["longitude"]), (read["latitude"], read["longitude"])))
    values = {
        "events": float(counts["events"]),
        "right": _share(counts["right"], counts["events"]),
        "silent": _share(counts["events"] - counts["due"], counts["events"]),
        "told.p": _share(counts["both"], counts["told"]),
        "told.r": _share(counts["both"], counts["due"]),
        "country.p": _share(counts["country"], counts["told"]),
        "country.r": _share(counts["country"], counts["due"]),
        "name": _share(counts["name"], counts["named"]),
        "km.both": float(len(apart)),
        "km.median": statistics.median(apart) if apart else 0.0,
        "km.largest": max(apart, default=0.0),
    }
    return {f"whereabouts.{name}.{key}": value for key, value in values.items()}


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0


def right(gold: Row | None, read: Row | None) -> bool:
    """Whether what is told of the place is right, as `score_records.py` has it."""
    if gold is None or read is None:
        return gold is read
    return bool(gold["country"] == read["country"])


def measure(judges: Scorers, sets: dict[str, list[Judged]]) -> Figures:
    """The figures of every data set, each by itself."""
    figures: Figures = {}
    for name, articles in sets.items():
        figures |= figures_of(name, typed(judges, articles))
    return figures


def show(figures: Figures) -> str:
    """A row a data set."""
    names = dict.fromkeys(key.split(".")[1] for key in figures)
    headers = ["where events happened", "events", *(s.replace(".", " ") for s in (*SHARES, *DISTANCES))]
    rows = (
        [
            name,
            int(figures[f"whereabouts.{name}.events"]),
            *(figures[f"whereabouts.{name}.{key}"] for key in (*SHARES, *DISTANCES)),
        ]
        for name in names
    )
    return table(headers, rows)


def errors(fates: Iterable[Fate]) -> Iterator[str]:
    """A line for each event whose place is not right."""
    for fate in fates:
        read = fate.read["where"] if fate.read else None
        if not right(fate.gold["where"], read):
            yield f"{fate.gold['type']} {fate.gold['text']}: {_told(read)}; gold {_told(fate.gold['where'])}"


def _told(where: Row | None) -> str:
    return f"{where['text']} = {where['name']} | {where['country']}" if where else "-"


def main(argv: Sequence[str] | None = None) -> int:
    parser = arguments(__doc__)
    parser.add_argument("gold", nargs="*", type=Path, metavar="GOLD")
    parser.add_argument("--corpus", action="append", default=[], choices=dispatches.SPLITS, help="our own dispatches")
    parser.add_argument("--errors", type=int, default=0, metavar="N", help="show N events whose place is not right")
    parser.add_argument("--score-dir", type=Path, default=SHARED / "score", metavar="FOLDER")
    options = parser.parse_args(argv)
    if not options.gold and not options.corpus:
        parser.error("neither GOLD nor --corpus")
    judges = scorers(options.score_dir)
    if judges is None:
        note(f"check_records.py and score_records.py are not both in {options.score_dir}")
        return 2
    pipeline = load_pipeline(options.model)
    with tempfile.TemporaryDirectory() as place:
        golds = [*options.gold, *dispatches.golds(Path(place), options.corpus)]
        sets = judge_all(pipeline, judges, golds, Path(place))
        figures = measure(judges, sets)
        print(show(figures))
        if options.errors:
            lines = [line for articles in sets.values() for line in errors(typed(judges, articles))]
            print("", *sample(lines, options.errors), sep="\n")
    finish(figures, options.json)
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Whether confidences are kept: of the events, statements and figures given 0.8, are eight in ten right?

    python benchmarks/calibration.py [GOLD...] [--corpus SPLIT]... [--score-dir FOLDER] [--model FOLDER] [--json]

Each GOLD is a file of gold records or a folder of them; `--corpus` takes the project's own dispatches of a split. An
event is right when it is told right (trigger, type, parties, status and voice), a statement when content, source and
stance are right, a figure when value, low, high, unit and measure are, as `score_records.py` has it. What bears no
confidence is left out, and counted.

The expected calibration error is the distance between confidence and share right, averaged over all things in ten
bins: of equal width, and of about as many things each. A model's curves are fitted on development data (see
`training/calibrate.py`, which prints the error on articles that were left out), so that on those same data the
figures here flatter; data on which nothing was fitted tell the truth.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

if __package__ in (None, ""):
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks import dispatches
from benchmarks.common import SHARED, Figures, arguments, finish, load_pipeline, note, table
from benchmarks.judging import Judged, judge_all, scorers
from benchmarks.reliability import Bin, Sure, equal_mass, equal_width, expected_error, precision
from benchmarks.rightness import pairs_of

KINDS = ("event", "statement", "figure")
SURE = 0.9
"""What is given this or more is as good as certain for a reader, and has a goal of its own."""

Told = dict[str, list[tuple[float | None, bool]]]
"""For each kind of record the confidence of each one that was read, and whether it is right."""


def outcomes(scorer: ModuleType, judged: Judged) -> Told:
    """What was read in one article."""
    told: Told = {kind: [] for kind in KINDS}
    for pair in pairs_of(scorer, judged):
        if pair.read is not None:
            told[pair.kind].append((pair.read.get("confidence"), pair.right))
    return told


def sure(told: Iterable[Told], kind: str) -> list[Sure]:
    """Those of one kind that bear a confidence."""
    return [Sure(given, right) for one in told for given, right in one[kind] if given is not None]


def figures_of(name: str, told: Sequence[Told]) -> Figures:
    """Figures `calibration.NAME.{event,statement}.…`, from 0 to 1, and counts. No share of nothing is a figure."""
    figures: Figures = {}
    for kind in KINDS:
        things, start = sure(told, kind), f"calibration.{name}.{kind}"
        figures[f"{start}.count"] = float(len(things))
        figures[f"{start}.without"] = float(sum(given is None for one in told for given, _ in one[kind]))
        if not things:
            continue
        share, count = precision(things, SURE)
        figures |= {
            f"{start}.ece": expected_error(equal_width(things)),
            f"{start}.ece_equal_mass": expected_error(equal_mass(things)),
            f"{start}.confidence": sum(thing.confidence for thing in things) / len(things),
            f"{start}.right": sum(thing.right for thing in things) / len(things),
            f"{start}.sure": float(count),
        }
        if share is not None:
            figures[f"{start}.sure.right"] = share
    return figures


def measure(judges: Any, sets: dict[str, list[Judged]]) -> Figures:
    """The figures of every set."""
    figures: Figures = {}
    for name, articles in sets.items():
        figures |= figures_of(name, [outcomes(judges.score, article) for article in articles])
    return figures


def show(figures: Figures) -> str:
    """A row for each set and kind."""
    columns = ("count", "confidence", "right", "ece", "ece_equal_mass", "sure", "sure.right")
    named = dict.fromkeys(tuple(key.split(".")[1:3]) for key in figures)

    def values(start: str) -> list[object]:
        found = (figures.get(f"{start}.{column}") for column in columns)
        return [int(v) if c in ("count", "sure") and v is not None else v for c, v in zip(columns, found, strict=True)]

    headers = [
        "calibration",
        "number",
        "confidence",
        "right",
        "ECE",
        "equal mass",
        f"given ≥ {SURE:g}",
        "of them right",
    ]
    rows = ([f"{name}, {kind}s", *values(f"calibration.{name}.{kind}")] for name, kind in named)
    return table(headers, rows)


def show_bins(name: str, bins: Iterable[Bin]) -> str:
    """Each bin: how sure, how many, and how many of them right."""
    rows = ([f"{b.low:.2f} to {b.high:.2f}", b.count, b.confidence, b.right] for b in bins)
    return table([name, "number", "confidence", "right"], rows)


def main(argv: Sequence[str] | None = None) -> int:
    parser = arguments(__doc__)
    parser.add_argument("gold", nargs="*", type=Path, metavar="GOLD")
    parser.add_argument("--corpus", action="append", default=[], choices=dispatches.SPLITS, help="our own dispatches")
    parser.add_argument("--score-dir", type=Path, default=SHARED / "score", metavar="FOLDER")
    options = parser.parse_args(argv)
    if not options.gold and not options.corpus:
        parser.error("neither GOLD nor --corpus")
    judges = scorers(options.score_dir)
    if judges is None:
        note(f"check_records.py and score_records.py are not both in {options.score_dir}")
        return 2
    pipeline = load_pipeline(options.model)
    figures: Figures = {}
    with tempfile.TemporaryDirectory() as place:
        sets = judge_all(pipeline, judges, [*options.gold, *dispatches.golds(Path(place), options.corpus)], Path(place))
        for name, articles in sets.items():
            told = [outcomes(judges.score, article) for article in articles]
            figures |= figures_of(name, told)
            for kind in KINDS:
                print(show_bins(f"{name}, {kind}s", equal_width(sure(told, kind))), end="\n\n")
    print(show(figures))
    finish(figures, options.json)
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Fit the curves that make confidences of raw scores, and tell how well they keep what they promise.

    python -m training.calibrate [GOLD...] [--corpus SPLIT]... [--kind KIND] [--model FOLDER] [--shared FOLDER]
                                 [--write]

Reads the gold articles with the model's own curves left aside, and takes of every event, statement and figure
its raw score and whether it is right (as in `benchmarks/calibration.py`). Without GOLD or SPLIT, those are the
development part of `crisis` and the dispatches of the split dev: nothing is trained on them.

A curve is an isotonic regression (pool adjacent violators), averaged in at most twelve groups of the same size; lines
join the means. So it follows the data no closer than some dozens of them allow, and never falls. Errors are told for
raw scores, for curves fitted on the same data (they flatter), and for each article with curves that were fitted
on all the others: those are the honest ones. Then the confidence below which an event is better not told, for the
best F1 of told right, also by curves that have not seen the article. With `--kind` only that curve is fitted, and the
model keeps its others. The last line is JSON for the model's
`config.json`; `--write` puts it there.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks import dispatches
from benchmarks.calibration import KINDS, SURE, Told, outcomes, sure
from benchmarks.common import ROOT, SHARED, load_pipeline, named, note, table
from benchmarks.judging import judge_all, scorers
from benchmarks.reliability import Sure, equal_mass, equal_width, expected_error, precision
from reportedly.article.confidence import Curve
from reportedly.model.session import DEFAULT
from reportedly.sums import SUMS, resealed

PACKAGED = ROOT / "src" / "reportedly" / "data" / "model" / DEFAULT
CONFIG = "config.json"
KNOTS = 12
LEAST = 25
"""So many things at least stand behind a knot."""

Floats = NDArray[np.float64]


def isotonic(values: Floats) -> Floats:
    """The rising sequence that is nearest to `values` in squares: pool adjacent violators. [N] → [N]."""
    means: list[float] = []
    sizes: list[int] = []
    for value in values:
        mean, size = float(value), 1
        while means and means[-1] >= mean:
            size += sizes[-1]
            mean += (means.pop() - mean) * sizes.pop() / size
        means.append(mean)
        sizes.append(size)
    return np.repeat(means, sizes)


def fit(things: Sequence[Sure], knots: int = KNOTS, least: int = LEAST) -> Curve:
    """The curve from raw scores to shares right. Raises ValueError where there is nothing to fit it to."""
    if not things:
        raise ValueError("nothing to fit a curve to")
    ordered = sorted(things, key=lambda thing: thing.confidence)
    # Of equal scores all get the same share, whatever order they came in.
    scores, first, counts = np.unique([t.confidence for t in ordered], return_index=True, return_counts=True)
    right = np.add.reduceat(np.array([t.right for t in ordered], float), first) / counts
    rising = isotonic(np.repeat(right, counts))
    given = np.repeat(scores, counts)
    groups = np.array_split(np.arange(len(given)), max(1, min(knots, len(given) // least)))
    points: dict[float, float] = {}
    for group in groups:
        x, y = round(float(given[group].mean()), 4), round(float(rising[group].mean()), 4)
        points[x] = max(y, points.get(x, 0.0))
    return Curve(tuple(points.items()))


def curved(curve: Curve, things: Sequence[Sure]) -> list[Sure]:
    """The same things with the confidences that the curve gives them."""
    return [Sure(curve(thing.confidence), thing.right) for thing in things]


def left_out(articles: Sequence[Sequence[Sure]]) -> list[list[Sure]]:
    """Each article by the curve that is fitted on all the others. Raises ValueError for a single article."""
    return [
        curved(fit([t for other in (*articles[:n], *articles[n + 1 :]) for t in other]), article)
        for n, article in enumerate(articles)
    ]


@dataclass(frozen=True, slots=True)
class Threshold:
    """What is told right where nothing below `least` is told."""

    least: float
    precision: float
    recall: float

    @property
    def f1(self) -> float:
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


def thresholds(things: Sequence[Sure], gold: int, steps: int = 20) -> list[Threshold]:
    """Precision and recall of what is right, of `gold` in all, from no threshold at all on upwards."""
    found = []
    for step in range(steps):
        kept = [thing.right for thing in things if thing.confidence >= step / steps]
        found.append(Threshold(step / steps, sum(kept) / max(len(kept), 1), sum(kept) / max(gold, 1)))
    return found


def measured(name: str, things: Sequence[Sure], raw: Sequence[Sure]) -> list[object]:
    """A row of the table: how many, the errors, and what is as good as certain. `raw` are the same with raw scores."""
    share, count = precision(things, SURE)
    even = equal_mass(things, by=[thing.confidence for thing in raw])
    return [name, len(things), expected_error(equal_width(things)), expected_error(even), count, share]


def report(sets: dict[str, list[Told]], kind: str) -> tuple[str, Curve, list[list[Sure]]]:
    """A table of errors, the curve of one kind of record, and its things by curves that have not seen them."""
    articles = [sure([one], kind) for told in sets.values() for one in told]
    names = [name for name, told in sets.items() for _ in told]
    everything = [thing for article in articles for thing in article]
    curve, apart = fit(everything), left_out(articles)
    rows: list[list[object]] = []
    for name in [*sets, *(["all"] if len(sets) > 1 else [])]:
        mine = [n for n, other in enumerate(names) if name in (other, "all")]
        raw = [thing for n in mine for thing in articles[n]]
        rows.append(measured(f"{name}, raw", raw, raw))
        rows.append(measured(f"{name}, fitted on the same", curved(curve, raw), raw))
        rows.append(measured(f"{name}, fitted on the others", [thing for n in mine for thing in apart[n]], raw))
    headers = [f"{kind}s", "number", "ECE", "equal mass", f"≥ {SURE:g}", "of them right"]
    return table(headers, rows), curve, apart


def as_json(curves: dict[str, Curve]) -> dict[str, list[list[float]]]:
    """Curves as `config.json` has them: the scores, and what they are worth."""
    return {kind: [[x for x, _ in curve.points], [y for _, y in curve.points]] for kind, curve in curves.items()}


def uncurved(model: Path, out: Path, curves: dict[str, Curve]) -> Path:
    """A model folder in `out` that is `model` with no other curves than `curves`, and that tells every event."""
    out.mkdir(parents=True)
    for file in model.iterdir():
        if file.name not in (CONFIG, SUMS):
            (out / file.name).symlink_to(file.resolve())
    config = json.loads((model / CONFIG).read_text(encoding="utf-8"))
    config["calibration"] = as_json(curves)
    if "deciding" in config:
        config["deciding"]["confidence"] = 0
    (out / CONFIG).write_text(json.dumps(config), encoding="utf-8")
    return out


def write_curves(model: Path, curves: dict[str, Curve]) -> None:
    """Put `curves` into the model's configuration, in the layout of the exporter; curves of other kinds stay."""
    path = model / CONFIG
    config = json.loads(path.read_text(encoding="utf-8"))
    config["calibration"] = config.get("calibration", {}) | as_json(curves)
    path.write_text(json.dumps(config, indent=1) + "\n", encoding="utf-8")
    resealed(model)


def other_curves(model: Path, kind: str | None) -> dict[str, Curve]:
    """The model's curves of all kinds but `kind`; none at all where every kind is fitted anew."""
    if kind is None:
        return {}
    given = json.loads((model / CONFIG).read_text(encoding="utf-8")).get("calibration", {})
    return {name: Curve(tuple(zip(*line, strict=True))) for name, line in given.items() if name != kind}


def show_thresholds(things: Sequence[Sure], gold: int) -> str:
    """What is told right from every threshold on, and the best."""
    found = thresholds(things, gold)
    best = max(found, key=lambda t: t.f1)
    rows = [[f"≥ {t.least:.2f}", t.precision, t.recall, t.f1] for t in found]
    told = table(["events told, cross-fitted", "P", "R", "F1 of told right"], rows)
    return f"{told}\n\nbest: {best.least:.2f}"


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", nargs="*", type=Path, metavar="GOLD")
    parser.add_argument("--corpus", action="append", default=[], choices=dispatches.SPLITS, help="our own dispatches")
    parser.add_argument("--kind", choices=KINDS, help="the one kind of record to fit a curve for; else all")
    parser.add_argument("--model", type=named, metavar="NAME", help="a model or its folder; else the packaged one")
    parser.add_argument("--shared", type=Path, default=SHARED, metavar="FOLDER", help="where data and scorers lie")
    parser.add_argument("--write", action="store_true", help="put the curves into the model's config.json")
    options = parser.parse_args(argv)
    judges = scorers(options.shared / "score")
    if judges is None:
        note(f"check_records.py and score_records.py are not both in {options.shared / 'score'}")
        return 2
    golds, splits = options.gold, options.corpus
    if not golds and not splits:
        golds, splits = [options.shared / "data" / "crisis" / "dev"], ["dev"]
    model = options.model or PACKAGED
    kept = other_curves(model, options.kind)
    curves: dict[str, Curve] = {}
    with tempfile.TemporaryDirectory() as place:
        golds = [*golds, *dispatches.golds(Path(place), splits)]
        # Statements first: how sure an event or a figure is hangs on the statement that holds it, as its curve has it.
        for kind in [options.kind] if options.kind else ["statement", "event", "figure"]:
            out = Path(place) / kind
            pipeline = load_pipeline(uncurved(model, out / "model", kept | curves))
            judged = judge_all(pipeline, judges, golds, out)
            sets = {name: [outcomes(judges.score, one) for one in articles] for name, articles in judged.items()}
            if not any(sure(told, kind) for told in sets.values()):
                print(f"no {kind} bears a confidence\n")
                continue
            errors, curves[kind], apart = report(sets, kind)
            print(errors, end="\n\n")
            if kind == "event":
                gold = sum(one.counts["event gold"] for articles in judged.values() for one in articles)
                print(show_thresholds([thing for article in apart for thing in article], gold), end="\n\n")
    if options.write:
        write_curves(model, curves)
    print(json.dumps({"calibration": as_json(curves)}))
    return 0


if __name__ == "__main__":
    sys.exit(main())

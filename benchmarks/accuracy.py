"""How often what it says is right: each kind of record by confidence, form, kind of source, region and length.

    python benchmarks/accuracy.py [--shared FOLDER] [--readings FOLDER] [--score-dir FOLDER] [--states N]
                                  [--write PAGE.md] [--data FILE.json] [--model FOLDER] [--also MODEL]... [--json]

Reads the development part of `crisis` in the shared FOLDER (news articles) and the test split of our own dispatches:
no weight was trained on either. What was chosen on the first, and so flatters it, is told on the page. A record is
right as `rightness.py` has it. A share is that of the records that were read; `of what there is` is that of the gold
ones that were found and right. Both stand with their number and Wilson's interval at 95 in a hundred; of fewer than
20 none is told.

`--write` writes the page `docs/accuracy.md`, with what `fairness.py` and `weak.py` find out; `--data` puts into
FILE what the package tells of this model (`src/reportedly/data/accuracy.json`), and leaves what stands there of
others. `--also` measures a further model, if it is there, on the same articles alone: for that file, which the page
sums up. Both hang on the data and the model alone: the same in, the same bytes out. `--readings` keeps readings, see
`kept.py`.
"""

from __future__ import annotations

import itertools
import json
import sys
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

if __package__ in (None, ""):
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks import accuracy_page, dispatches, fairness, weak
from benchmarks.common import ROOT, SHARED, Figures, arguments, finish, json_lines, key_of, load_pipeline, note, table
from benchmarks.judging import Judged, judge_all, scorers
from benchmarks.kept import Kept
from benchmarks.rightness import KINDS, Kind, Pair, pairs_of
from benchmarks.wilson import Share, share
from reportedly.accuracy import Accuracy, accuracy_of, all_measured
from reportedly.errors import ModelError
from reportedly.lists import read_table
from reportedly.model.installed import model_folder
from reportedly.records import FORMS, SOURCE_TYPES, STANCES, STATUSES

CRISIS = "data/crisis/dev"
NEWS, OURS = "news articles", "our dispatches"

BANDS = (0.0, 0.2, 0.4, 0.6, 0.8, 0.9, 1.0)
LENGTHS = (0, 50, 100, 300, 600, 10**9)
"""Words between which an article is as long; parted by white space."""
NOWHERE = "no state is told"
MANY_STATES = "IGO, NGO, MNC"

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Met:
    """A record, gold and read, and of what article it is."""

    pair: Pair
    set: str
    words: int


@dataclass(frozen=True, slots=True)
class Cell:
    """One line of a table: of what was read so many are right, of what there is so many are found and right."""

    name: str
    read: Share
    found: Share
    gold: Share
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class Cut:
    """A way to part records of one kind: `part` gives a record's name, None where it has no place."""

    key: str
    title: str
    kind: Kind
    names: tuple[str, ...]
    part: Callable[[Row, Met], str | None]


def met_in(judges: Any, sets: Mapping[str, Sequence[Judged]]) -> list[Met]:
    """Every record of every article."""
    found: list[Met] = []
    for name, articles in sets.items():
        for article in articles:
            words = len(next(json_lines(article.gold))["text"].split())
            found += [Met(pair, name, words) for pair in pairs_of(judges.score, article)]
    return found


def cell(name: str, those: Sequence[Met], part: Callable[[Row, Met], str | None]) -> Cell:
    """What was read by this name, and what gold has by it."""
    read = [m for m in those if m.pair.read is not None and part(m.pair.read, m) == name]
    gold = [m for m in those if m.pair.gold is not None and part(m.pair.gold, m) == name]
    sure = [m.pair.read["confidence"] for m in read if m.pair.read and m.pair.read.get("confidence") is not None]
    return Cell(
        name,
        share(m.pair.right for m in read),
        share(m.pair.found for m in read),
        share(m.pair.right for m in gold),
        sum(sure) / len(sure) if sure else None,
    )


def cells(cut: Cut, met: Iterable[Met], sets: str | None = None) -> list[Cell]:
    """The lines of a table; those of which there is nothing, gold or read, are left out."""
    those = [m for m in met if m.pair.kind == cut.kind and sets in (None, m.set)]
    found = [cell(name, those, cut.part) for name in cut.names]
    return [one for one in found if one.read.count or one.gold.count]


def whole(met: Iterable[Met], kind: Kind, sets: str | None = None) -> Cell:
    """All records of a kind."""
    return cell(kind, [m for m in met if m.pair.kind == kind and sets in (None, m.set)], lambda *_: kind)


# How records are parted


@lru_cache(maxsize=1)
def continents() -> Mapping[str, str]:
    """For each state's code its continent, as the corpus counts them."""
    told = read_table(ROOT / "training" / "corpus", "continents.toml")
    return {code: name for name, codes in told.items() for code in codes}


def region_of(mention: Row | None) -> str:
    """The continent of a party's state."""
    country = mention["country"] if mention else None
    if country in ("IGO", "NGO", "MNC"):
        return MANY_STATES
    return continents().get(country or "", NOWHERE)


def band_of(row: Row, met: Met) -> str | None:
    """Of what was read alone: persons give no confidence."""
    if row is not met.pair.read:
        return None
    given = row.get("confidence")
    if given is None:
        return "none is given"
    return next((band(a, b) for a, b in _steps(BANDS) if a <= given < b), band(*list(_steps(BANDS))[-1]))


def band(low: float, high: float) -> str:
    return f"{low:.1f} to {high:.1f}"


def length_of(_: Row, met: Met) -> str:
    return next(length(a, b) for a, b in _steps(LENGTHS) if a <= met.words < b)


def length(low: int, high: int) -> str:
    return f"{low} words or more" if high == LENGTHS[-1] else f"{low} to {high - 1} words"


def _steps(edges: Sequence[Any]) -> list[tuple[Any, Any]]:
    return list(itertools.pairwise(edges))


def _cuts() -> list[Cut]:
    regions = (*sorted(set(continents().values())), MANY_STATES, NOWHERE)
    bands = (*(band(a, b) for a, b in _steps(BANDS)), "none is given")
    lengths = tuple(length(a, b) for a, b in _steps(LENGTHS))
    found = [Cut(f"confidence.{kind}", f"{kind}s by confidence", kind, bands, band_of) for kind in KINDS]
    found += [
        Cut("form", "statements by form", "statement", FORMS, lambda row, _: row["form"]),
        Cut("source", "statements by kind of source", "statement", SOURCE_TYPES, lambda row, _: row["source_type"]),
        Cut("stance", "statements by stance", "statement", STANCES, lambda row, _: row["stance"]),
        Cut("status", "events by status", "event", STATUSES, lambda row, _: row["status"]),
        Cut("voice", "events by voice", "event", VOICES, lambda row, _: VOICES[row["according_to"] is not None]),
        Cut("quad", "events by quad", "event", QUADS, lambda row, _: row["quad"]),
        Cut("region.source", "statements by region of the source", "statement", regions,
            lambda row, _: region_of(row["source"])),
        Cut("region.actor", "events by region of the actor", "event", regions, lambda row, _: region_of(row["actor"])),
        Cut("region.recipient", "events by region of the recipient", "event", regions,
            lambda row, _: region_of(row["recipient"])),
    ]  # fmt: skip
    return found + [Cut(f"length.{kind}", f"{kind}s by length of the article", kind, lengths, length_of)
                    for kind in KINDS]  # fmt: skip


VOICES = ("the article's own", "somebody's")
QUADS = ("verbal cooperation", "material cooperation", "verbal conflict", "material conflict")
CUTS: tuple[Cut, ...] = tuple(_cuts())


# What is made of it


@dataclass(frozen=True, slots=True)
class Measured:
    """Everything that a page tells of one model."""

    model: str
    articles: Mapping[str, int]
    met: tuple[Met, ...]
    fair: fairness.Measured | None
    weak: tuple[weak.Shown, ...]


def figures_of(measured: Measured) -> Figures:
    """Figures `accuracy.{news,ours}.KIND.{right,found,recall,read}` and `accuracy.CUT.NAME.{right,read}` over both
    sets, shares from 0 to 1; what no share is told of has its number alone."""
    figures: Figures = {}
    for key, sets in (("news", NEWS), ("ours", OURS)):
        for kind in KINDS:
            told = whole(measured.met, kind, sets)
            figures |= _figures(f"accuracy.{key}.{kind}", told)
    for cut in CUTS:
        for one in cells(cut, measured.met):
            figures |= _figures(f"accuracy.{cut.key}.{key_of(one.name)}", one)
    if measured.fair is not None:
        figures |= fairness.figures_of(measured.fair)
    return figures


def _figures(start: str, told: Cell) -> Figures:
    shares = {"right": told.read, "found": told.found, "recall": told.gold}
    kept = {f"{start}.{name}": one.value for name, one in shares.items() if one.value is not None}
    return {**kept, f"{start}.read": float(told.read.count), f"{start}.gold": float(told.gold.count)}


def show(measured: Measured) -> str:
    """The tables for people."""
    headers = ["", "read", "right", "interval", "a part right", "there", "found and right"]
    tables = [
        table([f"{measured.model}: {sets}", *headers[1:]], [_line(whole(measured.met, kind, sets)) for kind in KINDS])
        for sets in (NEWS, OURS)
    ]
    tables += [table([cut.title, *headers[1:]], map(_line, cells(cut, measured.met))) for cut in CUTS]
    if measured.fair is not None:
        tables.append(fairness.show(measured.fair))
    return "\n\n".join([*tables, weak.show(measured.weak)])


def _line(one: Cell) -> list[object]:
    low, high = one.read.bounds
    interval = f"{low:.2f} to {high:.2f}" if one.read.value is not None else None
    return [one.name, one.read.count, one.read.value, interval, one.found.value, one.gold.count, one.gold.value]


def data_of(measured: Measured) -> dict[str, Any]:
    """What the package tells of this model: of the news articles, for these are what its users read."""
    told: dict[str, Any] = {"articles": measured.articles[NEWS]}
    for kind in KINDS:
        one = whole(measured.met, kind, NEWS)
        told[kind] = {"read": one.read.count, "found": one.found.right, "right": one.read.right}
    return told


def page_of(measured: Measured, others: Iterable[Accuracy] = ()) -> str:
    """The page `docs/accuracy.md`. `others`: what the package tells of other models."""
    return accuracy_page.page(measured, accuracy_of(measured.model, data_of(measured)), others)


def others_in(path: Path | None, model: str) -> list[Accuracy]:
    """What the file tells of other models than this one, or the package where there is none."""
    if path is None or not path.is_file():
        return [one for one in all_measured().values() if one.model != model]
    told = json.loads(path.read_text("utf-8"))
    return [accuracy_of(name, one) for name, one in told.items() if name != model]


def put(path: Path, measured: Measured) -> None:
    """Put `data_of` into the file, beside what stands there of other models."""
    known = json.loads(path.read_text("utf-8")) if path.is_file() else {}
    known[measured.model] = data_of(measured)
    path.write_text(json.dumps(dict(sorted(known.items())), indent=1, ensure_ascii=False) + "\n", "utf-8")


def measure(options: Any, model: Path | None, alone: bool = False) -> Measured | None:
    """Read everything, or the articles `alone`; None, and why, where the scorers or the data are not there."""
    judges = scorers(options.score_dir or options.shared / "score")
    if judges is None or not (options.shared / CRISIS).is_dir():
        note(f"neither the scorers nor {CRISIS} may be missing from {options.shared}")
        return None
    pipeline = Kept(load_pipeline(model), options.readings)
    with tempfile.TemporaryDirectory() as place:
        golds = [options.shared / CRISIS, *dispatches.golds(Path(place), ["test"])]
        judged = judge_all(pipeline, judges, golds, Path(place))
        sets = dict(zip((NEWS, OURS), judged.values(), strict=True))
        met = met_in(judges, sets)
    counts = {name: len(articles) for name, articles in sets.items()}
    if alone:
        return Measured(pipeline.model, counts, tuple(met), None, ())
    given = fairness.load_table(fairness.TABLE)
    states = fairness.some_of(given.states, options.states, seed=1)
    fair = fairness.measure(pipeline, given, states) if states else None
    shown = weak.read_all(pipeline, weak.load_table(weak.TABLE))
    return Measured(pipeline.model, counts, tuple(met), fair, tuple(shown))


def main(argv: Sequence[str] | None = None) -> int:
    parser = arguments(__doc__)
    parser.add_argument("--shared", type=Path, default=SHARED, metavar="FOLDER", help="where the data lie")
    parser.add_argument(
        "--score-dir", type=Path, metavar="FOLDER", help="where the scorers lie; else in the shared one"
    )
    parser.add_argument("--readings", type=Path, metavar="FOLDER", help="keep the readings here")
    parser.add_argument("--states", type=int, metavar="N", help="states to swap, 0 for none; else all of them")
    parser.add_argument("--write", type=Path, metavar="PAGE.md", help="write the page")
    parser.add_argument("--also", action="append", default=[], metavar="MODEL", help="put this one there, too")
    parser.add_argument("--data", type=Path, metavar="FILE.json", help="put there what the package tells")
    options = parser.parse_args(argv)
    measured = measure(options, options.model)
    if measured is None:
        return 2
    print(show(measured))
    figures = figures_of(measured)
    if options.data:
        put(options.data, measured)
    for name in options.also:
        try:
            found = measure(options, model_folder(name), alone=True)
        except ModelError as error:
            note(str(error))
            continue
        assert found is not None
        print(f"\n{show(found)}")
        figures |= {f"accuracy.{key_of(name)}.{key}": value for key, value in figures_of(found).items()}
        if options.data:
            put(options.data, found)
    if options.write:
        options.write.write_text(page_of(measured, others_in(options.data, measured.model)), "utf-8")
    finish(figures, options.json)
    return 0


if __name__ == "__main__":
    sys.exit(main())

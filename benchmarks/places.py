"""Places: which are found in a text, and what is told of each, against a table of cases.

    python benchmarks/places.py [TABLE.toml...] [--part PART] [--errors] [--model FOLDER] [--json]

TABLE, `data/places.toml` unless told, has texts with every place in them and with names that are none; what a row has
stands at its head. A place is right where span, name, country and position are; it is wrong where another name, country
or position is told of it, or where a place is told that is none; else it is unknown: nothing, or a null, is told where
something was due. `--part` takes the rows of one part only.
"""

from __future__ import annotations

import math
import re
import sys
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

if __package__ in (None, ""):
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.common import Figures, Reader, arguments, finish, load_reader, set_name, table
from reportedly.article.context import make_context
from reportedly.article.pipeline import to_read
from reportedly.article.places import Spot, find_places, told
from reportedly.records import Where
from reportedly.text import paragraphs
from reportedly.vocabulary import load_lexicon

TABLE = Path(__file__).resolve().parent / "data" / "places.toml"
RESULTS = ("right", "unknown", "wrong")
# How far off a position may be, in kilometres; degrees of latitude in kilometres.
NEAR, DEGREE = 50.0, 111.2

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Case:
    """One place that is due, or (`name` None and `absent`) a name that is none."""

    span: str
    name: str | None
    country: str | None = None
    at: tuple[float, float] | None = None
    km: float = NEAR
    absent: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one case: right, unknown or wrong, and what was told."""

    row: str
    part: str
    case: str
    result: str
    told: str


def case_of(line: str) -> Case:
    """A place as a table tells it. Raises ValueError where the line is none."""
    span, _, rest = line.partition(" = ")
    fields = [field.strip() for field in rest.split("|")]
    if len(fields) != 3 or not span:
        raise ValueError(f"{line!r} is not SPAN = NAME | COUNTRY | LATITUDE LONGITUDE")
    numbers = [float(n) for n in re.findall(r"-?\d+(?:\.\d+)?", fields[2])]
    at = (numbers[0], numbers[1]) if len(numbers) > 1 else None
    return Case(span, _known(fields[0]), _known(fields[1]), at, numbers[2] if len(numbers) > 2 else NEAR)


def _known(field: str) -> str | None:
    return None if field == "-" else field


def kilometres(a: tuple[float, float], b: tuple[float, float]) -> float:
    """The distance of two positions, as on a plane: near enough for what is near."""
    across = (a[1] - b[1]) * math.cos(math.radians((a[0] + b[0]) / 2))
    return DEGREE * math.hypot(a[0] - b[0], across)


def judged(case: Case, where: Where, text: str) -> str:
    """Right, unknown or wrong: a null where something was due is unknown, a value where null was due is wrong."""
    results = {_agrees(case.country, where.country), "right" if where.span.of(text) == case.span else "unknown"}
    results.add("right" if case.name == where.name else "unknown" if where.name is None else "wrong")
    at = None if where.latitude is None or where.longitude is None else (where.latitude, where.longitude)
    if at is None or case.at is None:
        results.add("right" if at is case.at else "unknown" if at is None else "wrong")
    else:
        results.add("right" if kilometres(at, case.at) <= case.km else "wrong")
    return "wrong" if "wrong" in results else "unknown" if "unknown" in results else "right"


def _agrees(due: str | None, found: str | None) -> str:
    return "right" if due == found else "unknown" if found is None else "wrong"


def outcomes(row: Row, spots: Sequence[Spot], text: str) -> Iterator[Outcome]:
    """Every place and every name of a row; places beyond them are wrong."""
    part, left = row.get("part", "first"), [spot.where for spot in spots]
    for line in row.get("is", ()):
        case = case_of(line)
        start = [m.start() for m in re.finditer(re.escape(case.span), text)]
        met = [w for w in left if any(w.span.start < s + len(case.span) and s < w.span.end for s in start)]
        if not met:
            yield Outcome(row["name"], part, line, "unknown", "-")
            continue
        left.remove(met[0])
        yield Outcome(row["name"], part, line, judged(case, met[0], text), shown(met[0], text))
    for name in row.get("not", ()):
        met = [w for w in left if name in w.span.of(text)]
        left = [w for w in left if w not in met]
        yield Outcome(
            row["name"], part, f"not {name}", "wrong" if met else "right", shown(met[0], text) if met else "-"
        )
    for where in left:
        yield Outcome(row["name"], part, "nothing", "wrong", shown(where, text))


def shown(where: Where, text: str) -> str:
    return f"{where.span.of(text)} = {where.name} | {where.country} | {where.latitude} {where.longitude}"


def read(reader: Reader, row: Row) -> list[Outcome]:
    """What becomes of one row."""
    text: str = row["text"]
    parse = reader.parse(text, to_read(text, paragraphs(text), ()))
    context = make_context(parse, load_lexicon())
    return list(outcomes(row, told(find_places(context, row.get("date"))), text))


def figures_of(name: str, found: Iterable[Outcome]) -> Figures:
    """Figures `places.NAME.…`: cases, and the shares of them that are right, unknown and wrong."""
    counts = Counter(outcome.result for outcome in found)
    total = counts.total()
    shares = {f"places.{name}.{result}": counts[result] / total if total else 0.0 for result in RESULTS}
    return {f"places.{name}.cases": float(total), **shares}


def measure(reader: Reader, paths: Iterable[Path], part: str | None = None) -> dict[str, list[Outcome]]:
    """What becomes of the rows of every table."""
    found: dict[str, list[Outcome]] = {}
    for path in paths:
        rows: list[Row] = tomllib.loads(path.read_text(encoding="utf-8"))["row"]
        mine = [row for row in rows if part is None or row.get("part", "first") == part]
        found[set_name(path)] = [outcome for row in mine for outcome in read(reader, row)]
    return found


def all_figures(found: Mapping[str, Iterable[Outcome]]) -> Figures:
    """The figures of every table."""
    return {key: value for name, results in found.items() for key, value in figures_of(name, results).items()}


def show(figures: Figures) -> str:
    """A row a table."""
    names = dict.fromkeys(key.split(".")[1] for key in figures)
    shares = {name: [figures[f"places.{name}.{result}"] for result in RESULTS] for name in names}
    rows = ([name, int(figures[f"places.{name}.cases"]), *shares[name]] for name in names)
    return table(["places", "cases", *RESULTS], rows)


def main(argv: Sequence[str] | None = None) -> int:
    parser = arguments(__doc__)
    parser.add_argument("tables", nargs="*", type=Path, default=[TABLE], metavar="TABLE.toml")
    parser.add_argument("--part", help="rows of this part only")
    parser.add_argument("--errors", action="store_true", help="show every case that is not right")
    options = parser.parse_args(argv)
    found = measure(load_reader(options.model), options.tables, options.part)
    figures = all_figures(found)
    print(show(figures))
    if options.errors:
        for results in found.values():
            print(*(f"{o.result}: {o.row}: {o.case}; told {o.told}" for o in results if o.result != "right"), sep="\n")
    finish(figures, options.json)
    return 0


if __name__ == "__main__":
    sys.exit(main())

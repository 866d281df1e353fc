"""Does it matter in which order, and how many at a time, articles come into a ledger?

    python benchmarks/orders.py [LEDGER] [--gvc ARTICLES.jsonl.gz INCIDENTS.jsonl.gz] [--articles N] [--kept FOLDER]
                                [--orders N] [--model FOLDER] [--json]

The reports of LEDGER (default: one made here of the example crises), or with `--gvc` the articles of
`benchmarks/clusters.py` or the first `--articles` of them, are added to one ledger all at once, and to others one by
one, in `--orders` other orders, each shuffled by a seed of its own. Of all ledgers it is asked which tellings are one
incident, which tellings are linked how surely, who copied which passage from whom, and which quotations are one;
`differing` is how many of these answers one of the others lacks or has beside. With `--kept` readings of `--gvc` stay
in FOLDER between runs.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

if __package__ in (None, ""):
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks import clusters
from benchmarks.common import ROOT, Figures, arguments, finish, load_pipeline, note, set_name, table
from reportedly.ledger.recall import recall
from reportedly.ledger.store import Ledger
from reportedly.ledger.values import Report

EXAMPLES = tuple(ROOT / "examples" / f"{name}.jsonl" for name in ("cuba-1962", "caribbean-2025"))
TOLD_EACH = 200
"""After so many articles it is told how far the adding is."""

_ID = "(SELECT id FROM reports WHERE number = {0}report) || ':e' || {0}n"
ASKED = {
    "incidents": f"SELECT incident, {_ID.format('')} FROM incident_members WHERE until IS NULL",
    # Which of the two is the first in the tables hangs on which came first.
    "links": f"""SELECT min({_ID.format("a_")}, {_ID.format("b_")}), max({_ID.format("a_")}, {_ID.format("b_")}), score,
        reasons FROM links WHERE until IS NULL""",
    # These two tables call reports by their ids, as numbers.
    "copies": "SELECT report, record FROM copies WHERE until IS NULL",
    "quotations": "SELECT report, n, to_report, to_n FROM quotation_links WHERE until IS NULL",
}
"""What is laid together of many reports, by their ids, with nothing in it that tells when it came."""

Answers = Mapping[str, frozenset[tuple[object, ...]]]


def examples(folder: Path) -> Path:
    """A ledger of the example crises."""
    path = folder / "examples.ledger"
    env = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), *sys.path])}
    subprocess.run(
        [sys.executable, "-m", "reportedly", "add", path, *EXAMPLES], check=True, env=env, stdout=subprocess.DEVNULL
    )
    return path


def reports_of(path: Path) -> list[Report]:
    """The reports of a ledger, as they went in."""
    with Ledger.open(path, "read") as ledger:
        numbers = [number for (number,) in ledger.db.execute("SELECT number FROM reports ORDER BY number")]
        return [report for _, report in recall(ledger.db, numbers)]


def answers(path: Path, batches: Iterable[Sequence[Report]], of: int) -> Answers:
    """What a new ledger at `path` says, once it has all batches, `of` reports in all."""
    added = 0
    with Ledger.open(path) as ledger:
        for batch in batches:
            ledger.add(batch)
            added += len(batch)
            if added // TOLD_EACH > (added - len(batch)) // TOLD_EACH:
                note(f"{path.stem}: {added} of {of} added")
        ledger.check()
        return {name: frozenset(ledger.db.execute(query)) for name, query in ASKED.items()}


def compared(reports: Sequence[Report], orders: int, folder: Path) -> Figures:
    """How many answers there are, and how many differ."""
    first = answers(folder / "at-once.ledger", [reports], len(reports))
    differing = dict.fromkeys(ASKED, 0)
    for seed in range(orders):
        shuffled = random.Random(f"{seed} orders").sample(reports, len(reports))
        found = answers(folder / f"order-{seed + 1}.ledger", ([report] for report in shuffled), len(reports))
        for name in ASKED:
            differing[name] += len(first[name] ^ found[name])
    counted: Figures = {"reports": float(len(reports)), "orders": float(orders)}
    for name in ASKED:
        counted |= {name: float(len(first[name])), f"{name}.differing": float(differing[name])}
    return counted


def show(figures: Figures) -> str:
    """A table of what was asked and what differs."""
    (name,) = {key.split(".")[1] for key in figures}
    rows = [[what, figures[f"orders.{name}.{what}"], figures[f"orders.{name}.{what}.differing"]] for what in ASKED]
    told = [figures[f"orders.{name}.{what}"] for what in ("reports", "orders")]
    return table([f"{told[0]:.0f} reports, {told[1]:.0f} orders", "at once", "differing one by one"], rows)


def main(argv: Sequence[str] | None = None) -> int:
    parser = arguments(__doc__)
    parser.add_argument("ledger", type=Path, nargs="?", metavar="LEDGER")
    parser.add_argument("--gvc", nargs=2, type=Path, metavar=("ARTICLES", "INCIDENTS"))
    parser.add_argument("--articles", type=int, metavar="N", help="so many of them; else all")
    parser.add_argument("--orders", type=int, default=2, metavar="N", help="how many other orders  [default: 2]")
    parser.add_argument("--kept", type=Path, metavar="FOLDER", help="where readings are kept between runs")
    options = parser.parse_args(argv)
    if options.ledger and options.gvc:
        parser.error("LEDGER or --gvc, not both")
    with tempfile.TemporaryDirectory() as place:
        if options.gvc:
            told = clusters.articles(*options.gvc)[: options.articles]
            read = clusters.read(told, load_pipeline(options.model, vectors=True), options.kept)
            # Two addresses may have one text.
            reports = list({report.id: report for report in read.values()}.values())
            name = set_name(options.gvc[0])
        else:
            path = options.ledger or examples(Path(place))
            reports, name = reports_of(path), set_name(path)
        counted = compared(reports, options.orders, Path(place))
    figures = {f"orders.{name}.{key}": value for key, value in counted.items()}
    print(show(figures))
    finish(figures, options.json)
    return 0


if __name__ == "__main__":
    sys.exit(main())

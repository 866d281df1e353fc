"""Minimal pairs: two dispatches that differ in one thing, and in the record. Are both read right?

    python benchmarks/minimal.py [--corpus SPLIT]... [--errors N] [--score-dir FOLDER] [--model FOLDER] [--json]

A side is right when every gold event of it is told right as `score_records.py` has it (trigger, type, actor,
recipient, status, voice) and no other event is read; a pair is right when both of its sides are. Nothing less will
do: whoever codes every "denied attacking" as an attack has half of the sides right, and none of the pairs.

Pairs of the splits test and dev, which nothing is trained on, and of those two together (`held_out`); `--corpus`
takes one split, of which train is for interest only. Three figures beside `right`:

types      types and statuses right on both sides and no event beyond, whatever the parties and voices
differing  `right` over the pairs whose gold events differ; in the others the difference is in the statements or
           figures alone (a source named or not), but both sides can be read wrong all the same
sides      sides that are right, over all sides
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

if __package__ in (None, ""):
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks import dispatches
from benchmarks.common import SHARED, Figures, arguments, finish, json_lines, load_pipeline, note, sample, table
from benchmarks.judging import Reads, Scorers, judge
from benchmarks.judging import scorers as load_scorers
from benchmarks.losses import Compared, compare, errors

HELD_OUT = ("test", "dev")
TOGETHER = "held_out"
MEASURES = ("right", "types", "differing", "sides")


@dataclass(frozen=True, slots=True)
class Side:
    """One dispatch of a pair: its text, what its gold events come to, and what became of them."""

    name: str
    text: str
    events: tuple[Any, ...]
    compared: Compared

    @property
    def right(self) -> bool:
        return self.compared.right

    @property
    def types_right(self) -> bool:
        """Whether every event was read with its type and status, and no other event was."""
        fates = self.compared.fates
        return not self.compared.false and all(fate.typed and "status" not in fate.faults for fate in fates)


@dataclass(frozen=True, slots=True)
class Judged:
    """A pair and its two sides."""

    pair: dispatches.Pair
    sides: tuple[Side, Side]

    @property
    def differing(self) -> bool:
        """Whether the gold events of the sides differ in type, parties, status or in whether somebody says so."""
        return self.sides[0].events != self.sides[1].events

    def both(self, right: Callable[[Side], bool]) -> bool:
        return all(right(side) for side in self.sides)


def judge_pairs(pipeline: Reads, judges: Scorers, pairs: Iterable[dispatches.Pair], out: Path) -> list[Judged]:
    """Read both sides of every pair and lay their events over the gold ones."""

    def side(dispatch: dispatches.Compiled) -> Side:
        found = judge(pipeline, judges, dispatch.path, out / "pairs")
        gold = list(json_lines(dispatch.path))
        told = sorted(repr(_signature(row)) for row in gold if row["kind"] == "event")
        return Side(dispatch.id, gold[0]["text"], tuple(told), compare(judges.score, found.gold, found.predicted))

    return [Judged(pair, (side(pair.sides[0]), side(pair.sides[1]))) for pair in pairs]


def _signature(row: dict[str, Any]) -> tuple[object, ...]:
    """An event without its place. Words stand for a party without a name."""
    parties = [row[field] and (row[field]["name"] or row[field]["text"]) for field in ("actor", "recipient")]
    return (row["type"], row["status"], row["according_to"] is None, *parties)


def figures_of(judged: Sequence[Judged]) -> Figures:
    """Figures `minimal.SPLIT.…`: shares from 0 to 1 and the number of pairs, for every split and for `held_out`."""
    splits = {split: [j for j in judged if j.pair.split == split] for split in dispatches.SPLITS}
    together = [j for split in HELD_OUT for j in splits[split]]
    if all(splits[split] for split in HELD_OUT):
        splits[TOGETHER] = together
    figures: Figures = {}
    for name, pairs in splits.items():
        if not pairs:
            continue
        differing = [j for j in pairs if j.differing]
        sides = [side for j in pairs for side in j.sides]
        figures |= {
            f"minimal.{name}.right": _share(j.both(lambda side: side.right) for j in pairs),
            f"minimal.{name}.types": _share(j.both(lambda side: side.types_right) for j in pairs),
            f"minimal.{name}.differing": _share(j.both(lambda side: side.right) for j in differing),
            f"minimal.{name}.sides": _share(side.right for side in sides),
            f"minimal.{name}.pairs": float(len(pairs)),
        }
    return figures


def _share(right: Iterable[bool]) -> float:
    right = list(right)
    return sum(right) / len(right) if right else 0.0


def show(figures: Figures) -> str:
    """A row a split; train is marked as trained on."""
    rows: list[list[object]] = []
    for name in dict.fromkeys(key.split(".")[1] for key in figures):
        shares = [figures[f"minimal.{name}.{measure}"] for measure in MEASURES]
        told = {"train": "train (trained on)", TOGETHER: "test and dev"}.get(name, name)
        rows.append([told, int(figures[f"minimal.{name}.pairs"]), *shares])
    return table(["minimal pairs", "pairs", "right", "types", "differing", "sides"], rows)


def mistakes(judged: Iterable[Judged]) -> Iterator[str]:
    """For each pair that is not right a line for its point, and below it those for its texts and their faults."""
    for one in judged:
        if not one.both(lambda side: side.right):
            lines = [f"pair {one.pair.name} ({one.pair.split}): {one.pair.point}"]
            for side in one.sides:
                mark = "right" if side.right else "WRONG"
                lines.append(f"  {mark}: {' '.join(side.text.split())}")
                lines += [f"    {line}" for line in errors(side.name, side.compared)]
            yield "\n".join(lines)


def main(argv: Sequence[str] | None = None) -> int:
    parser = arguments(__doc__)
    parser.add_argument("--corpus", action="append", choices=dispatches.SPLITS, help="else test and dev")
    parser.add_argument("--errors", type=int, default=0, metavar="N", help="show N pairs that are not right")
    parser.add_argument("--score-dir", type=Path, default=SHARED / "score", metavar="FOLDER")
    options = parser.parse_args(argv)
    judges = load_scorers(options.score_dir)
    if judges is None:
        note(f"check_records.py and score_records.py are not both in {options.score_dir}")
        return 2
    pipeline = load_pipeline(options.model)
    with tempfile.TemporaryDirectory() as place:
        pairs = dispatches.pairs(dispatches.compiled(Path(place), options.corpus or HELD_OUT))
        judged = judge_pairs(pipeline, judges, pairs, Path(place))
    figures = figures_of(judged)
    print(show(figures))
    if options.errors:
        print("", *sample(list(mistakes(judged)), options.errors), sep="\n")
    finish(figures, options.json)
    return 0


if __name__ == "__main__":
    sys.exit(main())

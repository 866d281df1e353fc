"""What the reading does badly: sentences of ours, what a person reads in them, and what is read.

    python benchmarks/weak.py [TABLE.toml] [--readings FOLDER] [--model FOLDER] [--json]

The table (`data/weak.toml`) has sentences under what is hard about them, with the records that a person reads there
(see `expecting.py`). They are chosen because they were read wrong, so their share tells nothing of other sentences.
"""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

if __package__ in (None, ""):
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.common import ROOT, Figures, arguments, finish, load_pipeline, note
from benchmarks.expecting import Expected, expected_in, line_of, matching
from benchmarks.judging import Reads
from benchmarks.kept import Kept

TABLE = ROOT / "benchmarks" / "data" / "weak.toml"
PUBLISHED = "2021-03-05"


@dataclass(frozen=True, slots=True)
class Weak:
    """A text of ours, and under what words for people each record that it must give stands. `never`: types of events
    that must not be read in it at all."""

    hard: str
    text: str
    expected: tuple[tuple[str, Expected], ...]
    never: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """What became of it: each record with whether it was read, and all that was read."""

    weak: Weak
    expected: tuple[tuple[str, bool], ...]
    read: tuple[str, ...]
    wrongly: tuple[str, ...]

    @property
    def right(self) -> bool:
        return not self.wrongly and all(right for _, right in self.expected)


def load_table(path: Path) -> list[Weak]:
    """Raises ValueError where a row names records that are none."""
    found = []
    for row in tomllib.loads(path.read_text("utf-8"))["weak"]:
        lines = [part.strip() for part in row.get("records", "").split(";") if part.strip()]
        expected = tuple((line, one) for line in lines for one in expected_in(line))
        never = tuple(row.get("never", "").split())
        if not expected and not never:
            raise ValueError(f"{path.name}: {row['text']!r}: neither records nor what must never be read")
        found.append(Weak(row["hard"], row["text"], expected, never))
    return found


def read_all(pipeline: Reads, table: Iterable[Weak]) -> list[Shown]:
    """Each text read as an article of its own."""
    return [shown(pipeline, one) for one in table]


def shown(pipeline: Reads, one: Weak) -> Shown:
    rows = list(pipeline.read(one.text.encode("utf-8"), published=PUBLISHED).rows())[1:]
    told = tuple(dict.fromkeys(line_of(row) for row in rows if row["kind"] != "flaw"))
    wrongly = tuple(
        line_of(r) for r in rows if r["kind"] == "event" and (r["type"] in one.never or "ANY" in one.never)
    )  # fmt: skip
    expected = tuple((line, matching(record, rows, {}) is not None) for line, record in one.expected)
    return Shown(one, expected, told, wrongly)


def show(those: Sequence[Shown]) -> str:
    """A paragraph for each."""
    lines = []
    for one in those:
        lines.append(f"{one.weak.hard}{' (now read right)' if one.right else ''}: {one.weak.text}")
        lines += [f"  {'read' if right else 'NOT READ'}: {line}" for line, right in one.expected]
        lines += [f"  READ, and must not be: {line}" for line in one.wrongly]
        lines += [f"  what was read: {'; '.join(one.read) or 'nothing'}"]
    return "\n".join(lines)


def main(argv: Sequence[str] | None = None) -> int:
    parser = arguments(__doc__)
    parser.add_argument("table", nargs="?", type=Path, default=TABLE, metavar="TABLE.toml")
    parser.add_argument("--readings", type=Path, metavar="FOLDER", help="keep the readings here")
    options = parser.parse_args(argv)
    try:
        table = load_table(options.table)
    except (OSError, ValueError, KeyError) as error:
        note(f"{options.table}: {error}")
        return 2
    those = read_all(Kept(load_pipeline(options.model), options.readings), table)
    print(show(those))
    figures: Figures = {"weak.right": float(sum(one.right for one in those)), "weak.texts": float(len(those))}
    finish(figures, options.json)
    return 0


if __name__ == "__main__":
    sys.exit(main())

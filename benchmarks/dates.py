"""What date is meant by a phrase of time: where it stands and what it comes to, against a table of right answers.

    python benchmarks/dates.py [FILE.jsonl...] [--json] [--model FOLDER]

Each line of a FILE is one case: {"text", "date", "phrase", "start", "end", "precision", "kind"}. `text` is a sentence
or two, `date` the ISO date of the article or null; `phrase` stands in the text and is to be found just so, with those
dates (null where open or not known) and that precision; where it is null, no time may be found in the text. What is
left out is null. A line that is no case is told with its number and left out. Without a FILE, the tables of the
project are read: `data/dates.jsonl`, by which the grammar was made, and `data/dates_held_out.jsonl`, written after it.

right   the phrase, both dates and the precision are those of the table
wrong   a date is given that is not right, or one where there is none
null    no date is given, or no phrase found, where there is one
edges   the dates are right, and the phrase or the precision is not quite
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

if __package__ in (None, ""):
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.actors import BadLine
from benchmarks.common import Figures, arguments, finish, load_reader, note, table
from reportedly.records import When
from reportedly.text import paragraphs

DATA = Path(__file__).resolve().parent / "data"
TABLES = (DATA / "dates.jsonl", DATA / "dates_held_out.jsonl")
VERDICTS = ("right", "wrong", "null", "edges")
FIELDS = ("date", "phrase", "start", "end", "precision", "kind")

Reads = Callable[[str, str | None], Sequence[When]]
"""A text and the date of its article; the times told in it."""


@dataclass(frozen=True, slots=True)
class Case:
    """A text, the date of its article, and the time that is told in it; none where `phrase` is None."""

    text: str
    date: str | None = None
    phrase: str | None = None
    start: str | None = None
    end: str | None = None
    precision: str | None = None
    kind: str | None = None


@dataclass(frozen=True, slots=True)
class Judged:
    """A case, the time that was read for it, and what that is: one of `VERDICTS`."""

    case: Case
    got: When | None
    verdict: str


def case_of(row: Any) -> Case:
    """The case that is told by a row. Raises ValueError, with the reason, where it is none."""
    if not isinstance(row, dict):
        raise ValueError("not an object")
    values: dict[str, Any] = {field: row.get(field) for field in ("text", *FIELDS)}
    for field, value in values.items():
        if value is not None and not isinstance(value, str):
            raise ValueError(f"{field} is neither text nor null: {json.dumps(value)}")
    if not values["text"]:
        raise ValueError("no text")
    if values["phrase"] and values["phrase"] not in values["text"]:
        raise ValueError(f"the phrase {values['phrase']!r} is not in the text")
    return Case(**values)


def read_cases(path: Path) -> tuple[list[Case], list[BadLine]]:
    """The cases of a file and its bad lines. Raises OSError where it cannot be read."""
    cases: list[Case] = []
    bad: list[BadLine] = []
    for number, line in enumerate(path.read_bytes().splitlines(), 1):
        try:
            if line.strip():
                cases.append(case_of(json.loads(line.decode("utf-8-sig"))))
        except json.JSONDecodeError as error:
            bad.append(BadLine(number, f"not JSON: {error.msg} at character {error.pos + 1}"))
        except (ValueError, RecursionError) as error:
            bad.append(BadLine(number, str(error)))
    return cases, bad


def load_reads(folder: Path | None) -> Reads:
    """What the package does, over the parse of the model in `folder`, or of the packaged one."""
    from reportedly.article.context import make_context
    from reportedly.article.dates import find_times
    from reportedly.vocabulary import load_lexicon

    reader, lexicon = load_reader(folder), load_lexicon()

    def reads(text: str, date: str | None) -> Sequence[When]:
        context = make_context(reader.parse(text, paragraphs(text)), lexicon)
        return [time.when for time in find_times(context, date)]

    return reads


def judge(reads: Reads, cases: Iterable[Case]) -> list[Judged]:
    """What is read for every case, and whether that is right."""
    return [judge_one(case, reads(case.text, case.date)) for case in cases]


def judge_one(case: Case, times: Sequence[When]) -> Judged:
    """The verdict on one case: of the times that share a letter with the phrase the first counts."""
    if case.phrase is None:
        got = next(iter(times), None)
        dated = got is not None and bool(got.start or got.end)
        return Judged(case, got, "right" if got is None else "wrong" if dated else "edges")
    start = case.text.index(case.phrase)
    end = start + len(case.phrase)
    got = next((t for t in times if t.span.start < end and start < t.span.end), None)
    wanted = (case.start, case.end)
    if got is None:
        return Judged(case, None, "null")
    if (got.start, got.end) != wanted:
        return Judged(case, got, "wrong" if got.start or got.end else "null")
    same = tuple(got.span) == (start, end) and got.precision == case.precision
    return Judged(case, got, "right" if same else "edges")


def figures_of(name: str, judged: Sequence[Judged]) -> Figures:
    """`dates.NAME.VERDICT`: shares from 0 to 1; `dates.NAME.cases`: how many."""
    counts = Counter(one.verdict for one in judged)
    shares = {f"dates.{name}.{verdict}": counts[verdict] / max(1, len(judged)) for verdict in VERDICTS}
    return shares | {f"dates.{name}.cases": float(len(judged))}


def own_figures(reads: Reads) -> Figures:
    """The figures of our own tables."""
    figures: Figures = {}
    for path in TABLES:
        figures |= figures_of(path.stem, judge(reads, read_cases(path)[0]))
    return figures


def show(figures: Figures) -> str:
    """One line a table."""
    names = dict.fromkeys(key.split(".")[1] for key in figures)
    rows = [
        (name, int(figures[f"dates.{name}.cases"]), *(figures[f"dates.{name}.{verdict}"] for verdict in VERDICTS))
        for name in names
    ]
    return table(["dates", "cases", *VERDICTS], rows)


def by_kind(judged: Iterable[Judged]) -> str:
    """The verdicts of each kind of phrase."""
    counts: dict[str, Counter[str]] = {}
    for one in judged:
        counts.setdefault(one.case.kind or "-", Counter())[one.verdict] += 1
    rows = [(kind, sum(c.values()), *(c[verdict] for verdict in VERDICTS)) for kind, c in sorted(counts.items())]
    return table(["kind", "cases", *VERDICTS], rows)


def mistakes(judged: Iterable[Judged]) -> Iterator[str]:
    """A line for each case that is not right: what was wanted, what was got, and the text."""
    for one in judged:
        if one.verdict == "right":
            continue
        case, got = one.case, one.got
        wanted = f"[{case.phrase}] {case.start}..{case.end} {case.precision}" if case.phrase else "no time"
        read = f"[{got.span.of(case.text)}] {got.start}..{got.end} {got.precision}" if got else "no time"
        yield f"{one.verdict}: wanted {wanted}, got {read} — {case.date}: {case.text}"


def main(argv: Sequence[str] | None = None) -> int:
    parser = arguments(__doc__)
    parser.add_argument("files", nargs="*", type=Path, default=TABLES, metavar="FILE.jsonl", help="cases; else our own")
    options = parser.parse_args(argv)
    figures: Figures = {}
    everything: list[Judged] = []
    reads: Reads | None = None
    for path in options.files:
        try:
            cases, bad = read_cases(path)
        except OSError as error:
            note(f"{path}: cannot be read: {error}")
            return 2
        for fault in bad:
            note(f"{path}:{fault.number}: left out: {fault.reason}")
        if not cases:
            note(f"{path}: no case was found")
            return 2
        reads = reads or load_reads(options.model)
        judged = judge(reads, cases)
        everything += judged
        figures |= figures_of(path.stem, judged)
    print(show(figures), by_kind(everything), "\n".join(mistakes(everything)) or "all are right", sep="\n\n")
    finish(figures, options.json)
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Whole records, from bytes, against gold records of whole articles.

    python benchmarks/records.py GOLD... [--out FOLDER] [--errors N] [--score-dir FOLDER]
                                 [--model FOLDER] [--json]

Each GOLD is a file of gold records or a folder of them (`*.jsonl`). The text of each gold article is read
as plain text, the rows are checked against the contract with `check_records.py` and scored with
`score_records.py`, both looked for in FOLDER. One table a GOLD, and one of all together; flaws that were
missed or made up are named by file. An article that cannot be read counts as one in which nothing was
found.
"""

from __future__ import annotations

import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any, Protocol

if __package__ in (None, ""):
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.common import (
    SHARED,
    Figures,
    arguments,
    finish,
    json_lines,
    key_of,
    load_pipeline,
    module_at,
    note,
    set_name,
    table,
    write_json_lines,
)
from reportedly.errors import InputError
from reportedly.records import Article, Reading

Row = dict[str, Any]
COUNTS = ("articles", "unread", "faults", "flaws_missed", "flaws_false")


class Reads(Protocol):
    """What is needed of a pipeline: `reportedly.article.pipeline.Pipeline` has it, and so do fakes."""

    def read(
        self, data: bytes, *, file: str | None = None, url: str | None = None, published: str | None = None
    ) -> Reading:
        """The records of one article. Raises InputError where it cannot be read."""
        ...


@dataclass(frozen=True, slots=True)
class Scorers:
    """The two scripts that judge records."""

    check: ModuleType
    score: ModuleType


@dataclass(frozen=True, slots=True)
class Judged:
    """One article: where gold and prediction lie, what is wrong with the prediction, and its counts."""

    gold: Path
    predicted: Path
    faults: tuple[str, ...]
    failure: str | None
    counts: Counter[str]


def scorers(folder: Path) -> Scorers | None:
    """The scripts in `folder`, or None where one is not there."""
    check, score = module_at(folder / "check_records.py"), module_at(folder / "score_records.py")
    return Scorers(check, score) if check and score else None


def gold_files(path: Path) -> list[Path]:
    """The files of records at `path`, in order of name. Raises FileNotFoundError where there are none."""
    files = sorted(path.glob("*.jsonl")) if path.is_dir() else [path]
    if not files or not all(file.is_file() for file in files):
        raise FileNotFoundError(f"no records at {path}")
    return files


def read_article(pipeline: Reads, gold: Path) -> tuple[list[Row], str | None]:
    """The rows that are read from the text of a gold article, and the reason where it could not be read."""
    article = next(row for row in json_lines(gold) if row["kind"] == "article")
    text, url, published = article["text"], article.get("url"), article.get("published")
    file = f"{gold.stem}.txt"
    try:
        reading = pipeline.read(text.encode("utf-8"), file=file, url=url, published=published)
    except InputError as error:
        return [Article(text, url=url, file=file, published=published).row()], str(error)
    rows = list(reading.rows())
    if rows[0]["text"] != text:
        reason = f"its text was changed from the character {_first_difference(rows[0]['text'], text)} on"
        return [Article(text, url=url, file=file, published=published).row()], reason
    return rows, None


def _first_difference(a: str, b: str) -> int:
    return next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))


def judge(pipeline: Reads, judges: Scorers, gold: Path, out: Path) -> Judged:
    """Read one article, write its rows into the folder `out`, check and score them."""
    rows, failure = read_article(pipeline, gold)
    predicted = out / gold.name
    write_json_lines(predicted, rows)
    counts: Counter[str] = Counter()
    judges.score.score(str(gold), str(predicted), counts)
    return Judged(gold, predicted, tuple(judges.check.check(str(predicted))), failure, counts)


def judge_all(pipeline: Reads, judges: Scorers, golds: Iterable[Path], out: Path) -> dict[str, list[Judged]]:
    """`judge` for every file of every GOLD, under the name of the data set."""
    return {
        set_name(path): [judge(pipeline, judges, file, out / set_name(path)) for file in gold_files(path)]
        for path in golds
    }


def unpaired(judges: Scorers, judged: Judged, kind: str) -> tuple[list[Row], list[Row]]:
    """Gold rows of `kind` without a predicted one, and predicted rows without a gold one."""
    scorer = judges.score
    (gold, _), (read, _) = scorer.load(str(judged.gold)), scorer.load(str(judged.predicted))
    scores: dict[str, Callable[[Row, Row], float]] = {
        "statement": scorer.statement_score,
        "flaw": lambda g, p: g["problem"] == p["problem"] and scorer.iou([g["span"]], [p["span"]]),
    }
    pairs = scorer.pair(gold[kind], read[kind], scores[kind])
    found, right = [id(g) for g, _ in pairs], [id(p) for _, p in pairs]
    return (
        [row for row in gold[kind] if id(row) not in found],
        [row for row in read[kind] if id(row) not in right],
    )


def figures_of(judges: Scorers, name: str, articles: Sequence[Judged]) -> Figures:
    """Figures `records.NAME.…`: F1 from 0 to 1, precision and recall under `….p` and `….r`, counts."""
    counts: Counter[str] = Counter()
    for article in articles:
        counts.update(article.counts)  # a plus would drop what was never right
    flaws = [unpaired(judges, article, "flaw") for article in articles]
    figures: Figures = {}
    for words, value in judges.score.report(counts).items():
        key = f"records.{name}.{key_of(words)}"
        if isinstance(value, dict):
            figures |= {key: value["F1"], f"{key}.p": value["P"], f"{key}.r": value["R"]}
        elif value is not None:
            figures[key] = value
    return figures | {
        f"records.{name}.articles": float(len(articles)),
        f"records.{name}.unread": float(sum(article.failure is not None for article in articles)),
        f"records.{name}.faults": float(sum(len(article.faults) for article in articles)),
        f"records.{name}.flaws_missed": float(sum(len(missed) for missed, _ in flaws)),
        f"records.{name}.flaws_false": float(sum(len(false) for _, false in flaws)),
    }


def measure(pipeline: Reads, judges: Scorers, golds: Iterable[Path], out: Path) -> Figures:
    """The figures of every GOLD."""
    figures: Figures = {}
    for name, articles in judge_all(pipeline, judges, golds, out).items():
        figures |= figures_of(judges, name, articles)
    return figures


def show(figures: Figures, name: str) -> str:
    """A table of one data set. Kinds of record of which none was read are left out, but named."""
    start = f"records.{name}."
    mine = {key.removeprefix(start): value for key, value in figures.items() if key.startswith(start)}
    unread = [k for k in ("event", "figure") if not any(mine[x] for x in mine if x.startswith(f"{k}_"))]
    rows = [
        (
            key.replace("_", " "),
            mine.get(f"{key}.p"),
            mine.get(f"{key}.r"),
            int(value) if key in COUNTS else value,
        )
        for key, value in mine.items()
        if not key.endswith((".p", ".r")) and key.split("_")[0] not in unread
    ]
    last = [f"no {kind}s were read" for kind in unread]
    return "\n".join([table([name, "P", "R", "F1, accuracy or count"], rows), *last])


def troubles(judges: Scorers, articles: Iterable[Judged]) -> Iterator[str]:
    """A line for each article that was not read, fault against the contract, and flaw missed or made up."""
    for article in articles:
        if article.failure:
            yield f"{article.gold.name}: not read: {article.failure}"
        yield from (f"{article.gold.name}: breaks the contract: {fault}" for fault in article.faults)
        missed, false = unpaired(judges, article, "flaw")
        for kind, rows in (("missed", missed), ("false", false)):
            for row in rows:
                words = excerpt(row["text"])
                yield f"{article.gold.name}: {kind} flaw: {row['problem']} {row['span']} {words}"


def errors(judges: Scorers, articles: Iterable[Judged]) -> Iterator[str]:
    """A line for each statement that was missed, made up, or given to the wrong source."""
    for article in articles:
        text = next(json_lines(article.gold))["text"]
        missed, false = unpaired(judges, article, "statement")
        for kind, rows in (("missed", missed), ("false", false)):
            yield from (f"{article.gold.name}: {kind}: {told(text, row)}" for row in rows)
        scorer = judges.score
        (gold, _), (read, _) = scorer.load(str(article.gold)), scorer.load(str(article.predicted))
        for g, p in scorer.pair(gold["statement"], read["statement"], scorer.statement_score):
            a, b = g["source"], p["source"]
            if not (scorer.same_party(a, b) or (a and b and scorer.overlap(a["span"], b["span"]))):
                yield f"{article.gold.name}: wrong source: {told(text, p)} — gold: {source_words(g)}"


def told(text: str, row: Row) -> str:
    """One statement in a line: source, cue, content."""
    cue = text[slice(*row["cue"])] if row["cue"] else "-"
    content = " … ".join(text[slice(*span)] for span in row["content"])
    return f"{source_words(row)} | {cue} | {excerpt(content, 160)}"


def source_words(row: Row) -> str:
    return f"[{row['source']['text']}]" if row["source"] else "[nobody]"


def excerpt(words: str, length: int = 80) -> str:
    """One line of at most `length` characters."""
    line = " ".join(words.split())
    return line if len(line) <= length else line[: length - 1] + "…"


def main(argv: Sequence[str] | None = None) -> int:
    parser = arguments(__doc__)
    parser.add_argument("gold", nargs="+", type=Path, metavar="GOLD")
    parser.add_argument("--out", type=Path, metavar="FOLDER", help="keep the predicted rows here")
    parser.add_argument("--errors", type=int, default=0, metavar="N", help="show N wrong statements")
    parser.add_argument("--score-dir", type=Path, default=SHARED / "score", metavar="FOLDER")
    options = parser.parse_args(argv)
    judges = scorers(options.score_dir)
    if judges is None:
        note(f"check_records.py and score_records.py are not both in {options.score_dir}")
        return 2
    pipeline = load_pipeline(options.model)
    with tempfile.TemporaryDirectory() as place:
        sets = judge_all(pipeline, judges, options.gold, options.out or Path(place))
        figures: Figures = {}
        for name, articles in sets.items():
            figures |= figures_of(judges, name, articles)
        everything = [article for articles in sets.values() for article in articles]
        if len(sets) > 1:
            figures |= figures_of(judges, "all", everything)
        for name in [*sets, *(["all"] if len(sets) > 1 else [])]:
            print(show(figures, name), end="\n\n")
        print("\n".join(troubles(judges, everything)) or "all was read, without a fault or a false flaw")
        if options.errors:
            print("", *sample(list(errors(judges, everything)), options.errors), sep="\n")
    finish(figures, options.json)
    return 0


def sample(lines: Sequence[str], number: int) -> list[str]:
    """At most `number` lines, taken evenly from all over them."""
    taken = max(0, min(number, len(lines)))
    return [lines[i * len(lines) // taken] for i in range(taken)]


if __name__ == "__main__":
    sys.exit(main())

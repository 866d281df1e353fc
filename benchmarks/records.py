"""Whole records, from bytes, against gold records of whole articles.

    python benchmarks/records.py [GOLD...] [--corpus SPLIT]... [--out FOLDER] [--errors N] [--score-dir FOLDER]
                                 [--model FOLDER] [--json]

Each GOLD is a file of gold records or a folder of them (`*.jsonl`); `--corpus` takes the project's own dispatches of
a split (train, dev, test), compiled anew. The text of each gold article is read as plain text, the rows are checked
against the contract with `check_records.py` and scored with `score_records.py`, both looked for in FOLDER. One table
a GOLD, one of where its events are lost, and one of all together; flaws that were missed or made up are named by
file. An article that cannot be read counts as one in which nothing was found.
"""

from __future__ import annotations

import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

if __package__ in (None, ""):
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks import dispatches, losses
from benchmarks.common import (
    SHARED,
    Figures,
    arguments,
    finish,
    json_lines,
    key_of,
    load_pipeline,
    note,
    sample,
    table,
)
from benchmarks.judging import Judged, Reads, Row, Scorers, compared, judge_all, scorers, unpaired

COUNTS = ("articles", "unread", "faults", "flaws_missed", "flaws_false", "event_when_dated_gold")


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


def dated(name: str, articles: Iterable[losses.Compared]) -> Figures:
    """Figures `records.NAME.event_when_dated…`: of typed events, those with a date of which start and end are right.

    The accuracy of the field counts what has no time too, which most events have not.
    """
    pairs = [(_dates(f.gold), _dates(f.read)) for one in articles for f in one.fates if f.typed and f.read is not None]
    gold, read = (sum(pair[side] is not None for pair in pairs) for side in (0, 1))
    right = sum(g is not None and g == p for g, p in pairs)
    precision, recall = right / max(1, read), right / max(1, gold)
    key = f"records.{name}.event_when_dated"
    f1 = 2 * precision * recall / (precision + recall) if right else 0.0
    return {key: f1, f"{key}.p": precision, f"{key}.r": recall, f"{key}_gold": float(gold)}


def _dates(event: Row) -> tuple[str | None, str | None] | None:
    """First and last day of an event, None where neither is told."""
    when = event["when"]
    return (when["start"], when["end"]) if when and (when["start"] or when["end"]) else None


def measure(pipeline: Reads, judges: Scorers, golds: Iterable[Path], out: Path) -> Figures:
    """The figures of every GOLD, and where its events are lost."""
    figures: Figures = {}
    for name, articles in judge_all(pipeline, judges, golds, out).items():
        events = compared(judges, articles)
        figures |= figures_of(judges, name, articles) | dated(name, events) | losses.figures_of(name, events)
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
    """A line for each statement that was missed, made up, or given to the wrong source, and each wrong event."""
    for article in articles:
        yield from losses.errors(article.gold.name, losses.compare(judges.score, article.gold, article.predicted))
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
    parser.add_argument("gold", nargs="*", type=Path, metavar="GOLD")
    parser.add_argument("--corpus", action="append", default=[], choices=dispatches.SPLITS, help="our own dispatches")
    parser.add_argument("--out", type=Path, metavar="FOLDER", help="keep the predicted rows here")
    parser.add_argument("--errors", type=int, default=0, metavar="N", help="show N wrong statements and events")
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
        sets = judge_all(pipeline, judges, golds, options.out or Path(place))
        everything = [article for articles in sets.values() for article in articles]
        if len(sets) > 1:
            sets["all"] = everything
        figures: Figures = {}
        for name, articles in sets.items():
            events = compared(judges, articles)
            figures |= figures_of(judges, name, articles) | dated(name, events) | losses.figures_of(name, events)
            print(show(figures, name), losses.show(figures, name), "\n".join(losses.confusions(events)), "", sep="\n\n")
        print("\n".join(troubles(judges, everything)) or "all was read, without a fault or a false flaw")
        if options.errors:
            print("", *sample(list(errors(judges, everything)), options.errors), sep="\n")
    finish(figures, options.json)
    return 0


if __name__ == "__main__":
    sys.exit(main())

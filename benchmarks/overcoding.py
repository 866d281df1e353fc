"""Events that are none: what is coded where nothing happens.

    python benchmarks/overcoding.py [QUIET.jsonl.gz...] [--corpus SPLIT] [--errors N] [--score-dir FOLDER]
                                    [--model FOLDER] [--json]

First the sentences of the project's own dispatches of SPLIT (test) in which gold has no event: how many events are
read in a hundred of them. The dispatches are read whole, since nobody meets a sentence alone; an event is in the
sentence in which its trigger begins. Then each QUIET, a file of articles {"text", "published", …} on matters in which
hardly anything is an event: how many are read in a thousand words. They have no gold, so an event there may
be right; `--errors` shows N of all that were read, with their sentences.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

if __package__ in (None, ""):
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks import dispatches
from benchmarks.common import (
    SHARED,
    Figures,
    arguments,
    finish,
    json_lines,
    load_pipeline,
    note,
    sample,
    set_name,
    table,
)
from benchmarks.judging import Judged, Reads, Row, Scorers, gold_files, judge, scorers
from benchmarks.losses import told
from reportedly.errors import InputError
from reportedly.text import Span
from training.corpus.sentences import sentences


@dataclass(frozen=True, slots=True)
class Found:
    """What was read in a text that should bear little: how many sentences and words of it count, and the events."""

    name: str
    text: str
    sentences: tuple[Span, ...]
    words: int
    events: tuple[Row, ...]
    unread: bool = False


def eventless(text: str, gold: Iterable[Row]) -> list[Span]:
    """The sentences of `text` that no gold event touches."""
    spans = [Span(*row["span"]) for row in gold if row["kind"] == "event"]
    return [s for s in sentences(text) if not any(s.overlaps(event) for event in spans)]


def in_dispatch(judged: Judged) -> Found:
    """The eventless sentences of one dispatch, and the events read in them."""
    gold, read = list(json_lines(judged.gold)), list(json_lines(judged.predicted))
    text: str = gold[0]["text"]
    empty = eventless(text, gold)
    events = [r for r in read if r["kind"] == "event" and any(s.start <= r["span"][0] < s.end for s in empty)]
    words = sum(len(s.of(text).split()) for s in empty)
    return Found(judged.gold.name, text, tuple(empty), words, tuple(events), judged.failure is not None)


def in_article(pipeline: Reads, row: Row, name: str) -> Found:
    """All of one article. One that cannot be read has no words that count."""
    text: str = row["text"]
    try:
        reading = pipeline.read(text.encode("utf-8"), file=f"{name}.txt", published=row.get("published"))
    except InputError as error:
        note(f"{name}: not read: {error}")
        return Found(name, text, (), 0, (), unread=True)
    text = reading.article.text
    events = tuple(r for r in reading.rows() if r["kind"] == "event")
    return Found(name, text, tuple(sentences(text)), len(text.split()), events)


def in_articles(pipeline: Reads, path: Path) -> list[Found]:
    """`in_article` for each line of a file of articles."""
    return [in_article(pipeline, row, f"{set_name(path)}-{n}") for n, row in enumerate(json_lines(path), 1)]


def figures_of(name: str, found: Iterable[Found]) -> Figures:
    """Figures `overcoding.NAME.…`: events in 100 sentences and in 1,000 words, and the counts behind them."""
    found = list(found)
    events, all_sentences, words = (
        sum(len(f.events) for f in found),
        sum(len(f.sentences) for f in found),
        sum(f.words for f in found),
    )
    start = f"overcoding.{name}"
    return {
        f"{start}.per_100_sentences": 100 * events / all_sentences if all_sentences else 0.0,
        f"{start}.per_1000_words": 1000 * events / words if words else 0.0,
        f"{start}.events": float(events),
        f"{start}.sentences": float(all_sentences),
        f"{start}.words": float(words),
        f"{start}.unread": float(sum(f.unread for f in found)),
    }


def measure(
    pipeline: Reads, judges: Scorers, folder: Path, quiets: Iterable[Path], out: Path
) -> dict[str, list[Found]]:
    """What was read in the eventless sentences of the gold in `folder`, and in each file of quiet articles."""
    sets = {set_name(folder): [in_dispatch(judge(pipeline, judges, file, out)) for file in gold_files(folder)]}
    return sets | {set_name(path): in_articles(pipeline, path) for path in quiets}


def all_figures(sets: Mapping[str, Iterable[Found]]) -> Figures:
    """The figures of every set."""
    return {key: value for name, found in sets.items() for key, value in figures_of(name, found).items()}


def show(figures: Figures) -> str:
    """A row a set."""
    sets = dict.fromkeys(key.split(".")[1] for key in figures)
    columns = ("events", "sentences", "words", "per_100_sentences", "per_1000_words")

    def values(name: str) -> Iterator[object]:
        for column in columns:
            value = figures[f"overcoding.{name}.{column}"]
            yield value if column.startswith("per") else int(value)

    headers = ["events where nothing happens", *(c.replace("_", " ") for c in columns)]
    return table(headers, ([name, *values(name)] for name in sets))


def lines(found: Iterable[Found]) -> Iterator[str]:
    """A line for each event: where, what, how sure, and its sentence."""
    for one in found:
        for row in one.events:
            sentence = next((s for s in one.sentences if s.start <= row["span"][0] < s.end), Span(*row["span"]))
            sure = "" if row["confidence"] is None else f" ({row['confidence']:.2f})"
            yield f"{one.name}: {told(row)}{sure}: {' '.join(sentence.of(one.text).split())}"


def main(argv: Sequence[str] | None = None) -> int:
    parser = arguments(__doc__)
    parser.add_argument("quiet", nargs="*", type=Path, metavar="QUIET.jsonl.gz")
    parser.add_argument("--corpus", default="test", choices=dispatches.SPLITS, help="which dispatches; else test")
    parser.add_argument("--errors", type=int, default=0, metavar="N", help="show N events with their sentences")
    parser.add_argument("--score-dir", type=Path, default=SHARED / "score", metavar="FOLDER")
    options = parser.parse_args(argv)
    judges = scorers(options.score_dir)
    if judges is None:
        note(f"check_records.py and score_records.py are not both in {options.score_dir}")
        return 2
    pipeline = load_pipeline(options.model)
    with tempfile.TemporaryDirectory() as place:
        (folder,) = dispatches.golds(Path(place), [options.corpus])
        sets = measure(pipeline, judges, folder, options.quiet, Path(place) / "read")
    figures = all_figures(sets)
    print(show(figures))
    if options.errors:
        for found in sets.values():
            print("", *sample(list(lines(found)), options.errors), sep="\n")
    finish(figures, options.json)
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""What it would gain and cost to read the sentence of every act a second time, with its two parties marked.

    python benchmarks/second_look.py [GOLD...] [--corpus SPLIT]... [--sure P...] [--model FOLDER] [--json]

The head for two given parties (`Newsreader.between`) is asked of every event whose parties both stand in the sentence
of its trigger. Its answer, one of PLV's roots, is held against the type that was read first, wherever the trigger is
that of a gold event. Told are: events, and those of them asked of; how often the root was right at first, and how often
where the second look decides as soon as it is so sure (`--sure`, one row each); how many it would mend, how many it
would spoil; and the time of all second looks as a share of that of the whole first reading, in one run.

GOLD and SPLIT as in `benchmarks/records.py`; without any, the development part of `crisis` and the dispatches of dev.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

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
    load_reader,
    set_name,
    table,
)
from benchmarks.judging import gold_files
from benchmarks.plv import YIELD, Between
from reportedly.article.pipeline import Pipeline
from reportedly.model.labels import ROOTS
from reportedly.model.parse import Parse
from reportedly.records import Article, Event
from reportedly.text import Span

SURE = (0.5, 0.7, 0.8, 0.9, 0.95)


@dataclass(frozen=True, slots=True)
class Look:
    """One event whose trigger is a gold one's: its root as read, the roots that are right, and the second answer with
    its probability; None where nothing was asked."""

    read: str
    right: frozenset[str]
    answer: tuple[str, float] | None

    def told(self, sure: float) -> str:
        return self.answer[0] if self.answer and self.answer[1] >= sure else self.read


@dataclass(frozen=True, slots=True)
class Looked:
    """One article. Seconds of the reading, and of all second looks."""

    looks: tuple[Look, ...]
    first: float
    second: float


def root_of(type_: str) -> str:
    """PLV's root of a type."""
    return type_ if type_ in ROOTS else YIELD


def asked(parse: Parse, event: Event) -> tuple[str, Span, Span] | None:
    """The sentence of an event's trigger and its parties in it; None where one of them is not there."""
    if event.actor is None or event.recipient is None:
        return None
    for first, end in parse.sentences:
        whole = Span(parse.words[first].start, parse.words[end - 1].end)
        if whole.start <= event.span.start < whole.end:
            parties = [event.actor.span, event.recipient.span]
            if not all(whole.start <= span.start and span.end <= whole.end for span in parties):
                return None
            actor, recipient = (Span(s.start - whole.start, s.end - whole.start) for s in parties)
            return whole.of(parse.text), actor, recipient
    return None


def look(pipeline: Pipeline, head: Between, gold: Path) -> Looked:
    """Read an article, and look again."""
    rows = list(json_lines(gold))
    article = next(Article(row["text"], published=row.get("published")) for row in rows if row["kind"] == "article")
    right: dict[tuple[int, ...], set[str]] = {}
    for row in rows:
        if row["kind"] == "event":
            right.setdefault(tuple(row["span"]), set()).add(root_of(row["type"]))
    begun = time.perf_counter()
    reading, parse = pipeline.parse_article(article)
    read = time.perf_counter()
    answers = [_answer(head, asked(parse, event)) for event in reading.events]
    looked = time.perf_counter()
    found = (
        Look(root_of(event.type), frozenset(right[event.span.start, event.span.end]), answer)
        for event, answer in zip(reading.events, answers, strict=True)
        if (event.span.start, event.span.end) in right
    )
    return Looked(tuple(found), read - begun, looked - read)


def _answer(head: Between, given: tuple[str, Span, Span] | None) -> tuple[str, float] | None:
    if given is None:
        return None
    shares = head.between(*given)
    best = max(range(len(ROOTS)), key=lambda n: shares[n])
    return ROOTS[best], shares[best]


def figures_of(articles: Sequence[Looked], sure: Sequence[float], prefix: str) -> Figures:
    """`PREFIX.{events,asked,right}`, `PREFIX.{right,mended,spoilt}_P` for each P, and `PREFIX.time`."""
    looks = [one for article in articles for one in article.looks]
    figures: Figures = {
        f"{prefix}.events": float(len(looks)),
        f"{prefix}.asked": float(sum(one.answer is not None for one in looks)),
        f"{prefix}.right": sum(one.read in one.right for one in looks) / max(1, len(looks)),
        f"{prefix}.time": sum(a.second for a in articles) / max(1e-9, sum(a.first for a in articles)),
    }
    for least in sure:
        both = [(one.read in one.right, one.told(least) in one.right) for one in looks]
        figures[f"{prefix}.right_{least:g}"] = sum(after for _, after in both) / max(1, len(looks))
        figures[f"{prefix}.mended_{least:g}"] = float(sum(after and not before for before, after in both))
        figures[f"{prefix}.spoilt_{least:g}"] = float(sum(before and not after for before, after in both))
    return figures


def show(figures: Figures, sure: Sequence[float], prefix: str) -> str:
    rows: list[list[object]] = [["never", figures[f"{prefix}.right"], 0, 0]]
    rows += [
        [
            f"{p:g}",
            figures[f"{prefix}.right_{p:g}"],
            *(int(figures[f"{prefix}.{n}_{p:g}"]) for n in ("mended", "spoilt")),
        ]
        for p in sure
    ]
    events, of, share = (figures[f"{prefix}.{name}"] for name in ("events", "asked", "time"))
    head = f"{prefix}: {events:.0f} events at gold triggers, {of:.0f} asked of, in {share:.2f} of the reading's time"
    return "\n".join([head, table(("decides from", "root right", "mended", "spoilt"), rows)])


def main(argv: Sequence[str] | None = None) -> int:
    parser = arguments(__doc__)
    parser.add_argument("gold", nargs="*", type=Path, metavar="GOLD")
    parser.add_argument("--corpus", action="append", default=[], choices=dispatches.SPLITS, metavar="SPLIT")
    parser.add_argument("--sure", type=float, nargs="+", default=list(SURE), metavar="P")
    options = parser.parse_args(argv)
    pipeline, head = load_pipeline(options.model), cast(Between, load_reader(options.model))
    figures: Figures = {}
    with tempfile.TemporaryDirectory() as place:
        golds = [*options.gold, *dispatches.golds(Path(place), options.corpus)]
        if not golds:
            golds = [SHARED / "data" / "crisis" / "dev", *dispatches.golds(Path(place), ["dev"])]
        for path in golds:
            prefix = set_name(path)
            figures |= figures_of([look(pipeline, head, file) for file in gold_files(path)], options.sure, prefix)
            print(show(figures, options.sure, prefix), end="\n\n")
    finish(figures, options.json)
    return 0


if __name__ == "__main__":
    sys.exit(main())

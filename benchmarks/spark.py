"""Spark beside the plain path: the same records, what it costs, and what follows from many reports.

    python benchmarks/spark.py [TEXT...] [--words N] [--cores 1 2] [--synthetic N...] [--gvc ARTICLES.jsonl.gz]
        [--articles N] [--json]

TEXT are articles (default: the plain texts under `examples/`), again and again until they have N words, each with a
number of its own. They are read on the plain path in one process, and on `local[1]` and `local[2]`; Spark's start and
that of its Python workers, which each load the model, are told apart. Records must be equal as sets. Seconds are told
by the clock, and as seconds of the processor of this process and all under it, Java's among them, which others on the
machine do not lengthen.

`--synthetic`: so many articles made of sentences of our own dispatches (`corpus/dispatches`), shuffled by a seeded
generator, with the acts that are annotated there, go through copies and incidents on `local[2]`, each size in a process
of its own: seconds by the clock and of the processor, and the most memory that the process and all under it had; growth
is what an article takes of each, as a multiple of what it takes with the size before. What comes of them means nothing.

`--gvc`: incidents of `--articles` of them, all of an incident together, on `local[2]`, beside the ledger's of the same.
"""

from __future__ import annotations

import contextlib
import gzip
import itertools
import json
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

if __package__ in (None, ""):
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.common import Figures, arguments, finish, load_pipeline, note, table
from benchmarks.news import gold
from benchmarks.speed import default_texts, one_thread, repeated

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

    from reportedly.records import Reading
    from reportedly.text import Span

_SENTENCES = 12
"""Sentences of a synthetic article."""


def session(cores: int, place: str) -> SparkSession:
    """A session on so many cores of this machine, without a web page."""
    from pyspark.sql import SparkSession

    os.environ["PYSPARK_PYTHON"] = sys.executable
    built = SparkSession.Builder().master(f"local[{cores}]").appName("reportedly-benchmark")
    for key, value in {
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.sql.shuffle.partitions": str(4 * cores),
        "spark.default.parallelism": str(cores),
        "spark.driver.memory": "4g",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.sql.warehouse.dir": f"{place}/warehouse",
        "spark.local.dir": f"{place}/local",
    }.items():
        built = built.config(key, value)
    started = built.getOrCreate()
    started.sparkContext.setLogLevel("ERROR")
    return started


def numbered(files: Sequence[Path]) -> list[tuple[bytes, str]]:
    """The bytes of each article, and its name; every one has a last line of its own."""
    return [
        (file.read_bytes().rstrip() + f"\n\nThis is number {n + 1}.\n".encode(), f"{n:06d} {file.name}")
        for n, file in enumerate(files)
    ]


@dataclass(frozen=True, slots=True)
class Taken:
    """Seconds by the clock, and of the processor."""

    clock: float
    processor: float

    @staticmethod
    def now() -> Taken:
        """Those of this process and all under it, of such too as have ended: who waited for them counts theirs."""
        import psutil

        total, own = 0.0, psutil.Process()
        for process in (own, *own.children(recursive=True)):
            with contextlib.suppress(psutil.Error):  # it has ended
                times = process.cpu_times()
                total += times.user + times.system + times.children_user + times.children_system
        return Taken(time.perf_counter(), total)

    def since(self, before: Taken) -> Taken:
        return Taken(self.clock - before.clock, self.processor - before.processor)


def plain(articles: Sequence[tuple[bytes, str]]) -> tuple[Taken, set[str]]:
    """What reading in this process takes, and all rows as JSON."""
    pipeline = load_pipeline(None, vectors=True)
    pipeline.read(articles[0][0])  # what is loaded at the first reading
    started = Taken.now()
    readings = [pipeline.read(data, file=name) for data, name in articles]
    taken = Taken.now().since(started)
    return taken, {json.dumps(row, ensure_ascii=False) for reading in readings for row in reading.rows()}


def on_spark(articles: Sequence[tuple[bytes, str]], cores: int) -> tuple[float, Taken, set[str]]:
    """Seconds until Spark and its workers are ready, what reading takes, and the rows."""
    from reportedly import spark

    with tempfile.TemporaryDirectory() as place:
        started = time.perf_counter()
        own = session(cores, place)
        frame = own.createDataFrame(list(articles), "data binary, file string").repartition(4 * cores, "file").persist()
        frame.count()
        warm = own.createDataFrame([(articles[0][0], "warm")] * cores, "data binary, file string").repartition(cores)
        spark.read(warm).foreach(lambda _: None)
        ready = Taken.now()
        rows = spark.read(frame).collect()
        taken = Taken.now().since(ready)
        own.stop()
    return ready.clock - started, taken, {line for row in rows for line in row["rows"]}


def reading(files: Sequence[Path], cores: Sequence[int]) -> Figures:
    """The plain path and Spark on so many cores. Raises RuntimeError where a record differs."""
    articles = numbered(files)
    taken, expected = plain(articles)
    figures: Figures = {
        "spark.articles": float(len(articles)),
        "spark.plain_seconds": taken.clock,
        "spark.plain_processor": taken.processor,
    }
    clocks = {}
    for number in cores:
        start, own, found = on_spark(articles, number)
        if found != expected:
            raise RuntimeError(f"local[{number}]: {len(found ^ expected)} records differ from those of the plain path")
        clocks[number] = own.clock
        figures[f"spark.start_{number}"] = start
        figures[f"spark.seconds_{number}"] = own.clock
        figures[f"spark.ratio_{number}"] = own.clock / taken.clock
        figures[f"spark.processor_ratio_{number}"] = own.processor / taken.processor
    if {1, 2} <= clocks.keys():
        figures["spark.efficiency"] = clocks[1] / clocks[2] / 2
    return figures


def synthetic(count: int, base: Sequence[Reading], seed: int = 0) -> Iterator[Reading]:
    """Articles of shuffled sentences, with the events of those sentences at their new places and nothing else: nothing
    had to be read."""
    from reportedly.ledger.sketches import sentence_at
    from reportedly.records import Article, Event
    from reportedly.text import Span

    pool: list[tuple[str, list[Event]]] = []
    for one in base:
        text = one.article.text
        by_sentence: dict[Span, list[Event]] = {span: [] for span in _sentences(text)}
        for event in one.events:
            by_sentence.setdefault(sentence_at(text, event.span)[1], []).append(event)
        pool += [(span.of(text), [_moved(e, span, -span.start) for e in told]) for span, told in by_sentence.items()]
    chance = random.Random(seed)
    for number in range(count):
        text, events = f"Bulletin {number}.\n\n", []
        for sentence, told in chance.sample(pool, min(_SENTENCES, len(pool))):
            span = Span(0, len(sentence))
            events += [_moved(event, span, len(text)) for event in told]
            text += f"{sentence}\n\n"
        day = f"2024-{1 + number % 12:02d}-{1 + number // 12 % 28:02d}"
        yield replace(
            base[0],
            article=Article(text=text, url=f"https://p{number % 97}.example/{number}", published=day),
            statements=(), figures=(), flaws=(), vectors={},
            events=tuple(replace(e, number=n) for n, e in enumerate(sorted(events, key=lambda e: e.span), 1)),
        )  # fmt: skip


def _sentences(text: str) -> Iterator[Span]:
    """Those in which nothing happens among them, as `sentence_at` cuts."""
    from reportedly.ledger.sketches import sentence_at
    from reportedly.text import Span

    known: int | None = None
    for place, char in enumerate(text):
        if char.isalnum():
            number, span = sentence_at(text, Span(place, place))
            if number != known:
                known = number
                yield span


def _moved(event: Any, within: Any, by: int) -> Any:
    """The event at another place; what of it stands outside its sentence is left out."""
    from reportedly.text import Span

    def shifted(span: Span) -> Span:
        return Span(span.start + by, span.end + by)

    def moved(told: Any) -> Any:
        if told is None or not within.contains(told.span):
            return None
        lost = {"resolved_from": None} if hasattr(told, "resolved_from") else {}
        return replace(told, span=shifted(told.span), **lost)

    return replace(
        event, span=shifted(event.span), actor=moved(event.actor), recipient=moved(event.recipient),
        when=moved(event.when), where=moved(event.where), according_to=None, same_as=None,
    )  # fmt: skip


def across(frame: DataFrame) -> tuple[Taken, Taken, int]:
    """What copies take, what incidents take, and how many of these there are."""
    from reportedly import spark

    started = Taken.now()
    copied = spark.copies(frame).persist()
    copied.count()
    between = Taken.now()
    found = spark.incidents(frame, copied).count()
    return between.since(started), Taken.now().since(between), found


def one_size(count: int) -> Figures:
    """Copies and incidents of so many synthetic articles, in this process."""
    from reportedly import spark
    from reportedly.spark.reading import row_of

    base = gold()
    with tempfile.TemporaryDirectory() as place, Memory() as memory:
        own = session(2, place)
        folder = f"{place}/readings"
        for n, some in enumerate(_chunks(synthetic(count, base), 2000)):
            own.createDataFrame([row_of(one) for one in some], spark.READINGS).write.parquet(f"{folder}/{n}")
        frame = own.read.option("recursiveFileLookup", "true").schema(spark.READINGS).parquet(folder)
        copies, incidents, found = across(frame)
        own.stop()
    return {
        f"spark.copies_seconds_{count}": copies.clock,
        f"spark.copies_processor_{count}": copies.processor,
        f"spark.incidents_seconds_{count}": incidents.clock,
        f"spark.incidents_processor_{count}": incidents.processor,
        f"spark.incidents_{count}": float(found),
        f"spark.peak_mb_{count}": memory.peak,
    }


def grown(figures: Figures, few: int, many: int) -> Figures:
    """What each article of `many` takes of the processor, and of memory, as a multiple of what each of `few` does."""
    return {
        f"spark.{what}_growth_{many}": figures[f"spark.{key}_{many}"] / figures[f"spark.{key}_{few}"] * few / many
        for what, key in (("copies", "copies_processor"), ("incidents", "incidents_processor"), ("memory", "peak_mb"))
    }


def _chunks(readings: Iterator[Reading], size: int) -> Iterator[list[Reading]]:
    some: list[Reading] = []
    for one in readings:
        some.append(one)
        if len(some) == size:
            yield some
            some = []
    if some:
        yield some


class Memory:
    """The most memory, in MB of 2**20 bytes, that this process and all under it had together, looked at twice a second
    (pages that processes share are counted in each)."""

    def __init__(self) -> None:
        self.peak = 0.0
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Memory:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._thread.join()

    def _watch(self) -> None:
        import psutil

        own = psutil.Process()
        while not self._done.wait(0.5):
            total = 0
            for process in (own, *own.children(recursive=True)):
                try:
                    total += process.memory_info().rss
                except psutil.Error:
                    continue  # it has ended
            self.peak = max(self.peak, total / 2**20)


def of_gvc(path: Path, count: int) -> Figures:
    """Whether the incidents of articles are those of a ledger. Raises RuntimeError where they are not."""
    from reportedly import spark
    from reportedly.errors import InputError
    from reportedly.ledger.store import Ledger
    from reportedly.ledger.values import Report
    from reportedly.spark.reading import row_of

    pipeline = load_pipeline(None, vectors=True)
    readings: list[Reading] = []
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        rows = sorted(map(json.loads, lines), key=lambda row: (row["incident_id"], row["article_id"]))
    told = Counter(row["incident_id"] for row in rows if row["text"].strip())
    # Those of which others tell too: there is something to lay together.
    for row in (row for row in rows if told[row["incident_id"]] > 1):
        if len(readings) == count:
            break
        with contextlib.suppress(InputError):  # some have no text any more
            published = (row["dct"] or "")[:10] or None
            readings.append(pipeline.read(row["text"].encode(), url=row["uri"], published=published))
    with tempfile.TemporaryDirectory() as place:
        with Ledger.open(f"{place}/gvc.ledger") as ledger:
            ledger.add(Report(one, "", one.vectors) for one in readings)
            query = (
                "SELECT incident, id, n FROM incident_members m JOIN reports r ON r.number = report WHERE until IS NULL"
            )
            kept: dict[str, list[str]] = {}
            for incident, report, n in ledger.db.execute(query):
                kept.setdefault(incident, []).append(f"{report}:e{n}")
        own = session(2, place)
        frame = own.createDataFrame([row_of(one) for one in readings], spark.READINGS)
        found = {(row["id"], tuple(row["tellings"])) for row in spark.incidents(frame).collect()}
        own.stop()
    differing = found ^ {(incident, tuple(sorted(tellings))) for incident, tellings in kept.items()}
    if differing:
        raise RuntimeError(f"{len(differing)} incidents are not those of the ledger")
    return {"spark.gvc_articles": float(len(readings)), "spark.gvc_incidents": float(len(found))}


LABELS = {
    "articles": "articles read",
    "plain_seconds": "seconds on the plain path, one process",
    "plain_processor": "seconds of the processor",
    "processor_ratio_1": "seconds of the processor, as a multiple of the plain path's",
    "processor_ratio_2": "seconds of the processor, as a multiple of the plain path's",
    "start_1": "seconds until local[1] and its worker are ready",
    "seconds_1": "seconds on local[1]",
    "ratio_1": "the same, as a multiple of the plain path",
    "start_2": "seconds until local[2] and its workers are ready",
    "seconds_2": "seconds on local[2]",
    "ratio_2": "the same, as a multiple of the plain path",
    "efficiency": "efficiency from one core to two (1: twice as fast)",
    "gvc_articles": "articles whose incidents are those of the ledger",
    "gvc_incidents": "their incidents",
}


def show(figures: Figures) -> str:
    """A table with a row a figure."""
    rows = [
        (LABELS.get(key.removeprefix("spark."), key.removeprefix("spark.")), value) for key, value in figures.items()
    ]
    return table(["", "value"], rows)


def main(argv: Sequence[str] | None = None) -> int:
    parser = arguments(__doc__)
    parser.add_argument("texts", nargs="*", type=Path, metavar="TEXT")
    parser.add_argument("--words", type=int, default=20_000, metavar="N", help="words to read, 0 for none (20,000)")
    parser.add_argument("--cores", type=int, nargs="+", default=[1, 2], metavar="N", help="cores for reading (1 2)")
    parser.add_argument("--synthetic", type=int, nargs="+", default=[], metavar="N", help="synthetic articles")
    parser.add_argument("--gvc", type=Path, metavar="FILE", help="articles whose incidents are compared")
    parser.add_argument("--articles", type=int, default=60, metavar="N", help="so many of them (60)")
    parser.add_argument("--one-size", type=int, default=0, help="used by itself: one size of --synthetic")
    options = parser.parse_args(argv)
    one_thread()
    if options.model is not None:
        note("Spark reads with the packaged model: --model is not used")
    if options.one_size:
        finish(one_size(options.one_size), True)
        return 0
    figures: Figures = {}
    if options.words > 0:
        figures |= reading(repeated(options.texts or default_texts(), options.words), options.cores)
    for count in options.synthetic:
        command = [sys.executable, str(Path(__file__).resolve()), "--one-size", str(count)]
        answer = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
        figures |= json.loads(answer.strip().rpartition("\n")[2])
        note(f"{count} synthetic articles: {answer.strip()}")  # the next size may take an hour
    for few, many in itertools.pairwise(sorted(set(options.synthetic))):
        figures |= grown(figures, few, many)
    if options.gvc is not None:
        figures |= of_gvc(options.gvc, options.articles)
    print(show(figures))
    finish(figures, options.json)
    return 0


if __name__ == "__main__":
    sys.exit(main())

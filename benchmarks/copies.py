"""Who copied whom: a set with known copies, and what is called a copy among articles of many incidents.

    python benchmarks/copies.py [ARTICLES.jsonl.gz] [--corpus SPLIT...] [--many N] [--errors N] [--json]

First reports made from our own dispatches (`copied.py`): copies cut, stitched, reworded and under other headlines, and
reports that are none, though they tell of one incident, print one quotation, or come from one outlet. A copy is right
where it is traced to the report that it was made from; of two reports of one day either may have been first, so there
the two need only be held together, and `origin_first` asks for the direction where no copy came out on the origin's
day. Precision and recall are of these links; those of passages count characters. Then the same with recurring lines
left in, and the same reports added one by one in other orders.

Then ARTICLES, lines of {"text", "title", "uri", "dct", "incident_id"}, of which nothing was tuned: how many reports of
different incidents are held together, with recurring lines set aside and left in, and how long it takes. `--many`
puts N made reports into tables in a file, and tells whether a thousand more take longer in the end than at first.
"""

from __future__ import annotations

import random
import sqlite3
import sys
import tempfile
import time
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from statistics import median
from urllib.parse import urlsplit

if __package__ in (None, ""):
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.common import Figures, arguments, finish, json_lines, key_of, sample, table
from benchmarks.copied import Made, crowd, make
from reportedly.ledger.candidates import Memory, enter, settle
from reportedly.ledger.copies import Copy, roots
from reportedly.ledger.copy_tables import SCHEMA, CopyTables
from reportedly.ledger.values import Report
from reportedly.ledger.wording import wording_of
from reportedly.records import Article, Reading
from training.corpus.markup import SPLITS

NEUTRAL = "minimal pair"
"""Two dispatches of one wording that differ in one thing: copies or not, nobody can say. They are told apart."""


class Unaware(Memory):
    """An index to which no line recurs: for comparison."""

    def recurring(self, outlet: str, lines: Collection[int]) -> Collection[int]:
        return ()


def found_in(reports: Iterable[Report], index: Memory) -> dict[str, Copy]:
    """What is copied, by an index that is filled at once."""
    for report in reports:
        enter(index, report)
    settle(index)
    return dict(sorted(index.copies.items()))


def one_by_one(reports: Iterable[Report], index: Memory) -> dict[str, Copy]:
    """What is copied, where each report is settled before the next one comes."""
    for report in reports:
        enter(index, report)
        settle(index)
    return dict(sorted(index.copies.items()))


def in_tables(reports: Sequence[Report]) -> dict[str, Copy]:
    """What is copied, by SQLite tables."""
    db = sqlite3.connect(":memory:")
    db.executescript(SCHEMA)
    by_id = {report.id: report for report in reports}
    index = CopyTables(db, lambda report: wording_of(by_id[report]))
    for report in reports:
        enter(index, report)
    settle(index)
    return index.copies()


def measure(made: Sequence[Made], copies: Mapping[str, Copy], name: str) -> Figures:
    """Figures `copies.NAME.…` of a made set."""
    by_id = {m.report.id: m for m in made}
    by_name = {m.name: m for m in made}
    family = {m.report.id: m.origins or frozenset({m.name}) for m in made}
    group = {m.report.id: roots(m.report.id, copies) for m in made}
    links = [(m, by_name[o]) for m in made for o in sorted(m.origins)]
    held = [bool(group[m.report.id] & group[o.report.id]) for m, o in links]
    told = [(by_id[r], by_id[o]) for r, c in copies.items() for o in c.main_origins]
    told = [(m, o) for m, o in told if NEUTRAL not in (m.way, o.way)]
    right = [bool(family[m.report.id] & family[o.report.id]) or _either(m, o) for m, o in told]
    figures = {
        "precision": sum(right) / len(told) if told else 1.0,
        "recall": sum(held) / len(links),
        "links_told": float(len(told)),
        "links_true": float(len(links)),
        "reports": float(len(made)),
        "pairs_as_copies": float(sum(c.is_copy for r, c in copies.items() if by_id[r].way == NEUTRAL)),
    }
    for way in sorted({m.way for m, _ in links}):
        of_way = [h for h, (m, _) in zip(held, links, strict=True) if m.way == way]
        figures[f"recall_{key_of(way)}"] = sum(of_way) / len(of_way)
    for way in ("written apart", "quotation only", "borrowed passage", "short"):
        figures[f"as_copies_{key_of(way)}"] = float(
            sum(c.is_copy and not by_id[r].origins for r, c in copies.items() if by_id[r].way == way)
        )
    crowded = {o.name for m, o in links if m.report.published == o.report.published}
    alone = [(m, o) for m, o in links if o.name not in crowded]
    figures["origin_first"] = sum(o.report.id in group[m.report.id] for m, o in alone) / max(1, len(alone))
    figures |= _passages(made, copies)
    return {f"copies.{name}.{key}": value for key, value in figures.items()}


def _either(one: Made, other: Made) -> bool:
    """Whether `other` has a passage of `one` and came out on the same day, so that it may be the origin."""
    same_day = one.report.published is not None and one.report.published == other.report.published
    return same_day and any(origin == one.name for _, origin in other.copied)


def _is_later(one: Made, other: Made) -> bool:
    """Whether the dates tell that `one` came out after `other`."""
    return one.report.published is None or one.report.published > (other.report.published or "")


def _passages(made: Sequence[Made], copies: Mapping[str, Copy]) -> Figures:
    """Characters in passages that are told against those that were copied, the latter where dates tell who was first;
    and how many passages are mostly lines of an outlet."""
    by_id, by_name = {m.report.id: m for m in made}, {m.name: m for m in made}
    told = right = gold = found = hits = 0
    for m in made:
        if m.way == NEUTRAL:
            continue
        marks = bytearray(len(m.report.reading.article.text))
        for passage in copies[m.report.id].passages if m.report.id in copies else ():
            a, b = passage.span
            theirs = by_id[passage.origin]
            told += b - a
            hits += 2 * sum(_common(a, b, *f) for f in m.furniture) > b - a
            names = {theirs.name, *(origin for _, origin in theirs.copied)}
            spans = [span for span, origin in m.copied if origin in names]
            if m.name in names:  # of one day: the one may be the origin as well as the other
                spans.append(passage.span)
            for start, end in spans:
                right += _common(a, b, start, end)
                marks[max(a, start) : min(b, end)] = b"\x01" * _common(a, b, start, end)
        for span, origin in m.copied:
            if _is_later(m, by_name[origin]):
                gold += span.end - span.start
                found += sum(marks[span.start : span.end])
    return {
        "passage_precision": right / told if told else 1.0,
        "passage_recall": found / gold if gold else 1.0,
        "boilerplate_hits": float(hits),
    }


def _common(a: int, b: int, c: int, d: int) -> int:
    return max(0, min(b, d) - max(a, c))


def read_articles(path: Path) -> list[tuple[Report, str]]:
    """The articles of a file, each with its incident. The publisher is the host that an archived address names."""
    found: dict[str, tuple[Report, str]] = {}
    for row in json_lines(path):
        address = row["uri"]
        if "web.archive.org/web/" in address:
            address = address.split("/web/", 1)[1].split("/", 1)[-1]
        host = urlsplit(address).netloc.split(":")[0].removeprefix("www.") or None
        text = f"{row['title']}\n\n{row['text']}"
        article = Article(text, url=address, title=row["title"], publisher=host, published=row["dct"] or None)
        report = Report(Reading(article), "2040-01-01T00:00:00Z")
        found.setdefault(report.id, (report, row["incident_id"]))
    return [found[report] for report in sorted(found)]


def held_together(copies: Mapping[str, Copy], incidents: Mapping[str, str]) -> tuple[int, int]:
    """Copies told, and those of them whose origin is on another incident."""
    links = [(r, o) for r, c in copies.items() for o in c.main_origins]
    return len(links), sum(incidents[r] != incidents[o] for r, o in links)


def measure_articles(path: Path) -> Figures:
    """Figures `copies.articles.…` of a file of articles on incidents."""
    read = read_articles(path)
    reports = [report for report, _ in read]
    incidents = {report.id: incident for report, incident in read}
    started = time.process_time()
    copies = found_in(reports, Memory())
    seconds = time.process_time() - started
    links, different = held_together(copies, incidents)
    unaware_links, unaware_different = held_together(found_in(reports, Unaware()), incidents)
    passages = [(r, p) for r, c in copies.items() for p in c.passages]
    return {
        "copies.articles.reports": float(len(reports)),
        "copies.articles.links": float(links),
        "copies.articles.different_incidents": float(different),
        "copies.articles.links_with_recurring_lines": float(unaware_links),
        "copies.articles.different_incidents_with_recurring_lines": float(unaware_different),
        "copies.articles.passages": float(len(passages)),
        "copies.articles.passages_of_different_incidents": float(
            sum(incidents[r] != incidents[p.origin] for r, p in passages)
        ),
        "copies.articles.seconds": seconds,
        "copies.articles.orders_alike": float(orders_alike(reports, copies, 2)),
    }


def orders_alike(reports: Sequence[Report], copies: Mapping[str, Copy], orders: int) -> bool:
    """Whether the reports give the same copies one by one, in `orders` other orders, and by SQLite tables."""
    alike = {r: c for r, c in copies.items() if c.passages} == in_tables(reports)
    for seed in range(orders):
        shuffled = list(reports)
        random.Random(seed).shuffle(shuffled)
        alike = alike and one_by_one(shuffled, Memory()) == copies
    return alike


def measure_many(number: int, step: int = 1000, batch: int = 50) -> Figures:
    """Figures `copies.many.…`: seconds for a thousand reports, entered into tables in a file and settled in batches."""
    with tempfile.TemporaryDirectory() as place:
        db = sqlite3.connect(Path(place) / "copies.db")
        db.executescript("PRAGMA journal_mode = WAL; PRAGMA cache_size = -65536;" + SCHEMA)
        texts: dict[str, Report] = {}
        index = CopyTables(db, lambda report: wording_of(texts[report]))
        seconds: list[float] = []
        started = time.process_time()
        for n, report in enumerate(crowd(number), 1):
            texts[report.id] = report
            enter(index, report)
            if n % batch == 0:
                settle(index)
                db.commit()
            if n % step == 0:
                seconds.append(time.process_time() - started)
                started = time.process_time()
        size = db.execute("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size").fetchone()[0]
        settle(index)
        copied = len(index.copies())
        db.close()
    few = max(1, len(seconds) // 10)
    settled = seconds[2:] or seconds  # by then the days within which copies are looked for are full
    return {
        "copies.many.reports": float(number),
        "copies.many.with_copied_passages": float(copied),
        "copies.many.seconds": sum(seconds),
        "copies.many.seconds_per_thousand_first": median(settled[:few]),
        "copies.many.seconds_per_thousand_last": median(settled[-few:]),
        "copies.many.megabytes": size / 1e6,
    }


def errors(made: Sequence[Made], copies: Mapping[str, Copy]) -> list[str]:
    """A line for each copy that is not traced, or traced to another report than it was made from."""
    by_id, by_name = {m.report.id: m for m in made}, {m.name: m for m in made}
    group = {m.report.id: roots(m.report.id, copies) for m in made}
    lines = []
    for m in made:
        copy = copies[m.report.id]
        for origin in sorted(m.origins):
            if not group[m.report.id] & group[by_name[origin].report.id]:
                lines.append(f"missed: {m.name} ({m.way}) of {origin}: {copy.copied} of {copy.words} words")
        family = m.origins or {m.name}
        for o in copy.main_origins:
            theirs = by_id[o]
            related = set(family) & set(theirs.origins or {theirs.name}) or _either(m, theirs)
            if not related and NEUTRAL not in (m.way, theirs.way):
                words = " / ".join(p.span.of(m.report.reading.article.text)[:80] for p in copy.passages)
                lines.append(f"wrong: {m.name} ({m.way}) from {theirs.name} ({theirs.way}): {words}")
    return lines


def show(figures: Figures) -> str:
    """A row a figure, the sets beside one another."""
    sets = list(dict.fromkeys(key.split(".")[1] for key in figures))
    keys = list(dict.fromkeys(key.split(".", 2)[2] for key in figures))
    rows = [[key.replace("_", " "), *(figures.get(f"copies.{name}.{key}") for name in sets)] for key in keys]
    return table(["copies", *(name.replace("_", " ") for name in sets)], rows)


def main(argv: Sequence[str] | None = None) -> int:
    parser = arguments(__doc__)
    parser.add_argument("articles", nargs="?", type=Path, metavar="ARTICLES.jsonl.gz")
    parser.add_argument("--corpus", nargs="+", default=["dev", "test"], choices=SPLITS, help="else dev and test")
    parser.add_argument("--many", type=int, default=0, metavar="N", help="time N more reports in tables on disk")
    parser.add_argument("--errors", type=int, default=0, metavar="N", help="show N of what went wrong")
    options = parser.parse_args(argv)
    made = make(options.corpus)
    reports = [m.report for m in made]
    name = "-".join(options.corpus)
    copies = found_in(reports, Memory())
    figures = measure(made, copies, name)
    figures[f"copies.{name}.orders_alike"] = float(orders_alike(reports, copies, 3))
    figures |= measure(made, found_in(reports, Unaware()), f"{name}_with_recurring_lines")
    if options.articles:
        figures |= measure_articles(options.articles)
    if options.many:
        figures |= measure_many(options.many)
    print(show(figures))
    if options.errors:
        print("", *sample(errors(made, copies), options.errors), sep="\n")
    finish(figures, options.json)
    return 0


if __name__ == "__main__":
    sys.exit(main())

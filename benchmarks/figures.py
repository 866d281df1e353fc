"""Figures: against gold records, and against how many were shot in incidents that are told by several papers.

    python benchmarks/figures.py [--records GOLD...] [--corpus SPLIT]... [--incidents ARTICLES INCIDENTS]
                                 [--articles N] [--kept FOLDER] [--errors N] [--score-dir FOLDER] [--model FOLDER]
                                 [--json]

Each GOLD is a file of gold records or a folder of them; `--corpus` takes the project's own dispatches of a split. Of
the figures read in them, `score_records.py` says how many are found (their spans overlap) and right (value, low, high,
unit and measure too).

ARTICLES and INCIDENTS are JSON Lines (gzipped or not): articles {"article_id", "text", "dct"}, and incidents
{"article_ids", "num_killed", "num_injured"}. Of the articles whose incident has a number of killed, or injured,
of at least one, those count whose text tells that number in digits or words, in a sentence that has a word of
killing, or of harm, too. In how many of them is the number among the figures read with that measure
and unit, and in how many is it the highest of them? Beside it stand the same for all articles that have the number
anywhere in their text ("one" is nearly everywhere), and a baseline: every number within three words of "killed" or
"dead", or of "injured" or "wounded". `--articles` takes N of the articles, always the same ones. With `--kept` the
articles are read as `clusters.py` reads them, under their title and without the lines that many share, and the readings
stay in FOLDER, which both may share: see there. `--errors` shows N figures that were missed, made up or wrong, and N
articles in which the number was not found.
"""

from __future__ import annotations

import re
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

if __package__ in (None, ""):
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks import clusters, dispatches
from benchmarks.common import (
    SHARED,
    Figures,
    arguments,
    finish,
    json_lines,
    load_pipeline,
    note,
    sample,
    spread,
    table,
)
from benchmarks.judging import Judged, Reads, Scorers, judge_all, scorers
from benchmarks.kept import KeptArticles
from reportedly.errors import InputError
from reportedly.records import Figure
from training.corpus.sentences import sentences

Row = dict[str, Any]
FIELDS = ("value", "low", "high", "unit", "measure")
_WORDS = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty",
)  # fmt: skip
_TOKEN = re.compile(r"[a-z]+|[0-9]+(?:[.,][0-9]+)*")
MEASURES = {
    "killed": ("num_killed", re.compile(r"\b(?:kill|dead\b|die[sd]?\b|death|fatal|slain|murder)")),
    "injured": ("num_injured", re.compile(r"\b(?:injur|wound|hurt\b|hospital|shot\b)")),
}
"""For each measure where an incident has its number, and how words that tell of it begin."""
_PEOPLE = re.compile(
    r"people|persons?|m[ae]n|wom[ae]n|child(?:ren)?|boys?|girls?|teen(?:ager)?s?|males?|females?|adults?|victims?|others?|officers?"
    r"|deput(?:y|ies)|brothers?|sisters?|students?|juveniles?|residents?|kids?|bystanders?|friends?|family|members?|youths?"
    r"|workers?|customers?|employees?|passengers?"
)
_HARM = re.compile(r"kill|dead$|die[sd]?$|death|fatal|slain|injur|wound|hurt|shot$|hospitali|critical")
_NO_COUNT = {
    "year",
    "years",
    "month",
    "months",
    "p",
    "a",
    "pm",
    "am",
    "day",
    "days",
    "hours",
    "minutes",
    "weeks",
    "time",
    "times",
}
_NEXT = {"killed": {"killed", "dead"}, "injured": {"injured", "wounded"}}
_NEAR = 3


@dataclass(frozen=True, slots=True)
class Told:
    """One article of one incident: its text, the number due for a measure, and the numbers read, theirs and ours.

    `near`: the text has the number in a sentence with a word that tells of it, and not only anywhere.
    """

    id: str
    text: str
    measure: str
    due: int
    near: bool
    read: frozenset[float]
    next_to: frozenset[float]


@dataclass(slots=True)
class Tally:
    """Articles, and in how many of them the number was found, and was the highest."""

    articles: int = 0
    found: int = 0
    highest: int = 0

    def add(self, due: int, numbers: Iterable[float]) -> None:
        """Count one more article."""
        numbers = set(numbers)
        self.articles += 1
        self.found += due in numbers
        self.highest += bool(numbers) and max(numbers) == due


@dataclass(slots=True)
class Tallies:
    """Those of our figures and of the baseline, over the articles that count and over all that have the number."""

    ours: Tally = field(default_factory=Tally)
    baseline: Tally = field(default_factory=Tally)
    ours_anywhere: Tally = field(default_factory=Tally)
    baseline_anywhere: Tally = field(default_factory=Tally)


def spelled(number: int) -> frozenset[str]:
    """A number from 0 on as text has it: digits, and a word up to twenty."""
    return frozenset({str(number), _WORDS[number]} if number < len(_WORDS) else {str(number)})


def tells(text: str, number: int, word: re.Pattern[str] | None = None) -> bool:
    """Whether `text` has the number; where `word` is given, in a sentence in which that is found, and as a number of
    people: a word for people or for harm stands within three words behind it, or one of harm right before it."""
    due = spelled(number)
    if word is None:
        return not due.isdisjoint(_TOKEN.findall(text.lower()))
    return any(
        word.search(part.lower()) and _of_people(part.lower(), due) for part in (s.of(text) for s in sentences(text))
    )


def _of_people(part: str, due: frozenset[str]) -> bool:
    words = _TOKEN.findall(part)
    for at, word in enumerate(words):
        if word in due:
            behind = words[at + 1 : at + 1 + _NEAR]
            if behind[:1] and behind[0] in _NO_COUNT:
                continue
            if any(_PEOPLE.fullmatch(w) or _HARM.match(w) for w in behind) or (at > 0 and _HARM.match(words[at - 1])):
                return True
    return False


def next_to(text: str, measure: str) -> frozenset[float]:
    """The baseline: every number within three words of one that tells the measure."""
    found: set[float] = set()
    words = _TOKEN.findall(text.lower())
    for at, word in enumerate(words):
        if word in _NEXT[measure]:
            for near in words[max(0, at - _NEAR) : at + _NEAR + 1]:
                if near in _WORDS:
                    found.add(float(_WORDS.index(near)))
                elif near.isdigit() and len(near) < 10:
                    found.add(float(near))
    return frozenset(found)


def numbers_of(figures: Iterable[Figure], measure: str) -> frozenset[float]:
    """The values of the figures of persons with that measure."""
    return frozenset(f.value for f in figures if f.measure == measure and f.unit == "person" and f.value is not None)


def told_in(article: Row, incident: Row, figures: Sequence[Figure]) -> Iterator[Told]:
    """What one article should tell, for each measure of which its incident has a number that the text has."""
    text: str = article["text"]
    for measure, (key, word) in MEASURES.items():
        due = incident[key]
        if due and tells(text, due):
            yield Told(
                id=article["article_id"],
                text=text,
                measure=measure,
                due=due,
                near=tells(text, due, word),
                read=numbers_of(figures, measure),
                next_to=next_to(text, measure),
            )


def read_incidents(
    pipeline: Reads, articles: Path, incidents: Path, number: int | None = None, kept: KeptArticles | None = None
) -> Iterator[Told]:
    """`told_in` for every article, or for `number` of them; one that cannot be read has no figures. `kept`: reads them
    as `clusters.py` does, and keeps the readings."""
    of = {name: incident for incident in json_lines(incidents) for name in incident["article_ids"]}
    rows = [row for row in json_lines(articles) if row["article_id"] in of]
    as_clusters = {one.id: one.article for one in clusters.articles(articles, incidents)} if kept is not None else {}
    if number is not None:
        rows = [rows[at] for at in sorted(spread([row["article_id"] for row in rows])[:number])]
    for row in rows:
        name = row["article_id"]
        try:
            if kept is not None:
                reading = kept.read(as_clusters.get(name) or clusters.Told(row, row["text"]).article)
            else:
                reading = pipeline.read(row["text"].encode(), file=f"{name}.txt", published=row.get("dct"))
            figures: Sequence[Figure] = reading.figures
        except InputError as error:
            note(f"{name}: not read: {error}")
            figures = ()
        yield from told_in(row, of[name], figures)


def tally(told: Iterable[Told]) -> dict[str, Tallies]:
    """The counts for each measure."""
    found = {measure: Tallies() for measure in MEASURES}
    for one in told:
        mine = found[one.measure]
        mine.ours_anywhere.add(one.due, one.read)
        mine.baseline_anywhere.add(one.due, one.next_to)
        if one.near:
            mine.ours.add(one.due, one.read)
            mine.baseline.add(one.due, one.next_to)
    return found


def incident_figures(found: Mapping[str, Tallies]) -> Figures:
    """Figures `figures.incidents.MEASURE.…`, from 0 to 1, and how many articles stand behind them."""
    figures: Figures = {}
    for measure, tallies in found.items():
        for name in ("ours", "baseline", "ours_anywhere", "baseline_anywhere"):
            one: Tally = getattr(tallies, name)
            start = f"figures.incidents.{measure}.{name}"
            figures[f"{start}.articles"] = float(one.articles)
            if one.articles:
                figures[f"{start}.recall"] = one.found / one.articles
                figures[f"{start}.highest"] = one.highest / one.articles
    return figures


def record_figures(judges: Scorers, name: str, articles: Sequence[Judged]) -> Figures:
    """Figures `figures.NAME.{found,right}…` from 0 to 1, the shares of each field right, and counts."""
    counts: Counter[str] = Counter()
    for article in articles:
        counts.update(article.counts)
    report = judges.score.report(counts)
    figures: Figures = {f"figures.{name}.gold": float(counts["figure gold"])}
    for level in ("found", "right"):
        value = report[f"figure {level}"]
        start = f"figures.{name}.{level}"
        figures |= {start: value["F1"], f"{start}.p": value["P"], f"{start}.r": value["R"]}
    for one in (*FIELDS, "bound"):
        value = report.get(f"figure field {one}")
        if value is not None:
            figures[f"figures.{name}.field.{one}"] = value
    return figures


def measure_records(pipeline: Reads, judges: Scorers, golds: Iterable[Path], out: Path) -> Figures:
    """The figures of every GOLD."""
    figures: Figures = {}
    for name, articles in judge_all(pipeline, judges, golds, out).items():
        figures |= record_figures(judges, name, articles)
    return figures


def show(figures: Figures) -> str:
    """A table of the sets of gold records, and one of the incidents."""
    names = dict.fromkeys(k.split(".")[1] for k in figures if k.split(".")[1] != "incidents")
    rows: list[list[object]] = []
    for name in names:
        start = f"figures.{name}"
        for level in ("found", "right"):
            rows.append([f"{name}, {level}", *(figures.get(f"{start}.{level}{end}") for end in (".p", ".r", ""))])
        rows += [
            [f"{name}, {one} right, of what is found", None, None, figures[f"{start}.field.{one}"]]
            for one in (*FIELDS, "bound")
            if f"{start}.field.{one}" in figures
        ]
        rows.append([f"{name}, in gold", None, None, int(figures[f"{start}.gold"])])
    tables = [table(["figures", "P", "R", "F1, share or count"], rows)] if rows else []
    told: list[list[object]] = []
    for key in figures:
        if key.startswith("figures.incidents.") and key.endswith(".articles"):
            start = key.removesuffix(".articles")
            _, _, measure, name = start.split(".")
            shares = (figures.get(f"{start}.recall"), figures.get(f"{start}.highest"))
            told.append([f"{measure}, {name.replace('_', ', ')}", int(figures[key]), *shares])
    if told:
        tables.append(table(["incidents", "articles", "recall", "highest is it"], told))
    return "\n\n".join(tables)


def wrong(judges: Scorers, articles: Iterable[Judged]) -> Iterator[str]:
    """A line for each figure that was missed, made up or is wrong."""
    scorer = judges.score
    for article in articles:
        (gold, _), (read, _) = scorer.load(str(article.gold)), scorer.load(str(article.predicted))
        text = gold["article"][0]["text"]
        pairs = scorer.pair(gold["figure"], read["figure"], lambda g, p: scorer.iou([g["span"]], [p["span"]]))
        for g, p in pairs:
            odd = [f"{one} {p[one]}, gold {g[one]}" for one in FIELDS if g[one] != p[one]]
            if odd:
                yield f"{article.gold.name}: wrong: {_around(text, p['span'])}: {'; '.join(odd)}"
        found, right = {id(g) for g, _ in pairs}, {id(p) for _, p in pairs}
        yield from (
            f"{article.gold.name}: missed: {_around(text, g['span'])}" for g in gold["figure"] if id(g) not in found
        )
        yield from (
            f"{article.gold.name}: false: {_around(text, p['span'])}" for p in read["figure"] if id(p) not in right
        )


def not_found(told: Iterable[Told]) -> Iterator[str]:
    """A line for each article that counts and in which the number was not found."""
    for one in told:
        if one.near and one.due not in one.read:
            word = MEASURES[one.measure][1]
            near = next(s for s in sentences(one.text) if tells(s.of(one.text), one.due, word))
            yield f"{one.id}: {one.measure} {one.due}, read {sorted(one.read)}: {' '.join(near.of(one.text).split())}"


def _around(text: str, span: Sequence[int], reach: int = 40) -> str:
    start, end = span
    return " ".join(f"{text[max(0, start - reach) : start]}[{text[start:end]}]{text[end : end + reach]}".split())


def main(argv: Sequence[str] | None = None) -> int:
    parser = arguments(__doc__)
    parser.add_argument("--records", nargs="+", type=Path, default=[], metavar="GOLD")
    parser.add_argument("--corpus", action="append", default=[], choices=dispatches.SPLITS, help="our own dispatches")
    parser.add_argument("--incidents", nargs=2, type=Path, metavar=("ARTICLES", "INCIDENTS"))
    parser.add_argument("--articles", type=int, metavar="N", help="so many articles of incidents; else all")
    parser.add_argument("--kept", type=Path, metavar="FOLDER", help="where readings are kept between runs")
    parser.add_argument("--errors", type=int, default=0, metavar="N", help="show N of what went wrong")
    parser.add_argument("--score-dir", type=Path, default=SHARED / "score", metavar="FOLDER")
    options = parser.parse_args(argv)
    if not (options.records or options.corpus or options.incidents):
        parser.error("neither --records nor --corpus nor --incidents")
    judges = scorers(options.score_dir)
    if judges is None:
        note(f"check_records.py and score_records.py are not both in {options.score_dir}")
        return 2
    pipeline = load_pipeline(options.model)
    figures: Figures = {}
    lines: list[str] = []
    with tempfile.TemporaryDirectory() as place:
        golds = [*options.records, *dispatches.golds(Path(place), options.corpus)]
        for name, articles in judge_all(pipeline, judges, golds, Path(place) / "read").items():
            figures |= record_figures(judges, name, articles)
            lines += sample(list(wrong(judges, articles)), options.errors)
    if options.incidents:
        articles, incidents = options.incidents
        kept = KeptArticles(pipeline, options.kept) if options.kept else None
        told = list(read_incidents(pipeline, articles, incidents, options.articles, kept))
        figures |= incident_figures(tally(told))
        lines += sample(list(not_found(told)), options.errors)
    print(show(figures))
    if lines:
        print("", *lines, sep="\n")
    finish(figures, options.json)
    return 0


if __name__ == "__main__":
    sys.exit(main())

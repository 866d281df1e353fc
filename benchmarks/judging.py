"""Read gold articles and judge what was read: what all benchmarks of whole records share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any, Protocol

from benchmarks import losses
from benchmarks.common import json_lines, module_at, set_name, write_json_lines
from reportedly.errors import InputError
from reportedly.records import Article, Reading

Row = dict[str, Any]


class Reads(Protocol):
    """What is needed of a pipeline: `reportedly.article.pipeline.Pipeline` has it, and so do fakes."""

    def read(
        self, data: bytes, *, file: str | None = None, url: str | None = None, published: str | None = None
    ) -> Reading:
        """The records of one article. Raises InputError where it cannot be read."""
        ...


class Once:
    """A pipeline that reads every article once, however often it is asked: benchmarks share their data."""

    def __init__(self, pipeline: Reads) -> None:
        self._pipeline = pipeline
        self._known: dict[tuple[bytes, str | None, str | None, str | None], Reading | InputError] = {}

    def read(
        self, data: bytes, *, file: str | None = None, url: str | None = None, published: str | None = None
    ) -> Reading:
        """What the pipeline says, or said before. Raises InputError where it does."""
        key = (data, file, url, published)
        if key not in self._known:
            try:
                self._known[key] = self._pipeline.read(data, file=file, url=url, published=published)
            except InputError as error:
                self._known[key] = error
        answer = self._known[key]
        if isinstance(answer, InputError):
            raise answer
        return answer


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


def compared(judges: Scorers, articles: Iterable[Judged]) -> list[losses.Compared]:
    """The events of each article, gold and read. Raises ValueError where the scorer counts them otherwise."""
    articles = list(articles)
    found = [losses.compare(judges.score, article.gold, article.predicted) for article in articles]
    counts: Counter[str] = Counter()
    for article in articles:
        counts.update(article.counts)
    losses.check(found, counts)
    return found

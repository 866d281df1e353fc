"""Which articles report one incident, on articles of shootings.

    python benchmarks/clusters.py ARTICLES.jsonl.gz INCIDENTS.jsonl.gz [--read | --count] [--kept FOLDER] [--part I/N]
                                  [--model FOLDER] [--json]

ARTICLES: {"article_id", "incident_id", "title", "dct", "text"}; INCIDENTS: {"incident_id", …}, those that count. What
`ledger/stories.py` puts together, with weights that were fitted elsewhere, beside a baseline: TF-IDF of these very
texts, average linkage, no two articles further apart than 30 days. Lines that several articles share are dropped for
both. The baseline is shown at the distance that suits it best here, ours at the one that it came with. With `--read`
every article is read, and the incidents that two of them tell of count too. B³ and the adjusted Rand index.

With `--read`, and with `--count`, which lays nothing together, there is also told how many were killed, and injured,
under each policy (`ledger/policies.py`): of the incidents that have {"num_killed", "num_injured"} of at least one, by
all the articles that report them together: how often the policy gives a number (`told`), how often the right one
(`right`, of all; `right_of_told`, of those that it gives), and the same of those of two or more (`several`), for one
person killed is seldom told in a figure.

Reading takes most of the time. With `--kept` readings stay in FOLDER, and what was read once is not read again while
model, vocabulary and the code that reads are the same: a run that was stopped goes on where it stopped. `--part 1/2`
only reads every second article into it, so that two processes can share the work.
"""

from __future__ import annotations

import re
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

if __package__ in (None, ""):
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import numpy as np

from benchmarks.chain_metrics import b_cubed
from benchmarks.common import Figures, arguments, finish, json_lines, load_pipeline, note, set_name, table
from benchmarks.kept import KeptArticles
from reportedly.article.pipeline import Pipeline
from reportedly.errors import InputError
from reportedly.ledger.given import Incident
from reportedly.ledger.grouping import pair
from reportedly.ledger.incidents import incidents
from reportedly.ledger.policies import POLICIES, estimate
from reportedly.ledger.reports import WINDOW
from reportedly.ledger.series import series_of
from reportedly.ledger.sketches import Scene, Sketch, scene, sketches_of
from reportedly.ledger.stories import stories, told_together
from reportedly.ledger.values import Report, Telling
from reportedly.records import Article

__all__ = ["Told", "articles", "baseline", "counted", "judged", "ours", "read"]

# A line of so many articles is nobody's report.
RECURRING = 3
# After so many articles it is told how far the reading is.
TOLD_EACH = 100
DISTANCES = tuple(n / 100 for n in range(50, 96, 5))


class Told:
    """One article: its id, the incident it reports, its day, title, and text without recurring lines."""

    def __init__(self, row: Mapping[str, str], text: str) -> None:
        self.id, self.incident, self.title, self.text = row["article_id"], row["incident_id"], row["title"], text
        self.published = row["dct"][:10]
        self.day = date.fromisoformat(self.published).toordinal()

    @property
    def article(self) -> Article:
        """As it is read."""
        return Article(text=f"{self.title}\n\n{self.text}", title=self.title, url=self.id, published=self.published)


def articles(path: Path, rows: Path) -> list[Told]:
    """The articles of the incidents in `rows`, in the order of their ids."""
    wanted = {row["incident_id"] for row in json_lines(rows)}
    found = [row for row in json_lines(path) if row["incident_id"] in wanted]
    lines = Counter(line for row in found for line in {line.strip() for line in row["text"].splitlines()})
    told = [
        Told(row, "\n".join(line for line in row["text"].splitlines() if lines[line.strip()] < RECURRING))
        for row in found
    ]
    return sorted(told, key=lambda one: one.id)


def baseline(told: Sequence[Told]) -> dict[float, list[int]]:
    """For every distance the number of each article's group."""
    from scipy.cluster.hierarchy import fcluster, linkage
    from scipy.spatial.distance import squareform
    from sklearn.feature_extraction.text import TfidfVectorizer

    rows = TfidfVectorizer(stop_words="english", sublinear_tf=True, min_df=2).fit_transform(
        f"{one.title}\n{one.text}" for one in told
    )
    apart = 1 - (rows @ rows.T).toarray().astype(np.float32)
    days = np.array([one.day for one in told])
    apart[np.abs(days[:, None] - days[None]) > WINDOW] = 1
    np.fill_diagonal(apart, 0)
    tree = linkage(squareform(np.clip(apart, 0, 1), checks=False), "average")
    return {distance: fcluster(tree, distance, "distance").tolist() for distance in DISTANCES}


def scenes_of(told: Sequence[Told]) -> list[Scene]:
    """The articles as they are compared."""
    return [scene(one.id, one.text, one.title, one.day) for one in told]


def read(told: Sequence[Told], pipeline: Pipeline, folder: Path | None = None) -> dict[str, Report]:
    """Every article that can be read as a report, by its id. `folder`: where readings are kept between runs."""
    found = {}
    kept = KeptArticles(pipeline, folder)
    start, new = time.monotonic(), 0
    missing = sum(not kept.has(one.article) for one in told)
    for one in told:
        new += not kept.has(one.article)
        try:
            reading = kept.read(one.article)
        except InputError as error:
            note(f"{one.id}: {error}")
            continue
        found[one.id] = Report(reading, "", reading.vectors)
        if new and new % TOLD_EACH == 0 and new != missing:
            took = time.monotonic() - start
            note(f"{new} of {missing} read, {took:.0f} s, about {took / new * (missing - new):.0f} s left")
    return found


def ours(told: Sequence[Told], reports: Mapping[str, Report] | None = None) -> list[int]:
    """The number of each article's group. With `reports` what was read in them counts too."""
    together: dict[tuple[str, str], float] | None = None
    if reports is not None:
        names = {report.id: one for one, report in reports.items()}
        sketches: list[Sketch] = [sketch for report in reports.values() for sketch in sketches_of(report)]
        links = told_together(incidents(sketches))
        together = {pair(names[a], names[b]): score for (a, b), score in links.items()}
    groups = stories(scenes_of(told), together)
    number = {name: n for n, group in enumerate(groups) for name in group}
    return [number[one.id] for one in told]


def judged(told: Sequence[Told], found: Sequence[int]) -> Figures:
    """B³ (F1, recall, precision, in per cent) and the adjusted Rand index."""
    from sklearn.metrics import adjusted_rand_score

    sides = []
    for labels in ([one.incident for one in told], found):
        groups: dict[object, list[int]] = defaultdict(list)
        for n, label in enumerate(labels):
            groups[label].append(n)
        sides.append(list(groups.values()))
    score = b_cubed(sides[0], sides[1])
    rand = float(adjusted_rand_score([one.incident for one in told], found))
    return {
        "b3": score.f1,
        "recall": score.recall,
        "precision": score.precision,
        "ari": rand,
        "groups": float(len(sides[1])),
    }


def counted(told: Sequence[Told], reports: Mapping[str, Report], rows: Path) -> Figures:
    """For each measure and policy the share of incidents with a number, and with the right one."""
    by_incident: dict[str, list[Report]] = defaultdict(list)
    for one in told:
        if one.id in reports:
            by_incident[one.incident].append(reports[one.id])
    found: Figures = {}
    for measure, column in (("killed", "num_killed"), ("injured", "num_injured")):
        known = [row for row in json_lines(rows) if int(row[column] or 0) > 0 and row["incident_id"] in by_incident]
        given: Counter[tuple[str, bool]] = Counter()
        right: Counter[tuple[str, bool]] = Counter()
        for row in known:
            tellings = tuple(
                Telling(report, event.number)
                for report in by_incident[row["incident_id"]]
                for event in report.reading.events
            )
            series = series_of(Incident(row["incident_id"], tellings), {})
            for policy in POLICIES:
                best = next(
                    (estimate(s, policy).best for s in series if (s.unit, s.measure) == ("person", measure)), None
                )
                several = int(row[column]) > 1
                given[policy, several] += best is not None
                right[policy, several] += best == int(row[column])
        many = sum(int(row[column]) > 1 for row in known)
        for name, of, which in (("", len(known), (True, False)), ("_several", many, (True,))):
            found[f"policies.{measure}{name}.incidents"] = float(of)
            for policy in POLICIES:
                told_, right_ = (sum(counts[policy, several] for several in which) for counts in (given, right))
                found[f"policies.{measure}{name}.{policy}.told"] = told_ / max(1, of)
                found[f"policies.{measure}{name}.{policy}.right"] = right_ / max(1, of)
                found[f"policies.{measure}{name}.{policy}.right_of_told"] = right_ / max(1, told_)
    return found


def measure(
    path: Path, rows: Path, pipeline: Pipeline | None, folder: Path | None = None, *, together: bool = True
) -> Figures:
    """`pipeline`: where articles are to be read; `together`: whether what is read in them is laid together too."""
    told = articles(path, rows)
    name = set_name(path)
    figures: Figures = {f"clusters.{name}.articles": float(len(told))}
    by_distance = {distance: judged(told, found) for distance, found in baseline(told).items()}
    for what in ("b3", "ari"):
        best = max(by_distance, key=lambda distance: by_distance[distance][what])
        figures |= {f"clusters.{name}.tfidf_at_best_{what}.{k}": v for k, v in by_distance[best].items()}
        figures[f"clusters.{name}.tfidf_at_best_{what}.distance"] = best
    figures |= {f"clusters.{name}.ours.{k}": v for k, v in judged(told, ours(told)).items()}
    if pipeline is not None:
        reports = read(told, pipeline, folder)
        if together:
            figures |= {f"clusters.{name}.ours_read.{k}": v for k, v in judged(told, ours(told, reports)).items()}
        figures |= {f"clusters.{name}.{k}": v for k, v in counted(told, reports, rows).items()}
    return figures


def show(figures: Figures) -> str:
    """A table of what was measured."""
    lines: dict[str, dict[str, float]] = defaultdict(dict)
    for key, value in figures.items():
        *_, way, what = key.split(".")
        lines[way][what] = value
    columns = ("b3", "recall", "precision", "ari", "groups", "distance")
    shown = table(
        ["", "B³", "recall", "precision", "ARI", "groups", "distance"],
        ([way, *(values.get(c) for c in columns)] for way, values in lines.items() if "b3" in values),
    )
    policies = [key for key in figures if ".policies." in key and key.endswith(".right")]
    if not policies:
        return shown
    of = [key.split(".")[-3:-1] for key in policies]
    lines_ = [
        [measure, policy, *(figures[key.removesuffix("right") + what] for what in ("told", "right", "right_of_told"))]
        for (measure, policy), key in zip(of, policies, strict=True)
    ]
    return f"{shown}\n\n{table(['how many', 'policy', 'told', 'right', 'right of told'], lines_)}"


def part_of(words: str) -> tuple[int, int]:
    """`1/2` as a pair. Raises ValueError where it is no part of a whole."""
    match = re.fullmatch(r"(\d+)/(\d+)", words)
    if match is None or not 1 <= int(match[1]) <= int(match[2]):
        raise ValueError(f"{words!r} is no part of a whole: 1/2, 2/2")
    return int(match[1]), int(match[2])


def main(argv: Sequence[str] | None = None) -> int:
    parser = arguments(__doc__)
    parser.add_argument("articles", type=Path)
    parser.add_argument("incidents", type=Path)
    parser.add_argument(
        "--read", action="store_true", help="read the articles, and count the incidents that they share"
    )
    parser.add_argument("--count", action="store_true", help="read the articles, and only tell how many were killed")
    parser.add_argument("--kept", type=Path, metavar="FOLDER", help="where readings are kept between runs")
    parser.add_argument("--part", type=part_of, metavar="I/N", help="only read the I-th of N parts into --kept")
    options = parser.parse_args(argv)
    if options.part and not options.kept:
        parser.error("--part reads into --kept")
    wanted = options.read or options.count or options.part
    pipeline = load_pipeline(options.model, vectors=True) if wanted else None
    if options.part:
        assert pipeline is not None
        part, parts = options.part
        read(articles(options.articles, options.incidents)[part - 1 :: parts], pipeline, options.kept)
        return 0
    figures = measure(options.articles, options.incidents, pipeline, options.kept, together=options.read)
    print(show(figures))
    finish(figures, options.json)
    return 0


if __name__ == "__main__":
    sys.exit(main())

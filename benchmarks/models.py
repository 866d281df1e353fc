"""The models side by side, in one table: what each reads right, how fast, and what it takes.

    python benchmarks/models.py [--shared FOLDER] [--model NAME]... [--articles N] [--no-speed] [--no-folds]
                                [--markdown] [--keep FOLDER] [--json]

Without `--model` those are the small and the large one; a model that is not installed is told of and left out.
Development data only. PLV in folds trains a network for every fold and every base encoder (`training/folds.py`): half
an hour for the small one, hours for the large one without a GPU, a second time nothing. With `--keep`, what is
measured of a model is kept there as soon as it is known, and not measured again as long as the model stays the same.
`--articles`: of PolNeAR, so many.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import as_file, files
from pathlib import Path

if __package__ in (None, ""):
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks import all as everything
from benchmarks import attribution, coreference, judging, overcoding, records, speed, syntax
from benchmarks.common import SHARED, Figures, arguments, finish, load_pipeline, load_reader, note, table
from benchmarks.suite import COFENET, CRISIS, EWT, GUM, POLNEAR, QUIET
from reportedly.errors import ModelError
from reportedly.model.installed import PACKAGED, model_folder
from reportedly.model.session import DEFAULT

MODELS = (PACKAGED, "large")
WORDS, REPETITIONS = 4_000, 3
_CRISIS = "records.crisis-dev."

ROWS: tuple[tuple[str, str], ...] = (
    ("PolNeAR dev: source, exact", "attribution.exact.source"),
    ("PolNeAR dev: cue, exact", "attribution.exact.cue"),
    ("PolNeAR dev: content, exact", "attribution.exact.content"),
    ("PolNeAR dev: source and content linked, exact", "attribution.linked_strict.content"),
    ("EWT dev: LAS, gold words", "syntax.en_ewt-dev.gold.las"),
    ("GUM dev: LAS, gold words", "syntax.en_gum-dev.gold.las"),
    ("GUM dev: CoNLL F1, predicted mentions", "coreference.en_gum-dev.predicted.conll"),
    ("GUM dev: pronouns", "coreference.en_gum-dev.pronouns"),
    ("crisis dev: who-said-what", f"{_CRISIS}statement_who_said_what"),
    ("crisis dev: source's name", f"{_CRISIS}statement_sources_name_right"),
    ("crisis dev: typed", f"{_CRISIS}event_typed"),
    ("crisis dev: who-did-what-to-whom", f"{_CRISIS}event_who_did_what_to_whom"),
    ("crisis dev: told-right", f"{_CRISIS}event_told_right"),
    ("PLV, five-fold: root", "plv.root.f1"),
    ("PLV, five-fold: quad", "plv.quad.f1"),
    ("quiet articles: false events in 1,000 words", "overcoding.quiet.per_1000_words"),
    ("words a second, one process", "speed.one_process"),
    ("words a second, two processes", "speed.two_processes"),
    ("memory, MB", "speed.peak_mb"),
    ("size on disk, MB", "models.disk_mb"),
    ("time to start, seconds", "speed.start_seconds"),
)
"""The rows of the table, and the figure in each."""


@dataclass(frozen=True, slots=True)
class Options:
    """What is measured, and on how much of it. `articles`: of PolNeAR, None for all."""

    shared: Path
    articles: int | None = None
    speed: bool = True
    folds: bool = True


def found(names: Sequence[str]) -> Iterator[tuple[str, Path | None]]:
    """The models that are there, with their folders; of the others it is said on standard error."""
    for name in names:
        try:
            yield name, model_folder(name)
        except ModelError as error:
            note(str(error))


def measured(name: str, folder: Path | None, options: Options, out: Path) -> Figures:
    """Every figure of one model; those whose data are not there are left out, and said on standard error."""
    shared = options.shared
    works: list[tuple[tuple[str, ...], Callable[[], Figures]]] = [((), lambda: size(folder))]
    if options.speed:
        texts = speed.default_texts()
        works.append(((), lambda: speed.measure(folder, texts, WORDS, REPETITIONS, 0)))
    reader = load_reader(folder)
    works += [
        ((POLNEAR, COFENET), lambda: attribution.measure(
            reader, shared / POLNEAR, out / "polnear.jsonl", shared / "score", shared / COFENET, options.articles)),
        ((EWT,), lambda: syntax.measure_file(reader, shared / EWT)),
        ((GUM,), lambda: syntax.measure_file(reader, shared / GUM)),
        ((GUM,), lambda: coreference.measure_file(reader, shared / GUM)),
    ]  # fmt: skip
    if (judges := judging.scorers(shared / "score")) is None:
        note(f"records: not measured: the scorers are not in {shared / 'score'}")
    else:
        pipeline = judging.Once(load_pipeline(folder))
        works.append(((CRISIS,), lambda: records.measure(pipeline, judges, [shared / CRISIS], out)))
        works.append(((QUIET,), lambda: quiet(pipeline, shared / QUIET)))
    if options.folds:
        works.append(((), lambda: everything.folded(shared, name if name in MODELS else PACKAGED)))
    figures: Figures = {}
    for data, work in works:
        if missing := [one for one in data if not (shared / one).exists()]:
            note(f"not measured: {', '.join(missing)} not in {shared}")
        else:
            figures |= work()
    return figures


def quiet(pipeline: judging.Reads, path: Path) -> Figures:
    """What is read where hardly anything happens."""
    return overcoding.all_figures({"quiet": overcoding.in_articles(pipeline, path)})


def size(folder: Path | None) -> Figures:
    """What a model takes on disk."""
    with as_file(files("reportedly") / "data" / "model" / DEFAULT) as packaged:
        return {"models.disk_mb": sum(f.stat().st_size for f in (folder or packaged).iterdir() if f.is_file()) / 1e6}


def once(name: str, folder: Path | None, options: Options, keep: Path | None) -> Figures:
    """`measured`, or what was kept of it for this very model and these options."""
    with tempfile.TemporaryDirectory() as place:
        if keep is None:
            return measured(name, folder, options, Path(place))
        from reportedly.model.session import Newsreader

        made_by = f"{Newsreader.load(folder).name} {options}"
        kept = keep / f"{Path(name).name}.json"
        if kept.exists() and (told := json.loads(kept.read_text(encoding="utf-8")))["of"] == made_by:
            return dict(told["figures"])
        figures = measured(name, folder, options, Path(place))
        keep.mkdir(parents=True, exist_ok=True)
        kept.write_text(json.dumps({"of": made_by, "figures": figures}) + "\n", encoding="utf-8")
        return figures


def show(of: Mapping[str, Figures], markdown: bool = False) -> str:
    """The table: a column a model. Of what was measured of none there is no row."""
    rows = [[told, *(figures.get(key) for figures in of.values())] for told, key in ROWS]
    rows = [row for row in rows if any(value is not None for value in row[1:])]
    if not markdown:
        return table(["", *of], rows)
    cells = [[str(told), *map(_short, values)] for told, *values in rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in [["", *of], ["---"] * (len(of) + 1), *cells])


def _short(value: object) -> str:
    """As in `common.cell`, but without the digits that nobody reads."""
    if not isinstance(value, float):
        return "-"
    return f"{value:.3f}" if abs(value) < 1 else f"{value:.1f}" if abs(value) < 100 else f"{value:,.0f}"


def main(argv: Sequence[str] | None = None) -> int:
    parser = arguments(__doc__, several=True)
    parser.add_argument("--shared", type=Path, default=SHARED, metavar="FOLDER", help="where the data lie")
    parser.add_argument("--articles", type=int, metavar="N", help="so many of PolNeAR's; else all")
    parser.add_argument("--no-speed", dest="speed", action="store_false", help="leave out speed, memory and start-up")
    parser.add_argument("--no-folds", dest="folds", action="store_false", help="leave out PLV in folds")
    parser.add_argument("--markdown", action="store_true", help="the table as Markdown")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="keep figures here, and take them from there")
    given = parser.parse_args(argv)
    speed.one_thread()
    options = Options(given.shared, given.articles, given.speed, given.folds)
    of = {name: once(name, folder, options, given.keep) for name, folder in found(given.model or MODELS)}
    print(show(of, given.markdown))
    finish({f"{name}.{key}": value for name, figures in of.items() for key, value in figures.items()}, given.json)
    return 0 if of else 1


if __name__ == "__main__":
    sys.exit(main())

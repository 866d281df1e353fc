"""Every benchmark on the development data, in part or in full: what `quick.py` and `all.py` run."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks import (
    actors,
    attribution,
    calibration,
    coreference,
    dates,
    dispatches,
    figures,
    grounding,
    incidents,
    judging,
    ledger,
    losses,
    minimal,
    overcoding,
    places,
    records,
    redaction,
    speed,
    syntax,
    web,
    whereabouts,
)
from benchmarks.common import Figures, digest, load_pipeline, load_reader, note

EWT, GUM = "data/ud/en_ewt-dev.conllu.gz", "data/ud/en_gum-dev.conllu.gz"
POLNEAR, COFENET = "data/polnear/dev.jsonl.gz", "data/polnear/cofenet_dev.jsonl.gz"
CRISIS, SEED = "data/crisis/dev", "acceptance/seed.jsonl"
QUIET = "data/wikinews/quiet.jsonl.gz"
ECB, ECB_GOLD = "data/ecbplus/docs-dev.jsonl.gz", "data/ecbplus/mentions-dev.jsonl.gz"
OURS_DEV, OURS_TEST = f"{dispatches.SOURCE}dev", f"{dispatches.SOURCE}test"
DATA = (EWT, GUM, POLNEAR, COFENET, CRISIS, SEED, QUIET, ECB, ECB_GOLD, OURS_DEV, OURS_TEST)
"""Data that nothing is trained on: paths under the folder of shared data, and splits of our own dispatches."""
BENCHMARKS = (
    "speed", "ledger", "web", "syntax", "coreference", "actors", "dates", "places", "attribution", "records", "figures",
    "grounding", "whereabouts", "incidents", "overcoding", "minimal", "calibration", "redaction",
)  # fmt: skip
"""How the figures of each begin."""


@dataclass(frozen=True, slots=True)
class Sizes:
    """How much of each benchmark is run; None is all of it. `splits` are those of the minimal pairs, `readings` and
    `kills` what is done to a ledger."""

    sentences: int | None
    articles: int | None
    words: int
    repetitions: int
    large: float
    splits: tuple[str, ...]
    readings: int
    kills: int


QUICK = Sizes(None, None, words=4_000, repetitions=3, large=0, splits=minimal.HELD_OUT, readings=300, kills=2)
FULL = Sizes(None, None, words=20_000, repetitions=5, large=0.25, splits=dispatches.SPLITS, readings=2_000, kills=20)


@dataclass(frozen=True, slots=True)
class Part:
    """One benchmark on its data: paths under the shared folder, and what measures them."""

    name: str
    data: tuple[str, ...]
    measure: Callable[[], Figures]


def parts(shared: Path, model: Path | None, sizes: Sizes, out: Path) -> Iterator[Part]:
    """The benchmarks in turn. Predictions are written under `out`."""
    # Before the model is loaded here, so that nothing else is in memory while start-up is timed.
    yield Part("speed", (), lambda: speed.measured_apart(model, sizes.words, sizes.repetitions, sizes.large))
    yield Part("ledger", (), lambda: _ledger(sizes))
    yield Part("web", (), lambda: _web(sizes))
    reader = load_reader(model)
    for data in (EWT, GUM):
        yield Part(
            f"syntax {data}",
            (data,),
            lambda data=data: syntax.measure_file(reader, shared / data, sizes.sentences),  # type: ignore[misc]
        )
    yield Part(f"coreference {GUM}", (GUM,), lambda: coreference.measure_file(reader, shared / GUM))
    yield Part("actors", (), lambda: actors.figures_of(actors.judge(actors.load_resolver(model), actors.own_cases())))
    yield Part("dates", (), lambda: dates.own_figures(dates.load_reads(model)))
    yield Part("places", (), lambda: places.all_figures(places.measure(reader, [places.TABLE])))
    yield Part(
        f"attribution {POLNEAR}",
        (POLNEAR, COFENET),
        lambda: attribution.measure(
            reader,
            shared / POLNEAR,
            out / "polnear.jsonl",
            shared / "score",
            shared / COFENET,
            sizes.articles,
        ),
    )
    yield Part(
        f"incidents {ECB}",
        (ECB, ECB_GOLD),
        lambda: incidents.measure(
            shared / ECB, shared / ECB_GOLD, load_pipeline(model, vectors=True), incidents.Newsreader.load(model), False
        ),
    )
    yield Part("redaction", (), lambda: redaction.own_figures(load_pipeline(model)))
    judges = judging.scorers(shared / "score")
    if judges is None:
        note(f"records: not measured: the scorers are not in {shared / 'score'}")
        return
    pipeline = judging.Once(load_pipeline(model))
    with tempfile.TemporaryDirectory() as place:
        yield from _whole_records(shared, pipeline, judges, sizes, Path(place), out)


def _ledger(sizes: Sizes) -> Figures:
    with tempfile.TemporaryDirectory() as place:
        return ledger.measure(sizes.readings, sizes.kills, 1, Path(place))


def _web(sizes: Sizes) -> Figures:
    with tempfile.TemporaryDirectory() as place:
        return web.with_readings(sizes.readings, 1, Path(place), lambda path: web.measure(path, 10, 50, 5, 1))


def _whole_records(
    shared: Path, pipeline: judging.Reads, judges: judging.Scorers, sizes: Sizes, place: Path, out: Path
) -> Iterator[Part]:
    """The benchmarks of whole records. Gold of our own dispatches lies under `place`."""
    compiled = dispatches.compiled(place, dict.fromkeys(["dev", "test", *sizes.splits]))
    ours_dev, ours_test = (dispatches.folder_of(place, split) for split in ("dev", "test"))
    golds = [shared / CRISIS, shared / SEED, ours_dev, ours_test]
    yield Part(
        f"records {CRISIS} {SEED} {OURS_DEV} {OURS_TEST}",
        (CRISIS, SEED),
        lambda: records.measure(pipeline, judges, golds, out),
    )
    yield Part(
        f"grounding {OURS_DEV} {OURS_TEST}",
        (),
        lambda: grounding.measure(ours_dev, "corpus-dev") | grounding.measure(ours_test, "corpus-test"),
    )
    yield Part(
        f"figures {CRISIS} {OURS_TEST}",
        (CRISIS,),
        lambda: figures.measure_records(pipeline, judges, [shared / CRISIS, ours_test], out / "figures"),
    )
    yield Part(
        f"whereabouts {CRISIS} {OURS_DEV} {OURS_TEST}",
        (CRISIS,),
        lambda: whereabouts.measure(
            judges, judging.judge_all(pipeline, judges, [shared / CRISIS, ours_dev, ours_test], out)
        ),
    )
    yield Part(
        f"overcoding {OURS_TEST} {QUIET}",
        (QUIET,),
        lambda: overcoding.all_figures(
            overcoding.measure(pipeline, judges, ours_test, [shared / QUIET], out / "overcoding")
        ),
    )
    yield Part(
        f"minimal {' '.join(sizes.splits)}",
        (),
        lambda: minimal.figures_of(
            minimal.judge_pairs(pipeline, judges, dispatches.pairs(d for d in compiled if d.split in sizes.splits), out)
        ),
    )
    yield Part(
        f"calibration {CRISIS} {OURS_DEV} {OURS_TEST}",
        (CRISIS,),
        lambda: calibration.measure(
            judges, judging.judge_all(pipeline, judges, [shared / CRISIS, ours_dev, ours_test], out)
        ),
    )


def digest_of(shared: Path, name: str) -> str | None:
    """The digest of the data that are called `name`, None where they are not there."""
    return dispatches.source_digest(name) if name.startswith(dispatches.SOURCE) else digest(shared / name)


def run(shared: Path, model: Path | None, sizes: Sizes, out: Path) -> Figures:
    """The figures of all benchmarks whose data are there; the others are named on standard error."""
    measured: Figures = {}
    for part in parts(shared, model, sizes, out):
        missing = [name for name in part.data if not (shared / name).exists()]
        if missing:
            note(f"{part.name}: not measured: {', '.join(missing)} not in {shared}")
            continue
        started = time.perf_counter()
        measured |= part.measure()
        note(f"{part.name}: {time.perf_counter() - started:.0f} s")
    return measured


def show(measured: Figures) -> str:
    """The tables of every benchmark that was run."""
    groups: dict[str, Figures] = {}
    for key, value in measured.items():
        groups.setdefault(key.split(".")[0], {})[key] = value
    tables: list[str] = []
    if "speed" in groups:
        tables.append(speed.show(groups["speed"]))
    if "ledger" in groups:
        tables.append(ledger.show(groups["ledger"]))
    if "syntax" in groups:
        tables.append(syntax.show(groups["syntax"]))
    if "coreference" in groups:
        tables.append(coreference.show(groups["coreference"]))
    if "actors" in groups:
        tables.append(actors.summary(groups["actors"]))
    if "dates" in groups:
        tables.append(dates.show(groups["dates"]))
    if "places" in groups:
        tables.append(places.show(groups["places"]))
    if "attribution" in groups:
        tables.append(attribution.show(groups["attribution"]))
    names = dict.fromkeys(key.split(".")[1] for key in groups.get("records", {}))
    for name in names:
        tables += [records.show(groups["records"], name), losses.show(groups["losses"], name)]
    if "grounding" in groups:
        tables.append(grounding.show(groups["grounding"]))
    if "figures" in groups:
        tables.append(figures.show(groups["figures"]))
    if "whereabouts" in groups:
        tables.append(whereabouts.show(groups["whereabouts"]))
    if "incidents" in groups:
        tables.append(incidents.show(groups["incidents"]))
    if "overcoding" in groups:
        tables.append(overcoding.show(groups["overcoding"]))
    if "minimal" in groups:
        tables.append(minimal.show(groups["minimal"]))
    if "calibration" in groups:
        tables.append(calibration.show(groups["calibration"]))
    return "\n\n".join(tables)

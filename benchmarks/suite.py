"""Every benchmark on the development data, in part or in full: what `quick.py` and `all.py` run."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks import actors, attribution, coreference, records, speed, syntax
from benchmarks.common import Figures, load_pipeline, load_reader, note

EWT, GUM = "data/ud/en_ewt-dev.conllu.gz", "data/ud/en_gum-dev.conllu.gz"
POLNEAR, COFENET = "data/polnear/dev.jsonl.gz", "data/polnear/cofenet_dev.jsonl.gz"
CRISIS, SEED = "data/crisis/dev", "acceptance/seed.jsonl"
DATA = (EWT, GUM, POLNEAR, COFENET, CRISIS, SEED)
"""Development data only, as paths under the folder of shared data."""


@dataclass(frozen=True, slots=True)
class Sizes:
    """How much of each benchmark is run; None is all of it."""

    sentences: int | None
    articles: int | None
    words: int
    repetitions: int
    large: float
    both: bool


QUICK = Sizes(sentences=None, articles=None, words=4_000, repetitions=3, large=0, both=True)
FULL = Sizes(sentences=None, articles=None, words=20_000, repetitions=5, large=0.25, both=True)


@dataclass(frozen=True, slots=True)
class Part:
    """One benchmark on its data: paths under the shared folder, and what measures them."""

    name: str
    data: tuple[str, ...]
    measure: Callable[[], Figures]


def parts(shared: Path, model: Path | None, sizes: Sizes, out: Path) -> Iterator[Part]:
    """The benchmarks in turn. Predictions are written under `out`."""
    # Before the model is loaded here, so that nothing else is in memory while start-up is timed.
    texts = speed.default_texts()
    yield Part(
        "speed",
        (),
        lambda: speed.measure(model, texts, sizes.words, sizes.repetitions, sizes.large, sizes.both),
    )
    reader = load_reader(model)
    for data in (EWT, GUM):
        yield Part(
            f"syntax {data}",
            (data,),
            lambda data=data: syntax.measure_file(reader, shared / data, sizes.sentences),  # type: ignore[misc]
        )
    yield Part(f"coreference {GUM}", (GUM,), lambda: coreference.measure_file(reader, shared / GUM))
    yield Part("actors", (), lambda: actors.figures_of(actors.judge(actors.load_resolver(model), actors.own_cases())))
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
    judges = records.scorers(shared / "score")
    if judges is None:
        note(f"records: not measured: the scorers are not in {shared / 'score'}")
        return
    pipeline = load_pipeline(model)
    yield Part(
        f"records {CRISIS} {SEED}",
        (CRISIS, SEED),
        lambda: records.measure(pipeline, judges, [shared / CRISIS, shared / SEED], out),
    )


def run(shared: Path, model: Path | None, sizes: Sizes, out: Path) -> Figures:
    """The figures of all benchmarks whose data are there; the others are named on standard error."""
    figures: Figures = {}
    for part in parts(shared, model, sizes, out):
        missing = [name for name in part.data if not (shared / name).exists()]
        if missing:
            note(f"{part.name}: not measured: {', '.join(missing)} not in {shared}")
            continue
        started = time.perf_counter()
        figures |= part.measure()
        note(f"{part.name}: {time.perf_counter() - started:.0f} s")
    return figures


def show(figures: Figures) -> str:
    """The tables of every benchmark that was run."""
    groups: dict[str, Figures] = {}
    for key, value in figures.items():
        groups.setdefault(key.split(".")[0], {})[key] = value
    tables: list[str] = []
    if "speed" in groups:
        tables.append(speed.show(groups["speed"]))
    if "syntax" in groups:
        tables.append(syntax.show(groups["syntax"]))
    if "coreference" in groups:
        tables.append(coreference.show(groups["coreference"]))
    if "actors" in groups:
        tables.append(actors.summary(groups["actors"]))
    if "attribution" in groups:
        tables.append(attribution.show(groups["attribution"]))
    names = dict.fromkeys(key.split(".")[1] for key in groups.get("records", {}))
    tables += [records.show(groups["records"], name) for name in names]
    return "\n\n".join(tables)

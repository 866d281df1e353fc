"""What is in an export, in words, for the appendix of a paper: counts, model, vocabulary, policy, columns, citation."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from .. import __version__
from ..accuracy import all_measured, caution
from ..ontology import event_types
from ..records import BOUNDS, CONTRACT_VERSION, FORMS, SOURCE_TYPES, STANCES, STATUSES
from .choosing import Chosen
from .tables import tables

__all__ = ["lines"]

POLICIES: Mapping[str, str] = {
    "conservative": "where sources differ or are vague, the lowest number that now stands (ACLED's rule)",
    "range": "the lowest and highest of what sources now give; best what most outlets have of their own (UCDP's rule)",
    "latest": "the newest figure; of several of that day, what most outlets have of their own",
    "official": "the newest word of each state that counts; none where states contradict each other",
}
"""What each policy takes."""


@dataclass(slots=True)
class _Counts:
    """What was met. Grows as the ledger is gone through."""

    kinds: Counter[str] = field(default_factory=Counter)
    models: Counter[str] = field(default_factory=Counter)
    vocabularies: Counter[str] = field(default_factory=Counter)
    outlets: Counter[str] = field(default_factory=Counter)
    types: Counter[str] = field(default_factory=Counter)
    statuses: Counter[str] = field(default_factory=Counter)
    sources: Counter[str] = field(default_factory=Counter)
    stances: Counter[str] = field(default_factory=Counter)
    days: list[str] = field(default_factory=list)


def lines(chosen: Chosen) -> Iterator[str]:
    """A document in Markdown. It tells nothing of the day on which it is made: the same ledger gives the same one."""
    counts = _counted(chosen)
    chosen.tally.write("pages")
    for paragraph in _paragraphs(chosen, counts):
        yield f"{paragraph}\n"


def _counted(chosen: Chosen) -> _Counts:
    counts = _Counts()
    for told in chosen.reports():
        reading = told.report.reading
        counts.kinds.update(
            articles=1, statements=len(reading.statements), events=len(told.events), figures=len(told.figures),
            flaws=len(reading.flaws),
        )  # fmt: skip
        counts.models[reading.article.model or "not told"] += 1
        counts.vocabularies[reading.article.vocabulary or "not told"] += 1
        counts.outlets[told.report.outlet or "not told"] += 1
        counts.types.update(e.type for e in told.events)
        counts.statuses.update(e.status for e in told.events)
        counts.sources.update(s.source_type for s in reading.statements)
        counts.stances.update(s.stance for s in reading.statements)
        if day := (reading.article.published or "")[:10]:
            counts.days = [min([day, *counts.days]), max([day, *counts.days])]
    for dossier in chosen.incidents():
        counts.kinds.update(
            incidents=1, accounts=len(dossier.accounts), conflicts=len(dossier.conflicts),
            series=len(dossier.series), disputed=int(dossier.disputed),
        )  # fmt: skip
    decided = chosen.verdicts()
    counts.kinds["verdicts"] = len(decided)
    return counts


def _paragraphs(chosen: Chosen, counts: _Counts) -> Iterator[str]:
    kinds, state = counts.kinds, chosen.state()
    yield "# Codebook\n"
    yield (
        f"Machine-read from news articles by reportedly {__version__}, record contract version {CONTRACT_VERSION}. "
        f"State of the ledger: {state or 'empty'}.\n"
    )
    yield "## What is in it\n"
    asked = _asked(chosen)
    yield f"Asked for: {asked or 'everything'}.\n"
    days = f", published from {counts.days[0]} to {counts.days[1]}" if counts.days else ""
    yield f"{kinds['articles']:,} articles of {len(counts.outlets):,} outlets{days}; in these\n"
    yield _table(("what", "how many"), [
        ("statements", kinds["statements"]), ("events", kinds["events"]), ("figures", kinds["figures"]),
        ("flaws of the text", kinds["flaws"]), ("incidents that the events come to", kinds["incidents"]),
        ("accounts of these", kinds["accounts"]), ("disputed incidents", kinds["disputed"]),
        ("conflicts between accounts", kinds["conflicts"]), ("series of figures", kinds["series"]),
        ("verdicts of persons in the ledger", kinds["verdicts"]),
    ])  # fmt: skip
    if chosen.tally.left:
        left = "; ".join(f"{count:,} {why}" for why, count in chosen.tally.left.items())
        yield f"Left out: {left}.\n"
    yield "## How it was read\n"
    yield _table(("model", "articles"), sorted(counts.models.items()))
    yield _table(("vocabulary", "articles"), sorted(counts.vocabularies.items()))
    yield (
        "Each record rests on words of its article, and is as certain as its `confidence` says: of those given 0.8, "
        "eight in ten are right. What the model gets right on held-out text stands in the model's card. Records that "
        "persons judged wrong are left out, edited ones are as they were edited.\n"
    )
    yield f"{caution(chosen.models())}\n"
    yield from _measured(counts)
    yield "## Counting\n"
    yield f"Policy **{chosen.policy}**: {POLICIES[chosen.policy]}. Vague words count as their least.\n"
    yield from _vocabulary(counts)
    yield "## Tables and columns\n"
    for table in tables().values():
        yield f"### {table.name}\n"
        yield f"A row is {table.row}.\n"
        yield _table(("column", "type", "meaning"), [(c.name, c.type, c.meaning) for c in table.columns])
    yield "## Citation\n"
    models = ", ".join(sorted(counts.models)) or "no model"
    yield (
        f"> reportedly, version {__version__}: {models}. Ledger of {kinds['articles']:,} articles, state of "
        f"{state or 'no day'}; policy {chosen.policy}.\n"
    )
    yield (
        "Event types, modes and intensities are those of the PLOVER ontology; name it too, and the outlets whose "
        "reports these are."
    )


def _measured(counts: _Counts) -> Iterator[str]:
    """What was measured of the models that read it."""
    known = [(name, all_measured()[name]) for name in sorted(counts.models) if name in all_measured()]
    if known:
        yield _table(("model", "news articles", "kind", "read", "right in part", "right as a whole"), [
            (name, one.articles, kind, told.read, told.found, told.right)
            for name, one in known
            for kind, told in (("statement", one.statement), ("event", one.event), ("figure", one.figure))
        ])  # fmt: skip


def _asked(chosen: Chosen) -> str:
    asked = chosen.asked
    told = {
        "since": asked.since, "until": asked.until, "between": " and ".join(asked.between or ()), "type": asked.type,
        "where": asked.where, "status": asked.status,
        "min-confidence": None if asked.min_confidence is None else str(asked.min_confidence), "as of": chosen.as_of,
    }  # fmt: skip
    return ", ".join(f"{name} {value}" for name, value in told.items() if value)


def _vocabulary(counts: _Counts) -> Iterator[str]:
    yield "## Values\n"
    yield "Event types of PLOVER, with their modes and scores from −10 to 10:\n"
    types = event_types()
    yield _table(("type", "quad", "intensity", "modes", "events"), [
        (
            name, kind.quad, _score(kind.intensity),
            ", ".join(f"{mode} {_score(kind.intensity_of(mode))}" for mode in sorted(kind.modes)), counts.types[name],
        )
        for name, kind in types.items()
    ])  # fmt: skip
    for what, values, met in (
        ("status of an event", STATUSES, counts.statuses),
        ("kind of source", SOURCE_TYPES, counts.sources),
        ("stance of a statement", STANCES, counts.stances),
    ):
        yield _table((what, "how many"), [(value, met[value]) for value in values])
    yield f"Form of a statement: {', '.join(FORMS)}. Bound of a figure: {', '.join(BOUNDS)}.\n"


def _score(number: float) -> str:
    return f"{number:g}".replace("-", "−")


def _table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    cells = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(_cell(cell) for cell in row)} |\n" for row in cells)


def _cell(cell: object) -> str:
    """Words of articles, such as names of outlets, end neither a cell nor a row."""
    told = f"{cell:,}" if isinstance(cell, int) else " ".join(str(cell).split())
    return told.replace("|", "\\|")

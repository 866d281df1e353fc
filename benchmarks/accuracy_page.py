"""The page `docs/accuracy.md`: the tables of `accuracy.py`, `fairness.py` and `weak.py` in Markdown, under the prose of
`data/accuracy_page.toml`.

What is made here hangs on what was measured and on nothing else: no day, no machine.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from benchmarks import fairness, weak
from benchmarks.common import ROOT
from benchmarks.rightness import KINDS
from benchmarks.wilson import FEWEST, Share
from reportedly.accuracy import Accuracy, Count
from reportedly.accuracy import caution as caution_of

if TYPE_CHECKING:
    from benchmarks.accuracy import Cell, Measured

MODEL = "Measured model: `{}`"
"""The line by which a test knows of what model the page tells."""

LOST = 6
"""So many of the sentences that a state loses are shown."""

HEAD = ("read", "right", "right in part", "there", "found")
FAIR = ("read", "right", "points", "mean confidence", "lost", "won")
SECTIONS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("By form of statement", "", ("form", "stance")),
    ("By kind of source", "", ("source",)),
    ("Events by status, voice and quad", "", ("status", "voice", "quad")),
    ("By region", "region", ("region.source", "region.actor", "region.recipient")),
    ("By length of the article", "length", ("length.statement", "length.event", "length.figure")),
)
"""Heading, name of the prose under it, and the tables."""


@lru_cache(maxsize=1)
def prose() -> dict[str, str]:
    """The words of the page by their names."""
    told = tomllib.loads((ROOT / "benchmarks" / "data" / "accuracy_page.toml").read_text("utf-8"))
    return {name: words.strip() for name, words in told.items()}


def page(measured: Measured, told: Accuracy, others: Iterable[Accuracy] = ()) -> str:
    """The page, in Markdown; ends with a line end. `told`: what the package tells of this model, `others` of
    others."""
    return "\n\n".join(part.strip("\n") for part in _parts(measured, told, list(others))) + "\n"


def _parts(measured: Measured, accuracy: Accuracy, others: Sequence[Accuracy]) -> Iterator[str]:
    from benchmarks.accuracy import CUTS, NEWS, OURS, cells, whole

    words, by = prose(), {cut.key: cut for cut in CUTS}
    yield "# How often it errs"
    yield words["intro"]
    yield MODEL.format(measured.model)
    yield words["short"].format(caution=caution_of([measured.model], {measured.model: accuracy}))
    yield "## What was measured, and on what"
    yield words["data"].format(news=measured.articles[NEWS], ours=measured.articles[OURS])
    yield words["right"].format(fewest=FEWEST)
    yield "## In short"
    for title, sets in (("News", NEWS), ("Ours", OURS)):
        yield _table((title, *HEAD), (_line(whole(measured.met, kind, sets), f"{kind}s") for kind in KINDS))
    if others:
        yield words["others"]
        for one in sorted(others, key=lambda one: one.model):
            yield _table((f"`{one.model}`, news", *HEAD[:3]), _counts(one))
    yield "## By confidence"
    yield words["confidence"]
    for kind in KINDS:
        yield _by_confidence(kind, [cells(by[f"confidence.{kind}"], measured.met, sets) for sets in (NEWS, OURS)])
    yield words["together"]
    for heading, about, keys in SECTIONS:
        yield f"## {heading}"
        if about:
            yield words[about]
        for key in keys:
            yield _table((by[key].title, *HEAD), map(_line, cells(by[key], measured.met)))
    if measured.fair is not None:
        yield from fair_parts(measured.fair)
    yield from _weak(measured.weak)


def _line(one: Cell, name: str | None = None) -> list[str]:
    read, gold = f"{one.read.count}", f"{one.gold.count}"
    return [name or one.name, read, told(one.read), plain(one.found), gold, told(one.gold)]


def _counts(one: Accuracy) -> Iterator[list[str]]:
    for kind in KINDS:
        count: Count = getattr(one, kind)
        right, found = Share(count.right, count.read), Share(count.found, count.read)
        yield [f"{kind}s", f"{count.read}", told(right), plain(found)]


def told(one: Share) -> str:
    """`.72 (.66–.77)`; a dash where there are too few."""
    if one.value is None:
        return "–"
    low, high = one.bounds
    return f"{short(one.value)} ({short(low)}–{short(high)})"


def plain(one: Share) -> str:
    """`.72`; a dash where there are too few."""
    return "–" if one.value is None else short(one.value)


def short(value: float) -> str:
    """Two decimals without the nought before them."""
    return f"{value:.2f}".removeprefix("0")


def _by_confidence(kind: str, both: Sequence[Sequence[Cell]]) -> str:
    rows = []
    for name in sorted({one.name for side in both for one in side}):
        row = [name]
        for side in both:
            one = next((c for c in side if c.name == name), None)
            row += [f"{one.read.count}", told(one.read)] if one else ["0", "–"]
        rows.append(row)
    return _table((f"{kind}s given", "news: read", "right", "ours: read", "right"), rows)


# Fairness


def fair_parts(fair: fairness.Measured) -> Iterator[str]:
    """What the page tells of states and groups."""
    words, kinds = prose(), fair.kinds
    states, regions = fairness.standings(fair.states), fairness.regions(fair.states)
    numbers = [(kind, len({o.sentence.number for o in fair.states if o.sentence.kind == kind})) for kind in kinds]
    yield "## Is one state read as surely as another?"
    yield words["fair"].format(
        sentences=sum(count for _, count in numbers),
        kinds=", ".join(f"{count} {kind}s" for kind, count in numbers),
        states=len(states),
    )
    yield _table(("region", *FAIR[:4]), (_stood(one)[:5] for one in regions))
    yield words["kinds"]
    yield _table(
        ("region", *(f"{kind}s" for kind in kinds)),
        ([r.key, *(_both(fairness.region_of(fair, r.key, kind)) for kind in kinds)] for r in regions),
    )
    yield _table(("state", *FAIR), map(_stood, states))
    denials = fairness.standings([o for o in fair.states if o.sentence.kind == "denial"])
    if denials:
        yield _denials(denials)
        for one in sorted((one for one in denials if fairness.far(one)), key=lambda s: (s.difference, s.key)):
            yield from _why(fair, one, f"{one.key} denials")
    yield f"### More than {fairness.POINTS:g} points away"
    far = sorted((one for one in states if fairness.far(one)), key=lambda s: (s.difference, s.key))
    for one in far:
        yield from _why(fair, one)
    if not far:
        yield "None."
    yield words["forms"]
    yield _table(
        ("state", *fairness.FORMS.values()),
        ([s.key, *(plain(fairness.of_form(fair, s.key, form)) for form in fairness.FORMS)] for s in states),
    )
    if fair.groups:
        yield "### Armed groups"
        those = [o.right for o in fair.states if o.sentence.groups]
        yield words["groups"].format(states=plain(Share(sum(those), len(those))))
        groups = fairness.standings(fair.groups)
        yield _table(("group", *FAIR), map(_stood, groups))
        for one in sorted((one for one in groups if fairness.far(one)), key=lambda s: (s.difference, s.key)):
            yield from _why(fair, one)


def _stood(one: fairness.Standing) -> list[str]:
    sure = "–" if one.confidence is None else short(one.confidence)
    counts = (one.share.count, len(one.lost), len(one.won))
    read, lost, won = map(str, counts)
    return [one.key, read, told(one.share), _points(one), sure, lost, won]


def _points(one: fairness.Standing) -> str:
    return f"{one.difference:+.1f}".replace("-", "−")


def _both(one: fairness.Standing) -> str:
    return f"{plain(one.share)} ({_points(one)})"


def _denials(those: Sequence[fairness.Standing]) -> str:
    ordered = sorted(those, key=lambda s: (s.difference, s.key))
    worst, best = ordered[0], ordered[-1]
    sure = [s.confidence for s in those if s.confidence is not None] or [0.0]
    return prose()["denials"].format(
        count=worst.share.count, best=best.key, best_share=plain(best.share), worst=worst.key,
        worst_share=plain(worst.share), low=short(min(sure)), high=short(max(sure)),
    )  # fmt: skip


def _why(fair: fairness.Measured, one: fairness.Standing, key: str = "") -> Iterator[str]:
    """Why a party is far away, by what is told of it under `key`, and what it loses."""
    key = key or one.key
    yield f"**{key}, {_points(one)} points.** {fair.told(key) or prose()['unknown']}"
    if one.lost:
        shown = [f"- {escaped(fairness.told_in_words(outcome))}" for outcome in one.lost[:LOST]]
        more = len(one.lost) - LOST
        yield "\n".join([*shown, *([f"- and {more} more"] if more > 0 else [])])


# What it does badly


def _weak(those: Sequence[weak.Shown]) -> Iterator[str]:
    yield "## What it does badly"
    yield prose()["weak"].format(texts=len(those), right=sum(one.right for one in those))
    for one in those:
        hard = one.weak.hard
        lines = [f"**{hard[:1].upper()}{hard[1:]}.** {escaped(one.weak.text)}", ""]
        lines += [f"- {'read' if found else '**not read**'}: {escaped(line)}" for line, found in one.expected]
        lines += [f"- **read, and wrong**: {escaped(line)}" for line in one.wrongly]
        lines += [f"- all that was read: {escaped('; '.join(one.read) or 'nothing')}"]
        yield "\n".join(lines)


def escaped(words: str) -> str:
    """What Markdown would take for marks."""
    for sign in ("\\", "|", "*", "<", "_"):
        words = words.replace(sign, f"\\{sign}")
    return words


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    cells = [list(head), ["---", *["--:"] * (len(head) - 1)], *rows]
    return "\n".join(f"| {' | '.join(row)} |" for row in cells)

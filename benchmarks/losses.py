"""Where events are lost: what became of every gold event, and what was read that is none.

Events are paired as `score_records.py` pairs them. Of a gold event without a partner the trigger was lost; of one
with a partner it may be the type, the actor, the recipient, the status or the voice. Three counts for each:

first   the first of these in this order; every gold event is counted once, and what is left was told right
any     wrong, whatever else is wrong with its partner
only    wrong, and nothing else: what would be told right if this alone were mended
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from benchmarks.common import Figures, table

Row = dict[str, Any]

FAULTS = {
    "trigger": "trigger: none read there",
    "trigger_shared": "trigger: the one read there is another event's",
    "type": "type",
    "actor_missing": "actor: none read",
    "actor_extra": "actor: one read, gold has none",
    "actor_wrong": "actor: another read",
    "recipient_missing": "recipient: none read",
    "recipient_extra": "recipient: one read, gold has none",
    "recipient_wrong": "recipient: another read",
    "status": "status",
    "voice_missing": "voice: the article's own read, gold has a statement",
    "voice_extra": "voice: a statement read, gold has none",
    "voice_wrong": "voice: another statement read",
}
"""What can be wrong with an event, in the order in which it is looked for, and what it is called for people."""
FALSE = {"elsewhere": "nothing is told there", "beside": "a further one on words whose gold events are all taken"}
COUNTS = ("first", "any", "only")
UNPAIRED = ("trigger", "trigger_shared")
"""Faults of events without a partner: what else is wrong with them cannot be said."""


@dataclass(frozen=True, slots=True)
class Fate:
    """A gold event, the one that was read for it, and what is wrong with that, in the order of `FAULTS`."""

    gold: Row
    read: Row | None
    faults: tuple[str, ...]

    @property
    def told_right(self) -> bool:
        return not self.faults

    @property
    def typed(self) -> bool:
        return self.read is not None and "type" not in self.faults


@dataclass(frozen=True, slots=True)
class Compared:
    """The events of one article: what became of each gold one, and those read that are none, by kind of `FALSE`."""

    fates: tuple[Fate, ...]
    false: tuple[tuple[str, Row], ...]

    @property
    def right(self) -> bool:
        """Whether every event was told right, and nothing else was read."""
        return not self.false and all(fate.told_right for fate in self.fates)


def compare(scorer: ModuleType, gold_path: Path, read_path: Path) -> Compared:
    """Lay the events of two files of records over each other, with the measures of `scorer`, score_records.py."""
    (gold, gold_ids), (read, read_ids) = scorer.load(str(gold_path)), scorer.load(str(read_path))
    golds: list[Row] = gold["event"]
    reads: list[Row] = read["event"]
    partners = {id(g): p for g, p in scorer.pair(golds, reads, lambda g, p: _score(scorer, g, p))}
    taken = {id(p) for p in partners.values()}

    fates: list[Fate] = []
    for g in golds:
        p: Row | None = partners.get(id(g))
        if p is None:
            shared = any(scorer.near(g["span"], other["span"]) for other in reads)
            fates.append(Fate(g, None, ("trigger_shared" if shared else "trigger",)))
        else:
            fates.append(Fate(g, p, tuple(_faults(scorer, g, p, gold_ids, read_ids))))

    def kind(p: Row) -> str:
        return "beside" if any(scorer.near(g["span"], p["span"]) for g in golds) else "elsewhere"

    return Compared(tuple(fates), tuple((kind(p), p) for p in reads if id(p) not in taken))


def _typed(g: Row, p: Row) -> bool:
    return p["type"] == g["type"] or p["type"] in g.get("also_accepted", [])


def _score(scorer: ModuleType, g: Row, p: Row) -> int:
    """How well two events fit: that of `score_records.py`, where it cannot be had from."""
    if not scorer.near(g["span"], p["span"]):
        return 0
    parties = sum(2 for field in ("actor", "recipient") if scorer.same_party(g[field], p[field]))
    return 1 + 4 * int(_typed(g, p)) + parties


def _faults(
    scorer: ModuleType, g: Row, p: Row, gold_ids: Mapping[str, Row], read_ids: Mapping[str, Row]
) -> Iterator[str]:
    if not _typed(g, p):
        yield "type"
    for field in ("actor", "recipient"):
        if not scorer.same_party(g[field], p[field]):
            yield f"{field}_{_difference(g[field], p[field])}"
    if g["status"] != p["status"]:
        yield "status"
    said, heard = gold_ids.get(g["according_to"]), read_ids.get(p["according_to"])
    if (said or heard) and not (said and heard and scorer.iou(said["content"], heard["content"]) >= 0.5):
        yield f"voice_{_difference(said, heard)}"


def _difference(gold: Row | None, read: Row | None) -> str:
    return "extra" if gold is None else "missing" if read is None else "wrong"


def check(compared: Iterable[Compared], counts: Mapping[str, int]) -> None:
    """Raises ValueError where the scorer counted otherwise than we do: then its pairing is no longer ours."""
    fates = [fate for one in compared for fate in one.fates]
    typed = [fate for fate in fates if fate.typed]
    ours = {
        "event gold": len(fates),
        "event trigger": sum(fate.read is not None for fate in fates),
        "event typed": len(typed),
        "event told-right": sum(fate.told_right for fate in fates),
        "event field actor": sum(not any(f.startswith("actor") for f in fate.faults) for fate in typed),
        "event field recipient": sum(not any(f.startswith("recipient") for f in fate.faults) for fate in typed),
        "event field status": sum("status" not in fate.faults for fate in typed),
        "event field according_to": sum(not any(f.startswith("voice") for f in fate.faults) for fate in typed),
    }
    apart = {name: (count, counts.get(name, 0)) for name, count in ours.items() if count != counts.get(name, 0)}
    if apart:
        raise ValueError(f"score_records.py counts otherwise (ours, its): {apart}")


def figures_of(name: str, compared: Iterable[Compared]) -> Figures:
    """Counts `losses.NAME.{first,any,only}.FAULT`, `….gold`, `….told_right`, and `….false.KIND`."""
    compared = list(compared)
    fates = [fate for one in compared for fate in one.fates]
    told = {
        "first": Counter(fate.faults[0] for fate in fates if fate.faults),
        "any": Counter(fault for fate in fates for fault in fate.faults),
        "only": Counter(fate.faults[0] for fate in fates if len(fate.faults) == 1),
    }
    false = Counter(kind for one in compared for kind, _ in one.false)
    start = f"losses.{name}"
    return (
        {f"{start}.gold": float(len(fates)), f"{start}.told_right": float(sum(fate.told_right for fate in fates))}
        | {
            f"{start}.{count}.{fault}": float(told[count][fault])
            for count in COUNTS
            for fault in FAULTS
            if count == "first" or fault not in UNPAIRED
        }
        | {f"{start}.false.{kind}": float(false[kind]) for kind in FALSE}
    )


def show(figures: Figures, name: str) -> str:
    """The table of one data set: gold events by what was lost, then what was read and is none."""
    start = f"losses.{name}"
    gold = int(figures[f"{start}.gold"])

    def number(key: str) -> int | None:
        return int(figures[key]) if key in figures else None

    rows: list[list[object]] = [
        [words, *(number(f"{start}.{count}.{fault}") for count in COUNTS)] for fault, words in FAULTS.items()
    ]
    rows.append(["told right", int(figures[f"{start}.told_right"]), None, None])
    false = [[words, int(figures[f"{start}.false.{kind}"])] for kind, words in FALSE.items()]
    lost = table([f"{name}: {gold} events are lost at", *COUNTS], rows)
    return f"{lost}\n\n{table([f'{name}: read, and no event', 'count'], false)}"


def confusions(compared: Iterable[Compared], most: int = 12) -> Iterator[str]:
    """The most frequent mistakes in type, and in status where the type is right: gold, what was read, how often."""
    fates = [fate for one in compared for fate in one.fates if fate.read is not None]
    types = Counter((f.gold["type"], f.read["type"]) for f in fates if f.read and "type" in f.faults)
    statuses = Counter((f.gold["status"], f.read["status"]) for f in fates if f.read and f.typed)
    for what, counted in (("type", types), ("status", statuses)):
        wrong = [(pair, count) for pair, count in counted.most_common() if pair[0] != pair[1]]
        yield from (f"{what}: {gold} read as {read}: {count}" for (gold, read), count in wrong[:most])


def errors(article: str, compared: Compared) -> Iterator[str]:
    """A line for each event that was not told right, or is none."""
    for fate in compared.fates:
        if fate.faults:
            read = f" — read: {told(fate.read)}" if fate.read else ""
            yield f"{article}: {', '.join(fate.faults)}: {told(fate.gold)}{read}"
    yield from (f"{article}: false, {FALSE[kind]}: {told(row)}" for kind, row in compared.false)


def told(row: Row) -> str:
    """One event in a line: its trigger, what kind, who, whom, whether, and whether on somebody's word."""
    kind = f"{row['type']}/{row['mode']}" if row["mode"] else row["type"]
    parties = " → ".join(f"[{row[field]['text']}]" if row[field] else "[nobody]" for field in ("actor", "recipient"))
    voice = "said" if row["according_to"] else "told"
    return f"“{row['text']}” {row['span']} {kind} {parties} {row['status']}, {voice}"

"""The counts that the corpus promises, each against its target."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain
from pathlib import Path

from reportedly.records import FORMS, SOURCE_TYPES, STANCES

from .lines import STATUSES
from .linked import Linked
from .markup import SPLITS, STYLES, Dispatch
from .ontology import event_types
from .records import Row, rows
from .sentences import sentences
from .whole import pairs_of

BOUNDS = ("exact", "about", "at least", "at most", "between", "vague")
CONTINENTS = ("Africa", "Asia", "Europe", "North America", "South America", "Oceania")
NO_STATES = frozenset({"IGO", "NGO", "MNC"})


@dataclass(frozen=True, slots=True)
class Count:
    """One count. `target` is the least that is promised, or None where nothing is."""

    group: str
    name: str
    value: int
    target: int | None = None

    @property
    def short(self) -> bool:
        return self.target is not None and self.value < self.target


def counts(dispatches: Sequence[Linked]) -> list[Count]:
    """All counts, in groups that stand together."""
    compiled = [rows(one) for one in dispatches]
    every = [row for found in compiled for row in found]
    statements, events, figures, flaws = ([r for r in every if r["kind"] == k] for k in _KINDS)
    found = [
        Count("size", "dispatches", len(dispatches), 400),
        Count("size", "sentences", sum(len(sentences(one.text)) for one in dispatches), 2000),
        Count("size", "words", sum(len(one.text.split()) for one in dispatches)),
        Count("size", "sentences without an event", sum(map(_quiet, dispatches, compiled)), 500),
        Count(
            "size", "minimal pairs", sum(len(b) == 2 for b in pairs_of([d.dispatch for d in dispatches]).values()), 200
        ),
        Count("size", "statements", len(statements), 1600),
        Count("size", "events", len(events)),
        Count("size", "figures", len(figures), 500),
        Count("size", "flaws", len(flaws)),
    ]
    heads = [one.dispatch.head for one in dispatches]
    found += _each("dispatches in", SPLITS, (h.split for h in heads))
    split_of = chain.from_iterable([one.dispatch.head.split] * len(sentences(one.text)) for one in dispatches)
    found += _each("sentences in", SPLITS, split_of)
    found += _each("style", STYLES, (h.style for h in heads), 1)
    found += _each("type", event_types(), (e["type"] for e in events), 60)
    modes = [f"{t.name} {mode}" for t in event_types().values() for mode in t.modes]
    found += _each("mode", modes, (f"{e['type']} {e['mode']}" for e in events if e["mode"]), 5)
    found += _each("status", STATUSES, (e["status"] for e in events), 120)
    found += _each("source type", SOURCE_TYPES, (s["source_type"] for s in statements), 90)
    found += [
        Count("stance", c.name, c.value, None if c.name == "asserts" else 90)
        for c in _each("stance", STANCES, (s["stance"] for s in statements))
    ]
    found += _each("form", FORMS, (s["form"] for s in statements), 1)
    found += _told(statements, events)
    found += _each("bound", BOUNDS, (f["bound"] for f in figures), 1)
    found += [
        Count("figures", "units", len({f["unit"] for f in figures})),
        Count("figures", "measures", len({f["measure"] for f in figures if f["measure"]})),
        Count("figures", "tied to an event", sum(bool(f["event"]) for f in figures)),
    ]
    found += _each("problem", sorted({f["problem"] for f in flaws}), (f["problem"] for f in flaws))
    found += _differences(one.dispatch for one in dispatches)
    return [*found, *_breadth(dispatches, compiled)]


_KINDS = ("statement", "event", "figure", "flaw")


def _differences(dispatches: Iterable[Dispatch]) -> list[Count]:
    """What the pairs differ in, told by the last words of their settings; what only one does is told together."""
    counted: Counter[str] = Counter()
    for both in pairs_of(list(dispatches)).values():
        words = both[0].head.setting.split(maxsplit=2)[-1]
        counted["an ambiguous word" if words.startswith("ambiguous") else words] += len(both) == 2
    several = [Count("pairs about", name, n) for name, n in counted.most_common() if n > 1]
    return [*several, Count("pairs about", "what no other pair is about", sum(n == 1 for n in counted.values()))]


def _each(group: str, names: Iterable[str], values: Iterable[str], target: int | None = None) -> list[Count]:
    counted = Counter(values)
    return [Count(group, name, counted[name], target) for name in names]


def _quiet(linked: Linked, found: Sequence[Row]) -> int:
    """How many sentences of a dispatch hold no trigger."""
    triggers = [row["span"][0] for row in found if row["kind"] == "event"]
    return sum(not any(s.start <= t < s.end for t in triggers) for s in sentences(linked.text))


def _told(statements: Sequence[Row], events: Sequence[Row]) -> Iterator[Count]:
    """How statements and events are told; what cannot be read off the records is told by looking at the words."""
    yield Count("statements", "inside another", sum(bool(s["within"]) for s in statements), 1)
    yield Count("statements", "without a source", sum(not s["source"] for s in statements))
    yield Count("statements", "without a cue", sum(not s["cue"] for s in statements))
    yield Count("statements", "content in pieces", sum(len(s["content"]) > 1 for s in statements))
    yield Count("statements", "with a hedge", sum(bool(s["hedges"]) for s in statements))
    yield Count("statements", "with a remark on evidence", sum(bool(s["evidence"]) for s in statements))
    yield Count("events", "told on another's word", sum(bool(e["according_to"]) for e in events))
    yield Count("events", "retellings", sum(bool(e["same_as"]) for e in events))
    yield Count("events", "reciprocal, in pairs", _mutual(events))
    yield Count("events", "with a time", sum(bool(e["when"]) for e in events))
    yield Count("events", "with a place", sum(bool(e["where"]) for e in events))
    yield Count("events", "without an actor", sum(not e["actor"] for e in events))


def _mutual(events: Sequence[Row]) -> int:
    sides: Counter[tuple[object, ...]] = Counter()
    for e in events:
        if e["actor"] and e["recipient"]:
            both = sorted([tuple(e["actor"]["span"]), tuple(e["recipient"]["span"])])
            sides[e["id"].split(":")[0], tuple(e["span"]), *both] += 1
    return sum(n == 2 for n in sides.values())


_BEING = re.compile(r"(?i)\b(?:am|is|are|was|were|be|been|being|get|gets|got|getting)\s+(?:\w+ly\s+|not\s+|also\s+)*$")
_DETERMINED = re.compile(
    r"(?i)(?:\b(?:the|an?|this|that|these|those|its|his|her|their|our|no|any|another)|['’]s|s['’])\s+(?:[\w-]+\s+){0,2}$"
)
_LIGHT_VERBS = (
    "make makes made making take takes took taken taking give gives gave given giving launch launches launched "
    "launching stage stages staged staging hold holds held holding conduct conducts conducted conducting issue issues "
    "issued issuing mount mounts mounted mounting impose imposes imposed imposing pay pays paid paying"
)
_LIGHT = re.compile(rf"(?i)\b(?:{_LIGHT_VERBS.replace(' ', '|')}|carr(?:y|ies|ied|ying) out)\s+(?:[\w-]+\s+){{0,4}}$")


def _breadth(dispatches: Sequence[Linked], compiled: Sequence[Sequence[Row]]) -> Iterator[Count]:
    """Forms of telling, by the words about the triggers; states, continents and decades."""
    forms: Counter[str] = Counter()
    for one, found in zip(dispatches, compiled, strict=True):
        seen: set[tuple[int, int]] = set()
        for row in (r for r in found if r["kind"] == "event"):
            start, end = row["span"]
            before = one.text[max(0, start - 80) : start]
            passive = bool(_BEING.search(before)) and not row["text"].split()[0].endswith("ing")
            nominal = not passive and bool(_DETERMINED.search(before)) and not re.search(r"(?:ed|ing)$", row["text"])
            if (start, end) in seen:
                forms["several on one trigger"] += 1
                continue
            seen.add((start, end))
            forms["passive, about"] += passive
            forms["nominal, about"] += nominal
            forms["light verb, about"] += nominal and bool(_LIGHT.search(before))
    for name in ("passive, about", "nominal, about", "light verb, about", "several on one trigger"):
        yield Count("events", name, forms[name])
    states = Counter(chain.from_iterable(map(_states, compiled)))
    yield Count("breadth", "states and territories", len(states), 100)
    homes = _continents()
    on = Counter(homes[state] for state in states.elements() if state in homes)
    yield Count("breadth", "continents", sum(on[c] > 0 for c in CONTINENTS), 6)
    for continent in CONTINENTS:
        yield Count("dispatches about states of", continent, on[continent])
    decades = Counter(one.dispatch.head.date[:3] + "0s" for one in dispatches if one.dispatch.head.date)
    for decade in ("1940s", "1950s", "1960s", "1970s", "1980s", "1990s", "2000s", "2010s", "2020s"):
        yield Count("decade", decade, decades[decade], 1)
    yield Count("decade", "undated", sum(not one.dispatch.head.date for one in dispatches))


def _states(found: Sequence[Row]) -> set[str]:
    """The states of which a dispatch tells something, by their parties and places."""
    parts = (row.get(key) for row in found for key in ("source", "actor", "recipient", "where"))
    return {part["country"] for part in parts if part and part["country"]} - NO_STATES


@cache
def _continents() -> dict[str, str]:
    file = Path(__file__).with_name("continents.toml")
    return {code: name for name, codes in tomllib.loads(file.read_text("utf-8")).items() for code in codes}


def table(found: Sequence[Count]) -> str:
    """The counts for people, a line each; what falls short says by how much."""
    width = max(len(f"{c.group} {c.name}") for c in found)
    lines: list[str] = []
    for n, count in enumerate(found):
        if n and found[n - 1].group != count.group:
            lines.append("")
        against = "" if count.target is None else f" of {count.target}"
        missing = f"   {count.target - count.value} short" if count.short and count.target is not None else ""
        lines.append(f"{f'{count.group} {count.name}':{width}}  {count.value:6}{against}{missing}")
    short = [c for c in found if c.short]
    return "\n".join([*lines, "", f"{len(short)} counts fall short of their targets"])


def markdown(found: Sequence[Count]) -> str:
    """The counts for `corpus/README.md`, a row a group."""
    groups: dict[str, list[Count]] = {}
    for count in found:
        groups.setdefault(count.group, []).append(count)
    lines = ["| | counts |", "| --- | --- |"]
    for group, members in groups.items():
        if group == "mode":
            lines += [f"| {group} of {name} | {words} |" for name, words in _modes(members)]
            continue
        told = ", ".join(f"{c.name} {c.value}{_promised(c)}" for c in members)
        lines.append(f"| {group} | {told} |")
    return "\n".join(lines)


def _promised(count: Count) -> str:
    return f" (of {count.target})" if count.short else ""


def _modes(members: Sequence[Count]) -> Iterator[tuple[str, str]]:
    for name in event_types():
        mine = [c for c in members if c.name.split()[0] == name]
        if mine:
            yield name, ", ".join(f"{c.name.split()[1]} {c.value}{_promised(c)}" for c in mine)

"""What only shows when dispatches are laid side by side: duplicates, pairs, and what stands in two splits."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from functools import cache

from reportedly.gazetteer import SURNAME, load_gazetteer

from .likeness import Sentence, doubles
from .lines import Party
from .linked import Linked
from .markup import Dispatch, Fault
from .records import identity, rows

_PAIR = re.compile(r"pair\s+(\d+)\s+(\S.*)")
_PAIR_SHARE = 0.5
"""Share of words in common below which two texts are hardly one text changed."""


def pair_of(dispatch: Dispatch) -> str | None:
    """The pair that a dispatch is one of, told by its writer's letter and the pair's number."""
    match = _PAIR.fullmatch(dispatch.head.setting)
    return f"{dispatch.head.id[0]}{int(match.group(1))}" if match else None


def pairs_of(dispatches: Sequence[Dispatch]) -> dict[str, list[Dispatch]]:
    found: dict[str, list[Dispatch]] = defaultdict(list)
    for dispatch in dispatches:
        pair = pair_of(dispatch)
        if pair:
            found[pair].append(dispatch)
    return dict(found)


def twice(dispatches: Sequence[Dispatch]) -> Iterator[Fault]:
    """Ids and texts that stand twice."""
    ids: dict[str, Dispatch] = {}
    texts: dict[str, Dispatch] = {}
    for dispatch in dispatches:
        first = ids.setdefault(dispatch.head.id, dispatch)
        if first is not dispatch:
            yield dispatch.fault(dispatch.line, f"id {dispatch.head.id} is taken by {first.file}:{first.line}")
        first = texts.setdefault(" ".join(dispatch.text.casefold().split()), dispatch)
        if first is not dispatch:
            yield dispatch.fault(dispatch.line, f"the same text as {first.head.id} ({first.file}:{first.line})")


def unpaired(dispatches: Sequence[Dispatch]) -> Iterator[Fault]:
    """Pairs of more or fewer than two, in two splits, or of two differences."""
    for dispatch in dispatches:
        if dispatch.head.setting.startswith("pair") and not pair_of(dispatch):
            yield dispatch.fault(dispatch.line, "the setting of a pair is 'pair NUMBER DIFFERENCE'")
    for pair, both in pairs_of(dispatches).items():
        last = both[-1]
        if len(both) != 2:
            names = ", ".join(d.head.id for d in both)
            yield last.fault(last.line, f"pair {pair} has {len(both)} dispatches ({names}), not two")
        if len({d.head.split for d in both}) > 1:
            yield last.fault(last.line, f"pair {pair} stands in two splits")
        if len({d.head.setting for d in both}) > 1:
            yield last.fault(
                last.line, f"pair {pair} has two names: {', '.join(sorted({d.head.setting for d in both}))}"
            )


def leaks(dispatches: Sequence[Dispatch], linked: Sequence[Linked]) -> Iterator[Fault]:
    """Settings and invented persons in two splits. A pair's number is its writer's own, so its setting is no leak."""
    settings: dict[str, Dispatch] = {}
    for dispatch in dispatches:
        if pair_of(dispatch):
            continue
        first = settings.setdefault(dispatch.head.setting.casefold(), dispatch)
        if first.head.split != dispatch.head.split:
            where = f"{first.head.split} ({first.head.id})"
            yield dispatch.fault(
                dispatch.line, f"setting {dispatch.head.setting!r} in {dispatch.head.split}, and in {where}"
            )
    persons: dict[str, Linked] = {}
    for one in linked:
        for label in one.of(Party):
            name, entity, _, _ = identity(one, label)
            if entity != "person" or not name or not invented(name):
                continue
            found = persons.setdefault(name.casefold(), one)
            if found.dispatch.head.split != one.dispatch.head.split:
                where = f"{found.dispatch.head.split} ({found.dispatch.head.id})"
                yield one.fault(label, f"{name} in {one.dispatch.head.split}, and in {where}")


@cache
def invented(name: str) -> bool:
    """Whether a name of several words is nobody's whom the gazetteer knows."""
    gazetteer = load_gazetteer()
    return " " in name and not gazetteer.people(name) and gazetteer.nearness(name) in (None, SURNAME)


def alike(linked: Sequence[Linked]) -> Iterator[Fault]:
    """Sentences that differ only in names and numbers, or hardly more. The two of a pair may."""
    exempt = {d.head.id: pair for d in (x.dispatch for x in linked) if (pair := pair_of(d))}
    counted: Counter[int] = Counter()
    for double in doubles(linked, exempt):
        counted[id(double.other)] += 1
        if counted[id(double.other)] > 1:  # one is enough to say that it must be written anew
            continue
        twin = double.one.linked.dispatch
        words = f"{_excerpt(double.other)} — too like {twin.head.id} ({twin.file}): {_excerpt(double.one)}"
        yield _at(double.other, f"{words} [{double.share:.2f}]")


def _at(sentence: Sentence, words: str) -> Fault:
    dispatch = sentence.linked.dispatch
    near = [m.line for m in dispatch.marks if m.span.overlaps(sentence.span)]
    return dispatch.fault(min(near, default=dispatch.line), words)


def _excerpt(sentence: Sentence) -> str:
    words = sentence.span.of(sentence.linked.text)
    return f"“{words if len(words) <= 90 else words[:89] + '…'}”"


def same_records(linked: Sequence[Linked]) -> Iterator[Fault]:
    """Pairs whose records do not differ, or whose texts differ in much: told as doubts."""
    by_id = {one.dispatch.head.id: one for one in linked}
    for pair, both in pairs_of([one.dispatch for one in linked]).items():
        if len(both) != 2:
            continue
        one, other = (by_id[d.head.id] for d in both)
        last = other.dispatch
        if _told(one) == _told(other):
            yield last.fault(last.line, f"the records of pair {pair} do not differ", doubt=True)
        share = SequenceMatcher(None, one.text.split(), other.text.split(), autojunk=False).ratio()
        if share < _PAIR_SHARE:
            yield last.fault(last.line, f"the texts of pair {pair} have only {share:.0%} in common", doubt=True)


def _told(linked: Linked) -> list[object]:
    """The records of a dispatch without their places."""
    kept = (
        "kind", "type", "mode", "status", "stance", "source_type", "form", "bound", "value", "low", "high", "unit",
        "measure",
    )  # fmt: skip
    told: list[object] = []
    for row in rows(linked)[1:]:
        parties = [row[k]["name"] or row[k]["text"] for k in ("source", "actor", "recipient") if row.get(k)]
        absent = [k for k in ("actor", "recipient", "according_to", "within", "same_as", "cue") if not row.get(k)]
        remarks = [[linked.text[slice(*s)] for s in row.get(k, ())] for k in ("hedges", "evidence")]
        where = [(row.get(k) or {}).get(f) for k, f in (("when", "start"), ("when", "end"), ("where", "country"))]
        told.append(([row.get(k) for k in kept], parties, absent, remarks, where))
    return told

"""How far two annotations of the same texts agree, and where they part.

The figures are those of `score_records.py`, the same that judge a reader; the list of differences is made for the
two who annotated.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

from benchmarks.common import json_lines

from .markup import Dispatch
from .records import Row

Pair = tuple[Path, Path]


def pairs(one: Path, other: Path) -> list[Pair]:
    """The files of two folders whose texts are the same, in the order of the first folder's names."""
    theirs = {_article(path)["id"]: path for path in _files(other)}
    return [(path, theirs[i]) for path in _files(one) if (i := _article(path)["id"]) in theirs]


def _files(folder: Path) -> list[Path]:
    return sorted(p for p in folder.rglob("*.jsonl") if p.name != "index.jsonl")


def _article(path: Path) -> Row:
    return next(json_lines(path))


def figures(scorer: ModuleType, both: Sequence[Pair]) -> dict[str, Any]:
    """Agreement: the first annotation as the gold, the second as what was read."""
    counted: Counter[str] = Counter()
    for one, other in both:
        scorer.score(str(one), str(other), counted)
    report: dict[str, Any] = scorer.report(counted)
    return report


def told(report: dict[str, Any]) -> str:
    lines = []
    for key, value in report.items():
        if isinstance(value, dict):
            numbers = f"{value['F1']:.3f}  (first {value['gold']}, second {value['read']})"
        else:
            numbers = "-" if value is None else f"{value:.3f}"
        lines.append(f"{key:36} {numbers}")
    return "\n".join(lines)


def differences(scorer: ModuleType, both: Sequence[Pair]) -> dict[str, list[str]]:
    """What the two tell differently, by kind of difference, the most frequent kind first."""
    found: dict[str, list[str]] = defaultdict(list)
    for one, other in both:
        for kind, words in _of_one(scorer, one, other):
            found[kind].append(f"{one.stem}: {words}")
    return dict(sorted(found.items(), key=lambda item: -len(item[1])))


def _of_one(scorer: ModuleType, one: Path, other: Path) -> Iterator[tuple[str, str]]:
    (first, first_ids), (second, second_ids) = scorer.load(str(one)), scorer.load(str(other))
    text: str = first["article"][0]["text"]

    def voice(row: Row, ids: dict[str, Row]) -> str | None:
        said = ids.get(row["according_to"])
        return _content(text, said) if said else None

    scores = {
        "statement": scorer.statement_score,
        "event": lambda a, b: _event_score(scorer, a, b),
        "figure": lambda a, b: scorer.iou([a["span"]], [b["span"]]),
        "flaw": lambda a, b: a["problem"] == b["problem"] and scorer.iou([a["span"]], [b["span"]]),
    }
    for kind, score in scores.items():
        matched = scorer.pair(first[kind], second[kind], score)
        for which, rows, n in (("first", first[kind], 0), ("second", second[kind], 1)):
            taken = {id(pair[n]) for pair in matched}
            for row in rows:
                if id(row) not in taken:
                    yield f"{kind} only in the {which}", _words(text, row)
        for a, b in matched:
            for field in _FIELDS[kind]:
                if field == "according_to":
                    same = (a[field] is None) == (b[field] is None) and (
                        a[field] is None
                        or scorer.iou(first_ids[a[field]]["content"], second_ids[b[field]]["content"]) >= 0.5
                    )
                    values = voice(a, first_ids), voice(b, second_ids)
                else:
                    same, values = _same(scorer, field, a[field], b[field]), (_show(a[field]), _show(b[field]))
                if not same:
                    yield f"{kind} {field}", f"{_words(text, a)}: {values[0]} | {values[1]}"


_FIELDS = {
    "statement": ("source", "source_type", "cue", "form", "stance", "hedges", "evidence", "within"),
    "event": ("type", "mode", "actor", "recipient", "status", "according_to", "when", "where", "same_as"),
    "figure": ("value", "low", "high", "bound", "unit", "measure"),
    "flaw": (),
}


def _event_score(scorer: ModuleType, a: Row, b: Row) -> int:
    if not scorer.near(a["span"], b["span"]):
        return 0
    parties = sum(2 for key in ("actor", "recipient") if scorer.same_party(a[key], b[key]))
    return 1 + 4 * int(a["type"] == b["type"]) + parties


def _same(scorer: ModuleType, field: str, a: Any, b: Any) -> bool:
    match field:
        case "source" | "actor" | "recipient":
            return bool(scorer.same_party(a, b))
        case "cue":
            return (a is None and b is None) or bool(scorer.overlap(a, b))
        case "hedges" | "evidence" | "within" | "same_as":
            return bool(a) == bool(b)
        case "when" | "where":
            keys = ("start", "end") if field == "when" else ("country",)
            return bool(a) == bool(b) and all((a or {}).get(k) == (b or {}).get(k) for k in keys)
    return bool(a == b)


def _show(value: Any) -> str:
    if isinstance(value, dict):
        kept = ("name", "country", "sector", "start", "end")
        told = [str(value[k]) for k in kept if value.get(k)]
        return f"{value['text']} [{' '.join(told)}]"
    return "-" if value is None or value == [] else str(value)


def _content(text: str, row: Row) -> str:
    return " … ".join(text[slice(*span)] for span in row["content"]) or "-"


def _words(text: str, row: Row) -> str:
    words = row.get("text") or f"{text[slice(*row['cue'])] if row['cue'] else '-'} / {_content(text, row)}"
    words = " ".join(words.split())
    return words if len(words) <= 100 else words[:99] + "…"


def drawn(dispatches: Sequence[Dispatch], share: float, seed: int) -> list[Dispatch]:
    """A random share of the dispatches. Who is drawn does not hang on who else is there, but for the last few."""

    def lot(dispatch: Dispatch) -> str:
        return hashlib.sha256(f"{seed}:{dispatch.head.id}".encode()).hexdigest()

    chosen = set(sorted(map(lot, dispatches))[: round(share * len(dispatches))])
    return [d for d in dispatches if lot(d) in chosen]


def bare(dispatch: Dispatch) -> str:
    """A dispatch without its marks, to be annotated anew in the same markup.

    The setting is withheld: that of a pair tells what to look for.
    """
    head = dispatch.head
    text = dispatch.text.replace("\\", "\\\\").replace("{", "\\{").replace("}", "\\}")
    return f"=== {head.id} | {head.split} | {head.style} | {head.date or '-'} | second annotation\n{text}\n---\n"

"""How surely words that another reader names are found again: the spans of gold records, copied badly.

    python benchmarks/grounding.py CORPUS... [--limit N] [--json]

CORPUS is a folder of gold records (JSON Lines of the contract), or `corpus/SPLIT` of the project's own dispatches.
Every statement, event and figure is named as a language model names it (see docs/readers.md): the words themselves,
and of events and statements the stretch that holds them. Each is told in five ways: as it stands, in other capitals,
with other quotation marks, dashes and blanks, without its articles, and all of that at once; which letters and marks
change is told by a digest, so that every run changes the same.

A span is right where it is the gold one, but for quotation marks, full stops and articles at its edges, which our own
stages see to. `wrong` are spans that were located elsewhere; `none` those of records that were not located. Needs no
model.
"""

from __future__ import annotations

import argparse
import hashlib
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

if __package__ in (None, ""):
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks import dispatches
from benchmarks.common import Figures, finish, json_lines, key_of, set_name, table
from reportedly.readers.grounding import Located, Named, Words, located
from reportedly.text import Span, paragraphs

Row = dict[str, Any]

# How far from the trigger a party is told in the same stretch, in characters.
_STRETCH = 250
_EDGES = re.compile(r"^(?:[\W_]+|(?:a|an|the)\s+)+|[\W_]+$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Gold:
    """The spans of one record: those of the key, in order, others by their roles, and the stretch that holds them."""

    kind: str
    key: tuple[Span, ...]
    others: dict[str, Span]
    frame: Span | None
    inside: frozenset[str] = frozenset()


def golds(rows: Sequence[Row]) -> Iterator[Gold]:
    """The records of one article as a reader names them, each once."""
    text = rows[0]["text"]
    blocks = paragraphs(text)
    seen: set[tuple[object, ...]] = set()
    for row in rows[1:]:
        gold = _gold(row, blocks)
        if gold is None:
            continue
        mark = (gold.kind, gold.key, tuple(sorted(gold.others.items())))
        if mark not in seen:
            seen.add(mark)
            yield gold


def _gold(row: Row, blocks: Sequence[Span]) -> Gold | None:
    if row["kind"] == "statement":
        source = Span(*row["source"]["span"]) if row["source"] else None
        cue = Span(*row["cue"]) if row["cue"] else None
        content = tuple(Span(*span) for span in row["content"])
        others = {role: span for role, span in (("source", source), ("cue", cue)) if span is not None}
        if not content and cue is not None:
            content, others = (cue,), {role: span for role, span in others.items() if role != "cue"}
        if not content:
            return None
        frame = _stretch([source, cue], blocks) if source and cue else cue
        return Gold("statement", content, others, frame, frozenset({"source", "cue"}))
    if row["kind"] == "event":
        trigger = Span(*row["span"])
        parties = {role: Span(*row[role]["span"]) for role in ("actor", "recipient") if row[role]}
        block = next((b for b in blocks if b.contains(trigger)), trigger)
        near = {r: s for r, s in parties.items() if block.contains(s) and abs(s.start - trigger.start) <= _STRETCH}
        return Gold("event", (trigger,), near, _stretch([trigger, *near.values()], blocks))
    if row["kind"] == "figure":
        span = Span(*row["span"])
        return Gold("figure", (span,), {}, _widened(span, blocks))
    return None


def _stretch(spans: Sequence[Span | None], blocks: Sequence[Span]) -> Span | None:
    """From the first to the last, where they stand in one paragraph; a single one with the words around it."""
    told = [span for span in spans if span is not None]
    whole = Span(min(s.start for s in told), max(s.end for s in told))
    if not any(block.contains(whole) for block in blocks):
        return _widened(told[0], blocks)
    return whole if len(told) > 1 else _widened(whole, blocks)


def _widened(span: Span, blocks: Sequence[Span]) -> Span:
    """With up to forty characters of its paragraph on either side; whole words are seen to by whoever copies it."""
    block = next((b for b in blocks if b.contains(span)), span)
    return Span(max(block.start, span.start - 40), min(block.end, span.end + 40))


def copied(text: str, span: Span) -> str:
    """The words of a span, whole ones."""
    start, end = span
    while start > 0 and text[start - 1].isalnum() and text[start].isalnum():
        start -= 1
    while end < len(text) and text[end - 1].isalnum() and text[end].isalnum():
        end += 1
    return text[start:end]


def shown(rows: Sequence[Row]) -> list[Span]:
    """The paragraphs that are shown to a reader: neither boilerplate nor told twice."""
    closed = [
        Span(*r["span"]) for r in rows if r["kind"] == "flaw" and r["problem"] in ("boilerplate", "repeated paragraph")
    ]
    return [block for block in paragraphs(rows[0]["text"]) if not any(one.contains(block) for one in closed)]


# How copies go wrong


def _by(digest: str, number: int) -> bool:
    """A coin that always falls alike."""
    return hashlib.sha256(f"{digest}{number}".encode()).digest()[0] % 2 == 0


def other_capitals(words: str) -> str:
    return words.upper() if _by(words, 0) else words.lower() if _by(words, 1) else words.capitalize()


def other_marks(words: str) -> str:
    """Typographic marks made straight and straight ones typographic, single ones for double ones, or none."""
    if _by(words, 0):
        return re.sub(r"[“”„\"]", "", words)
    if _by(words, 1):
        return re.sub(r"[“”„]", '"', re.sub(r"[‘’]", "'", words))
    return re.sub(r"[“”\"]", "'", words)


def other_blanks(words: str) -> str:
    words = re.sub(r"\s*[–—]\s*", " - " if _by(words, 0) else "—", words)
    return re.sub(
        r"\s+", lambda m: "  " if _by(words, m.start()) else "\u00a0" if _by(words, -m.start()) else "\n", words
    )


def without_articles(words: str) -> str:
    left = re.sub(r"(?i)\b(?:a|an|the)\s+(?=\w)", "", words)
    return left if re.search(r"\w", left) else words


def all_at_once(words: str) -> str:
    return other_blanks(other_marks(without_articles(other_capitals(words))))


WAYS: dict[str, Callable[[str], str]] = {
    "as it stands": str,
    "capitals": other_capitals,
    "quotation marks": other_marks,
    "blanks and dashes": other_blanks,
    "no articles": without_articles,
    "all at once": all_at_once,
}


def named(text: str, gold: Gold, way: Callable[[str], str]) -> Named:
    """A record as a reader names it that copies in this way."""

    def words(span: Span) -> str:
        return way(copied(text, span))

    return Named(
        tuple(words(span) for span in gold.key),
        {role: words(span) for role, span in gold.others.items()},
        words(gold.frame) if gold.frame else None,
        gold.inside,
        frozenset({"actor", "recipient"}),
    )


def core(text: str, span: Span) -> Span:
    """A span without the marks, blanks and articles at its edges."""
    words = span.of(text)
    start = 0
    while found := _EDGES.match(words, start):
        if found.end() in (start, len(words)):
            break
        start = found.end()
    tail = re.search(r"[\W_]+$", words)
    end = tail.start() if tail and tail.start() > start else len(words)
    return Span(span.start + start, span.start + end)


def measured(articles: Sequence[Sequence[Row]]) -> dict[str, Counter[str]]:
    """For every way of copying how many spans are right, wrong and not located, by their kinds."""
    counts = {way: Counter[str]() for way in WAYS}
    for rows in articles:
        text = rows[0]["text"]
        words = Words(text, shown(rows))
        for gold in golds(rows):
            for way, copying in WAYS.items():
                found = located(words, named(text, gold, copying))
                wanted = {**{f"key{n}": span for n, span in enumerate(gold.key)}, **gold.others}
                told = (
                    {**{f"key{n}": span for n, span in enumerate(found.key)}, **found.others}
                    if isinstance(found, Located)
                    else {}
                )
                for role, span in wanted.items():
                    right = role in told and core(text, told[role]) == core(text, span)
                    result = "none" if role not in told else "right" if right else "wrong"
                    counts[way][result] += 1
                    counts[way][f"{gold.kind} {result}"] += 1
    return counts


def measure(folder: Path, name: str, limit: int | None = None) -> Figures:
    """The figures of one folder of gold records: of every way of copying how many spans there are, what share of them
    is right, and how many are wrong or not located."""
    paths = sorted(folder.glob("*.jsonl"))[:limit]
    counts = measured([list(json_lines(path)) for path in paths])
    figures: Figures = {}
    for way, count in [*counts.items(), (_ALL, sum(counts.values(), Counter[str]()))]:
        step = f"grounding.{name}.{key_of(way)}"
        whole = sum(count[result] for result in ("right", "wrong", "none"))
        figures[f"{step}.spans"] = float(whole)
        figures[f"{step}.right"] = 100 * count["right"] / max(1, whole)
        figures[f"{step}.wrong"] = float(count["wrong"])
        figures[f"{step}.none"] = float(count["none"])
    return figures


def show(figures: Figures) -> str:
    """A table of what `measure` gave, of one data set or of several."""
    names = dict.fromkeys(key.split(".")[1] for key in figures)
    lines = []
    for name in names:
        for way in (*WAYS, _ALL):
            spans, right, wrong, none = (figures[f"grounding.{name}.{key_of(way)}.{what}"] for what in _COLUMNS)
            lines.append([name, way, int(spans), right, int(wrong), int(none)])
    return table(["data", "copied", "spans", "right %", "wrong", "none"], lines)


_ALL, _COLUMNS = "in all", ("spans", "right", "wrong", "none")


def main(argv: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", nargs="+", help="folders of gold records, or corpus/SPLIT")
    parser.add_argument("--limit", type=int, metavar="N", help="so many articles of each")
    parser.add_argument("--json", action="store_true", help="end with one line of JSON that has every figure")
    options = parser.parse_args(argv)
    figures: Figures = {}
    with tempfile.TemporaryDirectory() as out:
        for name in options.corpus:
            if name.startswith(dispatches.SOURCE) and not Path(name).is_dir():
                split = name.removeprefix(dispatches.SOURCE)
                (folder,) = dispatches.golds(Path(out), [split])
                figures |= measure(folder, f"corpus-{split}", options.limit)
            else:
                figures |= measure(Path(name), set_name(Path(name)), options.limit)
    print(show(figures))
    finish(figures, options.json)


if __name__ == "__main__":
    main()
